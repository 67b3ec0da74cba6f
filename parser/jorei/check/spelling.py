"""V04, V06, V07, V10: words with one customary spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from jorei.check.carried import first_of_another_law
from jorei.check.finding import Finding
from jorei.check.passages import is_quoted
from jorei.check.rare import KANJI_FOR_KANA, rare_letters
from jorei.model import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_FUNCTION_WORDS: Final = (
    ("但し、", "ただし、"), ("但し書", "ただし書"), ("且つ", "かつ"), ("尚、", "なお、"), ("即ち", "すなわち"),
    ("於いて", "おいて"), ("於て", "おいて"), ("拘わらず", "かかわらず"), ("拘らず", "かかわらず"), ("迄に", "までに"),
    ("迄の", "までの"), ("因り", "より"), ("依り", "より"), ("虞が", "おそれが"), ("虞の", "おそれの"),
    ("従って、", "したがって、"),
)  # fmt: skip
"""Kanji, and the kana that 公用文における漢字使用等について (2010) prescribes for conjunctions and auxiliaries."""
assert {kanji[0] for kanji, _ in _FUNCTION_WORDS} <= set(KANJI_FOR_KANA)


_MOST_EXCEPTIONS: Final = 5
"""Places in kanji that are exceptions; more are a habit, as 相続に因り beside 規定により. Chosen."""


def kanji_function_word(view: View) -> Iterator[Finding]:
    """漢字書きの「ただし」「かつ」など · A function word in kanji.

    何を見るか: 「但し・且つ・尚・即ち・於いて・拘わらず・迄」などを探します。漢字で書くほうが多い文書では報告しません。
    なぜ大切か: 公用文ではこれらを仮名で書きます（平成22年内閣訓令第1号）。改正した所だけ書き方が違うことがあります。
    例: 但し、市長が認めるときは、この限りでない。
    確かさ: 高い。その語を仮名で書くほうが多い文書の本則で、五か所までのものだけを見ます（profile の function_words = "kana" ならすべて）。

    What it does: looks for 但し, 且つ, 尚, 即ち, 於いて, 拘わらず, 迄 and the like.
    Why it matters: official writing spells them in kana.
    Example: 但し、市長が認めるときは、この限りでない。
    How sure: high; only up to five places of the main part, where more places write that word in kana (always with function_words = "kana").
    """
    if view.style.function_words == "free":
        return
    strict = view.style.function_words != "majority"
    rare = view.once(rare_letters)
    for kanji, kana in _FUNCTION_WORDS:
        offsets = view.find_all(kanji) if kanji[0] in rare else []
        if not offsets:
            continue
        if not strict and view.prose.count(kana) <= len(offsets):
            continue
        if not strict:  # 附則 keep the spelling of their time
            offsets = [offset for offset in offsets if view.regions[view.prose_node(offset)[0].id] == "main"]
            if len(offsets) > _MOST_EXCEPTIONS:
                continue
        for offset in offsets:
            yield Finding(
                *view.locate(offset, len(kanji)),
                f"「{kanji.rstrip('、')}」は「{kana.rstrip('、')}」と仮名で書きます",
                f"{kanji.rstrip('、')} is written {kana.rstrip('、')}",
                suggestion=kana,
            )  # fmt: skip


_TOKI: Final = re.compile("(?:[るたうくすつぬむい])時(?=は|に|も|、|。)")


def toki_kanji(view: View) -> Iterator[Finding]:
    """「時」と「とき」 · 時 for a condition.

    何を見るか: 「…した時は」のように、活用語の後の漢字の「時」を探します。
    なぜ大切か: 「とき」は場合を、「時」は時点を表します。条件なら「とき」と書きます。
    例: 許可を受けた時は
    確かさ: 低い。時点を指す「時」もあるので、初めは止めてあります。

    What it does: looks for 時 after a verb or adjective.
    Why it matters: とき is a condition, 時 a point in time.
    Example: 許可を受けた時は
    How sure: low; off unless selected.
    """
    for match in _TOKI.finditer(view.prose):
        yield Finding(
            *view.locate(match.start() + 1, 1),
            "条件を表すなら「とき」と書きます（「時」は時点を表します）",
            "とき is a condition; 時 is a point in time",
            suggestion="とき",
        )  # fmt: skip


_SONOTA: Final = re.compile("その他(?P<no>の?)(?P<word>[一-龠々]{2,6})")


def sonota_sonotano(view: View) -> Iterator[Finding]:
    """「その他」と「その他の」 · その他 and その他の before the same word.

    何を見るか: 同じ語の前に「その他」と「その他の」の両方が使われていないかを見ます。
    なぜ大切か: 「Aその他B」はAとBが並び、「Aその他のB」はAがBの例です。意味が違います。
    例: 職員その他関係者 … 職員その他の関係者
    確かさ: 低い。使い分けていることもあるので、初めは止めてあります。

    What it does: looks for both forms before the same word.
    Why it matters: A その他 B puts them side by side, A その他の B makes A an example of B.
    Example: 職員その他関係者 … 職員その他の関係者
    How sure: low; off unless selected.
    """
    offsets: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for match in _SONOTA.finditer(view.prose):
        offsets[match["word"]][match["no"]].append(match.start())
    for word, forms in offsets.items():
        if len(forms) < 2:
            continue
        (rare, rare_offsets), (usual, usual_offsets) = sorted(forms.items(), key=lambda form: len(form[1]))
        rare, usual = f"その他{rare}{word}", f"その他{usual}{word}"
        _, start, end = view.locate(usual_offsets[0], len(usual))
        yield Finding(
            *view.locate(rare_offsets[0], len(rare)),
            f"「{rare}」と「{usual}」の両方があります",
            f"both {rare} and {usual} are used",
            related=(Related(start, end, usual),),
        )  # fmt: skip


_VERTICAL: Final = re.compile(
    "左の各号|左に掲げ|左のとおり|左の事項|左の書類|左の区分|左の表|左記|右の各号|右に掲げ|右の事項|右記"
    "|同表の?[^。、]{0,8}[上下]欄|別表の?[^。、]{0,8}[上下]欄|表の?[^。、]{0,8}[上下]欄"
)
_ARABIC: Final = re.compile("第[ 　]?[0-9０-９]")
_MOST_SHOWN: Final = 5
"""Spans that a finding shows, its own first. Chosen."""


def vertical_word(view: View) -> Iterator[Finding]:
    """縦書きの言葉 · Words of vertical writing in horizontal text.

    何を見るか: 横書きの文書（条名が算用数字）の中の「左の各号」「右に掲げる」「上欄」などを探します。
    なぜ大切か: 縦書きを横書きに改めたときの直し残りです。横書きでは「次の各号」「左欄」と書きます。
    例: 左の各号のいずれかに該当する者
    確かさ: 高い。誤りではないので、まとめて一つ、情報として示します。

    What it does: looks for 左の各号, 右に掲げる, 上欄 and the like where articles are numbered with Arabic digits.
    Why it matters: they were left when the text was turned; horizontal text says 次の各号 and 左欄.
    Example: 左の各号のいずれかに該当する者
    How sure: high, but no mistake: one piece of information for the document.
    """
    prose = view.prose
    if view.style.writing == "vertical" or not view.has_any("左右欄"):
        return
    if view.style.writing == "majority" and not _is_horizontal(view):
        return
    matches = [
        match
        for match in _VERTICAL.finditer(prose)
        if not _of_another_law(view, match) and not is_quoted(prose, match.start(), max(0, match.start() - _QUOTE))
    ]
    if matches:
        spans = [view.locate(match.start(), len(match.group())) for match in matches[:_MOST_SHOWN]]
        yield Finding(
            *spans[0],
            f"横書きの文書に縦書きの言葉があります（{len(matches)}か所）",
            f"words of vertical writing in horizontal text ({len(matches)} places)",
            related=tuple(Related(start, end, view.text[start:end]) for _, start, end in spans[1:]),
        )  # fmt: skip


_QUOTE: Final = 20
"""Code points before a word in which a 「 is looked for: words that are spoken of (「左記」は「下記」に改める)."""


def _of_another_law(view: View, match: re.Match[str]) -> bool:
    """Whether a column (上欄) is one of a table of another law, which is named before it in its provision."""
    if not match.group().endswith("欄"):
        return False
    node, start, _ = view.locate(match.start(), 1)
    return view.once(first_of_another_law).get(node.id, start) < start


def _is_horizontal(view: View) -> bool:
    return any(node.label and _ARABIC.match(node.label) for node in view.by_kind["article"][:3])


_NOUNS: Final = (
    ("届け出", "届出"), ("申し出", "申出"), ("手続き", "手続"), ("取り扱い", "取扱い"), ("取り消し", "取消し"), ("申し込み", "申込み"),
    ("受け付け", "受付け"), ("引き渡し", "引渡し"), ("立ち入り", "立入り"), ("貸し付け", "貸付け"), ("借り入れ", "借入れ"),
)  # fmt: skip
"""Nouns with all their kana, and as 公用文における漢字使用等について (2010) and 法令における漢字使用等について write them."""
_NOUN_AFTER: Final = re.compile("[をがはの](?!ぼ)")


def noun_okurigana(view: View) -> Iterator[Finding]:
    """名詞の送り仮名、「この限りではない」 · A noun with the kana of its verb, and この限りではない.

    何を見るか: 「届け出を」「申し込みの」のように名詞なのに動詞の送り仮名を付けた所（「届出」「申込み」と書くほうが多い文書だけ）と、
    「この限りではない」（決まった言い方は「この限りでない」）を探します。
    なぜ大切か: 法令では複合の名詞の送り仮名を省きます（平成22年内閣法制局総総第208号）。検索で一致しません。
    例: 前項の届け出をした者
    確かさ: 高い。動詞（届け出なければならない）は除きます。

    What it does: looks for nouns written like their verbs (届け出を, 申し込みの), where the document mostly writes 届出 and
    申込み, and for この限りではない (the fixed phrase is この限りでない).
    Why it matters: laws leave these kana out in nouns; searches do not match.
    Example: 前項の届け出をした者
    How sure: high; verbs (届け出なければならない) are left out.
    """
    for offset in view.find_all("この限りではない"):
        yield Finding(
            *view.locate(offset, len("この限りではない")),
            "「この限りではない」は「この限りでない」と書きます",
            "この限りではない is written この限りでない",
            suggestion="この限りでない",
        )  # fmt: skip
    for full, short in _NOUNS:
        offsets = [offset for offset in view.find_all(full) if _NOUN_AFTER.match(view.prose, offset + len(full))]
        if not offsets or view.prose.count(short) <= len(offsets):
            continue
        for offset in offsets:
            yield Finding(
                *view.locate(offset, len(full)),
                f"名詞の「{full}」は、この文書のほかの所では「{short}」と書かれています",
                f"the noun {full} is written {short} elsewhere in this document",
                suggestion=short,
            )  # fmt: skip
