"""What a quantity of a sentence is: a deadline, a period, a count, an amount or a penalty."""

from __future__ import annotations

import re
from typing import Final, cast

import msgspec

from jorei.model.vocabulary import Bound, PenaltyKind, ValueKind, values
from jorei.norms.quantities import BOUNDS, Quantity

_PENALTIES: Final = "|".join(values(PenaltyKind))
_PENALTY: Final = re.compile(rf"\0*(?:に相当する(?:金額|額)\0*)?(?P<bound>以下|以上|以内)?の?(?P<kind>{_PENALTIES})")
_PENALTY_BEFORE: Final = re.compile(r"(?P<kind>過料|罰金)(?:の額)?(?:は|として|を)?、?$")
_TERM: Final = re.compile(
    "任期|存続期間|有効期間|保存期間|在任期間|使用期間|利用期間|許可期間|占用の?期間|貸付期間|契約期間|貸出期間|保存年限|期間は|期間が"
)
_LATEST: Final = frozenset(("以内", "前まで", "を限度", "を限り", "まで", "を超えない", "前"))
_WITHIN_A_LENGTH: Final = re.compile("(?:の|で|を限度とする)?(?:期間|範囲)|を定めて|とし|とする(?!.{0,6}期限)")
_LOOKING_BACK: Final = re.compile("(?:過去|前|直近|直前|引き続き|引続き|継続して|連続して|通算して|満)$")
_EXTENDED: Final = re.compile("延長|期限|延期")
_RUNS_FROM: Final = re.compile(
    r"(?P<words>[^、。]{0,60}?(?:日|翌日|とき|時|月|年度|初日|終了)から(?:、|起算して、?|起算し、?|数えて、?|計算して、?)?)$"
)
_RUNS_AFTER: Final = re.compile(r"(?P<words>[^、。]{0,60}?後)、?$")
_RUNS_BACK: Final = re.compile(r"(?P<words>[^、。]{0,60}?日)の$")
_TAIL: Final = re.compile("(?:して|し)?、?$")
_LIGHT_HEAD: Final = re.compile("^(?:その|当該|この)?.{0,40}?[^でにと]は(?=[^0-9]{4})")


_REACH: Final = 80
_LONGEST_FROM: Final = 8
_CLAUSE: Final = 400
"""No words before a quantity that say what it is stand further off."""


class Value(msgspec.Struct, frozen=True, gc=False):
    """A quantity and what it is in its sentence."""

    kind: ValueKind
    value: float
    unit: str
    bound: Bound | None
    counted_from: str | None = None
    penalty_kind: PenaltyKind | None = None


def read_value(quantity: Quantity, sentence: str, outer: str, start: int) -> Value:
    """``sentence`` and ``outer`` begin at ``start`` of the wording; in ``outer`` brackets are blanked out.

    >>> from jorei.norms.quantities import quantities
    >>> text = "請求があった日から起算して14日以内に、2年以下の懲役又は百万円以下の罰金に処し、任期は3年とする。"
    >>> [read_value(q, text, text, 0).kind for q in quantities(text)]
    ['deadline', 'penalty', 'penalty', 'period']
    """
    at, end = quantity.start - start, quantity.end - start
    words = sentence if outer[at] == "\0" else outer
    penal = _penalty(quantity, words, at, end)
    if penal:
        bound = BOUNDS.get(penal.groupdict().get("bound") or "", quantity.bound)
        penalty = cast("PenaltyKind", penal["kind"])  # the patterns know no other words
        return Value("penalty", quantity.value, quantity.unit, bound, None, penalty)
    match quantity.kind:
        case "money":
            return Value("amount", quantity.value, quantity.unit, quantity.bound)
        case "count":
            return Value("count", quantity.value, quantity.unit, quantity.bound)
        case "time":
            since = counted_from(words[max(0, at - _REACH) : at], quantity.bound)
            kind = _time_kind(quantity, words, at, end, since)
            return Value(kind, quantity.value, quantity.unit, quantity.bound, since)


def _penalty(quantity: Quantity, words: str, at: int, end: int) -> re.Match[str] | None:
    found = _PENALTY.match(words, end)
    return found or (_PENALTY_BEFORE.search(words, max(0, at - 8), at) if quantity.unit == "円" else None)


def _time_kind(quantity: Quantity, words: str, at: int, end: int, since: str | None) -> ValueKind:
    bound, behind = quantity.bound, words[end : end + 24]
    if bound not in _LATEST:
        return "deadline" if bound == "を経過" and "日まで" in behind[:12] else "period"
    if _LOOKING_BACK.search(words, max(0, at - 6), at):
        return "period"
    floor = max(0, at - _CLAUSE)
    clause = words[max(floor, words.rfind("。", floor, at) + 1) : at]
    if bound == "以内" and behind[2:3] == "に":
        return "deadline"
    if _EXTENDED.search(words, at, at + 60) or "期限" in clause:
        return "deadline"
    if bound in ("以内", "を超えない", "まで") and (
        _TERM.search(clause) or _WITHIN_A_LENGTH.match(behind[len(bound) :])
    ):
        return "deadline" if since and bound == "を超えない" else "period"
    return "deadline"


def counted_from(before: str, bound: Bound | None) -> str | None:
    """From when a time runs, in the words before it.

    >>> counted_from("実施機関は、受理した日の翌日から起算して", "以内"), counted_from("利用しようとする日の", "前まで")
    ('受理した日の翌日から起算', '利用しようとする日')
    """
    found = None
    if "から" in before[-_LONGEST_FROM:]:
        found = _RUNS_FROM.search(before, max(0, len(before) - _REACH))
    if not found and before.endswith(("後", "後、")):
        found = _RUNS_AFTER.search(before, max(0, len(before) - 64))
    if not found and bound in ("前まで", "前") and before.endswith("日の"):
        found = _RUNS_BACK.search(before, max(0, len(before) - 64))
    if not found:
        return None
    words = found["words"].rpartition("、")[2] if "、" in found["words"][:-1] else found["words"]
    words = _TAIL.sub("", words).rpartition("期間を")[2]  # 前項の期間を、請求があった日から起算して30日以内に延長する
    topic = _LIGHT_HEAD.match(words)
    return (words[topic.end() :] if topic else words).replace("\0", "").strip("、 ") or None
