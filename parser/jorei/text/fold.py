"""Length-preserving folding of widths and variants, so that folded and raw offsets are the same numbers.

Never NFKC on the text: it turns ① into 1 and ㈱ into (株), and offsets would no longer mean anything.
"""

from __future__ import annotations

import re
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
# every blank that does not end a line; the ideographic space is the separator of labels in half of all ordinances
_BLANKS = (
    "\t\r\x1c\x1d\x1e\x1f\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)

FOLD: Final = str.maketrans(_FULL + _HALF_KANA + _OLD + _BLANKS, _HALF + _KANA + _NEW + " " * len(_BLANKS))
# few of them occur in one document: replacing those is eight times as fast as a look-up for every character
_PAIRS: Final = {chr(key): chr(value) for key, value in FOLD.items()}
_FOLDED: Final = re.compile("[" + re.escape("".join(_PAIRS)) + "]")


def fold(text: str) -> str:
    """Fold widths, half-width kana, 旧字体 of 条 and 号, and blanks; the length never changes.

    >>> fold("第２條　（目的）①㈱"), len(fold("第２條")) == 3
    ('第2条 (目的)①㈱', True)
    """
    for character in set(_FOLDED.findall(text)):
        text = text.replace(character, _PAIRS[character])
    return text


def squeeze(text: str) -> str:
    """A text folded and without blanks and line breaks: as names, citations and quotations are compared.

    >>> squeeze("第８条　第３項\\nの規定")
    '第8条第3項の規定'
    """
    return "".join(fold(text).split())
