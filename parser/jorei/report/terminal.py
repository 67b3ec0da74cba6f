"""Text on a terminal: control characters of documents and file names are shown, and not sent.

A document may hold ``ESC ] 0 ; …`` or a sign that turns the direction of a line; a terminal would obey it. What is data
(JSON, CSV, a consolidated text) is written unchanged where no terminal reads it.
"""

from __future__ import annotations

import re
import sys
from typing import Any, Final, TextIO, cast

_OBEYED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0001\U000e0020-\U000e007f]"
)
"""Control characters but for tab and line feed, format characters, surrogates, separators of lines."""


def shown(text: str) -> str:
    """The text with ``·`` for what a terminal would obey; lines and tabs stay.

    >>> shown("甲\\x1b]0;乙\\x07\\t丙\\u202e丁\\n")
    '甲·]0;乙·\\t丙·丁\\n'
    """
    return _OBEYED.sub("·", text)


class ShownText:
    """A text stream that shows control characters; all else is as the stream ``unfiltered`` does it."""

    def __init__(self, unfiltered: TextIO) -> None:
        self.unfiltered = unfiltered

    def write(self, text: str) -> int:
        """Write it as it is shown."""
        return self.unfiltered.write(shown(text))

    def __getattr__(self, name: str) -> Any:
        """What is asked of the stream itself: its encoding, its buffer, whether it is a terminal."""
        return getattr(self.unfiltered, name)


def show_controls(stream: TextIO) -> TextIO:
    """The stream as a `ShownText`."""
    return stream if isinstance(stream, ShownText) else cast("TextIO", ShownText(stream))


def unfiltered(stream: TextIO) -> TextIO:
    """The stream below a `ShownText`, for our own colours and bars; what they hold must be shown already."""
    return stream.unfiltered if isinstance(stream, ShownText) else stream


def data_stream() -> TextIO:
    """Where text goes that is data: stdout as it is, unless a terminal reads it."""
    return sys.stdout if sys.stdout.isatty() else unfiltered(sys.stdout)


def write_data(data: bytes) -> None:
    """Write bytes to stdout as they are, or as they are shown where a terminal reads them."""
    if sys.stdout.isatty():
        sys.stdout.write(data.decode("utf-8", "replace"))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
