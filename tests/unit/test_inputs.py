"""RAW: a file, a folder or a ZIP, with the metadata of manifest.csv."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from jorei.config.manifest import read_manifest
from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.read import Unreadable
from jorei.run.inputs import Listing, list_inputs, read_input

TEXT = "○甲市条例\n\n第1条 この条例は、甲とする。\n"


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def paths(listing: Listing) -> list[str]:
    return [input_.path for input_ in listing.inputs]


def test_a_folder_is_read_recursively_in_order(tmp_path: Path) -> None:
    put(tmp_path, b_txt=TEXT, a__c_txt=TEXT, a__b__d_md=TEXT)
    assert paths(list_inputs(tmp_path)) == ["a/b/d.md", "a/c.txt", "b.txt"]


def test_files_that_are_no_documents_are_ignored_or_listed(tmp_path: Path) -> None:
    put(tmp_path, a_txt=TEXT, README_md="", readme_txt="", manifest_csv="path\n", table_xlsx="", picture_png="")
    put(tmp_path / ".git", config_txt=TEXT)
    (tmp_path / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    put(tmp_path / "build", x_txt=TEXT)
    (tmp_path / "build" / MARKER).write_text('{"generator": "jorei"}', encoding="utf-8")
    listing = list_inputs(tmp_path)
    assert paths(listing) == ["a.txt"]
    assert [skipped.path for skipped in listing.skipped] == ["picture.png", "table.xlsx"]


def test_the_output_inside_the_input_is_left_out(tmp_path: Path) -> None:
    put(tmp_path, a_txt=TEXT, out__b_txt=TEXT)
    assert paths(list_inputs(tmp_path, tmp_path / "out")) == ["a.txt"]


def test_one_file_of_any_name_is_taken(tmp_path: Path) -> None:
    put(tmp_path, README_txt=TEXT, manifest_csv="path,municipality\nREADME.txt,甲市\nother.txt,乙市\n")
    listing = list_inputs(tmp_path / "README.txt")
    assert paths(listing) == ["README.txt"]
    assert listing.inputs[0].given is not None
    assert listing.inputs[0].given.municipality == "甲市"
    assert listing.warnings == ()


def test_no_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="does not exist"):
        list_inputs(tmp_path / "nowhere")


def test_a_name_that_is_no_utf_8_is_written_with_escapes(tmp_path: Path) -> None:
    try:
        (tmp_path / "\udcff.txt").write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (input_,) = list_inputs(tmp_path).inputs
    assert input_.path == "\\udcff.txt"
    assert read_input(input_).decode() == TEXT


class TestManifest:
    def test_the_nearest_manifest_counts(self, tmp_path: Path) -> None:
        put(tmp_path, a__x_txt=TEXT, b__x_txt=TEXT)
        put(tmp_path, manifest_csv="path,municipality\na/x.txt,甲市\nb/x.txt,乙市\n")
        put(tmp_path / "a", manifest_csv="path,municipality\nx.txt,丙市\n")
        inputs = list_inputs(tmp_path).inputs
        given = {input_.path: input_.given.municipality if input_.given else None for input_ in inputs}
        assert given == {"a/x.txt": "丙市", "b/x.txt": "乙市"}

    def test_every_column_is_read(self) -> None:
        header = "path,municipality,municipality_code,issuer,date,source_url,fetched_at,licence"
        row = "a.txt,甲市,000000,教育委員会,2024/4/1,https://example.jp/a,2024-05-01T00:00:00Z,CC0"
        (given,) = read_manifest(f"{header}\n{row}\n".encode("utf-8-sig")).rows.values()
        assert (given.municipality, given.municipality_code, given.issuer) == ("甲市", "000000", "教育委員会")
        assert given.expression_date == date(2024, 4, 1)
        assert (given.source_url, given.fetched_at, given.licence) == (
            "https://example.jp/a", "2024-05-01T00:00:00Z", "CC0",
        )  # fmt: skip

    def test_faults_are_warnings(self, tmp_path: Path) -> None:
        put(tmp_path, a_txt=TEXT, manifest_csv="path,date,colour\na.txt,April,red\na.txt,,\nmissing.txt,,\n")
        warnings = "\n".join(list_inputs(tmp_path).warnings)
        for word in ("colour", "April", "occurs twice", "missing.txt"):
            assert word in warnings

    def test_without_a_path_it_is_none(self, tmp_path: Path) -> None:
        put(tmp_path, a_txt=TEXT, manifest_csv="name\na.txt\n")
        assert "no column path" in list_inputs(tmp_path).warnings[0]

    def test_a_row_that_is_too_short_or_too_long(self) -> None:
        manifest = read_manifest(b"path,municipality\na.txt\nb.txt,x,y,z\n")
        assert manifest.rows["a.txt"].municipality is None
        assert manifest.rows["b.txt"].municipality == "x"


class TestZip:
    def zipped(self, tmp_path: Path, **files: str) -> Path:
        path = tmp_path / "raw.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(name.replace("__", "/").replace("_", "."), text)
        return path

    def test_entries_are_read_in_place_with_their_manifest(self, tmp_path: Path) -> None:
        path = self.zipped(
            tmp_path, raw__a_txt=TEXT, raw__manifest_csv="path,municipality\na.txt,甲市\n", raw__x_png=""
        )
        listing = list_inputs(path)
        assert paths(listing) == ["raw/a.txt"]
        assert listing.inputs[0].given is not None
        assert read_input(listing.inputs[0]).decode() == TEXT
        assert [skipped.path for skipped in listing.skipped] == ["raw/x.png"]

    @pytest.mark.parametrize(
        "name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:/evil.txt", "..\\evil.txt"]
    )
    def test_a_name_that_points_outside_is_skipped(self, tmp_path: Path, name: str) -> None:
        path = tmp_path / "raw.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, TEXT)
            archive.writestr("good.txt", TEXT)
        listing = list_inputs(path)
        assert paths(listing) == ["good.txt"]
        assert [skipped.en for skipped in listing.skipped] == ["its name points outside the ZIP"]

    def test_names_in_cp932(self, tmp_path: Path) -> None:
        path = tmp_path / "raw.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(zipfile.ZipInfo("Xx.txt"), TEXT)
        path.write_bytes(path.read_bytes().replace(b"Xx.txt", "条".encode("cp932") + b".txt"))
        (input_,) = list_inputs(path).inputs
        assert input_.path == "条.txt"
        assert read_input(input_).decode() == TEXT

    @pytest.mark.filterwarnings("ignore:Duplicate name")
    def test_a_name_that_occurs_twice(self, tmp_path: Path) -> None:
        path = tmp_path / "raw.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", TEXT)
            archive.writestr("a.txt", TEXT + "2 乙\n")
        listing = list_inputs(path)
        assert [read_input(input_).decode() for input_ in listing.inputs] == [TEXT]
        assert [skipped.path for skipped in listing.skipped] == ["a.txt"]

    def test_a_damaged_entry_is_unreadable(self, tmp_path: Path) -> None:
        path = self.zipped(tmp_path, a_txt=TEXT)
        data = bytearray(path.read_bytes())
        data[data.index(b"a.txt") + 8] ^= 0xFF
        path.write_bytes(data)
        with pytest.raises(Unreadable, match="damaged"):
            read_input(list_inputs(path).inputs[0])
