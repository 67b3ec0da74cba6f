"""The pages of a document -> its `Source`: lines and rows with their pages, and what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jorei.model import Block, PageStart
from jorei.model.source import Place
from jorei.read.pdf.glyph import Box
from jorei.read.pdf.lines import PrintLine
from jorei.read.pdf.pages import ACROSS, ReadPage


class Composed(NamedTuple):
    """The text of a document and what a `Source` says of its stretches. ``wrapped`` are the ends of full lines."""

    text: str
    starts: tuple[PageStart, ...]
    blocks: tuple[Block, ...]
    wrapped: tuple[int, ...]
    places: tuple[Place, ...]


def compose(pages: Sequence[ReadPage]) -> Composed:
    """Puts the lines of all pages together. Footnotes follow the paragraph that goes on over the end of their page."""
    texts: list[str] = []
    starts: list[PageStart] = []
    blocks: list[Block] = []
    wrapped: list[int] = []
    places: list[Place] = []
    at = 0
    for number, line in _in_order(pages):
        if not starts or starts[-1].number != number:
            starts.append(PageStart(at, number))
        for aside in line.asides:
            blocks.append(Block(at, at + len(aside.text), "", furniture=True))
            places.append(Place(at, number, *_on_page(aside, pages[number - 1])))
            texts.append(aside.text + "\n")
            at += len(aside.text) + 1
        end = at + len(line.text)
        places.append(Place(at, number, *_on_page(line, pages[number - 1])))
        if line.kind == "head":
            blocks.append(Block(at, end, "", furniture=True))
        elif line.kind == "row" or line.kind == "note":
            blocks.append(Block(at, end, "", kind=line.kind, spans=tuple(line.spans)))
        elif line.full:
            wrapped.append(end)
        texts.append(line.text + "\n")
        at = end + 1
    return Composed("".join(texts), tuple(starts), tuple(blocks), tuple(wrapped), tuple(places))


def _on_page(line: PrintLine, page: ReadPage) -> Box:
    """The box of a line on its page, turned back where columns were read as lines."""
    left, top, right, bottom = line.box
    if page.vertical and line.zone != ACROSS:
        left, top, right, bottom = page.height - bottom, left, page.height - top, right
    return round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)


def _in_order(pages: Sequence[ReadPage]) -> Iterator[tuple[int, PrintLine]]:
    """Every line with the number of its page."""
    waiting: list[tuple[int, PrintLine]] = []
    for number, page in enumerate(pages, 1):
        open_line = False
        for line in page.lines:
            if line.kind == "gone":
                continue
            yield number, line
            if line.kind != "head":
                open_line = line.full
            if waiting and not open_line and line.kind != "head":
                yield from waiting
                waiting = []
        notes = [(number, note) for note in page.notes]
        if open_line and number < len(pages):
            waiting += notes
        else:
            yield from waiting
            yield from notes
            waiting = []
    yield from waiting
