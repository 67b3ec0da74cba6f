"""The messages of coordinator and workers: options, tasks and replies, plain structs sent as MessagePack.

A document is named by its index in its bucket, in the order of the paths; in a group by its index in the group.
"""

from __future__ import annotations

import msgspec

from jorei.dataset.parts import Part
from jorei.dataset.tables import analysed_tables
from jorei.model.corrections import WorkCorrections
from jorei.model.profile import Profile
from jorei.run.inputs import Input


class Options(msgspec.Struct, frozen=True):
    """What a build makes besides the tables, the registries it uses (files named by their hash), the profile of the
    checks (None: the default), and whether scanned pages are recognised."""

    tokens: bool = False
    json: bool = False
    registries: tuple[str, ...] = ()
    profile: Profile | None = None
    ocr: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that documents are analysed into."""
        return analysed_tables(self.tokens)


class Workspace(msgspec.Struct, frozen=True):
    """The folders of a build: the new build, the spills, the previous build if there is one; and what all documents of
    the build have in common: its key (`jorei.run.input_key.build_key`), its options, the corrections."""

    root: str
    spills: str
    previous: str | None
    key: str
    options: Options
    corrections: tuple[WorkCorrections, ...] = ()


PreviousIndex = tuple[int, int]
"""A document of the previous build: its bucket, and its index there."""


class AnalyseGroup(msgspec.Struct, frozen=True, tag=True):
    """Analyse the documents of a group and spill their rows, but for those that the previous build has.

    ``first`` is the index in the bucket of the first of them, ``previous`` are the buckets of the previous build that may
    have them. Documents are named by their index in the bucket:

    - ``given_up`` killed two workers: they become unreadable, for the reason given;
    - ``analysed_alone`` killed one worker and were then analysed in a task of their own;
    - ``only`` is the document of such a task;
    - ``copies_to_analyse`` were left out of the previous build as copies and are needed in this one;
    - ``unchanged`` are known to be in the previous build, as the documents of these buckets and indexes, and not read again.
    """

    workspace: Workspace
    bucket: int
    group: int
    first: int
    inputs: tuple[Input, ...]
    previous: tuple[int, ...] = ()
    given_up: dict[int, str] = {}
    analysed_alone: frozenset[int] = frozenset()
    only: int | None = None
    copies_to_analyse: frozenset[int] = frozenset()
    unchanged: dict[int, tuple[PreviousIndex, ...]] = {}


class PreviousRun(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Documents that follow one another in a bucket of the previous build, from the one of index ``first``."""

    bucket: int
    first: int
    count: int


class GroupLocation(msgspec.Struct, frozen=True, gc=False):
    """Where the rows of a group are: in a spill (its file name), or, when nothing has changed, in the previous build."""

    spill: str = ""
    previous: tuple[PreviousRun, ...] = ()


class Fate(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What all documents of a build together decide about one of them.

    It may be left out as a copy (``dropped``), stand for the ``copies`` at some paths, have a longer id (``renamed``),
    amend the version ``base`` of another document (a number that also says which others amend it), or carry out an ordinance of which the build has the versions
    ``parents``. ``judged`` says that people gave verdicts on findings of it that only the whole build can make.
    """

    dropped: bool = False
    copies: tuple[str, ...] = ()
    renamed: str = ""
    base: int = 0
    judged: bool = False
    parents: tuple[int, ...] = ()


PLAIN = Fate()
"""The fate of a document that the others do not concern."""


class AmendingPair(msgspec.Struct, frozen=True):
    """An amending ordinance and the ordinance that it changes, with their places in inputs of several; and others that
    change the same one."""

    amending: Input
    base: Input
    amending_part: int = 0
    base_part: int = 0
    others: tuple[tuple[Input, int], ...] = ()


class DocumentLocation(msgspec.Struct, frozen=True):
    """Where the record of a document is: in a group, with its index there."""

    group: GroupLocation
    index: int


class RulePair(msgspec.Struct, frozen=True):
    """A rule, with its place in an input of several, and the ordinances that may be the one that it carries out."""

    rule: Input
    part: int
    parents: tuple[DocumentLocation, ...]


class FinishBucket(msgspec.Struct, frozen=True, tag=True):
    """Join the groups of a bucket into its parts; ``fates``, ``pairs`` and ``rules`` are by index in the
    bucket."""

    workspace: Workspace
    bucket: int
    groups: tuple[GroupLocation, ...]
    fates: dict[int, Fate] = {}
    pairs: dict[int, AmendingPair] = {}
    rules: dict[int, RulePair] = {}


Task = AnalyseGroup | FinishBucket


class DocumentRecord(msgspec.Struct, frozen=True, gc=False):
    """What the coordinator must know of a document: its index, id, digest, and why it is unreadable (else empty).

    ``index`` is first that of its input in the bucket; when all are known it is that of the document, and ``input`` the
    other: an input may hold several.

    An ``unanalysed_copy`` was left out of the previous build as a copy: it has no rows, and mostly needs none. One that
    is ``reused`` has the very rows of the previous build, under the id it had there. ``title``, ``amends`` and
    ``municipality`` are those of `BuiltDocument`, ``parents`` the title hashes of its ``parent``; ``version`` changes when anything that its tree is made of does.
    """

    index: int
    doc_id: str
    digest: str
    reason: str = ""
    unanalysed_copy: bool = False
    reused: bool = False
    title: int = 0
    amends: int = 0
    municipality: int = 0
    version: int = 0
    input: int = 0
    part: int = 0
    parents: tuple[int, ...] = ()


class DocumentStarted(msgspec.Struct, frozen=True, tag=True):
    """A worker is about to analyse the document of this index."""

    index: int


class GroupAnalysed(msgspec.Struct, frozen=True, tag=True):
    """A group is done; ``reused`` of its documents came from the previous build."""

    bucket: int
    group: int
    location: GroupLocation
    records: tuple[DocumentRecord, ...]
    reused: int = 0


class BucketFinished(msgspec.Struct, frozen=True, tag=True):
    """A bucket is done."""

    bucket: int
    parts: tuple[Part, ...]


class TaskFailed(msgspec.Struct, frozen=True, tag=True):
    """A task met a bug, or with ``errno`` an error of the machine (a full disk …), or it was ``refused`` (in Japanese and
    English)."""

    error: str
    errno: int = 0
    refused: tuple[str, str] | None = None


Reply = DocumentStarted | GroupAnalysed | BucketFinished | TaskFailed
