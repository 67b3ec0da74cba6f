"""Writing corrections.toml: what a person wrote by hand stays, what was said can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest

from jorei.config.corrections_edit import edit, entries, key, with_entry, without_entry
from jorei.config.corrections_file import read_corrections
from jorei.errors import Refused
from jorei.model.corrections import (
    FindingVerdict,
    LineCorrection,
    Quote,
    ReferenceCorrection,
    WorkCorrections,
)

ABOUT = WorkCorrections("青潮市/平成15年条例第1号", "青潮市広場条例", "hiroba.txt", "ab")
LINE = LineCorrection(Quote('「広場」は、\\ "無料"\tとする。\n次の行', "前", "後"), "paragraph", "", None, ("無料",))
REFERENCE = ReferenceCorrection(Quote("第9条"), ("第1条第2項", "別表第1"), "平成15年条例第2号")
VERDICT = FindingVerdict("R01", "dismissed", "第9条", "市長は、第9条の", "旧条例", "係")
BY_HAND = """\
# 手で書いた見出し
[[work]] # 一つ目
work_id = "緑川市/条例"

[[work.line]]
quote = '''公園は、
[[work]] を置く。''' # 行頭に紛らわしいもの
kind = "list"
"""


def test_every_kind_of_entry_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    for entry in (LINE, REFERENCE, VERDICT):
        edit(file, ABOUT, lambda work, entry=entry: with_entry(work, entry))
    (work,) = read_corrections(file)
    assert entries(work) == (LINE, REFERENCE, VERDICT)
    assert file.read_text(encoding="utf-8").startswith("# jorei")
    for entry in (LINE, REFERENCE, VERDICT):
        work = edit(file, ABOUT, lambda work, entry=entry: without_entry(work, key(entry)))
    assert entries(work) == ()
    assert [one.name for one in tmp_path.iterdir()] == ["corrections.toml"]


def test_a_second_word_on_the_same_place_replaces_the_first(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    edit(file, ABOUT, lambda work: with_entry(work, LineCorrection(LINE.quote, "item")))
    work = edit(file, ABOUT, lambda work: with_entry(work, LINE))
    assert work.lines == (LINE,)


def test_what_stands_elsewhere_in_the_file_is_kept_to_the_letter(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text(BY_HAND.replace("\n[[work]] を", "\n  [[work]] を"), encoding="utf-8")
    before = file.read_text(encoding="utf-8")
    edit(file, ABOUT, lambda work: with_entry(work, REFERENCE))
    assert file.read_text(encoding="utf-8").startswith(before)
    edit(file, ABOUT, lambda work: with_entry(work, VERDICT))
    assert file.read_text(encoding="utf-8").startswith(before)
    assert [len(entries(work)) for work in read_corrections(file)] == [1, 2]


def test_a_file_of_unusual_form_loses_its_comments_but_no_word(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text(BY_HAND, encoding="utf-8")  # what looks like a heading stands inside a string
    before = read_corrections(file)
    edit(file, ABOUT, lambda work: with_entry(work, REFERENCE))
    first, second = read_corrections(file)
    assert (first,) == before
    assert second.references == (REFERENCE,)


def test_the_work_is_found_by_its_bytes_when_its_name_has_changed(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    edit(file, WorkCorrections("x-x-x-1", None, "hiroba.txt", "ab"), lambda work: with_entry(work, LINE))
    work = edit(file, ABOUT, lambda work: with_entry(work, VERDICT))
    assert (work.work_id, len(entries(work))) == ("x-x-x-1", 2)


def test_a_file_that_cannot_be_read_is_not_written(tmp_path: Path) -> None:
    file = tmp_path / "corrections.toml"
    file.write_text("[[work\n", encoding="utf-8")
    with pytest.raises(Refused):
        edit(file, ABOUT, lambda work: with_entry(work, LINE))
    assert file.read_text(encoding="utf-8") == "[[work\n"
    with pytest.raises(Refused):
        edit(tmp_path / "none" / "corrections.toml", ABOUT, lambda work: with_entry(work, LINE))
