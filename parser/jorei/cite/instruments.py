"""Which document of a build a law is that a text names: by its number, else by its title."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from jorei.dataset.corpus import Corpus
from jorei.identity.laws import KEY_SEPARATOR, bare_title, number_key, titles_agree

Row = dict[str, Any]
_COLUMNS: Final = ["doc_id", "municipality", "title", "law_number", "status", "source_path", "source_url"]


class Instruments:
    """The documents of a build that could be read, by their ids and by the numbers and titles that name them."""

    def __init__(self, corpus: Corpus) -> None:
        self.by_id: dict[str, Row] = {}
        self.by_number: dict[str, list[Row]] = defaultdict(list)
        self.by_title: dict[str, list[Row]] = defaultdict(list)
        for row in corpus.documents.to_arrow(_COLUMNS).to_pylist():
            if row["status"] == "ok":
                self._add(row)

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
        """The documents that a name may mean: none when it is not of the build, several when it does not tell."""
        found = self._numbered(number, title, municipality) if number else []
        if not found and title:
            found = [
                row for row in self.by_title.get(bare_title(title), []) if number is None or _may_have(row, number)
            ]
        local = [row for row in found if municipality and row["municipality"] == municipality]
        return local or found

    def titled(self, title: str) -> list[Row]:
        """The documents of a title, whatever their number is."""
        return self.by_title.get(bare_title(title), [])

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
