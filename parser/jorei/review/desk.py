"""What the editor works on: one build, the folder it was built from, and one file of corrections.

Nothing is written but that file; a rebuild is the ordinary `jorei.run.local.build`.
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
from jorei.config.corrections_edit import CorrectionEntry, edit, entries, key, with_entry, without_entry
from jorei.config.corrections_file import Corrections, default_place, digest, read_corrections
from jorei.dataset.corpus import Corpus
from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.model import Analysis
from jorei.model.corrections import (
    LINE_KINDS,
    FindingVerdict,
    LineCorrection,
    Quote,
    ReferenceCorrection,
    WorkCorrections,
)
from jorei.pipeline.apply_corrections import suppression
from jorei.review.kinds import NAMES
from jorei.review.load import LoadedDocument, load
from jorei.text.quote import Quotable

Verdicts = dict[int, tuple[str, str]]
_SEVERITIES: Final = ("error", "warning", "info")
_FINDING_COLUMNS: Final = [
    "doc_id", "diag_id", "code", "severity", "confidence", "message", "message_en", "line", "suppressed_by",
]  # fmt: skip
_DOCUMENT_COLUMNS: Final = [
    "doc_id", "work_id", "title", "municipality", "law_number", "source_path", "source_sha256", "status",
    "status_reason", "article_count", "verified_by",
]  # fmt: skip


class Desk:
    """The state of one review; every method may be called from any thread."""

    def __init__(self, corpus: Path, raw: Path | None = None, corrections: Path | None = None, by: str | None = None):
        self.place, self.raw, self.by = corpus, raw, by
        self.file = corrections or (default_place(raw) if raw else None)
        self._lock = threading.RLock()
        self._remembered: dict[tuple[str, int, str], Verdicts] = {}
        self._build_lock = threading.Lock()
        Corpus(corpus)  # refuses what is no build, before a server is started

    # ---- reading

    @property
    def corpus(self) -> Corpus:
        return Corpus(self.place)

    def _stamp(self) -> int:
        """What changes when the build does."""
        return (self.corpus.path / MARKER).stat().st_mtime_ns

    def overview(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The documents, and the findings that were not dismissed, each with its place in its document (``at``)."""
        documents, findings = _overview(self.place, self._stamp())
        decided = self._decided(documents)
        return documents, [one | {"verdict": decided.get((one["doc_id"], one["at"]), "")} for one in findings]

    def _decided(self, documents: list[dict[str, Any]]) -> dict[tuple[str, int], str]:
        """Findings with a verdict in the file, also when it waits for a rebuild."""
        if self.file is None or not self.file.exists():
            return {}
        corrections = Corrections(read_corrections(self.file))
        found = {}
        for one in documents:
            work = corrections.about(one["work_id"] or "", one["source_path"], one["source_sha256"])
            if work is not None and work.findings and one["status"] == "ok":
                for at, (verdict, _) in self._verdicts_of(one["doc_id"], work).items():
                    found[one["doc_id"], at] = verdict
        return found

    def _verdicts_of(self, doc_id: str, work: WorkCorrections) -> Verdicts:
        """Like `verdicts`, remembered until the build or what was said changes: the list asks for every document."""
        name = (doc_id, self._stamp(), digest(work))
        if name not in self._remembered:
            self._remembered = {known: some for known, some in self._remembered.items() if known[0] != doc_id}
            self._remembered[name] = self.verdicts(self.load(doc_id))
        return self._remembered[name]

    def load(self, doc_id: str) -> LoadedDocument:
        """One document; `KeyError` when there is none."""
        return load(self.corpus, doc_id)

    def work(self, loaded: LoadedDocument) -> WorkCorrections | None:
        """What was said about a document so far."""
        if self.file is None or not self.file.exists():
            return None
        row = loaded.row
        return Corrections(read_corrections(self.file)).about(
            row["work_id"] or "", row["source_path"], row["source_sha256"]
        )

    def verdicts(self, loaded: LoadedDocument) -> Verdicts:
        """What was decided about findings: by their place, the verdict and its reason."""
        work = self.work(loaded)
        said = work.findings if work else ()
        analysis = _with_open_findings(loaded.analysis)
        found: Verdicts = {}
        for verdict in ("dismissed", "accepted"):
            some = [one for one in said if one.verdict == verdict]
            marked, _ = suppress(analysis, analysis.diagnostics, [suppression(one) for one in some])
            for at, one in enumerate(marked):
                if one.suppressed_by:
                    found[at] = (verdict, one.suppressed_by)
        return found

    def said(self, loaded: LoadedDocument) -> list[dict[str, Any]]:
        """What was said about a document, for the page: the newest last."""
        work = self.work(loaded)
        return [_shown(one) for one in entries(work)] if work else []

    @property
    def stale(self) -> bool:
        """Whether the file says anything else than what the build was made with."""
        works = read_corrections(self.file) if self.file and self.file.exists() else ()
        return [digest(work) for work in works] != [one.get("digest") for one in self.corpus.info["corrections"]]

    # ---- writing

    def correct_line(self, doc_id: str, line: int, said: LineCorrection, split: int | None) -> None:
        """Say what a line is; ``said.quote`` is filled in here, ``split`` is a column at which a line begins."""
        loaded = self.load(doc_id)
        text = loaded.analysis.source.text
        start, end = _line(text, line)
        lead = start - text.rfind("\n", 0, start) - 1
        parts = () if split is None else (_rest(text[start:end], split - lead),)
        if said.kind is not None and said.kind not in LINE_KINDS:
            raise Refused(f"知らない種類です: {said.kind}", f"unknown kind: {said.kind}")
        if said.kind is None and said.label is None and said.join is None and not parts:
            raise Refused("何も指定されていません", "nothing was said")
        self._add(loaded, msgspec.structs.replace(said, quote=_quote(text, start, end), split=parts))

    def correct_reference(
        self, doc_id: str, where: int | tuple[int, int, int], targets: tuple[str, ...], law: str | None
    ) -> None:  # fmt: skip
        """Say where a reference leads: one that was found, by its place, or words of a line (its number, their columns)
        that were not seen as one."""
        loaded = self.load(doc_id)
        references, text = loaded.analysis.references, loaded.analysis.source.text
        if isinstance(where, tuple):
            start, end = _words(text, *where)
        elif 0 <= where < len(references):
            start, end = references[where].start, references[where].end
        else:
            raise Refused("その参照はありません", "no such reference")
        self._add(loaded, ReferenceCorrection(_quote(text, start, end), targets, law))

    def decide(self, doc_id: str, at: int, verdict: str, reason: str) -> None:
        """Accept a finding, or dismiss it with a reason."""
        loaded = self.load(doc_id)
        analysis = loaded.analysis
        if not 0 <= at < len(analysis.diagnostics):
            raise Refused("その指摘はありません", "no such finding")
        if verdict == "dismissed" and not reason:
            raise Refused("却下には理由が必要です", "a dismissal needs a reason")
        found = analysis.diagnostics[at]
        words = dismissal(analysis, found, reason)
        self._add(
            loaded,
            FindingVerdict(
                found.code, "dismissed" if verdict == "dismissed" else "accepted", words.quote, words.context, reason,
                self.by, _today(),
            ),
        )  # fmt: skip

    def verify(self, doc_id: str, by: str) -> None:
        """Say who has verified the analysis of a document; nobody takes it back."""
        day = _today() if by else None
        self._edit(
            self.load(doc_id), lambda work: msgspec.structs.replace(work, verified_by=by or None, verified_on=day)
        )

    def undo(self, doc_id: str, name: str) -> None:
        """Take an entry back."""
        self._edit(self.load(doc_id), lambda work: without_entry(work, name))

    def _add(self, loaded: LoadedDocument, entry: CorrectionEntry) -> None:
        self._edit(loaded, lambda work: with_entry(work, entry))

    def _edit(self, loaded: LoadedDocument, change: Callable[[WorkCorrections], WorkCorrections]) -> None:
        if self.file is None:
            raise Refused(
                "修正の置き場所が分かりません（--raw か --corrections を付けて開いてください）",
                "no place for corrections is known (open with --raw or --corrections)",
            )
        row = loaded.row
        about = WorkCorrections(row["work_id"] or row["doc_id"], row["title"], row["source_path"], row["source_sha256"])
        with self._lock:
            edit(self.file, about, change)

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
            build(self.raw, self.place, options=options, corrections=file)

    def document_of(self, path: str) -> str | None:
        """The id that the document of a source path has now."""
        found = self.corpus.documents.to_arrow(["doc_id"], filters=[("source_path", "=", path)]).to_pylist()
        return found[0]["doc_id"] if found else None


