"""Commands that meet a bug, a damaged build, a terminal, an odd stream or a full disk: they say so, and the rest is done."""

from __future__ import annotations

import csv
import errno
import io
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import jorei
from jorei.cli import main
from jorei.cli.exit_codes import ExitCode
from jorei.dataset.exchange import sibling
from jorei.errors import Refused
from jorei.report.terminal import show_controls, shown
from jorei.run.local import build
from jorei.whole_file import whole_file, write_whole

TEXT = "○甲市{0}条例\n\n平成15年3月26日\n条例第{1}号\n\n(目的)\n第1条 この条例は、{0}とする。\n2 市長は、文書を3年保存しなければならない。\n"
NAMES = ("文書", "広場", "公園")
BAD = "広場"
"""The document that a bug is made for."""
JOREI = [sys.executable, "-m", "jorei"]
posix = pytest.mark.skipif(os.name != "posix", reason="signals, limits and streams of POSIX")


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    for number, name in enumerate(NAMES):
        (folder / f"{name}.txt").write_text(TEXT.format(name, number), encoding="utf-8")
    return folder


@pytest.fixture
def out(raw: Path, tmp_path: Path) -> Path:
    build(raw, tmp_path / "out", jobs=1)
    return tmp_path / "out"


def broken(real: Callable[..., Any], *, of: Callable[[Any], str]) -> Callable[..., Any]:
    """A function with a bug in one document: 'of' finds the words of its first argument."""

    def call(first: Any, *rest: Any, **more: Any) -> Any:
        if BAD in of(first):
            return {}["a bug"]
        return real(first, *rest, **more)

    return call


def source_text(source: Any) -> str:
    return str(source.text)


def assert_told(run: int, err: str) -> None:
    assert run == ExitCode.BUG == 4
    assert "内部エラー / internal error: KeyError: 'a bug'" in err
    assert "Traceback" not in err


