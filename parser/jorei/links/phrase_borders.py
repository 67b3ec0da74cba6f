"""What decides where the noun phrase begins that a term stands for, and how sure each kind is."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Border = Literal[
    "said", "name", "noun", "citing", "clause", "list", "adverb", "last of list", "chain", "joined clause", "unknown"
]
"""What decides where a phrase begins."""


class BorderRow(NamedTuple):
    """A kind of border, how sure it is, and what it looks like."""

    border: Border
    confidence: float
    example: str


BORDER_ROWS: Final = (
    BorderRow("said", 0.99, "「甲」とは…をいう。, (…をいう。), the words of an item"),
    BorderRow("name", 0.98, "青潮市税条例(平成3年条例第2号。以下「条例」という。)"),
    BorderRow("noun", 0.98, "第5条の許可, 青潮市"),
    BorderRow("citing", 0.97, "法第2条に規定する建築物"),
    BorderRow("clause", 0.95, "許可を受けた者"),
    BorderRow("list", 0.93, "鉢、土及び苗"),
    BorderRow("adverb", 0.9, "住民に対し前条の許可: に対し is left out"),
    BorderRow("last of list", 0.85, "副市長又は主務課の長(以下「主務課長」という。)"),
    BorderRow("chain", 0.85, "区域を明示して申請をする者: of the sentence or of the clause"),
    BorderRow("joined clause", 0.85, "設置許可又は変更許可を受けた者"),
    BorderRow("unknown", 0.3, "nothing that could be a noun phrase"),
)
"""From the surest down: frequencies measured on labelled definitions (``tests/corpus/definitions``), rounded down."""
BORDERS: Final[dict[Border, float]] = {row.border: row.confidence for row in BORDER_ROWS}