@lru_cache(maxsize=2)
def _overview(place: Path, stamp: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    del stamp  # another build is another entry of the cache
    corpus = Corpus(place)
    documents = corpus.documents.to_arrow(_DOCUMENT_COLUMNS).sort_by("source_path").to_pylist()
    findings = corpus.diagnostics.to_arrow(_FINDING_COLUMNS).to_pylist()
    for one in findings:
        one["at"] = one["diag_id"] - 1
    return documents, [one for one in findings if not one["suppressed_by"]]


def counts(findings: list[dict[str, Any]]) -> dict[str, Counter[str]]:
    """Open findings of each document by severity."""
    found: dict[str, Counter[str]] = {}
    for one in findings:
        if not one["verdict"]:
            found.setdefault(one["doc_id"], Counter())[one["severity"]] += 1
    return found


def queue(findings: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
    """What is left to decide: the most doubtful first (the least confidence, then the gravest), or the gravest first."""
    rank = {severity: at for at, severity in enumerate(_SEVERITIES)}

    def doubt(one: dict[str, Any]) -> tuple[Any, ...]:
        keys = (one["confidence"], rank[one["severity"]])
        return (*(keys if order == "doubtful" else keys[::-1]), one["doc_id"], one["at"])

    return sorted((one for one in findings if not one["verdict"]), key=doubt)


def _with_open_findings(analysis: Analysis) -> Analysis:
    """The analysis as if nothing had been dismissed yet."""
    opened = tuple(msgspec.structs.replace(one, suppressed_by=None) for one in analysis.diagnostics)
    return msgspec.structs.replace(analysis, diagnostics=opened)


def _today() -> date:
    return date.today()


def _line(text: str, number: int) -> tuple[int, int]:
    """Start and end of a line without the blanks around it."""
    lines = text.split("\n")
    if not 1 <= number <= len(lines) or not lines[number - 1].strip():
        raise Refused("その行には何もありません", "there is nothing on that line")
    start = sum(len(line) + 1 for line in lines[: number - 1])
    row = lines[number - 1]
    lead = len(row) - len(row.lstrip())
    return start + lead, start + len(row.rstrip())


def _words(text: str, number: int, start: int, end: int) -> tuple[int, int]:
    """Start and end of the words of a line between two columns."""
    lines = text.split("\n")
    if not 1 <= number <= len(lines) or not 0 <= start < end <= len(lines[number - 1]):
        raise Refused("その箇所はありません", "no such words")
    before = sum(len(line) + 1 for line in lines[: number - 1])
    return before + start, before + end


def _rest(row: str, column: int) -> str:
    """The words with which a line begins at a column: as few as stand there only once."""
    rest = row[column:].strip()
    if not 0 < column < len(row) or not rest or not row[:column].strip():
        raise Refused("行を分ける位置が行の端にあります", "a line cannot be split at its end")
    at = row.index(rest, column)
    shortest = next((length for length in range(4, len(rest)) if row.find(rest[:length], 1) == at), len(rest))
    return rest[:shortest]


def _quote(text: str, start: int, end: int) -> Quote:
    quote = Quotable(text).quote(start, end)
    if quote is None:
        raise Refused(
            "この箇所は前後も含めて同じものが他にもあり、区別できません",
            "this place cannot be told from others like it",
        )
    return quote


def _shown(entry: CorrectionEntry) -> dict[str, Any]:
    """An entry in a few words, in both languages."""
    match entry:
        case LineCorrection():
            ja, en, quote = *_said_of_line(entry), entry.quote.text
        case ReferenceCorrection():
            where = " ".join(filter(None, (entry.law, "、".join(entry.targets))))
            ja, en, quote = f"参照先 → {where or 'なし'}", f"leads to {where or 'nothing'}", entry.quote.text
        case FindingVerdict():
            quote = entry.quote
            gone = entry.verdict == "dismissed"
            ja = f"{entry.code} 却下: {entry.reason}" if gone else f"{entry.code} 認める"
            en = f"{entry.code} dismissed: {entry.reason}" if gone else f"{entry.code} accepted"
    return {"key": key(entry), "quote": " ".join(quote.split())[:60], "ja": ja, "en": en}


def _said_of_line(entry: LineCorrection) -> tuple[str, str]:
    ja = [f"種類 {NAMES.get(entry.kind, entry.kind)}"] if entry.kind else []
    en = [f"is {entry.kind}"] if entry.kind else []
    if entry.label is not None:
        ja.append(f"番号 {entry.label}" if entry.label else "番号なし")
        en.append(f"label {entry.label}" if entry.label else "no label")
    if entry.join is not None:
        ja.append("前の行につなぐ" if entry.join else "前の行から切り離す")
        en.append("joined to the line before" if entry.join else "parted from the line before")
    ja += [f"「{words}」から分ける" for words in entry.split]
    en += [f"split at {words}" for words in entry.split]
    return "、".join(ja), ", ".join(en)
