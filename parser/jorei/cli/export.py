"""``jorei export``: a build written out in another form."""

from __future__ import annotations

from argparse import Namespace

from jorei.cli.exit_codes import ExitCode
from jorei.dataset.arrow import leave_pandas_out
from jorei.dataset.corpus import Corpus
from jorei.write.export import export


def run(arguments: Namespace) -> int:
    """Write every document of the build."""
    leave_pandas_out()
    count = export(Corpus(arguments.corpus), arguments.format, arguments.output)
    print(f"{count} 件を {arguments.output} に書きました / {count} documents written")
    return ExitCode.DONE
