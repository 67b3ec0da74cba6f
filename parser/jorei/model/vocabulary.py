"""The closed vocabularies of the tables, each written here and nowhere else.

A column whose values are closed names its vocabulary in `jorei.dataset.schema`; the data dictionary, the JSON Schema,
the data package and `jorei validate` are made from it. Kinds of nodes stand in `jorei.model.kinds`.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

DocumentStatus = Literal["ok", "unreadable"]
SourceFormat = Literal["text", "html", "pdf", "docx", "egov_xml"]
InstrumentKind = Literal[
    "ordinance", "rule", "guideline", "directive", "notice", "constitution", "act", "cabinet_order", "imperial_order",
    "ministerial_ordinance", "guide", "other",
]  # fmt: skip
"""条例, 規則, 要綱, 規程・訓令, 告示, 憲法, 法律, 政令, 勅令, 省令・府令, a page about a law, anything else."""

Role = Literal["label", "caption", "title", "text", "trivia"]
"""What a stretch of the source is to its node."""

Form = Literal["explicit", "relative", "anaphoric", "self", "external"]
Relation = Literal[
    "cites", "applies_mutatis_mutandis", "reads_as", "excludes", "notwithstanding", "defines", "delegates", "amends",
    "penalises",
]  # fmt: skip
Status = Literal["resolved", "external", "dangling", "ambiguous", "unresolved"]
TargetPart = Literal["本文", "ただし書", "前段", "中段", "後段", "各号列記以外の部分"]
AsOf = Literal["old", "new", "amending"]
LinkMethod = Literal["number", "title"]

DefinitionKind = Literal["iu", "wo_iu", "item", "law_alias"]
ScopeName = Literal[
    "document", "part", "chapter", "section", "subsection", "division", "article", "paragraph", "item", "list",
    "suppl_provision",
]  # fmt: skip

AmendmentSource = Literal["note", "history", "suppl"]

SentencePart = Literal["本文", "ただし書", "前段", "後段"]
Modality = Literal[
    "obligation", "prohibition", "permission", "no_obligation", "effort", "exemption", "deeming", "penalty",
    "definition", "purpose", "mutatis_mutandis", "delegation", "declaration", "effective_date", "other",
]  # fmt: skip
ValueKind = Literal["deadline", "period", "count", "amount", "penalty"]

Severity = Literal["error", "warning", "info"]

AlignmentLevel = Literal["article", "paragraph", "item"]
AlignmentRelation = Literal["same", "similar", "split", "merged", "left_only", "right_only"]


def values(vocabulary: Any) -> tuple[str, ...]:
    """The values of a vocabulary, in its order.

    >>> values(Severity)
    ('error', 'warning', 'info')
    """
    return get_args(vocabulary)
