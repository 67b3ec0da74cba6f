"""Terms the document defines: 以下「X」という。, X(…をいう。), 「X」とは…をいう。, the items of a 定義条, names of laws."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from jorei.links.grammar import Event
from jorei.links.index import TreeIndex
from jorei.links.laws import GENERIC, Laws, NamedLaw
from jorei.links.reading import FoldedWording
from jorei.links.scopes import Scope, scope_of
from jorei.links.term_uses import find_uses
from jorei.model import Definition
from jorei.text.instruments import MUNICIPAL
from jorei.text.lawnumbers import LAW_NUMBER_RE, LawNumber
from jorei.text.morphology import left_noun, noun_start
from jorei.text.numerals import NUMBER

_MORE = "(?:(?:、|又は|及び|若しくは|並びに|または|および|もしくは)?「[^「」\n]{1,60}」)*"
_CALLED: Final = re.compile(_MORE + "と(?:いう|いい|総称する|総称し|称する|略称する|呼ぶ)")
_MEANS: Final = re.compile(_MORE + "とは(?!いえ|いう)、?")
# the words before 「X」という。: 以下この項において, 第8条において, 以下単に
_SCOPE_BEFORE: Final = re.compile(
    r"(?:^|[。、(」])(以下[^()。「」\n]{0,60}?|[^()。「」、\n]{0,60}?(?:において|中|で)(?:は)?)?、?(?:単に|総称して|これらを)?$"
)
_SAME: Final = re.compile(r"同じ。?\)")
_IN_BRACKET: Final = re.compile(r"をいう。?\)")
_SCOPE_SAME: Final = re.compile(
    r"(?:をいう|含む|除く|限る|含み|除き|とする|に限る|いい|もの|する)(?:。|、)([^()。「」\n]{0,60}?)同じ。?\)$|。([^()。「」\n]{0,60}?)同じ。?\)$"
)
_MEANING_END: Final = re.compile("をいう|をいい")
_TERMS_STEM: Final = re.compile("用語|意義|定義|次に定めるところによる|当該各号に定めるところによる")
_RUN: Final = re.compile(r"[^ぁ-ん、。()「」『』\[\]\n ]+$")
_NOT_TERM: Final = re.compile(
    rf"(?<![0-9０-９〇零一二三四五六七八九十百千])(?:第?{NUMBER}[条項号])|(?:^|[^一-龠])(?:前|次|同)[条項号]$|^[0-9]+[^0-9]?$"
)


class Term(msgspec.Struct, frozen=True, gc=False):
    """A definition as it stands in the reading; positions there, node of the tree."""

    node: int
    start: int
    end: int
    term: str
    kind: str
    meaning: tuple[int, int]
    scope: Scope
    law: NamedLaw | None = None
    narrowing: bool = False


def find_terms(reading: FoldedWording, index: TreeIndex, laws: Laws, events: Sequence[Event]) -> list[Term]:
    """Every term, in reading order; abbreviations of laws are also made known to ``laws``."""
    terms = [*_called(reading, index, laws, events), *_bracketed(reading, index), *_items(reading, index, laws)]
    terms.sort(key=lambda term: (term.start, term.end))
    return terms


def opening(text: str, close: int, floor: int) -> int:
    """The position of the bracket that the ``)`` at ``close`` closes (or that is open there); -1 when none.

    >>> opening("甲(乙(丙)丁)", 7, 0)
    1
    """
    depth, at = 0, close
    floor = max(floor, close - 2000)  # a longer bracket is a lost one
    for _ in range(64):
        left = text.rfind("(", floor, at)
        if left < 0:
            return -1
        depth += text.count(")", left, at) - 1
        if depth < 0:
            return left
        at = left
    return -1


def _floor(reading: FoldedWording, position: int) -> int:
    return reading.starts[bisect_right(reading.starts, position) - 1]


def _called(reading: FoldedWording, index: TreeIndex, laws: Laws, events: Sequence[Event]) -> Iterator[Term]:
    """以下「X」という。, 「X」と総称する。, 「X」とは、…をいう。"""
    text = reading.text
    for kind, begin, end, match in events:
        if kind == "numbered":
            _remember(reading, laws, match)
            continue
        if kind != "quote":
            continue
        start, end = begin + 1, end - 1
        if end - start > 60 or end == start:
            continue
        means = _MEANS.match(text, end + 1)
        if means and not text.startswith("とある", end + 1):
            if (found := _meaning(reading, index, start, end)) is not None:
                yield found
            continue
        called = _CALLED.match(text, end + 1)
        if called is None:
            continue
        at = bisect_right(reading.starts, start) - 1
        floor, node = reading.starts[at], reading.nodes[at]
        words = _scope_words(text, start - 1, floor)
        scope = scope_of(index, node, words)
        open_ = opening(text, start, floor)
        law = _law_before(text, open_, floor, laws, begin) if open_ >= floor else None
        term = text[start:end]
        if law is not None:
            laws.define(term, law, start, scope_range(reading, index, scope))
        else:
            laws.call(term, text.find(")", called.end(), called.end() + 2) + 1)
        meaning = (max(floor, text.rfind("。", floor, max(open_, floor)) + 1), open_ if open_ > floor else start)
        yield Term(node, start, end, term, "law_alias" if law else "iu", meaning, scope, law)


def _remember(reading: FoldedWording, laws: Laws, match: re.Match[str]) -> None:
    floor = _floor(reading, match.start())
    laws.cited(reading.text, floor, match.start(), LawNumber.of(match))


def _scope_words(text: str, quote: int, floor: int) -> str | None:
    """The words that say how far: looked for left of a quotation, over other quotations of the same list."""
    left = text[max(floor, quote - 200) : quote]
    while True:
        words = _SCOPE_BEFORE.search(left)
        if words is None:
            return None
        if words[1] or not left[: words.start() + 1].endswith("」"):
            return (words[1] or "").strip() or None
        left = left[: left.rfind("「")].rstrip("、") if "「" in left else ""
        for conjunction in ("及び", "又は", "若しくは", "並びに", "および", "または"):
            left = left.removesuffix(conjunction)


def _law_before(text: str, open_: int, floor: int, laws: Laws, here: int) -> NamedLaw | None:
    """The law whose name stands before the bracket at ``open_``, with its number inside or in a bracket before."""
    number = LAW_NUMBER_RE.match(text, open_ + 1)
    if number is not None:
        return laws.cited(text, floor, open_, LawNumber.of(number))[1]
    if open_ > floor and text[open_ - 1] == ")":
        inner = opening(text, open_ - 1, floor)
        number = LAW_NUMBER_RE.match(text, inner + 1) if inner >= 0 else None
        return laws.cited(text, floor, inner, LawNumber.of(number))[1] if number else None
    if not text.endswith(_LAW_ENDS, floor, open_):
        return None
    found = laws.find(text, open_, floor, here)
    if found is not None:
        return found[1]
    start, law = laws.cited(text, floor, open_, None)
    name = text[start:open_]
    if law.own or law.as_of:
        return law
    # 運営についての規程(以下「運営規程」という。) is a paper of the operator, no law
    return (
        law
        if name not in GENERIC and len(name) > 2 and _LAW_LIKE.search(name) and not _CLAUSE_IN.search(name)
        else None
    )


_LAW_LIKE: Final = re.compile("(?:法|法律|条例|政令|省令|施行令|施行規則|施行細則)$")
_CLAUSE_IN: Final = re.compile("次に掲げる|次の|当該|[^関対]する(?!法律)")


_LAW_ENDS: Final = (*MUNICIPAL, "法", "法律", "令", "細則")


def _meaning(reading: FoldedWording, index: TreeIndex, start: int, end: int) -> Term | None:
    """「X」とは、…をいう。"""
    text = reading.text
    at = bisect_right(reading.starts, start) - 1
    floor, limit = reading.stretch(at)
    stop = text.find("。", end, limit)
    stop = stop + 1 if stop >= 0 else limit
    if not _MEANING_END.search(text, end, stop):
        return None
    words = _scope_words(text, start - 1, floor)
    scope = scope_of(index, reading.nodes[at], words)
    return Term(reading.nodes[at], start, end, text[start:end], "wo_iu", (end + 1, stop), scope)


def _bracketed(reading: FoldedWording, index: TreeIndex) -> Iterator[Term]:
    """X(…をいう。以下同じ。), X(…を除く。以下この条において同じ。), X(…をいう。)."""
    text = reading.text
    for match in _IN_BRACKET.finditer(text):
        yield from _bracket(reading, index, match.end() - 1, None)
    for match in _SAME.finditer(text):
        yield from _bracket(reading, index, match.end() - 1, match)


def _bracket(reading: FoldedWording, index: TreeIndex, close: int, same: re.Match[str] | None) -> Iterator[Term]:
    text = reading.text
    at = bisect_right(reading.starts, close) - 1
    floor, node = reading.starts[at], reading.nodes[at]
    open_ = opening(text, close, floor)
    if open_ <= floor:
        return
    words: str | None = None
    narrowing = False
    if same is not None:
        said = _SCOPE_SAME.search(text, max(open_, close - 100), close + 1)
        if said is None:
            return
        words = (said[1] or said[2] or "").strip() or None
        if words is not None and not (words.startswith("以下") or words.endswith("において")):
            words = None
        narrowing = not _MEANING_END.search(text, open_, close)
    start = term_start(text, open_, floor)
    term = text[start:open_]
    if not term or _NOT_TERM.search(term) or LAW_NUMBER_RE.match(text, open_ + 1):
        return
    default = "smallest" if same is None else "document"
    scope = scope_of(index, node, words, default)
    yield Term(node, start, open_, term, "wo_iu", (open_ + 1, close), scope, narrowing=narrowing)


_LEADING: Final = re.compile("^(?:当該|その他|各|同|本|前記|上記)")


def term_start(text: str, end: int, floor: int) -> int:
    """Where the term that ends at ``end`` begins: the run of kanji and kana words before it.

    >>> text = "その他の団体は、国の行政機関"
    >>> text[term_start(text, len(text), 0):]
    '国の行政機関'
    """
    low = max(floor, end - 40)
    window = text[low:end]
    run = _RUN.search(window)
    if run is None or "ぁ" <= window[-1] <= "ん":  # 写し, 取組み: only morphology knows the word
        return noun_start(text, end, low)
    start = run.start()
    # 障がい者, 平たん性: hiragana before a single letter mostly belongs to it
    start = left_noun(window, 0, start) if len(run[0]) > 1 else min(start, noun_start(text, end, low) - low)
    lead = _LEADING.match(run[0])
    if lead is not None and lead.end() < len(run[0]) and start == run.start():
        return low + start + lead.end()
    # 国の行政機関, 市の機関: a term may begin with the public body it belongs to
    owner = re.search("(?:^|[、。(はがをにでびくとるたな ])([国県市町村区都道府])の$", window[:start])
    return low + (owner.start(1) if owner else start)


def _items(reading: FoldedWording, index: TreeIndex, laws: Laws) -> Iterator[Term]:
    """The items of an article that defines terms: (1) 実施機関 市長、…をいう。"""
    text = reading.text
    stems: dict[int, str | None] = {}
    for at, node_id in enumerate(reading.nodes):
        node = index.nodes[node_id]
        if node.kind != "item":
            continue
        parent = node.parent
        if parent not in stems:
            stems[parent] = _stem(index, parent)
        stem = stems[parent]
        if stem is None:
            continue
        start, end = reading.stretch(at)
        stop = reading.title_ends.get(node_id)
        if stop is None:
            stop = text.find(" ", start, min(end, start + 40))
            if stop <= start:
                continue
        scope = scope_of(index, node_id, stem or None)
        law = _law_meant(text, stop, end, laws)
        for first, last in _split_terms(text, start, stop):
            if law is not None:
                laws.define(text[first:last], law, first, scope_range(reading, index, scope))
            yield Term(node_id, first, last, text[first:last], "item", (stop + 1, end), scope, law)


def _law_meant(text: str, start: int, end: int, laws: Laws) -> NamedLaw | None:
    """The law of an item that says no more than its name: (1) 給与条例 架空市職員の給与に関する条例(…)をいう。"""
    while start < end and text[start] in " 」:":
        start += 1
    open_ = text.find("(", start, end)
    number = LAW_NUMBER_RE.match(text, open_ + 1) if open_ > start else None
    if number is None or not _ONLY_NAME.match(text, number.end(), end):
        return None
    return laws.cited(text, start, open_, LawNumber.of(number))[1]


_ONLY_NAME: Final = re.compile(r"[^()]{0,40}\)(?:をいう|の略称)?。?$")


def _split_terms(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    while start < stop and text[start] in "「 ":
        start += 1
    while stop > start and text[stop - 1] in "」 :":
        stop -= 1
    if text[stop - 1] == ")":
        open_ = text.find("(", start, stop)
        stop = open_ if open_ > start else stop
    if stop > start:
        yield start, stop


def _stem(index: TreeIndex, paragraph: int) -> str | None:
    """The scope words of a paragraph that introduces definitions; None when it does not."""
    node = index.nodes[paragraph]
    article = index.article[paragraph]
    caption = index.nodes[article].caption or "" if article >= 0 else node.caption or ""
    words = node.text
    defines = (
        "用語" in words
        and ("意義" in words or "定義" in words or "ところによる" in words)
        or ("定義" in caption and _TERMS_STEM.search(words) is not None)
    )
    if not defines:
        return None
    scope = re.match("([^、。]{0,40}において)", words)
    return scope[1] if scope else ""


def scope_range(reading: FoldedWording, index: TreeIndex, scope: Scope) -> tuple[int, int]:
    """From the first to past the last position of a scope in the reading."""
    if not scope.nodes:
        return 0, len(reading.text)
    first = min(scope.nodes)
    last = max(node + index.nodes[node].size for node in scope.nodes)
    low, high = bisect_left(reading.nodes, first), bisect_left(reading.nodes, last)
    end = reading.starts[high] if high < len(reading.starts) else len(reading.text)
    return (reading.starts[low] if low < len(reading.starts) else len(reading.text)), end


_COUNTED: Final = 400_000_000
"""Words times letters: linear in any text, so no counting in one that defines what no text does."""


def as_definitions(reading: FoldedWording, index: TreeIndex, terms: Sequence[Term]) -> tuple[Definition, ...]:
    """The rows of the definitions table, with the uses of each term counted inside its scope."""
    text = reading.text
    words = {term.term: None for term in terms}  # however often one is defined, it is looked for once
    counted = len(words) * len(text) < _COUNTED
    found = find_uses(text, words) if counted else {}
    counts: dict[tuple[str, int, int], int] = {}  # a term may be defined in every chapter
    rows = []
    for term in terms:
        start, end = reading.span(term.start, term.end)
        low, high = scope_range(reading, index, term.scope)
        key = (term.term, low, high)
        if key not in counts:
            places = found.get(term.term, ())
            counts[key] = bisect_left(places, high) - bisect_left(places, low)
        itself = found.get(term.term, ())
        at = bisect_left(itself, term.start)
        uses = counts[key] - (low <= term.start < high and at < len(itself) and itself[at] == term.start)
        meaning = text[term.meaning[0] : min(term.meaning[1], term.meaning[0] + 400)].strip()
        rows.append(
            Definition(
                term.node, start, end, term.term, term.kind, meaning, term.scope.name, term.scope.text,  # type: ignore[arg-type]  # one of the four
                term.scope.nodes, term.law.number or term.law.title if term.law else None, term.narrowing, uses,
            )
        )  # fmt: skip
    return tuple(rows)
