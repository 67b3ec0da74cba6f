"""The pages of the checks, as `jorei explain` prints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from jorei.check.pages import page
from jorei.check.table import BY_CODE, RULES

if TYPE_CHECKING:
    from jorei.model.vocabulary import Confidence, Severity

_SEVERITY: Final[dict[Severity, str]] = {"error": "誤り error", "warning": "警告 warning", "info": "情報 info"}
_CONFIDENCE: Final[dict[Confidence, str]] = {
    "H": "確か high (H)", "M": "見る価値あり medium (M)", "L": "初めは停止 low, off unless selected (L)",
}  # fmt: skip


def explain(code: str) -> str:
    """The page of one check, Japanese first; raises `KeyError` for a code that is none.

    >>> print(explain("s01").splitlines()[0])
    S01 article-number-gap · 誤り error · 確か high (H)
    """
    rule = BY_CODE[code.upper()]
    head = f"{rule.code} {rule.name} · {_SEVERITY[rule.severity]} · {_CONFIDENCE[rule.confidence]}"
    return f"{head}\n\n{page(rule)}\n"


def explain_all() -> str:
    """One line for each check: code, name, severity, confidence and subject in both languages."""
    return "".join(
        f"{rule.code}  {rule.name:<28}{rule.severity:<9}{rule.confidence}  {page(rule).partition(chr(10))[0]}\n"
        for rule in RULES
    )
