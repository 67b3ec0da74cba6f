"""The closed vocabularies of the tables, each written here and nowhere else.

A column whose values are closed names its vocabulary in `jorei.dataset.schema`; the data dictionary, the JSON Schema,
the data package and `jorei validate` are made from it, and no other value can be written. Kinds of nodes stand in
`jorei.model.kinds`. To add a value, add it to its list here, and its Japanese name to `NAMES` where the list has names.

Not closed: codes and names of checks (`jorei explain` lists them; each new check adds one), units of quantities (counters
such as 枚 and 箇所 as they are written), encodings and issuers.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

DocumentStatus = Literal["ok", "unreadable"]
SourceFormat = Literal["text", "html", "pdf", "docx", "egov_xml"]
InstrumentKind = Literal[
    "ordinance", "rule", "guideline", "directive", "notice", "constitution", "act", "cabinet_order", "imperial_order",
    "ministerial_ordinance", "guide", "other",
]  # fmt: skip

Role = Literal["label", "caption", "title", "text", "trivia"]
"""The part that a stretch of the source plays in its node."""

Form = Literal["explicit", "relative", "anaphoric", "self", "external"]
Relation = Literal[
    "cites", "applies_mutatis_mutandis", "reads_as", "excludes", "notwithstanding", "delegates", "amends", "penalises",
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
AmendmentAction = Literal["一部改正", "全改", "追加", "繰下", "繰上", "改称", "削除"]

SentencePart = Literal["本文", "ただし書", "前段", "後段"]
Modality = Literal[
    "obligation", "prohibition", "permission", "no_obligation", "effort", "exemption", "deeming", "penalty",
    "definition", "purpose", "mutatis_mutandis", "delegation", "declaration", "effective_date", "other",
]  # fmt: skip
ValueKind = Literal["deadline", "period", "count", "amount", "penalty"]
Bound = Literal[
    "以内", "以下", "未満", "に満たない", "を超えない", "を限度", "を限り", "を上限", "まで", "前まで", "前", "以上", "を超える",
    "を下らない", "を下回らない", "を下回る", "少なくとも", "を経過", "ごと", "を標準",
]  # fmt: skip
"""Other writings are read as one of these: をこえる as を超える, 最低 as 少なくとも."""
PenaltyKind = Literal["懲役", "拘禁刑", "禁錮", "禁固", "禁こ", "罰金", "過料", "科料", "拘留"]
"""As written; 禁錮, 禁固 and 禁こ are one penalty."""

Severity = Literal["error", "warning", "info"]
Confidence = Literal["H", "M", "L"]
"""How sure a check is: precise enough for CI, worth a look, off unless selected."""

AlignmentLevel = Literal["article", "paragraph", "item"]
AlignmentMethod = Literal["one_to_one", "part", "group", "conflict", "none"]
"""``group``: both answer a provision of a third document. ``conflict``: a pair of two documents that a third contradicts."""
AlignmentRelation = Literal["same", "similar", "split", "merged", "left_only", "right_only"]
DiffGrade = Literal["same", "wording", "numbers", "substance"]
"""From the least difference to the gravest."""
DiffOperation = Literal["equal", "insert", "delete", "replace", "variant", "term", "number", "citation"]

NAMES: Final[dict[Any, dict[str, str]]] = {
    InstrumentKind: {
        "ordinance": "条例", "rule": "規則", "guideline": "要綱", "directive": "規程・訓令", "notice": "告示",
        "constitution": "憲法", "act": "法律", "cabinet_order": "政令", "imperial_order": "勅令",
        "ministerial_ordinance": "省令・府令", "guide": "(a page about a law)",
    },
    Form: {
        "explicit": "第5条第2項", "relative": "前条, 次の各号, この項", "anaphoric": "同条", "self": "この条例",
        "external": "法第5条",
    },
    Relation: {
        "applies_mutatis_mutandis": "準用", "reads_as": "読替え", "excludes": "除外", "notwithstanding": "特例",
        "delegates": "委任", "amends": "改正", "penalises": "罰則",
    },
    DefinitionKind: {"iu": "以下「X」という。", "wo_iu": "Xをいう。", "item": "定義条の号"},
    Modality: {
        "obligation": "義務", "prohibition": "禁止", "permission": "許可・権限", "no_obligation": "義務の免除",
        "effort": "努力義務", "exemption": "適用除外", "deeming": "みなし・推定", "penalty": "罰則", "definition": "定義",
        "purpose": "目的", "mutatis_mutandis": "準用", "delegation": "委任", "declaration": "宣言",
        "effective_date": "施行",
    },
    DiffGrade: {"same": "同じ", "wording": "表現", "numbers": "数値", "substance": "内容"},
    ValueKind: {"deadline": "期限", "period": "期間", "count": "数", "amount": "金額", "penalty": "罰則の額・期間"},
}  # fmt: skip
"""Japanese names of values, or examples of them, for the vocabularies that have such."""


def values(vocabulary: Any) -> tuple[str, ...]:
    """The values of a vocabulary, in its order.

    >>> values(Severity)
    ('error', 'warning', 'info')
    """
    return get_args(vocabulary)
