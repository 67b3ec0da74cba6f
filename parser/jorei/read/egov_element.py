"""One element of 法令標準XML: its children, its words, what jorei states about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeVar

import msgspec

from jorei.model.kinds import DIVISION_LETTERS, Kind
from jorei.read.egov_vocabulary import FACTS_INSTRUCTION, ElementFacts, UnplacedNode
from jorei.read.rendered import SUBSCRIPTS, SUPERSCRIPTS
from jorei.text.numerals import NUMBER

INLINE: Final = frozenset(
    ("Ruby", "Sup", "Sub", "Line", "QuoteStruct", "ArithFormula", "Sentence", "Column", "Rt", "Fig")
)
"""Elements that are a part of a line; others are lines of their own."""
LINES: Final[dict[str, Kind]] = {
    "EnactStatement": "enact_statement", "SupplNote": "amend_note", "TableStructTitle": "list", "FigStructTitle": "list",
    "NoteStructTitle": "list", "StyleStructTitle": "list", "FormatStructTitle": "list", "ListSentence": "list",
    "Sublist1Sentence": "list", "Sublist2Sentence": "list", "Sublist3Sentence": "list", "ArithFormula": "list",
    "TOCPreambleLabel": "toc_entry", "TOCAppdxTableLabel": "toc_entry",
}  # fmt: skip
"""Elements that are one line, and the kinds of their nodes."""
BLANK: Final = "\u3000"
"""Between label, title and words, and between columns."""

_SHORT: Final = NUMBER.removesuffix("+") + "{1,12}"  # so that a search through a row of digits stays linear
DIVISION_HEADING: Final = re.compile(
    rf"(?P<label>第?{_SHORT}[{DIVISION_LETTERS}](?:[のノ]{_SHORT})*)[ \u3000]*(?P<title>.*)"
)
SUPPL_LABEL: Final = re.compile(r"(?P<label>[^（(]{0,40})[（(](?P<caption>.{1,200})[）)]$")
_NUM: Final = r"[0-9]{1,9}(?:_[0-9]{1,9}){0,9}"
NUM: Final = re.compile(rf"{_NUM}(?::{_NUM})?")
_SCRIPTS: Final = {"Sup": SUPERSCRIPTS, "Sub": SUBSCRIPTS}
_Content = TypeVar("_Content", ElementFacts, UnplacedNode)
_NOTHING: Final = ElementFacts()


def children(element: Any, xpath: str) -> Iterator[tuple[Any, str]]:
    """The child elements and processing instructions with their XPath."""
    counts: Counter[str] = Counter()
    for child in element:
        step = child.tag if isinstance(child.tag, str) else "processing-instruction()"
        counts[step] += 1
        yield child, f"{xpath}/{step}[{counts[step]}]"


def facts_of(element: Any) -> ElementFacts:
    """The facts that an instruction of jorei states about an element."""
    for child in element:
        if not isinstance(child.tag, str):
            facts = instruction_content(child, FACTS_INSTRUCTION, ElementFacts)
            if facts is not None:
                return facts
    return _NOTHING


def instruction_content(instruction: Any, target: str, form: type[_Content]) -> _Content | None:
    """The content of a processing instruction; None when it is another's, or no longer what jorei wrote."""
    if instruction.target != target:
        return None
    try:
        return msgspec.json.decode((instruction.text or "").encode("utf-8", "replace"), type=form)
    except (msgspec.DecodeError, RecursionError):
        return None


def stated(fact: str | None, words: str) -> str:
    """The fact that an instruction states, else the words of the element."""
    return words if fact is None else fact


def has_blocks(element: Any) -> bool:
    """Whether something inside is a line of its own."""
    return any(
        isinstance(inner.tag, str) and inner is not element and inner.tag not in INLINE for inner in element.iter()
    )


def is_heading(child: Any) -> bool:
    """Whether an element is a heading of the appendix around it."""
    tag = child.tag
    return isinstance(tag, str) and (tag.endswith("Title") or tag in ("ArithFormulaNum", "RelatedArticleNum"))


def unbracketed(words: str) -> str:
    """(目的) without its brackets."""
    return words[1:-1].strip() if len(words) > 2 and words[0] in "（(〔【" and words[-1] in "）)〕】" else words


def bare(text: str | None) -> str:
    """Words without the line ends and indentation of the file."""
    if not text or "\n" not in text:
        return text or ""
    return "".join([line.strip(" \t\r") for line in text.split("\n")])


def stray(element: Any) -> str:
    """Words that stand between the children of an element that should hold none."""
    return bare(element.text) + "".join([bare(child.tail) for child in element])


def words(element: Any, *, inline: bool = False) -> str:
    """The words of an element without the readings of ruby; ``inline`` leaves out the tables and the like in it.

    >>> from xml.etree import ElementTree
    >>> words(ElementTree.fromstring("<Sentence>面積がm<Sup>2</Sup>、CO<Sub>2</Sub>の<Ruby>堰<Rt>せき</Rt></Ruby></Sentence>"))
    '面積がm²、CO₂の堰'
    """
    parts: list[str] = []
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        inner, leaving = stack.pop()
        if leaving:
            parts.append(inner.tail or "")
            continue
        if inner is not element:
            stack.append((inner, True))
        if not isinstance(inner.tag, str) or inner.tag == "Rt":
            continue
        if inline and inner is not element and inner.tag not in INLINE:
            continue
        if inner.tag in _SCRIPTS:
            parts.append("".join(inner.itertext()).translate(_SCRIPTS[inner.tag]))
            continue
        parts.append(inner.text or "")
        stack.extend((child, False) for child in reversed(inner))
    return bare("".join(parts))


def words_of(parent: Any, *tags: str) -> str:
    """The words of the children with one of these tags, run together."""
    return "".join([words(child) for child in parent if child.tag in tags])


def sentences(element: Any, *, only_sentences: bool = False) -> str:
    """Sentences run on, indented ones aside; columns are parted by a blank, as term and explanation are in print."""
    columns = [child for child in element if child.tag == "Column"]
    if columns and len(columns) == len(element) and not stray(element):
        return BLANK.join([words(column, inline=True) for column in columns])
    if only_sentences or any(child.tag == "Sentence" and child.get("Indent") for child in element):
        own = [child for child in element if child.tag in INLINE and not child.get("Indent")]
        return "".join([words(child, inline=True) for child in own]) + stray(element)
    return words(element, inline=True)


def term_and_words(parts: Iterable[Any], *, divided: bool) -> tuple[str, str]:
    """Term and explanation of an item, which stand in columns, where it may be ``divided``; else its words alone."""
    parts = list(parts)
    columns = [child for part in parts for child in part if isinstance(child.tag, str)]
    only = all(child.tag == "Column" for child in columns) and not any(map(stray, parts))
    if not divided or not only or len(columns) < 2:
        return "", "".join([sentences(part) for part in parts])
    term, *others = (words(column, inline=True) for column in columns)
    return term, BLANK.join(others)
