"""Places kept by their words: what is quoted is found again, and never somewhere else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jorei.model import Span
from jorei.model.corrections import Quote
from jorei.text.fold import squeeze
from jorei.text.quote import Quotable

TEXTS = st.text(st.sampled_from("第１1条項2　 \n甲乙を。("), max_size=200)


@given(TEXTS, st.data())
def test_a_quotation_leads_back_to_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    here = Quotable(text)
    quoted = here.quote(start, end)
    if quoted is not None:
        found = here.locate(quoted)
        assert isinstance(found, Span)
        assert squeeze(text[found.start : found.end]) == squeeze(text[start:end])
        assert squeeze(text[: found.start]) == squeeze(text[:start])


@given(TEXTS, TEXTS, TEXTS)
def test_locating_never_raises(text: str, words: str, around: str) -> None:
    found = Quotable(text).locate(Quote(words, around, around[::-1]))
    assert found in ("gone", "ambiguous") or squeeze(text[found.start : found.end]) == squeeze(words)


def test_another_footer_changes_nothing() -> None:
    text = "○例市条例\n第1条 甲とする。\n第2条 前条の甲は、乙とする。\n第3条 前条の乙は、丙とする。\n"
    at = text.index("前条の乙")
    quoted = Quotable(text).quote(at, at + 2)
    assert quoted is not None
    later = "更新日 2月1日\n" + text.replace("第3条", "第３条　") + "お問合せは総務課へ\n"
    found = Quotable(later).locate(quoted)
    assert isinstance(found, Span)
    assert later[found.start : found.start + 4] == "前条の乙"


def test_a_short_quotation_is_not_found_somewhere_else() -> None:
    text = "第1条 甲は、第8条の規定により、乙とする。"
    at = text.index("第8条")
    quoted = Quotable(text).quote(at, at + 3)
    assert quoted is not None
    assert Quotable("第1条 甲は、丁とする。\n第9条 丙は第8条で読み替える者をいう。").locate(quoted) == "gone"


def test_long_repetitions_are_ambiguous_and_quick() -> None:
    here = Quotable("甲乙" * 20_000)
    assert here.quote(20_000, 20_002) is None
    assert here.locate(Quote("甲乙")) == "ambiguous"
