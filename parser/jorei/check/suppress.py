"""Suppresses findings that somebody has dismissed with a reason; they are found again by the words they were about.

A suppression names the check, the document (by work or by path) and the words: those of the finding (``quote``) and
those around it (``context``). Numbers do not count in the comparison, nor do blanks and widths:
第10条 that becomes 第11条, a page footer that changes, a line that wraps elsewhere lose nothing. Where several
findings of one check have the same words, the context decides. Without a context the numbers count too.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.identity import documents as identity
from jorei.model.profile import Suppression
from jorei.text.fold import squeeze

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jorei.model import Analysis, Diagnostic, Node

_NUMBERS: Final = re.compile(r"[0-9〇一二三四五六七八九十百千]+")
_BLANKS: Final = re.compile(r"\s+")
_CONTEXT_SIDE: Final = 30
"""Code points of the provision's wording that a context holds on either side. Chosen: about a clause."""
_LONGEST_QUOTE: Final = 60
"""Code points of a quote at most: a finding may be about a whole block. Chosen."""
_LEAST_LIKENESS: Final = 0.7
"""The share of two contexts that must agree, the quote itself left out (Dice, by pairs of characters). Chosen."""
_NODES_BELOW: Final = 4
"""Nodes below a heading in which words are looked for. Chosen: the first paragraph or item has some."""


def work_of(analysis: Analysis) -> str:
    """The ``work_id`` of a document."""
    return identity.work_id(analysis.metadata, _doc_id(analysis))


def _doc_id(analysis: Analysis) -> str:
    return identity.doc_id(analysis.metadata, identity.text_digest(analysis.source.text))


def dismissal(
    analysis: Analysis, finding: Diagnostic, reason: str, by: str | None = None, on: date | None = None
) -> Suppression:  # fmt: skip
    """The suppression that dismisses one finding: by its work, by its path where the work has no number."""
    work = work_of(analysis)
    has_name = work != _doc_id(analysis)  # else it is a hash of the text, and lost with the next change
    return Suppression(
        finding.code, reason, _BLANKS.sub(" ", _quote(analysis, finding)), context_of(analysis, finding),
        work if has_name else None, None if has_name else analysis.source.path, by, on,
    )  # fmt: skip


def _quote(analysis: Analysis, finding: Diagnostic) -> str:
    return analysis.source.text[finding.start : min(finding.end, finding.start + _LONGEST_QUOTE)]


def context_of(analysis: Analysis, finding: Diagnostic) -> str:
    """The words of the provision around a finding; its first words when the finding is at its label.

    Taken from the node's own text, so that what a page puts between (footers, wraps) is no part of it.
    """
    if finding.node is None:
        return ""
    nodes = analysis.tree.nodes
    node = nodes[finding.node]
    below = islice(nodes, node.id, min(node.id + node.size, node.id + _NODES_BELOW))
    node = next((candidate for candidate in below if candidate.text), node)
    offset = _text_offset(node, finding.start)
    length = min(finding.end - finding.start, _LONGEST_QUOTE)
    return node.text[max(0, offset - _CONTEXT_SIDE) : offset + length + _CONTEXT_SIDE] or (node.title or "")


def _text_offset(node: Node, start: int) -> int:
    """The offset in a node's text of an offset of the source; 0 when it is at the label or the caption."""
    offset = 0
    for piece in node.pieces:
        if piece.role == "text":
            if piece.start <= start < piece.end:
                return offset + start - piece.start
            offset += piece.end - piece.start
    return 0


def suppress(
    analysis: Analysis, findings: tuple[Diagnostic, ...], suppressions: Sequence[Suppression],
    work_id: str | None = None,
) -> tuple[tuple[Diagnostic, ...], frozenset[int]]:  # fmt: skip
    """The findings with ``suppressed_by`` filled where one was dismissed, and the indexes of the suppressions that
    dismissed something. A finding that is suppressed already stays as it is.

    ``work_id`` is `work_of` the analysis where the caller knows it.
    """
    if not suppressions:
        return findings, frozenset()
    work, path = work_id or work_of(analysis), analysis.source.path
    by_words: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, finding in enumerate(findings):
        by_words[finding.code, masked(_quote(analysis, finding))].append(i)
        by_words[finding.code, ""].append(i)
    labels: dict[int, str] = {}
    used: set[int] = set()
    for number, suppression in enumerate(suppressions):
        if suppression.concerns(work, path):
            candidates = by_words.get((suppression.code, masked(suppression.quote)), [])
            for i in _dismissed(analysis, findings, candidates, suppression):
                labels.setdefault(i, suppression.label)
                used.add(number)
    return tuple(
        msgspec.structs.replace(finding, suppressed_by=labels[i])
        if i in labels and finding.suppressed_by is None
        else finding
        for i, finding in enumerate(findings)
    ), frozenset(used)


def _dismissed(
    analysis: Analysis, findings: tuple[Diagnostic, ...], candidates: list[int], suppression: Suppression
) -> list[int]:  # fmt: skip
    """Of the findings with the right words those in the right surroundings, the best of them."""
    if not suppression.context:  # numbers are all that tells them apart
        quote = squeeze(suppression.quote)
        return [i for i in candidates if not quote or squeeze(_quote(analysis, findings[i])) == quote]
    quote = masked(suppression.quote)
    wanted = _around(suppression.context, quote)
    scores = {i: _likeness(wanted, _around(context_of(analysis, findings[i]), quote)) for i in candidates}
    best = max(scores.values(), default=0.0)
    return [i for i, score in scores.items() if score == best] if best >= _LEAST_LIKENESS else []


def _around(context: str, quote: str) -> str:
    return masked(context).replace(quote, "", 1)


@lru_cache(maxsize=4096)
def masked(words: str) -> str:
    """Words as they are compared: one width, no blanks, every number the same.

    >>> masked("第１０条 第二項の規定") == masked("第11条第3項の規定") == "第#条第#項の規定"
    True
    """
    return _NUMBERS.sub("#", squeeze(words))


def _likeness(left: str, right: str) -> float:
    """Dice's coefficient of the pairs of neighbouring characters; 1 for the same words.

    >>> _likeness("市長は許可する", "市長は許可する"), _likeness("市長は", "第#条")
    (1.0, 0.0)
    """
    if left == right:
        return 1.0
    left_pairs, right_pairs = (Counter(pairwise(words)) for words in (left, right))
    total = left_pairs.total() + right_pairs.total()
    return 2 * (left_pairs & right_pairs).total() / total if total else 0.0
