"""An editor's session: find an error, follow it, decide, correct, rebuild, see it gone."""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

import jorei
from jorei.review.render import standalone_page
from jorei.review.session import ReviewSession
from timing import slowness

Start = Callable[..., Any]

ORDINANCE = """\
○青潮市広場条例

平成15年3月26日
条例第1号

(目的)
第1条 この条例は、広場(以下「市広場」という。)について必要な事項を定める。

(設置)
第2条 市長は、次に掲げる市広場を置く。
(1) 東広場
(2) 西広場
市広場の名称は、別に定める。

(管理)
第3条 市長は、第2条第5項の規定により、市広場を管理する。

(準用)
第4条 第2条の規定は、第9条の施設に準用する。

附 則
この条例は、公布の日から施行する。
"""
MISREAD = "○青潮市公園条例\n\n平成16年3月26日\n条例第2号\n\n第1条 公園の係員は、次のとおりとする。\n2 人の係員を置く。\n3 市長は、公園を管理する。\n4 公園の利用は、第9条による。\n"
HOSTILE_TITLE = '<script>document.title="gone"</script><img src=x onerror="document.title=1">'
HOSTILE = f"""\
○青潮市{HOSTILE_TITLE}条例

(<b>目的</b>)
第1条 この条例は、</script><script>window.hurt=1</script>"広場"(以下「<i>市広場</i>」という。)について定める。
2 市長は、第9条第3項&lt;<svg/onload=window.hurt=2>の規定により、<i>市広場</i>を置く。
(1) </span></div><style>*{{display:none}}</style>
"""


