"""A05, A06: 読替え, what is read for what."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import Related
from jorei.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node, Reference

_READ: Final = "」とある"
_LONGEST: Final = 200
"""Code points of the words that are read otherwise."""
_BLANKS: Final = re.compile(r"\s+")
_NEAR: Final = 4


def reading_source_absent(view: View) -> Iterator[Finding]:
    """読み替える字句がない · 読替え of words that the provision does not have.

    何を見るか: 「第5条第1項中「X」とあるのは「Y」と読み替える」のXが、引いた条項にあるかを見ます。
    なぜ大切か: 読み替える字句は元の条文の字句のとおりでなければ、読み替えられません。元の条文の改正で食い違います。
    例: 前条中「市長」とあるのは とあるのに、前条に「市長」がない。
    確かさ: 高い。この文書の条項を「…中」と名指しした読替えだけを見て、附則ではその後の改正かもしれないので警告にします。

    What it does: looks in the provision named for the words that are to be read as others.
    Why it matters: 読替え needs the very words; the provision may have been amended since.
    Example: 前条中「市長」とあるのは where the article before has no 市長.
    How sure: high; only where a provision of this document is named (…中); a warning in 附則, whose text has aged.
    """
    places = view.find_all(_READ)
    if not places:
        return
    prose, references = view.prose, view.analysis.references
    ends = [reference.end for reference in references]
    named: tuple[Reference, ...] = ()
    held, held_in = "", -1
    known: dict[tuple[int, ...], str] = {}
    """The words of provisions that were looked at already."""
    for stop in places:
        begin = prose.rfind("「", max(0, stop - _LONGEST), stop) + 1
        old = prose[begin:stop]
        node, start, end = view.locate(begin, max(1, len(old)))
        if not begin or "\n" in old or "」" in old or view.is_amending(node.id):
            continue
        among = prose.startswith("中", begin - 2)
        if among or node.id != held_in:
            named = _named(view, references, ends, view.locate(begin - 2, 1)[1]) if among else ()
            held, held_in = _held(view, named, known), node.id
        if not named or not held or not _squeeze(old) or _squeeze(old) in held:
            continue
        target = view.nodes[named[0].targets[0].node or 0]
        yield Finding(
            node, start, end,
            f"「{old}」は{view.cite(target)}にありません（読み替えられません）",
            f"{view.cite(target)} does not hold 「{old}」, so it cannot be read otherwise",
            related=(Related(*view.head(target), view.cite(target)),),
            severity=None if view.regions[node.id] == "main" else "warning",  # written for the text as it was then
        )  # fmt: skip


def _named(view: View, references: tuple[Reference, ...], ends: list[int], at: int) -> tuple[Reference, ...]:
    """The reference that ends where 中「 begins, and those it is enumerated with; empty when one is not resolved."""
    place = bisect_left(ends, at)
    if place >= len(references) or references[place].end != at:
        return ()
    found = [references[place]]
    while place and _joins(view.text[references[place - 1].end : references[place].start]):
        place -= 1
        found.append(references[place])
    sure = all(one.target_law is None and one.as_of is None and one.status == "resolved" for one in found)
    return tuple(found) if sure and all(target.node is not None for one in found for target in one.targets) else ()


_JOINT: Final = re.compile("(?:、|及び|および|並びに|ならびに|又は|または|から)*")


def _joins(between: str) -> bool:
    return 0 < len(between) <= _NEAR and _JOINT.fullmatch(between) is not None


def _held(view: View, named: tuple[Reference, ...], known: dict[tuple[int, ...], str]) -> str:
    """All words of the provisions named, with their captions, folded and without blanks; once more without brackets,
    which a quotation may leave out. Empty when that is more than anybody reads as one provision."""
    nodes: list[Node] = [view.nodes[t.node] for one in named for t in one.targets if t.node is not None]
    key = tuple(node.id for node in nodes)
    if key not in known:
        known[key] = _words(view, nodes) if sum(node.end - node.start for node in nodes) < _MOST else ""
    return known[key]


_MOST: Final = 50_000


def _words(view: View, nodes: list[Node]) -> str:
    words = "".join(_squeeze(f"{node.caption or ''}{view.text[node.start : node.end]}") for node in nodes)
    return f"{words}\n{_BRACKETS.sub('', words)}"


_BRACKETS: Final = re.compile(r"\([^()]*\)")


def _squeeze(words: str) -> str:
    return _BLANKS.sub("", fold(words))


_CLOSING: Final = re.compile(
    "(?P<what>準用する。この場合において|適用については)(?P<between>、[^「」。\n]{0,60})"
    "「[^「」\n]{1,200}」とある(?:の)?は(?P<rest>[^。\n]{0,600})。"
)


def reading_closing(view: View) -> Iterator[Finding]:
    """読替えの結び · How a 読替え ends.

    何を見るか: 「準用する。この場合において、…」の読替えが「読み替えるものとする」で、「…の適用については、…」の
    読替えが「とする」で終わるかを見ます。
    なぜ大切か: 準用では似た事柄に当てはめて字句を読み替え、適用ではその規定がそのまま働くので、結びを使い分けます。
    例: 準用する。この場合において、「市長」とあるのは「議長」とする。
    確かさ: 中くらい。

    What it does: looks whether a 読替え after 準用 ends in 読み替えるものとする, and one after 適用 in とする.
    Why it matters: 準用 applies a provision to another matter with words exchanged, 適用 applies it as it is.
    Example: 準用する。この場合において、「市長」とあるのは「議長」とする。
    How sure: medium.
    """
    if "とあるの" not in view.prose:
        return
    for match in _CLOSING.finditer(view.prose):
        read = match["rest"].endswith(("読み替えるものとする", "読み替える", "読替えるものとする"))
        plainly = match["rest"].endswith("」とする")
        what = match["what"][:2]
        if what == "準用" and plainly:
            wanted = "と読み替えるものとする"
        elif what == "適用" and read:
            wanted = "とする"
        else:
            continue
        at = match.end() - 1 - len("とする")
        yield Finding(
            *view.locate(at, len("とする")),
            f"「{what}」の読替えは「{wanted}」で結びます",
            f"a 読替え of {what} ends in {wanted}",
        )  # fmt: skip
