"""Headings of appendices: 別表第1 題名(第1条関係), 別記第1号様式の2, 様式第3号の2(その1), 別図, ranges of deleted ones.

A heading is a name of the grammar below, the articles it is related to, and what it is called; the two come in either
order. What reads on as a sentence is a citation at the head of a line.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import Kind
from jorei.model.num import format_num
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import RANGE_JOINT, REFERENCE_TAIL
from jorei.structure.lines.typed import TypedLine
from jorei.text.numerals import NUMBER, parse_ordinal

_LONGEST: Final = 100
"""Characters of a heading. Chosen: longer ones are sentences."""

_JOINT = "[のノ之-]"
_COUNT = rf"[ -]?{NUMBER}(?:[ ]?号)?(?:{_JOINT}{NUMBER})*"
_NUMBER = rf"(?:[ ]?第{_COUNT}|{_COUNT}|[A-Z](?=[ (〔]|$))"
_FORM = "(?:様[ ]?式|書[ ]?式)"
_NUMBER_FIRST = rf"第[ ]?{NUMBER}[ ]?号(?:の{NUMBER})*{_FORM}(?:の{NUMBER})*"
_FOREIGN = "(?:別[ ]?記|別[ ]?紙|別[ ]?添|参[ ]?考)"
_NAMES = (
    rf"(?:附[ ]*則)?(?:別|付|附)[ ]?表{_NUMBER}?",
    rf"{_FOREIGN}?{_NUMBER_FIRST}",
    rf"{_FOREIGN}?{_FORM}{_NUMBER}?",
    rf"(?:別[ ]?記|別[ ]?紙){_NUMBER}?{_FORM}?",
    rf"(?:別|付|附|参考)[ ]?図{_NUMBER}?",
    rf"(?:付|附)[ ]?録{_NUMBER}?",
    rf"(?:別[ ]?添|参考|付属|附属)[ ]?資料{_NUMBER}?",
    rf"別[ ]?添{_NUMBER}?",
)
_VARIANT = rf"(?:[ ]?[(]?その[ ]?{NUMBER}[)]?|[ ]?\([ ]?(?:{NUMBER}|[アイウエオ甲乙丙])[ ]?\))?"
_BRACKET = r"[ ]*\([^()]*(?:\([^()]*\)[^()]*)*\)"
# 別表第2及び別表第3, 様式第2号から第5号まで
_RANGE = rf"(?P<range>{RANGE_JOINT}(?P<last>{'|'.join(_NAMES)}|{_NUMBER})(?:まで)?(?=[ ]*[(〔【]?(?:削[ ]?除|(?:省[ ]?)?略)))?"
APPENDIX_RE: Final = re.compile(
    rf"(?P<label>{'|'.join(_NAMES)}){_RANGE}(?P<variant>{_VARIANT})(?P<bracket>{_BRACKET})?(?P<rest>.*)$"
)
"""A heading in its parts; 別表 alone is one too."""
_OPENING: Final = "(〔【[<＜《"
_MARKS: Final = "■◆●□▼"
# in round brackets only with a number: (別表) and (様式) are captions
_IN_BRACKETS: Final = re.compile(
    rf"(?=[〔【\[<＜《]|[(][^()]*{NUMBER})[(〔【\[<＜《][ ]?(?P<label>{'|'.join(_NAMES)})(?P<last>)(?P<variant>{_VARIANT})"
    rf"(?P<close>[ ]?[)〕】\]>＞》])(?P<bracket>{_BRACKET})?(?P<rest>.*)$"
)
_RELATED: Final = re.compile(r"^[ ]+(?P<title>[^ ].*?)[ ]*(?P<bracket>\([^()]*関係[^()]*\))$")
"""別表第1 手数料(第3条関係): the name stands before the articles."""
_NUMBER_IN: Final = re.compile(
    rf"第?[ ]?(?P<base>{NUMBER})[ ]?号?(?P<branch>(?:{_JOINT}{NUMBER})*){_FORM}?(?P<more>(?:の{NUMBER})*)"
)
_NO_CAPTION: Final = re.compile(r"[ ]*\((?:(?:省[ ]?)?略|削[ ]?除)\)$")
_KINDS: Final[tuple[tuple[str, Kind], ...]] = (
    ("様式", "appdx_style"), ("書式", "appdx_style"), ("別表", "appdx_table"), ("付表", "appdx_table"),
    ("附表", "appdx_table"), ("図", "appdx_fig"), ("別記", "appdx_note"),
)  # fmt: skip
"""The first word that stands in the name of an appendix tells its kind."""


def match_appdx(line: Line) -> TypedLine | None:
    """別表第1(第3条関係), 様式第1号 申請書(第4条関係), 第1号様式, 別記, 様式第2号から第5号まで 削除, 【別表第1】.

    >>> typed = match_appdx(Line("別表第1 手数料(第3条関係)", [(0, 16)]))
    >>> typed.num, typed.text[slice(*typed.caption)]
    ('1', '第3条関係')
    """
    text = line.text
    if len(text) > _LONGEST or text.endswith("。"):
        return None
    if text[0] in _OPENING:
        match = _IN_BRACKETS.match(text)
        return _heading(line, match, match.end("close")) if match and _is_set_off(match) else None
    match = APPENDIX_RE.match(text, len(text) - len(text.lstrip(_MARKS + " ")))
    if not match or not _is_set_off(match):
        return None
    return _heading(line, match, len(text[: match.end("variant")].rstrip()))


def _is_set_off(match: re.Match[str]) -> bool:
    """Whether a name stands alone, or a blank or bracket parts it from what follows; 別表第1の… is a citation."""
    rest = match["rest"]
    set_off = bool(match["bracket"]) or not rest or rest[0] in " (〔【["
    return set_off and not (rest and REFERENCE_TAIL.match(rest.lstrip()))


def _heading(line: Line, match: re.Match[str], label_end: int) -> TypedLine:
    text, bracket = line.text, match["bracket"]
    name = text[match.start("label") : match.end("variant")].replace(" ", "")
    body, caption = match.start("rest"), None
    related = None if bracket else _RELATED.match(match["rest"])
    if related:
        begin = body + related.start("bracket")
        caption, body = (begin + 1, len(text) - 1), len(text)
    elif bracket and _NO_CAPTION.match(bracket):
        body = match.start("bracket")
    elif bracket:
        caption = (body - len(bracket.lstrip()) + 1, body - 1)
    body += len(text[body:]) - len(text[body:].lstrip())
    return TypedLine(
        "appdx", line, label_end, body, _num(name, match), caption=caption, node_kind=kind_of_appendix(name)
    )  # fmt: skip


def _num(name: str, match: re.Match[str]) -> str | None:
    """The number of a heading, or the two of a range."""
    first, last = appdx_num(match["label"]), appdx_num(match["last"] or "")
    return f"{first}:{last}" if first and last else appdx_num(name)


def kind_of_appendix(name: str) -> Kind:
    """The kind of the appendix with this folded name."""
    return next((kind for word, kind in _KINDS if word in name), "appdx")


def appdx_num(name: str) -> str | None:
    """The number of an appendix in its folded name without blanks.

    >>> appdx_num("別表第1の2"), appdx_num("様式第3号"), appdx_num("別記"), appdx_num("別記様式(2)")
    ('1_2', '3', None, '2')
    """
    match = _NUMBER_IN.search(name)
    if not match:
        return None
    ordinal = parse_ordinal(match["base"], (match["branch"] + match["more"]).replace("-", "の"))
    return format_num(ordinal) if ordinal else None
