"""V03, V08, V09, R16: words and characters, by the document's own habit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.check.finding import Finding
from jorei.model import Related

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
        places = view.find_all(kana)
        if not places or not strict and view.prose.count(kanji) - _in_titles(view, kanji) <= len(places):
            continue
        for at in places:
            yield Finding(
                *view.locate(at, len(kana)),
                f"「{kana}」は「{kanji}」と書きます" if strict
                else f"「{kana}」は、この文書のほかの所では「{kanji}」と書かれています",
                f"{kana} is written {kanji}" + ("" if strict else " elsewhere in this document"),
                suggestion=kanji,
            )  # fmt: skip


def _in_titles(view: View, word: str) -> int:
    """How often a word stands in the titles of other laws, which are spelt as those laws spell."""
    titles = {title for r in view.analysis.references if (title := r.target_law_title) and word in title}
    return sum(view.prose.count(title) * title.count(word) for title in titles)


_LARGE: Final = re.compile("つ(?:(?<=[あもよなだ行従係限至当伴因]つ)(?<!だれもつ))[てた]")
_SMALL: Final = re.compile("っ(?<=[あもよなだ行従係限至当伴因]っ)[てた]")
_SHOWN: Final = 5


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
        [at for at in (match.start() for match in spelling.finditer(view.prose)) if _in_main(view, at)]
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
    if not few:
        return
    spelt = ("「つ」", "「っ」") if few is large else ("「っ」", "「つ」")
    yield _mixed(view, few, f"促音が{spelt[0]}で{len(few)}か所、{spelt[1]}で{len(many)}か所書かれています",
                 f"{len(few)} places write {spelt[0]}, {len(many)} write {spelt[1]}")  # fmt: skip


def _in_main(view: View, at: int) -> bool:
    """Amending 附則 are spelt as their own time spells."""
    return view.regions[view.place(at)[0].id] == "main"


_WIDTHS: Final = (
    ("数字", "digits", "digits", "0123456789", "０１２３４５６７８９"),
    ("読点", "commas", "comma", "、", "，"),
    ("括弧", "brackets", "brackets", "()", "（）"),
)


_THOUSANDS: Final = re.compile("(?<=[0-9０-９]，)[0-9０-９]{3}(?![0-9０-９])")
_FORMS: Final = {"half": 0, "、": 0, "full": 1, "，": 1}
"""Which of the two forms a profile asks for; None of them: the majority."""


def width_mixed(view: View) -> Iterator[Finding]:
    """全角と半角の混在 · Two widths in one document.

    何を見るか: 数字（１と1）、読点（、と，）、括弧（（）と()）が、条文の中で混ざっていないかを見ます。
    なぜ大切か: 検索や改正の引用で、同じ語が一致しません。
    例: 第１条 と 第2条
    確かさ: 高い。少ないほうを、種類ごとに一つにまとめて情報として示します。

    What it does: looks for two widths of digits, commas or brackets in the provisions.
    Why it matters: searches and quotations do not match.
    Example: 第１条 and 第2条
    How sure: high; one finding a kind, at the rarer form.
    """
    for what, what_en, key, *forms in _WIDTHS:
        wanted = _FORMS.get(getattr(view.style, key))
        if not (view.has_any(forms[1 - wanted]) if wanted is not None else all(map(view.has_any, forms))):
            continue
        found = [
            [at.start() for at in re.finditer(f"[{form}]+", view.prose) if not _parts_thousands(at)] for form in forms
        ]
        few, many = sorted(found, key=len) if wanted is None else (found[1 - wanted], found[wanted])
        if few:
            yield _mixed(view, few, f"{what}の字幅や字種が混ざっています（{len(few)}か所と{len(many)}か所）",
                         f"two forms of {what_en} are mixed ({len(few)} and {len(many)} places)")  # fmt: skip


def _parts_thousands(match: re.Match[str]) -> bool:
    """Whether a comma stands inside a figure: ５０，０００円 has no other form of 読点."""
    return match.group() == "，" and _THOUSANDS.match(match.string, match.end()) is not None


def _mixed(view: View, places: list[int], message: str, message_en: str) -> Finding:
    """One finding for a mixture: the first place, and a few of the others beside it."""
    spans = [view.locate(at, 1) for at in places[:_SHOWN]]
    node, start, end = spans[0]
    related = tuple(Related(low, high, view.text[low:high]) for _, low, high in spans[1:])
    return Finding(node, start, end, message, message_en, related=related)


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
    for at in view.find_all("条令"):
        if _NOT_JOREI.match(view.prose, at):
            continue
        yield Finding(
            *view.locate(at, len("条令")),
            "「条令」は「条例」の誤りと思われます",
            "条令 looks like a misspelling of 条例",
            suggestion="条例",
        )  # fmt: skip
