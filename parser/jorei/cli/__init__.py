"""The command line: one module for each command, loaded when it is called, so that ``jorei --help`` is quick.

What a command ends with is `ExitCode`. A command raises `Refused` when it cannot be carried out; `main` prints it.
"""

from __future__ import annotations

import argparse
import importlib
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from jorei.cli import arguments as declared
from jorei.cli.exit_codes import ExitCode
from jorei.cli.named_files import NotRead
from jorei.errors import OS_FAILURES, Refused, exhaustion
from jorei.report.terminal import show_controls

# each is a module of this package, and its arguments are declared by add_<name> of jorei.cli.arguments
COMMANDS: Final = (
    ("build", "原文からビルドを作る / build tables from raw texts"),
    ("parse", "1件を解析して表示する / analyse one document and show it"),
    ("check", "法制執務の点検 / check documents as a legal editor would"),
    ("explain", "点検項目の説明 / what a check means"),
    ("compare", "条文対照表を作る / put documents side by side"),
    ("amend", "一部改正条例を当てる / carry amendments out on their bases"),
    ("draft", "二つの版から改め文を作る / the amendment that turns one version into the other"),
    ("review", "指摘を見て直すページを開く / a local page for legal editors"),
    ("search", "ビルドの条項を検索する / find provisions by their words"),
    ("cite", "文章の引用をビルドで確かめる / check the citations of any text against a build"),
    ("mcp", "言語モデルの道具としてビルドに答える / answer from a build to language models (MCP)"),
    ("export", "ビルドを別の形で書き出す / write a build out in another form"),
    ("sql", "ビルドにSQLで問う / ask a build in SQL"),
    ("validate", "ビルドを検証する / verify a build"),
    ("migrate", "ビルドを今の版の表に移す / bring an older build to this version"),
    ("registry", "法令と市区町村の一覧 / lists of laws and municipalities"),
    ("collect", "例規のページを集める / fetch ordinance pages politely"),
    ("completion", "シェルの補完 / completion for a shell"),
    ("version", "版を表示する / show versions"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    with _streams(), _terminable():
        try:
            return int(_run(argv))
        except KeyboardInterrupt:
            print("中断しました / interrupted", file=sys.stderr)
            return ExitCode.INTERRUPTED


def _run(argv: Sequence[str] | None) -> int:
    """Run one command; what it can expect and what it cannot is told."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if not arguments.command:
        parser.print_help()
        return ExitCode.USAGE
    try:
        code = importlib.import_module(f"jorei.cli.{arguments.command}").run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # jorei parse … | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except NotRead:
        return ExitCode.UNREADABLE
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return ExitCode.USAGE
    except Exception as error:  # noqa: BLE001  # a traceback says nothing to who uses a command
        lacking = exhaustion(error)
        if lacking is not None:  # told here: nothing more may be loaded
            file = f": {error.filename}" if isinstance(error, OSError) and error.filename else ""
            print(*(f"{words}{file}" for words in OS_FAILURES[lacking]), sep="\n", file=sys.stderr)
            return ExitCode.USAGE
        from jorei.cli.unexpected import explained

        return explained(error, arguments)
    return int(code)


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM interrupts as Ctrl-C does, so that nothing is left behind, unless who called `main` answers it otherwise."""
    main_thread = threading.current_thread() is threading.main_thread()
    if not main_thread or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _streams() -> Iterator[None]:
    """Streams that can be written to, whatever it is: a closed one (pythonw, ``>&-``) takes and gives nothing, what an
    encoding lacks (— in CP932) is escaped, and control characters are shown."""
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115  # as long as the process
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name) or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # likewise
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
        setattr(sys, name, show_controls(stream))
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


class _Command(argparse.ArgumentParser):
    """Options before, between and behind the other arguments: argparse alone gives up an optional QUERY or the rest of
    the WORDS as soon as an option stands before them.
    """

    _mixing = False

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> tuple[Any, list[str]]:
        """As the base does; the method that mixes comes back here for each of its two passes."""
        if self._mixing or self._subparsers:
            return super().parse_known_args(args, namespace)
        self._mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._mixing = False


class _Version(argparse.Action):
    """Prints the version of jorei and ends; ``jorei version`` shows those of everything it is made of."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print, and end with exit code 0."""
        import jorei

        print(f"jorei {jorei.__version__}")
        parser.exit(ExitCode.DONE)


def command_parsers() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command, for what is made from them."""
    parsers = {}
    for name, about in COMMANDS:
        parsers[name] = argparse.ArgumentParser(prog=f"jorei {name}", description=about)
        getattr(declared, f"add_{name}")(parsers[name])
    return parsers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="jorei", description="例規の原文から、検証済みの条文の木、解決済みの参照、Parquetの表を作る\n"
        "Japanese ordinances as verified article trees, resolved references and Parquet tables",
        epilog="終了コード / exit codes:\n" + "\n".join(f"  {code:>3}  {code.meaning}" for code in ExitCode),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action=_Version, help="版を表示する / show the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Command)
    for name, about in COMMANDS:
        add_arguments = getattr(declared, f"add_{name}")
        add_arguments(commands.add_parser(name, help=about, description=about))
    return parser
