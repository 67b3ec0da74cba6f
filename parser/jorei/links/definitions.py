"""Terms the document defines: 以下「X」という。, X(…をいう。), 「X」とは…をいう。, the items of a 定義条, names of laws.

A new form of definition is one more generator in `find_terms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from jorei.links.index import ANOTHERS, TreeIndex
from jorei.links.law_names import GENERIC_NAMES, name_start
from jorei.links.laws import NamedLaw
from jorei.links.link_input import LinkInput
from jorei.links.scanning import Event
from jorei.links.scopes import Scope, scope_of
from jorei.links.term_borders import is_term, term_start
from jorei.links.wording import FoldedWording
from jorei.model.record import Record
from jorei.model.vocabulary import DefinitionKind
from jorei.text.instruments import MUNICIPAL, REGULATION_ENDS, alternation
from jorei.text.lawnumbers import LAW_NUMBER_RE, LawNumber

_LONGEST_TERM: Final = 60
"""Characters of a term in quotation marks, and of the words that give its scope. Chosen: what is longer is a sentence."""


class Term(Record):
    """A definition as it stands in the wording."""

    node: int
    start: int
    end: int
    term: str
    kind: DefinitionKind
    meaning: tuple[int, int]
    """Where the words that define it stand."""
    scope: Scope
    law: NamedLaw | None = None
    """The law that it abbreviates."""
    narrowing: bool = False
    """Whether it only narrows what the words mean anyway: X(…を除く。以下同じ。)."""
    phrase: tuple[int | None, int] = (None, 0)
    """Of iu and law_alias: where the name of the law begins, if it is one, and where the noun phrase ends."""


def find_terms(document: LinkInput, events: Sequence[Event]) -> list[Term]:
    """Every term, in the order of the text; ``document.laws`` learns the abbreviations of laws and the names with
    numbers."""
    terms = [*_called(document, events), *_bracketed(document), *_items(document)]
    of_amendment = document.index.of_amendment
    own = [term for term in terms if of_amendment[term.node] != ANOTHERS]  # what is set off defines for another text
    own.sort(key=lambda term: (term.start, term.end))
    return own


def scope_range(wording: FoldedWording, index: TreeIndex, scope: Scope) -> tuple[int, int]:
    """From the first to behind the last offset of a scope."""
    if not scope.nodes:
        return 0, len(wording.text)
    first = min(scope.nodes)
    last = max(node + index.nodes[node].size for node in scope.nodes)
    return wording.start_of(first), wording.start_of(last)


# -- 以下「X」という。, 「X」とは ---------------------------------------------------------------------------------------

_CONJUNCTIONS: Final = ("及び", "又は", "若しくは", "並びに", "および", "または", "もしくは")
_MORE_TERMS: Final = rf"(?:(?:、|{'|'.join(_CONJUNCTIONS)})?「[^「」\n]{{1,{_LONGEST_TERM}}}」)*"
_CALLED: Final = re.compile(_MORE_TERMS + "と(?:いう|いい|総称する|総称し|称する|略称する|呼ぶ)")
_MEANS: Final = re.compile(_MORE_TERMS + "とは(?!いえ|いう)、?")
_MEANING_ENDS: Final = re.compile("をいう|をいい")


def _called(document: LinkInput, events: Sequence[Event]) -> Iterator[Term]:
    """以下「X」という。, 「X」と総称する。, 「X」とは、…をいう。"""
    wording, text = document.wording, document.text
    for event in events:
        if event.kind == "numbered_law":
            floor = wording.starts[wording.stretch_at(event.start)]
            document.laws.read_citation(text, floor, event.start, LawNumber.of(event.match))
        if event.kind != "quotation":
            continue
        start, end = event.start + 1, event.end - 1
        if not 0 < end - start <= _LONGEST_TERM:
            continue
        means = _MEANS.match(text, end + 1)
        if means is not None:
            term = _meant(document, start, end, means.end())
            if term is not None:
                yield term
            continue
        called = _CALLED.match(text, end + 1)
        if called is not None:
            yield _called_term(document, start, end, called.end())


def _called_term(document: LinkInput, start: int, end: int, called_end: int) -> Term:
    """The term in a quotation at ``start..end`` that is followed by という."""
    wording, text, laws = document.wording, document.text, document.laws
    stretch = wording.stretch_at(start)
    floor, node = wording.starts[stretch], wording.nodes[stretch]
    scope = scope_of(document.index, node, _scope_words(text, start - 1, floor))
    bracket = opening_bracket(text, start, floor)
    found = _law_before(document, bracket, floor, start - 1, text[start:end]) if bracket >= floor else None
    law = found[1] if found else _law_without_bracket(text, start - 1, floor) if bracket < floor else None
    term = _BLANK_OF_WRAP.sub("", text[start:end])
    if law is not None:
        laws.add_alias(term, law, start, scope_range(wording, document.index, scope))
    else:
        laws.add_term(
            term, text.find(")", called_end, called_end + 2) + 1, _paper_before(document, bracket, floor, term)
        )
    sentence = sentence_start(text, max(bracket, floor), floor)
    meaning = (sentence, bracket if bracket >= floor else start)
    phrase = (found[0] if found else None, bracket if bracket >= floor else _before_quotation(text, meaning))
    return Term(node, start, end, term, "law_alias" if law else "iu", meaning, scope, law, phrase=phrase)


_LONGEST_LEAD: Final = 16
"""Characters of これらを、以下、総称して, the longest words that `_LEADS_QUOTATION` knows, and some."""
_LEADS_QUOTATION: Final = re.compile("(?:(?:これ|これら)?を)?、?(?:以下)?、?(?:単に|総称して)?$")


def _before_quotation(text: str, stretch: tuple[int, int]) -> int:
    """Where the words end that 「X」と総称する stands for: 鉢、土及び苗を「資材」と総称する。"""
    end = stretch[1] - 1
    lead = _LEADS_QUOTATION.search(text, max(stretch[0], end - _LONGEST_LEAD), end)
    return lead.start() if lead else end


def _meant(document: LinkInput, start: int, end: int, said_from: int) -> Term | None:
    """「X」とは、…をいう。 What is said begins at ``said_from``, behind the other terms of 「X」及び「Y」とは."""
    wording, text = document.wording, document.text
    stretch = wording.stretch_at(start)
    floor, limit = wording.bounds(stretch)
    stop = _sentence_end(text, end, limit)
    if not _MEANING_ENDS.search(text, end, stop):
        return None
    node = wording.nodes[stretch]
    scope = scope_of(document.index, node, _scope_words(text, start - 1, floor))
    return Term(node, start, end, text[start:end], "wo_iu", (said_from, stop), scope)


def _sentence_end(text: str, start: int, limit: int) -> int:
    """Behind the first 。 that stands in no bracket; behind the first at all when a bracket is not closed."""
    first = stop = text.find("。", start, limit) + 1
    limit = min(limit, start + _LONGEST_BRACKET)
    while stop and text.count("(", start, stop) > text.count(")", start, stop):
        stop = text.find("。", stop, limit) + 1
    return stop or first or limit


# the words before 「X」という。: 以下この項において, 第8条において, 以下単に
_SCOPE_BEFORE: Final = re.compile(
    rf"(?:^|[。、(」])(以下[^()。「」\n]{{0,{_LONGEST_TERM}}}?"
    rf"|[^()。「」、\n]{{0,{_LONGEST_TERM}}}?(?:において|中|で)(?:は)?)?、?(?:単に|総称して|これらを)?$"
)
_SCOPE_REACH: Final = 200
"""Characters before a quotation that are searched for its scope. Chosen: a list of three or four long terms."""


def _scope_words(text: str, quotation: int, floor: int) -> str | None:
    """The words that say how far: looked for left of a quotation, over other quotations of the same list."""
    if text.endswith(("(以下", "。以下"), floor, quotation):  # as nearly always
        return "以下"
    left = text[max(floor, quotation - _SCOPE_REACH) : quotation]
    while True:
        words = _SCOPE_BEFORE.search(left)
        if words is None:
            return None
        if words[1] or not left[: words.start() + 1].endswith("」"):
            return (words[1] or "").strip() or None
        left = left[: left.rfind("「")].rstrip("、") if "「" in left else ""
        for conjunction in _CONJUNCTIONS:
            left = left.removesuffix(conjunction)


_LAW_ENDS: Final = (*MUNICIPAL, "法", "法律", "令", "細則")
_LAW_LIKE: Final = re.compile(f"{alternation('法', '法律', '条例', '政令', '省令', '施行令', '施行規則', '施行細則')}$")
_CLAUSE_INSIDE: Final = re.compile("次に掲げる|次の|当該|[^関対]する(?!法律)")


def _law_before(document: LinkInput, bracket: int, floor: int, offset: int, term: str) -> tuple[int, NamedLaw] | None:
    """The law that ``term`` stands for and where its name begins, which stands before a bracket; its number is inside or in
    a bracket before."""
    text, laws = document.text, document.laws
    number = LAW_NUMBER_RE.match(text, bracket + 1)
    if number is not None:
        return laws.read_citation(text, floor, bracket, LawNumber.of(number))
    if bracket > floor and text[bracket - 1] == ")":
        inner = opening_bracket(text, bracket - 1, floor)
        number = LAW_NUMBER_RE.match(text, inner + 1) if inner >= 0 else None
        return laws.read_citation(text, floor, inner, LawNumber.of(number)) if number else None
    if not text.endswith(_LAW_ENDS, floor, bracket):
        return None
    known = laws.find(text, bracket, floor, offset)
    if known is not None:
        return known
    start, law = laws.read_citation(text, floor, bracket, None)
    name = text[start:bracket]
    return (start, law) if law.own or law.as_of or _reads_as_law(name) or _is_shortened(name, term) else None


_BLANK_OF_WRAP: Final = re.compile(r"(?<=[一-龠々ぁ-んァ-ヶー]) (?=[一-龠々ぁ-んァ-ヶー])")
"""A blank inside a term, where a line of the source was wrapped: 掲示 場."""
_LEAST_BEFORE: Final = 60
"""Characters before a quotation among which the number of its law stands."""


def _law_without_bracket(text: str, quotation: int, floor: int) -> NamedLaw | None:
    """The law of 昭和25年政令第71号。以下「施行令」という。), where the bracket before the number was lost."""
    window = text[max(floor, quotation - _LEAST_BEFORE) : quotation]
    match = LAW_NUMBER_RE.search(window)
    number = LawNumber.of(match) if match is not None and window[match.end() :] in ("。以下", "。以下単に") else None
    return NamedLaw(None, number.full) if number is not None else None


def _paper_before(document: LinkInput, bracket: int, floor: int, term: str) -> str | None:
    """The title of the paper before a bracket that ``term`` stands for: 岬会会則(以下「会則」という。)."""
    text = document.text
    if bracket <= floor or not term.endswith(REGULATION_ENDS) or not text.endswith(REGULATION_ENDS, floor, bracket):
        return None
    title = text[name_start(text, bracket, floor, (document.laws.municipality,)) : bracket]
    return title if len(title) >= len(term) and _CLAUSE_INSIDE.search(title) is None else None


def _is_shortened(name: str, term: str) -> bool:
    """Whether a term is the noun in which a name ends: 岬町補助金交付要綱(以下「要綱」という。)."""
    if not name.endswith(term) or _CLAUSE_INSIDE.search(name) is not None:
        return False
    if name[: -len(term)].endswith(
        _ISSUERS
    ):  # 岬市規則(以下「規則」という。): any rule of the city; 岬市会計規則 is one
        return term not in MUNICIPAL and term.endswith(MUNICIPAL)
    return term in MUNICIPAL and len(name) > len(term) + 2


_ISSUERS: Final = tuple("市町村区都県")


def _reads_as_law(name: str) -> bool:
    """Whether a name is a law's; 運営についての規程(以下「運営規程」という。) is a paper of the operator."""
    if name in GENERIC_NAMES or len(name) < 3:
        return False
    return _LAW_LIKE.search(name) is not None and _CLAUSE_INSIDE.search(name) is None


