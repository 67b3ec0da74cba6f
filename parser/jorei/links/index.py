"""Where every provision of a tree is: units, articles in order, steps down, appendices, parts of sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from typing import Final

from jorei.links.grammar import DesignatorStep, designator
from jorei.links.parts import part_of
from jorei.model import APPENDICES, DIVISIONS, SUBITEMS, Node, Tree
from jorei.model.num import Ordinal, numbers_in
from jorei.text.fold import fold
from jorei.text.numerals import AIUEO, IROHA

LEVELS: Final = {
    "part": "編", "chapter": "章", "section": "節", "subsection": "款", "division": "目",
    "article": "条", "paragraph": "項", "item": "号",
} | dict.fromkeys(SUBITEMS, "細")  # fmt: skip
"""The level of a reference that each kind of node answers to."""
DIVISION_KINDS: Final = dict(zip("編章節款目", DIVISIONS, strict=True))

_APPENDICES: Final = frozenset(APPENDICES)
_TABLES: Final = frozenset(("table", "list", "fig"))
_PROVISO: Final = re.compile("(?:^|。) ?(?:ただし|但し)")
_SENTENCE: Final = re.compile("。(?![)」])")


class TreeIndex:
    """Look-up tables over one tree, made in one pass. Ids are arena ids; -1 stands for none.

    ``unit[n]`` is the main provision (``main``), 附則 or appendix that node ``n`` belongs to.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.nodes = tree.nodes
        size = len(tree.nodes)
        self.unit = [0] * size
        self.article = [-1] * size
        self.paragraph = [-1] * size
        self.item = [-1] * size
        self.main = 0
        self.suppls: list[int] = []
        self.articles: dict[tuple[int, Ordinal], list[int]] = defaultdict(list)
        self.article_order: dict[int, list[int]] = defaultdict(list)
        self.below: dict[tuple[int, str], list[int]] = defaultdict(list)
        self.divisions: dict[tuple[int, str, Ordinal], list[int]] = defaultdict(list)
        self.appendices: dict[tuple[str, Ordinal], list[int]] = defaultdict(list)
        self.tables: dict[int, list[int]] = defaultdict(list)
        self._fill()
        self.by_level: dict[str, list[int]] = defaultdict(list)
        for (level, _), ids in self.appendices.items():
            self.by_level[level] += ids
        self._labels: dict[int, dict[str, list[int]]] = {}
        self._numbers: dict[tuple[int, str], dict[Ordinal, list[int]]] = {}

    def _fill(self) -> None:
        unit, article, paragraph, item, below = self.unit, self.article, self.paragraph, self.item, self.below
        for node in self.nodes:
            at, parent, kind = node.id, node.parent, node.kind
            if parent >= 0:
                unit[at] = unit[parent]
                article[at] = article[parent]
                paragraph[at] = paragraph[parent]
                item[at] = item[parent]
            level = LEVELS.get(kind)
            if level is None:
                self._add_other(node)
            elif level == "条":
                article[at], paragraph[at], item[at] = at, -1, -1
                self.article_order[unit[at]].append(at)
                for ordinal in _ordinals(kind, node.num):
                    self.articles[unit[at], ordinal].append(at)
            else:
                below[parent, level].append(at)
                if level == "項":
                    paragraph[at] = at
                elif level == "号":
                    item[at] = at
                elif level != "細":
                    for ordinal in _ordinals(kind, node.num):
                        self.divisions[unit[at], level, ordinal].append(at)

    def _add_other(self, node: Node) -> None:
        """What is no step of a citation: the units, appendices, and tables."""
        at, kind = node.id, node.kind
        if kind == "main_provision":
            self.unit[at] = self.main = at
        elif kind == "suppl_provision":
            self.unit[at] = at
            self.suppls.append(at)
        elif kind in _APPENDICES:
            self.unit[at] = at
            self._add_appendix(node)
        elif kind in _TABLES and node.parent >= 0:
            self.tables[node.parent].append(at)

    def _add_appendix(self, node: Node) -> None:
        words = fold(node.label or node.citation or node.title or "").replace(" ", "")
        said = designator(words) if words else None
        if said is not None and said.steps and said.steps[0].level in ("別表", "様式", "別記", "別紙", "別図"):
            step = said.steps[0]
            owner = "附則" if said.head == "附則別表" else ""
            self.appendices[owner + step.level, step.ordinal].append(node.id)

    # -- steps down -------------------------------------------------------------------------------------------------

    def children(self, at: int, level: str) -> list[int]:
        """The children of a node at a level (項, 号, 細), in order."""
        return self.below.get((at, level), [])

    def numbered(self, at: int, level: str, ordinal: Ordinal) -> list[int]:
        """The children of a node at a level that answer to a number; their numbers are read at the first question."""
        found = self._numbers.get((at, level))
        if found is None:
            found = self._numbers[at, level] = {}
            for child in self.children(at, level):
                node = self.nodes[child]
                for number in _ordinals(node.kind, node.num):
                    found.setdefault(number, []).append(child)
        return found.get(ordinal, [])

    def paragraphs(self, at: int) -> list[int]:
        """The paragraphs of an article or of a unit without articles."""
        return self.below.get((at, "項"), [])

    def step(self, at: int, step: DesignatorStep) -> list[int]:
        """The children of ``at`` that a step means: one, none, or several when a number is given twice.

        A 号 right below an article means the only paragraph that has it (an omitted 項): several candidates are
        several nodes.
        """
        level = step.level
        if level == "細":
            return self._sub(at, step.label)
        if level == "条":
            return self.articles.get((at, step.ordinal), [])
        found = self.numbered(at, level, step.ordinal)
        if level == "号" and not found and self.nodes[at].kind != "paragraph":
            return [i for p in self.paragraphs(at) for i in self.numbered(p, level, step.ordinal)]
        return found

    def labels(self, at: int) -> dict[str, list[int]]:
        """The sub-items of a node by label as written (ア, (ア)), made at the first question; lost labels under ""."""
        found = self._labels.get(at)
        if found is None:
            found = self._labels[at] = defaultdict(list)
            for child in self.children(at, "細"):
                found[fold(self.nodes[child].label or "").strip(" .")].append(child)
        return found

    def _sub(self, at: int, label: str) -> list[int]:
        labels = self.labels(at)
        found = labels.get(label)
        if found:
            return found
        bare = label.strip("()")
        for other in (bare, f"({bare})"):
            if other in labels:
                return labels[other]
        if "" not in labels:
            return []
        ladder = IROHA if "ロ" in labels else AIUEO  # a lost label: the ladder says which it was
        number = (ladder.find(bare) + 1,) if len(bare) == 1 else ()
        return [child for child in self.numbered(at, "細", number) if not self.nodes[child].label]

    def table_of(self, at: int, first: bool) -> int | None:
        """The table of a provision: the ``first`` that it has, or the only one."""
        holders = [at, *self.paragraphs(at)] if self.nodes[at].kind == "article" else [at]
        tables = [
            node for holder in holders for node in self.tables.get(holder, ()) if self.nodes[node].kind == "table"
        ]
        return tables[0] if len(tables) == 1 or first and tables else None

    def items(self, at: int) -> list[int]:
        """All items a collective means: of the paragraph, or of the only paragraph of an article that has any."""
        found = self.children(at, "号")
        if found or self.nodes[at].kind == "paragraph":
            return found
        lists = [self.children(p, "号") for p in self.paragraphs(at)]
        lists = [items for items in lists if items]
        return lists[0] if len(lists) == 1 else []

    def division(self, around: int, level: str, ordinal: Ordinal) -> list[int]:
        """第2節: of the chapter in which it is said, else of the whole unit when there is only one."""
        unit = self.unit[around]
        if self.nodes[unit].kind != "main_provision":
            unit = self.main
        at = around
        while at >= 0:
            found = self.numbered(at, level, ordinal)
            if found:
                return found
            at = self.nodes[at].parent
        return self.divisions.get((unit, level, ordinal), [])

    def division_of(self, at: int, level: str) -> int:
        """The 編, 章 … that a node stands in; -1 when none."""
        kind = DIVISION_KINDS[level]
        while at >= 0 and self.nodes[at].kind != kind:
            at = self.nodes[at].parent
        return at

    def appendix(self, owner: str, step: DesignatorStep) -> list[int]:
        """別表第1, 様式第2号; 別表 alone means the only one there is."""
        found = self.appendices.get((owner + step.level, step.ordinal), [])
        if found or step.ordinal:
            return found
        return self.by_level.get(owner + step.level, [])

    def within_suppl(self, here: int, nodes: list[int]) -> list[int]:
        """Those of ``nodes`` that stand between the 附則 of ``here`` and the next one."""
        unit = self.unit[here]
        if self.nodes[unit].kind != "suppl_provision":
            return []
        place = bisect_left(self.suppls, unit)
        end = self.suppls[place + 1] if place + 1 < len(self.suppls) else len(self.nodes)
        return [node for node in nodes if unit < node < end]

    # -- order ------------------------------------------------------------------------------------------------------

    def siblings(self, at: int) -> list[int]:
        """The nodes that 前 and 次 count: articles of the whole unit, else children of one parent."""
        node = self.nodes[at]
        if node.kind == "article":
            return self.article_order[self.unit[at]]
        return self.below.get((node.parent, LEVELS.get(node.kind, "")), [])

    def place(self, at: int) -> int:
        """The place of a node among its siblings; -1 for what has none."""
        return place_in(self.siblings(at), at)

    def between(self, first: int, last: int) -> list[int] | None:
        """Everything from one node to another of its order, both included; None when that cannot be."""
        if self.nodes[first].kind in _APPENDICES:
            return self._appendices_between(first, last)
        line = self.siblings(first)
        low, high = place_in(line, first), place_in(line, last)
        if not 0 <= low <= high:
            return None
        return line[low : high + 1]

    def _appendices_between(self, first: int, last: int) -> list[int] | None:
        """様式第4号から様式第7号まで: those of one kind, by number."""
        keys = {ids[0]: key for key, ids in self.appendices.items()}
        low, high = keys.get(first), keys.get(last)
        if low is None or high is None or low[0] != high[0] or low[1] > high[1]:
            return None
        return [at for at, (level, number) in keys.items() if level == low[0] and low[1] <= number <= high[1]]

    # -- parts ------------------------------------------------------------------------------------------------------

    def has_part(self, at: int, part: str) -> bool:
        """Whether a provision has the part of a sentence that is cited.

        An article cited as a whole has what one of its paragraphs has; text that stands in lists below counts too.
        """
        node = self.nodes[at]
        if node.kind == "article":
            return any(self.has_part(p, part) for p in self.paragraphs(at))
        words = node.text + "。".join(n.text for n in self.tree.children(at) if n.kind == "list")
        match part:
            case "ただし書":
                return _PROVISO.search(words) is not None
            case "本文":  # also said of what stands above a list
                return _PROVISO.search(words) is not None or bool(self.children(at, "号"))
            case "各号列記以外の部分":
                return bool(self.children(at, "号") or self.children(at, "細"))
            case _:  # 前段, 中段, 後段; where brackets are lost only the 。 can be counted
                if words.count("（") + words.count("(") == words.count("）") + words.count(")"):
                    folded = fold(words)
                    return part_of(folded, 0, len(folded), part) is not None
                return len(_SENTENCE.findall(words)) + (not words.endswith("。")) >= (3 if part == "中段" else 2)


def place_in(line: list[int], at: int) -> int:
    """Where a node stands in a line of nodes, which are in the order of the text; -1 when it does not.

    >>> place_in([3, 7, 9], 7), place_in([3, 7, 9], 8)
    (1, -1)
    """
    place = bisect_left(line, at)
    return place if place < len(line) and line[place] == at else -1


@lru_cache(maxsize=8192)
def _ordinals(kind: str, num: str | None) -> tuple[Ordinal, ...]:
    """The numbers a node answers to: every one of a deleted range (149:151)."""
    numbers = numbers_in(num)
    if not numbers and kind == "paragraph":
        return ((1,),)  # a paragraph without number is the first of its parent
    return numbers
