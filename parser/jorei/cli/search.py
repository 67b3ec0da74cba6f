"""``jorei search``: provisions of a build by their words."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Final

import msgspec

from jorei.cli.bugs import Bugs
from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.dataset.corpus import Corpus
from jorei.report.terminal import write_data
from jorei.search import Hit, is_ready, open_index

_EVERY: Final = 1_000
"""Documents between two messages while the index is made."""


def run(arguments: Namespace) -> int:
    """Print the provisions that have all of the words."""
    with needing("search"):
        corpus = Corpus(arguments.corpus)
        if not is_ready(corpus):
            from jorei.dataset.arrow import leave_pandas_out  # with Arrow, which an answer does without

            leave_pandas_out()
        bugs = Bugs()
        index = open_index(corpus, _report, bugs.survived)
        hits = index.search(
            " ".join(arguments.words), kind=arguments.kind, municipality=arguments.municipality, limit=arguments.limit
        )
    if arguments.format == "json":
        write_data(msgspec.json.format(msgspec.json.encode(hits), indent=2) + b"\n")
    else:
        if hits and hits[0].relaxed:
            print("\n".join(_RELAXED[hits[0].relaxed]), file=sys.stderr)
        print("\n\n".join(map(_rendered, hits)) if hits else "見付かりません / nothing found")
    return ExitCode.BUG if bugs.count else ExitCode.DONE


_RELAXED: Final = {
    "parts": ("そのままの語はありません。語を分けて探しました", "no provision has the words as they stand: looked for their parts"),
    "some": ("すべての語を含む条項はありません。一部の語で探しました", "no provision has all the words: looked for most of them"),
}  # fmt: skip


def _report(count: int) -> None:
    if count % _EVERY == 0:
        print(f"索引を作っています / making the index: {count}", file=sys.stderr)


def _rendered(hit: Hit) -> str:
    place = f"（{hit.place}）" if hit.place else None
    heading = " ".join(filter(None, (hit.municipality, hit.document, hit.citation, place)))
    return f"{heading}\n    {hit.snippet}\n    {hit.link}  {hit.doc_id}  {hit.node_id}"
