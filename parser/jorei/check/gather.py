"""Findings of one cause as one finding with its places, so that those of a document fit on a screen."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.model import Related

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from jorei.model import Diagnostic
    from jorei.model.vocabulary import Severity

ONE_CAUSE: Final = frozenset(
    "S15 S19 S21 S23 P01 P02 P04 P11 R08 V03 V04 V05 V11 V12 V13 V14".split()  # habits, and what a source has lost
)
"""Checks whose findings in a document have one cause: how it was written, typed or published."""
A_SCREEN: Final = 25
"""Findings of a document that are read at once. Chosen: where there are more, those of one check are gathered."""
_LAST_GATHERED: Final[dict[Severity, int]] = {"info": 0, "warning": 1, "error": 2}


def gather(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings of one document, those of one cause as one: it stands at the first place, ``related`` has the others
    with their messages, ``places`` says how many there are.

    One cause have the findings of a check in `ONE_CAUSE` that are equally severe, and those of any check with the same
    message. Where more than `A_SCREEN` remain, those of one check are gathered too, information first, errors last.

    >>> from jorei.model import Diagnostic
    >>> found = [Diagnostic("S23", "label-recovered", "info", f"第{n}項", "", n, n + 1) for n in range(3)]
    >>> [(finding.message, finding.places) for finding in gather(found)]
    [('第0項（ほか2か所）', 3)]
    """
    every = tuple(findings)
    gathered: frozenset[Hashable] = frozenset()
    while True:
        groups: dict[Hashable, list[Diagnostic]] = {}
        for finding in every:
            groups.setdefault(_cause(finding, gathered), []).append(finding)
        if len(groups) <= A_SCREEN:
            break
        further = _most_numerous(groups)
        if further is None:
            break
        gathered |= {further}
    return tuple(map(_as_one, groups.values()))


def _check_of(finding: Diagnostic) -> Hashable:
    """What all findings of one check in one document have in common."""
    return finding.code, finding.severity, finding.suppressed_by


def _cause(finding: Diagnostic, gathered: frozenset[Hashable]) -> Hashable:
    check = _check_of(finding)
    if finding.code in ONE_CAUSE or check in gathered:
        return check
    return check, finding.message


def _most_numerous(groups: dict[Hashable, list[Diagnostic]]) -> Hashable | None:
    """Of the checks with several findings left the least severe, and of these the one with most; None when there is none."""
    counts: Counter[Hashable] = Counter(_check_of(group[0]) for group in groups.values())
    severity = {_check_of(group[0]): group[0].severity for group in groups.values()}
    several = [check for check, count in counts.items() if count > 1]
    return min(several, key=lambda check: (_LAST_GATHERED[severity[check]], -counts[check]), default=None)


def _as_one(group: list[Diagnostic]) -> Diagnostic:
    first, *others = group
    if not others:
        return first
    return msgspec.structs.replace(
        first,
        message=f"{first.message}（ほか{len(others)}か所）",
        message_en=f"{first.message_en} (and {len(others)} more)",
        related=tuple(Related(other.start, other.end, other.message) for other in others),
        places=len(group),
    )
