"""Comparison: which provision of one document answers which of another, and what each says differently.

The package is what ``jorei.compare(documents)`` calls.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jorei.compare.comparison import Comparison
    from jorei.model import Analysis
    from jorei.store.corpus import Corpus


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
    from jorei.compare.comparison import Comparison
    from jorei.compare.sides import of_analysis, of_corpus
    from jorei.store.corpus import Corpus

    if isinstance(documents, Corpus):
        return Comparison([of_corpus(documents, name) for name in docs])
    return Comparison([of_analysis(document) for document in documents])


class _Callable(ModuleType):
    """``jorei.compare`` is this package, whoever has imported it first, and what calls it calls `compare`."""

    def __call__(self, documents: Iterable[Analysis] | Corpus, docs: Iterable[str] = ()) -> Comparison:
        return compare(documents, docs)


sys.modules[__name__].__class__ = _Callable
