"""``jorei sql``: a build asked in SQL (DuckDB), one query or many."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any, Final

from jorei.dataset.corpus import Corpus
from jorei.dataset.sql import MACROS, query_errors
from jorei.errors import Refused

FAILED, USAGE = 1, 2
_PROMPT: Final = ("jorei> ", "  ...> ")
_HELP: Final = "\n".join(
    (
        ".tables  表の一覧 / the tables    .quit  終わる / leave    ; で実行 / runs what was typed",
        *(f"{name}({parameters})  {about}" for name, parameters, about, _ in MACROS),
    )
)


def run(arguments: Namespace) -> int:
    try:
        connection = Corpus(arguments.corpus).connect()
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    except ImportError as error:
        print(error, file=sys.stderr)
        return USAGE
    if arguments.query:
        return FAILED if not _answer(connection, arguments.query, arguments.format) else 0
    return _shell(connection, arguments.format)


def _shell(connection: Any, form: str) -> int:
    """Queries from the keyboard or a pipe; each ends with a semicolon."""
    talking = sys.stdin.isatty()
    if talking:
        print(_HELP)
    sound = True
    query = ""
    while True:
        if talking:
            print(_PROMPT[bool(query)], end="", flush=True)
        line = sys.stdin.readline()
        if not line or (not query and line.strip() in (".quit", ".exit")):
            break
        if not query and line.strip() == ".tables":
            line = "show tables;"
        query += line
        if query.rstrip().endswith(";"):
            sound &= _answer(connection, query, form)
            query = ""
    if query.strip():
        sound &= _answer(connection, query, form)
    return 0 if sound or talking else FAILED


def _answer(connection: Any, query: str, form: str) -> bool:
    """Print the rows; False when DuckDB refuses the query."""
    try:
        found = connection.sql(query)
        if found is None:
            return True
        match form:
            case "csv":
                found.df().to_csv(sys.stdout, index=False)
            case "json":
                print(found.df().to_json(orient="records", force_ascii=False, date_format="iso", indent=2))
            case _:
                print(found)
    except query_errors() as error:
        print(error, file=sys.stderr)
        return False
    return True
