"""What mentions resolve to, on small documents read as a whole; the cases show every form at length."""

from __future__ import annotations

import pytest

import jorei
from jorei.dataset.tables import reference_columns
from jorei.model import Analysis, Reference
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text

HEAD = "○青潮市灯台条例\n\n平成10年3月1日\n\n青潮市条例第4号\n\n"


def parse(body: str) -> Analysis:
    return analyse(read_text(HEAD + body))


def refs(body: str) -> list[Reference]:
    return list(parse(body).references)


def shown(reference: Reference) -> tuple[str, str, list[str | None]]:
    return reference.text, reference.status, [target.citation for target in reference.targets]


def test_offsets_are_those_of_the_source() -> None:
    analysis = parse("第１条　灯台は、市が置く。\n\n第２条　前条の灯台\nは、第１条の例による。")
    for reference in analysis.references:
        assert analysis.source.text[reference.start : reference.end].replace("\n", "") == reference.text


def test_a_missing_paragraph_is_dangling_and_keeps_what_it_claims() -> None:
    (reference,) = refs("第1条 灯台を置く。\n\n第2条 第1条第5項の灯台とする。")
    assert shown(reference) == ("第1条第5項", "dangling", ["第1条第5項"])
    assert reference.targets[0].node is None


def test_an_omitted_paragraph_means_the_only_one_with_such_an_item() -> None:
    body = "第1条 灯台を置く。\n\n2 灯台は、次のとおりとする。\n\n(1) 東灯台\n\n(2) 西灯台\n\n第2条 第1条第2号の灯台とする。"
    assert shown(refs(body)[-1]) == ("第1条第2号", "resolved", ["第1条第2項第2号"])


def test_an_omitted_paragraph_of_several_with_items_is_ambiguous() -> None:
    body = (
        "第1条 次の灯台を置く。\n\n(1) 東\n\n(2) 西\n\n2 次の標識を置く。\n\n(1) 南\n\n(2) 北\n\n"
        "第2条 第1条第2号のものとする。"
    )
    reference = refs(body)[-1]
    assert (reference.status, reference.targets) == ("ambiguous", ())
    assert reference.candidates == ("第1条第1項第2号", "第1条第2項第2号")


def test_the_antecedent_is_named() -> None:
    references = refs("第1条 灯台を置く。\n\n2 灯台は、市営とする。\n\n第2条 前条第1項の灯台は、同条第2項による。")
    assert references[1].antecedent == 0


def test_an_enumeration_that_names_its_law_each_time_comes_back() -> None:
    references = refs("第3条 航路標識法(昭和24年法律第99号。以下「法」という。)第8条、法第9条又は第3条による。")
    assert [reference.target_law for reference in references] == ["昭和24年法律第99号", "昭和24年法律第99号", None]


def test_falling_numbers_are_not_of_one_law() -> None:
    references = refs("第1条 灯台を置く。\n\n第2条 航路標識法第8条又は第1条による。")
    assert [shown(reference)[1:] for reference in references] == [("external", ["第8条"]), ("resolved", ["第1条"])]


def test_a_bracket_lends_its_provision_and_gives_it_back() -> None:
    references = refs(
        "第1条 灯台を置く。\n\n2 灯台は、市営とする。\n\n第2条 第1条(第2項を除く。)及び第2項による。\n\n2 以上。"
    )
    assert [shown(reference)[2] for reference in references] == [["第1条"], ["第1条第2項"], ["第1条第2項"]]


def test_a_law_named_in_a_closed_bracket_is_the_last_resort() -> None:
    body = "第1条 航路標識法第3条の灯台(施設省令(平成5年運輸省令第3号)第2条のものをいう。)は、同法第5条及び同令第4条による。"
    laws = [reference.target_law for reference in refs(body)]
    assert laws == ["航路標識法", "平成5年運輸省令第3号", "航路標識法", "平成5年運輸省令第3号"]


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("第1条の規定にかかわらず、許可する。", "notwithstanding"),
        ("第1条の規定を準用する。", "applies_mutatis_mutandis"),
        ("第1条の規定は、浮標に準用する。", "applies_mutatis_mutandis"),
        ("第1条の規定に違反した者は、過料に処する。", "penalises"),
        ("者(第1条に規定する者を除く。)は、届け出る。", "excludes"),
        ("第1条の規定により許可する。", "cites"),
    ],
)
def test_relations(words: str, relation: str) -> None:
    assert refs(f"第1条 灯台を置く。\n\n第2条 {words}")[-1].relation == relation


