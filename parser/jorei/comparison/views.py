"""A comparison as a person reads it: 条文対照表, a column a document, a row a group of provisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.comparison.diff import Change, diff
from jorei.comparison.features import heading
from jorei.comparison.groups import Position, ProvisionGroup

if TYPE_CHECKING:
    from jorei.comparison.aligned import Aligned
    from jorei.comparison.provisions import Level, Provision

MARKS: Final = {
    "insert": "追加", "delete": "なし", "replace": "相違", "number": "数値", "term": "用語", "variant": "表記", "citation": "条番号",
}  # fmt: skip
"""What a marked stretch is, in the words of the legend."""


class DiffPiece(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A stretch of a cell: its words, its mark (empty: the same in the first column) and what the first column says."""

    text: str
    mark: str = ""
    instead_of: str = ""


class Cell(msgspec.Struct, frozen=True, gc=False):
    """What one document says; ``part`` when it says it in a provision whose own place is elsewhere."""

    citation: str = ""
    pieces: tuple[DiffPiece, ...] = ()
    part: bool = False
    caption: str = ""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.mark != "delete")


class Row(msgspec.Struct, frozen=True, gc=False):
    """One group of paragraphs or items; ``differs`` when the documents that have it do not say the same, or some lack it."""

    level: str
    cells: tuple[Cell, ...]
    differs: bool


class Section(msgspec.Struct, frozen=True, gc=False):
    """One group of articles, with its rows."""

    name: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]


def shown(comparison: Aligned) -> list[int]:
    """The documents that have a column: a page about an ordinance has no provisions, so it has none."""
    return [doc for doc, outline in enumerate(comparison.outlines) if outline.articles]


def sections(comparison: Aligned) -> list[Section]:
    """The sections of the table in order, a cell for each document of `shown`."""
    columns = shown(comparison)
    return [
        Section(
            section.name, tuple(section.heads[doc] for doc in columns),
            tuple(Row(row.level, tuple(row.cells[doc] for doc in columns), row.differs) for row in section.rows),
        )
        for section in _sections(comparison)
    ]  # fmt: skip


def _sections(comparison: Aligned) -> list[Section]:
    articles = comparison.groups("article")
    home = {place: at for at, group in enumerate(articles) for place in group.members}
    rows: dict[int, list[Row]] = defaultdict(list)
    inner = _rows(comparison, "item", _parent_groups(comparison, "item"))
    paragraphs = comparison.groups("paragraph")
    for at, group in enumerate(paragraphs):
        doc, place = group.members[0]
        section = home[doc, comparison.provision("paragraph", (doc, place)).parent]
        rows[section] += [_row(comparison, "paragraph", group), *inner.get(at, ())]
    return [
        Section(heading(comparison, "article", group), _heads(comparison, group), tuple(rows[at]))
        for at, group in enumerate(articles)
    ]


def _parent_groups(comparison: Aligned, level: Level) -> dict[Position, int]:
    """The group of paragraphs that holds each item."""
    home = {place: at for at, group in enumerate(comparison.groups("paragraph")) for place in group.members}
    return {
        (doc, at): home[doc, provision.parent]
        for doc, outline in enumerate(comparison.outlines)
        for at, provision in enumerate(outline.level(level))
    }


def _rows(comparison: Aligned, level: Level, home: dict[Position, int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for group in comparison.groups(level):
        found[home[group.members[0]]].append(_row(comparison, level, group))
    return found


def _heads(comparison: Aligned, group: ProvisionGroup) -> tuple[Cell, ...]:
    cells = [Cell() for _ in comparison.sides]
    for place in group.members:
        provision = comparison.provision("article", place)
        cells[place[0]] = Cell(provision.citation, caption=provision.caption)
    for doc, provisions in _by_doc(comparison, "article", group.parts):
        cells[doc] = Cell("・".join(p.citation for p in provisions), part=True, caption=provisions[0].caption)
    return tuple(cells)


def _by_doc(comparison: Aligned, level: Level, places: Iterable[Position]) -> list[tuple[int, list[Provision]]]:
    found: dict[int, list[Provision]] = defaultdict(list)
    for place in places:
        found[place[0]].append(comparison.provision(level, place))
    return sorted(found.items())


def _row(comparison: Aligned, level: Level, group: ProvisionGroup) -> Row:
    base = group.members[0]
    first = comparison.provision(level, base)
    cells = [Cell() for _ in comparison.sides]
    columns = len(shown(comparison))
    changed = len(group.members) < columns
    cells[base[0]] = Cell(first.citation, (DiffPiece(words_of(first)),))
    for place in group.members[1:]:
        provision = comparison.provision(level, place)
        changes = diff(words_of(first), words_of(provision), comparison.terms(base[0], place[0]))
        changed |= any(change.op not in ("equal", "variant") for change in changes)
        cells[place[0]] = Cell(provision.citation, _pieces(changes))
        if columns == 2:
            cells[base[0]] = Cell(first.citation, _pieces(changes, left=True))
    for doc, provisions in _by_doc(comparison, level, group.parts):
        text = "\n".join(words_of(p) for p in provisions)
        cells[doc] = Cell("・".join(p.citation for p in provisions), (DiffPiece(text),), part=True)
    return Row(level, tuple(cells), changed)


def words_of(provision: Provision) -> str:
    """What stands in a cell: of a paragraph its own words (its items have rows), of an item all that is below it."""
    return provision.text if provision.level == "item" else provision.own


def _pieces(changes: Iterable[Change], left: bool = False) -> tuple[DiffPiece, ...]:
    """The pieces of one side; what the other side alone has is an empty piece with its mark."""
    found = []
    for change in changes:
        said, other = (change.left, change.right) if left else (change.right, change.left)
        if change.op == "equal":
            found.append(DiffPiece(said))
        elif said:
            mark = "insert" if change.op == "delete" else change.op
            found.append(DiffPiece(said, mark, other))
        else:
            found.append(DiffPiece("", "delete", other))
    return tuple(found)
