"""The record of fetched documents: ``manifest.csv`` with addresses and times, ``.collect.json`` to resume.

Both files are replaced by renaming, so that a killed run leaves a complete state.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import msgspec

from jorei.collect.fetch import Fetched
from jorei.errors import Refused
from jorei.read import file_bytes
from jorei.read.plain import decode

STATE: Final = ".collect.json"
MANIFEST: Final = "manifest.csv"
_COLUMNS: Final = ("path", "municipality", "source_url", "fetched_at", "licence")
_NOT_IN_NAME: Final = re.compile(r"[^0-9A-Za-z._\-\u3005-\u30ff\u4e00-\u9fff]+")
_MAX_STEM: Final = 120
"""Characters of a file name before its suffix; a longer one is cut, and told apart by a hash of the address."""
_SUFFIXES: Final = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
    "application/xml": ".xml", "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
_KNOWN_SUFFIXES: Final = (".html", ".htm", ".pdf", ".txt", ".xml", ".docx")


class FetchedPage(msgspec.Struct, omit_defaults=True):
    """One document as it was last fetched. It is an entry of ``.collect.json``, by the address."""

    path: str
    sha256: str
    fetched_at: str
    etag: str | None = None
    modified: str | None = None


class FetchRecord:
    """The documents of a folder, each with its address and the time of its last fetch.

    ``warnings`` say what of the folder could not be used: the record is somebody else's word when the folder is.
    """

    def __init__(self, folder: Path, municipality: str = "", licence: str = "") -> None:
        self.folder, self.municipality, self.licence = folder, municipality, licence
        self.warnings: list[str] = []
        self.pages = self._read()
        self._owners = {page.path.casefold(): address for address, page in self.pages.items()}
        """Addresses by the names of their files, which some systems compare without case."""

    def _read(self) -> dict[str, FetchedPage]:
        try:
            pages = msgspec.json.decode(file_bytes(self.folder / STATE), type=dict[str, FetchedPage])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError):
            self.warnings.append(f"{STATE}を読めません / cannot be read: {STATE}")
            return {}
        sound = {address: page for address, page in pages.items() if _is_name_of(address, page.path)}
        if len(sound) < len(pages):
            count = len(pages) - len(sound)
            self.warnings.append(
                f"{STATE}の{count}件はファイル名がアドレスと合わないので使いません / "
                f"{count} entries of {STATE} are passed over: their files are not named by their addresses"
            )
        return sound

    def stored_page(self, address: str) -> FetchedPage | None:
        """The page of an address, if its file still exists."""
        page = self.pages.get(address)
        return page if page and (self.folder / page.path).is_file() else None

    def store(self, document: Fetched, time: datetime) -> bool:
        """Write a document; whether it is new or has changed. `Refused` where its folder is a link out of RAW."""
        digest = hashlib.sha256(document.content).hexdigest()
        stored = self.stored_page(document.address)
        path = stored.path if stored else self._free_name(document)
        changed = stored is None or stored.sha256 != digest
        if changed:
            self._refuse_links(path)
            _replace(self.folder / path, document.content)
        fetched_at = time.isoformat(timespec="seconds")
        self.pages[document.address] = FetchedPage(path, digest, fetched_at, document.etag, document.modified)
        self._owners[path.casefold()] = document.address
        return changed

    def _free_name(self, document: Fetched) -> str:
        """The name of a new file: no other address has it."""
        address = document.address
        names = (file_name(address, document.media_type, told_apart=apart) for apart in (False, True))
        free = (name for name in names if self._owners.get(name.casefold(), address) == address)
        name = next(free, None)
        if name is None:
            raise Refused("ほかのアドレスのファイルと同じ名前になります", "another address has a file of this name")
        return name

    def _refuse_links(self, path: str) -> None:
        """Raise `Refused` where a link would lead a file out of the folder."""
        inside = os.path.join(os.path.realpath(self.folder), "")
        if not os.path.join(os.path.realpath((self.folder / path).parent), "").startswith(inside):
            raise Refused("保存先のフォルダがRAWの外へのリンクです", "its folder is a link that leads out of RAW")

    def save(self) -> None:
        """Write the state, and the manifest; rows of other documents stay in it.

        A manifest that cannot be read is left alone: what is known of the documents is in the state.
        """
        _replace(self.folder / STATE, msgspec.json.format(msgspec.json.encode(self.pages), indent=1))
        try:
            rows, columns = self._manifest()
        except (OSError, ValueError, csv.Error) as error:
            warning = f"{MANIFEST}を読めないので書き込みません / cannot be read, so nothing is written to it: {MANIFEST} ({error})"
            self.warnings += [warning] if warning not in self.warnings else []
            return
        for address, page in sorted(self.pages.items(), key=lambda item: item[1].path):
            row = {"path": page.path, "municipality": self.municipality, "source_url": address,
                   "fetched_at": page.fetched_at, "licence": self.licence}  # fmt: skip
            rows[page.path] = rows.get(page.path, {}) | {name: value for name, value in row.items() if value}
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[path] for path in sorted(rows))
        _replace(self.folder / MANIFEST, text.getvalue().encode("utf-8"))

    def _manifest(self) -> tuple[dict[str, dict[str, str]], list[str]]:
        """The rows of the present manifest by path, and the columns of the new one; it may be in any encoding."""
        try:
            data = file_bytes(self.folder / MANIFEST)
        except FileNotFoundError:
            return {}, list(_COLUMNS)
        text, encoding, notes = decode(data)
        if notes:
            raise ValueError(f"not sound in {encoding}")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        rows = {row["path"]: {k: v for k, v in row.items() if k and v} for row in reader if row.get("path")}
        columns = [column for column in reader.fieldnames or () if column]
        return rows, [*columns, *(name for name in _COLUMNS if name not in columns)]


def _is_name_of(address: str, path: str) -> bool:
    """Whether a path is one that `file_name` gives an address.

    >>> _is_name_of("http://a.jp/b.html", "a.jp/b.html"), _is_name_of("http://a.jp/b.html", "../../b.html")
    (True, False)
    """
    try:
        names = [
            file_name(address, media_type, told_apart=apart) for apart in (False, True) for media_type in _SUFFIXES
        ]
    except ValueError:
        return False
    return path in names


def file_name(address: str, media_type: str, *, told_apart: bool = False) -> str:
    """The path below the folder for an address: its host, then its path as one name; it cannot lead out of the folder.

    Different addresses may have one name; ``told_apart`` adds a hash of the address to it.

    >>> file_name("https://www.example.jp/reiki_int/reiki_honbun/r1.html", "text/html")
    'www.example.jp/reiki_int_reiki_honbun_r1.html'
    >>> file_name("http://127.0.0.1:80/../..%2fetc/passwd", "text/plain")
    '127.0.0.1_80/etc_passwd.txt'
    """
    parts = urlsplit(address)
    words = unquote(parts.path) + (f"_{parts.query}" if parts.query else "")
    name = _NOT_IN_NAME.sub("_", words).strip("._") or "index"
    name = re.sub(r"\.{2,}|_\.|\._", "_", name)
    stem, suffix = os.path.splitext(name)
    if suffix.lower() not in _KNOWN_SUFFIXES:
        stem, suffix = name, _SUFFIXES.get(media_type, ".html")
    if len(stem) > _MAX_STEM or told_apart:
        stem = f"{stem[:_MAX_STEM]}_{hashlib.sha256(address.encode()).hexdigest()[:8]}"
    host = _NOT_IN_NAME.sub("_", parts.netloc).strip("._") or "site"
    return f"{host}/{stem.strip('._')}{suffix}"


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)
