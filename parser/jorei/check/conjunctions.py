"""V01, V02, V05: the levels of 又は and 若しくは, 及び and 並びに, and the comma before them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.passages import is_quoted
from jorei.model import ENUMERATED
from jorei.text.sentences import sentences

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
    yield from _without_partner(view, ("若しくは", "もしくは"), ("又は", "または"))


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
    yield from _without_partner(view, ("並びに", "ならびに"), ("及び", "および"))


def _without_partner(view: View, words: tuple[str, ...], partners: tuple[str, ...]) -> Iterator[Finding]:
    """The first use of ``words`` in each sentence that has none of ``partners``."""
    for word in words:
        starts: list[int] = []
        node_id, end = -1, -1
        for prose_offset in view.find_all(word):
            node, offset = view.prose_node(prose_offset)
            if node.id != node_id:
                node_id, end, starts = node.id, -1, _sentence_starts(node.text)
            if offset < end:
                continue
            sentence = bisect_right(starts, offset)
            start, end = starts[sentence - 1], starts[sentence]
            if any(node.text.find(partner, start, end) >= 0 for partner in partners):
                continue
            if _partner_around(view, node, partners) or is_quoted(
                node.text, offset, max(start, offset - _LONGEST_QUOTE)
            ):
                continue
            yield Finding(
                *view.locate(prose_offset, len(word)),
                f"「{word}」がありますが、同じ文に「{partners[0]}」がありません（一段なら「{partners[0]}」です）",
                f"{word} without {partners[0]} in the same sentence; a single level takes {partners[0]}",
                suggestion=partners[words.index(word)],
            )  # fmt: skip


_LONGEST_QUOTE: Final = 200
"""Code points before a word in which a 「 is looked for. Chosen, so that a text of any length takes linear time."""


def _sentence_starts(text: str) -> list[int]:
    """Where the sentences of a text begin, and its end.

    >>> _sentence_starts("甲は乙（丙をいう。）とする。丁とする。")
    [0, 14, 20]
    """
    return [*(start for start, _ in sentences(text, 0, len(text))), len(text) + 1]


def _partner_around(view: View, node: Node, partners: tuple[str, ...]) -> bool:
    """Whether the texts that an item completes, or that complete a stem, have a partner."""
    around = [*view.children[node.id]]
    stem = node
    while stem.kind in ENUMERATED or stem.kind == "list":
        stem = view.nodes[stem.parent]
        around.append(stem)
    return any(partner in other.text or partner in (other.title or "") for other in around for partner in partners)


_VERB_JOINED: Final = re.compile("し(?:又は|及び|並びに|若しくは|または|および)")
_TWO_KANJI: Final = re.compile("[一-龠]{2}$")
_LAST_OF_NOUNS: Final = frozenset("消直渡出戻壊通越回返押落移流増探催差話起覆明申貸引取見払繰召犯試印足残示表励")
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
    for match in _VERB_JOINED.finditer(prose):
        end = match.start()
        if not _TWO_KANJI.search(prose, max(0, end - 2), end) or prose[end - 1] in _LAST_OF_NOUNS:
            continue
        word = match.group()[1:]
        yield Finding(
            *view.locate(end - 2, len(match.group()) + 2),
            f"動詞をつなぐ「{word}」の前に読点がありません",
            f"no comma before {word}, which joins verbs",
            suggestion=f"{prose[end - 2 : end]}し、{word}",
        )  # fmt: skip
