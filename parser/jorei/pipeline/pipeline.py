"""One document from source to analysis: parse, link, check. Pure, and the same for every runner."""

from __future__ import annotations

import msgspec

from jorei.check import check
from jorei.config.corrections_file import Corrections
from jorei.model import Analysis, Metadata, Source
from jorei.model.profile import DEFAULT, Profile
from jorei.norms import norms
from jorei.pipeline.apply_corrections import apply_document_verdicts
from jorei.pipeline.instruments import given_parts
from jorei.pipeline.references import CorrectedAnalysis, analyse_references
from jorei.registry import Registry


def analyse(
    source: Source, given: Metadata | None = None, registry: Registry | None = None, profile: Profile = DEFAULT,
    corrections: Corrections | None = None,
) -> Analysis:  # fmt: skip
    """Everything jorei knows about one text.

    ``given`` fills in metadata that the text lacks (`manifest.csv`), ``registry`` holds laws and municipalities,
    ``profile`` decides what is checked, ``corrections`` holds what people decided in review.
    """
    return analyse_corrected(source, given, registry, profile, corrections).analysis


def analyse_all(
    source: Source, given: Metadata | None = None, registry: Registry | None = None, profile: Profile = DEFAULT,
    corrections: Corrections | None = None,
) -> list[Analysis]:  # fmt: skip
    """`analyse` of each instrument that the source holds, in their order: one, but for 公報, 議案書 and 規程集."""
    return [analyse(part, own, registry, profile, corrections) for part, own in given_parts(source, given)]


def analyse_corrected(
    source: Source, given: Metadata | None = None, registry: Registry | None = None, profile: Profile = DEFAULT,
    corrections: Corrections | None = None,
) -> CorrectedAnalysis:  # fmt: skip
    """`analyse`, and which of the corrections the text had."""
    result = analyse_references(source, given, registry, corrections)
    analysis = msgspec.structs.replace(result.analysis, norms=norms(result.analysis.tree, result.analysis.folded))
    analysis = msgspec.structs.replace(analysis, diagnostics=check(analysis, profile, registry))
    findings = apply_document_verdicts(analysis, result.corrections, profile)
    return msgspec.structs.replace(result, analysis=msgspec.structs.replace(analysis, diagnostics=findings))
