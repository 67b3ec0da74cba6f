"""A01-A04: amending instructions (改め文), in amending ordinances and in the 附則 of others."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.check.dangling import plain
from jorei.check.finding import Finding
from jorei.identity.documents import law_number_of
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER, parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Analysis, Node

_QUOTED: Final = "「(?P<{}>[^「」]{{1,200}})」"
_REPLACED: Final = re.compile(_QUOTED.format("old") + "を" + _QUOTED.format("new") + "(?=に改め|に、)")
_TOUCHED: Final = re.compile(
    "(?P<where>(?:(?:第[^「」、。]{1,24}?|同[条項号]|別表[^「」、。]{0,8}|附則[^「」、。]{0,10}|題名|前文)中)?)"
    + _QUOTED.format("old") + "(?P<how>を「|を削|の(?:次|前|下)に)"
)  # fmt: skip
_BLANKS: Final = re.compile(r"\s+")


def old_text_absent(view: View) -> Iterator[Finding]:
    """改める字句が元の条例にない · An amending instruction quotes words that the base text does not have.

    何を見るか: 「…の一部を改正する条例」の「A」を「B」に改める、「A」を削る、「A」の次に加える のAが、元の条例の
    その条にあるかを見ます。元の条例は、一緒に点検し、又はビルドした文書から題名で探します。
    なぜ大切か: 元の字句と一字でも違うと、改正が溶け込みません。
    例: 第3条中「市長」を「知事」に改める とあるのに、第3条に「市長」がない。
    確かさ: 元の条例があるとき高い。ないとき、又は元の条例がすでに改正後のもの（改正経過にその番号がある）のときは、
    何も報告しません。その条に幾つもあるときは情報とします。

    What it does: looks for the words that an amending ordinance quotes in the provision of the base text. The base
    text is found by its title among the documents that are checked or built together.
    Why it matters: unless the words agree to the letter, the amendment cannot be carried out.
    Example: 第3条中「市長」を「知事」に改める where 第3条 has no 市長.
    How sure: high with the base text; silent without it, and where the base has the amendment in it already (its
    history names the number); information where the words occur often.
    """
    base = view.context.base
    if base is None or _has_amended(view.analysis, base):
        return
    articles = {node.citation: node for node in reversed(base.tree.nodes) if node.kind == "article"}
    whole = _squeeze(base.source.text)
    article = None
    for match in _TOUCHED.finditer(view.prose):
        node = view.place(match.start())[0]
        if view.home(node):
            continue
        where = plain(match["where"].removesuffix("中"))
        article = where if where.startswith("第") else article if where.startswith("同") or not where else where
        count = _occurrences(base, articles, whole, article, match["old"])
        if count == 1 or count is None:
            continue
        said = f"元の条例の{article or '本文'}"
        yield Finding(
            *view.locate(match.start("old"), len(match["old"])),
            f"「{match['old']}」は{said}にありません" if not count else f"「{match['old']}」は{said}に{count}か所あります",
            f"the base text has 「{match['old']}」 {count} times in {article or 'its text'}",
            severity="info" if count else None,
        )  # fmt: skip


def _has_amended(amending: Analysis, base: Analysis) -> bool:
    """Whether the base text is one that has the amendment in it already: its history names the amending ordinance."""
    number = law_number_of(amending.metadata)
    return number is not None and any(amendment.law_number == number.local for amendment in base.amendments)


_BASE_ARTICLE: Final = re.compile(rf"第(?P<base>{NUMBER})条(?P<branch>(?:の{NUMBER})*)")


def _occurrences(
    base: Analysis, articles: dict[str | None, Node], whole: str, article: str | None, words: str
) -> int | None:  # fmt: skip
    """How often the base text has words in an article (in all of it for None); None when it has no such article."""
    match = _BASE_ARTICLE.match(fold(article)) if article else None
    if article and match is None:
        return None  # 別表, 附則, 目次: not followed
    if match:
        name = f"第{parse_number(match['base'])}条" + re.sub(
            NUMBER, lambda one: str(parse_number(one.group())), match["branch"]
        )
        node = articles.get(name)
        if node is None:
            return None
        whole = _squeeze(f"{node.caption or ''}{base.source.text[node.start : node.end]}")
    return whole.count(_squeeze(words))


def _squeeze(words: str) -> str:
    return _BLANKS.sub("", fold(words))


_BARE: Final = re.compile(r"[0-9０-９〇一二三四五六七八九十百千万億,，.]+|[ぁ-ん]")


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
        if not _BARE.fullmatch(match["old"]) or _in_table(view, match.start()):
            continue
        yield Finding(
            *view.locate(match.start("old"), len(match["old"])),
            f"「{match['old']}」だけでは改める字句として小さすぎます（単位や前後の語を含めて引きます）",
            f"「{match['old']}」 is too small a unit to amend; quote it with its unit or neighbouring words",
        )  # fmt: skip


def _in_table(view: View, at: int) -> bool:
    line = view.prose.rfind("\n", 0, at) + 1
    said = view.prose[max(line, at - 120) : at]
    return "表" in said or "様式" in said or "欄" in said


_STEP: Final = re.compile(
    rf"(?P<context>(?:附則|別表)?(?:第{NUMBER}条(?:の{NUMBER})*(?:第{NUMBER}項)?|同条|同項)中)?"
    rf"第(?P<from>{NUMBER})(?P<unit>[条項号])(?P<from_branch>(?:の{NUMBER})*)"
    rf"(?:を(?:同[条項])?第(?P<to>{NUMBER})(?P=unit)(?P<to_branch>(?:の{NUMBER})*)と(?:し|する)|(?P<gone>を削))"
)


class Move(msgspec.Struct, frozen=True):
    """第5条を第6条とし, or 第5条を削り (``to`` is empty): one step of an amendment, in the unit and place it works on."""

    node: Node
    at: int
    length: int
    context: str
    unit: str
    source: tuple[int, ...]
    to: tuple[int, ...]


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
            same = [move for _, move in run]
            if len(same) < _BATCH or len(same[0].source) != 1:
                continue
            low, high = sorted((same[0].source[0], same[-1].source[0]))
            step = abs(same[0].to[0] - same[0].source[0])
            unit, way = same[0].unit, "下げ" if same[0].to > same[0].source else "上げ"
            yield Finding(
                *view.locate(same[0].at, same[0].length),
                f"{len(same)}つの移動は「第{low}{unit}から第{high}{unit}までを{step}{unit}ずつ繰り{way}」とまとめられます",
                f"{len(same)} moves can be one: 第{low}{unit}から第{high}{unit}までを{step}{unit}ずつ繰り{way}",
            )  # fmt: skip


_BATCH: Final = 4


def _shift(place: int, move: Move) -> tuple[int, int]:
    """The same for moves in a row by the same distance, each of the number next to the one before."""
    if len(move.source) != 1 or len(move.to) != 1:
        return 0, -place
    distance = move.to[0] - move.source[0]
    return distance, move.source[0] + (place if distance > 0 else -place)


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
        last = {move.source: place for place, move in enumerate(moves)}
        for place, move in enumerate(moves):
            if move.to and last.get(move.to, -1) > place and move.to != move.source:
                yield Finding(
                    *view.locate(move.at, move.length),
                    f"移す先の{_label(move.to, move.unit)}は、まだ動かしていません（後の番号から順に移します）",
                    f"{_label(move.to, move.unit)} is still taken when this provision is moved there",
                )  # fmt: skip


def _label(ordinal: tuple[int, ...], unit: str) -> str:
    return f"第{ordinal[0]}{unit}" + "".join(f"の{branch}" for branch in ordinal[1:])


def _sequences(view: View) -> Iterator[list[Move]]:
    """The moves and deletions of each node, apart by the unit and the place they work on."""
    for _, group in groupby(_moves(view), key=lambda move: (move.node.id, move.context, move.unit)):
        run = list(group)
        if len(run) > 1:
            yield run


def _moves(view: View) -> Iterator[Move]:
    done = -1
    for at in view.find_all("を第"):
        if at < done:
            continue
        line = view.prose.rfind("\n", 0, at) + 1
        done = view.prose.find("\n", at)
        done = len(view.prose) if done < 0 else done
        yield from _moves_of(view.place(line)[0], view.prose, line, done)


def _moves_of(node: Node, prose: str, start: int, end: int) -> Iterator[Move]:
    context = ""
    for match in _STEP.finditer(prose, start, end):
        if match["context"]:
            context = plain(match["context"])
        elif match["unit"] == "条":
            context = ""
        source = _ordinal(match["from"], match["from_branch"])
        to = () if match["gone"] else _ordinal(match["to"], match["to_branch"])
        if source and (to or match["gone"]):
            yield Move(node, match.start(), len(match.group()), context, match["unit"], source, to)


def _ordinal(base: str, branch: str) -> tuple[int, ...]:
    return tuple(parse_number(number) or 0 for number in (base, *branch.split("の")) if number)
