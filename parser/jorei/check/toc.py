"""S13, S14: the 目次 against the body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.check.view import View
from jorei.model import DIVISIONS, Node
from jorei.model.kinds import DIVISION_LETTERS, KIND_OF_UNIT, UNITS, Kind
from jorei.model.num import Ordinal, cite_ordinal, parse_last_num
from jorei.model.record import Record
from jorei.text.fold import squeeze
from jorei.text.numerals import NUMBER, parse_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY: Final = re.compile(
    rf"第 ?(?P<base>{NUMBER}) ?(?P<unit>[{DIVISION_LETTERS}])(?P<branch>(?:の{NUMBER})*)"
    r"(?P<title>[^(]*)(?:\((?P<range>[^()]*)\))? *$"
)
_ARTICLE: Final = re.compile(rf"第 ?(?P<base>{NUMBER}) ?条(?P<branch>(?:の{NUMBER})*)")
_BLANK: Final = re.compile(r"\s+")

DivisionPath = tuple[tuple[Kind, Ordinal], ...]
"""A division with those above it: ((chapter, (3,)), (section, (1,)))."""


class TocEntry(Record):
    """A line of the 目次 that names a division."""

    node: Node
    path: DivisionPath
    title: str
    range: str | None


def toc_title_mismatch(view: View) -> Iterator[Finding]:
    """目次と本則の章名の不一致 · The table of contents and the body disagree about a division.

    何を見るか: 目次の章・節などの番号と名前が、本則のものと同じかを見ます（空白と字幅の違いは問いません）。
    なぜ大切か: 章名を改めたときや章を加えたときに、目次の改正を忘れていることがあります。
    例: 目次は「第2章 開示」、本則は「第2章 公開」。
    確かさ: 高い。

    What it does: compares numbers and titles of divisions in the table of contents with the body.
    Why it matters: an amendment changed the one and forgot the other.
    Example: 第2章 開示 in the contents, 第2章 公開 in the body.
    How sure: high; blanks and widths are ignored.
    """
    entries = _entries(view)
    if not entries:
        return
    body = _divisions(view)
    for entry in entries:
        division = body.pop(entry.path, None)
        if division is None:
            yield Finding(
                entry.node, entry.node.start, entry.node.end,
                f"目次の{_name(entry.path)}「{entry.title}」は本則にありません",
                f"{_name(entry.path)} of the table of contents is not in the body",
            )  # fmt: skip
        elif squeeze(division.title or "") != entry.title:
            yield Finding(
                entry.node, entry.node.start, entry.node.end,
                f"{_name(entry.path)}の名前が目次では「{entry.title}」、"
                f"本則では「{squeeze(division.title or '')}」です",
                f"the title of {_name(entry.path)} differs between the table of contents and the body",
                related=(view.related(division),),
            )  # fmt: skip
    for path, division in body.items():
        start, end = view.head_span(division)
        yield Finding(
            division, start, end,
            f"{_name(path)}「{squeeze(division.title or '')}」は目次にありません",
            f"{_name(path)} is not in the table of contents",
        )  # fmt: skip


def toc_range_mismatch(view: View) -> Iterator[Finding]:
    """目次の条の範囲の不一致 · The range of articles in the table of contents is not that of the body.

    何を見るか: 目次の「（第1条―第3条）」の両端が、本則のその章の最初と最後の条と同じかを見ます。
    なぜ大切か: 条を加えたり削ったりしたときに、目次の改正を忘れていることがあります。
    例: 目次は（第5条―第19条）、本則の章は第18条で終わる。
    確かさ: 高い。

    What it does: compares the ends of the ranges in the table of contents with the first and last article.
    Why it matters: articles were added or removed and the contents forgotten.
    Example: (第5条―第19条) where the chapter ends at 第18条.
    How sure: high.
    """
    entries = _entries(view)
    body = _divisions(view) if entries else {}
    last_of = _last_divisions(view) if entries else {}
    for entry in entries:
        division = body.get(entry.path)
        ends = [_ordinal(m) for m in _ARTICLE.finditer(entry.range or "")]
        if division is None or not ends:
            continue
        articles = _first_and_last_article(view, division)
        again = _first_and_last_article(view, last_of[entry.path])
        if articles is None or again is None:
            continue
        first, last = articles[0], again[1]  # a heading may be repeated (S02)
        if ends[0] == first.ordinal and _ends_with(ends[-1], last):
            continue
        name, given = _name(entry.path), (entry.range or "").strip()
        actual = view.cite(first) if first is last else f"{view.cite(first)}から{view.cite(last)}まで"
        yield Finding(
            entry.node, entry.node.start, entry.node.end,
            f"目次では{name}の範囲が「{given}」ですが、本則では{actual}です",
            f"the table of contents gives {name} as {given}, the body has {actual}",
            related=(view.related(last if ends[0] == first.ordinal else first),),
        )  # fmt: skip


def _entries(view: View) -> list[TocEntry]:
    """The entries of the first 目次 that name divisions, each with its path."""
    entries: list[TocEntry] = []
    path: DivisionPath = ()
    for node in view.by_kind["toc_entry"]:
        match = _ENTRY.match(_own_text(view, node).strip())
        if match is None:
            continue
        kind = KIND_OF_UNIT[match["unit"]]
        above = tuple(step for step in path if DIVISIONS.index(step[0]) < DIVISIONS.index(kind))
        path = (*above, (kind, _ordinal(match)))
        entries.append(TocEntry(node, path, squeeze(match["title"]), match["range"]))
    return entries


def _own_text(view: View, node: Node) -> str:
    return _BLANK.sub(" ", view.folded[node.start : node.end])


def _divisions(view: View) -> dict[DivisionPath, Node]:
    """The divisions of the main part by path, the first of each."""
    divisions: dict[DivisionPath, Node] = {}
    for path, node in _by_path(view):
        divisions.setdefault(path, node)
    return divisions


def _by_path(view: View) -> Iterator[tuple[DivisionPath, Node]]:
    """The divisions of the main part in order, each with its path."""
    paths: dict[int, DivisionPath] = {}
    nodes = [node for kind in DIVISIONS for node in view.by_kind[kind]]
    for node in sorted(nodes, key=lambda node: node.id):
        if view.regions[node.id] == "main":
            paths[node.id] = (*paths.get(node.parent, ()), (node.kind, node.ordinal))
            yield paths[node.id], node


def _last_divisions(view: View) -> dict[DivisionPath, Node]:
    """The divisions of the main part by path, the last of each."""
    return dict(_by_path(view))


def _first_and_last_article(view: View, division: Node) -> tuple[Node, Node] | None:
    """The first and the last article below a division, one and the same where it has one."""
    subtree = view.nodes[division.id : division.id + division.size]
    first = next((node for node in subtree if node.kind == "article"), None)
    last = next((node for node in reversed(subtree) if node.kind == "article"), None)
    return (first, last) if first and last else None


def _ends_with(end: Ordinal, last: Node) -> bool:
    """Whether a range that ends at ``end`` ends with ``last``, which may be a deletion of several articles."""
    return end in (last.ordinal, parse_last_num(last.num))


def _ordinal(match: re.Match[str]) -> Ordinal:
    return parse_ordinal(match["base"], match["branch"]) or ()


def _name(path: DivisionPath) -> str:
    """第3章第1節."""
    return "".join(cite_ordinal(ordinal, UNITS[kind]) for kind, ordinal in path if ordinal)
