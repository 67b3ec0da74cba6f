"""Lines that run on: items joined into their paragraph, and whole documents on one line.

A line is cut only where a chain of labels proves the seam: (1) after words that announce a list, then (2), (3) …;
第2条 after 第1条. What no chain proves stays one line.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from jorei.structure.lines.labels import IROHA_STYLE, KANA, Label, follows, parse_label
from jorei.structure.lines.limits import joined_units
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import ANNOUNCES, BRANCHES, REFERENCE_TAIL
from jorei.structure.lines.rules import Typed, classify
from jorei.text.eras import DATE
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.numerals import NUMBER, parse_number

_SECOND = re.compile(r"\(2\)|⑵|②|イ |\(イ\)|二 |ロ |\(ロ\)")
"""A joined list shows its second label somewhere behind its first."""
_DEEPEST: Final = 16
"""So many lists may be open in a line, and more than any line has."""
_STEM: Final = 1_000
"""Characters before a list in which the words stand that announce it."""
_JOINED_KINDS: Final = frozenset(("article", "enum", "plain"))
_SHORTEST_JOINED: Final = 12
_LABEL = re.compile(
    r"\((?:[0-9]{1,2}(?:の[0-9]+)?|[ア-ヲン]|[一二三四五六七八九十]{1,3})\)|[①-⑳⑴-⒇]|(?<![ァ-ヶー])[ア-ヲン](?= )|(?<![一-九十百千第])[一二三四五六七八九十]{1,3}(?= )"
)
_LONG_LINE: Final = 1200
"""No paragraph is that long and holds several articles; where a text has a line or two, shorter ones run on too."""
_FEW_LINES: Final = 3
_SHORT_TEXT: Final = 80


def split_items(typed: list[Typed]) -> list[Typed]:
    """Cuts items off the paragraphs they were joined to."""
    found: list[Typed] = []
    room = joined_units(sum([len(one.line.text) for one in typed]))
    for one in typed:
        text = one.line.text
        if one.kind in _JOINED_KINDS and len(text) > _SHORTEST_JOINED and _SECOND.search(text):
            parts = _cut(one, room)
            room -= len(parts) - 1
            found.extend(parts)
        else:
            found.append(one)
    return found


def _cut(one: Typed, room: int) -> list[Typed]:
    seams = _seams(one.text, one.body or one.label, one.enum, room)
    if not seams:
        return [one]
    line = one.line
    ends = [*seams[1:], len(line.text)]
    rest = [line.part(begin, end) for begin, end in zip(seams, ends, strict=True)]
    one.line = line.part(0, seams[0])
    one.line.debris = line.debris
    one.body = min(one.body, len(one.line.text))
    return [one, *(classify(part) for part in rest)]


def _seams(text: str, body: int, head: Label | None, room: int) -> list[int]:
    """Where the labels of joined lists begin: at most ``room`` of them, found among as many labels."""
    marks = _marks(text, body, room)
    opened: list[tuple[str, tuple[int, ...]]] = [head.readings[0]] if head else []
    seams: list[int] = []
    last = body
    for at, (begin, label) in enumerate(marks):
        following = _next_of(label, opened)
        if following is not None:
            depth, reading = following
            if depth == 0 and head:
                continue  # (3) inside (2) …: the list goes on in another line
            opened[depth:] = [reading]
        else:
            first = _first_of(label, marks[at + 1 : at + 13])
            # ア with a blank behind it is a label in any item; (1) must be announced or begin a sentence
            if first is None:
                continue
            proven = text[begin - 1] == "。" or (bool(opened) and first[0] in (KANA, IROHA_STYLE))
            if not proven and not ANNOUNCES.search(text, max(last, begin - _STEM), begin):
                continue
            opened.append(first)
            if len(opened) > _DEEPEST:
                del opened[1]  # one list after the other, and none ever goes on; the first is that of the line
        seams.append(begin)
        last = begin
    return seams


def _marks(text: str, body: int, most: int) -> list[tuple[int, Label]]:
    """The first labels that stand outside brackets and quotations."""
    marks: list[tuple[int, Label]] = []
    depth, at = 0, body
    for match in islice(_LABEL.finditer(text, body), most):
        between = text[at : match.start()]
        depth += between.count("(") + between.count("「") - between.count(")") - between.count("」")
        at = match.end()
        if depth <= 0 and match.start() > body:
            depth = 0
            label = parse_label(match.group() + " ")
            if label and not REFERENCE_TAIL.match(text, match.end()):
                marks.append((match.start(), label))
    return marks


def _next_of(label: Label, opened: list[tuple[str, tuple[int, ...]]]) -> tuple[int, tuple[str, tuple[int, ...]]] | None:
    """Which open list a label continues, the deepest first."""
    for depth in range(len(opened) - 1, -1, -1):
        for reading in label.readings:
            if reading[0] == opened[depth][0] and follows(opened[depth][1], reading[1]):
                return depth, reading
    return None


def _first_of(label: Label, behind: list[tuple[int, Label]]) -> tuple[str, tuple[int, ...]] | None:
    """The reading of a first label whose second comes behind it."""
    for style, ordinal in label.readings:
        if ordinal == (1,) and any((style, (2,)) in other.readings for _, other in behind):
            return style, ordinal
    return None


# ---- whole documents on one line

_BLOCK = re.compile(
    rf"(?<= )(?:(?P<toc>目 ?次(?= ))|(?P<suppl>[附付] ?則(?=[ (抄]))|(?P<division>第{NUMBER}[編章節款目]{BRANCHES}(?= ))"
    rf"|(?P<article>第(?P<base>{NUMBER})条(?P<branch>{BRANCHES})"
    rf"(?:(?:から|及び|・|、)第?(?P<until>{NUMBER})条(?:の{NUMBER})*(?:まで)?(?= 削除))?(?=[ (]))"
    rf"|(?P<caption>\([^() ][^()]{{0,50}}(?:\([^()]{{0,20}}\)[^()]{{0,20}})?\)(?= (?:第{NUMBER}条|[0-9]{{1,2}} )))"
    rf"|(?P<appdx>(?:別表|様式|別記)(?:第?{NUMBER}号?(?:の{NUMBER})?)?(?=[ (]))|(?P<date>{DATE})|(?P<number>{alternation(*NUMBERED)}第{NUMBER}号(?= ))"
    r"|(?P<enacts>[^ 。]{1,80}の規定に基づ[きく]))"
    rf"|(?<= )(?P<paragraph>[0-9]{{1,2}})(?= [^ 0-9人名日月年円])"
    # without 条 the first words follow those that enact them
    r"|(?:(?<=のように定める。 )|(?<=を制定する。 )|(?<=に公布する。 ))(?P<first>(?=[^ ]))"
)


def explode(lines: list[Line], text: str) -> list[Line]:
    """Cuts very long lines of ``text`` at the headings inside them."""
    longest, least = (_SHORT_TEXT, 2) if len(lines) <= _FEW_LINES else (_LONG_LINE, 4)
    if all(len(line.text) <= longest for line in lines):
        return lines
    found: list[Line] = []
    for line in lines:
        found.extend(_explode(line, text, least) if len(line.text) > longest else (line,))
    return found


def _explode(line: Line, text: str, least: int) -> list[Line]:
    seams = _headings(line.text)[: joined_units(len(line.text))]
    if len(seams) < least:
        return [line]
    if text.find("\t", line.start, line.end) >= 0:
        seams = _before_tables(line, text, seams)
    ends = [*seams, len(line.text)]
    parts = [line.part(begin, end) for begin, end in zip([0, *seams], ends, strict=True)]
    parts[0].debris = line.debris
    return [part for part in parts if part.text]


def _before_tables(line: Line, text: str, seams: list[int]) -> list[int]:
    """The seams, and those between the words that announce a table and its first row."""
    found: list[int] = []
    for begin, end in zip([0, *seams], [*seams, len(line.text)], strict=True):
        found.append(begin)
        tab = text.find("\t", line.start + begin, line.start + end) - line.start
        if tab > begin:
            stop = line.text.rfind("。", begin, tab)
            if stop > begin and line.text[stop + 1] not in ")」" and "表" in line.text[begin:stop]:
                found.append(stop + 1)
    return found[1:]


def _headings(text: str) -> list[int]:
    """Where blocks begin; articles and paragraphs must count on, so references do not cut."""
    seams: list[int] = []
    article, paragraph, captioned, in_body = 0, 1, False, False
    for match in _BLOCK.finditer(text):
        kind = match.lastgroup
        at = match.start()
        if kind in ("base", "branch", "until"):
            kind = "article"
        if kind is None or kind in ("era", "year", "month", "day"):
            kind = "date"
        if kind == "article":
            number = parse_number(match["base"]) or 0
            if not (number == article + 1 or (number == article and match["branch"]) or captioned):
                continue
            article, paragraph, in_body = parse_number(match["until"] or "") or number, 1, True
        elif kind == "paragraph":
            number = int(match["paragraph"])
            if not (number == paragraph + 1 or captioned or (number == 1 and not paragraph)):
                continue
            paragraph = number
        elif kind == "suppl":
            article, paragraph = 0, 0
        elif kind in ("date", "number", "enacts", "first") and in_body:
            continue
        captioned = kind == "caption"
        seams.append(at)
    return seams
