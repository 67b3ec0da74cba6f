"""Which mentions name the provisions whose words are read as others, and the words: the columns ``reads``."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from jorei.links.row_changes import RowChanges
from jorei.links.substitutions import Substitution, find_substitutions, owns_words

_MOST_PAIRS: Final = 64
"""Pairs of one provision, and provisions of one pair. Chosen: a hostile text could have any number."""
_MENTIONS_BEFORE: Final = 500
"""Mentions before a pair among which that of what is applied is looked for. Chosen: no provision has so many."""
_LONGEST_PAIR_JOINT: Final = 4
"""Characters between two pairs of one provision. Chosen: と、 and a conjunction."""
_TABLED: Final = "字句に読み替え"


def find_substituted_words(rows: RowChanges) -> None:
    """「甲」とあるのは「乙」と: the pairs, at the mentions of the provisions whose words they are."""
    text, wording = rows.text, rows.document.wording
    done = -1  # where the last stretch with a pair begins
    for words in ("とあるのは", "」を「"):
        offset = text.find(words)
        while offset >= 0:
            low, high = wording.bounds(wording.stretch_at(offset))
            if low > done or words != "とあるのは":
                done = low
                _add_pairs(rows, low, list(find_substitutions(text, low, high)))
            offset = text.find(words, high)


def _add_pairs(rows: RowChanges, low: int, pairs: list[Substitution]) -> None:
    """Add the pairs of the stretch that begins at ``low`` to the rows of their provisions."""
    owners: list[int] = []
    previous_end = -1
    so_far = _MentionsSoFar(rows, low)
    for pair in pairs:
        named = _named_before(rows, low, pair)
        goes_on = previous_end >= 0 and pair.start - previous_end <= _LONGEST_PAIR_JOINT
        if named:
            owners = named
        elif not owners or not goes_on:
            owners = so_far.applied(pair.start)
        previous_end = pair.end
        for row in owners:
            if named and rows.relation(row) in ("cites", "amends"):
                rows.set(row, relation=pair.relation)
            reads = rows.get(row, "reads")
            new = tuple((words, pair.read_as) for words in pair.read_from)
            if len(reads) < _MOST_PAIRS and not set(new) <= set(reads):
                rows.set(row, reads=(*reads, *new))


def _named_before(rows: RowChanges, low: int, pair: Substitution) -> list[int]:
    """The mentions right before the words: 第3条第1項及び第4条中「."""
    last = bisect_left(rows.spans, (pair.start, 0)) - 1
    if last < 0 or rows.spans[last][0] < low or not owns_words(rows.text, rows.spans[last][1], pair.start):
        return []
    chain = [last]
    while (earlier := rows.enumerated_before(chain[-1])) >= 0 and len(chain) < _MOST_PAIRS:
        chain.append(earlier)
    return chain[::-1]


class _MentionsSoFar:
    """The mentions of the stretch from ``low`` on, before one pair after another: each is looked at once, however many
    pairs there are. What is applied stays so: a pair changes the relation of no mention to that one or from it.
    """

    def __init__(self, rows: RowChanges, low: int) -> None:
        self._rows = rows
        self._next = rows.within(low, low).start
        self._applied: list[int] = []
        self._provisions: list[int] = []

    def applied(self, start: int) -> list[int]:
        """What is applied mutatis mutandis in the stretch before ``start``; else the last provision named in it."""
        rows = self._rows
        end = rows.within(start, start).start
        for row in range(self._next, end):
            if rows.relation(row) == "applies_mutatis_mutandis":
                self._applied.append(row)
            if rows.references[row].targets and rows.references[row].form != "self":
                self._provisions.append(row)
        self._next = max(self._next, end)
        return _last(self._applied, end, _MOST_PAIRS) or _last(self._provisions, end, 1)


def _last(found: list[int], end: int, most: int) -> list[int]:
    """The last ``most`` of the rows before ``end``, of those that are near enough."""
    stop = bisect_left(found, end)
    return found[max(bisect_left(found, end - _MENTIONS_BEFORE), stop - most) : stop]


def find_words_of_tables(rows: RowChanges) -> None:
    """次の表の左欄に掲げる規定中同表の中欄に掲げる字句は、同表の右欄に掲げる字句に読み替える: a row is a provision, words, words."""
    document = rows.document
    offset = document.text.find(_TABLED)
    if offset < 0:
        return
    rows_of_node: dict[int, list[int]] = {}
    for row, reference in enumerate(rows.references):
        rows_of_node.setdefault(reference.node, []).append(row)
    while offset >= 0:
        stretch = document.wording.stretch_at(offset)
        for table in document.index.tables.get(document.wording.nodes[stretch], ()):
            _read_table(rows, table, rows_of_node)
        offset = document.text.find(_TABLED, document.wording.bounds(stretch)[1])


def _read_table(rows: RowChanges, table: int, rows_of_node: dict[int, list[int]]) -> None:
    tree = rows.document.index.tree
    owners: list[int] = []
    for table_row in tree.children(table):
        cells = [cell for cell in tree.children(table_row) if cell.kind == "table_cell"]
        if len(cells) < 2:
            continue
        if len(cells) > 2:
            named = rows_of_node.get(cells[0].id, [])
            owners = named if named or cells[0].text else owners  # an empty cell: the provision above it
        pair = (cells[-2].text, cells[-1].text)
        for row in owners[-_MOST_PAIRS:] if pair[0] else ():
            reads = rows.get(row, "reads")
            if len(reads) < _MOST_PAIRS and pair not in reads:
                rows.set(row, reads=(*reads, pair), relation="reads_as")
