"""All open findings of one check decided at once, in a document or in many, and the way back.

Nobody decides more than was counted: a request says which build and which findings its confirmation was about, and is
refused when there are others by now. The file of corrections gets all decisions in one step, or none.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Final

import msgspec

from jorei.check import dismissal
from jorei.config.corrections_edit import key, with_entry, without_entry
from jorei.dataset.restore import restore
from jorei.errors import Refused
from jorei.model.corrections import FindingVerdict, Verdict, WorkCorrections
from jorei.review.filters import Filters, Row
from jorei.review.names import VERDICT_NAMES
from jorei.review.page_state import Overtaken
from jorei.review.session import ReviewSession
from jorei.review.shown_passage import out_of_date

_MOST_KEPT: Final = 20
"""Of the latest that were decided at once so many can be taken back. Chosen."""


class BulkScope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which findings: those of a check, and of them what the filters of the list leave."""

    code: str
    doc: str = ""
    q: str = ""
    severity: str = ""


class BulkTarget(msgspec.Struct, frozen=True):
    """The open findings of a scope as they are now: how many, in how many documents; ``build`` is the stamp of the build,
    ``about`` tells these findings from any others."""

    build: str
    about: str
    count: int
    documents: int
    findings: tuple[tuple[str, int], ...]


class BulkDone(msgspec.Struct, frozen=True):
    """What was decided at once; ``entries`` are the works that it concerns, with the keys of what was added."""

    id: str
    code: str
    verdict: Verdict
    decided: int
    documents: int
    reason: str
    entries: tuple[tuple[WorkCorrections, tuple[str, ...]], ...]

    def told(self) -> dict[str, str | int]:
        """What a page shows of it.

        >>> BulkDone("1", "R01", "dismissed", 3, 2, "旧条例の条", ()).told()["ja"]
        'R01 の 3 件（2 文書）をまとめて却下しました: 旧条例の条'
        """
        ja, en = {"accepted": ("認めました", "accepted"), "dismissed": ("却下しました", VERDICT_NAMES["dismissed"][1])}[
            self.verdict
        ]
        reason = f": {self.reason}" if self.reason else ""
        return {
            "id": self.id, "decided": self.decided,
            "ja": f"{self.code} の {self.decided} 件（{self.documents} 文書）をまとめて{ja}{reason}",
            "en": f"{self.code}: {self.decided} finding(s) of {self.documents} document(s) {en} at once{reason}",
        }  # fmt: skip


class BulkDecisions:
    """What one session decides at once, and what of it can be taken back; every method may be called from any thread."""

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self._done: list[BulkDone] = []

    def told(self) -> list[dict[str, str | int]]:
        """What can be taken back, the latest first."""
        return [done.told() for done in reversed(self._done)]

    def target(self, scope: BulkScope) -> BulkTarget:
        """What a decision on a scope would be about now."""
        build = self.session.corpus.stamp
        rows = self._open(scope)
        found = tuple((row["doc_id"], row["index"]) for row in rows)
        about = hashlib.sha256(msgspec.json.encode([scope, found])).hexdigest()
        return BulkTarget(build, about, len(found), len({doc_id for doc_id, _ in found}), found)

    def _open(self, scope: BulkScope) -> list[Row]:
        filters = Filters(scope.q, scope.severity, scope.code, scope.doc)
        documents, findings = self.session.overview()
        ids = {row["doc_id"] for row in filters.of_documents(documents)}
        rows = [row for row in findings if row["doc_id"] in ids and filters.take(row)]
        return sorted(rows, key=lambda row: (row["doc_id"], row["index"]))

    def decide(
        self, scope: BulkScope, build: str, about: str, verdict: Verdict, reason: str, by: str = ""
    ) -> BulkDone:  # fmt: skip
        """Decide the findings that a confirmation was ``about``, of this ``build``; `OutOfDate` or `Overtaken` when it was
        about others."""
        if verdict == "dismissed" and not reason:
            raise Refused("却下には理由が必要です", "a dismissal needs a reason")
        target: BulkTarget | None = None
        entries: list[tuple[WorkCorrections, tuple[FindingVerdict, ...]]] = []

        def changes() -> list[tuple[WorkCorrections, Callable[[WorkCorrections], WorkCorrections]]]:
            nonlocal target
            target = self.target(scope)
            if target.build != build:
                raise out_of_date()
            if target.about != about or not target.count:
                raise Overtaken(
                    "数えた後に指摘が決められました。件数を確かめて、もう一度お願いします",
                    "some of these have been decided since they were counted: look at the number, and say it again",
                )
            entries.extend(self._verdicts(target, scope.code, verdict, reason, by))
            return [(work, _adding(added)) for work, added in entries]

        self.session.edit_works(changes)
        assert target is not None
        done = BulkDone(
            secrets.token_hex(8), scope.code, verdict, target.count - len(self._still_open(scope, target)),
            target.documents, reason, tuple((work, tuple(map(key, added))) for work, added in entries),
        )  # fmt: skip
        self._done = [*self._done, done][-_MOST_KEPT:]
        return done

    def _verdicts(
        self, target: BulkTarget, code: str, verdict: Verdict, reason: str, by: str
    ) -> list[tuple[WorkCorrections, tuple[FindingVerdict, ...]]]:
        """The verdicts on the findings, by the work that they are of."""
        all_rows = {row["doc_id"]: row for row in self.session.overview()[0]}
        by_document = [
            (all_rows[doc_id], list(found)) for doc_id, found in groupby(target.findings, lambda pair: pair[0])
        ]
        works = self.session.works_of([row for row, _ in by_document])
        who, today = self.session.named(by), date.today()
        verdicts = []
        for (row, found), work in zip(by_document, works, strict=True):
            analysis = restore(self.session.corpus, row["doc_id"])
            words = [dismissal(analysis, analysis.diagnostics[index], reason) for _, index in found]
            given = [FindingVerdict(code, verdict, one.quote, one.context, reason, who, today) for one in words]
            added = tuple(dict.fromkeys(given))
            self.session.foresee(row, analysis, _adding(added)(work))
            verdicts.append((self.session.work_of(row), added))
        return verdicts

    def _still_open(self, scope: BulkScope, target: BulkTarget) -> set[tuple[str, int]]:
        """Findings that were meant and that no words tell from others, so that the decision did not reach them."""
        return {(row["doc_id"], row["index"]) for row in self._open(scope)} & set(target.findings)

    def undo(self, bulk_id: str) -> int:
        """Take back what was decided at once, but for what somebody has decided anew since; the number of entries, of which
        one may stand for several findings with the same words."""
        done = next((one for one in self._done if one.id == bulk_id), None)
        if done is None:
            raise Overtaken("まとめた決定はもうありません", "this is no longer there to be taken back")
        removed = 0

        def without(keys: tuple[str, ...]) -> Callable[[WorkCorrections], WorkCorrections]:
            def remove(work: WorkCorrections) -> WorkCorrections:
                nonlocal removed
                before = len(work.findings)
                for name in keys:
                    work = without_entry(work, name)
                removed += before - len(work.findings)
                return work

            return remove

        self.session.edit_works(lambda: [(work, without(keys)) for work, keys in done.entries])
        self._done = [one for one in self._done if one.id != bulk_id]
        return removed


def _adding(added: tuple[FindingVerdict, ...]) -> Callable[[WorkCorrections], WorkCorrections]:
    def add(work: WorkCorrections) -> WorkCorrections:
        for entry in added:
            work = with_entry(work, entry)
        return work

    return add
