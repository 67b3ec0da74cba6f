"""What a document says about itself: title, kind, number, dates, municipality, 体系."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from jorei.model import Metadata, Tree
from jorei.model.vocabulary import InstrumentKind
from jorei.text.eras import DATE, to_date
from jorei.text.fold import fold
from jorei.text.instruments import KIND_OF_NOUN, NUMBERED, alternation
from jorei.text.lawnumbers import LAW_NUMBER_RE, LawNumber
from jorei.text.numerals import NUMBER

_DATE_RE = re.compile(DATE)
_TYPE = alternation(*NUMBERED)
_BARE_NUMBER_RE = re.compile(
    rf"(?P<issuer>[^0-9()第。、 ]{{0,20}}?)(?P<type>{_TYPE})(?P<mark>[甲乙丙]?)[ ]?第[ ]?(?P<number>{NUMBER})[ ]?号"
)
_IN_FORCE_RE = re.compile(rf"\({DATE}[ ]*施行\)")
_REPEAL_RE = re.compile(r"施行\(廃止\)|\(廃止\)$|^〔?廃止〕?")
_MUNICIPALITY_RE: Final = re.compile(
    r"(?P<name>(?:東京都|北海道|(?:京都|大阪)府|[^\s○、。()「」『』のをはがに第0-9]{1,4}?県)(?=[^内下]{2})|[^\s○、。()「」『』のをはがに第0-9]{1,6}?(?:市|町|村|区))"
)
# 町区域の設定, 市村の廃置分合, 都市公園, 本市, 特別区: words, not names
_GENERIC_RE = re.compile(r"^.?$|[市町村区都本当各全同両][市町村区]$|^特別区|^行政区|^学区|^地区")
_ISSUERS: Final = (
    ("教育委員会", "教育委員会"), ("教委", "教育委員会"), ("選挙管理委員会", "選挙管理委員会"), ("選管", "選挙管理委員会"),
    ("監査委員", "監査委員"), ("監委", "監査委員"), ("公平委員会", "公平委員会"), ("公平委", "公平委員会"),
    ("農業委員会", "農業委員会"), ("農委", "農業委員会"), ("固定資産評価審査委員会", "固定資産評価審査委員会"),
    ("議会", "議会"), ("水道", "水道事業管理者"), ("企業", "企業管理者"), ("企管", "企業管理者"), ("水管", "水道事業管理者"),
    ("消防", "消防"), ("病院", "病院事業管理者"),
)  # fmt: skip


def read_metadata(tree: Tree, title: str | None, folded: str, *, guide: bool) -> Metadata:
    """The documents columns that the text itself tells; ``folded`` is its folded form."""
    front = [node.text_in(folded) for node in tree.nodes if node.kind == "promulgation"]
    number = _law_number(front)
    folded_title = fold(title or "").replace(" ", "")
    return Metadata(
        title=title,
        kind="guide" if guide else _kind(number, folded_title),
        law_number=number.local if number else None,
        municipality=_municipality(folded_title),
        issuer=_issuer(number),
        promulgated_on=_first_date(front),
        in_force_on=_in_force(tree, folded),
        repealed=any(_REPEAL_RE.search(node.text) for node in tree.nodes if node.kind == "note" and node.depth == 1),
        taxonomy=tuple(
            part.strip()
            for node in tree.nodes
            if node.kind == "taxonomy"
            for part in node.text.split("/")
            if part.strip()
        ),
    )


def _law_number(front: list[str]) -> LawNumber | None:
    """A full number on one line, or era and year of the date line with the bare number of another."""
    for text in front:
        match = LAW_NUMBER_RE.search(text)
        if match:
            return LawNumber.of(match)
    dated = next((m for m in map(_DATE_RE.search, front) if m), None)
    bare = next((m for m in map(_BARE_NUMBER_RE.search, front) if m), None)
    if not dated or not bare:
        return None
    return LawNumber.of_parts(dated["era"], dated["year"], bare["issuer"], bare["type"], bare["mark"], bare["number"])


def _first_date(front: list[str]) -> date | None:
    match = next((m for m in map(_DATE_RE.search, front) if m), None)
    return to_date(match["era"], match["year"], match["month"], match["day"]) if match else None


def _in_force(tree: Tree, folded: str) -> date | None:
    for node in reversed(tree.nodes):
        if node.kind == "note" and node.depth == 1:
            match = _IN_FORCE_RE.search(node.text_in(folded))
            if match:
                return to_date(match["era"], match["year"], match["month"], match["day"])
    return None


def _kind(number: LawNumber | None, title: str) -> InstrumentKind:
    # a 要綱 is published as 告示 or 訓令: there its title says what it is
    by_title = number is None or number.type in ("告示", "訓令", "公告", "達", "通達")
    for subject in (title, number.type if number else "") if by_title else (number.type if number else "", title):
        for noun, kind in KIND_OF_NOUN.items():
            if subject.endswith(noun):
                return kind
    if title.endswith(("法", "法律")):
        return "act"
    if title.endswith("令"):
        return "cabinet_order"
    return next((kind for noun, kind in KIND_OF_NOUN.items() if noun in title), "other")


def _municipality(title: str) -> str | None:
    """The name a title begins with: 〈name〉市個人情報保護条例."""
    match = _MUNICIPALITY_RE.match(title)
    return match["name"] if match and not _GENERIC_RE.search(match["name"]) else None


def _issuer(number: LawNumber | None) -> str | None:
    """Who enacted it, when the number says so: 条例 come from the 議会, plain 規則 from the head."""
    if number is None:
        return None
    named = next((name for mark, name in _ISSUERS if mark in number.issuer), None)
    if named:
        return named
    return {"条例": "議会", "法律": "国会", "政令": "内閣"}.get(number.type)
