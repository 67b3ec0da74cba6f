"""A document of the set as a file, and the instruments that are read from it."""

from __future__ import annotations

from typing import Final

from corpus.stress.margins import Document
from jorei.model import Analysis
from jorei.pipeline.pipeline import analyse_all
from jorei.read import read_bytes

SUFFIXES: Final = {"text": ".txt", "md": ".md", "html": ".html"}


def analyses(document: Document, data: bytes | None = None) -> list[Analysis]:
    """What is read from the document, or from other bytes of it: one analysis an instrument."""
    data = document.text.encode() if data is None else data
    return analyse_all(read_bytes(data, "document" + SUFFIXES[document.format]))
