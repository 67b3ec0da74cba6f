"""Closed vocabularies: written once, the same in model, schema and what is made from it; no other value can be written."""

from __future__ import annotations

import typing
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

import jorei
from jorei.dataset.datapackage import datapackage
from jorei.dataset.parts import Part, finish, write_part
from jorei.dataset.schema import STRUCTS, TABLES, arrow_schema, shared_columns
from jorei.model import Amendment, Definition, Diagnostic, Metadata, Node, Norm, Piece, Reference
from jorei.model.vocabulary import NAMES, values
from jorei.write.json_schema import json_schema

STRUCT_OF_TABLE: dict[str, type[msgspec.Struct]] = {
    "documents": Metadata, "nodes": Node, "references": Reference, "definitions": Definition, "amendments": Amendment,
    "norms": Norm, "diagnostics": Diagnostic,
}  # fmt: skip
CLOSED = [(table.name, column) for table in TABLES.values() for column in table.columns if column.values]


def listed(annotation: object) -> tuple[str, ...]:
    """The values that a field may have by its type: of a Literal, of `Literal | None`, of a tuple of them.

    >>> listed(typing.Literal["a", "b"] | None)
    ('a', 'b')
    """
    if typing.get_origin(annotation) is typing.Literal:
        return values(annotation)
    return next((values_of_part for part in typing.get_args(annotation) if (values_of_part := listed(part))), ())


@pytest.mark.parametrize("table", STRUCT_OF_TABLE)
def test_a_column_has_the_values_of_the_field_it_comes_from(table: str) -> None:
    fields = typing.get_type_hints(STRUCT_OF_TABLE[table])
    columns = {column.name: column for column in TABLES[table].columns}
    for name in shared_columns(table, STRUCT_OF_TABLE[table]):
        assert columns[name].values == listed(fields[name]), f"{table}.{name}"
    assert STRUCTS["pieces"][0].values == listed(typing.get_type_hints(Piece)["role"])


def test_names_are_those_of_values() -> None:
    for vocabulary, names in NAMES.items():
        assert set(names) <= set(values(vocabulary))


def test_what_is_published_lists_the_values() -> None:
    package = datapackage([Part(name, f"{name}/part-00000.parquet", 0, 0, "") for name in TABLES])
    fields = {(r["name"], f["name"]): f for r in package["resources"] for f in r["schema"]["fields"]}
    schema = {"documents": "document", "nodes": "node"}
    for table, column in CLOSED:
        field = fields[table, column.name]
        of_list = column.type == "strings"
        assert (field["arrayItem"] if of_list else field)["constraints"]["enum"] == list(column.values)
        if table in ("links", "alignments"):
            continue  # no part of a JSON tree
        property_ = json_schema()["$defs"][schema.get(table, table)]["properties"][column.name]
        enum = (property_["items"] if of_list else property_)["enum"]
        assert enum == [*column.values, *([] if of_list or column.required else [None])]


def test_a_value_that_is_not_on_its_list_cannot_be_written(built: Path, tmp_path: Path) -> None:
    nodes = jorei.Corpus(built).nodes.to_arrow()
    index = nodes.schema.get_field_index("kind")
    kinds = pa.array(["clause", *nodes.column("kind").to_pylist()[1:]], nodes.schema.field(index).type)
    wrong = nodes.set_column(index, nodes.schema.field(index), kinds)
    for write in (lambda: finish("nodes", wrong), lambda: write_part(tmp_path, "nodes", "part-00000.parquet", wrong)):
        with pytest.raises(ValueError, match=r"nodes\.kind has values that its vocabulary does not have: clause"):
            write()
    rows = pa.Table.from_pylist(
        [{"pair_id": 1, "group_id": 1, "level": "article", "method": "none", "relation": "same",
          "diff": [{"op": "shuffle", "left": "", "right": ""}]}],
        schema=arrow_schema("alignments"),
    )  # fmt: skip
    with pytest.raises(ValueError, match=r"alignments\.diff\.op has values"):
        finish("alignments", rows)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("○日本国憲法\n\n第1条 甲", "constitution"), ("○甲市規則\n\n第1条 甲", "rule")],
)
def test_kinds_of_instruments_are_on_the_list(text: str, kind: str) -> None:
    """The constitution is one, though no municipality makes it: kinds that the list lacked were written once."""
    assert jorei.parse(text).kind == kind
    assert kind in {column.name: column for column in TABLES["documents"].columns}["kind"].values


def test_a_middle_part_is_on_the_list() -> None:
    doc = jorei.parse(
        "○甲市条例\n\n第1条 甲とする。この場合において、乙とする。なお、丙とする。\n第2条 前条中段の規定による。"
    )
    assert [reference.target_part for reference in doc.references] == ["中段"]
    assert "中段" in {column.name: column for column in TABLES["references"].columns}["target_part"].values
