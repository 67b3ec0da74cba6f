"""The state of one walk over the wording of a document: where it stands and what was named right before.

Offsets without another word are offsets of the wording (`FoldedWording.text`); nodes are arena ids.
"""

from __future__ import annotations

from typing import Final

import msgspec

from jorei.links.context import Antecedent, Context, Frame, PendingLaw
from jorei.links.designators import DesignatorStep
from jorei.links.laws import NamedLaw
from jorei.links.link_input import LinkInput
from jorei.model import Reference
from jorei.model.record import Record

_TARGETS_ALWAYS: Final = 100_000
"""Targets of long ranges and collectives that any document may have, besides one for each character. Chosen: far
more than a document that somebody wrote has; a hostile text could cite every article in every article."""


class MentionRows(msgspec.Struct):
    """The output: references in the order in which they were settled, and where each stands in the wording."""

    references: list[Reference] = []
    spans: list[tuple[int, int]] = []


class WordingStretch(Record):
    """The stretch of the wording that is being read."""

    start: int = 0
    end: int = -1
    """Its end, without the line feed; -1 before the first stretch."""
    node: int = 0
    """The node whose words it is."""
    component: int = 0
    """The main provision, 附則 or appendix that the node belongs to."""
    amending: str | None = None
    """In the 附則 of an amending instrument: its number, or a word for it."""


class ClosedBracket(Record):
    """The bracket closed last: the antecedents at its end, where it ends, the rows so far and how deep it stood."""

    context: Context
    end: int
    rows: int
    depth: int


class ResolverState(msgspec.Struct):
    """Mutable, and only here: the passes over it are functions."""

    document: LinkInput
    target_budget: int
    """How many targets long ranges and collectives may still have."""
    rows: MentionRows = msgspec.field(default_factory=MentionRows)

    # where the walk stands
    stretch: WordingStretch = WordingStretch()
    cursor: int = 0
    """The offset up to which the stretch has been read."""
    next_bracket: int = 0
    """The index of the first bracket that may not have been read."""
    frames: list[Frame] = []
    """What the brackets that are open put aside, the innermost last."""

    bracket_closed: ClosedBracket | None = None
    """The bracket closed last, for 同号 in the next one."""

    # what the next mention may go on from
    context: Context = msgspec.field(default_factory=Context)
    """The antecedents of the stretch, or of the bracket that is open."""
    contexts: dict[int, Context] = {}
    """The contexts in which stretches ended, by node: items go on from the 柱書 above them."""
    last_mention: Antecedent | None = None
    """The provision cited last, as long as an enumeration may go on from it."""
    last_mention_end: int = -1
    last_law: NamedLaw | None = None
    """The law named last, as long as a pin-cite may follow."""
    last_law_end: int = -1
    pending_law: PendingLaw | None = None
    """The law named last, as long as it is no mention yet."""
    mention_before_law: tuple[int, Antecedent] | None = None
    """The end of the mention before the last law, and that mention: 法第5条、法第6条 is one enumeration."""

    # what holds for more than a stretch
    article: int = -1
    """The article (or component) that is being read."""
    laws_of_article: Context = msgspec.field(default_factory=Context)
    """The laws named in its stretches so far, for 同法."""
    amended_law: tuple[int, NamedLaw, int] | None = None
    """The component that amends another law, that law, and the 項 that says so."""
    bases: dict[int, NamedLaw] = {}
    """The laws that the main part amends, by the article of this document that does (-1 where it has none)."""
    place_in_base: tuple[DesignatorStep, ...] = ()
    """In a sentence of an amendment: the provision of the base that was named last."""

    @classmethod
    def begin(cls, document: LinkInput) -> ResolverState:
        """The state before the first stretch."""
        return cls(document, _TARGETS_ALWAYS + len(document.text))
