"""The reverse index of a build: the references that lead to a provision, from its own document and from others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.dataset

_KEY: Final = ("doc_id", "ref_id", "ordinal")
_COLUMNS: Final = (
    *_KEY, "node_id", "start", "end", "text", "relation", "status", "target_part", "as_of", "within_ref_id",
)  # fmt: skip


def citing(root: Path, doc_id: str, node_ids: Sequence[str]) -> pa.Table:
    """The rows of `references` that lead to some nodes, own ones first, each group in the order of its document."""
    wanted: Any = pa.array(node_ids, pa.string())  # Arrow knows no type of an empty list
    references: Any = pa.dataset.dataset(root / "references", format="parquet")
    field: Any = pa.dataset.field
    own = references.to_table(
        list(_COLUMNS), filter=(field("doc_id") == doc_id) & field("target_node_id").isin(wanted)
    )  # fmt: skip
    links: Any = pa.dataset.dataset(root / "links", format="parquet").to_table(
        list(_KEY), filter=(field("target_doc_id") == doc_id) & field("target_node_id").isin(wanted)
    )
    keys = set(zip(*(links.column(name).to_pylist() for name in _KEY), strict=True))
    citing_ids: Any = pa.array(sorted({key[0] for key in keys}), pa.string())
    others = references.to_table(list(_COLUMNS), filter=field("doc_id").isin(citing_ids))
    names = zip(*(others.column(name).to_pylist() for name in _KEY), strict=True)
    others = others.filter(pa.array([key in keys for key in names], pa.bool_()))
    return pa.concat_tables([_ordered(own), _ordered(others)]).drop_columns("within_ref_id")


def _ordered(rows: pa.Table) -> pa.Table:
    """The rows in the order of their documents, without the ends of ranges, whose range is one of the rows itself."""
    mentions = rows.filter(rows.column("within_ref_id").is_null())
    plain = [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in mentions.schema]
    mentions = mentions.cast(pa.schema(plain))  # Arrow sorts no dictionaries
    return mentions.sort_by([(name, "ascending") for name in _KEY])
