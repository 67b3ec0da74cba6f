"""The columns of `documents` that the text itself tells."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from jorei.model import Metadata, Node, Tree
from jorei.structure.metadata.in_force import ForceStage, days_in_force, main_day
from jorei.structure.metadata.kind import kind_of
from jorei.structure.metadata.municipality import find_place
from jorei.structure.metadata.number import OwnNumber, day_of_promulgation, is_bill, own_number
from jorei.structure.metadata.titles import bare_title
from jorei.text.eras import DATE, to_date
from jorei.text.fold import fold

_IN_FORCE_RE: Final = re.compile(rf"\({DATE}[ ]*施行\)")
_REPEAL_RE: Final = re.compile(r"施行\(廃止\)|\(廃止\)$|^〔?廃止〕?")
_BEGINNING: Final = 1_500
"""Characters in which a 公布文 stands. Chosen."""
_ISSUERS: Final = (
    ("教育委員会", "教育委員会"), ("教委", "教育委員会"), ("選挙管理委員会", "選挙管理委員会"), ("選管", "選挙管理委員会"),
    ("監査委員", "監査委員"), ("監委", "監査委員"), ("公平委員会", "公平委員会"), ("公平委", "公平委員会"),
    ("農業委員会", "農業委員会"), ("農委", "農業委員会"), ("固定資産評価審査委員会", "固定資産評価審査委員会"),
    ("議会", "議会"), ("水道", "水道事業管理者"), ("企業団", ""), ("企業", "企業管理者"), ("企管", "企業管理者"),
    ("水管", "水道事業管理者"), ("消防", "消防"), ("病院", "病院事業管理者"),
)  # fmt: skip


def read_metadata(tree: Tree, title: str | None, folded: str, *, guide: bool) -> Metadata:
    """The documents columns that the text itself tells; ``folded`` is its folded form."""
    front = _front(tree, folded)
    made = [(text, raw) for kind, text, raw in front if kind == "promulgation"]
    title, behind = bare_title(title)
    folded_title = fold(title or "").replace(" ", "")
    body = folded[:_BEGINNING]
    bill = is_bill([text for _, text, _ in front], folded_title)
    number = None if guide else own_number([*made, *behind], body)
    promulgated = None if bill else day_of_promulgation([text for text, _ in (*made, *behind)], body)
    stages = _stages(tree, folded, promulgated)
    article = _first_article(tree, folded)
    notes = [node for node in tree.children(0) if node.kind == "note"]
    place = find_place(title, number, [(text, raw) for _, text, raw in front], article, folded)
    return Metadata(
        title=title,
        kind="guide"
        if guide
        else kind_of(number.type if number else "", folded_title, _self_text(tree, folded, article)),
        law_number=number.shown if number else None,
        municipality=place.municipality,
        prefecture=place.prefecture,
        issuer=_issuer(number),
        promulgated_on=promulgated,
        in_force_on=_noted_day(notes, folded) or main_day(stages),
        in_force_stages=tuple(stage.shown for stage in stages),
        repealed=any(_REPEAL_RE.search(note.text) for note in notes),
        taxonomy=tuple(
            part.strip()
            for node in tree.nodes
            if node.kind == "taxonomy"
            for part in node.text.split("/")
            if part.strip()
        ),
    )


def _front(tree: Tree, folded: str) -> list[tuple[str, str, str]]:
    """The lines of front matter and of what is repeated behind the body: kind, folded and as written."""
    return [
        (node.kind, node.text_in(folded), node.text)
        for node in tree.children(0)
        if node.kind in ("promulgation", "navigation", "enact_statement")
    ]


def _first_article(tree: Tree, folded: str) -> tuple[str, str]:
    """The words of 第1条 (of the main text, when it has no articles), folded and as written."""
    main = next((node for node in tree.children(0) if node.kind == "main_provision"), None)
    if main is None:
        return "", ""
    inside = tree.subtree(main)
    first = next((node for node in inside if node.kind == "article"), None)
    nodes = [node for node in (tree.subtree(first) if first else inside[:4]) if node.text][:4]
    return "。".join(node.text_in(folded) for node in nodes), "。".join(node.text for node in nodes)


def _self_text(tree: Tree, folded: str, article: tuple[str, str]) -> str:
    """Where an instrument calls itself この条例: its first article and its 附則."""
    suppl = _own_suppl(tree)
    return article[0] + (folded[suppl.start : suppl.end][:_BEGINNING] if suppl else "")


def _own_suppl(tree: Tree) -> Node | None:
    """The 附則 of the instrument itself: the first one, unless that is an amending instrument's."""
    suppl = next((node for node in tree.children(0) if node.kind == "suppl_provision"), None)
    return suppl if suppl and not suppl.law_number else None


def _stages(tree: Tree, folded: str, promulgated: date | None) -> tuple[ForceStage, ...]:
    suppl = _own_suppl(tree)
    return days_in_force(tree, suppl, folded, promulgated) if suppl else ()


def _noted_day(notes: list[Node], folded: str) -> date | None:
    """The day that the publisher notes: (平成15年4月1日施行)."""
    for note in reversed(notes):
        match = _IN_FORCE_RE.search(note.text_in(folded))
        if match:
            return to_date(match["era"], match["year"], match["month"], match["day"])
    return None


def _issuer(number: OwnNumber | None) -> str | None:
    """Who enacted it, when the number says so: 条例 come from the 議会, plain 規則 from the head."""
    if number is None:
        return None
    words = fold(number.issuer)
    named = next((name for mark, name in _ISSUERS if mark in words), None)
    if named:
        return named
    return {"条例": "議会", "法律": "国会", "政令": "内閣"}.get(number.type)
