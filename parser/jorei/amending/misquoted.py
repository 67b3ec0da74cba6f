"""What an amending ordinance quotes of its base and cannot mean there: for checks, which carry nothing out themselves."""

from __future__ import annotations

from collections.abc import Sequence

from jorei.amending.consolidate import consolidate
from jorei.amending.document import read_amending
from jorei.amending.findings import AmendingFinding
from jorei.check.view import Misquotation
from jorei.identity.documents import law_number_of
from jorei.model import Analysis
from jorei.model.vocabulary import Severity

_OWN = "own"


def misquotations(base: Analysis, amending: Analysis, others: Sequence[Analysis] = ()) -> tuple[Misquotation, ...]:
    """The words that do not stand where the amendment says, or more than once; nothing when the base has it in it already.

    ``others`` are further amendments of the base: what one of them puts in, a later one may change. Analyses need no more
    than their trees and metadata.
    """
    if _has_amended(amending, base):
        return ()
    read = [
        read_amending(one.source.text, _OWN if one is amending else "", one.metadata.promulgated_on)
        for one in (*(other for other in others if not _has_amended(other, base)), amending)
    ]
    (result,) = consolidate([base], read)
    text = amending.source.text
    found = (_misquotation(text, one) for one in result.findings if one.source_path == _OWN)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _has_amended(amending: Analysis, base: Analysis) -> bool:
    """Whether the base text is one that has the amendment in it already: its history names the amending ordinance."""
    number = law_number_of(amending.metadata)
    return number is not None and any(amendment.law_number == number.local for amendment in base.amendments)


def _misquotation(text: str, one: AmendingFinding) -> Misquotation | None:
    if one.name not in ("words-not-found", "words-ambiguous") or not one.words:
        return None
    quoted = text.find(f"「{one.words}」", one.start, one.end)
    start, end = (quoted + 1, quoted + 1 + len(one.words)) if quoted >= 0 else (one.start, one.end)
    severity: Severity = "error" if one.severity == "error" else "info"
    return Misquotation(start, end, one.words, one.citation, one.count, one.suggestion or "", severity)
