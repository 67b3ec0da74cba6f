"""R07-R10, R12: 前条, 前各号, 同項, and citations whose target is about something else."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.dangling import after_a_law
from jorei.check.finding import Finding
from jorei.check.passages import CONJUNCTION, squeezed
from jorei.model import ENUMERATED, Node, Reference
from jorei.model.kinds import UNIT_LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View


def every_before_too_few(view: View) -> Iterator[Finding]:
    """一つしかない「前各号」 · 前各号 where one item stands before.

    何を見るか: 「前各号」「前各項」の前に、号や項が二つ以上あるかを見ます。
    なぜ大切か: 一つなら「前号」「前項」と書きます。号の削除に追い付いていないことがあります。
    例: 第2号で「前各号に掲げるもののほか」。
    確かさ: 高い。

    What it does: counts what stands before 前各号 and 前各項.
    Why it matters: with one it is 前号; items may have been removed.
    Example: 前各号に掲げるもののほか in the second item.
    How sure: high.
    """
    for reference in view.internal_references:
        if reference.text.startswith("前各") and reference.status == "resolved" and len(reference.targets) == 1:
            text = squeezed(reference.text)
            singular = text.replace("前各", "前", 1)
            yield Finding(
                view.nodes[reference.node], reference.start, reference.end,
                f"「{text}」の前には{text[2]}が一つしかありません（「{singular}」と書きます）",
                f"{text}, but only one stands before it ({singular})",
                suggestion=singular,
            )  # fmt: skip


_JOINED_BEFORE: Final = re.compile(f"(?:、|{CONJUNCTION}|から)$")
_JOINED_AFTER: Final = re.compile(f"(?:、第|から|まで|{CONJUNCTION}(?:第|次条|附則)|において|にお)")
_ARTICLE: Final = re.compile("第[^第条項号]+条")


def absolute_for_relative(view: View) -> Iterator[Finding]:
    """「前条」で足りる引用 · 第4条 in 第5条 where the document says 前条.

    何を見るか: 直前の条を「第4条」と番号で引いている所を探します。
    なぜ大切か: 直前の条は「前条」と引くのが通例で、番号で引くと条の移動のときに改正が要ります。
    例: 第5条で「第4条の規定により」。
    確かさ: 高い。「前条」と書くほうが多い文書だけを見て、列挙や範囲の中は除きます。

    What it does: looks for the article just before cited by its number.
    Why it matters: by custom it is 前条.
    Example: 第4条の規定により in 第5条.
    How sure: high; only where the document mostly says 前条, never in enumerations and ranges.
    """
    pairs = [pair for reference in view.internal_references if (pair := _just_before(view, reference)) is not None]
    if not pairs or view.prose.count("前条") <= len(pairs):
        return
    for reference, target in pairs:
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{view.cite(target)}は直前の条なので、ほかの所のように「前条」と書けます",
            f"{view.cite(target)} is the article just before; the document says 前条 elsewhere",
            suggestion=_ARTICLE.sub("前条", squeezed(reference.text), count=1),
        )  # fmt: skip


def _just_before(view: View, reference: Reference) -> tuple[Reference, Node] | None:
    """A reference with the article that it names, where that is the one just before."""
    if reference.form != "explicit" or len(reference.targets) != 1 or "条" not in reference.text[:12]:
        return None
    target_id, text = reference.targets[0].node, squeezed(reference.text)
    if target_id is None or not text.startswith("第") or "から" in text or view.regions[reference.node] != "main":
        return None
    if view.nodes[reference.node].kind != "paragraph":
        return None  # items list articles one after another
    citing = view.enclosing(view.nodes[reference.node], "article")
    target = view.enclosing(view.nodes[target_id], "article")
    if citing is None or target is None or view.suppl_of(target):
        return None
    if view.sibling_index[target.id] + 1 != view.sibling_index[citing.id]:
        return None
    before = view.text[max(0, reference.start - 4) : reference.start]
    if before.endswith("旧"):
        return None  # 旧第10条の2繰下: a note
    if _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(view.text, reference.end):
        return None
    return reference, target


_ANAPHOR: Final = re.compile(f"同(?P<unit>[{UNIT_LETTERS}])|当該各(?P<each>[項号])")


def anaphor_without_antecedent(view: View) -> Iterator[Finding]:
    """「同条」「同項」の先がない · 同条 or 同項 with nothing before it.

    何を見るか: 本則の「同条」「同項」「同号」より前に、同じ条の中で引用された条・項・号があるかを見ます。
    なぜ大切か: 前の引用が改正で消えて、何を指すのか分かりません。
    例: 条の初めの文に「同項の規定により」。
    確かさ: 中くらい。表の中は見ません。

    What it does: looks for a provision cited before 同条, 同項 or 同号 in the same article.
    Why it matters: an amendment removed what it pointed at.
    Example: 同項の規定により in the first sentence of an article.
    How sure: medium; tables are left out.
    """
    if not any(_has_nothing_before(reference) for reference in view.once(anaphors)):
        return
    units: dict[int, set[str]] = defaultdict(set)
    """The units that the references of each article have named so far, by arena id."""
    for reference in view.analysis.references:
        node = view.nodes[reference.node]
        if view.regions[reference.node] != "main" or node.kind in ("table", "table_row", "table_cell"):
            continue
        article = view.enclosing(node, "article")
        if article is None:
            continue
        if reference.form != "anaphoric" or not _has_nothing_before(reference):
            units[article.id].update(reference.text)
            continue
        match = _ANAPHOR.match(squeezed(reference.text))
        unit = (match["unit"] or match["each"]) if match else ""
        if not unit or unit in units[article.id] or reference.antecedent is not None:
            continue
        if "\t" in node.text or _has_unit_before(view, article, reference, unit):
            continue
        yield Finding(
            node, reference.start, reference.end,
            f"「{squeezed(reference.text)}」が指す{unit}が、この条の前の文にありません",
            f"nothing before {squeezed(reference.text)} in this article says what it means",
        )  # fmt: skip


def anaphors(view: View) -> list[Reference]:
    """The references that take up another one: 同条, 同項."""
    return [reference for reference in view.analysis.references if reference.form == "anaphoric"]


def _has_nothing_before(reference: Reference) -> bool:
    return reference.status == "unresolved" and not reference.candidates


def _has_unit_before(view: View, article: Node, reference: Reference, unit: str) -> bool:
    """Whether the unit occurs in the article before a reference: it may be a citation that was not read as one."""
    before = view.text[article.start : reference.start]
    return unit in (before.partition(article.label)[2] if article.label else before)


_HOLDING_WORDS: Final = frozenset({"article", "paragraph", *ENUMERATED})
_MOST_NAMED: Final = 3
"""Candidates that a message names. Chosen, so that it stays a line."""


def anaphor_ambiguous(view: View) -> Iterator[Finding]:
    """二通りに読める「同項」 · 同項 that can mean two provisions.

    何を見るか: 「同条」「同項」の直前に、同じ近さの引用が二つ以上ないかを見ます。
    なぜ大切か: どちらを指すのか、読む人によって変わります。
    例: 第1項及び第2項の届出は、同項の様式による。
    確かさ: 中くらい。

    What it does: looks for 同条 or 同項 with two antecedents that are equally near.
    Why it matters: readers will differ.
    Example: 第1項及び第2項の届出は、同項の様式による。
    How sure: medium.
    """
    if not any(reference.status == "ambiguous" for reference in view.once(anaphors)):
        return
    laws: set[int] = set()
    """The nodes in which another law was named so far: 同項 may be one of it."""
    for reference in view.analysis.references:
        if reference.target_law is not None:
            laws.add(reference.node)
        if view.regions[reference.node] not in ("main", "suppl") or view.is_amending(reference.node):
            continue
        if reference.form != "anaphoric" or reference.status != "ambiguous" or len(reference.candidates) < 2:
            continue
        if reference.start in view.once(after_a_law) or reference.node in laws:
            continue
        candidates = "、".join(reference.candidates[:_MOST_NAMED])
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"「{squeezed(reference.text)}」は{candidates}のどれとも読めます",
            f"{squeezed(reference.text)} may mean any of {candidates}",
        )  # fmt: skip


_SUBJECT_OF_CITATION: Final = re.compile(
    "(?:に規定する|の規定による|に定める|に掲げる|の)(?P<term>[一-龠々]{2,8})(?=[をがはにの、。及又並若])"
)
_GENERAL_TERMS: Final = frozenset(
    "規定 場合 例 適用 施行 事項 額 期間 期日 全部 一部 改正 区分 要件 基準 者 書類".split()
)


def shifted_reference(view: View) -> Iterator[Finding]:
    """条ずれの疑い · A citation whose target speaks of something else.

    何を見るか: 「第5条に規定する許可」のような引用について、引いた先の条に「許可」という語があるかを見ます。
    なぜ大切か: 条の繰下げに引用が追い付かないと、番号は存在するのに中身が違います（条ずれ）。
    例: 第5条が届出の条なのに「第5条第1項の許可を受けた者」。
    確かさ: 低い。初めは止めてあります（--select R12 又は profile の select で動きます）。

    What it does: looks in the target for the term that the citing sentence says it is about.
    Why it matters: after articles move, a number may exist and mean something else.
    Example: 第5条第1項の許可を受けた者 where 第5条 is about notices.
    How sure: low; off unless selected.
    """
    words_of: dict[int, str] = {}
    for reference in view.internal_references:
        if reference.form != "explicit" or len(reference.targets) != 1 or view.regions[reference.node] != "main":
            continue
        match, target_id = _SUBJECT_OF_CITATION.match(view.text, reference.end), reference.targets[0].node
        if match is None or target_id is None or match["term"] in _GENERAL_TERMS:
            continue
        target = view.nodes[target_id]
        if target.kind not in _HOLDING_WORDS or target.deleted:
            continue
        holder = view.enclosing(target, "article") or target
        if holder.id not in words_of:
            words_of[holder.id] = "".join(view.text[holder.start : holder.end].split()) + (holder.caption or "")
        words = words_of[holder.id]
        if match["term"] in words or match["term"][-2:] in words:
            continue
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{view.cite(holder)}に「{match['term']}」という語がありません（条ずれではありませんか）",
            f"{view.cite(holder)} does not mention {match['term']}; has the article moved?",
            related=(view.related(target),),
        )  # fmt: skip
