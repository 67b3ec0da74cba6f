"""The nouns that legal instruments are called by: 条例, 規則, 要綱, 法律, 政令 …

`INSTRUMENTS` is the only list of them. A pattern that needs such nouns is composed with `alternation` from one of the
sets below it; a new noun is one row here.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from jorei.model.vocabulary import InstrumentKind


class Instrument(NamedTuple):
    """One noun and what follows from it."""

    noun: str
    kind: InstrumentKind
    """``other`` when the noun alone does not say."""
    level: Literal["municipal", "national"]
    roman: str = ""
    """The noun in the ids of documents; empty for a noun that no number goes with."""
    common: bool = False
    """Whether provisions speak of an instrument by this noun: この条例, 同規則, 改正前の要綱."""
    short: str = ""
    """The abbreviation in amendment notes: 平17条3."""
    referred_as: str = ""
    """What 同 stands before when it is not the noun itself: 同法 speaks of a 法律, 同令 of a 政令."""
    implemented_by: tuple[str, ...] = ()
    """What may follow with 施行: 条例施行規則, 法施行令."""


INSTRUMENTS: Final = (
    Instrument("条例", "ordinance", "municipal", "jorei", True, "条", implemented_by=("規則", "細則", "規程")),
    Instrument("規則", "rule", "municipal", "kisoku", True, "規"),
    Instrument("要綱", "guideline", "municipal", "yoko", True),
    Instrument("要領", "guideline", "municipal", "yoryo", True),
    Instrument("基準", "guideline", "municipal"),
    Instrument("指針", "guideline", "municipal"),
    Instrument("規程", "directive", "municipal", "kitei", True),
    Instrument("訓令", "directive", "municipal", "kunrei", True, "訓"),
    Instrument("内規", "directive", "municipal", "naiki"),
    Instrument("告示", "notice", "municipal", "kokuji", True, "告"),
    Instrument("公告", "notice", "municipal", "kokoku"),
    Instrument("公示", "notice", "municipal", "koji"),
    Instrument("公表", "notice", "municipal", "kohyo"),
    Instrument("告諭", "notice", "municipal", "kokuyu"),
    Instrument("管理規定", "directive", "municipal", "kanrikitei"),
    Instrument("細則", "other", "municipal"),
    Instrument("規約", "other", "municipal", "kiyaku"),
    Instrument("準則", "other", "municipal"),
    Instrument("憲章", "other", "municipal"),
    Instrument("宣言", "other", "municipal"),
    Instrument("方針", "other", "municipal"),
    Instrument("通達", "other", "municipal", "tsutatsu"),
    Instrument("指令", "other", "municipal", "shirei"),
    Instrument("庁達", "other", "municipal", "chotatsu"),
    Instrument("達", "other", "municipal", "tatsu"),
    Instrument("議決", "other", "municipal", "giketsu"),
    Instrument("法律", "act", "national", "horitsu", True, "法", "法", ("令", "規則", "細則")),
    Instrument("憲法", "constitution", "national", "kempo", referred_as="法"),
    Instrument("政令", "cabinet_order", "national", "seirei", True, "政", "令"),
    Instrument("勅令", "imperial_order", "national", "chokurei", False, "勅", "令"),
    Instrument("省令", "ministerial_ordinance", "national", "shorei", True, "", "令"),
    Instrument("府令", "ministerial_ordinance", "national", "furei", True, "", "令"),
    Instrument("閣令", "ministerial_ordinance", "national", "kakurei"),
    Instrument("庁令", "other", "national", "chorei"),
    Instrument("布告", "other", "national", "fukoku"),
    Instrument("布達", "other", "national", "futatsu"),
    Instrument("条約", "other", "national", "joyaku"),
)  # fmt: skip
"""In the order in which a title is asked for them: 条例 first, for 〈…〉条例の運用基準."""

PAPERS: Final = (
    "会則", "学則", "定款", "章程", "要項", "大綱", "綱領", "心得", "規準", "協約", "協議書", "計画", "計画書", "構想",
    "ガイドライン", "マニュアル", "ハンドブック", "ポリシー", "プラン", "ビジョン", "ルール", "手引", "手引き", "手引書",
    "報告書", "約款", "協定", "協定書", "議定書", "覚書", "契約書", "仕様書", "約定書", "通知", "申合せ", "綱要", "標準",
)  # fmt: skip
"""What other papers with articles or chapters are called by: statutes of associations, plans, contracts, guides."""

BY_NOUN: Final = {row.noun: row for row in INSTRUMENTS}

MUNICIPAL: Final = tuple(row.noun for row in INSTRUMENTS if row.common and row.level == "municipal")
"""条例 規則 要綱 要領 規程 訓令 告示."""
NATIONAL: Final = tuple(row.noun for row in INSTRUMENTS if row.common and row.level == "national")
"""法律 政令 省令 府令."""
COMMON: Final = (*MUNICIPAL, *NATIONAL)
"""What provisions call an instrument by: この〈…〉, 〈…〉の一部を改正する〈…〉."""
NUMBERED: Final = tuple(row.noun for row in INSTRUMENTS if row.roman)
"""What a number can be the number of: 平成9年条例第17号."""
_ACTS: Final = ("公示", "公表", "告諭")
"""Nouns of numbers that are acts as well: a title or a name that ends in one is of no instrument (財政事情の公表)."""
KIND_OF_NOUN: Final[dict[str, InstrumentKind]] = {
    row.noun: row.kind for row in INSTRUMENTS if row.kind != "other" and row.noun not in _ACTS
}
"""The kinds of the nouns that say one, in the order in which a title is asked for them."""
IMPLEMENTING: Final = ("令", "規則", "細則", "規程", "条例")
"""What 施行 makes an instrument of its own: 同法施行令, 同条例施行規則."""
SHORT_FORMS: Final = {
    **{row.noun: row.noun for row in INSTRUMENTS if row.common or row.short},
    **{row.short: row.noun for row in INSTRUMENTS if row.short},
}
"""Nouns by how amendment notes write them: 条例 and 条 stand for 条例."""


REGULATION_ENDS: Final = tuple(
    dict.fromkeys((*(row.noun for row in INSTRUMENTS if row.noun not in _ACTS), *PAPERS, "法", "施行令", "令"))
)
"""What the name of any instrument ends in, whatever its class. The vocabulary is open: 岬会会則, 整備計画, 管理マニュアル."""
IN_FRONT_OF_APPENDIX: Final = (
    *COMMON,
    "規約",
    "会則",
    "学則",
    "準則",
    "内規",
    "要項",
    "大綱",
    "細則",
    "法",
    "令",
    "約款",
    "定款",
)
"""Ends of names whose 別表 or 様式 it is when one follows; 報告書様式第1号 is a form of this document."""
SELF_BY_TITLE: Final = ("準則", "憲章", "方針", "達", *(noun for noun in PAPERS if noun not in ("通知", "標準")))
"""Nouns by which a document speaks of itself when its title ends in them: この会則, 本学則."""


def alternation(*nouns: str) -> str:
    """A pattern for any of the nouns, longer ones first.

    >>> alternation("法", "法律", "条例")
    '(?:法律|条例|法)'
    """
    return "(?:" + "|".join(sorted(nouns, key=len, reverse=True)) + ")"
