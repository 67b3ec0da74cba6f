"""Letters of citations and of names of laws that stand for others: 第13粂, 第3頃, 条列第5号, 地方自冶法. Reported as R17."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from jorei.check.finding import Finding
from jorei.check.passages import squeezed
from jorei.check.rare import MISREAD, rare_letters
from jorei.registry.renamings import RENAMINGS
from jorei.text.instruments import MUNICIPAL
from jorei.text.near_words import one_letter_apart
from jorei.text.numerals import NUMBER, NUMERALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jorei.check.view import View
    from jorei.model import Reference

# ---- letters and words that no text means


class NearMiss(NamedTuple):
    """Words that are written for others: what they are, what is meant, and what must stand before and behind."""

    wrong: str
    right: str
    before: re.Pattern[str] | None = None
    behind: re.Pattern[str] | None = None


_NUMBERED: Final = re.compile(rf"第[ 　]?{NUMBER}$")
_UNIT: Final = re.compile(rf"(?:第[ 　]?{NUMBER}|[前次同各]|[同前次]{NUMBER})$")
_PROVISION: Final = re.compile(rf"[ 　]?[０-９{NUMERALS}]{{1,8}}[ 　]?[条項号章節]")
_END: Final = re.compile("[のにをはがとで、。及又若並)）第（(中]")
_OF_APPENDIX: Final = re.compile(rf"第[ 　]?{NUMBER}|[のにをはがと(（中]")
_OF_NAME: Final = re.compile("[第(（のにをはがでと、。施]")
_NO_WORD: Final = re.compile("(?:^|[^一-龠々])$|(?:市|町|村|区|県|府|都|道|会|局|部|同|本|該|及び|又は|務|通)$")

NEAR_MISSES: Final = (
    *(NearMiss(wrong, "条", _UNIT) for wrong in "粂絛篠"),
    *(NearMiss(wrong, "項", _NUMBERED) for wrong in "頃頂頗"),
    NearMiss("弓", "号", _NUMBERED, _END),
    NearMiss("童", "章", _NUMBERED, _END),
    NearMiss("筋", "節", _NUMBERED, _END),
    *(NearMiss(wrong, "第", None, _PROVISION) for wrong in "弟笫苐"),
    *(NearMiss(f"別{wrong}", "別表", None, _OF_APPENDIX) for wrong in "衣裏麦"),
    *(NearMiss(f"様{wrong}", "様式", None, _OF_APPENDIX) for wrong in "弍武弐"),
    *(NearMiss(f"附{wrong}", "附則", None, _OF_APPENDIX) for wrong in "測側剛"),
    *(NearMiss(f"法{wrong}", "法律", _NO_WORD, _OF_NAME) for wrong in "津侓"),
    *(NearMiss(f"条{wrong}", "条例", _NO_WORD, _OF_NAME) for wrong in "列倒冽"),
    *(NearMiss(f"規{wrong}", "規則", _NO_WORD, _OF_NAME) for wrong in "側測"),
    *(NearMiss(f"要{wrong}", "要綱", _NO_WORD, _OF_NAME) for wrong in "網鋼"),
    *(NearMiss(f"{kind}今", f"{kind}令", _NO_WORD, _OF_NAME) for kind in "政省府勅"),
    NearMiss("訓今", "訓令", _NO_WORD, _OF_NAME),
    NearMiss("告不", "告示", _NO_WORD, _OF_NAME),
)  # fmt: skip
"""Misread by machines or chosen in a conversion; none of them is a word where it is looked for."""
assert {miss.wrong[-1] for miss in NEAR_MISSES} <= set(MISREAD)
_BEFORE: Final = 8
"""Characters before a letter that are read. Chosen: 第 and a number of four kanji numerals."""


def near_letters(view: View) -> Iterator[Finding]:
    """第13粂, 弟3条, 別衣第1, 甲市条列第5号."""
    prose = view.prose
    rare = view.once(rare_letters)
    for miss in NEAR_MISSES:
        at = prose.find(miss.wrong) if miss.wrong[-1] in rare else -1
        while at >= 0:
            end = at + len(miss.wrong)
            if (miss.before is None or miss.before.search(prose, max(0, at - _BEFORE), at)) and (
                miss.behind is None or miss.behind.match(prose, end)
            ):
                yield Finding(
                    *view.locate(at, len(miss.wrong)),
                    f"「{miss.wrong}」は「{miss.right}」の誤りと思われます",
                    f"{miss.wrong} looks like a mistake for {miss.right}",
                    suggestion=miss.right,
                )  # fmt: skip
            at = prose.find(miss.wrong, end)


# ---- names of laws that are nearly another


_SHORTEST_NAME: Final = 5
"""Characters of the name of a law that is compared: 水道法 and 水防法 are two laws."""
_SHORTEST_LOCAL: Final = 15
"""Characters of the name of an ordinance: 松浜公園条例 and 竹浜公園条例 of one town are two. Both chosen."""
_PARTING: Final = frozenset(
    "市町村区都道府県郡新旧第元一二三四五六七八九十〇甲乙丙丁東西南北上下前後左右大中小男女等の及並又同本各0123456789"
)
"""Letters by which names of two instruments may differ."""
_NATIONAL: Final = ("施行令", "施行規則", "法律", "法", "政令", "省令", "府令")
"""What the name of a law ends with; 施行規則 is no name of a 規則 alone."""


def near_titles(view: View) -> Iterator[Finding]:
    """地方自冶法: a name of which another law's differs in one letter, as the document or the registry knows that."""
    told: set[str] = set()
    asked: set[tuple[str, str, str | None]] = set()
    for reference in view.analysis.references:
        raw = reference.target_law_title or reference.target_law
        if raw is None or (raw, reference.status, reference.as_of) in asked:
            continue
        asked.add((raw, reference.status, reference.as_of))
        name = squeezed(raw)
        if name in told or not _may_be_wrong(reference, name):
            continue
        told.add(name)
        meant = _meant(view, reference, name)
        if meant is not None and not _is_renamed(name, meant):
            yield Finding(
                view.nodes[reference.node], reference.start, reference.end,
                f"「{name}」は「{meant}」の誤りではありませんか",
                f"{name} may be a mistake for {meant}",
            )  # fmt: skip


