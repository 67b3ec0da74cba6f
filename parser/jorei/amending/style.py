"""How a base prints its provisions: labels, indentation, the blank behind a label, line ends."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import Final

import msgspec

from jorei.amending.numerals import kanji
from jorei.amending.spelling import NAMES
from jorei.amending.unit import APPENDICES, DIVISIONS, Sheet, Unit
from jorei.amending.widths import Widths, arabic, rewrite, uniform_widths, widths_of
from jorei.text.fold import fold
from jorei.text.numerals import AIUEO, IROHA, NUMBER, parse_number

_NUMBERS: Final = re.compile(rf"{NUMBER}|[０-９]+")
_KANJI_DIGIT: Final = re.compile("[〇一二三四五六七八九十百千]")
_LETTER: Final = re.compile("[ア-ンａ-ｚa-z]+")
_UNITS: Final = {kind: NAMES[kind] for kind in (*DIVISIONS, "article")}

Key = tuple[str, str]


class Style:
    """What a sheet does most often, for each kind of unit and the part of the document it stands in."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self.widths, self.uniform = widths_of(text), uniform_widths(text)
        self.eol = sheet.eol
        self.leads: dict[Key, Counter[str]] = defaultdict(Counter)
        self.gaps: dict[Key, Counter[str]] = defaultdict(Counter)
        self.captions: dict[Key, Counter[str]] = defaultdict(Counter)
        self.labels: dict[Key, list[str]] = defaultdict(list)
        self.numerals: dict[str, Counter[str]] = defaultdict(Counter)
        self.lines: Counter[str] = Counter()
        for unit in sheet.root.walk():
            self._learn(unit)

    def change(self, own: Widths) -> Widths:
        """What becomes of words written as ``own`` that come in: they are written as the base writes."""
        change = own.like(self.widths)
        return msgspec.structs.replace(
            self.uniform.over(change), label_digits=change.single, label_brackets=change.brackets
        )

    def _learn(self, unit: Unit) -> None:
        for key in _keys(unit)[:1]:
            if unit.caption and unit.label:
                self.captions[key][unit.lead] += 1
                self.leads[key][unit.mid.rpartition("\n")[2]] += 1
            elif (
                unit.label
                or unit.text
                and unit.kind in ("toc_entry", "list", "table_row", "preamble", "enact_statement")
            ):
                self.leads[key][unit.lead] += 1
            elif unit.kind == "paragraph" and unit.parent is not None and unit.parent.kind == "suppl_provision":
                self.leads["bare", "suppl"][unit.lead] += 1
            if unit.label:
                self.labels[key].append(unit.label)
                below = unit.kind in ("article", "suppl_provision")
                if unit.text or below and unit.children and unit.gap:
                    self.gaps[key][unit.gap] += 1
        if unit.label and not unit.kind.startswith("subitem"):
            self._learn_numerals(unit)

    def _learn_numerals(self, unit: Unit) -> None:
        for match in _NUMBERS.finditer(unit.label):
            run = match[0]
            name = "kanji" if _KANJI_DIGIT.search(run) else "half" if run.isascii() else "full"
            self.numerals[f"{unit.kind}{_context(unit)}{min(len(run), 2)}"][name] += 1

    def lead(self, unit: Unit) -> str:
        """The indentation of a unit's label."""
        for key in _keys(unit):
            if self.leads.get(key):
                return self.leads[key].most_common(1)[0][0]
        return self._lead_by_habit(unit.kind)

    def _lead_by_habit(self, kind: str) -> str:
        """The base has none of its kind: it indents as it indents captions and the heading of its 附則."""
        zen = any(lead for counts in self.captions.values() for lead in counts)
        if kind in DIVISIONS or kind == "suppl_provision":
            heads = self.leads.get(("suppl_provision", "")) or Counter()
            return heads.most_common(1)[0][0] if heads else ""
        if kind == "toc_entry":
            return "　"
        depth = {"item": 1, "subitem1": 2, "subitem2": 3, "subitem3": 4, "subitem4": 5}.get(kind, 0)
        if not depth:
            return ""
        item = self.leads.get(("item", ""))
        if item:
            return item.most_common(1)[0][0] + ("　" * (depth - 1) if item.most_common(1)[0][0] else "")
        return "　" * depth if zen else ""

    def bare_lead(self) -> str:
        """The indentation of the only paragraph of a 附則, which has no number."""
        for key in (("bare", "suppl"),):
            if self.leads.get(key):
                return self.leads[key].most_common(1)[0][0]
        heads = self.leads.get(("suppl_provision", ""))
        return "　" if heads and heads.most_common(1)[0][0] else ""

    def gap(self, unit: Unit) -> str:
        """The blank behind its label."""
        for key in (*_keys(unit), ("article", ""), ("paragraph", "")):
            if self.gaps.get(key):
                return self.gaps[key].most_common(1)[0][0]
        return "　"

    def caption_lead(self, unit: Unit) -> str:
        """The indentation of its caption."""
        for key in (*_keys(unit), ("article", ""), ("article", "suppl"), ("paragraph", "suppl")):
            if self.captions.get(key):
                return self.captions[key].most_common(1)[0][0]
        return ""

    def label(self, unit: Unit, given: str, change: Widths) -> str:
        """Its label by its number, as the base writes labels of its kind; ``given`` in the widths of the base else."""
        for key in _keys(unit):
            samples = self.labels.get(key)
            if samples:
                branched = next((sample for sample in reversed(samples) if "の" in sample), "")
                if len(unit.num) > 1 and not branched and re.search("の.+[)）]", given):
                    break  # (1の2) where the base has no branches: as it is given
                made = self._label_like(unit, samples[-1])
                if made:
                    return made
        if unit.kind in _UNITS and unit.num:
            return self._unit_label(unit)
        return rewrite(given, Widths(change.label_digits, change.label_digits, "", change.label_brackets))

    def _unit_label(self, unit: Unit) -> str:
        if unit.until:
            return _NUMBERS.sub(lambda m: self.number(unit.kind, parse_number(m[0]) or 0), unit.label)
        words = f"第{self.number(unit.kind, unit.num[0], _context(unit))}{_UNITS[unit.kind]}"
        return words + "".join(f"の{self.number(unit.kind, n)}" for n in unit.num[1:])

    def _label_like(self, unit: Unit, sample: str) -> str | None:
        if unit.kind in _UNITS:
            return self._unit_label(unit)
        if unit.letter:
            letters = _LETTER.search(sample)
            return sample[: letters.start()] + unit.letter + sample[letters.end() :] if letters else None
        match = _NUMBERS.search(sample)
        if not match:
            return sample if not unit.num else None
        if not unit.num:
            return None
        tail = sample[match.end() :]
        branch = re.match(rf"((?:の{NUMBER})*)([)）号]*)", tail)
        close = tail[: len(tail)] if not branch or not branch[1] else re.sub(rf"の{NUMBER}", "", tail)
        first = self.number(unit.kind, unit.num[0], _context(unit))
        return sample[: match.start()] + first + close + "".join(f"の{self.number(unit.kind, n)}" for n in unit.num[1:])

    def number(self, kind: str, n: int, context: str = "") -> str:
        """A number in the numerals that labels of a kind have."""
        width = 1 if n < 10 else 2
        contexts = (context,) if context in ("remarks", "appendix") else (context, "" if context else "suppl")
        for size, where in ((size, where) for size in (width, 3 - width) for where in contexts):
            counts = self.numerals.get(f"{kind}{where}{size}")
            if counts:
                name = counts.most_common(1)[0][0]
                if name == "kanji":
                    return kanji(n)
                if size == width:
                    return arabic(n, Widths(name, name))
                if self.widths.single == self.widths.longer or kind == "item":
                    return arabic(n, Widths(name, name))
        if kind != "paragraph" and self._in_kanji():
            return kanji(n)
        return arabic(n, self.widths)

    def _in_kanji(self) -> bool:
        articles = self.numerals.get("article1") or self.numerals.get("article2")
        return bool(articles) and articles.most_common(1)[0][0] == "kanji"  # type: ignore[union-attr]  # every match has a group


def _context(unit: Unit) -> str:
    at = unit.parent
    while at is not None:
        if at.kind == "remarks":
            return "remarks"
        if at.kind == "suppl_provision":
            return "suppl"
        if at.kind in APPENDICES:
            return "appendix"
        at = at.parent
    return ""


def _keys(unit: Unit) -> tuple[Key, ...]:
    """Where to learn from, and where to look: its own part of the document first; rows and lines only there."""
    context = _context(unit)
    if unit.kind in ("list", "table_row") or context in ("remarks", "appendix"):
        return ((unit.kind, context),)
    other = "" if context == "suppl" else "suppl"
    return ((unit.kind, context), (unit.kind, other)) if context in ("suppl", "") else ((unit.kind, context),)


def ladder(samples: list[str]) -> str:
    """The letters that subdivisions count with: アイウ or イロハ, by the labels that are there."""
    letters = [fold(label).strip("()") for label in samples]
    return IROHA if "ロ" in letters or "ハ" in letters and "ア" not in letters else AIUEO
