"""Checks: what a legal editor's second pair of eyes looks for, as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jorei.check.explain import explain, explain_all
from jorei.check.finding import Finding, Rule
from jorei.check.table import BY_CODE, RULES
from jorei.check.view import View

if TYPE_CHECKING:
    from jorei.model import Analysis, Diagnostic

__all__ = ["BY_CODE", "RULES", "Finding", "Rule", "View", "check", "explain", "explain_all"]


def check(analysis: Analysis) -> tuple[Diagnostic, ...]:
    """Every finding about one document, in the order of the text; nothing is changed in it.

    A guide (a page about a law) and a document without provisions are looked at too: the rules find nothing there.
    """
    view = View(analysis)
    found = [rule.diagnose(finding) for rule in RULES for finding in rule.find(view)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))
