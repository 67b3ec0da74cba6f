"""Questions to the registries: which law has this number or title, which code has this municipality."""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from jorei.registry.storage import LawTable, MunicipalityTable, damaged
from jorei.text.fold import fold, squeeze
from jorei.text.known_titles import KnownTitles
from jorei.text.lawnumbers import parse_law_number

T = TypeVar("T")
_LONGEST_PLACE: Final = 16
"""Characters of a municipality's name at most. Chosen."""
SEVERAL: Final = -1
"""Stands in a table for a key that leads to more than one row."""


class RegistryLaw(msgspec.Struct, frozen=True):
    """A national law: its e-Gov id, number as published, title and abbreviations."""

    id: str
    number: str
    title: str
    abbreviations: tuple[str, ...] = ()


@lru_cache(maxsize=16_384)
def normal_number(number: str) -> str:
    """One spelling for every notation of a number.

    >>> normal_number("昭和二十二年法律第六十七号") == normal_number("昭和２２年法律第67号") == "昭和22年法律第67号"
    True
    """
    parsed = parse_law_number(fold(number))
    return parsed.full if parsed else squeeze(number)


def normal_name(name: str) -> str:
    """A title or name in one width, without blanks."""
    return squeeze(name)


class Registry:
    """The imported registries; each is read when it is first asked. What is not imported answers None."""

    def __init__(self, where: Path, files: tuple[str, ...]) -> None:
        self.where = where
        self.files = files

    def law_by_number(self, number: str) -> RegistryLaw | None:
        """The law with this number, in any notation; None when none or several have it."""
        return self._law(self._laws.by_number.get(normal_number(number), SEVERAL))

    def law_by_title(self, title: str) -> RegistryLaw | None:
        """The law with this title or abbreviation; None when none or several have it."""
        return self._law(self._laws.by_title.get(normal_name(title), SEVERAL))

    def titles_like(self, name: str) -> list[str]:
        """The titles that begin or end as ``name`` does and are as long, give or take a letter."""
        half = len(name) // 2
        begin, end, length = name[:half], name[-half:], len(name)
        return [
            title
            for title in self._laws.by_title
            if -1 <= len(title) - length <= 1 and (title.startswith(begin) or title.endswith(end))
        ]

    @cached_property
    def known_titles(self) -> KnownTitles:
        """The titles of all laws, to be found in texts."""
        return KnownTitles(normal_name(title) for title in self._laws.titles)

    def municipality(self, name: str, hint: str = "") -> str | None:
        """The 全国地方公共団体コード of a municipality or prefecture; None when it is unknown or the name is not enough.

        ``name`` may begin with the prefecture; any prefecture named in ``hint`` decides between namesakes.
        """
        table = self._municipalities
        name, hint = normal_name(name), normal_name(hint)
        codes = table.codes.get(name, [])
        if not codes:
            prefecture = next((p for p in table.prefectures.values() if name.startswith(p)), "")
            codes, hint = table.codes.get(name.removeprefix(prefecture), []) if prefecture else [], prefecture
        if len(codes) > 1:
            codes = [code for code in codes if table.prefectures[code[:2]] in hint]
        return codes[0] if len(codes) == 1 else None

    def place_at(self, words: str) -> int:
        """How many characters of ``words`` (without blanks) the longest name takes that they begin with; 0 for none."""
        codes = self._municipalities.codes
        words = normal_name(words[:_LONGEST_PLACE])
        return next((end for end in range(len(words), 1, -1) if words[:end] in codes), 0)

    def prefecture(self, code: str) -> str | None:
        """The name of the prefecture of a municipality's code."""
        return self._municipalities.prefectures.get(code[:2])

    def _law(self, row: int) -> RegistryLaw | None:
        if row < 0:
            return None
        laws = self._laws
        return RegistryLaw(laws.ids[row], laws.numbers[row], laws.titles[row], tuple(laws.abbreviations.get(row, ())))

    @cached_property
    def _laws(self) -> LawTable:
        return self._read("laws", LawTable) or LawTable([], [], [], {}, {}, {})

    @cached_property
    def _municipalities(self) -> MunicipalityTable:
        return self._read("municipalities", MunicipalityTable) or MunicipalityTable({}, {})

    def _read(self, kind: str, table: type[T]) -> T | None:
        """The table of a kind; None when none is imported. `Refused` when it is damaged."""
        file = next((self.where / file for file in self.files if file.startswith(f"{kind}-")), None)
        if file is None:
            return None
        try:
            return msgspec.msgpack.decode(file.read_bytes(), type=table)
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            raise damaged(file, error) from error
