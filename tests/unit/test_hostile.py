"""Whatever the bytes, a reader gives a source or says why not: it never raises anything else, hangs or explodes."""

from __future__ import annotations

import io
import os
import random
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents import ORDINANCE, article_xml, law_xml, make_docx, make_pdf
from jorei.model import Source
from jorei.pipeline.pipeline import analyse
from jorei.read import READERS, Unreadable, read_bytes
from sheets import Sheet, column, make_sheets
from timing import seconds, slowness

PAGE = f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body><div>{''.join(f'<p>{x}</p>' for x in ORDINANCE)}</div></body></html>"
WHOLE = {
    "a.txt": "\n".join(ORDINANCE).encode("cp932"),
    "a.html": PAGE.encode(),
    "a.xml": law_xml(article_xml("1", "第一条", "甲とする。", "乙とする。", caption="目的")),
    "a.pdf": make_pdf([list(ORDINANCE)] * 2),
    "v.pdf": make_sheets(Sheet("".join(column(500 - 30 * at, 780, line) for at, line in enumerate(ORDINANCE)))),
    "a.docx": make_docx(*ORDINANCE, table=[["甲", "乙"], ["丙", "丁"]]),
}
SECONDS_A_MEGABYTE = 2
TIMES_ITS_SIZE = 50
_BUSY_MACHINE = 2
"""Others have the caches too; what is quadratic is slower than this all the same."""


@pytest.fixture(autouse=True, scope="module")
def in_this_process() -> Iterator[None]:
    """What a reader takes is measured here, and its faults are not another process's."""
    before = os.environ.get("JOREI_ISOLATION")
    os.environ["JOREI_ISOLATION"] = "off"
    yield
    if before is None:
        del os.environ["JOREI_ISOLATION"]


def read_if_possible(data: bytes, path: str | None = None) -> Source | None:
    """The source, or None when it is unreadable, which is said with a reason."""
    try:
        return read_bytes(data, path)
    except Unreadable:
        return None


def holds(source: Source) -> None:
    """What every source promises about its blocks and pages."""
    at = 0
    for block in source.blocks:
        assert at <= block.start <= block.end <= len(source.text)
        at = block.end
    assert [page.start for page in source.pages] == sorted(page.start for page in source.pages)
    source.text.encode("utf-8")


