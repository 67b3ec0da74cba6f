"""One document from source to analysis: parse, link, check. Pure, and the same for every runner."""

from __future__ import annotations

import msgspec

from jorei.check import DEFAULT, Profile, check
from jorei.links import link
from jorei.model import Analysis, Metadata, Source
from jorei.norms import norms
from jorei.registry import Registry, identify, locate
from jorei.run import corrected
from jorei.store.corrections import Corrections
from jorei.structure import parse


def analyse(
    source: Source, given: Metadata | None = None, registry: Registry | None = None, profile: Profile = DEFAULT,
    corrections: Corrections | None = None,
) -> Analysis:  # fmt: skip
    """Everything jorei knows about one text. ``given`` says what the text does not (`manifest.csv`), ``registry``
    which laws and municipalities there are, ``profile`` what is checked, ``corrections`` what people said in review."""
    structured = parse(source)
    metadata = complete(structured.metadata, given)
    said = corrected.about(source, metadata, corrections)
    if said is not None:
        structured = parse(source, said.lines)
        metadata = corrected.verified(complete(structured.metadata, given), said)
    references, definitions = link(source, structured.tree, metadata)
    if registry:
        metadata = locate(metadata, registry, source.path or "")
        references = identify(references, registry)
    references, misfits = corrected.pointed(references, source, structured.tree, said)
    analysis = Analysis(
        source, metadata, structured.tree, references, definitions, structured.amendments,
        norms(structured.tree), misfits=corrected.placed(structured.misfits + misfits, source, said),
    )  # fmt: skip
    analysis = msgspec.structs.replace(analysis, diagnostics=check(analysis, profile, registry))
    return msgspec.structs.replace(analysis, diagnostics=corrected.decided(analysis, said, profile))


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
