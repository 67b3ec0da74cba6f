"""Words that occur once and miss a term that is used elsewhere: by a letter, or by a whole morpheme.

The compounds of a text are many and its terms few: so they are sought where letters of a term stand, and not all read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from jorei.text.near_words import parted

if TYPE_CHECKING:
    from collections.abc import Iterator

TELLING: Final = frozenset(
    "一二三四五六七八九十百千甲乙丙丁上下左右内外大小男女新旧正副前後高低中主従入出増減有無可否公私国都道府県市区町村初再損益収支失得"
)
"""Characters that make another word on purpose: 第一種 and 第二種, 入所 and 出所."""
_TELLING_WORDS: Final = frozenset(
    "設立 消滅 存続 分割 承継 吸収 新設 既設 開始 終了 廃止 休止 再開 取得 譲渡 賃貸 賃借 発行 受託 委託 申請 届出 許可 認可 認定 承認 登録 指定 "
    "撤去 解体 着手 完了 中止 変更 計画 協定 方針 基準 規格 住宅 店舗 農業 林業 漁業 水道 介護 予防 医療 国民 厚生 損失 利益 損益 剰余 欠損".split()
)
"""Words by which others are told apart on purpose: 合併設立会社 and 合併消滅会社."""
_JOINED: Final = re.compile("^(?:及び?|又は?|当該|同一|同|各|他|本)|(?:及|又|並|若)$")
"""What is no part of a compound that it stands beside: 事業区域及び, 当該事業区域."""
_BEFORE: Final = frozenset("及又当同各他本")
_BEHIND: Final = frozenset("及又並若")
"""Its letters, for a quick look."""
_LEAST_USES: Final = {4: 4, 5: 2}
"""Uses of a term of so many characters beside which a word is a slip: 付随施設 is none of 付置施設. Longer ones need one."""
_SHORT: Final = 4
_LONG: Final = 6
"""Characters of a term that another word of its length is not by chance, whatever its letters."""
_MORPHEME: Final = 2
"""Characters of a morpheme that is another, or is missing: one word of kanji."""
_KATAKANA: Final = re.compile("[ァ-ヴー]{2,8}")
_LEAST_AROUND: Final = 2
"""Characters before and behind such a morpheme that are those of the term."""
_LONG_FOR_OTHER: Final = 8
"""Characters of a term of which another morpheme is a slip, whatever its letters: 景観協定区域 is none of 景観計画区域."""
_LONG_FOR_MISSING: Final = 5
"""Characters of a word in which a morpheme is missing: 景観地区 is a word of its own beside 景観形成地区. All chosen on
the texts of a city, of wards and on solar power."""
_MOST_NEAR: Final = 5_000
"""Places of a word, or of two letters of a term, that are looked at. Chosen."""
_LONGER: Final = 4
"""Letters that a compound may have more than the term that it misses: one of its own, and those that it is joined with."""
_LETTERS: Final = re.compile("[一-龠々ァ-ヴー]+")
_NO_LETTERS: Final = re.compile("(?:.*[^一-龠々ァ-ヴー])?", re.DOTALL)
"""All up to the letters at the end of a stretch."""


class Compounds:
    """The compounds of a text: whole words of kanji and katakana."""

    def __init__(self, prose: str) -> None:
        self.prose = prose

    def at(self, start: int, end: int, longest: int) -> str:
        """The compound in which a stretch of letters stands; something longer where it is longer than ``longest``.

        >>> Compounds("その保存樹木等を").at(3, 5, 5), len(Compounds("保存樹木等保存樹木等").at(4, 6, 5)) > 5
        ('保存樹木等', True)
        """
        before = _NO_LETTERS.match(self.prose, max(0, start - longest), start)
        behind = _LETTERS.match(self.prose, end, end + longest)
        return self.prose[before.end() if before else start : behind.end() if behind else end]

    def occurs_twice(self, word: str, *, joined: bool) -> bool:
        """Whether a word is a compound more than once; ``joined`` also where others stand beside it: 当該事業区域."""
        count = 0
        for start in self._places(word):
            compound = self.at(start, start + len(word), len(word) + _LONGER)
            count += compound == word or (joined and _bare(compound) == word)
        return count > 1

    def written_for(self, term: str, uses: int) -> Iterator[str]:
        """The words that occur once and are written for a term.

        >>> words = ["保存樹木等"] * 5 + ["保木樹木等", "保存樹樹木等", "保存林木等"]
        >>> sorted(Compounds(" ".join(words)).written_for("保存樹木等", 5))
        ['保存林木等', '保存樹樹木等', '保木樹木等']
        """
        if len(term) < _SHORT or uses < _LEAST_USES.get(len(term), 1):
            return
        for word in sorted(self._like(term)):
            if self._is_slip(term, word) and not self.occurs_twice(word, joined=True):
                yield word

    def _like(self, term: str) -> set[str]:
        """The words that have both ends of a term, and two letters of one of them: every slip leaves these."""
        prose, longest = self.prose, len(term) + _LONGER
        first, last = term[0], term[-1]
        words: set[str] = set()
        for start in self._places(term[:2]):
            if prose.find(last, start + 2, start + len(term) + 1) >= 0 and not self._is_use(term, start):
                words.add(_bare(self.at(start, start + 2, longest)))
        for start in self._places(term[-2:]):
            begin = start + 2 - len(term)
            if prose.find(first, max(0, begin - 1), start) >= 0 and not (begin >= 0 and self._is_use(term, begin)):
                words.add(_bare(self.at(start, start + 2, longest)))
        return {
            word for word in words if _SHORT - 1 <= len(word) <= len(term) + 1 and word[0] == first and word[-1] == last
        }

    def _places(self, word: str) -> list[int]:
        """Where a word stands, also within itself."""
        places: list[int] = []
        start = self.prose.find(word)
        while start >= 0 and len(places) < _MOST_NEAR:
            places.append(start)
            start = self.prose.find(word, start + 1)
        return places

    def _is_use(self, term: str, start: int) -> bool:
        """Whether the term itself stands somewhere, and neither its first nor its last letter twice."""
        end = start + len(term)
        if not self.prose.startswith(term, start) or self.prose.startswith(term[-1], end):
            return False
        return not (start and self.prose.startswith(term[0], start - 1))

    def _is_slip(self, term: str, word: str) -> bool:
        wrong, right, start, end = parted(word, term)
        if not wrong and not right:
            return False
        if len(wrong) == 1 and not right and wrong in (word[start - 1], word[start + 1 : start + 2]):
            return True  # 維持管理理計画
        behind = end - (len(term) - len(term.rstrip("等")))
        if start == 0 or behind < 1:
            return False  # 申請書 and 申請者, 新計画 and 旧計画
        if len(wrong) <= 1 and len(right) <= 1:
            if TELLING & {wrong, right}:
                return False
            is_long = len(wrong) == len(right) and len(term) >= _LONG
            return is_long or self._is_strange(word[start - 1 : start + len(wrong) + 1])
        if start < _LEAST_AROUND or behind < _LEAST_AROUND or len(term) < _LONG:
            return False
        if len(wrong) == len(right) == _MORPHEME:
            is_other = len(term) >= _LONG_FOR_OTHER or self._is_strange(word[start - 1 : start + _MORPHEME + 1])
            return is_other and not {wrong, right} <= _TELLING_WORDS
        is_word = len(right) == _MORPHEME or _KATAKANA.fullmatch(right) is not None
        return (
            not wrong and is_word and len(word) >= _LONG_FOR_MISSING and self._is_strange(word[start - 1 : start + 1])
        )

    def _is_strange(self, seam: str) -> bool:
        """Whether letters stand side by side in a word that do so nowhere else in the text, each with the next."""
        return all(self.prose.count(seam[at : at + 2]) == 1 for at in range(len(seam) - 1))


def _bare(joined: str) -> str:
    """A compound without what it is joined with."""
    return _JOINED.sub("", joined) if joined[0] in _BEFORE or joined[-1] in _BEHIND else joined
