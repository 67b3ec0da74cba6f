"""Articles with their text: a row for each 条, and for each 項 that stands in none, beside the tables of a build.

Nothing of it is stored: it is made from `nodes`, `documents`, `references` and `definitions` part by part when it is
asked for. The view ``articles`` of `jorei.dataset.sql` has the same rows, without the lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from jorei.dataset.extras import optional
from jorei.dataset.rowgroups import read
from jorei.model.kinds import DIVISIONS

if TYPE_CHECKING:
    import pandas as pd

_STRINGS: Final = pa.list_(pa.string())
ARTICLES: Final = pa.schema(
    [
        pa.field("doc_id", pa.string(), nullable=False),
        pa.field("municipality", pa.string()),
        pa.field("title", pa.string()),
        pa.field("node_id", pa.string(), nullable=False),
        pa.field("citation", pa.string()),
        pa.field("caption", pa.string()),
        pa.field("chapter", pa.string()),
        pa.field("full_text", pa.string(), nullable=False),
        pa.field("references", _STRINGS),
        pa.field("definitions", _STRINGS),
    ]
)
"""``title`` is that of the document, ``chapter`` the divisions above (第2章 公開 > 第1節 手続), ``references`` what the
article cites in reading order (第3条第1項; of another law its title before it), ``definitions`` the terms it defines."""

_SEPARATOR: Final = " > "
_NODES: Final = ["doc_id", "node_id", "parent_id", "kind", "label", "title", "citation", "caption", "full_text"]
_REFERENCES: Final = [
    "doc_id", "node_id", "target_law", "target_law_title", "target_citation", "text", "within_ref_id",
]  # fmt: skip


class ArticlesTable:
    """The articles of a build; nothing is read before it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __repr__(self) -> str:
        return f"<jorei articles of {self.path}: {len(self)} rows>"

    def __len__(self) -> int:
        return sum(
            read(file, ["full_text"]).num_rows - read(file, ["full_text"]).column("full_text").null_count
            for file in self._files("nodes")
        )

    def to_arrow(self, columns: list[str] | None = None) -> pa.Table:
        """All articles, or some columns of them."""
        tables = [pa.Table.from_pylist(list(self._rows(file.name)), ARTICLES) for file in self._files("nodes")]
        table = pa.concat_tables(tables) if tables else ARTICLES.empty_table()
        return table.select(columns) if columns else table

    def to_pandas(self, columns: list[str] | None = None) -> pd.DataFrame:
        """The articles as a DataFrame."""
        frame: pd.DataFrame = self.to_arrow(columns).to_pandas()
        return frame

    def to_polars(self, columns: list[str] | None = None) -> Any:
        """The articles as a polars DataFrame (needs polars)."""
        return optional("polars").from_arrow(self.to_arrow(columns))

    def _files(self, table: str) -> list[Path]:
        return sorted((self.path / table).glob("*.parquet"))

    def _part(self, table: str, part: str, columns: list[str]) -> list[dict[str, Any]]:
        file = self.path / table / part
        return read(file, columns).to_pylist() if file.exists() else []

    def _rows(self, part: str) -> Iterator[dict[str, Any]]:
        documents = {row["doc_id"]: row for row in self._part("documents", part, ["doc_id", "municipality", "title"])}
        articles: list[dict[str, Any]] = []
        article_of: dict[tuple[str, str], dict[str, Any]] = {}
        chapters: dict[tuple[str, str], str | None] = {}
        for node in self._part("nodes", part, _NODES):
            doc_id, above = node["doc_id"], (node["doc_id"], node["parent_id"])
            chapter = chapters.get(above)
            if node["kind"] in DIVISIONS:
                name = " ".join(filter(None, (node["label"], node["title"])))
                chapter = f"{chapter}{_SEPARATOR}{name}" if chapter else name
            chapters[doc_id, node["node_id"]] = chapter
            article = article_of.get(above)
            if node["full_text"] is not None:
                article = {
                    "doc_id": doc_id, "municipality": documents[doc_id]["municipality"], "title": documents[doc_id]["title"],
                    "chapter": chapter, "references": [], "definitions": [],
                    **{name: node[name] for name in ("node_id", "citation", "caption", "full_text")},
                }  # fmt: skip
                articles.append(article)
            if article is not None:
                article_of[doc_id, node["node_id"]] = article
        for reference in self._part("references", part, _REFERENCES):
            article = article_of.get((reference["doc_id"], reference["node_id"]))
            if article is not None and reference["within_ref_id"] is None:
                article["references"].append(_cited(reference))
        for definition in self._part("definitions", part, ["doc_id", "node_id", "term"]):
            article = article_of.get((definition["doc_id"], definition["node_id"]))
            if article is not None:
                article["definitions"].append(definition["term"])
        yield from articles


def _cited(reference: dict[str, Any]) -> str:
    """What a reference cites: 第3条第1項, 行政手続法第2条; as written when its target is not known."""
    law = reference["target_law_title"] or reference["target_law"]
    target = reference["target_citation"]
    if law:
        return f"{law}{target or ''}"
    return str(target or reference["text"])
