"""Names of nodes: AKN-like ids (main__art_10-2__para_1) and customary citations (第10条の2第1項第3号イ).

Below an article with one paragraph the citation leaves 第1項 out (第2条第5号).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.kinds import APPENDICES, SUBITEMS, Kind
from jorei.text.fold import fold
from jorei.text.numerals import AIUEO, IROHA, NUMBER, parse_number

DIVISION_UNITS: Final = {"part": "編", "chapter": "章", "section": "節", "subsection": "款", "division": "目"}
_STEPS: Final[dict[str, str]] = {
    "part": "part", "chapter": "chp", "section": "sec", "subsection": "subsec", "division": "div",
    "article": "art", "paragraph": "para", "item": "item", "suppl_provision": "suppl", "main_provision": "main",
    "law": "law", "appdx_table": "app", "appdx_style": "style", "appdx_note": "annex", "appdx_fig": "fig",
    "appdx": "appx", "table": "table", "table_row": "row", "table_cell": "cell", "amend_note": "amend",
    "toc_entry": "entry", "guide_heading": "heading", "guide_text": "text", "guide_list_item": "entry",
    "quoted_provision": "quote", "enact_statement": "enact",
    **{kind: f"sub{level}" for level, kind in enumerate(SUBITEMS, 1)},
}  # fmt: skip


_UNITS: Final = {**DIVISION_UNITS, "article": "条", "paragraph": "項", "item": "号"}
_LEVELS: Final[dict[str, int]] = {kind: level for level, kind in enumerate(SUBITEMS, 1)}
_APPENDICES: Final = frozenset(APPENDICES)
_ROOTS: Final = _APPENDICES | {"suppl_provision"}
_UNNUMBERED: Final = frozenset(("law", "main_provision", "suppl_provision"))


@lru_cache(maxsize=4096)
def branch_number(num: str, unit: str) -> str:
    """第10条の2 of ("10_2", "条"); a range is named by both ends.

    >>> branch_number("10_2", "条"), branch_number("6:7", "条")
    ('第10条の2', '第6条から第7条まで')
    """
    first, _, last = num.partition(":")
    if last:
        return f"{branch_number(first, unit)}から{branch_number(last, unit)}まで"
    base, *branches = first.split("_")
    return f"第{base}{unit}" + "".join(f"の{b}" for b in branches)


@lru_cache(maxsize=4096)
def subitem_mark(num: str, style: str, level: int) -> str:
    """How a subdivision is cited: ア, （ア）, a … by its own style, else by the usual ladder."""
    first, _, last = num.partition(":")
    if last:
        return f"{subitem_mark(first, style, level)}から{subitem_mark(last, style, level)}まで"
    base, *branches = num.split("_")
    n = int(base)
    order = IROHA if style in ("イ", "(イ)") else AIUEO
    if style in ("a", "(a)", "A") or (not style and level == 3):
        mark = chr((64 if style == "A" else 96) + n) if n <= 26 else base
    elif style in ("1", "(1)", "一", "(一)", "①", "i", "(i)"):
        mark = base
    else:
        mark = order[n - 1] if n <= len(order) else base
    mark += "".join(f"の{b}" for b in branches)
    bracketed = style.startswith("(") or (not style and level in (2, 4))
    return f"（{mark}）" if bracketed else mark


_NUMERAL = re.compile(rf"(?<=[第の]){NUMBER}")


def appendix_name(label: str) -> str:
    """別表第1 of a label as written (別 表　第一).

    >>> appendix_name("別 表第一"), appendix_name("様式第１号の３")
    ('別表第1', '様式第1号の3')
    """
    return _NUMERAL.sub(lambda m: str(parse_number(m.group()) or m.group()), fold(label).replace(" ", ""))


_Place = tuple[str, str, str]
"""What a node lends to the names of its children: its id; the citation that they put before their own; and that of
the 附則 or appendix above, by which articles are cited, not by chapter."""
_NOWHERE: Final[_Place] = ("", "", "")


class Namer:
    """Gives each node its id and citation, in pre-order."""

    def __init__(self) -> None:
        self._places: list[_Place] = []
        self._counts: dict[str, int] = {}
        self._given: dict[str, int] = {}
        self._suppl = 0

    def name(
        self, kind: Kind, num: str | None, label: str | None, style: str, law_number: str | None, parent: int,
        *, single: bool = False,
    ) -> tuple[str, str | None]:  # fmt: skip
        """The next node's id and citation; ``single`` says that this is the only paragraph of its article or 附則."""
        place = self._places[parent] if parent >= 0 else _NOWHERE
        above, base, root = place
        eid = self._eid(kind, num, above)
        citation = _citation(kind, num, label, style, law_number, place)
        if citation is not None:
            if not single:
                base = citation
            if kind in _ROOTS:
                root = citation
        elif kind in _ROOTS:
            root = ""
        self._places.append(("" if kind == "law" else eid, base, root))
        return eid, citation

    def _eid(self, kind: Kind, num: str | None, above: str) -> str:
        step = _STEPS.get(kind, kind)
        if num is not None and kind not in _UNNUMBERED:
            if kind == "article":  # counted through the whole text, not by chapter: main__art_4
                above = above.partition("__")[0]
            if not num.isdigit():
                num = num.replace("_", "-").replace(":", "to")
            return self._once(f"{above}__{step}_{num}" if above else f"{step}_{num}")
        if kind == "suppl_provision":
            self._suppl += 1
            return f"suppl_{self._suppl}"
        if kind in _UNNUMBERED:
            return self._once(step)
        if kind == "article":
            above = above.partition("__")[0]
        prefix = f"{above}__{step}" if above else step
        count = self._counts[prefix] = self._counts.get(prefix, 0) + 1
        return self._once(f"{prefix}_{count}")

    def _once(self, eid: str) -> str:
        """The id, or with __dup2 … when an earlier node has it: a repeated number in the source."""
        count = self._given[eid] = self._given.get(eid, 0) + 1
        return eid if count == 1 else self._once(f"{eid}__dup{count}")


def _citation(
    kind: Kind, num: str | None, label: str | None, style: str, law_number: str | None, place: _Place
) -> str | None:
    unit = _UNITS.get(kind)
    if unit is not None:
        return place[2 if kind == "article" else 1] + branch_number(num, unit) if num is not None else None
    if kind in _LEVELS:
        return place[1] + subitem_mark(num, style, _LEVELS[kind]) if num is not None else None
    if kind == "suppl_provision":
        return f"附則（{law_number}）" if law_number else "附則"
    if kind in _APPENDICES:
        return appendix_name(label) if label else None
    return "前文" if kind == "preamble" else None
