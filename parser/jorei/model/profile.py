"""The data of a profile: the checks that a municipality wants. `jorei.config.profile` reads it from a file."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

import msgspec

from jorei.model.vocabulary import Confidence, Severity


class Suppression(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dismissal. Without ``work_id`` and ``path`` it holds for every document."""

    code: str
    reason: str
    quote: str = ""
    context: str = ""
    work_id: str | None = None
    path: str | None = None
    by: str | None = None
    on: date | None = None
    origin: str = ""
    """The file it was read from; not written down."""

    @property
    def label(self) -> str:
        """The value of ``diagnostics.suppressed_by``.

        >>> Suppression("R01", "旧条例を指す", by="文書課", on=date(2026, 4, 1), origin="jorei-profile.toml").label
        'jorei-profile.toml: 旧条例を指す (文書課 2026-04-01)'
        """
        who = " ".join(str(part) for part in (self.by, self.on) if part)
        return f"{self.origin}{': ' if self.origin else ''}{self.reason}" + (f" ({who})" if who else "")

    def concerns(self, work_id: str, path: str | None) -> bool:
        """Whether it holds for a document of this work and source path."""
        if self.work_id is not None and self.work_id != work_id:
            return False
        return self.path is None or (path is not None and f"/{path}".endswith(f"/{self.path}"))


class HouseStyle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """House style. ``majority``: the document's own majority decides; ``free``: anything is right."""

    digits: Literal["majority", "half", "full", "single_full"] = "majority"
    comma: Literal["majority", "、", "，"] = "majority"
    brackets: Literal["majority", "half", "full"] = "majority"
    small_tsu: Literal["majority", "large", "small"] = "majority"
    conjunctions: Literal["majority", "kanji", "free"] = "majority"
    function_words: Literal["majority", "kana", "free"] = "majority"
    captions: Literal["majority", "required", "free"] = "majority"
    first_paragraph: Literal["majority", "plain", "free"] = "majority"
    item_period: Literal["majority", "custom", "free"] = "majority"
    toc: Literal["required", "free"] = "required"
    writing: Literal["majority", "horizontal", "vertical"] = "majority"


Era = Literal["auto", "showa", "heisei", "reiwa"]


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which checks run, how severe they are, by which style, and the findings that were dismissed."""

    name: str = ""
    era: Era = "auto"
    as_of: date | None = None
    """The day whose law counts (penalties) where a document does not say of what day it is."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, Severity] = {}
    style: HouseStyle = HouseStyle()
    suppressions: tuple[Suppression, ...] = ()

    def runs(self, code: str, confidence: Confidence) -> bool:
        """Whether a check runs: one of low confidence only when it is selected, an ignored one never."""
        if self.ignore and code.startswith(self.ignore):
            return False
        return confidence != "L" or code in self.select

    def severity_of(self, code: str, default: Severity) -> Severity:
        """The severity of a check; ``default`` where the profile has none of its own."""
        """The severity of a finding: what the profile sets, else the default of its check."""
        return self.severity.get(code, default)


DEFAULT: Final = Profile()
