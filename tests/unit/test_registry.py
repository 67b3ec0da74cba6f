"""Registries: imported once, asked by every analysis, named in every build; nothing needs them."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

import jorei
from jorei import registry
from jorei.cli import main
from jorei.model import Metadata, Reference
from jorei.registry.importing import full_code

LAWS = {
    "laws": [
        {"id": "399AC0000000001", "lawNum": "平成九十九年法律第一号", "title": "甲乙の保護に関する法律", "abbrev": "甲乙法"},
        {"id": "399AC0000000002", "lawNum": "平成九十九年法律第二号", "title": "双子法"},
        {"id": "399AC0000000003", "lawNum": "平成九十九年法律第三号", "title": "双子法"},
        {"law_info": {"law_id": "399CO0000000004", "law_num": "平成九十九年政令第四号"},
         "revision_info": {"law_title": "甲乙の保護に関する法律施行令", "abbrev": ""}},
        {"id": 5, "title": "番号のない行"},
    ]
}  # fmt: skip
PLACES = "pref,city,lgcode\n丙県,丁市,990019\n丙県,戊町,99202\n己県,戊町,980028\n丙県,丁市 中区,990116\n"
TEXT = (
    "○丁市甲乙条例\n\n平成30年3月26日\n条例第3号\n\n(目的)\n"
    "第1条 この条例は、甲乙の保護に関する法律(平成99年法律第1号)第2条及び丁市乙条例(平成12年丁市条例第9号)第3条の施行に必要な事項を定める。\n"
    "2 双子法第4条は、適用しない。\n"
)


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with both registries."""
    monkeypatch.setenv("JOREI_DATA", str(tmp_path / "data"))
    (tmp_path / "laws.json").write_text(json.dumps(LAWS, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "places.csv").write_text(PLACES, encoding="cp932")
    registry.import_registry("laws", tmp_path / "laws.json")
    registry.import_registry("municipalities", tmp_path / "places.csv")
    return tmp_path


def known() -> registry.Registry:
    found = registry.current()
    assert found
    return found


def test_a_law_is_found_by_number_in_any_notation_and_by_title_or_abbreviation(imported: Path) -> None:
    law = known().law_by_number("平成９９年法律第１号")
    assert law
    assert (law.id, law.number) == ("399AC0000000001", "平成九十九年法律第一号")
    assert known().law_by_title("甲乙法") == known().law_by_title("甲乙の保護に関する法律") == law
    assert known().law_by_title("甲乙の保護に関する法律施行令").id == "399CO0000000004"  # type: ignore[union-attr]  # it is there
    assert known().law_by_number("平成12年丁市条例第9号") is None


def test_a_title_of_two_laws_leads_to_neither(imported: Path) -> None:
    assert known().law_by_title("双子法") is None


@pytest.mark.parametrize(
    ("name", "hint", "code"),
    [
        ("丁市", "", "990019"),
        ("丙県丁市", "", "990019"),
        ("戊町", "", None),
        ("戊町", "raw/己県/a.txt", "980028"),
        ("丙県戊町", "", full_code("99202")),
        ("丁市中区", "", "990116"),
        ("中区", "", "990116"),
        ("己県", "", full_code("98000")),
        ("庚市", "", None),
    ],
)
def test_a_municipality_has_a_code_when_its_name_is_enough(imported: Path, name: str, hint: str, code: str) -> None:
    assert known().municipality(name, hint) == code


def test_ids_are_added_where_number_and_name_agree(imported: Path) -> None:
    def reference(law: str | None, title: str | None = None) -> Reference:
        return Reference(0, 0, 1, "", "external", "external", target_law=law, target_law_title=title)

    asked = (
        reference(None),
        reference("平成99年法律第1号", "甲乙の保護に関する法律"),
        reference("平成99年法律第1号", "双生児法"),
        reference("平成99年法律第2号", "甲乙の保護に関する法律"),
        reference("甲乙法"),
        reference("平成98年法律第1号", "甲乙の保護に関する法律"),
    )
    told = registry.identify(asked, known())
    first = "399AC0000000001"
    assert [one.target_law_id for one in told] == [None, first, first, None, first, None]
    assert all(msgspec.structs.replace(one, target_law_id=None) == old for one, old in zip(told, asked, strict=True))


def test_what_a_person_wrote_down_stays(imported: Path) -> None:
    assert registry.locate(Metadata(municipality="丁市", municipality_code="1"), known()).municipality_code == "1"
    assert registry.locate(Metadata(municipality="丁市"), known()).municipality_code == "990019"
    assert registry.locate(Metadata(), known()).municipality_code is None


def test_parse_uses_what_is_imported_and_does_without(imported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = jorei.parse(TEXT)
    assert document.metadata.municipality_code == "990019"
    ids = {(one.target_law, one.target_law_id) for one in document.references if one.target_law}
    assert ids >= {("平成99年法律第1号", "399AC0000000001"), ("平成12年丁市条例第9号", None), ("双子法", None)}
    monkeypatch.setenv("JOREI_DATA", str(imported / "nothing"))
    bare = jorei.parse(TEXT)
    assert registry.current() is None
    assert (bare.metadata.municipality_code, {one.target_law_id for one in bare.references}) == (None, {None})


def test_a_build_names_its_registries_and_any_number_of_workers_reads_the_same(imported: Path) -> None:
    raw = imported / "raw"
    raw.mkdir()
    for number in range(4):
        (raw / f"{number}.txt").write_text(TEXT.replace("丁市甲乙", f"丁市第{number}甲乙"), encoding="utf-8")
    tables = []
    for jobs in (1, 2):
        corpus = jorei.build(raw, imported / f"out{jobs}", jobs=jobs)
        tables.append([getattr(corpus, name).to_pandas().to_csv() for name in ("documents", "references")])
    assert tables[0] == tables[1]
    assert "990019" in tables[0][0]
    assert "399AC0000000001" in tables[0][1]
    marker = json.loads((imported / "out1" / "build.json").read_text(encoding="utf-8"))
    assert [(one["kind"], one["count"], one["source"], len(one["sha256"])) for one in marker["registries"]] == [
        ("laws", 4, "laws.json", 64),
        ("municipalities", 4, "places.csv", 64),
    ]
    assert marker["options"]["registries"] == [one["file"] for one in marker["registries"]]


def test_the_command_imports_lists_and_updates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JOREI_DATA", str(tmp_path / "data"))
    file = tmp_path / "laws.json"
    file.write_text(json.dumps(LAWS), encoding="utf-8")
    assert main(["registry", "list"]) == 0
    assert "nothing is imported" in capsys.readouterr().out
    assert main(["registry", "import", "laws", str(file)]) == 0
    file.write_text(json.dumps(LAWS["laws"][:2]), encoding="utf-8")
    assert main(["registry", "update"]) == 0
    assert main(["registry", "list"]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()] == [
        ["laws", "4件"], ["laws", "2件"], ["laws", "2件"],
    ]  # fmt: skip
    file.write_text(json.dumps(LAWS["laws"][:1]), encoding="utf-8")
    assert main(["registry", "update"]) == 0
    # a build under way may still read the one before, but none before that
    assert len(list((tmp_path / "data").glob("laws-*"))) == 2
    file.unlink()
    assert main(["registry", "update"]) == 3
    assert "cannot open" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("laws", b"<Law/>"),
        ("laws", b'{"laws": [1, {"id": ""}]}'),
        ("laws", b"[[[["),
        ("municipalities", b"a,b\n1,2\n"),
        ("municipalities", b"lgcode,city\nx,y\n"),
        ("municipalities", b"\xff\xfe\x00"),
        ("municipalities", b""),
    ],
)
def test_other_files_are_refused_and_nothing_is_changed(imported: Path, kind: str, content: bytes) -> None:
    before = registry.entries()
    (imported / "bad").write_bytes(content)
    assert main(["registry", "import", kind, str(imported / "bad")]) == 3
    assert registry.entries() == before


