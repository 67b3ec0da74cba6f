"""The summary of a build: one ordinance, the counts, one finding, and the folder it was written to."""

from __future__ import annotations

import shutil
from typing import Any, Final

from jorei.dataset.arrow import plain
from jorei.dataset.corpus import Corpus
from jorei.dataset.rowgroups import read
from jorei.model import Diagnostic
from jorei.model.vocabulary import Severity
from jorei.report.findings import LineOffsets, show_finding
from jorei.run.job import BuildReport
from jorei.text.outline import outline

_NAMES: Final = {
    "documents": "文書", "nodes": "条項", "references": "参照", "links": "文書間のリンク", "definitions": "定義",
    "amendments": "改正", "norms": "規範", "diagnostics": "指摘", "tokens": "形態素",
}  # fmt: skip
_OUTLINE_LINES: Final = 14
"""Lines of the ordinance that are shown. Chosen: half a terminal of 24 lines and a little."""
_MOST_COMPARED: Final = 10_000
"""Findings among which the gravest is looked for. Chosen, so that a large build is not read again."""
_RANK: Final[dict[Severity, int]] = {"error": 0, "warning": 1, "info": 2}


def summary(report: BuildReport) -> str:
    """A few lines for a person."""
    corpus = Corpus(report.target)
    finding = _finding(corpus)
    document = _document(corpus, finding)
    width = min(shutil.get_terminal_size().columns, 120)
    blocks = [
        outline(corpus.tree(document), width=width, limit=_OUTLINE_LINES) if document else "",
        _counts(report),
        _show(corpus, finding, width) if finding else "",
        _unnamed(report),
        f"→ {report.target}  ({report.seconds_total:.1f} s)",
    ]
    return "\n\n".join(block for block in blocks if block)


def _counts(report: BuildReport) -> str:
    rows = [f"  {count:>9,}  {_NAMES.get(name, name)} {name}" for name, count in report.rows.items()]
    if report.unreadable:
        rows.insert(1, f"  {len(report.unreadable):>9,}  うち読めないもの unreadable")
    if report.duplicates:
        again = sum(len(paths) for paths in report.duplicates.values())
        rows.insert(1, f"  {again:>9,}  同じ本文で除いたもの left out: the same text")
    return "\n".join(rows)


_UNNAMED: Final = {"title": "題名", "municipality": "自治体名", "kind": "種別"}
_MOST_NAMED: Final = 3
"""Paths that are shown for each column. Chosen; build.json has them all."""


def _unnamed(report: BuildReport) -> str:
    """Which documents lack a title, a municipality or a kind."""
    lines = []
    for name, paths in report.unnamed.items():
        more = " …" if len(paths) > _MOST_NAMED else ""
        lines.append(
            f"{_UNNAMED[name]}のない文書 / documents without {name}: {len(paths)} ({', '.join(paths[:_MOST_NAMED])}{more})"
        )
    if "municipality" in report.unnamed:
        lines.append(
            "自治体名は manifest.csv に書けます（フォルダ全体は * の行で） / name it in manifest.csv (a row * is for all)"
        )
    return "\n".join(lines)


def _finding(corpus: Corpus) -> dict[str, Any] | None:
    """The gravest finding of the first part, a dangling reference if there is one."""
    for file in corpus.diagnostics.files:
        table = read(file, ["doc_id", "code", "name", "severity", "confidence", "message", "start", "end"])
        few = table.slice(0, _MOST_COMPARED)
        columns = plain(few.column("code")), plain(few.column("severity")), few.column("confidence")
        listed = (column.to_pylist() for column in columns)
        rows = zip(*listed, strict=True)
        ranks = [(code != "R01", _RANK[severity], -confidence) for code, severity, confidence in rows]
        if ranks:
            (row,) = table.slice(ranks.index(min(ranks)), 1).to_pylist()
            return dict(row)
    return None


def _document(corpus: Corpus, finding: dict[str, Any] | None) -> str | None:
    """The document of the finding, else the first with articles."""
    if finding:
        return str(finding["doc_id"])
    for file in corpus.documents.files:
        for row in read(file, ["doc_id", "article_count", "status"]).to_pylist():
            if row["status"] == "ok" and row["article_count"]:
                return str(row["doc_id"])
    return None


def _show(corpus: Corpus, row: dict[str, Any], width: int) -> str:
    (document,) = corpus.rows("documents", row["doc_id"], ["source_path", "text"]).to_pylist()
    finding = Diagnostic(row["code"], row["name"], row["severity"], row["message"], "", row["start"], row["end"])
    return show_finding(finding, document["source_path"], LineOffsets(document["text"] or ""), width, brief=True)
