"""S01-S08: numbers that jump, repeat or are formed wrongly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import DIVISIONS, ENUMERATED, Node
from jorei.model.num import Ordinal, cite_ordinal, is_range, parse_last_num
from jorei.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import Region, View
    from jorei.model.kinds import Kind

_BRANCH_INSIDE: Final = re.compile(r"\([0-9一二三四五六七八九十]+の")
_BRANCH_OUTSIDE: Final = re.compile(r"\)の")

_NUMBERED: Final[tuple[Kind, ...]] = (*DIVISIONS, "paragraph", *ENUMERATED)
_MOST_REGULAR: Final = 999
_REGULAR: Final = [str(number) for number in range(1, 1 + _MOST_REGULAR)]
"""The numbers of siblings without a gap or a branch, as ``Node.num`` has them."""
_COUNTED: Final[tuple[Region, ...]] = ("main", "suppl")

Gap = tuple[Node | None, Node, int]
"""The node before a gap, the node after it and the base number that was expected."""


def irregular_runs(view: View) -> list[list[Node]]:
    """Articles that are numbered together, where that is not simply 1, 2, 3 …: those of the main part, then those of each
    附則; 第1 may begin anew in a 章."""
    runs: dict[tuple[int, int], list[Node]] = defaultdict(list)
    for node in view.by_kind["article"]:
        if view.regions[node.id] in ("main", "suppl"):
            holder = node.parent if node.eid.count("__") > 1 and node.eid.startswith("main__chp") else 0
            runs[view.suppl_of(node), holder].append(node)
    return [run for run in runs.values() if not is_regular(run)]


def irregular_siblings(view: View) -> list[list[Node]]:
    """Groups of siblings of one kind whose numbers are not simply 1, 2, 3 …; appendices and quotations left out."""
    regions, indexes = view.regions, view.sibling_index
    groups: list[list[Node]] = []
    for kind in _NUMBERED:
        parents: dict[int, None] = {}
        """Those with a child whose number is not its place, or that may not count as a sibling: few have one."""
        for node in view.by_kind[kind]:
            place = indexes[node.id]
            if (place >= _MOST_REGULAR or node.num != _REGULAR[place] or not node.text) and regions[
                node.id
            ] in _COUNTED:
                parents[node.parent] = None
        for parent in parents:
            group = [node for node in view.children[parent] if node.kind == kind and _is_sibling(node)]
            if group and not is_regular(group):
                groups.append(group)
    return groups


def _is_sibling(node: Node) -> bool:
    """Whether a node counts among its siblings: a number alone is the cell of a table that lost its borders."""
    return bool(node.text or node.size > 1 or node.title or node.deleted)


def is_regular(group: list[Node]) -> bool:
    """Whether siblings are numbered 1, 2, 3 … without a gap, a branch or a repetition."""
    return [node.num for node in group] == _REGULAR[: len(group)]


_LATIN: Final = re.compile("[A-Za-zΑ-Ωα-ω]$")


def is_legend(group: list[Node]) -> bool:
    """Whether siblings explain the letters of a formula (ｔ　厚さの数値): single letters that do not begin with a."""
    first = fold(group[0].label or "").strip()
    return _LATIN.match(first) is not None and first not in "aA"


def omission_ids(view: View) -> list[int]:
    """The arena ids of the nodes that say 略, in order."""
    return [node.id for node in view.by_kind["omission"]]


def _omission_between(view: View, first: int, second: int) -> bool:
    """Whether something left out (略) stands between two arena ids, so that numbers may jump."""
    ids = view.once(omission_ids)
    index = bisect_right(ids, first)
    return index < len(ids) and ids[index] < second


def article_number_gap(view: View) -> Iterator[Finding]:
    """条番号の欠番 · Article numbers jump or run backwards.

    何を見るか: 本則と、条に分かれた附則ごとに、条番号が1から一つずつ増えるかを見ます。「削除」の範囲は数えます。
    なぜ大切か: 条が落ちているか、番号が誤っています。欠番は詰めずに「第6条　削除」と残すのが法制執務の決まりです。
    例: 第5条の次が第7条。
    確かさ: 高い。「略」を挟む場合は報告しません。

    What it does: follows the numbers of the articles, of the main part and of each supplementary provision.
    Why it matters: an article was lost or misnumbered; a repealed number stays as 第6条　削除.
    Example: 第7条 straight after 第5条.
    How sure: high; nothing is said where 略 stands between.
    """
    for run in view.once(irregular_runs):
        for before, node, expected in _gaps(view, run, from_one=view.suppl_of(run[0]) == 0):
            if (before is None or not before.deleted) and not _says_deleted(view, before, node):
                yield _jump(view, before, node, f"第{expected}条", "条")


_EXTRACT: Final = re.compile("抄 *\n")
_DELETED_LINE: Final = re.compile(r"第[^\n]{1,20}条[^\n]{0,12}削 ?除")


def _says_deleted(view: View, before: Node | None, node: Node) -> bool:
    """Whether a line between two articles says that some are deleted, in a form of its own: （第6条及び第7条 削除）; or the
    document is an extract."""
    if (view.analysis.metadata.title or "").endswith(("抄", "(抄)", "（抄）")):
        return True
    if before is None:
        return _EXTRACT.search(view.folded, 0, node.start) is not None
    return _DELETED_LINE.search(view.folded, before.start, node.start) is not None


def duplicate_number(view: View) -> Iterator[Finding]:
    """番号の重複 · The same number twice.

    何を見るか: 同じ親の下の章・条・項・号に、同じ番号が二度ないかを見ます。
    なぜ大切か: どちらを指すのか分からず、引用できません。
    例: 第5条が二つある。
    確かさ: 高い。

    What it does: looks for the same number twice among divisions, articles, paragraphs or items of one parent.
    Why it matters: such a provision cannot be cited.
    Example: 第5条 twice.
    How sure: high.
    """
    for group in (*view.once(irregular_runs), *view.once(irregular_siblings)):
        by_num: dict[str, Node] = {}
        for node in group:
            if node.num is None or node.label_inferred:
                continue
            first = by_num.setdefault(node.num, node)
            if first is not node:
                label = fold(node.label or "").strip() or node.num
                start, end = view.head_span(node)
                yield Finding(
                    node, start, end,
                    f"{label}が二つあります（引用できません）",
                    f"{label} occurs twice, so it cannot be cited",
                    related=(view.related(first),),
                )  # fmt: skip


def branch_number_gap(view: View) -> Iterator[Finding]:
    """枝番号の欠番 · Branch numbers jump.

    何を見るか: 第5条の2、第5条の3…と枝番号が2から一つずつ増えるかを見ます。
    なぜ大切か: 枝番号の条が落ちているか、番号が誤っています。
    例: 第5条の次が第5条の3。
    確かさ: 高い。

    What it does: follows the branch numbers of articles.
    Why it matters: a branch article was lost or misnumbered.
    Example: 第5条の3 straight after 第5条.
    How sure: high.
    """
    for run in view.once(irregular_runs):
        for before, node in pairwise(run):
            expected = _expected_branch(before, node)
            if expected and node.ordinal > before.ordinal and not _omission_between(view, before.id, node.id):
                yield _jump(view, before, node, cite_ordinal(expected, "条"), "条")


def malformed_deletion(view: View) -> Iterator[Finding]:
    """削除の範囲の不一致 · A deletion does not cover the gap.

    何を見るか: 「第5条から第8条まで　削除」の次の条が第9条かを見ます。
    なぜ大切か: 削除された条の範囲と、残った条の番号とが食い違っています。
    例: 第5条から第8条まで 削除 の次が第10条。
    確かさ: 高い。

    What it does: compares the numbers a deletion covers with the article that follows it.
    Why it matters: the deleted range and the numbers that remain disagree.
    Example: 第10条 straight after 第5条から第8条まで 削除.
    How sure: high.
    """
    for run in view.once(irregular_runs):
        for before, node, expected in _gaps(view, run, from_one=False):
            if before is not None and before.deleted:
                yield _jump(view, before, node, f"第{expected}条", "条")


def paragraph_branch_number(view: View) -> Iterator[Finding]:
    """項の枝番号 · A paragraph with a branch number.

    何を見るか: 「2の2」のような枝番号の項を探します。
    なぜ大切か: 項は条の中の段落であり、番号は順序を示すだけなので、枝番号を付けません。
    例: 2の2 市長は、…
    確かさ: 高い。

    What it does: looks for paragraphs numbered like 2の2.
    Why it matters: paragraph numbers only count paragraphs; they never take branches.
    Example: 2の2 市長は、…
    How sure: high.
    """
    for node in view.by_kind["paragraph"]:
        if len(node.ordinal) > 1 and not is_range(node.num):
            start, end = view.head_span(node)
            label = fold(node.label or node.num or "").strip()
            yield Finding(
                node, start, end,
                f"項に枝番号「{label}」が付いています（項には枝番号を付けません）",
                f"paragraph {label} has a branch number; paragraphs take none",
            )  # fmt: skip


def first_paragraph_numbered(view: View) -> Iterator[Finding]:
    """第1項の番号 · The first paragraph of an article carries a number.

    何を見るか: 条の第1項に「1」が付いていないかを見ます。その文書の多数がそうなら報告しません。
    なぜ大切か: 条の第1項には番号を付けないのが通例です。
    例: 第3条 1 市長は、…
    確かさ: 高い。文書の多数の書き方に従います。

    What it does: looks for a number on first paragraphs, against the habit of the document.
    Why it matters: by custom the first paragraph of an article has no number.
    Example: 第3条 1 市長は、…
    How sure: high; the document's own majority decides.
    """
    firsts = [paragraphs[0] for article in view.by_kind["article"] if len(paragraphs := _paragraphs(view, article)) > 1]
    numbered = [node for node in firsts if node.label]
    strict = view.style.first_paragraph == "plain"
    if view.style.first_paragraph == "free" or (not strict and 2 * len(numbered) >= len(firsts)):
        return
    for node in numbered:
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"{view.cite(node)}に番号「{fold(node.label or '').strip()}」が付いています（多くの条では付けていません）",
            f"{view.cite(node)} carries a number; most articles of this document leave it out",
        )  # fmt: skip


def paragraph_number_gap(view: View) -> Iterator[Finding]:
    """項番号の欠番 · Paragraph numbers jump.

    何を見るか: 条や附則の中で、項番号が一つずつ増えるかを見ます。
    なぜ大切か: 項が落ちているか、番号が誤っています。項は詰めて数えるので、欠番はありえません。
    例: 2の次が4。
    確かさ: 高い。「略」を挟む場合と「抄」の附則は報告しません。番号が前の項の行の中にあれば、改行の欠落として警告します。

    What it does: follows the numbers of the paragraphs of an article or a supplementary provision.
    Why it matters: a paragraph was lost or misnumbered; paragraph numbers never have gaps.
    Example: 4 straight after 2.
    How sure: high; nothing is said where 略 stands between; a number inside the line before is only a warning.
    """
    for group in _groups(view, "paragraph"):
        for before, node, expected in _gaps(view, group, from_one=True):
            if before is not None and _runs_on(view, before, expected):
                yield _run_on(view, before, node, expected)
            elif not _has_branch(node):
                yield _jump(view, before, node, f"第{expected}項", "項")


def _runs_on(view: View, before: Node, expected: int) -> bool:
    """Whether the missing number stands in the line of the paragraph before: …とする。5 市長は、…; at its end, too."""
    return re.search(rf"。 ?{expected}(?: |\n|$)", before.text_in(view.folded)) is not None


def _run_on(view: View, before: Node, node: Node, expected: int) -> Finding:
    start, end = view.head_span(node)
    return Finding(
        node, start, end,
        f"第{expected}項が改行されず、{view.cite(before)}の行に続いています",
        f"paragraph {expected} stands on the line of {view.cite(before)}",
        related=(view.related(before),),
        severity="warning",
    )  # fmt: skip


def item_number_gap(view: View) -> Iterator[Finding]:
    """号番号の欠番、枝番号の書き方の混在 · Item numbers jump, or their branches are written in two ways.

    何を見るか: 号とその細分の番号が、1（ア、イ）から一つずつ増えるか、(1の2) と (1)の2 とが混ざっていないかを見ます。
    なぜ大切か: 号が落ちているか、番号が誤っています。書き方が混ざると、引用や改正のときに迷います。
    例: (1)の次が(3)。(3の2) のある条例に (5)の2。
    確かさ: 高い。「略」を挟む場合と、別表・様式の中は報告しません。枝番号は少ないほうの書き方を報告します。

    What it does: follows the numbers of items and their subdivisions, and compares (1の2) with (1)の2.
    Why it matters: an item was lost or misnumbered; amendments must quote labels exactly.
    Example: (3) straight after (1); (5)の2 in an ordinance that has (3の2).
    How sure: high; appendices and 略 are left out.
    """
    for group in _groups(view, *ENUMERATED):
        if is_legend(group):
            continue
        for before, node, expected in _gaps(view, group, from_one=True):
            item = node.kind == "item"
            yield _jump(
                view, before, node, f"第{expected}号" if item else f"{expected}番目の細分", "号" if item else "細分"
            )
    yield from _mixed_branches(view)


def _groups(view: View, *kinds: Kind) -> Iterator[list[Node]]:
    return (group for group in view.once(irregular_siblings) if group[0].kind in kinds)


def _paragraphs(view: View, article: Node) -> list[Node]:
    return [child for child in view.children[article.id] if child.kind == "paragraph"]


def _last_base(node: Node) -> int:
    """The last base number that a node stands for: 8 for a deletion 5:8."""
    return (parse_last_num(node.num) or (0,))[0]


def _has_branch(node: Node) -> bool:
    return len(node.ordinal) > 1


def _gaps(view: View, group: list[Node], *, from_one: bool) -> Iterator[Gap]:
    """The gaps of a group: the base number is not the one before plus one (a branch keeps its base)."""
    if view.suppl_of(group[0]) in view.extracts:
        return
    before: Node | None = None
    last: Ordinal = ()
    base = 0
    for node in group:
        ordinal = node.ordinal
        if not ordinal:
            continue
        if before is None:
            if from_one and ordinal[0] != 1 and not _omission_between(view, node.parent, node.id):
                yield None, node, 1
        elif (ordinal[0] > base + 1 or ordinal < last) and not _omission_between(view, before.id, node.id):
            yield before, node, base + 1
        before, last, base = node, ordinal, _last_base(node)


def _expected_branch(before: Node, node: Node) -> Ordinal | None:
    """The ordinal that should have come instead of ``node``; None when its branches follow rightly."""
    old, new = before.ordinal, node.ordinal
    if len(new) < 2 or not old or old[0] != new[0] or is_range(before.num):
        return (new[0], 2) if len(new) == 2 and new[1] > 2 and _last_base(before) + 1 == new[0] else None
    shared = new[:-1]
    if old[: len(shared)] != shared:
        return None
    expected = old[len(shared)] + 1 if len(old) > len(shared) else 2
    return (*shared, expected) if new[-1] > expected else None


def _jump(view: View, before: Node | None, node: Node, expected: str, unit: str) -> Finding:
    start, end = view.head_span(node)
    cited = view.cite(node)
    if before is None:
        return Finding(
            node, start, end,
            f"最初の{unit}が{cited}です（{expected}がありません）",
            f"the first {unit} is {cited}; {expected} is missing",
        )  # fmt: skip
    backwards = node.ordinal < before.ordinal
    return Finding(
        node, start, end,
        f"{view.cite(before)}の次が{cited}です（{'順序が逆です' if backwards else expected + 'がありません'}）",
        f"{cited} follows {view.cite(before)}; " + ("the order is reversed" if backwards else f"{expected} is missing"),
        related=(view.related(before),),
    )  # fmt: skip


def _mixed_branches(view: View) -> Iterator[Finding]:
    """The rarer of (1の2) and (1)の2 in one document."""
    styles: dict[bool, list[Node]] = {True: [], False: []}
    for kind in ENUMERATED:
        for node in view.by_kind[kind]:
            if node.label and "の" in node.label:
                label = fold(node.label)
                if _BRANCH_INSIDE.search(label):
                    styles[True].append(node)
                elif _BRANCH_OUTSIDE.search(label):
                    styles[False].append(node)
    few, many = sorted(styles.values(), key=len)
    for node in few:
        start, end = view.head_span(node)
        yield Finding(
            node, start, end,
            f"号の枝番号「{node.label}」の書き方が、ほかの号（「{many[0].label}」）と違います",
            f"the branch of item {node.label} is written unlike the others ({many[0].label})",
            related=(view.related(many[0]),),
        )  # fmt: skip
