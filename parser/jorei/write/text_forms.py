"""A tree as text for people: plain, Lawtext and Markdown, each read back as the same tree.

The forms share the order of the lines and what a line consists of; marks, indentation and blank lines are the form's own
(`TextStyle`). A label that the source lost and that was recovered is written like any other: text has no way to say so, as
法令標準XML and JSON have. Characters that mean something in Markdown are kept as they are but for ``<`` and ``&``, which
would be markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from jorei.model import APPENDICES, DIVISIONS, ENUMERATED, Analysis, Kind, Node, Tree
from jorei.structure.body.guide import LONGEST_HEADING
from jorei.text.label_styles import cite_label

_BLANK: Final = "\u3000"
_CAPTIONED: Final = ("article", "paragraph")
_SILENT: Final = frozenset(("law", "main_provision", "preamble", "table", "table_cell"))
_FULL: Final = str.maketrans("0123456789", "０１２３４５６７８９")


class TextLine(NamedTuple):
    """One line: its kind, how deep it is in its article (項 0, 号 1, ア 2 …), its caption, and its words in order."""

    kind: Kind | Literal["caption"]
    level: int
    caption: str
    words: tuple[str, ...]


class TextStyle(NamedTuple):
    """The style of a form: how it writes its lines.

    ``head`` gives the words before a line, ``close`` whether no blank line separates it from the one above, ``caption`` the
    words before a caption; ``rows`` writes the rows of a table and ``words`` the words of a line.
    """

    head: Callable[[TextLine], str]
    close: Callable[[TextLine], bool]
    caption: str
    rows: Callable[[list[tuple[str, ...]]], list[str]]
    words: Callable[[str], str] = str


def to_text(analysis: Analysis) -> bytes:
    """Plain text, a blank line between blocks, as the pages of most municipalities give it.

    >>> from jorei.model import Source
    >>> from jorei.structure import parse
    >>> parsed = parse(Source("○甲市条例\\n\\n第1条(目的) 次のとおり。\\n(1) 甲"))
    >>> print(to_text(Analysis(Source(""), parsed.metadata, parsed.tree)).decode().replace("\\n\\n", "|"))
    ○甲市条例|（目的）|第1条　次のとおり。|(1)　甲
    """
    return _render(analysis.tree, _PLAIN)


def to_lawtext(analysis: Analysis) -> bytes:
    """Lawtext: indented by level, a blank line only above articles and headings."""
    return _render(analysis.tree, _LAWTEXT)


def to_markdown(analysis: Analysis) -> bytes:
    """Markdown: headings, lists, and tables with pipes."""
    return _render(analysis.tree, _MARKDOWN)


def _render(tree: Tree, style: TextStyle) -> bytes:
    out: list[str] = []
    rows: list[tuple[str, ...]] = []
    above = ""
    for line in _lines(tree):
        if line.kind == "table_row":
            rows.append(tuple(map(style.words, line.words)))
            continue
        if rows:
            out += ["", *style.rows(rows)]
            rows = []
        if out and _is_apart(line, above, style):
            out.append("")
        above = line.kind
        if line.caption:
            out.append(style.caption + f"（{style.words(line.caption)}）")
            if not style.close(TextLine("caption", 0, "", ())):
                out.append("")
        out.append(style.head(line) + _BLANK.join(map(style.words, line.words)))
    if rows:
        out += ["", *style.rows(rows)]
    return ("\n".join(out) + "\n").encode("utf-8", "replace")


def _is_apart(line: TextLine, above: str, style: TextStyle) -> bool:
    """Whether a blank line stands above. On pages about a law nothing else tells a heading from a short text."""
    if "guide_heading" in (line.kind, above):
        return True
    return not style.close(line) and (line.kind != "guide_text" or len("".join(line.words)) > LONGEST_HEADING)


def _lines(tree: Tree) -> Iterator[TextLine]:
    label = _Labels(tree)
    levels = {0: 0}
    merged: set[int] = set()
    for node in tree.nodes[1:]:
        above = tree.nodes[node.parent].kind
        levels[node.id] = levels[node.parent] + (node.kind in ENUMERATED or node.kind == "list" and above in ENUMERATED)
        if node.kind in _SILENT or node.id in merged:
            continue
        if node.kind == "table_row":
            yield TextLine(
                "table_row", levels[node.id], "", tuple(cell.text for cell in tree.children(node)) or (node.text,)
            )
            continue
        words = [label.of(node), node.title or "", node.text]
        if node.kind == "article":
            first = next(tree.children(node), None)
            if first is not None and first.kind == "paragraph" and not first.caption and not label.of(first):
                merged.add(first.id)
                words.append(first.text)
        caption = node.caption if node.caption and not node.caption_shared else ""
        if caption and node.kind not in _CAPTIONED:
            words[0] += f"（{caption}）"
            caption = ""
        yield TextLine(node.kind, levels[node.id], caption, tuple(filter(None, words)))


class _Labels:
    """The labels as written; a recovered one in the document's own style as far as it has one."""

    def __init__(self, tree: Tree) -> None:
        self.written: dict[Kind, str] = {}
        for node in tree.nodes:
            if node.label and node.kind not in self.written:
                self.written[node.kind] = node.label

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


