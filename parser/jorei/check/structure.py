"""S09, S17, S19, S21, S23, S24: labels, lists and appendices of the tree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from jorei.check.appendices import APPENDIX_NOUN, RANGE, appendices, appendix_key, appendix_mentions, appendix_of
from jorei.check.dangling import after_a_law, sort_dangling
from jorei.check.finding import Finding
from jorei.check.numbering import is_legend
from jorei.check.passages import INLINE_ITEM, is_quoted, squeezed
from jorei.check.view import View
from jorei.links import find_unlinked
from jorei.model import ENUMERATED, Node, Reference, Related
from jorei.model.num import is_range
from jorei.structure.lines.vertical import cannot_be_read
from jorei.text.fold import fold
from jorei.text.label_styles import look_of
from jorei.text.numerals import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_LADDER_MINIMUM: Final = 4
"""Labels of one level that a document must have before one of them is an exception. Chosen."""


_SHORT_LIST: Final = 4
"""Labels of a list of its own habit that may be a slip; longer ones are meant. Chosen."""


def subdivision_ladder(view: View) -> Iterator[Finding]:
    """細分の記号の段階 · The ladder of subdivision labels is broken.

    何を見るか: 号→ア→(ア)のような記号の段階を、その文書の多数から読み取り、外れたものを探します。
    なぜ大切か: 記号の種類が段の深さを示すので、混ざると階層を読み違えます。
    例: 号の下がア、イ、ウの条例で、一か所だけ(a)。
    確かさ: 高い。同じ段の8割以上が同じ書き方の文書だけを見ます。

    What it does: learns the label style of each level from the document and looks for exceptions.
    Why it matters: the style of a label tells its depth.
    Example: (a) below an item in an ordinance that subdivides with ア, イ, ウ.
    How sure: high; only where four fifths of a level agree.
    """
    remarks = bool(view.by_kind["remarks"])
    for kind in ENUMERATED:
        labels = [
            (node, style)
            for node in view.by_kind[kind]
            if node.label
            and view.regions[node.id] == "main"
            and not (remarks and view.enclosing(node, "remarks"))  # the notes of a table have a ladder of their own
            and (style := _look_of(node.label))
        ]
        if len(labels) < _LADDER_MINIMUM:
            continue
        usual, count = Counter(style for _, style in labels).most_common(1)[0]
        if count == len(labels) or 5 * count < 4 * len(labels):
            continue
        ordinary = {node.parent for node, style in labels if style == usual}
        legends = {node.parent for node, _ in labels if not view.sibling_index[node.id] and is_legend([node])}
        others = [(node, style) for node, style in labels if style != usual and node.parent not in legends]
        if len({node.parent for node, _ in others} - ordinary) > 1:
            others = [(node, style) for node, style in others if node.parent in ordinary]  # several lists are a habit
        if len(others) > _SHORT_LIST:
            others = [(node, style) for node, style in others if node.parent in ordinary]  # the terms of a formula
        for node, _ in others:
            start, end = view.head_span(node)
            yield Finding(
                node, start, end,
                f"「{node.label}」は、この文書でこの段に使う記号（{usual}）と違います",
                f"{node.label} is not the label style of this level in this document ({usual})",
                severity=None if node.parent in ordinary else "info",  # a list of its own may have its habit
            )  # fmt: skip


@lru_cache(maxsize=4096)
def _look_of(label: str) -> str | None:
    """The look of a label as it is written."""
    return look_of(fold(label).strip())


def stem_without_items(view: View) -> Iterator[Finding]:
    """柱書だけで号がない · A stem announces items and none follow.

    何を見るか: 「次の各号に…」「次に掲げる…」とある項や号の下に、号や細分、表があるかを見ます。
    なぜ大切か: 号が落ちているか、柱書の改正を忘れています。
    例: 次の各号のいずれかに該当する者は、…（号がない）
    確かさ: 高い。「」の中と、「略」や表が続く場合は除きます。

    What it does: looks for items below a stem that announces them.
    Why it matters: the items were lost, or the stem was not amended.
    Example: 次の各号のいずれかに該当する者は、… with no item below.
    How sure: high; quotations and stems followed by a table or 略 are left out.
    """
    seen: set[int] = set()
    for word in ("次の各号", "次に掲げる"):
        for prose_offset in view.find_all(word):
            node, offset = view.prose_node(prose_offset)
            if node.id in seen or is_quoted(node.text, offset, max(0, offset - _LONGEST_QUOTE)):
                continue
            seen.add(node.id)
            if node.kind == "list" or _has_enumeration(view, node):
                continue
            _, start, end = view.locate(prose_offset, len(word))
            yield Finding(
                node, start, end,
                f"「{word}」とありますが、{view.cite(node)}の下に号がありません",
                f"{word} announces items, but none follow in {view.cite(node)}",
            )  # fmt: skip


_RUN_ON: Final = re.compile("。[ \u3000]?(?:ア|イ|[(（][1１][)）]|一)[ \u3000]?[^、。の]")
"""The first label of a list that runs on behind its stem."""


def _has_enumeration(view: View, node: Node) -> bool:
    """Whether anything is listed below or right after a node, or inside its own text."""
    if view.children[node.id] or INLINE_ITEM.search(node.text) or _RUN_ON.search(node.text) or "略" in node.text:
        return True
    after = view.nodes[node.id + node.size] if node.id + node.size < len(view.nodes) else None
    return after is not None and after.kind in ("list", "table", "fig", "omission", "unparsed", "quoted_provision")


_LONGEST_QUOTE: Final = 300
"""Code points before a word in which a 「 is looked for. Chosen, so that a text of any length takes linear time."""


def single_item(view: View) -> Iterator[Finding]:
    """号が一つだけ · A list of one item.

    何を見るか: 号や細分が一つしかない列挙を探します。
    なぜ大切か: 一つだけなら号に分ける理由がなく、ほかの号が落ちていることがあります。
    例: (1) だけがある項。
    確かさ: 高い。誤りとは限らないので、情報として示します。

    What it does: looks for enumerations of a single item.
    Why it matters: one item needs no enumeration; the others may have been lost.
    Example: a paragraph with (1) alone.
    How sure: high, but not always a mistake.
    """
    regions, indexes = view.regions, view.sibling_index
    for kind in ENUMERATED:
        for node in view.by_kind[kind]:
            index = node.id
            if indexes[index] or regions[index] not in ("main", "suppl") or node.ordinal[:1] != (1,):
                continue
            siblings = view.children[node.parent]
            if sum(child.kind == kind for child in siblings) > 1 or any(child.kind == "omission" for child in siblings):
                continue
            if is_range(node.num) or view.suppl_of(node) in view.extracts:
                continue
            start, end = view.head_span(node)
            yield Finding(
                node, start, end,
                f"{view.cite(view.nodes[node.parent])}の{'号' if kind == 'item' else '細分'}が「{node.label}」一つだけです",
                f"{node.label} is the only entry of its list",
            )  # fmt: skip


def appendix_missing(view: View) -> Iterator[Finding]:
    """別表・様式がない、引かれていない · An appendix is cited but absent, or there and never cited.

    何を見るか: 本文が引く別表・様式があるか、ある別表・様式をどこかが引いているかを見ます。
    なぜ大切か: 引いた先がないか、引く条文の改正で別表だけが残っています。
    例: 「別表第2のとおり」とあるのに別表第2がない。
    確かさ: 高い。その種類の別表・様式のほとんどが載っていない文書では、一つにまとめて警告（様式は情報）にします。

    What it does: looks for cited appendices that are absent, and for appendices that nothing cites.
    Why it matters: the text leads nowhere, or an appendix was left behind.
    Example: 別表第2のとおり with no 別表第2.
    How sure: high; where a document holds few of a kind, one warning stands for all (information for 様式).
    """
    missing: dict[str, list[Reference]] = defaultdict(list)
    for reference in (*view.once(sort_dangling)["S21"], *_never_attached(view)):
        missing[appendix_key(squeezed(reference.text))[0]].append(reference)
    present = Counter(appendix_key(squeezed(node.label or ""))[0] for node in view.once(appendices))
    for noun, mentions in missing.items():
        references = [reference for reference in mentions if not _is_no_appendix(view, reference)]
        absent = {appendix_key(squeezed(reference.text)) for reference in references}
        if not references or (noun == "別記" and present["様式"] and all(number for _, number in absent)):
            continue  # 別記第9号から第15号まで: the forms below 別記 are called 第9号様式
        if len(absent) <= present[noun]:
            for reference in references:
                yield _absent(view, reference)
        else:
            yield _mostly_absent(view, noun, references, present[noun])
    yield from _not_cited(view)


def _never_attached(view: View) -> list[Reference]:
    """The references to 別表 and 様式 in a document that holds none at all: they are unresolved, as nothing shows that
    there should be one."""
    if view.once(appendices) or not view.by_kind["article"]:
        return []
    return [
        reference
        for reference in view.analysis.references
        if reference.status == "unresolved"
        and reference.target_law is None
        and view.regions[reference.node] in ("main", "suppl")
        and _APPENDIX.match(squeezed(reference.text))
        and not view.is_amending(reference.node)
        and not view.text.startswith("の改正規定", reference.end)
    ]


_APPENDIX: Final = re.compile(f"{APPENDIX_NOUN}|第{NUMBER}号(?:の{NUMBER})?様式")
_PART: Final = re.compile(rf"別表第{NUMBER}の{NUMBER}")
_MOST_RELATED: Final = 5
"""Other references that a finding names. Chosen."""
_ROW: Final = re.compile(rf"(?P<table>別表)第{NUMBER}[項号]")


def _is_no_appendix(view: View, reference: Reference) -> bool:
    """Whether a reference to an absent appendix is to none of this document: 別表第1項 is a row of the one 別表,
    省令別記第3号様式 another law's."""
    text = squeezed(reference.text)
    if reference.start in view.once(after_a_law) or view.text[max(0, reference.start - 1)] in "法令則例":
        return True
    if f"\n{text}" in view.once(unindented_lines):
        return True  # a heading that was read as something else
    if view.text.startswith("の表", reference.end) and _PART.fullmatch(text):
        return True  # 別表第4の一の表: a part of 別表第4
    labels = (squeezed(node.label or "") for node in view.once(appendices))
    return _ROW.match(text) is not None and any(label == "別表" for label in labels)


