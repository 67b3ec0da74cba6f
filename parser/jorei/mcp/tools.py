"""What the server answers: searches, provisions, what cites them, citations checked. Each answer is bounded, and says when there is
more.

`Refused` says what was asked in vain, in words for who asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from jorei.cite import CitationChecker
from jorei.dataset.corpus import Corpus
from jorei.document import Document, NodeView
from jorei.errors import Refused
from jorei.model import Reference
from jorei.model.kinds import APPENDICES, DIVISIONS
from jorei.search import SearchIndex, open_index

LONGEST_ANSWER: Final = 100
"""Hits, references and citations in one answer at most."""
LONGEST_OUTLINE: Final = 500
"""Provisions in the outline of a document at most."""
LONGEST_TEXT: Final = 12_000
"""Characters of a provision in one answer at most: a 別表 may have a hundred pages."""
LONGEST_QUESTION: Final = 300
"""Characters of the words, names and citations that are asked for at most."""
LONGEST_CHECKED: Final = 200_000
"""Characters of a text whose citations are checked at most: a book of a hundred pages."""
_NAMED: Final = 10
"""Documents that a refusal names, of which it cannot be said which one is meant. Chosen."""
_KEPT: Final = 32
"""Documents that are held in memory. Chosen."""
_OUTLINED: Final = frozenset((*DIVISIONS, *APPENDICES, "preamble", "article", "suppl_provision"))

_NOTHING: Final[tuple[Any, ...]] = (None, "", [], ("", ""), ["", ""])

Answer = dict[str, Any]
Row = dict[str, Any]


class _Named(NamedTuple):
    """A document of the build: its row, and itself."""

    row: Row
    document: Document

    def described(self) -> Answer:
        """What it is, for the head of an answer."""
        return _without_nothing({
            "doc_id": self.row["doc_id"], "document": self.row["title"], "municipality": self.row["municipality"],
            "law_number": self.row["law_number"], "link": self.row["source_url"] or self.row["source_path"],
        })  # fmt: skip

    def provision(self, citation: str) -> NodeView:
        """The provision of a citation; `Refused` when there is none."""
        view = self.document.find(_bounded(citation))
        if view is None:
            name = self.row["title"] or self.row["source_path"]
            raise Refused(f"{name}に{citation}はありません", f"there is no {citation} in {name}")
        return view


class BuildTools:
    """One build, asked again and again. ``scratch`` is an empty folder for a search index that cannot lie beside the build.

    >>> from jorei.dataset.corpus import Corpus
    >>> tools = BuildTools(Corpus("corpus/sample"))
    >>> tools.provision("朝凪町海浜公園条例", "第1条")["caption"]
    '設置'
    """

    def __init__(self, corpus: Corpus, scratch: Path | None = None) -> None:
        self._corpus, self._scratch = corpus, scratch
        self._document = lru_cache(maxsize=_KEPT)(corpus.document)
        self._citations = lru_cache(maxsize=_KEPT)(self._read_citations)

    @cached_property
    def _checker(self) -> CitationChecker:
        return CitationChecker(self._corpus)

    @cached_property
    def _index(self) -> SearchIndex:
        return open_index(self._corpus, scratch=self._scratch)

    def search(self, words: str, kind: str | None, municipality: str | None, limit: int) -> Answer:
        """The provisions with all of the words, the best first."""
        hits = self._index.search(_bounded(words), kind=kind, municipality=municipality, limit=_within(limit))
        return {"hits": [_without_nothing(msgspec.to_builtins(hit)) for hit in hits]}

    def provision(self, document: str, citation: str | None = None, municipality: str | None = None) -> Answer:
        """A provision with its words and what it refers to; without a citation the outline of the document."""
        named = self._named(document, municipality)
        if not citation:
            return named.described() | _outline(named.document)
        view = named.provision(citation)
        words = view.full_text or view.title or ""
        references = [_referring(reference) for reference in view.references]
        return named.described() | _without_nothing({
            "citation": view.citation, "node_id": view.node_id, "kind": view.kind, "caption": view.caption,
            "stands_in": _stands_in(view), "text": words[:LONGEST_TEXT], "text_is_cut": len(words) > LONGEST_TEXT,
            "parts": [child.citation for child in view.children if child.citation][:LONGEST_ANSWER],
            "references": references[:LONGEST_ANSWER], "more_references": max(len(references) - LONGEST_ANSWER, 0),
        })  # fmt: skip

    def cited_by(self, document: str, citation: str, municipality: str | None = None, limit: int = 50) -> Answer:
        """What cites a provision or a part of it, from its own document and from others."""
        named = self._named(document, municipality)
        view = named.provision(citation)
        below = [node.eid for node in named.document.tree.subtree(view.node)]
        rows = self._corpus.cited_by(named.row["doc_id"], *below).to_pylist()
        shown = [self._citing(row) for row in rows[: _within(limit)]]
        return named.described() | {
            "citation": view.citation, "count": len(rows), "references": shown, "more": len(rows) - len(shown),
        }  # fmt: skip

    def cite_check(self, text: str, municipality: str | None = None, skip: int = 0) -> Answer:
        """What of each citation of a text is true."""
        if len(text) > LONGEST_CHECKED:
            raise Refused(
                f"文章が長すぎます。{LONGEST_CHECKED}字までに分けてください",
                f"the text is too long: send it in parts of {LONGEST_CHECKED} characters at most",
            )
        found = self._checker.check(text, municipality or "")
        shown = found[max(skip, 0) :][:LONGEST_ANSWER]
        return {
            "counts": dict(Counter(cited.status for cited in found)),
            "citations": [_without_nothing(msgspec.to_builtins(cited)) for cited in shown],
            "more": max(len(found) - max(skip, 0) - len(shown), 0),
        }

    def _named(self, name: str, municipality: str | None) -> _Named:
        """The document of an id or a title; `Refused` when none or several are called so."""
        instruments = self._checker.instruments
        row = instruments.by_id.get(_bounded(name))
        rows = [row] if row else instruments.named(None, name, municipality or "")
        if len(rows) != 1:
            raise _none_called(name) if not rows else _several_called(name, rows)
        return _Named(rows[0], self._document(rows[0]["doc_id"]))

    def _citing(self, row: Row) -> Answer:
        instrument = self._checker.instruments.by_id.get(row["doc_id"], {})
        return _without_nothing({
            "doc_id": row["doc_id"], "document": instrument.get("title"), "municipality": instrument.get("municipality"),
            "citation": self._citations(row["doc_id"]).get(row["node_id"]), "node_id": row["node_id"], "text": row["text"],
            "relation": row["relation"], "status": row["status"], "as_of": row["as_of"],
        })  # fmt: skip

    def _read_citations(self, doc_id: str) -> dict[str, str | None]:
        rows = self._corpus.rows("nodes", doc_id, ["node_id", "citation"]).to_pylist()
        return {row["node_id"]: row["citation"] for row in rows}


def _bounded(words: str) -> str:
    if len(words) > LONGEST_QUESTION:
        raise Refused(f"長すぎます（{LONGEST_QUESTION}字まで）", f"too long ({LONGEST_QUESTION} characters at most)")
    return words


def _within(limit: int) -> int:
    return min(max(limit, 1), LONGEST_ANSWER)


def _without_nothing(answer: Answer) -> Answer:
    """An answer without what is not known, not so, or empty; 0 is a number."""
    return {name: value for name, value in answer.items() if value is not False and value not in _NOTHING}


def _none_called(name: str) -> Refused:
    return Refused(
        f"「{name}」という例規はビルドにありません。searchで探してください",
        f"no document of the build is called {name}: look for it with search",
    )


def _several_called(name: str, rows: list[Row]) -> Refused:
    ids = "、".join(f"{row['doc_id']}（{row['municipality'] or '—'}）" for row in rows[:_NAMED])
    return Refused(
        f"「{name}」は{len(rows)}件あります。doc_idか自治体を示してください: {ids}",
        f"{len(rows)} documents are called {name}: give a doc_id or the municipality: {ids}",
    )


def _outline(document: Document) -> Answer:
    """The divisions, articles and appendices of a document."""
    nodes = [node for node in document.tree.own_nodes() if node.kind in _OUTLINED]
    shown = [
        _without_nothing({"citation": node.citation, "kind": node.kind, "caption": node.caption or node.title})
        for node in nodes[:LONGEST_OUTLINE]
    ]
    return {"outline": shown, "more": len(nodes) - len(shown)}


def _stands_in(view: NodeView) -> list[str]:
    return [
        f"{above.citation or above.label or ''} {above.caption or above.title or ''}".strip() for above in _above(view)
    ]


def _above(view: NodeView) -> Iterator[NodeView]:
    """The divisions and provisions that it stands in, the narrowest first."""
    parent = view.parent
    while parent is not None:
        if parent.kind in _OUTLINED or parent.citation:
            yield parent
        parent = parent.parent


def _referring(reference: Reference) -> Answer:
    return _without_nothing({
        "text": reference.text, "law": reference.target_law_title or reference.target_law,
        "provisions": [target.citation for target in reference.targets], "relation": reference.relation,
        "status": reference.status,
    })  # fmt: skip
