"""Keys of everything that decides the rows of a document: where they are equal, its rows can be reused.

`build_key` covers what all documents of a build have in common: versions, options, registries and the code itself.
`input_key` covers one document, and `corrections_key` its corrections, which are only known when the document has been
read once. Anything else that influences the rows of a document must become part of one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from jorei.model import Metadata
from jorei.model.corrections import WorkCorrections
from jorei.run.task import Options, Workspace
from jorei.run.versions import versions

NO_KEY: Final = ""
"""The key of a document that must be read again: it could not be opened, or a worker died of it."""
_KEY_LENGTH: Final = 32
"""Hex digits: 128 bits, so that no two inputs ever share a key by chance."""


def input_key(sha256: str, given: Metadata | None = None) -> str:
    """The key of one input: the hash of its bytes and its row of manifest.csv.

    Its path is not part of it: a document is compared with that at the same path in the previous build.

    >>> input_key("00") == input_key("00", None), input_key("00") == input_key("00", Metadata(municipality="甲市"))
    (True, False)
    """
    return _digest((sha256, given))


def corrections_key(corrections: WorkCorrections | None) -> str:
    """The key of the corrections of one document; empty when it has none."""
    return _digest(corrections) if corrections else ""


def build_key(options: Options) -> str:
    """The key of a build: versions (also of the dictionary), options, registries, and the package's own code."""
    return _digest((versions(), options, _code_digest()))


def group_key(
    workspace: Workspace, documents: Sequence[tuple[str, str]], previous: Sequence[tuple[str, int] | None]
) -> str:
    """The key of some documents analysed together: of each its path, its `input_key`, and where the previous build has
    its rows."""
    return _digest((workspace.key, workspace.corrections, documents, previous))


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(value)).hexdigest()[:_KEY_LENGTH]


@lru_cache(maxsize=1)
def _code_digest() -> str:
    """A digest of the package, so that a checkout under development reuses nothing that other code has built."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        digest.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