# -- X(…をいう。以下同じ。) -------------------------------------------------------------------------------------------

_MEANT_BRACKET: Final = re.compile(r"をいう。?\)")
_SAME_BRACKET: Final = re.compile(r"同じ。?\)")
_SAME_CLAUSE: Final = rf"([^()。「」\n]{{0,{_LONGEST_TERM}}}?)同じ。?\)$"
_SAME_SCOPE: Final = re.compile(
    rf"(?:をいう|含む|除く|限る|含み|除き|とする|に限る|いい|もの|する)(?:。|、){_SAME_CLAUSE}|。{_SAME_CLAUSE}"
)
_SAME_REACH: Final = 100
"""Characters at the end of a bracket that are searched for its scope. Chosen: the longest that `_SAME_SCOPE` can need."""
_LONGEST_BRACKET: Final = 2_000
_MOST_NESTED: Final = 64
"""Characters of a bracket, and brackets inside it. Chosen: a longer one is one whose other end is lost."""


def opening_bracket(text: str, close: int, floor: int) -> int:
    """Where the bracket opens that the ``)`` at ``close`` closes (or that is open there); -1 when nowhere.

    >>> opening_bracket("甲(乙(丙)丁)", 7, 0)
    1
    """
    depth, offset = 0, close
    floor = max(floor, close - _LONGEST_BRACKET)
    for _ in range(_MOST_NESTED):
        left = text.rfind("(", floor, offset)
        if left < 0:
            return -1
        depth += text.count(")", left, offset) - 1
        if depth < 0:
            return left
        offset = left
    return -1


