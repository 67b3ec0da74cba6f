"""A cell of a 新旧対照表 by its label: 第3条　…, (2)　（略）, ２～４　（略）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from jorei.amending.align import likeness_of
from jorei.amending.fragment import PATTERNS
from jorei.amending.operation import Number
from jorei.amending.pairing import best_pairs
from jorei.amending.places import number
from jorei.model.kinds import KIND_OF_UNIT
from jorei.text.fold import fold, squeeze
from jorei.text.numerals import AIUEO, IROHA, NUMBER

OMITTED: Final = re.compile(r"[(\[]?\s*(?:略|同左|同右|同上)\s*[)\]]?$")
_RANGE: Final = re.compile(
    rf"(?:第|\()?({NUMBER})(?:条|\))?\s*(?:～|〜|から|・|及び|-|―|~)\s*(?:第|\()?({NUMBER})(?:条|\))?(?:まで)?\s+[(\[]?略[)\]]?$"
)


_KANA_RANGE: Final = re.compile(
    r"(?P<open>\(?)(?P<first>[ア-ンヰヱ])\)?\s*(?:～|〜|から|・|及び|-|―|~)\s*\(?(?P<last>[ア-ンヰヱ])\)?(?:まで)?\s+[(\[]?略[)\]]?$"
)


@dataclass(slots=True)
class Cell:
    """One side of a row: what its label says, and its words; ``omitted`` when they are （略）."""

    line: str
    kind: str
    num: Number = ()
    letter: str = ""
    division: str = ""
    words: str = ""
    omitted: bool = False
    last: Number = ()


def read_cell(line: str) -> Cell:
    """A cell by its label."""
    body = line.strip("　 ")
    folded = fold(body)
    if "\t" in line:
        return Cell(line, "row", words=line)
    if match := _RANGE.match(folded):
        kind = "item" if folded.startswith("(") else "article" if "条" in match[0] else "paragraph"
        return Cell(line, kind, number(match[1]), words="", omitted=True, last=number(match[2]))
    if match := _KANA_RANGE.match(folded):
        kind = "subitem2" if match["open"] else "subitem1"
        letters = match["first"], match["last"]
        table = IROHA if set(letters) & set("ロニホヘトチリ") else AIUEO
        at, until = (table.find(letter) + 1 for letter in letters)
        if 0 < at < until:
            return Cell(line, kind, (at,), letters[0], omitted=True, last=(until,))
    for name, pattern in PATTERNS:
        match = pattern.match(folded)
        if not match:
            continue
        if name == "caption" and OMITTED.match(folded):
            break
        cell = _labelled(name, match, line, body)
        if cell is not None:
            cell.omitted = bool(OMITTED.match(fold(cell.words).strip())) and bool(cell.words.strip())
            return cell
    return Cell(line, "plain", words=body, omitted=bool(OMITTED.match(folded)))


def _labelled(name: str, m: re.Match[str], line: str, body: str) -> Cell | None:
    words = body[m.end() :]
    match name:
        case "division":
            return Cell(line, "division", number(m[2], m[4]), division=KIND_OF_UNIT[m[3]], words=words)
        case "article":
            return Cell(line, "article", number(m[2], m[3]), words=words)
        case "suppl" | "toc":
            return Cell(line, name, words=body[m.end(1) :])
        case "table":
            return Cell(line, "table", number(m[2], m[3]) if m[2] else (), words=body[m.end(1) :])
        case "style":
            n = number(m[2] or m[4], m[3] or "") if m[2] or m[4] else ()
            return Cell(line, "style", n, words=body[m.end(1) :])
        case "remarks" | "caption":
            return Cell(line, name, words=body if name == "caption" else words)
        case "paren":
            return Cell(line, "item", number(m[2], m[3]), words=words)
        case "digit":
            return Cell(line, "paragraph", number(m[2], m[3]), words=words)
        case "kanji":
            return Cell(line, "item", number(m[2], m[3]), words=words)
    kinds = {"kana": "subitem1", "kana_paren": "subitem2", "latin": "subitem3", "latin_paren": "subitem4"}
    return Cell(line, kinds[name], (), m[2], words=words) if name in kinds else None


Paired = tuple[Cell | None, Cell | None]
_MANY: Final = 60_000
"""Pairs of lines that are weighed at most; a cell that has more is a whole ordinance."""


def paired(old: list[Cell], new: list[Cell]) -> list[Paired]:
    """The lines of two cells in order, each with the one it becomes: the likest of them, by kind, number and words.

    >>> pairs = paired([read_cell(s) for s in ("1　甲", "2　（略）")], [read_cell(s) for s in ("1　甲", "2　乙", "3　（略）")])
    >>> [(a.line if a else None, b.line if b else None) for a, b in pairs]
    [('1　甲', '1　甲'), (None, '2　乙'), ('2　（略）', '3　（略）')]
    """
    if len(old) <= 1 and len(new) <= 1:
        return [(old[0] if old else None, new[0] if new else None)] if old or new else []
    if len(old) * len(new) > _MANY:
        return [(one, None) for one in old] + [(None, one) for one in new]
    return best_pairs(old, new, [[_likeness(one, other) for other in new] for one in old])


def _likeness(one: Cell, other: Cell) -> float:
    """How much two lines are one; 0 when they cannot be: of other kinds, or one of them left out."""
    if one.kind != other.kind or one.division != other.division or one.omitted != other.omitted:
        return 0.0
    same = 0.3 if (one.num, one.letter) == (other.num, other.letter) else 0.0
    if one.omitted:  # what is left out stands on both sides
        return 1.0 + same / 10 if bool(one.last) == bool(other.last) else 0.0
    likeness = likeness_of(squeeze(one.words), squeeze(other.words))
    return likeness + same if likeness > (0.12 if same else 0.35) or one.words == other.words else 0.05 * bool(same)
