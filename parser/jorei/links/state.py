"""The state of one walk over the wording of a document: where it stands and what was named right before.

Offsets without another word are offsets of the wording (`FoldedWording.text`); nodes are arena ids.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jorei.links.context import Antecedent, Context, Frame, PendingLaw
from jorei.links.designators import DesignatorStep
from jorei.links.laws import NamedLaw
from jorei.links.link_input import LinkInput
from jorei.model import Reference
from jorei.model.record import INTERPRETED, Record, as_struct

_TARGETS_ALWAYS: Final = 100_000
"""Targets of long ranges and collectives that any document may have, besides one for each character. Chosen: far
more than a document that somebody wrote has; a hostile text could cite every article in every article."""


class MentionRows:
    """The output: references in the order in which they were settled, and where each stands in the wording."""

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self.spans: list[tuple[int, int]] = []


class WordingStretch:
    """The stretch of the wording that is being read."""

    def __init__(
        self,
        start: int = 0,
        end: int = -1,
        node: int = 0,
        component: int = 0,
        amending: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        """Its end, without the line feed; -1 before the first stretch."""
        self.node = node
        """The node whose words it is."""
        self.component = component
        """The main provision, 附則 or appendix that the node belongs to."""
        self.amending = amending
        """In the 附則 of an amending instrument: its number, or a word for it."""


if INTERPRETED and not TYPE_CHECKING:
    WordingStretch = as_struct(WordingStretch)


class ClosedBracket(Record):
    """The bracket closed last: the antecedents at its end, where it ends, the rows so far and how deep it stood."""

    context: Context
    end: int
    rows: int
    depth: int


class ResolverState:
    """Mutable, and only here: the passes over it are functions."""

    def __init__(self, document: LinkInput, target_budget: int) -> None:
        self.document = document
        self.target_budget = target_budget
        """How many targets long ranges and collectives may still have."""
        self.rows = MentionRows()

        # where the walk stands
        self.stretch = WordingStretch()
        self.cursor = 0
        """The offset up to which the stretch has been read."""
        self.next_bracket = 0
        """The index of the first bracket that may not have been read."""
        self.frames: list[Frame] = []
        """What the brackets that are open put aside, the innermost last."""

        self.bracket_closed: ClosedBracket | None = None
        """The bracket closed last, for 同号 in the next one."""

        # what the next mention may go on from
        self.context = Context()
        """The antecedents of the stretch, or of the bracket that is open."""
        self.contexts: dict[int, Context] = {}
        """The contexts in which stretches ended, by node: items go on from the 柱書 above them."""
        self.last_mention: Antecedent | None = None
        """The provision cited last, as long as an enumeration may go on from it."""
        self.last_mention_end = -1
        self.last_law: NamedLaw | None = None
        """The law named last, as long as a pin-cite may follow."""
        self.last_law_end = -1
        self.pending_law: PendingLaw | None = None
        """The law named last, as long as it is no mention yet."""
        self.mention_before_law: tuple[int, Antecedent] | None = None
        """The end of the mention before the last law, and that mention: 法第5条、法第6条 is one enumeration."""

        # what holds for more than a stretch
        self.article = -1
        """The article (or component) that is being read."""
        self.laws_of_article = Context()
        """The laws named in its stretches so far, for 同法."""
        self.amended_law: tuple[int, NamedLaw, int] | None = None
        """The component that amends another law, that law, and the 項 that says so."""
        self.bases: dict[int, NamedLaw] = {}
        """The laws that the main part amends, by the article of this document that does (-1 where it has none)."""
        self.place_in_base: tuple[DesignatorStep, ...] = ()
        """In a sentence of an amendment: the provision of the base that was named last."""

    @classmethod
    def begin(cls, document: LinkInput) -> ResolverState:
        """The state before the first stretch."""
        return cls(document, _TARGETS_ALWAYS + len(document.text))
