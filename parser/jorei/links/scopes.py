"""How far a definition reaches: 以下この条において, 次項において, 第8条及び第14条において, or the whole document.

A new scope is a value of `ScopeName` and a branch of `scope_of`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, get_args

from jorei.links.designators import LEVELS_BY_NAME, parse_designator
from jorei.links.grammar import N
from jorei.links.index import TreeIndex
from jorei.links.scanning import scan
from jorei.links.targets import holder, listed
from jorei.model import APPENDICES
from jorei.model.kinds import KIND_OF_UNIT, UNIT_LETTERS
from jorei.model.record import Record
from jorei.model.vocabulary import ScopeName
from jorei.text.instruments import COMMON, alternation

_NAMES: Final[dict[str, ScopeName]] = {name: name for name in get_args(ScopeName)}
"""The scopes of provisions are called by the kinds of their nodes."""
_THIS: Final = re.compile(rf"(?:この|本)(附則|{alternation(*COMMON, '規約', '細則')}|[{UNIT_LETTERS}表])")
_SUB_ITEM: Final = re.compile(r"(?:この)?(?:[ア-ン]|\([ア-ン]\))(?:の[^、]{0,8})?において")
_OTHER: Final = re.compile(rf"第 ?{N} ?[条項号章節]|[前次同](?:{N})?[条項号章節]|別表|様式")


_SUB_ITEMS, _LIST = "ア", "list"
"""What words speak of that name sub-items, and several provisions or others than their own."""


class Scope(Record):
    """How far a definition reaches."""

    name: ScopeName
    nodes: tuple[int, ...] = ()
    """The provisions it holds in; none for the whole document."""
    text: str | None = None
    """The words that say so."""


def scope_of(
    index: TreeIndex, node: int, words: str | None, default: Literal["document", "smallest"] = "document"
) -> Scope:
    """The scope that ``words`` (この条において) give to a definition in ``node``.

    ``default`` is what no words mean: ``document`` (which inside a 附則 is that 附則), or ``smallest``: the smallest
    provision around it, for X(…をいう。) without 以下同じ.
    """
    text = words.removeprefix("以下").strip("、 ") if words else ""
    noun = _noun_of(text) if text else ""
    if noun == _SUB_ITEMS:
        return Scope("item", (node,), words)
    if noun == _LIST:
        return Scope("list", _listed(index, node, text), words)
    if noun:
        return _this_provision(index, node, noun, words)
    if default == "smallest" and not words:
        return _smallest(index, node)
    component = index.component[node]
    if index.nodes[component].kind == "suppl_provision":
        return Scope("suppl_provision", (component,), words or None)
    return Scope("document", (), words or None)


@lru_cache(maxsize=1024)
def _noun_of(text: str) -> str:
    """What the words of a scope, which come again in text after text, speak of: 条 of この条において, `_SUB_ITEMS`, `_LIST`."""
    if _SUB_ITEM.match(text):
        return _SUB_ITEMS
    this = _THIS.search(text)
    if this is None:
        return _LIST if _OTHER.search(text) else ""
    return _LIST if _OTHER.search(text.replace(this[0], "")) else this[1]


def _this_provision(index: TreeIndex, node: int, noun: str, words: str | None) -> Scope:
    """この附則, この条, この章, この条例."""
    component = index.component[node]
    if noun == "附則":
        return Scope("suppl_provision", (component,), words)
    if noun == "表":
        return Scope("list", (component,), words)
    if noun not in KIND_OF_UNIT:
        return Scope("document", (), words)
    provision = holder(index, node, LEVELS_BY_NAME[noun])
    if provision < 0:  # この項 of a 別表 is a row: what follows in the appendix, until it is said anew
        provision = component if index.nodes[component].kind in APPENDICES else node
    return Scope(_NAMES[KIND_OF_UNIT[noun]], (provision,), words)


def _smallest(index: TreeIndex, node: int) -> Scope:
    if index.item[node] >= 0:
        return Scope("item", (node,))
    if index.paragraph[node] >= 0:
        return Scope("paragraph", (index.paragraph[node],))
    return Scope("article", (index.article[node],)) if index.article[node] >= 0 else Scope("list", (node,))


def _listed(index: TreeIndex, node: int, text: str) -> tuple[int, ...]:
    """The provisions a list names, and the one that defines (it knows its own term)."""
    own = index.paragraph[node] if index.paragraph[node] >= 0 else node
    designators = [
        parse_designator(text[event.start : event.end]) for event in scan(text) if event.kind == "designator"
    ]
    return tuple(dict.fromkeys((own, *listed(index, node, designators))))
