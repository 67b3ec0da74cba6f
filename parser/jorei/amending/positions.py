"""The units of a sheet by where they stand in its text."""

from __future__ import annotations

from bisect import bisect_right

from jorei.amending.unit import Sheet, Unit
from jorei.model import Tree


class Places:
    """The units of a sheet by where they stand in its text, and the nodes of that text's tree as units."""

    def __init__(self, sheet: Sheet, tree: Tree) -> None:
        self.text_at: dict[int, int] = {}
        self.starts: dict[int, Unit] = {}
        self.inline: dict[int, Unit] = {}
        self._order: list[int] = []
        self._units: list[Unit] = []
        at = 0
        for unit in sheet.root.walk():
            label = at + len(unit.lead) + len(unit.caption) + len(unit.mid)
            words = label + len(unit.label) + len(unit.gap)
            self.text_at[id(unit)] = words
            if unit.label:
                self.starts.setdefault(label, unit)
            elif unit.text:
                self.inline.setdefault(words, unit)
            at = words + len(unit.text) + len(unit.end)
            self._order.append(words)
            self._units.append(unit)
        self.tree = tree

    def unit(self, node: int) -> Unit | None:
        """The unit that a node of the consolidated text is."""
        one = self.tree.nodes[node]
        if one.label:
            return self.starts.get(one.start)
        return self.inline.get(one.start)

    def holding(self, at: int) -> Unit | None:
        """The unit whose words stand at a place of the text."""
        found = bisect_right(self._order, at) - 1
        unit = self._units[found] if found >= 0 else None
        return unit if unit is not None and at < self._order[found] + len(unit.text) else None
