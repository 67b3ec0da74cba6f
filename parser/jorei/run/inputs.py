"""RAW -> the list of inputs: a file, a folder (recursive) or a ZIP, with what manifest.csv says of each.

README*, dot files, manifest.csv, the profile of the checks and builds of jorei are passed over; files of unknown types are listed as skipped.
A ZIP is read in place, never unpacked; entries whose names point outside it are skipped by name.
"""

from __future__ import annotations

import lzma
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import msgspec

from jorei.config import manifest
from jorei.config.corrections_file import FILE_NAME as CORRECTIONS
from jorei.config.manifest import Manifest, normal_path
from jorei.config.profile import FILE_NAME as PROFILE
from jorei.dataset.exchange import is_build
from jorei.errors import Refused
from jorei.model import Metadata
from jorei.read import KNOWN, MAX_BYTES, Unreadable, sniff, too_large

_UNSAFE: Final = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)|\0")
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1


class Input(msgspec.Struct, frozen=True, gc=False):
    """One document to read: ``path`` is its source_path, ``member`` its place in the ZIP ``file``."""

    path: str
    file: str
    size: int
    member: int | None = None
    given: Metadata | None = None


class Skipped(msgspec.Struct, frozen=True, gc=False):
    """A file that is not taken for a document, and why."""

    path: str
    ja: str
    en: str


class Listing(msgspec.Struct, frozen=True):
    """What RAW holds, by source path."""

    inputs: tuple[Input, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]


class _FoundInputs(msgspec.Struct):
    """While walking: files that may be documents, and manifests by their folder (``""`` or ``dir/``)."""

    inputs: list[Input] = msgspec.field(default_factory=list)
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    manifests: dict[str, Manifest] = msgspec.field(default_factory=dict)
    warnings: list[str] = msgspec.field(default_factory=list)
    single: bool = False


def list_inputs(raw: Path, *outside: Path) -> Listing:
    """All inputs of RAW in order of their paths; folders of ``outside`` are left out. `Refused` when there is no RAW."""
    if not raw.exists():
        raise Refused(f"{raw} がありません", f"{raw} does not exist")
    _archive.cache_clear()  # the file may be another than at the last build of this process
    found = _FoundInputs()
    if raw.is_dir():
        _walk(raw, {folder.resolve() for folder in outside}, found)
    elif _is_zip(raw):
        _walk_zip(raw, found)
    else:
        _single(raw, found)
    inputs = sorted(_with_manifests(found), key=lambda one: one.path)
    return Listing(tuple(inputs), tuple(sorted(found.skipped, key=lambda s: s.path)), tuple(found.warnings))


def read_input(one: Input) -> bytes:
    """The bytes of an input; `Unreadable` with the reason when there are none to be had."""
    if one.size > MAX_BYTES:
        raise too_large(one.size)
    try:
        if one.member is None:
            return _read(one.file)
        return _read_member(one)
    except OSError as error:
        raise Unreadable(f"ファイルを開けません: {error.strerror}", f"cannot open: {error.strerror}") from error


def _read_member(one: Input) -> bytes:
    archive = _archive(one.file)
    info = archive.infolist()[one.member or 0]
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable("暗号化されたZIPの項目です", "an encrypted entry of a ZIP")
    try:
        with archive.open(info) as member:
            return member.read(MAX_BYTES + 1)  # a lying size ends here, and read_bytes refuses what is too large
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        EOFError,
        RuntimeError,
        UnicodeDecodeError,
    ) as error:
        raise Unreadable(f"ZIPの項目が壊れています: {error}", f"a damaged entry of a ZIP: {error}") from error


@lru_cache(maxsize=1)
def _archive(file: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(file)


def _is_zip(raw: Path) -> bool:
    """A ZIP of documents, not one that is itself a document (docx)."""
    with raw.open("rb") as file:
        head = file.read(4_096)
    return sniff(head, raw.name).name == "zip" and zipfile.is_zipfile(raw)


def _walk(raw: Path, outside: set[Path], found: _FoundInputs) -> None:
    base = len(os.path.join(raw, ""))
    for where, folders, files in os.walk(raw, onerror=lambda error: found.skipped.append(_closed(base, error))):
        # strings: a Path for each of a million files takes its time
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _is_output(Path(where, f), outside))
        found.skipped += [
            _linked(os.path.join(where, f)[base:]) for f in folders if os.path.islink(os.path.join(where, f))
        ]
        for name in sorted(files):
            file = os.path.join(where, name)
            path = _text_path(file[base:].replace(os.sep, "/"))
            _take(path, found, partial(_read, file), partial(_plain, path, file))


def _closed(base: int, error: OSError) -> Skipped:
    path = _text_path(str(error.filename)[base:].replace(os.sep, "/")) or "."
    return Skipped(path, f"フォルダを開けません: {error.strerror}", f"cannot open the folder: {error.strerror}")


