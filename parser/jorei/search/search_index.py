"""Asking an index: what a query means, how it is relaxed, and one hit for each article with the best place in it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.errors import Refused, Survived, raised
from jorei.model.kinds import UNITS
from jorei.search.index import KINDS, StoredIndex, StoredProvision, is_damage, open_stored
from jorei.search.synonyms import everyday, synonyms
from jorei.text.morphology import NormalForm, normalized

_SNIPPET_LENGTH: Final = 120
"""Characters of a snippet."""
_SNIPPET_LEAD: Final = 30
"""Characters of a snippet before the first word of the query."""
_SNIPPET_SEARCHED: Final = 4_000
"""Characters of a provision that are searched for a snippet: a 別表 may have a hundred pages."""
_FIELD_BOOSTS: Final = {"words": 1.0, "caption": 2.0, "title": 0.5}
"""So many times as much counts a word in the text of a provision, in its caption, in the title of its document. Chosen."""
_SYNONYM_BOOST: Final = 0.6
"""And a word that means the same as the word asked for. Chosen."""
_PART_SCORE: Final = 3.0
"""What each part of the query adds that a provision has, however common it is, where not all are asked for. Chosen."""
_ENOUGH: Final = 5
"""Hits after which no less strict query is asked."""
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
Part = list[list[str]]
"""What one part of a query may be: its own normal forms, then those of words that mean the same."""


class Hit(msgspec.Struct, frozen=True):
    """A provision that was found, the words around the first word of the query, and a score (higher is better).

    ``place`` is the narrowest provision in it that has all the words. ``relaxed`` says what was not asked for: ``parts`` of
    the words apart, ``synonyms`` of them, or only ``some``.
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

    def __init__(self, stored: StoredIndex, remake: Callable[[], StoredIndex] | None = None) -> None:
        self._stored, self._remake = stored, remake
        self._searcher = stored.index.searcher()

    def search(
        self, words: str, *, kind: str | None = None, municipality: str | None = None, limit: int = 20
    ) -> list[Hit]:
        """The provisions with all ``words``, the best first, one for each article unless a ``kind`` is asked for.

        When there are none: those with all parts of the words (廃棄費用 as 廃棄 and 費用), then those with words that mean the
        same, then those with most of the parts. Where there are few, such hits follow them up to five. An empty query finds
        nothing. Raises `Refused` for a kind that nothing is.
        """
        asked = [forms for word in words.split() if (forms := list(normalized(word)))]
        if not asked:
            return []
        filters = {"kind": kind_named(kind) if kind else None, "municipality": municipality}
        try:
            places = self._places(asked, filters, limit)
        except BaseException as error:
            if self._remake is None or not is_damage(error):
                raise
            self._stored, self._remake = self._remake(), None
            self._searcher = self._stored.index.searcher()
            places = self._places(asked, filters, limit)
        parts = [part for word in asked for part in self._parts(word)]
        shown = {form for part in parts for alternative in part for form in alternative}
        enough = len({form for part in parts for form in part[0]})
        return [_hit(place, shown, enough) for place in places]

    def _places(self, asked: list[list[NormalForm]], filters: dict[str, str | None], limit: int) -> list[FoundPlace]:
        """What the queries find, the stricter first, each article once, until it is enough."""
        places: dict[tuple[str, str], FoundPlace] = {}
        for relaxed, query in self._queries(asked):
            room = min(limit, _ENOUGH) if places else limit
            found = self._searcher.search(self._filtered(query, filters), room * _PLACES_PER_HIT).hits
            some = [self._place(score, address, relaxed) for score, address in found]
            for place in sorted(some if filters["kind"] else _best_of_articles(some), key=_rank):
                stored = place.provision
                key = (stored.doc_id, stored.node_id if filters["kind"] else stored.article)
                if len(places) < room:
                    places.setdefault(key, place)
            if len(places) >= min(limit, _ENOUGH):
                break
        return list(places.values())

    def _queries(self, asked: list[list[NormalForm]]) -> Iterator[tuple[str, Query]]:
        """The query, and what is asked instead when it finds too little."""
        import tantivy

        words = [[form.form for form in word] for word in asked]
        yield "", _at_least([self._part_query([word]) for word in words])
        phrases = [self._word_query(word) for word in words if len(word) > 1]
        parts = [self._parts(word) for word in asked]
        alone = [part[:1] for word in parts for part in word]
        if alone != [[word] for word in words]:
            yield "parts", _at_least([self._part_query(part) for part in alone], phrases)
        queries = [[self._part_query(part) for part in word] for word in parts]
        flat = [query for word in queries for query in word]
        found = [tantivy.Query.const_score_query(query, _PART_SCORE) for query in flat]
        if any(len(part) > 1 for word in parts for part in word):
            yield "synonyms", _at_least(flat, phrases)
        if len(words) > 1:
            yield (
                "some",
                _at_least([_at_least(word) for word in queries], [*flat, *found, *phrases], (len(words) + 1) // 2),
            )
        for count in ((len(flat) + 1) // 2, max(1, len(flat) // 3)):
            if count < len(flat):
                yield "some", _at_least(flat, [*found, *phrases], count)

    def _parts(self, word: list[NormalForm]) -> list[Part]:
        """The parts of a word that mean something, each with what means the same; the word itself where no part does."""
        parts: list[Part] = []
        forms = [form.form for form in word]
        start = 0
        while start < len(forms):
            end = next((end for end in range(len(forms), start, -1) if tuple(forms[start:end]) in everyday()), start)
            if end > start:
                own = [form.form for form in word[start:end] if form.is_content]
                parts.append([own or forms[start:end], *everyday()[tuple(forms[start:end])]])
            elif word[start].is_content:
                parts.append([[forms[start]], *synonyms(forms[start], self._stored.synonyms)])
            start = max(end, start + 1)
        return parts or [[forms]]

    def _part_query(self, part: Part) -> Query:
        """The part itself or, with a lower score, a word that means the same."""
        import tantivy

        own, *others = [self._word_query(forms) for forms in part]
        boosted = [tantivy.Query.boost_query(other, _SYNONYM_BOOST) for other in others]
        return tantivy.Query.disjunction_max_query([own, *boosted]) if boosted else own

    def _filtered(self, query: Query, filters: dict[str, str | None]) -> Query:
        """The query with filters, which do not change the score."""
        import tantivy

        clauses: list[tuple[Any, Query]] = [(tantivy.Occur.Must, query)]
        for field, value in filters.items():
            if value:
                term = tantivy.Query.term_query(self._stored.index.schema, field, value)
                clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _word_query(self, forms: list[str]) -> Query:
        """A word in the text of a provision, its caption or the title of its document."""
        import tantivy

        schema, should = self._stored.index.schema, tantivy.Occur.Should
        clauses = []
        for field, boost in _FIELD_BOOSTS.items():
            if len(forms) == 1:
                query = tantivy.Query.term_query(schema, field, forms[0])
            else:
                query = tantivy.Query.phrase_query(schema, field, list(forms))
            clauses.append((should, tantivy.Query.boost_query(query, boost)))
        return tantivy.Query.boolean_query(clauses)

    def _place(self, score: float, address: Any, relaxed: str) -> FoundPlace:
        stored = self._searcher.doc(address).get_first("provision")
        provision = msgspec.msgpack.decode(bytes(stored), type=StoredProvision)
        return FoundPlace(provision, float(score) * provision.weight, relaxed)


def _at_least(queries: Sequence[Query], besides: Sequence[Query] = (), count: int | None = None) -> Query:
    """Provisions with ``count`` of the queries, else with all of them; before others those that have what is ``besides``."""
    import tantivy

    must, should = tantivy.Occur.Must, tantivy.Occur.Should
    if count is None or count >= len(queries):
        query = tantivy.Query.boolean_query([(must, query) for query in queries])
    else:
        clauses = [(should, query) for query in queries]
        query = tantivy.Query.boolean_query(clauses, minimum_number_should_match=count)
    return tantivy.Query.boolean_query([(must, query), *((should, other) for other in besides)]) if besides else query


class FoundPlace(msgspec.Struct, frozen=True):
    """A provision of the index that was found, its score, and the narrowest provision in it that was found."""

    provision: StoredProvision
    score: float
    relaxed: str
    narrowest: str | None = None


def _rank(place: FoundPlace) -> tuple[float, str, str]:
    return -place.score, place.provision.doc_id, place.provision.node_id


def _best_of_articles(places: list[FoundPlace]) -> Iterator[FoundPlace]:
    """One place for each article: the article itself when it was found, with the narrowest place that was."""
    articles: dict[tuple[str, str], list[FoundPlace]] = {}
    for place in places:
        articles.setdefault((place.provision.doc_id, place.provision.article), []).append(place)
    for (_, article), found in articles.items():
        whole = next((place for place in found if place.provision.node_id == article), found[0])
        narrowest = max(found, key=lambda place: (_NARROWNESS.get(place.provision.kind, 0), place.score))
        best = max(place.score for place in found)
        says_more = narrowest.provision.text != whole.provision.text  # a sole paragraph is the article
        yield msgspec.structs.replace(whole, score=best, narrowest=narrowest.provision.citation if says_more else None)


def _hit(place: FoundPlace, forms: set[str], enough: int) -> Hit:
    found = place.provision
    return Hit(
        doc_id=found.doc_id,
        node_id=found.node_id,
        kind=found.kind,
        document=found.document,
        municipality=found.municipality,
        citation=found.citation,
        snippet=snippet(found.text, forms, enough),
        link=found.link,
        score=round(place.score, 4),
        place=place.narrowest if place.narrowest != found.citation else None,
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


def snippet(text: str, forms: set[str], enough: int) -> str:
    """The first stretch with ``enough`` of the words whose normal ``forms`` are given, else with the most, … where it is cut.

    >>> snippet("市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。", {"取り消し"}, 1)
    '市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。'
    """
    first, most = 0, 0
    inside: deque[tuple[int, str]] = deque()
    counts: Counter[str] = Counter()
    for word in normalized(text[:_SNIPPET_SEARCHED]):
        if word.form not in forms:
            continue
        inside.append((word.start, word.form))
        counts[word.form] += 1
        while inside[0][0] < word.start - (_SNIPPET_LENGTH - 2 * _SNIPPET_LEAD):
            counts[inside.popleft()[1]] -= 1
        if (distinct := sum(count > 0 for count in counts.values())) > most:
            first, most = inside[0][0], distinct
            if most >= enough:
                break
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
        stored = open_stored(corpus, progress, survived, scratch=scratch)
        stored.index.searcher()
    except BaseException as error:
        if not is_damage(error):
            raise
        stored = remake()
    return SearchIndex(stored, remake)
