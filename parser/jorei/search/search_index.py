"""Asking an index: what a query means, how it is relaxed, and one hit for each article with the best place in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.errors import Refused, Survived, raised
from jorei.model.kinds import UNITS
from jorei.search.index import KINDS, is_damage, open_stored
from jorei.text.morphology import normalized

_SNIPPET_LENGTH: Final = 120
"""Characters of a snippet."""
_SNIPPET_LEAD: Final = 30
"""Characters of a snippet before the first word of the query."""
_SNIPPET_SEARCHED: Final = 20_000
"""Characters of a provision that are searched for a snippet: a 別表 may have a hundred pages."""
_HEADING_BOOST: Final = 2.0
"""A word in a heading counts so many times as much as one in the text. Chosen."""
_GROUNDS_BOOST: Final = 1.25
"""So many times as much counts a provision of an ordinance: it gives the grounds that a rule carries out. Chosen."""
_GROUNDS: Final = frozenset(("act", "ordinance"))
_PLACES_PER_HIT: Final = 8
"""Provisions that are looked at for each hit wanted: an article, its paragraphs and items are one hit. Chosen."""
_NARROWNESS: Final = {"item": 3, "paragraph": 2, "suppl_provision": 1, "article": 1}
"""How narrow a place is; the narrowest with all the words is shown."""

KIND_NAMES: Final[dict[str, str]] = {
    **{unit: kind for kind, unit in UNITS.items() if kind in KINDS}, "附則": "suppl_provision", "付則": "suppl_provision", "別表": "appdx_table",
    "様式": "appdx_style", "解説": "guide_text", **{kind: kind for kind in KINDS},
}  # fmt: skip
"""The kinds that can be asked for, by their Japanese and English names."""

Query: TypeAlias = Any
"""A query of tantivy, which has no type information."""
Words = list[list[str]]
"""The words of a query, each as its normalised forms."""


class Hit(msgspec.Struct, frozen=True):
    """A provision that was found, the words around the first word of the query, and a score (higher is better).

    ``place`` is the narrowest provision in it that has all the words. ``relaxed`` says what was not asked for: compounds
    taken apart, or only some of the words.
    """

    doc_id: str
    node_id: str
    kind: str
    document: str
    municipality: str | None
    citation: str | None
    snippet: str
    link: str
    score: float
    place: str | None = None
    relaxed: str = ""


class SearchIndex:
    """An open index. ``remake`` gives it anew where its files turn out to be damaged: it is nothing but a cache."""

    def __init__(self, index: Any, remake: Callable[[], Any] | None = None) -> None:
        self._index, self._remake = index, remake
        self._searcher = index.searcher()

    def search(
        self, words: str, *, kind: str | None = None, municipality: str | None = None, limit: int = 20
    ) -> list[Hit]:
        """The provisions with all ``words``, the best first, one for each article unless a ``kind`` is asked for.

        When there are none: those with all parts of the words (廃棄費用 as 廃棄 and 費用); when there are none either: those
        with most of the words. An empty query finds nothing. Raises `Refused` for a kind that nothing is.
        """
        asked = [forms for word in words.split() if (forms := [form for form, _, _ in normalized(word)])]
        if not asked:
            return []
        filters = {"kind": kind_named(kind) if kind else None, "municipality": municipality}
        try:
            places = self._places(asked, filters, limit)
        except BaseException as error:
            if self._remake is None or not is_damage(error):
                raise
            self._index, self._remake = self._remake(), None
            self._searcher = self._index.searcher()
            places = self._places(asked, filters, limit)
        grouped = sorted(places, key=_rank) if kind else sorted(_best_of_articles(places), key=_rank)
        distinct = {form for word in asked for form in word}
        return [_hit(place, distinct) for place in grouped[:limit]]

    def _places(self, asked: Words, filters: dict[str, str | None], limit: int) -> list[FoundPlace]:
        """What the first of the queries finds that finds anything."""
        for relaxed, query in self._queries(asked):
            found = self._searcher.search(self._filtered(query, filters), limit * _PLACES_PER_HIT).hits
            if found:
                return [self._place(score, address, relaxed) for score, address in found]
        return []

    def _queries(self, words: Words) -> Iterator[tuple[str, Query]]:
        """The query, and what is asked instead when it finds nothing."""
        yield "", self._all(words)
        parts = [[form] for word in words for form in word if not _is_function_word(form)]
        if len(parts) > len(words):
            yield "parts", self._all(parts)
        for asked in (words, parts):
            for fewer in range(len(asked) - 1, (len(asked) - 1) // 2, -1):
                yield "some", self._at_least(asked, fewer)

    def _all(self, words: Words) -> Query:
        return self._at_least(words, len(words))

    def _at_least(self, words: Words, count: int) -> Query:
        """Provisions with ``count`` of the words, or with all of them."""
        import tantivy

        occur = tantivy.Occur.Must if count == len(words) else tantivy.Occur.Should
        clauses = [(occur, self._word_query(word)) for word in words]
        if count == len(words):
            return tantivy.Query.boolean_query(clauses)
        return tantivy.Query.boolean_query(clauses, minimum_number_should_match=count)

    def _filtered(self, query: Query, filters: dict[str, str | None]) -> Query:
        """The query with filters, which do not change the score."""
        import tantivy

        clauses: list[tuple[Any, Query]] = [(tantivy.Occur.Must, query)]
        for field, value in filters.items():
            if value:
                term = tantivy.Query.term_query(self._index.schema, field, value)
                clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _word_query(self, forms: list[str]) -> Query:
        """A word in the text of the provision or, with a higher score, in its heading."""
        import tantivy

        schema = self._index.schema
        if len(forms) == 1:
            text = tantivy.Query.term_query(schema, "words", forms[0])
            heading = tantivy.Query.term_query(schema, "heading", forms[0])
        else:
            text = tantivy.Query.phrase_query(schema, "words", list(forms))
            heading = tantivy.Query.phrase_query(schema, "heading", list(forms))
        boosted = tantivy.Query.boost_query(heading, _HEADING_BOOST)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, text), (tantivy.Occur.Should, boosted)])

    def _place(self, score: float, address: Any, relaxed: str) -> FoundPlace:
        stored = self._searcher.doc(address).to_dict()
        fields = {name: values[0] for name, values in stored.items()}
        boost = _GROUNDS_BOOST if fields["instrument"] in _GROUNDS else 1.0
        return FoundPlace(fields, float(score) * boost, relaxed)


class FoundPlace(msgspec.Struct, frozen=True):
    """A provision of the index that was found: its fields, its score, and the narrowest provision in it that was found."""

    fields: dict[str, str]
    score: float
    relaxed: str
    narrowest: str = ""


def _rank(place: FoundPlace) -> tuple[float, str, str]:
    return -place.score, place.fields["doc_id"], place.fields["node_id"]


def _is_function_word(form: str) -> bool:
    """Whether a form is one letter of hiragana: の, を, た."""
    return len(form) == 1 and "ぁ" <= form <= "ん"


def _best_of_articles(places: list[FoundPlace]) -> Iterator[FoundPlace]:
    """One place for each article: the article itself when it was found, with the narrowest place that was."""
    articles: dict[tuple[str, str], list[FoundPlace]] = {}
    for place in places:
        articles.setdefault((place.fields["doc_id"], place.fields["article"]), []).append(place)
    for (_, article), found in articles.items():
        whole = next((place for place in found if place.fields["node_id"] == article), found[0])
        narrowest = max(found, key=lambda place: (_NARROWNESS.get(place.fields["kind"], 0), place.score))
        best = max(place.score for place in found)
        yield msgspec.structs.replace(whole, score=best, narrowest=narrowest.fields["citation"])


def _hit(place: FoundPlace, forms: set[str]) -> Hit:
    fields = place.fields
    return Hit(
        doc_id=fields["doc_id"],
        node_id=fields["node_id"],
        kind=fields["kind"],
        document=fields["document"],
        municipality=fields.get("municipality") or None,
        citation=fields["citation"] or None,
        snippet=snippet(fields["text"], forms),
        link=fields["link"],
        score=round(place.score, 4),
        place=place.narrowest if place.narrowest != fields["citation"] else None,
        relaxed=place.relaxed,
    )


def kind_named(name: str) -> str:
    """The kind of a name in Japanese or English; `Refused` when no provision is of it.

    >>> kind_named("条"), kind_named("appdx_table")
    ('article', 'appdx_table')
    """
    if name not in KIND_NAMES:
        names = " ".join(KIND_NAMES)
        raise Refused(f"{name} という種類の条項はありません（{names}）", f"no provision is a {name} ({names})")
    return KIND_NAMES[name]


def snippet(text: str, forms: set[str]) -> str:
    """The words around the first word with one of the normalised ``forms``, with … where they are cut.

    >>> snippet("市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。", {"取り消す"})
    '市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。'
    """
    searched = text[:_SNIPPET_SEARCHED]
    first = next((start for form, start, _ in normalized(searched) if form in forms), 0)
    begin = max(0, first - _SNIPPET_LEAD)
    end = begin + _SNIPPET_LENGTH
    return ("…" if begin else "") + text[begin:end].replace("\n", " ") + ("…" if end < len(text) else "")


def open_index(
    corpus: Corpus,
    progress: Callable[[int], None] | None = None,
    survived: Survived = raised,
    *,
    scratch: Path | None = None,
) -> SearchIndex:
    """The index of a build, made first when there is none, when it is damaged or the build has changed since.

    ``progress`` is called with the number of documents indexed; ``survived`` is the context in which one is, which may
    tell an error so that the others go on. ``scratch`` is an empty folder where the index of a build is made that nothing can
    be written beside. Raises `Refused` when the index cannot be written.
    """
    remake = partial(open_stored, corpus, progress, survived, anew=True, scratch=scratch)
    try:
        index = open_stored(corpus, progress, survived, scratch=scratch)
        index.searcher()
    except BaseException as error:
        if not is_damage(error):
            raise
        index = remake()
    return SearchIndex(index, remake)
