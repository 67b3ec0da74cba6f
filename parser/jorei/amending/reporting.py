"""What the carrying out of a sentence has to say."""

from __future__ import annotations

from jorei.amending.editing import NotFound
from jorei.amending.finder import Missing, OperationTarget
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.operation import AmendedPlace, AmendingSentence, Operation
from jorei.amending.spelling import spell, spell_place
from jorei.amending.unit import APPENDICES, cite


class Reporter:
    """Keeps the findings about the sentence that is being carried out."""

    def __init__(self) -> None:
        self.findings: list[AmendingFinding] = []
        self.sentence: AmendingSentence | None = None

    def say(
        self, name: str, citation: str, ja: str, en: str, operation: Operation | None = None, **more: object
    ) -> None:
        """Keep a finding about the current sentence."""
        of = operation or self.sentence
        assert of is not None
        self.findings.append(finding(name, citation, ja, en, start=of.start, end=of.end, **more))

    def say_missing(self, missing: Missing, operation: Operation) -> None:
        """The base has no such place."""
        where = spell(missing.steps)
        name = "no-such-row" if missing.row else "no-such-provision"
        self.say(name, where, f"{where}はありません", f"there is no {where}", operation)

    def say_old(self, place: AmendedPlace, target: OperationTarget) -> None:
        """A place was called by its old number."""
        words = spell_place(place)
        self.say(
            "old-number", cite(target.unit), f"{words}は今の{cite(target.unit)}です。動く前の番号として当てました",
            f"{words} is now {cite(target.unit)}; it was taken by its old number",
        )  # fmt: skip

    def say_not_found(self, operation: Operation, target: OperationTarget | None, missing: NotFound) -> None:
        """The words do not stand in the place."""
        where = where_of(operation, target)
        if missing.overlap:
            self.say(
                "overlap", where, f"「{operation.old}」は同じ文の先の改正で変わっています",
                f"{operation.old} was changed before in the same sentence", operation, words=operation.old,
            )  # fmt: skip
            return
        near, near_en = (
            (f"（近い字句:「{missing.near}」）", f" (nearest: {missing.near})") if missing.near else ("", "")
        )
        self.say(
            "words-not-found", where, f"{where}に「{short(operation.old)}」はありません{near}",
            f"{where} does not have the words {short(operation.old)}{near_en}", operation, words=operation.old,
            suggestion=missing.near or None,
        )  # fmt: skip

    def say_numerals(self, operation: Operation, target: OperationTarget, found: str) -> None:
        """The words stand there in other numerals."""
        self.say(
            "other-numerals", where_of(operation, target), f"「{short(operation.old)}」は「{short(found)}」として当てました",
            f"{short(operation.old)} was taken as {short(found)}", operation, words=operation.old,
        )  # fmt: skip

    def say_ambiguous(self, operation: Operation, target: OperationTarget, count: int, severity: str) -> None:
        """The words stand there more than once."""
        where = where_of(operation, target)
        self.say(
            "words-ambiguous", where, f"「{short(operation.old)}」は{where}に{count}回あります",
            f"{short(operation.old)} stands {count} times in {where}", operation, words=operation.old, severity=severity,
            count=count,
        )  # fmt: skip


def where_of(operation: Operation, target: OperationTarget | None) -> str:
    """The place as it is called now: the words of the amendment, under the new numbers."""
    if target is None or not operation.place.steps:
        return spell_place(operation.place) or "本則"
    tail = tuple(
        step for step in operation.place.steps if step.kind in ("part_of", "stem", "caption", "heading", "row")
    )
    if tail or target.unit.kind in APPENDICES or len(target.units) > 1:
        return spell_place(operation.place)
    return cite(target.unit)


def short(words: str, limit: int = 60) -> str:
    """Words as far as a message shows them."""
    return words if len(words) <= limit else words[:limit] + "…"
