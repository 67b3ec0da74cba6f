"""corrections.toml: the corrections of documents that people made in review, or wrote by hand.

::

    [[work]]
    work_id = "みどり野市/平成15年条例第1号"
    path = "midorino.txt"

    [[work.line]]
    quote = "市長は、前項の申請があったときは、速やかに決定する。"
    kind = "paragraph"
    label = "2"

raw/README.md says what each entry means. Reading needs nothing beyond the standard library; writing needs tomli_w.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from types import GenericAlias
from typing import Any, Final

import msgspec

from jorei.config.nearest import nearest_file
from jorei.errors import Refused, Unreadable
from jorei.model.corrections import ENTRY_KINDS, LINE_KINDS, CorrectionEntry, Quote, WorkCorrections
from jorei.read import file_bytes

FILE_NAME: Final = "corrections.toml"


def _row_type(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The rows of a kind of entry as the file has them: the parts of a `Quote` are keys of their own."""
    fields: list[Any] = []
    for field in msgspec.structs.fields(struct):
        if field.type is Quote:
            fields += [("quote", str), ("before", str, ""), ("after", str, "")]
        else:
            fields.append((field.name, field.type) if field.required else (field.name, field.type, field.default))
    return msgspec.defstruct(f"_{struct.__name__}Row", fields, forbid_unknown_fields=True)


_ENTRY_FIELDS: Final = frozenset(kind.field for kind in ENTRY_KINDS)
_WORK_FIELDS: Final = tuple(
    field for field in msgspec.structs.fields(WorkCorrections) if field.name not in _ENTRY_FIELDS
)
_Work: Final[Any] = msgspec.defstruct(
    "_Work",
    [
        *((f.name, f.type) if f.required else (f.name, f.type, f.default) for f in _WORK_FIELDS),
        *((kind.table, GenericAlias(tuple, (_row_type(kind.struct), ...)), ()) for kind in ENTRY_KINDS),
    ],
    forbid_unknown_fields=True,
)
_File: Final[Any] = msgspec.defstruct(
    "_File", [("work", GenericAlias(tuple, (_Work, ...)), ())], forbid_unknown_fields=True
)


def find_corrections(raw: Path) -> Path | None:
    """The corrections of RAW: corrections.toml in the folder, or in that of the file or the ZIP; None without."""
    file = default_file(raw)
    return file if file.is_file() else None


def nearest_corrections(path: Path) -> Path | None:
    """The corrections of one document: corrections.toml in its folder, or above it inside the working folder."""
    return nearest_file(path, FILE_NAME)


def default_file(raw: Path) -> Path:
    """The file that corrections of RAW are written to when no other is named."""
    return (raw if raw.is_dir() else raw.parent) / FILE_NAME


def read_corrections(file: Path) -> tuple[WorkCorrections, ...]:
    """The corrections in a file. `Refused` when it cannot be read: a correction is never left out silently."""
    try:
        return parse_corrections(file_bytes(file).decode("utf-8-sig"), str(file))
    except (OSError, UnicodeDecodeError, Unreadable) as error:
        raise Refused(f"{file}: 開けません: {error}", f"{file}: cannot open: {error}") from error


def parse_corrections(text: str, name: str = FILE_NAME) -> tuple[WorkCorrections, ...]:
    """The corrections in the text of such a file.

    >>> parse_corrections('[[work]]\\nwork_id = "甲市/平成1年条例第1号"\\n[[work.line]]\\nquote = "甲"\\nkind = "note"')[0].lines
    (LineCorrection(quote=Quote(text='甲', before='', after=''), kind='note', label=None, join=None, split=()),)
    """
    try:
        rows = msgspec.convert(tomllib.loads(text), _File)
    except (ValueError, RecursionError) as error:  # no TOML, other fields, brackets or digits without end
        raise Refused(f"{name}: 読めません: {error}", f"{name}: cannot be read: {error}") from error
    for work in rows.work:
        for line in work.line:
            if line.kind is not None and line.kind not in LINE_KINDS:
                raise Refused(
                    f"{name}: 「{line.quote[:20]}」の kind が知らない種類です: {line.kind}（{'、'.join(LINE_KINDS)}）",
                    f"{name}: unknown kind of line: {line.kind} (known: {', '.join(LINE_KINDS)})",
                )
    return tuple(_work(work) for work in rows.work)


