"""The habits of a document, inferred from all of it before any line is decided."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from jorei.structure.labels import ARABIC, CIRCLED, KANA, PAREN_ARABIC
from jorei.structure.line import Line
from jorei.structure.rules import Typed

SENTENCE_END: Final = re.compile(r"。[)」』]*$")
# a full line in print may be short by what 禁則処理 keeps from its ends
_SLACK: Final = 5
_NARROWEST: Final = 40
_ENACTS = re.compile(r"^この(?:条例|規則|規程|要綱|要領|訓令|告示|法律|政令|省令|基準|細則)は、.{0,80}施行する")


@dataclass(slots=True)
class Profile:
    """What the parser reads every line by."""

    wrap: int | None = None
    articles: int = 0
    main_articles: int = 0
    captioned: int = 0
    suppl_headings: int = 0
    paragraph_labels: int = 0
    kana_labels: int = 0
    item_labels: int = 0
    announced: int = 0
    missing: int = 0
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

    def marks_loss(self, typed: Typed) -> bool:
        """Whether a line begins with the blank that a lost label leaves behind.

        Labelled lines of such a dump start at the margin; a plain line that does not has lost something.
        """
        return typed.line.indent > 0 and self.indents[0] > 0.9 * self.indents.total()


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
    counts = Counter(n for n, _ in long)
    margin = max(counts, key=lambda n: (sum([counts.get(m, 0) for m in range(n - _SLACK, n + 1)]), n))
    near = [line for n, line in long if margin - _SLACK <= n <= margin]
    over = sum(n > margin + 2 for n, _ in long)
    open_ended = sum(not line.text.endswith(("。", "。)", ")")) for line in near)
    if len(near) >= max(4, 0.35 * len(long)) and over <= 0.06 * len(long) and open_ended >= 0.6 * len(near):
        return margin
    return None


def firm_up(typed: list[Typed]) -> None:
    """Takes 第1条この条例は… (no blank behind the label) for articles where they count on as articles do.

    Only where such heads outnumber set-off ones: elsewhere they are references that happen to begin a line.
    """
    heads = [one for one in typed if one.kind == "article"]
    bare = [one for one in heads if not one.firm]
    if len(bare) <= len(heads) - len(bare):
        return
    last = 0
    for one in heads:
        base, reach = article_bounds(one.num)
        if one.firm or base == last + 1 or (base == last and "_" in (one.num or "")) or base == 1:
            one.firm = True
            last = reach


def infer(text: str, typed: list[Typed], wrap: int | None) -> Profile:
    """The profile of a document from its typed physical lines."""
    profile = Profile(wrap=wrap, tabs="\t" in text)
    circled = arabic = gaps = untabbed = 0
    previous = ""
    last_article = 0
    divided = bare_main = False
    for one in typed:
        if not profile.tabs or text.find("\t", one.line.start, one.line.end) < 0:
            gaps += one.line.gap > 0
            untabbed += 1
        kind = one.kind
        if kind == "article":
            if one.firm:
                profile.articles += 1
                profile.main_articles += not bare_main
                base, reach = article_bounds(one.num)
                profile.missing += base > last_article + 1
                last_article = reach
                profile.captioned += bool(one.caption) or previous == "caption"
                profile.indents[one.line.indent] += 1
        elif kind == "enum" and one.enum and one.firm:
            style, ordinal = one.enum.readings[0]
            profile.indents[one.line.indent] += 1
            arabic += style == ARABIC and ordinal >= (2,)
            circled += style == CIRCLED and ordinal >= (2,)
            profile.kana_labels += style == KANA
            profile.item_labels += style == PAREN_ARABIC
        elif kind == "suppl":
            profile.suppl_headings += 1
            # 附則 before any 条 ends a text without articles, unless it is an entry of the 目次
            bare_main |= not profile.articles and not divided
        divided |= kind in ("toc", "division")
        if kind in ("article", "plain") and ("次の各号" in one.line.text or "次に掲げる" in one.line.text):
            profile.announced += 1
        previous = kind
    profile.paragraph_labels = arabic or circled
    profile.blocks = untabbed > 1 and gaps >= 0.6 * (untabbed - 1)
    return profile


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
