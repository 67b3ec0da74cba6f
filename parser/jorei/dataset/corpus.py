"""`Corpus`: a build, opened for reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jorei.dataset.pinned import PinnedBuild
from jorei.dataset.schema import TABLES, arrow_schema
from jorei.dataset.seal import MARKER
from jorei.dataset.table import Table
from jorei.document import Document, document_of
from jorei.model import Tree

if TYPE_CHECKING:
    import pyarrow as pa

    from jorei.dataset.articles import ArticlesTable


class Corpus:
    """A build folder. ``corpus.documents``, ``corpus.nodes`` … are its datasets; ``corpus.sql`` asks across them.

    It is the build that was there when it was opened. When that is replaced by a new one, reading it raises `Refused`,
    and never mixes the two; open the new one then.
    """

    def __init__(self, path: str | Path = "corpus/build") -> None:
        self._pinned = PinnedBuild(Path(path))
        self.path = self._pinned.path

    @property
    def root(self) -> Path:
        """The folder to read files of this very build from, whatever has the name ``path`` now."""
        return self._pinned.root

    def __repr__(self) -> str:
        counts = ", ".join(f"{len(table):,} {name}" for name, table in self.tables.items())
        return f"<jorei corpus {self.path}: {counts}>"

    def __len__(self) -> int:
        return len(self.documents)

    def __iter__(self) -> Iterator[str]:
        """The doc_id of each document, in the order of the build."""
        from jorei.dataset.rowgroups import read

        for file in self.documents.files:
            yield from map(str, read(file, ["doc_id"]).column("doc_id").to_pylist())

    def __contains__(self, doc_id: object) -> bool:
        return any(doc_id == known for known in self)

    def __getitem__(self, doc_id: str) -> Document:
        """`document` of this id."""
        return self.document(doc_id)

    def document(self, doc_id: str) -> Document:
        """A document as `jorei.parse` gives it, from its rows: no text is read again.

        `KeyError` when there is none of this id, or when it could not be read.
        """
        from jorei.dataset.restore import restore

        return document_of(restore(self, doc_id))

    def reading(self) -> AbstractContextManager[None]:
        """While files below `root` are read: `Refused` when they are gone, or may be those of another build."""
        return self._pinned.reading()

    @property
    def stamp(self) -> str:
        """What tells the build from any other: the SHA-256 of its build.json."""
        with self.reading():
            return hashlib.sha256((self.root / MARKER).read_bytes()).hexdigest()

    @cached_property
    def info(self) -> dict[str, Any]:
        """build.json: versions, options, counts, what could not be read."""
        with self._pinned.reading():
            info: dict[str, Any] = msgspec.json.decode((self.root / MARKER).read_bytes())
        return info

    @property
    def tables(self) -> dict[str, Table]:
        """The datasets that are there, in the order of the contract."""
        tables = {name: Table(self._pinned, name) for name in TABLES if (self.root / name).is_dir()}
        self._pinned.check()
        return tables

    def table(self, name: str) -> Table:
        """A dataset by name; `KeyError` when the build has none of that name (tokens need ``--tokens``)."""
        return self.tables[name]

    @property
    def documents(self) -> Table:
        """One row for each input."""
        return self.table("documents")

    @property
    def articles(self) -> ArticlesTable:
        """Articles with their text: a row for each 条, and for each 項 that stands in none."""
        from jorei.dataset.articles import ArticlesTable

        return ArticlesTable(self._pinned)

    @property
    def nodes(self) -> Table:
        """The article trees, a row for each unit."""
        return self.table("nodes")

    @property
    def references(self) -> Table:
        """Mentions of provisions, a row for each target."""
        return self.table("references")

    @property
    def links(self) -> Table:
        """References that lead to other documents of the build."""
        return self.table("links")

    @property
    def definitions(self) -> Table:
        """Terms that a document defines."""
        return self.table("definitions")

    @property
    def amendments(self) -> Table:
        """Amending instruments that a document names."""
        return self.table("amendments")

    @property
    def norms(self) -> Table:
        """What each sentence demands, forbids or allows."""
        return self.table("norms")

    @property
    def diagnostics(self) -> Table:
        """Findings of the checks."""
        return self.table("diagnostics")

    @property
    def tokens(self) -> Table:
        """Morphemes of the nodes; only in a build with ``--tokens``."""
        return self.table("tokens")

    @property
    def alignments(self) -> Table:
        """Provisions that answer one another; only after ``jorei compare --keep``."""
        return self.table("alignments")

    def sql(self, query: str) -> Any:
        """A DuckDB relation (needs duckdb): every dataset is a view of its name, and there are the macros of `connect`.

        ``references`` is a reserved word: write ``"references"``. The relation reads when it is asked for its rows: where the
        build is gone by then, DuckDB says that it cannot open its files.
        """
        connection = self.connect()
        with self.reading():
            return connection.sql(query)

    def connect(self) -> Any:
        """A DuckDB connection with a view for each dataset and the macros of `jorei.dataset.sql`."""
        from jorei.dataset.sql import connect

        with self.reading():
            return connect(self.tables)

    def tree(self, doc_id: str) -> Tree:
        """The article tree of one document, as it was built; `KeyError` when there is no such document."""
        rows = self.rows("nodes", doc_id).sort_by("seq").to_pylist()
        if not rows:
            raise KeyError(doc_id)
        from jorei.dataset.restore import tree_of

        return tree_of(rows)

    def rows(self, name: str, doc_id: str, columns: list[str] | None = None) -> pa.Table:
        """The rows of one document; only the parts of its bucket are read. `KeyError` when there is no such document."""
        with self._pinned.reading():
            return self._rows(name, doc_id, columns)

    def _rows(self, name: str, doc_id: str, columns: list[str] | None) -> pa.Table:
        from jorei.dataset.rowgroups import read, rows_of

        for file in self.documents.files:
            if doc_id in read(file, ["doc_id"]).column("doc_id").to_pylist():
                part = self.table(name).part(file.name)
                if part is None:
                    return arrow_schema(name).empty_table()
                return rows_of(part, doc_id, columns)
        raise KeyError(doc_id)

    def consolidated(self, doc_id: str, on: date | None = None) -> Any:
        """The document with the amending ordinances of the build carried out that are in force on a day (None: all): a
        `jorei.Amended`.

        `KeyError` when there is no such document. What was not carried out stands in ``diagnostics``.
        """
        # by name, as `jorei.__getattr__` does: the dataset stands below what amends it
        return import_module("jorei.api").consolidated(self, doc_id, on)

    def cited_by(self, doc_id: str, *node_ids: str) -> pa.Table:
        """The references that lead to a provision (or to one of several), from its own document and from others of the
        build: rows of `references`. A range counts for each provision that is in it."""
        from jorei.dataset.citing import citing

        with self._pinned.reading():
            found = citing(self.root, doc_id, node_ids)
        self._pinned.check()  # it lists files itself
        return found
