"""A comparison as a table to be read, 条文対照表: a column for each document, a row for each group of provisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.comparison.diff import Change, diff
from jorei.comparison.grade import grade, gravest
from jorei.comparison.groups import Position, ProvisionGroup
from jorei.comparison.matrix import group_heading
from jorei.model.vocabulary import NAMES, AlignmentLevel, DiffGrade, DiffOperation

if TYPE_CHECKING:
    from jorei.comparison.aligned_documents import AlignedDocuments
    from jorei.comparison.provisions import Provision

MARKS: Final[dict[DiffOperation, str]] = {
    "insert": "追加", "delete": "なし", "replace": "相違", "number": "数値", "term": "用語", "variant": "表記", "citation": "条番号",
}  # fmt: skip
"""The marks of differences, each with its name in the legend."""
GRADE_NAMES: Final = NAMES[DiffGrade]
"""The Japanese name of each grade, from the least to the gravest."""


class DiffPiece(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A piece of a cell: its words, the kind of its difference (empty: the same in the first column), and the words of
    the first column."""

    text: str
    mark: str = ""
    instead_of: str = ""


class ComparisonCell(msgspec.Struct, frozen=True, gc=False):
    """The words of one document; ``part`` when they stand in a provision that is a member of another group."""

    citation: str = ""
    pieces: tuple[DiffPiece, ...] = ()
    part: bool = False
    caption: str = ""

    @property
    def text(self) -> str:
        """The words of the cell."""
        return "".join(piece.text for piece in self.pieces if piece.mark != "delete")


class ComparisonRow(msgspec.Struct, frozen=True, gc=False):
    """One group of paragraphs or items; ``grade`` is the gravest difference of its members from the first one, None of a
    single one."""

    level: AlignmentLevel
    cells: tuple[ComparisonCell, ...]
    grade: DiffGrade | None

    @property
    def lacking(self) -> int:
        """How many documents have nothing here."""
        return sum(not cell.citation for cell in self.cells)

    @property
    def first(self) -> int:
        """The first column that has something here."""
        return next((column for column, cell in enumerate(self.cells) if cell.citation), 0)

    @property
    def difference(self) -> str:
        """The grade in Japanese; empty of a single member."""
        return GRADE_NAMES[self.grade] if self.grade else ""


class ComparisonSection(msgspec.Struct, frozen=True, gc=False):
    """One group of articles, with its rows."""

    name: str
    heads: tuple[ComparisonCell, ...]
    rows: tuple[ComparisonRow, ...]


def table_columns(comparison: AlignedDocuments) -> list[int]:
    """The documents that have a column: a page about an ordinance has no provisions, so it has none."""
    return [doc for doc, outline in enumerate(comparison.outlines) if outline.articles]


def table_sections(comparison: AlignedDocuments) -> list[ComparisonSection]:
    """The sections of the table in order; each has a cell for each document of `table_columns`."""
    columns = table_columns(comparison)

    def in_columns(cells: tuple[ComparisonCell, ...]) -> tuple[ComparisonCell, ...]:
        return tuple(cells[doc] for doc in columns)

    return [
        ComparisonSection(
            section.name,
            in_columns(section.heads),
            tuple(ComparisonRow(row.level, in_columns(row.cells), row.grade) for row in section.rows),
        )
        for section in _sections(comparison)
    ]


def _sections(comparison: AlignedDocuments) -> list[ComparisonSection]:
    """The sections with a cell for every document."""
    articles, paragraphs = comparison.groups("article"), comparison.groups("paragraph")
    article_group = _group_numbers(articles)
    item_rows = _item_rows(comparison, _group_numbers(paragraphs))
    rows: dict[int, list[ComparisonRow]] = defaultdict(list)
    for number, group in enumerate(paragraphs):
        doc, index = group.members[0]
        section = article_group[doc, comparison.provision("paragraph", (doc, index)).parent]
        rows[section] += [_row(comparison, "paragraph", group), *item_rows.get(number, ())]
    return [
        ComparisonSection(group_heading(comparison, "article", group), _heads(comparison, group), tuple(rows[number]))
        for number, group in enumerate(articles)
    ]


def _group_numbers(groups: list[ProvisionGroup]) -> dict[Position, int]:
    return {position: number for number, group in enumerate(groups) for position in group.members}


def _item_rows(comparison: AlignedDocuments, paragraph_group: dict[Position, int]) -> dict[int, list[ComparisonRow]]:
    """The rows of items by the group of paragraphs that has them."""
    rows: dict[int, list[ComparisonRow]] = defaultdict(list)
    for group in comparison.groups("item"):
        doc, index = group.members[0]
        parent = comparison.provision("item", (doc, index)).parent
        rows[paragraph_group[doc, parent]].append(_row(comparison, "item", group))
    return rows


def _heads(comparison: AlignedDocuments, group: ProvisionGroup) -> tuple[ComparisonCell, ...]:
    cells = [ComparisonCell() for _ in comparison.documents]
    for position in group.members:
        provision = comparison.provision("article", position)
        cells[position[0]] = ComparisonCell(provision.citation, caption=provision.caption)
    for doc, provisions in _by_document(comparison, "article", group.parts):
        cells[doc] = ComparisonCell(_citations(provisions), part=True, caption=provisions[0].caption)
    return tuple(cells)


def _by_document(
    comparison: AlignedDocuments, level: AlignmentLevel, positions: Iterable[Position]
) -> list[tuple[int, list[Provision]]]:
    provisions: dict[int, list[Provision]] = defaultdict(list)
    for position in positions:
        provisions[position[0]].append(comparison.provision(level, position))
    return sorted(provisions.items())


def _citations(provisions: Iterable[Provision]) -> str:
    return "・".join(provision.citation for provision in provisions)


def _row(comparison: AlignedDocuments, level: AlignmentLevel, group: ProvisionGroup) -> ComparisonRow:
    """The row of a group: the differences of each member from the first one are marked."""
    (first_doc, _), *_ = group.members
    first = comparison.provision(level, group.members[0])
    cells = [ComparisonCell() for _ in comparison.documents]
    columns = len(table_columns(comparison))
    grades: list[DiffGrade] = []
    cells[first_doc] = ComparisonCell(first.citation, (DiffPiece(first.own_text),))
    for position in group.members[1:]:
        doc, provision = position[0], comparison.provision(level, position)
        changes = diff(first.own_text, provision.own_text, comparison.terms(first_doc, doc))
        grades.append(grade(changes, first, provision))
        cells[doc] = ComparisonCell(provision.citation, _pieces(changes))
        if columns == 2:
            cells[first_doc] = ComparisonCell(first.citation, _pieces(changes, of_left=True))
    for doc, provisions in _by_document(comparison, level, group.parts):
        text = "\n".join(provision.own_text for provision in provisions)
        cells[doc] = ComparisonCell(_citations(provisions), (DiffPiece(text),), part=True)
    return ComparisonRow(level, tuple(cells), gravest(grades) if grades else None)


def _pieces(changes: Iterable[Change], of_left: bool = False) -> tuple[DiffPiece, ...]:
    """The words of the right text (or the left one), with those that differ marked."""
    pieces = []
    for change in changes:
        text, other_text = (change.left, change.right) if of_left else (change.right, change.left)
        if change.op == "equal":
            pieces.append(DiffPiece(text))
        elif text:
            mark = "insert" if change.op == "delete" else change.op
            pieces.append(DiffPiece(text, mark, other_text))
        else:
            pieces.append(DiffPiece("", "delete", other_text))
    return tuple(pieces)
