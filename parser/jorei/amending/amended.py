"""`amend`: a base and what amends it → the consolidated text with all that is to be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from jorei.amending.aftermath import Aftermath, after, with_path
from jorei.amending.apply import AppliedChange
from jorei.amending.consolidate import Consolidated, consolidate
from jorei.amending.document import read_amending
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.operation import Amending, Operation
from jorei.amending.rewording import Repair, Rewording, repair_of
from jorei.amending.trace import Trace
from jorei.model import Analysis
from jorei.pipeline.references import analyse_references
from jorei.read import read_text


class Amended(msgspec.Struct, frozen=True):
    """One base as it stands after the amendments; ``text`` is None when it was repealed."""

    base: Analysis
    text: str | None
    analysis: Analysis | None
    operations: tuple[Operation, ...]
    changes: tuple[AppliedChange, ...]
    diagnostics: tuple[AmendingFinding, ...]
    rewordings: tuple[tuple[Analysis, tuple[Rewording, ...]], ...] = ()
    """Words that would be right where references and the 目次 no longer are, by document."""
    trace: Trace | None = None
    """What each clause touches, where it was asked for."""

    def repairs(self) -> list[Repair]:
        """What else has to be amended, drafted: in the consolidated text first, then in documents that cite it."""
        drafted = [repair_of(document, rewordings) for document, rewordings in self.rewordings]
        return [one for one in drafted if one is not None]

    def table(self, *, new_left: bool = True, context: int = 0) -> str:
        """The 新旧対照表 as an HTML page; ``context`` untouched provisions are shown, as （略）, around each change."""
        from jorei.amending.table import comparison_of
        from jorei.amending.table_html import page

        new = self.text or ""
        return page(comparison_of(self.base.source.text, new, new_left=new_left, context=context))


def amend_all(
    bases: Sequence[Analysis], amending: Sequence[Amending], on: date | None = None,
    others: Sequence[Analysis] = (), with_suppl: bool = False, traced: bool = False,
) -> list[Amended]:  # fmt: skip
    """Carry amendments out on several bases; ``others`` are documents whose references to them are followed."""
    results = consolidate(bases, amending, on, with_suppl, traced)
    said = [_undated(one, on) for one in amending]
    return [
        _amended(result, amending, tuple(others), [f for f in said if f], i == 0) for i, result in enumerate(results)
    ]


def _amended(
    result: Consolidated,
    amending: Sequence[Amending],
    others: tuple[Analysis, ...],
    notices: list[AmendingFinding],
    first: bool,
) -> Amended:
    text = result.text()
    analysis = analyse_references(read_text(text, result.base.source.path)).analysis if text is not None else None
    found = list(notices) if first else []
    found += result.findings
    left = Aftermath()
    if analysis is not None and result.touched:
        left = after(result, analysis, others)
        found += with_path(list(left.findings), result.base.source.path or "")
    operations = tuple(
        operation
        for one in amending
        for act in one.acts
        for sentence in act.sentences
        for operation in sentence.operations
    )
    return Amended(
        result.base, text, analysis, operations, tuple(result.changes), tuple(found), left.rewordings, result.trace
    )


def _undated(one: Amending, on: date | None) -> AmendingFinding | None:
    unknown = [stage for stage in one.stages if stage.on is None]
    if not unknown or one.promulgated_on and all(stage.at_promulgation for stage in unknown):
        return None
    if on is not None and any(not stage.at_promulgation for stage in unknown):
        ja, en = "施行されていないものとして扱いました", "they were taken as not in force yet"
    else:
        ja, en = "施行されたものとして扱いました", "they were taken as in force"
    return finding(
        "date-unknown", "附則", f"施行期日が定まらない規定があります。{ja}",
        f"some provisions have no known day of coming into force; {en}", source_path=one.path,
    )  # fmt: skip


def amend(
    base: str | Analysis,
    amending: Sequence[str | Amending],
    on: date | None = None,
    others: Sequence[str | Analysis] = (),
) -> Amended:
    """A base with amendments carried out, in the order in which they come into force.

    Texts or analyses; ``on`` is a day (all that is in force then), ``others`` are documents that cite the base.
    Nothing that does not fit is applied: it is left and stands in ``diagnostics``. Never raises on any text.

    >>> amended = amend("○甲市条例\\n平成元年条例第1号\\n\\n第1条　甲とする。\\n",
    ...     ["甲市条例の一部を改正する条例\\n　甲市条例（平成元年甲市条例第1号）の一部を次のように改正する。\\n"
    ...      "　第1条中「甲」を「乙」に改める。\\n　　附　則\\nこの条例は、公布の日から施行する。\\n"])
    >>> amended.text.splitlines()[-1]
    '第1条　乙とする。'
    """
    read = [one if isinstance(one, Amending) else read_amending(one) for one in amending]
    return amend_all([_analysis(base)], read, on, [_analysis(one) for one in others])[0]


def _analysis(document: str | Analysis) -> Analysis:
    return document if isinstance(document, Analysis) else analyse_references(read_text(document, None)).analysis
