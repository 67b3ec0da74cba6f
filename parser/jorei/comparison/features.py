"""The matrix of features: what each document sets, side by side, each value with the provision that sets it.

A column is a group of provisions that answer one another and a kind of value (開示決定等の期限); before them stand columns that
every subject has: the greatest penalty of each kind, the size and the term of office of bodies. A page about an
ordinance has no provisions: what it says goes to the column whose provisions it is most like, with its heading as the
citation, and to a column of its own when there is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from jorei.comparison.groups import Position, ProvisionGroup
from jorei.comparison.provisions import Level
from jorei.comparison.sparse import cosines, tfidf
from jorei.comparison.vocabulary import grams, terms
from jorei.model import Norm

if TYPE_CHECKING:
    import pandas as pd

    from jorei.comparison.aligned import Aligned
    from jorei.comparison.sides import Side

KINDS: Final = {"deadline": "期限", "period": "期間", "count": "人数・回数", "amount": "金額", "penalty": "罰則"}
_LIKE: Final = 0.12
"""From this likeness on what a page says is put beside what provisions say."""
_BODY: Final = ("組織する", "構成する", "定数", "委員")
_PRISON: Final = frozenset(("懲役", "拘禁刑", "禁錮", "禁固", "禁こ"))
_MONTHS: Final = {"年": 12, "月": 1, "日": 1 / 30}


class Feature(msgspec.Struct, frozen=True, gc=False):
    """One value of one document: ``column`` is what it is about, ``order`` where the column stands."""

    doc: int
    column: str
    order: tuple[float, ...]
    kind: str
    value: float
    unit: str
    bound: str | None
    counted_from: str | None
    penalty_kind: str | None
    subject: str | None
    citation: str
    node_id: str

    @property
    def said(self) -> str:
        """The value as a person writes it, with its citation.

        >>> Feature(0, "期限", (), "deadline", 14, "日", "以内", "受理した日から起算", None, "市長", "第3条第1項", "").said
        '14日以内（受理した日から起算）［第3条第1項］'
        """
        since = f"（{self.counted_from}）" if self.counted_from else ""
        kind = f"の{self.penalty_kind}" if self.penalty_kind else ""
        least = self.bound == "少なくとも"
        bounded = f"{self.bound}{self.size}" if least else f"{self.size}{self.bound or ''}"
        return f"{bounded}{kind}{since}［{self.citation}］"

    @property
    def size(self) -> str:
        return amount(self.value, self.unit)


def amount(value: float, unit: str) -> str:
    """A number with its unit as it is customary.

    >>> amount(14, "日"), amount(500000, "円"), amount(1500, "円"), amount(6, "月"), amount(2, "週")
    ('14日', '50万円', '1,500円', '6か月', '2週間')
    """
    if unit == "円" and value >= 10_000 and value % 10_000 == 0:
        return f"{value / 10_000:,.0f}万円"
    return f"{value:,g}" + {"月": "か月", "週": "週間"}.get(unit, unit)


def features(sides: Sequence[Side], comparison: Aligned) -> list[Feature]:
    """Every value of every document, in the order of the columns."""
    found = [feature for doc, side in enumerate(sides) for feature in _general(doc, side)]
    columns = _columns(comparison)
    words: dict[str, list[str]] = defaultdict(list)
    for doc, side in enumerate(sides):
        for norm, place in _placed(doc, side):
            name, order, spoken = columns[place]
            column = f"{name}｜{_kind(side, norm)}"
            words[column] += spoken
            found.append(_feature(doc, side, norm, column, (1.0, order, *_rank(norm))))
    for doc, side in enumerate(sides):
        if side.kind == "guide":
            found += _guide(doc, side, words, {f.column: f.order for f in found if f.order[0] == 1})
    return sorted(found, key=lambda f: (f.order, f.column, f.doc))


def _kind(side: Side, norm: Norm) -> str:
    extends = norm.value_kind == "deadline" and "延長" in side.tree.nodes[norm.node].text
    return KINDS[norm.value_kind or ""] + ("（延長）" if extends else "")


def _rank(norm: Norm) -> tuple[float, ...]:
    return (float(list(KINDS).index(norm.value_kind or "")),)


def _feature(doc: int, side: Side, norm: Norm, column: str, order: tuple[float, ...], citation: str = "") -> Feature:
    node = side.tree.nodes[norm.node]
    return Feature(
        doc, column, order, norm.value_kind or "", norm.value or 0.0, norm.unit or "", norm.bound, norm.counted_from,
        norm.penalty_kind, norm.subject, citation or node.citation or node.eid, node.eid,
    )  # fmt: skip


def _general(doc: int, side: Side) -> Iterable[Feature]:
    """What ordinances on every subject have."""
    top: dict[str, Norm] = {}
    for norm in side.norms:
        if norm.value is None:
            continue
        text = side.tree.nodes[norm.node].text
        if norm.value_kind == "penalty":
            name = "拘禁刑・懲役の上限" if norm.penalty_kind in _PRISON else f"{norm.penalty_kind}の上限"
            if norm.unit != "倍" and (name not in top or _size(norm) > _size(top[name])):
                top[name] = norm
        elif (
            norm.value_kind == "count"
            and norm.unit in ("人", "名")
            and "委員" in text
            and any(w in text for w in _BODY[:3])
        ):
            yield _feature(doc, side, norm, "委員の数", (0.0, 0.0))
        elif norm.value_kind == "period" and "任期" in text:
            yield _feature(doc, side, norm, "任期", (0.0, 1.0))
    for name, norm in top.items():
        yield _feature(doc, side, norm, name, (0.0, 2.0))


def _size(norm: Norm) -> float:
    return (norm.value or 0) * _MONTHS.get(norm.unit or "", 1)


def _placed(doc: int, side: Side) -> Iterable[tuple[Norm, Position]]:
    """The norms that have a value and stand in a paragraph that is compared (or below it)."""
    starts = [p.node for p in side.outline.paragraphs]
    for norm in side.norms:
        at = int(np.searchsorted(starts, norm.node, side="right")) - 1
        if norm.value is not None and at >= 0:
            node = side.tree.nodes[starts[at]]
            if norm.node < node.id + node.size:
                yield norm, (doc, at)


def _columns(comparison: Aligned) -> dict[Position, tuple[str, float, list[str]]]:
    """For each paragraph the name of its column, its order and the words of it."""
    found = {}
    for at, (group, name) in enumerate(_named(comparison, "paragraph")):
        for place in group.members:
            provision = comparison.provision("paragraph", place)
            found[place] = name, float(at), [*provision.terms, *terms(provision.caption)]
    return found


def _guide(
    doc: int, side: Side, words: dict[str, list[str]], orders: dict[str, tuple[float, ...]]
) -> Iterable[Feature]:
    """What a page says, beside the provisions that it is most like; its heading is the citation."""
    for norm in side.norms:
        if norm.value is None:
            continue
        node = side.tree.nodes[norm.node]
        headings = [n for n in side.tree.ancestors(node) if n.kind == "guide_heading"]
        citation = headings[0].title or headings[0].text if headings else node.eid
        kind = _kind(side, norm)
        fitting = [name for name in words if name.endswith(f"｜{kind}")]
        spoken = terms(" ".join([node.text, *(heading.title or "" for heading in headings[:2])]))
        best = _most_like(citation, spoken, fitting, words)
        column, order = (best, orders[best]) if best else (f"{citation}｜{kind}", (2.0, float(norm.start)))
        yield _feature(doc, side, norm, column, order, f"解説「{citation}」")


def _most_like(heading: str, spoken: Sequence[str], names: list[str], words: dict[str, list[str]]) -> str | None:
    """The column whose name is like the heading and whose provisions are like the words."""
    if not names:
        return None
    texts = tfidf([spoken, *(words[name] for name in names)])
    titles = tfidf([grams(heading), *(grams(name.partition("｜")[0]) for name in names)])
    alike, named = cosines(texts[:1], texts[1:])[0], cosines(titles[:1], titles[1:])[0]
    best = int(np.argmax(alike + named))
    return names[best] if alike[best] >= _LIKE else None


def matrix(sides: Sequence[Side], comparison: Aligned) -> pd.DataFrame:
    """A row for each document, a column for each feature; several values of one cell stand on lines of their own."""
    import pandas as pd

    found = features(sides, comparison)
    columns = list(dict.fromkeys(feature.column for feature in found))
    cells: dict[tuple[int, str], list[str]] = defaultdict(list)
    for feature in found:
        if feature.said not in cells[feature.doc, feature.column]:
            cells[feature.doc, feature.column].append(feature.said)
    for name, held in (*_actors(comparison), *_presence(comparison)):
        columns.append(name)
        for doc, said in held.items():
            cells[doc, name] = [said]
    data = [["\n".join(cells.get((doc, column), ())) for column in columns] for doc in range(len(sides))]
    return pd.DataFrame(data, index=pd.Index([side.name for side in sides], name="自治体"), columns=columns)


def _actors(comparison: Aligned) -> Iterable[tuple[str, dict[int, str]]]:
    """Who acts, where the documents differ in it: 何人も here, 市民は there."""
    for group, name in _named(comparison, "paragraph"):
        provisions = {place[0]: comparison.provision("paragraph", place) for place in group.members}
        said = {doc: p.subject for doc, p in provisions.items() if p.subject and p.modality in _ACTING}
        if len(said) > 1 and len({_common(subject) for subject in said.values()}) > 1:
            yield f"主体：{name}", {doc: f"{subject}［{provisions[doc].citation}］" for doc, subject in said.items()}


_ACTING: Final = frozenset(("obligation", "prohibition", "permission", "effort"))
_MUNICIPAL: Final = re.compile("[市町村区]")


def _common(subject: str) -> str:
    return _MUNICIPAL.sub("市", subject)


def _presence(comparison: Aligned) -> Iterable[tuple[str, dict[int, str]]]:
    """Which documents have a provision on what."""
    for group, name in _named(comparison, "article"):
        held = {doc: comparison.provision("article", (doc, at)).citation for doc, at in group.members}
        for doc, at in group.parts:
            held.setdefault(doc, comparison.provision("article", (doc, at)).citation + "（一部）")
        yield f"規定：{name}", held


def _named(comparison: Aligned, level: Level) -> Iterable[tuple[ProvisionGroup, str]]:
    """The groups of a level with a name of their own each."""
    seen: Counter[str] = Counter()
    for group in comparison.groups(level):
        name = heading(comparison, level, group)
        seen[name] += 1
        yield group, name if seen[name] == 1 else f"{name}（{seen[name]}）"


def heading(comparison: Aligned, level: Level, group: ProvisionGroup) -> str:
    """What most documents call a group; without their own names in it."""
    captions = Counter(
        caption
        for doc, at in group.members
        if (caption := comparison.provision(level, (doc, at)).caption.replace(comparison.sides[doc].name, ""))
    )
    return captions.most_common(1)[0][0] if captions else comparison.provision(level, group.members[0]).citation
