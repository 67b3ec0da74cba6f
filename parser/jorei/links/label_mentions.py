"""Mentions by labels alone, in instruments that are not counted in 条: 第3の2の(1)のア, 前章第2(2), 2(1), (1)及び(2)に掲げる.

They are events of a kind of their own, found only where the tree has such units, and read before the designators that
they hold (前章). What stands behind the name of another instrument, or leads to no unit, is left to the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from jorei.identity.citations import WHOLE
from jorei.links.emit import ReferenceDraft, emit
from jorei.links.labelled_units import LabelledUnits
from jorei.links.link_input import LinkInput
from jorei.links.scanning import Event, most_events
from jorei.links.state import ResolverState
from jorei.model import Target
from jorei.model.kinds import UNIT_LETTERS
from jorei.model.vocabulary import Form, Status
from jorei.text.numerals import NUMERALS, parse_number

_SIGN: Final = r"(?:\((?:[0-9]{1,2}|[ア-ン一二三四五六七八九十a-z])\)|[①-⑳])"
_KANA: Final = r"[ア-ン](?![ァ-ヶー])"
_STEP: Final = rf"(?:の?{_SIGN}|の?{_KANA}|の[0-9]{{1,2}}(?![0-9{UNIT_LETTERS}]))"
_BEHIND: Final = r"(?=に|の|及び|又は|若しくは|並びに|から|まで|、|を|は|が|で|と|\)|」|。|$)"
_NUMBER: Final = rf"[{NUMERALS}]{{1,4}}"
_UNITS: Final = rf"[{UNIT_LETTERS}回種期次位級号類款類区学番]"

_JOINTS: Final = ("及び", "又は", "若しくは", "並びに", "、", "・")
_GOES_ON: Final = "|".join(rf"{joint}(?:{_SIGN}|{_KANA}|[0-9]{{1,2}}[にの])" for joint in _JOINTS)
_CITING: Final = rf"(?=に(?:掲げ|規定|定め|該当|よ|係)|の(?:規定|いずれ|申請|場合|要件|額|者|事業|うち)|{_GOES_ON})"
_LAST: Final = rf"{_SIGN}|{_KANA}|[0-9]{{1,2}}"

_MENTION: Final = re.compile(
    # 前章第2(2), 第1章第3, 第3の2の(1)のア, 第2の(1)から(3)まで
    rf"(?:(?P<chapter>[前次]章|第{_NUMBER}章)の?)?第(?P<top>{_NUMBER})(?!{_UNITS}|[{NUMERALS}])(?P<steps>{_STEP}*)(?:から(?P<until>{_LAST})まで)?"
    # 1.2.1, 2(1)
    rf"|(?<![0-9.第])(?P<dotted>[0-9]{{1,2}}(?:\.[0-9]{{1,2}}){{1,3}})(?![0-9.])(?P<dotted_steps>{_STEP}*){_BEHIND}"
    rf"|(?<![0-9.第])(?P<number>[0-9]{{1,2}})(?P<number_steps>(?:の?{_SIGN})(?:{_STEP})*){_BEHIND}"
    # (1)及び(2)に掲げる, (1)から(3)までに
    rf"|(?<![0-9{NUMERALS}{UNIT_LETTERS}ア-ン])(?P<sign>{_SIGN})(?P<sign_steps>{_STEP}*)(?:から(?P<sign_until>{_LAST})まで)?{_CITING}"
    # 1から3までに定める, 1に掲げる, 1の事業
    rf"|(?<![0-9.第月年日条項号])(?P<bare>[0-9]{{1,2}})(?:から(?P<bare_until>[0-9]{{1,2}})まで)?{_CITING}"
)
_STEPS: Final = re.compile(rf"{_SIGN}|[ア-ン]|[0-9]{{1,2}}")
_FIRSTS: Final = frozenset("第前次(" + "0123456789" + "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
# what names another instrument, an appendix or a unit of one
_OWNER_ENDS: Final = frozenset("法令例則程綱領準針知示紙表式記図録書款約款約」)号条項章節")
_OWN: Final = re.compile(r"(?:この|本|当該)(?:要綱|要領|基準|指針|通知|告示|規程|規則|内規|細則|条例)の?$")
_REACH: Final = 8


def with_label_mentions(document: LinkInput, events: Sequence[Event]) -> Sequence[Event]:
    """The events of a text with the mentions by labels, where its tree has units that labels cite."""
    if not document.index.labelled_units:
        return events
    text = document.text
    found: list[Event] = []
    for match in islice(_MENTION.finditer(text), most_events(text)):
        before = found[-1] if found and text[found[-1].end : match.start()] in _JOINTS else None
        if before is not None and not match["top"]:
            found.append(Event("label", match.start(), match.end(), match, before.borrowed or before.match[0]))
        elif _is_own(text, match.start()):
            found.append(Event("label", match.start(), match.end(), match))
    return sorted([*found, *events], key=_place)


def _place(event: Event) -> tuple[int, bool]:
    return event.start, event.kind != "label"


def _is_own(text: str, start: int) -> bool:
    """Whether no other instrument owns what begins at ``start``."""
    before = text[max(0, start - _REACH) : start]
    return not before or before[-1] not in _OWNER_ENDS or _OWN.search(before) is not None


def read_label_mention(state: ResolverState, event: Event) -> None:
    """The handler of mentions by labels: those that lead to a unit are rows, and 第N that lead to none."""
    match, units, node = event.match, state.document.index.labelled_units, state.stretch.node
    if event.borrowed:  # 第2の(1)及び(3): it stands beside what was cited before
        before = _MENTION.match(event.borrowed + "に掲げる")
        cited = _targets(state, node, before) if before else []
        node = units.holder(cited[-1]) if cited else -1
    found = _targets(state, node, match)
    form: Form = "relative" if match["chapter"] and match["chapter"][0] in "前次" else "explicit"
    if found:
        targets = tuple(Target(unit, units.nodes[unit].citation or WHOLE) for unit in found)
        emit(state, event.start, event.end, ReferenceDraft(form, "resolved", targets))
    elif match["top"]:
        # 第2の(9) of a 第2 that is there; 第9 may be another text's
        status: Status = "dangling" if match["chapter"] or _top(state, node, match) >= 0 else "unresolved"
        emit(state, event.start, event.end, ReferenceDraft(form, status, (Target(None, match[0]),)))
    else:
        return
    state.cursor = event.end


# ---- the units that labels lead to


def _targets(state: ResolverState, node: int, match: re.Match[str]) -> list[int]:
    """The units of a mention that stands at ``node``."""
    units = state.document.index.labelled_units
    if match["top"]:
        unit = units.down(_top(state, node, match), _labels(match["steps"]))
        return _through(units, unit, match["until"])
    if match["dotted"]:
        unit = units.down(units.whole(match["dotted"]), _labels(match["dotted_steps"]))
        return [unit] if unit >= 0 else []
    first = match["number"] or match["sign"] or match["bare"]
    unit = units.beside(node, first).get(first, -1)
    unit = units.down(unit, _labels(match["number_steps"] or match["sign_steps"] or ""))
    return _through(units, unit, match["sign_until"] or match["bare_until"])


def _through(units: LabelledUnits, unit: int, until: str | None) -> list[int]:
    """A unit, or those from it to the one beside it that has the label ``until``."""
    if unit < 0 or until is None:
        return [unit] if unit >= 0 else []
    beside = units.below(units.holder(unit))
    last = beside.get(until, -1)
    return [other for other in beside.values() if unit <= other <= last]


def _top(state: ResolverState, node: int, match: re.Match[str]) -> int:
    """第N: of the 章 that is named, of this one, or of a document that has one."""
    index, units = state.document.index, state.document.index.labelled_units
    ordinal = (parse_number(match["top"]) or 0,)
    article = index.article[node] if node >= 0 else -1
    own = index.nodes[article].parent if article >= 0 else -1
    chapter = match["chapter"]
    if not chapter:
        found = units.top(ordinal, own)
        return found if found >= 0 else units.top(ordinal, None)
    if chapter[0] == "第":
        division = units.division((parse_number(chapter[1:-1]) or 0,))
    else:
        division = units.division_beside(own, 1 if chapter[0] == "次" else -1)
    return units.top(ordinal, division)


def _labels(steps: str) -> list[str]:
    return _STEPS.findall(steps)
