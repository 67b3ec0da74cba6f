"""The ordinance that a rule carries out, what the rule cites of it, and whether the ordinance has that.

Both sides are kept small, so that a build holds them beside the record of each document and reads no document twice: a
rule keeps where it cites which provision of its ordinance, an ordinance the numbers of its provisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jorei.identity.base_ordinances import amended_title, title_hash
from jorei.identity.citations import citation_key
from jorei.identity.laws import title_spellings
from jorei.model.kinds import APPENDICES
from jorei.model.num import Ordinal, format_num, is_next, numbers_in
from jorei.model.record import Record
from jorei.text.fold import fold, squeeze
from jorei.text.lawnumbers import parse_law_number

if TYPE_CHECKING:
    from jorei.model import Analysis, Node, Tree

_NOUN: Final = "条例"
_CARRYING_OUT: Final = re.compile(
    rf"^(?P<ordinance>.{{2,80}}{_NOUN})(?:の?施行(?:に関する)?)(?:規則|細則|規程|要綱|要領)$"
)
_ENDS_WHAT_IT_HOLDS: Final = frozenset(("suppl_provision", *APPENDICES))
_INCOMPLETE: Final = frozenset(("omission", "guide_heading", "guide_text", "unparsed"))
_FEWEST_ARTICLES: Final = 2
_PIN: Final = re.compile(
    r"第(?P<article>\d+)条(?P<branch>(?:の\d+)*)(?:第(?P<paragraph>\d+)項)?"
    r"(?:第(?P<item>\d+)号(?P<item_branch>(?:の\d+)*))?(?P<rest>.*)"
)
_HALF_PIN: Final = re.compile(r"(?:第\d+項)?(?:第\d+号(?:の\d+)*)?(?:[ア-ンa-z(].{0,12})?")
_BELOW: Final = re.compile(r"(?:各[項号].{0,8}|[ア-ンa-z(].{0,12})?")
"""What may follow a number without naming another provision: 各号, ア, (ア)."""


class ParentCitation(Record):
    """Where a rule cites a provision of its ordinance (code points of its source), and which."""

    start: int
    end: int
    citation: str


class ParentOrdinance(Record):
    """The ordinance that a rule carries out, as the rule names it: its title, the hashes of the titles that it may have
    (`title_hash`), its number without a municipality, and what the rule cites of it."""

    title: str
    title_hashes: tuple[int, ...]
    number: str | None
    cited: tuple[ParentCitation, ...]


def parent_of(analysis: Analysis) -> ParentOrdinance | None:
    """The ordinance that a rule or the like carries out; None when it names none, or amends another.

    It is what the document calls 条例 for short, else the one that its title begins with (甲市港条例施行規則). What a 附則
    cites is left out: it speaks of the ordinance as it was on its day; so is what is said of a 旧条例.
    """
    metadata = analysis.metadata
    if metadata.kind == "ordinance" or amended_title(metadata.title):
        return None
    named = _named(analysis)
    if named is None:
        return None
    title, names = named
    places = _ends_of_provisions(analysis.tree)
    cited = tuple(
        ParentCitation(reference.start, reference.end, reference.targets[0].citation)
        for reference in analysis.references
        if reference.target_law in names and reference.as_of is None and len(reference.targets) == 1
        and reference.targets[0].citation and not places[reference.node]
    )  # fmt: skip
    hashes = dict.fromkeys(title_hash(spelling) for spelling in title_spellings(title, metadata.municipality or ""))
    return ParentOrdinance(title, tuple(hashes), _local(next(iter(names))), cited) if cited else None


def _named(analysis: Analysis) -> tuple[str, tuple[str, ...]] | None:
    """The title of the ordinance, and what references to it are led to (`Reference.target_law`)."""
    for definition in analysis.definitions:
        if definition.kind == "law_alias" and definition.term == _NOUN and definition.target_law:
            title = definition.definition if definition.definition.endswith(_NOUN) else ""
            return (title, (definition.target_law,)) if title else None
    match = _CARRYING_OUT.match(squeeze(analysis.metadata.title or ""))
    return (match["ordinance"], (match["ordinance"], _NOUN)) if match else None


def _local(law: str) -> str | None:
    number = parse_law_number(fold(law))
    return number.local if number else None


def _ends_of_provisions(tree: Tree) -> list[bool]:
    """For each node whether it stands in a 附則, or in a text of another."""
    outside: list[bool] = []
    for node in tree.nodes:
        above = node.parent >= 0 and outside[node.parent]
        outside.append(above or node.kind in ("suppl_provision", "quoted_provision", "comparison_table"))
    return outside


def provisions_of(analysis: Analysis) -> str:
    """The numbers of the articles, paragraphs and items of an ordinance, one word each (5 5/2 5/2/1 5_2); blank when the
    text may hold only a part of it: no 附則, a gap or a double among its numbers, something left out.

    >>> import jorei
    >>> koen = "○甲市公園条例\\n\\n第1条 あ。\\n2 い。\\n第2条 う。\\n(1) え\\n\\n附 則\\n\\nこの条例は、公布の日から施行する。\\n"
    >>> provisions_of(jorei.parse(koen))
    '1 1/1 1/2 2 2/1 2/1/1'
    >>> provisions_of(jorei.parse(koen.replace("第2条", "第3条")))
    ''
    """
    if analysis.metadata.kind != "ordinance":
        return ""
    nodes = analysis.tree.nodes
    if any(node.kind in _INCOMPLETE for node in nodes) or not any(node.kind == "suppl_provision" for node in nodes):
        return ""
    articles, words = _main(nodes)
    return " ".join(words) if _follow(articles) else ""


def _main(nodes: Sequence[Node]) -> tuple[list[Ordinal], list[str]]:
    """The numbers of the articles in order, and the words for them and what they hold."""
    articles: list[Ordinal] = []
    words: list[str] = []
    prefix = {0: ""}
    for node in nodes:
        if node.kind in _ENDS_WHAT_IT_HOLDS:
            break
        if node.kind == "article":
            numbers = numbers_in(node.num)
            articles += numbers
            words += [format_num(number) for number in numbers]
            prefix[node.id] = format_num(numbers[0]) if len(numbers) == 1 else ""
        elif node.kind in ("paragraph", "item") and prefix.get(node.parent) and node.num:
            prefix[node.id] = f"{prefix[node.parent]}/{node.num}"
            words.append(prefix[node.id])
    return articles, words


def _follow(articles: Sequence[Ordinal]) -> bool:
    """Whether articles are numbered from 1 on without a gap and without a double."""
    return len(articles) >= _FEWEST_ARTICLES and all(
        is_next(before, number) for before, number in pairwise([(0,), *articles])
    )


def missing_in(parent: ParentOrdinance, candidates: Sequence[tuple[str, str]]) -> list[ParentCitation]:
    """What a rule cites and none of the ``candidates`` for its ordinance has: their numbers without municipality, and
    `provisions_of` them. One with another number than the rule gives is another ordinance."""
    versions = [
        provisions for number, provisions in candidates if not (parent.number and number) or number == parent.number
    ]
    return missing(parent.cited, versions)


def missing(cited: Sequence[ParentCitation], versions: Sequence[str]) -> list[ParentCitation]:
    """What no version of the ordinance has (`provisions_of`); nothing when one of them may be incomplete.

    >>> ordinance = "1 1/1 1/2 2 2/1 2/1/1 3"
    >>> cited = [ParentCitation(0, 1, citation) for citation in ("第4条", "第1条第2項", "第1条第3項", "第2条各号", "別表第1")]
    >>> [one.citation for one in missing(cited, [ordinance])], missing(cited, [ordinance, ""])
    (['第4条', '第1条第3項'], [])
    """
    if not versions or not all(versions):
        return []
    held = [frozenset(version.split(" ")) for version in versions]
    return [one for one in cited if not any(_has(version, one.citation) for version in held)]


def _has(held: frozenset[str], citation: str) -> bool:
    return all(_has_pin(held, pin) for pin in _pins(citation_key(citation)))


def _pins(key: str) -> Iterator[re.Match[str]]:
    """The provisions that a citation names, both ends of a range; none where it names anything else."""
    first, _, last = key.removesuffix("まで").partition("から")
    match = _PIN.fullmatch(first)
    if match is None or not _BELOW.fullmatch(match["rest"]):
        return
    yield match
    if last and not last.startswith("第") or not last:
        return
    if (end := _PIN.fullmatch(_completed(match, last))) and _BELOW.fullmatch(end["rest"]):
        yield end


def _completed(first: re.Match[str], last: str) -> str:
    """The end of a range with what it shares with the beginning: 第3項 in 第2条第1項から第3項まで."""
    if not _HALF_PIN.fullmatch(last):
        return last
    article = f"第{first['article']}条{first['branch']}"
    paragraph = f"第{first['paragraph']}項" if first["paragraph"] and "項" not in last else ""
    return article + paragraph + last


def _has_pin(held: frozenset[str], pin: re.Match[str]) -> bool:
    article = pin["article"] + pin["branch"].replace("の", "_")
    if article not in held:
        return False
    if f"{article}/1" not in held:
        return True  # 削除, or one of a range of deleted articles: another check speaks of that
    paragraph = f"{article}/{pin['paragraph'] or 1}"
    if pin["item"] is None:
        return paragraph in held
    item = pin["item"] + pin["item_branch"].replace("の", "_")
    return paragraph in held and (f"{paragraph}/{item}" in held or not _has_items(held, paragraph))


def _has_items(held: frozenset[str], paragraph: str) -> bool:
    """Whether any item of a paragraph was read: where none was, the reading may have lost them."""
    return any(word.startswith(f"{paragraph}/") for word in held)
