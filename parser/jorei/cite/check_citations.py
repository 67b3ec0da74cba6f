"""What of each citation of a text is true: it exists, it exists not, a part of it is not there, it has another caption, or
it was not checked, and why."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

import msgspec

from jorei.cite.claims import claimed_caption
from jorei.cite.instruments import Instruments
from jorei.cite.mentions import CitedWords, cited_words
from jorei.cite.provisions import COLUMNS, ROW_OF_TABLE, CitationStatus, Provisions, Verdict
from jorei.dataset.corpus import Corpus

Row = dict[str, Any]
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
        self._provisions = lru_cache(maxsize=64)(self._read_provisions)

    def check(self, text: str, municipality: str = "") -> tuple[CitedProvision, ...]:
        """As `check_citations`."""
        return tuple(self._look_up(text, cited, municipality) for cited in cited_words(text, self.instruments.is_title))

    def _look_up(self, text: str, cited: CitedWords, municipality: str) -> CitedProvision:
        found = self._named(cited, municipality)
        document, verdict = ({}, found) if isinstance(found, Verdict) else (found, Verdict("exists"))
        if document and cited.citation is not None:
            provisions = self._provisions(document["doc_id"])
            verdict = provisions.verdict(cited.citation, cited.part, claimed_caption(text, cited.end))
            if verdict.status in ("missing", "part_missing") and _names_row(text, cited):
                verdict = ROW_OF_TABLE
        row: Row = verdict.row or {}
        words = row.get("full_text") or row.get("text")
        return CitedProvision(
            cited.start, cited.end, text[cited.start : cited.end], cited.law, cited.citation, verdict.status,
            _reason(cited, verdict), document.get("doc_id"), row.get("node_id"), document.get("title"),
            row.get("caption"), words[:_LONGEST_EXCERPT] if words else None,
        )  # fmt: skip

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

    def _read_provisions(self, doc_id: str) -> Provisions:
        return Provisions(self._corpus.rows("nodes", doc_id, COLUMNS).to_pylist())


def _names_row(text: str, cited: CitedWords) -> bool:
    """Whether the words of a row follow: 別表第1第1種低層住居専用地域の項."""
    return "表" in (cited.citation or "") and _ROW.match(text, cited.end) is not None


def _reason(cited: CitedWords, verdict: Verdict) -> tuple[str, str]:
    """Why, and whose provision it was taken for where the text names that only in the same sentence."""
    if not cited.inferred or verdict.status == "unchecked":
        return verdict.ja, verdict.en
    read = f"{cited.law}の規定と読みました", f"read as a provision of {cited.law}"
    return "。".join(filter(None, (verdict.ja, read[0]))), "; ".join(filter(None, (verdict.en, read[1])))
