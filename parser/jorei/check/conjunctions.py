"""V01, V02, V05: the levels of 又は and 若しくは, 及び and 並びに, and the comma before them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import ENUMERATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node


def small_or_without_large(view: View) -> Iterator[Finding]:
    """「又は」のない「若しくは」 · 若しくは without 又は.

    何を見るか: 「若しくは」のある文に「又は」があるかを見ます。
    なぜ大切か: 「若しくは」は「又は」で結ばれるものの中の小さい選択に使います。一段だけなら「又は」です。
    例: 市長若しくは教育委員会は、…（ほかに選択がない）
    確かさ: 中くらい。号の中では柱書の「又は」も数え、「」の中は除きます。

    What it does: looks for 又は in each sentence that has 若しくは.
    Why it matters: 若しくは joins the smaller alternatives below 又は; a single level takes 又は.
    Example: 市長若しくは教育委員会は、…
    How sure: medium; the stem of an item counts, quotations do not.
    """
    yield from _lonely(view, ("若しくは", "もしくは"), ("又は", "または"))


def large_and_without_small(view: View) -> Iterator[Finding]:
    """「及び」のない「並びに」 · 並びに without 及び.

    何を見るか: 「並びに」のある文に「及び」があるかを見ます。
    なぜ大切か: 「並びに」は「及び」で結ばれたものをさらに結ぶときに使います。一段だけなら「及び」です。
    例: 氏名並びに住所（ほかに並列がない）
    確かさ: 中くらい。号の中では柱書の「及び」も数え、「」の中は除きます。

    What it does: looks for 及び in each sentence that has 並びに.
    Why it matters: 並びに joins what 及び has joined; a single level takes 及び.
    Example: 氏名並びに住所
    How sure: medium; the stem of an item counts, quotations do not.
    """
    yield from _lonely(view, ("並びに", "ならびに"), ("及び", "および"))


def _lonely(view: View, words: tuple[str, ...], partners: tuple[str, ...]) -> Iterator[Finding]:
    """The first use of ``words`` in each sentence that has none of ``partners``."""
    for word in words:
        bounds: list[int] = []
        held, done = -1, -1
        for at in view.find_all(word):
            node, offset = view.place(at)
            if node.id != held:
                held, done, bounds = node.id, -1, _bounds(node.text)
            if offset < done:
                continue
            sentence = bisect_right(bounds, offset)
            start, done = bounds[sentence - 1], bounds[sentence]
            if any(node.text.find(partner, start, done) >= 0 for partner in partners):
                continue
            if _said_above(view, node, partners) or _is_quoted(node.text, start, offset):
                continue
            yield Finding(
                *view.locate(at, len(word)),
                f"「{word}」がありますが、同じ文に「{partners[0]}」がありません（一段なら「{partners[0]}」です）",
                f"{word} without {partners[0]} in the same sentence; a single level takes {partners[0]}",
                suggestion=partners[words.index(word)],
            )  # fmt: skip


_MARK: Final = re.compile("[(（)）。]")


def _bounds(text: str) -> list[int]:
    """Where the sentences of a text begin, and its end; a full stop in brackets (以下「甲」という。) ends none.

    >>> _bounds("甲は乙（丙をいう。）とする。丁とする。")
    [0, 14, 20]
    """
    bounds, depth = [0], 0
    for match in _MARK.finditer(text):
        match match.group():
            case "(" | "（":
                depth += 1
            case ")" | "）":
                depth = max(0, depth - 1)
            case _ if not depth and match.end() < len(text):
                bounds.append(match.end())
            case _:
                pass
    return [*bounds, len(text) + 1]


def _said_above(view: View, node: Node, partners: tuple[str, ...]) -> bool:
    """Whether the texts that an item completes, or that complete a stem, have a partner."""
    around = [*view.kids[node.id]]
    at = node
    while at.kind in ENUMERATED or at.kind == "list":
        at = view.nodes[at.parent]
        around.append(at)
    return any(partner in one.text or partner in (one.title or "") for one in around for partner in partners)


_REACH: Final = 200


def _is_quoted(prose: str, start: int, at: int) -> bool:
    low = max(start, at - _REACH)
    return prose.rfind("「", low, at) > prose.rfind("」", low, at)


_VERBS: Final = re.compile("し(?:又は|及び|並びに|若しくは|または|および)")
_SURU: Final = re.compile("[一-龠]{2}$")
_NOUNS: Final = frozenset("消直渡出戻壊通越回返押落移流増探催差話起覆明申貸引取見払繰召犯試印足残示表励")
"""Last characters of nouns in し that are no verbs: 取消し, 見直し, 引渡し, 貸出し, 払戻し …"""


def verb_conjunction_comma(view: View) -> Iterator[Finding]:
    """用言をつなぐ「又は」の前の読点 · No comma between a verb and 又は.

    何を見るか: 「変更し又は廃止し」のように、動詞の連用形の後に読点なしで「又は」「及び」が続く所を探します。
    なぜ大切か: 名詞をつなぐときは読点を打たず、動詞や形容詞をつなぐときは「、又は」「、及び」と打つのが決まりです。
    例: 変更し又は廃止しようとするときは
    確かさ: 中くらい。「取消し又は」のような名詞は除き、情報として示します。

    What it does: looks for a verb with 又は or 及び after it and no comma between.
    Why it matters: nouns are joined without a comma, verbs with one: 変更し、又は廃止し.
    Example: 変更し又は廃止しようとするときは
    How sure: medium; nouns like 取消し are left out.
    """
    prose = view.prose
    for match in _VERBS.finditer(prose):
        at = match.start()
        if not _SURU.search(prose, max(0, at - 2), at) or prose[at - 1] in _NOUNS:
            continue
        word = match.group()[1:]
        yield Finding(
            *view.locate(at - 2, len(match.group()) + 2),
            f"動詞をつなぐ「{word}」の前に読点がありません",
            f"no comma before {word}, which joins verbs",
            suggestion=f"{prose[at - 2 : at]}し、{word}",
        )  # fmt: skip
