"""Where commands write: never into a build or over what they read, never in the place of a folder, and never somewhere
that nobody named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from jorei.cli import main
from jorei.cli.exit_codes import ExitCode
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused
from jorei.run.local import build

BASE = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n第1条 この条例は、文書とする。\n第2条 手数料は、{}円とする。\n"
AMENDING = (
    "○甲市文書条例の一部を改正する条例\n\n令和5年3月26日\n条例第9号\n\n甲市文書条例（平成15年条例第1号）の一部を次のように改正する。\n"
    "第2条中「500円」を「600円」に改める。\n附 則\nこの条例は、公布の日から施行する。\n"
)


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two versions and an amendment, in the working folder."""
    folder = tmp_path / "raw"
    folder.mkdir()
    for name, text in (("old.txt", BASE.format(500)), ("new.txt", BASE.format(600)), ("by.txt", AMENDING)):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    "command",
    [
        ["check", "old.txt", "--format", "html", "-o", "OUT"], ["check", "old.txt", "--format", "xlsx", "-o", "OUT"],
        ["draft", "old.txt", "new.txt", "-o", "OUT"], ["draft", "old.txt", "new.txt", "--table", "OUT"],
        ["amend", "old.txt", "--by", "by.txt", "-o", "OUT"], ["amend", "old.txt", "--by", "by.txt", "--table", "OUT"],
        ["amend", "old.txt", "new.txt", "--by", "by.txt", "-o", "BUILD/texts"], ["export", "BUILD", "--format", "csv", "-o", "BUILD/a.csv"],
        ["export", "BUILD", "--format", "text", "-o", "BUILD/texts"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_writes_into_a_build(
    raw: Path, tmp_path: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    build(raw, out, jobs=1)
    before = contents(out)
    part = str(next((out / "nodes").glob("*.parquet")))
    run = main([word.replace("OUT", part).replace("BUILD", str(out)) for word in command])
    assert (run, "is a build" in capsys.readouterr().err) == (ExitCode.USAGE, True)
    assert contents(out) == before
    assert list(validate(out)) == []


@pytest.mark.parametrize(
    "command",
    [
        ["check", "old.txt", "--format", "html", "-o", "old.txt"], ["draft", "old.txt", "new.txt", "-o", "new.txt"],
        ["draft", "old.txt", "new.txt", "-o", "linked.txt"], ["amend", "old.txt", "--by", "by.txt", "-o", "by.txt"],
        ["amend", "old.txt", "--by", "by.txt", "-o", "."], ["amend", "old.txt", "new.txt", "--by", "by.txt"],
        ["amend", "old.txt", "--by", "by.txt", "--with", "new.txt", "-o", "new.txt"],
        ["amend", "old.txt", "--by", "by.txt", "--table", "old.txt"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_writes_over_what_it_reads(
    raw: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "linked.txt").symlink_to("new.txt")
    before = contents(raw)
    assert main(command) == ExitCode.USAGE
    assert "is an input" in capsys.readouterr().err
    assert contents(raw) == before


def test_two_bases_of_one_name_are_not_written_over_one_another(raw: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (raw / "sub").mkdir()
    (raw / "sub" / "old.txt").write_text(BASE.format(500), encoding="utf-8")
    assert main(["amend", "old.txt", "sub/old.txt", "--by", "by.txt", "-o", "done"]) == ExitCode.USAGE
    assert "two would be written as done/old.txt" in capsys.readouterr().err
    assert not (raw / "done").exists()
    assert main(["amend", "old.txt", "--by", "by.txt", "-o", "done"]) == ExitCode.DONE
    assert (
        main(["amend", "old.txt", "--by", "by.txt", "-o", "done"]) == ExitCode.DONE
    )  # what it wrote, it may write anew
    assert "600円" in (raw / "done" / "old.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["check", "old.txt", "--format", "html", "-o", "folder"], ExitCode.USAGE),
        (["draft", "old.txt", "new.txt", "-o", "folder"], ExitCode.USAGE),
        (["draft", "old.txt", "new.txt", "-o", "one"], ExitCode.USAGE),
        (["amend", "old.txt", "--by", "by.txt", "-o", "old.txt/done"], ExitCode.USAGE),
        (["amend", "folder", "--by", "by.txt"], ExitCode.UNREADABLE),
        (["amend", "old.txt", "--by", "folder"], ExitCode.UNREADABLE),
        (["amend", "one", "--by", "by.txt"], ExitCode.UNREADABLE),
        (["amend", "nowhere.txt", "--by", "by.txt"], ExitCode.USAGE),
        (["cite", "folder"], ExitCode.UNREADABLE),
        (["build", "one"], ExitCode.USAGE),
        (["build", "old.txt", "-o", "one"], ExitCode.USAGE),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_folders_and_loops_of_links_are_told(
    raw: Path, command: list[str], code: ExitCode, capsys: pytest.CaptureFixture[str]
) -> None:
    (raw / "folder").mkdir()
    (raw / "one").symlink_to("other")
    (raw / "other").symlink_to("one")
    assert main(command) == code
    said = capsys.readouterr().err
    assert said
    assert "internal error" not in said


@pytest.mark.parametrize(
    "command",
    [
        ["build", ""], ["build", "raw", "-o", ""], ["check", ""], ["parse", ""], ["export", "", "--format", "text", "-o", "a"], ["amend", "", "--by", "a"],
        ["amend", "a", "--by", ""], ["draft", "a", ""], ["cite", ""], ["validate", ""], ["sql", ""], ["collect", "http://127.0.0.1/", "-o", ""],
    ],
    ids=lambda command: command[0],
)  # fmt: skip
def test_an_empty_name_is_not_the_folder_that_one_stands_in(
    raw: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(raw)
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == ExitCode.USAGE
    assert "the name is empty" in capsys.readouterr().err
    assert contents(raw) == before


@pytest.mark.skipif(os.name != "posix", reason="names of POSIX are bytes")
def test_names_that_are_no_utf_8_reach_the_workers(tmp_path: Path) -> None:
    """Of documents and of RAW; that of a build is refused, since Arrow cannot open it. As many as make several groups."""
    raw, out = tmp_path / os.fsdecode(b"raw\xff"), tmp_path / "out"
    raw.mkdir()
    for number in range(300):
        (raw / os.fsdecode(b"%d\xff.txt" % number)).write_text(BASE.format(number), encoding="utf-8")
    report = build(raw, out, jobs=2)
    assert (report.rows["documents"], report.unreadable) == (300, ())
    (raw / os.fsdecode(b"0\xff.txt")).write_text(BASE.format(1000), encoding="utf-8")
    assert build(raw, out, jobs=2).reused == 299
    with pytest.raises(Refused, match="is no UTF-8"):
        build(raw, tmp_path / os.fsdecode(b"out\xfe"))
    assert len(list(tmp_path.iterdir())) == 2
    assert list(validate(out)) == []
