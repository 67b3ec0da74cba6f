"""Helpers for every element of `jorei.write.egov`: clean words, sentences, and the facts that the schema cannot hold."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from lxml import etree

from jorei.model import APPENDICES, Metadata, Node
from jorei.read.egov_vocabulary import FACTS_INSTRUCTION, ElementFacts
from jorei.text.eras import era_of
from jorei.text.lawnumbers import parse_law_number
from jorei.text.sentences import is_proviso, split_sentences

_ERAS: Final = {"明治": "Meiji", "大正": "Taisho", "昭和": "Showa", "平成": "Heisei", "令和": "Reiwa"}
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(words: str) -> str:
    """Words without the characters that XML cannot hold.

    >>> clean("甲\\x00乙")
    '甲\ufffd乙'
    """
    return _NOT_XML.sub("\ufffd", words)


def number_attributes(metadata: Metadata) -> dict[str, str]:
    """The attributes of the law's number and day; what a document does not state is 1 of 令和1."""
    number = parse_law_number(metadata.law_number or "")
    day = metadata.promulgated_on
    era, year = (number.era, number.year) if number else (day and era_of(day)) or ("令和", 1)
    attributes = {"Era": _ERAS[era], "Year": str(max(1, year)), "Num": str(max(1, number.number) if number else 1)}
    if day:
        attributes |= {"PromulgateMonth": str(day.month), "PromulgateDay": str(day.day)}
    return attributes


def add(parent: Any, tag: str, words: str) -> Any:
    """A new child with these words."""
    element = etree.SubElement(parent, tag)
    element.text = clean(words) or None
    return element


def instruction(name: str, facts: msgspec.Struct) -> Any:
    """Facts as a processing instruction; what XML cannot hold, or what would end it, is escaped as JSON lets it be.

    >>> from jorei.read.egov_vocabulary import ElementFacts
    >>> instruction("jorei", ElementFacts(label="甲\\uffff?>")).text.endswith('甲\\\\uffff?\\\\u003e"}')
    True
    """
    words = msgspec.json.encode(facts).decode().replace("?>", "?\\u003e")
    return etree.ProcessingInstruction(name, _NOT_XML.sub(_escaped, words))


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def add_facts(element: Any, facts: ElementFacts) -> None:
    """Put facts into an element as its first processing instruction; nothing where there are none."""
    if facts != ElementFacts():
        element.insert(0, instruction(FACTS_INSTRUCTION, facts))


def with_facts(element: Any, facts: ElementFacts) -> Any:
    """The element, with facts put into it."""
    add_facts(element, facts)
    return element


def write_sentences(element: Any, words: str) -> None:
    """Add the sentences of some words, numbered where there are several; ただし書 are marked as provisos."""
    sentences = split_sentences(words)
    provisos = len(sentences) > 1 and any(map(is_proviso, sentences))
    for number, sentence in enumerate(sentences, 1):
        child = etree.SubElement(element, "Sentence")
        if len(sentences) > 1:
            child.set("Num", str(number))
        if provisos:
            child.set("Function", "proviso" if is_proviso(sentence) else "main")
        child.text = clean(sentence)


def is_plain(words: str) -> bool:
    """Whether a reader of XML gets just these words back."""
    return not _NOT_XML.search(words) and not re.search("[\n\r]", words) and words == words.strip(" \t\r")


def unless_plain(name: str, words: str) -> dict[str, Any]:
    """The words as a fact of this name, unless an element gives them back as they are."""
    return {} if is_plain(words) else {name: words}


def positive(num: str | None) -> str | None:
    """A number that is a positive whole one, as the schema wants it; None for any other."""
    return num if num is not None and num.isascii() and num.isdigit() and int(num) and num == str(int(num)) else None


def caption_of(node: Node) -> dict[str, Any]:
    """The facts of a caption: a shared one is not printed, and only articles and paragraphs have an element for it."""
    if node.caption is None:
        return {}
    if node.caption_shared:
        return {"caption": node.caption, "shared": True}
    plain = node.kind in ("article", "paragraph") and is_plain(node.caption) and node.caption == node.caption.strip()
    return {} if plain else {"caption": node.caption}


def state_of(node: Node) -> dict[str, Any]:
    """The facts of a label that was recovered, and of a deletion where the schema has no attribute for it."""
    facts: dict[str, Any] = {"inferred": node.confidence} if node.label_inferred else {}
    if node.deleted and (node.kind == "paragraph" or node.kind in APPENDICES):
        facts["deleted"] = True
    return facts