def test_check_goes_on_after_a_bug(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.cli import check_session

    monkeypatch.setattr(check_session, "analyse_corrected", broken(check_session.analyse_corrected, of=source_text))
    run = main(["check", str(raw), "--summary"])
    said = capsys.readouterr()
    assert_told(run, said.err)
    assert f"{BAD}.txt" in said.err
    assert [name in said.out for name in NAMES] == [True, False, True]
    assert "文書 2" in said.err


def test_parse_tells_a_bug_and_shows_the_other_instruments(
    raw: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.cli import parse

    real = parse.build_tree
    monkeypatch.setattr(parse, "build_tree", broken(real, of=source_text))
    assert main(["parse", str(raw / "文書.txt")]) == 0
    run = main(["parse", str(raw / f"{BAD}.txt")])
    assert_told(run, capsys.readouterr().err)
    both = raw / "both.txt"
    both.write_text(
        "".join((raw / f"{name}.txt").read_text(encoding="utf-8") + "\n" for name in NAMES), encoding="utf-8"
    )
    run = main(["parse", str(both)])
    said = capsys.readouterr()
    assert_told(run, said.err)
    assert [f"甲市{name}条例" in said.out for name in NAMES] == [True, False, True]


def test_export_goes_on_after_a_bug(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.write import formats

    form = formats.FORMS["text"]
    write = broken(form.write, of=lambda analysis: analysis.source.text)
    monkeypatch.setitem(formats.FORMS, "text", SimpleNamespace(write=write, suffix=form.suffix))
    run = main(["export", str(out), "--format", "text", "-o", str(tmp_path / "written")])
    assert_told(run, capsys.readouterr().err)
    assert len(list((tmp_path / "written").glob("*.txt"))) == 2


def test_compare_goes_on_after_a_bug(
    out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.comparison import documents

    real = documents.find_document
    monkeypatch.setattr(
        documents, "find_document", lambda corpus, name: {}["a bug"] if BAD in name else real(corpus, name)
    )
    files = [f"{name}.txt" for name in NAMES]
    run = main(["compare", str(out), "--docs", *files, "-o", str(tmp_path / "a.csv")])
    assert_told(run, capsys.readouterr().err)
    table = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert [f"{name}とする" in table for name in NAMES] == [True, False, True]
    assert main(["compare", str(out), "--docs", *files[:2], "-o", str(tmp_path / "b.csv")]) == ExitCode.USAGE
    assert not (tmp_path / "b.csv").exists()


def test_search_goes_on_after_a_bug(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.search import index

    real = index._provisions
    bad = broken(lambda document, nodes: real(nodes, document), of=lambda document: document["title"])
    monkeypatch.setattr(index, "_provisions", lambda nodes, document: bad(document, nodes))
    run = main(["search", str(out), "保存"])
    said = capsys.readouterr()
    assert_told(run, said.err)
    assert [f"甲市{name}条例" in said.out for name in NAMES] == [True, False, True]


def test_amend_goes_on_after_a_bug(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.cli import amend

    by = tmp_path / "kaisei.txt"
    by.write_text(
        "○甲市文書条例等の一部を改正する条例\n\n令和5年3月26日\n条例第9号\n\n"
        + "".join(f"(甲市{name}条例の一部改正)\n第{at}条 甲市{name}条例（平成15年条例第{at - 1}号）の一部を次のように改正する。\n　第1条中「この条例」を「本条例」に改める。\n"
                  for at, name in enumerate(NAMES, 1))
        + "附 則\nこの条例は、公布の日から施行する。\n", encoding="utf-8",
    )  # fmt: skip
    monkeypatch.setattr(amend, "_read", broken(amend._read, of=str))
    bases = [str(raw / f"{name}.txt") for name in NAMES]
    run = main(["amend", *bases, "--by", str(by), "-o", str(tmp_path / "done")])
    assert_told(run, capsys.readouterr().err)
    assert {file.name for file in (tmp_path / "done").glob("*.txt")} >= {"文書.txt", "公園.txt"}
    assert not (tmp_path / "done" / f"{BAD}.txt").exists()


def test_a_bug_anywhere_is_one_sentence(
    out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from jorei.cli import explain

    monkeypatch.setattr(explain, "run", lambda _: {}["a bug"])
    assert_told(main(["explain"]), capsys.readouterr().err)
    monkeypatch.setenv("JOREI_TRACEBACK", "1")
    assert main(["explain"]) == ExitCode.BUG
    assert "Traceback" in capsys.readouterr().err


DAMAGES: dict[str, Callable[[Path], object]] = {
    "a part of documents is cut": lambda out: _cut(next((out / "documents").glob("*.parquet"))),
    "a part of nodes is cut": lambda out: _cut(next((out / "nodes").glob("*.parquet"))),
    "nodes are gone": lambda out: shutil.rmtree(out / "nodes"),
    "build.json says nothing of its tables": lambda out: (out / "build.json").write_text('{"generator": "jorei"}'),
}


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-200])


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize(
    "command",
    [("sql", "select * from nodes"), ("export", "--format", "egov", "-o", "NEW"), ("search", "保存"), ("migrate",)],
    ids=lambda words: words[0],
)
def test_a_damaged_build_is_told_in_a_sentence(
    out: Path, damage: str, command: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    DAMAGES[damage](out)
    name, *rest = (word.replace("NEW", str(tmp_path / "new")) for word in command)
    run = main([name, str(out), *rest])
    err = capsys.readouterr().err
    assert "Traceback" not in err
    if run:
        assert run in (ExitCode.ERRORS, ExitCode.USAGE), err
        assert "jorei validate" in err or name == "migrate", err


def test_what_a_terminal_would_obey_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw, escape = tmp_path / "raw", "\x1b]0;X\x07"
    raw.mkdir()
    (raw / f"a{escape}.txt").write_text(TEXT.format(f"文{escape}書", 1), encoding="utf-8")
    (raw / f"b{escape}.pdf").write_bytes(b"%PDF")
    main(["build", str(raw), "-o", str(tmp_path / "out"), "--jobs", "1"])
    main(["parse", str(raw / f"a{escape}.txt")])
    main(["search", str(tmp_path / "out"), "文書 保存"])
    main(["sql", str(tmp_path / "out"), "select text, source_path from documents"])
    main(["check", str(raw)])
    main(["parse", f"none{escape}"])
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert "·]0;X·" in said.out
    assert "·]0;X·" in said.err


def test_data_is_not_changed_where_no_terminal_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT.format("文\x9b書", 1), encoding="utf-8")
    build(tmp_path, tmp_path / "out", jobs=1)
    capsys.readouterr()
    assert main(["sql", str(tmp_path / "out"), "--format", "json", "select text from documents"]) == 0
    assert "文\x9b書" in capsys.readouterr().out
    assert main(["parse", str(file), "--format", "text"]) == 0
    assert "文\x9b書" in capsys.readouterr().out


def test_a_stream_that_shows_is_otherwise_the_stream() -> None:
    below = io.StringIO()
    stream = show_controls(below)
    print("甲\x9b31m乙\t丙", file=stream)
    assert below.getvalue() == "甲·31m乙\t丙\n"
    assert stream.isatty() is False
    assert show_controls(stream) is stream
    assert shown("第１条　甲(1)葛\U000e0100") == "第１条　甲(1)葛\U000e0100"


def test_csv_of_sql_has_no_formula(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "select '=1+1' as \"=a\", -1 as n, '＝甲' as b"
    assert main(["sql", str(out), "--format", "csv", query]) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["'=a", "n", "b"], ["'=1+1", "-1", "'＝甲"]]


def run_jorei(*arguments: object, **more: Any) -> subprocess.CompletedProcess[bytes]:
    more.setdefault("env", os.environ)
    return subprocess.run([*JOREI, *map(str, arguments)], capture_output=True, check=False, timeout=300, **more)


@pytest.mark.parametrize("encoding", ["cp932", "cp1252", "ascii", "utf-8"])
def test_streams_of_any_encoding(raw: Path, out: Path, encoding: str) -> None:
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for command in (["--help"], ["explain"], ["check", raw], ["search", out, "保存"]):
        run = run_jorei(*command, env=env)
        assert b"Traceback" not in run.stderr, run.stderr
        assert run.returncode in (0, 1), (command, run.stderr)


@posix
def test_closed_streams_take_nothing_and_stop_nothing(raw: Path, tmp_path: Path) -> None:
    for closed in (">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
        command = " ".join([*JOREI, "build", str(raw), "-o", str(tmp_path / "out"), "--fresh", closed])
        run = subprocess.run(["sh", "-c", command], capture_output=True, check=False)
        assert run.returncode == 0, (closed, run.stderr)
        assert b"Traceback" not in run.stderr
    run = subprocess.run(["sh", "-c", " ".join([*JOREI, "parse", "-", "<&-"])], capture_output=True, check=False)
    assert b"Traceback" not in run.stderr


@posix
@pytest.mark.parametrize("suffix", ["html", "csv", "xlsx", "parquet"])
def test_a_comparison_that_cannot_be_written_leaves_the_old_one(out: Path, tmp_path: Path, suffix: str) -> None:
    file = tmp_path / "written" / f"a.{suffix}"
    file.parent.mkdir()
    file.write_bytes(b"old")
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))  # noqa: E731  # runs in the child
    run = run_jorei("compare", out, "--docs", "文書.txt", "広場.txt", "-o", file, preexec_fn=limit)
    assert run.returncode == 2, run.stderr
    assert b"Traceback" not in run.stderr
    assert file.read_bytes() == b"old"
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert run_jorei("compare", out, "--docs", "文書.txt", "広場.txt", "-o", file).returncode == 0
    assert file.read_bytes() != b"old"


def test_no_comparison_is_written_into_a_build(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = next((out / "nodes").glob("*.parquet"))
    before = part.read_bytes()
    assert main(["compare", str(out), "--docs", "文書.txt", "広場.txt", "-o", str(part)]) == ExitCode.USAGE
    assert "is a build" in capsys.readouterr().err
    assert part.read_bytes() == before


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError(), "out of memory"), (ImportError("a.so: failed to map segment from shared object"), "out of memory"),
     (OSError(errno.EMFILE, "", "a.txt"), "too many open files: a.txt")],
)  # fmt: skip
def test_a_machine_without_anything_left_is_told_without_loading_more(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr("jorei.cli.version.run", fail)
    monkeypatch.setitem(sys.modules, "jorei.cli.unexpected", None)
    assert main(["version"]) == ExitCode.USAGE
    assert capsys.readouterr().err.splitlines()[-1] == said


def test_a_whole_file_is_written_or_not(tmp_path: Path) -> None:
    file, link = tmp_path / "a.txt", tmp_path / "link.txt"
    file.write_text("old")
    link.symlink_to(file)
    with pytest.raises(ZeroDivisionError), whole_file(file) as new:
        print(new.write_text("half") / 0)
    assert file.read_text() == "old"
    with whole_file(link) as new:
        new.write_text("new")
    assert (file.read_text(), link.is_symlink()) == ("new", True)
    assert {path.name for path in tmp_path.iterdir()} == {"a.txt", "link.txt"}
    with pytest.raises(Refused), whole_file(tmp_path / "none" / "a.txt"):
        pass


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    write = f"import pathlib, time; from jorei.whole_file import whole_file, write_whole\nwith whole_file(pathlib.Path({str(file)!r})): print(flush=True); time.sleep(60)"
    others = [subprocess.Popen([sys.executable, "-c", write], stdout=subprocess.PIPE) for _ in range(2)]
    for other in others:
        assert other.stdout is not None
        other.stdout.readline()
    others[0].kill()
    others[0].communicate()
    assert len(list(tmp_path.iterdir())) == 2, "one of a process that is dead, and one of another that is at work"
    write_whole(file, b"new")
    assert len(list(tmp_path.iterdir())) == 2, "the file, and that of the process at work"
    others[1].kill()
    others[1].communicate()
    write_whole(file, b"newer")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("damage", ["flip", "cut", "gone", "state"])
def test_a_damaged_index_is_made_anew(out: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(out), "保存"]) == 0
    right = capsys.readouterr().out
    index = sibling(out, "search")
    names = sorted(file.name for file in index.iterdir() if not file.name.startswith("."))
    for name in names:
        file = index / name
        if damage == "state" and not name.endswith(".json"):
            continue
        if not file.exists() or not file.stat().st_size:
            continue
        data = bytearray(file.read_bytes())
        file.unlink()  # a file of its own: a search of this process may still have the old one mapped into its memory
        match damage:
            case "gone":
                pass
            case "cut":
                file.write_bytes(data[: len(data) // 2])
            case "state":
                file.write_bytes(b"[" * 5000)
            case _:
                data[: len(data) // 2] = bytes(byte ^ 0xFF for byte in data[: len(data) // 2])
                file.write_bytes(data)
        run = main(["search", str(out), "保存"])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert (run, said.out) == (0, right) or damage == "flip", (name, said)
        assert run == 0, (name, said)


def test_the_library_says_what_it_was_given() -> None:
    with pytest.raises(TypeError):
        jorei.parse(Path("raw/a.txt"))  # type: ignore[arg-type]  # what is refused
