"""What `jorei.read.egov_marks` asks of one element: its children, its words, what jorei states about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, TypeVar

import msgspec

from jorei.model.kinds import Kind
from jorei.read.egov_vocabulary import FACTS_INSTRUCTION, ElementFacts, UnplacedNode
from jorei.text.numerals import NUMBER

INLINE: Final = frozenset(
    ("Ruby", "Sup", "Sub", "Line", "QuoteStruct", "ArithFormula", "Sentence", "Column", "Rt", "Fig")
)
LINES: Final[dict[str, Kind]] = {
    "EnactStatement": "enact_statement", "SupplNote": "amend_note", "TableStructTitle": "list", "FigStructTitle": "list",
    "NoteStructTitle": "list", "StyleStructTitle": "list", "FormatStructTitle": "list", "ListSentence": "list",
    "Sublist1Sentence": "list", "Sublist2Sentence": "list", "Sublist3Sentence": "list", "ArithFormula": "list",
    "TOCPreambleLabel": "toc_entry", "TOCAppdxTableLabel": "toc_entry",
}  # fmt: skip
_SHORT: Final = NUMBER.removesuffix("+") + "{1,12}"  # so that a search through a row of digits stays linear
DIVISION_HEADING: Final = re.compile(rf"(?P<label>第?{_SHORT}[編章節款目](?:[のノ]{_SHORT})*)[ \u3000]*(?P<title>.*)")
SUPPL_LABEL: Final = re.compile(r"(?P<label>[^（(]{0,40})[（(](?P<caption>.{1,200})[）)]$")
NUM: Final = re.compile(r"[0-9]{1,9}(?:_[0-9]{1,9}){0,9}(?::[0-9]{1,9}(?:_[0-9]{1,9}){0,9})?")
_Content = TypeVar("_Content", ElementFacts, UnplacedNode)


def children(element: Any, where: str) -> Iterator[tuple[Any, str]]:
    """The child elements and processing instructions with their XPath."""
    counts: Counter[str] = Counter()
    for child in element:
        step = child.tag if isinstance(child.tag, str) else "processing-instruction()"
        counts[step] += 1
        yield child, f"{where}/{step}[{counts[step]}]"


def facts_of(element: Any) -> ElementFacts:
    """What an instruction of jorei states about an element."""
    for child in element:
        if not isinstance(child.tag, str):
            facts = instruction_content(child, FACTS_INSTRUCTION, ElementFacts)
            if facts is not None:
                return facts
    return _NOTHING


_NOTHING: Final = ElementFacts()


def instruction_content(instruction: Any, target: str, form: type[_Content]) -> _Content | None:
    """The content of a processing instruction; None when it is another's, or no longer what jorei wrote."""
    if instruction.target != target:
        return None
    try:
        return msgspec.json.decode((instruction.text or "").encode("utf-8", "replace"), type=form)
    except (msgspec.DecodeError, RecursionError):
        return None


def stated(fact: str | None, words: str) -> str:
    """What an instruction states, else the words of the element."""
    return words if fact is None else fact


def has_blocks(element: Any) -> bool:
    """Whether something inside is a line of its own."""
    return any(isinstance(one.tag, str) and one is not element and one.tag not in INLINE for one in element.iter())


def stray(element: Any) -> str:
    """Words that stand between the children of an element that should hold none."""
    return bare(element.text) + "".join([bare(child.tail) for child in element])


def is_heading(child: Any) -> bool:
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
