"""A parsed document → its sheet of units. Written out again it is the text it came from, byte for byte."""

from __future__ import annotations

from jorei.amending.unit import DIVISIONS, Sheet, Unit, cite, key_of, letter_of
from jorei.model import Node, Source, Tree

_LEAVES = ("table_row", "toc_entry")


def sheet_of(source: Source, tree: Tree) -> Sheet:
    """The sheet of a document.

    >>> from jorei.structure import parse
    >>> from jorei.read import read_text
    >>> source = read_text("○甲市条例\\n\\n第1条　甲\\n(1)　乙\\n", None)
    >>> sheet_of(source, parse(source).tree).text() == source.text
    True
    """
    builder = _Builder(source.text, tree)
    root = builder.build()
    sheet = Sheet(root, _eol(root), tail=builder.previous)
    sheet.nodes = builder.units
    for unit in root.walk():
        unit.place, unit.first = cite(unit), key_of(unit)
    sheet.keep_joined()
    return sheet


def _eol(root: Unit) -> str:
    """How most lines end: with a blank line between them or not."""
    ends: dict[str, int] = {}
    for unit in root.walk():
        if unit.kind in ("paragraph", "item", "article") and unit.end:
            ends[unit.end] = ends.get(unit.end, 0) + 1
    return max(ends, key=lambda end: ends[end], default="\n")


class _Builder:
    """Gives every stretch of the text to the unit it belongs to; blanks go with what stands before or behind them."""

    def __init__(self, text: str, tree: Tree) -> None:
        self.text, self.tree = text, tree
        self.units: dict[int, Unit] = {}
        self.attached: set[int] = set()
        self.started: set[int] = set()
        self.previous: Unit | None = None
        self.cursor = 0

    def build(self) -> Unit:
        root = Unit("law")
        self.units[0] = root
        self.attached.add(0)
        pieces = [
            (piece.start, piece.end, piece.role, node)
            for node in self.tree.nodes for piece in node.pieces if piece.end > piece.start
        ]  # fmt: skip
        pieces.sort(key=lambda one: (one[0], one[1]))
        for start, end, role, node in pieces:
            if start >= self.cursor:
                self._take(start, end, role, self._unit(node))
        rest = self.text[self.cursor :]
        last = self.previous or root
        if last is root:
            root.text += rest
        else:
            last.end += rest
        return root

    def _unit(self, node: Node) -> Unit:
        """The unit of a node, made and attached below its parent when it is first met."""
        owner = node
        for above in self.tree.ancestors(node):
            if above.kind in _LEAVES:
                owner = above
        if owner.id in self.units:
            return self.units[owner.id]
        parent = self.tree.nodes[owner.parent]
        while parent.kind in DIVISIONS:  # divisions are flat
            self._unit(parent)
            parent = self.tree.nodes[parent.parent]
        above_unit = self._unit(parent)
        unit = Unit(owner.kind, owner.ordinal)
        if owner.kind.startswith("subitem"):
            unit.letter = letter_of(owner.label or "")
        above_unit.put(len(above_unit.children), unit)
        self.units[owner.id] = unit
        unit.emptied, unit.shared = owner.deleted, owner.caption_shared
        return unit

    def _take(self, start: int, end: int, role: str, unit: Unit) -> None:
        between, words = self.text[self.cursor : start], self.text[start:end]
        if unit.kind == "law" or id(unit) in self.started and unit is not self.previous:
            unit = self._behind(unit)
        begun = id(unit) in self.started
        if not begun:
            self._begin(unit, between)
            self._open_row(unit, start)
            between = ""
        self._add(unit, role, between, words, start)
        self.previous, self.cursor = unit, end

    def _behind(self, unit: Unit) -> Unit:
        """Words of a unit that stand behind its children: a line of their own below it."""
        line = Unit("list")
        unit.put(len(unit.children), line)
        return line

    def _begin(self, unit: Unit, between: str) -> None:
        self.started.add(id(unit))
        before = self.previous
        if before is None:
            unit.lead = between
        elif "\n" in between:
            cut = between.rindex("\n") + 1
            before.end += between[:cut]
            unit.lead = between[cut:]
        elif before.label and not before.text:
            before.gap += between
        else:
            before.text += between

    def _open_row(self, unit: Unit, start: int) -> None:
        """A row that begins with blank cells: the tabs are its words, not its indentation."""
        at = unit.lead.find("\t") if unit.kind == "table_row" else -1
        if at >= 0:
            unit.text, unit.lead = unit.lead[at:], unit.lead[:at]
            unit.at = start - len(unit.text)

    def _add(self, unit: Unit, role: str, between: str, words: str, start: int) -> None:
        if role == "caption" and not unit.label and not unit.text and not unit.caption:
            unit.lead += between
            unit.caption = words
        elif role == "label" and not unit.label and not unit.text:
            if unit.caption:
                unit.mid += between
            else:
                unit.lead += between
            unit.label = words
        elif role == "trivia" and not (unit.caption or unit.label or unit.text):
            unit.lead += between + words
        elif unit.label and not unit.text:
            unit.gap += between
            unit.text, unit.at = words, start
        elif unit.caption and not unit.label and not unit.text:
            unit.mid += between
            unit.text, unit.at = words, start
        elif not unit.text:
            unit.lead += between
            unit.text, unit.at = words, start
        else:
            unit.text += between + words
