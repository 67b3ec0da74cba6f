"""Comparison: alignment, groups, differences, and the tables made of them."""

from __future__ import annotations

import csv
import io
import itertools
import shutil
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jorei
from jorei.cli import main
from jorei.comparison.align import Alignment
from jorei.comparison.closure import close
from jorei.comparison.comparison import Comparison
from jorei.comparison.csv import to_csv
from jorei.comparison.diff import diff
from jorei.comparison.groups import ProvisionGroup
from jorei.comparison.html import to_html
from jorei.comparison.table import table_sections
from jorei.comparison.topics import TopicDocument, topics
from jorei.comparison.xlsx import workbook_bytes
from jorei.dataset.schema import arrow_schema
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused
from jorei.model.vocabulary import DiffOperation, values

LAKE = """○霧立町水辺保全条例

（目的）

第1条 この条例は、水辺の保全に関し必要な事項を定め、町民の健康な生活に資することを目的とする。

（許可）

第2条 水辺に工作物を設けようとする者は、町長の許可を受けなければならない。

2 町長は、申請書を受理した日から起算して14日以内に、許可をするかどうかを決定しなければならない。

3 次の各号のいずれかに該当する者は、前項の許可を受けることができない。

(1) 水辺を著しく損なうおそれがある者

(2) 過去に許可を取り消された者

（審議会）

第3条 町に、霧立町水辺保全審議会を置く。

2 審議会は、委員6人以内をもって組織する。

3 委員の任期は、2年とする。

（罰則）

第4条 第2条第1項の規定に違反した者は、5万円以下の過料に処する。
"""
COAST = """○潮見市海岸保全条例

（趣旨）

第1条 この条例は、海岸の保全に関し必要な事項を定め、市民の健康な生活に資することを目的とする。

（海岸審議会）

第2条 市に、潮見市海岸保全審議会を置く。

2 審議会は、委員10人以内で組織する。

3 委員の任期は、2年とする。ただし、再任を妨げない。

（許可）

第3条 海岸に工作物を設けようとする者は、市長の許可を受けなければならない。

2 次の各号のいずれかに該当する者は、許可を受けることができない。

(1) 過去に許可を取り消された者

(2) 海岸を著しく損なうおそれがある者

（許可の決定の期限）

第4条 市長は、申請書を受理した日から起算して30日以内に、許可をするかどうかを決定しなければならない。

（立入り）

第5条 市長は、職員に海岸の工作物に立ち入らせることができる。

（過料）

第6条 第3条第1項の規定に違反した者は、3万円以下の過料に処する。
"""
HOSTILE = """○<script>alert(1)</script>村=HYPERLINK条例

（=cmd|' /C calc'!A0）

第1条 =1+1</td><img src=x onerror=alert(2)>"'&とする。

（許可）

第2条 @SUM(A1)の許可を受けなければならない。
"""


def compared(*texts: str) -> Comparison:
    return jorei.compare([jorei.parse(text) for text in texts])


def cited_pairs(comparison: Comparison, level: str) -> set[tuple[str | None, str | None]]:
    """The pairs of citations of a comparison of two documents."""
    pairs = set()
    for row in comparison.alignments[0, 1]:
        if row.level == level:
            left = None if row.left is None else comparison.provision(row.level, (0, row.left)).citation
            right = None if row.right is None else comparison.provision(row.level, (1, row.right)).citation
            pairs.add((left, right))
    return pairs


def test_articles_are_found_where_they_moved() -> None:
    pairs = cited_pairs(compared(LAKE, COAST), "article")
    assert {("第1条", "第1条"), ("第2条", "第3条"), ("第3条", "第2条"), ("第4条", "第6条"), (None, "第5条")} <= pairs


def test_an_article_split_in_two_is_found() -> None:
    comparison = compared(LAKE, COAST)
    assert ("第2条", "第4条") in cited_pairs(comparison, "article")
    assert ("第2条第2項", "第4条第1項") in cited_pairs(comparison, "paragraph")
    relations = {row["right_node_id"]: row["relation"] for row in comparison.rows() if row["level"] == "article"}
    assert relations["main__art_4"] == "split"
    assert relations["main__art_5"] == "right_only"


