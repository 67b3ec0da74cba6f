"""A comparison of documents, as tables, as a matrix, and kept in a build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jorei.comparison.aligned import Aligned
from jorei.comparison.features import matrix
from jorei.comparison.keep import keep
from jorei.comparison.rows import rows, to_arrow
from jorei.dataset.corpus import Corpus

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Comparison(Aligned):
    """The documents compared, which provisions answer which, and what they say differently.

    ``comparison.groups("article")`` are the rows of a 条文対照表, ``comparison.to_pandas()`` the alignments,
    ``comparison.features()`` the matrix of deadlines, penalties and bodies.
    """

    def __repr__(self) -> str:
        return f"<jorei comparison of {len(self.sides)} documents: {len(self.groups('article'))} groups of articles>"

    def rows(self, differences: bool = True) -> list[dict[str, Any]]:
        """The rows of the `alignments` table."""
        return rows(self, differences)

    def to_arrow(self, differences: bool = True) -> pa.Table:
        """The `alignments` table."""
        return to_arrow(self.rows(differences))

    def to_pandas(self, differences: bool = True) -> pd.DataFrame:
        """The `alignments` table as a DataFrame."""
        frame: pd.DataFrame = self.to_arrow(differences).to_pandas()
        return frame

    def keep(self, corpus: Corpus) -> None:
        """Keep the alignments in the build that the documents come from: ``corpus.alignments`` until the next build."""
        keep(self.to_arrow(), corpus)

    def features(self) -> pd.DataFrame:
        """A row for each document: deadlines, penalties, bodies and terms of office, each with its citation."""
        return matrix(self.sides, self)
