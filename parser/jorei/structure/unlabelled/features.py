"""What speaks for and against reading a line as 項, 号 or a subdivision, by name.

Every feature is a string whose weight stands in `weights`. None of them looks further than the line, the entry before
it in the same list, the provision above it and how many there are so far.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from jorei.structure.unlabelled.shape import Shape

PARAGRAPH: Final = 0
LIST: Final = -1  # 列記: a line that is no entry
DEEPEST: Final = 4
_ROLES: Final = ("P", "I", "S", "S", "S")
_FEW: Final = 2


class Cited(msgspec.Struct, frozen=True, gc=False):
    """What references say an article holds: 第5条第3項第2号イ gives it three 項, and the third two 号 at least."""

    paragraphs: int = 0
    items: dict[int, int] = {}
    subitems: dict[tuple[int, int], int] = {}
    sole: int = 0  # 第5条第2号: cited without 項, so it has one


class LineEntry(msgspec.Struct, frozen=True, gc=False):
    """A line of a run: its shape, and what its own label already says."""

    shape: Shape
    level: int | None = None  # known from a label that was kept
    number: int = 0  # and its number
    marked: bool = False  # a blank stands where the label was
    captioned: bool = False


Levels = tuple[tuple[int, int], ...]
"""The open provisions, 項 first: which entry of the run each is, and its number."""


class LatticeState(NamedTuple):
    """What is open after a line. ``before`` counts the 号 of the 項 before the open one."""

    levels: Levels
    before: int = 0
    aside: bool = False


def role(level: int) -> str:
    return _ROLES[level] if level >= 0 else "L"


def group(level: int) -> str:
    """項 and 列記 by themselves, 号 and their subdivisions together."""
    return "C" if level > PARAGRAPH else role(level)


class Look(NamedTuple):
    """What `own` asks of a line: the same of very many lines."""

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
    """What the line says by itself."""
    shape = entry.shape
    return Look(
        shape.end, shape.long, shape.head, shape.subject, shape.term, shape.proviso, shape.back_paras > 0,
        shape.back_items > 0, shape.next_item, shape.next_para, shape.kana, shape.announces != "", entry.captioned,
        entry.marked,
    )  # fmt: skip


def own(line: Look, level: int, habit: str) -> Iterator[str]:
    """What the line itself says."""
    g = group(level)
    yield f"{g} {line.end}"
    yield f"{g} long{line.long}"
    if level > PARAGRAPH:
        yield f"{role(level)} {'sentence' if line.end[-1] == '。' else 'phrase'}"
        yield f"{role(level)} {habit}"
    for name, present in (
        ("subject", line.subject), ("term", line.term), ("proviso", line.proviso), ("前項", line.back_paras),
        ("前号", line.back_items), ("次号", line.next_item), ("次項", line.next_para), ("kana", line.kana),
        ("announces", line.announces), ("captioned", line.captioned), (f"head {line.head}", line.head),
    ):  # fmt: skip
        if present:
            yield f"{g} {name}"
    if line.kana or line.back_items:
        yield f"{role(level)} cites entries"
    yield f"{g} {'blank' if line.marked else 'no blank'} {habit}"


def sibling(before: Shape, after: Shape, level: int) -> Iterator[str]:
    """How alike an entry and the one before it in its list are."""
    g = group(level) * 2
    yield f"{g} same end" if before.end == after.end else f"{g} other end"
    if (before.end[-1] == "。") != (after.end[-1] == "。"):
        yield f"{g} full stop differs"
    if before.tail[-2:] == after.tail[-2:]:
        yield f"{g} same tail"
    if before.text[:2] == after.text[:2]:
        yield f"{g} same head"
    if before.term != after.term:
        yield f"{g} term differs"
    elif after.term:
        yield f"{g} both term"
    if bool(before.announces) != bool(after.announces):
        yield f"{g} announces differs"
    elif after.announces:
        yield f"{g} both announce"
    if abs(before.long - after.long) >= _FEW:
        yield f"{g} length differs"
    if before.subject != after.subject:
        yield f"{g} subject differs"


def opening(parent: Shape, child: Shape, level: int, *, adjacent: bool) -> Iterator[str]:
    """What the provision above says of its first entry."""
    r, announced = role(level), parent.announces or "nothing"
    yield f"{r} first {announced}"
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
    """Where a line that is no entry stands."""
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
    """What is short when the deepest open provision gets no entry below it."""
    if state.levels:
        top = entries[state.levels[-1][0]].shape
        if top.announces:
            yield f"unanswered {role(len(state.levels) - 1)} {top.announces}{' aside' if state.aside else ''}"


def closed(entries: list[LineEntry], levels: Levels, at: int) -> Iterator[str]:
    """What is short when the open list at one level ends."""
    index, count = levels[at]
    if count == 1:
        yield f"{role(at)} alone"
    elif count == _FEW:
        yield f"{role(at)} pair"
    if entries[index].shape.next_item:
        yield f"{role(at)} closed before 次号"
    expected = entries[levels[at - 1][0]].shape.expects
    if expected:
        yield f"{role(at)} {'as many as' if expected == count else 'not as many as'} announced"
    if len(levels) - at > 1:
        yield "closes several"


def counted(entry: LineEntry, state: LatticeState, level: int, cited: Cited) -> Iterator[str]:
    """What numbers say: of 前項, 前号, 前項第2号, and of references from elsewhere."""
    shape, levels = entry.shape, state.levels
    paragraph = levels[0][1] if levels else 0
    if level == PARAGRAPH:
        paragraph += 1
        if paragraph <= cited.paragraphs:
            yield "P cited"
        if cited.sole and paragraph > 1:
            yield "P beside a sole one"
        if paragraph > 1:
            items = levels[1][1] if len(levels) > 1 else 0
            yield from _items_cited(cited, paragraph - 1, items)
            if shape.back_list:
                yield "P 前項 listed" if items >= shape.back_list else "P 前項 not listed"
    elif shape.back_list:
        yield f"{role(level)} 前項 listed" if state.before >= shape.back_list else f"{role(level)} 前項 not listed"
    if shape.back_paras >= paragraph:
        yield "前項 of none"
    if shape.back_items and level > PARAGRAPH:
        before = [levels[at][1] if at < len(levels) else 0 for at in range(1, level + 1)]
        if all(count - (at + 1 < level) < shape.back_items for at, count in enumerate(before)):
            yield "前号 of none"
    if level == 1 and (paragraph, 0) in cited.subitems:
        yield "I with subitems cited"


def _items_cited(cited: Cited, paragraph: int, items: int) -> Iterator[str]:
    wanted = cited.items.get(paragraph, 0)
    if paragraph == 1:
        wanted = max(wanted, cited.sole)
    if wanted:
        yield "items cited" if items >= wanted else "items cited and lacking"


def finishing(entries: list[LineEntry], state: LatticeState, cited: Cited) -> Iterator[str]:
    """What is short when the run is over."""
    yield from unanswered(entries, state)
    levels = state.levels
    for at in range(1, len(levels)):
        yield from closed(entries, levels, at)
    if levels:
        paragraph = levels[0][1]
        if paragraph < cited.paragraphs:
            yield "P cited and lacking"
        yield from _items_cited(cited, paragraph, levels[1][1] if len(levels) > 1 else 0)
        if entries[levels[0][0]].shape.next_para:
            yield "P closed before 次項"
