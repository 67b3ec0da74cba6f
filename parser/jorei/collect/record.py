"""What was fetched, from where and when: ``manifest.csv`` for the build, ``.collect.json`` to go on from.

Both are written by renaming, so that a killed run leaves the state of its last document.
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

STATE: Final = ".collect.json"
MANIFEST: Final = "manifest.csv"
_COLUMNS: Final = ("path", "municipality", "source_url", "fetched_at", "licence")
_NOT_NAME: Final = re.compile(r"[^0-9A-Za-z._\-\u3005-\u30ff\u4e00-\u9fff]+")
_LONGEST: Final = 120
_SUFFIXES: Final = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
    "application/xml": ".xml", "text/xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
_KNOWN: Final = (".html", ".htm", ".pdf", ".txt", ".xml", ".docx")


class FetchedPage(msgspec.Struct, omit_defaults=True):
    """One document as it was fetched last."""

    path: str
    sha256: str
    fetched_at: str
    etag: str | None = None
    modified: str | None = None


class FetchRecord:
    """The provenance of a folder."""

    def __init__(self, folder: Path, municipality: str = "", licence: str = "") -> None:
        self.folder, self.municipality, self.licence = folder, municipality, licence
        self.pages = self._read()

    def _read(self) -> dict[str, FetchedPage]:
        try:
            return msgspec.json.decode((self.folder / STATE).read_bytes(), type=dict[str, FetchedPage])
        except (FileNotFoundError, msgspec.DecodeError, UnicodeDecodeError):
            return {}

    def known(self, address: str) -> FetchedPage | None:
        """The page of an address, if its file is still there."""
        page = self.pages.get(address)
        return page if page and (self.folder / page.path).is_file() else None

    def keep(
        self, address: str, content: bytes, kind: str, when: datetime, etag: str | None, modified: str | None
    ) -> bool:
        """Write a document; whether it differs from what was there."""
        digest = hashlib.sha256(content).hexdigest()
        before = self.known(address)
        path = before.path if before else file_name(address, kind)
        changed = before is None or before.sha256 != digest
        if changed:
            _replace(self.folder / path, content)
        self.pages[address] = FetchedPage(path, digest, when.isoformat(timespec="seconds"), etag, modified)
        return changed

    def save(self) -> None:
        """The state, and the manifest with the rows of other documents as they were."""
        _replace(self.folder / STATE, msgspec.json.format(msgspec.json.encode(self.pages), indent=1))
        rows, columns = self._rows_of_others()
        for address, page in sorted(self.pages.items(), key=lambda item: item[1].path):
            row = {"path": page.path, "municipality": self.municipality, "source_url": address,
                   "fetched_at": page.fetched_at, "licence": self.licence}  # fmt: skip
            rows[page.path] = rows.get(page.path, {}) | {name: value for name, value in row.items() if value}
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows[path] for path in sorted(rows))
        _replace(self.folder / MANIFEST, text.getvalue().encode("utf-8"))

    def _rows_of_others(self) -> tuple[dict[str, dict[str, str]], list[str]]:
        try:
            with (self.folder / MANIFEST).open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                rows = {row["path"]: {k: v for k, v in row.items() if k and v} for row in reader if row.get("path")}
                columns = list(reader.fieldnames or ())
        except FileNotFoundError:
            return {}, list(_COLUMNS)
        return rows, [*columns, *(name for name in _COLUMNS if name not in columns)]


def file_name(address: str, kind: str) -> str:
    """A path below the folder for an address: its host, then its path in one name; nothing in it leads elsewhere.

    >>> file_name("https://www.example.jp/reiki_int/reiki_honbun/r1.html", "text/html")
    'www.example.jp/reiki_int_reiki_honbun_r1.html'
    >>> file_name("http://127.0.0.1:80/../..%2fetc/passwd", "text/plain")
    '127.0.0.1_80/etc_passwd.txt'
    """
    parts = urlsplit(address)
    words = unquote(parts.path) + (f"_{parts.query}" if parts.query else "")
    name = _NOT_NAME.sub("_", words).strip("._") or "index"
    name = re.sub(r"\.{2,}|_\.|\._", "_", name)
    stem, suffix = os.path.splitext(name)
    if suffix.lower() not in _KNOWN:
        stem, suffix = name, _SUFFIXES.get(kind, ".html")
    if len(stem) > _LONGEST:
        stem = f"{stem[:_LONGEST]}_{hashlib.sha256(address.encode()).hexdigest()[:8]}"
    host = _NOT_NAME.sub("_", parts.netloc).strip("._") or "site"
    return f"{host}/{stem.strip('._')}{suffix}"


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)
