"""The tree of a document as an indented outline for terminals.

The first paragraph of an article is shown on the article's line, as it stands in print. A label that the source lost
and that was recovered is shown in 〔〕.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from jorei.model import Node, Reference, Tree
from jorei.model.vocabulary import NAMES, Relation, Status

_INDENT: Final = "  "
_MANY: Final = 3
"""Citations that are shown one by one; of more only the first and the last. Chosen, so that a line stays a line."""
_SIGNS: Final[dict[Status, str]] = {
    "dangling": "✗ ありません", "ambiguous": "? 複数の候補", "unresolved": "? 不明",
}  # fmt: skip


def outline(tree: Tree, references: Sequence[Reference] = (), width: int = 100, limit: int | None = None) -> str:
    """The outline, each line at most ``width`` columns wide (full-width characters take two).

    ``references`` are shown below the node they stand in. ``limit`` cuts it after that many lines.

    >>> from jorei.structure import parse
    >>> from jorei.model import Source
    >>> print(outline(parse(Source("○甲市条例\\n\\n(目的)\\n第1条 甲とする。\\n2 乙とする。")).tree))
    甲市条例
      第1条（目的） 甲とする。
        2 乙とする。
    """
    lines: list[str] = []
    for line in _lines(tree, references):
        if limit is not None and len(lines) >= limit:
            lines.append("…")
            break
        lines.append(clip(line, width))
    return "\n".join(lines)


def _lines(tree: Tree, references: Sequence[Reference]) -> Iterator[str]:
    by_node: dict[int, list[Reference]] = defaultdict(list)
    for reference in references:
        by_node[reference.node].append(reference)
    depths = {-1: -1}
    merged: set[int] = set()
    for node in tree.nodes:
        # the first line shows the title already; 本則 has no words of its own
        hidden = node.id in merged or node.kind == "main_provision" or (node.kind == "title" and tree.root.title)
        depths[node.id] = depths[node.parent] + (not hidden)
        below = _INDENT * (depths[node.id] + 1)
        if not hidden:
            first = _first_paragraph(tree, node)
            if first is not None:
                merged.add(first.id)
            head = heading(node)
            text = (first or node).text
            yield _INDENT * depths[node.id] + " ".join(filter(None, (head, text)))
        for reference in by_node[node.id]:
            yield f"{below}└ {show_reference(reference)}"


def _first_paragraph(tree: Tree, node: Node) -> Node | None:
    """The unlabelled first paragraph that shares the line of its article or 附則."""
    if node.kind not in ("article", "suppl_provision") or node.text:
        return None
    first = next(tree.children(node), None)
    return first if first is not None and first.kind == "paragraph" and first.label is None else None


def heading(node: Node) -> str:
    """Label, caption and title of a node as they are printed.

    >>> heading(Node(0, -1, 1, 0, "article", 0, 1, "art_1", label="第1条", caption="目的"))
    '第1条（目的）'
    """
    label = f"〔{node.label or node.num}〕" if node.label_inferred and (node.label or node.num) else node.label or ""
    caption = f"（{node.caption}）" if node.caption else ""
    law = f"（{node.law_number}）" if node.kind == "suppl_provision" and node.law_number else ""
    return " ".join(filter(None, (label + caption + law, node.title)))


def show_reference(reference: Reference) -> str:
    """A reference in one line: its words, and the provisions that it leads to.

    >>> from jorei.model import Target
    >>> show_reference(Reference(0, 0, 5, "前条第1項", "relative", "resolved", targets=(Target(3, "第4条第1項"),)))
    '前条第1項 → 第4条第1項'
    >>> show_reference(Reference(0, 0, 2, "前条", "relative", "resolved", "applies_mutatis_mutandis",
    ...                          (Target(3, "第4条"),), reads=(("甲", "乙"),)))
    '前条 → 第4条 ［準用］「甲」→「乙」'
    """
    law = " ".join(filter(None, (reference.target_law_title, reference.target_law)))
    cited = _several([target.citation for target in reference.targets if target.citation])
    sign = _SIGNS.get(reference.status, "")
    target = "、".join(reference.candidates) if reference.status == "ambiguous" else cited
    leads_to = " ".join(filter(None, (law, target, reference.target_part, sign)))
    return f"{reference.text} → {leads_to}" + _show_relation(reference)


def _show_relation(reference: Reference) -> str:
    """The relation in a word, and the words that are read as others."""
    words = NAMES[Relation].get(reference.relation, "根拠" if reference.basis else "")
    relation = f" ［{words}{'：' + reference.delegated if reference.delegated else ''}］" if words else ""
    return relation + " ".join(f"「{read}」→「{others}」" for read, others in reference.reads)


def _several(citations: Sequence[str]) -> str:
    """Citations in a row; many of them by the first, the last and how many they are.

    >>> _several(["第1条", "第2条"]), _several([f"第{number}条" for number in range(1, 8)])
    ('第1条、第2条', '第1条…第7条（7件）')
    """
    if len(citations) <= _MANY:
        return "、".join(citations)
    return f"{citations[0]}…{citations[-1]}（{len(citations)}件）"


def clip(line: str, width: int) -> str:
    """A line cut to a number of terminal columns, with … where it was cut.

    >>> clip("あいうえお", 7)
    'あいう…'
    """
    line = line.replace("\n", " ")
    if len(line) * 2 <= width:
        return line
    used = 0
    for i, character in enumerate(line):
        step = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used + step > width - 1 and columns(line[i:]) > width - used:
            return line[:i] + "…"
        used += step
    return line


def columns(text: str) -> int:
    """The width of a text on a terminal.

    >>> columns("第1条")
    5
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)
