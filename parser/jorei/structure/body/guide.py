"""Pages about a law that are not one: headings, texts, lists and contact blocks, and never an article."""

from __future__ import annotations

import re
from typing import Final

from jorei.structure.draft import Draft
from jorei.structure.lines.habits import SENTENCE_END, Habits
from jorei.structure.lines.rules import Typed

_CHROME: Final = re.compile(
    r"ページ番号|更新日|印刷|文字(?:サイズ|の大きさ)|本文へ|スキップ|ページ(?:の)?(?:上部|先頭|トップ)へ|ナビゲーション|シェア|Twitter|facebook|LINE$|"
    r"アンケート|このページ|お問い?合わ?せは|ウェブサイト|質問:|ご意見|パンくず|トップページ|サイトマップ|検索"
)
_CONTACT: Final = re.compile(
    r"お問い?合わ?せ|問い?合わ?せ先|電話(?:番号)?|郵便番号|〒|ファクス|FAX|内線|メール|E-mail", re.IGNORECASE
)
_LIST_ITEM = re.compile(r"(?:(?P<number>[0-9]{1,2})[.)]|[(][0-9]{1,2}[)]|[•・●○◆■▪*-])[ ]*(?=[^ ])")
_CONTACT_HEADING = re.compile(r"お?問い?合わ?せ(?:先)?$")
_NUMBERED = re.compile(r"[0-9]{1,2} (?=[^ ])")
_SPOKEN = re.compile(r"(?:です|ます|ません|ください|でしょうか|ましょう)[。、か?？]?$")
LONGEST_HEADING: Final = 45


def is_guide(typed: list[Typed], profile: Habits) -> bool:
    """Whether the text is a page about a law: no 条 and no 附則, but a web page's furniture or spoken style."""
    if profile.articles or profile.suppl_headings or not typed:
        return False
    if any(one.text[0] in "○◯" or one.kind in ("suppl_number", "appdx") for one in typed[:5]):
        return False
    chrome = sum(bool(_CHROME.search(one.text)) for one in typed)
    contact = sum(bool(_CONTACT.search(one.text)) for one in typed)
    spoken = sum(bool(_SPOKEN.search(one.text)) for one in typed)
    return (chrome >= 2 and contact >= 1) or spoken >= 3 or (contact >= 2 and spoken >= 1)


def build_guide(typed: list[Typed], root: Draft, source: str) -> str | None:
    """Adds a page's headings, texts and lists to the law; returns the page's title.

    A numbered heading (1 開示を請求できる者) hangs below the unnumbered one before it.
    """
    title: str | None = None
    stack: list[Draft] = [root]
    for at, one in enumerate(typed):
        if one.kind == "furniture" or (_CHROME.search(one.text) and len(one.text) < 60):
            _add(root if title is None else stack[-1], "navigation", one)
            continue
        item = _LIST_ITEM.match(one.text)
        if item and (one.line.indent or not one.text[0].isdigit() or one.text[item.end("number")] in ".)"):
            _entry(stack[-1], one, item.end(), source)
        elif _is_heading(typed, at):
            level = 2 if _NUMBERED.match(one.text) and len(stack) > 1 else 1
            heading = _heading(one, source)
            title = title or heading.title
            del stack[level:]
            stack[-1].children.append(heading)
            stack.append(heading)
        else:
            _add(stack[-1], "guide_text", one)
    return title


def _add(parent: Draft, kind: str, one: Typed) -> None:
    draft = Draft(kind)  # type: ignore[arg-type]  # called with kinds only
    draft.pieces = one.line.whole("text")
    parent.add(draft)


def _entry(parent: Draft, one: Typed, body: int, source: str) -> None:
    number = one.text[:body].strip("(). ")
    label = one.line.raw(source, 0, body).strip()
    draft = parent.add(Draft("guide_list_item", str(int(number)) if number.isdecimal() else None, label))
    end = len(one.text[:body].rstrip())
    draft.pieces = (
        one.line.debris_pieces() + one.line.pieces("label", 0, end) + one.line.pieces("text", body, len(one.text))
    )


def _heading(one: Typed, source: str) -> Draft:
    number = _NUMBERED.match(one.text)
    begin = number.end() if number else 0
    draft = Draft(
        "guide_heading",
        label=one.line.raw(source, 0, begin - 1) if begin else None,
        title=one.line.raw(source, begin, len(one.text)),
    )
    draft.pieces = one.line.debris_pieces() + one.line.pieces("label", 0, max(0, begin - 1))
    draft.pieces += one.line.pieces("title", begin, len(one.text))
    return draft


def _is_heading(typed: list[Typed], at: int) -> bool:
    """A short line that is no sentence, set off by a blank line, with words below it."""
    one = typed[at]
    text = one.text
    if _CONTACT_HEADING.match(text):
        return True
    if len(text) > LONGEST_HEADING or SENTENCE_END.search(text) or one.line.indent or _CONTACT.search(text):
        return False
    if text.endswith(("、", ")", ">")) and not _NUMBERED.match(text):
        return False
    if at + 1 >= len(typed) or (at and not one.line.gap):
        return False
    return bool(typed[at + 1].line.gap)
