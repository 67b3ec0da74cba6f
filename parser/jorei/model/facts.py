"""The facts that later passes find in a document: they lie beside the tree, never in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from jorei.model.record import ArrayRecord, Record, Workpiece
from jorei.model.vocabulary import (
    AmendmentAction,
    AmendmentSource,
    AsOf,
    Bound,
    DefinitionKind,
    Form,
    Modality,
    PenaltyKind,
    Relation,
    ScopeName,
    SentencePart,
    Severity,
    Status,
    TargetPart,
    ValueKind,
)


class Target(Record):
    """One target of a reference: ``node`` is an arena id of this document, None outside it or when dangling."""

    node: int | None
    citation: str | None


class RangeEnd(Record):
    """The words that name the first or the last provision of a range, and that provision (第3項 in 第1項から第3項まで)."""

    start: int
    end: int
    text: str
    form: Form
    target: Target


class Reference(Record):
    """One mention of a provision or of a law, resolved as far as it can be known.

    ``start..end`` is the designator alone (第19条第8号 in 番号法第19条第8号; name and number when a law is named
    without one), in code points of the source. ``target_law`` is None for this document. A range or a collective
    has several targets; an ambiguous reference has none but ``candidates`` (citations). ``ends`` are the two ends of a
    range, each with the words that name it. ``reads`` are the words of the provision that are read as others (or
    replaced by them), ``delegated`` is what it leaves to another instrument (額 in 法第5条の条例で定める額), ``basis``
    says that the document rests on it; ``part_span`` is where the part stands in the source, ``table`` the arena id of
    the table that is meant.
    """

    node: int
    start: int
    end: int
    text: str
    form: Form
    status: Status
    relation: Relation = "cites"
    targets: tuple[Target, ...] = ()
    target_law: str | None = None
    target_law_title: str | None = None
    target_law_id: str | None = None
    target_part: TargetPart | None = None
    as_of: AsOf | None = None
    antecedent: int | None = None
    candidates: tuple[str, ...] = ()
    confidence: float = 1.0
    corrected: bool = False
    ends: tuple[RangeEnd, ...] = ()
    reads: tuple[tuple[str, str], ...] = ()
    delegated: str | None = None
    basis: bool = False
    part_span: tuple[int, int] | None = None
    table: int | None = None


class Definition(Record):
    """A term given a meaning; ``start..end`` is the term itself without its brackets 「」.

    ``definition`` is what it stands for, ``definition_text`` the stretch in which that was found, as it stands there
    (its beginning, when it is long), ``definition_start..definition_end`` where the whole of that stretch stands.
    ``confidence`` says how sure it is where ``definition`` begins and ends.
    """

    node: int
    start: int
    end: int
    term: str
    kind: DefinitionKind
    definition: str
    scope: ScopeName
    scope_text: str | None = None
    scope_nodes: tuple[int, ...] = ()
    target_law: str | None = None
    narrowing: bool = False
    uses: int = 0
    definition_text: str = ""
    definition_start: int | None = None
    definition_end: int | None = None
    confidence: float = 1.0


class Amendment(Record):
    """One amending instrument named in a note, the history or the heading of a 附則."""

    node: int | None
    source: AmendmentSource
    start: int
    end: int
    law_number: str | None
    on: date | None = None
    actions: tuple[AmendmentAction, ...] = ()
    former_label: str | None = None
    in_force_on: date | None = None


class Norm(Record):
    """What one sentence demands, forbids or allows; a sentence with several values has one for each.

    ``subject`` is who acts (a body or a person), ``topic`` what は marks, actor or not (家賃は、…).
    """

    node: int
    start: int
    end: int
    sentence: int
    part: SentencePart
    modality: Modality
    subject: str | None = None
    predicate: str | None = None
    value_kind: ValueKind | None = None
    value: int | float | None = None
    unit: str | None = None
    bound: Bound | None = None
    counted_from: str | None = None
    penalty_kind: PenaltyKind | None = None
    topic: str | None = None


class Word(ArrayRecord):
    """The entry of the dictionary for a morpheme, the same wherever it occurs; ``tags`` is ``pos`` joined by commas."""

    pos: tuple[str, ...]
    dictionary_form: str
    normalized_form: str
    reading: str
    is_oov: bool
    tags: str


class Token(ArrayRecord):
    """One morpheme of a node's text, as Sudachi gives it; offsets are of the source."""

    node: int
    start: int
    end: int
    surface: str
    pos: tuple[str, ...]
    dictionary_form: str
    normalized_form: str
    reading: str
    is_oov: bool


class Tokens(Workpiece):
    """The morphemes of a document, column by column: a text has one in five bytes, too many for an object each.

    Iteration gives them as `Token`.
    """

    nodes: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    surfaces: list[str] = []
    words: list[Word] = []

    def __len__(self) -> int:
        return len(self.words)

    def __iter__(self) -> Iterator[Token]:
        for node, start, end, surface, w in zip(
            self.nodes, self.starts, self.ends, self.surfaces, self.words, strict=True
        ):
            yield Token(
                node, start, end, surface, w.pos, w.dictionary_form, w.normalized_form, w.reading, w.is_oov
            )  # fmt: skip


class Related(Record):
    """Another span that a diagnostic names, and why."""

    start: int
    end: int
    message: str


class Diagnostic(Record):
    """A finding: bad input is a diagnostic, only a bug is an exception.

    ``places`` is 1, or how many places a finding stands for that `jorei.check.gather` made of several; its ``related``
    are then the other places. The tables of a build have a row for each place.
    """

    code: str
    name: str
    severity: Severity
    message: str
    message_en: str
    start: int
    end: int
    node: int | None = None
    confidence: float = 1.0
    related: tuple[Related, ...] = ()
    suggestion: str | None = None
    suppressed_by: str | None = None
    places: int = 1
