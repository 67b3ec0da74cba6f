"""manifest.csv: metadata that a text does not hold itself."""

from __future__ import annotations

import csv
import re
import unicodedata
from datetime import date
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Final

import msgspec

from jorei.config.nearest import nearest_file
from jorei.errors import Unreadable
from jorei.model import Metadata
from jorei.read import file_bytes
from jorei.read.plain import decode, unify_line_ends

FILE_NAME: Final = "manifest.csv"
COLUMNS: Final = (
    "path", "municipality", "municipality_code", "issuer", "date", "source_url", "fetched_at", "licence",
)  # fmt: skip


class Manifest(msgspec.Struct, frozen=True):
    """The rows by path (below the manifest's folder), and warnings about what was wrong with them.

    A path with ``*`` or ``?`` is a pattern: its row holds for every document that it fits (``*`` crosses folders).
    """

    rows: dict[str, Metadata]
    warnings: tuple[str, ...] = ()

    def rows_for(self, path: str) -> tuple[str, ...]:
        """The paths of the rows that a document has: patterns from the widest to the closest, then its own.

        >>> manifest = read_manifest("path,municipality\\n*,甲市\\na/*,乙市\\na/b.txt,丙市\\n".encode())
        >>> manifest.rows_for("a/b.txt"), manifest.rows_for("c.txt")
        (('*', 'a/*', 'a/b.txt'), ('*',))
        """
        path = normal_path(path)
        fitting = [row for row in self.rows if is_pattern(row) and _compiled(row).fullmatch(path)]
        fitting.sort(key=lambda row: (sum(sign not in _WILD for sign in row), row))
        return (*fitting, path) if path in self.rows else tuple(fitting)

    def given(self, path: str) -> Metadata | None:
        """What the rows of a document say together, closer ones before wider ones; None when there is no row.

        >>> manifest = read_manifest("path,municipality,licence\\n*,甲市,CC0\\na.txt,乙市,\\n".encode())
        >>> found = manifest.given("a.txt")
        >>> found.municipality, found.licence
        ('乙市', 'CC0')
        """
        found: Metadata | None = None
        for row in self.rows_for(path):
            found = merged(found, self.rows[row])
        return found


_WILD: Final = frozenset("*?")


def is_pattern(path: str) -> bool:
    """Whether the path of a row is a pattern."""
    return not _WILD.isdisjoint(path)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in pattern), re.DOTALL)


def merged(wider: Metadata | None, closer: Metadata) -> Metadata:
    """The fields of ``closer``, and of ``wider`` where those are empty."""
    if wider is None:
        return closer
    filled = {name: value for name in Metadata.__struct_fields__ if (value := getattr(closer, name))}
    return msgspec.structs.replace(wider, **filled)


def given_near(file: Path) -> Metadata | None:
    """What the manifest.csv nearest to a file says of it: in its folder, or above it inside the working folder.

    An unreadable manifest says nothing here; a build warns of it.
    """
    found = nearest_file(file, FILE_NAME)
    if found is None:
        return None
    try:
        manifest = read_manifest(file_bytes(found), str(found))
    except (Unreadable, OSError):
        return None
    return manifest.given(file.resolve().relative_to(found.parent).as_posix())


def normal_path(path: str) -> str:
    """A path in NFC with ``/``, to be compared: macOS stores が as か and a mark, spreadsheets do not.

    >>> normal_path("か\\u3099.txt") == normal_path("./が.txt")
    True
    """
    return unicodedata.normalize("NFC", path.strip().replace("\\", "/")).removeprefix("./")


def read_manifest(data: bytes, name: str = FILE_NAME) -> Manifest:
    """Read a manifest in any encoding a spreadsheet writes; bad rows are warnings, never errors.

    >>> manifest = read_manifest("path,municipality,date\\na.txt,甲市,2024-04-01\\n".encode("cp932"))
    >>> manifest.rows["a.txt"].municipality, manifest.rows["a.txt"].expression_date
    ('甲市', datetime.date(2024, 4, 1))
    """
    try:
        return _manifest_of(csv.DictReader(StringIO(unify_line_ends(decode(data)[0])), restkey="", restval=""), name)
    except csv.Error as error:
        raise Unreadable(f"{name}はCSVとして読めません（{error}）", f"{name} is no CSV ({error})") from None


def _manifest_of(reader: csv.DictReader[str], name: str) -> Manifest:
    columns = [(column or "").strip() for column in reader.fieldnames or ()]
    reader.fieldnames = columns
    if "path" not in columns:
        raise Unreadable(f"{name}に path の列がありません", f"{name} has no column path")
    unknown = [column for column in columns if column not in COLUMNS]
    warnings = [f"{name}: 知らない列 / unknown columns: {', '.join(unknown)}"] if unknown else []
    rows: dict[str, Metadata] = {}
    for number, row in enumerate(reader, 2):
        path = normal_path(row["path"])
        if not path:
            continue
        if path in rows:
            warnings.append(f"{name}: {number}行目: {path} が2回あります / line {number}: {path} occurs twice")
        values = {column: row.get(column, "").strip() or None for column in COLUMNS}
        day = _date(values["date"])
        if values["date"] and day is None:
            warnings.append(f"{name}: {number}行目: 日付ではありません / line {number}: no date: {values['date']}")
        rows[path] = to_metadata(values)
    return Manifest(rows, tuple(warnings))


def to_metadata(values: dict[str, str | None]) -> Metadata:
    """The metadata in the columns of a manifest (`COLUMNS`) for one document."""
    return Metadata(
        municipality=values["municipality"],
        municipality_code=values["municipality_code"],
        issuer=values["issuer"],
        source_url=values["source_url"],
        fetched_at=values["fetched_at"],
        licence=values["licence"],
        expression_date=_date(values["date"]),
    )


def _date(text: str | None) -> date | None:
    parts = (text or "").replace("/", "-").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
