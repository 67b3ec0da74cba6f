"""``jorei search``: provisions of a build by their words."""

from __future__ import annotations

import sys
from argparse import Namespace

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.errors import Refused
from jorei.search import Hit, is_ready, open_index

USAGE = 2
_EVERY = 1_000


def run(arguments: Namespace) -> int:
    try:
        corpus = Corpus(arguments.corpus)
        if not is_ready(corpus):
            from jorei.dataset.arrow import leave_pandas_out  # with Arrow, which an answer does without

            leave_pandas_out()
        index = open_index(corpus, _tell)
        hits = index.search(
            " ".join(arguments.words), kind=arguments.kind, municipality=arguments.municipality, limit=arguments.limit
        )
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    except ImportError:
        print("検索にはtantivyが必要です / searching needs tantivy: pip install 'jorei[search]'", file=sys.stderr)
        return USAGE
    if arguments.format == "json":
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(hits), indent=2) + b"\n")
    else:
        print("\n\n".join(map(_shown, hits)) if hits else "見付かりません / nothing found")
    return 0


def _tell(count: int) -> None:
    if count % _EVERY == 0:
        print(f"索引を作っています / making the index: {count}", file=sys.stderr)


def _shown(hit: Hit) -> str:
    place = " ".join(filter(None, (hit.municipality, hit.document, hit.citation)))
    return f"{place}\n    {hit.snippet}\n    {hit.link}  {hit.doc_id}  {hit.node_id}"