def _linked(path: str) -> Skipped:
    path = _text_path(path.replace(os.sep, "/"))
    return Skipped(path, "リンクの先のフォルダは読みません", "a link to a folder is not followed")


def _read(file: str) -> bytes:
    with open(file, "rb") as opened:
        return opened.read()


def _is_output(folder: Path, outside: set[Path]) -> bool:
    return folder.resolve() in outside or is_build(folder)


def _text_path(path: str) -> str:
    """File names that are no UTF-8 are shown with escapes: a table can hold no lone surrogates."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(path: str, file: str) -> Input | Skipped:
    try:
        status = os.stat(file)
    except OSError as error:
        return Skipped(path, f"開けません: {error.strerror}", f"cannot open: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path, "通常のファイルではありません", "not a regular file")
    return Input(path, file, status.st_size)


def _take(path: str, found: _FoundInputs, read: Callable[[], bytes], describe: Callable[[], Input | Skipped]) -> None:
    """File one path under inputs, skipped or manifests."""
    name = path.rpartition("/")[2]
    if name == manifest.FILE_NAME:
        _take_manifest(path, found, read)
    elif name.startswith(".") or name.upper().startswith("README") or name == PROFILE or path == CORRECTIONS:
        return
    elif os.path.splitext(name)[1].lower() not in KNOWN:
        found.skipped.append(Skipped(path, "知らない種類のファイルです", "a file of unknown type"))
    else:
        one = describe()
        if isinstance(one, Input):
            found.inputs.append(one)
        else:
            found.skipped.append(one)


def _take_manifest(path: str, found: _FoundInputs, read: Callable[[], bytes]) -> None:
    base = path[: -len(manifest.FILE_NAME)]
    try:
        read_so = manifest.read_manifest(read(), path)
    except (Unreadable, OSError) as error:
        found.warnings.append(str(error))
        return
    found.manifests[base] = read_so
    found.warnings.extend(read_so.warnings)


def _walk_zip(raw: Path, found: _FoundInputs) -> None:
    try:
        archive = _archive(str(raw))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise Refused(f"{raw}: 壊れたZIPです（{error}）", f"{raw}: a damaged ZIP: {error}") from error
    seen: set[str] = set()
    for place, info in enumerate(archive.infolist()):
        # old tools write Windows' separator
        path = _zip_name(info).replace("\\", "/")
        if path.endswith("/"):
            continue
        if _UNSAFE.search(path):
            found.skipped.append(Skipped(path, "ZIPの外を指す名前です", "its name points outside the ZIP"))
        elif any(part.startswith((".", "__MACOSX")) for part in path.split("/")):
            continue
        elif path in seen:
            found.skipped.append(Skipped(path, "ZIPに同じ名前が2回あります", "its name occurs twice in the ZIP"))
        else:
            seen.add(path)
            one = Input(path, str(raw), info.file_size, place)
            _take(path, found, partial(read_input, one), partial(_itself, one))


def _itself(one: Input) -> Input:
    return one


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; archives made on Japanese Windows write CP932 without saying so."""
    name = info.orig_filename
    if info.flag_bits & _UTF8_NAME:
        return _text_path(name)
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return _text_path(name)
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _single(raw: Path, found: _FoundInputs) -> None:
    one = _plain(_text_path(raw.name), str(raw))
    if isinstance(one, Skipped):
        raise Refused(f"{raw}: {one.ja}", f"{raw}: {one.en}")
    found.inputs.append(one)
    found.single = True
    beside = raw.parent / manifest.FILE_NAME
    if beside.is_file():
        _take_manifest(manifest.FILE_NAME, found, beside.read_bytes)


def _with_manifests(found: _FoundInputs) -> Iterator[Input]:
    """Each input with its row of the nearest manifest above it; rows without a file become warnings."""
    used: set[tuple[str, str]] = set()
    for one in found.inputs:
        for base in _bases(one.path):
            rows = found.manifests.get(base)
            row = rows.rows.get(normal_path(one.path[len(base) :])) if rows else None
            if row is not None:
                used.add((base, normal_path(one.path[len(base) :])))
                one = msgspec.structs.replace(one, given=row)
                break
        yield one
    if found.single:
        return  # one file taken out of a folder: the rest of its manifest is not amiss
    for base, rows in found.manifests.items():
        missing = [path for path in rows.rows if (base, path) not in used]
        found.warnings.extend(
            f"{base}{manifest.FILE_NAME}: {path} がありません / no such file: {path}" for path in missing
        )


def _bases(path: str) -> Iterator[str]:
    """``a/b/``, ``a/`` and the root for ``a/b/c.txt``."""
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder + "/"
    yield ""
