"""D07: words that miss a defined term by one character, or by one word."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.missed_uses import TELLING, Compounds
from jorei.model import Related
from jorei.text.near_words import parted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Definition

_SHORTEST_TERM: Final = 4
"""Characters of a term with near misses; shorter ones have real words beside them. Chosen."""
_MOST_TERMS: Final = 100
"""Terms of one document whose near misses are looked for. Chosen."""
_WORD: Final = re.compile("[一-龠々ァ-ヴー]{3,}")
"""A compound."""


def near_miss(view: View) -> Iterator[Finding]:
    """用語と一字違いの言葉 · A word that misses a defined term by a character or a word.

    何を見るか: 定義した用語と一字だけ違う（一字多い、足りない）言葉を探します。定義が使われず一字違いの言葉が使われているか、
    何度も使われる用語のほかに一字違い、又は二字の語が入れ替わった、抜けた言葉が一度だけある場合です。
    なぜ大切か: 変換や入力の誤りで、定義が効きません。
    例: 「保存樹木等」を「所存樹木等」と定義している。「太陽光発電施設設置事業」を一か所で「太陽光発電施設設備事業」
    確かさ: 中くらい。番号や上下・内外などの一字で言い分ける語、初めと終わりの一字が違う語、ほかの所にもある文字の並びは除きます。

    What it does: looks for words that differ from a defined term by one character, where the term itself is never used, or
    is used often and the word once; then also for words in which a word of two characters is another, or is missing.
    Why it matters: a slip; the definition does not hold for such a word.
    Example: 所存樹木等 defined, 保存樹木等 used; 設備事業 once beside 設置事業.
    How sure: medium; words told apart by a numeral or by 上下, 内外 and the like are left out, and letters that stand together
    elsewhere.
    """
    yield from view.once(near_misses)


def near_misses(view: View) -> list[Finding]:
    """The findings of `near_miss`; D02 leaves out the terms that are missed."""
    terms = _terms(view)
    if not terms:
        return []
    compounds = Compounds(view.prose)
    known = {definition.term for definition in view.analysis.definitions}
    known |= {term.rstrip("等") for term in known} | {term + "等" for term in known}
    findings: list[Finding] = []
    missed: dict[str, list[str]] = defaultdict(list)
    for term, definition in terms.items():
        if definition.uses:
            for word in compounds.written_for(term, definition.uses):
                missed[word].append(term)
            continue
        near = [
            word for word in sorted(_with_half(view, compounds, term)) if word not in known and _is_slip(term, word)
        ]
        slips = [word for word in near if compounds.occurs_twice(word, joined=False)]
        findings += [_missed_definition(view, term, definition, word) for word in slips]
    for word, near_terms in sorted(missed.items()):
        if len(near_terms) == 1 and word not in known:  # 休業予定日 beside 休業開始予定日 and 休業終了予定日 is either
            findings.append(_missed_use(view, near_terms[0], terms[near_terms[0]], word))
    return findings


def _terms(view: View) -> dict[str, Definition]:
    """The first definition of each term of the main part that may be missed."""
    terms: dict[str, Definition] = {}
    for definition in view.analysis.definitions:
        term = definition.term
        if len(term) < _SHORTEST_TERM or definition.kind == "law_alias" or view.regions[definition.node] != "main":
            continue
        if _WORD.fullmatch(term) and len(terms) < _MOST_TERMS:
            terms.setdefault(term, definition)
    return terms


def _with_half(view: View, compounds: Compounds, term: str) -> set[str]:
    """The compounds of a term's length that have a half in common with it: those that differ in one letter are among them."""
    length, middle = len(term), len(term) // 2
    words: set[str] = set()
    for half in (term[:middle], term[middle:]):
        words.update([compounds.at(at, at + len(half), length) for at in view.find_all(half)])
    return {
        word
        for word in words
        if len(word) == length and (word[:middle] == term[:middle] or word[middle:] == term[middle:])
    }


def _is_slip(term: str, word: str) -> bool:
    """Whether two words of one length differ by one character that does not make another word."""
    wrong, right, start, _ = parted(word, term)
    if len(wrong) != 1 or len(right) != 1 or start >= len(term.rstrip("等")) - 1:
        return False  # 申請書 and 申請者
    return wrong not in TELLING and right not in TELLING


def _missed_definition(view: View, term: str, definition: Definition, word: str) -> Finding:
    return Finding(
        view.nodes[definition.node], definition.start, definition.end,
        f"「{term}」と定義されていますが、使われているのは「{word}」です（一字違い）",
        f"{term} is defined, but {word} is used",
        suggestion=word,
    )  # fmt: skip


def _missed_use(view: View, term: str, definition: Definition, word: str) -> Finding:
    cited = view.cite(view.nodes[definition.node])
    wrong, right, _, _ = parted(word, term)
    letters = max(len(wrong), len(right))
    return Finding(
        *view.locate(view.prose.find(word), len(word)),
        f"「{word}」は、{cited}で定義された「{term}」の誤りではありませんか（{'一字違い' if letters == 1 else '一語違い'}）",
        f"{word} misses {term}, defined in {cited}, by one {'character' if letters == 1 else 'word'}",
        related=(Related(definition.start, definition.end, cited),),
        suggestion=term,
    )  # fmt: skip