def opened(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("html[data-ready]")


def test_a_whole_session(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": ORDINANCE, "koen.txt": MISREAD})
    opened(page, server.url)
    # the list: the documents, and the dangling references among the findings
    expect(page.locator(".documents a[href^='/doc']")).to_have_count(2)
    dangling = page.locator(".queue .item", has_text="第2条第5項")
    expect(dangling).to_contain_text("R01")
    dangling.click()
    page.wait_for_selector("html[data-ready]")

    # the document: the finding is chosen, in both panes
    card = page.locator(".finding.current")
    expect(card).to_contain_text("第2条第5項")
    expect(page.locator("#current-finding")).to_contain_text("R01")
    link = page.locator("#tree a.reference.dangling", has_text="第2条第5項")
    expect(page.locator("#source a.reference.dangling", has_text="第2条第5項")).to_be_visible()

    # following it leads to what is nearest: 第2条; and back
    link.click()
    expect(page.locator("#tree .k-article[data-citation='第2条'] > .own")).to_contain_class("selected")
    assert page.url.endswith("#main__art_2")
    page.keyboard.press("b")
    expect(page.locator("#tree .k-article[data-citation='第2条'] > .own")).not_to_contain_class("selected")

    # dismissing the other one, with a reason
    expect(page.locator("#dismiss-box")).to_be_hidden()
    page.keyboard.press("n")
    while "第9条" not in (page.locator("#current-finding").text_content() or ""):
        page.keyboard.press("n")
    page.keyboard.press("d")
    page.locator("#dismiss-box input").fill("旧条例の第9条を指す")
    page.keyboard.press("Enter")
    expect(page.locator(".finding.dismissed")).to_contain_text("第9条")
    corrections = tomllib.loads(server.corrections.read_text(encoding="utf-8"))
    (verdict,) = corrections["work"][0]["finding"]
    assert (verdict["code"], verdict["verdict"], verdict["reason"], verdict["by"]) == (
        "R01", "dismissed", "旧条例の第9条を指す", "試験係",
    )  # fmt: skip

    # correcting the reference: it meant the paragraph whose number was lost
    link.focus()
    page.keyboard.press("e")
    page.locator("#reference-box [name=targets]").fill("第2条第2項")
    page.keyboard.press("Enter")
    expect(page.locator("#stale")).to_be_visible()
    expect(page.locator("#count")).to_have_text("2")

    # rebuilding: the findings are gone, or dismissed with their reason
    page.keyboard.press("Shift+B")
    expect(page.locator("#stale")).to_be_hidden()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#tree a.reference.resolved", has_text="第2条第5項")).to_be_visible()
    expect(page.locator(".finding:not(.dismissed)", has_text="R01")).to_have_count(0)
    rows = server.corpus.diagnostics.to_arrow().to_pylist()
    assert [row["suppressed_by"] for row in rows if row["code"] == "R01" and row["doc_id"] in page.url] == [
        f"corrections.toml: 旧条例の第9条を指す (試験係 {verdict['on']})"
    ]


def test_the_list_is_narrowed_and_remembered(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": ORDINANCE, "koen.txt": MISREAD})
    opened(page, server.url)
    # the gravest first
    severities = page.locator(".queue .severity").evaluate_all("(all) => all.map((one) => one.dataset.severity)")
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    errors, open_findings = severities.count("error"), len(severities)
    expect(page.locator("[data-severity-link=error] b")).to_have_text(str(errors))
    page.locator("[data-severity-link=error]").click()
    page.wait_for_url("**/?severity=error")
    expect(page.locator(".queue .item")).to_have_count(errors)
    page.locator("[name=code]").select_option("R01")
    page.locator(".filter button").click()
    page.wait_for_url("**severity=error&code=R01**")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".queue .item .code")).to_have_text(["R01"] * 3)
    # a document of the list, and back to the list as it was
    page.locator(".queue .item", has_text="第2条第5項").click()
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("a")
    expect(page.locator(".finding.accepted")).to_have_count(1)
    page.keyboard.press("i")
    page.wait_for_url("**severity=error&code=R01**")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".queue .item")).to_have_count(2)
    expect(page.locator("#progress-words")).to_contain_text("指摘 3件のうち 1件を決めました (33%)", use_inner_text=True)
    page.locator("[data-state=decided]").click()
    expect(page.locator(".queue .item.accepted")).to_contain_text("第2条第5項")
    expect(page.locator(".queue .item.accepted .location")).to_contain_text("認める")
    # the counts of a document lead to its findings
    page.goto(server.base)
    page.locator(".documents tr", has_text="広場条例").locator("td a").nth(1).click()
    expect(page.locator(".only-document")).to_contain_text("青潮市広場条例")
    expect(page.locator(".queue .item")).to_have_count(1)
    page.locator("[name=q]").fill("r01")
    page.keyboard.press("Enter")
    expect(page.locator("[name=code]")).to_have_value("R01")
    # after a build the counts are the same
    page.goto(server.base)
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("Shift+B")
    expect(page.locator("#stale")).to_be_hidden()
    page.wait_for_selector("html[data-ready]")
    expect(page.locator("#progress-words")).to_contain_text(
        f"指摘 {open_findings}件のうち 1件を決めました", use_inner_text=True
    )
    page.keyboard.press("l")
    expect(page.locator("[name=order] option").first).to_have_text("gravest first")
    expect(page.locator("[name=q]")).to_have_attribute("placeholder", "title, municipality, file")
    page.reload()
    expect(page.locator("[name=order] option").first).to_have_text("gravest first")


