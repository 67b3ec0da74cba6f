"""``jorei search``: provisions of a build by their words."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from itertools import groupby
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
        print("\n\n".join(_lines(hits)) if hits else "見付かりません / nothing found")
    return ExitCode.BUG if bugs.count else ExitCode.DONE


_RELAXED: Final = {
    "parts": "語を分けて探したもの / with the parts of the words",
    "synonyms": "意味の近い語でも探したもの / with words of like meaning",
    "some": "一部の語だけのもの / with some of the words only",
}


def _lines(hits: list[Hit]) -> Iterator[str]:
    """The hits as text, with a heading before those that were not asked for in these words."""
    for relaxed, alike in groupby(hits, lambda hit: hit.relaxed):
        if relaxed:
            yield f"〔{_RELAXED[relaxed]}〕"
        yield from map(_rendered, alike)


def _report(count: int) -> None:
    if count % _EVERY == 0:
        print(f"索引を作っています / making the index: {count}", file=sys.stderr)


def _rendered(hit: Hit) -> str:
    place = f"（{hit.place}）" if hit.place else None
    heading = " ".join(filter(None, (hit.municipality, hit.document, hit.citation, place)))
    return f"{heading}\n    {hit.snippet}\n    {hit.link}  {hit.doc_id}  {hit.node_id}"
