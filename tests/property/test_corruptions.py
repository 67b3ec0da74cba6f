"""`validate` finds every corruption: of the files, whatever byte it is; and of the rows, also under new checksums."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builds import put, rewrite_part
from jorei.dataset.schema import TABLES
from jorei.dataset.seal import MARKER, write_marker
from jorei.dataset.validate.validate import validate
from jorei.run.local import build
from jorei.run.task import Options

LIMITS = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
KEYED = ("nodes", "references", "definitions", "amendments", "norms", "diagnostics", "tokens")


@pytest.fixture(scope="module")
def sound(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of some documents with everything in it."""
    folder = tmp_path_factory.mktemp("corruptions")
    (folder / "raw").mkdir()
    for path in sorted((root / "raw").glob("*.txt"))[:6]:
        shutil.copy(path, folder / "raw")
    build(folder / "raw", folder / "build", options=Options(tokens=True, json=True))
    assert list(validate(folder / "build")) == []
    return folder / "build"


@pytest.fixture
def corpus(sound: Path, tmp_path: Path) -> Callable[[], Path]:
    def fresh() -> Path:
        shutil.rmtree(tmp_path / "build", ignore_errors=True)
        return shutil.copytree(sound, tmp_path / "build")

    return fresh


def kept(corpus: Path) -> list[Path]:
    """All files of a build but its own memory, which it does not trust either (test_faults.py)."""
    return [path for path in sorted(corpus.rglob("*")) if path.is_file() and ".inputs" not in path.parts]


def same(one: bytes, other: bytes) -> bool:
    """Whether two versions of a JSON file mean the same."""
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


@LIMITS
@given(data=st.data())
def test_damaged_files(corpus: Callable[[], Path], data: st.DataObject) -> None:
    build_folder = corpus()
    files = kept(build_folder)
    kinds = sorted(
        {(path.parent.name if path.suffix == ".parquet" else path.name) for path in files if "json" not in path.parts}
    )
    kind = data.draw(st.sampled_from([*kinds, "tree"]))
    chosen = [p for p in files if kind in (p.parent.name, p.name) or (kind == "tree" and "json" in p.parts)]
    file = data.draw(st.sampled_from(chosen))
    before = file.read_bytes()
    match data.draw(st.sampled_from(["flip", "cut", "remove", "append", "swap"])):
        case "flip":
            at = data.draw(st.integers(0, len(before) - 1))
            mask = data.draw(st.integers(1, 255))
            file.write_bytes(before[:at] + bytes((before[at] ^ mask,)) + before[at + 1 :])
        case "cut":
            file.write_bytes(before[: data.draw(st.integers(0, len(before) - 2))])
        case "remove":
            file.unlink()
        case "append":
            file.write_bytes(before + b"x")
        case _:
            shutil.copy(data.draw(st.sampled_from([p for p in files if p.read_bytes() != before])), file)
    if file.exists() and file.suffix == ".json" and same(before, file.read_bytes()):
        return  # a blank instead of a blank
    assert list(validate(build_folder)), file


def test_files_that_nobody_named(corpus: Callable[[], Path]) -> None:
    folder = corpus()
    tree = next((folder / "json").rglob("*.json"))
    shutil.copy(tree, tree.with_name("h1-jorei-1-00000000.json"))
    assert "is of no document" in told(folder)
    package = json.loads((folder / "datapackage.json").read_bytes())
    package["resources"][0]["jorei:parts"][0]["path"] = "../../../etc/passwd"
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    assert "no name of a part" in told(folder)


def told(folder: Path) -> str:
    return "\n".join(fault.en for fault in validate(folder))


def rewrite(corpus: Path, name: str, change: Callable[[pa.Table], pa.Table]) -> None:
    """Change a part and enter new checksums everywhere, as if a build had written it so; the counts stay."""
    rewrite_part(corpus, name, change)
    marker = json.loads((corpus / MARKER).read_bytes())
    shutil.rmtree(corpus / "json")  # the trees would give every change away
    write_marker(corpus, {**marker, "options": {**marker["options"], "json": False}})


