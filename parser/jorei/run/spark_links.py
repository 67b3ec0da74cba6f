"""The links between documents as joins of Spark, with the same rows that `jorei.dataset.links` gives on one machine.

Keys are made by the functions of that module; `mapInArrow` applies them to the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
import pyarrow as pa

from jorei.dataset.links import MOST_SPELLINGS, law_title_key, number_holds, prevailing
from jorei.dataset.parts import Part, finish, write_part
from jorei.identity.citations import WHOLE, citation_key, holder_key
from jorei.identity.laws import number_key, title_key

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_Batches = Iterable[pa.RecordBatch]
_LAW: Final[dict[str, str]] = {
    "municipality": "string", "known": "boolean", "target_law": "string", "target_law_title": "string",
}  # fmt: skip
"""The columns of a cited law, with their types."""
_TITLE_KEYS: Final = tuple(f"title_key_{spelling}" for spelling in range(MOST_SPELLINGS))
"""The columns of the keys of a title, one for each spelling, the likeliest first."""
_TITLE_TARGETS: Final = tuple(f"title_target_{spelling}" for spelling in range(MOST_SPELLINGS))
"""The columns of the documents that these keys mean."""


def _schema(types: dict[str, str]) -> str:
    """The schema of some columns as Spark reads it."""
    return ", ".join(f"{name} {kind}" for name, kind in types.items())


def link(spark: SparkSession, root: Path) -> list[Part]:
    """Compute and write the links of a build whose other parts are written."""
    documents = _documents(spark, root).cache()
    references = (
        spark.read.parquet(str(root / "references"))
        .where("target_law is not null")
        .select(
            "doc_id", "ref_id", "ordinal", "target_law", "target_law_title", "target_citation", "_metadata.file_name"
        )
        .join(documents.select("doc_id", "municipality", "known", "source_path"), "doc_id")
    )
    laws = _find_laws(references.select(*_LAW).distinct(), documents)
    same_law = [references[name].eqNullSafe(laws[name]) for name in _LAW]
    links = references.join(laws, same_law).where("doc_id != target_doc_id")
    links = links.select(
        "doc_id", "ref_id", "ordinal", "target_doc_id", "method", "file_name", "source_path",
        "target_citation",
    )  # fmt: skip
    with_nodes = _with_nodes(spark, root, _with_citation_keys(links))
    columns = ["file_name", "source_path", "doc_id", "ref_id", "ordinal", "target_doc_id", "target_node_id", "method"]
    rows = (
        with_nodes.select(*columns)
        .repartition("file_name")
        .sortWithinPartitions("file_name", "source_path", "ref_id", "ordinal")
    )
    parts = rows.mapInArrow(partial(_write_parts, str(root)), "part binary").collect()
    documents.unpersist()
    return [msgspec.msgpack.decode(bytes(row["part"]), type=Part) for row in parts]


def _documents(spark: SparkSession, root: Path) -> DataFrame:
    """Each document with its keys, its day, and its municipality: the prevailing one if it names none (not known)."""
    from pyspark.sql import functions as f

    columns = ["doc_id", "municipality", "law_number", "title", "in_force_on", "expression_date", "source_path"]
    table = spark.read.parquet(str(root / "documents")).select(*columns)
    counts = table.where("municipality is not null and municipality != ''").groupBy("municipality").count().collect()
    default = prevailing({row["municipality"]: row["count"] for row in counts})
    day = f.coalesce("expression_date", "in_force_on")
    table = table.select(
        "doc_id", "source_path", "law_number", "title",
        f.coalesce(f.nullif("municipality", f.lit("")), f.lit(default)).alias("municipality"),
        f.coalesce(f.col("municipality") != "", f.lit(False)).alias("known"),
        f.coalesce(f.datediff(day, f.lit("1970-01-01").cast("date")), f.lit(0)).alias("day"),
    )  # fmt: skip
    schema = (
        "doc_id string, source_path string, title string, municipality string, known boolean, day int, "
        "number_key string, title_key string"
    )
    return table.mapInArrow(_document_keys, schema)


def _document_keys(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = batch.to_pylist()
        numbers = [number_key(row["law_number"], row["municipality"]) if row["law_number"] else None for row in rows]
        titles = [title_key(row["title"], row["municipality"]) if row["title"] else None for row in rows]
        documents = batch.select(["doc_id", "source_path", "title", "municipality", "known", "day"])
        columns = [*documents.columns, pa.array(numbers, pa.string()), pa.array(titles, pa.string())]
        yield pa.RecordBatch.from_arrays(columns, names=[*documents.schema.names, "number_key", "title_key"])


def _latest_by_key(documents: DataFrame, key: str) -> DataFrame:
    """The document that each key means: the latest one with it, and none when two are the latest."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    window = Window.partitionBy(key)
    latest = documents.where(f.col(key).isNotNull()).withColumn("last", f.max("day").over(window)).where("day = last")
    single = latest.withColumn("count", f.count("*").over(window)).where("count = 1")
    return single.select(
        f.col(key).alias("key"), f.col("doc_id").alias("target"), f.col("known").alias("target_known"),
        f.col("title").alias("target_title"),
    )  # fmt: skip


