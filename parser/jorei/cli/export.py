"""``jorei export``: a build written out in another form."""

from __future__ import annotations

from argparse import Namespace

from jorei.cli.bugs import Bugs
from jorei.cli.exit_codes import ExitCode
from jorei.cli.output_places import refuse_odd_place
from jorei.dataset.arrow import leave_pandas_out
from jorei.dataset.corpus import Corpus
from jorei.write.articles import ARTICLE_FORMS, export_articles
from jorei.write.export import export


def run(arguments: Namespace) -> int:
    """Write every document of the build."""
    leave_pandas_out()
    corpus = Corpus(arguments.corpus)
    refuse_odd_place(arguments.output)
    if arguments.format in ARTICLE_FORMS:
        count = export_articles(corpus, arguments.format, arguments.output)
        print(f"{count} 条を {arguments.output} に書きました / {count} articles written")
        return ExitCode.DONE
    bugs = Bugs()
    count = export(corpus, arguments.format, arguments.output, bugs.survived)
    print(f"{count} 件を {arguments.output} に書きました / {count} documents written")
    return ExitCode.BUG if bugs.count else ExitCode.DONE
