"""Instruments that are not counted in 条: their uppermost units, by the ladder of labels that the document shows itself.

Three ladders are known, tried in this order: 第1 / 1 / (1), Ⅰ / 1 / (1), and 1 / 1.1 / 1.1.1. The units of the uppermost
rung are articles (their label says that they are no 条), what stands below them are 項, 号 and so on. A label counts only
in its sequence: 第2 in running text is none, nor is anything where the text has 条.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from jorei.model.kinds import UNIT_LETTERS
from jorei.model.num import Ordinal, format_num, is_next
from jorei.model.record import Record
from jorei.structure.lines.labels import Label
from jorei.structure.lines.patterns import BRANCHES, ends_sentence
from jorei.structure.lines.rules import skip_blanks
from jorei.structure.lines.typed import TypedLine
from jorei.text.label_styles import ARABIC, DOTTED, NUMBERED_ALONE, NUMBERED_IN_DIVISION, ROMAN_ALONE
from jorei.text.numerals import NUMBER, parse_number, parse_ordinal

_FEWEST: Final = 2
"""Units that a ladder has at least. Chosen: one of them shows no sequence."""
_LONGEST_HEADING: Final = 30
"""Characters of a heading behind a label. Chosen: longer ones are sentences."""
_HEADED: Final = 0.5
"""Share of units with a heading above a sentence. Chosen: the others have lists below."""
_NEAR: Final = 4
"""Lines below a heading in which a sentence ends. Chosen."""

# 第1 趣旨, 第２　定義, 第3. 手続, 第1 alone; not 第1 章, 第1 項の, 第1 に掲げる
_NUMBERED: Final = re.compile(
    rf"第[ ]?(?P<base>{NUMBER})(?P<branch>{BRANCHES})[.、:]?(?:[ ]+|$)(?![{UNIT_LETTERS}表](?:[ の]|$)|[のにをはがとで、。)]|及び|又は|から)"
)
_ROMAN: Final = re.compile(r"(?P<base>[Ⅰ-Ⅻ]|[IVX]{1,4})[.、:]?(?:[ ]+)(?=[^ 0-9a-zA-Z])")
_ROMAN_VALUES: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_WHOLE: Final = re.compile(r"(?P<base>[0-9]{1,2})[.、]?[ ]+(?=[^ 0-9])")
_PARTS: Final = re.compile(
    r"(?P<parts>[0-9]{1,2}(?:[.-][0-9]{1,2}){1,3})[.、]?(?:[ ]+|(?=[^\x00-\x7f])|$)(?![%人円年月日件回倍])"
)
_ENTRY_END: Final = re.compile(r"(?:者|もの|こと|とき|場合|、|及び|又は|。|名|人|円)$")
_NO_CAPTIONS: Final = ("、", "及び", "又は")
_STANDS_FOR: Final = frozenset(("削除", "略", "省略", "(略)", "(削除)"))
_WITH_UNITS: Final = frozenset(("appdx_note", "appdx"))
_ENDS: Final = frozenset(("suppl", "suppl_number", "appdx"))
_READ: Final = frozenset(("plain", "division", "enumerated", "article"))


class LadderUnit(Record):
    """A line that may be a unit of a ladder: its index, where its label ends and its words begin, its number."""

    index: int
    label_end: int
    body: int
    ordinal: Ordinal


def mark_ladders(lines: list[TypedLine]) -> None:
    """Makes articles of the uppermost units of a ladder, headings of what is one, and entries of the units of an
    appendix; changed in place."""
    _mark_main(lines)
    for begin, end in _appendices(lines):
        units = [unit for chain in _chains(lines[begin:end], _numbered) for unit in chain]
        if len(units) >= _FEWEST:
            _make_entries(lines[begin:end], units)


def _appendices(lines: list[TypedLine]) -> list[tuple[int, int]]:
    """Where each 別記 and 別紙 begins, behind its heading, and where it ends; 第1 of a 別表 is a row of it."""
    ends = [index for index, typed in enumerate(lines) if typed.kind in _ENDS] + [len(lines)]
    return [(begin + 1, end) for begin, end in pairwise(ends) if lines[begin].node_kind in _WITH_UNITS]


def _make_entries(lines: list[TypedLine], units: list[LadderUnit]) -> None:
    for unit in units:
        typed = lines[unit.index]
        typed.kind, typed.node_kind, typed.certain, typed.caption = "enumerated", None, True, None
        typed.label = Label(unit.label_end, ((NUMBERED_ALONE, unit.ordinal),))
        typed.label_end, typed.body = unit.label_end, skip_blanks(typed.text, unit.body)


def _mark_main(lines: list[TypedLine]) -> None:
    end = _region_end(lines)
    for read in (_numbered, _roman):
        chains = _chains(lines[:end], read)
        if len(chains) > 1 and _is_contents(chains[0], lines):
            _make_articles(lines, chains.pop(0), NUMBERED_ALONE)  # its entries, as the 目次 reads them
        units = [unit for chain in chains for unit in chain]
        if len(units) >= _FEWEST:
            style = ROMAN_ALONE if read is _roman else NUMBERED_IN_DIVISION if len(chains) > 1 else NUMBERED_ALONE
            _make_articles(lines, units, style)
            _mark_parts(lines, end)
            return _mark_headings(lines, end)
    wholes = _wholes(lines[:end])
    if _mark_parts(lines, end):
        _make_articles(lines, wholes, ARABIC)
        _mark_headings(lines, end)
    elif len(wholes) >= _FEWEST and not any(typed.kind == "article" and typed.certain for typed in lines):
        _mark_headed(lines, [unit.index for unit in wholes], end)


def _region_end(lines: list[TypedLine]) -> int:
    """Where 附則, appendices or articles in 条 begin: there a ladder ends."""
    for index, typed in enumerate(lines):
        if typed.kind in _ENDS or (typed.kind == "article" and typed.certain):
            return index
    return len(lines)


# ---- the uppermost rung


def _numbered(typed: TypedLine) -> tuple[re.Match[str], Ordinal] | None:
    match = _NUMBERED.match(typed.text) if typed.text[0] == "第" else None
    ordinal = parse_ordinal(match["base"], match["branch"]) if match else None
    return (match, ordinal) if match and ordinal else None


def _roman(typed: TypedLine) -> tuple[re.Match[str], Ordinal] | None:
    match = _ROMAN.match(typed.text)
    number = (_ROMAN_VALUES.get(match["base"]) or parse_number(match["base"])) if match else None
    return (match, (number,)) if match and number else None


def _chains(
    lines: list[TypedLine], read: Callable[[TypedLine], tuple[re.Match[str], Ordinal] | None]
) -> list[list[LadderUnit]]:
    """The sequences 1, 2, 3 … of units. One begins anew below 編章節, or where the one before stood in a 目次."""
    chains: list[list[LadderUnit]] = []
    restarts = True
    for index, typed in enumerate(lines):
        if typed.kind not in _READ:
            continue
        found = read(typed)
        if found is None:
            restarts |= typed.kind == "division" and typed.certain
            continue
        match, ordinal = found
        unit = LadderUnit(index, len(match[0].rstrip()), match.end(), ordinal)
        if chains and is_next(chains[-1][-1].ordinal, ordinal):
            chains[-1].append(unit)
        elif ordinal == (1,) and (restarts or (len(chains) == 1 and _is_contents(chains[-1], lines))):
            chains.append([unit])
        restarts = False
    return chains


def _is_contents(chain: list[LadderUnit], lines: list[TypedLine]) -> bool:
    """Whether a sequence is that of a 目次: below its heading, one line after the other."""
    first = chain[0].index
    return first > 0 and lines[first - 1].kind == "toc" and chain[-1].index - first == len(chain) - 1


def _wholes(lines: list[TypedLine]) -> list[LadderUnit]:
    """The lines 1, 2, 3 … above 1.1, 1.2, 2.1 …."""
    units: list[LadderUnit] = []
    for index, typed in enumerate(lines):
        match = _WHOLE.match(typed.text)
        if match is None or typed.label is None or typed.label.readings[0][0] != ARABIC:
            continue
        ordinal = (int(match["base"]),)
        if is_next(units[-1].ordinal if units else (0,), ordinal):
            units.append(LadderUnit(index, len(match[0].rstrip()), match.end(), ordinal))
    return units


def _make_articles(lines: list[TypedLine], units: list[LadderUnit], style: str) -> None:
    for unit in units:
        typed = lines[unit.index]
        typed.kind, typed.node_kind, typed.certain = "article", None, True
        typed.num = format_num(unit.ordinal)
        typed.label = Label(unit.label_end, ((style, unit.ordinal),))
        typed.label_end, typed.body, typed.caption = unit.label_end, skip_blanks(typed.text, unit.body), None
        if _is_short(typed) and not typed.text.endswith(_NO_CAPTIONS) and typed.text[typed.body :] not in _STANDS_FOR:
            typed.caption, typed.body = (typed.body, len(typed.text)), len(typed.text)


# ---- 1.1, 1.1.1


def _mark_parts(lines: list[TypedLine], end: int) -> bool:
    """Makes labels of 1.1, 1.2, 1.2.1 … where they count on; whether there are any. Changed in place."""
    open_parts: tuple[int, ...] = ()
    found: list[tuple[TypedLine, re.Match[str], tuple[int, ...]]] = []
    for typed in lines[:end]:
        match = _PARTS.match(typed.text) if typed.text[0].isdigit() and typed.kind in _READ else None
        if match is None:
            continue
        parts = tuple(int(part) for part in re.split("[.-]", match["parts"]))
        if _follows(open_parts, parts):
            found.append((typed, match, parts))
            open_parts = parts
    if len(found) < _FEWEST:
        return False
    for typed, match, parts in found:
        typed.kind, typed.certain = "enumerated", True
        typed.label_end, typed.body = len(match[0].rstrip()), match.end()
        typed.label = Label(typed.label_end, ((DOTTED[len(parts) - 2], parts[-1:]),))
    return True


def _follows(before: tuple[int, ...], parts: tuple[int, ...]) -> bool:
    """Whether 1.2.1 comes behind 1.2, 1.3 behind 1.2.4, 2.1 behind anything in 1."""
    shared = 0
    while shared < min(len(before), len(parts)) and before[shared] == parts[shared]:
        shared += 1
    if shared == len(parts):
        return False
    step = before[shared] if shared < len(before) else 0
    return parts[shared] == step + 1 and all(part == 1 for part in parts[shared + 1 :])


# ---- headings


def _mark_headings(lines: list[TypedLine], end: int) -> None:
    """1 趣旨 above a sentence without a label: what stands behind the label is its heading. Changed in place."""
    for index, typed in enumerate(lines[:end]):
        if typed.kind != "enumerated" or not typed.certain or not _is_heading(typed):
            continue
        below = lines[index + 1 : min(index + 1 + _NEAR, end)]
        if below and below[0].kind == "plain" and any("。" in line.text for line in below if line.kind == "plain"):
            typed.caption, typed.body = (typed.body, len(typed.text)), len(typed.text)


def _mark_headed(lines: list[TypedLine], units: list[int], end: int) -> None:
    """The headings of a text that counts 1, 2, 3 … and has no other ladder, where most of its units have one: 1 目的 above
    a sentence. Changed in place."""
    if any(ends_sentence(typed.text) for typed in lines[: units[0]]):
        return  # the entries of a list that words above it announce, each with its explanation
    headed = [
        index
        for index in units
        if _is_heading(lines[index]) and index + 1 < end and lines[index + 1].kind == "plain"
        and ends_sentence(lines[index + 1].text)
    ]  # fmt: skip
    if len(headed) >= max(_FEWEST, _HEADED * len(units)):
        for index in headed:
            typed = lines[index]
            typed.caption, typed.body = (typed.body, len(typed.text)), len(typed.text)


def _is_heading(typed: TypedLine) -> bool:
    return _is_short(typed) and _ENTRY_END.search(typed.text, typed.body) is None


def _is_short(typed: TypedLine) -> bool:
    """Whether a few words that are no sentence stand behind a label."""
    return 0 < len(typed.text) - typed.body <= _LONGEST_HEADING and "。" not in typed.text
