"""An amending ordinance by the days on which its parts come into force."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import msgspec

from jorei.amending.operation import Act, Amending, Operation, Stage
from jorei.amending.places import Mentioned, UnreadablePlace, read_places
from jorei.amending.spelling import spell
from jorei.structure.instructions.quotes import cut
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER, parse_number


class StagedPart(msgspec.Struct, frozen=True, gc=False):
    """What comes into force at once: a sentence, some of its operations (``only``), or a whole act without sentences.

    ``order`` is the place of the amending ordinance among those given; ``on`` is None when the day is not known.
    """

    on: date | None
    promulgated: date | None
    order: int
    act: int
    sentence: int | None = None
    only: frozenset[int] | None = None
    stage: int = 0

    @property
    def key(self) -> tuple[date, date, int, int, int]:
        """By day, then by promulgation, then as written."""
        return (self.on or date.max, self.promulgated or date.min, self.order, self.act, self.sentence or 0)


_ITEM: Final = re.compile(
    r"(?P<what>[^()]{0,400}?(?:改正規定|の規定))(?P<limit>\((?:[^()]|\([^()]*\))*\))?(?:及び|並びに|、|$)"
)
_OF_ACT: Final = re.compile(rf"第({NUMBER})条(?:中|のうち)(?:[^第附別「]*?(?:条例|規則|法|規程|要綱)(?:\([^()]*\))?)?")
_WHOLE_ACT: Final = re.compile(rf"第({NUMBER})条(?:から第({NUMBER})条まで)?の規定$")
_SUPPL: Final = re.compile(rf"附則第({NUMBER})(?:項|条)[^改]*の規定$")
_QUOTED: Final = "「((?:[^「」]|「[^「」]*」)*+)」"
_QUOTED_PAIR: Final = re.compile(rf"{_QUOTED}(?:を{_QUOTED}に|の次に{_QUOTED}を|を)")


def parts_of(amending: Amending, order: int) -> list[StagedPart]:
    """The parts of an amending ordinance, each with its day."""
    stages = amending.stages or (Stage(None, at_promulgation=True),)
    parts: list[StagedPart] = []
    taken = [_named(stage, amending) for stage in stages[1:]]
    for a, act in enumerate(amending.acts):
        if act.kind != "partial" or act.comparison is not None or not act.sentences:
            stage = next((i for i, names in enumerate(taken, 1) if (a, None, None) in names), 0)
            parts.append(_part(amending, order, stages[stage], stage, a))
            continue
        for s, sentence in enumerate(act.sentences):
            by_stage: dict[int, set[int]] = {}
            for o in range(len(sentence.operations)):
                stage = next(
                    (i for i, names in enumerate(taken, 1) if (a, s, o) in names or (a, None, None) in names), 0
                )
                by_stage.setdefault(stage, set()).add(o)
            if len(by_stage) <= 1:
                stage = next(iter(by_stage), 0)
                parts.append(_part(amending, order, stages[stage], stage, a, s))
            else:
                for stage, chosen in sorted(by_stage.items()):
                    parts.append(_part(amending, order, stages[stage], stage, a, s, frozenset(chosen)))
    return parts


def _part(
    amending: Amending, order: int, stage: Stage, at: int, act: int, sentence: int | None = None,
    only: frozenset[int] | None = None,
) -> StagedPart:  # fmt: skip
    on = stage.on
    if on is None and stage.at_promulgation:
        on = amending.promulgated_on or date.min  # unknown: it counts as in force
    return StagedPart(on, amending.promulgated_on, order, act, sentence, only, at)


_Name = tuple[int, int | None, int | None]


def _named(stage: Stage, amending: Amending) -> set[_Name]:
    """The operations (act, sentence, operation) that a stage names; (act, None, None) is a whole act."""
    names: set[_Name] = set()
    mentioned = Mentioned()
    act = 0
    for match in _ITEM.finditer(stage.of):
        what, limit = match["what"].strip(), match["limit"] or ""
        if found := _WHOLE_ACT.match(what):
            first, last = parse_number(found[1]) or 0, parse_number(found[2] or found[1]) or 0
            acts = {
                (a, None, None)
                for a, one in enumerate(amending.acts)
                if one.article and first <= one.article[0] <= last
            }
            if acts:
                names |= acts
                continue
        if found := _SUPPL.match(what):
            n = parse_number(found[1]) or 0
            names |= {(a, None, None) for a, one in enumerate(amending.acts) if one.suppl_paragraph[:1] == (n,)}
            continue
        if (found := _OF_ACT.match(what)) and any(one.article for one in amending.acts):
            n = parse_number(found[1]) or 0
            act = next((a for a, one in enumerate(amending.acts) if one.article[:1] == (n,)), act)
            what = what[found.end() :]
        names |= _revisions(what, limit, amending.acts[act] if act < len(amending.acts) else None, act, mentioned)
    return names


def _revisions(what: str, limit: str, act: Act | None, at: int, mentioned: Mentioned) -> set[_Name]:
    """The operations of 第2条の改正規定, 第4条に1項を加える改正規定 …, as far as a bracket does not limit them."""
    if act is None:
        return set()
    head = re.sub(r"(?:の改正規定|の規定)$", "", what)
    kinds: tuple[str, ...] = ()
    if found := re.search(
        r"(に|の次に|を)([^、]*?)(加える|削る|とする|付する)改正規定$", head + "改正規定" if head != what else what
    ):
        kinds = {
            "加える": ("add",),
            "削る": ("delete", "delete_words"),
            "とする": ("renumber",),
            "付する": ("add_caption", "add"),
        }[found[3]]
        head = what[: found.start()]
    head = re.sub(r"改正規定$", "", head)
    try:
        places = read_places(re.sub(r"\s", "", head), mentioned)
    except UnreadablePlace:
        return set()
    wanted = [spell(place.steps) for place in places]
    found_names: set[_Name] = set()
    for s, sentence in enumerate(act.sentences):
        for o, operation in enumerate(sentence.operations):
            where = spell(operation.place.steps)
            if not any(
                where == one or where.startswith(one) and not where[len(one) :].startswith("の2") for one in wanted
            ):
                continue
            if kinds and operation.kind not in kinds:
                continue
            if _within(operation, limit):
                found_names.add((at, s, o))
    return found_names


def _within(operation: Operation, limit: str) -> bool:
    """Whether a bracket (「A」を「B」に改める部分に限る。) lets an operation in."""
    if not limit or "部分" not in limit and "限る" not in limit and "除く" not in limit:
        return True
    pairs = [
        (fold(m[1]), fold(m[2] or m[3] or "")) for m in _QUOTED_PAIR.finditer(limit)
    ]  # fmt: skip
    inside = (fold(operation.old), fold(operation.new)) in pairs
    if not pairs:
        words = cut(limit).skeleton
        inside = any(word in words and operation.kind in kinds for word, kinds in _VERBS)
    return inside != ("除く" in limit)


_VERBS: Final = (
    ("加える", ("add", "insert_after", "insert_before")), ("削る", ("delete", "delete_words")),
    ("改める", ("replace", "replace_whole")), ("とする", ("renumber",)),
)  # fmt: skip
