"""The grammar of designators: what is one, where it ends, what it says."""

from __future__ import annotations

import pytest

from jorei.links.designators import parse_designator
from jorei.links.grammar import EVENT, FIRSTS, FREQUENT_DESIGNATORS, KANA, LAW_NOUNS, RARE_DESIGNATORS, EventKind
from jorei.links.heads import HEADS, HeadName
from jorei.links.lookup import LOOKUPS
from jorei.links.resolve import EVENT_HANDLERS
from jorei.links.scanning import scan
from jorei.model.vocabulary import values
from jorei.text.fold import fold


def designators_in(text: str) -> list[str]:
    folded = fold(text)
    return [folded[event.start : event.end] for event in scan(folded) if event.kind == "designator"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第13条第2項及び第3項", ["第13条第2項", "第3項"]),
        ("第十条の二第一項第三号ロの", ["第十条の二第一項第三号ロ"]),
        ("第１０条の２第１項第３号ア（ア）", ["第10条の2第1項第3号ア(ア)"]),
        ("第26条の15の規定", ["第26条の15"]),
        ("第4条第1項から第3項までの", ["第4条第1項から第3項まで"]),
        ("第14条―第17条", ["第14条―第17条"]),
        ("第349条の3の4から第349条の5まで", ["第349条の3の4から第349条の5まで"]),
        ("前条第1項又は第3項", ["前条第1項", "第3項"]),
        ("前2号、前２項、前三条", ["前2号", "前2項", "前三条"]),
        ("前各号 前各項 次の各号 つぎの各号 当該各号", ["前各号", "前各項", "次の各号", "つぎの各号", "当該各号"]),
        ("第10条第2項各号", ["第10条第2項各号"]),
        ("各本条の罰金刑", ["各本条"]),
        ("同条第2項ただし書", ["同条第2項ただし書"]),
        ("第22条第2項本文及び第3項", ["第22条第2項本文", "第3項"]),
        ("第1項各号列記以外の部分", ["第1項各号列記以外の部分"]),
        ("附則第1条第4号", ["附則第1条第4号"]),
        ("付則第3項", ["付則第3項"]),
        ("この章、この条、この項、本条、以下本条において", ["この章", "この条", "この項", "本条", "本条"]),
        ("別表、別表第2第3号、様式第1号", ["別表", "別表第2第3号", "様式第1号"]),
        ("第1号様式、第8号の2様式、別記第7号様式の3", ["第1号様式", "第8号の2様式", "別記第7号様式の3"]),
        ("別記様式第2号", ["別記様式第2号"]),
        ("第1章及び第2章第3節", ["第1章", "第2章第3節"]),
        ("第 １３ 条第2 項", ["第 13 条第2 項"]),
        ("第11条第1項第11条の2第1項", ["第11条第1項", "第11条の2第1項"]),
        ("前条第1項の表第2号", ["前条第1項の表", "第2号"]),
        ("第48条第1項から第14項までの各項ただし書", ["第48条第1項から第14項までの各項ただし書"]),
    ],
)
def test_a_designator_is_found_whole(text: str, expected: list[str]) -> None:
    assert designators_in(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "第1回", "第三者", "第2種", "一号館", "第1条件", "3項目", "条例", "規則で定める", "市条例の制定", "前年",
        "次に掲げる", "第1号被保険者", "第2号館", "基本条例", "特別表彰", "目次", "全条", "第2条約", "第1条例",
        "青潮町字港第12号2番地", "前項目", "表示", "様式",
    ],
)  # fmt: skip
def test_words_that_only_look_like_one(text: str) -> None:
    assert designators_in(text) == []


def test_a_quotation_is_one_event() -> None:
    kinds = [event.kind for event in scan("同項中「前項」とあるのは「第1条の「甲」第2項」と")]
    assert kinds == ["designator", "quotation", "quotation"]


@pytest.mark.parametrize(
    ("text", "citations", "part"),
    [
        ("第10条の2第1項第3号イ", ["第10条の2", "第1項", "第3号", "イ"], None),
        ("第二十三条第一項ただし書", ["第23条", "第1項"], "ただし書"),
        ("第3号のア", ["第3号", "ア"], None),
        ("第2号ア(イ)", ["第2号", "ア", "(イ)"], None),
        ("第3号様式の2", ["様式第3の2号"], None),
        ("別表第1", ["別表第1"], None),
        ("附則第4項柱書", ["第4項"], "各号列記以外の部分"),
        ("第1条但書", ["第1条"], "ただし書"),
    ],
)
def test_what_a_designator_says(text: str, citations: list[str], part: str | None) -> None:
    designator = parse_designator(text)
    assert [step.citation for step in designator.steps] == citations
    assert designator.part == part


def test_a_range_knows_both_ends() -> None:
    designator = parse_designator("第1条第2項から第4項まで")
    assert [step.citation for step in designator.steps] == ["第1条", "第2項"]
    assert designator.until is not None
    assert [step.citation for step in designator.until.steps] == ["第4項"]


@pytest.mark.parametrize(
    ("text", "head", "unit", "count"),
    [
        ("前条", "前", "条", 1), ("前3項", "前", "項", 3), ("次項", "次", "項", 1), ("前各号", "前各", "号", 1),
        ("次の各号", "次の各", "号", 1), ("つぎの各号", "次の各", "号", 1), ("当該各項", "当該各", "項", 1),
        ("同号", "同", "号", 1), ("この附則", "この", "附則", 1), ("本条", "この", "条", 1), ("各本条", "各本", "条", 1),
        ("次の表", "次の", "表", 1), ("同表", "同", "表", 1), ("附則第2項", "附則", "附則", 1),
    ],
)  # fmt: skip
def test_the_head_of_a_designator(text: str, head: str, unit: str, count: int) -> None:
    designator = parse_designator(text)
    assert (designator.head, designator.unit, designator.count) == (head, unit, count)


def test_the_scan_begins_at_the_first_characters_of_every_row() -> None:
    """A row whose first character the scan passes over would never be tried."""
    for row in (*FREQUENT_DESIGNATORS, *RARE_DESIGNATORS, *LAW_NOUNS):
        assert row.firsts == KANA or set(row.firsts) <= set(FIRSTS)


def test_every_kind_of_event_has_a_group_and_a_handler() -> None:
    kinds = set(values(EventKind))
    assert kinds == set(EVENT_HANDLERS)
    # a designator has no group; labels are found apart, in instruments that are not counted in 条
    assert kinds - {"designator", "label", "known_title"} <= set(EVENT.groupindex)


def test_every_head_is_described_and_looked_up() -> None:
    heads = set(values(HeadName))
    assert heads == set(HEADS)
    assert heads == set(LOOKUPS)
