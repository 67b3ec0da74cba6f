"""A build in DuckDB: views, macros, and the shell."""

from __future__ import annotations

import io
import json
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
