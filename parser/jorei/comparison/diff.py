"""What two provisions say differently, word by word, each difference with its class.

Words are Sudachi's morphemes; citations (第12条第2項), quantities (14日) and defined terms are words of their own. A
difference in writing alone (き損 and 毀損, あつて and あって, 十四日 and 14日) is not hidden but classed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal

import msgspec

from jorei.norms.quantities import number
from jorei.text.fold import fold
from jorei.text.morphology import tokens

Op = Literal["equal", "insert", "delete", "replace", "variant", "term", "number", "citation"]
OPS: Final[tuple[Op, ...]] = ("equal", "insert", "delete", "replace", "variant", "term", "number", "citation")
LONGEST: Final = 20_000
"""Texts longer than this many characters are compared by sentence: aligning words takes time with their square."""


class Change(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A stretch of both texts. ``right`` is empty when it was left out, ``left`` when it was added.

    equal · insert · delete · replace · variant (another writing of the same) · term (another name for the same thing) ·
    number (another quantity) · citation (another provision named)
    """

    op: Op
    left: str
    right: str


class DiffWord(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A word as written, what it is compared by, and what it is."""

    surface: str
    key: str
    kind: Literal["word", "citation", "quantity", "term"] = "word"


_NUMERAL: Final = "[0-9〇一二三四五六七八九十百千]"
_CITATION: Final = (
    rf"(?:別表|様式|附則)?第{_NUMERAL}{{1,9}}(?:条|項|号)(?:の{_NUMERAL}{{1,9}})*(?:第{_NUMERAL}{{1,9}}[項号](?:の{_NUMERAL}{{1,9}})*)*"
    rf"|[前次同](?:{_NUMERAL}{{0,9}}|各)[条項号](?:第{_NUMERAL}{{1,9}}[項号])*"
)
_QUANTITY: Final = rf"(?P<number>{_NUMERAL}[0-9,〇一二三四五六七八九十百千万]{{0,15}})(?P<unit>日|週間?|か月|箇月|月|年|円|人|名|回|時間|分)"
_SPECIAL: Final = re.compile(rf"(?P<citation>{_CITATION})|(?P<quantity>{_QUANTITY})")
_OLD_TSU: Final = re.compile("つ(?=[てた])")
_SENTENCE: Final = re.compile("[^。]*。?")
SAME_THING: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(names)
    for names in (
        ("不服申立て", "審査請求", "異議申立て"), ("懲役", "拘禁刑", "禁錮"), ("非開示", "不開示"), ("部分開示", "一部開示"),
        ("市長", "町長", "村長", "区長", "知事"), ("市", "町", "村", "区", "都", "道", "府", "県", "本市", "本町", "本村", "本区", "本県"),
        ("市民", "町民", "村民", "区民", "県民", "都民", "府民", "道民", "住民"), ("行政文書", "公文書"), ("不服申立人", "審査請求人"),
        ("市議会", "町議会", "村議会", "区議会", "県議会"), ("市内", "町内", "村内", "区内", "県内"), ("規則", "規程"),
    )
)  # fmt: skip
"""Names that stand for the same thing: because a law was reformed, or because municipalities are of different kinds."""


def diff(left: str, right: str, terms: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """The changes that lead from one text to the other, in order; ``terms`` maps defined terms of the left document to
    those of the right one that mean the same.

    >>> found = diff("き損にかんがみ、14日以内に審査請求をする。", "毀損に鑑み、十五日以内に不服申立てをする。")
    >>> [(c.op, c.left, c.right) for c in found if c.op != "equal"]
    [('variant', 'き損', '毀損'), ('variant', 'かんがみ', '鑑み'), ('number', '14日', '十五日'), ('term', '審査請求', '不服申立て')]
    """
    if left == right:
        return (Change("equal", left, right),) if left else ()
    terms = terms or {}
    if max(len(left), len(right)) > LONGEST:
        one, other = _sentences(left), _sentences(right)
    else:
        names = frozenset((*terms, *terms.values()))
        one, other = words(left, names), words(right, names)
    return tuple(_joined(_changes(one, other, terms)))


def _sentences(text: str) -> tuple[DiffWord, ...]:
    return tuple(DiffWord(found, found) for found in _SENTENCE.findall(text) if found)


@lru_cache(maxsize=4096)
def words(text: str, names: frozenset[str] = frozenset()) -> tuple[DiffWord, ...]:
    """The words of a text; ``names`` are read as one word each.

    >>> [(w.surface, w.kind) for w in words("前条第2項の非開示情報は、14日", frozenset(["非開示情報"]))]
    [('前条第2項', 'citation'), ('の', 'word'), ('非開示情報', 'term'), ('は', 'word'), ('、', 'word'), ('14日', 'quantity')]
    """
    found: list[DiffWord] = []
    folded = fold(text)
    at = 0
    for special in _specials(folded, names):
        found += _plain(text[at : special.start()], folded[at : special.start()])
        surface = text[special.start() : special.end()]
        found.append(_special(surface, special))
        at = special.end()
    found += _plain(text[at:], folded[at:])
    return tuple(found)


def _specials(folded: str, names: frozenset[str]) -> list[re.Match[str]]:
    if not names:
        return list(_SPECIAL.finditer(folded))
    longest = sorted(map(fold, names), key=len, reverse=True)
    pattern = "|".join(map(re.escape, longest))
    return list(re.compile(rf"(?P<term>{pattern})|{_SPECIAL.pattern}").finditer(folded))


def _special(surface: str, match: re.Match[str]) -> DiffWord:
    if match["citation"]:
        return DiffWord(surface, match["citation"], "citation")
    if match["quantity"]:
        value = number(match["number"])
        unit = "月" if "月" in match["unit"] else match["unit"]
        return DiffWord(surface, match[0] if value is None else f"{value:g}{unit}", "quantity")
    return DiffWord(surface, match[0], "term")


def _plain(text: str, folded: str) -> list[DiffWord]:
    modern = _OLD_TSU.sub("っ", folded)  # as long as it was, so that places stay what they are
    found, at = [], 0
    for morph in tokens(modern):
        if morph.start > at:
            found.append(DiffWord(text[at : morph.start], text[at : morph.start].strip()))
        found.append(DiffWord(text[morph.start : morph.end], f"{morph.normalized_form}|{morph.pos[5]}"))
        at = morph.end
    if at < len(text):
        found.append(DiffWord(text[at:], text[at:].strip()))
    return [word for word in found if word.surface]


def _changes(one: Sequence[DiffWord], other: Sequence[DiffWord], terms: Mapping[str, str]) -> list[Change]:
    from rapidfuzz.distance import Indel

    found: list[Change] = []
    gone: list[DiffWord] = []
    new: list[DiffWord] = []
    for step in Indel.opcodes([w.key for w in one], [w.key for w in other]):
        left, right = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        if step.tag == "equal":
            found += _replaced(gone, new, terms)
            gone, new = [], []
            found += [
                Change("equal" if a.surface == b.surface else "variant", a.surface, b.surface)
                for a, b in zip(left, right, strict=True)
            ]
        else:
            gone += left
            new += right
    return found + _replaced(gone, new, terms)


def _replaced(gone: Sequence[DiffWord], new: Sequence[DiffWord], terms: Mapping[str, str]) -> list[Change]:
    """What stands in the place of what; words of one kind on both sides are told apart from the rest."""
    left, right = _text(gone), _text(new)
    if not gone or not new:
        return [Change("delete" if gone else "insert", left, right)] if gone or new else []
    if fold(left) == fold(right):
        return [Change("variant", left, right)]
    if terms.get(left) == right or any(left in names and right in names for names in SAME_THING):
        return [Change("term", left, right)]
    for kind, op in _CLASSES:
        if sum(w.kind == kind for w in gone) == 1 == sum(w.kind == kind for w in new):
            return _around(gone, new, kind, op, terms)
    return [Change("replace", left, right)]


_CLASSES: Final[tuple[tuple[str, Op], ...]] = (("quantity", "number"), ("citation", "citation"))


def _around(
    gone: Sequence[DiffWord], new: Sequence[DiffWord], kind: str, op: Op, terms: Mapping[str, str]
) -> list[Change]:
    i, j = (next(at for at, word in enumerate(side) if word.kind == kind) for side in (gone, new))
    return [
        *_replaced(gone[:i], new[:j], terms),
        Change(op, gone[i].surface, new[j].surface),
        *_replaced(gone[i + 1 :], new[j + 1 :], terms),
    ]


def _text(found: Sequence[DiffWord]) -> str:
    return "".join(word.surface for word in found)


def _joined(changes: Sequence[Change]) -> list[Change]:
    """Neighbours of one class as one change."""
    found: list[Change] = []
    for change in changes:
        if found and found[-1].op == change.op and change.op in ("equal", "insert", "delete"):
            found[-1] = Change(change.op, found[-1].left + change.left, found[-1].right + change.right)
        else:
            found.append(change)
    return found


def alike(changes: Sequence[Change]) -> bool:
    """Whether two texts say the same but for writing, the names of the same things and the numbers of provisions."""
    return all(change.op in ("equal", "variant", "term", "citation") for change in changes)


def relation(changes: Sequence[Change]) -> str:
    """``same`` when two texts say the same but for writing, else ``similar``."""
    return "same" if alike(changes) else "similar"
