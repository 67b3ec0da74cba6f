"""Lines that go on in the next: hard wraps of print, and what extractors broke at links, are joined again."""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.lines.habits import Habits
from jorei.structure.lines.margin import SLACK
from jorei.structure.lines.patterns import ANNOUNCES, ends_sentence
from jorei.structure.lines.rules import LONGEST_BRACKETED_LINE, classify
from jorei.structure.lines.typed import TypedLine
from jorei.text.morphology import is_word_break

# nothing begins with these
_NEVER_FIRST: Final = frozenset("、。)」』ぁぃぅぇぉっゃゅょァィゥェォッャュョーんをゝ々・")
_HIRAGANA: Final = re.compile(r"[ぁ-ん]")
# words in hiragana that do begin a sentence or an entry
_FIRST_WORDS: Final = re.compile(
    r"ただし|この|その|これ|それ|また|なお|おおむね|あらかじめ|いずれ|すべて|ごみ|もの|ほか|あっせん|いわゆる|かつ|および"
    r"|または|もしくは|ならびに|みだり|やむ|おそれ|とき|こと|うち|はり|ひと|まち|たばこ|くい|し尿|ろ過|ばい|ふ頭|がん|けい"
    r"|さく|あん摩|はしけ|こども|いじめ|ふれあい|つつじ|さくら|ひきこもり|ひとり|まちづくり|もっぱら|専|おおよそ|いかなる"
    r"|なに|どの|ここ|あて先|き損"
)
# nor do these begin a provision or an entry
_PARTICLE_FIRST: Final = re.compile(
    r"[のをはがにへとで](?![ぁ-ん])|のとおり|ものとする|により|によって|において|については?|に(?:関|係|基|規|定|掲|該|限|対)"
    r"|とする|とし|から|まで|又は|及び|若しくは|並びに"
)
# a line that stops here stops in the middle of a phrase
_MID_PHRASE: Final = re.compile(
    r"(?:[、・をはがにへとで第各]|又は|及び|若しくは|並びに|または|および|もしくは|ならびに|当該|それぞれ|[^もな]の)$"
)
_JOINING: Final = re.compile(r"(?:又は|及び|若しくは|並びに|または|および|もしくは|ならびに)$")
# 第⏎49 条の, １２，⏎９００円, …若しくは⏎4 項の, 任期は、⏎2 年とする: numbers that no label is, by what they are the rest of
_DIGITS: Final = frozenset("0123456789〇一二三四五六七八九十百千")
_MENTION_FIRST: Final = re.compile(r"第[0-9〇一二三四五六七八九十百]+(?:[条項号]| ?[のにをはか及又])|[前次同][条項号]")
_APPENDICES: Final = ("別表", "様式", "別記", "別図", "別紙", "附表", "付表")
_MENTION_LAST: Final = re.compile(r"(?:第[0-9〇一二三四五六七八九十百の]+|[前次同])[条項]$")
_PART_FIRST: Final = re.compile(r"第[0-9〇一二三四五六七八九十百]+[項号]")
_THOUSANDS: Final = re.compile(r"[0-9]{3}(?![0-9])")
_COUNTED_FIRST: Final = re.compile(
    r"[0-9]{1,4} ?(?:[条項号](?![例件約目俸給])|[万億千]?円(?!滑|卓|形)|[%％]|[かヵカヶケ箇][月年所]"
    r"|[人名日年月回件個歳時分倍](?:と[しす]|[のをにで、。前後]|以|未満|間|まで|から|を超)|以[上下内外])"
)
_MID_LIST: Final = re.compile(r"(?:、|又は|及び|若しくは|並びに)$")
_NEVER_LAST: Final = re.compile(r"(?:、|又は|及び|若しくは|並びに|当該|それぞれ|第|各|を)$")
_LONGEST_PARTICLE: Final = 4
"""若しくは: the ends above need no longer look, and a pattern that ends in $ would look at everything."""
# 第2節 …(第79条の9―第 / 80条): an entry of the 目次 cut inside its range
_RANGE_CUT: Final = re.compile(r"\([^()]{0,30}(?:第[0-9〇一二三四五六七八九十百の条]*|[―—－~〜・-])$")
_RANGE_REST: Final = re.compile(r"[第条の0-9〇一二三四五六七八九十百―—－~〜・-]{1,30}\)$")
# the number of an instrument cut in its bracket
_NUMBER_CUT: Final = re.compile(r"\((?:明治|大正|昭和|平成|令和)[^()。、「」]{0,30}$")
_NUMBER_REST: Final = re.compile(r"[^()。、「」 ]{0,30}号(?:[)、。]|$)")
_LONGEST_NUMBER: Final = 36
"""Characters of a number up to where it is cut, its bracket included."""
_FORMULA: Final = re.compile(
    r"[A-Za-z][A-Za-z0-9]{0,3} ?="
)  # S=7メートル+(2/5)H, of folded text: set on a line of its own