def _is_renamed(name: str, other: str) -> bool:
    """Whether two names are the old and the new one of a law (動物の保護及び…, 動物の愛護及び…), alone or within a longer name."""
    return any(
        {name, other} == {name.replace(renaming.old, renaming.new), name.replace(renaming.new, renaming.old)}
        for renaming in RENAMINGS
        if renaming.old in name or renaming.old in other
    )


def _may_be_wrong(reference: Reference, name: str) -> bool:
    is_name = len(name) >= _SHORTEST_NAME and name.endswith(_NATIONAL)
    is_name = is_name or (len(name) >= _SHORTEST_LOCAL and name.endswith(MUNICIPAL))
    return is_name and reference.status in ("external", "unresolved") and reference.as_of is None


def numbered_titles(view: View) -> Counter[str]:
    """The titles that stand with a number, by how often they are cited."""
    titles = [
        squeezed(reference.target_law_title)
        for reference in view.analysis.references
        if reference.target_law_title and (reference.target_law or "").endswith("号") and reference.as_of is None
    ]
    return Counter(dict(Counter(titles).most_common(_MOST_TITLES)))


_MOST_TITLES: Final = 300
"""Titles of a document that others are compared with. Chosen: a hostile text could name any number of laws."""


def _meant(view: View, reference: Reference, name: str) -> str | None:
    """The title that a name is nearly; None where the name is one itself."""
    registry, law = view.registry, reference.target_law or ""
    if registry is not None and registry.law_by_title(name) is not None:
        return None
    if law.endswith("号"):
        by_number = registry.law_by_number(law) if registry is not None else None
        return by_number.title if by_number is not None and _is_near(name, by_number.title) else None
    known = view.once(numbered_titles)
    titles = [title for title in known if title not in (name, "")]
    if registry is not None:
        titles += registry.titles_like(name)
    near = dict.fromkeys(title for title in titles if _is_near(name, title))
    return next(iter(near)) if len(near) == 1 and name not in known else None


def _is_near(name: str, title: str) -> bool:
    letters = one_letter_apart(name, title)
    return letters is not None and not (set("".join(letters)) & _PARTING)
