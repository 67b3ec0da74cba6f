"""``jorei parse``: one document, shown as a tree or written in another form."""

from __future__ import annotations

import shutil
import sys
from argparse import Namespace
from pathlib import Path

from jorei.api import Document, parse, parse_file
from jorei.read import Unreadable
from jorei.store.corrections import nearest_corrections
from jorei.store.refused import Refused
from jorei.write.formats import FORMS

USAGE, UNREADABLE = 2, 3
_STDIN = Path("-")


def run(arguments: Namespace) -> int:
    said = arguments.corrections or (None if arguments.file == _STDIN else nearest_corrections(arguments.file))
    try:
        if arguments.file == _STDIN:
            document = parse(sys.stdin.buffer.read(), "-", corrections=said)
        else:
            document = parse_file(arguments.file, corrections=said)
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    except Unreadable as reason:
        print(f"{arguments.file}: {reason}", file=sys.stderr)
        return UNREADABLE
    except OSError as error:
        print(f"{arguments.file}: 開けません / cannot open: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    match arguments.format:
        case "json":
            sys.stdout.buffer.write(_json(document) + b"\n")
        case "html":
            return _html(document)
        case form if form in FORMS:
            sys.stdout.buffer.write(FORMS[form].write(document) + b"\n")
        case _:
            print(document.outline(width=_width(), refs=arguments.refs))
    return 0


def _html(document: Document) -> int:
    """The page of one document, as a file that can be mailed."""
    try:
        from jorei.review.render import standalone_page
    except ImportError as error:
        print(f"{error.name} が必要です / needs {error.name}: pip install 'jorei[review]'", file=sys.stderr)
        return USAGE
    sys.stdout.buffer.write(standalone_page(document).encode())
    return 0


def _json(document: Document) -> bytes:
    import msgspec

    from jorei.write.json_tree import encode, to_json

    return msgspec.json.format(encode(to_json(document)), indent=2)


def _width() -> int:
    """The terminal's width; a pipe gets whole lines."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 1_000_000
