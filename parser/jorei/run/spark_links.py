"""The links between documents as joins of Spark's: what `jorei.dataset.links` finds on one machine, and the same rows.

A key is made by the very functions that are used there; `mapInArrow` carries them to the rows.
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
from jorei.identity.citations import WHOLE, citation_key
from jorei.identity.laws import number_key, title_key

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_Batches = Iterable[pa.RecordBatch]
_LAW: Final = "municipality string, known boolean, target_law string, target_law_title string"


def link(spark: SparkSession, root: Path) -> list[Part]:
    """Find and write the links of a build whose other parts are written."""
    documents = _documents(spark, root).cache()
    references = (
        spark.read.parquet(str(root / "references"))
        .where("target_law is not null")
        .select(
            "doc_id", "ref_id", "ordinal", "target_law", "target_law_title", "target_citation", "_metadata.file_name"
        )
        .join(documents.select("doc_id", "municipality", "known", "source_path"), "doc_id")
    )
    names = ["municipality", "known", "target_law", "target_law_title"]
    laws = _laws(references.select(*names).distinct(), documents)
    same = [references[name].eqNullSafe(laws[name]) for name in names]
    links = references.join(laws, same).where("doc_id != target_doc_id")
    links = links.select(
        "doc_id", "ref_id", "ordinal", "target_doc_id", "method", "file_name", "source_path",
        "target_citation",
    )  # fmt: skip
    found = _with_nodes(spark, root, _keyed(links))
    columns = ["file_name", "source_path", "doc_id", "ref_id", "ordinal", "target_doc_id", "target_node_id", "method"]
    rows = (
        found.select(*columns)
        .repartition("file_name")
        .sortWithinPartitions("file_name", "source_path", "ref_id", "ordinal")
    )
    written = rows.mapInArrow(partial(_write, str(root)), "part binary").collect()
    documents.unpersist()
    return [msgspec.msgpack.decode(bytes(row["part"]), type=Part) for row in written]


def _documents(spark: SparkSession, root: Path) -> DataFrame:
    """Each document with its keys, its day, and the municipality it is taken for."""
    from pyspark.sql import functions as f

    columns = ["doc_id", "municipality", "law_number", "title", "in_force_on", "expression_date", "source_path"]
    table = spark.read.parquet(str(root / "documents")).select(*columns)
    named = table.where("municipality is not null and municipality != ''").groupBy("municipality").count().collect()
    default = prevailing({row["municipality"]: row["count"] for row in named})
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
        kept = batch.select(["doc_id", "source_path", "title", "municipality", "known", "day"])
        columns = [*kept.columns, pa.array(numbers, pa.string()), pa.array(titles, pa.string())]
        yield pa.RecordBatch.from_arrays(columns, names=[*kept.schema.names, "number_key", "title_key"])


def _index(documents: DataFrame, key: str) -> DataFrame:
    """The one document that each key means: the latest, and none when two are."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    window = Window.partitionBy(key)
    latest = documents.where(f.col(key).isNotNull()).withColumn("last", f.max("day").over(window)).where("day = last")
    alone = latest.withColumn("count", f.count("*").over(window)).where("count = 1")
    return alone.select(f.col(key).alias("key"), f.col("doc_id").alias("to"), f.col("known").alias("to_known"),
                        f.col("title").alias("to_title"))  # fmt: skip


def _laws(laws: DataFrame, documents: DataFrame) -> DataFrame:
    """The document that each law cited means, by its number if that holds, else by the first spelling of its title."""
    from pyspark.sql import functions as f

    keyed = laws.mapInArrow(_law_keys, f"{_LAW}, n string, t0 string, t1 string, t2 string")
    by_number, by_title = _index(documents, "number_key"), _index(documents, "title_key").select("key", "to")
    found = keyed.join(by_number, keyed["n"] == by_number["key"], "left").drop("key")
    for at in range(3):
        one = by_title.select(f.col("key").alias(f"k{at}"), f.col("to").alias(f"to{at}"))
        found = found.join(one, f.col(f"t{at}") == f.col(f"k{at}"), "left").drop(f"k{at}")
    return found.mapInArrow(_choose, f"{_LAW}, target_doc_id string, method string").where("target_doc_id is not null")


def _law_keys(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        laws = [tuple(row.values()) for row in batch.to_pylist()]
        full = [(place, known, law, title or "") for place, known, law, title in laws]
        keys = [[number_key(law, place) for place, _, law, _ in full]]
        keys += [[law_title_key(law, spelling) for law in full] for spelling in range(MOST_SPELLINGS)]
        arrays = [*batch.columns, *(pa.array(column, pa.string()) for column in keys)]
        yield pa.RecordBatch.from_arrays(arrays, names=[*batch.schema.names, "n", "t0", "t1", "t2"])


def _choose(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        targets, methods = [], []
        for row in batch.to_pylist():
            by_title = row["to0"] or row["to1"] or row["to2"]
            title = row["target_law_title"] or ""
            holds = row["to"] and number_holds(row["known"], row["to_known"], title, row["to_title"] or "")
            targets.append(row["to"] if holds else by_title)
            methods.append("number" if holds else "title" if by_title else None)
        kept = batch.select(["municipality", "known", "target_law", "target_law_title"])
        arrays = [*kept.columns, pa.array(targets, pa.string()), pa.array(methods, pa.string())]
        yield pa.RecordBatch.from_arrays(arrays, names=[*kept.schema.names, "target_doc_id", "method"])


def _keyed(links: DataFrame) -> DataFrame:
    schema = (
        "doc_id string, ref_id int, ordinal int, target_doc_id string, method string, file_name string, "
        "source_path string, citation string"
    )
    return links.mapInArrow(_citations, schema)


def _citations(batches: _Batches) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        found = batch.column("target_citation").to_pylist()
        keys = pa.array([None if one is None else citation_key(one) for one in found], pa.string())
        kept = batch.drop_columns(["target_citation"])
        yield pa.RecordBatch.from_arrays([*kept.columns, keys], names=[*kept.schema.names, "citation"])


def _with_nodes(spark: SparkSession, root: Path, links: DataFrame) -> DataFrame:
    """The links with the node that each citation means in its target: the first, should two have one citation."""
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


def _write(root: str, batches: _Batches) -> Iterator[pa.RecordBatch]:
    """Write the parts of a partition; its rows come in the order of the files, and in theirs."""
    name: str | None = None
    rows: list[pa.RecordBatch] = []
    for batch in batches:
        files = batch.column("file_name").to_pylist()
        cuts = [0, *(at for at in range(1, len(files)) if files[at] != files[at - 1]), len(files)]
        for start, end in pairwise(cuts):
            if start == end:
                continue
            if name is not None and files[start] != name:
                yield _part(root, name, rows)
                rows = []
            name = files[start]
            rows.append(batch.slice(start, end - start))
    if name is not None:
        yield _part(root, name, rows)


def _part(root: str, name: str, rows: list[pa.RecordBatch]) -> pa.RecordBatch:
    part = write_part(Path(root), "links", name, finish("links", pa.Table.from_batches(rows)))
    return pa.RecordBatch.from_pydict({"part": pa.array([msgspec.msgpack.encode(part)], pa.binary())})
