"""What of each citation of a text is true: it exists, it exists not, a part of it is not there, it has another caption, or
it was not checked, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

import msgspec

from jorei.cite.instruments import Instruments
from jorei.dataset.corpus import Corpus
from jorei.identity.citations import WHOLE, citation_key
from jorei.model import Reference, Source
from jorei.model.source import Mark
from jorei.model.span import Piece
from jorei.pipeline.references import analyse_references
from jorei.text.fold import fold, squeeze

CitationStatus = Literal["exists", "missing", "part_missing", "other_caption", "unchecked"]
"""It is there; it is not; the article is there, but not the paragraph or item; its caption is another than the text says; it could
not be looked up."""

Row = dict[str, Any]
_STEP: Final = re.compile(r"第[^第]+$|(?<=号)[^第号]+$|(?<=[ァ-ンa-z0-9])\([^()]*\)$")
_CLAIMED: Final = re.compile(r"[(（](?P<caption>[^()（）、。「」]{1,24})[)）]|の?「(?P<quoted>[^「」]{1,24})」")
_NO_CAPTION: Final = re.compile(r"以下|という|除く|限る|含む|参照|において|年|号|条$|項$")
_NODE_COLUMNS: Final = ["node_id", "citation", "caption", "deleted", "text", "full_text"]
_LONGEST_EXCERPT: Final = 200
"""Characters of a provision that are shown. Chosen."""


class CitedProvision(msgspec.Struct, frozen=True):
    """A citation and what was found: the document, the node, its caption and the beginning of its words."""

    start: int
    end: int
    text: str
    law: str | None
    citation: str | None
    status: CitationStatus
    reason: tuple[str, str] = ("", "")
    doc_id: str | None = None
    node_id: str | None = None
    title: str | None = None
    caption: str | None = None
    excerpt: str | None = None


class _Verdict(NamedTuple):
    status: CitationStatus
    ja: str = ""
    en: str = ""


def check_citations(text: str, corpus: Corpus, municipality: str = "") -> tuple[CitedProvision, ...]:
    """Every citation of ``text`` looked up in a build, in the order of the text.

    ``municipality`` is whose ordinances are meant where the text does not say. Nothing outside the build is known: a law
    that it does not hold is ``unchecked``.
    """
    return CitationChecker(corpus).check(text, municipality)


def _as_source(text: str) -> Source:
    """A text in which no line is a provision: 第5条 at the head of a line cites, it does not begin an article."""
    marks = []
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            begin = start + line.index(words[0])
            marks.append(Mark(1, "paragraph", (Piece("text", begin, begin + len(words)),)))
        start += len(line)
    return Source(text, marks=tuple(marks))


class CitationChecker:
    """A build that texts are checked against, one after another: what its documents are called is read once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.instruments = Instruments(corpus)
        self._nodes_of = lru_cache(maxsize=64)(self._read_nodes)

    def check(self, text: str, municipality: str = "") -> tuple[CitedProvision, ...]:
        """As `check_citations`."""
        references = analyse_references(_as_source(text)).analysis.references
        return tuple(cited for reference in references for cited in self._cited(text, reference, municipality))

    def _cited(self, text: str, reference: Reference, municipality: str) -> Iterator[CitedProvision]:
        """What of one mention is true, for each provision that it names."""
        for citation in [target.citation for target in reference.targets] or [None]:
            whole = None if citation == WHOLE else citation
            yield self._look_up(text, reference, whole, municipality)

    def _look_up(self, text: str, reference: Reference, citation: str | None, municipality: str) -> CitedProvision:
        law = reference.target_law_title or reference.target_law
        number = reference.target_law if reference.target_law != reference.target_law_title else None
        cited = CitedProvision(
            reference.start, reference.end, reference.text, law, citation, "unchecked",
            ("どの例規の規定か、書かれていません", "the text does not say whose provision it is"),
        )  # fmt: skip
        if law is None:
            return cited
        found = self.instruments.named(number, reference.target_law_title or law, municipality)
        if len(found) != 1:
            return _with(cited, self._not_one(found, law, number))
        document = found[0]
        cited = msgspec.structs.replace(cited, doc_id=document["doc_id"], title=document["title"])
        if citation is None:
            return _with(cited, _Verdict("exists"))
        return self._in_document(cited, citation, _claimed(text, reference.end))

    def _not_one(self, found: list[Row], law: str, number: str | None) -> _Verdict:
        if found:
            return _Verdict(
                "unchecked", f"{law}は{len(found)}件あります", f"{len(found)} documents of the build are called {law}"
            )
        others = self.instruments.titled(law) if number else []
        if others:
            numbers = "、".join(str(row["law_number"]) for row in others)
            return _Verdict("missing", f"{law}の番号は{numbers}です", f"the number of {law} is {numbers}")
        return _Verdict("unchecked", f"{law}はビルドにありません", f"{law} is not in the build")

    def _in_document(self, cited: CitedProvision, citation: str, claimed: str | None) -> CitedProvision:
        nodes = self._nodes_of(cited.doc_id or "")
        node = nodes.get(citation_key(citation))
        if node is None:
            return _with(cited, _missing(nodes, citation))
        words = node["full_text"] or node["text"] or ""
        cited = msgspec.structs.replace(
            cited, node_id=node["node_id"], caption=node["caption"], excerpt=words[:_LONGEST_EXCERPT]
        )
        if node["deleted"]:
            return _with(cited, _Verdict("missing", f"{citation}は削除されています", f"{citation} is deleted"))
        if claimed and node["caption"] and squeeze(claimed) != squeeze(node["caption"]):
            return _with(cited, _Verdict(
                "other_caption", f"{citation}の見出しは「{node['caption']}」です", f"the caption of {citation} is {node['caption']}"
            ))  # fmt: skip
        return _with(cited, _Verdict("exists"))

    def _read_nodes(self, doc_id: str) -> dict[str, Row]:
        """The nodes of a document by the key of their citation."""
        nodes: dict[str, Row] = {}
        for row in self._corpus.rows("nodes", doc_id, _NODE_COLUMNS).to_pylist():
            if row["citation"]:
                nodes.setdefault(citation_key(row["citation"]), row)
        return nodes


def _missing(nodes: dict[str, Row], citation: str) -> _Verdict:
    """What of a citation is not there: all of it, or only the last steps."""
    above = citation
    while above:
        above = _STEP.sub("", above)
        if above and citation_key(above) in nodes:
            rest = citation[len(above) :]
            return _Verdict("part_missing", f"{above}に{rest}はありません", f"{above} has no {rest}")
        if above == citation or not _STEP.search(above):
            break
    return _Verdict("missing", f"{citation}はありません", f"there is no {citation}")


def _claimed(text: str, end: int) -> str | None:
    """The caption that a text gives a provision right behind its citation: 第5条（届出）, 第5条の「届出」."""
    match = _CLAIMED.match(text, end)
    if match is None:
        return None
    caption = match["caption"] or match["quoted"]
    return None if _NO_CAPTION.search(fold(caption)) else caption


def _with(cited: CitedProvision, verdict: _Verdict) -> CitedProvision:
    return msgspec.structs.replace(cited, status=verdict.status, reason=(verdict.ja, verdict.en))
