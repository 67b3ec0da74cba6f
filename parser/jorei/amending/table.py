"""新旧対照表: what changes between two versions, provision by provision; what does not is （略）."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.amending.align import Pair, align
from jorei.amending.hunks import hunks
from jorei.amending.sheet import sheet_of
from jorei.amending.unit import APPENDICES, DIVISIONS, Sheet, Unit
from jorei.read import read_text
from jorei.structure import parse

Segments = tuple[tuple[str, bool], ...]
"""A line in stretches: words, and whether they are underlined."""


_ENTRY_LABEL: Final = re.compile("[^　 ]*[　 ]*")
_SHORT: Final = 4
"""Words that are not left out, for （略） is as long."""


class TableRow(msgspec.Struct, frozen=True, gc=False):
    """A line of the table on each side (None: nothing stands there); ``first`` opens a provision."""

    new: Segments | None
    old: Segments | None
    first: bool = False


class ComparisonTable(msgspec.Struct, frozen=True, gc=False):
    """A 新旧対照表: ``new_left`` puts 改正後 at the left, as most do."""

    title: str
    rows: tuple[TableRow, ...]
    new_left: bool = True

    @property
    def heads(self) -> tuple[str, str]:
        """The heads of the two columns."""
        return ("改正後", "改正前") if self.new_left else ("改正前", "改正後")

    def sides(self, row: TableRow) -> tuple[Segments | None, Segments | None]:
        """Left and right of a row."""
        return (row.new, row.old) if self.new_left else (row.old, row.new)


def comparison_of(old: str, new: str, *, new_left: bool = True, context: int = 0) -> ComparisonTable:
    """The table of two versions of a text; ``context`` untouched provisions are shown on each side of a change.

    >>> table = comparison_of("○甲市条例\\n第1条　甲\\n2　乙\\n", "○甲市条例\\n第1条　甲\\n2　丙\\n")
    >>> ["".join(words for words, _ in row.new) for row in table.rows]
    ['第1条　甲', '2　丙']
    """
    before, after = _sheet(old), _sheet(new)
    title = before.first("title") or after.first("title")
    rows: list[TableRow] = []
    pairs = _pairs(before, after)
    changed = [not _same(*pair) for pair in pairs]
    heading: Pair | None = None  # 附則, to be shown above the first of its provisions that is
    for i, (one, other) in enumerate(pairs):
        unit = one or other
        if unit is not None and unit.kind in ("suppl_heading", *APPENDICES):
            heading = (one, other) if unit.kind == "suppl_heading" and not changed[i] else None
        if changed[i]:
            rows += _rows(*heading) if heading is not None else []
            heading = None
            rows += _rows(one, other)
        elif context and any(changed[max(0, i - context) : i + context + 1]) or i and _comes_or_goes(pairs[i - 1]):
            rows += _omitted(one, other)
    return ComparisonTable(title.text if title else "", tuple(rows), new_left)


def _sheet(text: str) -> Sheet:
    source = read_text(text, None)
    return sheet_of(source, parse(source).tree)


def _pairs(before: Sheet, after: Sheet) -> list[Pair]:
    """The provisions of both versions: what stands at the front, the articles with their headings, 附則, 別表."""
    return align(_flat(before.root), _flat(after.root))


def _flat(root: Unit) -> list[Unit]:
    flat: list[Unit] = []
    for one in root.children:
        if one.kind in ("main_provision", "suppl_provision"):
            if one.label:
                flat.append(Unit("suppl_heading", label=one.label, gap=one.gap, text=one.text))
            flat += one.children
        elif one.kind != "promulgation":
            flat.append(one)
    return flat


def _comes_or_goes(pair: Pair) -> bool:
    """Whether a heading stands on one side alone: what stands below it shows where."""
    one, other = pair
    unit = one or other
    return (one is None or other is None) and unit is not None and unit.kind in DIVISIONS


def _write(unit: Unit) -> str:
    pieces: list[str] = []
    unit.write(pieces)
    return "\n".join(line.rstrip() for line in "".join(pieces).split("\n") if line.strip())


def _same(one: Unit | None, other: Unit | None) -> bool:
    return one is not None and other is not None and _write(one) == _write(other)


def _omitted(one: Unit | None, other: Unit | None) -> list[TableRow]:
    rows: list[TableRow] = []
    unit = other or one
    assert unit is not None
    if unit.caption:
        rows.append(TableRow(_plain(unit.caption), _plain(unit.caption), True))
    line = ((f"{unit.label}　（略）", False),)
    rows.append(TableRow(line, line, not rows))
    return rows


def _plain(words: str) -> Segments:
    return ((words, False),)


def _rows(one: Unit | None, other: Unit | None) -> list[TableRow]:
    """The rows of a provision that changes; the first of them opens it."""
    if one is None or other is None:
        lines = _write(one or other).split("\n")  # type: ignore[arg-type]  # one of the two is there
        made = [_underlined_line(line) for line in lines]
        rows = [TableRow(line, None) if one is None else TableRow(None, line) for line in made]
    else:
        rows = _both(one, other)
    return [msgspec.structs.replace(row, first=i == 0) for i, row in enumerate(rows)]


def _both(one: Unit, other: Unit) -> list[TableRow]:
    rows: list[TableRow] = []
    if one.caption or other.caption:
        rows.append(_row(_with_lead(one.lead, one.caption), _with_lead(other.lead, other.caption)))
    paragraph_a, paragraph_b = _first(one), _first(other)
    if one.kind == "article" and paragraph_a is not None and paragraph_b is not None:
        rows.append(_labelled(one, paragraph_a, other, paragraph_b))
        rows += _children(paragraph_a, paragraph_b)
        rows += _children(one, other, skip=(paragraph_a, paragraph_b))
        return rows
    rows.append(_labelled(one, one, other, other))
    return rows + _children(one, other)


def _underlined_line(line: str) -> Segments:
    """A whole line underlined, but for the blanks it begins with."""
    words = line.lstrip("　 ")
    lead = line[: len(line) - len(words)]
    return ((lead, False), (words, True)) if lead else ((words, True),)


def _with_lead(lead: str, words: str) -> str:
    return lead + words if words else ""


def _label(unit: Unit) -> str:
    """The label of a unit with the blanks before and behind it."""
    lead = unit.mid.rpartition("\n")[2] if unit.caption else unit.lead
    return _with_lead(lead, unit.label + unit.gap) if unit.kind not in ("toc_entry", "table_row") else ""


def _first(unit: Unit) -> Unit | None:
    """The paragraph on the line of an article's label."""
    found = unit.of("paragraph")[:1]
    return found[0] if found and not found[0].label else None


