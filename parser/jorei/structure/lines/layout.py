"""From physical to logical lines: list debris off, hard wraps joined, page furniture aside, quotations marked."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Source
from jorei.structure.lines.habits import SENTENCE_END, Habits, firm_up, infer, infer_wrap
from jorei.structure.lines.line import Line, split_lines
from jorei.structure.lines.patterns import ANNOUNCES, DEBRIS_RE, PAGE_RE
from jorei.structure.lines.rules import Typed, classify
from jorei.structure.lines.running_heads import mark_asides
from jorei.structure.lines.runon import explode, split_items
from jorei.structure.lines.tables import mark_listed, mark_pipes, mark_tables
from jorei.text.morphology import is_word_break

_OPENERS_OFF = re.compile(r"[^(「『)」』]+")
# nothing begins with these
_NEVER_FIRST: Final = frozenset("、。)」』ぁぃぅぇぉっゃゅょァィゥェォッャュョーんをゝ々・")
_HIRAGANA = re.compile(r"[ぁ-ん]")
# words in hiragana that do begin a sentence or an entry
_FIRST_WORDS = re.compile(
    r"ただし|この|その|これ|それ|また|なお|おおむね|あらかじめ|いずれ|すべて|ごみ|もの|ほか|あっせん|いわゆる|かつ|および|または|"
    r"もしくは|ならびに|みだり|やむ|おそれ|とき|こと|うち|はり|ひと|まち|たばこ|くい|し尿|ろ過|ばい|ふ頭|がん|けい|さく|あん摩|はしけ|"
    r"こども|いじめ|ふれあい|つつじ|さくら|ひきこもり|ひとり|まちづくり|もっぱら|専|おおよそ|いかなる|なに|どの|ここ|あて先|き損"
)
# nor do these begin a provision or an entry
_PARTICLE_FIRST = re.compile(
    r"[のをはがにへとで](?![ぁ-ん])|のとおり|ものとする|により|によって|において|については?|に(?:関|係|基|規|定|掲|該|限|対)|とする|とし|から|まで|又は|及び|若しくは|並びに"
)
# a line that stops here stops in the middle of a phrase
_MID_PHRASE = re.compile(
    r"(?:[、・をはがにへとで]|又は|及び|若しくは|並びに|または|および|もしくは|ならびに|[^もな]の)$"
)
_LONGEST_PARTICLE: Final = 4
"""若しくは: the ends above need no longer look, and a pattern that ends in $ would look at everything."""
# 第2節 …(第79条の9―第 / 80条): an entry of the 目次 cut inside its range
_RANGE_CUT = re.compile(r"\([^()]{0,30}(?:第[0-9〇一二三四五六七八九十百の条]*|[―—－~〜・-])$")
_RANGE_REST = re.compile(r"[第条の0-9〇一二三四五六七八九十百―—－~〜・-]{1,30}\)$")
_FORMULA = re.compile(r"[A-Za-z][A-Za-z0-9]{0,3} ?=")  # S=7メートル+(2/5)H, of folded text: set on a line of its own
_MID_LIST = re.compile(r"(?:、|又は|及び|若しくは|並びに)$")
_TEXT_KINDS: Final = frozenset(("article", "enum", "plain"))
_BETWEEN: Final = frozenset(("page", "furniture"))
_LINK_KINDS: Final = frozenset(("article", "appdx", "plain"))
_FIXED_KINDS: Final = frozenset(
    ("division", "suppl", "suppl_number", "appdx", "toc", "amend_note", "note", "omission", "remarks")
)
# a full line in print may be short by what 禁則処理 keeps from its ends
_SLACK: Final = 5
# a break shorter than this is an entry of a list, not the margin of a page
_WRAP_AT_LEAST: Final = 60
_QUOTE_REACH: Final = 120
_LOOK_BACK: Final = 400
_LONGEST_HEADING: Final = 6


def strip_debris(line: Line) -> Line:
    """Cuts list marks of Markdown and of bullet lists off a line's head: `- (1)`, `#### 第2条`, `* ア`."""
    match = DEBRIS_RE.match(line.text)
    if not match or match.end() >= len(line.text) or PAGE_RE.match(line.text):
        return line
    rest = line.cut(match.end())
    mark = line.text[: match.end()].rstrip()
    rest.debris.append((line.start, line.start + len(mark)))
    return rest


