"""Findings about a document that need the other documents: copies of it (S25), the base that it amends (A01),
the ordinance that it carries out (R18).

`jorei check` and every build take them from here, so that they agree. They come from checks like all others: the
profile decides whether they run and how severe they are, and they can be dismissed, in the profile and in review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from jorei.model import Analysis, Diagnostic, Metadata, Node, Source, Tree
from jorei.model.corrections import BuildVerdicts, WorkCorrections

if TYPE_CHECKING:  # all the checks: a build in which nothing has changed goes without
    from jorei.check import BuildContext
    from jorei.model.profile import Profile


def nameless(path: str | None) -> Analysis:
    """An analysis of no text: it stands for a document of which nothing but its path is needed (S25)."""
    root = Node(0, -1, 1, 0, "law", 0, 0, "law")
    return Analysis(Source("", path), Metadata(), Tree((root,)))


def build_verdicts(source: Source, corrections: WorkCorrections | None) -> BuildVerdicts | None:
    """What of the corrections of a document is about findings of the whole build; None when nothing is."""
    if corrections is None or not corrections.findings:
        return None
    from jorei.check import BUILD_RULES
    from jorei.pipeline.apply_corrections import of_other_version

    codes = {rule.code for rule in BUILD_RULES}
    verdicts = tuple(verdict for verdict in corrections.findings if verdict.code in codes)
    return BuildVerdicts(verdicts, of_other_version(source, corrections)) if verdicts else None


def build_findings(
    analysis: Analysis, work_id: str, context: BuildContext, profile: Profile, decided: BuildVerdicts | None = None
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """The findings that ``context`` gives rise to, the dismissed ones suppressed, in the order of the text.

    ``analysis`` needs its tree alone when there is a base to compare with, or something missing in the
    ordinance that it carries out, and else only its path (`nameless`).
    A dismissal in ``decided`` that has no finding any more is a finding too (C01).
    """
    from jorei.check import check_in_build, suppress
    from jorei.pipeline.apply_corrections import apply_verdicts

    findings = check_in_build(analysis, context, profile)
    findings, _ = suppress(analysis, findings, profile.suppressions, work_id)
    if decided is None:
        return findings
    return apply_verdicts(analysis, findings, decided.verdicts, profile, decided.other_version, work_id)


def with_findings(analysis: Analysis, further: tuple[Diagnostic, ...]) -> Analysis:
    """The analysis with more findings, in the order of the text."""
    findings = sorted((*analysis.diagnostics, *further), key=lambda finding: (finding.start, finding.end, finding.code))
    return msgspec.structs.replace(analysis, diagnostics=tuple(findings))
