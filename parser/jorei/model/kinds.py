"""Node kinds: the element names of 法令標準XML in snake_case, and what ordinances have besides.

`KINDS` is the closed list that the `nodes` table documents; everything below groups it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

Kind = Literal[
    "law", "title", "promulgation", "enact_statement", "preamble", "toc", "toc_entry",
    "main_provision", "part", "chapter", "section", "subsection", "division",
    "article", "paragraph", "item",
    "subitem1", "subitem2", "subitem3", "subitem4", "subitem5",
    "subitem6", "subitem7", "subitem8", "subitem9", "subitem10",
    "list", "suppl_provision",
    "appdx_table", "appdx_style", "appdx_note", "appdx_fig", "appdx",
    "table", "table_row", "table_cell", "fig", "remarks",
    "amend_note", "note", "omission", "quoted_provision", "comparison_table",
    "history", "taxonomy", "navigation",
    "guide_heading", "guide_text", "guide_list_item", "unparsed",
]  # fmt: skip

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

DIVISIONS: Final[tuple[Kind, ...]] = ("part", "chapter", "section", "subsection", "division")
"""Containers above the article, outermost first: 編 章 節 款 目."""

SUBITEMS: Final[tuple[Kind, ...]] = (
    "subitem1", "subitem2", "subitem3", "subitem4", "subitem5", "subitem6", "subitem7", "subitem8", "subitem9", "subitem10",
)  # fmt: skip
ENUMERATED: Final[tuple[Kind, ...]] = ("item", *SUBITEMS)
"""号 and what is below it, outermost first."""

APPENDICES: Final[tuple[Kind, ...]] = ("appdx_table", "appdx_style", "appdx_note", "appdx_fig", "appdx")
PROVISIONS: Final[frozenset[Kind]] = frozenset(
    (*DIVISIONS, "article", "paragraph", *ENUMERATED, "suppl_provision", "main_provision", *APPENDICES)
)
"""Kinds that a reference can point to."""

UNITS: Final[dict[Kind, str]] = {
    "part": "編", "chapter": "章", "section": "節", "subsection": "款", "division": "目",
    "article": "条", "paragraph": "項", "item": "号",
}  # fmt: skip
"""The kanji of each kind that is cited by a number and a kanji (第3章, 第5条), outermost first. It stands here alone."""

KIND_OF_UNIT: Final[dict[str, Kind]] = {unit: kind for kind, unit in UNITS.items()}
UNIT_LETTERS: Final = "".join(UNITS.values())
"""編章節款目条項号, for character classes of patterns."""
DIVISION_LETTERS: Final = "".join(UNITS[kind] for kind in DIVISIONS)
"""編章節款目."""

ANOTHERS_TEXT: Final[frozenset[Kind]] = frozenset(("quoted_provision", "comparison_table"))
"""Kinds that hold provisions of another text: nothing below them is this document's."""

OUTSIDE_PROVISIONS: Final[frozenset[Kind]] = frozenset(
    ("amend_note", "note", "omission", "history", "taxonomy", "navigation", "unparsed", "toc", "toc_entry",
     "title", "promulgation", "guide_heading", "guide_text", "guide_list_item")
)  # fmt: skip
"""Kinds whose text is not the wording of a provision: no references or definitions are read there."""