def unindented_lines(view: View) -> str:
    """The text folded, every line without the blanks at its beginning."""
    return "\n" + _INDENT.sub("\n", view.folded)


_INDENT: Final = re.compile("\n +")


def _absent(view: View, reference: Reference) -> Finding:
    return Finding(
        view.nodes[reference.node], reference.start, reference.end,
        f"{squeezed(reference.text)}はこの文書にありません",
        f"{squeezed(reference.text)} is not in this document",
    )  # fmt: skip


def _mostly_absent(view: View, noun: str, references: list[Reference], present: int) -> Finding:
    """One finding for a document that holds few of the appendices that it cites."""
    first = references[0]
    count = f"{present}つしか" if present else "一つも"
    return Finding(
        view.nodes[first.node], first.start, first.end,
        f"ここには載っていない{noun}を{len(references)}か所で引いています（{noun}は{count}載っていません）",
        f"{len(references)} places cite {noun} that this document does not hold (it holds {present})",
        related=tuple(Related(r.start, r.end, squeezed(r.text)) for r in references[1 : 1 + _MOST_RELATED]),
        severity="info" if noun == "様式" else "warning",  # forms are often published apart
    )  # fmt: skip


def _not_cited(view: View) -> Iterator[Finding]:
    """The appendices that no provision cites."""
    labelled = [node for node in view.once(appendices) if node.label and not node.deleted]
    if not labelled or not view.analysis.references:
        return
    owner = view.once(appendix_of)
    cited = {
        owner[target.node]
        for reference in view.analysis.references
        for target in reference.targets
        if target.node is not None and owner[target.node] != owner[reference.node]
    }
    for node in labelled:
        label = squeezed(node.label or "")
        if node.id in cited or owner[node.parent] >= 0 or view.regions[node.parent] == "suppl" or "附則" in label:
            continue
        if (
            _mention_count(view, label) > 1
            or any(word in label for word in ("その", "書式"))
            or is_range(node.num)
            or _belongs_to_table(view, node)
        ):
            continue  # its own heading is one; 様式第2号(その3) is cited as 様式第2号
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"{label}を引く条文がありません",
            f"no provision cites {label}",
            severity="warning",
        )  # fmt: skip


