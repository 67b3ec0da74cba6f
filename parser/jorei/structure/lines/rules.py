"""Line rules: one ordered, visible table that says what a line looks like on its own.

A rule sees one folded line and nothing else; what the line is in its place (is `2 …` a 項 or a 号? is `(目的)` the
caption of an article?) is for the builder to say. The table is dispatched on the first character of the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from jorei.structure.lines.labels import Label, parse_label
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import (
    APPDX_KINDS,
    APPDX_RE,
    ARTICLE_RE,
    DIVISION_NAMES,
    DIVISION_RE,
    NOTE_RE,
    OMISSION_RE,
    PAGE_RE,
    REFERENCE_TAIL,
    REMARKS_RE,
    REVISION_TEXT_RE,
    SUPPL_NUMBER_RE,
    SUPPL_RE,
    TOC_RE,
    is_amend_note,
)
from jorei.text.numerals import SINGLE, parse_number


class Typed(msgspec.Struct, gc=False):
    """A line and what it looks like.

    Offsets count characters of ``line.text``: the label is ``[:label]``, the caption (without brackets)
    ``[caption[0]:caption[1]]``, the words ``[body:]``. ``level`` narrows the kind (chapter, appdx_table …).
    ``firm`` is False when the look alone does not settle it, ``said`` True when a person did (`structure.corrections`).
    """

    kind: str
    line: Line
    label: int = 0
    body: int = 0
    num: str | None = None
    level: str = ""
    caption: tuple[int, int] | None = None
    enum: Label | None = None
    firm: bool = True
    said: bool = False

    @property
    def text(self) -> str:
        return self.line.text


@lru_cache(maxsize=4096)
def number_of(base: str, branch: str) -> str | None:
    """The ``Num`` of 第〈base〉条〈branch〉: ("十", "の二") gives 10_2."""
    parts = [base, *re.split("[のノ之]", branch.replace(" ", ""))[1:]]
    numbers = [parse_number(part.replace(" ", "")) for part in parts]
    return None if None in numbers else "_".join(str(n) for n in numbers)


def closing_bracket(text: str, at: int = 0, limit: int = 200) -> int:
    """Where the bracket that opens at ``at`` closes, or -1; looks no further than ``limit`` characters."""
    first = text.find(")", at) if text[at] == "(" else -1
    if 0 < first < at + limit and text.find("(", at + 1, first) < 0:
        return first  # the usual case: nothing nested
    depth = 0
    for i in range(at, min(len(text), at + limit)):
        if text[i] in "(〔[【":
            depth += 1
        elif text[i] in ")〕]】":
            depth -= 1
            if not depth:
                return i
    return -1


def skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def match_article(line: Line) -> Typed | None:
    """第4条, 第10条の2 (見出し), 第29条 削除, 第6条及び第7条 削除."""
    text = line.text
    match = ARTICLE_RE.match(text)
    if not match:
        return None
    num = number_of(match["base"], match["branch"])
    if num and match["range"]:
        last = number_of(match["last"], match["last_branch"])
        num = f"{num}:{last}" if last else None
    if not num:
        return None
    end = match.end()
    rest = text[end:]
    typed = Typed("article", line, end, skip_blanks(text, end), num)
    if not rest or rest.startswith(("削除", "略")):
        return typed
    opening = typed.body if text[typed.body] in "(〔【" else -1
    if opening >= 0:
        close = closing_bracket(text, opening)
        after = text[close + 1 :] if close > 0 else ""
        if close < 0 or (rest[0] != " " and after and REFERENCE_TAIL.match(after)):
            return None if rest[0] != " " else typed
        if not is_amend_note(text[opening : close + 1]) and _reads_as_caption(text[opening + 1 : close], after):
            typed.caption = (opening + 1, close)
            typed.body = skip_blanks(text, close + 1)
        return typed
    if rest[0] == " ":
        return typed
    if REFERENCE_TAIL.match(rest):
        return None
    typed.firm = False
    return typed


def _reads_as_caption(inner: str, after: str) -> bool:
    if "。" in inner or len(inner) > 60 or inner in ("略", "削除", "省略"):
        return False
    return not after or not REFERENCE_TAIL.match(after)


def match_division(line: Line) -> Typed | None:
    """第1章 総則, 第4章の2 雑則; a title in the same breath (第1章総則) is not firm."""
    text = line.text
    match = DIVISION_RE.match(text)
    if not match or len(text) > 120 or "。" in text:
        return None
    num = number_of(match["base"], match["branch"])
    if not num:
        return None
    title = match["title"]
    firm = bool(match["sep"]) or not title
    if not firm and REFERENCE_TAIL.match(title) and not title.startswith("("):
        return None
    label = match.start("sep")
    return Typed("division", line, label, match.start("title"), num, DIVISION_NAMES[match["unit"]], firm=firm)


def match_suppl(line: Line) -> Typed | None:
    """附則, 附 則(平成17年条例第3号)抄, 附則 この条例は、…; 改正文."""
    text = line.text
    match = REVISION_TEXT_RE.match(text)
    if match:
        return Typed("suppl", line, 3, len(text), caption=_inside(match, "bracket"))
    match = SUPPL_RE.match(text)
    if not match:
        return None
    rest = match["rest"]
    if rest and not (match["sep"] or match["bracket"] or match["extract"]):
        return None  # 附則第3項の規定は…
    if rest and REFERENCE_TAIL.match(rest):
        return None
    label = match.start("sep")
    typed = Typed("suppl", line, label, match.start("rest") if rest else len(text), caption=_inside(match, "bracket"))
    typed.level = "extract" if match["extract"] else ""
    return typed


def _inside(match: re.Match[str], group: str) -> tuple[int, int] | None:
    """The span of a bracketed group without blanks and brackets."""
    value = match[group]
    if not value:
        return None
    lead = len(value) - len(value.lstrip())
    return match.start(group) + lead + 1, match.end(group) - 1


def match_appdx(line: Line) -> Typed | None:
    """別表第1(第3条関係), 様式第1号, 第1号様式(第4条関係), 別記."""
    text = line.text
    if len(text) > 100 or text.endswith("。"):
        return None
    match = APPDX_RE.match(text)
    if not match:
        return None
    rest = match["rest"]
    set_off = bool(match["bracket"]) or not rest or rest[0] in " (〔"
    if not set_off or (rest and REFERENCE_TAIL.match(rest.lstrip())):
        return None
    label = len(text[: match.end("variant")].rstrip())
    name = text[:label].replace(" ", "")
    level = next((kind for mark, kind in APPDX_KINDS if mark in name), "appdx")
    return Typed("appdx", line, label, skip_blanks(text, match.start("rest")), appdx_num(name), level,
                 caption=_inside(match, "bracket"))  # fmt: skip


_APPDX_NUM = re.compile(
    r"第?(?P<base>[0-9〇一二三四五六七八九十百]+)号?(?P<branch>(?:[のノ之][0-9〇一二三四五六七八九十百]+)*)(?:様式|書式)?(?P<more>(?:の[0-9一二三四五六七八九十]+)*)"
)


def appdx_num(name: str) -> str | None:
    """The number of an appendix in its folded name without blanks.

    >>> appdx_num("別表第1の2"), appdx_num("様式第3号"), appdx_num("別記")
    ('1_2', '3', None)
    """
    match = _APPDX_NUM.search(name)
    return number_of(match["base"], match["branch"] + match["more"]) if match else None


def match_bracketed(line: Line) -> Typed | None:
    """A line that is one pair of brackets: number of a 附則, amendment note, other note, omission, caption."""
    text = line.text
    if text[-1] not in ")〕】]" or closing_bracket(text, 0, 4000) != len(text) - 1:
        return None
    if text[1:-1].replace(" ", "") in ("附則", "付則"):
        return Typed("suppl", line, len(text), len(text))
    if text[0] == "(" and SUPPL_NUMBER_RE.match(text):
        return Typed("suppl_number", line, 0, len(text), caption=(1, text.rindex(")")))
    if OMISSION_RE.match(text):
        return Typed("omission", line)
    if NOTE_RE.match(text):
        return Typed("note", line)
    if is_amend_note(text):
        return Typed("amend_note", line)
    if len(text) > 120 or "。" in text:
        return None
    double = text[1] in "[(〔" and text[-2] in "])〕"  # ([目的])
    return Typed("caption", line, caption=(2, len(text) - 2) if double and len(text) > 4 else (1, len(text) - 1))


def match_caption_and_article(line: Line) -> Typed | None:
    """(目的) 第1条 この条例は…: caption and article on one line."""
    close = closing_bracket(line.text, 0, 80)
    if close < 0 or not line.text[close + 1 :].lstrip().startswith("第"):
        return None
    rest = line.cut(close + 1)
    typed = match_article(rest)
    if not typed or typed.caption or not typed.firm:
        return None
    shift = len(line.text) - len(rest.text)
    return Typed("article", line, typed.label + shift, typed.body + shift, typed.num, "captioned", (1, close))


def match_enumerator(line: Line) -> Typed | None:
    """2, (1), ア, (ア), 一, ①, a … with what follows."""
    label = parse_label(line.text)
    if not label:
        return None
    body = skip_blanks(line.text, label.length)
    return Typed("enum", line, label.length, body, None, "", None, label, label.firm)


def match_toc(line: Line) -> Typed | None:
    return Typed("toc", line, len(line.text)) if TOC_RE.match(line.text) else None


def match_page(line: Line) -> Typed | None:
    return Typed("page", line) if PAGE_RE.match(line.text) else None


def match_omission(line: Line) -> Typed | None:
    return Typed("omission", line) if OMISSION_RE.match(line.text) else None


def match_note(line: Line) -> Typed | None:
    if is_amend_note(line.text):
        return Typed("amend_note", line)
    return Typed("note", line) if NOTE_RE.match(line.text) else None


def match_remarks(line: Line) -> Typed | None:
    match = REMARKS_RE.match(line.text)
    return (
        Typed("remarks", line, match.end() - (match.group()[-1] in " :"), skip_blanks(line.text, match.end()))
        if match
        else None
    )


class LineRule(msgspec.Struct, frozen=True, gc=False):
    """A rule is asked only for lines whose first character is among ``heads``."""

    name: str
    heads: str
    match: Callable[[Line], Typed | None]


_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヰヱヲン"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ENCLOSED = "".join(chr(ord("㋐") + i) for i in range(47))

LINE_RULES: Final = (
    LineRule("page", "-―—–─0123456789", match_page),
    LineRule("article", "第", match_article),
    LineRule("division", "第", match_division),
    LineRule("appdx", "別様第付附書", match_appdx),
    LineRule("suppl", "附付改", match_suppl),
    LineRule("toc", "目", match_toc),
    LineRule("enumerator (1)", "(〔", match_enumerator),
    LineRule("bracketed", "(〔【[", match_bracketed),
    LineRule("caption and article", "(〔【[", match_caption_and_article),
    LineRule("omission", "略以中後前省条本図表〔", match_omission),
    LineRule("note", "注※一全追本改旧", match_note),
    LineRule("remarks", "備注記摘", match_remarks),
    LineRule("enumerator", "0123456789〇一二三四五六七八九十百" + _KANA + _LETTERS + _ENCLOSED + "".join(SINGLE), match_enumerator),
)  # fmt: skip
"""First match wins; a line that no rule takes is plain."""

_DISPATCH: Final[dict[str, tuple[Callable[[Line], Typed | None], ...]]] = {
    head: tuple(rule.match for rule in LINE_RULES if head in rule.heads)
    for head in {c for rule in LINE_RULES for c in rule.heads}
}


def classify(line: Line) -> Typed:
    """What one line looks like.

    >>> classify(Line("第10条の2 実施機関は、", [(0, 12)])).num, classify(Line("第5条の規定により", [(0, 9)])).kind
    ('10_2', 'plain')
    >>> classify(Line("(平17条例3・一部改正)", [(0, 14)])).kind, classify(Line("(目的)", [(0, 4)])).kind
    ('amend_note', 'caption')
    """
    for match in _DISPATCH.get(line.text[0], ()):
        typed = match(line)
        if typed:
            return typed
    return Typed("plain", line)
