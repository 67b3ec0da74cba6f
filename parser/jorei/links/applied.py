"""What a provision applies mutatis mutandis (準用), provision by provision, exceptions taken out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from jorei.model import PROVISIONS, Node, Reference, Source, Tree

_APPLYING: Final = ("において準用", "において読み替えて準用", "により準用", "で準用")
"""第9条において準用する第3条: 第9条 is where something is applied, not what is."""


def applied_provisions(source: Source, tree: Tree, references: Sequence[Reference], node: Node) -> tuple[int, ...]:
    """The provisions (arena ids) that ``node`` and what is below it apply mutatis mutandis.

    第3条から第5条まで(第4条第2項を除く。)の規定は、…準用する: 第3条, 第4条第1項, 第5条. A provision is taken apart only
    where something of it is excluded.
    """
    own = [reference for reference in references if node.id <= reference.node < node.id + node.size]
    excluded = {
        target.node
        for reference in own
        if reference.relation == "excludes" and reference.target_part is None  # a part is no provision
        for target in reference.targets
        if target.node is not None
    }
    provisions: dict[int, None] = {}
    for reference in own:
        if reference.relation != "applies_mutatis_mutandis" or source.text.startswith(_APPLYING, reference.end):
            continue
        for target in reference.targets:
            if target.node is not None:
                provisions.update(dict.fromkeys(_without(tree, tree.nodes[target.node], excluded)))
    return tuple(provisions)


def _without(tree: Tree, node: Node, excluded: set[int]) -> Iterator[int]:
    """A provision without what is excluded of it."""
    if node.id in excluded:
        return
    if not any(node.id < other < node.id + node.size for other in excluded):
        yield node.id
        return
    for child in tree.children(node):
        if child.kind in PROVISIONS:
            yield from _without(tree, child, excluded)