_TEXT_KINDS: Final = frozenset(("article", "enumerated", "plain"))
_BETWEEN: Final = frozenset(("page", "furniture"))
_LINK_KINDS: Final = frozenset(("article", "appdx", "plain"))
_FIXED_KINDS: Final = frozenset(
    ("division", "suppl", "suppl_number", "appdx", "toc", "amend_note", "note", "omission", "remarks")
)
_WRAP_AT_LEAST: Final = 60
"""Columns. A break in a shorter line ends an entry of a list, not a line of print. Chosen."""
_LOOK_BACK: Final = 400
"""Characters at the end of the joined words that are looked at: brackets that are open close within so many. Chosen."""
# how much of a seam's surroundings each question needs
_SENTENCE_TAIL: Final = 8
_STEM_TAIL: Final = 24
_WORD_WINDOW: Final = 20


class _Head:
    """The line that may go on in the next: a paragraph may be wrapped over thousands of lines, so its words are
    gathered and only their end is looked at."""

    __slots__ = ("columns", "end", "is_bare_label", "parts", "tail", "typed")

    def __init__(self, typed: TypedLine) -> None:
        line = typed.line
        text = line.text
        self.typed = typed
        self.columns = line.columns
        self.end = line.stretches[-1][1]
        self.parts = [text]
        self.tail = text[-_LOOK_BACK:]
        # a label alone: what follows is its text, not a continuation of it
        self.is_bare_label = typed.label_end > 0 and typed.body >= len(text)

    def append(self, typed: TypedLine, pages: list[TypedLine]) -> None:
        """Adds a line, and the pages before it as debris."""
        line = self.typed.line
        line.debris += [(page.line.start, page.line.end) for page in pages] + typed.line.debris
        line.stretches += typed.line.stretches
        self.parts.append(typed.line.text)
        self.tail = (self.tail + typed.line.text)[-_LOOK_BACK:]
        self.columns, self.end = typed.line.columns, typed.line.end
        text = line.text
        if self.typed.kind == "plain" and text[0] in "(第附別様" and len(text) < LONGEST_BRACKETED_LINE:
            line.text = "".join(self.parts)  # a caption or a heading of an appendix, whole now
            set_off, self.typed = self.typed.set_off, classify(line)
            self.typed.set_off = set_off
            self.parts = [line.text]

    def close(self) -> TypedLine:
        """The logical line."""
        if len(self.parts) > 1:
            self.typed.line.text = "".join(self.parts)
        return self.typed


