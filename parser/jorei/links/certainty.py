"""How sure a reference is: one row for each kind of evidence that a target rests on.

The confidence of a row is the lowest of what its status, its evidence and the look-up say. Values are frequencies measured
on references whose targets publishers or readers gave (``tests/corpus/calibration``), rounded down; *chosen* where too
few of a kind were there.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from jorei.model.vocabulary import Status

Evidence = Literal[
    "direct", "carried", "anaphoric", "numbered", "named", "after_law", "open_name", "appendix_carried", "narrowing",
    "law_before_bracket", "parallel", "falling", "row", "table_of_row", "damaged", "not_understood",
]  # fmt: skip
"""What a target rests on."""


class EvidenceRow(NamedTuple):
    """A kind of evidence, how sure it is, and what it looks like."""

    evidence: Evidence
    confidence: float
    example: str


EVIDENCE_ROWS: Final = (
    EvidenceRow("direct", 1.0, "第5条, 前項, この条例: nothing before it says otherwise"),
    EvidenceRow("carried", 0.995, "第2項 in 第5条第1項及び第2項"),
    EvidenceRow("anaphoric", 0.99, "同条第2項, 当該各号"),
    EvidenceRow("numbered", 0.998, "港湾法(昭和25年法律第218号)第3条, 法第3条: the document gives the number"),
    EvidenceRow("named", 0.98, "港湾法第3条: a name alone"),
    EvidenceRow("after_law", 0.97, "第5条, no member of an enumeration, where the sentence has named another law"),
    EvidenceRow("row", 0.97, "別表第1甲の項, where a row of the table is called so: chosen"),
    EvidenceRow("open_name", 0.95, "岬会会則第3条, 「港湾法」第3条: chosen"),
    EvidenceRow("law_before_bracket", 0.95, "港湾法の規定(第3条を除く。): chosen"),
    EvidenceRow("narrowing", 0.9, "第7条の許可(第3号に係るものに限る。), 第3条の事務のうちア: chosen"),
    EvidenceRow("parallel", 0.85, "第2項 in 甲法第5条第1項に規定する区域及び第2項に規定する区域: chosen"),
    EvidenceRow("appendix_carried", 0.85, "港湾法第3条及び別表第3: chosen"),
    EvidenceRow("falling", 0.8, "第1項 in 前条第2項又は第1項: chosen, of two that were found one was so"),
    EvidenceRow("table_of_row", 0.8, "別表第1甲の項, where no row is called so: the table; chosen"),
    EvidenceRow("damaged", 0.6, "第51第1項, 第13条第3頃: a letter was lost or is wrong; chosen"),
    EvidenceRow("not_understood", 0.5, "灯台保存者第1条: chosen"),
)
"""From the surest down."""
CERTAINTY: Final[dict[Evidence, float]] = {row.evidence: row.confidence for row in EVIDENCE_ROWS}
BY_STATUS: Final[dict[Status, float]] = {
    "resolved": 1.0, "external": 1.0, "dangling": 0.9, "ambiguous": 0.5, "unresolved": 0.3,
}  # fmt: skip
"""How sure a row of a status is at most. A dangling one is a fault of the text or a misreading; chosen."""


def confidence_of(status: Status, evidence: Evidence, found: float = 1.0) -> float:
    """The confidence of a row; ``found`` is what the look-up says of its target.

    >>> confidence_of("resolved", "carried"), confidence_of("dangling", "direct"), confidence_of("resolved", "direct", 0.9)
    (0.995, 0.9, 0.9)
    """
    confidence = min(BY_STATUS[status], CERTAINTY[evidence])  # compiled, min() of three is a call
    return min(confidence, found)
