"""``jorei export``: a build written out in another form."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.dataset.arrow import leave_pandas_out
from jorei.dataset.corpus import Corpus
from jorei.errors import Refused
from jorei.write.export import export

USAGE = 2


def run(arguments: Namespace) -> int:
    leave_pandas_out()
    try:
        count = export(Corpus(arguments.corpus), arguments.format, arguments.output)
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    print(f"{count} 件を {arguments.output} に書きました / {count} documents written")
    return 0
