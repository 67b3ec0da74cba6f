"""The kinds of lines that an editor can choose, by the names that editors know."""

from __future__ import annotations

from typing import Final

from jorei.model.corrections import LINE_KINDS
from jorei.model.kinds import SUBITEMS, UNITS

LINE_KIND_NAMES: Final[dict[str, str]] = {
    **{str(kind): letter for kind, letter in UNITS.items()},
    **{kind: f"号の細分（{level}段目）" for level, kind in enumerate(SUBITEMS, 1)},
    "title": "題名",
    "promulgation": "公布の日・番号",
    "enact_statement": "制定文・公布文",
    "preamble": "前文",
    "history": "沿革",
    "suppl_provision": "附則",
    "appdx_table": "別表",
    "appdx_style": "様式",
    "appdx_note": "別記",
    "appdx_fig": "別図",
    "appdx": "その他の付属",
    "caption": "見出し",
    "list": "番号のない列記",
    "table_row": "表の行",
    "remarks": "備考",
    "quoted_provision": "改正文の引用",
    "amend_note": "改正の注記",
    "note": "その他の注記",
    "omission": "略",
    "navigation": "条文でないもの（案内・ページ番号）",
}
"""The Japanese name of each kind."""
LINE_KIND_CHOICES: Final = tuple((kind, LINE_KIND_NAMES[kind]) for kind in LINE_KINDS)
"""The kinds with their names, in the order of the list on the page."""
