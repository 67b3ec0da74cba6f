"""Names, buckets, keys, and the exchange of build folders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from itertools import accumulate
from pathlib import Path

import pytest

from jorei.dataset import exchange
from jorei.dataset.buckets import bucket_sizes, choose_target
from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import existing, is_build, replacing, sibling
from jorei.dataset.schema import TABLES, arrow_schema
from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.identity import documents as identity
from jorei.identity.citations import citation_key
from jorei.identity.laws import number_key, titles_agree
from jorei.model import Metadata


def put_build(folder: Path, content: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(json.dumps({"generator": "jorei"}), encoding="utf-8")
    (folder / "content").write_text(content, encoding="utf-8")


def content(folder: Path) -> str:
    return (folder / "content").read_text(encoding="utf-8")


class TestIdentity:
    @pytest.mark.parametrize(
        ("metadata", "start"),
        [
            (Metadata(law_number="昭和三七年甲市規則第十二号"), "s37-kisoku-12-"),
            (Metadata(law_number="平成5年教育委員会規則第3号"), "h5-kisoku-3-"),
            (Metadata(law_number="昭和40年訓令甲第8号"), "s40-kunrei-ko8-"),
            (Metadata(law_number="令和元年告示第1号", kind="guideline"), "r1-kokuji-1-"),
            (Metadata(kind="guideline"), "x-yoko-x-"),
            (Metadata(promulgated_on=date(1989, 1, 7)), "s64-x-x-"),
            (Metadata(), "x-x-x-"),
        ],
    )
    def test_a_document_is_named_as_far_as_it_says_who_it_is(self, metadata: Metadata, start: str) -> None:
        assert identity.doc_id(metadata, "0123456789abcdef") == start + "01234567"

    def test_the_name_does_not_depend_on_the_manifest(self) -> None:
        with_manifest = Metadata(law_number="平成15年条例第1号", municipality="甲市", municipality_code="000000")
        assert identity.doc_id(with_manifest, "ab" * 8) == identity.doc_id(
            Metadata(law_number="平成15年条例第1号"), "ab" * 8
        )

    def test_a_work_without_a_number_is_known_by_its_title(self) -> None:
        assert identity.work_id(Metadata(municipality="甲市", title="甲市文書要綱"), "x") == "甲市/甲市文書要綱"
        assert identity.work_id(Metadata(title="文書要綱"), "x-x-x-1") == "x-x-x-1"


class TestBuckets:
    def test_sizes_lie_about_the_target(self) -> None:
        assert [choose_target(size) >> 20 for size in (1, 32 << 30, (32 << 30) + 1)] == [8, 8, 16]
        files = [(f"{number}.txt", 1_000) for number in range(4_000)]
        sizes = list(bucket_sizes(files, 100_000))
        assert sum(sizes) == 4_000
        assert 50 <= min(sizes[:-1]) <= max(sizes) <= 150
        assert 40 < len(sizes) < 70

    def test_a_new_document_moves_few_borders(self) -> None:
        files = [(f"{number:04}.txt", 1_000) for number in range(4_000)]
        more = sorted([*files, ("1234a.txt", 1_000)])
        before, after = (set(starts(files)), set(starts(more)))
        assert len(before ^ after) <= 8

    def test_a_huge_document_is_a_bucket_of_its_own(self) -> None:
        assert list(bucket_sizes([("a", 10), ("b", 10_000), ("c", 10)], 100)) == [1, 1, 1]


def starts(files: list[tuple[str, int]]) -> list[str]:
    firsts = accumulate(bucket_sizes(files, 100_000), initial=0)
    return [files[first][0] for first in firsts if first < len(files)]


class TestCitations:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ("第二十六条の十二第二項第三号イ", "第26条の12第2項第3号イ"),
            ("第 １３ 条", "第13条"),
            ("別表第一第二号", "別表第1第2号"),
            ("第二号様式", "様式第2号"),
            ("附則第1項第2号", "附則第２号"),
            ("付則(平成元年条例第3号)第2項", "附則（平成1年条例第三号）第２項"),
            ("第3条第10号ア(ア)", "第3条第1項第10号ア（ア）"),
        ],
    )
    def test_spellings_of_one_provision(self, first: str, second: str) -> None:
        assert citation_key(first) == citation_key(second)

    def test_provisions_stay_apart(self) -> None:
        keys = {citation_key(c) for c in ("第1条", "第1条第1項", "第11条", "第1条の1", "第1条第2項第1号", "第1条第1号")}
        assert len(keys) == 6


class TestLawKeys:
    def test_issuers_tell_numbers_apart(self) -> None:
        assert number_key("平成5年教委規則第3号", "甲市") == number_key("平成五年甲市教育委員会規則第三号", "乙市")
        assert number_key("平成5年教育委員会規則第3号", "甲市") != number_key("平成5年規則第3号", "甲市")
        assert number_key("平成5年条例第3号", "甲市") != number_key("平成5年条例第3号", "乙市")
        assert number_key("昭和22年法律第67号", "甲市") == number_key("昭和22年法律第67号", "乙市")
        assert number_key("文書条例", "甲市") is None

    def test_titles_agree_but_for_the_municipality(self) -> None:
        assert titles_agree("甲市文書条例", "文書条例")
        assert not titles_agree("条例", "文書条例")


class TestSchema:
    def test_every_key_and_foreign_key_names_columns(self) -> None:
        for table in TABLES.values():
            assert set(table.key) <= set(table.names)
            for key in table.foreign_keys:
                assert set(key.columns) <= set(table.names)
                assert set(key.to) <= set(TABLES[key.table].names)
                assert len(key.columns) == len(key.to)

    def test_every_column_says_what_it_is(self) -> None:
        for name in TABLES:
            for field in arrow_schema(name):
                assert field.metadata[b"description"]


class TestExchange:
    def test_a_new_build_takes_the_place_of_the_old(self, tmp_path: Path) -> None:
        target = tmp_path / "corpus" / "build"
        for version in ("one", "two"):
            with replacing(target) as new:
                put_build(new, version)
            assert content(target) == version
        assert sorted(path.name for path in target.parent.iterdir()) == ["build"]

    def test_a_failed_build_leaves_the_old_one(self, tmp_path: Path) -> None:
        target = tmp_path / "build"
        put_build(target, "old")
        with pytest.raises(ZeroDivisionError), replacing(target) as new:
            (new / "content").write_text(str(1 / 0), encoding="utf-8")
        assert content(target) == "old"
        assert list(tmp_path.iterdir()) == [target]

    def test_without_the_system_call_two_renames_do_it(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(exchange, "_rename_exchange", lambda new, target: False)
        target = tmp_path / "build"
        put_build(target, "old")
        with replacing(target) as new:
            put_build(new, "new")
        assert content(target) == "new"
        assert not sibling(target, "old").exists()

    def test_a_crash_between_two_renames_loses_nothing(self, tmp_path: Path) -> None:
        target = tmp_path / "build"
        put_build(sibling(target, "old"), "old")
        put_build(sibling(target, "new-1"), "new")
        assert existing(target) == sibling(target, "old")
        assert Corpus(target).path == sibling(target, "old")
        with pytest.raises(KeyError), replacing(target):
            raise KeyError
        assert content(target) == "old"

    def test_leftovers_of_a_killed_build_are_cleared(self, tmp_path: Path) -> None:
        target = tmp_path / "build"
        put_build(sibling(target, "new-1"), "half")
        with replacing(target) as new:
            assert list(new.iterdir()) == []
            put_build(new, "whole")
        assert content(target) == "whole"
        assert list(tmp_path.iterdir()) == [target]

    @pytest.mark.parametrize("marker", [None, "{}", "not json", '{"generator": "another"}', "[]"])
    def test_a_foreign_folder_is_refused_and_untouched(self, tmp_path: Path, marker: str | None) -> None:
        (tmp_path / "precious.txt").write_text("mine", encoding="utf-8")
        if marker is not None:
            (tmp_path / MARKER).write_text(marker, encoding="utf-8")
        before = sorted(tmp_path.iterdir())
        with pytest.raises(Refused, match="空でなく"), replacing(tmp_path):
            raise AssertionError
        assert sorted(tmp_path.iterdir()) == before

    def test_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "build").write_text("mine", encoding="utf-8")
        with pytest.raises(Refused), replacing(tmp_path / "build"):
            raise AssertionError

    def test_an_empty_folder_will_do(self, tmp_path: Path) -> None:
        with replacing(tmp_path / "empty") as new:
            put_build(new, "new")
        (tmp_path / "there").mkdir()
        with replacing(tmp_path / "there") as new:
            put_build(new, "new")
        assert is_build(tmp_path / "there")

    def test_a_link_to_a_folder_stays_a_link(self, tmp_path: Path) -> None:
        put_build(tmp_path / "real", "old")
        (tmp_path / "link").symlink_to(tmp_path / "real")
        with replacing(tmp_path / "link") as new:
            put_build(new, "new")
        assert (tmp_path / "link").is_symlink()
        assert content(tmp_path / "real") == "new"

    def test_one_build_at_a_time(self, tmp_path: Path) -> None:
        code = (
            "import sys; from pathlib import Path; from jorei.dataset.exchange import replacing\n"
            "from jorei.errors import Refused\n"
            "try:\n  with replacing(Path(sys.argv[1])): pass\n"
            "except Refused as refusal: print(refusal.en)"
        )
        with replacing(tmp_path / "build") as new:
            command = [sys.executable, "-c", code, str(tmp_path / "build")]
            second = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ)
            assert "another build is running" in second.stdout
            put_build(new, "first")
        assert content(tmp_path / "build") == "first"
