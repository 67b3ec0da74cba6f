"""How far a definition reaches: 以下この条において, 次項において, 第8条及び第14条において, or the whole document."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.links.grammar import designator, scan
from jorei.links.index import TreeIndex
from jorei.links.targets import named
from jorei.model import APPENDICES
from jorei.model.kinds import UNIT_LETTERS
from jorei.text.instruments import COMMON, alternation

_UNITS: Final = {
    "条": "article", "項": "paragraph", "号": "item", "章": "chapter", "節": "section", "款": "subsection",
    "目": "division", "編": "part",
}  # fmt: skip
_THIS: Final = re.compile(rf"(?:この|本)(附則|{alternation(*COMMON, '規約', '細則')}|[{UNIT_LETTERS}表])")
_SUB_ITEM: Final = re.compile("(?:この)?(?:[ア-ン]|\\([ア-ン]\\))(?:の[^、]{0,8})?において")
_OTHER: Final = re.compile(
    "第 ?[0-9〇一二三四五六七八九十百千]+ ?[条項号章節]|[前次同][0-9〇一二三四五六七八九十]*[条項号章節]|別表|様式"
)


class Scope(msgspec.Struct, frozen=True, gc=False):
    """``name`` as in the definitions table; ``nodes`` hold it (none: the whole document); ``text`` as written."""

    name: str
    nodes: tuple[int, ...] = ()
    text: str | None = None


def scope_of(index: TreeIndex, node: int, words: str | None, default: str = "document") -> Scope:
    """The scope that ``words`` (この条において) give to a definition in ``node``.

    ``default`` is what no words mean: ``document`` (which inside a 附則 is that 附則), or ``smallest``: the smallest
    unit around it, for X(…をいう。) without 以下同じ.
    """
    text = words.removeprefix("以下").strip("、 ") if words else ""
    if _SUB_ITEM.match(text):
        return Scope("item", (node,), words)
    this = _THIS.search(text)
    if this is not None and not _OTHER.search(text.replace(this[0], "")):
        return _unit(index, node, this[1], words)
    if text and (_OTHER.search(text) or this is not None):
        return Scope("list", _listed(index, node, text), words)
    if default == "smallest" and not words:
        return _smallest(index, node)
    unit = index.unit[node]
    if index.nodes[unit].kind == "suppl_provision":
        return Scope("suppl_provision", (unit,), words or None)
    return Scope("document", (), words or None)


def _unit(index: TreeIndex, node: int, unit: str, words: str | None) -> Scope:
    if unit == "附則":
        return Scope("suppl_provision", (index.unit[node],), words)
    if unit not in _UNITS:  # この条例
        return Scope("document", (), words) if unit != "表" else Scope("list", (index.unit[node],), words)
    holder = {"条": index.article[node], "項": index.paragraph[node], "号": index.item[node]}.get(unit, -2)
    if holder == -2:
        holder = index.division_of(node, unit)
    if holder < 0:  # この項 of a 別表 is a row: what follows in the appendix, until it is said anew
        holder = index.unit[node] if index.nodes[index.unit[node]].kind in APPENDICES else node
    return Scope(_UNITS[unit], (holder,), words)


def _smallest(index: TreeIndex, node: int) -> Scope:
    if index.item[node] >= 0:
        return Scope("item", (node,))
    if index.paragraph[node] >= 0:
        return Scope("paragraph", (index.paragraph[node],))
    return Scope("article", (index.article[node],)) if index.article[node] >= 0 else Scope("list", (node,))


def _listed(index: TreeIndex, node: int, text: str) -> tuple[int, ...]:
    """The provisions a list names, and the one that defines (it knows its own term)."""
    own = index.paragraph[node] if index.paragraph[node] >= 0 else node
    said = [designator(text[start:end]) for kind, start, end, _ in scan(text) if kind == "desig"]
    return tuple(dict.fromkeys((own, *named(index, node, said))))