def _spaced(_: TextLine) -> bool:
    return False


def _tabs(rows: list[tuple[str, ...]]) -> list[str]:
    """Cells between tabs; between pipes where rows of one cell would have none."""
    if all(len(row) == 1 for row in rows):
        return [f"| {row[0]} |" for row in rows]
    return ["\t".join(cell.replace("\t", " ") for cell in row) for row in rows]


_PLAIN: Final = TextStyle(lambda line: "○" if line.kind == "title" else "", _spaced, "", _tabs)

_LAWTEXT_INDENT: Final = {"part": 4, "chapter": 6, "section": 8, "subsection": 10, "division": 12, "suppl_provision": 6}
_SET_OFF: Final = frozenset((*DIVISIONS, *APPENDICES, "article", "suppl_provision", "toc", "enact_statement"))


def _lawtext_head(line: TextLine) -> str:
    if line.kind == "enact_statement":
        return ":enact-statement:"
    if line.kind in APPENDICES:
        return "# "
    if line.kind == "toc_entry":
        return "  "
    return " " * (0 if line.kind == "list" else _LAWTEXT_INDENT.get(line.kind, 2 * line.level))


def _lawtext_close(line: TextLine) -> bool:
    return line.kind not in _SET_OFF and line.kind != "list"


def _lawtext_rows(rows: list[tuple[str, ...]]) -> list[str]:
    return [("    - " if column else "  * - ") + cell for row in rows for column, cell in enumerate(row)]


_LAWTEXT: Final = TextStyle(_lawtext_head, _lawtext_close, "  ", _lawtext_rows)

_MARKUP: Final = re.compile("&(?=[A-Za-z0-9#]+;)|<(?=[A-Za-z/!?])")  # by CommonMark; other < and & are characters
_MARKDOWN_HEADS: Final[dict[str, str]] = {
    "title": "# ", "toc": "## ", "suppl_provision": "## ", **dict.fromkeys(APPENDICES, "## "),
    "part": "## ", "chapter": "## ", "section": "### ", "subsection": "#### ", "division": "##### ",
}  # fmt: skip


def _markdown_head(line: TextLine) -> str:
    if line.kind in ENUMERATED:
        return "  " * (line.level - 1) + "- "
    return _MARKDOWN_HEADS.get(line.kind, "- " if line.kind == "toc_entry" else "")


def _markdown_rows(rows: list[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(cell.replace("|", "｜") or " " for cell in row) + " |" for row in rows]
    return [lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]]


def _markdown_words(words: str) -> str:
    return _MARKUP.sub(lambda match: "&amp;" if match[0] == "&" else "&lt;", words)


_MARKDOWN: Final = TextStyle(_markdown_head, _spaced, "", _markdown_rows, _markdown_words)