def join_lines(lines: list[TypedLine], habits: Habits, ends: frozenset[int]) -> list[TypedLine]:
    """Puts continuation lines back where they were broken off.

    ``ends`` are the ends of lines that a reader saw to be full; else the margin says which are.
    """
    joined: list[TypedLine] = []
    pages: list[TypedLine] = []
    head: _Head | None = None
    last = len(lines) - 1
    for index, typed in enumerate(lines):
        if head is None:
            head = _Head(typed)
            continue
        if typed.kind in _BETWEEN:
            pages.append(typed)
            continue
        # where a page ends, its last line counts as full earlier than others
        columns = 2 * head.columns if pages else head.columns
        full = head.end in ends or (habits.wrap is not None and columns >= habits.wrap - SLACK)
        if _goes_on(head, typed, columns, habits, full=full) or (
            index < last and not typed.set_off and _is_link(head, typed, lines[index + 1].line.text)
        ):
            head.append(typed, pages)
            pages = []
            continue
        joined.append(head.close())
        if pages:
            joined += pages
            pages = []
        head = _Head(typed)
    return joined + ([head.close()] if head else []) + pages


def _goes_on(head: _Head, typed: TypedLine, columns: int, habits: Habits, *, full: bool) -> bool:
    """Whether a line goes on with the sentence of the line before, which ends at so many columns and may be full."""
    kind = head.typed.kind
    if typed.kind == "clause" or typed.set_off != head.typed.set_off or head.typed.is_amending:
        return False
    if kind == "division":
        return _goes_on_in_toc(head, typed, full=full)
    if kind not in _TEXT_KINDS or typed.kind == "row" or head.is_bare_label:
        return False
    if typed.kind in ("plain", "enumerated") and (
        head.tail[-1] == "(" or (typed.line.text[0] in _DIGITS and _is_rest_of_number(head.tail, typed.line.text))
    ):
        return True
    if typed.kind != "plain" and typed.certain:
        return full and _is_broken_print(head, typed)
    return _is_rest_of_sentence(head, typed, columns, habits, full=full)


def _goes_on_in_toc(head: _Head, typed: TypedLine, *, full: bool) -> bool:
    """A long entry of the 目次: 第2節 …（第79条の9―第79条の1⏎2）."""
    if full:
        return typed.kind != "row" and (typed.kind == "plain" or _is_open(head.tail))
    # few entries are that long: then the open bracket of a range and what closes it must do
    return (
        typed.kind in ("plain", "enumerated")
        and _RANGE_REST.match(typed.line.text) is not None
        and _RANGE_CUT.search(head.tail) is not None
    )


def _is_broken_print(head: _Head, typed: TypedLine) -> bool:
    """In wrapped print a line may begin with anything: 別表第3号の5 after …による届出は、."""
    broken = _MID_LIST if typed.label else _MID_PHRASE
    loose = typed.kind not in _FIXED_KINDS and not typed.label
    return broken.search(head.tail[-_LONGEST_PARTICLE:]) is not None or (loose and _is_open(head.tail))


def _is_rest_of_number(head: str, words: str) -> bool:
    """Whether a line begins with a number that the line before has begun, or that is counted there.

    >>> _is_rest_of_number("…の規定により、第", "49 条の適用"), _is_rest_of_number("…とする。", "4 項目とする。")
    (True, False)
    """
    if head.endswith("第"):
        return True
    if head.endswith("、") and head[-2:-1].isdigit() and _THOUSANDS.match(words):
        return True
    if ends_sentence(head[-_SENTENCE_TAIL:]) or not _COUNTED_FIRST.match(words):
        return False
    if head.endswith("は、") and words[-1] == "。":
        return True  # 次の各号のいずれかに該当する者は、⏎5 万円以下の過料に処する。
    return _MID_PHRASE.search(head[-_LONGEST_PARTICLE:]) is not None and not ANNOUNCES.search(head[-_STEM_TAIL:])


