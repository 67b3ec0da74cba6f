"""What the fuzzer starts from: small fictional documents in every format, and the words that the parser knows."""

from __future__ import annotations

import io
import zipfile

from documents import ORDINANCE, article_xml, item_xml, law_xml, make_docx, make_pdf
from property.texts import WORDS

DICTIONARY = (*WORDS, "<table>", "<tr><td colspan=2 rowspan=2>", "<ruby>甲<rt>こう</rt></ruby>", "<br>", "<div class=eline>", "<li>",
    "<ol start=3>", "<Article Num=\"1\">", "<Paragraph>", "<Sentence>", "<Item>", "<TableStruct>", "<Rt>", "&#x1c;", "<w:p>", "<w:t>", "<w:tbl>",
    "<!ENTITY a \"b\">", "&a;", "| --- |", "「」")  # fmt: skip
"""Tokens to put into inputs."""


def _zip(*entries: tuple[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return file.getvalue()


def seeds(target: str) -> dict[str, bytes]:
    """The seeds of one target, by name."""
    lines = "\n".join(ORDINANCE)
    page = "".join(f"<p>{line}</p>" for line in ORDINANCE)
    table = "<table><tr><th>区分<th>金額<tr><td rowspan=2>甲<td>100円<tr><td>200円</table>"
    word = make_docx(*ORDINANCE, table=[["甲", "乙"], ["丙", "丁"]])
    with zipfile.ZipFile(io.BytesIO(word)) as parts:
        body = parts.read("word/document.xml")
    law = law_xml(
        article_xml("1", "第一条", "甲とする。", "乙とする。", caption="目的", below=item_xml("Item", "1", "一", "丙"))
    )
    texts = {
        "utf8": lines.encode(),
        "cp932": lines.encode("cp932"),
        "euc": lines.encode("euc_jp"),
        "jis": lines.encode("iso2022_jp"),
        "utf16": lines.encode("utf-16"),
        "tables": "別表第1(第1条関係)\n区分　　金額\n甲　　　100円\n乙　　　200円\n備考　丙\n| a | b |\nc\td".encode(),
    }
    match target:
        case "plain":
            return texts
        case "html":
            return {"page": f"<html><body>{page}</body></html>".encode(),
                    "table": f"<html><body><div class=eline>{page}</div>{table}<nav>甲</nav></body></html>".encode()}  # fmt: skip
        case "egov":
            return {"law": law}
        case "docx":
            return {"whole": word, "body": body}
        case "pdf":
            return {"one": make_pdf([list(ORDINANCE)]), "two": make_pdf([["- 1 -", "第1条 甲"], ["乙", "- 2 -"]])}
        case "zip":
            return {"two": _zip(("a.txt", lines.encode()), ("b/c.html", page.encode())),
                    "slip": _zip(("../a.txt", b"a"), ("/b.txt", b"b"), ("c\\..\\d.txt", b"c"), ("manifest.csv", b"path\na.txt\n"))}  # fmt: skip
        case _:
            return {"lines": lines.encode(), "tables": texts["tables"], "words": "\n".join(WORDS).encode()}
