"""The grammar of places: 第3条第1項及び第2項, 同項ただし書, 別表第2の甲の項, 第7条から第9条までの規定, 附則第3項."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.amending.operation import RANKS, AmendedPlace, Number, Step
from jorei.model.kinds import DIVISIONS, KIND_OF_UNIT, UNIT_LETTERS
from jorei.text.numerals import NUMBER, parse_number

_N: Final = rf"({NUMBER})"
_BRANCH: Final = rf"((?:の{NUMBER})*)"
_SAME: Final[dict[str, tuple[str, ...]]] = {
    **{word: (kind,) for word, kind in KIND_OF_UNIT.items()}, "項": ("paragraph", "row"), "表": ("intable", "table"), "様式": ("style",),
    "附則": ("suppl",), "改正規定": ("revision",), "備考": ("remarks",), "別表": ("table",), "見出し": ("caption",),
}  # fmt: skip
_PARTS: Final = "ただし書|前段|中段|後段|本文"
_ANCHORS: Final = {
    "題名": "title", "目次": "toc", "前文": "preamble", "制定文": "enact_statement", "本則": "main",
}  # fmt: skip

_UNIT: Final = re.compile(rf"第{_N}([{UNIT_LETTERS}]){_BRANCH}")
_LOOSE: Final = re.compile(rf"{_N}([項号]){_BRANCH}")
_BARE: Final = re.compile(
    r"([0-9]{1,4}|[〇一二三四五六七八九十百]{1,7})((?:の[0-9一二三四五六七八九十]{1,4}){0,3})(?=$|[中をにと、及並]|の次|の前|から|まで)"
)
_SAME_AS: Final = re.compile("同(" + "|".join(sorted(_SAME, key=len, reverse=True)) + ")")
_BRANCH_OF_TABLE: Final = rf"((?:の{NUMBER}(?!の項)(?=$|[中をにの、及並又かま(備表付]))*)"
_TABLE: Final = re.compile(
    rf"別表(?:(?:第{_N}|{_N}(?=$|[中のを備にとか及並、()]))(?!人|円|の項){_BRANCH_OF_TABLE})?(?:の表(?!の))?|別図(?:第?{_N}{_BRANCH_OF_TABLE})?"
)
_STYLE: Final = re.compile(
    rf"(?:別記)?(?:様式第{_N}号{_BRANCH}|第{_N}号{_BRANCH}?様式(?:の{_N})?|様式(?:第{_N})?)|別記(?:第{_N}号)?"
)
_HEADING: Final = re.compile(r"の?(?:章名|節名|款名|編名)")
_CAPTION: Final = re.compile(r"の?見出し")
_SHARED: Final = re.compile(r"の前の見出し")
_STEM: Final = re.compile(r"の?(?:各号列記以外の部分|柱書き?)|の表以外の部分")
_BUT: Final = re.compile(
    r"の?(?:[ア-ン(][^、中]{0,16}?|第[^、中条項ア-ン]{1,16}?号[^、中条項ア-ン]{0,10}?|各号列記|ただし書|後段|前段)以外の部分(?=中|$|を|に|の)"
)
_SIDE: Final = re.compile(r"\([^()]*関係\)|\((?:表面?|裏面?|その[0-9]+)\)(?=中|$)")
_KANA: Final = re.compile(r"([ア-ンヰヱ])(?![ァ-ヶー])")
_KANA_BRACKET: Final = re.compile(r"\(([ア-ンヰヱ]+)\)")
_DIGIT_BRACKET: Final = re.compile(rf"\({_N}\)")
_LATIN: Final = re.compile(r"([a-z])(?![a-z])")
_LATIN_BRACKET: Final = re.compile(r"\(([a-z])\)")
_REMARKS: Final = re.compile(rf"の?(?:備考|注)(?:第?{_N}項?(?![条章様号0-9]))?")
_ROW: Final = re.compile(
    r"の?((?:[^、]|、(?!別表|同表|附則|第\d)){1,300}?の項)(?=$|中|及び|並びに|、|から|まで|の次|の前|に|を|\()"
)
_EXCEPT: Final = re.compile(r"\(([^()]*?)を除く。?\)")
_WITH: Final = re.compile(r"\((?:前)?見出しを含む。?\)")
_REVISION: Final = re.compile(r"(?:の|[にを][^、]{0,300}?)?改正規定")
_COLUMN: Final = re.compile(r"の?(?:[上中下左右]欄|[^、の]{0,100}?の欄)")
_JOIN: Final = re.compile(r"及び|並びに|又は|若しくは|、")


def number(first: str, branches: str = "") -> Number:
    """第10条の2 is (10, 2).

    >>> number("十", "の二")
    (10, 2)
    """
    parts = [first, *[one for one in branches.split("の") if one]]
    return tuple(parse_number(part) or 0 for part in parts)


class Mentioned:
    """What a sentence has named so far: 同条 and 同項 mean the last of their kind."""

    def __init__(self) -> None:
        self.last = AmendedPlace()
        self.of_kind: dict[str, tuple[Step, ...]] = {}
        self.scope: tuple[Step, ...] = ()
        """附則中: a bare 第5条 that follows is one of the 附則."""

    def note(self, place: AmendedPlace) -> None:
        """A place was named: it and all above it can be meant by 同."""
        self.last = place
        steps = place.steps
        if steps and steps[-1].kind == "suppl":
            self.of_kind.pop("article", None)
        for i, step in enumerate(steps):
            self.of_kind[step.kind] = steps[: i + 1]

    def same(self, word: str) -> tuple[Step, ...] | None:
        """The place that 同条, 同項, 同表 … mean."""
        found = [self.of_kind[kind] for kind in _SAME[word] if kind in self.of_kind]
        if word == "項" and len(found) == 2:  # 別表の…の項 or 第2項: the one that was named later
            return found[1] if self.last.steps[: len(found[1])] == found[1] else found[0]
        if word == "表" and len(found) == 2:
            return found[0] if self.last.steps[: len(found[0])] == found[0] else found[1]
        return found[0] if found else None


class UnreadablePlace(Exception):
    """Words that are no place."""


def read_places(words: str, mentioned: Mentioned) -> list[AmendedPlace]:
    """The places that ``words`` (folded, without blanks and quotations) name; raises `UnreadablePlace`.

    >>> [len(place.steps) for place in read_places("第3条第1項及び第2項、第5条並びに第7条から第9条までの規定", Mentioned())]
    [2, 2, 1, 1]
    """
    return _PlaceReader(words, mentioned).read()


class _PlaceReader:
    """One pass over the words of a place list."""

    def __init__(self, words: str, mentioned: Mentioned) -> None:
        self.words, self.at, self.mentioned = words, 0, mentioned
        self.places: list[AmendedPlace] = []
        self.steps: tuple[Step, ...] = ()
        self.begun = self.inside = False
        self.range_from: tuple[Step, ...] | None = None
        self.with_caption = False
        self.without: list[AmendedPlace] = []

    def read(self) -> list[AmendedPlace]:
        while self.at < len(self.words):
            self._next()
        self._close()
        if not self.places:
            raise UnreadablePlace(self.words)
        return self.places

    def _next(self) -> None:
        if self._row_first() if not self.begun else self._row_next():
            return
        for pattern, take in _RULES:
            match = pattern.match(self.words, self.at)
            if match and match.end() > self.at and take(self, match):
                self.at = match.end()
                self.inside = match[0] == "中"
                return
        raise UnreadablePlace(self.words[self.at :])

    def _row_first(self) -> bool:
        """Behind 、 or 及び in a table, the words up to の項 are the next row, whatever they look like."""
        last = self.places[-1].steps if self.places else self.mentioned.last.steps
        if not last or last[-1].kind != "row":
            return False
        match = _ROW.match(self.words, self.at)
        if not match or _SAME_AS.match(self.words, self.at) or _TABLE.match(self.words, self.at):
            return False
        if not self.places and _UNIT.match(self.words, self.at):
            return False  # another clause: it begins with an article
        self._put(Step("row", (), match[1].removesuffix("の項")))
        self.at = match.end()
        return True

    def _row_next(self) -> bool:
        """Right behind a table, the words up to の項 are a row, also 第3条第1項の項."""
        if self.steps[-1].kind not in ("table", "intable") or not _UNIT.match(self.words, self.at):
            return False
        match = _ROW.match(self.words, self.at)
        if match:
            self._put(Step("row", (), match[1].removesuffix("の項")))
            self.at = match.end()
        return bool(match)

    def _close(self) -> None:
        if not self.begun:
            return
        place = AmendedPlace(self.range_from or self.steps, self.steps if self.range_from else (), self.with_caption,
                      tuple(self.without))  # fmt: skip
        self.places.append(place)
        self.mentioned.note(msgspec.structs.replace(place, steps=self.steps, last=()))
        self.begun, self.range_from, self.with_caption, self.without = False, None, False, []

    def _put(self, step: Step) -> bool:
        """A step below what was named; a new element takes over what stands above it in the place before."""
        rank = RANKS[step.kind]
        if not self.begun:
            if rank == 0:
                self.steps = self.mentioned.scope = ()
            elif step.kind in ("article", *DIVISIONS):
                kept = self.mentioned.last.upto(6) if self.places else self.mentioned.scope
                self.steps = tuple(s for s in kept if s.kind in ("suppl", "amending", "main") or RANKS[s.kind] < rank)
                if step.kind == "article":
                    self.steps = tuple(s for s in self.steps if s.kind in ("suppl", "amending"))
            else:
                self.steps = self.mentioned.last.upto(rank)
            self.begun = True
        elif self.range_from is not None and self.steps == self.range_from:
            self.steps = AmendedPlace(self.range_from).upto(rank)
        else:
            self.steps = AmendedPlace(self.steps).upto(rank) if rank else ()
        self.steps = (*self.steps, step)
        return True

    def take_unit(self, m: re.Match[str]) -> bool:
        kind = KIND_OF_UNIT[m[2]]
        if self.begun and kind in DIVISIONS and self.steps[-1].kind in ("article", "paragraph"):
            return False
        return self._put(Step(kind, number(m[1], m[3])))

    def take_loose(self, m: re.Match[str]) -> bool:
        return self.begun and self._put(Step(KIND_OF_UNIT[m[2]], number(m[1], m[3])))

    def take_number(self, m: re.Match[str]) -> bool:
        """備考中2を3とし: the paragraphs of a 備考 go by their bare numbers."""
        steps = self.steps if self.begun else self.mentioned.last.steps
        return any(step.kind == "remarks" for step in steps) and self._put(Step("paragraph", number(m[1], m[2])))

    def take_same(self, m: re.Match[str]) -> bool:
        steps = self.mentioned.same(m[1])
        if steps is None or self.begun and self.range_from is None and not self.inside:
            return False
        self.steps, self.begun = steps, True
        return True

    def take_anchor(self, m: re.Match[str]) -> bool:
        self._close()
        return self._put(Step(_ANCHORS[m[0]]))

    def take_suppl(self, _m: re.Match[str]) -> bool:
        return self._put(Step("suppl"))

    def take_table(self, m: re.Match[str]) -> bool:
        first, branch = m[1] or m[2] or m[4], m[3] or m[5] or ""  # 別表第1, 別表1, 別図1
        return self._put(
            Step("table", number(first, branch) if first else (), "" if m[0].startswith("別表") else "別図")
        )

    def take_style(self, m: re.Match[str]) -> bool:
        first = m[1] or m[3] or m[6] or m[7]
        return self._put(Step("style", number(first, m[2] or m[4] or (f"の{m[5]}" if m[5] else "")) if first else ()))

    def take_heading(self, m: re.Match[str]) -> bool:
        """第2章の章名, and 第2章の節名: those of all its 節."""
        kind = KIND_OF_UNIT[m[0][-2]]
        own = bool(self.steps) and self.steps[-1].kind == kind
        return self.begun and self._put_modifier(Step("heading", (), "" if own else kind))

    def take_caption(self, _m: re.Match[str]) -> bool:
        return self.begun and self._put_modifier(Step("caption"))

    def take_label(self, m: re.Match[str]) -> bool:
        """The number of a paragraph that stays alone: 見出し及び項番号を削る."""
        if not self.begun:
            last = self.mentioned.last.steps
            self.steps, self.begun = tuple(step for step in last if step.kind != "caption"), True
        return self._put_modifier(Step("label", (), m[0].removeprefix("の")))

    def take_shared(self, _m: re.Match[str]) -> bool:
        return self.begun and self._put_modifier(Step("shared_caption"))

    def _put_modifier(self, step: Step) -> bool:
        self.steps = (*self.steps, step)
        return True

    def take_stem(self, _m: re.Match[str]) -> bool:
        return self._put(Step("stem"))

    def take_items(self, _m: re.Match[str]) -> bool:
        return self._put(Step("items"))

    def take_part(self, m: re.Match[str]) -> bool:
        return self._put(Step("part_of", (), m[1]))

    def take_intable(self, _m: re.Match[str]) -> bool:
        return self.begun and self.steps[-1].kind != "table" and self._put(Step("intable"))

    def take_remarks(self, m: re.Match[str]) -> bool:
        self._put(Step("remarks"))
        return self._put(Step("paragraph", number(m[1]))) if m[1] else True

    def take_row(self, m: re.Match[str]) -> bool:
        steps = self.steps if self.begun else self.mentioned.last.steps
        if not any(step.kind in ("table", "intable") for step in steps):
            return False
        word = m[1].removesuffix("の項")
        # 別表第1中2の項; but 別表中央公民館の項: there the base decides
        return self._put(Step("row", (), word[1:] if re.match(r"中[0-9(一二三四五六七八九十]", word) else word))

    def take_kana(self, m: re.Match[str]) -> bool:
        return self._put(Step("subitem1", (), m[1]))

    def take_kana_bracket(self, m: re.Match[str]) -> bool:
        return self._put(Step("subitem2", (), m[1]))

    def take_digit_bracket(self, m: re.Match[str]) -> bool:
        return self._put(Step("subitem2", (), str(parse_number(m[1]))))

    def take_latin(self, m: re.Match[str]) -> bool:
        return self._put(Step("subitem3", (), m[1]))

    def take_latin_bracket(self, m: re.Match[str]) -> bool:
        return self._put(Step("subitem4", (), m[1]))

    def take_column(self, _m: re.Match[str]) -> bool:
        return self.begun and any(step.kind in ("table", "intable", "row") for step in self.steps)

    def take_except(self, m: re.Match[str]) -> bool:
        inner = Mentioned()
        inner.note(AmendedPlace(self.steps))
        try:
            self.without += read_places(m[1], inner)
        except UnreadablePlace:
            return False
        return True

    def take_with(self, _m: re.Match[str]) -> bool:
        self.with_caption = True
        return self.begun

    def take_revision(self, m: re.Match[str]) -> bool:
        return self.begun and self._put_modifier(Step("revision", (), m[0]))

    def take_of_act(self, m: re.Match[str]) -> bool:
        """第1条のうち甲市条例第5条の改正規定: a place in an amending ordinance."""
        if not self.begun:
            return False
        self.steps = (Step("amending", self.steps[-1].number, m[1]),)
        return True

    def take_from(self, _m: re.Match[str]) -> bool:
        if not self.begun:
            return False
        self.range_from = self.steps
        return True

    def take_until(self, _m: re.Match[str]) -> bool:
        return self.range_from is not None

    def take_inside(self, _m: re.Match[str]) -> bool:
        """第4条中第6号: the rest is named inside of what was named."""
        if self.begun and self.range_from is None:
            self.mentioned.note(AmendedPlace(self.steps))
            if self.steps == (Step("suppl"),):
                self.mentioned.scope = self.steps
            return True
        return self.begun

    def take_join(self, _m: re.Match[str]) -> bool:
        self._close()
        return True

    def take_of(self, _m: re.Match[str]) -> bool:
        return self.begun


_RULES: Final = (
    (re.compile(r"のうち(.*?(?:条例|規則|法|規程|要綱|令)(?:\([^)]*\))?)(?=第|附則|別表)"), _PlaceReader.take_of_act),
    (_WITH, _PlaceReader.take_with),
    (_EXCEPT, _PlaceReader.take_except),
    (_BUT, _PlaceReader.take_stem),
    (_SIDE, _PlaceReader.take_of),
    (_STYLE, _PlaceReader.take_style),
    (_UNIT, _PlaceReader.take_unit),
    (_SAME_AS, _PlaceReader.take_same),
    (re.compile("題名|目次|前文|制定文|本則"), _PlaceReader.take_anchor),
    (re.compile("附則|付則"), _PlaceReader.take_suppl),
    (_TABLE, _PlaceReader.take_table),
    (re.compile("の?項番号"), _PlaceReader.take_label),
    (_SHARED, _PlaceReader.take_shared),
    (_CAPTION, _PlaceReader.take_caption),
    (_HEADING, _PlaceReader.take_heading),
    (_STEM, _PlaceReader.take_stem),
    (re.compile("の?各号"), _PlaceReader.take_items),
    (re.compile(f"の?({_PARTS})"), _PlaceReader.take_part),
    (_REMARKS, _PlaceReader.take_remarks),
    (re.compile("から"), _PlaceReader.take_from),
    (re.compile("まで"), _PlaceReader.take_until),
    (re.compile("の規定|の部分"), _PlaceReader.take_of),
    (_JOIN, _PlaceReader.take_join),
    (re.compile(r"中(?=第|備考|[ア-ン(]|[0-9]+(?:[をにの、及並]|から))"), _PlaceReader.take_inside),
    (_ROW, _PlaceReader.take_row),
    (re.compile(r"の表(?!の前)|の表中"), _PlaceReader.take_intable),
    (re.compile("中"), _PlaceReader.take_inside),
    (_REVISION, _PlaceReader.take_revision),
    (_LOOSE, _PlaceReader.take_loose),
    (_BARE, _PlaceReader.take_number),
    (_KANA_BRACKET, _PlaceReader.take_kana_bracket),
    (_LATIN_BRACKET, _PlaceReader.take_latin_bracket),
    (_DIGIT_BRACKET, _PlaceReader.take_digit_bracket),
    (_COLUMN, _PlaceReader.take_column),
    (_KANA, _PlaceReader.take_kana),
    (_LATIN, _PlaceReader.take_latin),
    (re.compile("の"), _PlaceReader.take_of),
)
"""What may stand next, first fit first."""
