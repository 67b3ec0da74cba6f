"""Differences of two texts, word by word, each with its class.

Words are Sudachi's morphemes; citations (第12条第2項), quantities (14日) and defined terms are words of their own. A
difference in spelling alone (き損 and 毀損, あつて and あって, 十四日 and 14日) is not hidden but classed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

import msgspec

from jorei.comparison.vocabulary import cut_at_full_stops
from jorei.model.kinds import UNITS
from jorei.model.vocabulary import AlignmentRelation, DiffOperation
from jorei.norms.quantities import number
from jorei.text.fold import fold
from jorei.text.morphology import tokens

_SAME_MEANING: Final = frozenset(("equal", "variant", "term", "citation"))
_MAX_LENGTH: Final = 20_000
"""Characters; longer texts are compared by sentence, since the alignment of words takes quadratic time. Chosen."""
_CACHED_TEXTS: Final = 4096
"""Texts whose words are held in memory: a provision is compared with that of each other document."""


class Change(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Corresponding pieces of both texts. ``right`` is empty when the left words were left out, ``left`` when the right
    words were added.

    equal · insert · delete · replace · variant (another spelling) · term (another name for the same thing) ·
    number (another quantity) · citation (another provision cited)
    """

    op: DiffOperation
    left: str
    right: str


class DiffWord(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A word as written, the key that words are compared by, and its kind."""

    surface: str
    key: str
    kind: Literal["word", "citation", "quantity", "term"] = "word"


_ARTICLE_UNITS: Final = "".join(UNITS[kind] for kind in ("article", "paragraph", "item"))
_BELOW_ARTICLE: Final = _ARTICLE_UNITS[1:]
_DIGIT: Final = "[0-9〇一二三四五六七八九十百千]"
_NUMBER: Final = f"{_DIGIT}{{1,9}}"
_BRANCH: Final = f"(?:の{_NUMBER})*"
_CITATION: Final = (
    rf"(?:別表|様式|附則)?第{_NUMBER}[{_ARTICLE_UNITS}]{_BRANCH}(?:第{_NUMBER}[{_BELOW_ARTICLE}]{_BRANCH})*"
    rf"|[前次同](?:{_DIGIT}{{0,9}}|各)[{_ARTICLE_UNITS}](?:第{_NUMBER}[{_BELOW_ARTICLE}])*"
)
_QUANTITY: Final = (
    rf"(?P<number>{_DIGIT}[0-9,〇一二三四五六七八九十百千万]{{0,15}})"
    "(?P<unit>日|週間?|か月|箇月|月|年|円|人|名|回|時間|分)"
)
_SPECIAL: Final = re.compile(rf"(?P<citation>{_CITATION})|(?P<quantity>{_QUANTITY})")
_OLD_SMALL_TSU: Final = re.compile("つ(?=[てた])")
_INFLECTION: Final = 5
"""The index of the conjugation form among Sudachi's parts of speech."""
SAME_THING: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(names)
    for names in (
        ("不服申立て", "審査請求", "異議申立て"), ("懲役", "拘禁刑", "禁錮"), ("非開示", "不開示"), ("部分開示", "一部開示"),
        ("市長", "町長", "村長", "区長", "知事"), ("市", "町", "村", "区", "都", "道", "府", "県", "本市", "本町", "本村", "本区", "本県"),
        ("市民", "町民", "村民", "区民", "県民", "都民", "府民", "道民", "住民"), ("行政文書", "公文書"), ("不服申立人", "審査請求人"),
        ("市議会", "町議会", "村議会", "区議会", "県議会"), ("市内", "町内", "村内", "区内", "県内"), ("規則", "規程"),
    )
)  # fmt: skip
"""Names of the same thing: because a law was reformed, or because municipalities are of different kinds."""


