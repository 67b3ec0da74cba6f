"""What mentions resolve to, on small documents read as a whole; the cases show every form at length."""

from __future__ import annotations

import pytest

from jorei.model import Analysis, Reference
from jorei.read import read_text
from jorei.run.pipeline import analyse
from jorei.write.tables import reference_columns

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
