"""P09, P10: slips of the pen: words written twice, and fixed phrases with a wrong or a missing kana."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from jorei.check.finding import Finding
from jorei.check.particles import broken_endings, broken_particles
from jorei.check.passages import is_quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_AFTER_WORD: Final = "のなをにはがへ"
"""Particles with which a word of kanji may be written twice."""
_WORD: Final = re.compile("[一-龠]+")
_SHORTEST_WORD, _LONGEST_WORD = 2, 4
_KANJI: Final = re.compile("[一-龠々ァ-ヶー]")
_TWICE: Final = (
    "及び", "又は", "並びに", "若しくは", "、", "。", "に関する", "について", "に規定する", "に掲げる", "に係る", "により", "において", "に基づ",
    "することが", "するものと", "ものとする", "しなければ", "ことができる", "場合において", "ならない", "その他",
)  # fmt: skip
"""Words and signs that never stand twice, whatever is before them; nor does を."""
_OBJECT: Final = "を"
_PARTICLES: Final = "がにはの"
"""Particles that never stand twice between two words in kanji (所有者がが)."""
_TOPIC: Final = re.compile("は、(?:前条|前項|第)")
_LONGEST_TOPIC: Final = 12
_TOPIC_TWICE: Final = re.compile(
    f"(?P<topic>[一-龠々ァ-ヶー]{{2,{_LONGEST_TOPIC}}}){_TOPIC.pattern}[^。、「」\\n]{{2,40}}[したる](?P<again>(?P=topic)は、)"
)
"""開発事業者は、前条第1項の規定により書面を提出した開発事業者は、: a line that was begun twice."""
_LONGEST_QUOTE: Final = 100
"""Code points before a word in which a 「 is looked for. Chosen, so that a text of any length takes linear time."""


def doubled_word(view: View) -> Iterator[Finding]:
    """同じ言葉の繰返し · A word written twice.

    何を見るか: 「必要な必要な」「市長は市長は」「及び及び」「をを」のように、同じ言葉が続けて二度書かれた所と、
    「開発事業者は、…提出した開発事業者は、」のように主語が二度書かれた所を探します。
    なぜ大切か: 改正や入力のときの消し忘れです。
    例: 必要な必要な措置を講ずる。
    確かさ: 高い。「」の中と別表・様式は見ません。

    What it does: looks for a word with its particle, a conjunction, a compound or を twice in a row, and for a topic written twice
    (開発事業者は、…を提出した開発事業者は、).
    Why it matters: one of them was forgotten in typing or amending.
    Example: 必要な必要な措置を講ずる。
    How sure: high; quotations, tables and forms are left out.
    """
    found = _topics_twice(view.prose)
    for particle in _AFTER_WORD:
        found += _words_twice(view, particle)
    for word in _TWICE:
        found += [(at + len(word), at + 2 * len(word)) for at in view.find_all(word * 2)]
    for start, end in sorted(found):
        word = view.prose[start:end]
        if is_quoted(view.prose, start, max(0, start - _LONGEST_QUOTE)):
            continue
        yield Finding(
            *view.locate(start, end - start),
            f"「{word}」が二度続けて書かれています",
            f"{word} is written twice in a row",
            suggestion="",
        )  # fmt: skip


def _between_kanji(prose: str, at: int) -> bool:
    return _KANJI.match(prose, at - 1) is not None and _KANJI.match(prose, at + 2) is not None if at else False


def _topics_twice(prose: str) -> list[tuple[int, int]]:
    found = []
    for match in _TOPIC.finditer(prose):
        at = match.start()
        low = at - _LONGEST_TOPIC - 1
        line = prose.rfind("\n", max(0, low), at) + 1
        if (line or low < 0) and (twice := _TOPIC_TWICE.match(prose, line)) is not None:
            found.append(twice.span("again"))
    return found


def _words_twice(view: View, particle: str) -> list[tuple[int, int]]:
    """Where words stand again with a particle, and the particle itself: text cut at the particle shows both at once. Not
    the end of a longer word (推進会議の会議の) and no number (別表第二の二の)."""
    found = []
    before, start, twice = "", 0, False
    pieces = view.prose.split(particle)
    pieces.pop()  # no particle follows it
    for piece in pieces:
        length = len(piece)
        if not length:
            twice = twice or start > 0
        elif (
            _SHORTEST_WORD <= length <= _LONGEST_WORD
            and before.endswith(piece)
            and _WORD.fullmatch(piece)
            and (length == len(before) or not _KANJI.match(before, len(before) - length - 1))
        ):
            found.append((start, start + length + 1))
        before = piece
        start += length + 1
    if twice and (particle == _OBJECT or particle in _PARTICLES):
        found += [
            (at + 1, at + 2)
            for at in view.find_all(particle * 2)
            if particle == _OBJECT or _between_kanji(view.prose, at)
        ]
    return found


class Slip(NamedTuple):
    """A fixed phrase as a slip leaves it, what is right, and the words of one length that must stand before it, if any."""

    wrong: str
    right: str
    before: frozenset[str] = frozenset()


_UNIT: Final = frozenset("条項号書段")
_OF_UNIT: Final = frozenset(f"{unit}の" for unit in _UNIT)
SLIPS: Final = (
    Slip("に規定により", "の規定により", _UNIT),
    Slip("に規定による", "の規定による", _UNIT),
    Slip("を規定により", "の規定により", _UNIT),
    Slip("の規定よる", "の規定による"),
    Slip("の規定より、", "の規定により、"),
    Slip("定めところ", "定めるところ"),
    Slip("定めるところよ", "定めるところによ"),
    Slip("しなけばならない", "しなければならない"),
    Slip("なけれはならない", "なければならない"),
    Slip("なければならいない", "なければならない"),
    Slip(
        "なければならない",
        "しなければならない",
        frozenset("提出 通知 報告 公表 記載 設置 協議 添付 変更 遵守 説明 実施 確保 申請".split()),
    ),
    Slip("届出なければ", "届け出なければ"),
    Slip("申出なければ", "申し出なければ"),
    Slip("届出た", "届け出た"),
    Slip("届出ようと", "届け出ようと"),
    Slip("届出るもの", "届け出るもの"),
    Slip("ことがきる", "ことができる"),
    Slip("ものとるす", "ものとする"),
    Slip("ものととする", "ものとする"),
    Slip("するものする", "するものとする"),
    Slip("この限りない", "この限りでない"),
    Slip("とおりする", "とおりとする"),
    Slip("掲げるものほか", "掲げるもののほか"),
    Slip("定めるものほか", "定めるもののほか"),
    Slip("掲げもの", "掲げるもの"),
    Slip("場合おいて", "場合において"),
    Slip("必要が認める", "必要があると認める"),
    Slip("のおける", "における"),
    Slip("の伴う", "に伴う", frozenset("設置 工事 施行 改正 実施 建築 造成 変更 廃止".split())),
    Slip("規程により", "規定により", _OF_UNIT),
    Slip("規程による", "規定による", _OF_UNIT),
    Slip("規程は、", "規定は、", _OF_UNIT),
    Slip("するができる", "することができる"),
    Slip("ことでできる", "ことができる"),
    Slip("認めとき", "認めるとき"),
    Slip("別の定める", "別に定める"),
    Slip("基ずき", "基づき"),
    Slip("基ずく", "基づく"),
)
"""Looked for as they stand, so that each costs a search for a word."""
_SLIPS: Final = tuple(
    (
        next((letter for letter in slip.wrong if letter >= "一"), ""),
        slip.wrong,
        slip.right,
        slip.before,
        max(map(len, slip.before), default=0),
    )
    for slip in SLIPS
)
"""Each behind its first kanji, which a text must hold: a walk for a letter is many times as quick as one for a word."""


def broken_phrase(view: View) -> Iterator[Finding]:
    """崩れた決まり文句 · A fixed phrase with a slip in it.

    何を見るか: 「第30条第1項に規定により」「定めところにより」「しなけばならない」「掲げるものほか」「条例基づき」のように、
    助詞や仮名が誤った、又は抜けた決まり文句と、動詞に合わない助詞（事務を関する）を探します。
    なぜ大切か: 入力や改正の誤りで、文の意味が通りません。
    例: 市長の定めところによる。
    確かさ: 高い。「」の中と別表・様式は見ません。

    What it does: looks for the fixed phrases of provisions with a wrong or a missing kana (に規定により, 定めところ), and for
    particles that a verb does not take (事務を関する).
    Why it matters: an error of typing or amending; the sentence does not read.
    Example: 市長の定めところによる。
    How sure: high; quotations, tables and forms are left out.
    """
    found = [*_listed_slips(view)]
    yield from found
    for finding in (*broken_particles(view), *broken_endings(view)):
        if not any(finding.start < other.end and finding.end > other.start for other in found):
            yield finding


def _listed_slips(view: View) -> Iterator[Finding]:
    prose = view.prose
    for kanji, wrong, right, before, length in _SLIPS:
        if kanji not in prose:
            continue
        offset = prose.find(wrong)
        while offset >= 0:
            if (not length or prose[max(0, offset - length) : offset] in before) and not is_quoted(
                prose, offset, max(0, offset - _LONGEST_QUOTE)
            ):
                yield Finding(
                    *view.locate(offset, len(wrong)),
                    f"「{wrong}」は「{right}」の誤りと思われます",
                    f"{wrong} looks like a slip for {right}",
                    suggestion=right,
                )  # fmt: skip
            offset = prose.find(wrong, offset + len(wrong))
