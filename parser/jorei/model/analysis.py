"""Everything known about one document."""

from __future__ import annotations

from datetime import date

from jorei.model.corrections import Misfit
from jorei.model.facts import Amendment, Definition, Diagnostic, Norm, Reference
from jorei.model.record import Record
from jorei.model.source import Source
from jorei.model.tree import Tree
from jorei.model.vocabulary import InstrumentKind


class Metadata(Record):
    """The data of the instrument: from the text itself, manifest.csv, registries and corrections.toml."""

    title: str | None = None
    kind: InstrumentKind = "other"
    law_number: str | None = None
    municipality: str | None = None
    municipality_code: str | None = None
    prefecture: str | None = None
    issuer: str | None = None
    promulgated_on: date | None = None
    in_force_on: date | None = None
    in_force_stages: tuple[str, ...] = ()
    repealed: bool = False
    taxonomy: tuple[str, ...] = ()
    source_url: str | None = None
    fetched_at: str | None = None
    licence: str | None = None
    expression_date: date | None = None
    verified_by: str | None = None
    verified_on: date | None = None


class Analysis(Record):
    """The source, its tree and the facts beside it.

    ``folded`` is the text of the source folded, with the same offsets (`jorei.text.fold`): it is made once, when the
    tree is built, and no table holds it. An analysis that was not made by the parser has none (an empty string).
    """

    source: Source
    metadata: Metadata
    tree: Tree
    references: tuple[Reference, ...] = ()
    definitions: tuple[Definition, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    norms: tuple[Norm, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    misfits: tuple[Misfit, ...] = ()
    folded: str = ""
