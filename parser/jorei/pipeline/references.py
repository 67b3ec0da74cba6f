"""The first half of the pipeline: a tree with its references, and nothing that only norms and checks need."""

from __future__ import annotations

import msgspec

from jorei.config.corrections_file import Corrections
from jorei.model import Analysis, Metadata, Source
from jorei.model.corrections import WorkCorrections
from jorei.pipeline import apply_corrections
from jorei.registry import Registry, identify, locate
from jorei.structure import parse


class CorrectedAnalysis(msgspec.Struct, frozen=True):
    """The analysis of a text, and the corrections that it had.

    ``work_id`` is the work that corrections were looked for by, empty when none were given.
    """

    analysis: Analysis
    work_id: str = ""
    corrections: WorkCorrections | None = None


def build_tree(
    source: Source, given: Metadata | None = None, registry: Registry | None = None,
    corrections: Corrections | None = None,
) -> CorrectedAnalysis:  # fmt: skip
    """The tree with its metadata, and no facts beside it but the amending instruments that it names."""
    structured = parse(source)
    metadata = fill_metadata(structured.metadata, given)
    work_id, own = "", None
    if corrections is not None:
        work_id = apply_corrections.uncorrected_work_id(source, metadata)
        own = corrections.about(work_id, source.path, source.sha256)
    if own is not None:
        structured = parse(source, own.lines)
        metadata = apply_corrections.with_verification(fill_metadata(structured.metadata, given), own)
    if registry:
        metadata = locate(metadata, registry, source.path or "")
    misfits = apply_corrections.mark_other_version(structured.misfits, source, own)
    analysis = Analysis(
        source, metadata, structured.tree, amendments=structured.amendments, misfits=misfits, folded=structured.folded
    )
    return CorrectedAnalysis(analysis, work_id, own)


def analyse_references(
    source: Source, given: Metadata | None = None, registry: Registry | None = None,
    corrections: Corrections | None = None,
) -> CorrectedAnalysis:  # fmt: skip
    """The tree with its references and definitions, no norms and no findings yet."""
    from jorei.links import link  # its grammar is a twentieth of a second to compile: an outline goes without

    result = build_tree(source, given, registry, corrections)
    analysis, own = result.analysis, result.corrections
    references, definitions = link(
        source, analysis.tree, analysis.metadata, analysis.folded, registry.known_titles if registry else None
    )
    if registry:
        references = identify(references, registry)
    references, misfits = apply_corrections.correct_references(references, source, analysis.tree, own)
    misfits = analysis.misfits + apply_corrections.mark_other_version(misfits, source, own)
    analysis = msgspec.structs.replace(analysis, references=references, definitions=definitions, misfits=misfits)
    return msgspec.structs.replace(result, analysis=analysis)


def fill_metadata(metadata: Metadata, given: Metadata | None) -> Metadata:
    """``metadata`` with every field that ``given`` fills: what a person wrote down beats what was read off a text.

    >>> fill_metadata(Metadata(title="甲市条例"), Metadata(municipality="甲市")).municipality
    '甲市'
    """
    if given is None:
        return metadata
    blank = Metadata()
    filled = {
        name: value
        for name in Metadata.__struct_fields__
        if (value := getattr(given, name)) != getattr(blank, name)
    }  # fmt: skip
    return msgspec.structs.replace(metadata, **filled)
