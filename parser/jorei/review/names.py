"""What the desk calls things, in Japanese and in English."""

from __future__ import annotations

import re
from typing import Final

from jorei.check import BY_CODE
from jorei.check.pages import page
from jorei.model import Definition
from jorei.model.vocabulary import NAMES, Relation
from jorei.review.line_kinds import LINE_KIND_NAMES

_TOLD: Final = re.compile("(?:何を見るか|なぜ大切か|例|確かさ|What it does|Why it matters|Example|How sure):")
Name = tuple[str, str]
SEVERITY_NAMES: Final[dict[str, Name]] = {
    "error": ("誤り", "errors"), "warning": ("警告", "warnings"), "info": ("情報", "notes"),
}  # fmt: skip
STATE_NAMES: Final[dict[str, Name]] = {
    "open": ("未決", "open"), "decided": ("決めたもの", "decided"), "all": ("すべて", "all"),
}  # fmt: skip
VERDICT_NAMES: Final[dict[str, Name]] = {"accepted": ("認める", "accepted"), "dismissed": ("却下", "dismissed")}
_CERTAINTIES: Final = ((0.9, ("確か", "sure")), (0.7, ("おそらく", "likely")), (0.0, ("不確か", "unsure")))
"""From which confidence on a finding is called so; chosen between those of the checks (0.95, 0.75 and 0.6)."""


def certainty(confidence: float) -> Name:
    """What a confidence is called.

    >>> certainty(0.95), certainty(0.6)
    (('確か', 'sure'), ('不確か', 'unsure'))
    """
    return next(name for least, name in _CERTAINTIES if confidence >= least)


def relation_name(relation: str) -> Name | None:
    """What a reference does, where it does more than to cite.

    >>> relation_name("applies_mutatis_mutandis"), relation_name("cites")
    (('準用', 'applies mutatis mutandis'), None)
    """
    japanese = NAMES[Relation].get(relation)
    return (japanese, relation.replace("_", " ")) if japanese else None


def scope_name(definition: Definition) -> Name:
    """How far a definition reaches, after the words of the text that say so."""
    scope, words = definition.scope, definition.scope_text
    japanese = "文書全体" if scope == "document" else LINE_KIND_NAMES.get(scope, scope)
    english = scope.replace("_", " ")
    return (f"{words}（{japanese}）", f"{words} ({english})") if words else (japanese, english)


def explanation(code: str) -> tuple[list[str], list[str]]:
    """The page of a check as paragraphs, in Japanese and in English, the subject first; `KeyError` without one.

    >>> [lines[0] for lines in explanation("S01")]
    ['条番号の欠番', 'Article numbers jump or run backwards']
    """
    subject, ja, en = page(BY_CODE[code.upper()]).split("\n\n")
    subject_ja, _, subject_en = subject.partition(" · ")
    return [subject_ja, *_paragraphs(ja, "")], [subject_en.rstrip("."), *_paragraphs(en, " ")]


def _paragraphs(block: str, joint: str) -> list[str]:
    """A block whose lines were broken to fit as paragraphs: each begins with what it tells (例: …)."""
    paragraphs: list[str] = []
    for line in block.splitlines():
        if paragraphs and not _TOLD.match(line):
            paragraphs[-1] += joint + line
        else:
            paragraphs.append(line)
    return paragraphs