def diff(left: str, right: str, terms: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """The changes that lead from one text to the other, in order; ``terms`` maps defined terms of the left document to
    those of the right one that mean the same.

    >>> changes = diff("き損にかんがみ、14日以内に審査請求をする。", "毀損に鑑み、十五日以内に不服申立てをする。")
    >>> [(c.op, c.left, c.right) for c in changes if c.op != "equal"]
    [('variant', 'き損', '毀損'), ('variant', 'かんがみ', '鑑み'), ('number', '14日', '十五日'), ('term', '審査請求', '不服申立て')]
    """
    if left == right:
        return (Change("equal", left, right),) if left else ()
    terms = terms or {}
    if max(len(left), len(right)) > _MAX_LENGTH:
        left_words, right_words = _sentences(left), _sentences(right)
    else:
        names = frozenset((*terms, *terms.values()))
        left_words, right_words = diff_words(left, names), diff_words(right, names)
    return tuple(_merged(_changes(left_words, right_words, terms)))


def _sentences(text: str) -> tuple[DiffWord, ...]:
    return tuple(DiffWord(sentence, sentence) for sentence in cut_at_full_stops(text))


@lru_cache(maxsize=_CACHED_TEXTS)
def diff_words(text: str, names: frozenset[str] = frozenset()) -> tuple[DiffWord, ...]:
    """The words of a text; each of ``names`` is one word.

    >>> [(w.surface, w.kind) for w in diff_words("前条第2項の非開示情報は、14日", frozenset(["非開示情報"]))]
    [('前条第2項', 'citation'), ('の', 'word'), ('非開示情報', 'term'), ('は', 'word'), ('、', 'word'), ('14日', 'quantity')]
    """
    words: list[DiffWord] = []
    folded = fold(text)
    offset = 0
    for match in _special_matches(folded, names):
        words += _plain_words(text[offset : match.start()], folded[offset : match.start()])
        words.append(_special_word(text[match.start() : match.end()], match))
        offset = match.end()
    words += _plain_words(text[offset:], folded[offset:])
    return tuple(words)


def _special_matches(folded: str, names: frozenset[str]) -> list[re.Match[str]]:
    """The citations, quantities and ``names`` in a text."""
    if not names:
        return list(_SPECIAL.finditer(folded))
    longest_first = sorted(map(fold, names), key=len, reverse=True)
    name = "|".join(map(re.escape, longest_first))
    return list(re.compile(rf"(?P<term>{name})|{_SPECIAL.pattern}").finditer(folded))


def _special_word(surface: str, match: re.Match[str]) -> DiffWord:
    if match["citation"]:
        return DiffWord(surface, match["citation"], "citation")
    if match["quantity"]:
        value = number(match["number"])
        unit = "月" if "月" in match["unit"] else match["unit"]
        return DiffWord(surface, match[0] if value is None else f"{value:g}{unit}", "quantity")
    return DiffWord(surface, match[0], "term")


def _plain_words(text: str, folded: str) -> list[DiffWord]:
    """The morphemes of a text, compared by their normalised form and conjugation, and the characters between them."""
    modern = _OLD_SMALL_TSU.sub("っ", folded)  # of the same length: offsets stay valid
    words, offset = [], 0
    for morph in tokens(modern):
        if morph.start > offset:
            words.append(DiffWord(text[offset : morph.start], text[offset : morph.start].strip()))
        key = f"{morph.word.normalized_form}|{morph.word.pos[_INFLECTION]}"
        words.append(DiffWord(text[morph.start : morph.end], key))
        offset = morph.end
    if offset < len(text):
        words.append(DiffWord(text[offset:], text[offset:].strip()))
    return [word for word in words if word.surface]


def _changes(left: Sequence[DiffWord], right: Sequence[DiffWord], terms: Mapping[str, str]) -> list[Change]:
    """Changes from the shortest edit of the keys; what is deleted and inserted in one place is one replacement."""
    from rapidfuzz.distance import Indel

    changes: list[Change] = []
    deleted: list[DiffWord] = []
    inserted: list[DiffWord] = []
    for step in Indel.opcodes([word.key for word in left], [word.key for word in right]):
        left_words, right_words = left[step.src_start : step.src_end], right[step.dest_start : step.dest_end]
        if step.tag == "equal":
            changes += _replacement(deleted, inserted, terms)
            deleted, inserted = [], []
            changes += [
                Change("equal" if a.surface == b.surface else "variant", a.surface, b.surface)
                for a, b in zip(left_words, right_words, strict=True)
            ]
        else:
            deleted += left_words
            inserted += right_words
    return changes + _replacement(deleted, inserted, terms)


_SPLIT_AT: Final[tuple[tuple[str, DiffOperation], ...]] = (("quantity", "number"), ("citation", "citation"))
"""Kinds of words at which a replacement is split when both sides have exactly one, and the change that this word is."""


def _replacement(deleted: Sequence[DiffWord], inserted: Sequence[DiffWord], terms: Mapping[str, str]) -> list[Change]:
    """The changes for words that were replaced."""
    left, right = _surface(deleted), _surface(inserted)
    if not deleted or not inserted:
        return [Change("delete" if deleted else "insert", left, right)] if deleted or inserted else []
    if fold(left) == fold(right):
        return [Change("variant", left, right)]
    if terms.get(left) == right or any(left in names and right in names for names in SAME_THING):
        return [Change("term", left, right)]
    for kind, op in _SPLIT_AT:
        left_index, right_index = _only(deleted, kind), _only(inserted, kind)
        if left_index is not None and right_index is not None:
            return [
                *_replacement(deleted[:left_index], inserted[:right_index], terms),
                Change(op, deleted[left_index].surface, inserted[right_index].surface),
                *_replacement(deleted[left_index + 1 :], inserted[right_index + 1 :], terms),
            ]
    return [Change("replace", left, right)]


def _only(words: Sequence[DiffWord], kind: str) -> int | None:
    """The index of the only word of a kind; None when there is none, or more than one."""
    indexes = [index for index, word in enumerate(words) if word.kind == kind]
    return indexes[0] if len(indexes) == 1 else None


def _surface(words: Sequence[DiffWord]) -> str:
    return "".join(word.surface for word in words)


def _merged(changes: Sequence[Change]) -> list[Change]:
    """Neighbouring changes of one class as one change."""
    merged: list[Change] = []
    for change in changes:
        if merged and merged[-1].op == change.op and change.op in ("equal", "insert", "delete"):
            merged[-1] = Change(change.op, merged[-1].left + change.left, merged[-1].right + change.right)
        else:
            merged.append(change)
    return merged


def relation(changes: Sequence[Change]) -> AlignmentRelation:
    """``same`` when two texts differ only in spelling, names of the same things and cited numbers, else ``similar``."""
    return "same" if all(change.op in _SAME_MEANING for change in changes) else "similar"
