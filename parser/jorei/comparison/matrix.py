"""The matrix of values: what each document stipulates, side by side, each value with the provision that stipulates it.

A column of time limits is an act (説明会の開催), another column a group of corresponding provisions and a kind of value;
before them stand columns that ordinances on every topic have: the greatest penalty of each kind, the size and the term
of office of bodies. A page about an ordinance has no provisions: its values go to the column whose provisions are most similar, with its heading as
the citation, and to a column of their own when there is none.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from jorei.comparison.act_columns import NormKey, PlacedNorm, acts_of
from jorei.comparison.documents import ComparedDocument
from jorei.comparison.groups import ProvisionGroup
from jorei.comparison.sparse import cosines, tfidf
from jorei.comparison.vocabulary import character_pairs, content_words
from jorei.model import Norm
from jorei.model.vocabulary import AlignmentLevel, Modality, ValueKind

if TYPE_CHECKING:
    import pandas as pd

    from jorei.comparison.aligned_documents import AlignedDocuments

KIND_NAMES: Final[dict[ValueKind, str]] = {
    "deadline": "期限", "period": "期間", "count": "人数・回数", "amount": "金額", "penalty": "罰則",
}  # fmt: skip
"""The Japanese name of each kind of value, in the order of the columns."""
_MIN_SIMILARITY: Final = 0.12
"""The least similarity of the words of a page with those of a column to which its values go. Chosen."""
_HEADINGS_READ: Final = 2
"""So many headings above a value on a page are read for what it is about."""
_COMPOSITION_WORDS: Final = ("組織する", "構成する", "定数")
"""Words of a provision that says of how many members a body consists."""
_IMPRISONMENT: Final = frozenset(("懲役", "拘禁刑", "禁錮", "禁固", "禁こ"))
_MONTHS: Final = {"年": 12, "月": 1, "日": 1 / 30}
"""Months of each unit of time, to compare terms of imprisonment."""
_ACTING: Final[frozenset[Modality]] = frozenset(("obligation", "prohibition", "permission", "effort"))
"""Modalities whose subject is a person or body that acts."""
_MUNICIPALITY_KIND: Final = re.compile("[市町村区]")
_GENERAL, _OF_GROUP, _OF_PAGE = 0.0, 1.0, 2.0
"""The order of columns: general ones, those of groups of provisions, those of pages alone."""


class StipulatedValue(msgspec.Struct, frozen=True, gc=False):
    """One value in one document: ``column`` says what it is about, ``order`` where the column stands."""

    doc: int
    column: str
    order: tuple[float, ...]
    kind: ValueKind
    value: float
    unit: str
    bound: str | None
    counted_from: str | None
    penalty_kind: str | None
    subject: str | None
    citation: str
    node_id: str

    @property
    def text(self) -> str:
        """The value as a person writes it, with its citation.

        >>> StipulatedValue(0, "期限", (), "deadline", 14, "日", "以内", "受理した日から起算", None, "市長", "第3条第1項", "").text
        '14日以内（受理した日から起算）［第3条第1項］'
        """
        counted_from = f"（{self.counted_from}）" if self.counted_from else ""
        penalty_kind = f"の{self.penalty_kind}" if self.penalty_kind else ""
        precedes = self.bound == "少なくとも"
        bounded = f"{self.bound}{self.amount}" if precedes else f"{self.amount}{self.bound or ''}"
        return f"{bounded}{penalty_kind}{counted_from}［{self.citation}］"

    @property
    def amount(self) -> str:
        """The number with its unit, as is customary."""
        return format_amount(self.value, self.unit)


def format_amount(value: float, unit: str) -> str:
    """A number with its unit, as is customary.

    >>> format_amount(14, "日"), format_amount(500000, "円"), format_amount(1500, "円"), format_amount(6, "月")
    ('14日', '50万円', '1,500円', '6か月')
    """
    if unit == "円" and value >= 10_000 and value % 10_000 == 0:
        return f"{value / 10_000:,.0f}万円"
    return f"{value:,g}" + {"月": "か月", "週": "週間"}.get(unit, unit)


def stipulated_values(documents: Sequence[ComparedDocument], comparison: AlignedDocuments) -> list[StipulatedValue]:
    """Every value of every document, in the order of the columns."""
    values = [value for doc, document in enumerate(documents) for value in _general_values(doc, document)]
    placed = _placed_norms(documents, comparison)
    acts = acts_of(documents, placed)
    of_acts = {f"{acts[v.key]}｜{_kind_name(documents[v.key[0]], v.norm)}" for v in placed if v.key in acts}
    orders_of_acts = _act_orders(placed, acts)
    names = _group_columns(comparison, documents, [v for v in placed if v.key not in acts], of_acts)
    words_of_column: dict[str, list[str]] = defaultdict(list)
    for value in placed:
        doc, norm = value.key[0], value.norm
        kind, act = _kind_name(documents[doc], norm), acts.get(value.key)
        column = f"{act}｜{kind}" if act else names[value.group, kind]
        provision = comparison.provision("paragraph", value.position)
        words_of_column[column] += [*provision.words, *content_words(provision.caption)]
        place = orders_of_acts[act] if act else float(value.group)
        values.append(_value(doc, documents[doc], norm, column, (_OF_GROUP, place, _kind_order(norm))))
    orders = {value.column: value.order for value in values if value.order[0] == _OF_GROUP}
    for doc, document in enumerate(documents):
        if document.kind == "guide":
            values += _page_values(doc, document, words_of_column, orders)
    return sorted(values, key=lambda value: (value.order, value.column, value.doc))


def _act_orders(placed: Sequence[PlacedNorm], acts: Mapping[NormKey, str]) -> dict[str, float]:
    """Where the column of each act stands: at the first of its groups."""
    orders: dict[str, float] = {}
    for value in placed:
        if value.key in acts:
            act = acts[value.key]
            orders[act] = min(orders.get(act, float(value.group)), float(value.group))
    return orders


def _kind_name(document: ComparedDocument, norm: Norm) -> str:
    extends = norm.value_kind == "deadline" and "延長" in document.tree.nodes[norm.node].text
    return KIND_NAMES[_kind(norm)] + ("（延長）" if extends else "")


def _kind(norm: Norm) -> ValueKind:
    assert norm.value_kind is not None  # asked only of norms with a value
    return norm.value_kind


def _kind_order(norm: Norm) -> float:
    return float(list(KIND_NAMES).index(_kind(norm)))


def _value(
    doc: int, document: ComparedDocument, norm: Norm, column: str, order: tuple[float, ...], citation: str = ""
) -> StipulatedValue:
    node = document.tree.nodes[norm.node]
    return StipulatedValue(
        doc, column, order, _kind(norm), norm.value or 0.0, norm.unit or "", norm.bound, norm.counted_from,
        norm.penalty_kind, norm.subject, citation or node.citation or node.eid, node.eid,
    )  # fmt: skip


def _general_values(doc: int, document: ComparedDocument) -> Iterable[StipulatedValue]:
    """The values that ordinances on every topic have."""
    greatest_penalty: dict[str, Norm] = {}
    for norm in document.norms:
        if norm.value is None:
            continue
        text = document.tree.nodes[norm.node].text
        if norm.value_kind == "penalty":
            name = "拘禁刑・懲役の上限" if norm.penalty_kind in _IMPRISONMENT else f"{norm.penalty_kind}の上限"
            greatest = greatest_penalty.get(name)
            if norm.unit != "倍" and (greatest is None or _penalty_size(norm) > _penalty_size(greatest)):
                greatest_penalty[name] = norm
        elif _is_member_count(norm, text):
            yield _value(doc, document, norm, "委員の数", (_GENERAL, 0.0))
        elif _is_term_of_office(norm, text):
            yield _value(doc, document, norm, "任期", (_GENERAL, 1.0))
    for name, norm in greatest_penalty.items():
        yield _value(doc, document, norm, name, (_GENERAL, 2.0))


def _is_member_count(norm: Norm, text: str) -> bool:
    return (
        norm.value_kind == "count"
        and norm.unit in ("人", "名")
        and "委員" in text
        and any(word in text for word in _COMPOSITION_WORDS)
    )


def _is_term_of_office(norm: Norm, text: str) -> bool:
    return norm.value_kind == "period" and "任期" in text


def _is_general(document: ComparedDocument, norm: Norm) -> bool:
    """Whether a value has its column among those of ordinances on every topic, and so in no other."""
    text = document.tree.nodes[norm.node].text
    return _is_member_count(norm, text) or _is_term_of_office(norm, text)


def _penalty_size(norm: Norm) -> float:
    return (norm.value or 0) * _MONTHS.get(norm.unit or "", 1)


def _placed_norms(documents: Sequence[ComparedDocument], comparison: AlignedDocuments) -> list[PlacedNorm]:
    """The norms with a value in or below compared paragraphs, but for those that have a column of their own."""
    groups = {
        position: number for number, group in enumerate(comparison.groups("paragraph")) for position in group.members
    }
    placed = []
    for doc, document in enumerate(documents):
        starts = [paragraph.node for paragraph in document.outline.paragraphs]
        for number, norm in enumerate(document.norms):
            index = int(np.searchsorted(starts, norm.node, side="right")) - 1
            if norm.value is not None and index >= 0 and not _is_general(document, norm):
                node = document.tree.nodes[starts[index]]
                if norm.node < node.id + node.size:
                    placed.append(PlacedNorm((doc, number), norm, (doc, index), groups[doc, index]))
    return placed


def _group_columns(
    comparison: AlignedDocuments,
    documents: Sequence[ComparedDocument],
    placed: Sequence[PlacedNorm],
    taken: Iterable[str],
) -> dict[tuple[int, str], str]:
    """The name of the column of each group of paragraphs and kind of value: the caption of most provisions that have
    such a value there, and a number when another column has that name, or an act (``taken``)."""
    captions: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for value in placed:
        doc = value.key[0]
        provision = comparison.provision("paragraph", value.position)
        caption = provision.caption.replace(documents[doc].name, "") or provision.citation
        captions[value.group, _kind_name(documents[doc], value.norm)][caption] += 1
    uses = Counter(taken)
    names = {}
    for group, kind in sorted(captions):
        name = captions[group, kind].most_common(1)[0][0]
        uses[f"{name}｜{kind}"] += 1
        number = uses[f"{name}｜{kind}"]
        names[group, kind] = f"{name}｜{kind}" if number == 1 else f"{name}（{number}）｜{kind}"
    return names


def _page_values(
    doc: int, document: ComparedDocument, words_of_column: dict[str, list[str]], orders: dict[str, tuple[float, ...]]
) -> Iterable[StipulatedValue]:
    """The values on a page about an ordinance, in the column that is most similar; its heading is the citation."""
    for norm in document.norms:
        if norm.value is None:
            continue
        node = document.tree.nodes[norm.node]
        headings = [above for above in document.tree.ancestors(node) if above.kind == "guide_heading"]
        citation = headings[0].title or headings[0].text if headings else node.eid
        kind_name = _kind_name(document, norm)
        candidates = [name for name in words_of_column if name.endswith(f"｜{kind_name}")]
        words = content_words(" ".join([node.text, *(above.title or "" for above in headings[:_HEADINGS_READ])]))
        column = _most_similar_column(citation, words, candidates, words_of_column)
        order = orders[column] if column else (_OF_PAGE, float(norm.start))
        yield _value(doc, document, norm, column or f"{citation}｜{kind_name}", order, f"解説「{citation}」")


def _most_similar_column(
    heading: str, words: Sequence[str], candidates: list[str], words_of_column: dict[str, list[str]]
) -> str | None:
    """The column whose name is most similar to the heading and whose provisions are to the words."""
    if not candidates:
        return None
    texts = tfidf([words, *(words_of_column[name] for name in candidates)])
    titles = tfidf([character_pairs(heading), *(character_pairs(name.partition("｜")[0]) for name in candidates)])
    by_words, by_name = cosines(texts[:1], texts[1:])[0], cosines(titles[:1], titles[1:])[0]
    best = int(np.argmax(by_words + by_name))
    return candidates[best] if by_words[best] >= _MIN_SIMILARITY else None


def matrix(documents: Sequence[ComparedDocument], comparison: AlignedDocuments) -> pd.DataFrame:
    """A row for each document, a column for what it stipulates; the values of a cell stand on lines of their own."""
    import pandas as pd

    values = stipulated_values(documents, comparison)
    columns = list(dict.fromkeys(value.column for value in values))
    cells: dict[tuple[int, str], list[str]] = defaultdict(list)
    for value in values:
        if value.text not in cells[value.doc, value.column]:
            cells[value.doc, value.column].append(value.text)
    for name, cell_of_document in (*_differing_actors(comparison), *_presence(comparison)):
        columns.append(name)
        for doc, text in cell_of_document.items():
            cells[doc, name] = [text]
    data = [["\n".join(cells.get((doc, column), ())) for column in columns] for doc in range(len(documents))]
    return pd.DataFrame(data, index=pd.Index([document.name for document in documents], name="自治体"), columns=columns)


def _differing_actors(comparison: AlignedDocuments) -> Iterable[tuple[str, dict[int, str]]]:
    """Columns of who acts, where the documents differ in it: 何人も in one, 市民は in the other."""
    for group, name in _named_groups(comparison, "paragraph"):
        provisions = {doc: comparison.provision("paragraph", (doc, index)) for doc, index in group.members}
        actors = {doc: p.subject for doc, p in provisions.items() if p.subject and p.modality in _ACTING}
        if len({_MUNICIPALITY_KIND.sub("市", actor) for actor in actors.values()}) > 1:
            yield f"主体：{name}", {doc: f"{actor}［{provisions[doc].citation}］" for doc, actor in actors.items()}


def _presence(comparison: AlignedDocuments) -> Iterable[tuple[str, dict[int, str]]]:
    """Columns of which documents have an article of each group."""
    for group, name in _named_groups(comparison, "article"):
        citations = {doc: comparison.provision("article", (doc, index)).citation for doc, index in group.members}
        for doc, index in group.parts:
            citations.setdefault(doc, comparison.provision("article", (doc, index)).citation + "（一部）")
        yield f"規定：{name}", citations


def _named_groups(comparison: AlignedDocuments, level: AlignmentLevel) -> Iterable[tuple[ProvisionGroup, str]]:
    """The groups of a level, each with a name that no other has."""
    uses: Counter[str] = Counter()
    for group in comparison.groups(level):
        name = group_heading(comparison, level, group)
        uses[name] += 1
        yield group, name if uses[name] == 1 else f"{name}（{uses[name]}）"


def group_heading(comparison: AlignedDocuments, level: AlignmentLevel, group: ProvisionGroup) -> str:
    """The caption that most documents give the provisions of a group, without the names of the documents."""
    captions = Counter(
        caption
        for doc, index in group.members
        if (caption := comparison.provision(level, (doc, index)).caption.replace(comparison.documents[doc].name, ""))
    )
    return captions.most_common(1)[0][0] if captions else comparison.provision(level, group.members[0]).citation
