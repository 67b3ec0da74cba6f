"""The command line: what it prints, where, and its exit codes."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import jorei
from jorei.api import parse_file
from jorei.cli import _parser, main
from jorei.cli.exit_codes import ExitCode
from jorei.write.formats import FORMS, ExportFormat

CLEAN = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n(目的)\n第1条 この条例は、甲とする。\n\n附 則\n\nこの条例は、公布の日から施行する。\n"
DANGLING = CLEAN.replace("甲とする", "第9条第3項の甲とする")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(CLEAN, encoding="utf-8")
    return folder


class TestBuild:
    def test_it_shows_an_outline_counts_and_where(
        self, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (raw / "a.txt").write_text(DANGLING, encoding="utf-8")
        assert main(["build", str(raw), "-o", str(tmp_path / "out")]) == 0
        out = capsys.readouterr().out
        for line in ("甲市文書条例", "第1条（目的）", "文書 documents", "R01", "^^^^", str(tmp_path / "out")):
            assert line in out

    def test_unreadable_input_is_3_and_the_rest_is_built(
        self, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (raw / "b.pdf").write_bytes(b"%PDF-1.7")
        (raw / "c.csv").write_text("1,2", encoding="utf-8")
        assert main(["build", str(raw), "-o", str(tmp_path / "out")]) == 3
        captured = capsys.readouterr()
        assert "b.pdf: 読めません" in captured.err
        assert "c.csv: とばしました" in captured.err
        assert "甲市文書条例" in captured.out
        assert main(["validate", str(tmp_path / "out")]) == 0

    def test_a_foreign_folder_is_2(self, raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "precious.txt").write_text("mine", encoding="utf-8")
        assert main(["build", str(raw), "-o", str(tmp_path / "mine")]) == 2
        captured = capsys.readouterr()
        assert "空でなく" in captured.err
        assert "choose another folder" in captured.err
        assert (tmp_path / "mine" / "precious.txt").exists()

    def test_no_input_is_2(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["build", str(tmp_path / "nowhere"), "-o", str(tmp_path / "out")]) == 2
        assert "nowhere" in capsys.readouterr().err
        assert list(tmp_path.iterdir()) == [] or not (tmp_path / "out").exists()

    @pytest.mark.parametrize("arguments", [["build"], ["build", "x", "--jobs", "0"], ["nonsense"], []])
    def test_wrong_usage_is_2(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        try:
            code: object = main(arguments)
        except SystemExit as end:
            code = end.code
        assert code == 2
        assert capsys.readouterr()


class TestParse:
    def test_a_tree(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["parse", str(raw / "a.txt"), "--refs"]) == 0
        out = capsys.readouterr().out
        assert "第1条（目的） この条例は、甲とする。" in out
        assert "└ この条例 → 全体" in out

    def test_json(self, raw: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
        assert main(["parse", str(raw / "a.txt"), "--format", "json"]) == 0
        tree = json.loads(capsysbinary.readouterr().out)
        assert tree["schema"] == "jorei/2"
        assert tree["document"]["title"] == "甲市文書条例"

    def test_what_cannot_be_read_is_3(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
        assert main(["parse", str(tmp_path / "a.pdf")]) == 3
        assert main(["parse", str(tmp_path / "none.txt")]) == 2  # as for every command
        err = capsys.readouterr().err
        assert "a.pdf" in err
        assert "none.txt" in err

    def test_a_closed_pipe_is_no_error(self, raw: Path) -> None:
        text = CLEAN + "".join(f"第{number}条 甲は、乙とする。\n" for number in range(2, 5000))
        (raw / "a.txt").write_text(text, encoding="utf-8")
        command = f"{sys.executable} -m jorei parse {raw / 'a.txt'} | head -1"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=os.environ)
        assert done.stdout.startswith("甲市文書条例")
        assert done.stderr == ""


class TestCheck:
    def test_errors_are_1(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (raw / "b.txt").write_text(DANGLING, encoding="utf-8")
        assert main(["check", str(raw)]) == 1
        assert "R01 dangling-reference" in capsys.readouterr().out

    def test_select_ignore_and_statistics(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (raw / "b.txt").write_text(DANGLING, encoding="utf-8")
        assert main(["check", str(raw), "--ignore", "R", "--select", "R01"]) == 0
        assert main(["check", str(raw), "--select", "r01", "--statistics"]) == 1
        assert "1  R01" in capsys.readouterr().out

    def test_json_is_one_array_with_paths(self, raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (raw / "b.txt").write_text(DANGLING, encoding="utf-8")
        assert main(["check", str(raw), "--format", "json", "--select", "R01"]) == 1
        (row,) = json.loads(capsys.readouterr().out)
        assert (row["source_path"], row["code"], row["line"]) == ("b.txt", "R01", 7)
        assert row["doc_id"].startswith("h15-jorei-1-")


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "R01"]) == 0
    assert "dangling-reference" in capsys.readouterr().out
    assert main(["explain"]) == 0
    assert "S01" in capsys.readouterr().out
    assert main(["explain", "Z99"]) == 2


def test_validate_finds_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", str(tmp_path)]) == 1
    assert "no jorei build" in capsys.readouterr().err


def test_the_version_in_short(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"jorei {jorei.__version__}\n"
    done = subprocess.run([sys.executable, "-m", "jorei", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"jorei {jorei.__version__}\n"


def test_a_new_form_of_output_is_a_row_of_the_table(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setitem(FORMS, "plain", ExportFormat(".plain", "jorei.write.text_forms", "to_text"))
    assert main(["parse", str(raw / "a.txt"), "--format", "plain"]) == 0
    assert "甲市文書条例" in capsysbinary.readouterr().out.decode()
    assert main(["build", str(raw), "-o", str(tmp_path / "out")]) == 0
    assert main(["export", str(tmp_path / "out"), "--format", "plain", "-o", str(tmp_path / "forms")]) == 0
    assert [path.suffix for path in (tmp_path / "forms").rglob("*") if path.is_file() and path.name[0] != "."] == [
        ".plain"
    ]


def test_version_names_everything_that_decides(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version"]) == 0
    lines = dict(line.split(" ", 1) for line in capsys.readouterr().out.splitlines())
    assert {"jorei", "schema", "sudachipy", "sudachidict_core"} <= set(lines)


@pytest.mark.parametrize(
    ("code", "heavy"),
    [
        ("import jorei", ("msgspec", "pyarrow", "pandas", "sudachipy", "numpy")),
        ("import jorei; jorei.parse", ("pyarrow", "pandas", "sudachipy")),
        ("import jorei; jorei.parse('第1条 甲')", ("pyarrow", "pandas", "sudachipy")),
        ("from jorei.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass", ("msgspec", "pyarrow")),
    ],
)
def test_what_is_heavy_is_loaded_late(code: str, heavy: tuple[str, ...]) -> None:
    code += f"\nimport sys; print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stderr.strip() == "[]"


def test_a_tree_is_shown_without_the_checks(raw: Path) -> None:
    code = f"import sys; from jorei.cli import main; main(['parse', {str(raw / 'a.txt')!r}])\n"
    code += "print([name for name in ('jorei.check', 'jorei.norms', 'jorei.links.grammar', 'pyarrow')"
    code += " if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("refs", [False, True])
def test_a_tree_is_shown_as_the_document_has_it(raw: Path, refs: bool, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", str(raw / "a.txt"), *(["--refs"] if refs else [])]) == 0
    assert capsys.readouterr().out == parse_file(raw / "a.txt").outline(1_000_000, refs=refs) + "\n"


def test_a_build_loads_neither_pandas_nor_sudachi(raw: Path, tmp_path: Path) -> None:
    arguments = ["build", str(raw), "-o", str(tmp_path / "out")]
    code = f"import sys; from jorei.cli import main; main({arguments!r})\n"
    code += "print([name for name in ('pandas', 'sudachipy', 'tqdm') if name in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stderr.strip() == "[]"


def test_import_is_quick() -> None:
    """At most as much work as starting Python four times: the parser is loaded when it is asked for."""
    code = "import sys, time; start = time.process_time(); import jorei; print(start, time.process_time() - start)"
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    started, imported = (min(float(run.stdout.split()[at]) for run in runs) for at in range(2))
    assert imported < 4 * started


def arguments_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str | None]]:
    """Every argument of a command and of the commands below it, with its help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from ((choice.dest, choice.help) for choice in action._choices_actions)
            for below in action.choices.values():
                yield from arguments_of(below)
        elif not isinstance(action, argparse._HelpAction):
            yield action.dest, action.help


def test_every_argument_is_explained_in_japanese_and_english() -> None:
    explained = dict(arguments_of(_parser()))
    assert {"raw", "corpus", "select", "by", "collect"} <= set(explained)
    for name, about in explained.items():
        japanese, _, english = (about or "").partition(" / ")
        assert re.search(r"[\u3040-\u9fff]", japanese), name
        assert re.match(r"[A-Za-z]", english), name


def test_the_exit_codes_are_listed_with_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    out = capsys.readouterr().out
    assert all(f"{code}  {code.meaning}" in out for code in ExitCode)
