"""The review page on any text: nothing of it is lost in the panes, nothing of it becomes markup."""

from __future__ import annotations

import html
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from jorei.config.corrections_file import Corrections
from jorei.model.corrections import LINE_KINDS, LineCorrection, Quote, ReferenceCorrection, WorkCorrections
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from jorei.review.load import LoadedDocument
from jorei.review.marks import stretches
from jorei.review.panes import Panes
from property.texts import texts

KNOWN = re.compile(r"</?(?:div|span|a|dfn|button|b|i)(?: [a-z-]+=\"[^\"<>]*\")*>")


@settings(max_examples=60)
@given(texts)
def test_the_panes_show_the_whole_text_and_only_our_markup(text: str) -> None:
    analysis = analyse(read_text(text + '<b onclick="x">&amp;</b>'))
    whole = analysis.source.text
    assert "".join(whole[one.start : one.end] for one in stretches(analysis)) == whole.replace("\n", "")
    panes = Panes(LoadedDocument({}, analysis))
    for pane in (panes.source(), panes.tree()):
        assert "<" not in KNOWN.sub("", pane)
        assert len(re.findall("<div[ >]", pane)) == pane.count("</div>")
    shown = re.sub(r'<a[^>]* class="no[^>]*>\d+</a>|<a class="no"[^>]*>\d+</a>', "", panes.source())
    assert "".join(html.unescape(KNOWN.sub("", shown)).split()) == "".join(whole.split())


@settings(max_examples=60)
@given(texts, st.data())
def test_corrections_of_any_line_lose_nothing(text: str, data: st.DataObject) -> None:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    chosen = data.draw(st.lists(st.sampled_from(lines or ["甲"]), max_size=4))
    said = tuple(
        LineCorrection(
            Quote(line), data.draw(st.sampled_from((None, *LINE_KINDS))),
            data.draw(st.sampled_from((None, "", "2", "(3)", "ア", "第4条", line[:2]))),
            data.draw(st.sampled_from((None, True, False))),
            tuple(data.draw(st.lists(st.just(line[len(line) // 2 :]), max_size=1))),
        )
        for line in chosen
    )  # fmt: skip
    pointed = tuple(ReferenceCorrection(Quote(line[:3]), ("第1条",)) for line in chosen)
    source = read_text(text, "a.txt")
    work = WorkCorrections("x", path="a.txt", lines=said, references=pointed)
    analysis = analyse(source, corrections=Corrections((work,)))
    covered = sorted((piece.start, piece.end) for node in analysis.tree.nodes for piece in node.pieces)
    at = 0
    for start, end in covered:
        assert start >= at or start == end
        assert not source.text[at:start].strip()
        at = max(at, end)
    assert not source.text[at:].strip()
