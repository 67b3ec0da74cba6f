"""What the desk calls things, in Japanese and in English."""

from __future__ import annotations

from typing import Final

Name = tuple[str, str]
SEVERITY_NAMES: Final[dict[str, Name]] = {
    "error": ("誤り", "errors"), "warning": ("警告", "warnings"), "info": ("情報", "notes"),
}  # fmt: skip
STATE_NAMES: Final[dict[str, Name]] = {
    "open": ("未決", "open"), "decided": ("決めたもの", "decided"), "all": ("すべて", "all"),
}  # fmt: skip
VERDICT_NAMES: Final[dict[str, Name]] = {"accepted": ("認める", "accepted"), "dismissed": ("却下", "dismissed")}
_CERTAINTIES: Final = ((0.9, ("確か", "sure")), (0.7, ("おそらく", "likely")), (0.0, ("不確か", "unsure")))
"""From which confidence on a finding is called so; chosen between those of the checks (0.95, 0.75 and 0.6)."""


def certainty(confidence: float) -> Name:
    """What a confidence is called.

    >>> certainty(0.95), certainty(0.6)
    (('確か', 'sure'), ('不確か', 'unsure'))
    """
    return next(name for least, name in _CERTAINTIES if confidence >= least)
