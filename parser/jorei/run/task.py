"""What coordinator and workers say to one another: plain structs, MessagePack on the wire."""

from __future__ import annotations

import msgspec

from jorei.dataset.parts import Part
from jorei.model.corrections import WorkCorrections
from jorei.model.profile import Profile
from jorei.run.inputs import Input


class Options(msgspec.Struct, frozen=True):
    """What a build makes besides the tables, the registries it reads by (files named by their hash), and what is
    checked (None: as by default)."""

    tokens: bool = False
    json: bool = False
    registries: tuple[str, ...] = ()
    profile: Profile | None = None


class Workspace(msgspec.Struct, frozen=True):
    """Where a build is under way: the new folder, the folder of finished groups, the build before, if any; by which
    key and options it is made, and what people said of its documents."""

    root: str
    work: str
    old: str | None
    key: str
    options: Options
    corrections: tuple[WorkCorrections, ...] = ()


class Analyse(msgspec.Struct, frozen=True, tag=True):
    """Analyse a group of documents and spill their rows; what the last build has of them is taken from there.

    ``lost`` documents killed two workers: they are entered as unreadable with the reason given. Those ``alone`` killed
    one and were then analysed in a task of their own, which had ``only`` them. ``live`` ones were left out of the last
    build as doubles, and are wanted now.
    """

    place: Workspace
    bucket: int
    group: int
    first: int
    inputs: tuple[Input, ...]
    lost: dict[int, str] = {}
    alone: frozenset[int] = frozenset()
    only: int | None = None
    live: frozenset[int] = frozenset()


class DocumentGroup(msgspec.Struct, frozen=True, gc=False):
    """Where the rows of a group are: in a spill, or whole in the last build."""

    first: int
    spill: str
    old: int = -1


class Fate(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What all documents of a build together decide about one of them.

    It may be left out as a copy (``dropped``), stand for the ``copies`` at some paths, have a longer id (``renamed``),
    or amend the version ``base`` of another document. ``judged`` says that people gave verdicts on findings of it that
    only the whole build can make.
    """

    dropped: bool = False
    copies: tuple[str, ...] = ()
    renamed: str = ""
    base: int = 0
    judged: bool = False


class AmendingPair(msgspec.Struct, frozen=True):
    """An amending ordinance and the ordinance that it changes."""

    amending: Input
    base: Input


class Finish(msgspec.Struct, frozen=True, tag=True):
    """Join the groups of a bucket into its parts; ``fates`` and ``pairs`` are by place in the bucket."""

    place: Workspace
    bucket: int
    groups: tuple[DocumentGroup, ...]
    fates: dict[int, Fate] = {}
    pairs: dict[int, AmendingPair] = {}


Task = Analyse | Finish


class InputRecord(msgspec.Struct, frozen=True, gc=False):
    """What the coordinator must know of a document: its place, id, digest, and why it is unreadable (else empty).

    A ``ghost`` is a double that the last build left out: nothing has been analysed, and mostly need not be. One that
    is ``kept`` has the very rows of the last build, under the id it had there. ``title``, ``amends`` and
    ``municipality`` are those of `KeptDocument`; ``version`` changes when anything that its tree is made of does.
    """

    place: int
    doc_id: str
    digest: str
    reason: str = ""
    ghost: bool = False
    kept: bool = False
    title: int = 0
    amends: int = 0
    municipality: int = 0
    version: int = 0


class Begun(msgspec.Struct, frozen=True, tag=True):
    """A worker is about to read the document at this place of its bucket."""

    place: int


class Analysed(msgspec.Struct, frozen=True, tag=True):
    """A group is done; ``taken`` of its documents came from the last build."""

    bucket: int
    number: int
    group: DocumentGroup
    records: tuple[InputRecord, ...]
    taken: int = 0


class Finished(msgspec.Struct, frozen=True, tag=True):
    """A bucket is done."""

    bucket: int
    parts: tuple[Part, ...]


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A task met a bug, or with ``errno`` something that the machine refused (a full disk …)."""

    error: str
    errno: int = 0


Reply = Begun | Analysed | Finished | Failed
