"""The checks of a legal editor, one function each, in `RULES`. They read an analysis, yield findings and change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from jorei.check.explain import explain, explain_all
from jorei.check.finding import Finding, Rule
from jorei.check.gather import gather
from jorei.check.suppress import dismissal, suppress
from jorei.check.table import BUILD_RULES, BY_CODE, DOCUMENT_RULES, RULES
from jorei.check.view import BuildContext, View
from jorei.model.profile import DEFAULT, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.model import Analysis, Diagnostic
    from jorei.registry import Registry

__all__ = [
    "BUILD_RULES", "BY_CODE", "DOCUMENT_RULES", "RULES", "BuildContext", "Finding", "Rule", "View", "check",
    "check_in_build", "dismissal", "explain", "explain_all", "gather", "suppress",
]  # fmt: skip

MOST_OF_A_CODE: Final = 1_000
"""Findings of one check that one document has rows for. Chosen: nobody reads more."""


def check(
    analysis: Analysis, profile: Profile = DEFAULT, registry: Registry | None = None
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """Every finding that one document alone gives rise to, in the order of the text; nothing is changed in it.

    ``registry`` holds the national laws; without it the checks that need them find nothing.

    A guide (a page about a law) and a document without provisions are looked at too: the rules find nothing there.
    What ``profile`` dismisses is kept, with ``suppressed_by`` filled.
    """
    findings = _run(DOCUMENT_RULES, View(analysis, profile, registry), profile)
    return suppress(analysis, findings, profile.suppressions)[0]


def check_in_build(analysis: Analysis, context: BuildContext, profile: Profile = DEFAULT) -> tuple[Diagnostic, ...]:
    """Every finding that only the other documents of a build show, in the order of the text; nothing is suppressed yet.

    `jorei.pipeline.build_findings` says what becomes of them.
    """
    return _run(BUILD_RULES, View(analysis, profile, context=context), profile)


def _run(rules: tuple[Rule, ...], view: View, profile: Profile) -> tuple[Diagnostic, ...]:
    """The findings of the rules that can find anything in the document; most find nothing, so that little is done for each."""
    traits = view.traits
    found: list[Diagnostic] = []
    for rule in rules:
        if rule.when is not None and rule.when not in traits:
            continue
        if (rule.confidence == "L" or profile.ignore) and not profile.runs(rule.code, rule.confidence):
            continue
        findings = rule.find(view)
        for index, finding in enumerate(findings):
            found.append(rule.diagnose(finding, profile))
            if index == MOST_OF_A_CODE - 1:
                found += _others(rule, findings, profile)
                break
    return tuple(sorted(found, key=lambda diagnostic: (diagnostic.start, diagnostic.end, diagnostic.code)))


def _others(rule: Rule, findings: Iterator[Finding], profile: Profile) -> Iterator[Diagnostic]:
    """One finding that tells the number of the others, beyond the first `MOST_OF_A_CODE`."""
    first = next(findings, None)
    if first is None:
        return
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
