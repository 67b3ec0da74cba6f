"""Checks: what a legal editor's second pair of eyes looks for, as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jorei.check.explain import explain, explain_all
from jorei.check.finding import Finding, Rule
from jorei.check.profile import DEFAULT, Profile, find_profile, read_profile
from jorei.check.suppress import Suppression, dismissal, suppress
from jorei.check.table import BY_CODE, RULES
from jorei.check.view import View

if TYPE_CHECKING:
    from jorei.model import Analysis, Diagnostic

__all__ = [
    "BY_CODE", "DEFAULT", "RULES", "Finding", "Profile", "Rule", "Suppression", "View", "check", "dismissal",
    "explain", "explain_all", "find_profile", "read_profile", "suppress",
]  # fmt: skip


def check(analysis: Analysis, profile: Profile = DEFAULT) -> tuple[Diagnostic, ...]:
    """Every finding about one document, in the order of the text; nothing is changed in it.

    A guide (a page about a law) and a document without provisions are looked at too: the rules find nothing there.
    What ``profile`` dismisses is kept, with ``suppressed_by`` filled.
    """
    view = View(analysis, profile)
    found = [
        rule.diagnose(finding, profile)
        for rule in RULES
        if profile.runs(rule.code, rule.confidence)
        for finding in rule.find(view)
    ]
    ordered = tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))
    return suppress(analysis, ordered, profile.suppressions)[0]