def moved(table: pa.Table, row: int, by: int) -> pa.Table:
    if "spans" in table.column_names:
        spans = table.column("spans").to_pylist()[row]
        return put(table, "spans", row, [{**s, "start": s["start"] + by, "end": s["end"] + by} for s in spans])
    for column in ("start", "end"):
        table = put(table, column, row, table.column(column)[row].as_py() + by)
    return table


QUOTED = {"documents": "text", "nodes": "text", "references": "text", "definitions": "term", "tokens": "surface"}


@LIMITS
@given(data=st.data())
def test_rows_under_new_checksums(corpus: Callable[[], Path], data: st.DataObject) -> None:
    folder = corpus()
    kind = data.draw(st.sampled_from(["drop", "twice", "foreign", "shift", "text"]))
    names = {"shift": ("nodes", "references", "definitions", "tokens", "diagnostics"), "text": tuple(QUOTED)}
    name = data.draw(st.sampled_from(names.get(kind, KEYED)))
    table = pq.read_table(folder / name)
    row = data.draw(st.integers(0, table.num_rows - 1))
    match kind:
        case "drop":
            rewrite(folder, name, lambda t: pa.concat_tables([t.slice(0, row), t.slice(row + 1)]))
        case "twice":
            rewrite(folder, name, lambda t: pa.concat_tables([t, t.slice(row, 1)]))
        case "foreign":
            key = data.draw(st.sampled_from(TABLES[name].foreign_keys)).columns[-1]
            value = 10**6 if key.endswith("ref_id") else "x-x-x-00000000"
            rewrite(folder, name, lambda t: put(t, key, row, value))
        case "shift":
            spans = table.column("spans").to_pylist() if name == "nodes" else None
            if spans and not spans[row]:
                return  # it has nothing of its own to move
            by = data.draw(st.sampled_from([-3, -1, 1, 2, 7, 10**6]))
            start, end = (table.column(c)[row].as_py() for c in ("start", "end")) if not spans else (0, 1)
            text = text_of(folder, table.column("doc_id")[row].as_py())
            if name in QUOTED and not spans and text[start:end] == text[start + by : end + by]:
                return  # the same words stand there, too
            rewrite(folder, name, lambda t: moved(t, row, by))
        case _:
            column = QUOTED[name]
            value = table.column(column)[row].as_py() or ""
            at = data.draw(st.integers(0, len(value)))
            rewrite(folder, name, lambda t: put(t, column, row, value[:at] + "甲" + value[at:]))
    assert list(validate(folder)), (kind, name, table.slice(row, 1).to_pylist())


@pytest.mark.parametrize("by", [-2, -1, 1, 2])
def test_a_word_that_is_moved_even_over_the_end_of_its_line(tmp_path: Path, by: int) -> None:
    """含む。 and a new line: 2 further on stands 。 and the end of the line, which no word says."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_text("○甲市条例\n\n第1条 甲は、乙を含む。\n2 丙は、丁とする。\n", encoding="utf-8")
    build(raw, out, options=Options(tokens=True))
    words = pq.read_table(out / "tokens").column("surface").to_pylist()
    rewrite_part(out, "tokens", lambda t: moved(t, words.index("含む"), by))
    assert "surface is not what stands there" in told(out)


def test_a_blank_that_is_moved(tmp_path: Path) -> None:
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_text("○甲市条例\n\n第1条 甲　乙を含む。\n2 丙は、丁とする。\n", encoding="utf-8")
    build(raw, out, options=Options(tokens=True))
    words = pq.read_table(out / "tokens").column("surface").to_pylist()
    rewrite_part(out, "tokens", lambda t: moved(t, words.index("　"), 6))
    assert "surface is not what stands there" in told(out)


def test_words_that_overlap(tmp_path: Path) -> None:
    """人人人人 is the same one character further on."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "a.txt").write_text("○甲市条例\n\n第1条 人人人人とする。\n", encoding="utf-8")
    build(raw, out, options=Options(tokens=True))
    assert told(out) == ""
    words = pq.read_table(out / "tokens").column("surface").to_pylist()
    rewrite_part(out, "tokens", lambda t: moved(t, words.index("人人"), 1))
    assert "a word overlaps the one before it" in told(out)


def text_of(folder: Path, doc_id: str) -> str:
    rows = pq.read_table(folder / "documents", columns=["doc_id", "text"]).to_pylist()
    return next(row["text"] for row in rows if row["doc_id"] == doc_id)
