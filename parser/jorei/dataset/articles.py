"""Articles with their text: a row for each 条, and for each 項 that stands in none, beside the tables of a build.

Nothing of it is stored: it is made from `nodes`, `documents`, `references` and `definitions` part by part when it is
asked for. The view ``articles`` of `jorei.dataset.sql` has the same rows, without the lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyarrow as pa

from jorei.dataset.extras import optional
from jorei.dataset.pinned import PinnedBuild
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
_DOCUMENTS: Final = [
    "doc_id", "work_id", "municipality", "prefecture", "title", "kind", "law_number", "promulgated_on", "in_force_on", "source_path",
    "source_url",
]  # fmt: skip
_NODES: Final = ["doc_id", "node_id", "parent_id", "kind", "label", "title", "citation", "caption", "full_text"]
_REFERENCES: Final = [
    "doc_id", "node_id", "ref_id", "ordinal", "text", "relation", "status", "target_law", "target_law_title", "target_citation",
    "target_node_id", "confidence", "within_ref_id",
]  # fmt: skip
_LINKS: Final = ["doc_id", "ref_id", "ordinal", "target_doc_id", "target_node_id"]
_DEFINITIONS: Final = ["doc_id", "node_id", "term", "definition"]

Row = dict[str, Any]


class Article(NamedTuple):
    """An article: the rows of its document and its node, the divisions above it, and the rows of its references (with the
    document that they lead to, under ``target_doc_id``) and definitions."""

    document: Row
    node: Row
    chapters: tuple[str, ...]
    references: list[Row]
    definitions: list[Row]


def articles_of(path: Path, part: str) -> list[Article]:
    """The articles of a part of the build at ``path``, in the order of the text."""

    def rows(table: str, columns: list[str]) -> list[Row]:
        file = path / table / part
        return read(file, columns).to_pylist() if file.exists() else []

    documents = {row["doc_id"]: row for row in rows("documents", _DOCUMENTS)}
    articles: list[Article] = []
    article_of: dict[tuple[str, str], Article] = {}
    chapters: dict[tuple[str, str], tuple[str, ...]] = {}
    for node in rows("nodes", _NODES):
        doc_id, above = node["doc_id"], (node["doc_id"], node["parent_id"])
        over = chapters.get(above, ())
        if node["kind"] in DIVISIONS:
            over = (*over, " ".join(filter(None, (node["label"], node["title"]))))
        chapters[doc_id, node["node_id"]] = over
        article = article_of.get(above)
        if node["full_text"] is not None:
            article = Article(documents[doc_id], node, over, [], [])
            articles.append(article)
        if article is not None:
            article_of[doc_id, node["node_id"]] = article
    leads = {(row["doc_id"], row["ref_id"], row["ordinal"]): row for row in rows("links", _LINKS)}
    for reference in rows("references", _REFERENCES):
        article = article_of.get((reference["doc_id"], reference["node_id"]))
        if article is not None and reference["within_ref_id"] is None:
            lead = leads.get((reference["doc_id"], reference["ref_id"], reference["ordinal"]), {})
            article.references.append(reference | {"target_doc_id": None} | {
                name: lead[name] for name in ("target_doc_id", "target_node_id") if name in lead
            })  # fmt: skip
    for definition in rows("definitions", _DEFINITIONS):
        article = article_of.get((definition["doc_id"], definition["node_id"]))
        if article is not None:
            article.definitions.append(definition)
    return articles


class ArticlesTable:
    """The articles of a build; nothing is read before it is asked for."""

    def __init__(self, build: PinnedBuild) -> None:
        self._build = build

    def __repr__(self) -> str:
        return f"<jorei articles of {self._build.path}: {len(self)} rows>"

    def __len__(self) -> int:
        texts = (read(file, ["full_text"]).column("full_text") for file in self._files("nodes"))
        return sum(len(column) - column.null_count for column in texts)

    def to_arrow(self, columns: list[str] | None = None) -> pa.Table:
        """All articles, or some columns of them."""
        tables = [pa.Table.from_pylist([_flat(article) for article in part], ARTICLES) for part in self.parts()]
        table = pa.concat_tables(tables) if tables else ARTICLES.empty_table()
        return table.select(columns) if columns else table

    def to_pandas(self, columns: list[str] | None = None) -> pd.DataFrame:
        """The articles as a DataFrame."""
        frame: pd.DataFrame = self.to_arrow(columns).to_pandas()
        return frame

    def to_polars(self, columns: list[str] | None = None) -> Any:
        """The articles as a polars DataFrame (needs polars)."""
        return optional("polars").from_arrow(self.to_arrow(columns))

    def parts(self) -> Iterator[list[Article]]:
        """The articles of each part of the build, with all that is known of them."""
        for file in self._files("nodes"):
            with self._build.reading():
                articles = articles_of(self._build.root, file.name)
            self._build.check()  # a part that is missing is taken for one without rows
            yield articles

    def _files(self, table: str) -> list[Path]:
        with self._build.reading():  # the folder may go while it is listed
            files = sorted((self._build.root / table).glob("*.parquet"))
        self._build.check()
        return files


def _flat(article: Article) -> Row:
    """The row of an article in `ARTICLES`."""
    document, node = article.document, article.node
    return {
        **{name: document[name] for name in ("doc_id", "municipality", "title")},
        **{name: node[name] for name in ("node_id", "citation", "caption", "full_text")},
        "chapter": _SEPARATOR.join(article.chapters) or None,
        "references": [_cited(reference) for reference in article.references],
        "definitions": [definition["term"] for definition in article.definitions],
    }


def _cited(reference: dict[str, Any]) -> str:
    """What a reference cites: 第3条第1項, 行政手続法第2条; as written when its target is not known."""
    law = reference["target_law_title"] or reference["target_law"]
    target = reference["target_citation"]
    if law:
        return f"{law}{target or ''}"
    return str(target or reference["text"])
