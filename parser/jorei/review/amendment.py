"""An amending ordinance beside its base: what stands on the desk's page of an amendment."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, Literal

import msgspec

from jorei.amending.amended import Amended, amend_all
from jorei.amending.document import read_amending
from jorei.amending.findings import AmendingFinding
from jorei.amending.operation import Act, Amending
from jorei.amending.rewording import Repair
from jorei.amending.spans import ClauseSpan, clause_spans
from jorei.amending.stages import parts_of
from jorei.amending.table import Segments, comparison_of, underlined
from jorei.amending.table_write import table_bytes
from jorei.amending.trace import ClauseKey, UnitWords
from jorei.model import Analysis
from jorei.review.bases import bases_of
from jorei.review.loaded_document import LoadedDocument
from jorei.review.session import ReviewSession

Row = dict[str, Any]
ClauseStatus = Literal["done", "partly", "failed", "waiting", "elsewhere", ""]
"""What became of a clause; blank: words that are no clause."""
_MAX_CITING = 30
"""Documents whose references to the base are followed."""
_UNAPPLIED = ("M01", "M03", "M04", "M11", "M12", "M17")
"""Findings that say that something was not carried out (M02 where it is an error)."""


class UnitSide(msgspec.Struct, frozen=True):
    """What one unit says on one side: its caption and its words, what changes marked."""

    caption: Segments
    words: Segments


class UnitPart(msgspec.Struct, frozen=True):
    """One unit on a line of the page; a side is None where the unit does not stand."""

    number: int
    old: UnitSide | None
    new: UnitSide | None

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return self.old != self.new


class VersionLine(msgspec.Struct, frozen=True):
    """A line of both versions: mostly one unit, an article with its first paragraph where that stands beside the label."""

    kind: str
    depth: int
    parts: tuple[UnitPart, ...]

    @property
    def changed(self) -> bool:
        """Whether anything on it differs."""
        return any(part.changed for part in self.parts)


class ClauseStretch(msgspec.Struct, frozen=True):
    """Words of the amending ordinance; ``clause`` is the number of the clause on the page (-1: none)."""

    words: str
    clause: int = -1
    status: ClauseStatus = ""


class SaidSentence(msgspec.Struct, frozen=True):
    """A sentence in stretches, and the lines that it sets off; ``role`` is ``head`` for the words above the sentences."""

    role: Literal["head", "sentence"]
    stretches: tuple[ClauseStretch, ...]
    given: tuple[str, ...] = ()


class AmendmentProblem(msgspec.Struct, frozen=True):
    """A finding, with the clause or the unit of the result it is about (-1: none), or the other document it is in."""

    finding: AmendingFinding
    clause: int
    unit: int
    other: Row | None = None


class AmendmentPage(msgspec.Struct, frozen=True):
    """All that the page shows for one base."""

    own: Row
    base: Row | None
    bases: tuple[Row, ...]
    days: tuple[date, ...]
    on: date | None
    repealed: bool
    lines: tuple[VersionLine, ...]
    said: tuple[SaidSentence, ...]
    unapplied: tuple[AmendmentProblem, ...]
    problems: tuple[AmendmentProblem, ...]
    clauses: tuple[tuple[int, ...], ...]
    """The units that each clause touches."""
    applied: int
    repairs: tuple[Repair, ...] = ()


def amendment_page(
    session: ReviewSession, doc_id: str, base_id: str | None = None, on: date | None = None
) -> AmendmentPage:
    """The page of an amending ordinance; `KeyError` when there is no such document."""
    loaded, amending = _read(session, doc_id)
    documents, _ = session.overview()
    bases = bases_of(amending, loaded.row, documents)
    chosen = next((one for one in bases if one[0]["doc_id"] == base_id), bases[0] if bases else None)
    days = sorted({part.on for part in parts_of(amending, 0) if part.on is not None and part.on.year > 1})
    rows = tuple(row for row, _ in bases)
    if chosen is None:
        said, _ = _said(amending, (), None)
        return AmendmentPage(loaded.row, None, (), tuple(days), on, False, (), said, (), (), (), 0)
    base, acts = chosen
    amended = _amended(session, amending, base["doc_id"], on)
    said, keys = _said(amending, acts, amended)
    problems = _problems(amended, said, keys, {row["source_path"]: row for row in documents})
    touched = amended.trace.touched if amended.trace else {}
    return AmendmentPage(
        loaded.row, base, rows, tuple(days), on, amended.text is None, tuple(_lines(amended)), said,
        tuple(one for one in problems if _unapplied(one.finding)),
        tuple(one for one in problems if not _unapplied(one.finding)),
        tuple(tuple(sorted(touched.get(key, ()))) for key in keys), len(amended.changes),
        tuple(amended.repairs()),
    )  # fmt: skip


def amendment_file(
    session: ReviewSession, doc_id: str, base_id: str, form: str, on: date | None = None
) -> tuple[str, bytes]:
    """The consolidated text (``txt``) or the 新旧対照表 (``html``, ``xlsx``, ``docx``) as a file: its name and content.

    `KeyError` when there is no such document, `Refused` for another form.
    """
    _, amending = _read(session, doc_id)
    amended = _amended(session, amending, base_id, on)
    title = amended.base.metadata.title or base_id
    if form == "txt":
        return f"{title}.txt", (amended.text or "").encode()
    table = comparison_of(amended.base.source.text, amended.text or "")
    return f"{title} 新旧対照表.{form}", table_bytes([table], form)


def _read(session: ReviewSession, doc_id: str) -> tuple[LoadedDocument, Amending]:
    loaded = session.load(doc_id)
    promulgated = loaded.row["promulgated_on"]
    return loaded, read_amending(loaded.analysis.source.text, loaded.row["source_path"], promulgated)


def _amended(session: ReviewSession, amending: Amending, base_id: str, on: date | None) -> Amended:
    base = session.load(base_id).analysis
    return amend_all([base], [amending], on, _citing(session, base_id, amending), traced=True)[0]


def _citing(session: ReviewSession, base_id: str, amending: Amending) -> list[Analysis]:
    """The documents of the build that cite the base, but for the amending ordinance."""
    rows = session.corpus.links.to_arrow(["doc_id"], filters=[("target_doc_id", "=", base_id)]).to_pylist()
    ids = sorted({row["doc_id"] for row in rows} - {base_id})
    others = [session.load(doc_id).analysis for doc_id in ids[:_MAX_CITING]]
    return [one for one in others if one.source.text != amending.text and not read_amending(one.source.text).main_acts]


# ---- the clauses


def _said(
    amending: Amending, acts: tuple[int, ...], amended: Amended | None
) -> tuple[tuple[SaidSentence, ...], list[ClauseKey]]:
    """The amending ordinance as the page shows it, and the key of each clause by its number on the page."""
    said: list[SaidSentence] = []
    keys: list[ClauseKey] = []
    status = _ClauseStatuses(amended)
    for at, act in enumerate(amending.acts):
        ours = at in acts
        head = amending.text[act.start : act.end].strip()
        if act.sentences and act.kind == "partial":
            said.append(SaidSentence("head", (ClauseStretch(head),)))
        else:
            keys.append((act.start, 0))
            body = (*act.body.lines, *_table_lines(act))
            said.append(
                SaidSentence(
                    "sentence", (ClauseStretch(head, len(keys) - 1, status.of_act(act) if ours else "elsewhere"),), body
                )
            )
        for sentence in act.sentences:
            stretches = []
            for span in clause_spans(amending, sentence):
                if span.whole is not None:
                    keys.append((sentence.start, span.whole))
                stretches.append(_stretch(amending, span, len(keys) - 1, ours, status))
            said.append(SaidSentence("sentence", tuple(stretches), sentence.given.lines))
    return tuple(said), keys


def _table_lines(act: Act) -> tuple[str, ...]:
    rows = act.comparison.rows if act.comparison is not None else ()
    return tuple(f"{old or ''}　→　{new or ''}" for old, new in rows)


def _stretch(amending: Amending, span: ClauseSpan, clause: int, ours: bool, statuses: _ClauseStatuses) -> ClauseStretch:
    words = amending.text[span.start : span.end].replace("\n", "").strip()
    if span.whole is None:
        return ClauseStretch(words, -1, "failed" if ours and words.strip("、。 　") else "")
    return ClauseStretch(words, clause, statuses.of(span) if ours else "elsewhere")


class _ClauseStatuses:
    """What became of each clause."""

    def __init__(self, amended: Amended | None) -> None:
        operations = amended.operations if amended is not None else ()
        changes = amended.changes if amended is not None else ()
        self.wanted = Counter((one.start, one.whole) for one in operations)
        self.done = Counter((one.operation.start, one.operation.whole) for one in changes)
        said = amended.diagnostics if amended is not None else ()
        self.spoken = {one.start for one in said if one.end}
        self.unapplied = {one.start for one in said if one.end and _unapplied(one)}
        self.starts = sorted({one.start for one in operations})

    def of_act(self, act: Act) -> ClauseStatus:
        """The status of an act without sentences: a table, a whole ordinance, a repeal."""
        end = act.comparison.end if act.comparison is not None else act.end
        return "partly" if any(act.start <= start <= end for start in self.unapplied) else "done"

    def of(self, span: ClauseSpan) -> ClauseStatus:
        """The status of the clause at a span: how many of its operations were carried out."""
        start = max((one for one in self.starts if one <= span.start), default=-1)
        key = (start, span.whole or 0)
        if self.done[key] >= self.wanted[key]:
            return "done"
        if self.done[key]:
            return "partly"
        return "failed" if start in self.spoken else "waiting"


# ---- the findings


def _unapplied(one: AmendingFinding) -> bool:
    return one.code in _UNAPPLIED or one.code == "M02" and one.severity == "error"


def _problems(
    amended: Amended, said: tuple[SaidSentence, ...], keys: list[ClauseKey], by_path: dict[str, Row]
) -> list[AmendmentProblem]:
    """The findings, gravest first, each with its clause: of a sentence the one that failed, else its first."""
    failed = {stretch.clause for one in said for stretch in one.stretches if stretch.status in ("failed", "partly")}
    units = amended.trace.citations() if amended.trace else {}
    gravity = {"error": 0, "warning": 1, "info": 2}
    problems = []
    for one in sorted(amended.diagnostics, key=lambda one: gravity[one.severity]):
        clauses = [i for i, (start, _) in enumerate(keys) if one.end and start == one.start]
        clause = next((i for i in clauses if i in failed), clauses[0] if clauses else -1)
        other = by_path.get(one.source_path) if one.name.startswith("rule-") else None
        unit = units.get(one.citation, -1) if clause < 0 and other is None else -1
        problems.append(AmendmentProblem(one, -1 if other else clause, unit, other))
    return problems


# ---- the lines of both versions


def _lines(amended: Amended) -> list[VersionLine]:
    """Both versions in one order: a unit that stands in both is on one line."""
    lines: list[VersionLine] = []
    trace = amended.trace
    after = trace.after if trace is not None and amended.text is not None else ()
    for old, new in _pairs(trace.before, after) if trace is not None else ():
        unit = new or old
        assert unit is not None
        part = _part(unit.number, old, new)
        above = lines[-1] if lines else None
        if above is not None and _joins(above, unit, part):
            lines[-1] = msgspec.structs.replace(above, parts=(*above.parts, part))
        else:
            lines.append(VersionLine(unit.kind, unit.depth, (part,)))
    return lines


def _pairs(
    before: tuple[UnitWords, ...], after: tuple[UnitWords, ...]
) -> list[tuple[UnitWords | None, UnitWords | None]]:
    """Old and new in one order; what moved before another stands twice."""
    place = {one.number: i for i, one in enumerate(before)}
    pairs: list[tuple[UnitWords | None, UnitWords | None]] = []
    at = 0
    for new in after:
        old = place.get(new.number, -1)
        if old < at:
            pairs.append((None, new))
            continue
        pairs += [(one, None) for one in before[at:old]]
        pairs.append((before[old], new))
        at = old + 1
    return pairs + [(one, None) for one in before[at:]]


def _joins(above: VersionLine, unit: UnitWords, part: UnitPart) -> bool:
    """Whether a paragraph stands beside the label of its article, on both sides alike."""
    head = above.parts[0]
    return (
        above.kind == "article" and unit.kind == "paragraph" and len(above.parts) == 1
        and unit.depth == above.depth + 1 and not unit.label and not unit.caption
        and (head.old is None) == (part.old is None) and (head.new is None) == (part.new is None)
    )  # fmt: skip


def _part(number: int, old: UnitWords | None, new: UnitWords | None) -> UnitPart:
    if old is None or new is None:
        one = UnitSide(*_whole(old or new))
        return UnitPart(number, one if old else None, one if new else None)
    captions, labels = underlined(old.caption, new.caption), underlined(old.label, new.label)
    words = underlined(old.text, new.text)
    return UnitPart(number, UnitSide(captions[1], labels[1] + words[1]), UnitSide(captions[0], labels[0] + words[0]))


def _whole(unit: UnitWords | None) -> tuple[Segments, Segments]:
    assert unit is not None
    return ((unit.caption, True),) if unit.caption else (), ((unit.label + unit.text, True),)