def _labelled(one: Unit, words_a: Unit, other: Unit, words_b: Unit) -> TableRow:
    """The line of a unit: its label and its words, （略） where only the label or what is below it changes."""
    label_a, label_b = _label(one), _label(other)
    if one.kind == "toc_entry" and words_a.text == words_b.text:
        label_a = label_b = one.lead + _ENTRY_LABEL.match(one.text)[0]  # type: ignore[index]  # matches any words
        if label_a.strip("　 ") == one.text:
            return _row(label_a, label_b)
    elif one.kind == "toc_entry":
        label_a, label_b = one.lead, other.lead
    if one.kind in APPENDICES:
        return _row(label_a + words_a.text, label_b + words_b.text)
    if words_a.text == words_b.text and len(words_a.text) > _SHORT and label_a and label_b:
        new, old = _labels(label_a, label_b)
        left_out = (("（略）", False),)
        return TableRow(new + left_out, old + left_out)
    if not (label_a + words_a.text) or not (label_b + words_b.text):
        return _row(label_a + words_a.text, label_b + words_b.text)
    labels, words = _labels(label_a, label_b), underlined(words_a.text, words_b.text)
    return TableRow(labels[0] + words[0], labels[1] + words[1])


def _labels(old: str, new: str) -> tuple[Segments, Segments]:
    """Two labels, the new one first, underlined where they differ, but for the blanks around them."""
    return _in_blanks(new, old != new), _in_blanks(old, old != new)


def _in_blanks(label: str, changed: bool) -> Segments:
    words = label.strip("　 ")
    at = label.find(words) if words else len(label)
    pieces = ((label[:at], False), (words, changed), (label[at + len(words) :], False))
    return tuple(piece for piece in pieces if piece[0])


def _row(old: str, new: str) -> TableRow:
    """A pair of lines with what differs underlined."""
    if not old or not new:
        return TableRow(_underlined_line(new) if new else None, _underlined_line(old) if old else None)
    return TableRow(*underlined(old, new))


def underlined(old: str, new: str) -> tuple[Segments, Segments]:
    """The new and the old words in stretches, with what differs underlined.

    >>> underlined("市長が置く", "町長が置く")
    ((('町長', True), ('が置く', False)), (('市長', True), ('が置く', False)))
    """
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    at = done = 0
    for one in hunks(old, new):
        same = old[at : one.start]
        left += [(same, False), (old[one.start : one.end], True)]
        right += [(same, False), (one.new, True)]
        at, done = one.end, done + len(same) + len(one.new)
    left.append((old[at:], False))
    right.append((new[done:], False))
    return tuple(s for s in right if s[0]), tuple(s for s in left if s[0])


def _children(one: Unit, other: Unit, skip: tuple[Unit, ...] = ()) -> list[TableRow]:
    old = [child for child in _opened(one) if child not in skip]
    new = [child for child in _opened(other) if child not in skip]
    rows: list[TableRow] = []
    quiet: list[tuple[Unit, Unit]] = []
    for a, b in align(old, new):
        if a is not None and b is not None and _write(a) == _write(b) and a.label:
            quiet.append((a, b))
            continue
        rows += _quiet(quiet)
        quiet = []
        rows += [msgspec.structs.replace(row, first=False) for row in _rows(a, b)]
    return rows + _quiet(quiet)


def _opened(unit: Unit) -> list[Unit]:
    """Its children, a table by its rows."""
    found: list[Unit] = []
    for child in unit.children:
        found += child.children if child.kind == "table" else [child]
    return found


def _quiet(units: list[tuple[Unit, Unit]]) -> list[TableRow]:
    """Untouched neighbours: 2　（略）, 2・3　（略）, 2～5　（略）."""
    if not units:
        return []
    first, last = units[0][1], units[-1][1]
    between = "" if len(units) == 1 else "・" if len(units) == 2 else "～"
    label = first.label + (between + last.label if between else "")
    line = ((f"{first.lead}{label}　（略）", False),)
    return [TableRow(line, line)]
