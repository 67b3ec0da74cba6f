"""What the mentions read so far lend to the next ones: the nearest antecedent of each level, and the laws named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from jorei.links.certainty import Evidence
from jorei.links.designators import RANK, Designator, DesignatorStep, Level
from jorei.links.laws import NamedLaw
from jorei.model.record import INTERPRETED, Record, as_struct

LAWS_REMEMBERED: Final = 8
"""Laws of one stretch among which 同法 looks for its own. Chosen: 同法 speaks of the last law or of one a line before."""
_DIVISIONS_REMEMBERED: Final = 4
"""Divisions of one stretch among which 同節 looks for its own. Chosen likewise."""
_ARTICLES_REMEMBERED: Final = 64
"""Articles that one 各本条 may stand for. Chosen: penalties list a dozen; a hostile text could list all."""


class Antecedent(Record):
    """What an earlier mention spoke of: nodes of this document, or steps of another law."""

    nodes: tuple[int, ...] = ()
    steps: tuple[DesignatorStep, ...] = ()
    law: NamedLaw | None = None
    row: int = -1
    """The index of its row among the references so far."""
    group: tuple[int, ...] = ()
    """The nodes of the enumeration that it ends."""
    repeats_law: bool = False
    """Whether the enumeration names its law before every article: 法第5条、法第6条又は第3条."""

    @property
    def outside(self) -> bool:
        """Whether it is a provision of another instrument, the amending one included."""
        return self.law is not None and (not self.law.own or self.law.as_of == "amending")

    def steps_above(self, level: Level) -> tuple[DesignatorStep, ...]:
        """The steps that rank above a level: what a step of that level takes over from here."""
        rank = RANK[level]
        return tuple(step for step in self.steps if RANK.get(step.level, 0) < rank)


class Mention:
    """A designator at ``start..end`` of the wording with what its surroundings give it."""

    def __init__(
        self,
        designator: Designator,
        start: int,
        end: int,
        law: NamedLaw | None = None,
        neighbour: Antecedent | None = None,
        evidence: Evidence = "direct",
    ) -> None:
        self.designator = designator
        self.start = start
        self.end = end
        self.law = law
        """The law whose provision it is; None for this document, or when it is not known yet."""
        self.neighbour = neighbour
        """The provision before it that lends it its upper steps: 第5条第1項 to 第2項 in 第5条第1項及び第2項."""
        self.evidence = evidence
        """What its target rests on."""


if INTERPRETED and not TYPE_CHECKING:
    Mention = as_struct(Mention)


class Context:
    """The antecedents in reading order, the nearest of each level; copied where a bracket or an item opens."""

    def __init__(self) -> None:
        self.article: Antecedent | None = None
        self.paragraph: Antecedent | None = None
        self.item: Antecedent | None = None
        self.items: Antecedent | None = None
        """Of several items: 次の各号, 第1号及び第2号."""
        self.paragraphs: Antecedent | None = None
        """Of several paragraphs."""
        self.table: Antecedent | None = None
        self.style: Antecedent | None = None
        self.divisions: tuple[tuple[frozenset[Level], Antecedent], ...] = ()
        """Each with the levels that its words spoke of, the nearest first."""
        self.articles: tuple[int, ...] = ()
        """All articles spoken of, for 各本条."""
        self.laws: tuple[NamedLaw, ...] = ()
        """The laws named, the last one last."""
        self.laws_in_brackets: tuple[NamedLaw, ...] = ()
        """The laws named in brackets that are closed."""

    def copy(self) -> Context:
        """The same antecedents, to be changed apart."""
        twin = Context()
        twin.article, twin.paragraph, twin.item = self.article, self.paragraph, self.item
        twin.items, twin.paragraphs, twin.table, twin.style = self.items, self.paragraphs, self.table, self.style
        twin.divisions, twin.articles = self.divisions, self.articles
        twin.laws, twin.laws_in_brackets = self.laws, self.laws_in_brackets
        return twin

    def fill_from(self, inner: Context) -> None:
        """Take what only ``inner`` knows: after a bracket its antecedents come last."""
        self.divisions = self.divisions or inner.divisions
        self.article = self.article or inner.article
        self.paragraph = self.paragraph or inner.paragraph
        self.item = self.item or inner.item
        self.items = self.items or inner.items
        self.paragraphs = self.paragraphs or inner.paragraphs
        self.table = self.table or inner.table
        self.style = self.style or inner.style
        if inner.laws is self.laws and inner.laws_in_brackets is self.laws_in_brackets:
            return
        shared = len(self.laws)
        named = inner.laws[shared:] if inner.laws[:shared] == self.laws else inner.laws
        if named or inner.laws_in_brackets is not self.laws_in_brackets:
            deeper = inner.laws_in_brackets[len(self.laws_in_brackets) :]
            self.laws_in_brackets = (*self.laws_in_brackets, *deeper, *named)[-LAWS_REMEMBERED:]

    def add_law(self, law: NamedLaw) -> None:
        """Remember that a law was named."""
        self.laws = (*self.laws[1 - LAWS_REMEMBERED :], law)

    def add_division(self, levels: frozenset[Level], antecedent: Antecedent) -> None:
        """Remember a mention of a 編, 章, 節, 款 or 目."""
        self.divisions = ((levels, antecedent), *self.divisions[: _DIVISIONS_REMEMBERED - 1])

    def add_article(self, article: int) -> None:
        """Remember an article, once."""
        if article not in self.articles:
            self.articles = (*self.articles[1 - _ARTICLES_REMEMBERED :], article)

    def last_law(self, noun: str) -> NamedLaw | None:
        """The last law that 同〈noun〉 can speak of; one named in a bracket that is closed comes after all others."""
        for law in (*self.laws[::-1], *self.laws_in_brackets[::-1]):
            if law.noun == noun:
                return law
        return None


LawMark = Literal["", "self", "numbered", "lost"]
"""How a law was named: by its name; as この条例; with its number in a bracket that is open; as 同法 of nothing."""


class PendingLaw(Record):
    """A law named at ``start..end`` of the wording that is a mention of its own unless a provision of it follows."""

    start: int
    end: int
    law: NamedLaw
    mark: LawMark


class Frame:
    """What an opening bracket puts aside until it is closed."""

    def __init__(
        self,
        context: Context,
        mention: Antecedent | None,
        lent: Antecedent | None,
        law: NamedLaw | None,
        law_lent: NamedLaw | None,
        pending_law: PendingLaw | None,
        narrows: bool = False,
    ) -> None:
        self.context = context
        self.mention = mention
        """The mention that the bracket stands right behind."""
        self.lent = lent
        """The mention that lends its steps to those in the bracket: also that of 第5条の規定(第3項を除く。)."""
        self.law = law
        """The law whose name it stands right behind."""
        self.law_lent = law_lent
        """The law of 港湾法の規定(第3条を除く。)."""
        self.pending_law = pending_law
        self.narrows = narrows
        """Whether a noun stands between the mention and the bracket: 第7条の許可(第3号に係るものに限る。)."""


if INTERPRETED and not TYPE_CHECKING:
    Frame = as_struct(Frame)
