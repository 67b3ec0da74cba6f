"""V03, V08, R16: words and characters, by the majority of the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, assert_never

from jorei.check.finding import Finding
from jorei.check.widths import mixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_CONJUNCTIONS: Final = (("および", "及び"), ("または", "又は"), ("ならびに", "並びに"), ("もしくは", "若しくは"))


def kana_conjunction(view: View) -> Iterator[Finding]:
    """仮名書きの接続詞 · A conjunction in kana.

    何を見るか: 「および・または・ならびに・もしくは」を探します。仮名書きの多い文書では報告しません。
    なぜ大切か: 法令では「及び・又は・並びに・若しくは」と漢字で書きます。
    例: 市民または事業者
    確かさ: 高い。漢字で書いた所のほうが多い文書だけを見ます。

    What it does: looks for および, または, ならびに and もしくは in kana.
    Why it matters: laws write them in kanji.
    Example: 市民または事業者
    How sure: high; only where the document mostly writes that word in kanji.
    """
    if view.style.conjunctions == "free":
        return
    strict = view.style.conjunctions == "kanji"
    for kana, kanji in _CONJUNCTIONS:
        offsets = view.find_all(kana)
        count = 0 if strict or not offsets else view.prose.count(kanji)
        if not offsets or not strict and (count <= len(offsets) or count - _in_titles(view, kanji) <= len(offsets)):
            continue
        for offset in offsets:
            if not _in_main(view, offset) or _TITLE_AHEAD.match(view.prose, offset + len(kana)):
                continue
            yield Finding(
                *view.locate(offset, len(kana)),
                f"「{kana}」は「{kanji}」と書きます" if strict
                else f"「{kana}」は、この文書のほかの所では「{kanji}」と書かれています",
                f"{kana} is written {kanji}" + ("" if strict else " elsewhere in this document"),
                suggestion=kanji,
            )  # fmt: skip


_TITLE_AHEAD: Final = re.compile("[^、。()（）「」〔〕\n]{1,40}に関する(?:条例|規則|規程|法律|要綱)")
"""The rest of the name of another instrument, which keeps the spelling of that instrument."""


def _in_titles(view: View, word: str) -> int:
    """How often a word occurs in the titles of other laws, which keep the spelling of those laws."""
    references = view.analysis.references
    titles = {title for reference in references if (title := reference.target_law_title) and word in title}
    return sum(view.prose.count(title) * title.count(word) for title in titles)


_LARGE: Final = re.compile("つ(?:(?<=[あもよなだた行従係限至当伴因]つ)(?<!だれもつ))[てた]")
_SMALL: Final = re.compile("っ(?<=[あもよなだた行従係限至当伴因]っ)[てた]")


def small_tsu_mixed(view: View) -> Iterator[Finding]:
    """促音の大小の混在 · あつて and あって in one document.

    何を見るか: 「あつて・もつて・行つた」と「あって・もって・行った」が混ざっていないかを見ます。
    なぜ大切か: 昭和63年より前の法令は大書き、後は小書きです。一部改正は元の書き方に合わせます。
    例: 生存する個人に関する情報であつて … 知り得た情報であって
    確かさ: 高い。少ないほうを、文書ごとに一つにまとめて示します。

    What it does: looks for both あつて and あって in one document.
    Why it matters: amendments keep to the spelling of the text they amend.
    Example: …情報であつて … 情報であって
    How sure: high; one finding a document, at the rarer spelling.
    """
    style = view.style.small_tsu
    if style != "large" and "つて" not in view.prose and "つた" not in view.prose:
        return
    large, small = (
        [match.start() for match in spelling.finditer(view.prose) if _in_main(view, match.start())]
        for spelling in (_LARGE, _SMALL)
    )
    match style:
        case "large":
            few, many = small, large
        case "small":
            few, many = large, small
        case "majority":
            few, many = sorted((large, small), key=len)
            if not many:
                return
        case _:
            assert_never(style)
    if not few:
        return
    rare, usual = ("「つ」", "「っ」") if few is large else ("「っ」", "「つ」")
    yield mixture(view, few, f"促音が{rare}で{len(few)}か所、{usual}で{len(many)}か所書かれています",
                 f"{len(few)} places write {rare}, {len(many)} write {usual}")  # fmt: skip


def _in_main(view: View, offset: int) -> bool:
    """Whether an offset of `View.prose` is in the main part: amending 附則 keep the spelling of their time."""
    return view.regions[view.prose_node(offset)[0].id] == "main"


_NOT_JOREI: Final = re.compile(r"条令(?:(?<=[0-9０-９一二三四五六七八九十百千]条令)|和)")


def jorei_misspelt(view: View) -> Iterator[Finding]:
    """「条例」の書き誤り · 条令 for 条例.

    何を見るか: 「条例」とあるべき「条令」を探します。
    なぜ大切か: 変換の誤りです。
    例: この条令は、公布の日から施行する。
    確かさ: 高い。「第3条令和…」のような続きは除きます。

    What it does: looks for 条令 where 条例 is meant.
    Why it matters: it is a conversion error.
    Example: この条令は、公布の日から施行する。
    How sure: high; 第3条令和… is left out.
    """
    for offset in view.find_all("条令"):
        if _NOT_JOREI.match(view.prose, offset):
            continue
        yield Finding(
            *view.locate(offset, len("条令")),
            "「条令」は「条例」の誤りと思われます",
            "条令 looks like a misspelling of 条例",
            suggestion="条例",
        )  # fmt: skip
