"""法令番号 and 例規番号: 平成25年法律第27号, 平成9年みどり野市条例第17号, 訓令甲第8号, 平17条例3, 昭二二法三四."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.record import Record
from jorei.text.eras import ERA, ERA_SHORT, YEAR
from jorei.text.instruments import NUMBERED, SHORT_FORMS, alternation
from jorei.text.numerals import NUMBER, parse_number

# an issuer may stand before it: みどり野市条例, 総務省令, 教育委員会規則
_TYPE: Final = alternation(*NUMBERED)
# 千葉市, 四日市市: a numeral that counts nothing is a letter of a name
_IN_NAME = "[〇一二三四五六七八九十百千](?![〇一二三四五六七八九十百千0-9]*(?:[年月号]|日(?![市町村])))"
ISSUER: Final = rf"(?:[^0-9〇一二三四五六七八九十百千第。、,()「」\n]|{_IN_NAME}){{0,24}}?"
"""Whoever a number is of, as far as a pattern can say: みどり野市, 教育委員会, nobody."""
_MONTH_DAY = rf"(?: ?{NUMBER} ?月 ?(?:{NUMBER} ?日 ?)?)?"
# 平成9年葦鳴市条例4号, from which 第 was lost; 平成9年規則4号 without an issuer is the short form of notes
_SIGN = "(?:第 ?|" + "".join(f"(?<!年{noun})" for noun in ("条例", "規則", "規程", "訓令", "告示", "要綱")) + ")"


def _number(after_year: str, sign: str, unit: str) -> str:
    return (
        rf"(?P<ln_era>{ERA}) ?(?P<ln_year>{YEAR}) ?{after_year} ?{_MONTH_DAY}"
        rf"(?P<ln_issuer>{ISSUER})(?P<ln_type>{_TYPE})(?P<ln_mark>[甲乙丙]?) ?{sign}(?P<ln_number>{NUMBER}) ?{unit}"
    )


LAW_NUMBER: Final = _number("年", _SIGN, "号")
"""Pattern of a full number in folded text; its groups go to `LawNumber.of`."""
BRACKETED_NUMBER: Final = _number("年?", "(?:第 ?)?", "(?:号|(?=[。、)]))")
"""The same with one of 年, 第 and 号 left out, as a number may be read in a bracket behind a title: (平成12条例第5号)."""
LAW_NUMBER_RE: Final = re.compile(LAW_NUMBER)

SHORT_NUMBER: Final = (
    rf"(?P<sn_era>[明大昭平令])(?P<sn_year>{YEAR})年?(?P<sn_issuer>[^0-9〇一二三四五六七八九十百千・、,()\n]{{0,12}}?)"
    rf"(?P<sn_type>{alternation(*SHORT_FORMS)})(?P<sn_mark>[甲乙丙]?)"
    rf"第?(?P<sn_number>{NUMBER})(?:号)?"
)
"""The form of amendment notes: 平17条例3, 昭63規則第28号, 平12教委規則5."""

_MUNICIPALITY: Final = re.compile(r"^.*[都道府県市区町村]$")


class LawNumber(Record):
    """A number taken apart: 平成9年みどり野市条例第17号 is (平成, 9, みどり野市, 条例, "", 17)."""

    era: str
    year: int
    issuer: str
    type: str
    mark: str
    number: int

    @classmethod
    def of(cls, match: re.Match[str]) -> LawNumber | None:
        """From a match of `LAW_NUMBER`; None when a numeral is none."""
        era, year, issuer, kind, mark, number = match.group(
            "ln_era", "ln_year", "ln_issuer", "ln_type", "ln_mark", "ln_number"
        )
        return cls.of_parts(era, year, issuer, kind, mark, number)

    @classmethod
    def of_parts(cls, era: str, year: str, issuer: str, kind: str, mark: str, number: str) -> LawNumber | None:
        """From the words of its parts; None when a numeral is none."""
        n_year, n_number = parse_number(year), parse_number(number)
        if n_year is None or n_number is None:
            return None
        return cls(era, n_year, issuer.strip(), kind, mark, n_number)

    @classmethod
    def of_short(cls, match: re.Match[str]) -> LawNumber | None:
        """From a match of `SHORT_NUMBER`."""
        kind = SHORT_FORMS[match["sn_type"]]
        return cls.of_parts(
            ERA_SHORT[match["sn_era"]], match["sn_year"], match["sn_issuer"], kind, match["sn_mark"], match["sn_number"]
        )

    @property
    def full(self) -> str:
        """平成9年みどり野市条例第17号, in Arabic digits, month and day left out."""
        year = "元" if self.year == 1 else str(self.year)
        return f"{self.era}{year}年{self.issuer}{self.type}{self.mark}第{self.number}号"

    @property
    def local(self) -> str:
        """Without the municipality's name (平成9年条例第17号), as the municipality itself cites it."""
        return self.full.replace(self.issuer, "", 1) if _MUNICIPALITY.match(self.issuer) else self.full


@lru_cache(maxsize=4096)
def parse_law_number(text: str) -> LawNumber | None:
    """The first full law number in a folded text.

    >>> parse_law_number("平成十八年三月二四日浜根市条例第七号").full
    '平成18年浜根市条例第7号'
    >>> parse_law_number("令和元年条例第3号").local, parse_law_number("条例")
    ('令和元年条例第3号', None)
    """
    match = LAW_NUMBER_RE.search(text)
    return LawNumber.of(match) if match else None
