"""Amendments, drafts and tables that eat memory or time, or are none: each costs no more than itself, and is told by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from documents import make_docx
from jorei.amending.table_read import table_text
from jorei.cli import amend, draft, main
from jorei.cli.exit_codes import ExitCode
from jorei.errors import Unreadable
from jorei.read.tables import table_blocks

BASE = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n第1条 この条例は、文書とする。\n第2条 手数料は、500円とする。\n"
AMENDING = (
    "○甲市文書条例の一部を改正する条例\n\n令和5年3月26日\n条例第9号\n\n甲市文書条例（平成15年条例第1号）の一部を次のように改正する。\n"
    "第2条中「500円」を「600円」に改める。\n附 則\nこの条例は、公布の日から施行する。\n"
)


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("base.txt", BASE), ("other.txt", BASE.replace("500", "700")), ("by.txt", AMENDING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def packed(**parts: str) -> bytes:
    """A ZIP of parts, by name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


def workbook(sheet: str) -> bytes:
    """A workbook of one sheet, with the XML of its rows."""
    main_ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return packed(**{
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main_ns}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="a" Type="{relations}/worksheet" Target="sheet1.xml"/></Relationships>',
        "xl/sheet1.xml": f'<worksheet xmlns="{main_ns}"><sheetData>{sheet}</sheetData></worksheet>',
    })  # fmt: skip


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def test_a_workbook_is_read_cell_by_cell() -> None:
    rows = f'<row r="1">{cell("A1", "改正前")}{cell("B1", "改正後")}</row>'
    assert table_blocks("xlsx", workbook(rows)) == [[["改正前", "改正後"]]]


NONE: dict[str, bytes] = {
    "a.docx": b"no document",
    "b.docx": packed(a="b"),
    "c.docx": make_docx("第1条　甲とする。")[:-40],
    "d.xlsx": b"PK\x03\x04",
    "e.xlsx": packed(**{"xl/workbook.xml": "<a/>"}),
    "f.xlsx": workbook("<row><c r='ZZZZZZZ99' t='s'><v>7</v></c></row>"),
}


@pytest.mark.parametrize("name", NONE)
def test_tables_that_are_none_are_told_by_name(files: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (files / name).write_bytes(NONE[name])
    assert main(["amend", "base.txt", "--by", name]) == ExitCode.UNREADABLE
    said = capsys.readouterr().err
    assert said.startswith(f"{name}: ")
    assert "internal error" not in said


COSTLY: dict[str, Callable[[], bytes]] = {
    "a.xlsx": lambda: workbook(f'<row r="1048576">{cell("XFD1048576", "甲")}</row>'),
    "b.docx": lambda: packed(**{"word/document.xml": "<a>" + "甲" * 90_000_000 + "</a>"}),
    "c.xlsx": lambda: workbook("<row>" + "<c/>" * 20_000_000 + "</row>"),
}


@pytest.mark.parametrize("name", COSTLY)
def test_tables_that_eat_memory_or_time_are_given_up(
    files: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JOREI_SECONDS", "3")
    (files / name).write_bytes(COSTLY[name]())
    with pytest.raises(Unreadable, match=r"too much memory|more than \d+ seconds|too large when unpacked"):
        table_text(files / name)
    assert main(["amend", "base.txt", "--by", name]) == ExitCode.UNREADABLE
    assert capsys.readouterr().err.startswith(f"{name}: ")


def endless(*_: Any, **__: Any) -> Any:
    while True:
        pass


@pytest.mark.parametrize(
    ("module", "name", "command"),
    [
        (amend, "analyse_references", ["amend", "base.txt", "--by", "by.txt"]),
        (amend, "read_amending", ["amend", "base.txt", "--by", "by.txt"]),
        (amend, "amend_all", ["amend", "base.txt", "--by", "by.txt"]),
        (amend, "amend_all", ["amend", "base.txt", "other.txt", "--by", "by.txt", "-o", "done"]),
        (draft, "analyse_references", ["draft", "base.txt", "other.txt"]),
        (draft, "make_draft", ["draft", "base.txt", "other.txt"]),
    ],
)
def test_what_takes_for_ever_is_ended(
    files: Path, module: Any, name: str, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.setattr("jorei.read.limits.SECONDS", 0.3)
    monkeypatch.setattr("jorei.read.limits.SECONDS_A_MEGABYTE", 0.0)
    monkeypatch.setattr(module, name, endless)
    assert main(command) == ExitCode.UNREADABLE
    assert "it takes more than" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [["amend", "NONE", "--by", "by.txt"], ["amend", "base.txt", "--by", "NONE"], ["draft", "NONE", "base.txt"], ["draft", "base.txt", "NONE"]],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_be_read_is_named(files: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (files / "empty.txt").write_bytes(b"\n")
    assert main([word.replace("NONE", "empty.txt") for word in command]) == ExitCode.UNREADABLE
    assert capsys.readouterr().err.startswith("empty.txt: ")


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\0", "\x1b]0;X\x07", "\x0b", "\U0010ffff", "\u202e"])
def test_characters_of_no_xml_are_written_in_every_form(
    files: Path, sign: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "odd.txt").write_text(
        BASE.replace("文書条例", f"文{sign}書条例").replace("文書とする", f"文{sign}書とする"), encoding="utf-8"
    )
    (files / "odder.txt").write_text(BASE.replace("500", f"6{sign}00"), encoding="utf-8")
    for form in ("html", "xlsx", "docx"):
        assert main(["draft", "odd.txt", "odder.txt", "--table", f"a.{form}", "-o", "a.txt"]) in (
            ExitCode.DONE,
            ExitCode.ERRORS,
        )
        assert "00円とする" in (table_text(files / f"a.{form}") or "")
    for form in ("source", "egov", "akn", "lawtext", "markdown", "json", "html", "operations"):
        assert main(["amend", "odd.txt", "--by", "by.txt", "--format", form]) in (ExitCode.DONE, ExitCode.ERRORS)
    assert "internal error" not in capsys.readouterr().err
