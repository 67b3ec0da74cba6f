"""What decides the rows of a document: where the keys are the same, they need not be made again.

`build_key` is what all documents of a build have in common: versions, options, registries and the code itself.
`input_key` is what is one document's own, and `corrections_key` what people said of it, which is only known when the
document has been read once. Whatever else comes to bear on the rows of a document belongs into one of them.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import msgspec

from jorei.model import Metadata
from jorei.model.corrections import WorkCorrections
from jorei.run.task import Options, Workspace
from jorei.run.versions import versions

NEVER = ""
"""The key of a document that must be looked at again: it could not be opened, or a worker died of it."""


def input_key(sha256: str, given: Metadata | None = None) -> str:
    """The key of one input: the hash of its bytes and its row of manifest.csv.

    Its path is not part of it: documents are compared with what was at the same path.

    >>> input_key("00") == input_key("00", None), input_key("00") == input_key("00", Metadata(municipality="甲市"))
    (True, False)
    """
    return _digest((sha256, given))


def corrections_key(said: WorkCorrections | None) -> str:
    """The key of what people said of one document; empty when that is nothing."""
    return _digest(said) if said else ""


def build_key(options: Options) -> str:
    """The key of a build: versions (of the dictionary, too), options, registries, and the package's own code."""
    return _digest((versions(), options, _code()))


def group_key(place: Workspace, documents: list[tuple[str, str]]) -> str:
    """The key of some documents analysed together; each is its path and its `input_key`."""
    return _digest((place.key, place.corrections, documents))


def _digest(value: object) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(value)).hexdigest()[:32]


@lru_cache(maxsize=1)
def _code() -> str:
    """A digest of the package, so that a checkout under work takes nothing over from what it was before."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for file in sorted(package.rglob("*.py")):
        found.update(file.relative_to(package).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