def test_a_misread_line_is_corrected_and_undone(page: Page, review: Start) -> None:
    server = review({"koen.txt": MISREAD})
    opened(page, server.address("koen.txt"))
    expect(page.locator("#tree .k-paragraph[data-citation='第1条第2項']")).to_contain_text("人の係員を置く。")
    page.locator("#L7 .line-text span").last.click()
    expect(page.locator("#L7")).to_have_class("line current")
    page.keyboard.press("e")
    page.locator("#line-box [value=join]").check()
    page.locator("#line-box [value=go]").click()
    expect(page.locator("#count")).to_have_text("1")
    # a verdict, and a second correction, taken back at once
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("#count")).to_have_text("2")
    page.locator("#L8 .line-text span").last.click()
    page.keyboard.press("e")
    page.locator("#line-box [name=kind]").select_option("paragraph")
    page.locator("#line-box [name=label]").fill("2")
    page.locator("#line-box [value=go]").click()
    expect(page.locator("#count")).to_have_text("3")
    # a verdict on a finding stands behind the lines in the file; undoing takes back what was said last all the same
    page.keyboard.press("u")
    expect(page.locator("#count")).to_have_text("2")
    assert 'kind = "paragraph"' not in server.corrections.read_text(encoding="utf-8")
    page.locator("#rebuild").click()
    expect(page.locator("#stale")).to_be_hidden()
    page.wait_for_selector("html[data-ready]")
    first = page.locator("#tree .k-article").first
    expect(first).to_contain_text("次のとおりとする。")
    expect(first.locator("[data-badge=corrected]").first).to_be_visible()
    expect(page.locator("#tree .k-paragraph", has_text="人の係員を置く。").first).not_to_have_attribute(
        "data-citation", "第1条第2項"
    )
    assert "人の係員" in server.corrections.read_text(encoding="utf-8")