def sentence_start(text: str, end: int, floor: int) -> int:
    """Where the sentence begins that goes on to ``end``: behind the last 。 or ( that is in no bracket closed before it.

    >>> sentence_start("甲とする。乙(丙をいう。)は、丁", 16, 0)
    5
    """
    low = max(floor, end - _LONGEST_BRACKET)
    period = text.rfind("。", low, end)
    while end > low:
        if period >= end:
            period = text.rfind("。", low, end)
        stop = max(period, text.rfind("(", low, end))
        close = text.rfind(")", low, end)
        if close <= stop:
            return max(stop + 1, floor)
        end = opening_bracket(text, close, floor)
        if end < 0:
            return max(close + 1, floor)
    return floor


def _bracketed(document: LinkInput) -> Iterator[Term]:
    """X(…をいう。以下同じ。), X(…を除く。以下この条において同じ。), X(…をいう。)."""
    for match in _MEANT_BRACKET.finditer(document.text):
        yield from _before_bracket(document, match.end() - 1, same=False)
    for match in _SAME_BRACKET.finditer(document.text):
        yield from _before_bracket(document, match.end() - 1, same=True)


def _before_bracket(document: LinkInput, close: int, *, same: bool) -> Iterator[Term]:
    """The term before the bracket that ends at ``close``; ``same`` when it ends with 同じ。"""
    wording, text = document.wording, document.text
    stretch = wording.stretch_at(close)
    floor, node = wording.starts[stretch], wording.nodes[stretch]
    bracket = opening_bracket(text, close, floor)
    if bracket <= floor:
        return
    words: str | None = None
    if same:
        clause = _SAME_SCOPE.search(text, max(bracket, close - _SAME_REACH), close + 1)
        if clause is None:
            return
        words = (clause[1] or clause[2] or "").strip() or None
        if words is not None and not (words.startswith("以下") or words.endswith("において")):
            words = None
    start = term_start(text, bracket, floor)
    term = text[start:bracket]
    if not is_term(term) or LAW_NUMBER_RE.match(text, bracket + 1) or _reads_as_others(text, start, floor):
        return
    scope = scope_of(document.index, node, words, "document" if same else "smallest")
    narrowing = same and not _MEANING_ENDS.search(text, bracket, close)
    yield Term(node, start, bracket, term, "wo_iu", (bracket + 1, close), scope, narrowing=narrowing)


