"""The habits of a document: what its lines say together, before any of them is decided."""

from __future__ import annotations

from collections import Counter
from typing import Final, Literal

from jorei.structure.lines.typed import TypedLine

# The shares below part documents that lost something from those that did not. They lie between what was measured on
# both: 30 national laws printed in 16 layouts, which lose nothing or known labels, and 750 texts of ordinances from
# four collections. Given is the range of the middle 90 % unless a bound is named.

_NO_PARAGRAPH_NUMBERS: Final = 0.02
"""Numbered 項 an article. Measured: 0 where numbers were lost, 0.25 at least in laws that number them."""
_NO_ITEM_LABELS: Final = 0.1
"""Labelled 号 an announcement (次の各号…). Measured: 0.04 at most where labels were lost, 1.7 and more elsewhere."""
_MISSING_ARTICLES: Final = 0.08
"""Gaps in the numbers an article. Measured: up to 0.05 in complete texts, up to 0.4 in dumps that drop blocks."""
_INDENTED_LINES: Final = 0.04
"""Indented lines among those without label. Measured: 0.09 and more where lost labels leave a blank, up to 0.03 where
the other lines stand at the margin."""
_AT_MARGIN: Final = 0.9
"""Labelled lines that stand at the margin. Measured: 0.97 and more where lost labels leave a blank, 0.7 on average in
print that indents by depth."""
_LABELS_ALONE: Final = 0.8
"""Labels alone on their lines. Measured: 0.92 and more in texts set so, up to 0.5 in others."""
_BLOCKS: Final = 0.6
"""Lines below a blank line. Measured: 1 where blank lines part blocks (0.63 and more in pages of ordinances), up to 0.6
where they stand above headings."""
_STRAY_LABELS: Final = 2
"""Labels that may be anything: cells, signs of a formula. Chosen."""

LabelTrace = Literal["marked", "bare", "kept"]
"""The trace of labels: a blank stands where they were, nothing does, or most of them are still there."""


class Habits:
    """Counts of one document, and what follows from them. Every line is read by them.

    ``wrap`` is the column at which print was broken (None when lines end where their sentences do). ``articles`` counts
    headings that are certain, ``main_articles`` those before any 附則. ``announcements`` counts lines that announce a
    list, ``main_paragraph_labels`` the numbers of 項 before any 附則, ``entry_labels`` the labels that belong to entries of lists, ``article_gaps`` how often an article's number
    is not the next one. ``label_indents`` are the columns before labels, and ``refers_back`` says that the words
    speak of what had labels (前項, 各号, 前号). ``is_print`` says that indents are those of paper: no trace of labels.
    """

    def __init__(self, wrap: int | None = None, *, has_tabs: bool = False, paragraph_labels: int = 0) -> None:
        self.wrap = wrap
        self.has_tabs = has_tabs
        self.paragraph_labels = paragraph_labels
        self.articles = 0
        self.main_articles = 0
        self.captioned_articles = 0
        self.article_gaps = 0
        self.suppl_headings = 0
        self.main_paragraph_labels = 0
        self.kana_labels = 0
        self.item_labels = 0
        self.entry_labels = 0
        self.announcements = 0
        self.plain_lines = 0
        self.indented_plain_lines = 0
        self.labelled_lines = 0
        self.lone_labels = 0
        self.refers_back = False
        self.has_blocks = False
        self.is_print = False
        self.label_indents: Counter[int] = Counter()

    @property
    def paragraphs_unlabelled(self) -> bool:
        """Whether no 項 of the document carries a number: old texts, and dumps that lost list markers."""
        return self.paragraph_labels <= _NO_PARAGRAPH_NUMBERS * self.articles

    @property
    def main_unlabelled(self) -> bool:
        """The same for the main part alone: its 附則 may number theirs."""
        return self.main_paragraph_labels <= _NO_PARAGRAPH_NUMBERS * self.main_articles

    @property
    def items_unlabelled(self) -> bool:
        """Whether lists are announced and no 号 carries a label: a dump that lost every list marker."""
        return (
            self.paragraphs_unlabelled
            and self.announcements > 0
            and self.item_labels <= _NO_ITEM_LABELS * self.announcements
        )

    @property
    def lacks_articles(self) -> bool:
        """Whether articles are missing again and again: a dump that dropped whole blocks."""
        return self.article_gaps > _MISSING_ARTICLES * self.articles

    @property
    def labels_alone(self) -> bool:
        """Whether labels stand on lines of their own, above their words: (1), and 市長が認める者 on the next line."""
        return self.lone_labels > _LABELS_ALONE * self.labelled_lines

    @property
    def labels_lost(self) -> bool:
        """Whether the document has articles and numbers no 項, so that its lines are read in runs.

        Where no label is left at all, the words must speak of what had labels: 前項, 次の各号, 前号.
        """
        return self.articles > 0 and self.paragraphs_unlabelled and (self.refers_back or self.label_trace != "bare")

    @property
    def label_trace(self) -> LabelTrace:
        """The trace that the document's labels have left."""
        if self.indented_plain_lines > _INDENTED_LINES * self.plain_lines and self._labels_at_margin:
            return "marked"
        return "kept" if self.entry_labels > max(_STRAY_LABELS, _NO_ITEM_LABELS * self.announcements) else "bare"

    @property
    def _labels_at_margin(self) -> bool:
        return not self.is_print and self.label_indents[0] > _AT_MARGIN * self.label_indents.total()

    def marks_loss(self, typed: TypedLine) -> bool:
        """Whether a line begins with the blank that a lost label leaves behind.

        Labelled lines of such a dump start at the margin; a plain line that does not has lost something.
        """
        return typed.line.indent > 0 and self._labels_at_margin


def has_blocks(below_blank_lines: int, lines: int) -> bool:
    """Whether blank lines set blocks off, by how many of the lines stand below one; the first line cannot."""
    return lines > 1 and below_blank_lines >= _BLOCKS * (lines - 1)