def _mention_count(view: View, label: str) -> int:
    """How often the text names an appendix; many times where it names a range of its noun (様式第1号から…まで)."""
    noun, number = appendix_key(label)
    if not noun:  # 附表, 附録
        return view.text.count(label)
    mentions = view.once(appendix_mentions)
    if (noun, number) == ("別記", ""):  # the heading above 別記第1号, 別記第2号
        return sum(count for (name, _), count in mentions.items() if name == noun)
    return mentions[noun, RANGE] + mentions[noun, number]


_OF_TABLE: Final = re.compile("[(（]別表[^()（）]{0,20}関係[)）]")
_LONGEST_HEADING: Final = 40
"""Code points of the heading of an appendix. Chosen: a line."""


def _belongs_to_table(view: View, node: Node) -> bool:
    """Whether an appendix says that another one cites it: 様式第10(別表第3関係)."""
    return _OF_TABLE.search(view.text, node.start, min(node.end, node.start + _LONGEST_HEADING)) is not None


def label_recovered(view: View) -> Iterator[Finding]:
    """失われた番号の復元 · A lost label was recovered.

    何を見るか: 元の文書で失われていた項番号・号や細分の記号・「附則」の見出しを、復元した所を示します。
    なぜ大切か: 復元は推定なので、原本と照らし合わせる必要があります。
    例: 項番号がなく空白だけが残った行を第2項とした。
    確かさ: 高い。復元そのものの確からしさは confidence に示します。

    What it does: shows where a lost number or heading was recovered.
    Why it matters: a recovery is an inference and wants comparing with the original.
    Example: a line with a blank where its number was, read as 第2項.
    How sure: high; the confidence is that of the recovery.
    """
    for node in view.nodes:
        if node.label_inferred and not (node.kind == "paragraph" and view.is_lone(node)):
            start, end = view.head_span(node)
            if node.kind == "suppl_provision" and "附則" in squeezed(view.text[start:end]):
                continue  # ([附則]): it is there, in brackets
            lost = {"suppl_provision": "見出し", "toc": "見出し"}.get(node.kind, "番号")
            yield Finding(
                node, start, end,
                f"{view.cite(node)}の{lost}が元の文書になく、復元しました（原本で確かめてください）",
                f"the label of {view.cite(node)} was lost in the source and recovered",
                confidence=node.confidence,
            )  # fmt: skip


