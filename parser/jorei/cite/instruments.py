"""Which document of a build a law is that a text names: by its number, else by its title."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any, Final

from jorei.dataset.corpus import Corpus
from jorei.identity.laws import KEY_SEPARATOR, bare_title, number_key, titles_agree

Row = dict[str, Any]
_COLUMNS: Final = ["doc_id", "municipality", "title", "law_number", "status", "source_path", "source_url"]
_OF_PLACE: Final = re.compile(r"(?P<place>.{1,20}?[都道府県市区町村])の(?P<title>.+)")
"""甲市の公園条例."""


class Instruments:
    """The documents of a build that could be read, by their ids and by the numbers and titles that name them."""

    def __init__(self, corpus: Corpus) -> None:
        self.by_id: dict[str, Row] = {}
        self.by_number: dict[str, list[Row]] = defaultdict(list)
        self.by_title: dict[str, list[Row]] = defaultdict(list)
        for row in corpus.documents.to_arrow(_COLUMNS).to_pylist():
            if row["status"] == "ok":
                self._add(row)
        self._places = {row["municipality"] for row in self.by_id.values()}

    def _add(self, row: Row) -> None:
        municipality = row["municipality"] or ""
        self.by_id[row["doc_id"]] = row
        key = number_key(row["law_number"], municipality) if row["law_number"] else None
        if key is not None:
            self.by_number[_without_municipality(key)].append(row | {"key": key})
        title = bare_title(row["title"] or "")
        for spelling in {title, title.removeprefix(municipality)} - {""}:
            self.by_title[spelling].append(row)

    def named(self, number: str | None, title: str | None, municipality: str) -> list[Row]:
        """The documents that a name may mean: none when it is not of the build, several when it does not tell.

        ``municipality`` is whose a title is that does not say it.
        """
        found = self._numbered(number, title, municipality) if number else []
        if not found and title:
            found = [row for row in self._entitled(title, municipality) if number is None or _may_have(row, number)]
        return found

    def titled(self, title: str) -> list[Row]:
        """The documents of a title, whatever their number is."""
        return self._entitled(title, "")

    def is_title(self, words: str) -> bool:
        """Whether words are the title of one document of the build, and say whose it is."""
        found = self.by_title.get(bare_title(words), ())
        return len(found) == 1 and self.says_whose(found[0], None, words, "")

    def says_whose(self, row: Row, number: str | None, title: str | None, municipality: str) -> bool:
        """Whether it is certain that a name means this document's municipality: by the name itself, the number with the title,
        what is known of the text, or since the build has ordinances of no other."""
        place = row["municipality"]
        if not place or place == municipality or len(self._places) == 1:
            return True
        named = bool(title) and place in bare_title(title or "")
        return named or bool(number and (title or place in number) and self._numbered(number, title, municipality))

    def _entitled(self, title: str, municipality: str) -> list[Row]:
        """The documents of a title; those of another municipality than the given one only where the title names it."""
        bare = bare_title(title)
        found = self.by_title.get(bare, [])
        if not found and (of_place := _OF_PLACE.fullmatch(bare)):
            place = of_place["place"]
            return [row for row in self.by_title.get(of_place["title"], []) if row["municipality"] == place]
        named = [row for row in found if row["municipality"] and row["municipality"] in bare]
        if named:
            return named
        return [row for row in found if not municipality or row["municipality"] in (None, "", municipality)]

    def _numbered(self, number: str, title: str | None, municipality: str) -> list[Row]:
        key = number_key(number, municipality)
        if key is None:
            return []
        found = self.by_number.get(_without_municipality(key), [])
        place = key.partition(KEY_SEPARATOR)[0]
        same = [row for row in found if not place or row["key"] == key]
        agreeing = [row for row in same if title and titles_agree(title, row["title"] or "")]
        return agreeing or (same if not title else [])


def _without_municipality(key: str) -> str:
    return key.partition(KEY_SEPARATOR)[2]


def _may_have(row: Row, number: str) -> bool:
    """Whether a document may bear a number: it says none itself, or that one."""
    municipality = row["municipality"] or ""
    own = number_key(row["law_number"], municipality) if row["law_number"] else None
    return own is None or own == number_key(number, municipality)
