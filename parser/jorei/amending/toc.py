"""The 目次 against the body after an amendment."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.numerals import kanji
from jorei.amending.operation import Number
from jorei.amending.places import number
from jorei.amending.unit import DIVISIONS, Sheet, Unit
from jorei.amending.widths import arabic, widths_of
from jorei.model.kinds import DIVISION_LETTERS, KIND_OF_UNIT
from jorei.text.fold import fold, squeeze
from jorei.text.numerals import NUMBER

_ENTRY: Final = re.compile(
    rf"\s*第({NUMBER})([{DIVISION_LETTERS}])((?:の{NUMBER})*)\s+(?P<title>.*?)(?:\((?P<range>第{NUMBER}条[^()]*)\))?\s*$"
)
_ARTICLE: Final = re.compile(rf"第({NUMBER})条((?:の{NUMBER})*)")


class StaleEntry(msgspec.Struct, frozen=True):
    """An entry that is not what the body says; ``new`` are the words for ``start..end`` of its text, where known."""

    key: str
    finding: AmendingFinding
    entry: Unit | None = None
    start: int = 0
    end: int = 0
    new: str = ""


def stale_entries(sheet: Sheet, original: Sheet) -> list[StaleEntry]:
    """Entries whose articles or title are not those of the body, and were so in the base."""
    before = {one.key for one in _wrong(original)}
    return [one for one in _wrong(sheet) if one.key not in before]


def _wrong(sheet: Sheet) -> list[StaleEntry]:
    toc = sheet.first("toc")
    if toc is None:
        return []
    headings = [one for one in sheet.main().children if one.kind in DIVISIONS]
    found: list[StaleEntry] = []
    at = 0
    for entry in toc.children:
        match = _ENTRY.match(fold(entry.text))
        if not match:
            continue
        kind, num = KIND_OF_UNIT[match[2]], number(match[1], match[3])
        heading = next((one for one in headings[at:] if one.kind == kind and one.num == num), None)
        if heading is None:
            found.append(StaleEntry(entry.text, _say(entry.text, "", f"「{entry.text.strip()}」は本則にありません")))
            continue
        at = headings.index(heading) + 1
        if match["range"]:
            found += _range(entry, match, _articles(sheet, heading)) or _empty(entry, match, sheet, heading)
        found += _title(entry, match, heading)
    listed = sum(1 for entry in toc.children if _ENTRY.match(fold(entry.text).strip()))
    if listed and listed < len(headings):
        extra = [one for one in headings if not any(_same(one, entry) for entry in toc.children)]
        found += [
            StaleEntry(one.text, _say(one.text, "", f"「{one.label}　{one.text}」が目次にありません")) for one in extra
        ]
    return found


def _same(heading: Unit, entry: Unit) -> bool:
    match = _ENTRY.match(fold(entry.text).strip())
    return bool(match) and KIND_OF_UNIT[match[2]] == heading.kind and number(match[1], match[3]) == heading.num  # type: ignore[index]  # bool(match) comes first


def _articles(sheet: Sheet, heading: Unit) -> list[Number]:
    siblings = sheet.main().children
    rank = DIVISIONS.index(heading.kind)
    found: list[Number] = []
    for one in siblings[siblings.index(heading) + 1 :]:
        if one.kind in DIVISIONS and DIVISIONS.index(one.kind) <= rank:
            break
        if one.kind == "article":
            found += [number_ for number_ in (one.num, one.until) if number_]
    return found


def _range(entry: Unit, match: re.Match[str], articles: list[Number]) -> list[StaleEntry]:
    words = match["range"]
    names = list(_ARTICLE.finditer(words))
    named = [number(m[1], m[2]) for m in names]
    if not named or not articles:
        return []
    listed = "・" in words or "、" in words
    right = named == articles if listed and len(named) > 1 else named[0] == articles[0] and named[-1] == articles[-1]
    if right:
        return []
    should = "―".join(dict.fromkeys(_spell(n) for n in (articles[0], articles[-1])))
    if len(articles) == 2:
        should = should.replace("―", "・")
    ja = f"目次の「{words}」は、本則では{should}です"
    start, end = match.span("range")
    return [
        StaleEntry(entry.text, _say(words, should, ja), entry, start, end, _as_before(entry.text[start:end], should))
    ]


def _empty(entry: Unit, match: re.Match[str], sheet: Sheet, heading: Unit) -> list[StaleEntry]:
    """A chapter whose last article is gone."""
    if _articles(sheet, heading):
        return []
    ja = f"目次の「{match['range']}」は、本則にはもうありません"
    return [StaleEntry(entry.text, _say(match["range"], "", ja))]


def _as_before(words: str, should: str) -> str:
    """A range in the numerals, widths and dashes of the one that was there.

    >>> _as_before("第十条－第十二条", "第11条―第13条"), _as_before("第１条・第２条", "第1条―第3条")
    ('第十一条－第十三条', '第１条―第３条')
    """
    style = widths_of(words)
    in_kanji = any(c in "一二三四五六七八九十" for c in words)
    written = re.sub("[0-9]+", lambda m: kanji(int(m[0])) if in_kanji else arabic(int(m[0]), style), should)
    dash = re.search(r"条(?:の[^-－―ー～〜・、]+)?([-－―ー～〜])", words)
    return written.replace("―", dash[1]) if dash else written


def _title(entry: Unit, match: re.Match[str], heading: Unit) -> list[StaleEntry]:
    """The name of a chapter that was changed in the body, not in the 目次."""
    words = match["title"]
    if not words or squeeze(words) == squeeze(heading.text):
        return []
    ja = f"目次の「{words}」は、本則では「{heading.text}」です"
    return [
        StaleEntry(entry.text + heading.text, _say(words, heading.text, ja), entry, *match.span("title"), heading.text)
    ]


def _spell(num: Number) -> str:
    return f"第{num[0]}条" + "".join(f"の{n}" for n in num[1:])


def _say(words: str, should: str, ja: str) -> AmendingFinding:
    return finding(
        "toc-stale", "目次", ja, f"the table of contents is stale: {words}", words=words, suggestion=should or None
    )
