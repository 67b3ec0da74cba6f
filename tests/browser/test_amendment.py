"""An amendment on the desk: from the list to both versions, the clauses, what failed, and the 新旧対照表 as a file."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

Start = Callable[[dict[str, str]], "object"]

BASE = """○青潮市広場条例

平成15年3月26日
条例第1号

(目的)
第1条　この条例は、広場について必要な事項を定める。

(使用の許可)
第2条　広場を使用する者は、市長の許可を受けなければならない。
2　前項の許可は、6月を限度とする。

(使用料)
第3条　前条第1項の許可を受けた者は、使用料を納付する。

(委任)
第4条　この条例の施行に関し必要な事項は、規則で定める。

附　則
この条例は、公布の日から施行する。
"""
AMENDING = """青潮市条例第7号
　　　青潮市広場条例の一部を改正する条例
　青潮市広場条例(平成15年青潮市条例第1号)の一部を次のように改正する。
　第2条第2項中「6月」を「3月」に改め、同項中「無期限」を削る。
　第4条を第5条とし、第3条を第4条とし、第2条の次に次の1条を加える。
　(<b>表示</b>)
第3条　前条第1項の許可を受けた者は、その旨を表示する。
　　　附　則
　この条例は、令和7年4月1日から施行する。
"""
RULE = """○青潮市広場条例施行規則

平成15年3月30日
規則第2号

第1条　この規則は、青潮市広場条例(平成15年条例第1号。以下「条例」という。)の施行に関し必要な事項を定める。
第2条　条例第3条の使用料は、前納とする。

附　則
この規則は、公布の日から施行する。
"""


def opened(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("html[data-ready]")


def test_an_amendment_from_the_list(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": BASE, "kaisei.txt": AMENDING, "kisoku.txt": RULE})
    opened(page, server.url)
    link = page.locator(".documents .amends")
    expect(link).to_have_count(1)
    link.click()
    page.wait_for_selector("html[data-ready]")

    # what was not carried out stands on top, and leads to its clause
    problem = page.locator("#problems .problem-line", has_text="無期限")
    expect(page.locator("#problems li").first).to_contain_text("無期限")
    problem.click()
    expect(page.locator(".clause.failed")).to_have_class("clause failed lit")
    expect(page.locator(".clause.failed")).to_contain_text("同項中「無期限」を削る。")

    # a clause lights what it touches, in both versions
    page.locator(".clause", has_text="「6月」を").hover()
    expect(page.locator(".old .unit.lit")).to_have_text("2　前項の許可は、6月を限度とする。")
    expect(page.locator(".new .unit.lit")).to_have_text("2　前項の許可は、3月を限度とする。")
    expect(page.locator(".new .unit.lit u")).to_have_text("3月")
    # and a provision its clauses; markup of the document stays text
    page.locator(".new .unit", has_text="その旨を表示する").hover()
    expect(page.locator(".clause.lit")).to_contain_text("次の1条を加える。")
    expect(page.locator(".new", has_text="その旨を表示する")).to_contain_text("<b>表示</b>")

    # the rule of the build that cites what moved is named, and leads to its document
    rule = page.locator("#problems .problem-line", has_text="青潮市広場条例施行規則")
    expect(rule).to_contain_text("第4条")
    assert (rule.get_attribute("href") or "").startswith("/doc/")

    expect(page.locator(".repair").last).to_have_text("　第2条中「第3条」を「第4条」に改める。\n")

    # keys, and the changes alone
    page.keyboard.press("c")
    expect(page.locator(".pair", has_text="この条例は、広場について").first).to_be_hidden()
    page.keyboard.press("c")
    page.locator("h1").click()
    page.keyboard.press("n")
    expect(page.locator(".clause").first).to_be_focused()
    page.keyboard.press("i")
    page.wait_for_selector("body.index")


def test_the_table_and_the_text_are_files(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": BASE, "kaisei.txt": AMENDING})
    opened(page, server.address("kaisei.txt"))
    page.locator(".amends").click()
    page.wait_for_selector("html[data-ready]")
    found: dict[str, bytes] = {}
    for words in (".docx", ".xlsx", "HTML", ".txt"):
        page.locator(".menu summary").click()
        with page.expect_download() as waiting:
            page.locator(".menu a", has_text=words).click()
        download = waiting.value
        found[download.suggested_filename.rpartition(".")[2]] = download.path().read_bytes()
        page.locator(".menu summary").click()
    assert set(found) == {"docx", "xlsx", "html", "txt"}
    assert "第4条　前条第1項の許可を受けた者は、使用料を納付する。" in found["txt"].decode()
    assert "&lt;b&gt;表示" in found["html"].decode()
    assert all("3月" in _members(found[form]) for form in ("docx", "xlsx"))


def _members(file: bytes) -> str:
    """The words in the parts of an Office file, without markup between them."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    pieces = [piece.partition(">")[2] for piece in text.split("<")]
    return html.unescape("".join("".join(pieces).split()))


def test_an_amendment_without_its_base_says_so(page: Page, review: Start) -> None:
    server = review({"kaisei.txt": AMENDING})
    opened(page, server.address("kaisei.txt").replace("/doc/", "/amend/"))
    expect(page.locator(".both .hint .ja")).to_contain_text("基の例規がこのビルドにありません")
    expect(page.locator("#clauses")).to_contain_text("第4条を第5条とし")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 780)])
def test_nothing_overflows_the_page(browser: Browser, review: Start, width: int, height: int) -> None:
    server = review({"hiroba.txt": BASE, "kaisei.txt": AMENDING, "kisoku.txt": RULE})
    context = browser.new_context(viewport={"width": width, "height": height})
    opened_page = context.new_page()
    opened(opened_page, server.address("kaisei.txt").replace("/doc/", "/amend/"))
    assert opened_page.evaluate("document.documentElement.scrollWidth") <= width
    assert opened_page.evaluate("document.documentElement.scrollHeight") <= height
    both, clauses = (opened_page.locator(name).bounding_box() for name in (".both", ".clauses"))
    assert both is not None
    assert clauses is not None
    assert both["y"] + both["height"] <= clauses["y"] + 1  # neither lies on the other
    if width < 760:
        expect(opened_page.locator(".old .unit").first).to_be_hidden()
        opened_page.locator(".tabs [data-pane=old]").click()
        expect(opened_page.locator(".old .unit").first).to_be_visible()
    context.close()
