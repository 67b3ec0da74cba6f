"""Bytes become text in every encoding that ordinances come in, and nothing else becomes text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jorei.read import MAX_BYTES, Unreadable, read_bytes, read_file, read_text, sniff
from jorei.read.jis import decode_iso2022
from jorei.read.plain import decode, plausibility

ORDINANCE = "○甲市文書条例\n\n平成15年3月26日\n\n(目的)\n第１条　この条例は、市の文書について定めることを目的とする。\n２　ﾌｧｲﾙの略\n"


def jis_bytes(text: str) -> bytes:
    return text.encode("iso2022_jp")


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32-le", "utf-32"),
        ("cp932", "cp932"),
        ("euc-jp", "euc_jp"),
    ],
)
def test_every_encoding_gives_the_same_text(encoding: str, codec: str) -> None:
    source = read_bytes(ORDINANCE.encode(codec))
    assert (source.text, source.encoding, source.notes) == (ORDINANCE, encoding, ())
    assert source.sha256 == hashlib.sha256(ORDINANCE.encode(codec)).hexdigest()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_byte_order_mark_is_removed(codec: str) -> None:
    assert read_bytes(("\ufeff" + ORDINANCE).encode(codec)).text == ORDINANCE


def test_iso_2022_jp_is_known_by_its_escapes() -> None:
    text = ORDINANCE.replace("ﾌｧｲﾙ", "ファイル")
    source = read_bytes(jis_bytes(text))
    assert (source.text, source.encoding) == (text, "iso-2022-jp")


def test_nec_and_ibm_characters_are_read_in_all_three_japanese_encodings() -> None:
    text = "第1条　①㈱髙島、ⅳ及び﨑"
    assert read_bytes(text.encode("cp932")).text == text
    # row 13 as EUC-JP and ISO-2022-JP pages write it: ① is 2D 21
    euc = "第1条　".encode("euc_jp") + b"\xad\xa1" + "この条例は、".encode("euc_jp")
    assert read_bytes(euc).text == "第1条　①この条例は、"
    assert decode_iso2022(b"\x1b$B-!-j\x1b(B") == "①㈱"


def test_half_width_kana_of_iso_2022_jp() -> None:
    assert decode_iso2022(b"\x1b(I1\x1b(B") == "ｱ"


def test_cp932_and_euc_jp_are_told_apart_by_what_reads_as_japanese() -> None:
    assert decode("市長は、次に掲げる者に対し".encode("euc_jp"))[1] == "euc-jp"
    assert decode("市長は、次に掲げる者に対し".encode("cp932"))[1] == "cp932"
    assert decode("１　ﾌｧｲﾙ名は、ｱとする。".encode("cp932"))[1] == "cp932"


def test_mojibake_is_not_plausible() -> None:
    assert plausibility(ORDINANCE) > 0.6
    assert plausibility(ORDINANCE.encode("utf-8").decode("cp932", "replace")) < 0.5
    assert plausibility("") == 0


def test_a_damaged_file_is_read_with_a_note() -> None:
    data = ORDINANCE.encode().replace("条例".encode(), b"\xe6\x9d", 1)
    source = read_bytes(data)
    assert source.encoding == "utf-8"
    assert "\ufffd" in source.text
    assert "1" in source.notes[0]


def test_a_stray_nul_does_not_make_utf_16_of_utf_8() -> None:
    text = ORDINANCE.replace("平成", "平\0成")
    assert read_bytes(text.encode()).text == text


def test_line_ends_become_line_feeds_and_the_rest_stays() -> None:
    assert read_bytes("第1条\r\n2\r3\n\x0c\x85\ue000".encode()).text == "第1条\n2\n3\n\x0c\x85\ue000"


def test_a_string_keeps_its_length_though_it_has_lone_surrogates() -> None:
    source = read_text("第\ud8001条")
    assert source.text == "第\ufffd1条"
    assert source.notes


@pytest.mark.parametrize(
    ("data", "path", "name"),
    [
        (b"%PDF-1.7\n...", "a.txt", "pdf"),
        (b"PK\x03\x04....[Content_Types].xml", "a.docx", "docx"),
        (b"<!DOCTYPE html>\n<html>", "a.txt", "html"),
        ("<html>".encode("utf-16"), None, "html"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<html xmlns='x'>", None, "html"),
        (b'<?xml version="1.0"?><Law Era="Heisei">', None, "egov_xml"),
        (b"<?xml version='1.0'?><a/>", None, "xml"),
        (b"{\\rtf1", None, "rtf"),
        (b"\xd0\xcf\x11\xe0....", "a.doc", "ole"),
        (b"\x89PNG....", "a.txt", "binary"),
        (b"no sign of it", "a.PDF", "pdf"),
    ],
)
def test_other_formats_are_known_by_content_then_by_name(data: bytes, path: str | None, name: str) -> None:
    assert sniff(data, path).name == name
    with pytest.raises(Unreadable):  # all of them are empty or broken, with a reader or without
        read_bytes(data, path)


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\u3000\n".encode(), b"\0\0", bytes(range(32)) * 40])
def test_nothing_and_noise_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_bytes(data)


def test_a_document_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Unreadable, match="too large"):
        read_file(path)


def test_the_reason_comes_in_both_languages() -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes(b"<?xml version='1.0'?><records/>")
    assert "XML形式はまだ読めません" in str(caught.value)
    assert "cannot be read yet" in str(caught.value)


@given(st.text(alphabet="第条項号のはをがに、。（）市長条例規則1２三\n　", min_size=8, max_size=200))
def test_japanese_text_survives_cp932(text: str) -> None:
    if text.strip("\n　"):
        assert decode(text.encode("cp932"))[0] == text