def test_items_are_found_in_another_order() -> None:
    assert {("第2条第3項第1号", "第3条第2項第2号"), ("第2条第3項第2号", "第3条第2項第1号")} <= cited_pairs(
        compared(LAKE, COAST), "item"
    )


def test_items_that_define_one_term_stand_in_one_row() -> None:
    """By the term, also where the words of another definition are more similar."""
    left = "○霧立町水辺条例\n\n（定義）\n第1条 次に掲げる用語の意義は、それぞれ当該各号に定めるところによる。\n"
    left += (
        "(1) 事業者 水辺で事業を行う者をいう。\n(2) 水辺 川及び湖の岸をいう。\n(3) 町民 町内に住所を有する者をいう。"
    )
    right = left.replace("霧立町", "潮見町").replace("(1) 事業者 水辺で事業を行う者", "(1) 利用者 水辺で事業を行う者")
    right = right.replace(
        "町内に住所を有する者をいう。", "町内に住所を有する者をいう。\n(4) 事業者 法人をいう。\nア 会社\nイ 組合"
    )
    comparison = compared(left, right)
    pairs = cited_pairs(comparison, "item")
    assert {("第1条第1号", "第1条第4号"), ("第1条第2号", "第1条第2号")} <= pairs
    assert (None, "第1条第1号") in pairs
    cells = [cell.text for section in table_sections(comparison) for row in section.rows for cell in row.cells]
    assert "事業者 法人をいう。\nア 会社\nイ 組合" in cells, "a cell keeps the labels of what stands below an item"


def graded(left: str, right: str) -> str | None:
    """The grade of two provisions with these words."""
    permitted = "町長は、申請書を受理した日から起算して14日以内に、許可をするかどうかを決定しなければならない。"
    rows = compared(LAKE.replace(permitted, left), LAKE.replace(permitted, right).replace("霧立町", "潮見市")).rows()
    (row,) = (row for row in rows if row["left_node_id"] == row["right_node_id"] == "main__art_2__para_2")
    return row["grade"]


@pytest.mark.parametrize(
    ("left", "right", "grade"),
    [
        ("町長は、報告を求めることができる。", "市長は、報告を求めることができる。", "same"),
        ("町長は、第3条の届出を公表する。", "市長は、前条の届出を公表する。", "same"),
        ("町長は、届出又は報告を公表する。", "市長は、届出若しくは報告を公表する。", "wording"),
        ("町長は、次の各号に掲げる事項を公表する。", "市長は、次に掲げる事項を公表する。", "wording"),
        ("町長は、結果を公表しなければならない。", "市長は、結果を公表するものとする。", "wording"),
        ("町長は、14日以内に通知する。", "市長は、30日以内に通知する。", "numbers"),
        ("町長は、14日以内に通知する。", "市長は、30日以内に書面で通知する。", "substance"),
        ("町長は、14日以内に通知する。", "市長は、14日前までに通知する。", "substance"),
        ("町長は、届出又は報告を公表する。", "市長は、届出及び報告を公表する。", "substance"),
        ("町長は、結果を公表することができる。", "市長は、結果を公表しなければならない。", "substance"),
        ("町長は、結果を公表することができる。", "市長は、結果を公表することができない。", "substance"),
        ("町長は、届出をした者に通知する。", "市長は、届出をした者にも通知する。", "substance"),
    ],
)
def test_differences_are_graded(left: str, right: str, grade: str) -> None:
    assert graded(left, right) == grade


def test_an_article_is_graded_by_the_gravest_of_what_stands_in_it() -> None:
    rows = {(row["left_node_id"], row["right_node_id"]): row["grade"] for row in compared(LAKE, COAST).rows()}
    assert rows["main__art_4", "main__art_6"] == "numbers"
    assert rows["main__art_3", "main__art_2"] == "substance", "one of them says more: 再任を妨げない"
    assert rows[None, "main__art_5"] is None
    (without,) = {row["grade"] for row in compared(LAKE, COAST).rows(differences=False)}
    assert without is None


