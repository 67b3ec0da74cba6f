"""Comparison of documents: which provisions correspond, and what corresponding provisions say differently.

`compare` is exported as ``jorei.compare``. The package reads analyses and builds and changes no document; it writes to
a build only when alignments are to be kept there. No other package imports it but the command line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jorei.comparison.comparison import Comparison
    from jorei.dataset.corpus import Corpus
    from jorei.model import Analysis


def compare(documents: Iterable[Analysis] | Corpus, docs: Iterable[str] = ()) -> Comparison:
    """Compare documents, or those of a corpus that ``docs`` names (doc_id, title, municipality or source path).

    Raises `jorei.Refused` when a name fits no document of the corpus, or several.

    >>> import jorei
    >>> a = jorei.parse("○甲市条例\\n\\n（期限）\\n第1条 市長は、14日以内に決定しなければならない。")
    >>> b = jorei.parse("○乙町条例\\n\\n（期限）\\n第2条 町長は、15日以内に決定しなければならない。")
    >>> table = jorei.compare([a, b]).to_pandas()
    >>> row = table[table["level"] == "paragraph"].iloc[0]
    >>> row["relation"], [(c["left"], c["right"]) for c in row["diff"] if c["op"] == "number"]
    ('similar', [('14日', '15日')])
    """
    from jorei.comparison.comparison import Comparison
    from jorei.comparison.documents import document_from_analysis, document_from_corpus
    from jorei.dataset.corpus import Corpus

    if isinstance(documents, Corpus):
        return Comparison([document_from_corpus(documents, name) for name in docs])
    return Comparison([document_from_analysis(analysis) for analysis in documents])
