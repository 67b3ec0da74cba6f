"""What cannot be done, said in Japanese and English before anything is touched."""

from __future__ import annotations


class Refused(RuntimeError):
    """A request that would destroy something or makes no sense; the command line answers it with exit code 2."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(f"{ja} / {en}")
        self.ja = ja
        self.en = en
