"""The build on a Spark cluster: the same groups, the same analysis, the same parts, byte for byte.

The driver lists the inputs and cuts them into groups, as on one machine. Executors analyse groups, through
``mapInArrow``, into spills on a file system that all of them share, and join them into parts; the links are joins of
Spark. Everything that a task writes is named by its content and renamed into place, so a task that is tried again, or
runs twice at once, changes nothing.

RAW is a folder or a ZIP that executors can read, or documents as rows: Parquet (a file, or a folder of parts) or CSV,
with columns ``path`` and ``bytes`` or ``text``, and those of manifest.csv if there are any.
"""

from __future__ import annotations

import os
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

from jorei.dataset.buckets import part_name
from jorei.dataset.parts import Part, empty_part
from jorei.errors import Refused, install_command
from jorei.read import Unreadable
from jorei.run.batches import METADATA_COLUMNS, documents_of
from jorei.run.conduct import BuildRequest, Stopwatch, conduct
from jorei.run.finish_bucket import finish_bucket
from jorei.run.group_rows import analyse_group
from jorei.run.inputs import Input, Listing, list_inputs, read_input
from jorei.run.job import BuildJob, BuildReport
from jorei.run.progress import NoProgress
from jorei.run.reuse_links import record_links
from jorei.run.task import AnalyseGroup, Options, Reply, Task

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TASKS: Final = msgspec.msgpack.Decoder(Task)
_REPLIES: Final = msgspec.msgpack.Decoder(Reply)
_REPLY_SCHEMA: Final = "reply binary"
_Types = dict[str, Any]
"""The Arrow type of each column."""
_TASK_ROW, _DOCUMENT_ROW = 0, 1
"""Kinds of rows that executors get: a task, and after it the documents that it reads."""
_ROW_TYPES: Final[_Types] = {"task": pa.int64(), "kind": pa.int32(), "path": pa.string(), "content": pa.binary()}
_NUMBER_TYPES: Final[_Types] = {"task": pa.int64(), "path": pa.string()}
_PARTITIONS_PER_CORE: Final = 4
_TASKS_PER_PARTITION: Final = 8
"""So many partitions for each core at least, so that cores are busy to the end; and so many tasks in one at most."""
_BATCH_RECORDS: Final = 64
"""Rows in a batch for an executor; chosen: a document may be large, and a batch of them should not be."""
_LOCAL_SHUFFLES: Final = 4
"""Partitions of joins on one machine. Spark's 200 cost a second for each join, with next to nothing in them."""
_Batches = Iterable[pa.RecordBatch]


def build(
    raw: Path, target: Path, *, master: str | None = None, options: Options | None = None, fresh: bool = False,
    corrections: Path | None = None, force: bool = False,
) -> BuildReport:  # fmt: skip
    """Build RAW on Spark, like `jorei.run.local.build`; ``master`` None takes that of spark-submit, else all processors
    of this machine."""
    raw = raw.absolute()  # executors work in folders of their own
    return conduct(
        BuildRequest(raw, target, options or Options(), fresh, corrections, force), spark_engine(master, raw)
    )


@contextmanager
def spark_engine(master: str | None, raw: Path) -> Iterator[SparkEngine]:
    """The engine, with a session of Spark while the context is open."""
    with session(master) as spark, _no_pandas_warning():
        yield SparkEngine(spark, _document_rows(spark, raw))


class SparkEngine:
    """Executors of a Spark cluster; ``documents`` are those of RAW when they are rows, None when they are files."""

    def __init__(self, spark: SparkSession, documents: DataFrame | None) -> None:
        self._spark, self._documents = spark, documents

    def list_inputs(self, raw: Path, excluded: tuple[Path, ...]) -> Listing:
        """The inputs of RAW."""
        return list_inputs(raw, *excluded) if self._documents is None else _listing(self._documents)

    def write_parts(self, job: BuildJob, stopwatch: Stopwatch) -> list[Part]:
        """Analyse the documents and write the parts of all tables but `links`."""
        workers = SparkWorkers(self._spark, self._documents)
        job.analyse(workers, NoProgress())
        stopwatch.step_done("analyse")
        parts = job.finish(workers)
        stopwatch.step_done("write")
        return parts

    def write_links(self, job: BuildJob, parts: list[Part]) -> list[Part]:
        """Compute the links from the parts of the other tables."""
        from jorei.run.spark_links import link

        root = Path(job.workspace.root)
        links = link(self._spark, root) or [empty_part(root, "links", part_name(0))]
        record_links(job.workspace, parts, links)
        for unfinished in root.glob("*/.part-*"):
            unfinished.unlink()  # of a task whose executor was lost
        return links


