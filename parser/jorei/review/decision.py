"""Decisions of editors on findings."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from jorei.check import suppress
from jorei.config.corrections_file import FILE_NAME
from jorei.model import Analysis
from jorei.model.corrections import Verdict, WorkCorrections
from jorei.pipeline.apply_corrections import suppression

_ORIGIN = f"{FILE_NAME}:"


class Decision(NamedTuple):
    """What an editor decided about a finding, and why."""

    verdict: Verdict
    reason: str


def is_of_corrections(suppressed_by: str) -> bool:
    """Whether a finding was dismissed in corrections.toml, not by the profile.

    >>> is_of_corrections("corrections.toml: 旧条例 (係)"), is_of_corrections("jorei-profile.toml: 旧条例")
    (True, False)
    """
    return suppressed_by.startswith(_ORIGIN)


def dismissed_by(suppressed_by: str) -> Decision:
    """The decision that a finding of a build was dismissed by.

    >>> dismissed_by("corrections.toml: 旧条例 (係)")
    Decision(verdict='dismissed', reason='旧条例 (係)')
    """
    return Decision("dismissed", _words(suppressed_by))


def verdicts_of(analysis: Analysis, work: WorkCorrections | None) -> dict[int, Decision]:
    """The decisions of a work of corrections.toml, by the index of the finding."""
    opened = _with_open_findings(analysis)
    decisions: dict[int, Decision] = {}
    verdicts: tuple[Verdict, ...] = ("dismissed", "accepted")
    for verdict in verdicts:
        given = [entry for entry in (work.findings if work else ()) if entry.verdict == verdict]
        suppressed, _ = suppress(opened, opened.diagnostics, [suppression(entry) for entry in given])
        for index, finding in enumerate(suppressed):
            if finding.suppressed_by:
                decisions[index] = Decision(verdict, _words(finding.suppressed_by))
    return decisions


def _words(suppressed_by: str) -> str:
    """The reason with who gave it: that a decision of the desk is in corrections.toml goes without saying."""
    return suppressed_by.removeprefix(_ORIGIN).strip()


def _with_open_findings(analysis: Analysis) -> Analysis:
    """The analysis as if no finding had been dismissed yet."""
    findings = tuple(msgspec.structs.replace(finding, suppressed_by=None) for finding in analysis.diagnostics)
    return msgspec.structs.replace(analysis, diagnostics=findings)