def test_the_table_says_how_much_differs_and_how_many_lack_it() -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(compared(LAKE, COAST))[1:])))
    by_text = {line["霧立町 本文"] or line["潮見市 本文"]: line for line in lines}
    assert by_text["審議会は、委員6人以内をもって組織する。"]["違い"] == "内容"
    fine = by_text["第2条第1項の規定に違反した者は、5万円以下の過料に処する。"]
    assert (fine["違い"], fine["ない文書"]) == ("数値", "0")
    entry = by_text["市長は、職員に海岸の工作物に立ち入らせることができる。"]
    assert (entry["違い"], entry["ない文書"]) == ("", "1")


def test_versions_of_one_ordinance() -> None:
    """新旧対照: what is as it was is the same, and an added article has no partner."""
    new = LAKE.replace("14日", "20日").replace(
        "（罰則）\n\n第4条", "（公表）\n\n第4条 町長は、違反者の氏名を公表することができる。\n\n（罰則）\n\n第5条"
    )
    comparison = compared(LAKE, new)
    rows = [row for row in comparison.rows() if row["level"] == "paragraph"]
    assert {row["relation"] for row in rows} == {"same", "similar", "right_only"}
    (changed,) = [row for row in rows if row["relation"] == "similar"]
    assert [(c["op"], c["left"], c["right"]) for c in changed["diff"] if c["op"] != "equal"] == [
        ("number", "14日", "20日")
    ]
    assert ("第4条", "第5条") in cited_pairs(comparison, "article")


def test_groups_hold_each_provision_once() -> None:
    comparison = compared(LAKE, COAST, LAKE.replace("霧立町", "雲居町").replace("6人", "8人"))
    for level in ("article", "paragraph", "item"):
        members = [position for group in comparison.groups(level) for position in group.members]
        assert len(members) == len(set(members)) == sum(len(outline.level(level)) for outline in comparison.outlines)
        for group in comparison.groups(level):
            assert len({doc for doc, _ in group.members}) == len(group.members)
            assert not {doc for doc, _ in group.parts} & {doc for doc, _ in group.members}
    councils = next(g for g in comparison.groups("article") if (0, 2) in g.members)
    assert councils.members == ((0, 2), (1, 1), (2, 2))


def test_alignments_of_three_documents_are_closed() -> None:
    """What answers one provision answers one another, or the pair says that it is a conflict."""
    comparison = compared(LAKE, COAST, NOTICES, LAKE.replace("霧立町", "雲居町").replace("14日", "20日"), OTHER_NOTICES)
    for level in ("article", "paragraph", "item"):
        paired = {
            frozenset(((left, row.left), (right, row.right)))
            for (left, right), rows in comparison.alignments.items()
            for row in rows
            if row.level == level and row.method in ("one_to_one", "group")
        }
        for first, second in itertools.combinations(paired, 2):
            if len(first & second) == 1:
                assert first ^ second in paired
    conflicts = [row for row in comparison.rows() if row["method"] == "conflict"]
    assert len(conflicts) == comparison.conflicts
    assert comparison.to_arrow().num_rows == len(comparison)


def test_a_pair_that_only_a_third_document_makes() -> None:
    """The first and the last answer the one between them, so they answer one another; one that has none is gone."""
    alone = [Alignment("article", 0, None, None, None), Alignment("article", None, 0, None, None)]
    rows = {
        (0, 1): [Alignment("article", 0, 0, 0.9, "one_to_one")],
        (0, 2): alone,
        (1, 2): [Alignment("article", 0, 0, 0.8, "one_to_one"), Alignment("article", None, 1, None, None)],
        (1, 3): [Alignment("article", 0, 0, 0.6, "one_to_one")],
    }
    groups = {
        "article": [ProvisionGroup(((0, 0), (1, 0), (2, 0))), ProvisionGroup(((2, 1), (3, 0)))],
        "paragraph": [],
        "item": [],
    }
    closed = close(rows, groups)
    assert closed[0, 2] == [Alignment("article", 0, 0, None, "group")]
    assert [row.method for row in closed[1, 3]] == ["conflict"]


