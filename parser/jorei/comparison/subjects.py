"""Which documents are about the same thing: by their titles without the municipality's name, and by their words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from jorei.comparison.sparse import pairs, tfidf
from jorei.dataset.corpus import Corpus
from jorei.text.fold import fold

SAME: Final = 0.45
"""From this likeness on two documents are about the same subject: on 252 documents labelled by their titles 997 of
1,000 such pairs were, and 46 of 100 pairs on one subject are as alike (more come together through a third)."""
_OTHERS: Final = 3_000
"""A corpus is taken for a part of so many documents: no word is common because four of fifteen have it."""
_TITLE: Final = 0.6
"""What the title counts for; the captions and the terms defined count for the rest."""
_RARE: Final = 400
"""A word that more documents have says nothing about the subject, and is no reason to compare them."""
_READ: Final = 50
"""So many documents of one name are read for its words."""
_NAME: Final = re.compile(r"^(?:[^\s（(]{1,8}?[都道府県])?[^\s（(]{1,10}?[市町村区](?=[^の長民内議役立営])")
_FORM: Final = re.compile(r"(?:施行|細|の)?(?:条例|規則|要綱|規程|要領|基準|細則)$")
# words of titles on whatever subject
_FILLER: Final = re.compile(
    "適正|適切|管理|推進|設置|施行|関する|対策|利用|活用|保全|促進|等|及び|並びに|又は|条例|規則|要綱|規程|要領|基準|実施|事業|特定|"
    "一部|改正|制定|事務|取扱|手続|措置|実現|確保|整備|指定|附属機関|委員会|審議会"
)
_OKURIGANA: Final = re.compile("(?<=[一-龠])[きりしいけえてれみか](?=[一-龠])")
_PARTICLE: Final = re.compile("(?<![ぁ-ん])[ぁ-ん]{1,2}(?![ぁ-ん])")


class SubjectDocument(msgspec.Struct, frozen=True, gc=False):
    """What is known of a document: ``words`` are its captions and the terms it defines."""

    doc_id: str
    title: str | None
    municipality: str | None
    words: tuple[str, ...]


class Subject(msgspec.Struct, frozen=True, gc=False):
    """Documents on one subject: id and title of each."""

    name: str
    documents: tuple[tuple[str, str | None], ...]


def topic(title: str | None, municipality: str | None) -> str:
    """A title without the municipality's name.

    >>> topic("みどり野市個人情報保護条例", "みどり野市"), topic("朝凪町海浜公園条例", None), topic("市民投票条例", None)
    ('個人情報保護条例', '海浜公園条例', '市民投票条例')
    """
    title = title or ""
    if municipality and municipality in title:
        return title.replace(municipality, "", 1)
    return _NAME.sub("", title, count=1) or title


def title_grams(name: str) -> tuple[str, ...]:
    """Pairs of neighbouring characters in the words of a title that tell its subject.

    >>> title_grams("空き家等の適正な管理に関する条例"), title_grams("みどりのまちづくり推進条例")[:3]
    (('空家',), ('みど', 'どり', 'りの'))
    """
    plain = _OKURIGANA.sub("", _FILLER.sub("|", fold(_FORM.sub("", name))))
    return tuple(gram for part in _PARTICLE.sub("|", plain).split("|") for gram in map("".join, pairwise(part)))


def likeness(documents: Sequence[SubjectDocument], least: float = 0.0) -> dict[tuple[int, int], float]:
    """How alike two documents are, 0 to 1, for those that share a word that is not everywhere and are so alike."""
    topics = [topic(document.title, document.municipality) for document in documents]
    titles = tfidf([title_grams(name) for name in topics], _OTHERS)
    words = tfidf([document.words for document in documents], _OTHERS)
    return pairs([(_TITLE, titles), (1 - _TITLE, words)], _RARE, least)


def subjects(documents: Sequence[SubjectDocument]) -> list[Subject]:
    """Groups of documents on one subject, the largest first; a document alone on its subject is in none.

    >>> found = subjects([SubjectDocument("a", "甲市空家等対策条例", "甲市", ("目的", "空家等")), SubjectDocument("b", "乙町火災予防条例", "乙町", ("目的",)),
    ...     Document("c", "丙村空家等対策条例", "丙村", ("目的", "空家等"))])
    >>> [(s.name, [doc_id for doc_id, _ in s.documents]) for s in found]
    [('空家等対策条例', ['a', 'c'])]
    """
    groups = _of_one_name(documents)
    root = list(range(len(groups)))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = at = root[root[at]]
        return at

    alike = likeness([_merged(group) for group in groups], SAME)
    for (i, j), _ in sorted(alike.items(), key=lambda pair: (-pair[1], pair[0])):
        root[find(j)] = find(i)
    held: dict[int, list[SubjectDocument]] = defaultdict(list)
    for at, group in enumerate(groups):
        held[find(at)] += group
    found = sorted((one for one in held.values() if len(one) > 1), key=lambda one: (-len(one), one[0].doc_id))
    return [Subject(_name(one), tuple((document.doc_id, document.title) for document in one)) for one in found]


def _of_one_name(documents: Iterable[SubjectDocument]) -> list[list[SubjectDocument]]:
    """The documents whose titles have the same words: a thousand 情報公開条例 are on one subject, and no rare words."""
    groups: dict[object, list[SubjectDocument]] = defaultdict(list)
    for document in documents:
        name = title_grams(topic(document.title, document.municipality))
        groups[frozenset(name) or document.doc_id].append(document)
    return list(groups.values())


def _merged(group: Sequence[SubjectDocument]) -> SubjectDocument:
    first = group[0]
    words = tuple(word for document in group[:_READ] for word in document.words)
    return SubjectDocument(first.doc_id, first.title, first.municipality, words)


def _name(group: Iterable[SubjectDocument]) -> str:
    return Counter(topic(document.title, document.municipality) for document in group).most_common(1)[0][0]


def of_corpus(corpus: Corpus) -> list[Subject]:
    """The subjects of the documents of a build."""
    rows = corpus.documents.to_arrow(["doc_id", "title", "municipality", "status"]).to_pylist()
    words: dict[str, list[str]] = defaultdict(list)
    for table, column in ((corpus.nodes, "caption"), (corpus.definitions, "term")):
        found: list[dict[str, Any]] = table.to_arrow(["doc_id", column]).to_pylist()
        for row in found:
            if row[column]:
                words[row["doc_id"]].append(row[column])
    return subjects(
        [
            SubjectDocument(row["doc_id"], row["title"], row["municipality"], tuple(words[row["doc_id"]]))
            for row in rows
            if row["status"] == "ok"
        ]
    )
