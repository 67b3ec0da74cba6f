"""A review session: one build, the folder it was built from, and one file of corrections.

A session writes that file alone; a rebuild is the ordinary `jorei.run.local.build`.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.check import dismissal, suppress
from jorei.config.corrections_edit import edit, entries, with_entry, without_entry
from jorei.config.corrections_file import Corrections, default_file, digest, read_corrections
from jorei.dataset.corpus import Corpus
from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.model import Analysis
from jorei.model.corrections import (
    LINE_KINDS,
    CorrectionEntry,
    FindingVerdict,
    LineCorrection,
    ReferenceCorrection,
    Verdict,
    WorkCorrections,
)
from jorei.model.vocabulary import Severity, values
from jorei.pipeline.apply_corrections import suppression
from jorei.review.decision import Decision
from jorei.review.loaded_document import LoadedDocument, load
from jorei.review.passages import beginning_at, column_span, line_span, quote_of
from jorei.review.summaries import EntrySummary, summarise

Row = dict[str, Any]
_FINDING_COLUMNS: Final = [
    "doc_id", "diag_id", "code", "severity", "confidence", "message", "message_en", "line", "suppressed_by",
]  # fmt: skip
_DOCUMENT_COLUMNS: Final = [
    "doc_id", "work_id", "title", "municipality", "law_number", "source_path", "source_sha256", "status",
    "status_reason", "article_count", "verified_by",
]  # fmt: skip


class ReviewSession:
    """The state of one review; every method may be called from any thread."""

    def __init__(
        self, build: Path, raw: Path | None = None, corrections: Path | None = None, editor: str | None = None
    ) -> None:
        self.build, self.raw, self.editor = build, raw, editor
        self.file = corrections or (default_file(raw) if raw else None)
        self._file_lock = threading.RLock()
        self._build_lock = threading.Lock()
        self._cached_decisions: dict[tuple[str, int, str], dict[int, Decision]] = {}
        Corpus(build)  # refuses a folder that is no build, before a server is started

    # ---- reading

    @property
    def corpus(self) -> Corpus:
        """The build as it is now."""
        return Corpus(self.build)

    def overview(self) -> tuple[list[Row], list[Row]]:
        """The documents, and the findings that the build has not suppressed; each finding has its ``index`` in its
        document, and its ``verdict``, ``""`` while it is open."""
        documents, findings = _overview(self.build, self._build_time())
        verdicts = self._verdicts(documents)
        return documents, [row | {"verdict": verdicts.get((row["doc_id"], row["index"]), "")} for row in findings]

    def _build_time(self) -> int:
        return (self.corpus.root / MARKER).stat().st_mtime_ns

    def _verdicts(self, documents: list[Row]) -> dict[tuple[str, int], str]:
        """The verdicts in the file, also those that wait for a rebuild, by document and index of the finding."""
        corrections = Corrections(self._works())
        verdicts: dict[tuple[str, int], str] = {}
        for row in documents:
            work = corrections.about(row["work_id"] or "", row["source_path"], row["source_sha256"])
            if work is not None and work.findings and row["status"] == "ok":
                for index, decision in self._decisions_of(row["doc_id"], work).items():
                    verdicts[row["doc_id"], index] = decision.verdict
        return verdicts

    def _decisions_of(self, doc_id: str, work: WorkCorrections) -> dict[int, Decision]:
        """Like `decisions`, cached until the build or the corrections change: the list needs every document."""
        cache_key = (doc_id, self._build_time(), digest(work))
        if cache_key not in self._cached_decisions:
            others = {known: value for known, value in self._cached_decisions.items() if known[0] != doc_id}
            self._cached_decisions = others | {cache_key: self.decisions(self.load(doc_id))}
        return self._cached_decisions[cache_key]

    def load(self, doc_id: str) -> LoadedDocument:
        """One document; `KeyError` when there is none."""
        return load(self.corpus, doc_id)

    def _works(self) -> tuple[WorkCorrections, ...]:
        return read_corrections(self.file) if self.file and self.file.exists() else ()

    def corrections_of(self, loaded: LoadedDocument) -> WorkCorrections | None:
        """The corrections of a document in the file."""
        row = loaded.row
        return Corrections(self._works()).about(row["work_id"] or "", row["source_path"], row["source_sha256"])

    def decisions(self, loaded: LoadedDocument) -> dict[int, Decision]:
        """The decisions on findings, by the index of the finding."""
        work = self.corrections_of(loaded)
        analysis = _with_open_findings(loaded.analysis)
        decisions: dict[int, Decision] = {}
        verdicts: tuple[Verdict, ...] = ("dismissed", "accepted")
        for verdict in verdicts:
            given = [entry for entry in (work.findings if work else ()) if entry.verdict == verdict]
            suppressed, _ = suppress(analysis, analysis.diagnostics, [suppression(entry) for entry in given])
            for index, finding in enumerate(suppressed):
                if finding.suppressed_by:
                    decisions[index] = Decision(verdict, finding.suppressed_by)
        return decisions

    def entries(self, loaded: LoadedDocument) -> list[EntrySummary]:
        """The entries of the file about a document."""
        work = self.corrections_of(loaded)
        return [summarise(entry) for entry in entries(work)] if work else []

    @property
    def stale(self) -> bool:
        """Whether the file has other corrections than the build was made with."""
        in_build = [work.get("digest") for work in self.corpus.info["corrections"]]
        return [digest(work) for work in self._works()] != in_build

    # ---- writing

    def correct_line(self, doc_id: str, line: int, correction: LineCorrection, split_column: int | None) -> None:
        """Correct a line (numbered from 1); its quote is set here. At ``split_column`` a further line begins."""
        loaded = self.load(doc_id)
        text = loaded.analysis.source.text
        start, end = line_span(text, line)
        indent = start - text.rfind("\n", 0, start) - 1
        split = () if split_column is None else (beginning_at(text[start:end], split_column - indent),)
        if correction.kind is not None and correction.kind not in LINE_KINDS:
            raise Refused(f"知らない種類です: {correction.kind}", f"unknown kind: {correction.kind}")
        if correction.kind is None and correction.label is None and correction.join is None and not split:
            raise Refused("何も指定されていません", "nothing was said")
        quote = quote_of(text, start, end)
        self._add(loaded, msgspec.structs.replace(correction, quote=quote, split=split))

    def correct_reference(
        self, doc_id: str, passage: int | tuple[int, int, int], targets: tuple[str, ...], law: str | None
    ) -> None:
        """Correct a reference: one of the analysis, by its index, or words of a line (its number, start and end column)
        that are to be one."""
        loaded = self.load(doc_id)
        references, text = loaded.analysis.references, loaded.analysis.source.text
        if isinstance(passage, tuple):
            start, end = column_span(text, *passage)
        elif 0 <= passage < len(references):
            start, end = references[passage].start, references[passage].end
        else:
            raise Refused("その参照はありません", "no such reference")
        self._add(loaded, ReferenceCorrection(quote_of(text, start, end), targets, law))

    def decide(self, doc_id: str, index: int, verdict: Verdict, reason: str) -> None:
        """Accept a finding, or dismiss it with a reason."""
        loaded = self.load(doc_id)
        analysis = loaded.analysis
        if not 0 <= index < len(analysis.diagnostics):
            raise Refused("その指摘はありません", "no such finding")
        if verdict == "dismissed" and not reason:
            raise Refused("却下には理由が必要です", "a dismissal needs a reason")
        finding = analysis.diagnostics[index]
        words = dismissal(analysis, finding, reason)
        entry = FindingVerdict(finding.code, verdict, words.quote, words.context, reason, self.editor, date.today())
        self._add(loaded, entry)

    def verify(self, doc_id: str, name: str) -> None:
        """Mark the analysis of a document as verified by a person; an empty name withdraws it."""
        day = date.today() if name else None
        loaded = self.load(doc_id)
        self._edit(loaded, lambda work: msgspec.structs.replace(work, verified_by=name or None, verified_on=day))

    def undo(self, doc_id: str, key: str) -> None:
        """Remove an entry."""
        self._edit(self.load(doc_id), lambda work: without_entry(work, key))

    def _add(self, loaded: LoadedDocument, entry: CorrectionEntry) -> None:
        self._edit(loaded, lambda work: with_entry(work, entry))

    def _edit(self, loaded: LoadedDocument, change: Callable[[WorkCorrections], WorkCorrections]) -> None:
        if self.file is None:
            raise Refused(
                "修正の置き場所が分かりません（--raw か --corrections を付けて開いてください）",
                "no place for corrections is known (open with --raw or --corrections)",
            )
        row = loaded.row
        work = WorkCorrections(row["work_id"] or row["doc_id"], row["title"], row["source_path"], row["source_sha256"])
        with self._file_lock:
            edit(self.file, work, change)

    def rebuild(self) -> None:
        """Build RAW again, with the options that the build was made with."""
        from jorei.run.local import build
        from jorei.run.task import Options

        if self.raw is None:
            raise Refused(
                "元の文書のフォルダが分かりません（--raw）", "the folder of the documents is not known (--raw)"
            )
        with self._build_lock:
            options = msgspec.convert(self.corpus.info["options"], Options)
            file = self.file if self.file and self.file.exists() else None
            build(self.raw, self.build, options=options, corrections=file)

    def document_at(self, path: str) -> str | None:
        """The id that the document of a source path has now."""
        rows = self.corpus.documents.to_arrow(["doc_id"], filters=[("source_path", "=", path)]).to_pylist()
        return rows[0]["doc_id"] if rows else None


@lru_cache(maxsize=2)
def _overview(build: Path, build_time: int) -> tuple[list[Row], list[Row]]:
    """The documents, and the findings that are not suppressed; another build has another time."""
    del build_time
    corpus = Corpus(build)
    documents = corpus.documents.to_arrow(_DOCUMENT_COLUMNS).sort_by("source_path").to_pylist()
    findings = corpus.diagnostics.to_arrow(_FINDING_COLUMNS).to_pylist()
    return documents, [row | {"index": row["diag_id"] - 1} for row in findings if not row["suppressed_by"]]


def open_findings(findings: list[Row]) -> dict[str, Counter[str]]:
    """The number of open findings of each document by severity."""
    counts: dict[str, Counter[str]] = {}
    for row in findings:
        if not row["verdict"]:
            counts.setdefault(row["doc_id"], Counter())[row["severity"]] += 1
    return counts


def queue(findings: list[Row], order: str) -> list[Row]:
    """The open findings: the most doubtful first (the least confidence, then the gravest), or the gravest first."""
    gravity = {severity: rank for rank, severity in enumerate(values(Severity))}

    def sort_key(row: Row) -> tuple[Any, ...]:
        keys = (row["confidence"], gravity[row["severity"]])
        return (*(keys if order == "doubtful" else keys[::-1]), row["doc_id"], row["index"])

    return sorted((row for row in findings if not row["verdict"]), key=sort_key)


def _with_open_findings(analysis: Analysis) -> Analysis:
    """The analysis as if no finding had been dismissed yet."""
    findings = tuple(msgspec.structs.replace(finding, suppressed_by=None) for finding in analysis.diagnostics)
    return msgspec.structs.replace(analysis, diagnostics=findings)
