"""P01, P02, P06: full stops of items, and the names of sentences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.dangling import named_target
from jorei.check.finding import Finding
from jorei.check.passages import squeezed
from jorei.model import ENUMERATED, Node
from jorei.text.occurrences import occurrences
from jorei.text.sentences import is_proviso, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model.vocabulary import TargetPart

_CLEAR_MAJORITY: Final = 4
"""How many times as many must be written one way before the other is an exception. Chosen."""
_ENDS_IN_NOUN: Final = re.compile("[一-龠々ァ-ヶー]。$")


def item_period_missing(view: View) -> Iterator[Finding]:
    """「こと」「とき」で終わる号の「。」 · An item ending in こと or とき without its full stop.

    何を見るか: 「こと」「とき」で終わる号や細分に「。」があるかを見ます。
    なぜ大切か: 号は体言で止めるときは「。」を付けず、「こと」「とき」で終わるときは付けるのが決まりです。
    例: (1) 公益を害するおそれがあるとき
    確かさ: 高い。同じ文書の五分の四以上が「。」を付けている場合だけ報告します（profile の item_period = "custom" ならすべて）。

    What it does: looks for items that end in こと or とき without 。.
    Why it matters: items ending in a noun take no full stop, those ending in こと and とき do.
    Example: (1) 公益を害するおそれがあるとき
    How sure: high; only where four fifths of the document do (all with item_period = "custom" in the profile).
    """
    bare, with_period = [], 0
    for node in _leaf_items(view):
        text = node.text.rstrip()
        if text.endswith(("こと。", "とき。")):
            with_period += 1
        elif text.endswith(("こと", "とき")):
            bare.append(node)
    if not _is_exception(view, len(bare), with_period):
        return
    for node in bare:
        text = node.text.rstrip()
        end = node.to_source_end(len(text))
        yield Finding(
            node, end - 2, end,
            f"{view.cite(node)}が「{text[-2:]}」で終わり、「。」がありません",
            f"{view.cite(node)} ends in {text[-2:]} without 。",
            suggestion=f"{text[-2:]}。",
        )  # fmt: skip


def item_period_extra(view: View) -> Iterator[Finding]:
    """体言止めの号の「。」 · An item that ends in a noun with a full stop.

    何を見るか: 漢字や片仮名の語（体言）で終わる号に「。」がないかを見ます。
    なぜ大切か: 体言で止める号には「。」を付けないのが決まりです。
    例: (1) 氏名及び住所。
    確かさ: 中くらい。ただし書などの文が続く号は除き、五分の四以上が「。」なしの文書だけを見ます。

    What it does: looks for items that end in a noun and 。.
    Why it matters: items ending in a noun take no full stop.
    Example: (1) 氏名及び住所。
    How sure: medium; items of several sentences are left out, and four fifths of the document must go without.
    """
    with_period, bare = [], 0
    for node in _leaf_items(view):
        text = node.text.rstrip()
        if not text.endswith("。"):
            bare += 1
        elif text.count("。") == 1 and _ENDS_IN_NOUN.search(text, len(text) - 2):
            with_period.append(node)
    if not _is_exception(view, len(with_period), bare):
        return
    for node in with_period:
        end = node.to_source_end(len(node.text.rstrip()))
        yield Finding(
            node, end - 2, end,
            f"{view.cite(node)}は体言で終わるので、「。」は要りません",
            f"{view.cite(node)} ends in a noun and needs no 。",
        )  # fmt: skip


def _leaf_items(view: View) -> Iterator[Node]:
    """Items and their subdivisions of the provisions, with nothing below them."""
    for kind in ENUMERATED:
        for node in view.by_kind[kind]:
            if node.size == 1 and node.text and view.regions[node.id] in ("main", "suppl"):
                yield node


def _is_exception(view: View, few: int, many: int) -> bool:
    """Whether the rarer way is to be reported, by the house style."""
    match view.style.item_period:
        case "free":
            return False
        case "custom":
            return few > 0
        case "majority":
            return few > 0 and many >= _CLEAR_MAJORITY * few


_SENTENCE_COUNTS: Final[dict[TargetPart, tuple[int, int]]] = {"前段": (2, 3), "後段": (2, 3), "中段": (3, 3)}
"""The least and the most sentences of a paragraph that has such a part."""


def sentence_part_naming(view: View) -> Iterator[Finding]:
    """前段・中段・後段の使い分け · 前段, 中段 and 後段 where the sentences are not two or three.

    何を見るか: 「中段」と引かれた項が三つの文か、「前段」「後段」と引かれた項が二つか三つの文かを見ます。
    なぜ大切か: 二つの文は前段・後段、三つなら前段・中段・後段、四つ以上なら第1文…と呼びます。
    例: 四つの文の項を「前項後段」と引く。
    確かさ: 高い。ただし書は数えません。

    What it does: counts the sentences of a paragraph cited by 前段, 中段 or 後段.
    Why it matters: two sentences are 前段 and 後段, three have a 中段, four or more are 第1文 and so on.
    Example: 前項後段 where the paragraph has four sentences.
    How sure: high; a proviso is not counted.
    """
    for reference in view.internal_references:
        part = reference.target_part
        node = named_target(view, reference) if part in _SENTENCE_COUNTS else None
        if part is None or node is None:
            continue
        node = _lone_paragraph(view, node)
        count = _sentence_count(node) if node is not None else 0
        low, high = _SENTENCE_COUNTS[part]
        if node is None or count < 2 or low <= count <= high:  # one sentence: P05 says that the part is not there
            continue
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{view.cite(node)}は{count}文なので、「{squeezed(reference.text)}」ではどの文か分かりません",
            f"{view.cite(node)} has {count} sentences; {part} does not say which",
            related=(view.related(node),),
        )  # fmt: skip


def _lone_paragraph(view: View, node: Node) -> Node | None:
    """The paragraph of an article that has one, or the node itself; None where items stand below it."""
    if node.kind == "article":
        if view.child_counts[node.id, "paragraph"] != 1:
            return None
        node = next(child for child in view.children[node.id] if child.kind == "paragraph")
    return None if node.size > 1 else node


def _sentence_count(node: Node) -> int:
    """The sentences of a node that end in 。, without provisos."""
    sentences = (sentence.rstrip() for sentence in split_sentences(node.text))
    return sum(sentence.endswith("。") and not is_proviso(sentence) for sentence in sentences)


_PREDICATES: Final = ("を含む", "を除く", "に限る", "をいう", "という", "同じ")
_CLOSING: Final = ")）"


def bracket_period_missing(view: View) -> Iterator[Finding]:
    """括弧の中の「。」がない · No full stop in brackets that hold a sentence.

    何を見るか: 「（…を含む）」「（…に限る）」のように、述語で終わる括弧の中に「。」があるかを見ます。
    なぜ大切か: 括弧の中が文のときは「（…を含む。）」と「。」を付けるのが決まりです。
    例: (資金計画の変更がある場合を除く)
    確かさ: 高い。その文書の多数（五分の四以上）が付けている場合だけ報告します。

    What it does: looks for brackets that end in a predicate (を含む, に限る, をいう) without 。.
    Why it matters: brackets that hold a sentence take a full stop: （…を含む。）.
    Example: (資金計画の変更がある場合を除く)
    How sure: high; only where four fifths of the document have it.
    """
    prose = view.prose
    bare: list[int] = []
    with_period = 0
    for offset in occurrences(prose, _CLOSING):
        if prose[offset - 1 : offset] != "。":
            if prose.endswith(_PREDICATES, 0, offset):
                bare.append(offset)
        elif prose.endswith(_PREDICATES, 0, offset - 1):
            with_period += 1
    if not bare or view.style.item_period == "free" or with_period < _CLEAR_MAJORITY * len(bare):
        return
    for offset in bare:
        yield Finding(
            *view.locate(offset - 2, 3),
            f"括弧の中の文が「{view.prose[offset - 2 : offset]}」で終わり、「。」がありません",
            "a sentence in brackets ends without 。",
            suggestion=f"{view.prose[offset - 2 : offset]}。{view.prose[offset]}",
        )  # fmt: skip


_BLANKS: Final = tuple(re.compile(f"{blank}(?<=[をにはがのと、るた]{blank})(?=[一-龠々ぁ-ん])") for blank in " \u3000")
"""A blank behind a particle, a comma or a verb, before a word; each begins with a letter, for a quick scan."""
_MOST_BLANKS: Final = 3
"""Blanks of a document that are slips; more are its habit, or what a reader made of its print. Chosen."""


def stray_blank(view: View) -> Iterator[Finding]:
    """文の途中の空白 · A blank inside a sentence.

    何を見るか: 項の文の途中で、助詞や「、」や動詞の後に空白があるかを見ます。
    なぜ大切か: 字が落ちたか、改行や字下げの直し残りです。検索で一致しません。
    例: 工事を実施する間　生活環境を守る。
    確かさ: 高い。三か所までの文書だけを見ます。号の用語の後の空白は見ません。

    What it does: looks in the sentences of paragraphs for a blank behind a particle, a comma or a verb.
    Why it matters: letters were lost, or a line break was not taken out; searches do not match.
    Example: 工事を実施する間　生活環境を守る。
    How sure: high; only documents with three at most; the blank behind the term of an item is left out.
    """
    found: list[Finding] = []
    for match in [match for blank in _BLANKS for match in blank.finditer(view.prose)]:
        node, start, end = view.locate(match.start(), 1)
        if node.kind != "paragraph":
            continue
        if len(found) == _MOST_BLANKS:
            return
        around = view.prose[match.start() - 2 : match.end() + 2]
        message, message_en = (
            f"文の途中に空白があります（「{around}」）",
            f"there is a blank inside a sentence ({around})",
        )
        found.append(Finding(node, start, end, message, message_en, suggestion=""))
    yield from found
