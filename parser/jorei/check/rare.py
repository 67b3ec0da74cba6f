"""Letters that hardly any provision has, and that a few checks look for: one scan finds which of them a text holds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from jorei.check.view import View

SYMBOLS: Final = "~～〜→⇒←：:☐□■"
"""Symbols that provisions do not use."""
PRIVATE: Final = "\ue000-\uf8ff"
"""The range of gaiji."""
COMPATIBILITY: Final = f"\u3200-\u325f\u3280-\u32fe\u3300-\u33ff\uf900-\ufaff{PRIVATE}\u2116\u2121"
"""Compatibility characters, as ranges."""
MISREAD: Final = "粂絛篠頃頂頗弓童筋弟笫苐衣裏麦弍武弐測側剛津侓列倒冽網鋼今不"
"""Letters that stand for those of citations."""
KANJI_FOR_KANA: Final = "但且尚即於拘迄因依虞従"
"""The first letters of function words in kanji."""

_RARE: Final = re.compile(f"[{SYMBOLS}{COMPATIBILITY}{MISREAD}{KANJI_FOR_KANA}]")


def rare_letters(view: View) -> str:
    """Those of these letters that the prose holds, each once; for `View.once`."""
    return "".join(set(_RARE.findall(view.prose)))
