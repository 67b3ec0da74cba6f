"""Structure: from a source to its article tree.

`parse` runs the stages that need no reference: fold, lay out (`lines`), build (`body`, `unlabelled`), freeze. What a
tree cites or what is wrong with it is no matter of this package.
"""

from __future__ import annotations

from collections.abc import Sequence

from jorei.model import Amendment, Metadata, Source, Tree
from jorei.model.corrections import LineCorrection, Misfit
from jorei.model.record import Record
from jorei.structure.amendments import find_amendments
from jorei.structure.body.bill import reason_start
from jorei.structure.body.build import build_body
from jorei.structure.body.front import build_front, split_front
from jorei.structure.body.front_end import front_end
from jorei.structure.body.guide import build_guide, is_guide
from jorei.structure.body.marked import build_marked
from jorei.structure.body.page_foot import page_foot_start
from jorei.structure.body.tail import build_tail, keep_unparsed, tail_start
from jorei.structure.corrected_lines import LocatedCorrection, correct, locate, mark
from jorei.structure.draft import Draft, freeze
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.layout import lay_out
from jorei.structure.lines.limits import reach
from jorei.structure.lines.typed import TypedLine
from jorei.structure.lines.vertical import cannot_be_read
from jorei.structure.metadata import read_metadata
from jorei.text.fold import fold

__all__ = ["Structured", "parse"]


class Structured(Record):
    """A tree, what the document says about itself, and its text folded (same offsets as the source)."""

    tree: Tree
    metadata: Metadata
    amendments: tuple[Amendment, ...]
    folded: str
    misfits: tuple[Misfit, ...] = ()


def parse(source: Source, corrections: Sequence[LineCorrection] = ()) -> Structured:
    """The article tree of a text in any layout; never raises, loses nothing.

    A format that states the tree (``source.marks``) is taken at its word, unless a person corrects its lines.
    ``corrections`` are what a person decided about its lines; those that do not fit are the result's ``misfits``.

    >>> structured = parse(Source("○例市条例\\n\\n第1条 甲は、乙とする。\\n2 丙は、丁とする。"))
    >>> [node.citation for node in structured.tree.nodes if node.kind == "paragraph"]
    ['第1条第1項', '第1条第2項']
    """
    folded = fold(source.text)
    located: list[LocatedCorrection] = []
    misfits: list[Misfit] = []
    if source.marks and not corrections:
        root, guide = build_marked(source), False
    else:
        if corrections:
            located, misfits = locate(source.text, folded, corrections)
        root, guide = _build(source, folded, located)
    tree = freeze(root, source, folded)
    if located:
        tree, overruled = mark(tree, located)
        misfits += overruled
    metadata = read_metadata(tree, root.title, folded, guide=guide)
    return Structured(tree, metadata, find_amendments(tree, folded), folded, tuple(misfits))


def _build(source: Source, folded: str, located: list[LocatedCorrection]) -> tuple[Draft, bool]:
    """The law's draft with its title, and whether the text is a page about a law.

    The lines end with this function: they take half of what a document of very many lines takes.
    """
    end = 0 if cannot_be_read(source.text, folded) else reach(source.text)
    text = source.text[:end]
    lines, habits = lay_out(source, folded[:end])
    if located:
        lines = correct(lines, located)
    root = Draft("law")
    guide = is_guide(lines, habits)
    root.title = build_guide(lines, root, text) if guide else _build_instrument(lines, habits, root, text)
    if end < len(folded):
        keep_unparsed(root, folded, end)
    return root, guide


def _build_instrument(lines: list[TypedLine], habits: Habits, root: Draft, text: str) -> str | None:
    """Adds front matter, body and tail to the law; returns the 題名."""
    lines, front = split_front(lines, front_end(lines, habits))
    title = build_front(lines, front, root, text)
    starts = (start(lines, front) for start in (reason_start, page_foot_start))
    tail = max(front, min(tail_start(lines, title, front), *starts))
    while tail > front and lines[tail - 1].kind == "furniture":
        tail -= 1
    build_body(root, lines[front:tail], habits, text)
    build_tail(lines, tail, root, text)
    return title
