"""The kinds of lines by the names that editors know."""

from __future__ import annotations

from typing import Final

from jorei.model.corrections import LINE_KINDS

NAMES: Final = {
    "title": "題名", "promulgation": "公布の日・番号", "enact_statement": "制定文・公布文", "preamble": "前文", "history": "沿革",
    "part": "編", "chapter": "章", "section": "節", "subsection": "款", "division": "目", "article": "条", "paragraph": "項",
    "item": "号", "suppl_provision": "附則", "appdx_table": "別表", "appdx_style": "様式", "appdx_note": "別記",
    "appdx_fig": "別図", "appdx": "その他の付属", "caption": "見出し", "list": "番号のない列記", "table_row": "表の行",
    "remarks": "備考", "quoted_provision": "改正文の引用", "amend_note": "改正の注記", "note": "その他の注記", "omission": "略",
    "navigation": "条文でないもの（案内・ページ番号）",
} | {f"subitem{level}": f"号の細分（{level}段目）" for level in range(1, 11)}  # fmt: skip
KINDS: Final = tuple((kind, NAMES[kind]) for kind in LINE_KINDS)
"""What an editor can say that a line is, with its Japanese name, in the order of the list."""
