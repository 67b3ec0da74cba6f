"""Line rules: one ordered, visible table that says what a line looks like on its own.

A rule sees one folded line and nothing else; what the line is in its place (is `2 …` a 項 or a 号? is `(目的)` the
caption of an article?) is for the builder to say. The table is dispatched on the first character of the line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from jorei.model.kinds import KIND_OF_UNIT
from jorei.model.num import format_num
from jorei.model.record import Record
from jorei.structure.lines.appendix_headings import match_appdx
from jorei.structure.lines.labels import LABEL_HEADS, parse_label
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import (
    ARTICLE_RE,
    DIVISION_RE,
    NOTE_RE,
    NUMBER_ALONE_RE,
    OMISSION_RE,
    PAGE_RE,
    REFERENCE_BEHIND_BLANK,
    REFERENCE_TAIL,
    REMARKS_RE,
    REVISION_TEXT_RE,
    SUPPL_NUMBER_RE,
    SUPPL_RE,
    TOC_RE,
    is_amend_note,
)
from jorei.structure.lines.typed import TypedLine
from jorei.text.numerals import parse_ordinal

# chosen: longer than the headings of that kind in any text seen, and shorter than nearly every sentence
_LONGEST_DIVISION: Final = 120
_LONGEST_CAPTION_LINE: Final = 120
_LONGEST_INLINE_CAPTION: Final = 60
_LONGEST_LEADING_CAPTION: Final = 80
_REFERENCE_FIRSTS: Final = frozenset("をはが、。)のにま及又か若並")
"""The first letters that `REFERENCE_BEHIND_BLANK` looks for: the cheap question."""
_PAGE_LASTS: Final = frozenset("-―—–─0123456789ジ頁")
"""The letters that `PAGE_RE` ends with, likewise."""
_BRACKET_REACH: Final = 200
"""Characters in which a bracket in a heading closes."""
LONGEST_BRACKETED_LINE: Final = 4_000
"""Characters in which the bracket around a whole line closes: amendment notes name every instrument of decades. The
longest of what a rule must see to its end."""

_ANGLES: Final = {"＜": "＞", "〈": "〉", "《": "》"}
_ANGLED_MORE: Final = re.compile("[。＜＞〈〉《》]")


def number_of(base: str, branches: str) -> str | None:
    """The ``Num`` of 第〈base〉条〈branches〉; None when a part of it is no number.

    >>> number_of("十", "の二"), number_of("十十", "")
    ('10_2', None)
    """
    ordinal = parse_ordinal(base, branches)
    return format_num(ordinal) if ordinal else None


def closing_bracket(text: str, opening: int = 0, limit: int = _BRACKET_REACH) -> int:
    """The offset at which the bracket at ``opening`` closes, or -1; looks no further than ``limit`` characters."""
    first = text.find(")", opening) if text[opening] == "(" else -1
    if 0 < first < opening + limit and text.find("(", opening + 1, first) < 0:
        return first  # the usual case: nothing nested
    depth = 0
    for offset in range(opening, min(len(text), opening + limit)):
        if text[offset] in "(〔[【":
            depth += 1
        elif text[offset] in ")〕]】":
            depth -= 1
            if not depth:
                return offset
    return -1


def skip_blanks(text: str, offset: int) -> int:
    """The offset of the first character at or behind ``offset`` that is no blank."""
    while offset < len(text) and text[offset] == " ":
        offset += 1
    return offset


def match_article(line: Line) -> TypedLine | None:
    """第4条, 第10条の2 (見出し), 第29条 削除, 第6条及び第7条 削除."""
    text = line.text
    match = ARTICLE_RE.match(text)
    num = _article_num(match) if match else None
    if not match or not num:
        return None
    end = match.end()
    rest = text[end:]
    typed = TypedLine("article", line, end, skip_blanks(text, end), num)
    if not rest or rest.startswith(("削除", "略")):
        return typed
    if text[typed.body] in "(〔【":
        return _with_caption(typed, rest)
    if rest[0] == " ":
        # the first line of a text is the rest of no sentence
        refers = text[typed.body] in _REFERENCE_FIRSTS and REFERENCE_BEHIND_BLANK.match(text, typed.body) is not None
        return None if refers and line.start else typed
    if REFERENCE_TAIL.match(rest):
        return None
    typed.certain = False
    return typed


@lru_cache(maxsize=4096)
def _num(base: str, branches: str, last: str | None, last_branches: str) -> str | None:
    first = parse_ordinal(base, branches)
    if not first or last is None:
        return format_num(first) if first else None
    end = parse_ordinal(last, last_branches)
    return format_num(first, end) if end else None


def _article_num(match: re.Match[str]) -> str | None:
    return _num(match["base"], match["branch"], match["last"], match["last_branch"] or "")


def _with_caption(typed: TypedLine, rest: str) -> TypedLine | None:
    """An article with a bracket behind its label: its caption, unless the bracket is an amendment note or a sentence.

    ``rest`` is what stands behind the label. Without a blank before it the bracket may belong to a reference.
    """
    text, opening = typed.text, typed.body
    close = closing_bracket(text, opening)
    after = text[close + 1 :] if close > 0 else ""
    if close < 0 or (rest[0] != " " and after and REFERENCE_TAIL.match(after)):
        return None if rest[0] != " " else typed
    if not is_amend_note(text[opening : close + 1]) and _reads_as_caption(text[opening + 1 : close], after):
        typed.caption = (opening + 1, close)
        typed.body = skip_blanks(text, close + 1)
    return typed


def _reads_as_caption(inner: str, after: str) -> bool:
    if "。" in inner or len(inner) > _LONGEST_INLINE_CAPTION or inner in ("略", "削除", "省略"):
        return False
    return not after or not REFERENCE_TAIL.match(after)


def match_division(line: Line) -> TypedLine | None:
    """第1章 総則, 第4章の2 雑則; a title in the same breath (第1章総則) is not certain."""
    text = line.text
    match = DIVISION_RE.match(text)
    if not match or len(text) > _LONGEST_DIVISION or "。" in text:
        return None
    num = _num(match["base"], match["branch"], match["last"], match["last_branch"] or "")
    if not num:
        return None
    title = match["title"]
    certain = bool(match["sep"]) or not title
    if not certain and REFERENCE_TAIL.match(title) and not title.startswith("("):
        return None
    kind = KIND_OF_UNIT[match["unit"]]
    return TypedLine(
        "division", line, match.start("sep"), match.start("title"), num, node_kind=kind, certain=certain
    )  # fmt: skip


def match_suppl(line: Line) -> TypedLine | None:
    """附則, 附 則(平成17年条例第3号)抄, 附則 この条例は、…; 改正文."""
    text = line.text
    match = REVISION_TEXT_RE.match(text)
    if match:
        return TypedLine("suppl", line, len("改正文"), len(text), caption=_inside(match, "bracket"))
    match = SUPPL_RE.match(text)
    if not match:
        return None
    rest = match["rest"]
    if rest and not (match["sep"] or match["bracket"] or match["extract"]):
        return None  # 附則第3項の規定は…
    if rest and REFERENCE_TAIL.match(rest):
        return None
    body = match.start("rest") if rest else len(text)
    return TypedLine("suppl", line, match.start("sep"), body, caption=_inside(match, "bracket"))


def _inside(match: re.Match[str], group: str) -> tuple[int, int] | None:
    """The span of a bracketed group without blanks and brackets."""
    value = match[group]
    if not value:
        return None
    lead = len(value) - len(value.lstrip())
    return match.start(group) + lead + 1, match.end(group) - 1


def match_bracketed(line: Line) -> TypedLine | None:
    """A line that is one pair of brackets: number of a 附則, amendment note, other note, omission, caption."""
    text = line.text
    if text[-1] not in ")〕】]" or closing_bracket(text, 0, LONGEST_BRACKETED_LINE) != len(text) - 1:
        return None
    # most are captions; each pattern is asked only where a word stands that it cannot do without
    if "則" in text and text[1:-1].replace(" ", "") in ("附則", "付則"):
        return TypedLine("suppl", line, len(text), len(text))
    numbered = "号" in text
    if numbered and text[0] == "(" and SUPPL_NUMBER_RE.match(text):
        return TypedLine("suppl_number", line, 0, len(text), caption=(1, text.rindex(")")))
    if "略" in text and OMISSION_RE.match(text):
        return TypedLine("omission", line)
    if "施行" in text and NOTE_RE.match(text):
        return TypedLine("note", line)
    if is_amend_note(text):
        return TypedLine("amend_note", line)
    if len(text) > _LONGEST_CAPTION_LINE or "。" in text or (numbered and NUMBER_ALONE_RE.match(text)):
        return None
    double = text[1] in "[(〔" and text[-2] in "])〕"  # ([目的])
    return TypedLine("caption", line, caption=(2, len(text) - 2) if double and len(text) > 4 else (1, len(text) - 1))


def match_angled(line: Line) -> TypedLine | None:
    """＜目的＞, 《目的》: a caption in angles."""
    text = line.text
    closed = len(text) > 2 and text[-1] == _ANGLES[text[0]] and not _ANGLED_MORE.search(text, 1, len(text) - 1)
    if not closed or len(text) > _LONGEST_INLINE_CAPTION:
        return None
    return TypedLine("caption", line, caption=(1, len(text) - 1))


def match_caption_and_article(line: Line) -> TypedLine | None:
    """(目的) 第1条 この条例は…: caption and article on one line."""
    close = closing_bracket(line.text, 0, _LONGEST_LEADING_CAPTION)
    rest = line.text[close + 1 :].lstrip() if close >= 0 else ""
    if not rest.startswith("第"):
        return None
    typed = match_article(
        Line(rest, [(line.start + 1, line.end)])
    )  # only its words are looked at, not where each stands
    if not typed or typed.caption or not typed.certain:
        return None
    shift = len(line.text) - len(rest)
    return TypedLine(
        "article", line, typed.label_end + shift, typed.body + shift, typed.num, caption=(1, close), caption_first=True
    )


def match_label(line: Line) -> TypedLine | None:
    """2, (1), ア, (ア), 一, ①, a … with what follows."""
    label = parse_label(line.text)
    if not label:
        return None
    body = skip_blanks(line.text, label.length)
    return TypedLine("enumerated", line, label.length, body, label=label, certain=label.certain)


def match_toc(line: Line) -> TypedLine | None:
    """目次 alone on its line, or in brackets."""
    return TypedLine("toc", line, len(line.text)) if TOC_RE.match(line.text) else None


def match_page(line: Line) -> TypedLine | None:
    """- 3 -, 3/12, 3ページ: the number of a page."""
    text = line.text
    return TypedLine("page", line) if text[-1] in _PAGE_LASTS and PAGE_RE.match(text) else None


def match_omission(line: Line) -> TypedLine | None:
    """以下略, 〔次のよう〕略: words that stand for what was left out."""
    return TypedLine("omission", line) if OMISSION_RE.match(line.text) else None


def match_note(line: Line) -> TypedLine | None:
    """一部改正〔令和2年条例5号〕, 注 …: notes without brackets around them."""
    if is_amend_note(line.text):
        return TypedLine("amend_note", line)
    return TypedLine("note", line) if NOTE_RE.match(line.text) else None


def match_remarks(line: Line) -> TypedLine | None:
    """備考, 注意, 記載要領, (注) with what follows; what stands in brackets may be a caption."""
    text = line.text
    match = REMARKS_RE.match(text)
    if not match:
        return None
    end = match.end("number") if match["number"] else match.end("head")
    alone = text[0] in "(〔【[" and match.end() == len(text)
    caption = (1, len(text) - 1) if alone else None
    return TypedLine("remarks", line, end, skip_blanks(text, match.end()), caption=caption)


_HEADINGS_IN_BRACKETS: Final[tuple[tuple[str, Callable[[Line], TypedLine | None]], ...]] = (
    ("別様第付附書参", match_appdx), ("目も", match_toc), ("備注記摘", match_remarks),
)  # fmt: skip
_IN_BRACKETS: Final = {head: match for heads, match in _HEADINGS_IN_BRACKETS for head in heads}
"""The headings that may stand in brackets, by the first character behind the bracket."""


def match_in_brackets(line: Line) -> TypedLine | None:
    """(様式第1号), 【目次】, (備考): few bracketed lines begin as these do."""
    first = skip_blanks(line.text, 1)
    match = _IN_BRACKETS.get(line.text[first : first + 1])
    return match(line) if match is not None else None


class LineRule(Record):
    """A rule is asked only for lines whose first character is among ``heads``."""

    name: str
    heads: str
    match: Callable[[Line], TypedLine | None]


LINE_RULES: Final = (
    LineRule("page", "-―—–─0123456789", match_page),
    LineRule("article", "第", match_article),
    LineRule("division", "第", match_division),
    LineRule("appdx", "別様第付附書参＜《■◆●□▼", match_appdx),
    LineRule("suppl", "附付改■◆●◎□▼◇", match_suppl),
    LineRule("toc", "目も", match_toc),
    LineRule("label in brackets", "(〔", match_label),
    LineRule("heading in brackets", "(〔【[<", match_in_brackets),
    LineRule("bracketed", "(〔【[", match_bracketed),
    LineRule("angled", "".join(_ANGLES), match_angled),
    LineRule("caption and article", "(〔【[", match_caption_and_article),
    LineRule("omission", "略以中後前省条本図表様別関附〔", match_omission),
    LineRule("note", "注※一全追本改旧", match_note),
    LineRule("remarks", "備注記摘", match_remarks),
    LineRule("label", LABEL_HEADS, match_label),
)
"""First match wins; a line that no rule takes is plain."""

_DISPATCH: Final[dict[str, tuple[Callable[[Line], TypedLine | None], ...]]] = {
    head: tuple(dict.fromkeys(rule.match for rule in LINE_RULES if head in rule.heads))
    for head in {head for rule in LINE_RULES for head in rule.heads}
}


def classify(line: Line) -> TypedLine:
    """A line with its look, by the first rule that takes it.

    >>> classify(Line("第10条の2 実施機関は、", [(0, 12)])).num, classify(Line("第5条の規定により", [(0, 9)])).kind
    ('10_2', 'plain')
    >>> classify(Line("(平17条例3・一部改正)", [(0, 14)])).kind, classify(Line("(目的)", [(0, 4)])).kind
    ('amend_note', 'caption')
    """
    for match in _DISPATCH.get(line.text[0], ()):
        typed = match(line)
        if typed:
            return typed
    return TypedLine("plain", line)