def test_many_documents_are_compared_with_neighbours_only() -> None:
    texts = [LAKE.replace("霧立町", f"霧立{n}町").replace("6人", f"{n + 3}人") for n in range(40)]
    comparison = compared(*texts)
    assert len(comparison.alignments) <= 40 * 4
    assert [len(group.members) for group in comparison.groups("article")] == [40] * 4


@given(
    st.text(alphabet="第13条項号の14日以内に市長は及びおよび毀損き損あつてっ、。()円万", max_size=60),
    st.text(alphabet="第2条14十四日市長は町長及び毀損、。", max_size=60),
)
def test_a_diff_holds_both_texts(left: str, right: str) -> None:
    changes = diff(left, right)
    assert "".join(change.left for change in changes) == left
    assert "".join(change.right for change in changes) == right
    assert {change.op for change in changes} <= set(values(DiffOperation))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("滅失又はき損の防止", "滅失又は毀損の防止", [("variant", "き損", "毀損")]),
        ("重要性にかんがみ、", "重要性に鑑み、", [("variant", "かんがみ", "鑑み")]),
        ("ものであつて、", "ものであって、", [("variant", "あつ", "あっ")]),
        ("不服申立てをする", "審査請求をする", [("term", "不服申立て", "審査請求")]),
        ("市長は、定める", "町長は、定める", [("term", "市長", "町長")]),
        ("15日以内に", "14日以内に", [("number", "15日", "14日")]),
        ("十四日以内に", "14日以内に", [("variant", "十四日", "14日")]),
        ("第12条第2項の規定", "第16条第2項の規定", [("citation", "第12条第2項", "第16条第2項")]),
        ("速やかに通知する", "遅滞なく通知する", [("replace", "速やかに", "遅滞なく")]),
        ("通知する", "書面で通知する", [("insert", "", "書面で")]),
    ],
)
def test_differences_are_classed(left: str, right: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(c.op, c.left, c.right) for c in diff(left, right) if c.op != "equal"] == expected


def test_defined_terms_are_mapped() -> None:
    left = LAKE.replace("水辺を著しく損なうおそれがある者", "次に掲げる情報（以下「非開示情報」という。）")
    right = LAKE.replace("水辺を著しく損なうおそれがある者", "次に掲げる情報（以下「不開示情報」という。）")
    assert compared(left, right).terms(0, 1) == {"非開示情報": "不開示情報"}


def test_matrix_gives_each_value_with_its_citation() -> None:
    matrix = compared(LAKE, COAST).features()
    assert list(matrix["委員の数"]) == ["6人以内［第3条第2項］", "10人以内［第2条第2項］"]
    assert list(matrix["過料の上限"]) == ["5万円以下の過料［第4条第1項］", "3万円以下の過料［第6条第1項］"]
    (column,) = [name for name in matrix if name.endswith("｜期限")]
    assert list(matrix[column]) == [
        "14日以内（申請書を受理した日から起算）［第2条第2項］", "30日以内（申請書を受理した日から起算）［第4条第1項］",
    ]  # fmt: skip


