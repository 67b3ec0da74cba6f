"""Decisions of editors on findings."""

from __future__ import annotations

from typing import NamedTuple

from jorei.model.corrections import Verdict


class Decision(NamedTuple):
    """What an editor decided about a finding, and why."""

    verdict: Verdict
    reason: str
