"""Laws of amendments, on random ordinances, random edits and random text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from jorei.amending.amended import amend
from jorei.amending.document import read_amending
from jorei.amending.draft import draft
from jorei.amending.hunks import share
from jorei.amending.sheet import sheet_of
from jorei.amending.table import comparison_of
from jorei.amending.table_html import page
from jorei.amending.table_read import text_of
from jorei.read import read_text
from jorei.read.tables import html_blocks
from jorei.structure import parse
from property.amendments import Maker, written

SEEDS = st.integers(min_value=0, max_value=10**9)
SOUP = st.text(
    alphabet="第条項号の附則別表章目次題名中「」を次によう改める削加えとし同、。（）()12一二アイ備考見出しただし書後段本文及び並びに全部廃止 　\n\t",
    max_size=200,
)  # fmt: skip
HEAD = "　緑川町試験条例(令和2年条例第8号)の一部を次のように改正する。\n"
SUPPL = "　　　附　則\n　この条例は、公布の日から施行する。\n"


@given(SEEDS)
@settings(deadline=None, max_examples=60)
def test_a_draft_leads_to_the_new_version(seed: int) -> None:
    maker = Maker(seed)
    base = maker.ordinance()
    old, new = written(base), written(maker.edited(base))
    assert amend(old, [draft(old, new)]).text == new


@given(SEEDS)
@settings(deadline=None, max_examples=30)
def test_an_empty_list_gives_the_base_byte_for_byte(seed: int) -> None:
    text = written(Maker(seed).ordinance())
    assert amend(text, []).text == text
    assert amend(text, [HEAD + SUPPL]).text == text


@given(SOUP)
@settings(deadline=None, max_examples=150)
def test_a_sheet_is_the_text(text: str) -> None:
    source = read_text(text, None)
    assert sheet_of(source, parse(source).tree).text() == source.text


@given(SEEDS, SOUP)
@settings(deadline=None, max_examples=150)
def test_no_text_raises(seed: int, soup: str) -> None:
    base = written(Maker(seed).ordinance())
    amend(base, [HEAD + "　" + soup + "\n" + SUPPL])
    amend(base, [soup])
    amend(soup, [HEAD + "　第1条中「甲」を「乙」に改める。\n" + SUPPL])
    draft(base, soup)
    draft(soup, base)


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_the_order_of_independent_sentences_does_not_matter(seed: int) -> None:
    maker = Maker(seed)
    base = maker.ordinance()
    text = written(base)
    sentences = [f"　第{n}条の見出しを「(改{n})」に改める。\n" for n in range(1, len(base.articles) + 1)]
    one = amend(text, [HEAD + "".join(sentences) + SUPPL])
    other = amend(text, [HEAD + "".join(reversed(sentences)) + SUPPL])
    assert one.text == other.text
    assert one.text != text


@given(SEEDS)
@settings(deadline=None, max_examples=60)
def test_no_unit_is_replaced_whole_when_little_of_it_changes(seed: int) -> None:
    maker = Maker(seed)
    base = maker.ordinance()
    new = maker.edited(base)
    bill = draft(written(base), written(new))
    for act in read_amending(bill).acts:
        for sentence in act.sentences:
            for one in sentence.operations:
                if one.kind == "replace_whole" and one.place.steps[-1].kind in ("article", "paragraph", "item"):
                    given_words = "".join(sentence.given.lines)
                    articles = ["".join(p.words for p in article.paragraphs) for article in base.articles]
                    assert all(share(words, given_words) * 3 >= 1 for words in articles)


@given(SEEDS)
@settings(deadline=None, max_examples=40)
def test_a_table_is_read_back(seed: int) -> None:
    maker = Maker(seed)
    base = maker.ordinance()
    old, new = written(base), written(maker.edited(base))
    table = text_of(html_blocks(page(comparison_of(old, new))))
    assert table is not None or old == new
    assert _lines(amend(old, [table or ""]).text or "") == _lines(new)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.split("\n") if line.strip()]


@given(SEEDS, SOUP, SOUP)
@settings(deadline=None, max_examples=80)
def test_no_table_raises(seed: int, one: str, other: str) -> None:
    base = written(Maker(seed).ordinance())
    table = text_of([one, [["改正後", "改正前"], [one, other], [other, one]]])
    amend(base, [table or ""])
    html_blocks(f"<table><tr><td>{one}<br><td>{other}</table>{other}</td>")
