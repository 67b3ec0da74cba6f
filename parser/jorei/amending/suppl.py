"""The 附則 of an amending ordinance behind the base, as a 例規集 prints it."""

from __future__ import annotations

from jorei.amending.fragment import Reading, dress, read_units
from jorei.amending.numerals import in_kanji
from jorei.amending.operation import Amending
from jorei.amending.style import Style
from jorei.amending.unit import Sheet, Unit
from jorei.amending.widths import rewrite, widths_of
from jorei.text.eras import era_of
from jorei.text.fold import fold


def append_suppl(sheet: Sheet, style: Style, amending: Amending) -> None:
    """Put it behind the last 附則, headed 附則(令和7年3月25日条例第5号)."""
    if not amending.suppl.lines:
        return
    root = sheet.root
    change = style.change(widths_of(amending.text))
    units = read_units(amending.suppl.lines, Reading("項", inside="suppl_provision"), style, change, -1)
    sample = sheet.first("suppl_provision")
    heading = Unit("suppl_provision", label=sample.label if sample else "附　則", lead=sample.lead if sample else "",
                   text=_of(amending, style), born=-1)  # fmt: skip
    last = max(
        (i for i, one in enumerate(root.children) if one.kind == "suppl_provision"), default=len(root.children) - 1
    )
    before = root.children[last].last()
    before.end = before.end or style.eol
    root.put(last + 1, heading)
    heading.end = style.eol
    for unit in units:
        heading.put(len(heading.children), unit)
        dress(unit, style, change)
        if unit.kind == "paragraph" and not unit.label:
            bare = sample.children[0] if sample and sample.children and not sample.children[0].label else None
            unit.lead = bare.lead if bare else "　" if style.lead(heading) else ""


def _of(amending: Amending, style: Style) -> str:
    number = fold(amending.number or "")
    for kind in ("条例", "規則", "規程", "告示", "訓令", "要綱"):
        if kind in number:
            number = number[number.index(kind) :]
    day = ""
    if amending.promulgated_on and (era := era_of(amending.promulgated_on)):
        numbers = (era[1], amending.promulgated_on.month, amending.promulgated_on.day)
        written = [style.number("article", n) for n in numbers]
        day = f"{era[0]}{'元' if era[1] == 1 else written[0]}年{written[1]}月{written[2]}日"
    if any(c in "一二三四五六七八九十" for c in style.number("article", 1)):
        number = in_kanji(number)
    brackets = ("(", ")") if style.widths.brackets == "half" else ("（", "）")
    return f"{brackets[0]}{day}{rewrite(number, style.widths)}{brackets[1]}" if day or number else ""
