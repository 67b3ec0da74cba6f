"""Length-preserving folding of widths, variants and radicals, so that folded and raw offsets are the same numbers.

Never NFKC on the text: it turns ① into 1 and ㈱ into (株), and offsets would no longer mean anything.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FULL_WIDTH_OFFSET: Final = 0xFEE0
_FULL = (
    "".join([chr(ord(letter) + _FULL_WIDTH_OFFSET) for letter in _LETTERS]) + "（）［］｛｝／：；＋＝＊＃－−．，｡｢｣､･"
)
_HALF = _LETTERS + "()[]{}/:;+=*#--.、。「」、・"
_HALF_KANA = "ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_KANA = (
    "ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
)
_OLD, _NEW = "條號關", "条号関"
_DOTS: Final = "\u00b7\u2027"
_UPRIGHT, _LEVEL = "︐︑︒︓︔︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈", "、、。:;(){}〔〕【】《》〈〉「」『』[]"
"""Forms of signs in vertical print."""
# radicals that stand for kanji in the text of many PDFs; Unicode itself names those of the first block
_KANGXI = "".join(map(chr, range(0x2F00, 0x2FD6)))
_RADICALS, _KANJI = (
    "⺟⺠⻁⻄⻅⻆⻉⻋⻑⻘⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻫⻭⻯⻲",
    "母民虎西見角貝車長青風飛食馬骨鬼魚鳥麦黄斉歯竜亀",
)
# every blank that does not end a line; the ideographic space is the separator of labels in half of all ordinances
_BLANKS = (
    "\t\r\x1c\x1d\x1e\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)

FOLD: Final = str.maketrans(
    _FULL + _HALF_KANA + _OLD + _DOTS + _UPRIGHT + _KANGXI + _RADICALS + _BLANKS,
    _HALF + _KANA + _NEW + "・" * len(_DOTS) + _LEVEL + unicodedata.normalize("NFKC", _KANGXI) + _KANJI
    + " " * len(_BLANKS),
)  # fmt: skip
# few of them occur in one document: replacing those is eight times as fast as a look-up for every character
_PAIRS: Final = {chr(key): chr(value) for key, value in FOLD.items()}
_FOLDED: Final = re.compile("[" + re.escape("".join(_PAIRS)) + "]")


ROUND: Final = {"〔": "(", "〕": ")", "[": "(", "]": ")", "【": "(", "】": ")", "{": "(", "}": ")"}
"""Brackets of every shape as round ones: what the wording that references are read in has."""


def fold(text: str) -> str:
    """Fold widths, half-width kana, 旧字体 of 条 and 号, radicals and blanks; the length never changes.

    >>> fold("第２條　（目的）①㈱"), len(fold("第２條")) == 3
    ('第2条 (目的)①㈱', True)
    >>> fold("第⼀条 市⻑")
    '第一条 市長'
    """
    found = _FOLDED.search(text)
    while found is not None:
        sign = found[0]
        text = text.replace(sign, _PAIRS[sign])
        found = _FOLDED.search(text, found.end())
    return text


_MARKED: Final = re.compile("([\u30a1-\u30fa])([ﾞﾟ])")
_MARKS: Final = {"ﾞ": "\u3099", "ﾟ": "\u309a"}


def compose_kana(text: str) -> str:
    """Folded words with the half-width marks ﾞ and ﾟ put into their kana: for values, whose length says nothing.

    >>> compose_kana(fold("ﾃﾞｰﾀ")), compose_kana("ハﾟスワートﾞ"), compose_kana("データ")
    ('データ', 'パスワード', 'データ')
    """
    if "ﾞ" not in text and "ﾟ" not in text:
        return text
    return _MARKED.sub(lambda pair: unicodedata.normalize("NFC", pair[1] + _MARKS[pair[2]]), text)


def squeeze(text: str) -> str:
    """A text folded and without blanks and line breaks: as names, citations and quotations are compared.

    >>> squeeze("第８条　第３項\\nの規定")
    '第8条第3項の規定'
    """
    return "".join(fold(text).split())
