"""The first half of the pipeline: what a tree with its references needs, and nothing that norms and checks need."""

from __future__ import annotations

import msgspec

from jorei.config.corrections_file import Corrections
from jorei.model import Analysis, Metadata, Source
from jorei.model.corrections import WorkCorrections
from jorei.pipeline import apply_corrections as corrected
from jorei.registry import Registry, identify, locate
from jorei.structure import Structured, parse


def structure(
    source: Source, given: Metadata | None = None, corrections: Corrections | None = None
) -> tuple[Structured, WorkCorrections | None]:  # fmt: skip
    """The tree of a text with its metadata, and what people said about the text."""
    structured = parse(source)
    metadata = complete(structured.metadata, given)
    said = corrected.about(source, metadata, corrections)
    if said is not None:
        structured = parse(source, said.lines)
        metadata = corrected.verified(complete(structured.metadata, given), said)
    return msgspec.structs.replace(structured, metadata=metadata), said


def linked(
    source: Source, given: Metadata | None = None, registry: Registry | None = None,
    corrections: Corrections | None = None,
) -> tuple[Analysis, WorkCorrections | None]:  # fmt: skip
    """The tree with its references and definitions, no norms and no findings yet; and what people said."""
    from jorei.links import link  # its grammar is a twentieth of a second to compile: an outline goes without

    structured, said = structure(source, given, corrections)
    metadata, tree = structured.metadata, structured.tree
    references, definitions = link(source, tree, metadata)
    if registry:
        metadata = locate(metadata, registry, source.path or "")
        references = identify(references, registry)
    references, misfits = corrected.pointed(references, source, tree, said)
    misfits = corrected.placed(structured.misfits + misfits, source, said)
    analysis = Analysis(
        source, metadata, tree, references, definitions, structured.amendments, misfits=misfits,
        folded=structured.folded,
    )  # fmt: skip
    return analysis, said


def complete(metadata: Metadata, given: Metadata | None) -> Metadata:
    """``metadata`` with every field that ``given`` fills: what a person wrote down beats what was read off a text.

    >>> complete(Metadata(title="甲市条例"), Metadata(municipality="甲市")).municipality
    '甲市'
    """
    if given is None:
        return metadata
    blank = Metadata()
    said = {
        name: value
        for name in Metadata.__struct_fields__
        if (value := getattr(given, name)) != getattr(blank, name)
    }  # fmt: skip
    return msgspec.structs.replace(metadata, **said)