_READ_AS: Final = re.compile("とあるのは、?「[^「」]*$")
"""Words that are read as others define nothing: 「年齢の」とあるのは「年齢(…をいう。次号において同じ。)の」と読み替える."""


def _reads_as_others(text: str, start: int, floor: int) -> bool:
    """Whether a term stands in words that others are read as."""
    quotation = text.rfind("「", max(floor, start - _LONGEST_BRACKET), start)
    return quotation >= 0 and _READ_AS.search(text, max(floor, quotation - 8), start) is not None


# -- the items of a 定義条 ---------------------------------------------------------------------------------------------

_DEFINES: Final = re.compile("用語|意義|定義|次に定めるところによる|当該各号に定めるところによる")
_STEM_SCOPE: Final = re.compile("([^、。]{0,40}において)")
_LONGEST_ITEM_TITLE: Final = 40
"""Characters of an item's term that a blank parts from its meaning. Chosen: a longer stretch is a clause."""
_NAME_ALONE: Final = re.compile(r"[^()]{0,40}\)(?:をいう|の略称)?。?$")


def _items(document: LinkInput) -> Iterator[Term]:
    """The items of an article that defines terms: (1) 実施機関 市長、…をいう。"""
    wording, index, text, laws = document.wording, document.index, document.text, document.laws
    scope_words: dict[int, str | None] = {}
    item, of_amendment = index.item, index.of_amendment
    for stretch, node_id in enumerate(wording.nodes):
        if item[node_id] != node_id and not of_amendment[node_id]:  # the cheap question: an item is its own
            continue
        node = index.nodes[node_id]
        if node.kind != "item":
            continue
        if node.parent not in scope_words:
            scope_words[node.parent] = _scope_of_list(document, node.parent)
        words = scope_words[node.parent]
        if words is None:
            continue
        start, end = wording.bounds(stretch)
        stop = wording.title_ends.get(node_id) or text.find(" ", start, min(end, start + _LONGEST_ITEM_TITLE))
        if stop <= start:
            continue
        scope = scope_of(index, node_id, words or None)
        law = _law_meant(document, stop, end)
        first, last = _without_marks(text, start, stop)
        if last <= first:
            continue
        term = text[first:last]
        if law is not None:
            laws.add_alias(term, law, first, scope_range(wording, index, scope))
        yield Term(node_id, first, last, term, "item", (stop + 1, end), scope, law)


