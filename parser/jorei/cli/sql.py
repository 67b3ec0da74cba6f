"""``jorei sql``: a build asked in SQL (DuckDB), one query or many."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from datetime import date, datetime
from typing import Any, Final

from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.cli.interruptible import interruptible
from jorei.dataset.corpus import Corpus
from jorei.dataset.sql import MACROS, confine, is_reading, query_errors
from jorei.report.formulas import cell
from jorei.report.terminal import data_stream

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
        corpus = Corpus(arguments.corpus)
        connection = corpus.connect()
    if not arguments.unrestricted:
        confine(connection, corpus.root)
    session = _Session(corpus, connection, arguments.format, arguments.limit, unrestricted=arguments.unrestricted)
    if arguments.query:
        return ExitCode.DONE if session.answer(arguments.query) else ExitCode.ERRORS
    return _shell(session)


def _shell(session: _Session) -> int:
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
            try:
                succeeded &= session.answer(query)
            except KeyboardInterrupt:
                if not interactive:
                    raise
                print("中断しました / interrupted", file=sys.stderr)
            query = ""
    if query.strip():
        succeeded &= session.answer(query)
    return ExitCode.DONE if succeeded or interactive else ExitCode.ERRORS


class _Session:
    """Asks one connection, and prints the rows."""

    def __init__(self, corpus: Corpus, connection: Any, form: str, limit: int | None, *, unrestricted: bool) -> None:
        self.corpus, self.connection = corpus, connection
        self.form, self.limit, self.unrestricted = form, limit, unrestricted

    def answer(self, query: str) -> bool:
        """Print the rows; False when the query is refused. Ctrl-C ends the query: `KeyboardInterrupt`."""
        return interruptible(lambda: self._answer(query), self.connection.interrupt)

    def _answer(self, query: str) -> bool:
        if not self.unrestricted and not is_reading(self.connection, query):
            print(f"{_ONLY_READS[0]}\n{_ONLY_READS[1]}", file=sys.stderr)
            return False
        try:
            with self.corpus.reading():
                rows = self.connection.sql(query)
                if rows is not None:
                    self._print(rows.limit(self.limit) if self.limit and self.form != "table" else rows)
        except query_errors() as error:
            print(error, file=sys.stderr)
            _hint(str(error))
            return False
        return True

    def _print(self, rows: Any) -> None:
        match self.form:
            case "csv":
                frame = rows.df()
                frame.columns = [cell(name) for name in frame.columns]
                frame.map(cell).to_csv(data_stream(), index=False)
            case "json":
                listed = [_plain(row) for row in rows.df().to_dict("records")]
                data_stream().write(json.dumps(listed, ensure_ascii=False, indent=2) + "\n")
            case _:
                self._print_table(rows)

    def _print_table(self, rows: Any) -> None:
        """The rows as a table, and how to see the others."""
        most = self.limit or _MOST_ROWS
        rows = rows.materialize()
        rows.show(max_rows=most)
        if len(rows) > most:
            print(
                f"{len(rows):,} 行のうち {most} 行 / {most} of {len(rows):,} rows (--limit N, --format csv)",
                file=sys.stderr,
            )


_MOST_ROWS: Final = 40
"""Rows that are shown without --limit. Chosen: a terminal or two."""
_ONLY_READS: Final = (
    "書込みや読込みはビルドの中だけです。外のファイルを使うには --unrestricted を付けてください",
    "a query reads the build and nothing else; --unrestricted lets it use files",
)
_RESERVED: Final = ("references", "start", "end", "column", "on")


def _hint(error: str) -> None:
    """What helps when a column's or dataset's name is a reserved word."""
    if any(f'near "{word}"' in error for word in (*_RESERVED, ",", "from", "FROM")):
        print(
            'references, start, end は予約語です: "start" と書くか、ビュー refs（start_, end_）を使ってください\n'
            'reserved words: write "start", or use the view refs (start_, end_)',
            file=sys.stderr,
        )


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates as 2025-04-01, no NaN."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)) or type(value).__name__ == "ndarray":
        return [_plain(inner) for inner in value]
    if value is None or value != value or type(value).__name__ == "NaTType":
        return None
    if isinstance(value, (date, datetime)):
        text = value.isoformat()
        return text.removesuffix("T00:00:00")
    return value.item() if hasattr(value, "item") else value
