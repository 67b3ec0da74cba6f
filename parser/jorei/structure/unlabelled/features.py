"""The features that speak for and against reading a line as 項, 号 or a subdivision, by name.

Every feature is a string whose weight stands in `weights`. None of them looks further than the line, the entry before
it in the same list, the provision above it and how many there are so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from jorei.model.record import Record
from jorei.structure.lines.habits import LabelTrace
from jorei.structure.unlabelled.shape import Shape

PARAGRAPH: Final = 0
"""The level of 項; 号 is 1, its subdivisions 2 and more."""
LIST: Final = -1
"""The level of 列記: a line that is no entry."""
DEEPEST: Final = 4
"""Subdivisions of subdivisions of subdivisions of 号: deeper ones are read as these. Chosen: laws have hardly any."""
_ROLES: Final = ("P", "I", "S", "S", "S")
_FEW: Final = 2
"""Entries of a list that is hardly one, and steps of length that make two lines differ. Chosen."""


class Cited(Record):
    """The provisions that an article has by what references say: 第5条第3項第2号イ gives it three 項, and the third two 号 at
    least."""

    paragraphs: int = 0
    items: dict[int, int] = {}
    subitems: dict[tuple[int, int], int] = {}
    sole: int = 0
    """The highest 号 cited without 項 (第5条第2号), which stands in an article of one 項."""


class LineEntry(Record):
    """A line of a run: its shape, and what its own label already says."""

    shape: Shape
    level: int | None = None
    """Known from a label that was kept."""
    number: int = 0
    """That of the label."""
    marked: bool = False
    """Whether a blank stands where the label was."""
    captioned: bool = False


Levels = tuple[tuple[int, int], ...]
"""The open provisions, 項 first: which entry of the run each is, and its number."""


class LatticeState(NamedTuple):
    """The provisions that are open after a line. ``before`` counts the 号 of the 項 before the open one; ``aside`` says
    that the line is no entry."""

    levels: Levels
    before: int = 0
    aside: bool = False


def role(level: int) -> str:
    """The letter of a level in the names of features: P 項, I 号, S a subdivision, L 列記.

    >>> role(0), role(99), role(-1)
    ('P', 'S', 'L')
    """
    return _ROLES[min(level, DEEPEST)] if level >= 0 else "L"


def group(level: int) -> str:
    """The letter of a level where 号 and their subdivisions (C) are alike."""
    return "C" if level > PARAGRAPH else role(level)


class Look(NamedTuple):
    """The part of a line that `own` reads: alike for very many lines, so its score is remembered."""

    end: str
    long: int
    head: str
    subject: bool
    term: bool
    proviso: bool
    back_paras: bool
    back_items: bool
    next_item: bool
    next_para: bool
    kana: bool
    announces: bool
    captioned: bool
    marked: bool


def look(entry: LineEntry) -> Look:
    """The part of a line that `own` reads."""
    shape = entry.shape
    return Look(
        shape.end, shape.long, shape.head, shape.subject, shape.term, shape.proviso, shape.back_paras > 0,
        shape.back_items > 0, shape.next_item, shape.next_para, shape.kana, shape.announces != "", entry.captioned,
        entry.marked,
    )  # fmt: skip


def own(line: Look, level: int, trace: LabelTrace) -> Iterator[str]:
    """Features of the line itself, in a document whose lost labels left such a trace."""
    group_name = group(level)
    yield f"{group_name} {line.end}"
    yield f"{group_name} long{line.long}"
    if level > PARAGRAPH:
        yield f"{role(level)} {'sentence' if line.end[-1] == '。' else 'phrase'}"
        yield f"{role(level)} {trace}"
    for name, present in (
        ("subject", line.subject), ("term", line.term), ("proviso", line.proviso), ("前項", line.back_paras),
        ("前号", line.back_items), ("次号", line.next_item), ("次項", line.next_para), ("kana", line.kana),
        ("announces", line.announces), ("captioned", line.captioned), (f"head {line.head}", line.head),
    ):  # fmt: skip
        if present:
            yield f"{group_name} {name}"
    if line.kana or line.back_items:
        yield f"{role(level)} cites entries"
    yield f"{group_name} {'blank' if line.marked else 'no blank'} {trace}"


def sibling(before: Shape, after: Shape, level: int) -> Iterator[str]:
    """Features of an entry beside the one before it in its list: whether they are alike."""
    group_name = group(level) * 2
    yield f"{group_name} same end" if before.end == after.end else f"{group_name} other end"
    if (before.end[-1] == "。") != (after.end[-1] == "。"):
        yield f"{group_name} full stop differs"
    if before.tail[-2:] == after.tail[-2:]:
        yield f"{group_name} same tail"
    if before.text[:2] == after.text[:2]:
        yield f"{group_name} same head"
    if before.term != after.term:
        yield f"{group_name} term differs"
    elif after.term:
        yield f"{group_name} both term"
    if bool(before.announces) != bool(after.announces):
        yield f"{group_name} announces differs"
    elif after.announces:
        yield f"{group_name} both announce"
    if abs(before.long - after.long) >= _FEW:
        yield f"{group_name} length differs"
    if before.subject != after.subject:
        yield f"{group_name} subject differs"


def opening(parent: Shape, child: Shape, level: int, *, adjacent: bool) -> Iterator[str]:
    """Features of the first entry of a list and of the provision above it."""
    role_name, announced = role(level), parent.announces or "nothing"
    yield f"{role_name} first {announced}"
    yield f"C first {announced}"
    yield f"C first {announced} {'。' if child.end[-1] == '。' else '-'}"
    yield f"C below {parent.end}"
    if parent.end == child.end:
        yield f"C first {announced} same end"
    if child.announces:
        yield f"C first {announced} announces"
    if child.subject:
        yield f"C first {announced} subject"
    if parent.kana:
        yield "C first below cited entries"
    if not adjacent:
        yield "C first later"


def aside(entries: list[LineEntry], state: LatticeState) -> Iterator[str]:
    """Features of the place of a line that is no entry."""
    if state.aside:
        yield "L after L"
    if not state.levels:
        yield "L first"
        return
    deep = len(state.levels) - 1
    top = entries[state.levels[-1][0]].shape
    yield f"L after {top.announces or 'nothing'}"
    if deep:
        yield "L in a list"
        if state.levels[-1][1] == 1:
            yield "L after one entry"


def unanswered(entries: list[LineEntry], state: LatticeState) -> Iterator[str]:
    """Features of the deepest open provision when it gets no entry below it."""
    if state.levels:
        top = entries[state.levels[-1][0]].shape
        if top.announces:
            yield f"unanswered {role(len(state.levels) - 1)} {top.announces}{' aside' if state.aside else ''}"


def closed(entries: list[LineEntry], levels: Levels, level: int) -> Iterator[str]:
    """Features of the open list at one level when it ends."""
    index, count = levels[level]
    if count == 1:
        yield f"{role(level)} alone"
    elif count == _FEW:
        yield f"{role(level)} pair"
    if entries[index].shape.next_item:
        yield f"{role(level)} closed before 次号"
    expected = entries[levels[level - 1][0]].shape.expects
    if expected:
        yield f"{role(level)} {'as many as' if expected == count else 'not as many as'} announced"
    if len(levels) - level > 1:
        yield "closes several"


def counted(entry: LineEntry, state: LatticeState, level: int, cited: Cited) -> Iterator[str]:
    """Features of numbers: of 前項, 前号, 前項第2号, and of references from elsewhere."""
    shape, levels = entry.shape, state.levels
    paragraph = levels[0][1] if levels else 0
    if level == PARAGRAPH:
        paragraph += 1
        items = levels[1][1] if len(levels) > 1 else 0
        yield from _paragraph_counted(entry, cited, paragraph, items)
    elif shape.back_list:
        yield f"{role(level)} 前項 listed" if state.before >= shape.back_list else f"{role(level)} 前項 not listed"
    if shape.back_paras >= paragraph:
        yield "前項 of none"
    if shape.back_items and level > PARAGRAPH:
        before = [levels[depth][1] if depth < len(levels) else 0 for depth in range(1, level + 1)]
        if all(count - (depth + 1 < level) < shape.back_items for depth, count in enumerate(before)):
            yield "前号 of none"
    if level == 1 and (paragraph, 0) in cited.subitems:
        yield "I with subitems cited"


def _paragraph_counted(entry: LineEntry, cited: Cited, paragraph: int, items_before: int) -> Iterator[str]:
    """The same for a line read as a paragraph, with the number of items in the paragraph before it."""
    if paragraph <= cited.paragraphs:
        yield "P cited"
    if paragraph == 1:
        return
    if cited.sole:
        yield "P beside a sole one"
    yield from _items_cited(cited, paragraph - 1, items_before)
    if listed := entry.shape.back_list:
        yield "P 前項 listed" if items_before >= listed else "P 前項 not listed"


def _items_cited(cited: Cited, paragraph: int, items: int) -> Iterator[str]:
    wanted = cited.items.get(paragraph, 0)
    if paragraph == 1:
        wanted = max(wanted, cited.sole)
    if wanted:
        yield "items cited" if items >= wanted else "items cited and lacking"


def finishing(entries: list[LineEntry], state: LatticeState, cited: Cited) -> Iterator[str]:
    """Features of what is open when the run is over."""
    yield from unanswered(entries, state)
    levels = state.levels
    for level in range(1, len(levels)):
        yield from closed(entries, levels, level)
    if levels:
        paragraph = levels[0][1]
        if paragraph < cited.paragraphs:
            yield "P cited and lacking"
        yield from _items_cited(cited, paragraph, levels[1][1] if len(levels) > 1 else 0)
        if entries[levels[0][0]].shape.next_para:
            yield "P closed before 次項"
