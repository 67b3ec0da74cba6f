"""What people said in review, on its way through the pipeline: which of it is about a text, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from jorei.config.corrections_file import NAME, Corrections
from jorei.identity import documents as identity
from jorei.model import Analysis, Diagnostic, Metadata, Reference, Source, Tree
from jorei.model.corrections import FindingVerdict, Misfit, Quote, WorkCorrections

if TYPE_CHECKING:  # most texts are not corrected, and a tree is shown without checks: each is loaded where it is used
    from jorei.check import Profile, Suppression


def about(source: Source, metadata: Metadata, corrections: Corrections | None) -> WorkCorrections | None:
    """What was said about a text, by the work that it is when nothing is corrected yet."""
    if corrections is None:
        return None
    document = identity.doc_id(metadata, identity.text_digest(source.text))
    return corrections.about(identity.work_id(metadata, document), source.path, source.sha256)


def verified(metadata: Metadata, said: WorkCorrections | None) -> Metadata:
    """The metadata with who has verified the document, and when."""
    if said is None:
        return metadata
    return msgspec.structs.replace(metadata, verified_by=said.verified_by, verified_on=said.verified_on)


def pointed(
    references: tuple[Reference, ...], source: Source, tree: Tree, said: WorkCorrections | None
) -> tuple[tuple[Reference, ...], tuple[Misfit, ...]]:  # fmt: skip
    """The references as corrected, and the corrections that do not fit."""
    if said is None or not said.references:
        return references, ()
    from jorei.links.corrected import correct_references

    rows, misfits = correct_references(references, source, tree, said.references)
    return rows, tuple(misfits)


def placed(misfits: tuple[Misfit, ...], source: Source, said: WorkCorrections | None) -> tuple[Misfit, ...]:
    """The corrections that do not fit, those made in another file of the work told from the rest."""
    if said is None or said.path in (None, source.path) or said.sha256 == source.sha256:
        return misfits
    return tuple(msgspec.structs.replace(misfit, elsewhere=True) for misfit in misfits)


def suppression(verdict: FindingVerdict) -> Suppression:
    """A verdict as the checks compare it with findings."""
    from jorei.check import Suppression

    return Suppression(
        verdict.code, verdict.reason, verdict.quote, verdict.context, by=verdict.by, on=verdict.on, origin=NAME
    )


def decided(analysis: Analysis, said: WorkCorrections | None, profile: Profile) -> tuple[Diagnostic, ...]:
    """The findings with the dismissed ones suppressed, and one more for each dismissal that no longer has its finding."""
    dismissed = [one for one in said.findings if one.verdict == "dismissed"] if said else []
    if not dismissed:
        return analysis.diagnostics
    from jorei.check import BY_CODE, suppress
    from jorei.check.misfits import misfit_finding

    found, used = suppress(analysis, analysis.diagnostics, [suppression(one) for one in dismissed])
    unused = tuple(
        Misfit(Quote(one.quote), f"{one.code} {one.reason}".strip(), "unused")
        for at, one in enumerate(dismissed)
        if at not in used and profile.runs(one.code, "H")
    )
    told = [
        BY_CODE["C01"].diagnose(misfit_finding(analysis.tree.root, misfit), profile)
        for misfit in placed(unused, analysis.source, said)
    ]
    return tuple(sorted((*found, *told), key=lambda one: (one.start, one.end, one.code)))
