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
_CAPTIONED: Final = ("article", "paragraph")
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


def text_lines(
    tree: Tree, first: int = 1, last: int | None = None, label: WrittenLabels | None = None
) -> Iterator[TextLine]:
    """The lines of the nodes ``first..last`` of a tree, by default of all; a row of a table is one line.

    The words of a first paragraph without a label stand on the line of its article. ``label`` is given where many
    stretches of one tree are asked for.
    """
    label = label or WrittenLabels(tree)
    nodes = tree.nodes
    levels = {0: 0, nodes[first].parent if first < len(nodes) else 0: 0}
    merged: set[int] = set()
    for node in nodes[first:last]:
        above = nodes[node.parent].kind
        levels[node.id] = levels[node.parent] + (node.kind in ENUMERATED or node.kind == "list" and above in ENUMERATED)
        if node.kind in _SILENT or node.id in merged:
            continue
        if node.kind == "table_row":
            cells = tuple(cell.text for cell in tree.children(node)) or (node.text,)
            yield TextLine("table_row", levels[node.id], "", cells, node.id)
            continue
        words = [label.of(node), node.title or "", node.text]
        if node.kind == "article":
            paragraph = next(tree.children(node), None)
            if (
                paragraph is not None
                and paragraph.kind == "paragraph"
                and not paragraph.caption
                and not label.of(paragraph)
            ):
                merged.add(paragraph.id)
                words.append(paragraph.text)
        caption = node.caption if node.caption and not node.caption_shared else ""
        if caption and node.kind not in _CAPTIONED:
            words[0] += f"（{caption}）"
            caption = ""
        yield TextLine(node.kind, levels[node.id], caption, tuple(filter(None, words)), node.id)


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
    lines: list[str] = []
    for line in text_lines(tree, node.id, node.id + node.size, label):
        if line.kind in OUTSIDE_PROVISIONS and line.node != node.id:
            continue
        if line.caption:
            lines.append(f"（{line.caption}）")
        words = ("\t" if line.kind == "table_row" else BLANK).join(line.words)
        if words:
            lines.append(words)
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
    for node in tree.nodes:
        if node.id >= behind and node.kind in ANOTHERS_TEXT:
            behind = node.id + node.size
        is_whole = node.id >= behind and node.kind in _CAPTIONED
        texts.append(full_text(tree, node, label) if is_whole else None)
        if is_whole:
            behind = node.id + node.size
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
        if node.label is not None or not node.label_inferred:
            return node.label or ""
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
