"""How jorei's reader of PDF does beside its peers: ``python tests/corpus/peers.py FILE…`` prints a table.

Each peer turns the same PDFs into text, which jorei's parser then reads: articles found, references resolved, definitions,
findings of severity error (what was broken), and milliseconds a page for the reading alone. Peers that are not installed
are left out (pip install pdfplumber pymupdf 'markitdown[pdf]'; Debian: poppler-utils). Not part of the tests.

More articles than jorei finds are no better: of the 24 PDFs that were looked at, the labels that others have beyond it all
stand in one 読替表, whose two columns they run together (第7条 新たに採用する者の 新たに採用する者の …). To jorei those are cells.
"""

from __future__ import annotations

import importlib
import io
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jorei
from jorei.read import Unreadable, read_bytes

Reader = Callable[[bytes], str]


class Score(NamedTuple):
    """What came of the texts of one reader."""

    name: str
    articles: int
    resolved: int
    definitions: int
    errors: int
    milliseconds: float


def pdftotext() -> Reader | None:
    program = shutil.which("pdftotext")

    def read(data: bytes) -> str:
        command = [str(program), "-layout", "-enc", "UTF-8", "-", "-"]
        return subprocess.run(command, input=data, capture_output=True, check=True).stdout.decode("utf-8", "replace")

    return read if program else None


def pdfplumber() -> Reader | None:
    module: Any = _module("pdfplumber")

    def read(data: bytes) -> str:
        with module.open(io.BytesIO(data)) as document:
            return "\n".join(page.extract_text() or "" for page in document.pages)

    return read if module else None


def pymupdf() -> Reader | None:
    module: Any = _module("pymupdf")

    def read(data: bytes) -> str:
        with module.open(stream=data, filetype="pdf") as document:
            return "\n".join(page.get_text(sort=True) for page in document)

    return read if module else None


def markitdown() -> Reader | None:
    module: Any = _module("markitdown")

    def read(data: bytes) -> str:
        return str(module.MarkItDown().convert_stream(io.BytesIO(data), file_extension=".pdf").text_content)

    return read if module else None


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


PEERS: dict[str, Callable[[], Reader | None]] = {
    "pdftotext -layout": pdftotext, "pdfplumber": pdfplumber, "PyMuPDF (sort)": pymupdf, "markitdown": markitdown,
}  # fmt: skip


def scores(files: list[bytes], pages: int) -> Iterator[Score]:
    """Of jorei itself, then of each peer that is there."""
    yield _score("jorei", files, pages, read_bytes)
    for name, make in PEERS.items():
        reader = make()
        if reader is not None:
            yield _score(name, files, pages, reader)


def _score(name: str, files: list[bytes], pages: int, reader: Callable[[bytes], Any]) -> Score:
    articles = resolved = definitions = errors = 0
    spent = 0.0
    for data in files:
        begun = time.perf_counter()
        text = reader(data)
        spent += time.perf_counter() - begun
        document = jorei.parse(data if name == "jorei" else text)
        articles += sum(node.kind == "article" for node in document.tree.nodes)
        resolved += sum(reference.status == "resolved" for reference in document.references)
        definitions += len(document.definitions)
        errors += sum(finding.severity == "error" for finding in document.diagnostics)
    return Score(name, articles, resolved, definitions, errors, 1000 * spent / pages)


def main(paths: list[str]) -> None:
    files, pages = [], 0
    for path in paths:
        data = Path(path).read_bytes()
        try:
            source = read_bytes(data)
        except Unreadable as reason:
            print(f"{path}: {reason}", file=sys.stderr)
            continue
        if source.format == "pdf":
            files.append(data)
            pages += len(source.pages)
    print(f"{len(files)} PDF, {pages} pages\n")
    print("| reader | articles | references resolved | definitions | errors | ms a page |\n|---|---|---|---|---|---|")
    for score in scores(files, pages):
        name, articles, resolved, definitions, errors, milliseconds = score
        print(f"| {name} | {articles} | {resolved} | {definitions} | {errors} | {milliseconds:.1f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
