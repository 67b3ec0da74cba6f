"""Comparison: which provision of one document answers which of another, and what each says differently.

`compare` is ``jorei.compare``. Nothing here changes a document; alignments are kept in a build only when asked for.
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

    >>> import jorei
    >>> a = jorei.parse("○甲市条例\\n\\n（期限）\\n第1条 市長は、14日以内に決定しなければならない。")
    >>> b = jorei.parse("○乙町条例\\n\\n（期限）\\n第2条 町長は、15日以内に決定しなければならない。")
    >>> table = jorei.compare([a, b]).to_pandas()
    >>> row = table[table["level"] == "paragraph"].iloc[0]
    >>> row["relation"], [(c["left"], c["right"]) for c in row["diff"] if c["op"] == "number"]
    ('similar', [('14日', '15日')])
    """
    from jorei.comparison.comparison import Comparison
    from jorei.comparison.sides import of_analysis, of_corpus
    from jorei.dataset.corpus import Corpus

    if isinstance(documents, Corpus):
        return Comparison([of_corpus(documents, name) for name in docs])
    return Comparison([of_analysis(document) for document in documents])
