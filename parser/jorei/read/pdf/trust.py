"""What of a PDF cannot be trusted: files that do not open, pages without text, letters that no Japanese text has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from jorei.errors import Unreadable

_TAIL: Final = 2_048
_SAMPLE: Final = 50_000
_MOST_STRANGE: Final = 0.05
_FEW_LETTERS: Final = 20
_IDEOGRAPHS: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_FOREIGN: Final = re.compile("[\uac00-\ud7a3\ue000-\uefff\ufffd\u0e00-\u0e7f\u1100-\u11ff\ua000-\ua4cf]")
_MOST_LISTED: Final = 12


def why_unopened(data: bytes, *, locked: bool) -> Unreadable:
    """The reason that an editor can act on, for a PDF that the engine does not open.

    >>> str(why_unopened(b"%PDF-1.7\\n1 0 obj", locked=False)).split(" / ")[1]
    'the PDF ends in the middle (a download that broke off?)'
    """
    if locked:
        return Unreadable("パスワードのかかったPDFです", "the PDF is locked with a password")
    if not data.strip():
        return Unreadable("空のファイルです（文字がありません）", "the file is empty (no text in it)")
    if b"%%EOF" not in data[-_TAIL:] and b" obj" in data:
        return Unreadable(
            "PDFが途中で切れています（ダウンロードの失敗など）",
            "the PDF ends in the middle (a download that broke off?)",
        )
    return Unreadable("PDFとして開けません（破損）", "not a PDF that can be opened (damaged)")


def without_text(count: int) -> Unreadable:
    """For a PDF that is nothing but pictures."""
    return Unreadable(
        f"文字のないPDFです（{count}ページすべてが画像。OCRが要ります）",
        f"a PDF without text (scanned images on all {count} pages: it needs OCR)",
    )


def garbled(text: str) -> Unreadable | None:
    """The reason why what was read is no text; None when it reads as one.

    Fonts whose letters are not mapped, or mapped by a table that lies about its name, give letters that neither JIS
    nor any encoding of Japanese has.

    >>> garbled("この条例は、市の公園に関し必要な事項を定める。高島"), garbled("芠苌襊腁芢芤铯豶诠腂" * 5) is None
    (None, False)
    """
    counts = Counter(text[:_SAMPLE])
    foreign = sum(count for letter, count in counts.items() if _FOREIGN.match(letter))
    rare = sum(count for letter, count in counts.items() if _IDEOGRAPHS.match(letter) and not _is_japanese(letter))
    letters = sum(count for letter, count in counts.items() if not letter.isspace())
    if rare + foreign < _FEW_LETTERS or rare + foreign <= _MOST_STRANGE * letters:
        return None
    return Unreadable(
        f"文字化けしています（日本語にない字が{rare + foreign}字。PDFの文字コード表の誤り）",
        f"garbled text ({rare + foreign} letters that Japanese does not have: the PDF maps its letters wrongly)",
    )


def _is_japanese(letter: str) -> bool:
    for codec in ("cp932", "euc_jis_2004"):
        try:
            letter.encode(codec)
        except UnicodeEncodeError:
            continue
        return True
    return False


def pages_without_text(letters: Sequence[int]) -> tuple[str, ...]:
    """A note that names the pages that hold no letter beside others that do; ``letters`` counts those of each page.

    >>> pages_without_text([500, 0, 300])[0].split(" / ")[1]
    '1 of 3 pages hold no text: 2'
    """
    empty = [number for number, count in enumerate(letters, 1) if not count]
    if not empty:
        return ()
    listed = ", ".join(map(str, empty[:_MOST_LISTED])) + (" …" if len(empty) > _MOST_LISTED else "")
    return (
        f"{len(letters)}ページのうち{len(empty)}ページに文字がありません（{listed}ページ） / "
        f"{len(empty)} of {len(letters)} pages hold no text: {listed}",
    )
