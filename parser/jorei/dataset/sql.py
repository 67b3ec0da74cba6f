"""A build in DuckDB: a view for each dataset, and macros for the most frequent questions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jorei.dataset.extras import optional

if TYPE_CHECKING:
    from jorei.dataset.table import Table

MACROS: Final = (
    ("provision", "cite", "この番号の条項をすべての文書から / the provisions of this citation in every document",
     """select d.municipality, d.title as document, n.citation, n.caption, coalesce(n.full_text, n.text) as text,
        n.doc_id, n.node_id from nodes n join documents d using (doc_id) where n.citation = cite order by d.municipality, d.title"""),
    ("subtree", "doc, node", "条項とその下すべて / a provision and all below it",
     """select n.* from nodes n join nodes top on top.doc_id = n.doc_id and top.doc_id = doc and top.node_id = node
        where n."start" >= top."start" and n."end" <= top."end" and n.depth >= top.depth order by n.seq"""),
    ("cited_by", "doc, node", "この条項を引用する参照 / the references that lead to a provision",
     """select r.doc_id, r.node_id, r.text, r.relation, r."start", r."end" from "references" r
        where r.doc_id = doc and r.target_node_id = node and r.within_ref_id is null
        union all select l.doc_id, r.node_id, r.text, r.relation, r."start", r."end" from links l
        join "references" r using (doc_id, ref_id, ordinal)
        where l.target_doc_id = doc and l.target_node_id = node and r.within_ref_id is null"""),
    ("captioned", "words", "見出しにこの語を含む条 / articles with these words in their caption",
     """select d.municipality, d.title as document, n.citation, n.caption, n.doc_id, n.node_id
        from nodes n join documents d using (doc_id) where n.kind = 'article' and contains(n.caption, words)
        order by d.municipality, d.title, n.seq"""),
)  # fmt: skip
"""Table macros: name, parameters, what it gives, query. ``select * from provision('第1条')``."""


_DIVISION: Final = "case when {0}.kind in ('part', 'chapter', 'section', 'subsection', 'division') then concat_ws(' ', {0}.label, {0}.title) end"
_LEVELS: Final = ("up1", "up2", "up3", "up4", "up5")
"""The nodes above an article, from the nearest up: 目 款 節 章 編."""
VIEWS: Final = (
    ("refs", "references", """select * rename ("start" as start_, "end" as end_) from "references" """),
    ("articles", "nodes", f"""select n.doc_id, d.municipality, d.title, n.node_id, n.citation, n.caption,
        nullif(concat_ws(' > ', {", ".join(_DIVISION.format(level) for level in reversed(_LEVELS))}), '') as chapter, n.full_text
        from nodes n join documents d using (doc_id)
        {" ".join(f"left join nodes {level} on {level}.doc_id = n.doc_id and {level}.node_id = {below}.parent_id"
                  for level, below in zip(_LEVELS, ("n", *_LEVELS), strict=False))}
        where n.full_text is not null order by n.doc_id, n.seq"""),
)  # fmt: skip
"""Views beside the datasets: name, the dataset it needs, query. ``refs`` is ``references`` without reserved words, ``articles`` the
rows of `jorei.dataset.articles`."""


def connect(tables: Mapping[str, Table]) -> Any:
    """A connection in memory; nothing is read before it is asked for, and nothing of the build can be written."""
    connection = optional("duckdb").connect()
    for name, table in tables.items():
        files = ", ".join("'" + str(file).replace("'", "''") + "'" for file in table.files)
        connection.execute(f'create view "{name}" as select * from read_parquet([{files}])')
    for name, needed, query in VIEWS:
        if needed in tables:
            connection.execute(f"create view {name} as {query}")
    for name, parameters, _, query in MACROS:
        connection.execute(f"create macro {name}({parameters}) as table {query}")
    return connection


_READING: Final = frozenset(("SELECT", "MULTI", "EXPLAIN", "CREATE", "DROP", "PRAGMA"))
"""Kinds of statements that read, or change only what is in memory; others write files or load code."""


def confine(connection: Any, folder: Path) -> None:
    """Let a connection read the build at ``folder`` and nothing else of the machine; this cannot be taken back."""
    directories = ", ".join("'" + str(path).replace("'", "''") + "/'" for path in (folder, folder.resolve()))
    connection.execute(f"set allowed_directories = [{directories}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def is_reading(connection: Any, query: str) -> bool:
    """Whether a query only reads; what is no SQL counts as such, and DuckDB says why it is none."""
    try:
        kinds = {str(statement.type).rpartition(".")[2] for statement in connection.extract_statements(query)}
    except query_errors():
        return True
    return kinds <= _READING and not ("EXPLAIN" in kinds and "analyze" in query.lower())


def query_errors() -> type[Exception]:
    """The errors that DuckDB raises for a query it refuses."""
    errors: type[Exception] = optional("duckdb").Error
    return errors
