"""`Finding`, what a check yields, and `Rule`, its row of the table of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from jorei.check.view import Trait, View
from jorei.model import Diagnostic, Node, Related
from jorei.model.record import Record

if TYPE_CHECKING:
    from jorei.model.profile import Profile
    from jorei.model.vocabulary import Confidence, Severity

CONFIDENCE_VALUES: Final[dict[Confidence, float]] = {"H": 0.95, "M": 0.75, "L": 0.4}
"""The confidence of a finding, where the check gives none itself. Chosen, so that findings sort by it."""


class Finding(Record):
    """One place that a check objects to; ``severity`` and ``confidence`` override the table's.

    ``node`` is None when the finding is about the document as a whole.
    """

    node: Node | None
    start: int
    end: int
    message: str
    message_en: str
    related: tuple[Related, ...] = ()
    suggestion: str | None = None
    severity: Severity | None = None
    confidence: float | None = None


Check = Callable[[View], Iterator[Finding]]


class Rule(Record):
    """A check and its row of the table; its page is the docstring of ``find``.

    ``when`` is what a document must have for the check to find anything: the others are not asked.
    ``whole_build`` checks look at all documents of a build together (`View.context`); the others at one document.
    """

    code: str
    name: str
    severity: Severity
    confidence: Confidence
    find: Check
    whole_build: bool = False
    when: Trait | None = None

    def diagnose(self, finding: Finding, profile: Profile) -> Diagnostic:
        """The row of the diagnostics table for a finding of this check; its severity is that of the profile."""
        return Diagnostic(
            code=self.code,
            name=self.name,
            severity=profile.severity_of(self.code, finding.severity or self.severity),
            message=finding.message,
            message_en=finding.message_en,
            start=finding.start,
            end=finding.end,
            node=None if finding.node is None else finding.node.id,
            confidence=CONFIDENCE_VALUES[self.confidence] if finding.confidence is None else finding.confidence,
            related=finding.related,
            suggestion=finding.suggestion,
        )
