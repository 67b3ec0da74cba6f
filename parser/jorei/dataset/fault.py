"""A broken promise of a build."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """The path of the file at fault below the build, and what is wrong with it, in Japanese and English."""

    path: str
    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.path}: {self.ja} / {self.en}"
