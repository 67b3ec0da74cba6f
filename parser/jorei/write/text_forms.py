"""A tree as text for people: plain, Lawtext and Markdown, each read back as the same tree.

The forms share the order of the lines and what a line consists of; marks, indentation and blank lines are the form's own
(`TextStyle`). A label that the source lost and that was recovered is written like any other: text has no way to say so, as
法令標準XML and JSON have. Characters that mean something in Markdown are kept as they are but for ``<`` and ``&``, which
would be markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from jorei.model import APPENDICES, DIVISIONS, ENUMERATED, Analysis, Tree
from jorei.structure.body.guide import LONGEST_HEADING
from jorei.text.provision_text import BLANK, TextLine, text_lines


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
    for line in text_lines(tree):
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
        out.append(style.head(line) + BLANK.join(map(style.words, line.words)))
    if rows:
        out += ["", *style.rows(rows)]
    return ("\n".join(out) + "\n").encode("utf-8", "replace")


def _is_apart(line: TextLine, above: str, style: TextStyle) -> bool:
    """Whether a blank line stands above. On pages about a law nothing else tells a heading from a short text."""
    if "guide_heading" in (line.kind, above):
        return True
    return not style.close(line) and (line.kind != "guide_text" or len("".join(line.words)) > LONGEST_HEADING)


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