@pytest.mark.parametrize("damage", ["", "{", "[" * 100_000, "[1]"])
def test_a_damaged_registry_is_told_and_made_anew(
    imported: Path, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The index, and a table: nobody shall wonder why no law is known any more."""
    data = imported / "data"
    index, table = data / "registries.json", next(data.glob("laws-*"))
    document = tmp_path / "a.txt"
    document.write_text("○甲市条例\n\n第1条 地方自治法(昭和22年法律第67号)による。\n", encoding="utf-8")
    before, laws = index.read_bytes(), table.read_bytes()
    for file in (index, table):
        file.write_text(damage, encoding="utf-8")
        registry._registry.cache_clear()  # as in another process
        for command in (["check", str(document)], ["build", str(document), "-o", str(tmp_path / "out"), "--jobs", "1"]):
            if command[0] == "build" and file == table:
                continue  # a build of this process has opened it before
            assert main(command) == 2
            assert f"{file} is damaged" in capsys.readouterr().err
        index.write_bytes(before)
    assert not (tmp_path / "out").exists()
    index.write_text(damage, encoding="utf-8")
    assert main(["registry", "import", "laws", str(imported / "laws.json")]) == 0
    assert table.read_bytes() == laws
    assert main(["check", str(document)]) in (0, 1)
