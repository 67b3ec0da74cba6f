"""The same build on a Spark cluster: the same groups, the same analysis, the same parts, byte for byte.

The driver lists the inputs and cuts them into groups, as it does on one machine; executors analyse groups, through
``mapInArrow``, into spills on a file system that all of them share, and join them into parts; the links are a join of
Spark's. Everything that a task writes is named by its content and renamed into place, so a task that is tried again,
or twice at once, changes nothing.

RAW is a folder or a ZIP that executors can read, or documents as rows: Parquet (a file, or a folder of parts) or CSV,
with columns ``path`` and ``bytes`` or ``text``, and those of manifest.csv if there are any.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
import pyarrow as pa

from jorei.config.corrections_file import find_corrections, read_corrections
from jorei.dataset.buckets import part_name
from jorei.dataset.exchange import replacing
from jorei.dataset.parts import empty_part
from jorei.errors import Refused
from jorei.read import Unreadable
from jorei.run.batches import COLUMNS, documents_of
from jorei.run.bucket import finish_bucket
from jorei.run.group import analyse_group
from jorei.run.inputs import Input, Listing, list_inputs, read_input
from jorei.run.job import BuildJob, BuildReport, Clock, bucket_count, describe, prepare, with_profile
from jorei.run.progress import Silent
from jorei.run.relink import remember_links
from jorei.run.report_corrections import unmet
from jorei.run.task import Analyse, Options, Reply, Task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TASKS: Final = msgspec.msgpack.Decoder(Task)
_REPLIES: Final = msgspec.msgpack.Decoder(Reply)
_REPLY_SCHEMA: Final = "reply binary"
_Kinds = dict[str, Any]
_TASK: Final[_Kinds] = {"task": pa.int64(), "kind": pa.int32(), "path": pa.string(), "content": pa.binary()}
_WANTED: Final[_Kinds] = {"task": pa.int64(), "path": pa.string()}
_Batches = Iterable[pa.RecordBatch]


def build(
    raw: Path, target: Path, *, master: str | None = None, options: Options | None = None, fresh: bool = False,
    corrections: Path | None = None,
) -> BuildReport:  # fmt: skip
    """Build RAW on Spark; ``master`` None takes what spark-submit says, else all processors of this machine."""
    raw = raw.absolute()  # executors work in folders of their own
    clock, options = Clock(), with_profile(options or Options(), raw)
    said_in = corrections or (find_corrections(raw) if raw.is_dir() else None)
    said = read_corrections(said_in) if said_in else ()
    with replacing(target) as root, session(master) as spark, _about_pandas():
        place = prepare(root, Path(os.path.realpath(target)), options, said, fresh)
        documents = _documents(spark, raw)
        listing = list_inputs(raw, target, root, Path(place.work)) if documents is None else _listing(documents)
        job = BuildJob(place, listing, bucket_count(listing, place.old))
        clock.lap("list")
        workers = SparkWorkers(spark, documents)
        job.analyse(workers, Silent())
        clock.lap("analyse")
        parts = job.finish(workers)
        clock.lap("write")
        from jorei.run.spark_links import link

        made = link(spark, root) or [empty_part(root, "links", part_name(0))]
        remember_links(place, parts, made)
        parts += made
        clock.lap("link")
        for left in root.glob("*/.part-*"):
            left.unlink()  # of a task whose executor was lost
        report = job.report(target, parts, clock.laps, unmet(root, said))
        describe(root, parts, report, options, said)
        shutil.rmtree(place.work)
    return report


class SparkWorkers:
    """Executors as workers: a task is a row, with the rows of its documents behind it when they are not files."""

    def __init__(self, spark: SparkSession, documents: DataFrame | None) -> None:
        self.spark, self.documents = spark, documents

    def run(self, tasks: Iterable[Task], count: int) -> Iterator[Reply]:
        """The replies to the tasks, when all of them are there."""
        listed = list(tasks)
        if not listed:
            return
        encode = msgspec.msgpack.encode
        rows = self._frame(_TASK, [(at, 0, None, encode(task)) for at, task in enumerate(listed)])
        contents = self.documents is not None and any(_inputs(task) for task in listed)
        if contents:
            rows = rows.unionByName(self._contents(listed))
        partitions = min(len(listed), max(4 * self.spark.sparkContext.defaultParallelism, len(listed) // 8))
        rows = rows.repartition(partitions, "task").sortWithinPartitions("task", "kind")
        for row in rows.mapInArrow(partial(_work, contents), _REPLY_SCHEMA).toLocalIterator():
            yield _REPLIES.decode(bytes(row["reply"]))

    def _contents(self, tasks: list[Task]) -> DataFrame:
        """The documents, each with the number of the task that wants it."""
        assert self.documents is not None
        wanted = [(at, one.path) for at, task in enumerate(tasks) for one in _inputs(task)]
        numbers = self._frame(_WANTED, wanted)
        content = "bytes" if "bytes" in self.documents.columns else "encode(text, 'UTF-8') as bytes"
        found = self.documents.selectExpr("path", content).join(numbers, "path")
        return found.selectExpr("task", "1 as kind", "path", "bytes as content")

    def _frame(self, schema: _Kinds, rows: list[tuple[Any, ...]]) -> DataFrame:
        columns = [pa.array([row[at] for row in rows], kind) for at, kind in enumerate(schema.values())]
        frame: DataFrame = self.spark.createDataFrame(pa.Table.from_arrays(columns, names=list(schema)))
        return frame


def _inputs(task: Task) -> tuple[Input, ...]:
    """The documents whose contents a task reads, each once."""
    if isinstance(task, Analyse):
        return task.inputs
    return tuple(dict.fromkeys(one for pair in task.pairs.values() for one in (pair.amending, pair.base)))


def _work(contents: bool, batches: _Batches) -> Iterator[pa.RecordBatch]:
    """Do the tasks of a partition, one after the other."""
    for task, documents in _tasks(batches):
        read = partial(_content, documents) if contents else read_input
        if isinstance(task, Analyse):
            reply: Reply = analyse_group(task, lambda _: None, read)
        else:
            reply = finish_bucket(task, read)
        yield pa.RecordBatch.from_pydict({"reply": pa.array([msgspec.msgpack.encode(reply)], pa.binary())})


def _tasks(batches: _Batches) -> Iterator[tuple[Task, dict[str, bytes]]]:
    """The tasks of a partition with their documents, from rows in order of the tasks."""
    task: Task | None = None
    documents: dict[str, bytes] = {}
    for batch in batches:
        for row in batch.to_pylist():
            if row["kind"] == 0:
                if task is not None:
                    yield task, documents
                task, documents = _TASKS.decode(row["content"]), {}
            else:
                documents[row["path"]] = row["content"] or b""
    if task is not None:
        yield task, documents


def _content(documents: dict[str, bytes], one: Input) -> bytes:
    if one.path not in documents:
        raise Unreadable("文書の行が読めません", "the row of the document is gone")
    return documents[one.path]


def _documents(spark: SparkSession, raw: Path) -> DataFrame | None:
    """Documents that are rows already; None for files."""
    if raw.suffix == ".parquet" or (raw.is_dir() and any(raw.glob("*.parquet"))):
        found = spark.read.parquet(str(raw))
    elif raw.suffix == ".csv":
        found = spark.read.csv(str(raw), header=True, multiLine=True, escape='"')
    else:
        return None
    if "path" not in found.columns or not {"bytes", "text"} & set(found.columns):
        raise Refused(
            f"{raw} には path と、bytes 又は text の列が要ります", f"{raw} needs the columns path, and bytes or text"
        )
    return found


def _listing(documents: DataFrame) -> Listing:
    """The inputs by their paths, without their contents; two rows with one path count as the first of them."""
    content = "bytes" if "bytes" in documents.columns else "text"
    given = [name for name in COLUMNS if name in documents.columns]
    rows = documents.selectExpr("path", f"octet_length({content}) as size", *given).toArrow()
    inputs: dict[str, Input] = {}
    for batch in rows.to_batches():
        blank = pa.array([b""] * len(batch), pa.binary())
        sizes = batch.column("size").to_pylist()
        plain = batch.select(["path", *given]).add_column(0, "bytes", blank)
        for (one, _), size in zip(documents_of(plain), sizes, strict=True):
            inputs.setdefault(one.path, msgspec.structs.replace(one, size=size or 0))
    return Listing(tuple(inputs[path] for path in sorted(inputs)), (), ())


@contextmanager
def _about_pandas() -> Iterator[None]:
    """Spark warns of new versions of pandas also where, as here, none of it is used."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """A Spark session, or the one that is there; ours keeps nothing beside the build."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused(
            "--engine spark には pyspark が要ります: pip install 'jorei[spark]'",
            "--engine spark needs pyspark: pip install 'jorei[spark]'",
        ) from error
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    with tempfile.TemporaryDirectory(prefix="jorei-spark-") as scratch:
        try:
            spark = _configured(SparkSession.builder, master, scratch).getOrCreate()
        except PySparkRuntimeError as error:
            raise Refused(
                f"Sparkを始められません（Java 17以上が要ります）: {error}",
                f"Spark does not start (it needs Java 17): {error}",
            ) from error
        spark.sparkContext.setLogLevel("ERROR")
        try:
            yield spark
        finally:
            spark.stop()


def _configured(builder: Any, master: str | None, scratch: str) -> Any:
    package = str(Path(__file__).parents[2])  # where this package lies, for executors on this machine
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if master:
        builder = builder.master(master)
    elif "SPARK_REMOTE" not in os.environ and "MASTER" not in os.environ and "PYSPARK_GATEWAY_PORT" not in os.environ:
        builder = builder.master("local[*]")
    settings = {
        "spark.app.name": "jorei build",
        "spark.sql.warehouse.dir": f"{scratch}/warehouse",
        "spark.sql.catalogImplementation": "in-memory",
        "spark.executorEnv.PYTHONPATH": path,
        "spark.sql.session.timeZone": "UTC",
        # a document may be large, and a batch of them should not be
        "spark.sql.execution.arrow.maxRecordsPerBatch": "64",
    }
    if master and master.startswith("local"):
        settings |= {"spark.ui.enabled": "false", "spark.local.dir": f"{scratch}/local"}
        settings |= {
            "spark.sql.shuffle.partitions": "4"
        }  # 200 by default: a second for each, with next to nothing in it
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder
