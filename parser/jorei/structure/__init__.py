"""Structure: from a source to its article tree.

`parse` runs the stages of the architecture that need no reference: fold, lay out, classify, build, recover.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from jorei.model import Amendment, Metadata, Source, Tree
from jorei.model.corrections import LineCorrection, Misfit
from jorei.structure.amendments import find_amendments
from jorei.structure.body.build import build_body
from jorei.structure.body.front import build_front, front_end, split_front
from jorei.structure.body.guide import build_guide, is_guide
from jorei.structure.body.marked import build_marked
from jorei.structure.body.tail import build_tail, keep_unparsed, tail_start
from jorei.structure.corrected_lines import correct, mark, place
from jorei.structure.draft import Draft, freeze
from jorei.structure.lines.layout import lay_out
from jorei.structure.lines.limits import reach
from jorei.structure.metadata import read_metadata
from jorei.text.fold import fold

__all__ = ["Structured", "parse"]


class Structured(msgspec.Struct, frozen=True):
    """A tree, what the document says about itself, and its text folded (same offsets as the source)."""

    tree: Tree
    metadata: Metadata
    amendments: tuple[Amendment, ...]
    folded: str
    misfits: tuple[Misfit, ...] = ()


def parse(source: Source, corrections: Sequence[LineCorrection] = ()) -> Structured:
    """The article tree of a text in any layout; never raises, loses nothing.

    A format that states the tree (``source.marks``) is taken at its word, unless a person corrects its lines.
    ``corrections`` are what a person said about its lines; those that do not fit are the result's ``misfits``.

    >>> structured = parse(Source("○例市条例\\n\\n第1条 甲は、乙とする。\\n2 丙は、丁とする。"))
    >>> [node.citation for node in structured.tree.nodes if node.kind == "paragraph"]
    ['第1条第1項', '第1条第2項']
    """
    folded = fold(source.text)
    if source.marks and not corrections:
        root = build_marked(source)
        tree = freeze(root, source, folded)
        return Structured(
            tree, read_metadata(tree, root.title, folded, guide=False), find_amendments(tree, folded), folded
        )
    end = reach(source.text)
    typed, profile = lay_out(source, folded[:end])
    placed, misfits = place(source.text, folded, corrections) if corrections else ([], [])
    if placed:
        typed = correct(typed, placed)
    root = Draft("law")
    guide = is_guide(typed, profile)
    if guide:
        title = build_guide(typed, root, source.text)
    else:
        typed, front = split_front(typed, front_end(typed, profile))
        title = build_front(typed, front, root, source.text)
        tail = max(front, tail_start(typed, title))
        while tail > front and typed[tail - 1].kind == "furniture":
            tail -= 1
        build_body(root, typed[front:tail], profile, source.text[:end])
        build_tail(typed, tail, root)
    if end < len(folded):
        keep_unparsed(root, folded, end)
    root.title = title
    del typed  # half of what a document of very many lines takes: room for its nodes
    tree = freeze(root, source, folded)
    if placed:
        tree, overruled = mark(tree, placed)
        misfits += overruled
    metadata = read_metadata(tree, title, folded, guide=guide)
    return Structured(tree, metadata, find_amendments(tree, folded), folded, tuple(misfits))