def _find_laws(laws: DataFrame, documents: DataFrame) -> DataFrame:
    """The document that each cited law means, by its number if that holds, else by the first spelling of its title."""
    from pyspark.sql import functions as f

    keyed = laws.mapInArrow(_law_keys, _schema(_LAW | dict.fromkeys(("number_key", *_TITLE_KEYS), "string")))
    by_number = _latest_by_key(documents, "number_key")
    by_title = _latest_by_key(documents, "title_key").select("key", "target")
    targets = keyed.join(by_number, keyed["number_key"] == by_number["key"], "left").drop("key")
    for key, target in zip(_TITLE_KEYS, _TITLE_TARGETS, strict=True):
        titles = by_title.select(f.col("key").alias("title"), f.col("target").alias(target))
        targets = targets.join(titles, f.col(key) == f.col("title"), "left").drop("title")
    chosen = targets.mapInArrow(_choose_targets, _schema(_LAW | {"target_doc_id": "string", "method": "string"}))
    return chosen.where("target_doc_id is not null")


def _law_keys(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = batch.to_pylist()
        laws = [(row["municipality"], row["known"], row["target_law"], row["target_law_title"] or "") for row in rows]
        keys = [[number_key(law, municipality) for municipality, _, law, _ in laws]]
        keys += [[law_title_key(law, spelling) for law in laws] for spelling in range(MOST_SPELLINGS)]
        arrays = [*batch.columns, *(pa.array(column, pa.string()) for column in keys)]
        yield pa.RecordBatch.from_arrays(arrays, names=[*batch.schema.names, "number_key", *_TITLE_KEYS])


def _choose_targets(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        targets, methods = [], []
        for row in batch.to_pylist():
            by_title = next((row[target] for target in _TITLE_TARGETS if row[target]), None)
            title, target_title = row["target_law_title"] or "", row["target_title"] or ""
            holds = row["target"] and number_holds(row["known"], row["target_known"], title, target_title)
            targets.append(row["target"] if holds else by_title)
            methods.append("number" if holds else "title" if by_title else None)
        laws = batch.select(list(_LAW))
        arrays = [*laws.columns, pa.array(targets, pa.string()), pa.array(methods, pa.string())]
        yield pa.RecordBatch.from_arrays(arrays, names=[*laws.schema.names, "target_doc_id", "method"])


def _with_citation_keys(links: DataFrame) -> DataFrame:
    schema = (
        "doc_id string, ref_id int, ordinal int, target_doc_id string, method string, file_name string, "
        "source_path string, citation string"
    )
    return links.mapInArrow(_citation_keys, schema)


def _citation_keys(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        citations = batch.column("target_citation").to_pylist()
        keys = pa.array([None if citation is None else holder_key(citation) for citation in citations], pa.string())
        others = batch.drop_columns(["target_citation"])
        yield pa.RecordBatch.from_arrays([*others.columns, keys], names=[*others.schema.names, "citation"])


def _with_nodes(spark: SparkSession, root: Path, links: DataFrame) -> DataFrame:
    """The links with the node that each citation means in its target: the first, if two have one citation."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    targets = links.select(f.col("target_doc_id").alias("doc_id")).distinct()
    nodes = spark.read.parquet(str(root / "nodes")).select("doc_id", "node_id", "citation", "depth", "seq")
    keyed = nodes.join(targets, "doc_id", "left_semi").mapInArrow(
        _node_keys, "target_doc_id string, citation string, target_node_id string, seq int"
    )
    first = f.row_number().over(Window.partitionBy("target_doc_id", "citation").orderBy("seq"))
    keyed = keyed.withColumn("row", first).where("row = 1").drop("row", "seq")
    return links.join(keyed, ["target_doc_id", "citation"], "left")


def _node_keys(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = [row for row in batch.to_pylist() if row["citation"] or row["depth"] == 0]
        keys = [WHOLE if row["depth"] == 0 else citation_key(row["citation"]) for row in rows]
        yield pa.RecordBatch.from_arrays(
            [
                pa.array([row["doc_id"] for row in rows], pa.string()),
                pa.array(keys, pa.string()),
                pa.array([row["node_id"] for row in rows], pa.string()),
                pa.array([row["seq"] for row in rows], pa.int32()),
            ],
            names=["target_doc_id", "citation", "target_node_id", "seq"],
        )


def _write_parts(root: str, batches: _Batches) -> Iterator[pa.RecordBatch]:
    """Write the parts of a partition; its rows are in the order of the files, and in that of the table."""
    name: str | None = None
    rows: list[pa.RecordBatch] = []
    for batch in batches:
        files = batch.column("file_name").to_pylist()
        changes = (row for row in range(1, len(files)) if files[row] != files[row - 1])
        for start, end in pairwise([0, *changes, len(files)]):
            if start == end:
                continue
            if name is not None and files[start] != name:
                yield _write_part(root, name, rows)
                rows = []
            name = files[start]
            rows.append(batch.slice(start, end - start))
    if name is not None:
        yield _write_part(root, name, rows)


def _write_part(root: str, name: str, rows: list[pa.RecordBatch]) -> pa.RecordBatch:
    part = write_part(Path(root), "links", name, finish("links", pa.Table.from_batches(rows)))
    return pa.RecordBatch.from_pydict({"part": pa.array([msgspec.msgpack.encode(part)], pa.binary())})