def _work(row: Any) -> WorkCorrections:
    """A work from its row of the file."""
    entries: dict[str, Any] = {
        kind.field: tuple(_entry(kind.struct, entry) for entry in getattr(row, kind.table)) for kind in ENTRY_KINDS
    }
    return WorkCorrections(**{field.name: getattr(row, field.name) for field in _WORK_FIELDS}, **entries)


def _entry(struct: type[msgspec.Struct], row: msgspec.Struct) -> msgspec.Struct:
    values = msgspec.structs.asdict(row)
    if "before" in values:
        values["quote"] = Quote(values["quote"], values.pop("before"), values.pop("after"))
    return struct(**values)


def as_table(work: WorkCorrections) -> dict[str, Any]:
    """A work as the file has it.

    >>> from jorei.model.corrections import LineCorrection
    >>> as_table(WorkCorrections("甲市/甲条例", lines=(LineCorrection(Quote("甲"), join=True),)))
    {'work_id': '甲市/甲条例', 'line': [{'quote': '甲', 'join': True}]}
    """
    row = {field.name: getattr(work, field.name) for field in _WORK_FIELDS}
    tables = {kind.table: [_entry_row(entry) for entry in getattr(work, kind.field)] for kind in ENTRY_KINDS}
    return _without_blanks(row | tables)


def _entry_row(entry: CorrectionEntry) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, value in msgspec.structs.asdict(entry).items():
        match value:
            case Quote():
                row |= {"quote": value.text, "before": value.before, "after": value.after}
            case tuple():
                row[name] = list(value)
            case _:
                row[name] = value
    return _without_blanks(row)


def _without_blanks(row: dict[str, Any]) -> dict[str, Any]:
    """The row without empty values, but for ``label = ""``: it means that a line has no label."""
    return {key: value for key, value in row.items() if value not in (None, [], "") or (key == "label" and value == "")}


class Corrections:
    """The corrections of several works, to be found by a document of a work."""

    def __init__(self, works: Iterable[WorkCorrections] = ()) -> None:
        self.works = tuple(works)
        self._by_id: dict[str, list[WorkCorrections]] = {}
        self._by_hash: dict[str, list[WorkCorrections]] = {}
        self._by_path: dict[str, list[WorkCorrections]] = {}
        for work in self.works:
            self._by_id.setdefault(work.work_id, []).append(work)
            if work.sha256:
                self._by_hash.setdefault(work.sha256, []).append(work)
            if work.path:
                self._by_path.setdefault(work.path, []).append(work)

    def about(self, work_id: str, path: str | None, sha256: str | None) -> WorkCorrections | None:
        """The corrections of a document: found by its work, by its bytes, or, when the work was not known (its id is
        then one of the text, and has no ``/``), by its path.

        >>> Corrections([WorkCorrections("x-x-x-1234", path="a.txt")]).about("x-x-x-5678", "a.txt", None).path
        'a.txt'
        """
        works = self._by_id.get(work_id) or self._by_hash.get(sha256 or "")
        if not works:
            works = [work for work in self._by_path.get(path or "", ()) if "/" not in work.work_id]
        return _merged(works) if works else None

    def without_document(self, documents: Iterable[tuple[str, str | None, str | None]]) -> tuple[WorkCorrections, ...]:
        """The works that none of some documents (work_id, path, sha256) belongs to."""
        with_document: set[int] = set()
        for work_id, path, sha256 in documents:
            for works in (self._by_id.get(work_id), self._by_hash.get(sha256 or ""), self._by_path.get(path or "")):
                with_document.update(id(work) for work in works or ())
        return tuple(work for work in self.works if id(work) not in with_document)


def _merged(works: list[WorkCorrections]) -> WorkCorrections:
    """Several entries of one work as one."""
    first = works[0]
    for other in works[1:]:
        first = msgspec.structs.replace(
            first,
            verified_by=first.verified_by or other.verified_by, verified_on=first.verified_on or other.verified_on,
            **{kind.field: getattr(first, kind.field) + getattr(other, kind.field) for kind in ENTRY_KINDS},
        )  # fmt: skip
    return first


def digest(work: WorkCorrections | None) -> str:
    """A hash that changes whenever a word of a work's corrections does; empty for none.

    >>> digest(None), digest(WorkCorrections("a")) == digest(WorkCorrections("a", verified_by="乙"))
    ('', False)
    """
    return "" if work is None else hashlib.sha256(msgspec.msgpack.encode(work)).hexdigest()
