"""The tables of a build: every column, its type, meaning and values, keys and foreign keys. The only place.

Plain data, so that the JSON writer, the data package and the command line need no Arrow; `arrow_schema` gives the
Arrow side of it. Columns, and values of a closed column, may be added; a rename or a new meaning needs a new
`SCHEMA_VERSION`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from jorei.model.kinds import Kind
from jorei.model.vocabulary import (
    NAMES,
    AlignmentLevel,
    AlignmentMethod,
    AlignmentRelation,
    AmendmentAction,
    AmendmentSource,
    AsOf,
    Bound,
    DefinitionKind,
    DiffGrade,
    DiffOperation,
    DocumentStatus,
    Form,
    InstrumentKind,
    LinkMethod,
    Modality,
    PenaltyKind,
    Relation,
    Role,
    ScopeName,
    SentencePart,
    Severity,
    SourceFormat,
    Status,
    TargetPart,
    ValueKind,
    values,
)

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA_VERSION: Final = "2"
VERSION_KEY: Final = "jorei.schema_version"

ColumnType = Literal["string", "code", "int", "float", "bool", "date", "strings", "floats", "pieces", "related", "diff"]
"""``code`` is a string that repeats (dictionary-encoded); ``strings`` and ``floats`` are lists; the last three are lists of structs."""


class Column(NamedTuple):
    """A column of a table. ``required`` columns are never null.

    ``vocabulary`` is the closed list of values (of the items of ``strings``): a Literal of `jorei.model`.
    """

    name: str
    type: ColumnType
    meaning: str
    required: bool = False
    vocabulary: Any = None

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may stand here, besides null; empty when any may.

        >>> Column("severity", "code", "how grave it is", True, Severity).values
        ('error', 'warning', 'info')
        """
        return values(self.vocabulary)

    @property
    def about(self) -> str:
        """The meaning, and all values of a closed column with their Japanese names.

        >>> Column("kind", "code", "how the term is defined", True, DefinitionKind).about
        'how the term is defined: iu 以下「X」という。 | wo_iu Xをいう。 | item 定義条の号 | law_alias'
        """
        names = NAMES.get(self.vocabulary, {})
        listed = " | ".join(f"{value} {names[value]}" if value in names else value for value in self.values)
        return f"{self.meaning}: {listed}" if listed else self.meaning


class StructField(NamedTuple):
    """A field of the structs that a column of ``pieces``, ``related`` or ``diff`` lists."""

    name: str
    type: Literal["string", "int"]
    vocabulary: Any = None

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may stand here; empty when any may."""
        return values(self.vocabulary)


STRUCTS: Final[dict[str, tuple[StructField, ...]]] = {
    "pieces": (StructField("role", "string", Role), StructField("start", "int"), StructField("end", "int")),
    "related": (StructField("start", "int"), StructField("end", "int"), StructField("message", "string")),
    "diff": (StructField("op", "string", DiffOperation), StructField("left", "string"), StructField("right", "string")),
}
"""The types that are lists of structs, with their fields."""


class ForeignKey(NamedTuple):
    """``columns`` of this table name a row of ``table``; null in any of them means none."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


