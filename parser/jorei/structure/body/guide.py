"""Pages about a law that are not one: headings, texts, lists and contact blocks, and never an article."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import Kind
from jorei.structure.body.state import by_start
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.patterns import ends_sentence
from jorei.structure.lines.typed import TypedLine

_CHROME: Final = re.compile(
    r"ページ番号|更新日|印刷|文字(?:サイズ|の大きさ)|本文へ|スキップ|ページ(?:の)?(?:上部|先頭|トップ)へ|ナビゲーション|シェア"
    r"|Twitter|facebook|LINE$|アンケート|このページ|お問い?合わ?せは|ウェブサイト|質問:|ご意見|パンくず|トップページ"
    r"|サイトマップ|検索"
)
_CONTACT: Final = re.compile(
    r"お問い?合わ?せ|問い?合わ?せ先|電話(?:番号)?|郵便番号|〒|ファクス|FAX|内線|メール|E-mail", re.IGNORECASE
)
_LIST_ITEM: Final = re.compile(r"(?:(?P<number>[0-9]{1,2})[.)]|[(][0-9]{1,2}[)]|[•・●○◆■▪*-])[ ]*(?=[^ ])")
_CONTACT_HEADING: Final = re.compile(r"お?問い?合わ?せ(?:先)?$")
_NUMBERED: Final = re.compile(r"[0-9]{1,2} (?=[^ ])")
_SPOKEN: Final = re.compile(r"(?:です|ます|ません|ください|でしょうか|ましょう)[。、か?？]?$")
_CHARTER: Final = re.compile(r"(?:憲章|宣言|信条|誓い|ちかい|綱領)$")
"""How instruments end that speak as pages do: わたくしたちは、…しましょう。"""
LONGEST_HEADING: Final = 45
"""Characters. Chosen."""
_LONGEST_CHROME: Final = 59
"""Characters of a line that belongs to the page and not to what it says. Chosen: longer ones are sentences."""
_FIRST_LINES: Final = 5
"""Lines in which an instrument would show its title or number. Chosen."""


def is_guide(lines: list[TypedLine], habits: Habits) -> bool:
    """Whether the text is a page about a law: no 条 and no 附則, but a web page's furniture or spoken style."""
    if habits.articles or habits.suppl_headings or not lines:
        return False
    first = lines[:_FIRST_LINES]
    if any(typed.text[0] in "○◯" or typed.kind in ("suppl_number", "appdx") for typed in first):
        return False
    if any(_CHARTER.search(typed.text) for typed in first):
        return False
    chrome = sum(bool(_CHROME.search(typed.text)) for typed in lines)
    contact = sum(bool(_CONTACT.search(typed.text)) for typed in lines)
    spoken = sum(bool(_SPOKEN.search(typed.text)) for typed in lines)
    return (chrome >= 2 and contact >= 1) or spoken >= 3 or (contact >= 2 and spoken >= 1)


def build_guide(lines: list[TypedLine], root: Draft, source: str) -> str | None:
    """Adds a page's headings, texts and lists to the law; returns the page's title.

    A numbered heading (1 開示を請求できる者) hangs below the unnumbered one before it.
    """
    title: str | None = None
    stack: list[Draft] = [root]
    for index, typed in enumerate(lines):
        text = typed.text
        if typed.kind == "furniture" or (_CHROME.search(text) and len(text) <= _LONGEST_CHROME):
            _add(root if title is None else stack[-1], "navigation", typed)
            continue
        item = _LIST_ITEM.match(text)
        if item and (typed.line.indent or not text[0].isdigit() or text[item.end("number")] in ".)"):
            _add_entry(stack[-1], typed, item.end(), source)
        elif _is_heading(lines, index):
            level = 2 if _NUMBERED.match(text) and len(stack) > 1 else 1
            heading = _heading(typed, source)
            title = title or heading.title
            del stack[level:]
            stack[-1].children.append(heading)
            stack.append(heading)
        else:
            _add(stack[-1], "guide_text", typed)
    return title


def _add(parent: Draft, kind: Kind, typed: TypedLine) -> None:
    parent.add(Draft(kind, pieces=typed.line.whole("text")))


def _add_entry(parent: Draft, typed: TypedLine, body: int, source: str) -> None:
    line, text = typed.line, typed.text
    number = text[:body].strip("(). ")
    label = line.raw(source, 0, body).strip()
    entry = parent.add(Draft("guide_list_item", str(int(number)) if number.isdecimal() else None, label))
    end = len(text[:body].rstrip())
    pieces = line.debris_pieces() + line.pieces("label", 0, end) + line.pieces("text", body, len(text))
    entry.pieces = sorted(pieces, key=by_start)


def _heading(typed: TypedLine, source: str) -> Draft:
    line, text = typed.line, typed.text
    number = _NUMBERED.match(text)
    begin = number.end() if number else 0
    pieces = line.pieces("label", 0, max(0, begin - 1)) + line.pieces("title", begin, len(text))
    return Draft(
        "guide_heading",
        label=line.raw(source, 0, begin - 1) if begin else None,
        title=line.raw(source, begin, len(text)),
        pieces=sorted(line.debris_pieces() + pieces, key=by_start),
    )


def _is_heading(lines: list[TypedLine], index: int) -> bool:
    """A short line that is no sentence, set off by a blank line, with words below it."""
    typed = lines[index]
    text = typed.text
    if _CONTACT_HEADING.match(text):
        return True
    if len(text) > LONGEST_HEADING or ends_sentence(text) or typed.line.indent or _CONTACT.search(text):
        return False
    if text.endswith(("、", ")", ">")) and not _NUMBERED.match(text):
        return False
    if index + 1 >= len(lines) or (index and not typed.line.gap):
        return False
    return bool(lines[index + 1].line.gap)
