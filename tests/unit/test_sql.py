"""A build in DuckDB: views, macros, and the shell."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jorei.cli import main
from jorei.dataset.corpus import Corpus
from jorei.dataset.sql import MACROS


def test_every_dataset_is_a_view(built: Path) -> None:
    corpus = Corpus(built)
    names = {name for (name,) in corpus.sql("select view_name from duckdb_views() where not internal").fetchall()}
    assert names == {*corpus.tables, "articles", "refs"}
    assert corpus.sql("select count(*) from nodes").fetchall() == [(len(corpus.nodes),)]


def test_macros_answer_what_is_asked_most(built: Path) -> None:
    connection = Corpus(built).connect()
    first = connection.sql("select document, text from provision('第1条第1項') where document like '%公園%'").fetchall()
    assert len(first) == 1
    doc, node = connection.sql(
        "select doc_id, target_node_id from \"references\" where text = '前条' and status = 'resolved' limit 1"
    ).fetchall()[0]
    assert "前条" in [row[2] for row in connection.execute("select * from cited_by(?, ?)", [doc, node]).fetchall()]
    below = connection.execute("select node_id from subtree(?, ?)", [doc, node]).fetchall()
    assert below[0] == (node,)
    assert len(below) > 1
    assert connection.sql("select * from captioned('目的')").fetchall()
    assert len(MACROS) == 4


def test_a_build_cannot_be_written_through_it(built: Path) -> None:
    import duckdb

    with pytest.raises(duckdb.Error):
        Corpus(built).connect().execute("delete from nodes")


def test_one_query(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(built), "select count(*) as n from documents", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"n": len(Corpus(built).documents)}]
    assert main(["sql", str(built), "select 1 as a, 'x' as b", "--format", "csv"]) == 0
    assert capsys.readouterr().out == "a,b\n1,x\n"
    assert main(["sql", str(built), "selekt"]) == 1
    assert "syntax error" in capsys.readouterr().err


@pytest.mark.parametrize("position", range(3))
def test_an_option_may_stand_anywhere(position: int, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = [str(built), "select 1 as a"]
    given[position:position] = ["--format", "csv"]
    assert main(["sql", *given]) == 0
    assert capsys.readouterr().out == "a\n1\n"


def test_queries_from_a_pipe(built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(".tables\nselect 40 +\n 2 as answer;\n.quit\n"))
    assert main(["sql", str(built)]) == 0
    output = capsys.readouterr().out
    assert "amendments" in output
    assert "42" in output


def test_a_folder_that_is_no_build_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(tmp_path), "select 1"]) == 2
    assert "no jorei build" in capsys.readouterr().err


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')", "copy (select 1) to 'x.csv'", "copy nodes to '{part}'", "attach 'x.db'",
        "explain analyze copy (select 1) to 'x.csv'", "set enable_external_access = true", "install httpfs",
    ],
)  # fmt: skip
def test_a_query_leaves_the_machine_alone(
    query: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    part = next(iter(Corpus(built).nodes.files))
    before = part.read_bytes()
    assert main(["sql", str(built), query.format(part=part)]) == 1
    assert capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
    assert part.read_bytes() == before


def test_unrestricted_lets_it_write(built: Path, tmp_path: Path) -> None:
    query = f"copy (select 1 as a) to '{tmp_path / 'x.csv'}'"
    assert main(["sql", str(built), query, "--unrestricted"]) == 0
    assert (tmp_path / "x.csv").read_text("utf-8") == "a\n1\n"


def test_what_is_left_out_is_said(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sql", str(built), "select node_id from nodes", "--limit", "5"]) == 0
    assert f"5 of {len(Corpus(built).nodes):,} rows" in capsys.readouterr().err
    assert main(["sql", str(built), "select node_id from nodes", "--limit", "5", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 5


def test_reserved_words_are_explained(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for query in ("select * from references", "select start, end from nodes"):
        assert main(["sql", str(built), query]) == 1
        assert "refs" in capsys.readouterr().err


def test_json_has_plain_dates(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "select promulgated_on, taxonomy from documents where promulgated_on is not null limit 1"
    assert main(["sql", str(built), query, "--format", "json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["promulgated_on"])
    assert isinstance(row["taxonomy"], list)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_ctrl_c_ends_a_query_that_never_ends(built: Path, form: str) -> None:
    query = "with recursive t as (select 1 a union all select a + 1 from t) select count(*) from t"
    process = subprocess.Popen(
        [sys.executable, "-m", "jorei", "sql", str(built), query, "--format", form], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )  # fmt: skip
    try:
        for _ in range(600):
            time.sleep(0.1)
            if len(list(Path(f"/proc/{process.pid}/task").glob("*"))) > 1 or sys.platform != "linux":
                break
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err
