"""RAW -> the list of inputs: a file, a folder (recursive) or a ZIP, with the metadata that manifest.csv gives for each.

README*, dot files, manifest.csv, corrections, profiles, builds and exports of jorei are ignored; files of unknown types are
listed as skipped. A ZIP is read in place, never unpacked; entries whose names point outside it are skipped by name."""

from __future__ import annotations

import lzma
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from jorei.config import manifest
from jorei.config.corrections_file import FILE_NAME as CORRECTIONS
from jorei.config.manifest import Manifest
from jorei.config.profile import FILE_NAME as PROFILE
from jorei.dataset.exchange import is_build, is_export
from jorei.errors import Refused, is_exhausted
from jorei.model import Metadata
from jorei.read import KNOWN, MAX_BYTES, Unreadable, file_bytes, sniff, too_large

_UNSAFE: Final = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)|\0")
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
"""Flag bits of a ZIP entry."""
_SNIFFED_BYTES: Final = 4_096
"""Bytes of a file that are read to tell a ZIP of documents from a document."""


class Input(msgspec.Struct, frozen=True, gc=False):
    """One document to read: ``path`` is its source_path, ``entry`` its index in the ZIP ``file`` (None: a plain file),
    whose name need not be UTF-8.

    ``given`` is its metadata in manifest.csv.
    """

    path: str
    name: bytes
    size: int
    entry: int | None = None
    given: Metadata | None = None

    @property
    def file(self) -> str:
        """The name of the file as Python has it."""
        return os.fsdecode(self.name)


class Skipped(msgspec.Struct, frozen=True, gc=False):
    """A file that is no document, and why."""

    path: str
    ja: str
    en: str


class Listing(msgspec.Struct, frozen=True):
    """The contents of RAW, in the order of the paths."""

    inputs: tuple[Input, ...]
    skipped: tuple[Skipped, ...]
    warnings: tuple[str, ...]


class _WalkedRaw(msgspec.Struct):
    """The contents of RAW so far; manifests are by their folder (``""`` or ``dir/``)."""

    inputs: list[Input] = msgspec.field(default_factory=list)
    skipped: list[Skipped] = msgspec.field(default_factory=list)
    manifests: dict[str, Manifest] = msgspec.field(default_factory=dict)
    warnings: list[str] = msgspec.field(default_factory=list)
    single: bool = False


def list_inputs(raw: Path, *excluded: Path) -> Listing:
    """All inputs of RAW in the order of their paths, without ``excluded`` folders. `Refused` when there is no RAW."""
    if not raw.exists():
        raise Refused(f"{raw} がありません", f"{raw} does not exist")
    _archive.cache_clear()  # the file may have changed since the last build of this process
    walked = _WalkedRaw()
    if raw.is_dir():
        _walk_folder(raw, set(filter(None, map(_identity, excluded))), walked)
    elif raw.is_file() and _is_zip(raw):
        _walk_zip(raw, walked)
    else:
        _take_single_file(raw, walked)
    inputs = sorted(_with_manifests(walked), key=lambda input_: input_.path)
    skipped = sorted(walked.skipped, key=lambda file: file.path)
    return Listing(tuple(inputs), tuple(skipped), tuple(walked.warnings))


def read_input(input_: Input) -> bytes:
    """The bytes of an input; `Unreadable` with the reason when it cannot be read, `OSError` when nothing can be."""
    if input_.size > MAX_BYTES:
        raise too_large(input_.size)
    try:
        if input_.entry is None:
            return file_bytes(input_.file)
        return _read_entry(input_.file, input_.entry)
    except OSError as error:
        if is_exhausted(error):
            raise
        raise Unreadable(f"ファイルを開けません: {error.strerror}", f"cannot open: {error.strerror}") from error


def _read_entry(file: str, entry: int) -> bytes:
    archive = _archive(file)
    info = archive.infolist()[entry]
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable("暗号化されたZIPの項目です", "an encrypted entry of a ZIP")
    try:
        with archive.open(info) as opened:
            return opened.read(MAX_BYTES + 1)  # the size that the ZIP gives may be wrong; read_bytes refuses more
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
        head = file.read(_SNIFFED_BYTES)
    return sniff(head, raw.name).name == "zip"


def _walk_folder(raw: Path, excluded: set[tuple[int, int]], walked: _WalkedRaw) -> None:
    prefix_length = len(os.path.join(raw, ""))

    root = os.path.realpath(raw)

    def source_path(file: str) -> str:
        return _text_path(file[prefix_length:].replace(os.sep, "/"))

    def skip(file: str, ja: str, en: str) -> None:
        walked.skipped.append(Skipped(source_path(file) or ".", ja, en))

    waiting = [str(raw)]  # no recursion: folders may lie thousands deep
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=attrgetter("name"))
        except OSError as error:
            skip(folder, f"フォルダを開けません: {error.strerror}", f"cannot open the folder: {error.strerror}")
            continue
        for entry in entries:
            file = os.path.join(folder, entry.name)  # strings: a Path for each of a million files takes its time
            if not _is_folder(entry):
                if entry.is_symlink() and not entry.name.startswith(".") and not _lies_in(file, root):
                    skip(file, "リンクがRAWの外を指しています", "a link that leads out of RAW")
                else:
                    path = source_path(file)
                    _sort_in(path, walked, partial(file_bytes, file), partial(_input_of_file, path, file))
            elif not entry.name.startswith(".") and not _is_excluded(Path(file), excluded):
                if entry.is_symlink():
                    skip(file, "リンクの先のフォルダは読みません", "a link to a folder is not followed")
                else:
                    waiting.append(file)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False


