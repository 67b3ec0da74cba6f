"""Checks: what a legal editor's second pair of eyes looks for, as diagnostics."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.check.explain import explain, explain_all
from jorei.check.finding import Finding, Rule
from jorei.check.suppress import dismissal, suppress
from jorei.check.table import BY_CODE, RULES
from jorei.check.view import View
from jorei.config.profile import find_profile, read_profile
from jorei.model.profile import DEFAULT, Profile, Suppression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.model import Analysis, Diagnostic
    from jorei.registry import Registry

__all__ = [
    "BY_CODE", "DEFAULT", "RULES", "Finding", "Profile", "Rule", "Suppression", "View", "check", "dismissal",
    "explain", "explain_all", "find_profile", "read_profile", "suppress",
]  # fmt: skip

MOST_OF_A_CODE: Final = 1_000
"""Findings of one kind that one document can have rows for."""


def check(
    analysis: Analysis, profile: Profile = DEFAULT, registry: Registry | None = None, base: Analysis | None = None
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """Every finding about one document, in the order of the text; nothing is changed in it.

    ``registry`` holds the national laws, ``base`` the ordinance that an amending one changes; without them the
    checks that need them find nothing.

    A guide (a page about a law) and a document without provisions are looked at too: the rules find nothing there.
    What ``profile`` dismisses is kept, with ``suppressed_by`` filled.
    """
    view = View(analysis, profile, registry, base)
    found = [
        diagnostic
        for rule in RULES
        if profile.runs(rule.code, rule.confidence)
        for diagnostic in _findings(rule, view, profile)
    ]
    ordered = tuple(sorted(found, key=lambda one: (one.start, one.end, one.code)))
    return suppress(analysis, ordered, profile.suppressions)[0]


def _findings(rule: Rule, view: View, profile: Profile) -> Iterator[Diagnostic]:
    """What one rule finds. A file in which everything is wrong gets no million rows: behind the first `MOST_OF_A_CODE`
    the rest is one row with their number, at the first of them."""
    findings = rule.find(view)
    for finding in islice(findings, MOST_OF_A_CODE):
        yield rule.diagnose(finding, profile)
    first = next(findings, None)
    if first:
        more = 1 + sum(1 for _ in findings)
        yield rule.diagnose(
            msgspec.structs.replace(
                first,
                message=f"同じ種類の指摘がほかに{more}件あります（最初の{MOST_OF_A_CODE}件だけを示しています）",
                message_en=f"{more} more findings of this kind (only the first {MOST_OF_A_CODE} are shown)",
                related=(),
                suggestion=None,
            ),
            profile,
        )
