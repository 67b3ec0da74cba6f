"""Terms, their borders and scopes; the cases show every form at length."""

from __future__ import annotations

import pytest

from jorei.model import Definition
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text

HEAD = "○霧ヶ丘町温室条例\n\n平成9年9月9日\n\n霧ヶ丘町条例第9号\n\n"


def definitions(body: str) -> list[Definition]:
    return list(analyse(read_text(HEAD + body)).definitions)


@pytest.mark.parametrize(
    ("words", "term"),
    [
        ("温室の使用(以下「使用」という。)をする。", "使用"),
        ("電磁的記録(電子的方式で作られた記録をいう。以下同じ。)を作る。", "電磁的記録"),
        ("記録の写し(複写機で作ったものをいう。以下同じ。)を渡す。", "写し"),
        ("国の行政機関(国の府省をいう。以下同じ。)に送る。", "国の行政機関"),
        ("当該温室利用者(温室を使う者をいう。以下同じ。)による。", "温室利用者"),
        ("「温室」とは、硝子で囲まれた建物をいう。", "温室"),
        ("鉢、土及び苗を「資材」と総称する。", "資材"),
    ],
)
def test_the_term(words: str, term: str) -> None:
    (definition,) = definitions(f"第1条 町は、{words}")
    assert definition.term == term


def test_the_span_is_the_term_alone() -> None:
    text = HEAD + "第1条 温室の使用(以下「使用」という。)をする。"
    (definition,) = analyse(read_text(text)).definitions
    assert text[definition.start : definition.end] == "使用"


@pytest.mark.parametrize(
    ("words", "scope"),
    [
        ("以下", "document"), ("以下この条例において", "document"), ("以下この条において", "article"),
        ("以下この項において", "paragraph"), ("次項において", "list"), ("第2条及び第3条において", "list"),
        ("以下この条及び次条において", "list"), ("以下単に", "document"),
    ],
)  # fmt: skip
def test_the_scope(words: str, scope: str) -> None:
    body = f"第1条 温室の使用({words}「使用」という。)をする。\n\n2 以上とする。\n\n第2条 以上とする。\n\n第3条 以上とする。"
    assert definitions(body)[0].scope == scope


def test_a_list_names_its_nodes() -> None:
    analysis = analyse(
        read_text(HEAD + "第1条 使用(第3条において「本使用」という。)をする。\n\n第2条 次に。\n\n第3条 本使用は。")
    )
    (definition,) = analysis.definitions
    assert [analysis.tree.nodes[node].citation for node in definition.scope_nodes] == ["第1条第1項", "第3条"]
    assert definition.uses == 1


def test_narrowing_is_told_from_defining() -> None:
    (definition,) = definitions("第1条 使用料(市民が納めるものを除く。以下この条において同じ。)を納める。")
    assert (definition.term, definition.narrowing, definition.scope) == ("使用料", True, "article")


@pytest.mark.parametrize(
    "words",
    [
        "「温室」とあるのは「畑」と読み替える。",
        "「温室」を「畑」に改める。",
        "第1条第1項(第2条において準用する場合を含む。以下同じ。)による。",
        "前項(前条を除く。以下同じ。)による。",
        "「霧の町」宣言を行う。",
        "「花壇の」とあるのは「花壇(温室を含む。以下同じ。)の」と読み替える。",
    ],
)
def test_what_defines_nothing(words: str) -> None:
    assert definitions(f"第1条 町は、{words}") == []


def test_a_paper_of_an_operator_is_no_law() -> None:
    (definition,) = definitions(
        "第1条 事業者は、運営についての重要事項に関する規程(以下「運営規程」という。)を定める。"
    )
    assert definition.kind == "iu"


def test_versions_of_this_ordinance_carry_its_number() -> None:
    body = (
        "第1条 温室を置く。\n\n附 則\n\n1 この条例は、公布の日から施行する。\n\n附 則(平成12年霧ヶ丘町条例第1号)\n\n"
        "2 改正前の霧ヶ丘町温室条例(以下「旧条例」という。)による。"
    )
    (definition,) = definitions(body)
    assert (definition.kind, definition.scope) == ("law_alias", "suppl_provision")
    assert definition.target_law is not None
    assert definition.target_law.endswith("条例第9号")


