"""Entries of corrections.toml in a few words, in both languages."""

from __future__ import annotations

from typing import Final, TypedDict

from jorei.config.corrections_edit import key
from jorei.model.corrections import CorrectionEntry, FindingVerdict, LineCorrection, ReferenceCorrection
from jorei.review.line_kinds import LINE_KIND_NAMES

_MAX_QUOTE: Final = 60
"""Characters of a quote on the page."""


class EntrySummary(TypedDict):
    """An entry as the page lists it; ``key`` names it for undoing."""

    key: str
    quote: str
    ja: str
    en: str


def summarise(entry: CorrectionEntry) -> EntrySummary:
    """An entry as the page lists it."""
    match entry:
        case LineCorrection():
            ja, en, quote = *_line_summary(entry), entry.quote.text
        case ReferenceCorrection():
            target = " ".join(filter(None, (entry.law, "、".join(entry.targets))))
            ja, en, quote = f"参照先 → {target or 'なし'}", f"leads to {target or 'nothing'}", entry.quote.text
        case FindingVerdict():
            ja, en, quote = *_verdict_summary(entry), entry.quote
    return {"key": key(entry), "quote": " ".join(quote.split())[:_MAX_QUOTE], "ja": ja, "en": en}


def _verdict_summary(entry: FindingVerdict) -> tuple[str, str]:
    if entry.verdict == "dismissed":
        return f"{entry.code} 却下: {entry.reason}", f"{entry.code} dismissed: {entry.reason}"
    return f"{entry.code} 認める", f"{entry.code} accepted"


def _line_summary(entry: LineCorrection) -> tuple[str, str]:
    ja = [f"種類 {LINE_KIND_NAMES.get(entry.kind, entry.kind)}"] if entry.kind else []
    en = [f"is {entry.kind}"] if entry.kind else []
    if entry.label is not None:
        ja.append(f"番号 {entry.label}" if entry.label else "番号なし")
        en.append(f"label {entry.label}" if entry.label else "no label")
    if entry.join is not None:
        ja.append("前の行につなぐ" if entry.join else "前の行から切り離す")
        en.append("joined to the line before" if entry.join else "parted from the line before")
    ja += [f"「{words}」から分ける" for words in entry.split]
    en += [f"split at {words}" for words in entry.split]
    return "、".join(ja), ", ".join(en)
