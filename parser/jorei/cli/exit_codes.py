"""What a command ends with: the only place, ``jorei --help`` and the READMEs print it."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class ExitCode(IntEnum):
    """An exit code and its meaning in Japanese and English.

    >>> int(ExitCode.USAGE), ExitCode.USAGE.meaning.partition(" / ")[2]
    (2, 'wrong usage, or a place that must not be written to')
    """

    meaning: str

    def __new__(cls, value: int, meaning: str) -> Self:
        """A code with its meaning."""
        code = int.__new__(cls, value)
        code._value_ = value
        code.meaning = meaning
        return code

    DONE = 0, "済んだ / done"
    ERRORS = (
        1,
        "誤りがある（check、validate、amend）、問合せが通らない（sql） / "
        "findings of severity error (check, validate, amend); a query that fails (sql)",
    )
    USAGE = 2, "使い方の誤り、書けない場所 / wrong usage, or a place that must not be written to"
    UNREADABLE = 3, "読めない入力がある。残りは処理した / some inputs could not be read; the rest is done"
    BUG = (
        4,
        "内部エラーのため扱えない文書がある。残りは処理した / an internal error in some documents; the rest is done",
    )
    INTERRUPTED = 130, "中断した（Ctrl+C、SIGTERM） / interrupted (Ctrl+C, SIGTERM)"
