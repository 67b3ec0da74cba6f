"""D07: words that miss a defined term by one character."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import Related

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jorei.check.view import View
    from jorei.model import Definition

_SHORTEST_TERM: Final = 4
"""Characters of a term with near misses; shorter ones have real words beside them. Chosen."""
_SHORTEST_OTHER: Final = 6
"""Characters of a term that is used itself and may be missed elsewhere. Chosen."""
_MOST_TERMS: Final = 100
"""Terms of one document whose near misses are looked for. Chosen."""
_LEAST_USES: Final = 3
"""Uses of a term beside which a word that occurs once is a slip. Chosen."""
_WORD: Final = re.compile("[一-龠々ァ-ヴー]{4,}")
"""A compound."""
_TELLING: Final = frozenset(
    "一二三四五六七八九十百千甲乙丙丁上下左右内外大小男女新旧正副前後高低中主従入出増減有無可否公私国都道府県市区町村初再"
)
"""Characters that make another word on purpose: 第一種 and 第二種, 入所 and 出所."""


def near_miss(view: View) -> Iterator[Finding]:
    """用語と一字違いの言葉 · A word that misses a defined term by one character.

    何を見るか: 定義した用語と一字だけ違う（一字多い、足りない）言葉を探します。定義が使われず一字違いの言葉が使われているか、
    何度も使われる長い用語のほかに一字違いの言葉が一度だけある場合です。
    なぜ大切か: 変換や入力の誤りで、定義が効きません。
    例: 「保存樹木等」を「所存樹木等」と定義している。「太陽光発電施設設置事業」を一か所で「太陽光発電施設設備事業」
    確かさ: 中くらい。番号や上下・内外などの一字で言い分ける語、初めと終わりの一字が違う語は除きます。

    What it does: looks for words that differ from a defined term by one character, where the term itself is never used, or
    is long and used often and the word once.
    Why it matters: a slip; the definition does not hold for such a word.
    Example: 所存樹木等 defined, 保存樹木等 used; 設備事業 once beside 設置事業.
    How sure: medium; words told apart by a numeral or by 上下, 内外 and the like are left out.
    """
    yield from view.once(near_misses)


def near_misses(view: View) -> list[Finding]:
    """The findings of `near_miss`; D02 leaves out the terms that are missed."""
    terms = _terms(view)
    if not terms:
        return []
    lengths = {len(term) for term in terms}
    words = Counter(word for word in _WORD.findall(view.prose) if len(word) in lengths)
    halves = _halves(words)
    known = {definition.term for definition in view.analysis.definitions}
    findings: list[Finding] = []
    for term, definition in terms.items():
        first, second = term[: len(term) // 2], term[len(term) // 2 :]
        near = {
            word
            for word in {*halves.get((len(term), first, True), ()), *halves.get((len(term), second, False), ())}
            if word not in known and word.rstrip("等") not in known and _is_slip(term, word, used=definition.uses > 0)
        }
        findings += _findings(view, term, definition, near, words)
    return findings


def _terms(view: View) -> dict[str, Definition]:
    """The first definition of each term of the main part that may be missed: one that is never used, or long and used
    often."""
    terms: dict[str, Definition] = {}
    for definition in view.analysis.definitions:
        term = definition.term
        if len(term) < _SHORTEST_TERM or 0 < definition.uses < _LEAST_USES or definition.kind == "law_alias":
            continue
        if (definition.uses and len(term) < _SHORTEST_OTHER) or view.regions[definition.node] != "main":
            continue
        if _WORD.fullmatch(term) and len(terms) < _MOST_TERMS:
            terms.setdefault(term, definition)
    return terms


def _halves(words: Iterable[str]) -> dict[tuple[int, str, bool], list[str]]:
    """The words by their length and either half: two words that differ by one character have a half in common.

    >>> _halves(["甲乙丙"])
    {(3, '甲', True): ['甲乙丙'], (3, '乙丙', False): ['甲乙丙']}
    """
    index: dict[tuple[int, str, bool], list[str]] = {}
    for word in words:
        middle = len(word) // 2
        index.setdefault((len(word), word[:middle], True), []).append(word)
        index.setdefault((len(word), word[middle:], False), []).append(word)
    return index


def _is_slip(term: str, word: str, *, used: bool) -> bool:
    """Whether two words of one length differ by one character that does not make another word: of a term that is used
    itself one inside."""
    others = [i for i, (a, b) in enumerate(zip(term, word, strict=True)) if a != b]
    if len(others) != 1:
        return False
    (at,) = others
    if at >= len(term.rstrip("等")) - 1 or (used and at == 0):
        return False  # 申請書 and 申請者, 新計画 and 旧計画
    return term[at] not in _TELLING and word[at] not in _TELLING


def _findings(
    view: View, term: str, definition: Definition, near: set[str], words: Counter[str]
) -> Iterator[Finding]:  # fmt: skip
    cited = view.cite(view.nodes[definition.node])
    for word in sorted(near):
        if definition.uses == 0 and words[word] > 1:
            yield Finding(
                view.nodes[definition.node], definition.start, definition.end,
                f"「{term}」と定義されていますが、使われているのは「{word}」です（一字違い）",
                f"{term} is defined, but {word} is used",
                suggestion=word,
            )  # fmt: skip
        elif len(term) >= _SHORTEST_OTHER and words[word] == 1 and definition.uses >= _LEAST_USES:
            offset = view.prose.find(word)
            yield Finding(
                *view.locate(offset, len(word)),
                f"「{word}」は、{cited}で定義された「{term}」の誤りではありませんか（一字違い）",
                f"{word} misses {term}, defined in {cited}, by one character",
                related=(Related(definition.start, definition.end, cited),),
                suggestion=term,
            )  # fmt: skip