_EXCERPT: Final = 20
"""Code points of unparsed text that a message quotes. Chosen."""


def unparsed_text(view: View) -> Iterator[Finding]:
    """読み取れなかった部分 · Text that no rule understood.

    何を見るか: どの規則でも読み取れず、そのまま残した部分と、引用が多すぎて読むのをやめた箇所を示します。
    なぜ大切か: 条文が木に入っていないかもしれません。
    例: 表の崩れた行。
    確かさ: 高い。

    What it does: shows the blocks that were kept but not understood, and where reading references was given up
    because there are too many of them.
    Why it matters: provisions may be missing from the tree.
    Example: lines of a broken table.
    How sure: high.
    """
    for node in view.by_kind["unparsed"]:
        start, end = view.head_span(node)
        upright = cannot_be_read(view.text, view.folded)
        words = "".join(view.text[node.start : node.end].split()) if upright else view.text[start:end].strip()
        excerpt = words[:_EXCERPT]
        yield Finding(
            node, start, end,
            f"読み取れない部分があります{'（縦書きで、一行に一字です）' if upright else ''}:「{excerpt}」",
            f"text that could not be read{' (vertical, one letter a line)' if upright else ''}: {excerpt}",
        )  # fmt: skip
    stopped = find_unlinked(view.analysis.tree, view.folded)
    if stopped:
        node_id, offset = stopped
        yield Finding(
            view.nodes[node_id], offset, offset + 1,
            "ここから後ろの引用は読んでいません（数が多すぎます）",
            "references from here on were not read (there are too many)",
        )  # fmt: skip
