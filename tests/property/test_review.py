"""The review page on any text: the panes show all of it, and nothing of it becomes markup."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from jorei.config.corrections_file import Corrections
from jorei.model.corrections import LINE_KINDS, LineCorrection, Quote, ReferenceCorrection, WorkCorrections
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from jorei.review.loaded_document import LoadedDocument
from jorei.review.panes import Panes
from jorei.review.segments import segments
from property.texts import texts

OUR_TAG = re.compile(r"</?(?:div|span|a|dfn|button|b|i)(?: [a-z-]+=\"[^\"<>]*\")*>")


@settings(max_examples=60)
@given(texts)
def test_the_panes_show_the_whole_text_and_only_our_markup(text: str) -> None:
    analysis = analyse(read_text(text + '<b onclick="x">&amp;</b>'))
    source_text = analysis.source.text
    in_segments = "".join(source_text[segment.start : segment.end] for segment in segments(analysis))
    assert in_segments == source_text.replace("\n", "")
    panes = Panes(LoadedDocument({}, analysis))
    for pane in (panes.source_html(), panes.tree_html()):
        assert "<" not in OUR_TAG.sub("", pane)
        assert len(re.findall("<div[ >]", pane)) == pane.count("</div>")
    without_numbers = re.sub(r'<a[^>]* class="line-number[^>]*>\d+</a>', "", panes.source_html())
    assert "".join(html.unescape(OUR_TAG.sub("", without_numbers)).split()) == "".join(source_text.split())


@settings(max_examples=60)
@given(texts, st.data())
def test_corrections_of_any_line_lose_nothing(text: str, data: st.DataObject) -> None:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    chosen = data.draw(st.lists(st.sampled_from(lines or ["甲"]), max_size=4))
    line_corrections = tuple(
        LineCorrection(
            Quote(line), data.draw(st.sampled_from((None, *LINE_KINDS))),
            data.draw(st.sampled_from((None, "", "2", "(3)", "ア", "第4条", line[:2]))),
            data.draw(st.sampled_from((None, True, False))),
            tuple(data.draw(st.lists(st.just(line[len(line) // 2 :]), max_size=1))),
        )
        for line in chosen
    )  # fmt: skip
    reference_corrections = tuple(ReferenceCorrection(Quote(line[:3]), ("第1条",)) for line in chosen)
    source = read_text(text, "a.txt")
    work = WorkCorrections("x", path="a.txt", lines=line_corrections, references=reference_corrections)
    analysis = analyse(source, corrections=Corrections((work,)))
    covered = sorted((piece.start, piece.end) for node in analysis.tree.nodes for piece in node.pieces)
    offset = 0
    for start, end in covered:
        assert start >= offset or start == end
        assert not source.text[offset:start].strip()
        offset = max(offset, end)
    assert not source.text[offset:].strip()
