"""The result of a comparison, as tables and as a matrix, and kept in a build on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jorei.comparison.aligned_documents import AlignedDocuments
from jorei.comparison.keep_alignments import keep_alignments
from jorei.comparison.matrix import matrix
from jorei.comparison.rows import AlignmentRow, alignment_rows, to_arrow
from jorei.dataset.corpus import Corpus

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Comparison(AlignedDocuments):
    """The compared documents, the provisions that correspond, and their differences.

    ``comparison.groups("article")`` gives the rows of a 条文対照表, ``comparison.to_pandas()`` the alignments,
    ``comparison.features()`` the matrix of deadlines, penalties and bodies.
    """

    def __repr__(self) -> str:
        groups = len(self.groups("article"))
        return f"<jorei comparison of {len(self.documents)} documents: {groups} groups of articles>"

    def rows(self, differences: bool = True) -> list[AlignmentRow]:
        """The rows of the `alignments` table; ``differences`` False skips the costly comparison of the words."""
        return alignment_rows(self, differences)

    def to_arrow(self, differences: bool = True) -> pa.Table:
        """The `alignments` table."""
        return to_arrow(self.rows(differences))

    def to_pandas(self, differences: bool = True) -> pd.DataFrame:
        """The `alignments` table as a DataFrame."""
        frame: pd.DataFrame = self.to_arrow(differences).to_pandas()
        return frame

    def keep(self, corpus: Corpus) -> None:
        """Write the alignments into the build of the documents: ``corpus.alignments`` until the next build.

        Raises `jorei.Refused` when the build has changed and no longer has the compared provisions.
        """
        keep_alignments(self.to_arrow(), corpus)

    def features(self) -> pd.DataFrame:
        """A row for each document: deadlines, penalties, bodies and terms of office, each with its citation."""
        return matrix(self.documents, self)
