"""Items joined into the line of their paragraph: cut off where a chain of labels proves the seam.

(1) after words that announce a list, then (2), (3) …. What no chain proves stays one line.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from jorei.model.num import Ordinal, is_next
from jorei.structure.lines.labels import Label, Reading, parse_label
from jorei.structure.lines.limits import joined_units
from jorei.structure.lines.line import share_debris
from jorei.structure.lines.patterns import ANNOUNCES, REFERENCE_TAIL
from jorei.structure.lines.rules import classify
from jorei.structure.lines.typed import TypedLine
from jorei.text.label_styles import BRANCHES, IROHA_STYLE, KANA, LABEL_STYLES, LabelStyle, signs

_DEEPEST: Final = 16
"""Lists that may be open in a line. Chosen: more than any line has; a bound against hostile texts."""
_STEM: Final = 1_000
"""Characters before a list in which the words stand that announce it. Chosen, as a bound."""
_SECOND_WITHIN: Final = 80
"""Labels behind a first one among which its second stands. Chosen: so many entries of lists inside the first entry, of
which the longest that was measured has 40."""
_SHORTEST: Final = 12
"""Characters of a line with an announcement and two items. Chosen."""
_KINDS: Final = frozenset(("article", "enumerated", "plain"))

_FIRST: Final[Ordinal] = (1,)
_SECOND: Final[Ordinal] = (2,)
_Opened = list[Reading]
"""The last label of each list that is open, the outermost first."""


def _in_line(styles: tuple[LabelStyle, ...]) -> str:
    """A pattern for labels of these styles in the middle of a line.

    It begins with one class of all first signs, and what follows looks back at which of them it was: letters that begin
    no label cost a third of what they would if each form was tried for them.
    """
    bracketed = signs(style for style in styles if style.bracketed)
    enclosed = "".join(dict.fromkeys("".join(style.enclosed for style in styles)))
    bare = list(dict.fromkeys(style.numerals for style in styles if style.bare))
    forms = [rf"(?<=\(){bracketed}{BRANCHES}\)", f"(?<=[{enclosed}])"]
    for numerals in bare:
        alone = rf"(?<![{numerals.never_after}].)" if numerals.never_after[:1] == "一" else ""
        forms.append(rf"(?<=[{numerals.signs}]){alone}[{numerals.signs}]{{0,{numerals.longest - 1}}}(?= )")
    firsts = "".join([numerals.signs for numerals in bare])
    return rf"[({enclosed}{firsts}](?:{'|'.join(forms)})"


def _second_labels(styles: tuple[LabelStyle, ...]) -> str:
    """A pattern for the second label of any of these styles."""
    labels: list[str] = []
    for style in styles:
        sign = style.numerals.second
        labels += [rf"\({sign}\)"] if style.bracketed else [f"{sign} "] if style.bare else []
        labels += [sign for sign in style.enclosed if style.numerals.read(sign) == 2]
    return "|".join(labels)


_IN_WORD: Final = re.compile(r"[ァ-ヶー][ア-ン]")
_ONLY_LABEL: Final = re.compile(r"。(?:\([1一ア]\)|[一ア]) ")
_ANNOUNCES_ITEMS: Final = re.compile(r"次の各号|当該各号|次に掲げる|次の号")

_STYLES: Final = tuple(style for style in LABEL_STYLES if style.in_lines)
_LABEL: Final = re.compile(_in_line(_STYLES))
_SECOND_LABEL: Final = re.compile(_second_labels(_STYLES))
"""A joined list shows its second label somewhere behind its first: the cheap question that comes first."""
_SECOND_IN_BRACKETS: Final = re.compile(
    rf"\((?:{'|'.join(dict.fromkeys(style.numerals.second for style in _STYLES if style.bracketed))})\)"
)
_SECOND_ENCLOSED: Final = tuple(
    [sign for style in _STYLES for sign in style.enclosed if style.numerals.read(sign) == 2]
)


def split_items(lines: list[TypedLine], folded: str) -> list[TypedLine]:
    """The lines of a folded text with items cut off the paragraphs they were joined to."""
    split: list[TypedLine] = []
    room = joined_units(sum([len(typed.line.text) for typed in lines]))
    has_enclosed = any(sign in folded for sign in _SECOND_ENCLOSED)
    for typed in lines:
        text = typed.line.text
        if (
            len(text) > _SHORTEST
            and typed.kind in _KINDS
            and _may_hold_items(text, typed.body or typed.label_end, has_enclosed=has_enclosed)
        ):
            parts = _split(typed, room)
            room -= len(parts) - 1
            split.extend(parts)
        else:
            split.append(typed)
    return split


def _may_hold_items(text: str, body: int, *, has_enclosed: bool) -> bool:
    """Whether a second label or an only one stands among the words of a line."""
    if has_enclosed or text.find(" ", body) >= 0:
        return _SECOND_LABEL.search(text, body) is not None or _ONLY_LABEL.search(text, max(0, body - 1)) is not None
    bracket = text.find("(", body)  # a bare label stands before a blank
    return bracket >= 0 and _SECOND_IN_BRACKETS.search(text, bracket) is not None


def _split(typed: TypedLine, room: int) -> list[TypedLine]:
    seams = _seams(typed.text, typed.body or typed.label_end, typed.label, room)
    if not seams:
        return [typed]
    line = typed.line
    ends = [*seams[1:], len(line.text)]
    rest = [line.part(begin, end) for begin, end in zip(seams, ends, strict=True)]
    typed.line = line.part(0, seams[0])
    share_debris(line, (typed.line, *rest))
    typed.body = min(typed.body, len(typed.line.text))
    return [typed, *(classify(part) for part in rest)]


def _seams(text: str, body: int, own: Label | None, room: int) -> list[int]:
    """The offsets at which labels of joined lists begin: at most ``room``, found among as many labels.

    ``own`` is the label of the line itself: when its list goes on, it does so in another line.
    """
    labels = _labels(text, body, room)
    opened: _Opened = [own.readings[0]] if own else []
    seams: list[int] = []
    last, behind = body, body if own else -1
    for index, (begin, label) in enumerate(labels):
        continued = _continued(label, opened)
        if continued is not None:
            depth, reading = continued
            if depth == 0 and own:
                continue  # (3) inside (2) …
            opened[depth:] = [reading]
        else:
            if _IN_WORD.match(text, begin - 1):
                continue  # センチメートルイ 幅: a letter that only an open list makes a label
            first = _first_of_list(label, labels[index + 1 : index + 1 + _SECOND_WITHIN])
            if first is None:
                first = _only_one(text, max(last, begin - _STEM), begin, label)
            elif not (
                text[behind:begin].isspace() or begin == behind or _is_proven(text, begin, first, opened)
                or ANNOUNCES.search(text, max(last, begin - _STEM), begin)
            ):  # fmt: skip
                continue
            if first is None:
                continue
            opened.append(first)
            if len(opened) > _DEEPEST:
                del opened[1]  # one list after the other, and none ever goes on; the first is that of the line
        seams.append(begin)
        last, behind = begin, begin + label.length
    return seams


def _only_one(text: str, after: int, begin: int, label: Label) -> Reading | None:
    """The reading of the only entry of a list: (1) behind a sentence that announces 号 in so many words."""
    reading = label.readings[0]
    if reading[1] != _FIRST or text[begin - 1] != "。" or text[begin + label.length : begin + label.length + 1] != " ":
        return None
    return reading if _ANNOUNCES_ITEMS.search(text, after, begin) else None


def _is_proven(text: str, begin: int, first: Reading, opened: _Opened) -> bool:
    """Whether a list needs no words that announce it: a label that begins a sentence, and ア inside an item."""
    return (
        text[begin - 1] == "。" or text.endswith("。 ", 0, begin) or (bool(opened) and first[0] in (KANA, IROHA_STYLE))
    )


def _labels(text: str, body: int, most: int) -> list[tuple[int, Label]]:
    """The first labels that stand outside brackets and quotations, with their offsets."""
    labels: list[tuple[int, Label]] = []
    depth, offset = 0, body
    for match in islice(_LABEL.finditer(text, body), most):
        between = text[offset : match.start()]
        depth += between.count("(") + between.count("「") - between.count(")") - between.count("」")
        offset = match.end()
        if depth <= 0 and match.start() >= max(body, 1):
            depth = 0
            label = parse_label(match.group() + " ")
            if label and not REFERENCE_TAIL.match(text, match.end()):
                labels.append((match.start(), label))
    return labels


def _continued(label: Label, opened: _Opened) -> tuple[int, Reading] | None:
    """The depth of the open list that a label continues, the deepest first, and the reading that continues it."""
    for depth in range(len(opened) - 1, -1, -1):
        style, last = opened[depth]
        for reading in label.readings:
            if reading[0] == style and is_next(last, reading[1]):
                return depth, reading
    return None


def _first_of_list(label: Label, behind: list[tuple[int, Label]]) -> Reading | None:
    """The reading of a first label whose second comes behind it."""
    for style, ordinal in label.readings:
        if ordinal == _FIRST and any((style, _SECOND) in other.readings for _, other in behind):
            return style, ordinal
    return None
