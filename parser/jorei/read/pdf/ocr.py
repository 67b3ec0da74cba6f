"""Scanned pages, by Tesseract (Debian: tesseract-ocr-jpn) when somebody asks for it: an image -> letters in boxes.

Tesseract gives words and where they stand; the letters of a word share its box evenly, and the pages go through the same
passes as others. It runs on one page at a time, no longer than `SECONDS`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from itertools import groupby
from statistics import median
from typing import Final, NamedTuple

from jorei.errors import Unreadable
from jorei.read.pdf.glyph import Glyph, PageContent
from jorei.read.pdf.vertical import is_vertical

DPI: Final = 300
SECONDS: Final = 300
_PROGRAM: Final = "tesseract"
_ACROSS, _DOWN = ("jpn", "3"), ("jpn_vert", "5")
"""The model and the way of looking at a page (a page with columns; a block set vertically)."""
_DOUBTFUL: Final = 60.0
_POINTS: Final = 72 / DPI
_WORD: Final = "5"
_COLUMNS: Final = 12
_CLOSING: Final = frozenset("、。，．)）」』】〕")
_OPENING: Final = frozenset("(（「『【〔")


class Recognised(NamedTuple):
    """A page as it was recognised, and how sure Tesseract is of its words (0 to 1)."""

    content: PageContent
    confidence: float


class _Word(NamedTuple):
    line: tuple[str, ...]
    left: float
    top: float
    right: float
    bottom: float
    confidence: float
    text: str


def recognise(image: bytes, width: float, height: float) -> Recognised:
    """The letters of a page of this size in points; ``image`` is a PGM of it at `DPI`. Raises `Unreadable`."""
    words = _words(image, *_ACROSS)
    if _sureness(words) < _DOUBTFUL and _DOWN[0] in _languages():
        downwards = _words(image, *_DOWN)
        words = max(words, downwards, key=_sureness)
    glyphs = [glyph for _, line in groupby(words, key=lambda word: word.line) for glyph in _letters(list(line))]
    origins = [(glyph.left, glyph.bottom) for glyph in glyphs] if is_vertical(glyphs) else []
    return Recognised(PageContent(width, height, glyphs, [], 0, origins), _sureness(words) / 100)


def _sureness(words: list[_Word]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0


def _words(image: bytes, language: str, way: str) -> list[_Word]:
    table = _run("stdin", "stdout", "-l", language, "--dpi", str(DPI), "--psm", way, "tsv", image=image)
    rows = [row.split("\t") for row in table.split("\n")[1:]]
    return [_word(row) for row in rows if len(row) == _COLUMNS and row[0] == _WORD and row[11].strip()]


def _word(row: list[str]) -> _Word:
    left, top, width, height = (int(value) * _POINTS for value in row[6:10])
    return _Word(tuple(row[1:5]), left, top, left + width, top + height, float(row[10]), row[11].strip())


def _letters(line: list[_Word]) -> list[Glyph]:
    """The letters of a line; each is as high as most are wide, so that a dot counts as a letter too."""
    wide = [
        (word.right - word.left) / len(word.text)
        for word in line
        if not word.text.isascii() and word.text[0] not in _CLOSING
    ]
    size = median(wide) if wide else median([word.bottom - word.top for word in line])
    middle = median([(word.top + word.bottom) / 2 for word in line])
    found = []
    for word in line:
        left = word.left - (0.5 * size if word.text[0] in _OPENING else 0)
        right = max(word.right, word.left + size) if word.text[-1] in _CLOSING else word.right
        step = (right - left) / len(word.text)
        found += [
            Glyph(letter, left + at * step, middle - size / 2, left + (at + 1) * step, middle + size / 2)
            for at, letter in enumerate(word.text)
        ]
    return found


def _languages() -> list[str]:
    return _run("--list-langs").split()


def _run(*arguments: str, image: bytes = b"") -> str:
    program = shutil.which(_PROGRAM)
    if program is None:
        raise Unreadable(
            "文字認識にはTesseractが要ります（Debian: tesseract-ocr-jpn）",
            "OCR needs Tesseract (Debian: tesseract-ocr-jpn)",
        )
    try:
        done = subprocess.run(
            [program, *arguments], input=image, capture_output=True, timeout=SECONDS, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unreadable(f"文字認識が{SECONDS}秒で終わりません", f"OCR took more than {SECONDS} seconds") from None
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip()[:200]
        raise Unreadable(f"文字認識ができません（{reason}）", f"OCR failed ({reason})")
    return done.stdout.decode("utf-8", "replace")
