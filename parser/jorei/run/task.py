"""What coordinator and workers say to one another: plain structs, MessagePack on the wire."""

from __future__ import annotations

import msgspec

from jorei.model.corrections import WorkCorrections
from jorei.run.inputs import Input
from jorei.write.parts import Part


class Options(msgspec.Struct, frozen=True):
    """What a build makes besides the tables, and the registries it reads by (files named by their hash)."""

    tokens: bool = False
    json: bool = False
    registries: tuple[str, ...] = ()


class Analyse(msgspec.Struct, frozen=True, tag=True):
    """Analyse some documents of a bucket and spill their rows. ``lost`` documents killed a worker twice: they are
    entered as unreadable with the reason given."""

    root: str
    bucket: int
    chunk: int
    first: int
    inputs: tuple[Input, ...]
    options: Options
    lost: dict[int, str] = {}
    corrections: tuple[WorkCorrections, ...] = ()


class Finish(msgspec.Struct, frozen=True, tag=True):
    """Join the spills of a bucket into its parts. ``dropped`` places repeat a text of another document; the
    documents ``kept`` for them name the paths dropped; ``renamed`` gives the longer ids of colliding ones."""

    root: str
    bucket: int
    chunks: int
    options: Options
    dropped: frozenset[int] = frozenset()
    kept: dict[int, tuple[str, ...]] = {}
    renamed: dict[int, str] = {}


Task = Analyse | Finish


class Record(msgspec.Struct, frozen=True, gc=False):
    """What the coordinator must know of a document: its place, id, digest, and why it is unreadable (else empty)."""

    place: int
    doc_id: str
    digest: str
    reason: str = ""


class Begun(msgspec.Struct, frozen=True, tag=True):
    """A worker is about to read the document at this place of its chunk."""

    place: int


class Analysed(msgspec.Struct, frozen=True, tag=True):
    """A chunk is done."""

    bucket: int
    records: tuple[Record, ...]


class Finished(msgspec.Struct, frozen=True, tag=True):
    """A bucket is done."""

    bucket: int
    parts: tuple[Part, ...]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A task met a bug or a full disk."""

    error: str


Reply = Begun | Analysed | Finished | Failed
