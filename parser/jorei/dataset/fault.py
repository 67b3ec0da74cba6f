"""A broken promise of a build."""

from __future__ import annotations

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """Where, and what, in Japanese and English."""

    where: str
    ja: str
    en: str

    def __str__(self) -> str:
        return f"{self.where}: {self.ja} / {self.en}"
