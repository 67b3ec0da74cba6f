"""改め文 among the lines: sentences of amendments, what they set off, and tables that compare two texts.

What is set off (第7条の2 … below 次の1条を加える) looks like provisions of this document and is none; so it is found
before anything is counted. Where sentences stand is said by `jorei.structure.instructions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from jorei.model.record import Record
from jorei.structure.instructions.clause_lines import HEAD, TABLE_HEAD, AmendingLine, begins_clause
from jorei.structure.instructions.stretches import (
    ActStretch,
    LineRange,
    SentenceStretch,
    behind_suppl,
    read_acts,
    read_sentences,
)
from jorei.structure.lines.columns import divide_columns
from jorei.structure.lines.line import share_debris
from jorei.structure.lines.rules import classify
from jorei.structure.lines.typed import TypedLine
from jorei.text.label_styles import ARABIC
from jorei.text.numerals import NUMBER

_HEAD_SIGN: Final = "の一部"
_TABLE_SIGN: Final = "新旧対照"
_VERBS: Final = (
    "改める。", "加える。", "削る。", "条とする。", "項とする。", "号とする。", "章とする。", "付する。", "附する。", "下げる。", "上げる。",
    "改正前",
)  # fmt: skip
"""How the sentences of an amendment end; and the head of a table."""
_NO_SENTENCE: Final = frozenset(("omission", "amend_note", "note", "suppl", "caption", "appdx"))
_BESIDE: Final = frozenset(("page", "furniture"))
_BEFORE_SUPPL: Final = frozenset(("article", "enumerated", "plain"))
_SUPPL: Final = "附則"
_COMPARED: Final = re.compile("新旧対照|改正(?:前|後)の欄|次の表")
_PROMISE: Final = re.compile(rf"次の[^。「」]{{1,12}}を加える。 ?(?=\({NUMBER}\)|{NUMBER} |[ア-ン] |第{NUMBER}条)")
_LONGEST_ABOVE: Final = 6
"""Lines above the head of a 新旧対照表 among which it is announced. Chosen."""


SourceStretch = tuple[int, int]
"""Offsets of the source, half-open."""


class AnothersText(Record):
    """Where provisions of another text stand, in the order of the source.

    ``set_off`` is what sentences set off; ``compared`` are tables of 改正後 and 改正前.
    """

    set_off: tuple[SourceStretch, ...] = ()
    compared: tuple[SourceStretch, ...] = ()


def mark_instructions(lines: list[TypedLine], text: str, folded: str) -> tuple[list[TypedLine], AnothersText]:
    """The lines with the sentences of amendments joined and typed ``clause``, and where another's text stands.

    A text without amendments is given back as it is.
    """
    if not _may_amend(lines, folded):
        return lines, AnothersText()
    marker = _Marker(lines, text)
    marked = marker.mark()
    others = AnothersText(tuple(sorted(marker.stretches)), tuple(sorted(marker.compared)))
    mark_anothers(marked, others)
    return marked, others


def _may_amend(lines: list[TypedLine], folded: str) -> bool:
    """Whether an amendment may stand here: its head before the 附則, or in it with words below (not 〔次のよう〕略)."""
    if _TABLE_SIGN in folded:
        return True
    at = folded.find(_HEAD_SIGN)
    if at < 0 or not any(verb in folded for verb in _VERBS):
        return False
    suppl = next((i for i, typed in enumerate(lines) if typed.kind == "suppl"), len(lines))
    if suppl == len(lines) or at < lines[suppl].line.start:
        return True
    return any(
        typed.kind in _BEFORE_SUPPL and _HEAD_SIGN in typed.line.text and following.kind not in _NO_SENTENCE
        for typed, following in pairwise(lines[suppl:])
    )


def mark_anothers(lines: list[TypedLine], others: AnothersText) -> None:
    """Gives each line that a sentence sets off the number of its stretch, from 1, and types rows of tables that compare
    two texts; changed in place."""
    for typed, at in _inside(lines, others.set_off):
        typed.set_off = at + 1
    for typed, _ in _inside(lines, others.compared):
        typed.kind = "compared"


def _inside(lines: list[TypedLine], stretches: tuple[SourceStretch, ...]) -> Iterator[tuple[TypedLine, int]]:
    """The lines that begin in one of the stretches, each with the index of it."""
    at = 0
    for typed in lines if stretches else ():
        start = typed.line.start
        while at < len(stretches) and stretches[at][1] <= start:
            at += 1
        if at < len(stretches) and stretches[at][0] <= start:
            yield typed, at


class _Marker:
    """``seen`` are the lines that count, as `jorei.structure.instructions` reads them; ``at`` where each stands."""

    def __init__(self, lines: list[TypedLine], text: str) -> None:
        self.lines: list[TypedLine] = []
        self.text = text
        self.cut: dict[int, TypedLine] = {}
        for typed in lines:
            self.lines += _cut_behind_promise(typed)
            if self.lines[-1] is not typed:
                self.cut[len(self.lines) - 1] = typed
        lines = self.lines
        self.at = [i for i, typed in enumerate(lines) if typed.kind not in _BESIDE]
        self.seen = [_seen(lines[i], text) for i in self.at]
        self.stretches: list[SourceStretch] = []
        self.compared: list[SourceStretch] = []
        self.dropped: set[int] = set()

    def mark(self) -> list[TypedLine]:
        suppl = next((i for i, at in enumerate(self.at) if self.lines[at].kind == "suppl"), len(self.seen))
        acts, end = (
            read_acts(self.seen) if any(_HEAD_SIGN in line.folded for line in self.seen[:suppl]) else ([], suppl)
        )
        suppl = end if acts else suppl
        waiting: list[SentenceStretch] = []
        for act in acts:
            if act.kind == "partial" and self._holds(act):
                self._mark_act(act)
                waiting += [one for one in act.sentences if one.demands and one.given[0] == one.given[1]]
        if suppl < len(self.seen):
            self._mark_in_suppl(suppl)
        self._mark_behind(waiting, suppl)
        self._mark_tables()
        self._mend_cuts()
        return [typed for i, typed in enumerate(self.lines) if i not in self.dropped]

    def _mend_cuts(self) -> None:
        """Lines that were cut behind a promise, and of which no sentence took the rest: it is no provision of this text."""
        for i, whole in self.cut.items():
            start = self.lines[i].line.start
            is_taken = any(begin <= start < end for begin, end in (*self.stretches, *self.compared))
            if not is_taken and not self.dropped & {i - 1, i}:
                self.lines[i - 1] = whole
                self.dropped.add(i)

    def _holds(self, act: ActStretch) -> bool:
        """Whether what stands below the head is amendments: a first sentence that is one, or a table."""
        if act.comparison is not None:
            return True
        first = act.sentences[0].first if act.sentences else len(self.seen)
        return first < len(self.seen) and begins_clause(self.seen, first, None)

    def _mark_act(self, act: ActStretch) -> None:
        self._join(act.first, act.last, is_head=True)
        if act.comparison is not None:
            for i in range(act.last, act.comparison[0]):
                self._join(i, i + 1)
            return self._compare(act.comparison)
        for sentence in act.sentences:
            self._mark_sentence(sentence)
        return None

    def _mark_sentence(self, sentence: SentenceStretch) -> None:
        """The sentence as one line, but for rows of tables inside it."""
        first = sentence.first
        for i in range(sentence.first, sentence.last + 1):
            if i < sentence.last and "\t" in self.seen[i].text:
                self._typed(i).kind = "row"
            if i == sentence.last or self._typed(i).kind == "row":
                self._join(first, i)
                if first > sentence.first and first < i:
                    self._typed(first).certain = False  # the sentence goes on behind a table
                first = i + 1
        self._set_off(sentence.given)

    def _typed(self, i: int) -> TypedLine:
        return self.lines[self.at[i]]

    def _join(self, first: int, last: int, *, is_head: bool = False) -> None:
        """Makes one line of several; the head of an act stays the article that it may be."""
        if first >= last:
            return
        head = self._typed(first)
        parts = [head.line.text]
        for i in range(self.at[first] + 1, self.at[last - 1] + 1):
            typed = self.lines[i]
            self.dropped.add(i)
            if typed.kind in _BESIDE:
                head.line.debris.append((typed.line.start, typed.line.end))
                continue
            head.line.debris += typed.line.debris
            head.line.stretches += typed.line.stretches
            parts.append(typed.line.text)
        head.line.text = "".join(parts)
        if not is_head or head.kind == "plain":
            head.kind = "clause"
        head.is_amending = True

    def _set_off(self, given: LineRange) -> None:
        if given[0] < given[1] and not self._typed(given[0]).text.startswith("「"):
            self.stretches.append((self._typed(given[0]).line.start, self._typed(given[1] - 1).line.end))

    def _mark_behind(self, waiting: list[SentenceStretch], suppl: int) -> None:
        """別表 that stand behind the 附則: what sentences promised that set off nothing else."""
        behind = behind_suppl(self.seen, suppl)
        if waiting and behind:
            self._set_off((behind[0], len(self.seen)))

    # -- in a 附則

    def _mark_in_suppl(self, suppl: int) -> None:
        """2 甲条例の一部を次のように改正する。 in a 附則, with the sentences below it."""
        i = suppl + 1
        while i < len(self.seen):
            typed = self._typed(i)
            if typed.kind not in _BEFORE_SUPPL or not HEAD.search(self.seen[i].folded):
                i += 1
                continue
            first, last = i + 1, self._end_in_suppl(i)
            i = last if last > first else i + 1
            if first < last and begins_clause(self.seen, first, None):
                self._typed(first - 1).is_amending = True
                for sentence in read_sentences(self.seen[first:last]):
                    low, high = sentence.given
                    self._mark_sentence(
                        SentenceStretch(
                            sentence.first + first, sentence.last + first, sentence.words, sentence.demands,
                            (low + first, high + first),
                        )
                    )  # fmt: skip

    def _end_in_suppl(self, head: int) -> int:
        """Where the 項 or 条 that a head stands in ends: at the next of its kind, a 附則 or an appendix."""
        typed = self._typed(head)
        for i in range(head + 1, len(self.seen)):
            other = self._typed(i)
            if other.kind in ("suppl", "suppl_number", "appdx", "omission", "amend_note"):
                return i
            if _follows(typed, other) and not self._is_of_run(i, other):
                before = self._typed(i - 1)
                return i - 1 if before.kind == "caption" and i - 1 > head else i
        return len(self.seen)

    def _is_of_run(self, i: int, typed: TypedLine) -> bool:
        """Whether the 項 with the next number belongs to what is set off: it goes on there, and comes again below."""
        if typed.kind != "enumerated" or self._typed(i - 1).kind == "caption":
            return False
        later = (self._typed(k) for k in range(i + 1, len(self.seen)))
        number = typed.label.readings[0] if typed.label else None
        for other in later:
            if other.kind == "suppl":
                return False
            if other.label is not None and other.label.readings[0] == number and other.line.indent == typed.line.indent:
                return True
        return False

    # -- tables that compare two texts

    def _compare(self, stretch: LineRange) -> None:
        first, last = self.at[stretch[0]], self.at[stretch[1] - 1] + 1
        divide_columns(self.lines[first:last], self.text)
        self.compared.append((self.lines[first].line.start, self.lines[last - 1].line.end))
        for typed in self.lines[first:last]:
            typed.kind = "compared"

    def _mark_tables(self) -> None:
        """A 新旧対照表 that stands alone: 改正後 and 改正前 side by side, below words that announce it."""
        for i, line in enumerate(self.seen):
            if not line.folded.startswith("改正") or not TABLE_HEAD.match(line.folded):
                continue
            above = self.seen[max(0, i - _LONGEST_ABOVE) : i]
            if self._typed(i).kind != "compared" and any(_COMPARED.search(one.folded) for one in above):
                last = next((k for k in range(i, len(self.seen)) if self._typed(k).kind == "suppl"), len(self.seen))
                self._compare((i, last))


def _cut_behind_promise(typed: TypedLine) -> tuple[TypedLine, ...]:
    """…次の1号を加える。(3) 乙 on one line: the sentence, and what it sets off."""
    promise = _PROMISE.search(typed.text) if "加える。" in typed.line.text and typed.kind not in _BESIDE else None
    if promise is None:
        return (typed,)
    head = classify(typed.line.part(0, promise.end()))
    rest = classify(typed.line.part(promise.end(), len(typed.text)))
    head.line.gap = typed.line.gap
    share_debris(typed.line, (head.line, rest.line))
    return head, rest


def _seen(typed: TypedLine, text: str) -> AmendingLine:
    line = typed.line
    folded = _SUPPL if typed.kind == "suppl" and not typed.text.startswith("改正文") else line.text
    start = line.stretches[0][0]
    return AmendingLine(text[start : line.stretches[-1][1]], start, line.indent, folded)


def _follows(typed: TypedLine, other: TypedLine) -> bool:
    """Whether a line opens the 項 or 条 behind the one that ``typed`` opens."""
    if typed.kind == "article":
        return other.kind == "article" and (other.num or "").isdigit() and (typed.num or "").isdigit() and (
            int(other.num or 0) == int(typed.num or 0) + 1
        )  # fmt: skip
    if typed.label is None or other.label is None or typed.kind != "enumerated":
        return False
    style, ordinal = typed.label.readings[0]
    return style == ARABIC and (style, (ordinal[0] + 1,)) == other.label.readings[0]
