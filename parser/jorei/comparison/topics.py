"""Documents on one topic, found by their titles without the municipality's name and by their captions and terms."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec
import numpy as np

from jorei.comparison.sparse import cosines, similar_pairs, tfidf
from jorei.dataset.corpus import Corpus
from jorei.model.vocabulary import InstrumentKind
from jorei.text.fold import fold

MIN_SIMILARITY: Final = 0.45
"""The least similarity of two documents on one topic. Measured on 252 documents labelled by their titles: of 1,000
pairs that reach it 997 were on one topic, and 46 of 100 pairs on one topic reach it (more are joined through a
third)."""
_ASSUMED_OTHERS: Final = 3_000
"""Documents that the corpus is assumed to be a part of: no word is common because four of fifteen documents have it."""
_TITLE_WEIGHT: Final = 0.6
"""The weight of the title; the captions and the defined terms have the rest."""
_MAX_WITH_WORD: Final = 400
"""A word that more documents have tells no topic, and is no reason to compare them."""
_MIN_OF_UNTITLED: Final = 0.15
"""The least similarity of the words of a document without title with those of the one whose topic it is on."""
_MIN_OF_TITLE: Final = 0.6
"""The least share of that one's title that its words must hold. Both were chosen on the labelled documents, each read as
if it had no title."""
_UNTITLED_COMPARED: Final = 64
"""So many documents without title are compared with all others at a time."""
_MAX_OF_TITLE: Final = 50
"""So many documents with one title are read for its words."""
_MUNICIPALITY: Final = re.compile(r"^(?:[^\s（(]{1,8}?[都道府県])?[^\s（(]{1,10}?[市町村区](?=[^の長民内議役立営])")
_INSTRUMENT: Final = re.compile(r"(?:施行|細|の)?(?:条例|規則|要綱|規程|要領|基準|細則)$")
_CARRIES_OUT: Final = re.compile("施行(?:規則|細則|規程|要綱|要領)")
"""Titles of what carries out an ordinance: it is not compared with ordinances."""
_COMMON_WORDS: Final = re.compile(
    "適正|適切|管理|推進|設置|施行|関する|対策|利用|活用|保全|促進|等|及び|および|並びに|ならびに|又は|または|条例|規則|要綱|規程|要領|基準|実施|事業|特定|"
    "一部|改正|制定|事務|取扱|手続|措置|実現|確保|整備|指定|附属機関|委員会|審議会"
)
"""Words in titles on any topic."""
_OKURIGANA: Final = re.compile("(?<=[一-龠])[きりしいけえてれみか](?=[一-龠])")
_PARTICLE: Final = re.compile("(?<![ぁ-ん])[ぁ-ん]{1,2}(?![ぁ-ん])")


class TopicDocument(msgspec.Struct, frozen=True, gc=False):
    """What is known of a document: ``words`` are its captions and the terms it defines, ``path`` names it when it has no
    title."""

    doc_id: str
    title: str | None
    municipality: str | None
    words: tuple[str, ...]
    kind: InstrumentKind = "ordinance"
    path: str | None = None

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule, or what carries out an ordinance under another name."""
        return self.kind == "rule" or bool(_CARRIES_OUT.search(self.title or ""))


class Topic(msgspec.Struct, frozen=True, gc=False):
    """Documents on one topic: id and title of each, or where it was read when it has no title."""

    name: str
    documents: tuple[tuple[str, str | None], ...]


def topic_title(title: str | None, municipality: str | None) -> str:
    """A title without the municipality's name.

    >>> topic_title("みどり野市個人情報保護条例", "みどり野市"), topic_title("朝凪町海浜公園条例", None), topic_title("市民投票条例", None)
    ('個人情報保護条例', '海浜公園条例', '市民投票条例')
    """
    title = title or ""
    if municipality and municipality in title:
        return title.replace(municipality, "", 1).removeprefix("の")
    return _MUNICIPALITY.sub("", title, count=1).removeprefix("の") or title


def title_pairs(title: str) -> tuple[str, ...]:
    """Pairs of neighbouring characters in the words of a title that tell its topic.

    >>> title_pairs("空き家等の適正な管理に関する条例"), title_pairs("みどりのまちづくり推進条例")[:3]
    (('空家',), ('みど', 'どり', 'りの'))
    """
    words = _OKURIGANA.sub("", _COMMON_WORDS.sub("|", fold(_INSTRUMENT.sub("", title))))
    return tuple(pair for word in _PARTICLE.sub("|", words).split("|") for pair in map("".join, pairwise(word)))


def document_similarity(
    documents: Sequence[TopicDocument], min_similarity: float = 0.0
) -> dict[tuple[int, int], float]:
    """The similarity, 0 to 1, of the pairs of documents that reach ``min_similarity`` and share a word that is not too
    common."""
    titles = [topic_title(document.title, document.municipality) for document in documents]
    by_title = tfidf([title_pairs(title) for title in titles], _ASSUMED_OTHERS)
    by_words = tfidf([document.words for document in documents], _ASSUMED_OTHERS)
    weighted = [(_TITLE_WEIGHT, by_title), (1 - _TITLE_WEIGHT, by_words)]
    return similar_pairs(weighted, _MAX_WITH_WORD, min_similarity)


