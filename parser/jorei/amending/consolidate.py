"""Bases and amending ordinances → consolidated texts, in the order in which they come into force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import SequenceMatcher

import msgspec

from jorei.amending.apply import AppliedChange, Applier
from jorei.amending.columns import apply_comparison
from jorei.amending.document import may_be_one, same_law
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.operation import Act, Amending
from jorei.amending.revisions import revision_sheet
from jorei.amending.sheet import sheet_of
from jorei.amending.stages import StagedPart, parts_of
from jorei.amending.style import Style
from jorei.amending.suppl import append_suppl
from jorei.amending.trace import Trace
from jorei.amending.unit import Sheet
from jorei.amending.whole import replace_all
from jorei.amending.widths import Widths, widths_of
from jorei.model import Analysis
from jorei.text.fold import squeeze

_ALIKE = 0.6


class Consolidated:
    """One base on its way: its sheet, what was done and what was said; ``repealed`` when it is no longer there,
    ``replaced`` when all of it was (全部改正)."""

    def __init__(self, base: Analysis, traced: bool = False) -> None:
        self.base = base
        self.sheet: Sheet = revision_sheet(base.source) or sheet_of(base.source, base.tree)
        self.trace = Trace(self.sheet) if traced else None
        self.style = Style(self.sheet, base.source.text)
        self.appliers: dict[int, Applier] = {}
        self.findings: list[AmendingFinding] = []
        self.changes: list[AppliedChange] = []
        self.repealed = self.replaced = False
        self.touched = False

    @property
    def title(self) -> str:
        """The title as it stands now."""
        unit = self.sheet.first("title")
        return unit.text if unit is not None else ""

    def text(self) -> str | None:
        """The consolidated text; the base itself where nothing was changed; None when it was repealed."""
        if self.repealed:
            return None
        if not self.touched:
            return self.base.source.text
        self.sheet.mend_ends()
        text = self.sheet.text()
        return text if self.base.source.text.endswith("\n") else text.rstrip("\n")


def consolidate(
    bases: Sequence[Analysis], amending: Sequence[Amending], on: date | None = None, with_suppl: bool = False,
    traced: bool = False,
) -> list[Consolidated]:  # fmt: skip
    """Carry out what is in force on a day (all of it without one), on each base; ``traced`` keeps what clauses touch."""
    results = [Consolidated(base, traced) for base in bases]
    known = all(one.promulgated_on for one in amending)  # else they were given in their order
    parts = sorted(
        (part for order, one in enumerate(amending) for part in parts_of(one, order)),
        key=lambda part: part.key if known else (part.key[0], date.min, *part.key[2:]),
    )
    said: set[tuple[int, int, int]] = set()
    for part in parts:
        if on is not None and (part.on is None or part.on > on):
            continue
        one = amending[part.order]
        act = one.acts[part.act]
        for at in _meant(results, act):
            if (at, part.order, part.act) not in said:
                said.add((at, part.order, part.act))
                _check_base(results[at], act, one)
            if _fits(results[at], act):
                _apply(results[at], part, one, act)
    for result in results:
        _gather(result, amending)
        if with_suppl and not result.repealed:
            for order in sorted(result.appliers):
                append_suppl(result.sheet, result.style, amending[order])
    return results


def _gather(result: Consolidated, amending: Sequence[Amending]) -> None:
    """What all appliers of a base did and said."""
    for order, applier in result.appliers.items():
        result.findings += [msgspec.structs.replace(f, source_path=amending[order].path) for f in applier.findings]
        result.changes += applier.changes


def _names(result: Consolidated, act: Act) -> tuple[bool, bool]:
    """Whether title and number of the act are those of a base."""
    titles = {squeeze(result.base.metadata.title or ""), squeeze(result.title)}
    return squeeze(act.title) in titles, same_law(act.number, _number(result.base))


def _number(base: Analysis) -> str | None:
    """The law number of a base with its year, as the base says it."""
    return base.metadata.law_number


def _meant(results: list[Consolidated], act: Act) -> list[int]:
    """Which of the bases an act changes: by number, by title, else the only one there is."""
    names = [_names(result, act) for result in results]
    for chosen in (
        [i for i, (title, number) in enumerate(names) if title and number],
        [i for i, (_, number) in enumerate(names) if number],
        [i for i, (title, _) in enumerate(names) if title],
    ):
        if chosen:
            return chosen[:1]
    if act.kind == "repeal":
        return []
    if len(results) == 1:
        return [0]
    ratios = [(_likeness(result, act), i) for i, result in enumerate(results)]
    best = max(ratios, default=(0.0, 0))
    return [best[1]] if best[0] > _ALIKE else []


def _likeness(result: Consolidated, act: Act) -> float:
    return SequenceMatcher(None, squeeze(result.title), squeeze(act.title), autojunk=False).ratio()


def _fits(result: Consolidated, act: Act) -> bool:
    """An act whose title and number are both another's is not carried out."""
    title, number = _names(result, act)
    return title or number or not act.title or _likeness(result, act) > _ALIKE or not result.title


def _check_base(result: Consolidated, act: Act, amending: Amending) -> None:
    title, number = _names(result, act)
    more = {"start": act.start, "end": act.end, "source_path": amending.path}
    if not title and result.title and act.title:
        result.findings.append(finding(
            "wrong-base", "柱書", f"題名が違います: 「{act.title}」は「{result.title}」ではありません",
            f"the title differs: {act.title} is not {result.title}", words=act.title, suggestion=result.title, **more,
        ))  # fmt: skip
    base = _number(result.base)
    if act.number and base and not number and not may_be_one(act.number, base):
        result.findings.append(finding(
            "wrong-base", "柱書", f"番号が違います: {act.number}は{base}ではありません",
            f"the number differs: {act.number} is not {base}", words=act.number, suggestion=base, **more,
        ))  # fmt: skip


def _apply(result: Consolidated, part: StagedPart, amending: Amending, act: Act) -> None:
    applier = result.appliers.get(part.order)
    if applier is None:
        own = own_widths(amending, act)
        applier = Applier(result.sheet, result.style, result.style.change(own), wrap_of(amending))
        applier.trace = result.trace
        result.appliers[part.order] = applier
    result.touched = True
    match act.kind:
        case "repeal":
            result.repealed = True
        case "whole":
            replace_all(applier, amending, act)
            result.replaced = True
        case _ if act.comparison is not None:
            apply_comparison(applier, act.comparison)
        case _ if part.sentence is not None:
            first = part.only is None or min(part.only) == 0
            applier.run(act.sentences[part.sentence], part.only, unread=first)
    if result.trace is not None and part.sentence is None:
        result.trace.note((act.start, 0))


def own_widths(amending: Amending, act: Act) -> Widths:
    """How an amending ordinance writes its own words: heads and clauses, without what it quotes or sets off."""
    words = [amending.text[act.start : act.end]]
    for sentence in act.sentences:
        depth = 0
        for c in sentence.text:
            depth += (c == "「") - (c == "」")
            if depth <= 0 and c not in "「」":
                words.append(c)
    if act.comparison is not None or act.kind == "whole":
        words.append(amending.text)
    return widths_of("".join(words))


def wrap_of(amending: Amending) -> int:
    """The width of hard-wrapped lines; 0 when sentences stand on one line each."""
    wrapped = [
        len(line) for act in amending.acts for sentence in act.sentences
        for line in amending.text[sentence.start : sentence.end].split("\n")[:-1]
        if "「\n" not in amending.text[sentence.start : sentence.end]
    ]  # fmt: skip
    return max((n for n in wrapped if n >= 20), default=0)
