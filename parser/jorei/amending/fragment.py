"""What a sentence sets off → units, by label; the labels and the layout become those of the base."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.amending.operation import Number
from jorei.amending.places import number
from jorei.amending.style import Style
from jorei.amending.unit import DIVISIONS, Unit
from jorei.amending.widths import Widths, rewrite
from jorei.model.kinds import DIVISION_LETTERS, KIND_OF_UNIT
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER

_KANJI: Final = "[〇一二三四五六七八九十百]+"


class Found(msgspec.Struct, frozen=True, gc=False):
    """The label of a line: its kind and number, and where label and blank end."""

    kind: str
    num: Number = ()
    letter: str = ""
    label: int = 0
    words: int = 0


class Reading(msgspec.Struct, frozen=True, gc=False):
    """How set-off lines are read: the unit promised first, whether long lines wrap, which items the base has."""

    unit: str = ""
    kanji_items: bool = False
    wrap: int = 0
    inside: str = ""
    """The kind of the unit that will hold them."""


PATTERNS: Final = (
    ("division", re.compile(rf"(第({NUMBER})([{DIVISION_LETTERS}])((?:の{NUMBER})*))(\s+|$)")),
    ("gone", re.compile(rf"((第{NUMBER}条(?:の{NUMBER})*)(?:(?:及び|並びに|から|、)(第{NUMBER}条(?:の{NUMBER})*)(?:まで)?)+)(\s+削除$)")),
    ("article", re.compile(rf"(第({NUMBER})条((?:の{NUMBER})*))(\s+|$|(?=削除))")),
    ("suppl", re.compile(r"((?:附|付)\s*則)(\s*.*)$")),
    ("toc", re.compile(r"(目\s*次)$")),
    ("table", re.compile(rf"(別表(?:第?({NUMBER})((?:の{NUMBER})*))?)(?=$|\s|\()")),
    ("style", re.compile(rf"((?:別記)?様式(?:第?({NUMBER})号((?:の{NUMBER})*))?|第({NUMBER})号様式)(?=$|\s|\()")),
    ("remarks", re.compile(r"(備\s*考|注)(?:(\s+)|$)")),
    ("caption", re.compile(r"\((?!\d+\)|[ア-ン]\)|[a-z]\))[^()]*(?:\([^()]*\)[^()]*)*\)$")),
    ("paren", re.compile(rf"(\(({NUMBER})((?:の{NUMBER})+)\))(\s*)")),
    ("paren", re.compile(rf"(\(({NUMBER})\)((?:の{NUMBER})*))(\s*)")),
    ("digit", re.compile(r"((\d+)((?:の\d+)*))(\s+|$)")),
    ("kanji", re.compile(rf"(({_KANJI})((?:の{_KANJI})*))(\s+)")),
    ("kana", re.compile(r"(([ア-ンヰヱ]))(\s+)")),
    ("kana_paren", re.compile(r"(\(([ア-ンヰヱ])\))(\s*)")),
    ("latin", re.compile(r"(([a-z]))(\s+)")),
    ("latin_paren", re.compile(r"(\(([a-z])\))(\s*)")),
)  # fmt: skip
_ARTICLE: Final = re.compile(rf"第({NUMBER})条((?:の{NUMBER})*)")
_SPEAKING: Final = ("paragraph", "item", "subitem1", "subitem2", "subitem3", "subitem4", "list")
_RANK: Final = {
    "paragraph": 1, "item": 2, "subitem1": 3, "subitem2": 4, "subitem3": 5, "subitem4": 6,
}  # fmt: skip


def read_units(lines: tuple[str, ...], reading: Reading, style: Style, change: Widths, born: int) -> list[Unit]:
    """The units of set-off lines, outermost ones in a row; a caption goes with what stands below it."""
    return _Fragment(reading, style, change, born).read(lines)


class _Fragment:
    def __init__(self, reading: Reading, style: Style, change: Widths, born: int) -> None:
        self.reading, self.style, self.change, self.born = reading, style, change, born
        self.top: list[Unit] = []
        self.open: list[Unit] = []
        self.caption = ""
        self.raw: list[str] = []
        self.region = ""
        self.indent = 0
        """Of the last labelled line."""

    def read(self, lines: tuple[str, ...]) -> list[Unit]:
        indent = _common_indent(lines)
        for line in lines:
            body = line.strip("　 \r\n") if "\t" in line else line.strip()
            if not body:
                continue
            self._line(line[indent:] if not line[:indent].strip("　 ") else line.lstrip("　 "), body)
        if self.caption:
            self._put(Unit("caption", caption=rewrite(self.caption, self.change), born=self.born), 0)
        return self.top

    def _line(self, line: str, body: str) -> None:
        folded = fold(body)
        if self.region == "style" and not self._heading(folded):
            self._plain(line, body)
            return
        for name, pattern in PATTERNS:
            match = pattern.match(folded)
            if match and "\t" not in body and getattr(self, f"_{name}")(match, body):
                self.indent = len(line) - len(line.lstrip("　 "))
                return
        self._plain(line, body)

    def _heading(self, folded: str) -> bool:
        return any(
            pattern.match(folded) for name, pattern in PATTERNS if name in ("table", "style", "suppl", "article")
        )

    def _within(self, *kinds: str) -> bool:
        return any(unit.kind in kinds for unit in self.open) or self.reading.inside in kinds

    def _make(self, kind: str, num: Number, letter: str, label: str, words: str) -> Unit:
        unit = Unit(kind, num, letter, label=label, text=rewrite(words, self.change), born=self.born)
        if self.caption:
            unit.caption, self.caption = rewrite(self.caption, self.change), ""
        return unit

    def _put(self, unit: Unit, rank: int) -> None:
        """Hang a unit below the last open one of a lower rank."""
        while self.open and _rank(self.open[-1]) >= rank:
            self.open.pop()
        if self.open:
            self.open[-1].put(len(self.open[-1].children), unit)
        else:
            self.top.append(unit)
        self.open.append(unit)

    def _division(self, m: re.Match[str], body: str) -> bool:
        if self._in_toc(body):
            return True
        unit = self._make(KIND_OF_UNIT[m[3]], number(m[2], m[4]), "", body[: m.end(1)], body[m.end() :])
        self.open = [one for one in self.open if one.kind == "suppl_provision"]
        self._put(unit, -1 if not self.open else 0)
        self.open.remove(unit)
        return True

    def _in_toc(self, body: str) -> bool:
        if self.region != "toc":
            return False
        entry = Unit("toc_entry", text=rewrite(body, self.change), born=self.born)
        self.open[0].put(len(self.open[0].children), entry)
        if re.match("(?:附|付)則", body):
            self.region, self.open = "", []
        return True

    def _article(self, m: re.Match[str], body: str) -> bool:
        if self.region == "toc":
            return False
        self.region = ""
        unit = self._make("article", number(m[2], m[3]), "", body[: m.end(1)], "")
        self.open = [one for one in self.open if one.kind == "suppl_provision"]
        self._put(unit, 0)
        words = body[m.end() :]
        unit.emptied = words.strip() in ("削除", "削　除")
        self._put(self._make("paragraph", (1,), "", "", words), 1)
        return True

    def _gone(self, m: re.Match[str], body: str) -> bool:
        """第7条及び第8条　削除: one line for several articles."""
        if self.region == "toc":
            return False
        first, last = (_ARTICLE.fullmatch(name) for name in (m[2], m[3]))
        assert first is not None
        assert last is not None
        unit = self._make("article", number(first[1], first[2]), "", body[: m.end(1)], "")
        unit.until = number(last[1], last[2])
        self.region, self.open = "", [one for one in self.open if one.kind == "suppl_provision"]
        self._put(unit, 0)
        unit.emptied = True
        self._put(self._make("paragraph", (1,), "", "", body[m.end(1) :].lstrip("　 ")), 1)
        return True

    def _suppl(self, m: re.Match[str], body: str) -> bool:
        if self._in_toc(body):
            return True
        if m[2].strip() and not m[2].strip().startswith("("):
            return False
        self.open, self.region = [], ""
        unit = self._make("suppl_provision", (), "", body[: m.end(1)], body[m.end(1) :])
        self._put(unit, -1)
        return True

    def _toc(self, _m: re.Match[str], body: str) -> bool:
        self.open, self.region = [], "toc"
        self._put(self._make("toc", (), "", body, ""), -1)
        return True

    def _table(self, m: re.Match[str], body: str) -> bool:
        if self.open and self.open[0].kind not in ("appdx_table", "appdx_style", "suppl_provision") and not self.top:
            return False
        self.open, self.region = [], "table"
        unit = self._make("appdx_table", number(m[2], m[3]) if m[2] else (), "", body[: m.end(1)], body[m.end(1) :])
        self._put(unit, -1)
        return True

    def _style(self, m: re.Match[str], body: str) -> bool:
        self.open, self.region = [], "style"
        n = number(m[2] or m[4], m[3] or "") if m[2] or m[4] else ()
        unit = self._make("appdx_style", n, "", body[: m.end(1)], body[m.end(1) :])
        self._put(unit, -1)
        return True

    def _remarks(self, m: re.Match[str], body: str) -> bool:
        if not self._within("appdx_table", "table") and self.reading.unit not in ("備考", "行"):
            return False
        self.open = [one for one in self.open if one.kind == "appdx_table"]
        unit = self._make("remarks", (), "", body[: m.end(1)], body[m.end() :])
        self._put(unit, 0)
        return True

    def _caption(self, _m: re.Match[str], body: str) -> bool:
        if self.region in ("table", "toc"):
            return False
        self.caption = body
        return True

    def _paren(self, m: re.Match[str], body: str) -> bool:
        if self.region == "table" and not self._within("remarks", "item") and self._has_rows():
            return False
        deep = self.reading.kanji_items and (self._within("subitem1", "subitem2") or self.reading.inside == "subitem1")
        if deep:
            return self._numbered("subitem2", (), str(number(m[2])[0]), m, body)
        return self._numbered("item", number(m[2], m[3]), "", m, body)

    def _digit(self, m: re.Match[str], body: str) -> bool:
        if self.region == "table" and not self._within("remarks"):
            return False
        kind = "item" if self._within("remarks") else "paragraph"
        return self._numbered(kind, number(m[2], m[3]), "", m, body)

    def _kanji(self, m: re.Match[str], body: str) -> bool:
        if self.region == "table" and not self._within("remarks") and self._has_rows():
            return False
        return self._numbered("item", number(m[2], m[3]), "", m, body)

    def _has_rows(self) -> bool:
        return any(one.kind == "table_row" for unit in self.open for one in unit.walk())

    def _kana(self, m: re.Match[str], body: str) -> bool:
        return self.region != "table" and self._numbered("subitem1", (), m[2], m, body)

    def _kana_paren(self, m: re.Match[str], body: str) -> bool:
        return self.region != "table" and self._numbered("subitem2", (), m[2], m, body)

    def _latin(self, m: re.Match[str], body: str) -> bool:
        return self.region != "table" and self._numbered("subitem3", (), m[2], m, body)

    def _latin_paren(self, m: re.Match[str], body: str) -> bool:
        return self.region != "table" and self._numbered("subitem4", (), m[2], m, body)

    def _numbered(self, kind: str, num: Number, letter: str, m: re.Match[str], body: str) -> bool:
        unit = self._make(kind, num, letter, body[: m.end(1)], body[m.end() :])
        self._put(unit, _RANK[kind])
        return True

    def _plain(self, line: str, body: str) -> None:
        """A line without a label: a row, the first paragraph, a wrapped line or a line of its own."""
        if "\t" in line:
            self._row(line)
        elif self.region == "toc" and self.open:
            self._in_toc(body)
        elif not self.open and self.reading.unit in ("項", "号及び項") or self._suppl_text():
            self._put(self._make("paragraph", (1,), "", "", body), 1)
        elif self.open and self._wraps(line):
            self.open[-1].text += rewrite(body, self.change)
        else:
            unit = self._make("list", (), "", "", body)
            unit.lead = line[: len(line) - len(line.lstrip("　 "))] if self.region else ""
            if self.open:
                self.open[-1].put(len(self.open[-1].children), unit)
            else:
                self.top.append(unit)
        self.raw.append(line)

    def _suppl_text(self) -> bool:
        return bool(self.open) and self.open[-1].kind == "suppl_provision" and not self.open[-1].children

    def _wraps(self, line: str) -> bool:
        """Whether an unlabelled line goes on with the one before: wrapped, hanging, or behind a 、."""
        last = self.open[-1]
        if self.region == "style" or last.text.endswith("。") or not last.text or last.kind not in _SPEAKING:
            return False
        if last.text.endswith("、"):
            return True
        hangs = bool(last.label) and len(line) - len(line.lstrip("　 ")) > self.indent
        return hangs or bool(self.reading.wrap) and not last.text.endswith(("もの", "とき"))

    def _row(self, line: str) -> None:
        words = line.lstrip("　 ")
        row = Unit(
            "table_row",
            lead=line[: len(line) - len(words)],
            text=rewrite(words.rstrip("\r\n"), self.change),
            born=self.born,
        )
        holder = self.open[-1] if self.open else None
        if holder is None:
            if self.top and self.top[-1].kind == "table_row" or not self.top or self.top[-1].kind != "table":
                self.top.append(row)
            return
        if holder.kind != "table":
            if holder.children and holder.children[-1].kind == "table":
                holder = holder.children[-1]
            else:
                table = Unit("table", born=self.born)
                holder.put(len(holder.children), table)
                holder = table
        holder.put(len(holder.children), row)


def _rank(unit: Unit) -> int:
    return _RANK.get(unit.kind, -1 if unit.kind in ("suppl_provision", "toc", "appdx_table", "appdx_style") else 0)


def _common_indent(lines: tuple[str, ...]) -> int:
    """How many blanks all lines but headings of appendices share."""
    bodies = [line for line in lines if line.strip() and not re.match("別表|様式|別記", line.strip())]
    return min((len(line) - len(line.lstrip("　 ")) for line in bodies), default=0)


def dress(unit: Unit, style: Style, change: Widths) -> None:
    """Give a new unit, which hangs where it will stand, and all below it the layout and labels of the base."""
    inline = unit.kind == "paragraph" and unit.parent is not None and unit.parent.kind == "article" and unit.num == (1,)
    inline = inline and not unit.caption
    if unit.kind == "caption":
        unit.lead = style.caption_lead(unit)
    elif inline or unit.kind == "table":
        unit.label = ""
    else:
        if unit.label:
            unit.label = style.label(unit, unit.label, change)
            unit.gap = style.gap(unit) if unit.text or unit.kind == "article" else ""
        lead = style.lead(unit)
        if unit.caption:
            unit.lead, unit.mid = style.caption_lead(unit), style.eol + lead
        elif unit.kind != "table_row" and not (unit.kind == "list" and unit.lead):
            unit.lead = lead
    if unit.kind in ("appdx_table", "appdx_style", "suppl_provision"):
        unit.gap = ""
    if unit.kind not in ("table", "article", "main_provision", "preamble") or not unit.children:
        unit.end = style.eol
    if unit.kind in DIVISIONS:
        unit.end = style.eol
    for child in unit.children:
        dress(child, style, change)
