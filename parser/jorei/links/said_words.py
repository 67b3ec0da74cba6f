"""The meaning that is said of a term: the words before をいう, and the wording of an item with its sub-items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from jorei.links.index import TreeIndex
from jorei.links.wording import FoldedWording

_LEADS_MEANING: Final = re.compile("^(?:とは|は)?、?")
_NEXT_TERM: Final = re.compile("をいい、(?=「|[^「」。]{0,40}「[^「」]{1,40}」とは)")
_SAID: Final = re.compile("をいう(?:ものとする)?(?:。|$)")
_TAIL: Final = re.compile("(?:。|、)?(?:以下|次条|次項|[^。、]{0,60}において)[^。]{0,60}(?:同じ|いう)。?$")


def words_before_said(text: str) -> str:
    """The words before をいう in what a bracket or a sentence says; without をいう all but the scope.

    >>> words_before_said("法第2条に規定する情報をいう。以下同じ。"), words_before_said("法人を除く。以下この条において同じ。")
    ('法第2条に規定する情報', '法人を除く')
    """
    text = _LEADS_MEANING.sub("", text, 1)
    following = _NEXT_TERM.search(text)
    if following is not None:
        return text[: following.start()]
    said = _last(_SAID, text)
    if said is not None:
        return text[: said.start()].strip("、 ")
    return (_TAIL.sub("", text) or text).strip("。、 ")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match outside of brackets."""
    found = None
    for match in pattern.finditer(text):
        if text.count("(", 0, match.start()) == text.count(")", 0, match.start()):
            found = match
    return found


def item_wording(wording: FoldedWording, index: TreeIndex, node: int, start: int, end: int) -> str:
    """The explanation of an item with that of its sub-items: 次に掲げる者 ア 市内に住む者 イ 市内で働く者."""
    head = wording.text[start:end].strip(" :")
    said = _last(_SAID, head)
    if said is not None and said.end() == len(head):
        head = head[: said.start()]
    elif head.endswith("。") and "。" not in head[:-1]:
        head = head[:-1]
    return " ".join((head, *_below(wording, index, node)))


def with_listed(words: str, wording: FoldedWording, index: TreeIndex, node: int) -> str:
    """Words that speak of what is listed below their provision, with it: 次に掲げる区域 (1) 保安林 (2) 砂防指定地."""
    if _LISTED.search(words) is None or not (index.children(node, "号") or index.children(node, "細")):
        return words
    return " ".join((words, *_below(wording, index, node)))


_LISTED: Final = re.compile(
    "次の?(?:各号)?(?:に掲げる|のいずれか|に定める|に該当する)|次のとおり|当該各号に(?:掲げる|定める|規定する)"
)


def _below(wording: FoldedWording, index: TreeIndex, node: int) -> Iterator[str]:
    """The label and the words of each provision below a node, in reading order."""
    last = node + index.nodes[node].size
    stretch = wording.stretch_at(wording.start_of(node)) + 1
    while stretch < len(wording.nodes) and wording.nodes[stretch] < last:
        below = wording.nodes[stretch]
        if below != node:
            start, end = wording.bounds(stretch)
            yield f"{index.nodes[below].label or ''} {wording.text[start:end]}".strip()
        stretch += 1
