"""What a quantity of a sentence is: a deadline, a period, a count, an amount or a penalty."""

from __future__ import annotations

import re
from typing import Final, cast

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
    r"(?:翌日|初日|日|とき|時|月|年度|終了|[いえきけしせってべめりれ]て)から(?:、|起算して、?|起算し、?|数えて、?|計算して、?)?$"
)
_BACK_ENDS: Final = ("日の", "う", "く", "ぐ", "す", "つ", "ぬ", "ぶ", "む", "る")
"""設置する日の, and 着手する before 60日前."""
_OBJECT_OF_ANOTHER: Final = re.compile("[^をぁ-ん]{0,20}を(?=[^ぁ-ん]{1,8}の(?:翌?日)から)")
"""What stands before the day of a noun and is the object of a later verb: 届出を公告の日から30日間閲覧に供する."""
_LEADING_OR: Final = ("又は", "または", "若しくは", "もしくは")
_LIGHT_HEAD: Final = re.compile(
    "^(?:その|当該|この)?.{0,40}?[^でにと又]は(?<!しくは)(?<!または)(?<!あるいは)(?=[^0-9]{4})"
)


_REACH: Final = 80
"""Characters before a time that are searched for the words from which it runs. Chosen: `_LONGEST_WORDS`, から and more."""
_LONGEST_WORDS: Final = 60
"""Characters of these words before 日, 後 or する. Chosen."""
_LONGEST_FROM: Final = 9
"""Characters of 翌日から起算して、 right before a time, the longest that `_RUNS_FROM` finds."""
_CLAUSE: Final = 400
"""Characters before a time in which words stand that say what it is. Chosen: no clause is longer."""
_BEFORE_AMOUNT: Final = 8
_BEFORE_TIME: Final = 6
"""Characters that the patterns for the words right before an amount or a time may need."""
_BEHIND: Final = 24
"""Characters behind a time that say what it is."""
_EXTENSION: Final = 60
"""Characters behind a time in which 延長 or 期限 is of it. Chosen: within the clause."""


class Value:
    """A quantity and what it is in its sentence."""

    def __init__(
        self,
        kind: ValueKind,
        value: int | float,
        unit: str,
        bound: Bound | None,
        counted_from: str | None = None,
        penalty_kind: PenaltyKind | None = None,
    ) -> None:
        self.kind = kind
        self.value = value
        self.unit = unit
        self.bound = bound
        self.counted_from = counted_from
        self.penalty_kind = penalty_kind


def read_value(quantity: Quantity, sentence: str, outer: str, start: int) -> Value:
    """``sentence`` and ``outer`` begin at ``start`` of the wording; in ``outer`` brackets are blanked out.

    >>> from jorei.norms.quantities import quantities
    >>> text = "請求があった日から起算して14日以内に、2年以下の懲役又は百万円以下の罰金に処し、任期は3年とする。"
    >>> [read_value(q, text, text, 0).kind for q in quantities(text)]
    ['deadline', 'penalty', 'penalty', 'period']
    """
    low, high = quantity.start - start, quantity.end - start
    words = sentence if outer[low] == "\0" else outer
    penal = _penalty(quantity, words, low, high)
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
            since = counted_from(words[max(0, low - _REACH) : low], quantity.bound)
            kind = _time_kind(quantity.bound, words, low, high, since)
            return Value(kind, quantity.value, quantity.unit, quantity.bound, since)


def _penalty(quantity: Quantity, words: str, low: int, high: int) -> re.Match[str] | None:
    """The penalty that the quantity at ``low..high`` measures: behind it, of an amount also before it."""
    behind = _PENALTY.match(words, high)
    if behind or quantity.unit != "円":
        return behind
    return _PENALTY_BEFORE.search(words, max(0, low - _BEFORE_AMOUNT), low)


def _time_kind(bound: Bound | None, words: str, low: int, high: int, since: str | None) -> ValueKind:
    """Whether the time at ``low..high`` is a deadline or a period; ``since`` is from when it runs."""
    behind = words[high : high + _BEHIND]
    if bound not in _LATEST:
        return "deadline" if bound == "を経過" and "日まで" in behind[: _BEHIND // 2] else "period"
    if _LOOKING_BACK.search(words, max(0, low - _BEFORE_TIME), low):
        return "period"
    if bound == "以内" and behind[2:3] == "に":
        return "deadline"
    floor = max(0, low - _CLAUSE)
    clause = words[max(floor, words.rfind("。", floor, low) + 1) : low]
    if _EXTENDED.search(words, low, low + _EXTENSION) or "期限" in clause:
        return "deadline"
    may_be_length = bound in ("以内", "を超えない", "まで")
    if may_be_length and (_TERM.search(clause) or _WITHIN_A_LENGTH.match(behind[len(bound) :])):
        return "deadline" if since and bound == "を超えない" else "period"
    return "deadline"


def counted_from(before: str, bound: Bound | None) -> str | None:
    """From when a time runs, in the words before it.

    >>> counted_from("実施機関は、受理した日の翌日から起算して", "以内"), counted_from("利用しようとする日の", "前まで")
    ('受理した日の翌日から起算', '利用しようとする日')
    >>> counted_from("設置許可又は変更許可を受けた日から", "以内"), counted_from("事業者は、工事に着手する", "前まで")
    ('設置許可又は変更許可を受けた日から', '工事に着手する')
    """
    end = len(before)
    near = max(0, end - _LONGEST_FROM)
    runs = _RUNS_FROM.search(before, near) if before.find("から", near) >= 0 else None
    if runs:
        last = runs.start()
    elif before.endswith(("後", "後、")):
        end = len(before.removesuffix("、"))
        last = end - 1
    elif bound in ("前まで", "前") and before.endswith(_BACK_ENDS):
        end = len(before.removesuffix("の"))
        last = end - 1
    else:
        return None
    clause = max(before.rfind("、", 0, last), before.rfind("。", 0, last)) + 1
    words = before[max(clause, last - _LONGEST_WORDS) : end]
    if words.startswith(_LEADING_OR):
        words = words[words.index("は") + 1 :]  # は ends each of them, and stands in none before
    words = words.removesuffix("、")
    words = words.removesuffix("して") if words.endswith("して") else words.removesuffix("し")
    words = words.rpartition("期間を")[2]  # 前項の期間を、請求があった日から起算して30日以内に延長する
    of_another = _OBJECT_OF_ANOTHER.match(words)
    words = words[of_another.end() :] if of_another else words
    topic = _LIGHT_HEAD.match(words) if "は" in words else None
    return (words[topic.end() :] if topic else words).replace("\0", "").strip("、 ") or None
