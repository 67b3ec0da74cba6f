"""Names of nodes: AKN-like ids (main__art_10-2__para_1) and customary citations (第10条の2第1項第3号イ).

Below an article with one paragraph the citation leaves 第1項 out (第2条第5号). What is not counted in 条 is cited by its
labels: 第3の2（1）ア, Ⅱの1, 1.2.1.
"""

from __future__ import annotations

import re
from typing import Final

from jorei.model.kinds import ANOTHERS_TEXT, APPENDICES, SUBITEMS, UNITS, Kind
from jorei.model.num import cite_num
from jorei.text.fold import fold
from jorei.text.label_styles import ARABIC, DOTTED, NUMBERED_ALONE, NUMBERED_IN_DIVISION, cite_label
from jorei.text.numerals import NUMBER, parse_number

_STEPS: Final[dict[Kind, str]] = {
    "part": "part", "chapter": "chp", "section": "sec", "subsection": "subsec", "division": "div",
    "article": "art", "paragraph": "para", "item": "item", "suppl_provision": "suppl", "main_provision": "main",
    "law": "law", "appdx_table": "app", "appdx_style": "style", "appdx_note": "annex", "appdx_fig": "fig",
    "appdx": "appx", "table": "table", "table_row": "row", "table_cell": "cell", "amend_note": "amend",
    "toc_entry": "entry", "guide_heading": "heading", "guide_text": "text", "guide_list_item": "entry",
    "quoted_provision": "quote", "comparison_table": "compare", "enact_statement": "enact",
    **{kind: f"sub{depth}" for depth, kind in enumerate(SUBITEMS, 1)},
}  # fmt: skip
"""The names of kinds in ids; other kinds go by their own names."""

_DEPTHS: Final[dict[Kind, int]] = {kind: depth for depth, kind in enumerate(SUBITEMS, 1)}
_APPENDICES: Final = frozenset(APPENDICES)
_ROOTS: Final = _APPENDICES | {"suppl_provision"}
_UNNUMBERED: Final = frozenset(("law", "main_provision", "suppl_provision"))
_NUMERAL: Final = re.compile(rf"(?<=[第の]){NUMBER}")


def appendix_name(label: str) -> str:
    """別表第1 of a label as written (別 表　第一).

    >>> appendix_name("別 表第一"), appendix_name("様式第１号の３")
    ('別表第1', '様式第1号の3')
    >>> appendix_name("【別表１】")
    '別表1'
    """
    name = fold(label).replace(" ", "")
    name = name.strip("(〔【[<＜《)〕】]>＞》■◆●□▼") if name[0] in "(〔【[<＜《■◆●□▼" else name
    return _NUMERAL.sub(lambda match: str(parse_number(match[0]) or match[0]), name)


_CITED_BY_LABEL: Final = frozenset((*DOTTED, NUMBERED_ALONE))
"""Styles of units that are cited by their labels, of whatever kind they are."""
UNCITED_STYLES: Final = frozenset(("clause",))
"""Styles of nodes that have a number by their place alone."""

_Lent = tuple[str, str, str, bool, str]
"""The parts of a node's name that its children take: its id, the citation that they put before their own, that of the
附則 or appendix above, by which articles are cited (they are not cited by chapter), whether labels cite them, and the id
of what holds another's text: nothing in that is cited."""
_NOTHING: Final[_Lent] = ("", "", "", False, "")


