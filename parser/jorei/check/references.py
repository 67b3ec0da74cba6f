"""R01-R06, R11, P05: references compared with the tree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.dangling import after_a_law, count_before, follows_name, named_target, reversed_range, sort_dangling
from jorei.check.finding import Finding
from jorei.check.passages import squeezed
from jorei.check.view import View
from jorei.model import ENUMERATED, Node, Reference, Related
from jorei.model.kinds import UNIT_LETTERS
from jorei.text.numerals import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.model.kinds import Kind
    from jorei.model.vocabulary import TargetPart

_SUPPL_STEP: Final = r"附則(?:（[^（）]*）)?"
_APPENDIX_STEP: Final = r"(?:別表|様式|別記)[^条項号]*"
_NUMBERED_STEP: Final = rf"第[0-9_]+[{UNIT_LETTERS}](?:の[0-9]+)*"
_STEP: Final = re.compile(rf"{_SUPPL_STEP}|{_APPENDIX_STEP}|{_NUMBERED_STEP}|（[^（）]*）|[^第（]")
"""One step of a citation as the tree writes it."""
_UNIT_NAMES: Final[dict[str, tuple[Kind, str]]] = {"項": ("paragraph", "paragraphs"), "号": ("item", "items")}


def dangling_reference(view: View) -> Iterator[Finding]:
    """存在しない条項の引用 · A reference to a provision that does not exist.

    何を見るか: この文書の条・項・号を引く箇所について、引かれた先があるかを見ます。
    なぜ大切か: 引く先の改正（項の削除や繰上げ）に、引く側の改正が追い付いていないことがあります。
    例: 第26条が1項しかないのに「第26条第5項」。
    確かさ: 高い。改正附則の中の引用、同じ文でほかの法令に続く引用、「ア」だけの引用は、別の条文を指すことがあるので
    警告にとどめます。

    What it does: looks for the target of every reference to this document.
    Why it matters: the target was amended and the citing provision forgotten.
    Example: 第26条第5項 where 第26条 has one paragraph.
    How sure: high; in amending supplementary provisions, after another law in one sentence and for a lone ア only a
    warning.
    """
    for reference in view.once(sort_dangling)["R01"]:
        yield _absent(view, reference)


def _absent(view: View, reference: Reference) -> Finding:
    citation = next((target.citation for target in reference.targets if target.citation), None)
    text = squeezed(reference.text)
    cited = text if citation is None or citation == text else f"{text}（{citation}）"
    nearest, why, why_en = _nearest(view, citation or text)
    related: tuple[Related, ...] = ()
    doubtful = view.is_amending(reference.node) or reference.start in view.once(after_a_law) or len(text) == 1
    if nearest is not None:
        related = (view.related(nearest),)
    return Finding(
        view.nodes[reference.node], reference.start, reference.end,
        f"{cited}は{view.self_name}にありません" + (f"（{why}）" if why else ""),
        f"{citation or text} does not exist in this document" + (f" ({why_en})" if why_en else ""),
        related=related,
        severity="info" if doubtful or view.regions[reference.node] == "suppl" else None,  # 附則 age
        confidence=0.6 if doubtful else None,
    )  # fmt: skip


def _nearest(view: View, citation: str) -> tuple[Node | None, str, str]:
    """The deepest provision of a citation that exists, and what it has instead of the next step."""
    deepest, end = None, 0
    for step in _STEP.finditer(citation):
        node = view.by_citation.get(citation[: step.end()])
        if node is not None:
            deepest, end = node, step.end()
    if deepest is None:
        last = view.once(last_article)
        if "条" in citation and not citation.startswith("附則") and last:
            return last, f"最後の条は{view.cite(last)}", f"the last article is {view.cite(last)}"
        return None, "", ""
    unit = next((unit for unit in "項号" if unit in citation[end:]), None)
    if unit is None:
        return deepest, "", ""
    return deepest, *_unit_count(view, deepest, unit)


def last_article(view: View) -> Node | None:
    """The last article of the main part."""
    articles = reversed(view.by_kind["article"])
    return next((node for node in articles if view.regions[node.id] == "main" and not view.suppl_of(node)), None)


def _unit_count(view: View, node: Node, unit: str) -> tuple[str, str]:
    """How many 項 or 号 a provision has, in Japanese and English: 第26条は1項のみ."""
    holder = node
    if unit == "号" and node.kind in ("article", "suppl_provision") and view.child_counts[node.id, "paragraph"] == 1:
        holder = next(child for child in view.children[node.id] if child.kind == "paragraph")
    singular, plural = _UNIT_NAMES[unit]
    count = view.child_counts[holder.id, singular]
    if not count:
        return f"{view.cite(node)}に{unit}はありません", f"{view.cite(node)} has no {plural}"
    if count == 1:
        return f"{view.cite(node)}は1{unit}のみ", f"{view.cite(node)} has one {singular}"
    return f"{view.cite(node)}は{count}{unit}まで", f"{view.cite(node)} has {count} {plural}"


def reference_to_deleted(view: View) -> Iterator[Finding]:
    """削除された条項の引用 · A reference to a deleted provision.

    何を見るか: 本則の引用の先が「削除」になっていないかを見ます。
    なぜ大切か: 引いた先に何も書かれていません。
    例: 「第29条 削除」のある条例で「第29条の規定により」。
    確かさ: 高い。範囲（第20条から第30条まで）の中の削除は報告しません。

    What it does: looks for references of the main part whose target is marked 削除.
    Why it matters: nothing is written there any more.
    Example: 第29条の規定により where 第29条 is 削除.
    How sure: high; deletions inside a range are left out.
    """
    for reference in view.internal_references:
        if len(reference.targets) != 1 or view.regions[reference.node] != "main":
            continue
        target = reference.targets[0].node
        if target is None or not _is_deleted(view, view.nodes[target]):
            continue
        node = view.nodes[target]
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{squeezed(reference.text)}は削除されています",
            f"{view.cite(node)} has been deleted",
            related=(view.related(node),),
        )  # fmt: skip


def _is_deleted(view: View, node: Node) -> bool:
    return node.deleted or (node.kind == "paragraph" and view.nodes[node.parent].deleted)


_NEEDLESS: Final = re.compile(rf"(?P<article>(?:第{NUMBER}条(?:の{NUMBER})*|[前次同]条))第[1１一]項")


def needless_paragraph(view: View) -> Iterator[Finding]:
    """要らない「第1項」 · 第1項 of an article that has one paragraph.

    何を見るか: 項が一つの条を「第3条第1項」と引いていないかを見ます。
    なぜ大切か: 項が一つの条は「第3条」と引きます。第2項が削られたのに引用が残っていることがあります。
    例: 第3条が1項だけなのに「第3条第1項の規定により」。
    確かさ: 高い。番号を復元した条は見ません。

    What it does: looks for 第3条第1項 where 第3条 has a single paragraph.
    Why it matters: such an article is cited as 第3条; perhaps its second paragraph was removed.
    Example: 第3条第1項の規定により where 第3条 has one paragraph.
    How sure: high; articles with recovered numbers are left out.
    """
    for reference in view.internal_references:
        if view.regions[reference.node] != "main":
            continue  # 附則 cite the text of their time
        article = _article_with_paragraph(view, reference)
        if article is not None and not article.deleted and _paragraph_count(view, article) == 1:
            yield Finding(
                view.nodes[reference.node], reference.start, reference.end,
                f"{view.cite(article)}は1項のみなので、「第1項」は要りません",
                f"{view.cite(article)} has one paragraph, so 第1項 is not needed",
                related=(view.related(article),),
            )  # fmt: skip


def _article_with_paragraph(view: View, reference: Reference) -> Node | None:
    """The article that a reference names together with its 第1項."""
    if "項" not in reference.text or reference.status != "resolved" or reference.start in view.once(after_a_law):
        return None
    if len(reference.targets) != 1 or reference.targets[0].node is None or follows_name(view, reference):
        return None
    if _NEEDLESS.match(squeezed(reference.text)) is None:
        return None
    return view.enclosing(view.nodes[reference.targets[0].node], "article")


def _paragraph_count(view: View, article: Node) -> int:
    return view.child_counts[article.id, "paragraph"]


_OMITTED: Final = re.compile(rf"第{NUMBER}条(?:の{NUMBER})*第{NUMBER}号")


def paragraph_omitted(view: View) -> Iterator[Finding]:
    """項を書かない号の引用 · An item cited without its paragraph.

    何を見るか: 項が二つ以上ある条の号を「第3条第2号」と引いていないかを見ます。
    なぜ大切か: どの項の号か分かりません。項を加えた改正で、引用が古いまま残っていることがあります。
    例: 第3条が3項あるのに「第3条第2号に掲げる」。
    確かさ: 高い。

    What it does: looks for 第3条第2号 where 第3条 has several paragraphs.
    Why it matters: the paragraph must be named; perhaps paragraphs were added later.
    Example: 第3条第2号 where 第3条 has three paragraphs.
    How sure: high.
    """
    for reference in view.internal_references:
        if "号" not in reference.text:
            continue
        text = squeezed(reference.text)
        match = _OMITTED.match(text)
        article = view.by_citation.get(_arabic_article(reference)) if match else None
        if article is None or article.kind != "article" or _paragraph_count(view, article) < 2:
            continue
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{view.cite(article)}は{_paragraph_count(view, article)}項あるので、「{text}」では項が分かりません",
            f"{view.cite(article)} has {_paragraph_count(view, article)} paragraphs; {text} does not say which",
            related=(view.related(article),),
        )  # fmt: skip


_ARTICLE: Final = re.compile(r"(?:附則(?:（[^（）]*）)?)?第[0-9]+条(?:の[0-9]+)*")


def _arabic_article(reference: Reference) -> str:
    """The article of a reference as citations write it, from its targets or candidates."""
    citations = [target.citation for target in reference.targets if target.citation] or list(reference.candidates)
    match = _ARTICLE.match(citations[0]) if citations else None
    return match.group() if match else ""


def no_predecessor(view: View) -> Iterator[Finding]:
    """「前条」「前項」の先がない · 前条 or 前項 with nothing before it.

    何を見るか: 最初の条・項・号で「前条」「前項」「前号」と引いていないかを見ます。
    なぜ大切か: 前にあった条項が削られたか、移されています。
    例: 第1項で「前項の規定により」。
    確かさ: 高い。

    What it does: looks for 前条, 前項 or 前号 in the first article, paragraph or item.
    Why it matters: what stood before it was removed or moved.
    Example: 前項の規定により in a first paragraph.
    How sure: high.
    """
    for reference in view.once(sort_dangling)["R05"]:
        node, text = view.nodes[reference.node], squeezed(reference.text)
        unit = text.rstrip("0123456789")[-1] if text[-1] in UNIT_LETTERS else text
        yield Finding(
            node, reference.start, reference.end,
            f"{view.cite(node)}に「{text}」とありますが、前の{unit}がありません",
            f"{text} stands in {view.cite(node)}, which has none before it",
        )  # fmt: skip


_COUNTED: Final = re.compile(rf"前{NUMBER}(?P<unit>[{UNIT_LETTERS}])")


def relative_overrun(view: View) -> Iterator[Finding]:
    """「前3項」の数え過ぎ · 前3項 where fewer than three stand before.

    何を見るか: 「前2条」「前3項」などの数だけ、前に条項があるかを見ます。
    なぜ大切か: 条項の削除や移動に、引用が追い付いていません。
    例: 第3項で「前3項の規定」。
    確かさ: 高い。

    What it does: counts what stands before 前2条, 前3項 and the like.
    Why it matters: provisions were removed or moved and the reference forgotten.
    Example: 前3項 in a third paragraph.
    How sure: high.
    """
    for reference in view.once(sort_dangling)["R06"]:
        node, text = view.nodes[reference.node], squeezed(reference.text)
        match = _COUNTED.match(text)
        unit = match["unit"] if match else "項"
        available = count_before(view, node, unit) or 0
        yield Finding(
            node, reference.start, reference.end,
            f"{view.cite(node)}に「{text}」とありますが、前の{unit}は{available}つです",
            f"{text} stands in {view.cite(node)}, before which there are only {available}",
        )  # fmt: skip


def backward_range(view: View) -> Iterator[Finding]:
    """逆向きの範囲 · A range that runs backwards.

    何を見るか: 「第9条から第5条まで」のように、終わりが始まりより前の範囲を探します。
    なぜ大切か: 番号の書き誤りです。
    例: 第9条から第5条まで。
    確かさ: 高い。

    What it does: looks for ranges whose end comes before their beginning.
    Why it matters: one of the numbers is wrong.
    Example: 第9条から第5条まで.
    How sure: high.
    """
    for reference in view.analysis.references:
        if "から" not in reference.text or view.regions[reference.node] not in ("main", "suppl"):
            continue
        ends = reversed_range(squeezed(reference.text))
        if ends:
            yield Finding(
                view.nodes[reference.node], reference.start, reference.end,
                f"範囲が逆です（{ends[0]}は{ends[1]}より後ろです）",
                f"the range runs backwards ({ends[0]} comes after {ends[1]})",
            )  # fmt: skip


def part_not_there(view: View) -> Iterator[Finding]:
    """ただし書・後段がない · A part is cited that the provision does not have.

    何を見るか: 「第5条ただし書」「前項後段」などの先に、ただし書や後段があるかを見ます。
    なぜ大切か: 引いた先の改正で、ただし書や後段がなくなっています。
    例: ただし書のない項を「前項ただし書」と引く。
    確かさ: 高い。

    What it does: looks for the ただし書, 前段 or 後段 that a reference names.
    Why it matters: an amendment removed that part.
    Example: 前項ただし書 where the paragraph has no ただし.
    How sure: high.
    """
    parts: dict[int, frozenset[TargetPart] | None] = {}
    for reference in view.internal_references:
        part = reference.target_part
        node = named_target(view, reference) if part else None
        if part is None or node is None:
            continue
        if node.id not in parts:
            parts[node.id] = _parts(view, node)
        existing = parts[node.id]
        if existing is None or part in existing or part not in _PARTS:
            continue
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"{view.cite(node)}に{part}はありません",
            f"{view.cite(node)} has no {part}",
            related=(view.related(node),),
        )  # fmt: skip


_PARTS: Final[frozenset[TargetPart]] = frozenset(("ただし書", "本文", "前段", "中段", "後段"))


def _parts(view: View, node: Node) -> frozenset[TargetPart] | None:
    """The parts that the words of a provision have; None when that cannot be known."""
    wording = _wording(view, node)
    if not wording:
        return None
    proviso: tuple[TargetPart, ...] = ("ただし書", "本文") if "ただし" in wording or "但し" in wording else ()
    sentences: tuple[TargetPart, ...] = ("前段", "中段", "後段") if wording.count("。") > 1 else ()
    return frozenset((*proviso, *sentences))


def _wording(view: View, node: Node) -> str | None:
    """The sentences of a paragraph or item, of an article with one paragraph; None when they cannot be known."""
    if node.kind == "article":
        if view.child_counts[node.id, "paragraph"] != 1:
            return None
        node = next(child for child in view.children[node.id] if child.kind == "paragraph")
    if node.kind != "paragraph" and node.kind not in ENUMERATED:
        return None
    children = view.children[node.id]
    lists = [child.text for child in children if child.kind == "list"]
    # 本文 may also be the stem, apart from the items below it
    return (
        None if any(child.kind in ENUMERATED for child in children) else "".join((node.title or "", node.text, *lists))
    )
