"""The words before a bracket in which a noun phrase is looked for: without brackets, each name of a law one noun."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from jorei.model.record import Workpiece

_REACH: Final = 600
"""Characters before a bracket that are looked at, brackets among them. Chosen: no phrase is so long."""
_DEFINES: Final = re.compile("」と(?:いう|いい|総称|称|略称|呼ぶ)")
_STAND_IN: Final = "甲"
"""What a quotation and the name of a law are read as: a noun."""


_LAST_SIGN: Final = 0x300D
"""」, which of all signs that end a stretch stands last in Unicode: letters, kana and kanji stand behind it."""


class PhraseText(Workpiece):
    """The characters before a bracket without the brackets among them."""

    text: str
    offsets: list[int]
    """Where each character stands."""
    defined: set[int]
    """Offsets of ``text`` before which a bracket stood that defines a term."""
    either: set[int]
    """Offsets of ``text`` where a join stands that is read as 及び and is 又は or 若しくは."""


class _Piece(NamedTuple):
    """A stretch outside of brackets; ``noun`` when it is read as one noun."""

    start: int
    end: int
    defined: bool
    """Whether a bracket follows that defines a term."""
    noun: bool = False


def squeeze(text: str, end: int, floor: int, names: Mapping[int, int]) -> PhraseText:
    """Back from ``end`` to the full stop, the blank or the bracket that is open there; ``names`` says where the names of
    laws begin that end at an offset.

    >>> squeeze("市は、青潮市条例(平成3年条例第2号)第3条の許可", 25, 0, {8: 3}).text
    '市は、甲第3条の許可'
    """
    low = max(floor, end - _REACH)
    while end > low and text[end - 1] == " ":
        end -= 1
    pieces: list[_Piece] = []
    follows = False
    at = stop = _take_name(pieces, end, names, low, defined=False)
    while at > low:
        if ord(text[at - 1]) > _LAST_SIGN:
            at -= 1
            continue
        sign = text[at - 1]
        if sign in ")」":
            if at < stop:
                pieces.append(_Piece(at, stop, follows))
                follows = False
            start = _opening(text, at - 1, low, sign)
            if start < 0:
                stop = at
                break
            if sign == "」":
                pieces.append(_Piece(start, at, False, noun=True))
            else:
                follows = follows or _DEFINES.search(text, start, at - 1) is not None
                name = _take_name(pieces, start, names, low, defined=follows)
                follows, start = follows and name == start, name
            at = stop = start
            continue
        if sign in "(「。\n" or sign == " " and at < end - 1 and _parts(text, at):
            break
        at -= 1
    else:
        at = max(at, low)
    if at < stop:
        pieces.append(_Piece(at, stop, follows))
    return _joined(text, pieces[::-1])


def _take_name(pieces: list[_Piece], end: int, names: Mapping[int, int], low: int, *, defined: bool) -> int:
    """Where the name of a law begins that ends at ``end``, which is added as a noun; ``end`` when none does."""
    name = names.get(end, end)
    if not low <= name < end:
        return end
    pieces.append(_Piece(name, end, defined, noun=True))
    return name


def _parts(text: str, at: int) -> bool:
    """Whether the blank before ``at`` parts words: not inside an English name nor beside a bracket."""
    before, after = text[at - 2 : at - 1], text[at : at + 1]
    return not (before.isascii() and after.isascii() or after in "( " or before in ") ")


def _opening(text: str, close: int, low: int, sign: str) -> int:
    """Where the bracket opens that ``sign`` closes at ``close``; -1 when nowhere."""
    opening = "(" if sign == ")" else "「"
    depth, offset = 0, close
    while (left := text.rfind(opening, low, offset)) >= 0:
        depth += text.count(sign, left, offset) - 1
        if depth < 0:
            return left
        offset = left
    return -1


def _joined(text: str, pieces: list[_Piece]) -> PhraseText:
    """The stretches as one text."""
    characters: list[str] = []
    offsets: list[int] = []
    defined: set[int] = set()
    either: set[int] = set()
    for piece in pieces:
        words, places, chosen = (
            (_STAND_IN, [piece.start], []) if piece.noun else _read_joins(text[piece.start : piece.end], piece.start)
        )
        either.update(len(offsets) + at for at in chosen)
        characters.append(words)
        offsets += places
        if piece.defined:
            defined.add(len(offsets))
    return PhraseText("".join(characters), offsets, defined, either)


_WRITTEN: Final = re.compile("又は|または|および|若しくは|もしくは|ならびに")


def _read_joins(words: str, start: int) -> tuple[str, list[int], list[int]]:
    """Joins as words that Sudachi knows in any surroundings, where each character then stands, and where 又は stood."""
    places = list(range(start, start + len(words)))
    chosen: list[int] = []
    for match in reversed(list(_WRITTEN.finditer(words))):
        read = "及び"
        words = words[: match.start()] + read + words[match.end() :]
        del places[match.start() + len(read) : match.end()]
        shift = len(match[0]) - len(read)
        chosen = [at - shift for at in chosen]
        if match[0] not in ("および", "ならびに"):
            chosen.append(match.start())
    return words, places, chosen