def test_terms_are_counted_at_the_borders_of_words() -> None:
    body = (
        "第1条 青潮市(以下「市」という。)は、開示の請求(以下「開示請求」という。)について定める。\n"
        "2 市長は、当該市の市民から開示請求書が出たときは、開示請求等を市の機関に送る。市立学校も、また同じ。"
    )
    analysis = analyse(read_text("○青潮市開示条例\n\n" + body))
    assert [(one.term, one.uses) for one in analysis.definitions] == [("市", 2), ("開示請求", 1)]


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("町長は、前条の許可(以下「許可」という。)を取り消す。", "前条の許可"),
        ("第3条の規定は、新設許可又は増設許可を受けた事業者(以下「許可事業者」という。)に準用する。", "新設許可又は増設許可を受けた事業者"),
        ("町長が定める様式による届出書(以下「届出書」という。)を出す。", "町長が定める様式による届出書"),
        ("町は、規則で定めるところにより、温室の鍵(以下「鍵」という。)を渡す。", "温室の鍵"),
        ("使用者は、鉢、土又は苗(以下「資材」という。)を運ぶ。", "鉢、土又は苗"),
        ("町長及び霧ヶ丘消防組合消防長(以下「消防長」という。)に知らせる。", "霧ヶ丘消防組合消防長"),
        ("温室(以下「温室」という。)及び花壇(以下「花壇」という。)を置く。", "花壇"),
        ("町は、第2条の許可 (以下「許可」という。)に係る申請をした者 (以下「申請者」という。)に知らせる。", "第2条の許可 (以下「許可」という。)に係る申請をした者"),
        ("この条例は、霧ヶ丘町花壇条例(平成3年霧ヶ丘町条例第2号。以下「花壇条例」という。)による。", "霧ヶ丘町花壇条例"),
        ("霧ヶ丘町温室条例及び霧ヶ丘町花壇条例(以下「条例等」という。)による。", "霧ヶ丘町温室条例及び霧ヶ丘町花壇条例"),
        ("鉢、土及び苗を「資材」と総称する。", "鉢、土及び苗"),
        ("「温室」とは、硝子で囲まれた建物をいう。", "硝子で囲まれた建物"),
        ("副町長又は主務課の長(以下「主務課長」という。)に知らせる。", "主務課の長"),
        ("役員又は規則で定める使用人(以下「特定使用人」という。)に知らせる。", "規則で定める使用人"),
        ("登録事業者又は変更登録を受けた登録事業者(以下「変更登録事業者」という。)に知らせる。", "変更登録を受けた登録事業者"),
        ("温室又は花壇の使用許可証(以下「使用許可証」という。)を渡す。", "温室又は花壇の使用許可証"),
        ("土地の所有者及び使用権を有する者(以下「土地の所有者及び使用権者」という。)に知らせる。", "土地の所有者及び使用権を有する者"),
        ("温室(以下「温室」という。)の所有者又は管理者(以下「所有者等」という。)に知らせる。", "温室(以下「温室」という。)の所有者又は管理者"),
        ("区域内における温室の保全に関する方針、花壇に関する基準(次条において「方針等」という。)を定める。", "区域内における温室の保全に関する方針、花壇に関する基準"),
        ("環境(以下「環境等」という。)の保全並びに事故、公害又は災害(以下「事故等」という。)の防止に努める。", "事故、公害又は災害"),
        ("使用者に対し前条に規定する証票(以下「証票」という。)を渡す。", "前条に規定する証票"),
        ("温室を閉じるまでの間、当該温室及びその敷地(次項において「温室等」という。)を守る。", "当該温室及びその敷地"),
        ("次に掲げる温室の管理についての重要事項に関する規程(以下「管理規程」という。)を定める。", "次に掲げる温室の管理についての重要事項に関する規程"),
        ("温室の管理についての基本理念(以下「基本理念」という。)による。", "温室の管理についての基本理念"),
        ("この条例の施行の際現に温室使用許可(以下「旧許可」という。)を受けている者", "温室使用許可"),
        ("前条の規定による登録を受け、又は次条の規定による届出をして営む温室(以下「登録温室」という。)に置く。", "前条の規定による登録を受け、又は次条の規定による届出をして営む温室"),
        ("敷地の境界から概ね100メートル以内の区域(以下「周辺」という。)に知らせる。", "敷地の境界から概ね100メートル以内の区域"),
        ("特に保護し、育成すべき樹木(以下「保護樹木」という。)を選ぶ。", "特に保護し、育成すべき樹木"),
        ("使用料を納める者に係る附則第2項の規定による改正前の霧ヶ丘町花壇条例(以下「旧条例」という。)による。", "附則第2項の規定による改正前の霧ヶ丘町花壇条例"),
        ("「鉢」及び「苗」とは、それぞれ規則で定める物をいう。", "それぞれ規則で定める物"),
        ("使用料(町民が納めるものを除く。以下この条において同じ。)を納める。", "使用料(町民が納めるものを除く)"),
        ("電磁的記録(電子的方式で作られた記録をいう。以下同じ。)を作る。", "電子的方式で作られた記録"),
    ],
)  # fmt: skip
def test_what_a_term_stands_for(words: str, meaning: str) -> None:
    assert definitions(f"第1条 {words}")[-1].definition.rstrip() == meaning


def test_an_item_is_explained_with_its_subitems_and_the_stretch_stays() -> None:
    text = (
        HEAD
        + "第1条 次の用語の意義は、次に定めるところによる。\n\n(1) 使用者 次に掲げる者をいう。\n\nア 町民\n\nイ 町内で働く者\n"
    )
    (definition,) = analyse(read_text(text)).definitions
    assert definition.definition == "次に掲げる者 ア 町民 イ 町内で働く者"
    assert definition.definition_text == "次に掲げる者をいう。"
    assert text[definition.definition_start : definition.definition_end] == "次に掲げる者をいう。"


def test_what_is_listed_below_belongs_to_a_phrase() -> None:
    text = HEAD + "第1条 町長は、次に掲げる区域(以下「保護区域」という。)を守る。\n\n(1) 霧の森\n\n(2) 霧の谷\n"
    (definition,) = analyse(read_text(text)).definitions
    assert definition.definition == "次に掲げる区域 (1) 霧の森 (2) 霧の谷"


def test_the_stretch_begins_with_its_sentence() -> None:
    text = (
        HEAD
        + "第1条 鉢(土を含む。以下同じ。)は、貸さない。町長は、苗(種をいう。)の置き場(以下「場」という。)を決める。\n"
    )
    definition = analyse(read_text(text)).definitions[-1]
    assert definition.definition_text == "町長は、苗(種をいう。)の置き場"


def test_a_border_between_many_words_is_less_sure() -> None:
    body = "第1条 町長は、温室(以下「温室」という。)に、新設許可又は増設許可を受けた事業者(以下「許可事業者」という。)を置く。"
    assert [one.confidence >= 0.9 for one in definitions(body)] == [True, False]
