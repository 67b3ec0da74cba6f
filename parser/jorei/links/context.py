"""What has been said so far: the nearest antecedent of each kind, and the state that brackets put aside."""

from __future__ import annotations

import msgspec

from jorei.links.grammar import RANK, Designator, DesignatorStep
from jorei.links.laws import NamedLaw


class Antecedent(msgspec.Struct, frozen=True, gc=False):
    """What an earlier mention spoke of: nodes of this document, or steps of another law.

    ``ref`` is the row of that mention among the references so far; ``group`` the nodes of the enumeration it ends;
    ``renamed`` says that the enumeration names its law before every article (法第5条、法第6条又は第3条).
    """

    nodes: tuple[int, ...] = ()
    steps: tuple[DesignatorStep, ...] = ()
    law: NamedLaw | None = None
    ref: int = -1
    group: tuple[int, ...] = ()
    renamed: bool = False

    @property
    def outside(self) -> bool:
        """Whether it is a provision of another instrument, the amending one included."""
        return self.law is not None and (not self.law.own or self.law.as_of == "amending")

    def upto(self, rank: int) -> tuple[DesignatorStep, ...]:
        """The steps that rank above ``rank``: what a carried-over step takes from here."""
        return tuple(step for step in self.steps if RANK.get(step.level, 0) < rank)


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A designator in its place: what it says, the law that its words or its neighbour give it, and that neighbour."""

    said: Designator
    start: int
    end: int
    law: NamedLaw | None = None
    carried: Antecedent | None = None


class Context:
    """The antecedents in reading order; copied where a bracket or an item opens."""

    __slots__ = (
        "article", "articles", "aside", "division", "each", "item", "laws", "paragraph", "paragraphs", "style", "table",
    )  # fmt: skip

    def __init__(self) -> None:
        self.division: tuple[tuple[frozenset[str], Antecedent], ...] = ()
        self.article: Antecedent | None = None
        self.paragraph: Antecedent | None = None
        self.item: Antecedent | None = None
        self.each: Antecedent | None = None
        self.paragraphs: Antecedent | None = None
        self.table: Antecedent | None = None
        self.style: Antecedent | None = None
        self.laws: tuple[NamedLaw, ...] = ()
        self.aside: tuple[NamedLaw, ...] = ()
        self.articles: tuple[int, ...] = ()

    def copy(self) -> Context:
        """The same antecedents, to be changed apart."""
        other = Context.__new__(Context)
        other.division, other.article, other.paragraph = self.division, self.article, self.paragraph
        other.item, other.each, other.table = self.item, self.each, self.table
        other.aside, other.style = self.aside, self.style
        other.laws, other.articles, other.paragraphs = self.laws, self.articles, self.paragraphs
        return other

    def filled_from(self, inner: Context) -> Context:
        """This context, with what only ``inner`` knows: after a bracket its antecedents come last."""
        self.division = self.division or inner.division
        self.article = self.article or inner.article
        self.paragraph = self.paragraph or inner.paragraph
        self.item = self.item or inner.item
        self.each = self.each or inner.each
        self.paragraphs = self.paragraphs or inner.paragraphs
        self.table = self.table or inner.table
        self.style = self.style or inner.style
        if inner.laws is self.laws and inner.aside is self.aside:
            return self
        named = inner.laws[len(self.laws) :] if inner.laws[: len(self.laws)] == self.laws else inner.laws
        if named or inner.aside is not self.aside:
            self.aside = (*self.aside, *inner.aside[len(self.aside) :], *named)[-8:]
        return self

    def name_law(self, law: NamedLaw) -> None:
        """Remember that a law was named; eight are enough."""
        self.laws = (*self.laws[-7:], law)

    def same_law(self, kind: str) -> NamedLaw | None:
        """同法, 同条例: the last law of that kind; one named in a bracket that is closed comes after all others."""
        for law in (*self.laws[::-1], *self.aside[::-1]):
            if law.kind == kind:
                return law
        return None


class Frame(msgspec.Struct, gc=False):
    """What an opening bracket puts aside, and what it stands after."""

    context: Context
    tail_end: int
    tail: Antecedent | None
    law: NamedLaw | None
    pending: tuple[int, int, NamedLaw, str] | None
    fresh: bool = True
