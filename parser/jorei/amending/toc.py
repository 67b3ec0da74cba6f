"""The 目次 against the body after an amendment."""

from __future__ import annotations

import re
from typing import Final

from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.operation import Number
from jorei.amending.places import number
from jorei.amending.unit import DIVISIONS, Sheet, Unit
from jorei.model.kinds import DIVISION_LETTERS, KIND_OF_UNIT
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER

_ENTRY: Final = re.compile(
    rf"第({NUMBER})([{DIVISION_LETTERS}])((?:の{NUMBER})*)\s+(?P<title>.*?)(?:\((?P<range>第{NUMBER}条[^()]*)\))?$"
)
_ARTICLE: Final = re.compile(rf"第({NUMBER})条((?:の{NUMBER})*)")


def stale_entries(sheet: Sheet, original: Sheet) -> list[AmendingFinding]:
    """Entries whose articles or title are not those of the body, and were so in the base."""
    before = {key for key, _ in _wrong(original)}
    said = []
    for key, one in _wrong(sheet):
        if key not in before:
            said.append(one)
    return said


def _wrong(sheet: Sheet) -> list[tuple[str, AmendingFinding]]:
    toc = sheet.first("toc")
    if toc is None:
        return []
    headings = [one for one in sheet.main().children if one.kind in DIVISIONS]
    found: list[tuple[str, AmendingFinding]] = []
    at = 0
    for entry in toc.children:
        match = _ENTRY.match(fold(entry.text).strip())
        if not match:
            continue
        kind, num = KIND_OF_UNIT[match[2]], number(match[1], match[3])
        heading = next((one for one in headings[at:] if one.kind == kind and one.num == num), None)
        if heading is None:
            found.append((entry.text, _say(entry.text, "", f"「{entry.text.strip()}」は本則にありません")))
            continue
        at = headings.index(heading) + 1
        if match["range"]:
            found += _range(entry, match["range"], _articles(sheet, heading))
    listed = sum(1 for entry in toc.children if _ENTRY.match(fold(entry.text).strip()))
    if listed and listed < len(headings):
        extra = [one for one in headings if not any(_same(one, entry) for entry in toc.children)]
        found += [(one.text, _say(one.text, "", f"「{one.label}　{one.text}」が目次にありません")) for one in extra]
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
            found.append(one.num)
    return found


def _range(entry: Unit, words: str, articles: list[Number]) -> list[tuple[str, AmendingFinding]]:
    named = [number(m[1], m[2]) for m in _ARTICLE.finditer(words)]
    if not named or not articles:
        return []
    listed = "・" in words or "、" in words
    right = named == articles if listed and len(named) > 1 else named[0] == articles[0] and named[-1] == articles[-1]
    if right:
        return []
    should = "―".join(dict.fromkeys(_spell(n) for n in (articles[0], articles[-1])))
    if len(articles) == 2:
        should = should.replace("―", "・")
    return [(entry.text, _say(words, should, f"目次の「{words}」は、本則では{should}です"))]


def _spell(num: Number) -> str:
    return f"第{num[0]}条" + "".join(f"の{n}" for n in num[1:])


def _say(words: str, should: str, ja: str) -> AmendingFinding:
    return finding(
        "toc-stale", "目次", ja, f"the table of contents is stale: {words}", words=words, suggestion=should or None
    )
