"""How much two corresponding provisions differ: the same, in wording, in numbers, or in substance.

The grade is the gravest of what parts them. Wording is no more than words that a drafter may choose freely: 次に掲げる
for 次の各号に掲げる, 若しくは for 又は, するものとする for しなければならない where both are duties. Whatever else
was added, left out or replaced is substance, also when a lawyer would call it nothing: a row that is called the same in
substance need not be read, so the grade is never too low for a doubt.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from jorei.comparison.align import Alignment
from jorei.comparison.diff import Change
from jorei.comparison.provisions import Outline, Provision
from jorei.model.vocabulary import AlignmentLevel, DiffGrade, values
from jorei.text.fold import fold
from jorei.text.morphology import MorphemeToken, tokens

GRADES: Final[tuple[DiffGrade, ...]] = values(DiffGrade)  # type: ignore[assignment]  # the values of that very type
"""From the least difference to the gravest."""
_WHOLE: Final = frozenset(("one_to_one", "group"))
"""Methods of pairs that answer one another as wholes."""
_AS_SAME: Final = frozenset(("equal", "variant", "term", "citation"))
_DUTY: Final = re.compile("(?:しなければならない|なければならない|(?:する|る)?ものとする|すること(?:とする)?)(?=。?$)")
"""Endings of one duty: whether both provisions are duties is asked of their modality."""
_CONTENT: Final = frozenset(
    ("名詞", "動詞", "形容詞", "形状詞", "接尾辞", "接頭辞", "副詞", "代名詞", "接続詞", "感動詞")
)
"""Parts of speech (Sudachi's first level) that carry content; 等 is a suffix, 又 and 但し are conjunctions."""
_WEIGHTY: Final = frozenset(
    "も のみ まで だけ など さえ でも から より 無い ない ず ぬ まい へ れる られる せる させる".split()
)
"""Particles and auxiliaries, as the dictionary normalises them, that change what is said: negation, limits, voice."""
_EMPTY: Final = frozenset(
    "事 こと 物 もの 為る 時 場合 次 各号 各 号 いずれ 該当 掲げる 規定 定める よる 基づく 当該 有る おく おける 掛かる 関する 対する "
    "付く つき 居る おる 成る 行う 為 所 旨 言う".split()
)
"""Words, as the dictionary normalises them, that only join others: 当該, の規定による, に掲げる, に係る (掛かる)."""
_ONE_WORD: Final[dict[str, str]] = {
    word: names[0]
    for names in (
        ("若しくは", "或いは"), ("及び", "並びに", "且つ"), ("予め", "事前"),
    )
    for word in names
}  # fmt: skip
"""Words that drafters take for one another, by the first of them."""
_OR: Final = re.compile("又は|または")
_CACHED: Final = 1 << 14


def grade(changes: Sequence[Change], left: Provision, right: Provision) -> DiffGrade:
    """The grade of the differences of two provisions.

    >>> import jorei
    >>> comparison = jorei.compare([jorei.parse(f"○{name}条例\\n\\n第1条 {text}") for name, text in (
    ...     ("甲市", "市長は、次に掲げる事項を公表しなければならない。"), ("乙町", "町長は、次の各号に掲げる事項を公表するものとする。"))])
    >>> [row["grade"] for row in comparison.rows() if row["level"] == "paragraph"]
    ['wording']
    """
    other = {left.modality, right.modality} - {"other"}
    if len(other) > 1 or (left.modality != right.modality and other):
        return "substance"
    return gravest(_of_change(change, duty="obligation" in other) for change in changes)


def grades_of(
    rows: Sequence[Alignment], changes: Sequence[Sequence[Change]], left: Outline, right: Outline
) -> list[DiffGrade | None]:
    """The grade of each alignment of two documents whose ``changes`` are known; None where a provision has no
    counterpart, only a part of one, or a contradicted one. That of two articles is the gravest of what stands below them, where a paragraph
    or an item that one of them has alone is substance."""
    grades: dict[int, DiffGrade | None] = {}
    of_both: dict[tuple[int, int], list[DiffGrade]] = defaultdict(list)
    with_more: tuple[set[int], set[int]] = set(), set()
    for number, row in enumerate(rows):
        if row.level == "article":
            continue
        of_row = grades[number] = _of_row(row, changes[number], left, right)
        articles = _article(left, row.level, row.left), _article(right, row.level, row.right)
        if of_row is not None and None not in articles:
            of_both[articles].append(of_row)  # type: ignore[index]  # neither is None
        else:
            for of_side, article in zip(with_more, articles, strict=True):
                of_side.add(-1 if article is None else article)
    for number, row in enumerate(rows):
        if row.level == "article" and row.method in _WHOLE and row.left is not None and row.right is not None:
            below = of_both[row.left, row.right]
            more = row.left in with_more[0] or row.right in with_more[1]
            grades[number] = "substance" if more else gravest(below)
    return [grades.get(number) for number in range(len(rows))]


def _of_row(row: Alignment, changes: Sequence[Change], left: Outline, right: Outline) -> DiffGrade | None:
    if row.left is None or row.right is None or row.method not in _WHOLE:
        return None
    return grade(changes, left.level(row.level)[row.left], right.level(row.level)[row.right])


def _article(outline: Outline, level: AlignmentLevel, index: int | None) -> int | None:
    """The article that a paragraph or an item stands in."""
    if index is None:
        return None
    provision = outline.level(level)[index]
    return provision.parent if level == "paragraph" else outline.paragraphs[provision.parent].parent


def gravest(grades: Iterable[DiffGrade]) -> DiffGrade:
    """The gravest of some grades; of none, that there is no difference."""
    return max(grades, key=GRADES.index, default="same")


def _of_change(change: Change, duty: bool) -> DiffGrade:
    if change.op in _AS_SAME:
        return "same"
    if change.op == "number":
        return "numbers"
    if not (change.left.strip() or change.right.strip()):
        return "same"
    left, right = (_DUTY.sub("", text) if duty else text for text in (change.left, change.right))
    return "wording" if _weighty(left) == _weighty(right) else "substance"


@lru_cache(maxsize=_CACHED)
def _weighty(text: str) -> tuple[str, ...]:
    """The words of a piece of text that carry what it says, in order."""
    words = [_name(token) for token in tokens(_OR.sub("若しくは", fold(text)))]
    return tuple(_ONE_WORD.get(word, word) for word in words if word)


def _name(token: MorphemeToken) -> str:
    """The normalised form of a word that carries content; empty of one that does not."""
    word = token.word
    carries = word.pos[0] in _CONTENT and word.normalized_form not in _EMPTY
    return word.normalized_form if carries or word.normalized_form in _WEIGHTY else ""
