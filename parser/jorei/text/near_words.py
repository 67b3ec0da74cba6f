"""Words that differ in one letter: 地方自冶法 and 地方自治法."""

from __future__ import annotations


def one_letter_apart(written: str, meant: str) -> tuple[str, str] | None:
    """The letters in which two words differ when that is one at most on each side; None for equal words and all others.

    >>> one_letter_apart("地方自冶法", "地方自治法"), one_letter_apart("地方自法", "地方自治法")
    (('冶', '治'), ('', '治'))
    >>> one_letter_apart("港湾法", "港湾法"), one_letter_apart("港湾施行令", "港湾法")
    (None, None)
    """
    if abs(len(written) - len(meant)) > 1 or written == meant:
        return None
    wrong, right, _, _ = parted(written, meant)
    return (wrong, right) if len(wrong) <= 1 and len(right) <= 1 else None


def parted(written: str, meant: str) -> tuple[str, str, int, int]:
    """The letters in which two words differ, and how many letters before and behind them are the same.

    >>> parted("発電設備事業", "発電設置事業")
    ('備', '置', 3, 2)
    """
    shorter = min(len(written), len(meant))
    start = 0
    while start < shorter and written[start] == meant[start]:
        start += 1
    end = 0
    while end < shorter - start and written[-1 - end] == meant[-1 - end]:
        end += 1
    return written[start : len(written) - end], meant[start : len(meant) - end], start, end
