"""The habits of a document, inferred from all of it before any line is decided."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from jorei.structure.lines.labels import ARABIC, CIRCLED, KANA, PAREN_ARABIC, follows
from jorei.structure.lines.line import Line
from jorei.structure.lines.patterns import ARTICLE_RE, REFERENCE_TAIL
from jorei.structure.lines.rules import Typed, number_of
from jorei.text.instruments import COMMON, alternation
from jorei.text.numerals import NUMBER

SENTENCE_END: Final = re.compile(r"。[)」』]*$")
# a full line in print may be short by what 禁則処理 keeps from its ends
_SLACK: Final = 5
_NARROWEST: Final = 40
# so few labels may be anything: cells, signs of a formula
_STRAY: Final = 2
_ENACTS = re.compile(rf"^この{alternation(*COMMON, '基準', '細則')}は、.{{0,80}}施行する")


@dataclass(slots=True)
class Habits:
    """What the parser reads every line by."""

    wrap: int | None = None
    articles: int = 0
    main_articles: int = 0
    captioned: int = 0
    suppl_headings: int = 0
    paragraph_labels: int = 0
    kana_labels: int = 0
    item_labels: int = 0
    entry_labels: int = 0
    announced: int = 0
    missing: int = 0
    plain: int = 0
    shifted: int = 0
    labelled: int = 0
    alone: int = 0
    speaks: bool = False
    blocks: bool = False
    tabs: bool = False
    indents: Counter[int] = field(default_factory=Counter)

    @property
    def paragraphs_unlabelled(self) -> bool:
        """Whether no 項 of the document carries a number: old texts, and dumps that lost list markers."""
        return self.paragraph_labels <= 0.02 * self.articles

    @property
    def items_unlabelled(self) -> bool:
        """Whether lists are announced and no 号 carries a label: a dump that lost every list marker."""
        return self.paragraphs_unlabelled and self.announced > 0 and self.item_labels <= 0.1 * self.announced

    @property
    def gaps(self) -> bool:
        """Whether articles are missing again and again: a dump that dropped whole blocks."""
        return self.missing > 0.08 * self.articles

    @property
    def marking(self) -> bool:
        """Whether a blank stands where labels were lost: labelled lines start at the margin, and others do not."""
        return self.shifted > 0.04 * self.plain and self.indents[0] > 0.9 * self.indents.total()

    @property
    def labels_alone(self) -> bool:
        """Whether labels stand on lines of their own, above their words: (1), and 市長が認める者 on the next line."""
        return self.alone > 0.8 * self.labelled

    @property
    def labels_lost(self) -> bool:
        """Whether the document has articles and numbers no 項, so that its lines are read in runs.

        Where no label is left at all, the words must speak of what had labels: 前項, 次の各号, 前号.
        """
        return self.articles > 0 and self.paragraphs_unlabelled and (self.speaks or self.habit != "bare")

    @property
    def habit(self) -> str:
        """What stands where labels were: a blank (marked), nothing (bare), or most of them still do (kept)."""
        if self.marking:
            return "marked"
        return "kept" if self.entry_labels > max(_STRAY, 0.1 * self.announced) else "bare"

    def marks_loss(self, typed: Typed) -> bool:
        """Whether a line begins with the blank that a lost label leaves behind.

        Labelled lines of such a dump start at the margin; a plain line that does not has lost something.
        """
        return typed.line.indent > 0 and self.indents[0] > 0.9 * self.indents.total()


_DOUBLE: Final = re.compile(rf"第{NUMBER}[条章編]|附則")
"""第52条第14条第3項の…: the label of an article and its first words."""


def infer_wrap(text: str, lines: list[Line]) -> int | None:
    """The column at which the lines of print were broken, or None.

    Broken lines pile up at one width and end in the middle of a sentence; lines that are as long as their
    sentences do neither.
    """
    # table rows and short lines (headings, entries of forms) say nothing about the margin
    tabs = "\t" in text
    long = [
        (line.columns, line)
        for line in lines
        if line.columns >= _NARROWEST and not (tabs and "\t" in text[line.start : line.end])
    ]
    if len(long) < 4:
        return None
    counts = Counter([n for n, _ in long])
    margin = _fullest(counts)
    near = [line for n, line in long if margin - _SLACK <= n <= margin]
    over = sum(n > margin + 2 for n, _ in long)
    open_ended = sum(not line.text.endswith(("。", "。)", ")")) for line in near)
    if len(near) >= max(4, 0.35 * len(long)) and over <= 0.06 * len(long) and open_ended >= 0.6 * len(near):
        return margin
    return None


def _fullest(counts: Counter[int]) -> int:
    """The column at which, or up to some before it, most lines end; of two the wider."""
    widths = sorted(counts)
    first = ending = 0
    best = (0, 0)
    for column in widths:
        ending += counts[column]
        while widths[first] < column - _SLACK:
            ending -= counts[widths[first]]
            first += 1
        best = max(best, (ending, column))
    return best[1]


def firm_up(typed: list[Typed]) -> None:
    """Takes 第1条この条例は… (no blank behind the label) for articles where they count on as articles do.

    Only where such heads outnumber set-off ones: elsewhere they are references that happen to begin a line.
    """
    heads = [at for at, one in enumerate(typed) if one.kind == "article"]
    bare = sum(not typed[at].firm for at in heads)
    if bare <= len(heads) - bare:
        return
    _reveal_heads(typed, heads)
    last: tuple[int, ...] = (0,)
    for one in typed:
        if one.kind == "suppl":
            last = (0,)
        elif one.kind == "article":
            number = ordinal_of(one.num)
            if one.firm or number[0] == 1 or number > last:
                one.firm = True
                last = (article_bounds(one.num)[1], *number[1:])


def _reveal_heads(typed: list[Typed], heads: list[int]) -> None:
    """Makes articles of lines that look like references (第5条第3条第1項の…, 第5条中学校は) and stand where some are missing.

    The article before has come, the one after comes next, and none has their numbers. A label before another 条 needs
    no article after it: no reference is written so.
    """
    settled: tuple[int, ...] = (0,)
    last = settled
    coming = 0
    chain: list[tuple[Typed, str, int]] = []
    for at, one in enumerate(typed):
        after = ordinal_of(typed[heads[coming]].num) if coming < len(heads) else (0,)
        if coming < len(heads) and heads[coming] == at:
            if follows(last, after):
                _make_heads(chain)
            settled = last = after
            coming, chain = coming + 1, []
            continue
        if one.kind == "suppl":
            settled, last, chain = (), (), []  # it counts from one, or has 項 alone
            continue
        match = ARTICLE_RE.match(one.text) if one.kind == "plain" and one.text[0] == "第" else None
        num = number_of(match["base"], match["branch"]) if match and not match["range"] else None
        if not match or not num or match.end() >= len(one.text):
            continue
        number = ordinal_of(num)
        captioned = at > 0 and typed[at - 1].kind == "caption"
        sure = (captioned or _DOUBLE.match(one.text, match.end()) is not None) and after != number
        if not follows(last, number):
            if not (sure and follows(settled, number)):
                continue
            chain = []
        last = number
        chain.append((one, num, match.end()))
        if sure:
            _make_heads(chain)
            settled, chain = number, []


def _make_heads(chain: list[tuple[Typed, str, int]]) -> None:
    for one, num, end in chain:
        one.kind, one.num, one.label, one.body, one.firm = "article", num, end, end, False


def ordinal_of(num: str | None) -> tuple[int, ...]:
    """The number of an article or of the first of a range, branches included.

    >>> ordinal_of("10_2"), ordinal_of("6:7"), ordinal_of(None)
    ((10, 2), (6,), (0,))
    """
    return tuple(int(part) for part in (num or "0").partition(":")[0].split("_"))


def infer(text: str, typed: list[Typed], wrap: int | None) -> Habits:
    """The profile of a document from its typed physical lines."""
    profile = Habits(wrap=wrap, tabs="\t" in text)
    circled = arabic = gaps = untabbed = plain = shifted = announced = 0
    previous = ""
    last_article = 0
    divided = bare_main = appended = False
    tabs, indents = profile.tabs, profile.indents
    for one in typed:
        line, kind = one.line, one.kind
        if not tabs or text.find("\t", line.start, line.end) < 0:
            gaps += line.gap > 0
            untabbed += 1
        if kind == "plain":
            if not appended:
                plain += 1
                shifted += line.indent > 0
            announced += _announces(line.text)
        elif kind == "article":
            if one.firm:
                profile.articles += 1
                profile.main_articles += not bare_main
                base, reach = article_bounds(one.num)
                profile.missing += base > last_article + 1
                last_article = reach
                profile.captioned += bool(one.caption) or previous == "caption"
                indents[line.indent] += 1
            announced += _announces(line.text)
        elif kind == "enum":
            if one.enum and one.firm and not _is_cell(profile, text, one):
                style, ordinal = one.enum.readings[0]
                indents[line.indent] += 1
                profile.labelled += 1
                profile.alone += one.body >= len(line.text)
                if not appended:  # forms and tables number their entries too
                    arabic += style == ARABIC and ordinal >= (2,)
                    circled += style == CIRCLED and ordinal >= (2,)
                    profile.kana_labels += style == KANA
                    profile.item_labels += style == PAREN_ARABIC
                    if style not in (ARABIC, CIRCLED):
                        profile.entry_labels += (
                            REFERENCE_TAIL.match(line.text, one.label) is None
                        )  # (1)の措置により cites
        elif kind == "suppl":
            profile.suppl_headings += 1
            appended = False
            # 附則 before any 条 ends a text without articles, unless it is an entry of the 目次
            bare_main |= not profile.articles and not divided
        elif kind == "appdx":
            appended = profile.articles > 0
        elif kind in ("toc", "division"):
            divided = True
        previous = kind
    profile.plain, profile.shifted, profile.announced = plain, shifted, announced
    profile.speaks = any(any(word in one.line.text for one in typed) for word in ("前項", "各号", "前号"))
    profile.paragraph_labels = arabic or circled
    profile.blocks = untabbed > 1 and gaps >= 0.6 * (untabbed - 1)
    return profile


def _announces(text: str) -> bool:
    return "次の各号" in text or "次に掲げる" in text


def _is_cell(profile: Habits, text: str, one: Typed) -> bool:
    """Whether a labelled line is a row of a table: a tab stands further on than behind its label."""
    return profile.tabs and text.find("\t", one.line.start + one.label + 1, one.line.end) >= 0


def article_bounds(num: str | None) -> tuple[int, int]:
    """First and last base number of an article or of a range of articles.

    >>> article_bounds("10_2"), article_bounds("6:7")
    ((10, 10), (6, 7))
    """
    first, _, last = (num or "0").partition(":")
    begin = int(first.partition("_")[0])
    return begin, int(last.partition("_")[0]) if last else begin


def enacts(text: str) -> bool:
    """Whether a sentence puts its own instrument into force, as the first paragraph of a 附則 does.

    >>> enacts("この条例は、平成10年4月1日から施行する。")
    True
    """
    return bool(_ENACTS.match(text))