class SparkWorkers:
    """Executors as workers: a task is a row; if documents are rows, those that a task reads follow it."""

    def __init__(self, spark: SparkSession, documents: DataFrame | None) -> None:
        self._spark, self._documents = spark, documents

    def run(self, tasks: Iterable[Task], _: int) -> Iterator[Reply]:
        """The replies to the tasks, when all of them are there."""
        listed = list(tasks)
        if not listed:
            return
        encode = msgspec.msgpack.encode
        rows = self._frame(_ROW_TYPES, [(number, _TASK_ROW, None, encode(task)) for number, task in enumerate(listed)])
        with_documents = self._documents is not None and any(_inputs(task) for task in listed)
        if with_documents:
            rows = rows.unionByName(self._documents_of(listed))
        cores = self._spark.sparkContext.defaultParallelism
        partitions = min(len(listed), max(_PARTITIONS_PER_CORE * cores, len(listed) // _TASKS_PER_PARTITION))
        rows = rows.repartition(partitions, "task").sortWithinPartitions("task", "kind")
        for row in rows.mapInArrow(partial(_run_tasks, with_documents), _REPLY_SCHEMA).toLocalIterator():
            yield _REPLIES.decode(bytes(row["reply"]))

    def _documents_of(self, tasks: list[Task]) -> DataFrame:
        """The documents as rows, each with the number of the task that reads it."""
        assert self._documents is not None
        paths = [(number, input_.path) for number, task in enumerate(tasks) for input_ in _inputs(task)]
        numbers = self._frame(_NUMBER_TYPES, paths)
        content = "bytes" if "bytes" in self._documents.columns else "encode(text, 'UTF-8') as bytes"
        documents = self._documents.selectExpr("path", content).join(numbers, "path")
        return documents.selectExpr("task", f"{_DOCUMENT_ROW} as kind", "path", "bytes as content")

    def _frame(self, types: _Types, rows: list[tuple[Any, ...]]) -> DataFrame:
        columns = [pa.array([row[column] for row in rows], kind) for column, kind in enumerate(types.values())]
        frame: DataFrame = self._spark.createDataFrame(pa.Table.from_arrays(columns, names=list(types)))
        return frame


def _inputs(task: Task) -> tuple[Input, ...]:
    """The documents whose contents a task reads, each once."""
    if isinstance(task, AnalyseGroup):
        return task.inputs
    of_pairs = (
        input_
        for pair in task.pairs.values()
        for input_ in (pair.amending, pair.base, *(other for other, _ in pair.others))
    )
    return tuple(dict.fromkeys((*of_pairs, *(pair.rule for pair in task.rules.values()))))


def _run_tasks(with_documents: bool, batches: _Batches) -> Iterator[pa.RecordBatch]:
    """Do the tasks of a partition, one after the other."""
    for task, documents in _tasks(batches):
        read = partial(_content, documents) if with_documents else read_input
        if isinstance(task, AnalyseGroup):
            reply: Reply = analyse_group(task, lambda _: None, read)
        else:
            reply = finish_bucket(task, read)
        yield pa.RecordBatch.from_pydict({"reply": pa.array([msgspec.msgpack.encode(reply)], pa.binary())})


def _tasks(batches: _Batches) -> Iterator[tuple[Task, dict[str, bytes]]]:
    """The tasks of a partition with their documents; its rows are in the order of the tasks."""
    task: Task | None = None
    documents: dict[str, bytes] = {}
    for batch in batches:
        for row in batch.to_pylist():
            if row["kind"] == _TASK_ROW:
                if task is not None:
                    yield task, documents
                task, documents = _TASKS.decode(row["content"]), {}
            else:
                documents[row["path"]] = row["content"] or b""
    if task is not None:
        yield task, documents


def _content(documents: dict[str, bytes], input_: Input) -> bytes:
    if input_.path not in documents:
        raise Unreadable("文書の行が読めません", "the row of the document is gone")
    return documents[input_.path]


def _document_rows(spark: SparkSession, raw: Path) -> DataFrame | None:
    """The documents of RAW if they are rows; None if they are files."""
    if raw.suffix == ".parquet" or (raw.is_dir() and any(raw.glob("*.parquet"))):
        documents = spark.read.parquet(str(raw))
    elif raw.suffix == ".csv":
        documents = spark.read.csv(str(raw), header=True, multiLine=True, escape='"')
    else:
        return None
    if "path" not in documents.columns or not {"bytes", "text"} & set(documents.columns):
        raise Refused(
            f"{raw} には path と、bytes 又は text の列が要ります", f"{raw} needs the columns path, and bytes or text"
        )
    return documents


def _listing(documents: DataFrame) -> Listing:
    """The inputs by their paths, without their contents; two rows with one path count as the first of them."""
    content = "bytes" if "bytes" in documents.columns else "text"
    given = [name for name in METADATA_COLUMNS if name in documents.columns]
    rows = documents.selectExpr("path", f"octet_length({content}) as size", *given).toArrow()
    inputs: dict[str, Input] = {}
    for batch in rows.to_batches():
        no_content = pa.array([b""] * len(batch), pa.binary())
        sizes = batch.column("size").to_pylist()
        without_sizes = batch.select(["path", *given]).add_column(0, "bytes", no_content)
        for (input_, _), size in zip(documents_of(without_sizes), sizes, strict=True):
            inputs.setdefault(input_.path, msgspec.structs.replace(input_, size=size or 0))
    return Listing(tuple(inputs[path] for path in sorted(inputs)), (), ())


@contextmanager
def _no_pandas_warning() -> Iterator[None]:
    """Without Spark's warning of new versions of pandas, which is not used here."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        yield


@contextmanager
def session(master: str | None) -> Iterator[SparkSession]:
    """The running Spark session, or a new one, which leaves no files behind."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused(
            f"--engine spark には pyspark が要ります: {install_command('spark')}",
            f"--engine spark needs pyspark: {install_command('spark')}",
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
    package = str(Path(__file__).parents[2])  # the folder of this package, for executors on this machine
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
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_BATCH_RECORDS),
    }
    if master and master.startswith("local"):
        settings |= {"spark.ui.enabled": "false", "spark.local.dir": f"{scratch}/local"}
        settings |= {"spark.sql.shuffle.partitions": str(_LOCAL_SHUFFLES)}
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder
