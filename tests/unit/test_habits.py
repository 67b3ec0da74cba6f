"""Habits of a command line: completion, one exit code for one thing, any encoding and any path."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jorei.cli import COMMANDS, main
from jorei.cli.exit_codes import ExitCode

TEXT = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n(目的)\n第1条 この条例は、第9条の甲とする。\n\n附 則\n\nこの条例は、公布の日から施行する。\n"
AMENDING = "甲市文書条例の一部を改正する条例\n甲市文書条例(平成15年甲市条例第1号)の一部を次のように改正する。\n第1条中「甲」を「乙」に改める。\n附 則\nこの条例は、公布の日から施行する。\n"


def completed(shell: list[str], words: str) -> list[str]:
    """What bash (or zsh, in its way) would offer behind these words; the last is being typed."""
    typed = shlex.split(words) if not words.endswith(" ") else [*shlex.split(words), ""]
    script = subprocess.run(
        [sys.executable, "-m", "jorei", "completion", "bash"], capture_output=True, text=True, check=True
    ).stdout
    asking = f"{script}\nCOMP_WORDS=({' '.join(map(shlex.quote, typed))}); COMP_CWORD={len(typed) - 1}; _jorei\n"
    done = subprocess.run(
        [*shell, asking + 'printf "%s\\n" "${COMPREPLY[@]}"'], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands_options_and_values() -> None:
    bash = ["bash", "--norc", "-c"]
    assert completed(bash, "jorei ex") == ["explain", "export"]
    assert completed(bash, "jorei build --fo") == ["--forget", "--force"]
    assert completed(bash, "jorei export corpus/build --format ") == [
        "egov", "akn", "lawtext", "markdown", "text", "jsonl", "csv",
    ]  # fmt: skip
    assert completed(bash, "jorei explain R0")[0] == "R01"
    assert completed(bash, "jorei registry ") == ["import", "update", "list"]
    assert completed(bash, "jorei parse raw/") == []  # bash completes file names


@pytest.mark.parametrize(
    ("shell", "check"), [("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])]
)
def test_the_shell_understands_its_script(
    shell: str, check: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["completion", shell]) == 0
    (tmp_path / "script").write_text(capsys.readouterr().out, encoding="utf-8")
    if shutil.which(check[0]) is None:
        pytest.skip(f"{shell} is not installed")
    assert subprocess.run([*check, "script"], cwd=tmp_path, check=False).returncode == 0


def test_every_shell_knows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    for shell in ("bash", "zsh", "fish", "powershell"):
        assert main(["completion", shell]) == 0
        script = capsys.readouterr().out
        assert [name for name, _ in COMMANDS if not re.search(rf"\b{name}\b", script)] == []
        assert script.isascii() or shell == "fish"  # it alone shows what each option is for


NAMING_NOTHING = (
    "build missing", "parse missing", "check missing", "compare missing", "amend missing --by missing", "draft missing missing",
    "review missing", "search missing x", "cite missing --corpus {build}", "cite {text} --corpus missing",
    "export missing --format egov -o out", "sql missing x", "validate missing", "migrate missing", "registry import laws missing",
    "collect missing -o out",
)  # fmt: skip


@pytest.mark.parametrize("line", NAMING_NOTHING)
def test_what_is_not_there_is_wrong_usage(
    line: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert main(shlex.split(line.format(build=built, text="a.txt"))) == ExitCode.USAGE
    assert "missing" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("a.txt", "corpus")] == []


@pytest.mark.parametrize(
    "line", ["build {pdf} -o out", "parse {pdf}", "check {pdf}", "amend {pdf} --by {pdf}", "draft {pdf} {pdf}",
             "cite {pdf} --corpus {build}", "registry import laws {pdf}"],
)  # fmt: skip
def test_what_cannot_be_read_is_3(
    line: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    assert main(shlex.split(line.format(build=built, pdf="b.pdf"))) == ExitCode.UNREADABLE
    assert capsys.readouterr().err


EVERY_COMMAND = (
    ("build '例規 集' -o '出力 先/ビルド' --json", 0),
    ("parse '例規 集/文書 条例.txt' --refs", 0),
    ("check '例規 集' --format text", 1),
    ("explain", 0),
    ("explain V09", 0),
    ("compare '出力 先/ビルド' --docs '例 規' '文書' -o '対照 表.html' --matrix '一 覧.csv'", 0),
    ("amend '例規 集/文書 条例.txt' --by '改正 条例.txt' -o '結 果'", 0),
    ("draft '例規 集/文書 条例.txt' '結 果/文書 条例.txt'", 0),
    ("search '出力 先/ビルド' 条例", 0),
    ("cite '引用 文.txt' --corpus '出力 先/ビルド'", 0),
    ("export '出力 先/ビルド' --format egov -o '書出 し'", 0),
    ("export '出力 先/ビルド' --format csv -o '条 文.csv'", 0),
    ("sql '出力 先/ビルド' 'select title from documents order by 1'", 0),
    ("validate '出力 先/ビルド'", 0),
    ("migrate '出力 先/ビルド'", 0),
    ("registry list", 0),
    ("version", 0),
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_every_command_takes_any_path_and_writes_to_any_terminal(tmp_path: Path, encoding: str) -> None:
    """Blanks and Japanese in every path; a redirected command of Windows writes CP932, which lacks — and ·."""
    folder = tmp_path / "仕事 場"
    (folder / "例規 集").mkdir(parents=True)
    (folder / "例規 集" / "文書 条例.txt").write_text(TEXT.replace("甲とする", "甲—乙・·とする"), encoding="utf-8")
    (folder / "例規 集" / "例 規.txt").write_text(TEXT.replace("文書条例", "公園条例"), encoding="utf-8")
    (folder / "改正 条例.txt").write_text(AMENDING, encoding="utf-8")
    (folder / "引用 文.txt").write_text("甲市文書条例第1条を見よ。\n", encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": encoding, "JOREI_DATA": str(folder / "一 覧")}
    for line, code in EVERY_COMMAND:
        done = subprocess.run(
            [sys.executable, "-m", "jorei", *shlex.split(line)], cwd=folder, capture_output=True, env=environment, check=False
        )  # fmt: skip
        assert done.returncode == code, f"{line}: {done.stderr.decode(encoding, 'replace')}"
        assert b"Traceback" not in done.stderr
    assert (folder / "出力 先" / "ビルド" / "build.json").exists()
    assert (folder / "対照 表.html").exists()


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals here")
@pytest.mark.parametrize(("variables", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_are_for_terminals_that_want_them(tmp_path: Path, variables: dict[str, str], coloured: bool) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ours, theirs = os.openpty()
    environment = (
        {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"} | variables
    )
    subprocess.run(
        [sys.executable, "-m", "jorei", "check", "a.txt"], cwd=tmp_path, stdout=theirs, env=environment, check=False
    )
    os.close(theirs)
    said = os.read(ours, 100_000)
    os.close(ours)
    assert (b"\x1b[" in said) == coloured
