"""`jorei registry import`: the files that registries come in -> compact tables.

Laws: the list of the e-Gov API as JSON (``id``, ``lawNum``, ``title``; or ``law_info`` and ``revision_info`` of its
second version). Municipalities: any CSV with a column of codes and a column of names.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.errors import BadRegistry, Unreadable
from jorei.read import file_bytes
from jorei.registry.lookup import SEVERAL, RegistryLaw, normal_name, normal_number
from jorei.registry.storage import LawTable, MunicipalityTable, RegistryEntry, entries, keep

_CODES: Final = (
    "lgcode", "code", "municipality_code", "全国地方公共団体コード", "団体コード", "市区町村コード", "都道府県コード又は市区町村コード",
)  # fmt: skip
_NAMES: Final = (
    "city", "name", "municipality", "市区町村名", "市区町村名（漢字）", "市区町村名(漢字)", "市区町村", "団体名", "市町村名",
)  # fmt: skip
_PREFECTURES: Final = ("pref", "prefecture", "都道府県名", "都道府県名（漢字）", "都道府県名(漢字)", "都道府県")
_LARGEST: Final = 1 << 28
"""Bytes. The list of all laws has 5 million."""
_ENCODINGS: Final = ("utf-8-sig", "cp932")


def import_registry(kind: str, file: Path) -> RegistryEntry:
    """Read a registry and keep it for all builds to come. `BadRegistry` when it is none, `OSError` when not there."""
    try:
        data = file_bytes(file, _LARGEST)
    except Unreadable as reason:
        raise BadRegistry(reason.ja, reason.en) from None
    table, count = KINDS[kind](data)
    return keep(kind, table, count, file, data)


def update_registries() -> tuple[RegistryEntry | BadRegistry, ...]:
    """Import every registry again from the file it came from; what went wrong stands in the place of its entry."""
    done: list[RegistryEntry | BadRegistry] = []
    for entry in entries():
        try:
            done.append(import_registry(entry.kind, Path(entry.source)))
        except BadRegistry as bad:
            done.append(bad)
        except OSError as error:
            reason = f"{entry.source}: {error.strerror}"
            done.append(BadRegistry(f"開けません: {reason}", f"cannot open: {reason}"))
    return tuple(done)


def read_laws(data: bytes) -> tuple[LawTable, int]:
    """The table of laws, and how many.

    >>> table, count = read_laws('[{"id": "1", "lawNum": "昭和五年法律第六号", "title": "甲法"}]'.encode())
    >>> table.by_number, table.by_title
    ({'昭和5年法律第6号': 0}, {'甲法': 0})
    """
    try:
        value = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadRegistry(f"JSONではありません: {error}", f"not JSON: {error}") from None
    laws = sorted(_laws(value), key=lambda law: law.id)
    if not laws:
        raise BadRegistry("法令の一覧ではありません（id, lawNum, title）", "no list of laws (id, lawNum, title)")
    table = LawTable(
        [law.id for law in laws], [law.number for law in laws], [law.title for law in laws],
        {row: list(law.abbreviations) for row, law in enumerate(laws) if law.abbreviations},
        _index((normal_number(law.number), row) for row, law in enumerate(laws)),
        _index((normal_name(name), row) for row, law in enumerate(laws) for name in {law.title, *law.abbreviations}),
    )  # fmt: skip
    return table, len(laws)


def _laws(value: Any) -> Iterator[RegistryLaw]:
    rows = value.get("laws") if isinstance(value, dict) else value
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        about = {**row, **_dict(row.get("law_info")), **_dict(row.get("revision_info"))}
        ident = _text(about, "id", "law_id", "lawId")
        number = _text(about, "lawNum", "law_num", "number")
        title = _text(about, "title", "law_title", "lawTitle")
        if ident and number and title:
            yield RegistryLaw(ident, number, title, _abbreviations(about.get("abbreviations") or about.get("abbrev")))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(row: dict[str, Any], *names: str) -> str:
    return next((value.strip() for name in names if isinstance(value := row.get(name), str)), "")


def _abbreviations(value: Any) -> tuple[str, ...]:
    """A list, or one string with commas as the API gives it."""
    if isinstance(value, str):
        value = value.replace("、", ",").split(",")
    names = value if isinstance(value, list) else []
    return tuple(name.strip() for name in names if isinstance(name, str) and name.strip())


def _index(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for key, row in pairs:
        rows[key] = row if rows.get(key, row) == row else SEVERAL
    return rows


def read_municipalities(data: bytes) -> tuple[MunicipalityTable, int]:
    """The table of municipalities, and how many.

    >>> table, count = read_municipalities("pref,city,lgcode\\n甲県,乙市,991015\\n".encode())
    >>> table.codes, table.prefectures
    ({'乙市': ['991015'], '甲県': ['990001']}, {'99': '甲県'})
    """
    reader = csv.DictReader(StringIO(_decode(data)), restkey="", restval="")
    columns = [(column or "").strip() for column in reader.fieldnames or ()]
    reader.fieldnames = columns
    code, name, prefecture = (
        next((column for column in wanted if column in columns), "") for wanted in (_CODES, _NAMES, _PREFECTURES)
    )
    if not code or not name:
        raise BadRegistry(
            "コードと名称の列がありません（lgcode, city など）", "no columns of codes and names (lgcode, city)"
        )
    codes: dict[str, list[str]] = {}
    prefectures: dict[str, str] = {}
    count = 0
    try:
        for row in reader:
            number = full_code(row[code])
            if not number:
                continue
            if prefecture and row[prefecture].strip():
                prefectures.setdefault(number[:2], normal_name(row[prefecture]))
            count += 1
            for key in _names(row[name]) if row[name].strip() else ():
                codes.setdefault(key, [])
                codes[key] += [] if number in codes[key] else [number]
    except csv.Error as error:
        raise BadRegistry(f"CSVとして読めません: {error}", f"not CSV: {error}") from None
    if not count:
        raise BadRegistry("コードのある行がありません", "no row has a code")
    for digits, name in prefectures.items():
        codes.setdefault(name, [full_code(f"{digits}000")])
    return MunicipalityTable(codes, {key: prefectures.get(key, "") or "?" for key in _digits(codes)}), count


def _digits(codes: dict[str, list[str]]) -> list[str]:
    return sorted({code[:2] for of_name in codes.values() for code in of_name})


def _names(name: str) -> tuple[str, ...]:
    """``札幌市 中央区`` is found whole, and by its last word."""
    parts = name.split()
    return (normal_name(name),) if len(parts) < 2 else (normal_name(name), normal_name(parts[-1]))


def full_code(code: str) -> str:
    """A code with its check digit (総務省「全国地方公共団体コード」仕様: modulus 11 over weights 6 to 2); empty for none.

    >>> full_code("13228"), full_code("132284"), full_code("1100"), full_code("なし")
    ('132284', '132284', '011002', '')
    """
    digits = code.strip().strip('"')
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        return ""
    if len(digits) == 6:
        return digits
    digits = digits.zfill(5)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(6, 1, -1), strict=True)) % 11
    return digits + str((11 - rest) % 10)


def _decode(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadRegistry("文字コードが分かりません（UTF-8又はShift_JIS）", "neither UTF-8 nor Shift_JIS")


KINDS: Final[dict[str, Callable[[bytes], tuple[LawTable | MunicipalityTable, int]]]] = {
    "laws": read_laws,
    "municipalities": read_municipalities,
}