def test_the_instrument_an_amending_provision_is_of() -> None:
    body = (
        "第1条 灯台を置く。\n\n第2条 灯台は、市営とする。\n\n附 則\n\nこの条例は、公布の日から施行する。\n\n"
        "附 則(平成12年青潮市条例第8号)\n\nこの条例は、公布の日から施行する。ただし、第3条の規定は、平成13年4月1日から施行する。"
    )
    reference = refs(body)[-1]
    assert (reference.target_law, reference.as_of, reference.status) == ("平成12年条例第8号", "amending", "external")


def test_a_deleted_provision_in_an_amending_clause_is_no_error() -> None:
    body = (
        "第1条 灯台を置く。\n\n附 則\n\nこの条例は、公布の日から施行する。\n\n"
        "附 則(平成12年青潮市条例第8号)\n\n1 この条例は、公布の日から施行する。ただし、第9条の改正規定は、平成13年4月1日から施行する。"
    )
    assert refs(body)[-1].status == "unresolved"


def test_the_version_of_this_ordinance() -> None:
    body = (
        "第1条 灯台を置く。\n\n附 則\n\nこの条例は、公布の日から施行する。\n\n附 則(平成12年青潮市条例第8号)\n\n"
        "2 改正前の青潮市灯台条例第1条の灯台及び改正後の第1条の灯台については、従前の例による。"
    )
    assert [(r.as_of, r.status) for r in refs(body)] == [(None, "resolved"), ("old", "resolved"), ("new", "resolved")]


def test_forms_that_a_text_was_not_given_are_not_said_to_be_missing() -> None:
    assert refs("第1条 申請は、様式第1号による。")[0].status == "unresolved"
    given = refs("第1条 申請は、様式第1号及び様式第2号による。\n\n様式第1号(第1条関係)\n\n申請書")
    assert [reference.status for reference in given[:2]] == ["resolved", "dangling"]


def test_a_hostile_list_of_ranges_does_not_multiply() -> None:
    articles = "\n\n".join(f"第{n}条 第1条から第400条までの規定による。" for n in range(1, 401))
    assert sum(len(reference.targets) for reference in refs(articles)) < 200_000


def test_a_lone_surrogate_is_read() -> None:
    analyse(read_text("第1条 写\ud800し(複写機によるものをいう。以下同じ。)を置く。"))


def test_the_ends_of_a_range_are_mentions_within_it() -> None:
    doc = parse("第1条 甲\n2 乙\n3 丙\n第2条 前条第1項から第3項まで及び甲法第2条から第5条までの規定による。\n")
    columns = reference_columns(doc)
    names = ("ref_id", "ordinal", "text", "target_citation", "within_ref_id")
    assert list(zip(*(columns[name] for name in names), strict=True)) == [
        (1, 1, "前条第1項から第3項まで", "第1条第1項", None),
        (1, 2, "前条第1項から第3項まで", "第1条第2項", None),
        (1, 3, "前条第1項から第3項まで", "第1条第3項", None),
        (2, 1, "前条第1項", "第1条第1項", 1),
        (3, 1, "第3項", "第1条第3項", 1),
        (4, 1, "第2条から第5条まで", "第2条から第5条まで", None),
        (5, 1, "第2条", "第2条", 4),
        (6, 1, "第5条", "第5条", 4),
    ]
    assert [reference.text for reference in doc.references] == ["前条第1項から第3項まで", "第2条から第5条まで"]


def found(body: str, text: str) -> Reference:
    return next(reference for reference in refs(body) if reference.text == text)


def test_the_words_that_are_read_as_others_stand_with_the_provision_they_are_of() -> None:
    body = (
        "第1条 灯台は、市が守る。\n2 船は、市が守る。\n第2条 前条の規定は、浮標に準用する。この場合において、同条第1項中「灯台」とあり、及び「市」と"
        "あるのは「浮標」と、「守る」とあるのは「見る」と、同条第2項中「船」とあるのは「舟」と読み替えるものとする。\n"
        "第3条 前条の規定は、桟橋に準用する。この場合において、「浮標」とあるのは、「桟橋」と読み替える。"
    )
    first, second = found(body, "同条第1項"), found(body, "同条第2項")
    assert first.reads == (("灯台", "浮標"), ("市", "浮標"), ("守る", "見る"))
    assert (first.relation, second.relation, second.reads) == ("reads_as", "reads_as", (("船", "舟"),))
    applied = refs(body)[-1]
    assert (applied.text, applied.relation, applied.reads) == (
        "前条", "applies_mutatis_mutandis", (("浮標", "桟橋"),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "text", "relation"),
    [
        ("第1条及び第2条第1項の規定にかかわらず、灯台を置く。", "第1条", "notwithstanding"),
        ("第1条(第1項を除く。)及び第2条の規定は、港(海の港をいう。以下同じ。)には、適用しない。", "第1条", "excludes"),
        ("第1条又は第2条第1項の規定に違反した者は、5万円以下の過料に処する。", "第1条", "penalises"),
        ("第1条の規定に違反した者には、利用させない。", "第1条", "cites"),
        ("第1条の規定は、桟橋(浮桟橋を含む。以下同じ。)について準用する。", "第1条", "applies_mutatis_mutandis"),
        ("第1条の規定を適用する。", "第1条", "cites"),
        ("第1条に規定する規則で定める特別の事情があるときは、休む。", "第1条", "delegates"),
    ],
)
def test_what_a_sentence_does_with_the_provision_it_cites(sentence: str, text: str, relation: str) -> None:
    assert found(f"第1条 甲とする。\n第2条 乙とする。\n第3条 {sentence}", text).relation == relation


