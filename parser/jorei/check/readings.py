"""A05, A06: 読替え, words that are read as others."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.text.fold import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Node, Reference

_READ_AS: Final = "」とある"
_LONGEST_WORDS: Final = 200
"""Code points of the words that are read as others, at most. Chosen, so that a text of any length takes linear time."""
_LONGEST_JOINT: Final = 4
"""Code points between two references that are enumerated together: 若しくは."""
_LONGEST_PROVISION: Final = 50_000
"""Code points of all provisions that are named together. Chosen: more is no provision that anybody reads as one."""


def reading_source_absent(view: View) -> Iterator[Finding]:
    """読み替える字句がない · 読替え of words that the provision does not have.

    何を見るか: 「第5条第1項中「X」とあるのは「Y」と読み替える」のXが、引いた条項にあるかを見ます。
    なぜ大切か: 読み替える字句は元の条文の字句のとおりでなければ、読み替えられません。元の条文の改正で食い違います。
    例: 前条中「市長」とあるのは とあるのに、前条に「市長」がない。
    確かさ: 高い。この文書の条項を「…中」と名指しした読替えだけを見て、附則ではその後の改正かもしれないので情報にします。

    What it does: looks in the provision named for the words that are to be read as others.
    Why it matters: 読替え needs the very words; the provision may have been amended since.
    Example: 前条中「市長」とあるのは where the article before has no 市長.
    How sure: high; only where a provision of this document is named (…中); information in 附則, whose text has aged.
    """
    quote_ends = view.find_all(_READ_AS)
    if not quote_ends:
        return
    prose, references = view.prose, view.analysis.references
    ends = [reference.end for reference in references]
    sources: tuple[Reference, ...] = ()
    wording, node_id = "", -1
    """The words of the provisions that the node named last."""
    wordings: dict[tuple[int, ...], str] = {}
    for stop in quote_ends:
        begin = prose.rfind("「", max(0, stop - _LONGEST_WORDS), stop) + 1
        old = prose[begin:stop]
        node, start, end = view.locate(begin, max(1, len(old)))
        if not begin or "\n" in old or "」" in old or view.is_amending(node.id):
            continue
        names_source = prose.startswith("中", begin - 2)
        if names_source or node.id != node_id:
            sources = _sources(view, references, ends, view.locate(begin - 2, 1)[1]) if names_source else ()
            wording, node_id = _wording(view, sources, wordings), node.id
        if not sources or not wording or not squeeze(old) or squeeze(old) in wording:
            continue
        if squeeze(old) in _applied_wording(view, node.id, wordings):
            continue  # 前条第2項の規定は、前項の届出について準用する。この場合において、同項中「…」
        target = view.nodes[sources[0].targets[0].node or 0]
        if target.kind == "appdx_style":
            continue  # the words of a form are often published apart
        yield Finding(
            node, start, end,
            f"「{old}」は{view.cite(target)}にありません（読み替えられません）",
            f"{view.cite(target)} does not hold 「{old}」, so it cannot be read otherwise",
            related=(view.related(target),),
            severity=None if view.regions[node.id] == "main" else "info",  # it was written for the text of its time
        )  # fmt: skip


def _sources(view: View, references: tuple[Reference, ...], ends: list[int], end: int) -> tuple[Reference, ...]:
    """The reference that ends where 中「 begins, and those it is enumerated with; empty when one is not resolved."""
    i = bisect_left(ends, end)
    if i >= len(references) or references[i].end != end:
        return ()
    enumerated = [references[i]]
    while i and _joins(view.text[references[i - 1].end : references[i].start]):
        i -= 1
        enumerated.append(references[i])
    return tuple(enumerated) if all(map(_leads_into_this_text, enumerated)) else ()


def _leads_into_this_text(reference: Reference) -> bool:
    """Whether all targets of a reference are provisions of the document as it stands."""
    return (
        reference.target_law is None
        and reference.as_of is None
        and reference.status == "resolved"
        and all(target.node is not None for target in reference.targets)
    )


_JOINT: Final = re.compile("(?:、|及び|および|並びに|ならびに|又は|または|から)*")


def _joins(between: str) -> bool:
    return 0 < len(between) <= _LONGEST_JOINT and _JOINT.fullmatch(between) is not None


def _wording(view: View, sources: tuple[Reference, ...], wordings: dict[tuple[int, ...], str]) -> str:
    """All words of the provisions named, with their captions, folded and without blanks; once more without brackets,
    which a quotation may leave out. Empty when they are too long; kept in ``wordings``."""
    nodes = [view.nodes[target.node] for source in sources for target in source.targets if target.node is not None]
    key = tuple(node.id for node in nodes)
    if key not in wordings:
        length = sum(node.end - node.start for node in nodes)
        wordings[key] = _words(view, nodes) if length < _LONGEST_PROVISION else ""
    return wordings[key]


def _applied_wording(view: View, node_id: int, wordings: dict[tuple[int, ...], str]) -> str:
    """The words of the provisions that a node applies mutatis mutandis: bare numbers in its 読替え may be theirs."""
    return _wording(view, tuple(view.once(applied_by_node)[node_id]), wordings)


def applied_by_node(view: View) -> dict[int, list[Reference]]:
    """The first few provisions of this text that each node applies mutatis mutandis."""
    applied: dict[int, list[Reference]] = defaultdict(list)
    for mention in view.analysis.references:
        if mention.relation == "applies_mutatis_mutandis" and _leads_into_this_text(mention):
            mentions = applied[mention.node]
            if len(mentions) < _MOST_APPLIED:
                mentions.append(mention)
    return applied


_MOST_APPLIED: Final = 20
"""Provisions that one node applies, of which the words are looked at. Chosen: more is no sentence."""


_DEEPEST: Final = 6
"""Levels of brackets that are taken out. Chosen: no text has more."""


def _words(view: View, nodes: list[Node]) -> str:
    words = "".join(squeeze(node.caption or "") + "".join(view.folded[node.start : node.end].split()) for node in nodes)
    plain = words
    for _ in range(_DEEPEST):
        if (shorter := _BRACKETS.sub("", plain)) == plain:
            break
        plain = shorter
    return f"{words}\n{plain}"


_BRACKETS: Final = re.compile(r"\([^()]*\)")


_USES: Final = ("準用する。この場合において", "適用については")
_CLOSING: Final = re.compile(
    f"(?P<use>{'|'.join(_USES)})"
    "(?P<between>、[^「」。\n]{0,60})"
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
    if "とあるの" not in view.prose or not any(words in view.prose for words in _USES):
        return
    for match in _CLOSING.finditer(view.prose):
        use, rest = match["use"][:2], match["rest"]
        if use == "準用" and rest.endswith("」とする"):
            customary = "と読み替えるものとする"
        elif use == "適用" and rest.endswith(("読み替えるものとする", "読み替える", "読替えるものとする")):
            customary = "とする"
        else:
            continue
        start = match.end() - 1 - len("とする")
        yield Finding(
            *view.locate(start, len("とする")),
            f"「{use}」の読替えは「{customary}」で結びます",
            f"a 読替え of {use} ends in {customary}",
        )  # fmt: skip