@pytest.mark.parametrize("name", WHOLE)
def test_files_that_break_off_anywhere(name: str) -> None:
    whole = WHOLE[name]
    for at in range(0, len(whole), max(1, len(whole) // 60)):
        source = read_if_possible(whole[:at], name)
        if source:
            holds(source)


@pytest.mark.parametrize("name", WHOLE)
def test_damaged_files(name: str) -> None:
    chance = random.Random(name)
    for _ in range(60):
        damaged = bytearray(WHOLE[name])
        for _ in range(chance.randint(1, 20)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randint(0, 4)] = chance.randbytes(chance.randint(0, 4))
        source = read_if_possible(bytes(damaged), name)
        if source:
            holds(source)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("wrong", ["a.txt", "a.html", "a.pdf", "a.docx", "a.xml", "a.doc", "a", None])
def test_the_content_decides_and_not_the_extension(name: str, wrong: str | None) -> None:
    if name == "a.txt" and wrong not in ("a.txt", "a", None):
        read_if_possible(WHOLE[name], wrong)  # plain text has no mark of its own: its extension is believed
        return
    assert read_bytes(WHOLE[name], wrong).text == read_bytes(WHOLE[name], name).text


@given(st.binary(max_size=300), st.sampled_from((None, *WHOLE)))
def test_random_bytes(data: bytes, name: str | None) -> None:
    read_if_possible(data, name)


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@given(data=st.binary(max_size=300))
def test_random_bytes_for_every_reader(reader: Callable[[bytes, str | None], Source], data: bytes) -> None:
    with suppress(Unreadable):
        holds(reader(data, None))


_TAGS = st.sampled_from(
    "html body div p span a br table tr td th ul ol li pre form nav img ruby rt caption script /div /p /table /td /a /ol".split()
)
_SOUP = st.lists(
    st.one_of(
        _TAGS.map(lambda tag: f"<{tag}>"),
        st.sampled_from(("第1条　", "(1) ", "附則", "。", "甲", " ", "\n", "\t", "\x1c", "\ud7ff", "&amp;", "&#x1c;", "<", ">", '"',
                         "<td colspan=3 rowspan=2>", "<div class=nav>", "<p hidden>", "<ol start=99999999999>", "<!--", "-->", "]]>")),
    ),
    max_size=60,
).map("".join)  # fmt: skip


@given(_SOUP)
def test_soups_of_tags_are_pages_whose_analysis_stands(soup: str) -> None:
    source = read_if_possible(f"<html>{soup}".encode("utf-8", "replace"), "a.html")
    if source:
        holds(source)
        analyse(source)


_ELEMENTS = st.sampled_from(
    ("LawTitle", "MainProvision", "Chapter", "ChapterTitle", "Article", "ArticleTitle", "ArticleCaption", "Paragraph", "ParagraphNum",
     "ParagraphSentence", "Sentence", "Item", "ItemTitle", "ItemSentence", "Column", "TableStruct", "Table", "TableRow", "TableColumn",
     "SupplProvision", "SupplProvisionLabel", "AppdxTable", "AppdxTableTitle", "Remarks", "RemarksLabel", "List", "ListSentence",
     "NewProvision", "QuoteStruct", "Ruby", "Rt", "Fig", "TOC", "TOCChapter", "Unknown")
)  # fmt: skip
_TREES = st.recursive(
    st.sampled_from(("甲", "第一条", "一", "。", " ", "\n", "")),
    lambda inner: st.tuples(_ELEMENTS, st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]}>{''.join(t[1])}</{t[0]}>"),
    max_leaves=25,
)


@given(_TREES)
def test_elements_in_any_order_lose_no_word(tree: str) -> None:
    source = read_if_possible(f"<Law><LawBody>{tree}</LawBody></Law>".encode(), "a.xml")
    words = "".join(sign for sign in _without_readings(tree) if sign in "甲第一条。")
    shown = source.text if source else ""
    assert sorted(sign for sign in shown if sign in "甲第一条。") == sorted(words)
    if source:
        holds(source)
        analyse(source)


def _without_readings(tree: str) -> str:
    """The words of a tree but for what stands inside Rt, which are readings of what stands before it."""
    shown, depth = [], 0
    for piece in tree.replace("<", "\0<").replace(">", ">\0").split("\0"):
        if piece in ("<Rt>", "</Rt>"):
            depth += 1 if piece[1] != "/" else -1
        elif not piece.startswith("<") and not depth:
            shown.append(piece)
    return "".join(shown)


def bomb(size: int, *, lie: bool = False) -> bytes:
    """A small Word document with a part that unpacks to ``size`` bytes."""
    file = io.BytesIO(WHOLE["a.docx"])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/comments.xml", b" " * size)
    data = file.getvalue()
    return data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")) if lie else data


def test_a_zip_bomb_is_not_unpacked() -> None:
    with pytest.raises(Unreadable, match="too large when unpacked"):
        read_bytes(bomb(32 * 1024 * 1024), "a.docx")
    file = io.BytesIO(WHOLE["a.docx"])
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.png", b"\0" * (32 * 1024 * 1024))
    lying = bomb(32 * 1024 * 1024, lie=True)
    tracemalloc.start()
    assert read_bytes(file.getvalue(), "a.docx").text == read_bytes(WHOLE["a.docx"]).text
    read_if_possible(lying, "a.docx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_entities_are_never_expanded() -> None:
    head = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(1, 9))
    document = (
        f'<?xml version="1.0"?><!DOCTYPE Law [<!ENTITY e1 "{"甲" * 100}">{head}]><Law><LawBody>&e9;</LawBody></Law>'
    )
    for path in ("a.xml", "a.html", "a.txt"):
        source = read_if_possible(document.encode(), path)
        assert source is None or len(source.text) < 10 * len(document)
    docx = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WHOLE["a.docx"])) as old, zipfile.ZipFile(docx, "w") as new:
        for info in old.infolist():
            part = old.read(info)
            if info.filename == "word/document.xml":
                part = part.replace(b"?>", f'?><!DOCTYPE x [<!ENTITY e1 "{"a" * 1000}">{head}]>'.encode(), 1)
                part = part.replace("文書".encode(), b"&e9;")
            new.writestr(info.filename, part)
    source = read_if_possible(docx.getvalue(), "a.docx")
    assert source is None or len(source.text) < 10_000


SECRET = "この言葉は文書の外の秘密である"


@pytest.mark.parametrize("system", ["SYSTEM", 'PUBLIC "-//A//B"'])
def test_no_document_reads_a_file_beside_it(tmp_path: Path, system: str) -> None:
    """An external entity, a parameter entity or an XInclude names a file that is there: its words are never shown."""
    secret = tmp_path / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    dtd = tmp_path / "evil.dtd"
    dtd.write_text(f'<!ENTITY e SYSTEM "{secret.as_uri()}">', encoding="utf-8")
    careless = f'<!DOCTYPE x [<!ENTITY e {system} "{secret.as_uri()}">]><x>&e;</x>'
    assert etree.fromstring(careless, etree.XMLParser(resolve_entities=True)).text == SECRET
    include = f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    for doctype in (
        f'<!DOCTYPE x [<!ENTITY e {system} "{secret.as_uri()}">]>',
        f'<!DOCTYPE x [<!ENTITY % p {system} "{dtd.as_uri()}">%p;]>',
        f'<!DOCTYPE x {system} "{dtd.as_uri()}">',
        "",
    ):
        xml = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<Law><LawBody><LawTitle>&e;{include}甲</LawTitle></LawBody></Law>'
        html = (
            f"{doctype}<html><body><p>第1条 甲&e;{include}</p><object data='{secret.as_uri()}'></object></body></html>"
        )
        for path, data in (("a.xml", xml), ("a.html", html), ("a.html", xml), ("a.txt", xml)):
            source = read_if_possible(data.encode(), path)
            assert source is None or SECRET not in source.text
        docx = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(WHOLE["a.docx"])) as old, zipfile.ZipFile(docx, "w") as new:
            for info in old.infolist():
                part = old.read(info)
                if info.filename.endswith("document.xml"):
                    part = part.replace(b"?>", b"?>" + doctype.encode(), 1)
                    part = part.replace("文書".encode(), (include + "&e;" * bool(doctype)).encode())
                new.writestr(info.filename, part)
        source = read_if_possible(docx.getvalue(), "a.docx")
        assert source is None or SECRET not in source.text


