"""Verified documents as gold data: the trees, the references and the verdicts, to measure the parser by."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.config.corrections_file import as_table
from jorei.errors import Refused
from jorei.identity.documents import file_name
from jorei.review.session import ReviewSession
from jorei.write.json_tree import encode, to_json

_FACT_TABLES: Final = ("references", "definitions", "norms", "amendments", "diagnostics")


def export_gold(session: ReviewSession, folder: Path) -> int:
    """Write each verified document as ``<doc_id>.json`` (the JSON tree, as built) and its corrections as
    ``<doc_id>.corrections.json``; the number of documents. `Refused` when the build lacks some corrections."""
    if session.stale:
        raise Refused(
            "修正がまだビルドに反映されていません。先に jorei build してください",
            "the build does not have all corrections yet: run jorei build first",
        )
    documents, _ = session.overview()
    verified: list[str] = [row["doc_id"] for row in documents if row["verified_by"]]
    folder.mkdir(parents=True, exist_ok=True)
    for doc_id in verified:
        loaded = session.load(doc_id)
        facts = {name: _fact_rows(session, name, doc_id) for name in _FACT_TABLES}
        name = file_name(doc_id)
        (folder / f"{name}.json").write_bytes(encode(to_json(loaded.analysis, loaded.row) | facts))
        work = session.corrections_of(loaded)
        corrections = msgspec.json.encode(as_table(work) if work else {})
        (folder / f"{name}.corrections.json").write_bytes(msgspec.json.format(corrections, indent=2) + b"\n")
    return len(verified)


def _fact_rows(session: ReviewSession, name: str, doc_id: str) -> list[dict[str, Any]]:
    """The rows of a document with every column of the build: an `Analysis` has fewer."""
    return session.corpus.rows(name, doc_id).drop_columns(["doc_id"]).to_pylist()
