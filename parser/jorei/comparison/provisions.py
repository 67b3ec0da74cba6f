"""What is compared: the articles, paragraphs and items of a document, each with the words that tell it from others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Literal

import msgspec

from jorei.comparison.vocabulary import grams, terms
from jorei.model import ENUMERATED, Node, Norm, Reference, Tree

Level = Literal["article", "paragraph", "item"]
LEVELS: Final[tuple[Level, ...]] = ("article", "paragraph", "item")

_WORDED: Final = frozenset(("paragraph", *ENUMERATED, "list"))
_BLANK: Final = re.compile(r"\s+")


class Provision(msgspec.Struct, frozen=True, gc=False):
    """One unit: ``text`` is its wording with everything below it, ``own`` without; ``parent`` is a place one level up."""

    node: int
    node_id: str
    citation: str
    level: Level
    parent: int
    rank: int
    """Its place among its siblings, from 0."""
    caption: str
    own: str
    text: str
    terms: tuple[str, ...]
    grams: tuple[str, ...]
    modality: str
    subject: str | None
    deadline: bool
    """Whether it sets a time within which something is to be done."""


class Outline(msgspec.Struct, frozen=True, gc=False):
    """The provisions of one document by level, in order. 附則 are left out: they are about the document's own history."""

    articles: tuple[Provision, ...]
    paragraphs: tuple[Provision, ...]
    items: tuple[Provision, ...]

    def level(self, level: Level) -> tuple[Provision, ...]:
        return self.articles if level == "article" else self.paragraphs if level == "paragraph" else self.items


def outline(tree: Tree, norms: Iterable[Norm] = (), references: Iterable[Reference] = ()) -> Outline:
    """The provisions of a tree. One that applies others (準用する) has their words too: it says what they say.

    >>> from jorei.read import read_text
    >>> from jorei.structure import parse
    >>> tree = parse(read_text("○甲市条例\\n\\n（目的）\\n第1条 甲とする。\\n2 次に掲げる者\\n(1) 乙\\n附 則\\n施行する。")).tree
    >>> [[p.citation for p in outline(tree).level(level)] for level in LEVELS]
    [['第1条'], ['第1条第1項', '第1条第2項'], ['第1条第2項第1号']]
    """
    reader = _Reader(tree, norms, references)
    end = 0
    for node in tree.nodes:
        if node.kind == "suppl_provision":
            end = node.id + node.size
        elif node.id >= end and node.kind in LEVELS and not node.deleted:
            reader.add(node)
    return Outline(*(tuple(reader.found[level]) for level in LEVELS))


class _Reader:
    def __init__(self, tree: Tree, norms: Iterable[Norm], references: Iterable[Reference]) -> None:
        self.tree = tree
        self.found: dict[Level, list[Provision]] = {level: [] for level in LEVELS}
        self.said: dict[int, list[Norm]] = defaultdict(list)
        for norm in norms:
            self.said[norm.node].append(norm)
        self.applied: dict[int, list[int]] = defaultdict(list)
        for reference in references:
            if any(norm.modality == "mutatis_mutandis" for norm in self.said.get(reference.node, ())):
                self.applied[reference.node] += [t.node for t in reference.targets if t.node is not None]

    def add(self, node: Node) -> None:
        if node.kind == "paragraph" and self.tree.nodes[node.parent].kind != "article":
            self._append(node, "article")  # a guideline without 条: its top units are paragraphs
        self._append(node, node.kind)  # type: ignore[arg-type]  # one of LEVELS, as `outline` has seen

    def _append(self, node: Node, level: Level) -> None:
        above = self.found[LEVELS[LEVELS.index(level) - 1]] if level != "article" else []
        if level != "article" and (not above or above[-1].node not in (node.parent, node.id)):
            return  # an item of an appendix
        parent = len(above) - 1
        siblings = self.found[level]
        rank = siblings[-1].rank + 1 if siblings and siblings[-1].parent == parent and level != "article" else 0
        caption = node.caption or (above[parent].caption if level != "article" else "")
        words, norm = self._words(node), self._norm(node)
        self.found[level].append(
            Provision(
                node.id, node.eid, node.citation or node.eid, level, parent, rank, caption,
                _plain((node.title, node.text)), words, *_vocabulary(words, self._applied(node)),
                norm.modality if norm else "other", norm.subject if norm else None,
                any(n.value_kind == "deadline" for n in self.said.get(node.id, ())),
            )
        )  # fmt: skip

    def _words(self, node: Node) -> str:
        return _plain(
            part
            for n in self.tree.subtree(node)
            if n.kind in _WORDED or n.id == node.id
            for part in (n.title, n.text)
        )  # fmt: skip

    def _norm(self, node: Node) -> Norm | None:
        """The first sentence speaks for a provision, the first paragraph for an article."""
        for n in self.tree.subtree(node):
            if n.id in self.said:
                return self.said[n.id][0]
        return None

    def _applied(self, node: Node) -> str:
        """The wording of the provisions that this one applies; of a whole chapter none."""
        if self.tree.nodes[node.id].size > 40:
            return ""
        targets = [at for n in self.tree.subtree(node) for at in self.applied.get(n.id, ())][:8]
        return _plain(self._words(self.tree.nodes[at]) for at in targets if self.tree.nodes[at].size <= 20)


def _plain(parts: Iterable[str | None]) -> str:
    return _BLANK.sub(" ", " ".join(part for part in parts if part)).strip()


def _vocabulary(words: str, applied: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return terms(words) + terms(applied), grams(words) + grams(applied)


def owners(provisions: Sequence[Provision], count: int) -> list[list[int]]:
    """For each of ``count`` parents the places of its children."""
    found: list[list[int]] = [[] for _ in range(count)]
    for at, provision in enumerate(provisions):
        found[provision.parent].append(at)
    return found
