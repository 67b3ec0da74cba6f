"""S26: provisions that stand outside the provisions, where the reading of the document as a whole does not hold."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from jorei.check.appendices import appendix_of
from jorei.check.finding import Finding
from jorei.check.view import View
from jorei.model import APPENDICES, Node
from jorei.model.kinds import DIVISIONS, Kind
from jorei.model.num import Ordinal, numbers_in
from jorei.text.eras import ERA, YEAR
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER, parse_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

_SET_ASIDE: Final[tuple[Kind, ...]] = (
    "navigation", "history", "taxonomy", "unparsed", "promulgation", "preamble",
)  # fmt: skip
"""Kinds that hold no articles; what stands in them is lost for references, norms and search."""
_LISTED: Final[tuple[Kind, ...]] = (*_SET_ASIDE, "list")
_LETTERS_ASIDE: Final[frozenset[Kind]] = frozenset(("navigation", "history", "taxonomy", "unparsed", "note", "list"))
_PROVISIONS: Final[frozenset[Kind]] = frozenset(("main_provision", "suppl_provision", "preamble", *APPENDICES))
_ARTICLE_LINE: Final = re.compile(
    rf"第 ?(?P<base>{NUMBER}) ?条(?P<branch>(?:の{NUMBER})*)(?: ?\([^()]{{1,40}}\) ?| +)(?=[^ ])"
)
"""第3条 and words behind it; a label alone may be an entry of a menu."""
_LABEL_ALONE: Final = re.compile(rf"第 ?{NUMBER} ?条$")
_DATED: Final = re.compile(rf"{ERA} ?{YEAR} ?年")
_LEAST_LETTERS: Final = 200
"""Letters set aside that say something. Chosen: a menu and an address have fewer."""
_MOST_BLANKS: Final = 3
"""Characters a letter of a text that is mostly blanks. Chosen."""
_FEWEST_LINES: Final = 2
"""Lines that look like articles that say something, where the document has other articles. Chosen."""


def provisions_set_aside(view: View) -> Iterator[Finding]:
    """条文が本則の外にある · Provisions stand outside the main part.

    何を見るか: 読み取りの全体を見て、「第N条」で始まる行が前書きや沿革、別表の中に残っていないか、章が附則の下に入っていないか、
    文書の字の半分以上が条文として読まれているかを調べます。
    なぜ大切か: 読み取りが誤っています。引用も検索も、その条文を見つけられません。
    例: 目次の「附則」から後ろの条がすべて附則に入っている。
    確かさ: 高い。

    What it does: looks at the reading as a whole: whether lines that begin with 第N条 were left in front matter, a
    history or an appendix, whether chapters hang under a 附則, and whether more than half of the letters are provisions.
    Why it matters: the reading is wrong, and neither references nor search find these provisions.
    Example: all articles behind the entry 附則 of the contents stand in the 附則.
    How sure: high.
    """
    if view.analysis.metadata.kind == "guide" or view.by_kind["guide_text"]:
        return
    finding = _lost_articles(view) or _divisions_of_suppl(view) or _mostly_aside(view)
    if finding:
        yield finding


def _lost_articles(view: View) -> Finding | None:
    """Lines that look like articles and whose numbers no article has: set aside, or in an appendix that is none."""
    articles = [node for node in view.by_kind["article"] if view.regions[node.id] == "main"]
    read = {ordinal for node in articles for ordinal in numbers_in(node.num)}
    last = max((ordinal[0] for ordinal in read), default=0)
    aside: list[Node] = []
    behind: dict[int, list[int]] = defaultdict(list)
    first: dict[int, Node] = {}
    begins = (node for kind in _LISTED for node in view.by_kind[kind] if node.text[:1] == "第")
    for node in sorted(begins, key=attrgetter("id")):
        ordinal = _article_number(view, node)
        if ordinal is None:
            continue
        if _is_set_aside(view, node):
            if ordinal not in read:
                aside.append(node)
        elif view.regions[node.id] == "appendix":
            owner = view.once(appendix_of)[node.id]
            behind[owner].append(ordinal[0])
            first.setdefault(owner, node)
    if not read:
        aside += [node for kind in _SET_ASIDE for node in view.by_kind[kind] if _LABEL_ALONE.match(fold(node.text))]
    if len(aside) >= _FEWEST_LINES or (aside and not read):
        return _not_read(view, aside[0], len(aside))
    for owner, numbers in behind.items():
        if last and numbers[:_FEWEST_LINES] == list(range(last + 1, last + 1 + _FEWEST_LINES)):
            return _not_read(view, first[owner], len(numbers))
    return None


def _article_number(view: View, node: Node) -> Ordinal | None:
    """The number that the words of a node begin with as an article does."""
    match = _ARTICLE_LINE.match(node.text_in(view.folded))
    return parse_ordinal(match["base"], match["branch"]) if match else None


def _is_set_aside(view: View, node: Node) -> bool:
    above = view.nodes[node.parent].kind if node.parent >= 0 else "law"
    return node.kind in _SET_ASIDE or above in ("preamble", "law")


def _not_read(view: View, node: Node, count: int) -> Finding:
    return Finding(
        node, *view.head_span(node),
        f"条の形の行が{count}行、条として読まれていません（読み取りの誤りです。原本で確かめてください）",
        f"{count} lines that look like articles were not read as articles (the reading is wrong)",
    )  # fmt: skip


def _divisions_of_suppl(view: View) -> Finding | None:
    """Chapters below a 附則, in a document whose main part has no article."""
    if any(view.regions[node.id] == "main" for node in view.by_kind["article"]):
        return None
    divisions = (node for kind in DIVISIONS for node in view.by_kind[kind] if view.regions[node.id] == "suppl")
    division = next(divisions, None)
    if division is None:
        return None
    return Finding(
        division, *view.head_span(division),
        f"{view.cite(division)}が附則の中にあり、本則に条がありません（読み取りの誤りです）",
        f"{view.cite(division)} stands in a 附則 and the main part has no article (the reading is wrong)",
    )  # fmt: skip


def _mostly_aside(view: View) -> Finding | None:
    """Less than half of the letters are provisions; menus that the page marks as such, and histories, do not count."""
    roughly = sum(node.end - node.start for node in view.children[0] if node.kind in _LETTERS_ASIDE)
    if (
        roughly <= _LEAST_LETTERS
        or roughly <= sum(node.end - node.start for node in view.children[0] if node.kind in _PROVISIONS) / _MOST_BLANKS
    ):
        return None  # the usual case: there is no need to count letters
    furniture = [block for block in view.analysis.source.blocks if block.furniture]
    starts = [block.start for block in furniture]
    aside, provisions = 0, 0
    first: Node | None = None
    for node in view.children[0]:
        letters = len("".join(view.text[node.start : node.end].split()))
        index = bisect_right(starts, node.start) - 1
        if node.kind in _PROVISIONS:
            provisions += letters
        elif node.kind not in _LETTERS_ASIDE or (index >= 0 and node.start < furniture[index].end):
            continue
        elif node.kind != "history" or not _DATED.search(view.folded, node.start, node.end):
            aside += letters
            first = first or node
    if first is None or aside <= max(provisions, _LEAST_LETTERS):
        return None
    return Finding(
        first, *view.head_span(first),
        f"文書の字の半分以上（{aside}字）が条文として読まれていません（原本で確かめてください）",
        f"more than half of the letters ({aside}) were not read as provisions",
    )  # fmt: skip