class Namer:
    """Gives each node its id and citation, in pre-order."""

    def __init__(self) -> None:
        self._lent: list[_Lent] = []
        self._counts: dict[str, int] = {}
        self._given: dict[str, int] = {}
        self._suppls = 0

    def name(
        self, kind: Kind, num: str | None, label: str | None, style: str, law_number: str | None, parent: int,
        *, only_paragraph: bool = False,
    ) -> tuple[str, str | None]:  # fmt: skip
        """The next node's id and citation; ``only_paragraph`` says that its article or 附則 has no other."""
        lent = self._lent[parent] if parent >= 0 else _NOTHING
        above, base, root, cited_by_labels, quote = lent
        unit = UNITS.get(kind)
        by_label = style in _CITED_BY_LABEL or (kind == "article" and style != "")
        eid = self._eid(kind, num, quote if quote and kind == "article" else above, style, is_own=not quote)
        count = self._given[eid] = self._given.get(eid, 0) + 1
        if count > 1:
            eid = self._unique(f"{eid}__dup{count}")
        citation: str | None = None
        if not quote and style not in UNCITED_STYLES:
            if num is not None and (by_label or (cited_by_labels and label is not None)):
                citation = _by_label(kind, num, label or "", style, lent)
            else:
                citation = _citation(kind, unit, num, label, style, law_number, root if kind == "article" else base)
        if unit is not None:  # neither another's text nor a root
            if citation is not None and not only_paragraph:
                base = citation
        elif kind in ANOTHERS_TEXT or (quote and kind == "table_cell"):
            quote = eid
        else:
            base = base if citation is None else citation
            root = (citation or "") if kind in _ROOTS else root
        self._lent.append(("" if kind == "law" else eid, base, root, by_label or cited_by_labels, quote))
        return eid, citation

    def cite_row(self, words: str | None) -> str | None:
        """The citation of the row that was named last, whose ``words`` stand behind that of what holds its table."""
        _, base, _, _, quote = self._lent[-1]
        return base + words if words and base and not quote else None

    def _eid(self, kind: Kind, num: str | None, above: str, style: str, *, is_own: bool) -> str:
        step = _STEPS.get(kind, kind)
        if (
            kind == "article" and style != NUMBERED_IN_DIVISION and is_own
        ):  # counted through the whole text: main__art_4
            above = above.partition("__")[0]
        if num is not None and kind not in _UNNUMBERED:
            if not num.isdigit():
                num = num.replace("_", "-").replace(":", "to")
            return f"{above}__{step}_{num}" if above else f"{step}_{num}"
        if kind == "suppl_provision" and is_own:
            self._suppls += 1
            return f"suppl_{self._suppls}"
        if kind in _UNNUMBERED and is_own:
            return step
        if kind == "article" and is_own:
            above = above.partition("__")[0]
        prefix = f"{above}__{step}" if above else step
        count = self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return f"{prefix}_{count}"

    def _unique(self, eid: str) -> str:
        """The id, or with __dup2 … when an earlier node has it: a repeated number in the source."""
        count = self._given[eid] = self._given.get(eid, 0) + 1
        return eid if count == 1 else self._unique(f"{eid}__dup{count}")


def _by_label(kind: Kind, num: str, label: str, style: str, lent: _Lent) -> str:
    """The citation of a unit that its label cites: 第3, 第3の2, 第3の2（1）ア, 1.2.1."""
    if style in DOTTED:
        return lent[2] + fold(label).strip(".、 ").replace("-", ".")
    if kind == "article":
        above = lent[1] if style == NUMBERED_IN_DIVISION else lent[2]
        return above + (
            cite_num(num, "") if style in (NUMBERED_ALONE, NUMBERED_IN_DIVISION) else appendix_name(label).strip(".、")
        )
    if style == NUMBERED_ALONE:
        return lent[1] + cite_num(num, "")
    own = cite_label(num, style or ARABIC, 1)
    joint = "の" if lent[1] and own[0].isascii() and own[0].isdigit() else ""
    return lent[1] + joint + own


def _citation(
    kind: Kind, unit: str | None, num: str | None, label: str | None, style: str, law_number: str | None, base: str
) -> str | None:
    """The citation of a node that is not cited by its label; ``base`` is that of what holds it."""
    if unit is not None:
        if num is None:
            return None
        return f"{base}第{num}{unit}" if num.isdigit() else base + cite_num(num, unit)
    depth = _DEPTHS.get(kind)
    if depth is not None:
        return base + cite_label(num, style, depth) if num is not None else None
    if kind == "suppl_provision":
        return f"附則（{law_number}）" if law_number else "附則"
    if kind in _APPENDICES:
        return appendix_name(label) if label else None
    if kind == "remarks":
        return base + appendix_name(label).rstrip(":.") if label and base else None
    return "前文" if kind == "preamble" else None
