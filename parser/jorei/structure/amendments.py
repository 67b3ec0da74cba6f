"""Amending instruments, as notes, histories and headings of 附則 name them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from jorei.model import PROVISIONS, Amendment, Node, Tree
from jorei.model.tree import Seams
from jorei.model.vocabulary import AmendmentAction
from jorei.structure.metadata.in_force import days_in_force, main_day
from jorei.text.eras import DATE, to_date
from jorei.text.fold import fold
from jorei.text.instruments import MUNICIPAL, alternation
from jorei.text.lawnumbers import LAW_NUMBER, SHORT_NUMBER, LawNumber

_NUMBER_RE: Final = re.compile(rf"(?P<full>{LAW_NUMBER})|(?P<short>{SHORT_NUMBER})")
_INSTRUMENT = rf"(?P<issuer>\S{{0,16}}?)(?P<type>{alternation(*MUNICIPAL)})(?P<mark>[甲乙丙]?)"
_NUMERAL = r"(?P<number>[0-9〇一二三四五六七八九十百]+)"
_HISTORY_RE: Final = re.compile(rf"{DATE}[ ]*{_INSTRUMENT}[ ]?第[ ]?{_NUMERAL}[ ]?号")
_DATE_RE: Final = re.compile(DATE)
_ACTIONS: Final[tuple[tuple[str, AmendmentAction], ...]] = (
    ("一部改正", "一部改正"), ("全部改正", "全改"), ("全改", "全改"), ("追加", "追加"), ("繰り下げ", "繰下"), ("繰下", "繰下"),
    ("繰り上げ", "繰上"), ("繰上", "繰上"), ("改称", "改称"), ("削除", "削除"),
)  # fmt: skip
_FORMER_RE: Final = re.compile(r"旧(?P<label>[^、・()〔〕]{1,24}?)(?=繰[上下り]|[・、)〕]|一部改正|$)")


def find_amendments(tree: Tree, folded: str) -> tuple[Amendment, ...]:
    """Every amending instrument named beside the provisions, in document order; ``folded`` is the folded text."""
    amendments: list[Amendment] = []
    for node in tree.nodes:
        match node.kind:
            case "amend_note":
                amendments.extend(_of_note(node, _amended(tree, node), folded))
            case "history":
                amendments.extend(_of_history(node, folded))
            case "suppl_provision" if node.law_number:
                amendments.append(_of_suppl(tree, node, folded))
            case _:
                pass
    return tuple(amendments)


def _amended(tree: Tree, note: Node) -> int | None:
    """The provision that a note speaks of: the article above it, else the nearest one; None for the whole document."""
    above = [node for node in tree.ancestors(note) if node.kind in PROVISIONS]
    article = next((node for node in above if node.kind == "article"), None)
    holder = article or (above[0] if above else None)
    return holder.id if holder and holder.kind != "main_provision" else None


def _of_note(node: Node, holder: int | None, folded: str) -> Iterator[Amendment]:
    """(平17条例3・旧第18条繰下・一部改正、平27条例35・一部改正): actions hold for the numbers before them."""
    text = node.text_in(folded)
    matches = list(_NUMBER_RE.finditer(text))
    seams = Seams(node)
    waiting: list[tuple[LawNumber, int, int]] = []
    for index, match in enumerate(matches):
        number = LawNumber.of(match) if match["full"] else LawNumber.of_short(match)
        if number:
            waiting.append((number, match.start(), match.end()))
        end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
        words = text[match.end() : end]
        actions = tuple(dict.fromkeys(action for mark, action in _ACTIONS if mark in words))
        former = _FORMER_RE.search(words)
        if actions or former or index + 1 == len(matches):
            for law, begin, end_of_number in waiting:
                yield Amendment(
                    holder, "note", seams.to_source(begin), seams.to_source_end(end_of_number), law.local, None, actions,
                    former["label"] if former else None,
                )  # fmt: skip
            waiting = []


def _of_history(node: Node, folded: str) -> Iterator[Amendment]:
    text = node.text_in(folded)
    seams = Seams(node)
    for match in _HISTORY_RE.finditer(text):
        law = LawNumber.of_parts(
            match["era"], match["year"], match["issuer"], match["type"], match["mark"], match["number"]
        )
        yield Amendment(
            None, "history", seams.to_source(match.start()), seams.to_source_end(match.end()),
            law.local if law else None, _date(match),
        )  # fmt: skip


def _of_suppl(tree: Tree, node: Node, folded: str) -> Amendment:
    caption = next((p for p in node.pieces if p.role == "caption"), node.pieces[0])
    match = _DATE_RE.search(fold(node.caption or ""))
    on = _date(match) if match else None
    in_force_on = main_day(days_in_force(tree, node, folded, on))
    return Amendment(node.id, "suppl", caption.start, caption.end, node.law_number, on, in_force_on=in_force_on)


def _date(match: re.Match[str]) -> date | None:
    return to_date(match["era"], match["year"], match["month"], match["day"])
