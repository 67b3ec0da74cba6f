"""Articles with their text: in a document, in the tables, in SQL; and a corpus as a collection of documents."""

from __future__ import annotations

from pathlib import Path

import pytest

import jorei
from jorei.dataset.articles import ARTICLES
from jorei.dataset.corpus import Corpus

TEXT = """○甲市公園条例

平成20年3月1日条例第3号

目次
　第1章　総則（第1条）
　第2章　管理
　　第1節　使用（第2条）

第1章　総則
（目的）
第1条　この条例は、都市公園法（昭和31年法律第79号）第18条の規定に基づき、公園（以下「公園」という。）に
関し定める。

第2章　管理
第1節　使用
（許可）
第2条　次に掲げる者は、前条の公園につき許可を受けなければならない。
(1)　催しを行う者
(2)　物を売る者
2　別表の額を納める。
（平22条例4・一部改正）

附　則
1　この条例は、公布の日から施行する。

別表（第2条関係）
催し\t100円
"""


def test_an_article_is_quoted_as_a_whole() -> None:
    article = jorei.parse(TEXT).find("第2条")
    assert article is not None
    assert article.full_text.splitlines() == [
        "（許可）", "第2条　次に掲げる者は、前条の公園につき許可を受けなければならない。", "(1)　催しを行う者", "(2)　物を売る者", "2　別表の額を納める。",
    ]  # fmt: skip
    appendix = jorei.parse(TEXT).find("別表")
    assert appendix is not None
    assert appendix.full_text.splitlines()[-1] == "催し\t100円"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("articles")
    (folder / "raw").mkdir()
    (folder / "raw" / "park.txt").write_text(TEXT, "utf-8")
    return jorei.build(folder / "raw", folder / "build", jobs=1)


def test_the_tables_have_the_text_of_articles(corpus: Corpus) -> None:
    articles = corpus.articles.to_arrow()
    assert articles.schema == ARTICLES
    first, second, suppl = articles.to_pylist()
    assert (len(corpus.articles), second["citation"], second["caption"]) == (3, "第2条", "許可")
    assert second["chapter"] == "第2章 管理 > 第1節 使用"
    assert second["references"] == ["第1条", "別表"]
    assert (first["references"], first["definitions"]) == (["全体", "都市公園法第18条"], ["公園"])
    assert suppl["full_text"] == "1　この条例は、公布の日から施行する。"
    assert corpus.articles.to_pandas(["citation"]).citation.tolist() == ["第1条", "第2条", "附則第1項"]
    nodes = corpus.nodes.to_arrow(["kind", "full_text"]).to_pylist()
    assert all((node["full_text"] is not None) == (node["kind"] == "article") for node in nodes[:-6])


def test_sql_has_the_same_articles(built: Path) -> None:
    corpus = Corpus(built)
    names = [name for name in ARTICLES.names if name not in ("references", "definitions")]
    rows = corpus.sql(f"select {', '.join(names)} from articles").fetchall()
    assert sorted(map(str, rows)) == sorted(
        str(tuple(row.values())) for row in corpus.articles.to_arrow(names).to_pylist()
    )
    assert corpus.sql("select start_, end_ from refs where start_ >= end_").fetchall() == []


def test_a_corpus_is_a_collection_of_documents(built: Path) -> None:
    corpus = Corpus(built)
    ids = list(corpus)
    assert len(corpus) == len(ids) == len(set(ids))
    assert ids[0] in corpus
    assert "no-such-document" not in corpus
    assert f"{len(ids):,} documents" in repr(corpus)
    with pytest.raises(KeyError):
        corpus["no-such-document"]


def test_a_document_of_a_build_is_as_it_was_parsed(corpus: Corpus) -> None:
    [doc_id] = corpus
    document, parsed = corpus[doc_id], jorei.parse(TEXT)
    assert document.references == parsed.references
    article = document.find("第2条")
    assert article is not None
    assert [reference.text for reference in article.references] == ["前条", "別表"]


def test_frames_join_and_have_dates(corpus: Corpus) -> None:
    documents = corpus.documents.to_pandas()
    assert documents.promulgated_on.dt.year.tolist() == [2008]
    joined = corpus.nodes.to_polars(["doc_id", "node_id"]).join(
        corpus.documents.to_polars(["doc_id", "title"]), on="doc_id"
    )
    assert len(joined) == len(corpus.nodes)
    assert set(joined["title"]) == {"甲市公園条例"}
