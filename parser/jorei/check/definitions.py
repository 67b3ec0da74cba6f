"""D01, D02, D05: defined terms."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.dangling import sort_dangling
from jorei.check.finding import Finding
from jorei.check.missed_terms import near_misses
from jorei.check.passages import squeezed
from jorei.check.view import View
from jorei.model import Definition, Related

if TYPE_CHECKING:
    from collections.abc import Iterator


def duplicate_definition(view: View) -> Iterator[Finding]:
    """定義の重複 · A term defined twice.

    何を見るか: 同じ範囲で同じ用語が二度定義されていないかを見ます。
    なぜ大切か: どちらの意味か決まりません。改正で定義を移したときに、古い定義が残っていることがあります。
    例: 第2条と第5条の両方に「以下「利用者」という。」
    確かさ: 高い。範囲を狭める定義（以下この条において同じ。）は報告しません。

    What it does: looks for a term that is defined twice for the same scope.
    Why it matters: its meaning is open; an amendment may have left the old definition behind.
    Example: 以下「利用者」という。 in both 第2条 and 第5条.
    How sure: high; narrowings for one article are left out.
    """
    by_term: dict[tuple[str, str, tuple[int, ...]], list[Definition]] = defaultdict(list)
    for definition in _own_definitions(view):
        if definition.kind == "wo_iu":
            continue  # X(…をいう。) explains X for its own sentence, often again and again
        nodes = () if definition.scope == "document" else definition.scope_nodes
        if definition.scope == "document" or nodes:
            by_term[definition.term, definition.scope, nodes].append(definition)
    for (term, _, _), (first, *others) in by_term.items():
        for definition in others:
            cited = view.cite(view.nodes[first.node])
            yield Finding(
                view.nodes[definition.node], definition.start, definition.end,
                f"「{term}」は{cited}でも定義されています",
                f"{term} is already defined in {cited}",
                related=(Related(first.start, first.end, cited),),
            )  # fmt: skip


def _own_definitions(view: View) -> Iterator[Definition]:
    """The definitions of the wording, without those that narrow a term for one article."""
    for definition in view.analysis.definitions:
        if not definition.narrowing and view.regions[definition.node] in ("main", "suppl"):
            yield definition


def definition_unused(view: View) -> Iterator[Finding]:
    """使われない定義 · A definition that nothing uses.

    何を見るか: 定義した用語が、その範囲（別表・様式・附則を含む）で使われているかを見ます。
    なぜ大切か: 改正で使わなくなった定義が残っています。
    例: 以下「審査会」という。 とあるのに、ほかに「審査会」がない。
    確かさ: 高い。誤りとは限らないので、情報として示します。

    What it does: counts the uses of each defined term in its scope, appendices included.
    Why it matters: an amendment removed the last use and left the definition.
    Example: 以下「審査会」という。 with no other 審査会.
    How sure: high, but not always a mistake.
    """
    candidates = [d for d in _own_definitions(view) if d.uses == 0 and d.scope == "document"]
    unused = [d for d in candidates if len(candidates) > _MOST_COUNTED or not _is_shorter(view, d)]
    missed = {finding.start for finding in view.once(near_misses)} if unused else set()
    for definition in unused:
        if definition.start not in missed:
            yield Finding(
                view.nodes[definition.node], definition.start, definition.end,
                f"「{definition.term}」は定義されていますが、使われていません",
                f"{definition.term} is defined but never used",
            )  # fmt: skip


_MOST_COUNTED: Final = 50
"""Unused terms whose ends are counted in the text. Chosen, so that a text of any length takes linear time."""
_SHORTEST_END: Final = 4
"""Characters of the end of a term that may be the term itself. Chosen."""


def _is_shorter(view: View, definition: Definition) -> bool:
    """Whether the term of X（…をいう。）may begin later than it was read, as its end occurs elsewhere:
    昭和二十八年一月一日後|決定整備計画（…をいう。以下同じ。）."""
    if definition.kind != "wo_iu":
        return False
    term = definition.term
    return any(view.text.count(term[start:]) > 1 for start in range(1, len(term) - _SHORTEST_END + 1))


def scope_missing_provision(view: View) -> Iterator[Finding]:
    """定義の範囲の条項がない · The scope of a definition names a provision that does not exist.

    何を見るか: 「第8条において同じ。」「第8条及び第14条において「X」という。」の条項があるかを見ます。
    なぜ大切か: 条の繰上げや削除に、定義の範囲の改正が追い付いていません。
    例: 第7条までの条例に「第8条において同じ。」
    確かさ: 高い。

    What it does: looks for the provisions named in the scope of a definition.
    Why it matters: articles were moved or removed and the scope forgotten.
    Example: 第8条において同じ。 in an ordinance of seven articles.
    How sure: high.
    """
    for reference in view.once(sort_dangling)["D05"]:
        text = squeezed(reference.text)
        yield Finding(
            view.nodes[reference.node], reference.start, reference.end,
            f"定義の範囲に挙げた{text}は{view.self_name}にありません",
            f"{text}, named in the scope of a definition, does not exist in this document",
        )  # fmt: skip