NOTICES = """○霧立町水辺開発条例

（事前協議）

第1条 事業者は、届出をする日の30日前までに、町長と協議しなければならない。

（届出）

第2条 事業者は、工事に着手する日の60日前までに、計画を町長に届け出なければならない。

（工事完了の届出）

第3条 前条の届出をした者は、工事が完了した日から14日以内に町長に届け出なければならない。

（廃止の届出）

第4条 事業者は、廃止しようとする日の30日前までに、町長に届け出なければならない。

2 事業者は、前項の廃止に伴う措置が完了した日から20日以内に、町長に届け出なければならない。

（審議会）

第5条 町に審議会を置き、委員8人以内で組織する。

2 委員の任期は、2年とする。
"""
OTHER_NOTICES = """○潮見市海岸開発条例

（手続）

第1条 次に掲げる事業を行おうとする事業者は、規則で定める書類を添えて、45日前までに、市長と協議をしなければならない。

2 前項の事業者は、着手しようとする日の90日前までに、市長に届け出るものとする。ただし、規則で定める事業については、この限りでない。

（完了、廃止等）

第2条 事業者は、工事を終了したときは、終了の日の翌日から起算して10日以内に、その旨を届け出なければならない。

2 事業者は、事業を廃止しようとするときは、廃止の日の15日前までに、その旨を届け出なければならない。
"""


def test_time_limits_of_one_act_stand_in_one_column() -> None:
    """Whatever captions, words and numbers of articles the documents have for it."""
    matrix = compared(NOTICES, OTHER_NOTICES).features()
    days = {name: [cell.partition("日")[0] for cell in matrix[name]] for name in matrix if name.endswith("｜期限")}
    assert days == {
        "協議｜期限": ["30", "45"],
        "届出｜期限": ["60", "90"],
        "完了の届出｜期限": ["14", "10"],
        "廃止の届出｜期限": ["30", "15"],
        "廃止完了の届出｜期限": ["20", ""],
    }
    assert [name for name in matrix if "任期" in name or "期間" in name or "人数" in name] == ["任期"]


def test_html_escapes_the_words_of_documents() -> None:
    page = to_html(compared(HOSTILE, HOSTILE.replace("許可", "承認")))
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(2)&gt;" in page
    assert "http" not in page  # nothing is fetched


def test_the_page_grades_each_row_in_the_first_cell_that_has_words() -> None:
    """Also where the first document has nothing."""
    page = to_html(
        compared(
            LAKE.replace("（罰則）\n\n第4条 第2条第1項の規定に違反した者は、5万円以下の過料に処する。", ""), LAKE, COAST
        )
    )
    (row,) = [row for row in page.split("<tr ") if "5</mark>" in row or "5万円以下の過料に処する。" in row]
    assert row.count('class="tag grade numbers"') == 1