def _is_rest_of_sentence(head: _Head, typed: TypedLine, columns: int, habits: Habits, *, full: bool) -> bool:
    """Whether a line without a certain heading or label is the rest of the sentence before it."""
    words = typed.line.text
    if words[0] in _NEVER_FIRST:
        return True
    if head.typed.kind == "article" and columns >= _WRAP_AT_LEAST and head.tail.endswith("いう。)"):
        return True  # …旅費規程(以下「旅費規程」という。)⏎第25条の2に基づき: an article ends with a sentence, not in a bracket
    if ends_sentence(head.tail[-_SENTENCE_TAIL:]):
        if head.tail[-1] == "。" and _closes_bracket(head.tail, words):
            return True  # …(昭和37年法律第69号。⏎以下「法」という。)
        # in wrapped print a full line may end with a sentence by chance
        return full and typed.line.gap == 0
    if full:
        return True
    if habits.labels_lost and habits.label_trace == "bare":
        # every line of such a dump begins without a label: only a phrase that is cut goes on in the next
        return _NEVER_LAST.search(head.tail[-_LONGEST_PARTICLE:]) is not None or _is_open(head.tail)
    return not habits.marks_loss(typed) and _breaks_off(head.tail, words, columns)


def _is_open(text: str) -> bool:
    """Whether a bracket or a quotation is still open at the end."""
    return text.count("(") > text.count(")") or text.count("「") > text.count("」")


def _closes_bracket(head: str, words: str) -> bool:
    """Whether a bracket is open at the end of the line before and closes in this one."""
    return head.count("(") > head.count(")") and words.count(")") > words.count("(")


def _is_link(head: _Head, typed: TypedLine, following: str) -> bool:
    """A dump that breaks lines at every link: …の種類は、⏎別表第1⏎のとおりとする。"""
    return (
        typed.kind in _LINK_KINDS
        and head.typed.kind in _TEXT_KINDS
        and not head.is_bare_label
        and _PARTICLE_FIRST.match(following) is not None
        and _MID_PHRASE.search(head.tail[-_LONGEST_PARTICLE:]) is not None
    )


def _breaks_off(head: str, words: str, columns: int) -> bool:
    """Whether the seam of two lines falls inside a phrase or a word."""
    if _PARTICLE_FIRST.match(words) or _JOINING.search(head[-_LONGEST_PARTICLE:]) or _parts_a_mention(head, words):
        return True
    if "(" in head[-_LONGEST_NUMBER:] and _NUMBER_CUT.search(head[-_LONGEST_NUMBER:]) and _NUMBER_REST.match(words):
        return True  # …条例(平成12年朝凪町条例⏎第5号)第2条の規定
    if _COUNTED_FIRST.match(words) and "は、" in head and not ANNOUNCES.search(head[-_STEM_TAIL:]):
        return True  # 前項の料金は、毎月⏎25 日までに納める。
    if _HIRAGANA.match(words) and not (head[-1] == "、" and words[-1] == "。"):
        return not _FIRST_WORDS.match(words) and (columns >= _WRAP_AT_LEAST or _parts_a_word(head, words))
    if head[-1] == "、" and words[-1] == "。" and not ANNOUNCES.search(head[-_STEM_TAIL:]):
        return True
    if columns < _WRAP_AT_LEAST or _FORMULA.match(words):
        return False
    if words[0].isdigit() or ("は、" in head and words.endswith("。") and not ANNOUNCES.search(head[-_STEM_TAIL:])):
        return True  # a quantity begins no provision, and a sentence that has its subject wants its end
    return (
        _is_open(head)
        or _MID_PHRASE.search(head[-_LONGEST_PARTICLE:]) is not None
        or _parts_a_word(head, words)
    )  # fmt: skip


def _parts_a_mention(head: str, words: str) -> bool:
    """第3条⏎第2項の, and 前条の届出は、⏎第3条の規定により: where no list is announced, no entry begins so."""
    if not _MENTION_FIRST.match(words):
        return False
    if _MENTION_LAST.search(head[-_STEM_TAIL:]) and _PART_FIRST.match(words):
        return True
    if head.endswith(_APPENDICES) and words[0] == "第":
        return True
    return _MID_PHRASE.search(head[-_LONGEST_PARTICLE:]) is not None and not ANNOUNCES.search(head[-_STEM_TAIL:])


def _parts_a_word(head: str, words: str) -> bool:
    return not is_word_break(head[-_WORD_WINDOW:], words[:_WORD_WINDOW])
