"""The command line: one module a command, loaded when it is called, so that ``jorei --help`` is quick.

Exit codes: 0 done; 1 findings of severity error (check, validate); 2 usage; 3 some inputs could not be read.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Final

from jorei.cli.arguments import (
    add_build,
    add_check,
    add_explain,
    add_parse,
    add_registry,
    add_search,
    add_validate,
    add_version,
)

USAGE: Final = 2


COMMANDS: Final = (
    ("build", "原文からビルドを作る / build tables from raw texts", add_build),
    ("parse", "1件を解析して表示する / analyse one document and show it", add_parse),
    ("check", "法制執務の点検 / check documents as a legal editor would", add_check),
    ("explain", "点検項目の説明 / what a check means", add_explain),
    ("search", "ビルドの条項を検索する / find provisions by their words", add_search),
    ("validate", "ビルドを検証する / verify a build", add_validate),
    ("registry", "法令と市区町村の一覧 / lists of laws and municipalities", add_registry),
    ("version", "版を表示する / show versions", add_version),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not arguments.command:
        parser.print_help()
        return USAGE
    module = importlib.import_module(f"jorei.cli.{arguments.command}")
    try:
        code = module.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # jorei parse … | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("中断しました / interrupted", file=sys.stderr)
        return 130
    return int(code)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jorei", description="例規の原文から、検証済みの条文の木、解決済みの参照、Parquetの表を作る / "
        "Japanese ordinances as verified article trees, resolved references and Parquet tables",
    )  # fmt: skip
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, about, add in COMMANDS:
        add(commands.add_parser(name, help=about, description=about))
    return parser