def test_penalties_reach_the_provisions_in_the_items_below_them() -> None:
    body = "第1条 届け出る。\n第2条 次の各号のいずれかに該当する者は、5万円以下の過料に処する。\n(1) 第1条の届出をしない者\n(2) 偽る者"
    assert [(one.text, one.relation) for one in refs(body)] == [("次の各号", "cites"), ("第1条", "penalises")]


def test_what_is_delegated_and_what_the_document_rests_on() -> None:
    body = "第1条 この条例は、海法(昭和32年法律第7号)第2条及び空法第3条第1項の規定に基づき、灯台について定める。\n第2条 海法第5条の条例で定める特別の事情は、霧とする。"
    assert [(one.text, one.basis, one.delegated) for one in refs(body)] == [
        ("この条例", False, None), ("第2条", True, None), ("第3条第1項", True, None), ("第5条", False, "特別の事情"),
    ]  # fmt: skip


def test_a_part_is_found_as_a_sentence_of_the_source() -> None:
    body = (
        "第1条 灯台(塔をいう。以下同じ。)を置く。この場合において、届け出る。ただし、霧の日は、休む。\n2 守る。\n"
        "第2条 前条ただし書、前条第1項前段及び第1条第1項後段による。"
    )
    analysis = parse(body)
    shown = [
        (one.targets[0].citation, analysis.source.text[slice(*one.part_span)])
        for one in analysis.references
        if one.part_span
    ]
    assert shown == [
        ("第1条第1項", "ただし、霧の日は、休む。"),
        ("第1条第1項", "灯台(塔をいう。以下同じ。)を置く。"),
        ("第1条第1項", "この場合において、届け出る。"),
    ]


def test_a_table_that_is_meant_is_known() -> None:
    analysis = parse(
        "第1条 色は、次の表のとおりとする。\n\n|色|灯台|\n|---|---|\n|赤|東|\n\n第2条 第1条の表の赤の項に掲げる灯台。"
    )
    tables = [one.table for one in analysis.references]
    assert [analysis.tree.nodes[table or 0].kind for table in tables] == ["table"] * 3


def test_rows_of_merged_cells_are_targets_with_those_that_a_cell_covers() -> None:
    head = "<p>○朝凪町手数料条例</p><p>第1条　手数料は、別表第1甲の項及び3の項に定める額とする。</p><p>別表第1（第1条関係）</p>"
    rows = "<tr><th>区分<th>件数<th>額<tr><td rowspan=2>甲<td>1件<td>100円<tr><td>2件<td>200円<tr><td colspan=2>3　乙<td>9円"
    document = jorei.parse(f"<html><body>{head}<table>{rows}</table></body></html>".encode(), "a.html")
    cited = {one.text: [target.citation for target in one.targets] for one in document.references}
    assert cited == {
        "別表第1": ["別表第1"],
        "甲の項": ["別表第1甲の項", "別表第1第3行"],
        "3の項": ["別表第1の3の項"],
        "第1条": ["第1条"],
    }
    row = document.find("別表第一の３の項")
    assert row is not None
    assert [cell.text for cell in row.children] == ["3　乙", "", "9円"]


def test_words_that_are_read_as_others_may_stand_in_a_table() -> None:
    body = (
        "第1条 灯台は、市が守る。\n第2条 前条の規定の浮標への準用については、次の表の左欄に掲げる規定中同表の中欄に掲げる字句は、それぞれ同表の右欄に掲げる"
        "字句に読み替えるものとする。\n\n|規定|読み替えられる字句|読み替える字句|\n|---|---|---|\n|第1条|灯台|浮標|\n||市|県|\n"
    )
    assert found(body, "第1条").reads == (("灯台", "浮標"), ("市", "県"))
