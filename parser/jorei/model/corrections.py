"""The decisions of a person in review: corrections, verdicts on findings, and that a document was verified.

Each names the words it is about (`Quote`), never line numbers: it stays valid when the footer of a page changes.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple

import msgspec

from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED

LINE_KINDS: Final = (
    "title", "promulgation", "enact_statement", "preamble", "history", *DIVISIONS, "article", "paragraph", *ENUMERATED,
    "suppl_provision", *APPENDICES, "caption", "list", "table_row", "remarks", "quoted_provision", "amend_note", "note",
    "omission", "navigation",
)  # fmt: skip
"""The kinds that a person can give a line: kinds of nodes, and ``caption`` (見出し)."""

Verdict = Literal["dismissed", "accepted"]
Why = Literal["gone", "ambiguous", "target", "overruled", "unused"]
"""Why a correction does not fit: its words are not in the text, or more than once; its target does not exist; the kind
it gives a line cannot be at that position; the finding that it dismisses is no longer found."""


class Quote(msgspec.Struct, frozen=True, gc=False):
    """Words of a text, with as much of their surroundings as tells them from the same words elsewhere.

    Blanks and widths do not count (`jorei.text.quote`), so neither does how the lines are broken.
    """

    text: str
    before: str = ""
    after: str = ""


class LineCorrection(msgspec.Struct, frozen=True, gc=False):
    """The kind, the label and the limits of a line. ``quote`` is the physical line, whole.

    ``label`` None leaves the label as it is read; ``""`` says that there is none; a label that the line does not begin
    with was lost in the source. ``join`` True puts the line back to the one before it, False parts them. ``split``
    are the words with which further lines begin inside this one.
    """

    quote: Quote
    kind: str | None = None
    label: str | None = None
    join: bool | None = None
    split: tuple[str, ...] = ()


class ReferenceCorrection(msgspec.Struct, frozen=True, gc=False):
    """The provisions that the designator ``quote`` leads to: citations (第5条第2項), of this document or of ``law``.

    Neither targets nor law: it leads nowhere (it is no reference, or nobody can know).
    """

    quote: Quote
    targets: tuple[str, ...] = ()
    law: str | None = None


class FindingVerdict(msgspec.Struct, frozen=True, gc=False):
    """A decision about a finding of a check: it stays (accepted), or it is none (dismissed, and why).

    ``quote`` and ``context`` say which finding, as `jorei.check.suppress` compares them.
    """

    code: str
    verdict: Verdict
    quote: str = ""
    context: str = ""
    reason: str = ""
    by: str | None = None
    on: date | None = None


class BuildVerdicts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The verdicts on findings of a document that only a whole build can make, kept until the build has made them.

    ``other_version`` says that they were given for another file of the work.
    """

    verdicts: tuple[FindingVerdict, ...]
    other_version: bool = False


class WorkCorrections(msgspec.Struct, frozen=True):
    """All decisions about one work. ``path`` and ``sha256`` are those of the source last seen: hints."""

    work_id: str
    title: str | None = None
    path: str | None = None
    sha256: str | None = None
    verified_by: str | None = None
    verified_on: date | None = None
    lines: tuple[LineCorrection, ...] = ()
    references: tuple[ReferenceCorrection, ...] = ()
    findings: tuple[FindingVerdict, ...] = ()


CorrectionEntry = LineCorrection | ReferenceCorrection | FindingVerdict


class EntryKind(NamedTuple):
    """A kind of entry in corrections.toml: its table (``[[work.line]]``), and its field of `WorkCorrections`.

    ``about`` are the fields of ``struct`` that name what an entry is about: one about the same takes its place.
    """

    table: str
    field: str
    struct: type[LineCorrection] | type[ReferenceCorrection] | type[FindingVerdict]
    about: tuple[str, ...]


ENTRY_KINDS: Final = (
    EntryKind("line", "lines", LineCorrection, ("quote",)),
    EntryKind("reference", "references", ReferenceCorrection, ("quote",)),
    EntryKind("finding", "findings", FindingVerdict, ("code", "quote", "context")),
)
"""Every kind of entry, in the order of the file; it is read, written, merged and edited by this table."""


class Misfit(msgspec.Struct, frozen=True, gc=False):
    """A correction that does not fit; never dropped, always reported. ``start..end`` is its span, when it has one.

    ``elsewhere``: the correction was made in another file of the same work; of two versions it may fit one.
    """

    quote: Quote
    about: str
    why: Why
    start: int = 0
    end: int = 0
    elsewhere: bool = False
