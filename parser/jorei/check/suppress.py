"""Findings that somebody looked at and dismissed, with a reason: kept by the text they were about.

A suppression names the check, the document (by work or by path) and the words: what the finding pointed at
(``quote``) and what stood around it (``context``). Numbers do not count in the comparison, nor do blanks and widths:
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
from jorei.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from jorei.model import Analysis, Diagnostic

_NUMBERS: Final = re.compile(r"[0-9〇一二三四五六七八九十百千]+")
_BLANKS: Final = re.compile(r"\s+")
_AROUND: Final = 30
"""Code points of the provision's wording that a context holds on either side."""
_QUOTED: Final = 60
"""The most that a quote holds: a finding may speak of a whole block."""
_ALIKE: Final = 0.7
"""How much of two contexts must agree, the quote itself left out (Dice, by pairs of characters)."""
_DESCENT: Final = 4
"""How many nodes below a heading are looked at for words."""


def work_of(analysis: Analysis) -> str:
    """The ``work_id`` of a document."""
    return identity.work_id(analysis.metadata, _doc_id(analysis))


def _doc_id(analysis: Analysis) -> str:
    return identity.doc_id(analysis.metadata, identity.text_digest(analysis.source.text))


def dismissal(
    analysis: Analysis, found: Diagnostic, reason: str, by: str | None = None, on: date | None = None
) -> Suppression:  # fmt: skip
    """The suppression that dismisses one finding: by its work, by its path where the work has no number."""
    work = work_of(analysis)
    named = work != _doc_id(analysis)  # else it is a hash of the text, and lost with the next change
    quote = analysis.source.text[found.start : min(found.end, found.start + _QUOTED)]
    return Suppression(
        found.code, reason, _BLANKS.sub(" ", quote), context_of(analysis, found), work if named else None,
        None if named else analysis.source.path, by, on,
    )  # fmt: skip


def context_of(analysis: Analysis, found: Diagnostic) -> str:
    """The words of the provision around a finding; its first words when the finding is at its label.

    Taken from the node's own text, so that what a page puts between (footers, wraps) is no part of it.
    """
    if found.node is None:
        return ""
    nodes = analysis.tree.nodes
    node = nodes[found.node]
    below = islice(nodes, node.id, min(node.id + node.size, node.id + _DESCENT))
    node = next((one for one in below if one.text), node)
    at = 0
    for piece in node.pieces:
        if piece.role == "text":
            if piece.start <= found.start < piece.end:
                at += found.start - piece.start
                break
            at += piece.end - piece.start
    else:
        at = 0  # at the label or the caption
    length = min(found.end - found.start, _QUOTED)
    return node.text[max(0, at - _AROUND) : at + length + _AROUND] or (node.title or "")


def suppress(
    analysis: Analysis, found: tuple[Diagnostic, ...], suppressions: Sequence[Suppression], work_id: str | None = None
) -> tuple[tuple[Diagnostic, ...], frozenset[int]]:  # fmt: skip
    """The findings with ``suppressed_by`` filled where one was dismissed, and which suppressions (by their place)
    dismissed something. A finding that is suppressed already stays as it is.

    ``work_id`` is `work_of` the analysis where the caller knows it.
    """
    if not suppressions:
        return found, frozenset()
    work, path = work_id or work_of(analysis), analysis.source.path
    by_words: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        quote = analysis.source.text[one.start : min(one.end, one.start + _QUOTED)]
        by_words[one.code, masked(quote)].append(place)
        by_words[one.code, ""].append(place)
    labels: dict[int, str] = {}
    used: set[int] = set()
    for at, suppression in enumerate(suppressions):
        if suppression.concerns(work, path):
            places = by_words.get((suppression.code, masked(suppression.quote)), [])
            for place in _meant(analysis, found, places, suppression):
                labels.setdefault(place, suppression.label)
                used.add(at)
    return tuple(
        msgspec.structs.replace(one, suppressed_by=labels[place])
        if place in labels and one.suppressed_by is None
        else one
        for place, one in enumerate(found)
    ), frozenset(used)


def _meant(
    analysis: Analysis, found: tuple[Diagnostic, ...], places: list[int], suppression: Suppression
) -> list[int]:  # fmt: skip
    """Of the findings with the right words those in the right surroundings, the best of them."""
    if not suppression.context:  # numbers are all there is to go by
        text, said = analysis.source.text, squeezed(suppression.quote)
        return [at for at in places if not said or squeezed(text[found[at].start : found[at].end][:_QUOTED]) == said]
    quote = masked(suppression.quote)
    wanted = _around(suppression.context, quote)
    scores = {place: _likeness(wanted, _around(context_of(analysis, found[place]), quote)) for place in places}
    best = max(scores.values(), default=0.0)
    return [place for place, score in scores.items() if score == best] if best >= _ALIKE else []


def _around(context: str, quote: str) -> str:
    return masked(context).replace(quote, "", 1)


def squeezed(words: str) -> str:
    """Words in one width, without blanks."""
    return _BLANKS.sub("", fold(words))


@lru_cache(maxsize=4096)
def masked(words: str) -> str:
    """Words as they are compared: one width, no blanks, every number the same.

    >>> masked("第１０条 第二項の規定") == masked("第11条第3項の規定") == "第#条第#項の規定"
    True
    """
    return _NUMBERS.sub("#", squeezed(words))


def _likeness(left: str, right: str) -> float:
    """Dice's coefficient of the pairs of neighbouring characters; 1 for the same words.

    >>> _likeness("市長は許可する", "市長は許可する"), _likeness("市長は", "第#条")
    (1.0, 0.0)
    """
    if left == right:
        return 1.0
    ours, theirs = (Counter(pairwise(words)) for words in (left, right))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0
