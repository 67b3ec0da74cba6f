"""The provisions of a document that are compared: its articles, paragraphs and items, with their words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, get_args

import msgspec

from jorei.comparison.vocabulary import character_pairs, content_words
from jorei.model import ENUMERATED, Definition, Node, Norm, Reference, Tree
from jorei.model.vocabulary import AlignmentLevel, Modality
from jorei.text.fold import fold
from jorei.text.sentences import split_sentences

LEVELS: Final[tuple[AlignmentLevel, ...]] = get_args(AlignmentLevel)
"""The levels of provisions, outermost first."""
_WITH_WORDING: Final = frozenset(("paragraph", *ENUMERATED, "list"))
"""Kinds whose text belongs to the wording of a provision above them."""
_MAX_APPLYING_NODES: Final = 40
"""A provision of more nodes than this does not get the words of those that it applies. Chosen, as the two below."""
_MAX_APPLIED: Final = 8
"""So many of the provisions that one applies are read."""
_MAX_APPLIED_NODES: Final = 20
"""An applied provision of more nodes than this is a chapter or the like, and is not read."""
_BLANK: Final = re.compile(r"\s+")


class Provision(msgspec.Struct, frozen=True, gc=False):
    """One provision: ``text`` is its wording with everything below it, ``own_text`` without; but an item's ``own_text``
    has what stands below it, each with its label (ア, イ), because no provision of its own is made of that.

    ``parent`` is the index of the provision one level up, ``sibling_index`` its own index among that one's children.
    ``deadline`` says whether it sets a time within which something must be done, ``term`` is what an item defines,
    ``act`` the last content word of a paragraph's first sentence: what is done.
    """

    node: int
    node_id: str
    citation: str
    level: AlignmentLevel
    parent: int
    sibling_index: int
    caption: str
    own_text: str
    text: str
    words: tuple[str, ...]
    character_pairs: tuple[str, ...]
    modality: Modality
    subject: str | None
    deadline: bool
    term: str = ""
    act: str = ""


class Outline(msgspec.Struct, frozen=True, gc=False):
    """The provisions of one document by level, in order. 附則 are left out: they concern its own history."""

    articles: tuple[Provision, ...]
    paragraphs: tuple[Provision, ...]
    items: tuple[Provision, ...]

    def level(self, level: AlignmentLevel) -> tuple[Provision, ...]:
        """The provisions of one level."""
        return self.articles if level == "article" else self.paragraphs if level == "paragraph" else self.items


def outline(
    tree: Tree,
    norms: Iterable[Norm] = (),
    references: Iterable[Reference] = (),
    definitions: Iterable[Definition] = (),
) -> Outline:
    """The provisions of a tree. One that applies others (準用する) gets their words as well.

    >>> from jorei.read import read_text
    >>> from jorei.structure import parse
    >>> tree = parse(read_text("○甲市条例\\n\\n（目的）\\n第1条 甲とする。\\n2 次に掲げる者\\n(1) 乙\\n附 則\\n施行する。")).tree
    >>> [[p.citation for p in outline(tree).level(level)] for level in LEVELS]
    [['第1条'], ['第1条第1項', '第1条第2項'], ['第1条第2項第1号']]
    """
    builder = _OutlineBuilder(tree, norms, references, definitions)
    suppl_provision_end = 0
    for node in tree.nodes:
        if node.kind == "suppl_provision":
            suppl_provision_end = node.id + node.size
        elif node.id >= suppl_provision_end and not node.deleted:
            builder.add(node)
    return Outline(*(tuple(builder.provisions[level]) for level in LEVELS))


class _OutlineBuilder:
    """The provisions of one tree so far, and what is known of its nodes."""

    def __init__(
        self, tree: Tree, norms: Iterable[Norm], references: Iterable[Reference], definitions: Iterable[Definition]
    ) -> None:
        self.tree = tree
        self.terms = {definition.node: fold(definition.term) for definition in definitions if definition.kind == "item"}
        self.provisions: dict[AlignmentLevel, list[Provision]] = {level: [] for level in LEVELS}
        self.norms: dict[int, list[Norm]] = defaultdict(list)
        for norm in norms:
            self.norms[norm.node].append(norm)
        self.applied: dict[int, list[int]] = defaultdict(list)
        for reference in references:
            if any(norm.modality == "mutatis_mutandis" for norm in self.norms.get(reference.node, ())):
                self.applied[reference.node] += [t.node for t in reference.targets if t.node is not None]

    def add(self, node: Node) -> None:
        """Add a node if it is a provision of one of the levels, and one that is cited: another's text is not."""
        if node.citation is None and node.kind in ("article", "paragraph"):
            return
        if node.kind == "paragraph" and self.tree.nodes[node.parent].kind != "article":
            self._append(node, "article")  # a guideline without 条: its outermost provisions are paragraphs
        if node.kind in ("article", "paragraph", "item"):
            self._append(node, node.kind)

    def _append(self, node: Node, level: AlignmentLevel) -> None:
        above = self.provisions[LEVELS[LEVELS.index(level) - 1]] if level != "article" else []
        if level != "article" and (not above or above[-1].node not in (node.parent, node.id)):
            return  # an item of an appendix
        parent = len(above) - 1
        provisions = self.provisions[level]
        has_sibling = provisions and provisions[-1].parent == parent and level != "article"
        wording, norm = self._wording(node), self._first_norm(node)
        applied = self._applied_wording(node)
        provisions.append(
            Provision(
                node=node.id, node_id=node.eid, citation=node.citation or node.eid, level=level, parent=parent,
                sibling_index=provisions[-1].sibling_index + 1 if has_sibling else 0,
                caption=node.caption or (above[parent].caption if level != "article" else ""),
                own_text=self._labelled(node) if level == "item" else _joined((node.title, node.text)), text=wording,
                words=content_words(wording) + content_words(applied),
                character_pairs=character_pairs(wording) + character_pairs(applied),
                modality=norm.modality if norm else "other", subject=norm.subject if norm else None,
                deadline=any(norm.value_kind == "deadline" for norm in self.norms.get(node.id, ())),
                term=self.terms.get(node.id, "") if level == "item" else "",
                act=_act(node.text) if level == "paragraph" else "",
            )
        )  # fmt: skip

    def _wording(self, node: Node) -> str:
        return _joined(
            part
            for below in self.tree.subtree(node)
            if below.kind in _WITH_WORDING or below.id == node.id
            for part in (below.title, below.text)
        )

    def _labelled(self, item: Node) -> str:
        """The wording of an item with that of its subitems, a line for each with its label."""
        below = (node for node in self.tree.subtree(item) if node.kind in _WITH_WORDING and node.id != item.id)
        lines = [(item.title, item.text), *((node.label, node.title, node.text) for node in below)]
        return "\n".join(filter(None, map(_joined, lines)))

    def _first_norm(self, node: Node) -> Norm | None:
        """The norm of the first sentence stands for a provision, that of the first paragraph for an article."""
        for below in self.tree.subtree(node):
            if below.id in self.norms:
                return self.norms[below.id][0]
        return None

    def _applied_wording(self, node: Node) -> str:
        """The wording of the provisions that this one applies."""
        if node.size > _MAX_APPLYING_NODES:
            return ""
        ids = [target for below in self.tree.subtree(node) for target in self.applied.get(below.id, ())]
        nodes = [self.tree.nodes[target] for target in ids[:_MAX_APPLIED]]
        return _joined(self._wording(applied) for applied in nodes if applied.size <= _MAX_APPLIED_NODES)


def _act(text: str) -> str:
    """The last content word of the first sentence."""
    return next(reversed(content_words(split_sentences(text)[0])), "")


def _joined(parts: Iterable[str | None]) -> str:
    return _BLANK.sub(" ", " ".join(part for part in parts if part)).strip()


def children_of(provisions: Sequence[Provision], parent_count: int) -> list[list[int]]:
    """For each of ``parent_count`` parents the indexes of its children."""
    children: list[list[int]] = [[] for _ in range(parent_count)]
    for index, provision in enumerate(provisions):
        children[provision.parent].append(index)
    return children
