"""Lines: stretches of the source with where they stand, before anything is known of what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from jorei.model import Piece
from jorei.model.record import INTERPRETED, as_struct
from jorei.model.vocabulary import Role
from jorei.structure.lines.patterns import LIST_MARK_RE, PAGE_RE

# a line ends where a person sees it end: also at form feeds, NEL and the Unicode separators
_OTHER_ENDS: Final = "\f\v\x85\u2028\u2029"
_WIDE_BLANK: Final = "\u3000"


def _start(piece: Piece) -> int:
    return piece.start


class Line:
    """A logical line: one or more stretches of the source read as one.

    ``text`` is folded and stripped, and has exactly the characters of ``stretches`` put together, so an offset in
    it can be traced back. ``indent`` counts columns of leading blanks (two for an ideographic space), ``gap`` the
    blank lines above, ``debris`` the stretches of list marks cut off its head.
    """

    def __init__(
        self,
        text: str,
        stretches: list[tuple[int, int]],
        indent: int = 0,
        gap: int = 0,
        columns: int = 0,
        debris: list[tuple[int, int]] | None = None,
    ) -> None:
        self.text = text
        self.stretches = stretches
        self.indent = indent
        self.gap = gap
        self.columns = columns
        self.debris: list[tuple[int, int]] = [] if debris is None else debris

    @property
    def start(self) -> int:
        """The offset of its first character in the source."""
        return self.stretches[0][0]

    @property
    def end(self) -> int:
        """The offset behind its last character in the source."""
        return self.stretches[-1][1]

    def pieces(self, role: Role, begin: int, end: int) -> list[Piece]:
        """The source stretches of ``text[begin:end]`` as pieces of one role."""
        pieces: list[Piece] = []
        self.give(pieces, role, begin, end)
        return pieces

    def give(self, pieces: list[Piece], role: Role, begin: int, end: int) -> None:
        """Adds the source stretches of ``text[begin:end]`` to the pieces of a node."""
        if len(self.stretches) == 1:
            if begin < end:
                base = self.stretches[0][0]
                pieces.append(Piece(role, base + begin, base + end))
            return
        for start, stop in self.stretches:
            length = stop - start
            if begin < length and end > 0:
                pieces.append(Piece(role, start + max(0, begin), start + min(length, end)))
            begin, end = begin - length, end - length

    def raw(self, source: str, begin: int, end: int) -> str:
        """``text[begin:end]`` as the source has it, not folded."""
        if len(self.stretches) == 1:
            base = self.stretches[0][0]
            return source[base + begin : base + end]
        return "".join([source[piece.start : piece.end] for piece in self.pieces("text", begin, end)])

    def debris_pieces(self) -> list[Piece]:
        """The debris as pieces that no reader sees."""
        return [Piece("trivia", start, end) for start, end in self.debris]

    def whole(self, role: Role) -> list[Piece]:
        """All of the line and of its debris, in the order of the source."""
        pieces = self.pieces(role, 0, len(self.text))
        return sorted(self.debris_pieces() + pieces, key=_start) if self.debris else pieces

    def take_lead(self) -> list[Piece]:
        """The debris before the line's first character, which is then no longer the line's."""
        if not self.debris:
            return []
        lead = [(start, end) for start, end in self.debris if end <= self.start]
        self.debris = [stretch for stretch in self.debris if stretch not in lead]
        return [Piece("trivia", start, end) for start, end in lead]

    def part(self, begin: int, end: int) -> Line:
        """``text[begin:end]`` without blanks at its ends, as a line of its own; the debris stays behind."""
        words = self.text[begin:end]
        begin += len(words) - len(words.lstrip())
        end = begin + len(words.strip())
        stretches = [(piece.start, piece.end) for piece in self.pieces("text", begin, end)]
        return Line(self.text[begin:end], stretches or [(self.end, self.end)], self.indent, 0, self.columns)

    def cut(self, begin: int) -> Line:
        """The line without its first ``begin`` characters (and the blanks after them); the debris stays behind."""
        rest = self.part(begin, len(self.text))
        rest.gap = self.gap
        return rest


if INTERPRETED and not TYPE_CHECKING:
    Line = as_struct(Line, debris=list)


def share_debris(line: Line, parts: Sequence[Line]) -> None:
    """Give the debris of a line to the parts it was cut into, each stretch to the last part that begins before it."""
    for start, end in line.debris:
        owner = next((part for part in reversed(parts) if part.start <= start), parts[0])
        owner.debris = [*owner.debris, (start, end)]


def split_lines(text: str, folded: str) -> list[Line]:
    """Physical lines with something on them, in order.

    >>> [(line.text, line.indent, line.gap) for line in split_lines("a\\n\\n　ｂ ", "a\\n\\n b ")]
    [('a', 0, 0), ('b', 2, 1)]
    """
    for sign in _OTHER_ENDS:
        if sign in folded:
            folded = folded.replace(sign, "\n")
    lines: list[Line] = []
    offset = gap = 0
    for raw in folded.split("\n"):
        body = raw.strip()
        if body:
            start, indent = offset, 0
            if body is not raw and body[0] != raw[0]:
                start += len(raw) - len(raw.lstrip())
                indent = start - offset + text.count(_WIDE_BLANK, offset, start)
            length = len(body)
            end = start + length
            # two columns for a wide character, by the length of its UTF-8 (three bytes)
            columns = indent + (length + len(text[start:end].encode("utf-8", "surrogatepass"))) // 2
            lines.append(Line(body, [(start, end)], indent, gap, columns))
            gap = 0
        else:
            gap += 1
        offset += len(raw) + 1
    if lines:
        lines[0].gap = 0
    return lines


def strip_list_mark(line: Line) -> Line:
    """The line without the list marks of Markdown and of bullet lists at its head: `- (1)`, `#### 第2条`, `* ア`.

    >>> strip_list_mark(Line("- (1) 甲", [(0, 7)])).text
    '(1) 甲'
    """
    text = line.text
    match = LIST_MARK_RE.match(text)
    if not match or match.end() >= len(text) or PAGE_RE.match(text):
        return line
    rest = line.cut(match.end())
    mark = text[: match.end()].rstrip()
    rest.debris.append((line.start, line.start + len(mark)))
    return rest
