"""What of each citation of a text is true: it exists, it exists not, a part of it is not there, it has another caption, or
it was not checked, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from jorei.cite.claims import claimed_caption
from jorei.cite.instruments import Instruments
from jorei.cite.mentions import CitedWords, cited_words
from jorei.cite.provisions import COLUMNS, ROW_OF_TABLE, CitationStatus, Provisions, Verdict
from jorei.dataset.corpus import Corpus

Row = dict[str, Any]
_READ_AT_A_TIME: Final = 256
"""Documents that are read in one go, and held in memory. Chosen: some ten megabytes."""
_ROW: Final = re.compile(r"[^。「」\n]{0,60}?の項")
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


def check_citations(text: str, corpus: Corpus, municipality: str = "") -> tuple[CitedProvision, ...]:
    """Every citation of ``text`` looked up in a build, in the order of the text.

    ``municipality`` is whose ordinances are meant where the text does not say. Nothing outside the build is known: a law
    that it does not hold is ``unchecked``.
    """
    return CitationChecker(corpus).check(text, municipality)


class CitationChecker:
    """A build that texts are checked against, one after another: what its documents are called is read once."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.instruments = Instruments(corpus)
        self._provisions: dict[str, Provisions] = {}

    def check(self, text: str, municipality: str = "") -> tuple[CitedProvision, ...]:
        """As `check_citations`."""
        found: list[tuple[int, CitedProvision]] = []
        asked: dict[str, list[tuple[int, CitedWords, Row]]] = {}
        for at, cited in enumerate(cited_words(text, self.instruments.is_title)):
            named = self._named(cited, municipality)
            if isinstance(named, Verdict):
                found.append((at, _found(text, cited, {}, named)))
            elif cited.citation is None:
                found.append((at, _found(text, cited, named, Verdict("exists"))))
            else:
                asked.setdefault(named["doc_id"], []).append((at, cited, named))
        for doc_ids in _some_at_a_time(list(asked)):
            self._read(doc_ids)
            found += [
                (at, _found(text, cited, document, self._verdict(text, cited, document["doc_id"])))
                for doc_id in doc_ids
                for at, cited, document in asked[doc_id]
            ]
        return tuple(cited for _, cited in sorted(found, key=lambda one: one[0]))

    def _verdict(self, text: str, cited: CitedWords, doc_id: str) -> Verdict:
        verdict = self._provisions[doc_id].verdict(cited.citation or "", cited.part, claimed_caption(text, cited.end))
        if verdict.status in ("missing", "part_missing") and _names_row(text, cited):
            return ROW_OF_TABLE
        return verdict

    def _read(self, doc_ids: list[str]) -> None:
        """The provisions of these documents, in one reading, and no others any longer when there are too many."""
        unread = [doc_id for doc_id in doc_ids if doc_id not in self._provisions]
        if not unread:
            return
        if len(self._provisions) + len(unread) > _READ_AT_A_TIME:
            self._provisions = {doc_id: self._provisions[doc_id] for doc_id in doc_ids if doc_id in self._provisions}
        rows: dict[str, list[Row]] = {doc_id: [] for doc_id in unread}
        table = self._corpus.nodes.to_arrow(["doc_id", *COLUMNS], [("doc_id", "in", unread)])
        for row in table.to_pylist():
            rows[row["doc_id"]].append(row)
        self._provisions |= {doc_id: Provisions(own) for doc_id, own in rows.items()}

    def _named(self, cited: CitedWords, municipality: str) -> Row | Verdict:
        """The document that is meant, or why it is not looked up."""
        law = cited.law
        if law is None:
            return Verdict(
                "unchecked", "どの例規の規定か、書かれていません", "the text does not say whose provision it is"
            )
        if cited.as_of is not None:
            return Verdict("unchecked", "改正前又は改正後の規定です", "the text speaks of another version")
        found = self.instruments.named(cited.number, cited.title, municipality)
        if len(found) > 1:
            return Verdict(
                "unchecked", f"{law}は{len(found)}件あります", f"{len(found)} documents of the build are called {law}"
            )
        if found and self.instruments.says_whose(found[0], cited.number, cited.title, municipality):
            return found[0]
        if found:
            return Verdict(
                "unchecked", f"どの自治体の{law}か、書かれていません", f"the text does not say whose {law} it is"
            )
        return self._not_named(law, cited.number, cited.title, municipality)

    def _not_named(self, law: str, number: str | None, title: str | None, municipality: str) -> Verdict:
        others = [
            row for row in (self.instruments.titled(title) if number and title else [])
            if self.instruments.says_whose(row, None, title, municipality)
        ]  # fmt: skip
        if others:
            numbers = "、".join(str(row["law_number"]) for row in others)
            return Verdict("missing", f"{law}の番号は{numbers}です", f"the number of {law} is {numbers}")
        return Verdict("unchecked", f"{law}はビルドにありません", f"{law} is not in the build")


def _some_at_a_time(doc_ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(doc_ids), _READ_AT_A_TIME):
        yield doc_ids[start : start + _READ_AT_A_TIME]


def _found(text: str, cited: CitedWords, document: Row, verdict: Verdict) -> CitedProvision:
    row: Row = verdict.row or {}
    words = row.get("full_text") or row.get("text")
    return CitedProvision(
        cited.start, cited.end, text[cited.start : cited.end], cited.law, cited.citation, verdict.status,
        _reason(cited, verdict), document.get("doc_id"), row.get("node_id"), document.get("title"),
        row.get("caption"), words[:_LONGEST_EXCERPT] if words else None,
    )  # fmt: skip


def _names_row(text: str, cited: CitedWords) -> bool:
    """Whether the words of a row follow: 別表第1第1種低層住居専用地域の項."""
    return "表" in (cited.citation or "") and _ROW.match(text, cited.end) is not None


def _reason(cited: CitedWords, verdict: Verdict) -> tuple[str, str]:
    """Why, and whose provision it was taken for where the text names that only in the same sentence."""
    if not cited.inferred or verdict.status == "unchecked":
        return verdict.ja, verdict.en
    read = f"{cited.law}の規定と読みました", f"read as a provision of {cited.law}"
    return "。".join(filter(None, (verdict.ja, read[0]))), "; ".join(filter(None, (verdict.en, read[1])))
