"""Findings as text, with the place they speak of::

R01 dangling-reference: 第26条第5項はこの条例にありません（第26条は1項のみ）
  --> kakegawa.txt:492:6
  492 | 第37条 第26条第5項（第27条第5項において準用する場合を含む。）の規定に
      |        ^^^^^^^^^^^
"""

from __future__ import annotations

from typing import Final

from jorei.write.outline import clip, columns

_BEFORE: Final = 16
"""Code points shown before the place when its line is long."""

_LONG: Final = 60


def show_finding(
    code: str, name: str, message: str, path: str, text: str, start: int, end: int, width: int = 100
) -> str:  # fmt: skip
    """One finding: what, where, the line itself and carets under the place.

    >>> print(show_finding("R16", "jorei-misspelt", "条令は条例の誤りです", "a.txt", "第1条\\n2 この条令は", 8, 10))
    R16 jorei-misspelt: 条令は条例の誤りです
      --> a.txt:2:5
      2 | 2 この条令は
        |       ^^^^
    """
    begin = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", start)
    line, column = text.count("\n", 0, begin) + 1, start - begin + 1
    row = text[begin : stop if stop >= 0 else len(text)]
    head = f"{code} {name}: {message}\n  --> {path}:{line}:{column}"
    if not row.strip():
        return head
    shown, at = _window(row, start - begin)
    margin = " " * len(str(line))
    place = shown[at : at + max(1, min(end, begin + len(row)) - start)]
    carets = " " * columns(shown[:at]) + "^" * max(1, columns(place))
    return f"{head}\n  {line} | {clip(shown, width)}\n  {margin} | {carets[:width]}"


def _window(row: str, at: int) -> tuple[str, int]:
    """A line cut before the place when it is long, and where the place is in it; tabs take one column."""
    row = row.translate(_TABS)
    if at <= _BEFORE or len(row) <= _LONG:
        return row, at
    return "…" + row[at - _BEFORE :], _BEFORE + 1


_TABS: Final = dict.fromkeys((9, 11, 12, 13, 0x85, 0x2028, 0x2029), " ")
