"""The habits of a document, counted on its typed physical lines."""

from __future__ import annotations

from typing import Final

from jorei.model.num import base_numbers
from jorei.structure.lines.habits import Habits, has_blocks
from jorei.structure.lines.patterns import REFERENCE_TAIL
from jorei.structure.lines.typed import LineKind, TypedLine
from jorei.text.label_styles import ARABIC, CIRCLED, KANA, PAREN_ARABIC

_REFERS_BACK: Final = ("前項", "各号", "前号")


def observe_habits(text: str, lines: list[TypedLine], wrap: int | None) -> Habits:
    """The habits of the source ``text`` whose lines these are; ``wrap`` is the column of its margin."""
    habits = Habits(wrap=wrap, has_tabs="\t" in text)
    _Observer(text, habits).see(lines)
    habits.refers_back = any(any(word in typed.line.text for typed in lines) for word in _REFERS_BACK)
    habits.has_blocks = _has_blocks(text, lines, tabs=habits.has_tabs)
    return habits


def _has_blocks(text: str, lines: list[TypedLine], *, tabs: bool) -> bool:
    """Whether blank lines set blocks off; rows of tables (lines with tabs) do not count."""
    gaps = [typed.line.gap for typed in lines if not tabs or text.find("\t", typed.line.start, typed.line.end) < 0]
    return has_blocks(len(gaps) - gaps.count(0), len(gaps))


class _Observer:
    """Counts line by line: what a label or a heading counts for depends on what came before."""

    def __init__(self, text: str, habits: Habits) -> None:
        self.text = text
        self.habits = habits
        self.arabic = self.circled = 0
        self.last_article = 0
        self.in_appendix = False

    def see(self, lines: list[TypedLine]) -> None:
        """Counts all lines of a document."""
        habits = self.habits
        previous: LineKind | None = None
        is_divided = suppl_first = False
        for typed in lines:
            if typed.set_off:
                continue  # provisions of another text
            kind = typed.kind
            if kind == "plain":
                if not self.in_appendix:
                    habits.plain_lines += 1
                    habits.indented_plain_lines += typed.line.indent > 0
                habits.announcements += _announces(typed.line.text)
            elif kind == "enumerated":
                self._see_label(typed)
            elif kind == "article":
                self._see_article(typed, captioned=previous == "caption", in_main=not suppl_first)
            elif kind == "suppl":
                habits.suppl_headings += 1
                self.in_appendix = False
                # 附則 before any 条 ends a text without articles, unless it is an entry of the 目次
                suppl_first |= not habits.articles and not is_divided
            elif kind == "appdx":
                self.in_appendix = habits.articles > 0
            elif kind in ("toc", "division"):
                is_divided = True
            previous = kind
        habits.paragraph_labels = self.arabic or self.circled

    def _see_article(self, typed: TypedLine, *, captioned: bool, in_main: bool) -> None:
        habits = self.habits
        if typed.certain:
            habits.articles += 1
            habits.main_articles += in_main
            first, last = base_numbers(typed.num)
            habits.article_gaps += first > self.last_article + 1
            self.last_article = last
            habits.captioned_articles += bool(typed.caption) or captioned
            habits.label_indents[typed.line.indent] += 1
        habits.announcements += _announces(typed.line.text)

    def _see_label(self, typed: TypedLine) -> None:
        label, habits, text = typed.label, self.habits, typed.line.text
        if label is None or not typed.certain or (habits.has_tabs and self._is_cell(typed)):
            return
        style, ordinal = label.readings[0]
        habits.label_indents[typed.line.indent] += 1
        habits.labelled_lines += 1
        habits.lone_labels += typed.body >= len(text)
        if self.in_appendix:  # forms and tables number their entries too
            return
        if style in (ARABIC, CIRCLED):
            if ordinal[0] > 1:
                self.arabic += style == ARABIC
                self.circled += style == CIRCLED
                habits.main_paragraph_labels += not habits.suppl_headings
            return
        habits.kana_labels += style == KANA
        habits.item_labels += style == PAREN_ARABIC
        end = typed.label_end
        if text[end : end + 1] == " " or REFERENCE_TAIL.match(text, end) is None:
            habits.entry_labels += 1  # (1)の措置により cites

    def _is_cell(self, typed: TypedLine) -> bool:
        """Whether a labelled line is a row of a table: a tab stands further on than behind its label."""
        line = typed.line
        return self.text.find("\t", line.start + typed.label_end + 1, line.end) >= 0


def _announces(text: str) -> bool:
    return "次の各号" in text or "次に掲げる" in text
