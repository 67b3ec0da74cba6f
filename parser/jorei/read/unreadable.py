"""Inputs that cannot be read, and why, in Japanese and English."""

from __future__ import annotations


class Unreadable(ValueError):
    """An input that is no text this version can read: the file is listed with the reason and the rest goes on.

    >>> str(Unreadable("空のファイルです", "the file is empty"))
    '空のファイルです / the file is empty'
    """

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja = ja
        self.en = en

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, str]]:
        return type(self), (self.ja, self.en)
