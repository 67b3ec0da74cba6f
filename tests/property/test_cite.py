"""Whatever a text is, its citations are looked up: no text raises, and each citation stands where it is said to."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from jorei.cite import CitationChecker
from jorei.dataset.corpus import Corpus
from property.texts import texts

PARK = "朝凪町海浜公園条例"
citing = st.lists(
    st.one_of(
        st.sampled_from((PARK, "第4条", "第1項", "別表第1", "附則", "（昭和62年条例第19号）", "同条", "当該条例", "から", "まで", "及び", "は、", "（許可）",
                         "「", "」", "『", "』", "**", "改正前の", "ただし書", "各号", "の一部を改正する", "。", "\n")),
        texts,
    ),
    max_size=12,
).map("".join)  # fmt: skip


@cache
def checker() -> CitationChecker:
    return CitationChecker(Corpus(Path(__file__).parents[2] / "corpus" / "sample"))


@given(citing)
@example(f"{PARK}「第4条")
@example(f"{PARK}附則（昭和62年条例第19号）から第4条まで")
@example(f"「{PARK}『第4条」』")
def test_any_text_is_checked(text: str) -> None:
    cited = checker().check(text)
    for one in cited:
        assert text[one.start : one.end] == one.text
        assert (one.status == "exists") <= (one.doc_id is not None)
        assert (one.status in ("missing", "part_missing", "other_caption")) <= bool(one.reason[0] and one.reason[1])
        assert one.node_id is None or one.doc_id is not None
