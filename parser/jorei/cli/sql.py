"""``jorei sql``: a build asked in SQL (DuckDB), one query or many."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any, Final

from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.dataset.corpus import Corpus
from jorei.dataset.sql import MACROS, query_errors

_PROMPT: Final = ("jorei> ", "  ...> ")
_HELP: Final = "\n".join(
    (
        ".tables  表の一覧 / the tables    .quit  終わる / leave    ; で実行 / runs what was typed",
        *(f"{name}({parameters})  {about}" for name, parameters, about, _ in MACROS),
    )
)


def run(arguments: Namespace) -> int:
    """Answer the query; read queries from stdin when there is none."""
    with needing("sql"):
        connection = Corpus(arguments.corpus).connect()
    if arguments.query:
        return ExitCode.DONE if _answer(connection, arguments.query, arguments.format) else ExitCode.ERRORS
    return _shell(connection, arguments.format)


def _shell(connection: Any, form: str) -> int:
    """Queries from the keyboard or a pipe; each ends with a semicolon."""
    interactive = sys.stdin.isatty()
    if interactive:
        print(_HELP)
    succeeded = True
    query = ""
    while True:
        if interactive:
            print(_PROMPT[bool(query)], end="", flush=True)
        line = sys.stdin.readline()
        if not line or (not query and line.strip() in (".quit", ".exit")):
            break
        if not query and line.strip() == ".tables":
            line = "show tables;"
        query += line
        if query.rstrip().endswith(";"):
            succeeded &= _answer(connection, query, form)
            query = ""
    if query.strip():
        succeeded &= _answer(connection, query, form)
    return ExitCode.DONE if succeeded or interactive else ExitCode.ERRORS


def _answer(connection: Any, query: str, form: str) -> bool:
    """Print the rows; False when DuckDB refuses the query."""
    try:
        rows = connection.sql(query)
        if rows is None:
            return True
        match form:
            case "csv":
                rows.df().to_csv(sys.stdout, index=False)
            case "json":
                print(rows.df().to_json(orient="records", force_ascii=False, date_format="iso", indent=2))
            case _:
                print(rows)
    except query_errors() as error:
        print(error, file=sys.stderr)
        return False
    return True