def lay_out(source: Source, folded: str) -> tuple[list[Typed], Habits]:
    """Logical lines, typed, and the document's profile."""
    text = source.text
    lines = explode(split_lines(text, folded), text)
    lines = [strip_debris(line) if line.text[0] in "-*+•●◦▪‣#:" else line for line in lines]
    typed = [classify(line) for line in lines]
    if "* -" in folded:
        typed = mark_listed(typed, folded)
        lines = [one.line for one in typed if one.kind != "row"]  # cells say nothing about the margin
    wrap = infer_wrap(text, lines) if source.wrapped is None else None
    full = frozenset(source.wrapped or ())
    if source.blocks:
        _mark_blocks(source, typed)
    firm_up(typed)
    mark_asides(typed, folded)
    profile = infer(text, typed, wrap)
    if profile.tabs:
        _mark_rows(text, typed, blocks=profile.blocks)
    if "|" in folded:
        for one in typed:
            if one.line.text[0] == "|" and one.line.text[-1] == "|" and len(one.line.text) > 2:
                one.kind = "row"
        mark_pipes(typed)
    if source.format in ("text", "pdf"):
        typed = mark_tables(typed, text)
    return _mark_quotations(split_items(_join(typed, profile, full))), profile


def _mark_blocks(source: Source, typed: list[Typed]) -> None:
    """Lines of menus, search fields, tables and quotations, as the reader marked them, are nothing else."""
    blocks = iter(source.blocks)
    block = next(blocks, None)
    for one in typed:
        while block and block.end <= one.line.start:
            block = next(blocks, None)
        if block and block.start <= one.line.start and (block.furniture or block.kind):
            one.kind = "furniture" if block.furniture else block.kind


def _mark_rows(text: str, typed: list[Typed], *, blocks: bool) -> None:
    """Lines with tabs are table rows, and so are their neighbours where blank lines set blocks off."""
    labelled = [one for one in typed if one.label]
    # where tabs separate labels from words, a tab behind a label says nothing
    tabbed = sum(text.startswith("\t", one.line.start + one.label) for one in labelled) > 0.5 * len(labelled)
    in_table = False
    for one in typed:
        line = one.line
        tab = text.find("\t", line.start + (one.label + 1 if tabbed else 0), line.end)
        in_table = (in_table and blocks and not line.gap) or tab >= 0
        if in_table and one.kind != "furniture":
            one.kind = "row"


def _is_open(text: str) -> bool:
    """Whether a bracket or a quotation is still open at the end."""
    return text.count("(") > text.count(")") or text.count("「") > text.count("」")


class _Head:
    """The line that may go on in the next: a paragraph may be wrapped over thousands of lines, so its words are
    gathered and only their end is looked at."""

    __slots__ = ("bare", "columns", "end", "parts", "tail", "typed")

    def __init__(self, typed: Typed) -> None:
        line = typed.line
        text = line.text
        self.typed = typed
        self.columns = line.columns
        self.end = line.end
        self.parts = [text]
        self.tail = text[-_LOOK_BACK:]
        # a label alone: what follows is its text, not a continuation of it
        self.bare = typed.label > 0 and typed.body >= len(text)

    def append(self, one: Typed, pages: list[Typed]) -> None:
        line = self.typed.line
        line.debris += [(page.line.start, page.line.end) for page in pages] + one.line.debris
        line.stretches += one.line.stretches
        self.parts.append(one.line.text)
        self.tail = (self.tail + one.line.text)[-_LOOK_BACK:]
        self.columns, self.end = one.line.columns, one.line.end
        if self.typed.kind == "plain" and line.text[0] in "(第附別様" and len(self.parts) <= _LONGEST_HEADING:
            line.text = "".join(self.parts)  # a caption or a heading of an appendix, whole now
            self.typed = classify(line)
            self.parts = [line.text]

    def close(self) -> Typed:
        if len(self.parts) > 1:
            self.typed.line.text = "".join(self.parts)
        return self.typed


def _join(typed: list[Typed], profile: Habits, ends: frozenset[int]) -> list[Typed]:
    """Puts continuation lines back where they were broken off. ``ends`` are the ends of lines that a reader saw to be
    full; else the profile's margin says which are."""
    joined: list[Typed] = []
    pages: list[Typed] = []
    head: _Head | None = None
    last = len(typed) - 1
    for at, one in enumerate(typed):
        if head is None:
            head = _Head(one)
            continue
        if one.kind in _BETWEEN:
            pages.append(one)
            continue
        # where a page ends, its last line counts as full earlier than others
        columns = 2 * head.columns if pages else head.columns
        full = head.end in ends or (profile.wrap is not None and columns >= profile.wrap - _SLACK)
        if _continues(head, one, columns, profile, full=full) or (
            at < last and _is_link(head, one, typed[at + 1].line.text)
        ):
            head.append(one, pages)
            pages = []
            continue
        joined.append(head.close())
        if pages:
            joined += pages
            pages = []
        head = _Head(one)
    return joined + ([head.close()] if head else []) + pages


