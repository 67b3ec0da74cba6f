"""R19: a citation of a paragraph, where another paragraph of the same article speaks of the thing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.passages import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node, Reference

_THING: Final = re.compile(
    "(?:に規定する|の規定による|に定める|の)(?P<thing>[一-龠々]{2,8}|[一-龠][りしえけげめ][一-龠])(?=[をがはにの、。及又並若])"
)
_GENERAL: Final = frozenset(
    "規定 場合 例 適用 施行 事項 額 期間 期日 全部 一部 改正 区分 要件 基準 者 書類 措置 処分 行為 定め 各号 本文 表 結果 内容 範囲 方法 区域 規則 条例 職員 委員 申請者 届出者 者等 納期 命令 号給 変更".split()
)
"""Words that a citation is followed by whatever the provision is about."""
_MOST_PARAGRAPHS: Final = 40
"""Paragraphs of an article that are looked at. Chosen: more are no article that anybody wrote."""
_KANJI: Final = re.compile("[一-龠々]+")


def wrong_paragraph(view: View) -> Iterator[Finding]:
    """項ずれの疑い · A paragraph is cited, and another one speaks of the thing.

    何を見るか: 「前条第1項の説明会」「第5条第2項の届出」のように項を引いて物事を言う所について、引いた項にその語がなく、
    同じ条のほかの項にあるかを見ます。
    なぜ大切か: 項を加え、又は削った改正に、引用が追い付いていません。
    例: 前条第1項が届出、第2項が説明会を定めているのに「前条第1項の説明会」。
    確かさ: 中くらい。「届け出る」と「届出」のような書き方の違いは問いません。

    What it does: for 前条第1項の説明会 looks whether that paragraph speaks of 説明会, or only another one of its article.
    Why it matters: a paragraph was added or removed and the citation forgotten.
    Example: 前条第1項の説明会 where the second paragraph is about 説明会.
    How sure: medium; 届け出る and 届出 count as the same.
    """
    words: dict[int, str] = {}
    for reference in view.internal_references:
        target = _paragraph(view, reference)
        thing = _THING.match(view.text, reference.end) if target is not None else None
        if target is None or thing is None or thing["thing"] in _GENERAL:
            continue
        name = "".join(_KANJI.findall(thing["thing"]))
        if "準用" in target.text:
            continue
        siblings = view.children[target.parent]
        if len(siblings) > _MOST_PARAGRAPHS:
            continue
        others = [node for node in siblings if node.kind == "paragraph" and node.id != target.id]
        if not others or _speaks_of(view, target, name, words):
            continue
        holder = next(
            (node for node in others if node.id != reference.node and name in _kanji(view, node, words)), None
        )
        if holder is None or view.enclosing(view.nodes[reference.node], "paragraph") in others:
            continue
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{view.cite(target)}に「{thing['thing']}」の語がなく、{view.cite(holder)}にあります（項がずれていませんか）",
            f"{view.cite(target)} does not speak of {thing['thing']}, {view.cite(holder)} does",
            related=(view.related(holder), view.related(target)),
        )  # fmt: skip


def _paragraph(view: View, reference: Reference) -> Node | None:
    """The paragraph that a reference names by its number, in the main part."""
    if len(reference.targets) != 1 or reference.target_part or view.regions[reference.node] != "main":
        return None
    target = reference.targets[0].node
    if target is None or not squeezed(reference.text).endswith("項"):
        return None
    node = view.nodes[target]
    return node if node.kind == "paragraph" and view.nodes[node.parent].kind == "article" else None


def _speaks_of(view: View, node: Node, name: str, words: dict[int, str]) -> bool:
    """Whether a paragraph has two letters of a name side by side: 立入検査 is spoken of where officers 立ち入り、検査する.
    Most have them in the text as it is."""
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    text = node.text
    return any(pair in text for pair in pairs) or any(pair in _kanji(view, node, words) for pair in pairs)


def _kanji(view: View, node: Node, words: dict[int, str]) -> str:
    """The kanji of a paragraph with all below it, so that 届け出る holds 届出; made once."""
    if node.id not in words:
        parts = view.nodes[node.id : node.id + node.size]
        words[node.id] = "".join([run for part in parts for run in _KANJI.findall(f"{part.text}{part.title or ''}")])
    return words[node.id]
