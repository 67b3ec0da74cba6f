"""The findings that one document alone does not give rise to: its double, or the base of an amending ordinance, does.

`jorei check` and every build take them from here, so that they agree. They come from checks like all others: the profile
says whether they run and how severe they are, and they can be dismissed, in the profile and in review.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from jorei.model import Analysis, Diagnostic, Metadata, Node, Source, Tree
from jorei.model.corrections import BuildVerdicts, WorkCorrections

if TYPE_CHECKING:  # all the checks: a build in which nothing has changed goes without
    from jorei.check import BuildContext, Profile


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

    ``analysis`` needs its tree alone when there is a base to compare with, and else only its path (`nameless`).
    A dismissal in ``decided`` that has no finding any more is a finding too (C01).
    """
    from jorei.check import check_in_build, suppress
    from jorei.pipeline.apply_corrections import apply_verdicts

    found = check_in_build(analysis, context, profile)
    found, _ = suppress(analysis, found, profile.suppressions, work_id)
    if decided is not None:
        found = apply_verdicts(analysis, found, decided.verdicts, profile, decided.other_version, work_id)
    return found


def with_findings(analysis: Analysis, further: tuple[Diagnostic, ...]) -> Analysis:
    """The analysis with more findings, in the order of the text."""
    found = sorted((*analysis.diagnostics, *further), key=lambda one: (one.start, one.end, one.code))
    return msgspec.structs.replace(analysis, diagnostics=tuple(found))
