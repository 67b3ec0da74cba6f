"""A01-A04: amending instructions (改め文), in amending ordinances and in the 附則 of others."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.passages import squeezed
from jorei.model.num import Ordinal, cite_ordinal
from jorei.model.record import Record
from jorei.text.numerals import NUMBER, parse_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node

_QUOTED: Final = "「(?P<{}>[^「」]{{1,200}})」"
_REPLACED: Final = re.compile(_QUOTED.format("old") + "を" + _QUOTED.format("new") + "(?=に改め|に、)")


def old_text_absent(view: View) -> Iterator[Finding]:
    """改める字句が元の条例にない · An amending instruction quotes words that the base text does not have.

    何を見るか: 「…の一部を改正する条例」の「A」を「B」に改める、「A」を削る、「A」の次に加える のAが、元の条例の
    その条にあるかを見ます。元の条例は、一緒に点検し、又はビルドした文書から題名で探します。
    なぜ大切か: 元の字句と一字でも違うと、改正が溶け込みません。
    例: 第3条中「市長」を「知事」に改める とあるのに、第3条に「市長」がない。
    確かさ: 元の条例があるとき高い。ないとき、又は元の条例がすでに改正後のもの（改正経過にその番号がある）のときは、
    何も報告しません。その条に幾つもあるときは情報とします。改正を当てて調べるので、jorei amend の M01・M02 と同じ答えです。

    What it does: looks for the words that an amending ordinance quotes in the provision of the base text. The base
    text is found by its title among the documents that are checked or built together.
    Why it matters: unless the words agree to the letter, the amendment cannot be carried out.
    Example: 第3条中「市長」を「知事」に改める where 第3条 has no 市長.
    How sure: high with the base text; silent without it, and where the base has the amendment in it already (its
    history names the number); information where the words occur often. The amendment is carried out to see it, so
    `jorei amend` says the same (M01, M02).
    """
    for one in view.context.misquoted:
        place = f"元の条例の{one.place}"
        near, near_en = (f"（近い字句: 「{one.near}」）", f"; nearest: {one.near}") if one.near else ("", "")
        yield Finding(
            view.node_at(one.start), one.start, one.end,
            f"「{one.words}」は{place}に{one.count}か所あります" if one.count else f"「{one.words}」は{place}にありません{near}",
            f"the base text has 「{one.words}」 {one.count} times in {one.place}{near_en}",
            severity=one.severity,
        )  # fmt: skip


_TOO_SMALL: Final = re.compile(r"[0-9０-９〇一二三四五六七八九十百千万億,，.]+|[ぁ-ん]")


def amend_unit_too_small(view: View) -> Iterator[Finding]:
    """改める字句の単位 · An amending instruction quotes less than a word.

    何を見るか: 「500」を「600」に改める のように、数字だけ、仮名一字だけを引く改め文を探します。
    なぜ大切か: 改める字句は意味のある単位（「500円」「第3項」）で引くのが決まりです。数字だけでは別の数の一部に当たります。
    例: 「500」を「600」に改める。
    確かさ: 高い。表の中の数を改めるものは除きます。

    What it does: looks for instructions that quote digits alone or a single kana.
    Why it matters: amendments quote units of meaning (「500円」, 「第3項」); digits alone may be part of another number.
    Example: 「500」を「600」に改める。
    How sure: high; numbers in a table are left out.
    """
    if "に改め" not in view.prose:
        return
    for match in _REPLACED.finditer(view.prose):
        if not _TOO_SMALL.fullmatch(match["old"]) or _in_table(view, match.start()):
            continue
        yield Finding(
            *view.locate(match.start("old"), len(match["old"])),
            f"「{match['old']}」だけでは改める字句として小さすぎます（単位や前後の語を含めて引きます）",
            f"「{match['old']}」 is too small a unit to amend; quote it with its unit or neighbouring words",
        )  # fmt: skip


_LONGEST_LEAD: Final = 120
"""Code points before an instruction in which a table is looked for. Chosen: a citation of a table takes about 40."""


def _in_table(view: View, offset: int) -> bool:
    """Whether the instruction at an offset of `View.prose` is about a table or a form."""
    line = view.prose.rfind("\n", 0, offset) + 1
    lead = view.prose[max(line, offset - _LONGEST_LEAD) : offset]
    return "表" in lead or "様式" in lead or "欄" in lead


_MOVE: Final = re.compile(
    rf"(?P<context>(?:附則|別表)?(?:第{NUMBER}条(?:の{NUMBER})*(?:第{NUMBER}項)?|同条|同項)中)?"
    rf"第(?P<from>{NUMBER})(?P<unit>[条項号])(?P<from_branch>(?:の{NUMBER})*)"
    rf"(?:を(?:同[条項])?第(?P<to>{NUMBER})(?P=unit)(?P<to_branch>(?:の{NUMBER})*)と(?:し|する)|(?P<deleted>を削))"
)


class Move(Record):
    """第5条を第6条とし, or 第5条を削り (``to`` is empty): one step of an amendment.

    ``start`` is an offset of `View.prose`; ``context`` is the provision whose units are moved (附則第2項中).
    """

    node: Node
    start: int
    length: int
    context: str
    unit: str
    source: Ordinal
    to: Ordinal


def moves_not_batched(view: View) -> Iterator[Finding]:
    """まとめられる繰下げ · Moves that one instruction could make.

    何を見るか: 「第7条を第8条とし、第6条を第7条とし、…」と、同じ数だけの移動が四つ以上続く所を探します。
    なぜ大切か: 四つ以上の移動は「第4条から第7条までを1条ずつ繰り下げる」とまとめるのが通例です。
    例: 第7条を第8条とし、第6条を第7条とし、第5条を第6条とし、第4条を第5条とする。
    確かさ: 中くらい。情報として示します。

    What it does: looks for four or more moves in a row by the same distance.
    Why it matters: by custom they are one: 第4条から第7条までを1条ずつ繰り下げる.
    Example: 第7条を第8条とし、第6条を第7条とし、第5条を第6条とし、第4条を第5条とする。
    How sure: medium.
    """
    for moves in _sequences(view):
        for _, run in groupby(enumerate(moves), key=lambda pair: _shift(pair[0], pair[1])):
            alike = [move for _, move in run]
            if len(alike) < _BATCH or len(alike[0].source) != 1:
                continue
            low, high = sorted((alike[0].source[0], alike[-1].source[0]))
            distance = abs(alike[0].to[0] - alike[0].source[0])
            unit, direction = alike[0].unit, "下げ" if alike[0].to > alike[0].source else "上げ"
            instruction = f"第{low}{unit}から第{high}{unit}までを{distance}{unit}ずつ繰り{direction}"
            yield Finding(
                *view.locate(alike[0].start, alike[0].length),
                f"{len(alike)}つの移動は「{instruction}」とまとめられます",
                f"{len(alike)} moves can be one: {instruction}",
            )  # fmt: skip


_BATCH: Final = 4
"""Moves in a row that are one instruction by custom (法制執務)."""


def _shift(index: int, move: Move) -> tuple[int, int]:
    """The same for moves in a row by the same distance, each of the number next to the one before."""
    if len(move.source) != 1 or len(move.to) != 1:
        return 0, -index
    distance = move.to[0] - move.source[0]
    return distance, move.source[0] + (index if distance > 0 else -index)


def move_overwrites(view: View) -> Iterator[Finding]:
    """ふさがっている番号への移動 · A provision is moved to a number that is still taken.

    何を見るか: 「第5条を第6条とし」の後で、まだ動かしていない第6条を動かしたり削ったりしていないかを見ます。
    なぜ大切か: 移動は書かれた順に行われるので、空いていない番号に移すと同じ番号の条が二つできます。
    例: 第5条を第6条とし、第6条を第7条とする。
    確かさ: 高い。一つの改め文の中だけを見ます。

    What it does: follows the moves of an amending instruction in their order.
    Why it matters: moves happen as they are written; a number that is not free yet would exist twice.
    Example: 第5条を第6条とし、第6条を第7条とする。
    How sure: high; within one instruction.
    """
    for moves in _sequences(view):
        moved_at = {move.source: i for i, move in enumerate(moves)}
        for i, move in enumerate(moves):
            if move.to and moved_at.get(move.to, -1) > i and move.to != move.source:
                target = cite_ordinal(move.to, move.unit)
                yield Finding(
                    *view.locate(move.start, move.length),
                    f"移す先の{target}は、まだ動かしていません（後の番号から順に移します）",
                    f"{target} is still taken when this provision is moved there",
                )  # fmt: skip


def _sequences(view: View) -> Iterator[list[Move]]:
    """The moves and deletions of each node, grouped by the unit and the provision that they are made in."""
    for _, group in groupby(_moves(view), key=lambda move: (move.node.id, move.context, move.unit)):
        run = list(group)
        if len(run) > 1:
            yield run


def _moves(view: View) -> Iterator[Move]:
    end = -1
    for offset in view.find_all("を第"):
        if offset < end:
            continue
        start = view.prose.rfind("\n", 0, offset) + 1
        end = view.prose.find("\n", offset)
        end = len(view.prose) if end < 0 else end
        yield from _moves_of(view.prose_node(start)[0], view.prose, start, end)


def _moves_of(node: Node, prose: str, start: int, end: int) -> Iterator[Move]:
    context = ""
    for match in _MOVE.finditer(prose, start, end):
        if match["context"]:
            context = squeezed(match["context"])
        elif match["unit"] == "条":
            context = ""
        source = parse_ordinal(match["from"], match["from_branch"])
        to = () if match["deleted"] else parse_ordinal(match["to"], match["to_branch"])
        if source and to is not None:
            yield Move(node, match.start(), len(match.group()), context, match["unit"], source, to)
