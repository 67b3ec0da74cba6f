"""The wording of a provision with all that is below it, as a person quotes it: line by line, labels as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from jorei.model import ENUMERATED, OUTSIDE_PROVISIONS, Kind, Node, Tree
from jorei.model.kinds import ANOTHERS_TEXT
from jorei.text.label_styles import cite_label

BLANK: Final = "\u3000"
"""What stands between the parts of a line."""
_CAPTIONED: Final = frozenset(("article", "paragraph"))
_SILENT: Final = frozenset(("law", "main_provision", "preamble", "table", "table_cell"))
_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")


class TextLine(NamedTuple):
    """One line: its kind, how deep it is in its article (項 0, 号 1, ア 2 …), its caption, and its words in order."""

    kind: Kind | Literal["caption"]
    level: int
    caption: str
    words: tuple[str, ...]
    node: int = 0
    """The arena id of its node."""


def text_lines(tree: Tree) -> Iterator[TextLine]:
    """The lines of a tree; a row of a table is one line.

    The words of a first paragraph without a label stand on the line of its article.
    """
    label, nodes = WrittenLabels(tree), tree.nodes
    levels = {0: 0}
    merged: Node | None = None
    for node in nodes[1:]:
        above = nodes[node.parent].kind
        levels[node.id] = levels[node.parent] + (node.kind in ENUMERATED or node.kind == "list" and above in ENUMERATED)
        if node.kind in _SILENT or node is merged:
            continue
        if node.kind == "table_row":
            yield TextLine("table_row", levels[node.id], "", _cells(tree, node), node.id)
            continue
        merged = _on_its_line(tree, node, label)
        caption, words = _caption_and_words(node, label, merged)
        yield TextLine(node.kind, levels[node.id], caption, tuple(words), node.id)


def _on_its_line(tree: Tree, node: Node, label: WrittenLabels) -> Node | None:
    """The paragraph that stands on the line of an article: its first, when it has neither label nor caption."""
    if node.kind != "article" or node.size == 1:
        return None
    paragraph = tree.nodes[node.id + 1]
    stands_there = paragraph.kind == "paragraph" and not paragraph.caption and not label.of(paragraph)
    return paragraph if stands_there else None


def _caption_and_words(node: Node, label: WrittenLabels, merged: Node | None) -> tuple[str, list[str]]:
    """What stands above the line of a node, and on it; ``merged`` is the paragraph that stands there too."""
    written, title, text, caption = label.of(node), node.title, node.text, node.caption or ""
    if caption and node.caption_shared:
        caption = ""
    if caption and node.kind not in _CAPTIONED:
        written += f"（{caption}）"
        caption = ""
    words = [written] if written else []
    if title:
        words.append(title)
    if text:
        words.append(text)
    if merged is not None and merged.text:
        words.append(merged.text)
    return caption, words


def _cells(tree: Tree, row: Node) -> tuple[str, ...]:
    """The words of the cells of a row of a table."""
    return tuple([cell.text for cell in tree.children(row)]) or (row.text,)


def full_text(tree: Tree, node: Node, label: WrittenLabels | None = None) -> str:
    """The wording of a provision and all below it: captions, 項 and 号 on lines of their own, no wraps and no notes.

    >>> from jorei.model import Source
    >>> from jorei.structure import parse
    >>> tree = parse(Source("○甲市条例\\n\\n（届出）\\n第1条 次の者は、市長に届け\\nなければならない。\\n(1) 乙\\n2 丙とする。")).tree
    >>> print(full_text(tree, next(node for node in tree.nodes if node.kind == "article")))
    （届出）
    第1条　次の者は、市長に届けなければならない。
    (1)　乙
    2　丙とする。
    """
    label = label or WrittenLabels(tree)
    lines: list[str] = []
    merged: Node | None = None
    for below in tree.nodes[node.id : node.id + node.size]:  # as `text_lines`, without what nobody asks for here
        kind = below.kind
        if kind in _SILENT or below is merged or (kind in OUTSIDE_PROVISIONS and below.id != node.id):
            continue
        if kind == "table_row":
            line = "\t".join(_cells(tree, below))
        else:
            merged = _on_its_line(tree, below, label) if kind == "article" else None
            caption, words = _caption_and_words(below, label, merged)
            if caption:
                lines.append(f"（{caption}）")
            line = BLANK.join(words)
        if line:
            lines.append(line)
    return "\n".join(lines)


def full_texts(tree: Tree) -> list[str | None]:
    """The `full_text` of each node that is quoted as a whole, None for the others: articles, and paragraphs that stand
    in none; what an article quotes is part of it.

    >>> from jorei.model import Source
    >>> from jorei.structure import parse
    >>> tree = parse(Source("○甲市条例\\n\\n第1条 甲とする。\\n\\n附 則\\n1 公布の日から施行する。")).tree
    >>> [text for text in full_texts(tree) if text]
    ['第1条　甲とする。', '1　公布の日から施行する。']
    """
    label = WrittenLabels(tree)
    texts: list[str | None] = []
    behind = 0
    for index, node in enumerate(tree.nodes):
        text: str | None = None
        if index >= behind:
            kind = node.kind
            if kind in _CAPTIONED:
                text = full_text(tree, node, label)
            if text is not None or kind in ANOTHERS_TEXT:
                behind = index + node.size
        texts.append(text)
    return texts


class WrittenLabels:
    """The labels as written; a recovered one in the document's own style as far as it has one."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._written: dict[Kind, str] | None = None

    @property
    def written(self) -> dict[Kind, str]:
        """The first label of each kind."""
        if self._written is None:
            self._written = {}
            for node in self._tree.nodes:
                if node.label:
                    self._written.setdefault(node.kind, node.label)
        return self._written

    def of(self, node: Node) -> str:
        """The label of a node; empty when it has none."""
        written = node.label
        if written is not None or not node.label_inferred:
            return written or ""
        if not node.num:
            return _HEADINGS.get(node.kind, "")
        number = "の".join(map(str, node.ordinal))
        like = self.written.get(node.kind, "")
        if re.search("[０-９]", like):
            number = number.translate(_FULL)
        if node.kind == "item":
            return f"（{number}）" if like.startswith("（") else f"({number})"
        if node.kind.startswith("subitem"):
            return cite_label(node.num, "", int(node.kind.removeprefix("subitem")))
        return number


_HEADINGS: Final[dict[Kind, str]] = {"suppl_provision": "附　則"}
