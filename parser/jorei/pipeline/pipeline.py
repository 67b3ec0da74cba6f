"""One document from source to analysis: parse, link, check. Pure, and the same for every runner."""

from __future__ import annotations

import msgspec

from jorei.check import check
from jorei.config.corrections_file import Corrections
from jorei.model import Analysis, Metadata, Source
from jorei.model.profile import DEFAULT, Profile
from jorei.norms import norms
from jorei.pipeline import apply_corrections as corrected
from jorei.pipeline.linked import linked
from jorei.registry import Registry


def analyse(
    source: Source, given: Metadata | None = None, registry: Registry | None = None, profile: Profile = DEFAULT,
    corrections: Corrections | None = None,
) -> Analysis:  # fmt: skip
    """Everything jorei knows about one text. ``given`` says what the text does not (`manifest.csv`), ``registry``
    which laws and municipalities there are, ``profile`` what is checked, ``corrections`` what people said in review."""
    analysis, said = linked(source, given, registry, corrections)
    analysis = msgspec.structs.replace(analysis, norms=norms(analysis.tree))
    analysis = msgspec.structs.replace(analysis, diagnostics=check(analysis, profile, registry))
    return msgspec.structs.replace(analysis, diagnostics=corrected.decided(analysis, said, profile))
