"""A base that is itself an amending ordinance: its sentences (改正規定) are the provisions that are changed."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from jorei.amending.document import read_amending
from jorei.amending.operation import AmendingSentence
from jorei.amending.spelling import spell
from jorei.amending.unit import Sheet, Unit
from jorei.model import Source
from jorei.text.numerals import parse_number


def revision_sheet(source: Source) -> Sheet | None:
    """Its sheet, a unit for each sentence with what it sets off; None when the document amends nothing by sentences."""
    if "改正する" not in source.text:
        return None
    amending = read_amending(source.text)
    sentences = [(a, one) for a, act in enumerate(amending.main_acts) for one in act.sentences]
    if not sentences or any(act.kind == "whole" for act in amending.main_acts):
        return None
    text = source.text
    root = Unit("law")
    main = Unit("main_provision")
    cursor = 0
    body_from = amending.main_acts[0].start

    def line_start(at: int) -> int:
        return text.rfind("\n", 0, at) + 1

    cursor = _front(root, text, line_start(body_from))
    root.put(len(root.children), main)
    for act in amending.main_acts:
        cursor = _lines(main, text, cursor, line_start(act.end + 1) if act.end < len(text) else len(text))
        for sentence in act.sentences:
            start = line_start(sentence.start)
            cursor = _lines(main, text, cursor, start)
            end = max(sentence.end, sentence.given.end if sentence.given.lines else 0)
            last = text.find("\n", end)
            last = len(text) if last < 0 else last + 1
            while last < len(text) and text[last] == "\n":  # blank lines of the layout
                last += 1
            main.put(len(main.children), _revision(sentence, text[start:last], act.article))
            cursor = last
    suppl = Unit("suppl_provision")
    rest = text[cursor:]
    if rest:
        head, newline, body = rest.partition("\n")
        while not head.strip() and newline:
            main.last().end += head + newline
            head, newline, body = body.partition("\n")
        suppl.lead, suppl.label = head[: len(head) - len(head.lstrip())], head.strip()
        suppl.end = newline
        root.put(len(root.children), suppl)
        _suppl(suppl, body)
    ends = Counter(unit.end for unit in root.walk() if unit.end)
    sheet = Sheet(root, ends.most_common(1)[0][0] if ends else "\n", tail=root.last())
    return sheet if sheet.text() == source.text else None


def _front(root: Unit, text: str, end: int) -> int:
    seen = False
    for line in text[:end].splitlines(keepends=True):
        words = line.strip()
        if not words and root.children:
            root.children[-1].end += line
            continue
        kind = "title" if words and not seen else "promulgation"
        seen = seen or bool(words)
        lead = line[: len(line) - len(line.lstrip())]
        mark = words[:1] if words[:1] in "○◯●" else ""
        unit = Unit(
            kind, lead=lead + mark, text=words.removeprefix(mark) if mark else words, end=line[len(lead) + len(words) :]
        )
        root.put(len(root.children), unit)
    return end


def _lines(parent: Unit, text: str, start: int, end: int, kind: str = "list") -> int:
    if end <= start:
        return max(start, end)
    for line in text[start:end].splitlines(keepends=True):
        words = line.strip()
        if not words and parent.children:
            parent.last().end += line
            continue
        lead = line[: len(line) - len(line.lstrip())] if words else ""
        unit = Unit(kind if words else "list", lead=lead, text=words, end=line[len(lead) + len(words) :])
        parent.put(len(parent.children), unit)
    return end


_LABELLED: Final = re.compile(r"([0-9０-９]+)([ 　]+)(?=\S)")


def _suppl(suppl: Unit, body: str) -> None:
    """The paragraphs of the 附則, each with its caption."""
    caption, lead = "", ""
    for line in body.splitlines(keepends=True):
        words = line.strip()
        if not words and not caption:
            suppl.last().end += line
            continue
        indent = line[: len(line) - len(line.lstrip())] if words else ""
        end = line[len(indent) + len(words) :]
        if re.fullmatch(r"[(（][^0-9０-９].*[)）]", words):
            caption, lead = words + end, indent
            continue
        match = _LABELLED.match(words)
        unit = Unit("paragraph" if words else "list", (1,), lead=indent, text=words, end=end)
        if match:
            unit.num, unit.label, unit.gap = (parse_number(match[1]) or 1,), match[1], match[2]
            unit.text = words[match.end() :]
        if caption and words:
            unit.caption, unit.mid, unit.lead = (
                caption.rstrip("\n"),
                caption[len(caption.rstrip("\n")) :] + indent,
                lead,
            )
            caption = ""
        suppl.put(len(suppl.children), unit)


def _revision(sentence: AmendingSentence, text: str, article: tuple[int, ...]) -> Unit:
    body = text.rstrip("\n")
    lead = body[: len(body) - len(body.lstrip())]
    unit = Unit("revision", lead=lead, text=body[len(lead) :], end=text[len(body) :])
    unit.place = spell(sentence.operations[0].place.steps) + "の改正規定" if sentence.operations else ""
    unit.letter = " ".join(dict.fromkeys(spell(one.place.steps) for one in sentence.operations))
    unit.num = article
    return unit