def test_selected_words_become_a_reference(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": ORDINANCE})
    opened(page, server.address("hiroba.txt"))
    page.locator("#L10 .line-text span", has_text="次に掲げる").first.evaluate(
        """(span) => {
          const text = [...span.childNodes].find((node) => node.nodeType === Node.TEXT_NODE), offset = text.data.indexOf("市長");
          getSelection().setBaseAndExtent(text, offset, text, offset + 2);
        }"""
    )
    page.keyboard.press("e")
    expect(page.locator("#reference-box .number")).to_have_text("市長")
    page.locator("#reference-box [name=targets]").fill("第1条; 第3条")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("1")
    page.keyboard.press("Shift+B")
    expect(page.locator("#tree a.reference.resolved", has_text="市長")).to_have_attribute("href", "#main__art_1")
    page.wait_for_selector("html[data-ready]")


def test_keys_previews_and_citing_provisions(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": ORDINANCE})
    opened(page, server.address("hiroba.txt"))
    page.keyboard.press("?")
    expect(page.locator("#help-box")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help-box")).to_be_hidden()
    page.keyboard.press("g")
    page.locator("#jump-box input").fill("第四条")
    page.keyboard.press("Enter")
    expect(page.locator("#tree .k-article[data-citation='第4条'] > .own")).to_contain_class("selected")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("r")
    expect(page.locator("#preview")).to_contain_text("市長は、次に掲げる市広場を置く。")
    page.keyboard.press("Enter")
    expect(page.locator("#tree .k-article[data-citation='第2条'] > .own")).to_contain_class("selected")
    page.keyboard.press("c")
    expect(page.locator("#preview")).to_contain_text("第4条")
    page.keyboard.press("Escape")
    expect(page.locator("#preview")).to_be_hidden()
    page.locator("#source .term-use", has_text="市広場").first.hover()
    expect(page.locator("#preview")).to_contain_text("広場")
    # pointing at one pane lights the other
    page.locator("#source [data-node]", has_text="東広場").hover()
    expect(page.locator("#tree .own.highlighted")).to_contain_text("東広場")
    page.keyboard.press("l")
    expect(page.locator("#jump .en")).to_be_visible()
    expect(page.locator("#jump .ja")).to_be_hidden()
    page.keyboard.press("g")
    page.locator("#jump-box input").fill("第99条")
    page.keyboard.press("Enter")
    expect(page.locator("#jump-problem")).to_be_visible()


def test_what_was_typed_on_a_page_that_is_out_of_date_is_kept(page: Page, review: Start, complaints: list[str]) -> None:
    """Somebody else builds while a page is open: nothing is decided about another finding, and nothing is lost."""
    server = review({"hiroba.txt": ORDINANCE})
    opened(page, server.address("hiroba.txt"))
    (server.raw / "jorei-profile.toml").write_text('ignore = ["S01", "S02", "S14"]\n', encoding="utf-8")
    jorei.build(server.raw, server.out)
    page.keyboard.press("n")
    while "第9条" not in (page.locator("#current-finding").text_content() or ""):
        page.keyboard.press("n")
    page.keyboard.press("d")
    page.locator("#dismiss-box input").fill("旧条例の第9条を指す")
    page.keyboard.press("Enter")
    expect(page.locator("#stale-box textarea")).to_have_value("旧条例の第9条を指す")
    assert not server.corrections.exists()
    page.locator("#stale-box [value=go]").click()
    # the page of the new build: the same finding is chosen, the reason stands in its dialog
    expect(page.locator("#dismiss-box input")).to_have_value("旧条例の第9条を指す")
    expect(page.locator("#dismiss-box .finding-text")).to_contain_text("第9条")
    page.keyboard.press("Enter")
    expect(page.locator(".finding.dismissed")).to_contain_text("第9条")
    (verdict,) = tomllib.loads(server.corrections.read_text(encoding="utf-8"))["work"][0]["finding"]
    assert (verdict["code"], verdict["reason"]) == ("R01", "旧条例の第9条を指す")
    # likewise a correction of a reference
    page.locator("#tree a.reference", has_text="第2条第5項").focus()
    (server.raw / "jorei-profile.toml").unlink()
    jorei.build(server.raw, server.out)
    page.keyboard.press("e")
    page.locator("#reference-box [name=targets]").fill("第2条第2項")
    page.keyboard.press("Enter")
    page.locator("#stale-box [value=go]").click()
    expect(page.locator("#reference-box .number")).to_have_text("第2条第5項")
    expect(page.locator("#reference-box [name=targets]")).to_have_value("第2条第2項")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("2")
    assert all("409" in complaint for complaint in complaints)
    complaints.clear()


def test_two_editors_see_one_another(page: Page, review: Start, complaints: list[str]) -> None:
    server = review({"hiroba.txt": ORDINANCE})
    other = page.context.new_page()
    for window in (page, other):
        opened(window, server.address("hiroba.txt"))
        window.keyboard.press("n")
    page.keyboard.press("d")
    page.locator("#dismiss-box input").fill("広場の数は別に定める")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("1")
    other.keyboard.press("a")
    expect(other.locator("#toast")).to_contain_text("他の人がこの箇所を先に決めています")
    expect(other.locator(".finding.dismissed")).to_contain_text("広場の数は別に定める")
    expect(other.locator("#count")).to_have_text("1")
    assert all("409" in complaint for complaint in complaints)
    complaints.clear()


NOTES = """\
○青潮市広場条例

平成15年3月26日
条例第1号

第1条 市長は、次に掲げる広場を置く。
(1) 東広場
(2) 西広場
市長は、広場を管理する。
第2条 使用料は、第30条で定める。
市長は、使用料を減免する。
第3条 占用は、第31条による。
"""


def test_notes_are_passed_over_unless_asked_for(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": NOTES})
    opened(page, server.address("hiroba.txt"))
    severities = page.evaluate(
        "JSON.parse(document.getElementById('data').textContent).findings.map((one) => one.severity)"
    )
    grave = [index for index, severity in enumerate(severities) if severity != "info"]
    assert 0 < len(grave) < len(severities) - 1
    for key in ("n", "p", "n"):
        for _ in severities:
            page.keyboard.press(key)
            expect(page.locator(".finding.current.severity-info")).to_have_count(0)
    page.keyboard.press("N")
    seen = set()
    for _ in severities:
        seen.add(page.locator(".finding.current").get_attribute("id"))
        page.keyboard.press("N")
    assert len(seen) == len(severities)
    # when errors and warnings are decided, the page says what is left and does not walk through it by itself
    for decided, _ in enumerate(grave, 1):
        page.keyboard.press("n")
        page.keyboard.press("a")
        expect(page.locator("#count")).to_have_text(str(decided))
    expect(page.locator("#toast")).to_contain_text("未決の誤り・警告はありません")
    expect(page.locator("#position")).to_contain_text(f"残り {len(severities) - len(grave)}")
    current = page.locator(".finding.current").get_attribute("id")
    page.keyboard.press("n")
    assert page.locator(".finding.current").get_attribute("id") == current
    # a finger has no Shift: the button goes on with the notes
    page.locator("#next").click()
    expect(page.locator(".finding.current.severity-info")).to_have_count(1)
    # who decides a note goes on to the next one
    page.keyboard.press("a")
    expect(page.locator("#count")).to_have_text(str(len(grave) + 1))
    expect(page.locator(".finding.current.severity-info")).to_have_count(1)


SHOWN = """() => {
  const words = [], seen = (element) => element.checkVisibility();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const parent = walk.currentNode.parentElement;
    if (!parent.closest("script") && seen(parent)) words.push(walk.currentNode.data);
  }
  for (const element of document.querySelectorAll("[title], [aria-label], [placeholder], option")) {
    if (element.id === "lang") continue; // it says "English" on purpose
    words.push(...["title", "aria-label", "placeholder"].map((name) => element.getAttribute(name) ?? ""));
    if (element.tagName === "OPTION") words.push(element.textContent);
  }
  return words.join("\\n");
}"""
NO_WORDS = {
    "jorei",
    "Shift",
    "Enter",
    "Esc",
    "corrections",
    "toml",
    "hiroba",
    "txt",
}  # names of keys, files and of the program


def english(page: Page) -> set[str]:
    """The English words on the page, in what is seen and in what is read out."""
    return set(re.findall("[A-Za-z]{3,}", page.evaluate(SHOWN))) - NO_WORDS


def test_in_japanese_there_is_no_stray_english(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": ORDINANCE})
    opened(page, server.url)
    assert english(page) == set()
    page.keyboard.press("?")
    assert english(page) == set()
    opened(page, server.address("hiroba.txt"))
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert english(page) == set()
    for key, dialog in (
        ("?", "help"),
        ("g", "jump"),
        ("d", "dismiss"),
        ("A", "bulk"),
        ("e", "line"),
        ("x", "explain"),
        ("v", "verify"),
    ):
        page.keyboard.press(key)
        expect(page.locator(f"#{dialog}-box")).to_be_visible()
        assert english(page) == set(), dialog
        page.keyboard.press("Escape")
        expect(page.locator(f"#{dialog}-box")).to_be_hidden()
    page.locator("#tree .reference", has_text="第2条の規定").or_(
        page.locator("#tree a.reference", has_text="第2条")
    ).last.focus()
    expect(page.locator("#preview")).to_contain_text("準用")
    page.locator("#tree dfn").first.focus()
    expect(page.locator("#preview")).to_contain_text("文書全体")
    assert english(page) == set()
    # and the other way round, what the page itself says
    page.keyboard.press("l")
    expect(page.locator("#accept")).to_have_attribute("title", re.compile("^accept: it is recorded as right"))
    expect(page.locator("#line-box option").first).to_have_text("— as read —")


def test_a_correction_says_that_the_law_stays(page: Page, review: Start) -> None:
    server = review({"hiroba.txt": ORDINANCE})
    opened(page, server.address("hiroba.txt"))
    page.locator("#L10 .line-text span").first.click()
    page.keyboard.press("e")
    expect(page.locator("#line-box .hint")).to_contain_text("条例の文言は変わりません")
    page.locator("#line-box [name=kind]").select_option("paragraph")
    page.locator("#line-box [value=go]").click()
    expect(page.locator("#toast")).to_contain_text("読み方を直しました（条例の文言は変わりません）")
    page.keyboard.press("n")
    page.keyboard.press("d")
    expect(page.locator("#dismiss-box .hint")).to_contain_text("この指摘は当たらない、という決定です")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    expect(page.locator("#verify-box .hint")).to_contain_text("指摘を認めるかどうかとは別で")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator("#toast")).to_contain_text("指摘のとおりと記録しました")
    assert (server.raw / "hiroba.txt").read_text(encoding="utf-8") == ORDINANCE


def cited(name: str, number: int, subjects: tuple[str, ...]) -> str:
    """An ordinance whose articles all cite one that it does not have."""
    articles = "".join(f"第{at}条 {words}は、第{at + 30}条で定める。\n" for at, words in enumerate(subjects, 1))
    return f"○青潮市{name}条例\n\n平成15年3月26日\n条例第{number}号\n\n{articles}"


CITED = {
    "hiroba.txt": cited("広場", 1, ("使用料の減免", "占用の許可", "指定管理者の指定")),
    "koen.txt": cited("公園", 2, ("原状回復の義務", "行為の制限")),
}


def test_all_findings_of_a_check_at_once(page: Page, review: Start) -> None:
    server = review(CITED)
    opened(page, server.url)
    page.goto(f"{server.base}/?code=R01")
    page.wait_for_selector("html[data-ready]")
    expect(page.locator(".queue .item")).to_have_count(5)
    page.locator("#bulk").click()
    expect(page.locator("#bulk-box .how-many")).to_have_text("未決の指摘 5 件（2 文書）を一度に決めます。")
    expect(page.locator("#bulk-box .scope").first).to_be_hidden()
    # a dismissal needs its reason
    page.locator("#bulk-box [value=go]").click()
    expect(page.locator("#bulk-box")).to_be_visible()
    page.locator("#bulk-box [name=reason]").fill("旧条例の条を指す")
    expect(page.locator("#bulk-box [value=go]")).to_have_text("5 件を却下する")
    page.locator("#bulk-box [value=go]").click()
    expect(page.locator(".bulk-done")).to_contain_text("R01 の 5 件（2 文書）をまとめて却下しました: 旧条例の条を指す")
    expect(page.locator(".queue .item")).to_have_count(0)
    works = tomllib.loads(server.corrections.read_text(encoding="utf-8"))["work"]
    assert sorted(len(work["finding"]) for work in works) == [2, 3]
    page.wait_for_selector("html[data-ready]")
    page.locator("#bulk-undo").click()
    expect(page.locator(".queue .item")).to_have_count(5)
    assert tomllib.loads(server.corrections.read_text(encoding="utf-8"))["work"][0].get("finding") is None
    # of one document, from its page; the way back by u, as after any other decision
    page.wait_for_selector("html[data-ready]")
    page.locator(".queue .item", has_text="広場条例").first.click()
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("A")
    expect(page.locator("#bulk-box .scope .count")).to_have_text(["3 件", "5 件"])
    page.locator("#bulk-box [value=accepted]").check()
    page.locator("#bulk-box [value=go]").click()
    expect(page.locator(".finding.accepted")).to_have_count(3)
    page.keyboard.press("u")
    expect(page.locator(".finding.accepted")).to_have_count(0)


def test_a_decision_at_once_on_a_page_that_is_out_of_date_keeps_its_reason(
    page: Page, review: Start, complaints: list[str]
) -> None:
    server = review(CITED)
    opened(page, server.address("koen.txt"))
    page.keyboard.press("n")
    (server.raw / "jorei-profile.toml").write_text('ignore = ["S01"]\n', encoding="utf-8")
    jorei.build(server.raw, server.out)
    page.keyboard.press("A")
    page.locator("#bulk-box [name=reason]").fill("旧条例の条を指す")
    page.locator("#bulk-box [value=go]").click()
    expect(page.locator("#stale-box textarea")).to_have_value("旧条例の条を指す")
    assert not server.corrections.exists()
    page.locator("#stale-box [value=go]").click()
    expect(page.locator("#bulk-box [name=reason]")).to_have_value("旧条例の条を指す")
    # and when somebody decides one of them while the dialog is open, they are counted anew
    complaints_before = len(complaints)
    somebody = ReviewSession(server.out, server.raw)
    somebody.decide(somebody.document_at("koen.txt") or "", 0, "accepted", "")
    page.locator("#bulk-box [value=go]").click()
    expect(page.locator("#toast")).to_contain_text("数えた後に")
    expect(page.locator("#bulk-box .how-many")).to_contain_text("未決の指摘 1 件")
    expect(page.locator("#bulk-box [name=reason]")).to_have_value("旧条例の条を指す")
    page.locator("#bulk-box [value=go]").click()
    expect(page.locator(".finding.dismissed")).to_have_count(1)
    assert len(complaints) == complaints_before + 1
    assert all("409" in complaint for complaint in complaints)
    complaints.clear()


def test_who_decides_is_asked_once(page: Page, review: Start) -> None:
    server = review(CITED, editor=None)
    opened(page, server.address("hiroba.txt"))
    page.keyboard.press("n")
    page.keyboard.press("d")
    # nothing is decided by nobody
    expect(page.locator("#editor-box")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#editor-box")).to_be_hidden()
    expect(page.locator("#editor-name b")).to_have_text("（未記入）")
    page.keyboard.press("l")
    expect(page.locator("#editor-name b")).to_have_text("(nobody yet)")
    page.keyboard.press("l")
    assert not server.corrections.exists()
    page.keyboard.press("d")
    page.locator("#editor-box [name=by]").fill("法規係")
    page.keyboard.press("Enter")
    page.locator("#dismiss-box input").fill("旧条例の条を指す")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("1")
    expect(page.locator("#editor-name b")).to_have_text("法規係")
    page.keyboard.press("a")
    expect(page.locator("#count")).to_have_text("2")
    # kept for another day, when the server has another port; the name can be changed
    other = review(CITED, editor=None)
    opened(page, other.address("koen.txt"))
    expect(page.locator("#editor-name b")).to_have_text("法規係")
    page.locator("#editor-name").click()
    page.locator("#editor-box [name=by]").fill("文書係")
    page.keyboard.press("Enter")
    expect(page.locator("#editor-name b")).to_have_text("文書係")  # a dialog tells a moment later that it has closed
    page.keyboard.press("n")
    page.keyboard.press("a")
    expect(page.locator("#count")).to_have_text("1")
    page.keyboard.press("v")
    expect(page.locator("#verify-box [name=by]")).to_have_value("文書係")
    names = [
        {
            entry["by"]
            for work in tomllib.loads(one.corrections.read_text(encoding="utf-8"))["work"]
            for entry in work["finding"]
        }
        for one in (server, other)
    ]
    assert names == [{"法規係"}, {"文書係"}]
    # whom the server was started for comes first
    third = review(CITED)
    fresh = page.context.new_page()
    opened(fresh, third.address("koen.txt"))
    expect(fresh.locator("#editor-name b")).to_have_text("試験係")


def test_verifying_a_document(page: Page, review: Start) -> None:
    server = review({"koen.txt": MISREAD})
    opened(page, server.address("koen.txt"))
    page.keyboard.press("v")
    page.locator("#verify-box input").fill("文書課")
    page.keyboard.press("Enter")
    expect(page.locator("#stale")).to_be_visible()
    page.keyboard.press("Shift+B")
    expect(page.locator(".verified")).to_contain_text("文書課")
    page.wait_for_selector("html[data-ready]")


def test_script_and_markup_in_a_document_are_text(page: Page, review: Start) -> None:
    name = "a'\"<img src=x onerror=window.hurt=3>.txt"
    server = review({name: HOSTILE})
    for url in (server.url, server.address(name)):
        opened(page, url)
        assert page.evaluate("window.hurt") is None
        assert page.locator("main script, main img, main svg, main style").count() == 0
        expect(page.locator("main")).to_contain_text("<script>document.title")
    assert "gone" not in page.title() or "<script>" in page.title()
    expect(page.locator("#tree")).to_contain_text("</script><script>window.hurt=1</script>")
    expect(page.locator(".meta")).to_contain_text("<img src=x onerror=window.hurt=3>.txt")
    for element in page.locator("#tree [data-reference], #tree [data-definition]").all()[:4]:
        element.hover()
        expect(page.locator("#preview")).to_be_visible()
    assert page.evaluate("window.hurt") is None
    assert page.locator("#preview script, #preview img, #preview svg, #preview style").count() == 0


def test_one_file_to_mail(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "mail.html"
    file.write_text(standalone_page(jorei.parse(ORDINANCE + HOSTILE)), encoding="utf-8")
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    opened(page, file.as_uri())
    page.keyboard.press("n")
    expect(page.locator(".finding.current")).to_be_visible()
    page.keyboard.press("m")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("window.hurt") is None
    assert requested == [file.as_uri()]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 780)])
def test_nothing_overflows_the_page(browser: Browser, review: Start, root: Path, width: int, height: int) -> None:
    server = review(
        {path.name: path.read_text(encoding="utf-8") for path in (root / "raw").glob("asagiri_suigen*.txt")}
    )
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark")
    page = context.new_page()
    for url in (server.url, server.address("asagiri_suigen_kisoku.txt")):
        opened(page, url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("document.documentElement.scrollHeight") <= height or url == server.url
    context.close()


def big(articles: int) -> str:
    """An ordinance of many articles that cite one another."""
    body = "".join(
        f"(見出し{number})\n第{number}条 市長は、第{max(1, number - 1)}条第1項の規定により、次に掲げる事項を定める。\n"
        f"2 前項の規定は、第{number % articles + 1}条に準用する。\n(1) 広場の名称に関する事項\n(2) 広場の使用料に関する事項\n\n"
        for number in range(1, articles + 1)
    )
    return f"○青潮市大広場条例\n\n平成15年3月26日\n条例第1号\n\n{body}附 則\nこの条例は、公布の日から施行する。\n"


def test_three_hundred_articles_open_at_once(page: Page, review: Start) -> None:
    server = review({"big.txt": big(300)})
    url = server.address("big.txt")
    opened(page, url)  # the first page of a server also loads what it is made with
    assert min(_seconds(page, url) for _ in range(2)) < 2.0 * slowness()
    assert page.locator("#tree .k-article").count() == 300
    # a step to another finding or provision, and a light under the pointer, within some frames
    page.keyboard.press("g")
    page.locator("#jump-box input").fill("第290条")
    page.keyboard.press("Enter")
    expect(page.locator("#tree .k-article[data-citation='第290条'] > .own")).to_be_in_viewport()
    devtools = _devtools(page)
    before = _tasks(devtools)
    page.evaluate(
        """async () => {
          for (let step = 0; step < 20; step++) {
            document.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
            await new Promise(requestAnimationFrame);
          }
        }"""
    )
    assert (_tasks(devtools) - before) / 20 < 0.05 * slowness()


def _seconds(page: Page, url: str) -> float:
    """What opening a page costs: the processor time of the server and the time of the browser's tasks.

    Not the time on the wall, which on a busy machine says more about the machine.
    """
    page.goto("about:blank")
    devtools = _devtools(page)
    started, tasks = time.process_time(), _tasks(devtools)
    opened(page, url)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")  # laid out and painted
    took = time.process_time() - started + _tasks(devtools) - tasks
    devtools.detach()
    return took


def _devtools(page: Page) -> CDPSession:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    return devtools


def _tasks(devtools: CDPSession) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")
