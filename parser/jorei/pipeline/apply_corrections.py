"""The corrections of a document on their way through the pipeline: which apply to a text, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from jorei.config.corrections_file import FILE_NAME
from jorei.identity import documents as identity
from jorei.model import Analysis, Diagnostic, Metadata, Reference, Source, Tree
from jorei.model.corrections import FindingVerdict, Misfit, Quote, WorkCorrections

if TYPE_CHECKING:  # most texts are not corrected, and a tree is shown without checks: each is loaded where it is used
    from collections.abc import Sequence

    from jorei.model.profile import Profile, Suppression


def uncorrected_work_id(source: Source, metadata: Metadata) -> str:
    """The id of the work that a text is when nothing is corrected yet: corrections are found by it."""
    document = identity.doc_id(metadata, identity.text_digest(source.text))
    return identity.work_id(metadata, document)


def with_verification(metadata: Metadata, corrections: WorkCorrections | None) -> Metadata:
    """The metadata with who has verified the document, and when."""
    if corrections is None:
        return metadata
    return msgspec.structs.replace(metadata, verified_by=corrections.verified_by, verified_on=corrections.verified_on)


def correct_references(
    references: tuple[Reference, ...], source: Source, tree: Tree, corrections: WorkCorrections | None
) -> tuple[tuple[Reference, ...], tuple[Misfit, ...]]:  # fmt: skip
    """The references as corrected, and the corrections that do not fit."""
    if corrections is None or not corrections.references:
        return references, ()
    from jorei.links import corrected_references

    rows, misfits = corrected_references.correct_references(references, source, tree, corrections.references)
    return rows, tuple(misfits)


def of_other_version(source: Source, corrections: WorkCorrections | None) -> bool:
    """Whether corrections were made in another file of the work: of two versions they may fit one."""
    return not (corrections is None or corrections.path in (None, source.path) or corrections.sha256 == source.sha256)


def mark_other_version(
    misfits: tuple[Misfit, ...], source: Source, corrections: WorkCorrections | None
) -> tuple[Misfit, ...]:  # fmt: skip
    """The corrections that do not fit, with ``elsewhere`` set where they were made in another file of the work."""
    if not of_other_version(source, corrections):
        return misfits
    return tuple(msgspec.structs.replace(misfit, elsewhere=True) for misfit in misfits)


def suppression(verdict: FindingVerdict) -> Suppression:
    """A verdict as the checks compare it with findings."""
    from jorei.model.profile import Suppression

    return Suppression(
        verdict.code, verdict.reason, verdict.quote, verdict.context, by=verdict.by, on=verdict.on, origin=FILE_NAME
    )


def apply_document_verdicts(
    analysis: Analysis, corrections: WorkCorrections | None, profile: Profile
) -> tuple[Diagnostic, ...]:
    """The findings of a document with the verdicts on them applied; those on findings of the whole build come later."""
    if corrections is None or not corrections.findings:
        return analysis.diagnostics
    from jorei.check import BUILD_RULES

    later = {rule.code for rule in BUILD_RULES}
    verdicts = [verdict for verdict in corrections.findings if verdict.code not in later]
    other_version = of_other_version(analysis.source, corrections)
    return apply_verdicts(analysis, analysis.diagnostics, verdicts, profile, other_version)


def apply_verdicts(
    analysis: Analysis, findings: tuple[Diagnostic, ...], verdicts: Sequence[FindingVerdict], profile: Profile,
    other_version: bool = False, work_id: str | None = None,
) -> tuple[Diagnostic, ...]:  # fmt: skip
    """The findings with the dismissed ones suppressed, and a C01 for each dismissal that no longer has its finding."""
    dismissed = [verdict for verdict in verdicts if verdict.verdict == "dismissed"]
    if not dismissed:
        return findings
    from jorei.check import BY_CODE, suppress
    from jorei.check.misfits import misfit_finding

    suppressed, used = suppress(analysis, findings, [suppression(verdict) for verdict in dismissed], work_id)
    rule = BY_CODE["C01"]
    if not profile.runs(rule.code, rule.confidence):
        return suppressed
    unused = [
        Misfit(Quote(verdict.quote), f"{verdict.code} {verdict.reason}".strip(), "unused", elsewhere=other_version)
        for i, verdict in enumerate(dismissed)
        if i not in used and profile.runs(verdict.code, "H")
    ]
    misfits = [rule.diagnose(misfit_finding(analysis.tree.root, misfit), profile) for misfit in unused]
    return tuple(sorted((*suppressed, *misfits), key=lambda finding: (finding.start, finding.end, finding.code)))
