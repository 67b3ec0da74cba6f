"""Particles that a verb does not take (第30条第1項に規定により, 事務を関する), and endings of sentences with a kana too few. Reported as P10."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from jorei.check.finding import Finding
from jorei.check.passages import is_quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View

_UNITS: Final = "条項号書段"
_QUOTE: Final = 100
"""Code points before a word in which a 「 is looked for. Chosen."""


class Valency(NamedTuple):
    """Words with the particle that they take: the particles that are wrong before them; the letters before that need one
    (``bare``) and, where others may take such a particle, the letters before it (``behind``)."""

    words: str
    takes: str
    wrong: str
    bare: str = ""
    behind: str = ""


_NOUN: Final = "[一-龠々](?<![相反絶敵機連相呼順感即適税玄])"
_POINTING: Final = ("その", "この", "当の")
_CITED: Final = "[0-9０-９一二三四五六七八九十各前同次][条項号]|[^一-龠]次"
VALENCIES: Final = (
    Valency("基づ[きくい]", "に", "をのがは", _NOUN),
    Valency("該当[すし]", "に", "をの", "", _CITED),
    Valency("関する|関し", "に", "をのが"),
    Valency("係る", "に", "をのが", _NOUN),
    Valency("応じ[てた、]", "に", "をの"),
    Valency("対し[てた、]|対する", "に", "をの"),
    Valency("掲げる", "に", "をの", f"[{_UNITS}]", _CITED),
    Valency("違反[すし]", "に", "をの"),
    Valency("準[じず][るて]", "に", "をの"),
    Valency("際し[てた、]", "に", "を"),
    Valency("ついて", "に", "の", "[一-龠々]"),
    Valency("おいて", "に", "の", "[一-龠々]"),
    Valency("規定により|規定による", "の", "にを", f"[{_UNITS}]", _CITED),
    Valency("規定する", "に", "", f"[{_UNITS}]"),
    Valency("定めるところ", "の", "", f"[{_UNITS}]"),
)
_VERB: Final = re.compile(
    "|".join(f"{word[0]}(?<!{verb.takes}.){word[1:]}" for verb in VALENCIES for word in verb.words.split("|"))
)
"""The words without their particle: each begins with a letter, for a quick scan, and those behind the right particle are
passed over at once."""
_BARE: Final = tuple(re.compile(f"(?:{one.bare})$") if one.bare else None for one in VALENCIES)
_BEHIND: Final = tuple(re.compile(f"(?:{one.behind})$") if one.behind else None for one in VALENCIES)


_PATTERNS: Final = tuple(re.compile(verb.words) for verb in VALENCIES)


@lru_cache(maxsize=64)
def _index(word: str) -> int:
    return next(at for at, pattern in enumerate(_PATTERNS) if pattern.match(word))


def broken_particles(view: View) -> Iterator[Finding]:
    """の対する, 条例基づき, 第3項規定により."""
    prose = view.prose
    for match in _VERB.finditer(prose):
        at = match.start()
        index = _index(match.group())
        verb = VALENCIES[index]
        before = prose[at - 1 : at]
        bare, behind = _BARE[index], _BEHIND[index]
        if before and before in verb.wrong:
            if behind is not None and behind.search(prose, max(0, at - 3), at - 1) is None:
                continue
            if prose[at - 2 : at] in _POINTING:
                continue  # その違反する部分
            start = at - 1
        elif bare is not None and bare.search(prose, max(0, at - 2), at) is not None:
            start = at
        else:
            continue
        if not is_quoted(prose, at, max(0, at - _QUOTE)):
            yield _finding(view, start, prose[start : match.end()], verb.takes + match.group())


def _finding(view: View, start: int, wrong: str, right: str) -> Finding:
    return Finding(
        *view.locate(start, len(wrong)),
        f"「{wrong}」は「{right}」の誤りと思われます",
        f"{wrong} looks like a slip for {right}",
        suggestion=right,
    )  # fmt: skip


ENDINGS: Final = (
    "しなければならない。", "なければならない。", "てはならない。", "ことができる。", "ことができない。", "ものとする。", "この限りでない。", "とおりとする。",
    "必要な事項は、", "の規定により、", "場合において、", "場合においては、", "認めるときは、", "しようとするときは、", "したときは、", "定めるところにより、",
)  # fmt: skip
"""What most sentences and clauses end with."""


def _broken(ending: str) -> Iterator[str]:
    """An ending with one kana left out or doubled, or two exchanged; its first letter and its last two stay."""
    for at in range(1, len(ending) - 2):
        if not "ぁ" <= ending[at] <= "ん":
            continue
        yield ending[:at] + ending[at + 1 :]
        yield ending[:at] + ending[at] + ending[at:]
        if "ぁ" <= ending[at + 1] <= "ん" and ending[at] != ending[at + 1]:
            yield ending[:at] + ending[at + 1] + ending[at] + ending[at + 2 :]


_TAIL: Final = 5
"""Letters of the end of a broken ending by which it is found. Chosen: shorter than each."""
_LEGITIMATE: Final = frozenset(
    ("したときは、", "ことできる。", "もとする。", "こととする。", "するときは、", "しようするときは、")
)


def _broken_endings() -> dict[str, list[tuple[str, str]]]:
    endings: dict[str, list[tuple[str, str]]] = {}
    for right in ENDINGS:
        for wrong in _broken(right):
            if wrong not in _LEGITIMATE and not wrong.endswith(ENDINGS):
                endings.setdefault(wrong[-_TAIL:], []).append((wrong, right))
    return endings


BROKEN_ENDINGS: Final = _broken_endings()
_STOPS: Final = "。、"


def broken_endings(view: View) -> Iterator[Finding]:
    """しなけばならない, ことがきる, ものとるす at the end of a sentence or a clause."""
    prose = view.prose
    ends: list[int] = []
    for stop in _STOPS:
        end = prose.find(stop) + 1
        while end > 0:
            if prose[end - _TAIL : end] in BROKEN_ENDINGS and not prose.endswith(ENDINGS, 0, end):
                ends.append(end)
            end = prose.find(stop, end) + 1
    for end in sorted(ends):
        for wrong, right in BROKEN_ENDINGS[prose[end - _TAIL : end]]:
            start = end - len(wrong)
            if prose.startswith(wrong, max(0, start)):
                if not is_quoted(prose, start, max(0, start - _QUOTE)):
                    yield _finding(view, start, wrong[:-1], right[:-1])
                break
