"""What people have verified, as gold data: the trees, the references and the verdicts, to measure by."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from jorei.config.corrections_file import as_table
from jorei.errors import Refused
from jorei.identity.documents import file_name
from jorei.review.desk import Desk
from jorei.write.json_tree import encode, to_json

_FACTS: Final = ("references", "definitions", "norms", "amendments", "diagnostics")


def _rows(desk: Desk, name: str, doc_id: str) -> list[dict[str, Any]]:
    """The rows of a document as the build has them: all of what it says of each fact."""
    return desk.corpus.rows(name, doc_id).drop_columns(["doc_id"]).to_pylist()


def export_gold(desk: Desk, folder: Path) -> int:
    """Write each verified document as ``<doc_id>.json`` (the JSON tree, as built) and all that was said about it as
    ``<doc_id>.corrections.json``; how many there are. `Refused` when the build does not have the corrections yet."""
    if desk.stale:
        raise Refused(
            "修正がまだビルドに反映されていません。先に jorei build してください",
            "the build does not have all corrections yet: run jorei build first",
        )
    documents, _ = desk.overview()
    verified = [one["doc_id"] for one in documents if one["verified_by"]]
    folder.mkdir(parents=True, exist_ok=True)
    for doc_id in verified:
        loaded = desk.load(doc_id)
        tree = to_json(loaded.analysis, loaded.row) | {name: _rows(desk, name, doc_id) for name in _FACTS}
        name = file_name(doc_id)
        (folder / f"{name}.json").write_bytes(encode(tree))
        work = desk.work(loaded)
        said = msgspec.json.encode(as_table(work) if work else {})
        (folder / f"{name}.corrections.json").write_bytes(msgspec.json.format(said, indent=2) + b"\n")
    return len(verified)
