"""D03, D04, D06: defined terms outside their scope, before their definition, and of unclear meaning."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.passages import CONJUNCTION
from jorei.model import Definition, Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model.vocabulary import ScopeName

_SHORTEST_TERM: Final = 5
"""Characters; shorter terms are words of every day (会議, 使用者) that occur in their plain sense too. Chosen."""
_MOST_TERMS: Final = 200
"""Terms looked for in one document: each costs a walk through the text. Chosen."""
_NARROW_SCOPES: Final[frozenset[ScopeName]] = frozenset(("article", "paragraph", "item", "list"))
_LONG_TERM: Final = 7
"""Characters of a term that occurs in no plain sense. Chosen."""
_UNCLEAR_SCOPE: Final = re.compile("同[条項号章節]|から")
_LONGEST_LEAD: Final = 18
"""Code points of に規定する当該 or of another thing of the same provision (第6条第1項の報告書及び), which may stand before a
term."""
_DEFINED_ELSEWHERE: Final = re.compile(
    "に(?:規定する|いう|定める|掲げる)(?:当該)?$|[条項]の[^、。条項]{0,12}(?:及び|又は|並びに)$"
)
_LETTER: Final = re.compile("[一-龠々ァ-ヶー・a-zA-Zａ-ｚＡ-Ｚ]")


def outside_scope(view: View) -> Iterator[Finding]:
    """範囲の外での使用 · A term used outside the scope of its definition.

    何を見るか: 「以下この条において「X」という。」のように範囲を限った用語が、その範囲の外で使われていないかを見ます。
    なぜ大切か: 範囲の外では定義が効かず、意味が決まりません。
    例: 第3条で「この条において「空家所有者」という。」、第7条で「空家所有者」。
    確かさ: 中くらい。ほかでも定義されている用語、短い語、定義より前の語は除きます。

    What it does: looks for terms of narrow scope (この条において) outside of it.
    Why it matters: the definition does not hold there.
    Example: 空家所有者, defined for 第3条, in 第7条.
    How sure: medium; terms defined elsewhere too, short words and words before the definition are left out.
    """
    by_term: dict[str, list[Definition]] = defaultdict(list)
    for definition in view.analysis.definitions:
        by_term[definition.term].append(definition)
    for term, (definition, *others) in islice(by_term.items(), _MOST_TERMS):
        if others or definition.kind != "iu" or definition.scope not in _NARROW_SCOPES or not _is_coined(term):
            continue
        if _UNCLEAR_SCOPE.search(definition.scope_text or ""):
            continue
        scope = _scope_ranges(view, definition)
        if not scope or view.regions[definition.node] != "main":
            continue
        offset = next((use for use in _uses(view, term) if _is_outside(view, use, scope, definition)), None)
        if offset is None:
            continue
        cited = view.cite(view.nodes[definition.node])
        yield Finding(
            *view.locate(offset, len(term)),
            f"「{term}」は{cited}で「{definition.scope_text or '範囲を限って'}」定義されていますが、その外で使われています",
            f"{term} is defined in {cited} for a narrower scope, and used outside of it",
            related=(Related(definition.start, definition.end, cited),),
        )  # fmt: skip


def _is_coined(term: str) -> bool:
    """Whether a term can only be the one defined: 運賃等相当額, and not 所有者 or 申告書."""
    return len(term) >= _LONG_TERM or (len(term) >= _SHORTEST_TERM and "等" in term)


def _scope_ranges(view: View, definition: Definition) -> list[tuple[int, int]]:
    """The arena ids that a narrow definition covers, as half-open ranges, its own article among them."""
    nodes = [view.nodes[node_id] for node_id in definition.scope_nodes]
    own = view.enclosing(view.nodes[definition.node], "article")
    return [(node.id, node.id + node.size) for node in (*nodes, *([own] if own else []))] if nodes else []


def _is_outside(view: View, offset: int, scope: list[tuple[int, int]], definition: Definition) -> bool:
    """Whether a use, at an offset of `View.prose`, comes after the definition and outside of its scope."""
    node = view.prose_node(offset)[0]
    if view.regions[node.id] != "main" or node.id < definition.node:
        return False
    if _DEFINED_ELSEWHERE.search(view.prose, max(0, offset - _LONGEST_LEAD), offset):
        return False  # 第39条第1項に規定する推進会議
    return not any(low <= node.id < high for low, high in scope)


def _uses(view: View, term: str) -> Iterator[int]:
    """The offsets of a term in `View.prose` as a word of its own: no letter of a compound before or after it."""
    prose = view.prose
    start = prose.find(term)
    while start >= 0:
        end = start + len(term)
        if not _LETTER.match(prose, start - 1, start) and not _LETTER.match(prose, end, end + 1) or not start:
            yield start
        start = prose.find(term, end)


def used_before_definition(view: View) -> Iterator[Finding]:
    """定義より前の使用 · A term used before it is defined.

    何を見るか: 「以下「X」という。」より前に、その用語が使われていないかを見ます。
    なぜ大切か: 用語は初めて出た所で定義します。条の追加や移動で、定義が後になることがあります。
    例: 第4条で「開示請求者」、第6条で「（以下「開示請求者」という。）」。
    確かさ: 中くらい。短い語、定義条の用語、見出しの中は除きます。

    What it does: looks for a term before the 以下「…」という。 that defines it.
    Why it matters: a term is defined where it first occurs; articles were added or moved.
    Example: 開示請求者 in 第4条, defined in 第6条.
    How sure: medium; short words, terms of a definition article and captions are left out.
    """
    first: dict[str, Definition] = {}
    for definition in view.analysis.definitions:
        if definition.kind == "iu":
            first.setdefault(definition.term, definition)
    for term, definition in islice(first.items(), _MOST_TERMS):
        if len(term) < _SHORTEST_TERM or definition.scope != "document" or view.regions[definition.node] != "main":
            continue
        offset = next(_uses(view, term), None)
        if offset is None:
            continue
        node, start, end = view.locate(offset, len(term))
        article = view.enclosing(node, "article")
        if node.id >= definition.node or article is None or not view.sibling_index[article.id]:
            continue  # the first article and the preamble are about the whole ordinance and use its words
        if _explains(view, term, definition) or _is_explained(view, offset, term):
            continue
        cited = view.cite(view.nodes[definition.node])
        yield Finding(
            node, start, end,
            f"「{term}」が、定義される{cited}より前で使われています",
            f"{term} is used before {cited} defines it",
            related=(Related(definition.start, definition.end, cited),),
        )  # fmt: skip


_EXPLANATION: Final = re.compile("を(?:いう|含む|除く)|[(（](?:[^()（）]{0,40}に規定する|以下|[^()（）]{0,160}をいう)")


def _is_explained(view: View, offset: int, term: str) -> bool:
    """Whether the words around a use explain it: 第192条第1項に規定する指定事業所をいう。"""
    return bool(
        _DEFINED_ELSEWHERE.search(view.prose, max(0, offset - _LONGEST_LEAD), offset)
        or _EXPLANATION.match(view.prose, offset + len(term))
    )


def _explains(view: View, term: str, definition: Definition) -> bool:
    """Whether the words defined contain the term: it shortens a name that stands there in full."""
    low = max(view.nodes[definition.node].start, definition.start - _LONGEST_DEFINED)
    return term in view.text[low : definition.start - 1]


_NOUN: Final = "[一-龠々ァ-ヶー]{2,12}"
_ENUMERATION: Final = re.compile(
    rf"(?:^|[、。はがをにでの\s])(?P<first>{_NOUN}){CONJUNCTION}(?P<last>{_NOUN})[(（]以下(?:単に)?「$"
)
_LONGEST_DEFINED: Final = 44
"""Code points before an abbreviation in which the words that it stands for are looked for: the most of `_ENUMERATION`."""


def definition_span_ambiguous(view: View) -> Iterator[Finding]:
    """略称の及ぶ範囲 · What an abbreviation after an enumeration stands for.

    何を見るか: 「A及びB（以下「C」という。）」のように、列挙の後に置かれた略称を探します。
    なぜ大切か: CがBだけなのか、AとBの両方なのか分かりません。両方なら「（以下「C」と総称する。）」などと書きます。
    例: 所有者及び管理者（以下「管理者等」という。）
    確かさ: 中くらい。「等」で終わる略称は両方を指すのが明らかなので除きます。

    What it does: looks for abbreviations right after an enumeration.
    Why it matters: does it stand for the last member or for all? For all: 以下「C」と総称する。
    Example: 所有者及び管理者（以下「関係人」という。）
    How sure: medium; abbreviations ending in 等 clearly mean all.
    """
    for definition in view.analysis.definitions:
        if definition.kind != "iu" or view.regions[definition.node] not in ("main", "suppl"):
            continue
        match = _ENUMERATION.search(view.text, max(0, definition.start - _LONGEST_DEFINED), definition.start)
        if match is None or definition.term.endswith(("等", "ら", "類")) or definition.term == match["last"]:
            continue
        if view.text.startswith("」と総称", definition.end) or definition.term in match["last"]:
            continue
        yield Finding(
            view.nodes[definition.node], definition.start, definition.end,
            f"「{definition.term}」は、「{match['last']}」だけか「{match['first']}」も含むのか、二通りに読めます",
            f"{definition.term} may stand for {match['last']} alone or for {match['first']} too",
        )  # fmt: skip