def test_csv_has_a_bom_and_no_formula() -> None:
    text = to_csv(compared(HOSTILE, LAKE))
    assert text.startswith("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text[1:])) for cell in row]
    assert any("=1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_a_workbook_has_no_formula_and_its_differences_are_coloured() -> None:
    content = workbook_bytes(
        compared(HOSTILE, HOSTILE.replace("許可を", "市長の承認を").replace("\n第2条", "\n第2条\x0b"))
    )
    book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert any(cell.alignment.wrap_text for cell in cells)
    blocks = [part for cell in cells if not isinstance(cell.value, str) for part in cell.value]
    assert any(part.font.color and part.font.color.rgb == "00C00000" for part in blocks if not isinstance(part, str))
    assert book.sheetnames == ["対照表", "定めの一覧"]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compared")
    (folder / "raw").mkdir()
    for name, text in (("lake", LAKE), ("coast", COAST), ("hostile", HOSTILE)):
        (folder / "raw" / f"{name}.txt").write_text(text, encoding="utf-8")
    jorei.build(folder / "raw", folder / "build")
    return folder / "build"


def test_the_table_of_a_corpus_is_that_of_its_documents(corpus: Path) -> None:
    table = jorei.compare(jorei.Corpus(corpus), ["lake", "coast"]).to_arrow()
    assert table.equals(compared(LAKE, COAST).to_arrow())


@pytest.mark.parametrize("suffix", ["html", "xlsx", "csv", "parquet"])
def test_the_command_writes_each_format(corpus: Path, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"table.{suffix}"
    assert main(["compare", str(corpus), "--docs", "lake", "潮見市海岸保全条例", "-o", str(target)]) == 0
    assert target.stat().st_size > 1000
    if suffix == "parquet":
        assert pq.read_schema(target).names == arrow_schema("alignments").names


def test_the_command_writes_the_matrix(corpus: Path, tmp_path: Path) -> None:
    arguments = ["compare", str(corpus), "--docs", "lake", "coast", "-o", str(tmp_path / "t.csv")]
    assert main([*arguments, "--matrix", str(tmp_path / "m.csv")]) == 0
    assert "10人以内［第2条第2項］" in (tmp_path / "m.csv").read_text(encoding="utf-8-sig")


def test_alignments_are_kept_until_the_next_build(corpus: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    shutil.copytree(corpus, build)
    before = {file.relative_to(build): file.read_bytes() for file in build.rglob("*") if file.is_file()}
    assert "alignments" not in jorei.Corpus(build).tables
    for documents in (["lake", "hostile"], ["lake", "coast"]):  # the second takes the place of the first
        assert main(["compare", str(build), "--docs", *documents, "--keep"]) == 0
    current = jorei.Corpus(build)
    assert current.alignments.to_arrow().equals(compared(LAKE, COAST).to_arrow())
    assert list(validate(build)) == []
    for file, content in before.items():  # all but what describes the build is as it was
        assert ((build / file).read_bytes() == content) == (file.suffix not in (".json", ".md"))
    assert sorted(path.name for path in tmp_path.iterdir()) in (["build"], [".build.lock", "build"])
    jorei.build(corpus.parent / "raw", build)
    assert "alignments" not in jorei.Corpus(build).tables
    assert list(validate(build)) == []


def test_alignments_of_other_documents_are_not_kept(corpus: Path) -> None:
    before = sorted(corpus.rglob("*"))
    with pytest.raises(Refused, match="compare again"):
        compared(LAKE, COAST.replace("潮見市", "浦風市")).keep(jorei.Corpus(corpus))
    assert sorted(corpus.rglob("*")) == before
    assert list(validate(corpus)) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["--docs", "lake", "-o", "t.html"], ["--docs", "lake", "nothing", "-o", "t.html"], ["--docs", "lake", "coast"],
        ["--docs", "lake", "coast", "-o", "t.docx"], ["--docs", "lake", "coast", "-o", "/no/such/folder/t.html"],
    ],
)  # fmt: skip
def test_requests_without_sense_are_refused_in_two_languages(
    corpus: Path, arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["compare", str(corpus), *arguments]) == 2
    japanese, english = capsys.readouterr().err.strip().splitlines()
    assert not japanese.isascii()
    assert english
    assert not list(tmp_path.iterdir())


def test_without_documents_the_topics_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    for name in ("霧立町", "雲居町", "潮見市"):
        (tmp_path / "raw" / f"{name}.txt").write_text(LAKE.replace("霧立町", name), encoding="utf-8")
    jorei.build(tmp_path / "raw", tmp_path / "build")
    assert main(["compare", str(tmp_path / "build")]) == 0
    assert capsys.readouterr().out.startswith("水辺保全条例（3件）")


def test_rules_are_a_subject_of_their_own_and_no_document_drops_out() -> None:
    words = ("目的", "空家等", "特定空家等", "勧告", "命令")
    documents = [
        TopicDocument("a", "霧立町空家等対策条例", "霧立町", words),
        TopicDocument("b", "潮見市空家等対策条例", "潮見市", words),
        TopicDocument("c", None, None, words, path="c.txt"),
        TopicDocument("d", None, None, ("目的", "喫煙", "禁止区域"), path="d.txt"),
        TopicDocument("e", "霧立町空家等対策条例施行規則", "霧立町", words, "rule"),
        TopicDocument("f", "潮見市空家等対策条例施行規則", "潮見市", words, "rule"),
    ]
    assert [(topic.name, topic.documents) for topic in topics(documents)] == [
        ("空家等対策条例", (("a", "霧立町空家等対策条例"), ("b", "潮見市空家等対策条例"), ("c", "c.txt"))),
        ("空家等対策条例施行規則", (("e", "霧立町空家等対策条例施行規則"), ("f", "潮見市空家等対策条例施行規則"))),
    ]
