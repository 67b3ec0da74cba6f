"""``jorei parse``: one document, shown as a tree or written in another form."""

from __future__ import annotations

import shutil
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from jorei.api import Document, analyse_source
from jorei.cli.bugs import Bugs
from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.config.corrections_file import Corrections, nearest_corrections, read_corrections
from jorei.config.manifest import given_near
from jorei.errors import Refused
from jorei.model import Source
from jorei.pipeline.instruments import given_parts
from jorei.pipeline.references import analyse_references, build_tree
from jorei.read import Unreadable, file_bytes, read_bytes
from jorei.read.limits import time_limit
from jorei.registry import current
from jorei.report.terminal import write_data
from jorei.text.outline import outline
from jorei.write.formats import FORMS

T = TypeVar("T")
_STDIN = Path("-")
_ONE_ROOT = ("egov", "akn")
"""Forms of one root element."""


def run(arguments: Namespace) -> int:
    """Print one document in the form that was asked for."""
    file: Path = arguments.file
    try:
        data = sys.stdin.buffer.read() if file == _STDIN else file_bytes(file)
    except Unreadable as reason:
        return _unreadable(file, reason)
    except FileNotFoundError:
        raise Refused(f"{file} がありません", f"{file} does not exist") from None
    except OSError as error:
        print(f"{file}: 開けません / cannot open: {error.strerror}", file=sys.stderr)
        return ExitCode.UNREADABLE
    bugs = Bugs()
    try:
        with bugs.survived(str(file)), time_limit(len(data)):
            _show(arguments, read_bytes(data, file.as_posix(), ocr=bool(arguments.ocr)), bugs)
    except Unreadable as reason:
        return _unreadable(file, reason)
    return ExitCode.BUG if bugs.count else ExitCode.DONE


def _unreadable(file: Path, reason: Unreadable) -> ExitCode:
    print(f"{file}: {reason}", file=sys.stderr)
    return ExitCode.UNREADABLE


def _show(arguments: Namespace, source: Source, bugs: Bugs) -> None:
    """Print every instrument of a source; one that meets a bug is left out."""
    file: Path = arguments.file
    corrections_file = arguments.corrections or (None if file == _STDIN else nearest_corrections(file))
    corrections = Corrections(read_corrections(corrections_file)) if corrections_file else None
    given = None if file == _STDIN else given_near(file)
    divided = given_parts(source, given)
    parts, given = tuple(part for part, _ in divided), divided[0][1]

    def made(make: Callable[[Source], T], parts: tuple[Source, ...]) -> list[T]:
        if len(parts) == 1:
            return [make(parts[0])]
        found = []
        for number, part in enumerate(parts, 1):
            with bugs.survived(f"{file} ({number})"):
                found.append(make(part))
        return found

    match arguments.format:
        case "json":
            documents = made(lambda part: _json(analyse_source(part, corrections, given=given)), parts)
            write_data((documents[0] if len(parts) == 1 else _array(documents)) + b"\n")
        case "html":
            write_data(_html(analyse_source(_only(parts), corrections, given=given)))
        case form if form in FORMS:
            shown = (_only(parts),) if form in _ONE_ROOT else parts
            written = made(lambda part: FORMS[form].write(analyse_source(part, corrections, given=given)), shown)
            write_data(b"\n".join(written) + b"\n")
        case _:
            print("\n\n".join(made(lambda part: _outline(part, corrections, refs=arguments.refs), parts)))


def _only(parts: tuple[Source, ...]) -> Source:
    """The first instrument, for forms that hold one; a message when there are others."""
    if len(parts) > 1:
        print(
            f"例規が{len(parts)}本あります。この形式では初めの1本だけを書きます"
            f" / {len(parts)} instruments; this format holds the first alone",
            file=sys.stderr,
        )
    return parts[0]


def _array(documents: list[bytes]) -> bytes:
    return b"[\n" + b",\n".join(documents) + b"\n]"


def _outline(source: Source, corrections: Corrections | None, *, refs: bool) -> str:
    """What `Document.outline` gives, by the passes that it takes: to load all others would take as long again."""
    if refs:
        analysis = analyse_references(source, registry=current(), corrections=corrections).analysis
        return outline(analysis.tree, analysis.references, _width())
    return outline(build_tree(source, corrections=corrections).analysis.tree, (), _width())


def _html(document: Document) -> bytes:
    """The page of one document, as a file that can be mailed."""
    with needing("review"):
        from jorei.review.render import standalone_page

        return standalone_page(document).encode()


def _json(document: Document) -> bytes:
    import msgspec

    from jorei.write.json_tree import encode, to_json

    return msgspec.json.format(encode(to_json(document)), indent=2)


def _width() -> int:
    """The terminal's width; a pipe gets whole lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1_000_000
