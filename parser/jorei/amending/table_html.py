"""The 新旧対照表 as a page that prints on A4 or A3, landscape."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from jorei.amending.table import ComparisonTable, Segments

_STYLE: Final = """
@page { size: A4 landscape; margin: 15mm; }
@media print { body.a3 { font-size: 12pt; } .screen { display: none; } }
body { font-family: "Yu Mincho", "Hiragino Mincho ProN", "Noto Serif CJK JP", serif; font-size: 10.5pt; margin: 1.5em; color: #000; background: #fff; }
h1 { font-size: 1.1em; font-weight: normal; text-align: center; margin: 0 0 .6em; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin-bottom: 2em; }
thead { display: table-header-group; }
th { font-weight: normal; border: 1px solid #000; padding: .3em; text-align: center; }
td { border-left: 1px solid #000; border-right: 1px solid #000; padding: .05em .6em; vertical-align: top; line-height: 1.6; overflow-wrap: anywhere; white-space: pre-wrap; tab-size: 9em; }
tr.first td { border-top: 1px solid #000; padding-top: .4em; }
tbody tr:last-child td { border-bottom: 1px solid #000; padding-bottom: .4em; }
u { text-decoration: underline; text-underline-offset: .2em; }
"""


def page(table: ComparisonTable) -> str:
    """One table as a whole page."""
    return pages([table])


def pages(tables: Sequence[ComparisonTable], paper: str = "A4") -> str:
    """Several tables on one page; ``paper`` is A4 or A3."""
    style = _STYLE.replace("A4", paper) if paper != "A4" else _STYLE
    title = tables[0].title if tables else ""
    body = "\n".join(_table(one) for one in tables)
    return (
        f'<!DOCTYPE html>\n<html lang="ja">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)} 新旧対照表</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _table(table: ComparisonTable) -> str:
    left, right = table.heads
    rows = "\n".join(
        f"<tr{' class=first' if row.first else ''}>"
        + "".join(f"<td>{_cell(side)}</td>" for side in table.sides(row))
        + "</tr>"
        for row in table.rows
    )
    return (
        f"<h1>{escape(table.title)} 新旧対照表</h1>\n<table>\n<thead><tr><th scope=col>{left}</th><th scope=col>{right}</th></tr>"
        f"</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _cell(segments: Segments | None) -> str:
    if not segments:
        return ""
    return "".join(f"<u>{escape(words)}</u>" if changed else escape(words) for words, changed in segments)