def _lies_in(file: str, root: str) -> bool:
    """Whether a link leads to something in RAW, or to nothing, which is told where it is opened."""
    return os.path.realpath(file).startswith(os.path.join(root, "")) or not os.path.exists(file)


def _is_excluded(folder: Path, excluded: set[tuple[int, int]]) -> bool:
    return _identity(folder) in excluded or is_build(folder) or is_export(folder)


def _identity(folder: Path) -> tuple[int, int] | None:
    """What tells a folder from all others, by whatever name; None when it is not there."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _text_path(path: str) -> str:
    """File names that are no UTF-8 are written with escapes: a table cannot hold lone surrogates."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _input_of_file(path: str, file: str) -> Input | Skipped:
    try:
        status = os.stat(file)
    except OSError as error:
        return Skipped(path, f"開けません: {error.strerror}", f"cannot open: {error.strerror}")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path, "通常のファイルではありません", "not a regular file")
    return Input(path, os.fsencode(file), status.st_size)


def _sort_in(path: str, walked: _WalkedRaw, read: Callable[[], bytes], describe: Callable[[], Input | Skipped]) -> None:
    """Add a file to the inputs, the skipped files or the manifests, by its name."""
    name = path.rpartition("/")[2]
    if name == manifest.FILE_NAME:
        _read_manifest(path, walked, read)
    elif name.startswith(".") or name.upper().startswith("README") or name == PROFILE or path == CORRECTIONS:
        return
    elif os.path.splitext(name)[1].lower() not in KNOWN:
        walked.skipped.append(Skipped(path, "知らない種類のファイルです", "a file of unknown type"))
    else:
        described = describe()
        if isinstance(described, Input):
            walked.inputs.append(described)
        else:
            walked.skipped.append(described)


def _read_manifest(path: str, walked: _WalkedRaw, read: Callable[[], bytes]) -> None:
    folder = path[: -len(manifest.FILE_NAME)]
    try:
        rows = manifest.read_manifest(read(), path)
    except (Unreadable, OSError) as error:
        walked.warnings.append(str(error))
        return
    walked.manifests[folder] = rows
    walked.warnings.extend(rows.warnings)


def _walk_zip(raw: Path, walked: _WalkedRaw) -> None:
    try:
        archive = _archive(str(raw))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise Refused(f"{raw}: 壊れたZIPです（{error}）", f"{raw}: a damaged ZIP: {error}") from error
    seen: set[str] = set()
    for index, info in enumerate(archive.infolist()):
        path = _entry_name(info).replace("\\", "/")  # old tools write the separator of Windows
        if path.endswith("/"):
            continue
        if _UNSAFE.search(path):
            walked.skipped.append(Skipped(path, "ZIPの外を指す名前です", "its name points outside the ZIP"))
        elif any(part.startswith((".", "__MACOSX")) for part in path.split("/")):
            continue
        elif path in seen:
            walked.skipped.append(Skipped(path, "ZIPに同じ名前が2回あります", "its name occurs twice in the ZIP"))
        else:
            seen.add(path)
            entry = Input(path, os.fsencode(raw), info.file_size, index)
            _sort_in(path, walked, partial(read_input, entry), partial(_as_it_is, entry))


def _as_it_is(entry: Input) -> Input:
    return entry


def _entry_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; archives made on Japanese Windows have CP932 without declaring it."""
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


def _take_single_file(raw: Path, walked: _WalkedRaw) -> None:
    described = _input_of_file(_text_path(raw.name), str(raw))
    if isinstance(described, Skipped):
        raise Refused(f"{raw}: {described.ja}", f"{raw}: {described.en}")
    walked.inputs.append(described)
    walked.single = True
    manifest_file = raw.parent / manifest.FILE_NAME
    if manifest_file.is_file():
        _read_manifest(manifest.FILE_NAME, walked, partial(file_bytes, manifest_file))


def _with_manifests(walked: _WalkedRaw) -> Iterator[Input]:
    """Each input with its rows of the manifests above it; rows without a file become warnings."""
    used: set[tuple[str, str]] = set()
    for input_ in walked.inputs:
        yield _with_manifest(input_, walked, used)
    if walked.single:
        return  # one file of a folder: its manifest may list others
    for folder, rows in walked.manifests.items():
        missing = [path for path in rows.rows if (folder, path) not in used]
        walked.warnings.extend(
            f"{folder}{manifest.FILE_NAME}: {path} がありません / no such file: {path}" for path in missing
        )


def _with_manifest(input_: Input, walked: _WalkedRaw, used: set[tuple[str, str]]) -> Input:
    """An input with its rows, closer ones before wider ones; they are added to the ``used`` ones: the folder of the
    manifest, and the path in it."""
    given: Metadata | None = None
    for folder in reversed(tuple(_folders_above(input_.path))):
        rows = walked.manifests.get(folder)
        name = input_.path[len(folder) :]
        own = rows.given(name) if rows else None
        if rows and own:
            used.update((folder, row) for row in rows.rows_for(name))
            given = manifest.merged(given, own)
    return msgspec.structs.replace(input_, given=given) if given else input_


def _folders_above(path: str) -> Iterator[str]:
    """``a/b/``, ``a/`` and ``""``, the root, for ``a/b/c.txt``."""
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        yield folder + "/"
    yield ""
