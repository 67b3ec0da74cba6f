"""Drafts as a clerk writes them: what shares a sentence, what is named, in which order things move."""

from __future__ import annotations

import pytest

from jorei.amending.amended import amend
from jorei.amending.draft import make_draft

BASE = """○緑川町広場条例
平成20年3月21日
条例第14号
(許可)
第1条　広場を使用する者は、町長の許可を受ける。
(使用料)
第2条　使用料は、別表のとおりとする。
2　使用料は、次に掲げる者から徴収する。
(1)　町民
(2)　町外の者
(減免)
第3条　町長は、使用料を減免することができる。
(報告)
第4条　町長は、報告を求めることができる。
(委任)
第5条　必要な事項は、規則で定める。
附　則
この条例は、平成20年4月1日から施行する。
別表(第2条関係)
区分	単位	金額
物品の販売	1日	500円
競技会	1回	2,000円
写真の撮影	1回	1,000円
興行	1日	3,000円
集会	1日	700円
"""


def clauses(*edits: tuple[str, str]) -> list[str]:
    """The clauses of the draft of a base with edits; that they give the new version is seen first."""
    new = BASE
    for old, words in edits:
        assert new.count(old) == 1, old
        new = new.replace(old, words)
    drafted = make_draft(BASE, new)
    assert drafted.failures == ()
    assert (amend(BASE, [drafted.text]).text or "").split("\n") == new.split("\n")
    return [line.strip() for line in drafted.clauses]


def test_a_caption_shares_the_sentence_of_its_article() -> None:
    assert clauses(("(減免)", "(免除)"), ("使用料を減免する", "使用料を免除する")) == [
        "第3条の見出しを「(免除)」に改め、同条中「減免」を「免除」に改める。"
    ]
    assert clauses(("(報告)", "(報告の徴収)"), ("報告を求める", "必要な報告を求める")) == [
        "第4条の見出し中「報告」の次に「の徴収」を加え、同条中「報告」を「必要な報告」に改める。"
    ]


def test_what_stands_below_shares_the_sentence() -> None:
    assert clauses(("次に掲げる者から", "次の者から"), ("(2)　町外の者\n", "(2)　町外の者\nア　個人\nイ　団体\n")) == [
        "第2条第2項中「次に掲げる」を「次の」に改め、同項第2号に次のように加える。",
        "ア　個人",
        "イ　団体",
    ]


def test_a_row_is_named() -> None:
    assert clauses(("1回	2,000円", "1回	2,500円")) == ["別表競技会の項中「2,000円」を「2,500円」に改める。"]
    assert clauses(("500円", "550円"), ("2,000円", "2,500円"), ("3,000円", "3,300円"), ("700円", "800円")) == [
        "別表中「500円」を「550円」に、「2,000円」を「2,500円」に、「3,000円」を「3,300円」に、「700円」を「800円」に改める。"
    ]


def test_what_goes_goes_when_the_moves_come_past_it() -> None:
    fresh = "(公表)\n第2条の2　町長は、額を公表する。\n(返還)\n第2条の3　使用料は、返還しない。\n"
    report = "(報告)\n第4条　町長は、報告を求めることができる。\n"
    said = clauses((report, ""), ("第5条　必要", "第4条　必要"), ("(減免)\n", fresh + "(減免)\n"))
    assert said[0] == "第2条の次に次の2条を加える。"
    assert said[-1] == "第4条を削り、第5条を第4条とする。"
    more = "第6条　甲とする。\n第7条　乙とする。\n第8条　丙とする。\n附　則"
    base = BASE.replace("附　則", more)
    new = (
        base.replace(report, "").replace("第6条　甲とする。\n", "").replace("第8条", "第9条").replace("第7条", "第8条")
    )
    drafted = make_draft(base, new.replace("第5条", "第6条"))
    assert [line.strip() for line in drafted.clauses] == [
        "第8条を第9条とし、第7条を第8条とし、第6条を削り、第5条を第6条とし、第4条を削る。"
    ]


@pytest.mark.parametrize("row", ["競技会、集会", "", "1日"])
def test_a_row_without_a_name_is_told_by_its_table(row: str) -> None:
    base = BASE.replace("競技会	1回", f"{row}	1回").replace(
        "集会	1日", f"{row}	1日" if row == "1日" else "集会	1日"
    )
    drafted = make_draft(base, base.replace("2,000円", "2,500円"))
    assert drafted.failures == ()
    assert drafted.clauses[0].strip().startswith("別表中")
