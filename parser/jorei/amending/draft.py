"""`draft`: the 改め文 that turns one version of an ordinance into the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from jorei.amending.align import align
from jorei.amending.apply import Applier
from jorei.amending.drafting import Drafter
from jorei.amending.hunks import Edit
from jorei.amending.phrasing import Clause, Phrasing
from jorei.amending.saying import CannotSay
from jorei.amending.sheet import sheet_of
from jorei.amending.style import Style
from jorei.amending.unit import APPENDICES, Sheet, Unit
from jorei.amending.widths import Widths
from jorei.model import Analysis
from jorei.pipeline.references import analyse_references
from jorei.read import read_text
from jorei.text.eras import era_of


def draft(
    old: str | Analysis,
    new: str | Analysis,
    *,
    title: str | None = None,
    number: str | None = None,
    on: date | None = None,
) -> str:
    """The amending ordinance that turns ``old`` into ``new``, as a clerk would write it, in the style of the base.

    Words are changed by the smallest unit that is clear; what words cannot say is replaced as a whole provision.

    >>> print(draft("○甲市条例\\n\\n第1条　市長が許可する。\\n", "○甲市条例\\n\\n第1条　町長が許可する。\\n").splitlines()[2].strip())
    第1条中「市長」を「町長」に改める。
    """
    return make_draft(old, new, title=title, number=number, on=on).text


class AmendmentDraft(msgspec.Struct, frozen=True):
    """A drafted amendment; ``failures`` says what of the new version it does not give (empty: it gives all of it).

    ``clauses`` are its lines between the head and the 附則.
    """

    text: str
    failures: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def make_draft(
    old: str | Analysis, new: str | Analysis, *, title: str | None = None, number: str | None = None,
    on: date | None = None,
) -> AmendmentDraft:  # fmt: skip
    """Like `draft`, with what could not be said. The proof is made: the draft was carried out, and compared."""
    base, wanted = _analysis(old), _analysis(new)
    sheet, target = sheet_of(base.source, base.tree), sheet_of(wanted.source, wanted.tree)
    style = Style(sheet, base.source.text)
    drafter = Drafter(Applier(sheet, style, Widths()), Phrasing(style))
    _Whole(drafter, sheet, target).run()
    bill = _bill(base, drafter, title, number, on)
    failures = tuple(drafter.failures)
    sheet.mend_ends()
    if not failures and _lines(sheet.text()) != _lines(wanted.source.text):
        failures = ("改め文の結果が新しい版と一致しません / the draft does not give the new version",)
    return AmendmentDraft(bill, failures, tuple(line for said in drafter.said for line in said))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


def _analysis(document: str | Analysis) -> Analysis:
    return document if isinstance(document, Analysis) else analyse_references(read_text(document, None)).analysis


class _Whole:
    """The parts of a document in their order: 題名, 目次, 前文, 本則, 附則, 別表."""

    def __init__(self, drafter: Drafter, sheet: Sheet, target: Sheet) -> None:
        self.drafter, self.sheet, self.target = drafter, sheet, target

    def run(self) -> None:
        self._try(self._title)
        self._try(self._toc)
        self._front("preamble", "前文")
        main, wanted = self.sheet.main(), self.target.main()
        self._try(lambda: self._body(main, wanted))
        suppl, other = self.sheet.first("suppl_provision"), self.target.first("suppl_provision")
        if suppl is not None and other is not None:
            self._try(lambda: self._suppl(suppl, other))
        self._try(self._appendices)

    def _try(self, step: Callable[[], None]) -> None:
        try:
            step()
            self.drafter.flush()
        except CannotSay as cannot:
            self.drafter.pending = []
            self.drafter.failures.append(str(cannot))

    def _body(self, main: Unit, wanted: Unit) -> None:
        self.drafter.sequence(main, _numbered(main), _numbered(wanted))

    def _suppl(self, suppl: Unit, other: Unit) -> None:
        kinds = ("article", "paragraph")
        one, two = suppl.of("paragraph"), other.of("paragraph")
        if len(one) == 1 and not one[0].label and two and two[0].label:
            self._say_suppl("附則を附則第1項とする。")
        self.drafter.sequence(suppl, suppl.of(*kinds), other.of(*kinds))

        self.drafter.flush()
        one = suppl.of("paragraph")
        if len(one) == len(two) == 1 and one[0].label and not two[0].label:
            self._say_suppl("附則第1項の項番号を削る。")

    def _say_suppl(self, words: str) -> None:
        self.drafter.perform(self.drafter.phrasing.digits(words), [])

    def _title(self) -> None:
        one, other = self.sheet.first("title"), self.target.first("title")
        if one is not None and other is not None and one.text != other.text:
            self.drafter.perform("題名を次のように改める。", ["　　　" + other.text])

    def _toc(self) -> None:
        one, other = self.sheet.first("toc"), self.target.first("toc")
        if one is None and other is not None:
            pieces: list[str] = []
            other.write(pieces)
            lines = ["　" + line for line in "".join(pieces).split("\n") if line.strip()]
            self.drafter.perform("題名の次に次の目次を付する。", lines)
        elif one is not None and other is None:
            self.drafter.perform("目次を削る。", [])
        elif one is not None and other is not None:
            self._try(lambda: self._toc_words(one, other))

    def _toc_words(self, one: Unit, other: Unit) -> None:
        """Each entry by its words where they are clear, else the lines that differ."""
        pairs = align(one.children, other.children)
        found: list[Edit] = []
        if all(a is not None and b is not None for a, b in pairs):
            for a, b in pairs:
                assert a is not None
                assert b is not None
                if a.text != b.text:
                    said = self._entry(one, a, b)
                    if said is None:
                        break
                    found += said
            else:
                if found:
                    self.drafter.pending.append(Clause("words", one, edits=found))
                    self.drafter.flush()
                return
        self.drafter.lines(one, list(one.children), list(other.children))

    def _entry(self, toc: Unit, one: Unit, other: Unit) -> list[Edit] | None:
        return self.drafter.edits(toc, one, "text", one.text, other.text, ())

    def _front(self, kind: str, name: str) -> None:
        one, other = self.sheet.first(kind), self.target.first(kind)
        if one is None or other is None or _all(one) == _all(other):
            return
        self._try(
            lambda: self.drafter.attempt([one], (lambda: self._lines_of(one, other), lambda: self._refill(other, name)))
        )

    def _lines_of(self, one: Unit, other: Unit) -> None:
        if len(one.children) != len(other.children):
            raise CannotSay(one.kind)
        for a, b in zip((one, *one.children), (other, *other.children), strict=True):
            if a.text != b.text:
                found = self.drafter.edits(one, a, "text", a.text, b.text, ())
                if found is None:
                    raise CannotSay(a.text)
                self.drafter.pending.append(Clause("words", one, edits=found))
        self.drafter.flush()

    def _refill(self, other: Unit, name: str) -> None:
        self.drafter.perform(
            f"{name}を次のように改める。", ["　" + line for line in _all(other).split("\n") if line.strip()]
        )

    def _appendices(self) -> None:
        old = [one for one in self.sheet.root.children if one.kind in APPENDICES]
        new = [one for one in self.target.root.children if one.kind in APPENDICES]
        if not old and new:
            lines: list[str] = []
            for unit in new:
                lines += [line for line in _all(unit).split("\n") if line.strip()]
            self.drafter.perform("附則の次に次の別表を加える。", lines)
            return
        self.drafter.sequence(self.sheet.root, old, new)


def _numbered(main: Unit) -> list[Unit]:
    return list(main.children)


def _all(unit: Unit) -> str:
    pieces: list[str] = []
    unit.write(pieces)
    return "".join(pieces)


def _bill(base: Analysis, drafter: Drafter, title: str | None, number: str | None, on: date | None) -> str:
    """Number, title, head, sentences and 附則."""
    phrasing = drafter.phrasing
    name = base.metadata.title or "この条例"
    kind = next((word for word in ("条例", "規則", "要綱", "規程", "訓令", "告示") if name.endswith(word)), "")
    kind = kind or ("法律" if name.endswith(("法", "法律")) else "条例")
    law_number = f"（{phrasing.digits(base.metadata.law_number)}）" if base.metadata.law_number else ""
    if phrasing.widths.brackets == "half":
        law_number = law_number.replace("（", "(").replace("）", ")")
    lines = [number] if number else []
    lines.append(f"　　　{title or f'{name}の一部を改正する{kind}'}")
    lines.append(f"　{name}{law_number}の一部を次のように改正する。")
    for said in drafter.said:
        lines += said
    lines += ["　　　附　則", f"　この{kind}は、{_when(on, phrasing)}から施行する。"]
    return "\n".join(lines) + "\n"


def _when(on: date | None, phrasing: Phrasing) -> str:
    era = era_of(on) if on else None
    if on is None or era is None:
        return "公布の日"
    year = "元" if era[1] == 1 else phrasing.number(era[1])
    return f"{era[0]}{year}年{phrasing.number(on.month)}月{phrasing.number(on.day)}日"
