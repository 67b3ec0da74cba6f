"""``jorei cite``: the citations of any text checked against a build."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

import msgspec

from jorei.cite import CitationStatus, CitedProvision, check_citations
from jorei.cli.exit_codes import ExitCode
from jorei.cli.named_files import named_file, named_files
from jorei.dataset.corpus import Corpus
from jorei.errors import Unreadable
from jorei.read import read_bytes, read_file
from jorei.report.terminal import write_data

_STDIN: Final = Path("-")
_SIGNS: Final[dict[CitationStatus, str]] = {
    "exists": "○ あり / exists", "missing": "✗ ありません / missing", "part_missing": "✗ 一部がありません / part missing",
    "other_caption": "△ 見出しが違います / other caption", "unchecked": "？ 未確認 / not checked",
}  # fmt: skip
_WRONG: Final = frozenset(("missing", "part_missing", "other_caption"))


def run(arguments: Namespace) -> int:
    """Print what of each citation is true; the exit code says whether one is wrong."""
    with named_files(Unreadable), named_file(arguments.file):
        text = _read(arguments.file)
    corpus = Corpus(arguments.corpus)
    with named_files(Unreadable), named_file(arguments.file):
        found = check_citations(text, corpus, arguments.municipality or "")
    if arguments.format == "json":
        write_data(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    else:
        for cited in found:
            print(_line(text, cited))
    return ExitCode.ERRORS if any(cited.status in _WRONG for cited in found) else ExitCode.DONE


def _read(file: Path) -> str:
    return read_bytes(sys.stdin.buffer.read(), "-").text if file == _STDIN else read_file(file).text


def _line(text: str, cited: CitedProvision) -> str:
    line = text.count("\n", 0, cited.start) + 1
    name = " ".join(filter(None, (cited.title or cited.law, cited.citation)))
    reason = f"  {cited.reason[0]} / {cited.reason[1]}" if cited.reason[0] else ""
    return f"{line}: {cited.text}  {_SIGNS[cited.status]}  {name}{reason}"