class TableSchema(NamedTuple):
    """One dataset of a build."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()
    optional: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)


_DOC: Final = Column("doc_id", "string", "the document", True)
_NODE: Final = Column("node_id", "string", "the node it stands in")
_START: Final = Column("start", "int", "first code point in documents.text", True)
_END: Final = Column("end", "int", "code point after the last one", True)
_CONFIDENCE: Final = Column("confidence", "float", "0 to 1", True)
_OF_DOC: Final = ForeignKey(("doc_id",), "documents", ("doc_id",))
_OF_NODE: Final = ForeignKey(("doc_id", "node_id"), "nodes", ("doc_id", "node_id"))

DOCUMENTS: Final = TableSchema("documents", "one row for each instrument that was read, and each input that could not be", ("doc_id",), (
    Column("doc_id", "string", "one text of one instrument: h15-jorei-1-3fa9c21b", True),
    Column("work_id", "string", "joins the versions of one instrument: みどり野市/平成15年条例第1号"),
    Column("expression_date", "date", "the date of this version, when known"),
    Column("source_path", "string", "path of the input below RAW", True),
    Column("source_part", "int", "its place among the instruments of its source, from 1; null when it is all of it"),
    Column("source_start", "int", "where text begins in the text read, in code points; null when it is all of it"),
    Column("source_end", "int", "where it ends there"),
    Column("source_sha256", "string", "SHA-256 of the bytes read"),
    Column("source_url", "string", "where it was fetched (manifest.csv)"),
    Column("fetched_at", "string", "when it was fetched (manifest.csv)"),
    Column("licence", "code", "licence of the collection (manifest.csv)"),
    Column("status", "code", "whether it could be read", True, DocumentStatus),
    Column("status_reason", "string", "why it could not be read, or what was damaged in reading"),
    Column("format", "code", "the format that was read", vocabulary=SourceFormat),
    Column("encoding", "code", "encoding of the bytes"),
    Column("kind", "code", "the kind of instrument", vocabulary=InstrumentKind),
    Column("title", "string", "title as written"),
    Column("municipality", "code", "the body that made it, as named: みどり野市, 千葉県, みどり野広域連合"),
    Column("prefecture", "code", "the prefecture, when the text names it: 千葉県"),
    Column("municipality_code", "code", "全国地方公共団体コード"),
    Column("law_number", "string", "平成15年条例第1号"),
    Column("issuer", "code", "市長, 教育委員会, 議会 … when the number says so"),
    Column("promulgated_on", "date", "公布日"),
    Column("in_force_on", "date", "the day from which this version is in force"),
    Column("in_force_stages", "strings", "施行期日, one for each stage as its 附則 says: 2025-04-01, 規則で定める日 第3条の規定"),
    Column("repealed", "bool", "the instrument is repealed (廃止)", True),
    Column("work_uri", "string", "Akoma Ntoso URI of the work: /akn/jp-132284/act/jorei/2003-03-26/1"),
    Column("taxonomy", "strings", "体系: the chapters of the 例規集 it stands in"),
    Column("text", "string", "the source text: decoded, no BOM, line ends \\n; all offsets count its code points"),
    Column("char_count", "int", "code points of text"),
    Column("article_count", "int", "nodes of kind article"),
    Column("verified_by", "code", "who has verified the analysis"),
    Column("verified_on", "date", "when"),
    Column("schema_version", "code", "version of these tables", True),
))  # fmt: skip

NODES: Final = TableSchema("nodes", "the article trees, a row for each unit", ("doc_id", "node_id"), (
    _DOC,
    Column("node_id", "string", "AKN eId: main__art_10-2__para_1__item_3", True),
    Column("parent_id", "string", "node_id of the parent; null for the law itself"),
    Column("seq", "int", "place in reading order (pre-order), from 0", True),
    Column("depth", "int", "0 for the law itself", True),
    Column("kind", "code", "as 法令標準XML calls it, in snake_case", True, Kind),
    Column("num", "code", "Num of 法令標準XML: 10_2, a range 149:151"),
    Column("label", "code", "as written: 第10条の2, (3), ア; null when there is none"),
    Column("label_inferred", "bool", "the label was lost in the source and is recovered", True),
    _CONFIDENCE,
    Column("caption", "string", "見出し without its brackets"),
    Column("caption_shared", "bool", "the caption is a 共通見出し written above an earlier article", True),
    Column("title", "string", "title of a chapter; term of an item"),
    Column("text", "string", "own text with wraps joined", True),
    Column("full_text", "string", "the wording with all below it, 項 and 号 on lines of their own: of each article, and of each paragraph "
           "that stands in none"),
    Column("citation", "string", "customary citation: 第10条の2第1項第3号イ; of a row of a table 別表第1甲の項, 別表第1第3行"),
    _START,
    _END,
    Column("spans", "pieces", "the stretches of the source that are this node's own", True),
    Column("page", "int", "page of a PDF"),
    Column("box", "floats", "left, top, right, bottom of its lines on that page, in points from the upper left corner"),
    Column("row_span", "int", "rows that a table_cell covers; null for one"),
    Column("col_span", "int", "columns that a table_cell covers; null for one"),
    Column("xpath", "string", "element of an HTML or XML source"),
    Column("deleted", "bool", "第29条 削除", True),
    Column("law_number", "code", "of the amending instrument (suppl_provision)"),
    Column("corrected", "bool", "changed by a person in review", True),
), (_OF_DOC, ForeignKey(("doc_id", "parent_id"), "nodes", ("doc_id", "node_id"))))  # fmt: skip

REFERENCES: Final = TableSchema("references", "mentions of provisions, a row for each target", ("doc_id", "ref_id", "ordinal"), (
    _DOC,
    Column("ref_id", "int", "the mention, from 1 in reading order", True),
    Column("ordinal", "int", "the target, from 1", True),
    _NODE,
    _START,
    _END,
    Column("text", "string", "the designator as written", True),
    Column("form", "code", "how the designator names its target", True, Form),
    Column("relation", "code", "what the provision does with its target", True, Relation),
    Column("status", "code", "whether the target is known", True, Status),
    Column("target_law", "code", "null: this document; else the number or the name as written"),
    Column("target_law_title", "code", "title of that law"),
    Column("target_law_id", "code", "e-Gov id, when the registry knows it"),
    Column("target_node_id", "string", "the node of this document"),
    Column("target_citation", "string", "citation of the target; 全体 for この条例"),
    Column("target_part", "code", "the part of the target that is cited", vocabulary=TargetPart),
    Column("as_of", "code", "the version meant", vocabulary=AsOf),
    Column("antecedent_ref_id", "int", "the mention that 同条 takes up"),
    Column("within_ref_id", "int", "the range that this mention is the first or last provision of (第3項 in 第1項から第3項まで); "
           "null for a mention that stands by itself"),
    Column("part_start", "int", "where the part that is cited stands in the source; null when no part is"),
    Column("part_end", "int", "its end"),
    Column("target_table_id", "string", "the table that 次の表 or 第3条第1項の表 means"),
    Column("reads_from", "strings", "words of the provision that are read as others, or replaced: 「甲」 とあるのは「乙」"),
    Column("reads_as", "strings", "the words they are read as, in the same order"),
    Column("delegated", "string", "what the provision leaves to another instrument (法第5条の条例で定める額 → 額)"),
    Column("basis", "bool", "the document is made under it (…の規定に基づき…を定める)", True),
    Column("candidates", "strings", "citations an ambiguous mention may mean"),
    _CONFIDENCE,
    Column("corrected", "bool", "changed by a person in review", True),
), (_OF_DOC, _OF_NODE, ForeignKey(("doc_id", "target_node_id"), "nodes", ("doc_id", "node_id")),
    ForeignKey(("doc_id", "antecedent_ref_id"), "references", ("doc_id", "ref_id")),
    ForeignKey(("doc_id", "target_table_id"), "nodes", ("doc_id", "node_id")),
    ForeignKey(("doc_id", "within_ref_id"), "references", ("doc_id", "ref_id"))))  # fmt: skip

LINKS: Final = TableSchema("links", "references that lead to other documents of the build", ("doc_id", "ref_id", "ordinal"), (
    _DOC,
    Column("ref_id", "int", "the mention", True),
    Column("ordinal", "int", "its target", True),
    Column("target_doc_id", "string", "the document it leads to", True),
    Column("target_node_id", "string", "the node there; null when the document alone is known"),
    Column("method", "code", "what the join matched", True, LinkMethod),
), (_OF_DOC, ForeignKey(("doc_id", "ref_id", "ordinal"), "references", ("doc_id", "ref_id", "ordinal")),
    ForeignKey(("target_doc_id",), "documents", ("doc_id",)),
    ForeignKey(("target_doc_id", "target_node_id"), "nodes", ("doc_id", "node_id"))))  # fmt: skip

DEFINITIONS: Final = TableSchema("definitions", "terms that a document defines", ("doc_id", "def_id"), (
    _DOC,
    Column("def_id", "int", "from 1 in reading order", True),
    _NODE,
    Column("term", "string", "the term", True),
    Column("kind", "code", "how the term is defined", True, DefinitionKind),
    Column("definition", "string", "what it stands for: the noun phrase before 以下「X」という。, the words before をいう", True),
    Column("definition_text", "string", "the stretch that holds the definition, its first 400 characters", True),
    Column("definition_start", "int", "first code point of that stretch in documents.text"),
    Column("definition_end", "int", "one past its last"),
    Column("scope", "code", "how far the definition reaches", True, ScopeName),
    Column("scope_text", "code", "以下この条において"),
    Column("scope_node_ids", "strings", "nodes of the scope"),
    _START,
    _END,
    Column("target_law", "code", "the law an alias names"),
    Column("narrowing", "bool", "narrows a term for a while (…を除く。以下この条において同じ。)", True),
    Column("uses", "int", "uses inside the scope", True),
    Column("confidence", "float", "how sure it is where definition begins and ends, 0 to 1", True),
), (_OF_DOC, _OF_NODE))  # fmt: skip

AMENDMENTS: Final = TableSchema("amendments", "amending instruments that a document names", ("doc_id", "amend_id"), (
    _DOC,
    Column("amend_id", "int", "from 1 in reading order", True),
    Column("node_id", "string", "the node amended; null: the whole document"),
    Column("source", "code", "where it is named", True, AmendmentSource),
    Column("law_number", "code", "the amending instrument"),
    Column("on", "date", "its date"),
    Column("in_force_on", "date", "the day from which it is in force, as its own 附則 says"),
    Column("actions", "strings", "what it did", vocabulary=AmendmentAction),
    Column("former_label", "code", "旧第18条"),
    _START,
    _END,
), (_OF_DOC, _OF_NODE))  # fmt: skip

NORMS: Final = TableSchema("norms", "what each sentence demands, forbids, allows", ("doc_id", "norm_id"), (
    _DOC,
    Column("norm_id", "int", "from 1 in reading order", True),
    _NODE,
    Column("sentence", "int", "the sentence of the node", True),
    _START,
    _END,
    Column("part", "code", "the part of the provision that the sentence is", True, SentencePart),
    Column("modality", "code", "what the sentence does", True, Modality),
    Column("subject", "code", "行為者: the body or person that acts; null when the sentence names none"),
    Column("topic", "code", "what は marks, actor or not: 市長, この条例, 家賃"),
    Column("predicate", "code", "final predicate"),
    Column("value_kind", "code", "what the value is", vocabulary=ValueKind),
    Column("value", "float", "the number, as unit says"),
    Column("unit", "code", "the unit, as written: 日, 週, 月, 年, 人, 回, 円 …"),
    Column("bound", "code", "how the value bounds", vocabulary=Bound),
    Column("counted_from", "string", "受理した日の翌日から起算"),
    Column("penalty_kind", "code", "the penalty, as written", vocabulary=PenaltyKind),
), (_OF_DOC, _OF_NODE))  # fmt: skip

DIAGNOSTICS: Final = TableSchema("diagnostics", "findings of the checks", ("doc_id", "diag_id"), (
    _DOC,
    Column("diag_id", "int", "from 1 in reading order", True),
    Column("code", "code", "R01, S14 … (jorei explain CODE)", True),
    Column("name", "code", "dangling-reference …", True),
    Column("severity", "code", "how grave it is", True, Severity),
    _CONFIDENCE,
    Column("message", "string", "in Japanese", True),
    Column("message_en", "string", "in English", True),
    _NODE,
    _START,
    _END,
    Column("line", "int", "line of start, from 1", True),
    Column("column", "int", "code point of start in its line, from 1", True),
    Column("related", "related", "other places it speaks of", True),
    Column("suggestion", "string", "what may be meant"),
    Column("suppressed_by", "code", "what silences it"),
), (_OF_DOC, _OF_NODE))  # fmt: skip

TOKENS: Final = TableSchema("tokens", "morphemes of the nodes (Sudachi)", ("doc_id", "seq"), (
    _DOC,
    Column("node_id", "code", "the node it stands in", True),
    Column("seq", "int", "from 0 in reading order", True),
    _START,
    _END,
    Column("surface", "code", "as written", True),
    Column("pos", "code", "品詞 joined by commas", True),
    Column("dictionary_form", "code", "終止形", True),
    Column("normalized_form", "code", "normalised by the dictionary", True),
    Column("reading", "code", "katakana", True),
    Column("is_oov", "bool", "not in the dictionary", True),
), (_OF_DOC, _OF_NODE), optional=True)  # fmt: skip

ALIGNMENTS: Final = TableSchema("alignments", "provisions that answer one another in several documents", ("pair_id",), (
    Column("pair_id", "int", "the pair", True),
    Column("group_id", "int", "the cluster of provisions across documents", True),
    Column("left_doc_id", "string", "left document"),
    Column("left_node_id", "string", "left node"),
    Column("right_doc_id", "string", "right document"),
    Column("right_node_id", "string", "right node"),
    Column("level", "code", "what is paired", True, AlignmentLevel),
    Column("score", "float", "likeness, 0 to 1"),
    Column("method", "code", "how the pair was found", True, AlignmentMethod),
    Column("relation", "code", "how right and left differ", True, AlignmentRelation),
    Column("grade", "code", "the gravest difference of both; null of one alone, and of a part", False, DiffGrade),
    Column("diff", "diff", "the differences", True),
), (ForeignKey(("left_doc_id", "left_node_id"), "nodes", ("doc_id", "node_id")),
    ForeignKey(("right_doc_id", "right_node_id"), "nodes", ("doc_id", "node_id"))), optional=True)  # fmt: skip

TABLES: Final[dict[str, TableSchema]] = {
    table.name: table
    for table in (DOCUMENTS, NODES, REFERENCES, LINKS, DEFINITIONS, AMENDMENTS, NORMS, DIAGNOSTICS, TOKENS, ALIGNMENTS)
}
"""All tables by name, in the order of the contract; ``optional`` ones are there only when asked for."""


@lru_cache
def shared_columns(table: str, struct: type) -> tuple[str, ...]:
    """The columns that a struct of `jorei.model` has as fields of the same name and form, in the table's order.

    >>> from jorei.model import Definition
    >>> shared_columns("definitions", Definition)[:4]
    ('term', 'kind', 'definition', 'definition_text')
    """
    fields = struct.__struct_fields__  # type: ignore[attr-defined]  # of msgspec
    columns = TABLES[table].columns
    return tuple(column.name for column in columns if column.name in fields and column.type not in STRUCTS)


def arrow_type(kind: str) -> pa.DataType:
    """The Arrow type of a `ColumnType`.

    >>> str(arrow_type("pieces"))
    'list<item: struct<role: string, start: int32, end: int32>>'
    """
    import pyarrow as pa

    match kind:
        case "string":
            return pa.string()
        case "code":
            return pa.dictionary(pa.int32(), pa.string())
        case "int":
            return pa.int32()
        case "float":
            return pa.float64()
        case "bool":
            return pa.bool_()
        case "date":
            return pa.date32()
        case "strings":
            return pa.list_(pa.string())
        case "floats":
            return pa.list_(pa.float64())
    return pa.list_(pa.struct([(field.name, arrow_type(field.type)) for field in STRUCTS[kind]]))


@lru_cache
def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a table, with its version and the meaning of each column as metadata.

    >>> arrow_schema("links").names
    ['doc_id', 'ref_id', 'ordinal', 'target_doc_id', 'target_node_id', 'method']
    """
    import pyarrow as pa

    fields = [
        pa.field(c.name, arrow_type(c.type), nullable=not c.required, metadata={"description": c.about})
        for c in TABLES[name].columns
    ]
    return pa.schema(fields, metadata={VERSION_KEY: SCHEMA_VERSION, "description": TABLES[name].about})
