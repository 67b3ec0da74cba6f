"""How the words of one text become those of another: the smallest units of words that say it without doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Final, Literal

import msgspec

from jorei.amending import words as w

_N: Final = "(?:[0-9０-９]+|[〇一二三四五六七八九十百千]+)"
_ERA: Final = f"(?:明治|大正|昭和|平成|令和)(?:元|{_N})年"
_WHOLE: Final = (
    rf"第{_N}条(?:の{_N})*[・―－ー～〜]第{_N}条(?:の{_N})*|(?:附則)?第{_N}条(?:の{_N})*(?:第{_N}項)?(?:第{_N}号(?:の{_N})*)?|第{_N}[項号](?:の{_N})*(?:第{_N}号(?:の{_N})*)?"
    rf"|[前次同](?:条(?!例)|項(?!目))(?:第{_N}項)?(?:第{_N}号(?:の{_N})*)?|[前次同]号|(?:別表|様式)第{_N}号?(?:の{_N})*"
    rf"|{_ERA}(?:[一-鿿]{{2,8}}第{_N}号|{_N}月(?:{_N}日)?)?"
    r"|[0-9０-９]+分の[0-9０-９]+(?:[.．][0-9０-９]+)?|[0-9０-９]+(?:[,，.．][0-9０-９]+)*[万億]?[円日月年人分回件枚台頭本歳週時級]?"
)
"""What a clerk never cuts: citations (第3条第1項), dates, fractions, amounts with what they count."""
_TOKEN: Final = re.compile(
    rf"{_WHOLE}|及び|並びに|又は|若しくは|その他の?|(?:(?!及び|並びに|又は|若しくは|{_WHOLE})[一-鿿々〆〇])+|[ぁ-ん]+|[ァ-ヶー]+"
    r"|[A-Za-z]+|[Ａ-Ｚａ-ｚ]+|.",
    re.DOTALL,
)
_HALF_PHRASE: Final = re.compile("[にをはがのとでへも][一-鿿]")
"""A particle at the head belongs to the word before it: 次に掲げる, not に掲げる."""
_WORD: Final = re.compile("[一-鿿々〆ァ-ヶA-Za-zＡ-Ｚａ-ｚ0-9０-９]")
_UNCUT: Final = re.compile(_WHOLE)
_LONG: Final = 400
"""Letters of one quotation, at most."""
_FAIR: Final = 80
"""Letters up to which a quotation grows only to have both halves of its brackets. Chosen."""


class Edit(msgspec.Struct, frozen=True, gc=False):
    """One change of words as a clause says it."""

    kind: Literal["replace", "insert_after", "delete_words"]
    old: str
    new: str = ""


class Hunk:
    """A stretch of the old text and what stands there in the new one."""

    __slots__ = ("end", "new", "start")

    def __init__(self, start: int, end: int, new: str) -> None:
        self.start, self.end, self.new = start, end, new


Count = Callable[[Edit], list[tuple[int, int]]]
"""The places (in the unit's own text; (-1, -1) elsewhere in the reach) where an edit would act."""


def hunks(old: str, new: str) -> list[Hunk]:
    """The stretches that differ, by words: runs of kanji, of kana, of digits.

    >>> [(one.start, one.end, one.new) for one in hunks("市長に提出する", "町長に提出する")]
    [(0, 2, '町長')]
    """
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(a) * len(b) > 4_000_000:
        a, b = re.findall("[^、。]*[、。]?", old), re.findall("[^、。]*[、。]?", new)
    at_a, at_b = _offsets(a), _offsets(b)
    found: list[Hunk] = []
    for tag, i, j, k, n in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            found += _inside(old, at_a[i], at_a[j], new[at_b[k] : at_b[n]])
    return _joined(found, old)


def _offsets(tokens: list[str]) -> list[int]:
    offsets, at = [0], 0
    for token in tokens:
        at += len(token)
        offsets.append(at)
    return offsets


def _inside(old: str, start: int, end: int, new: str) -> list[Hunk]:
    """A stretch, less what both sides begin and end with when that leaves whole words (漢字 stay whole)."""
    words = old[start:end]
    if not words or not new:
        return [Hunk(start, end, new)]
    head = 0
    while head < min(len(words), len(new)) and words[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(words), len(new)) - head and words[-1 - tail] == new[-1 - tail]:
        tail += 1
    if _cuts(words, head, tail) or _cuts(new, head, tail):
        return [Hunk(start, end, new)]
    if head + tail and len(words) - head - tail == 0 or len(new) - head - tail == 0:
        return [Hunk(start + head, end - tail, new[head : len(new) - tail])]
    return [Hunk(start, end, new)]


def _cuts(words: str, head: int, tail: int) -> bool:
    """Whether one of the two places lies inside of what is never cut."""
    places = (head, len(words) - tail)
    return any(match.start() < place < match.end() for match in _UNCUT.finditer(words) for place in places)


def _joined(found: list[Hunk], old: str) -> list[Hunk]:
    """Changes with one or two letters between them read as one."""
    joined: list[Hunk] = []
    for one in found:
        if joined and one.start - joined[-1].end <= 2:
            last = joined.pop()
            one = Hunk(last.start, one.end, last.new + old[last.end : one.start] + one.new)
        joined.append(one)
    return joined


def edits(old: str, new: str, count: Count) -> list[Edit] | None:
    """The clauses that turn ``old`` into ``new``; None when words cannot say it.

    ``count`` says where an edit would act; a clause is right when it acts exactly where it is meant.
    """
    waiting = hunks(old, new)
    found: list[tuple[int, Edit]] = []
    done: set[int] = set()
    for i, one in enumerate(waiting):
        if i in done:
            continue
        alike = [k for k, other in enumerate(waiting) if k not in done and old[other.start : other.end] == old[one.start : one.end]
                 and other.new == one.new and one.end > one.start]  # fmt: skip
        edit = _edit(old, one)
        if edit is not None and edit.kind != "insert_after" and _reads_well(edit):
            meant = sorted((waiting[k].start, waiting[k].end) for k in alike)
            if sorted(count(edit)) == meant:
                done |= set(alike)
                found.append((one.start, edit))
    for i in [i for i in range(len(waiting)) if i not in done]:
        edit = _with_context(old, waiting, i, count)
        if edit is None:
            return None
        found.append((waiting[i].start, edit))
    return [edit for _, edit in sorted(found, key=lambda one: one[0])]


def _edit(old: str, one: Hunk) -> Edit | None:
    words = old[one.start : one.end]
    if words and one.new:
        return Edit("replace", words, one.new)
    return Edit("delete_words", words) if words else None


def _with_context(old: str, every: list[Hunk], at: int, count: Count) -> Edit | None:
    """A clause with as many words around as it takes, up to the neighbouring changes."""
    one = every[at]
    low = every[at - 1].end if at else 0
    high = every[at + 1].start if at + 1 < len(every) else len(old)
    tokens = [match.span() for match in _TOKEN.finditer(old, low, one.start)]
    behind = [match.span() for match in _TOKEN.finditer(old, one.end, high)]
    first = _widened(old, one, tokens, behind, count, _reads_well, _FAIR)
    return first or _widened(old, one, tokens, behind, count, _balanced, _LONG)


def _widened(
    old: str, one: Hunk, tokens: list[tuple[int, int]], behind: list[tuple[int, int]], count: Count,
    fits: Callable[[Edit], bool], limit: int,
) -> Edit | None:  # fmt: skip
    """The change with the fewest words around it that are clear and fit; None when there are none."""
    pure = one.start == one.end
    for size in range(1 if pure else 0, len(tokens) + len(behind) + 1):
        for left in range(min(size, len(tokens)), -1, -1):
            right = size - left
            if right > len(behind):
                continue
            start = tokens[len(tokens) - left][0] if left else one.start
            end = behind[right - 1][1] if right else one.end
            if end - start > max(limit, one.end - one.start):
                return None
            edit = _spelled(old, one, start, end, pure, right)
            if fits(edit) and _acts(edit, start, end, pure and not right, count, one):
                return edit
    return None


def _spelled(old: str, one: Hunk, start: int, end: int, pure: bool, right: int) -> Edit:
    if pure and not right:
        return Edit("insert_after", old[start : one.start], one.new)
    whole = old[start : one.start] + one.new + old[one.end : end]
    return Edit("replace", old[start:end], whole) if whole else Edit("delete_words", old[start:end])


def _acts(edit: Edit, start: int, end: int, inserts: bool, count: Count, one: Hunk) -> bool:
    return count(edit) == [(start, one.start if inserts else end)]


def _balanced(edit: Edit) -> bool:
    """Whether the words can stand between 「 and 」."""
    return all(_closes(words) for words in (edit.old, edit.new)) and "\n" not in edit.old + edit.new


def _reads_well(edit: Edit) -> bool:
    """Whether no bracket is cut off from its other half, no mark is taken out without a word beside it, and what is replaced
    begins with a word."""
    if edit.kind == "delete_words" and not edit.old.strip("、。・"):
        return False
    if edit.kind == "replace" and _HALF_PHRASE.match(edit.old):
        return False
    if edit.kind == "insert_after" and not _WORD.search(edit.old):
        return False  # 「、」の次に: which of them, a reader asks
    halves = str.maketrans("（）()", "「」「」")
    return _balanced(edit) and all(_closes(words.translate(halves)) for words in (edit.old, edit.new))


def _closes(words: str) -> bool:
    depth = 0
    for c in words:
        depth += (c == "「") - (c == "」")
        if depth < 0:
            return False
    return depth == 0 and not any(c in words for c in (w.OPEN, w.CLOSE))


def share(old: str, new: str) -> float:
    """Which share of the letters changes."""
    gone = sum(max(one.end - one.start, len(one.new)) for one in hunks(old, new))
    return gone / max(1, len(old), len(new))
