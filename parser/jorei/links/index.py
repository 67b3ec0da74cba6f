"""Where every provision of a tree is: components, articles in order, steps down, appendices, parts of sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import Final

from jorei.links.designators import APPENDIX_LEVELS, LEVELS_BY_NAME, DesignatorStep, Level, parse_designator
from jorei.links.labelled_units import LabelledUnits
from jorei.links.parts import part_of
from jorei.links.table_rows import TableRows
from jorei.model import APPENDICES, SUBITEMS, Kind, Node, Tree
from jorei.model.kinds import ANOTHERS_TEXT, KIND_OF_UNIT, UNITS
from jorei.model.num import Ordinal, is_range, numbers_in
from jorei.model.vocabulary import TargetPart
from jorei.text.fold import fold, squeeze
from jorei.text.numerals import AIUEO, IROHA

LEVELS: Final[dict[Kind, Level]] = {kind: LEVELS_BY_NAME[unit] for kind, unit in UNITS.items()} | dict.fromkeys(
    SUBITEMS, LEVELS_BY_NAME["細"]
)
"""The level of a reference that each kind of node answers to."""

_BRACKETS: Final = tuple("(（〔【[［<＜《■◆●□▼")
_RANGE_JOINT: Final = re.compile("から|及び|および|[・、~～〜―—－─-]")
_APPENDICES: Final = frozenset(APPENDICES)
_OF_AMENDMENT: Final = ANOTHERS_TEXT | {"paragraph"}
"""Kinds that are of an amendment when they are not cited."""
_ENTRIES: Final = (LEVELS_BY_NAME["項"], LEVELS_BY_NAME["号"])
_TABLES: Final = frozenset(("table", "list", "fig"))
_PROVISO: Final = re.compile("(?:^|。) ?(?:ただし|但し)")
_SENTENCE_END: Final = re.compile("。(?![)」])")


CLAUSE, ANOTHERS = 1, 2
"""Values of `TreeIndex.of_amendment`; 0 for all else."""


class TreeIndex:
    """Look-up tables over one tree, made in one pass. Nodes are arena ids; -1 stands for none.

    A component is what has articles of its own to count: the main provision, a 附則 or an appendix.
    """

    def __init__(self, tree: Tree, folded: str) -> None:
        self.tree = tree
        self.nodes = tree.nodes
        self.folded = folded
        """The folded text of the source."""
        size = len(tree.nodes)
        self.component = [0] * size
        """The component that each node belongs to."""
        self.article = [-1] * size
        """The article that each node belongs to; paragraph and item likewise."""
        self.paragraph = [-1] * size
        self.item = [-1] * size
        self.of_amendment = bytearray(size)
        """What speaks of another text: `CLAUSE` for sentences of amendments, `ANOTHERS` for what they set off and for
        tables that compare two texts."""
        self.amends = False
        """Whether any sentence of the document amends another text."""
        self.main = 0
        """The main provision."""
        self.suppls: list[int] = []
        """Every 附則, in order."""
        self.article_order: dict[int, list[int]] = defaultdict(list)
        """The articles of each component."""
        self._articles: dict[tuple[int, Ordinal], list[int]] = defaultdict(list)
        self._below: dict[tuple[int, Level], list[int]] = defaultdict(list)
        self._divisions: dict[tuple[int, Level, Ordinal], list[int]] = defaultdict(list)
        self._appendices: dict[tuple[str, Ordinal], list[int]] = defaultdict(list)
        self.appendices_of_level: dict[str, list[int]] = defaultdict(list)
        """The appendices by level; those of a 附則 under 附則 and the level."""
        self.tables: dict[int, list[int]] = defaultdict(list)
        """Tables, lists and figures by the provision that holds them."""
        self._remarks: dict[int, list[int]] = defaultdict(list)
        self._rows: dict[int, TableRows] = {}
        self._labels: dict[int, dict[str, list[int]]] = {}
        self._numbers: dict[tuple[int, Level], dict[Ordinal, list[int]]] = {}
        self._labelled_units: LabelledUnits | None = None
        self._fill()
        for (level, _), appendices in self._appendices.items():
            self.appendices_of_level[level] += appendices

    @property
    def labelled_units(self) -> LabelledUnits:
        """The units of an instrument that is not counted in 条."""
        if self._labelled_units is None:
            self._labelled_units = LabelledUnits(self.nodes)
        return self._labelled_units

    def _fill(self) -> None:
        component, article, paragraph, item = self.component, self.article, self.paragraph, self.item
        below = self._below
        of_amendment = self._mark_amendments()
        for node in self.nodes:
            node_id, parent, kind = node.id, node.parent, node.kind
            if parent >= 0:
                component[node_id] = component[parent]
                article[node_id] = article[parent]
                paragraph[node_id] = paragraph[parent]
                item[node_id] = item[parent]
            level = LEVELS.get(kind)
            if level is None or of_amendment[node_id]:
                self._add_other(node)
            elif level == "条":
                article[node_id], paragraph[node_id], item[node_id] = node_id, -1, -1
                self._add_article(node)
            else:
                below[parent, level].append(node_id)
                if level == "項":
                    paragraph[node_id] = node_id
                elif level == "号":
                    item[node_id] = node_id
                elif level != "細":
                    self._add_division(node, level)

    def _mark_amendments(self) -> bytearray:
        """Fills `of_amendment`: most documents amend nothing."""
        of_amendment = self.of_amendment
        marked = [node for node in self.nodes if node.citation is None and node.kind in _OF_AMENDMENT]
        for node in marked:
            value = CLAUSE if node.kind == "paragraph" else ANOTHERS
            if not of_amendment[node.id] or value == ANOTHERS:
                of_amendment[node.id : node.id + node.size] = bytes((value,)) * node.size
        self.amends = bool(marked)
        return of_amendment

    def _add_article(self, node: Node) -> None:
        component = self.component[node.id]
        self.article_order[component].append(node.id)
        for ordinal in () if node.is_ladder_unit else numbers_in(node.num):  # 第3条 is not 第3
            self._articles[component, ordinal].append(node.id)

    def _add_division(self, node: Node, level: Level) -> None:
        for ordinal in numbers_in(node.num):
            self._divisions[self.component[node.id], level, ordinal].append(node.id)

    def _add_other(self, node: Node) -> None:
        """What is no step of a citation: the components and the tables."""
        if self.of_amendment[node.id]:
            return
        kind = node.kind
        if kind == "main_provision":
            self.component[node.id] = self.main = node.id
        elif kind == "suppl_provision":
            self.component[node.id] = node.id
            self.suppls.append(node.id)
        elif kind in _APPENDICES:
            self.component[node.id] = node.id
            self._add_appendix(node)
        elif kind in _TABLES and node.parent >= 0:
            self.tables[node.parent].append(node.id)
        elif kind == "remarks":
            self._remarks[node.parent].append(node.id)

    def _add_appendix(self, node: Node) -> None:
        words = squeeze(node.label or node.citation or node.title or "")
        if words[:1] in _BRACKETS and node.citation:
            words = node.citation  # 【別表第1】, without its brackets
        if is_range(node.num):
            words = _RANGE_JOINT.split(words)[0]  # 様式第2号から第5号まで 削除
        designator = parse_designator(words) if words else None
        if designator is not None and designator.steps and designator.steps[0].level in APPENDIX_LEVELS:
            step = designator.steps[0]
            owner = "附則" if designator.head == "附則別表" else ""
            for ordinal in numbers_in(node.num) if is_range(node.num) else (step.ordinal,):
                self._appendices[owner + step.level, ordinal].append(node.id)

    def rows_of(self, node_id: int) -> TableRows:
        """The rows of the tables of an appendix or of a provision."""
        rows = self._rows.get(node_id)
        if rows is None:
            entries: list[Node] = []
            if self.nodes[node_id].kind in _APPENDICES:
                tables = [node.id for node in self.tree.subtree(node_id) if node.kind == "table"]
                entries = [self.nodes[child] for level in _ENTRIES for child in self.children(node_id, level)]
            else:
                holders = (node_id, *self.paragraphs(node_id))
                tables = [node_id] if self.nodes[node_id].kind == "table" else []
                tables += [table for holder in holders for table in self.tables.get(holder, ())]
            rows = self._rows[node_id] = TableRows(self.tree, tables)
            rows.add_items(entries)
        return rows

    # -- steps down -------------------------------------------------------------------------------------------------

    def children(self, node_id: int, level: Level) -> list[int]:
        """The children of a node at a level (項, 号, 細), in order."""
        return self._below.get((node_id, level), [])

    def children_numbered(self, node_id: int, level: Level, ordinal: Ordinal) -> list[int]:
        """The children of a node at a level that answer to a number; their numbers are read at the first question."""
        by_number = self._numbers.get((node_id, level))
        if by_number is None:
            by_number = self._numbers[node_id, level] = {}
            for child in self.children(node_id, level):
                for number in _ordinals(self.nodes[child]):
                    by_number.setdefault(number, []).append(child)
        return by_number.get(ordinal, [])

    def paragraphs(self, node_id: int) -> list[int]:
        """The paragraphs of an article or of a component without articles."""
        return self._below.get((node_id, "項"), [])

    def step(self, node_id: int, step: DesignatorStep) -> list[int]:
        """The children of a node that a step means: one, none, or several when a number is given twice.

        A 号 right below an article means the only paragraph that has it (an omitted 項): several candidates are
        several nodes.
        """
        level = step.level
        if level == "細":
            return self._sub_items(node_id, step.label) or self._labelled_items(node_id, step.label)
        if level == "号" and step.label:
            return self._labelled_items(node_id, step.label)
        if level == "条":
            return self._articles.get((node_id, step.ordinal), [])
        if level == "備考":
            return self.remarks_of(node_id)
        if level == "項" and self.nodes[node_id].kind == "remarks":
            level = "号"  # 備考第1項: its entries are counted as 号
        children = self.children_numbered(node_id, level, step.ordinal)
        if level == "号" and not children and self.nodes[node_id].kind != "paragraph":
            return [item for p in self.paragraphs(node_id) for item in self.children_numbered(p, level, step.ordinal)]
        return children

    def remarks_of(self, node_id: int) -> list[int]:
        """The 備考 of an appendix, or of the table of a provision."""
        holders = [node_id, *self.paragraphs(node_id)] if self.nodes[node_id].kind == "article" else [node_id]
        return [remarks for holder in holders for remarks in self._remarks.get(holder, ())]

    def remarks_around(self, node_id: int) -> int:
        """The 備考 that a node is, or is an entry of; -1 when it is neither."""
        kind, parent = self.nodes[node_id].kind, self.nodes[node_id].parent
        if kind == "remarks":
            return node_id
        return parent if kind == "item" and self.nodes[parent].kind == "remarks" else -1

    def sub_item_labels(self, node_id: int) -> dict[str, list[int]]:
        """The sub-items of a node by label as written (ア, (ア)), read at the first question; lost labels under ""."""
        labels = self._labels.get(node_id)
        if labels is None:
            labels = self._labels[node_id] = defaultdict(list)
            for child in self.children(node_id, "細"):
                labels[fold(self.nodes[child].label or "").strip(" .")].append(child)
        return labels

    def _labelled_items(self, node_id: int, label: str) -> list[int]:
        """The items of a node by their labels: ア号 of an ordinance that counts its 号 (ア), (1) of one that counts (1)."""
        bare = label.strip("()")
        if self.nodes[node_id].kind in SUBITEMS or label == bare and bare not in AIUEO:
            return []
        return [item for item in self.items(node_id) if fold(self.nodes[item].label or "").strip("(). ") == bare]

    def has_sub_item(self, node_id: int, label: str) -> bool:
        """Whether a node has a sub-item that is labelled so, brackets and all."""
        return bool(self.sub_item_labels(node_id).get(label))

    def _sub_items(self, node_id: int, label: str) -> list[int]:
        labels = self.sub_item_labels(node_id)
        bare = label.strip("()")
        for written in (label, bare, f"({bare})"):
            if labels.get(written):
                return labels[written]
        if "" not in labels:
            return []
        ladder = IROHA if "ロ" in labels else AIUEO  # a lost label: the ladder says which it was
        ordinal = (ladder.find(bare) + 1,) if len(bare) == 1 else ()
        return [child for child in self.children_numbered(node_id, "細", ordinal) if not self.nodes[child].label]

    def table_of(self, node_id: int, *, first: bool) -> int | None:
        """The table of a provision: the ``first`` that it has, or the only one."""
        holders = [node_id, *self.paragraphs(node_id)] if self.nodes[node_id].kind == "article" else [node_id]
        tables = [
            node for holder in holders for node in self.tables.get(holder, ()) if self.nodes[node].kind == "table"
        ]
        return tables[0] if len(tables) == 1 or first and tables else None

    def items(self, node_id: int) -> list[int]:
        """All items a collective means: of the paragraph, or of the only paragraph of an article that has any."""
        items = self.children(node_id, "号")
        if items or self.nodes[node_id].kind == "paragraph":
            return items
        lists = [items for p in self.paragraphs(node_id) if (items := self.children(p, "号"))]
        return lists[0] if len(lists) == 1 else []

    def division(self, node_id: int, level: Level, ordinal: Ordinal) -> list[int]:
        """第2節 as a node speaks of it: of the chapter around the node, else of the main provision."""
        holder = node_id
        while holder >= 0:
            divisions = self.children_numbered(holder, level, ordinal)
            if divisions:
                return divisions
            holder = self.nodes[holder].parent
        component = self.component[node_id]
        if self.nodes[component].kind != "main_provision":
            component = self.main
        return self._divisions.get((component, level, ordinal), [])

    def division_around(self, node_id: int, level: Level) -> int:
        """The 編, 章 … that a node stands in; -1 when none."""
        kind = KIND_OF_UNIT[level]
        while node_id >= 0 and self.nodes[node_id].kind != kind:
            node_id = self.nodes[node_id].parent
        return node_id

    def appendix(self, owner: str, step: DesignatorStep) -> list[int]:
        """別表第1, 様式第2号; 別表 alone means the only one there is. ``owner`` is 附則 for those of a 附則, else empty."""
        appendices = self._appendices.get((owner + step.level, step.ordinal), [])
        if appendices or step.ordinal:
            return appendices
        return self.appendices_of_level.get(owner + step.level, [])

    def within_suppl(self, node_id: int, nodes: list[int]) -> list[int]:
        """Those of ``nodes`` that stand between the 附則 of a node and the next one."""
        component = self.component[node_id]
        if self.nodes[component].kind != "suppl_provision":
            return []
        following = bisect_left(self.suppls, component) + 1
        end = self.suppls[following] if following < len(self.suppls) else len(self.nodes)
        return [node for node in nodes if component < node < end]

    # -- order ------------------------------------------------------------------------------------------------------

    def siblings(self, node_id: int) -> list[int]:
        """The nodes that 前 and 次 count: articles of the whole component, else children of one parent."""
        node = self.nodes[node_id]
        if node.kind == "article":
            return self.article_order[self.component[node_id]]
        level = LEVELS.get(node.kind)
        return self._below.get((node.parent, level), []) if level else []

    def sibling_position(self, node_id: int) -> int:
        """The position of a node among its siblings; -1 for what has none."""
        return position_of(self.siblings(node_id), node_id)

    def between(self, first: int, last: int) -> list[int] | None:
        """Everything from one node to another of its order, both included; None when that cannot be."""
        if self.nodes[first].kind in _APPENDICES:
            return self._appendices_between(first, last)
        siblings = self.siblings(first)
        low, high = position_of(siblings, first), position_of(siblings, last)
        if not 0 <= low <= high:
            return None
        return siblings[low : high + 1]

    def _appendices_between(self, first: int, last: int) -> list[int] | None:
        """様式第4号から様式第7号まで: those of one kind, by number."""
        keys = {nodes[0]: key for key, nodes in self._appendices.items()}
        low, high = keys.get(first), keys.get(last)
        if low is None or high is None or low[0] != high[0] or low[1] > high[1]:
            return None
        return [node for node, (level, number) in keys.items() if level == low[0] and low[1] <= number <= high[1]]

    # -- parts ------------------------------------------------------------------------------------------------------

    def has_part(self, node_id: int, part: TargetPart) -> bool:
        """Whether a provision has the part of a sentence that is cited.

        An article cited as a whole has what one of its paragraphs has; text that stands in lists below counts too.
        """
        node = self.nodes[node_id]
        if node.kind == "article":
            return any(self.has_part(p, part) for p in self.paragraphs(node_id))
        lists = "。".join(child.text_in(self.folded) for child in self.tree.children(node_id) if child.kind == "list")
        words = node.text_in(self.folded) + lists
        match part:
            case "ただし書":
                return _PROVISO.search(words) is not None
            case "本文":  # also said of what stands above a list
                return _PROVISO.search(words) is not None or bool(self.children(node_id, "号"))
            case "各号列記以外の部分":
                return bool(self.children(node_id, "号") or self.children(node_id, "細"))
            case "前段" | "中段" | "後段":
                if words.count("(") == words.count(")"):
                    return part_of(words, 0, len(words), part) is not None
                # where brackets are lost only the 。 can be counted
                sentences = len(_SENTENCE_END.findall(words)) + (not words.endswith("。"))
                return sentences >= (3 if part == "中段" else 2)


def position_of(nodes: list[int], node_id: int) -> int:
    """The position of a node among nodes that are in the order of the text; -1 when it is none of them.

    >>> position_of([3, 7, 9], 7), position_of([3, 7, 9], 8)
    (1, -1)
    """
    position = bisect_left(nodes, node_id)
    return position if position < len(nodes) and nodes[position] == node_id else -1


_FIRST: Final[tuple[Ordinal, ...]] = ((1,),)


def _ordinals(node: Node) -> tuple[Ordinal, ...]:
    """The numbers a node answers to: every one of a deleted range, 1 for a paragraph without number."""
    return numbers_in(node.num) or (_FIRST if node.kind == "paragraph" else ())