def _repeat(head: str, unit: str, tail: str = "") -> Callable[[int], bytes]:
    return lambda size: (head + unit * (size // len(unit.encode())) + tail).encode()


HOSTILE: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "one line of text": ("a.txt", _repeat("", "第1条 この条例は、文書とする。")),
    "one line of a page": ("a.html", _repeat("<html><p>", "第1条 この条例は、文書とする。")),
    "deep div": ("a.html", _repeat("<html>", "<div>第1条 甲")),
    "deep inline": ("a.html", _repeat("<html><p>", "<b>甲")),
    "deep tables": ("a.html", _repeat("<html>", "<table><tr><td>甲")),
    "many paragraphs": ("a.html", _repeat("<html>", "<p>甲")),
    "many items": ("a.html", _repeat("<html><ol>", "<li>甲")),
    "many breaks": ("a.html", _repeat("<html><p>", "甲<br>")),
    "lines that go on": ("a.html", _repeat("<html><p>", "甲" * 21 + "は、<br>")),
    "many cells": ("a.html", _repeat("<html><table><tr>", "<td>甲")),
    "wide cells": ("a.html", _repeat("<html><table>", "<tr><td colspan=999999 rowspan=999999>甲")),
    "menus in menus": ("a.html", _repeat("<html>", "<nav>甲</nav>")),
    "one long class": ("a.html", _repeat("<html><p class='", "nav-", "'>甲")),
    "opening brackets": ("a.html", _repeat("<html>", "<")),
    "comments": ("a.html", _repeat("<html>甲", "<!--")),
    "blanks": ("a.html", _repeat("<html><p>甲", " \n", "乙")),
    "lost labels": ("a.html", _repeat("<html><p>第1条", "の", "\n甲")),
    "an open attribute": ("a.html", _repeat("<html><p>甲<a href='", "x")),
    "deep elements": ("a.xml", _repeat("<Law><LawBody>", "<Chapter>甲")),
    "many elements": ("a.xml", _repeat("<Law><LawBody>", "<a>甲</a>")),
    "many sentences": ("a.xml", _repeat("<Law><LawBody><Paragraph>", "<Sentence>甲</Sentence>")),
    "many rows": ("a.xml", _repeat("<Law><LawBody><Table>", "<TableRow><TableColumn rowspan='99' colspan='99'>甲</TableColumn></TableRow>")),
    "blanks in an element": ("a.xml", _repeat("<Law><LawBody><LawTitle>甲", " \t", "乙</LawTitle></LawBody></Law>")),
    "random": ("a.html", lambda size: b"<html>" + random.Random(1).randbytes(size)),
    "random PDF": ("a.pdf", lambda size: b"%PDF-1.7\n" + random.Random(2).randbytes(size)),
    "random ZIP": ("a.docx", lambda size: b"PK\x03\x04word/" + random.Random(3).randbytes(size)),
}  # fmt: skip


def cost(name: str, size: int) -> tuple[float, int]:
    """CPU seconds and peak memory of reading one hostile document."""
    path, make = HOSTILE[name]
    data = make(size)
    tracemalloc.start()
    read_if_possible(data, path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return seconds(lambda: read_if_possible(data, path)), peak


def assert_cheap(name: str, size: int) -> None:
    taken, peak = cost(name, size)
    assert taken < slowness() * _BUSY_MACHINE * SECONDS_A_MEGABYTE * size / 1e6
    assert peak < TIMES_ITS_SIZE * size


@pytest.mark.parametrize("name", HOSTILE)
def test_time_and_memory_stay_in_proportion(name: str) -> None:
    assert_cheap(name, 300_000)


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_ten_megabytes(name: str) -> None:
    assert_cheap(name, 10_000_000)


def test_words_behind_the_deepest_element_are_still_there() -> None:
    page = ("<html><body>" + "<div>" * 6_000 + "<p>第1条　甲とする。</p>" + "</div>" * 6_000).encode()
    source = read_bytes(page, "a.html")
    assert source.text == "第1条　甲とする。\n"
    assert any("nested too deeply" in note for note in source.notes)


def test_paths_of_deep_elements_stay_short() -> None:
    source = read_bytes(("<html><body>" + "<div>甲" * 1_500).encode(), "a.html")
    assert len(source.blocks) == 1_500
    assert max(len(block.xpath) for block in source.blocks) < 1_000
