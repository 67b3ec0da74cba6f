"""Which ordinance an amending ordinance changes: known by its title, and by the municipality as far as both say theirs.

Titles and municipalities are compared as numbers of 64 bits, so that a build can hold them for every document.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from jorei.text.fold import squeeze
from jorei.text.instruments import MUNICIPAL, alternation

if TYPE_CHECKING:
    from jorei.model import Metadata

T = TypeVar("T")

_AMENDING_TITLE: Final = re.compile(rf"^(?P<base>.{{2,60}}?)の一部を改正する{alternation(*MUNICIPAL)}$")
_HALF: Final = 32
"""Bits of a municipality key for its name, and as many for its code."""


def amended_title(title: str | None) -> str | None:
    """The title of the ordinance that an amending one changes, by the title of the latter.

    >>> amended_title("青潮市広場条例の一部を改正する条例"), amended_title("青潮市広場条例")
    ('青潮市広場条例', None)
    """
    match = _AMENDING_TITLE.match(squeeze(title or ""))
    return match["base"] if match else None


def title_hash(title: str | None) -> int:
    """A number that stands for a title, widths and blanks left out; 0 when there is no title.

    >>> title_hash("青潮市 広場条例") == title_hash("青潮市広場条例"), title_hash(None)
    (True, 0)
    """
    return _hash(squeeze(title or ""), 2 * _HALF)


def municipality_hash(metadata: Metadata) -> int:
    """A number that stands for the name and the code of a municipality, as far as they are known; 0 when neither is."""
    return _hash(metadata.municipality or "", _HALF) << _HALF | _hash(metadata.municipality_code or "", _HALF)


def _hash(words: str, bits: int) -> int:
    return (
        int.from_bytes(blake2b(words.encode("utf-8", "surrogatepass"), digest_size=bits // 8).digest()) if words else 0
    )


def same_municipality(first: int, second: int) -> bool | None:
    """Whether two documents, by their `municipality_hash`, are of one municipality; None when that is not known.

    Codes decide where both have one: two cities can have the same name.
    """
    (name, code), (other_name, other_code) = divmod(first, 1 << _HALF), divmod(second, 1 << _HALF)
    if code and other_code:
        return code == other_code
    if name and other_name:
        return name == other_name
    return None


class TitleIndex(Generic[T]):
    """Ordinances by their titles, to find those that others amend.

    >>> index: TitleIndex[str] = TitleIndex()
    >>> index.add(title_hash("青潮市広場条例"), 0, "a.txt")
    >>> index.find(title_hash("青潮市広場条例"), 0), index.find(title_hash("青潮市公園条例"), 0)
    ('a.txt', None)
    """

    def __init__(self) -> None:
        self._by_title: dict[int, list[tuple[int, T]]] = {}

    def add(self, title: int, municipality: int, document: T) -> None:
        """Enter a document by its `title_hash` and `municipality_hash`; the first of equal ones is the one that is found."""
        if title:
            self._by_title.setdefault(title, []).append((municipality, document))

    def find(self, title: int, municipality: int) -> T | None:
        """The document with a title: one of the same municipality, else one of which that is not known."""
        return next(iter(self.find_all(title, municipality)), None)

    def find_all(self, title: int, municipality: int) -> list[T]:
        """All documents with a title: those of the same municipality, else those of which that is not known."""
        candidates = [
            (same_municipality(municipality, other), document) for other, document in self._by_title.get(title, ())
        ]
        return [document for same, document in candidates if same] or [
            document for same, document in candidates if same is None
        ]
