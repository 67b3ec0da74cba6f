"""A review session: one build, the folder it was built from, and one file of corrections.

A session writes that file alone; a rebuild is the ordinary `jorei.run.local.build`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from jorei.check import dismissal
from jorei.config.corrections_edit import Change, edit_all, entries, key, with_entry, without_entry
from jorei.config.corrections_file import Corrections, default_file, digest, read_corrections
from jorei.dataset.corpus import Corpus
from jorei.dataset.lock import locked
from jorei.dataset.restore import restore
from jorei.dataset.seal import MARKER
from jorei.errors import Refused, refusing
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
from jorei.review.decision import Decision, dismissed_by, is_of_corrections, verdicts_of
from jorei.review.loaded_document import LoadedDocument, load
from jorei.review.page_state import Overtaken, PageState
from jorei.review.passages import beginning_at, column_span, line_span, quote_of
from jorei.review.shown_passage import ShownPassage, check_line, place_of
from jorei.review.summaries import EntrySummary, summarise

Row = dict[str, Any]
_PATIENCE: Final = 10.0
"""Seconds that one session waits for another to save: a file is written in some hundredths of one."""
_LONGEST_NAME: Final = 80
"""Characters of the name of an editor."""
_FINDING_COLUMNS: Final = [
    "doc_id", "diag_id", "code", "severity", "confidence", "message", "message_en", "line", "suppressed_by",
]  # fmt: skip
_DOCUMENT_COLUMNS: Final = [
    "doc_id", "work_id", "title", "municipality", "law_number", "source_path", "source_sha256", "status",
    "status_reason", "article_count", "verified_by",
]  # fmt: skip


class Said(NamedTuple):
    """What the file of corrections says about a document: its entries, the decisions by the index of the finding, and
    the digest of all of it."""

    entries: list[EntrySummary]
    decisions: dict[int, Decision]
    digest: str


class ReviewSession:
    """The state of one review; every method may be called from any thread."""

    def __init__(
        self, build: Path, raw: Path | None = None, corrections: Path | None = None, editor: str | None = None
    ) -> None:
        self.build, self.raw, self.editor = build, raw, editor
        self.file = corrections or (default_file(raw) if raw else None)
        self._file_lock = threading.RLock()
        self._build_lock = threading.Lock()
        self._cached_decisions: dict[str, tuple[tuple[int, str], dict[int, Decision]]] = {}
        Corpus(build)  # refuses a folder that is no build, before a server is started

    # ---- reading

    @property
    def corpus(self) -> Corpus:
        """The build as it is now."""
        return Corpus(self.build)

    def overview(self) -> tuple[list[Row], list[Row]]:
        """The documents, and all findings of the build, those that are dismissed in it too; each finding has its ``index``
        in its document, and its ``verdict`` (``""`` while it is open) with the ``reason``."""
        documents, findings = _overview(self.build, self._build_time())
        decisions = self._given(documents)
        return documents, [row | self._decision_on(row, decisions) for row in findings]

    def _build_time(self) -> int:
        corpus = self.corpus
        with corpus.reading():
            return (corpus.root / MARKER).stat().st_mtime_ns

    def _decision_on(self, row: Row, given: dict[str, dict[int, Decision]]) -> Row:
        decision = given.get(row["doc_id"], {}).get(row["index"])
        if decision is None and self._is_settled(row["suppressed_by"]):
            decision = dismissed_by(row["suppressed_by"])
        return {"verdict": decision.verdict, "reason": decision.reason} if decision else {"verdict": "", "reason": ""}

    def _is_settled(self, suppressed_by: str | None) -> bool:
        """Whether a dismissal that the build knows still holds: one of corrections.toml may have been taken back since."""
        return bool(suppressed_by) and (self.file is None or not is_of_corrections(suppressed_by or ""))

    def _given(self, documents: list[Row]) -> dict[str, dict[int, Decision]]:
        """The decisions in the file, also those that wait for a rebuild, by document and index of the finding."""
        corrections = Corrections(self._works())
        given: dict[str, dict[int, Decision]] = {}
        for row in documents:
            work = _about(corrections, row)
            if work is not None and work.findings and row["status"] == "ok":
                given[row["doc_id"]] = self._decisions_of(row["doc_id"], work)
        return given

    def _decisions_of(self, doc_id: str, work: WorkCorrections) -> dict[int, Decision]:
        """The decisions of a document, cached until the build or the corrections change: the list needs every document."""
        state = self._build_time(), digest(work)
        cached = self._cached_decisions.get(doc_id)
        if cached is None or cached[0] != state:
            cached = state, self._decisions(restore(self.corpus, doc_id), work)
            self._cached_decisions[doc_id] = cached
        return cached[1]

    def _decisions(self, analysis: Analysis, work: WorkCorrections | None) -> dict[int, Decision]:
        """The decisions on findings, by the index of the finding: those of the file, and what the build has dismissed for
        another reason."""
        settled = {
            index: dismissed_by(finding.suppressed_by or "")
            for index, finding in enumerate(analysis.diagnostics)
            if self._is_settled(finding.suppressed_by)
        }
        return settled | verdicts_of(analysis, work)

    def load(self, doc_id: str) -> LoadedDocument:
        """One document; `KeyError` when there is none."""
        return load(self.corpus, doc_id)

    def _works(self) -> tuple[WorkCorrections, ...]:
        return read_corrections(self.file) if self.file and self.file.exists() else ()

    def corrections_of(self, loaded: LoadedDocument) -> WorkCorrections | None:
        """The corrections of a document in the file."""
        return _about(Corrections(self._works()), loaded.row)

    def works_of(self, rows: list[Row]) -> list[WorkCorrections]:
        """The works of documents as they are in the file, or would be in a new one."""
        corrections = Corrections(self._works())
        return [_about(corrections, row) or self.work_of(row) for row in rows]

    def foresee(self, row: Row, analysis: Analysis, work: WorkCorrections) -> None:
        """Keep what the decisions on a document are once its work is written so: who has its analysis spares the list to
        read it again."""
        written = msgspec.structs.replace(work, sha256=row["source_sha256"])
        state = self._build_time(), digest(written)
        self._cached_decisions[row["doc_id"]] = state, self._decisions(analysis, written)

    def said(self, loaded: LoadedDocument) -> Said:
        """All that the file says about a document, as it stands at one moment."""
        work = self.corrections_of(loaded)
        summaries = [summarise(entry) for entry in entries(work)] if work else []
        return Said(summaries, self._decisions(loaded.analysis, work), digest(work))

    @property
    def stale(self) -> bool:
        """Whether the file has other corrections than the build was made with; without a file nothing waits."""
        if self.file is None:
            return False
        in_build = [work.get("digest") for work in self.corpus.info["corrections"]]
        return [digest(work) for work in self._works()] != in_build

    # ---- writing: ``page`` is what the page shows that asks for a change, None where nobody looks at a page; what adds
    # an entry returns its key

    def load_shown(self, doc_id: str, page: PageState | None) -> LoadedDocument:
        """A document that a page shows; `OutOfDate` when there is another build now, `KeyError` without the document."""
        corpus = self.corpus
        if page is not None:
            page.check_build(corpus.stamp)
        return load(corpus, doc_id)

    def correct_line(
        self,
        doc_id: str,
        line: int,
        correction: LineCorrection,
        split_column: int | None,
        page: PageState | None = None,
        shown: str | None = None,
    ) -> str:
        """Correct a line (numbered from 1, ``shown`` on the page); its quote is set here. At ``split_column`` a further
        line begins."""
        loaded = self.load_shown(doc_id, page)
        text = loaded.analysis.source.text
        start, end = line_span(text, line)
        if shown is not None:
            check_line(text[start:end], shown)
        indent = start - text.rfind("\n", 0, start) - 1
        split = () if split_column is None else (beginning_at(text[start:end], split_column - indent),)
        if correction.kind is not None and correction.kind not in LINE_KINDS:
            raise Refused(f"知らない種類です: {correction.kind}", f"unknown kind: {correction.kind}")
        if correction.kind is None and correction.label is None and correction.join is None and not split:
            raise Refused("何も指定されていません", "nothing was said")
        quote = quote_of(text, start, end)
        return self._add(loaded, msgspec.structs.replace(correction, quote=quote, split=split), page)

    def correct_reference(
        self,
        doc_id: str,
        passage: int | tuple[int, int, int],
        targets: tuple[str, ...],
        law: str | None,
        page: PageState | None = None,
        shown: ShownPassage | None = None,
    ) -> str:
        """Correct a reference: one of the analysis, by its index, or words of a line (its number, start and end column)
        that are to be one; ``shown`` on the page."""
        loaded = self.load_shown(doc_id, page)
        references, text = loaded.analysis.references, loaded.analysis.source.text
        if isinstance(passage, tuple):
            start, end = column_span(text, *passage)
            if shown is not None:
                check_line(text[start:end], shown.quote)
        elif 0 <= passage < len(references):
            start, end = references[passage].start, references[passage].end
            if shown is not None:
                shown.check(place_of(text, references[passage]))
        else:
            raise Refused("その参照はありません", "no such reference")
        return self._add(loaded, ReferenceCorrection(quote_of(text, start, end), targets, law), page)

    def decide(
        self,
        doc_id: str,
        index: int,
        verdict: Verdict,
        reason: str,
        page: PageState | None = None,
        shown: ShownPassage | None = None,
        by: str = "",
    ) -> str:
        """Accept a finding, or dismiss it with a reason; ``shown`` on the page, ``by`` whom (else the session's editor)."""
        loaded = self.load_shown(doc_id, page)
        analysis = loaded.analysis
        if not 0 <= index < len(analysis.diagnostics):
            raise Refused("その指摘はありません", "no such finding")
        if verdict == "dismissed" and not reason:
            raise Refused("却下には理由が必要です", "a dismissal needs a reason")
        finding = analysis.diagnostics[index]
        if shown is not None:
            shown.check(place_of(analysis.source.text, finding))
        words = dismissal(analysis, finding, reason)
        entry = FindingVerdict(finding.code, verdict, words.quote, words.context, reason, self.named(by), date.today())
        return self._add(loaded, entry, page)

    def verify(self, doc_id: str, name: str, page: PageState | None = None) -> None:
        """Mark the analysis of a document as verified by a person; an empty name withdraws it."""
        day = date.today() if name else None
        loaded = self.load_shown(doc_id, page)
        self._edit(loaded, lambda work: msgspec.structs.replace(work, verified_by=name or None, verified_on=day), page)

    def undo(self, doc_id: str, entry_key: str, page: PageState | None = None) -> None:
        """Remove an entry; `Overtaken` when somebody else has removed or replaced it."""

        def without(work: WorkCorrections) -> WorkCorrections:
            kept = without_entry(work, entry_key)
            if kept == work:
                raise Overtaken("その修正はもうありません", "this correction is no longer there")
            return kept

        self._edit(self.load_shown(doc_id, page), without, None)  # its key says which one is meant

    def _add(self, loaded: LoadedDocument, entry: CorrectionEntry, page: PageState | None) -> str:
        """Add an entry to the file; its key."""
        self._edit(loaded, lambda work: with_entry(work, entry), page)
        return key(entry)

    def _edit(self, loaded: LoadedDocument, change: Change, page: PageState | None) -> None:
        """Read the file, change it and replace it while nobody else does, in this process or another."""

        def change_seen(before: WorkCorrections) -> WorkCorrections:
            after = change(before)
            if page is not None:
                page.check_corrections(self.corrections_of(loaded), before, after)
            return after

        self.edit_works(lambda: [(self.work_of(loaded.row), change_seen)])

    def edit_works(self, changes: Callable[[], list[tuple[WorkCorrections, Change]]]) -> None:
        """Read the file, change works in it and replace it; ``changes`` is asked while nobody else may write."""
        if self.file is None:
            raise Refused(
                "修正の置き場所が分かりません（--raw か --corrections を付けて開いてください）",
                "no place for corrections is known (open with --raw or --corrections)",
            )
        with self._file_lock, _writing(self.file):
            edit_all(self.file, changes())

    def work_of(self, row: Row) -> WorkCorrections:
        """The work of a document as a new file would have it."""
        return WorkCorrections(row["work_id"] or row["doc_id"], row["title"], row["source_path"], row["source_sha256"])

    def named(self, by: str) -> str | None:
        """Who decides: the name that a page gives, else the editor whom the session was opened for."""
        return "".join(letter for letter in by if letter.isprintable()).strip()[:_LONGEST_NAME] or self.editor

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

    def document_now(self, doc_id: str, path: str) -> str | None:
        """The id that a document has now which was known under this id and source path; None when it is gone."""
        rows = self.corpus.documents.to_arrow(["doc_id"], filters=[("doc_id", "=", doc_id)])
        return doc_id if rows.num_rows else self.document_at(path)

    def document_at(self, path: str) -> str | None:
        """The id that the document of a source path has now."""
        rows = self.corpus.documents.to_arrow(["doc_id"], filters=[("source_path", "=", path)]).to_pylist()
        return rows[0]["doc_id"] if rows else None


def _about(corrections: Corrections, row: Row) -> WorkCorrections | None:
    return corrections.about(row["work_id"] or "", row["source_path"], row["source_sha256"])


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    """Hold the lock of a file of corrections: other editors have their own sessions on it."""
    target = file.resolve()
    busy = "ほかの人が修正を保存中です。もう一度お願いします", "somebody else is saving corrections: try it again"
    lock = target.with_name(f".{target.name}.lock")
    with refusing(f"{file} に書けません", f"cannot write {file}"), locked(lock, busy, _PATIENCE):
        yield


@lru_cache(maxsize=2)
def _overview(build: Path, build_time: int) -> tuple[list[Row], list[Row]]:
    """The documents, and the findings that are not suppressed; another build has another time."""
    del build_time
    corpus = Corpus(build)
    documents = corpus.documents.to_arrow(_DOCUMENT_COLUMNS).sort_by("source_path").to_pylist()
    findings = corpus.diagnostics.to_arrow(_FINDING_COLUMNS).to_pylist()
    return documents, [row | {"index": row["diag_id"] - 1} for row in findings]
