"""`jorei amend` and `jorei draft` from the command line, and the files of a 新旧対照表."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import jorei
from jorei.amending.table import comparison_of
from jorei.amending.table_read import table_text
from jorei.amending.table_write import write_table
from jorei.cli import main
from jorei.errors import Refused

BASE = "○緑川町公園条例\n平成20年3月21日\n条例第14号\n第1条　公園を置く。\n第2条　公園は、上流に置く。\n附　則\nこの条例は、公布の日から施行する。\n"
OTHER = BASE.replace("公園条例", "広場条例").replace("第14号", "第15号")
HEAD = "　緑川町公園条例(平成20年緑川町条例第14号)の一部を次のように改正する。\n"
BILL = HEAD + "　第2条中「上流」を「中流」に改める。\n　　　附　則\n　この条例は、公布の日から施行する。\n"
FAULTY = BILL.replace("「上流」を", "「下流」を")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("base", BASE), ("other", OTHER), ("bill", BILL), ("faulty", FAULTY)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_one_base_is_written_to_standard_output(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["amend", str(files / "base.txt"), "--by", str(files / "bill.txt")]) == 0
    assert capsys.readouterr().out == BASE.replace("上流", "中流")


def test_several_bases_go_to_a_folder_with_the_findings(files: Path) -> None:
    bases = [str(files / "base.txt"), str(files / "other.txt")]
    assert main(["amend", *bases, "--by", str(files / "faulty.txt"), "-o", str(files / "out")]) == 1
    assert sorted(path.name for path in (files / "out").iterdir()) == ["base.txt", "findings.json", "other.txt"]
    assert (files / "out/other.txt").read_text(encoding="utf-8") == OTHER
    rows = json.loads((files / "out/findings.json").read_text(encoding="utf-8"))
    assert [(row["code"], row["citation"]) for row in rows if row["severity"] == "error"] == [("M01", "第2条")]


def test_a_day_before_the_promulgation_changes_nothing(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--promulgated", "2025-03-25", "--on", "2025-03-24"]
    assert main(["amend", str(files / "base.txt"), "--by", str(files / "bill.txt"), *day]) == 0
    assert capsys.readouterr().out == BASE


def test_operations_need_no_base(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["amend", "--by", str(files / "bill.txt"), "--format", "operations"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["kind"], row["target"], row["old"], row["new"]) == ("replace", "第2条", "上流", "中流")


def test_without_a_base_there_is_nothing_to_amend(files: Path) -> None:
    assert main(["amend", "--by", str(files / "bill.txt")]) == 2


def test_a_draft_leads_back(files: Path) -> None:
    (files / "new.txt").write_text(BASE.replace("上流", "下流"), encoding="utf-8")
    assert main(["draft", str(files / "base.txt"), str(files / "new.txt"), "-o", str(files / "draft.txt")]) == 0
    bill = (files / "draft.txt").read_text(encoding="utf-8")
    assert "　第2条中「上流」を「下流」に改める。\n" in bill
    assert jorei.amend(BASE, [bill]).text == BASE.replace("上流", "下流")


def test_the_table_is_written_as_page_workbook_and_document(tmp_path: Path) -> None:
    table = comparison_of(BASE, BASE.replace("上流", "下流"))
    for suffix in (".html", ".xlsx", ".docx"):
        write_table([table], tmp_path / f"table{suffix}")
        assert (tmp_path / f"table{suffix}").stat().st_size > 500
    page = (tmp_path / "table.html").read_text(encoding="utf-8")
    assert page.index("改正後") < page.index("改正前")
    assert "<u>下流</u>" in page
    with pytest.raises(Refused):
        write_table([table], tmp_path / "table.odt")


def test_words_that_look_like_markup_or_formulas_stay_words(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    table = comparison_of("○甲条例\n第1条　<b>\n=1+1\n", "○甲条例\n第1条　<i>\n=1+2\n")
    write_table([table], tmp_path / "t.html")
    write_table([table], tmp_path / "t.xlsx")
    assert "<b>" not in (tmp_path / "t.html").read_text(encoding="utf-8")
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


@pytest.mark.parametrize("suffix", [".html", ".xlsx", ".docx"])
def test_a_table_is_an_amendment(files: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    new = BASE.replace("上流", "下流").replace("附　則\n", "第3条　公園は、無料とする。\n附　則\n")
    write_table([comparison_of(BASE, new)], files / f"table{suffix}")
    assert main(["amend", str(files / "base.txt"), "--by", str(files / f"table{suffix}")]) == 0
    assert capsys.readouterr().out == new


def test_a_cell_that_holds_a_whole_provision_is_taken_apart(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("緑川町公園条例新旧対照表")
    grid = document.add_table(rows=2, cols=2)
    for cell, words in zip(grid.rows[0].cells, ("現　行", "改正案"), strict=True):
        cell.text = words
    grid.rows[1].cells[0].text = "第1条　（略）\n第2条　公園は、上流に置く。"
    grid.rows[1].cells[1].text = "第1条　（略）\n2　公園は、町が管理する。\n第2条　公園は、中流に置く。"
    document.save(str(files / "table.docx"))
    assert main(["amend", str(files / "base.txt"), "--by", str(files / "table.docx")]) == 0
    told = capsys.readouterr().out
    assert told == BASE.replace("第2条", "2　公園は、町が管理する。\n第2条").replace("上流", "中流")


def test_what_the_table_takes_for_the_base_must_be_the_base(files: Path) -> None:
    (files / "table.html").write_text(
        "<table><tr><th>改正前<th>改正後<tr><td>第2条　公園は、下流に置く。<td>第2条　公園は、中流に置く。</table>",
        encoding="utf-8",
    )
    assert main(["amend", str(files / "base.txt"), "--by", str(files / "table.html"), "-o", str(files / "out")]) == 1
    assert (files / "out/base.txt").read_text(encoding="utf-8") == BASE


@pytest.mark.parametrize(("form", "big"), [("html", b"A3"), ("docx", b""), ("xlsx", b"")])
def test_the_table_of_two_versions_takes_its_side_context_and_paper(form: str, big: bytes, tmp_path: Path) -> None:
    old = "○甲市条例\n\n第1条　甲\n第2条　乙\n第3条　丙\n\n附　則\nこの条例は、公布の日から施行する。\n"
    (tmp_path / "old.txt").write_text(old, encoding="utf-8")
    (tmp_path / "new.txt").write_text(old.replace("乙", "丁"), encoding="utf-8")
    table = tmp_path / f"table.{form}"
    paths = [str(tmp_path / name) for name in ("old.txt", "new.txt", "bill.txt")]
    options = ["--table", str(table), "--old-left", "--context", "1", "--paper", "A3"]
    assert main(["draft", *paths[:2], "-o", paths[2], *options]) == 0
    words = (table_text(table) or "").replace("\x1f│\x1f", "\t")
    assert words.index("改正前") < words.index("改正後")
    assert [line for line in words.split("\n") if "条" in line][-3:] == [
        "第1条　（略）\t第1条　（略）", "第2条　乙\t第2条　丁", "第3条　（略）\t第3条　（略）",
    ]  # fmt: skip
    assert big in table.read_bytes()
    # and an amendment carried out gives the same
    again = tmp_path / f"again.{form}"
    options[1] = str(again)
    assert main(["amend", paths[0], "--by", paths[2], "-o", str(tmp_path / "out.txt"), *options]) == 0
    assert (table_text(again) or "").replace("\x1f│\x1f", "\t") == words
