"""What somebody else's RAW may hold: links to secrets, pipes, devices, folders without end, settings that are none.

Each is skipped or refused with a line; nothing hangs, nothing else is lost.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jorei.config.corrections_file import read_corrections
from jorei.config.manifest import read_manifest
from jorei.config.profile import read_profile
from jorei.dataset.exchange import existing, is_build
from jorei.dataset.validate.validate import validate
from jorei.errors import BadRegistry, Refused
from jorei.read import Unreadable, read_bytes, read_file
from jorei.read.html import links
from jorei.registry.importing import import_registry
from jorei.run.inputs import list_inputs
from jorei.run.local import build
from jorei.run.task import Options
from timing import seconds, slowness

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links, pipes and devices of POSIX")
TEXT = "○甲市文書条例\n\n平成15年3月26日\n条例第1号\n\n(目的)\n第1条 この条例は、甲とする。\n"
SECRET = "第1条 この鍵は、秘密である。\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with one document."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    return folder


def texts(out: Path) -> list[str]:
    return list(map(str, pq.read_table(out / "documents", columns=["text"]).column(0).to_pylist()))


def test_links_that_lead_out_of_raw_are_not_followed(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(SECRET, encoding="utf-8")
    (tmp_path / "raw-beside").mkdir()
    (tmp_path / "raw-beside" / "b.txt").write_text(SECRET, encoding="utf-8")
    (raw / "key.txt").symlink_to(tmp_path / "key.txt")
    (raw / "beside.txt").symlink_to("../raw-beside/b.txt")
    (raw / "environment.txt").symlink_to("/proc/self/environ")
    (raw / "inside.txt").symlink_to("a.txt")
    report = build(raw, tmp_path / "out")
    assert {file.path: file.en for file in report.skipped} == dict.fromkeys(
        ("key.txt", "beside.txt", "environment.txt"), "a link that leads out of RAW"
    )
    assert texts(tmp_path / "out") == [TEXT]
    assert report.duplicates == {"a.txt": ("inside.txt",)}


def test_a_raw_that_is_itself_a_link_is_read(raw: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(raw)
    (raw / "inside.txt").symlink_to("a.txt")
    assert [one.path for one in list_inputs(tmp_path / "linked").inputs] == ["a.txt", "inside.txt"]


def test_pipes_and_devices_in_the_place_of_settings_are_passed_over(raw: Path, tmp_path: Path) -> None:
    os.mkfifo(raw / "manifest.csv")
    for folder in ("piped", "endless"):
        (raw / folder).mkdir()
        (raw / folder / "b.txt").write_text(TEXT + folder, encoding="utf-8")
    os.mkfifo(raw / "piped" / "build.json")
    (raw / "endless" / "build.json").symlink_to("/dev/zero")
    (raw / "endless" / "manifest.csv").symlink_to("/dev/zero")
    report = build(raw, tmp_path / "out")
    assert report.rows["documents"] == 3
    assert any("not a regular file" in warning for warning in report.warnings)
    assert "endless/manifest.csv" in [file.path for file in report.skipped if file.en == "a link that leads out of RAW"]


@pytest.mark.parametrize(
    "command",
    [["parse"], ["check"], ["build"], ["registry", "import", "laws"], ["amend", "--by"], ["draft", "a.txt"], ["cite"],
     ["check", "a.txt", "--baseline"], ["check", "a.txt", "--profile"], ["collect"]],
    ids=" ".join,
)  # fmt: skip
def test_no_command_waits_for_a_pipe(tmp_path: Path, command: list[str]) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "jorei", *command, str(pipe)], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "JOREI_DATA": str(tmp_path)}, stdin=subprocess.DEVNULL, cwd=tmp_path,
    )  # fmt: skip
    assert run.returncode in (2, 3), run.stderr
    assert "not a regular file" in run.stderr
    assert "Traceback" not in run.stderr


def test_files_that_are_no_files_say_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(Unreadable, match="not a regular file"):
            read_file(path)
    with pytest.raises(BadRegistry, match="not a regular file"):
        import_registry("laws", tmp_path / "pipe")


def test_folders_without_end_are_walked(raw: Path, tmp_path: Path) -> None:
    before = Path.cwd()
    os.chdir(raw)  # a path as long as this one cannot be named at once
    try:
        for _ in range(1_500):
            os.mkdir("d")
            os.chdir("d")
        Path("b.txt").write_text(TEXT, encoding="utf-8")
        os.chdir(before)
        listing = list_inputs(raw)
    finally:
        os.chdir(before)
        subprocess.run(["rm", "-rf", raw], check=True)  # shutil would recurse, in the clean-up of later runs too
    assert len(listing.inputs) == 2
    assert listing.inputs[1].path.count("/") == 1_500


DEEP = "[" * 5_000
DIGITS = f"a = {'1' * 10_000}"


@pytest.mark.parametrize(
    "marker",
    ["[" * 200_000, '{"generator": "jorei", "seconds": NaN}', '\ufeff{"generator": "jorei"}', "", "\0", '{"generator": "jorei"'],
    ids=["deep", "no number", "byte order mark", "empty", "binary", "cut short"],
)  # fmt: skip
def test_a_marker_that_is_none_stops_no_build(raw: Path, tmp_path: Path, marker: str) -> None:
    out = tmp_path / "out"
    build(raw, out)
    (raw / "sub").mkdir()
    for folder in (raw / "sub", out):
        (folder / "build.json").write_text(marker, encoding="utf-8")
    if is_build(out):
        assert build(raw, out).rows["documents"] == 1
        assert list(validate(out)) == []
    else:
        with pytest.raises(Refused, match="no jorei build"):
            build(raw, out)
        assert existing(out) is None


def test_a_manifest_that_is_none_is_a_warning(raw: Path, tmp_path: Path) -> None:
    (raw / "manifest.csv").write_text(f'path,municipality\na.txt,"{"甲" * 200_000}"\n', encoding="utf-8")
    report = build(raw, tmp_path / "out")
    assert report.rows["documents"] == 1
    assert any("is no CSV" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    "date", ["99999999999999999999-01-01", "0-0-0", "2003-13-45", "²-1-1", "-1-1-1", f"{'9' * 5_000}-1-1"]
)
def test_a_date_that_is_none_is_a_warning(date: str) -> None:
    manifest = read_manifest(f"path,date\na.txt,{date}\n".encode())
    assert manifest.rows["a.txt"].expression_date is None
    assert len(manifest.warnings) == 1


@pytest.mark.parametrize("text", [f"a = {DEEP}", DIGITS, "\0", "a", f"[[work]]\nwork_id = 1\n{DIGITS}"])
def test_settings_that_are_none_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused):
        read_corrections(file)
    with pytest.raises(Refused):
        read_profile(file, ("R01",))


def test_settings_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('\ufeff[[work]]\nwork_id = "甲"\n', encoding="utf-8")
    assert [work.work_id for work in read_corrections(file)] == ["甲"]
    file.write_text("\ufeffignore = []\n", encoding="utf-8")
    read_profile(file, ("R01",))


def test_settings_that_are_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(Refused, match="not a regular file"):
        read_corrections(tmp_path / "pipe")
    with pytest.raises(Refused, match="not a regular file"):
        read_profile(tmp_path / "pipe", ())


def test_the_same_text_of_two_municipalities_is_two_documents(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in ("kou", "otsu", "otsu2", "unknown"):
        (raw / f"{name}.txt").write_text(TEXT.replace("甲市", ""), encoding="utf-8")
    rows = ("kou.txt,甲町", "otsu.txt,乙町", "otsu2.txt,乙町")
    (raw / "manifest.csv").write_text("\n".join(("path,municipality", *rows)), encoding="utf-8")
    for _ in range(2):
        report = build(raw, tmp_path / "out")
        found = pq.read_table(tmp_path / "out" / "documents", columns=["source_path", "municipality"]).to_pylist()
        assert [tuple(row.values()) for row in found] == [("kou.txt", "甲町"), ("otsu.txt", "乙町")]
        assert report.duplicates == {"kou.txt": ("unknown.txt",), "otsu.txt": ("otsu2.txt",)}
        assert list(validate(tmp_path / "out")) == []


@pytest.mark.parametrize("at", [1, 40, 41, 60, 61, 99])
def test_one_damaged_byte_costs_no_more_than_its_line(at: int) -> None:
    text = "第1条　この条例は、甲とする。\n第2条　市長は、次に掲げる事務を行う。\n" * 3
    data = bytearray(text.encode("iso2022_jp"))
    data[at] = 0x80
    source = read_bytes(bytes(data), "a.txt")
    assert source.encoding == "iso-2022-jp"
    assert len(source.notes) == 1
    assert set(text.split("\n")) <= set(source.text.split("\n"))  # each stands there twice more


def test_a_zip_that_is_cut_short_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", TEXT)
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(Refused, match="a damaged ZIP"):
        list_inputs(file)


# ---- pages


@pytest.mark.parametrize("charset", ["undefined", "punycode", "idna", "hex", "utf-7", "unicode_escape", "no-such"])
def test_a_charset_that_is_none_leaves_it_to_the_bytes(charset: str) -> None:
    page = f"<html><meta charset={charset}><p>第1条　この条例は、髙島の文書について定める。<a href=a.html>甲</a>"
    for codec in ("utf-8", "cp932", "euc_jp"):
        if codec == "euc_jp":
            page = page.replace("髙", "高")
        assert "第1条　この条例は、" in read_bytes(page.encode(codec), "a.html").text
        assert links(page.encode(codec)) == [("a.html", "甲")]


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1251", "shift_jis", "euc-jp", "us-ascii"])
def test_utf_8_is_believed_when_it_is_sound_and_japanese(charset: str) -> None:
    source = read_bytes(f"<html><meta charset={charset}><p>第1条　この条例は、甲とする。".encode(), "a.html")
    assert source.text == "第1条　この条例は、甲とする。\n"
    assert source.encoding == "utf-8"


def test_japanese_is_believed_where_a_page_claims_to_be_western() -> None:
    page = "<html><meta charset=windows-1251><p>第1条　この条例は、文書について定める。".encode("cp932")
    assert read_bytes(page, "a.html").encoding == "cp932"


@pytest.mark.parametrize("attribute", ["a{}=1", "a{}", "a{}='x>y'", 'data-{}=">"'])
def test_a_tag_with_attributes_without_end_costs_no_more_than_its_size(attribute: str) -> None:
    page = f"<html><p {' '.join(attribute.format(at) for at in range(80_000))}>第1条　甲とする。</p><a href=b>乙</a>".encode()
    assert seconds(lambda: read_bytes(page, "a.html")) < slowness() * 4 * len(page) / 1e6
    assert seconds(lambda: links(page)) < slowness() * 4 * len(page) / 1e6
    assert "第1条　甲とする。" in read_bytes(page, "a.html").text


@pytest.mark.parametrize(
    "name", ["datapackage.json", "croissant.json", "nodes/part-00000.parquet", ".inputs/00000.msgpack.z", "json"]
)
def test_no_command_waits_for_a_pipe_in_a_build(raw: Path, tmp_path: Path, name: str) -> None:
    """Each in a process of its own, for none hears anything while it waits."""
    out = tmp_path / "out"
    build(raw, out, jobs=1, options=Options(json=True))
    file = next((out / "json").rglob("*.json")) if name == "json" else out / name
    file.unlink()
    os.mkfifo(file)

    def jorei(*command: object) -> tuple[int, str]:
        run = subprocess.run(
            [sys.executable, "-m", "jorei", *map(str, command)], capture_output=True, text=True, timeout=120, check=False, stdin=subprocess.DEVNULL
        )  # fmt: skip
        return run.returncode, run.stderr

    code, said = jorei("validate", out)
    assert (code, "not a regular file" in said) == (1, True)
    for command in (["sql", out, "select count(*) from nodes"], ["search", out, "文書"]):
        code, said = jorei(*command)
        assert code == (0 if name == "json" else 2), said
        assert name == "json" or "see jorei validate" in said
    assert jorei("build", raw, "-o", out)[0] == 0
    assert jorei("validate", out)[0] == 0
