"""Files of a build: their digests, and one file under two names."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path


def file_digest(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal digits, as datapackage.json gives it."""
    return file_digest(path).hex()


def link_file(old: Path, new: Path) -> None:
    """Give a file a second name; a copy where the file system has no links. The folder of the new name is made."""
    new.parent.mkdir(exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