def topics(documents: Sequence[TopicDocument]) -> list[Topic]:
    """Groups of documents on one topic, the largest first; a document that is alone on its topic is in none.

    Rules are in groups of their own. A document without title joins that whose captions and terms are most like its own.

    >>> documents = [
    ...     TopicDocument("a", "甲市空家等対策条例", "甲市", ("目的", "空家等")),
    ...     TopicDocument("b", "乙町火災予防条例", "乙町", ("目的",)),
    ...     TopicDocument("c", "丙村空家等対策条例", "丙村", ("目的", "空家等")),
    ... ]
    >>> [(topic.name, [doc_id for doc_id, _ in topic.documents]) for topic in topics(documents)]
    [('空家等対策条例', ['a', 'c'])]
    """
    same_title = _grouped_by_title(documents)
    root = list(range(len(same_title)))

    def find(number: int) -> int:
        while root[number] != number:
            root[number] = number = root[root[number]]
        return number

    similar = document_similarity([_representative(group) for group in same_title], MIN_SIMILARITY)
    for (i, j), _ in sorted(similar.items(), key=lambda pair: (-pair[1], pair[0])):
        root[find(j)] = find(i)
    for number, most_similar in _most_similar_to_untitled(same_title):
        root[find(number)] = find(most_similar)
    joined: dict[tuple[int, bool], list[TopicDocument]] = defaultdict(list)
    for number, group in enumerate(same_title):
        for document in group:
            joined[find(number), document.is_rule].append(document)
    several = [group for group in joined.values() if len(group) > 1]
    several.sort(key=lambda group: (-len(group), group[0].doc_id))
    return [
        Topic(_name(group), tuple((document.doc_id, document.title or document.path) for document in group))
        for group in several
    ]


def _most_similar_to_untitled(groups: Sequence[Sequence[TopicDocument]]) -> Iterable[tuple[int, int]]:
    """The groups that are one document without title, each with the group whose words are most like its own."""
    untitled = [number for number, (first, *_) in enumerate(groups) if not first.title]
    if not untitled or len(groups) == 1:
        return
    representatives = [_representative(group) for group in groups]
    by_words = tfidf([document.words for document in representatives], _ASSUMED_OTHERS)
    titles = [
        frozenset(title_pairs(topic_title(document.title, document.municipality))) for document in representatives
    ]
    for start in range(0, len(untitled), _UNTITLED_COMPARED):
        numbers = untitled[start : start + _UNTITLED_COMPARED]
        for number, scores in zip(numbers, cosines(by_words[numbers], by_words), strict=True):
            own = {pair for word in representatives[number].words for pair in title_pairs(word)}
            named = [len(title & own) >= _MIN_OF_TITLE * len(title) > 0 for title in titles]
            scores = np.where(named, scores, 0.0)
            if scores.max() >= _MIN_OF_UNTITLED:
                yield number, int(scores.argmax())


def _grouped_by_title(documents: Iterable[TopicDocument]) -> list[list[TopicDocument]]:
    """The documents whose titles have the same words: a thousand 情報公開条例 are on one topic, and have no rare words."""
    groups: dict[object, list[TopicDocument]] = defaultdict(list)
    for document in documents:
        pairs = title_pairs(topic_title(document.title, document.municipality))
        groups[frozenset(pairs) or document.doc_id].append(document)
    return list(groups.values())


def _representative(group: Sequence[TopicDocument]) -> TopicDocument:
    """One document for a group with one title, with the words of the first of them."""
    first = group[0]
    words = tuple(word for document in group[:_MAX_OF_TITLE] for word in document.words)
    return TopicDocument(first.doc_id, first.title, first.municipality, words)


def _name(group: Iterable[TopicDocument]) -> str:
    titles = Counter(topic_title(document.title, document.municipality) for document in group if document.title)
    return titles.most_common(1)[0][0] if titles else "（題名なし）"


def corpus_topics(corpus: Corpus) -> list[Topic]:
    """The topics of the documents of a build."""
    documents = corpus.documents.to_arrow(
        ["doc_id", "title", "municipality", "status", "kind", "source_path"]
    ).to_pylist()
    words: dict[str, list[str]] = defaultdict(list)
    for table, column in ((corpus.nodes, "caption"), (corpus.definitions, "term")):
        rows: list[dict[str, Any]] = table.to_arrow(["doc_id", column]).to_pylist()
        for row in rows:
            if row[column]:
                words[row["doc_id"]].append(row[column])
    return topics(
        [
            TopicDocument(
                row["doc_id"],
                row["title"],
                row["municipality"],
                tuple(words[row["doc_id"]]),
                row["kind"] or "other",
                row["source_path"],
            )
            for row in documents
            if row["status"] == "ok"
        ]
    )
