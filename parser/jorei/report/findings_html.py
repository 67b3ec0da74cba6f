"""Findings as one page that can be mailed and printed: a table, the gravest of each document first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import Final

from jorei.report.finding_rows import HEADINGS, SEVERITY_NAMES, FindingRow

_STYLE: Final = """
:root { color-scheme: light dark }
body { font-family: "Yu Gothic", "Hiragino Sans", "Noto Sans CJK JP", sans-serif; margin: 1.5rem; line-height: 1.6 }
table { border-collapse: collapse; width: 100% } th, td { border: 1px solid #8888; padding: .3rem .5rem; vertical-align: top; text-align: left }
thead { background: #8882 } .error { border-left: .4rem solid #c00 } .warning { border-left: .4rem solid #d90 } .info { border-left: .4rem solid #789 }
small { opacity: .75 } @media print { @page { size: A4 landscape } thead { display: table-header-group } tr { break-inside: avoid } }
"""


def findings_page(rows: Iterable[FindingRow], documents: int) -> str:
    """The page; all that comes from a document is escaped."""
    listed = list(rows)
    counts = Counter(row.severity for row in listed)
    head = "、".join(f"{SEVERITY_NAMES[severity]} {counts[severity]}" for severity in SEVERITY_NAMES)
    heading = "".join(f"<th>{escape(name)}</th>" for name in HEADINGS[:-1])
    body = "\n".join(map(_row, listed))
    return (
        '<!doctype html>\n<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>点検の結果</title><style>{_STYLE}</style></head><body>\n<h1>点検の結果</h1>\n<p>文書 {documents}、{escape(head)}</p>\n"
        f"<table><thead><tr>{heading}</tr></thead><tbody>\n{body}\n</tbody></table>\n</body></html>\n"
    )


def _row(row: FindingRow) -> str:
    cells = (row.path, row.line, row.citation, SEVERITY_NAMES[row.severity], row.code)
    plain = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    message = f'<td>{escape(row.message)}<br><small lang="en">{escape(row.message_en)}</small></td>'
    return (
        f'<tr class="{row.severity}">{plain}{message}<td>{escape(row.words)}</td><td>{escape(row.suggestion)}</td></tr>'
    )
