"""The units of an instrument that is not counted in 条, by their labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from jorei.model import Node
from jorei.model.kinds import DIVISIONS
from jorei.model.num import Ordinal
from jorei.text.fold import fold


class LabelledUnits:
    """Look-up tables over the nodes of a tree, made in one pass. Nodes are arena ids; -1 stands for none.

    A unit stands below the next one with a label above it: (1) of a 第2 whose only paragraph has no label stands below
    第2.
    """

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self._divisions: dict[int, int] = {}
        self._tops: dict[tuple[int, Ordinal], int] = {}
        self._tops_anywhere: dict[Ordinal, list[int]] = {}
        self._by_whole_label: dict[str, int] = {}
        self._below: dict[int, dict[str, int]] = {}
        self._holders: list[int] = []
        self._is_ladder = _is_ladder(nodes)
        if self._is_ladder:
            for node in nodes:
                self._add(node)

    def _add(self, node: Node) -> None:
        above = node.parent
        holds = above < 0 or self.nodes[above].label or self.nodes[above].kind == "main_provision"
        own = above if holds else self._holders[above]
        self._holders.append(own)
        if node.kind in DIVISIONS:
            self._divisions[node.id] = len(self._divisions)
        elif node.label is not None:
            label = label_of(node)
            self._by_whole_label.setdefault(label.replace("-", "."), node.id)
            if node.is_ladder_unit:
                self._tops.setdefault((node.parent, node.ordinal), node.id)
                self._tops_anywhere.setdefault(node.ordinal, []).append(node.id)
            elif own >= 0:
                self._below.setdefault(own, {}).setdefault(label, node.id)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return self._is_ladder

    def holder(self, node: int) -> int:
        """The next node with a label above one."""
        return self._holders[node]

    def below(self, node: int) -> dict[str, int]:
        """The units below a node by their labels, in their order."""
        return self._below.get(node, {})

    def top(self, ordinal: Ordinal, division: int | None) -> int:
        """第〈ordinal〉 of a division, or the only one of the document when ``division`` is None."""
        if division is not None:
            return self._tops.get((division, ordinal), -1)
        found = self._tops_anywhere.get(ordinal, [])
        return found[0] if len(found) == 1 else -1

    def division(self, ordinal: Ordinal) -> int:
        """The first division of a number."""
        return next((division for division in self._divisions if self.nodes[division].ordinal == ordinal), -1)

    def division_beside(self, division: int, step: int) -> int:
        """The division so many places behind another."""
        at = self._divisions.get(division, -2) + step
        return next((other for other, place in self._divisions.items() if place == at), -1) if at >= 0 else -1

    def whole(self, label: str) -> int:
        """The unit whose label names all units above it: 1.2.1."""
        return self._by_whole_label.get(label, -1)

    def down(self, unit: int, labels: Iterable[str]) -> int:
        """The unit below ``unit`` that labels lead to, one after the other; -1 when one is missing."""
        for label in labels:
            unit = self.below(unit).get(label, -1)
            if unit < 0:
                break
        return unit

    def beside(self, node: int, label: str) -> dict[str, int]:
        """The units among which a label is found, as near to a node as possible: below it, beside it, higher up."""
        while node >= 0:
            units = self.below(node)
            if label in units:
                return units
            if self.nodes[node].is_ladder_unit:
                break
            node = self.holder(node)
        return {}


def _is_ladder(nodes: Sequence[Node]) -> bool:
    """Whether units are counted as 第1, or as 1 where the text has neither 条 nor 第1."""
    articles = next((node for node in nodes if node.kind == "article"), None)
    if articles is not None:
        return any(node.is_ladder_unit for node in nodes if node.kind == "article")
    return any(
        node.kind == "paragraph" and node.label is not None and nodes[node.parent].kind == "main_provision"
        for node in nodes
    )


def label_of(node: Node) -> str:
    """The label of a node as labels are compared.

    >>> label_of(Node(0, -1, 1, 0, "item", 0, 1, "i", label="（２）")), label_of(Node(0, -1, 1, 0, "item", 0, 1, "i", label="3．"))
    ('(2)', '3')
    """
    return fold(node.label or "").strip(" .、")
