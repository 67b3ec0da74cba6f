"""全部改正: the amending ordinance takes the place of the base, printed as the base is."""

from __future__ import annotations

from jorei.amending.apply import AppliedChange, Applier
from jorei.amending.fragment import Reading, dress, read_units
from jorei.amending.numerals import in_kanji as spelled_in_kanji
from jorei.amending.operation import Act, AmendedPlace, Amending, Operation, Step
from jorei.amending.unit import DIVISIONS, Unit
from jorei.amending.widths import rewrite
from jorei.text.eras import era_of
from jorei.text.fold import fold


def replace_all(applier: Applier, amending: Amending, act: Act) -> None:
    """Title, date, number, 制定文, body and 附則 of the amending ordinance instead of those of the base."""
    sheet, style, change = applier.sheet, applier.style, applier.structure.change
    root = sheet.root
    title = sheet.first("title")
    eol = style.eol
    heads = [one for one in root.children if one.kind == "promulgation"]
    kept: list[Unit] = []
    if title is not None:
        title.text = rewrite(amending.title or title.text, change)
        kept.append(title)
    for i, words in enumerate(_promulgation(applier, amending, len(heads) or 2)):
        lead = heads[min(i, len(heads) - 1)].lead if heads else ""
        kept.append(Unit("promulgation", text=words, lead=lead, end=eol, born=-1))
    statement = amending.text[act.start : act.end].replace("\n", "").strip()
    kept.append(Unit("enact_statement", text=rewrite(statement, change), lead=style.bare_lead(), end=eol, born=-1))
    if title is not None and not title.end:
        title.end = eol
    _keep(root, kept)
    units = read_units(act.body.lines, Reading("条"), style, change, -1)
    _hang(root, units)
    for one in root.children[len(kept) :]:
        for unit in one.children if one.kind == "main_provision" else (one,):
            dress(unit, style, change)
    _bare_paragraphs(root, style.bare_lead())
    applier.changes.append(
        AppliedChange(Operation("replace_whole", AmendedPlace((Step("main"),)), start=act.start, end=act.end), "本則")
    )


def _keep(root: Unit, kept: list[Unit]) -> None:
    """These units alone below the root; all others are gone."""
    for one in root.children:
        if one not in kept:
            for below in one.walk():
                below.gone = True
    root.children = []
    for one in kept:
        root.put(len(root.children), one)


def _hang(root: Unit, units: list[Unit]) -> None:
    main = Unit("main_provision", born=-1)
    for unit in units:
        if unit.kind in ("article", *DIVISIONS, "paragraph", "item"):
            if main.parent is None:
                root.put(len(root.children), main)
            main.put(len(main.children), unit)
        elif unit.kind == "list" and main.parent is None:
            root.put(len(root.children), Unit("preamble", text=unit.text, born=-1))
        else:
            root.put(len(root.children), unit)


def _bare_paragraphs(root: Unit, lead: str) -> None:
    """The only paragraph of a 附則 has no number: it is indented as sentences are."""
    for one in root.children:
        if one.kind == "suppl_provision":
            for unit in one.of("paragraph"):
                if not unit.label and not unit.caption:
                    unit.lead = lead


def _promulgation(applier: Applier, amending: Amending, count: int) -> list[str]:
    style = applier.style
    number = fold(amending.number or "")
    for kind in ("条例", "規則", "規程", "告示", "訓令", "要綱"):
        if kind in number:
            number = number[number.index(kind) :]
    in_kanji = any(c in "一二三四五六七八九十" for c in style.number("article", 1))
    number = spelled_in_kanji(number) if in_kanji else rewrite(number, style.widths)
    day = ""
    if amending.promulgated_on and (era := era_of(amending.promulgated_on)):
        written = [
            style.number("article", n) for n in (era[1], amending.promulgated_on.month, amending.promulgated_on.day)
        ]
        day = f"{era[0]}{'元' if era[1] == 1 else written[0]}年{written[1]}月{written[2]}日"
    if count == 1:
        return [day + number]
    return [words for words in (day, number) if words]