def _continues(head: _Head, one: Typed, columns: int, profile: Habits, *, full: bool) -> bool:
    """Whether a line goes on with the sentence of the line before, which may be full."""
    kind, tail = head.typed.kind, one.line.text
    if kind == "division":
        # a long entry of the 目次: 第2節 …（第79条の9―第79条の1⏎2）
        if not full:  # few entries are that long: then the open bracket of a range and what closes it must do
            return (
                one.kind in ("plain", "enum")
                and _RANGE_REST.match(tail) is not None
                and _RANGE_CUT.search(head.tail) is not None
            )
        return one.kind != "row" and (one.kind == "plain" or _is_open(head.tail))
    if kind not in _TEXT_KINDS or one.kind == "row" or head.bare:
        return False
    if one.kind != "plain" and one.firm:
        if not full:
            return False
        # in wrapped print a line may begin with anything: 別表第3号の5 after …による届出は、
        broken = _MID_LIST if one.enum else _MID_PHRASE
        loose = one.kind not in _FIXED_KINDS and not one.enum
        return broken.search(head.tail[-_LONGEST_PARTICLE:]) is not None or (loose and _is_open(head.tail))
    if tail[0] in _NEVER_FIRST:
        return True
    if kind == "article" and columns >= _WRAP_AT_LEAST and head.tail.endswith("いう。)"):
        return True  # …旅費規程(以下「旅費規程」という。)⏎第25条の2に基づき: an article ends with a sentence, not in a bracket
    if SENTENCE_END.search(head.tail[-8:]):
        # in wrapped print a full line may end with a sentence by chance
        return full and one.line.gap == 0
    if full:
        return True
    if profile.labels_lost and profile.habit == "bare":
        # every line of such a dump begins without a label: only a phrase that is cut goes on in the next
        return _MID_LIST.search(head.tail) is not None or _is_open(head.tail)
    return not profile.marks_loss(one) and _breaks_off(head.tail, tail, columns)


def _is_link(head: _Head, one: Typed, following: str) -> bool:
    """A dump that breaks lines at every link: …の種類は、⏎別表第1⏎のとおりとする。"""
    return (
        one.kind in _LINK_KINDS
        and head.typed.kind in _TEXT_KINDS
        and not head.bare
        and _PARTICLE_FIRST.match(following) is not None
        and _MID_PHRASE.search(head.tail[-_LONGEST_PARTICLE:]) is not None
    )


def _breaks_off(head: str, tail: str, columns: int) -> bool:
    """Whether the seam of two lines falls inside a phrase or a word."""
    if _PARTICLE_FIRST.match(tail):
        return True
    if _HIRAGANA.match(tail):
        return not _FIRST_WORDS.match(tail) and (columns >= _WRAP_AT_LEAST or not is_word_break(head[-20:], tail[:20]))
    if columns < _WRAP_AT_LEAST or _FORMULA.match(tail):
        return False
    if tail[0].isdigit() or ("は、" in head and tail.endswith("。") and not ANNOUNCES.search(head[-24:])):
        return True  # a quantity begins no provision, and a sentence that has its subject wants its end
    return (
        _is_open(head)
        or _MID_PHRASE.search(head[-_LONGEST_PARTICLE:]) is not None
        or not is_word_break(head[-20:], tail[:20])
    )


def _mark_quotations(typed: list[Typed]) -> list[Typed]:
    """Lines inside a quotation that runs over several lines are quoted, whatever they look like.

    Whole provisions set off in an amending clause: 「第5条 … with its own 項 … 」.
    """
    at = 0
    while at < len(typed):
        text = typed[at].line.text
        if "「" in text and text.count("「") > text.count("」") and typed[at].kind != "row":
            end = _quotation_end(typed, at)
            first = at if text[0] == "「" else at + 1
            for one in typed[first : end + 1]:
                one.kind = "quoted"
            at = max(at, end)
        at += 1
    return typed


def _quotation_end(typed: list[Typed], at: int) -> int:
    """The line at which an open quotation closes; ``at`` itself when it never does within reach."""
    depth = 0
    for i in range(at, min(len(typed), at + _QUOTE_REACH)):
        text = typed[i].line.text
        depth += text.count("「") - text.count("」")
        if depth <= 0 and i > at:
            return i
        if typed[i].kind == "suppl" and i > at:
            return at
    return at
