"""A broken promise of a build."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """The file or the part of it that is at fault, and what is wrong, in Japanese and English."""

    where: str
    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.where}: {self.ja} / {self.en}"