def _scope_of_list(document: LinkInput, paragraph: int) -> str | None:
    """The scope words of a paragraph that introduces definitions (empty: it gives none); None when it does not."""
    index = document.index
    node, article = index.nodes[paragraph], index.article[paragraph]
    caption = (index.nodes[article].caption if article >= 0 else node.caption) or ""
    words = node.text_in(index.folded)
    introduces = "用語" in words and ("意義" in words or "定義" in words or "ところによる" in words)
    if not introduces and not ("定義" in caption and _DEFINES.search(words)):
        return None
    scope = _STEM_SCOPE.match(words)
    return scope[1] if scope else ""


def _law_meant(document: LinkInput, start: int, end: int) -> NamedLaw | None:
    """The law of an item that says no more than its name: (1) 給与条例 架空市職員の給与に関する条例(…)をいう。"""
    text = document.text
    while start < end and text[start] in " 」:":
        start += 1
    bracket = text.find("(", start, end)
    number = LAW_NUMBER_RE.match(text, bracket + 1) if bracket > start else None
    if number is None or not _NAME_ALONE.match(text, number.end(), end):
        return None
    return document.laws.read_citation(text, start, bracket, LawNumber.of(number))[1]


def _without_marks(text: str, start: int, stop: int) -> tuple[int, int]:
    """The title of an item without quotation marks, blanks and a bracket behind it."""
    while start < stop and text[start] in "「 ":
        start += 1
    while stop > start and text[stop - 1] in "」 :":
        stop -= 1
    if text[stop - 1] == ")":
        bracket = text.find("(", start, stop)
        stop = bracket if bracket > start else stop
    return start, stop
