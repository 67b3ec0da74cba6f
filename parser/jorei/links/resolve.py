"""Mentions in reading order, each resolved against the tree, the definitions and the laws named so far."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

import msgspec

from jorei.links import targets
from jorei.links.amending import owner_of_article, version_before
from jorei.links.context import Context, Frame, Place
from jorei.links.grammar import RANK, Designator, Step, designator
from jorei.links.index import Index
from jorei.links.laws import GENERIC, NO_LAW, SAME_LAW, Law, Laws
from jorei.links.reading import Reading
from jorei.links.relations import relation_at
from jorei.links.targets import Found
from jorei.model import APPENDICES, SUBITEMS, Reference, Target
from jorei.model.facts import Form, Status
from jorei.text.lawnumbers import LawNumber, parse_law_number

_JOINT: Final = re.compile("[、・,]? ?(?:及び|および|又は|または|若しくは|もしくは|並びに|ならびに|と)? ?")
_BRACKETS: Final = re.compile("[()]")
_TO_PIN: Final = frozenset(("", " ", "の", "中", "中の"))
# a name without a number is one when its words go on as with a law
_LAW_GOES_ON: Final = re.compile(
    r"(?:の規定|に規定|に基づ|に定め|の定め|の適用|の施行|の一部|を準用|の例に|の趣旨|を適用|の廃止|は、廃止|を廃止|による|により|の全部|の改正|及び同法|の目的)"
)
_WHOLE: Final = "全体"
_FORM_OF_HEAD: Final[dict[str, Form]] = {
    "前": "relative", "次": "relative", "前各": "relative", "次の各": "relative", "次の": "relative", "この": "relative",
    "同": "anaphoric", "当該": "anaphoric", "当該各": "anaphoric", "各本": "anaphoric",
}  # fmt: skip


class Resolver:
    """One walk over the events of a reading. Build it, call `run` once."""

    def __init__(self, reading: Reading, index: Index, laws: Laws, source_text: str) -> None:
        self.reading, self.index, self.laws, self.source_text = reading, index, laws, source_text
        self.text = reading.text
        self.out: list[Reference] = []
        self.done: dict[int, Context] = {}
        self.holder = -1
        self.amended: tuple[int, Law] | None = None
        self.earlier = Context()
        self.node = self.unit = 0
        self.amending: str | None = None
        self.floor = self.limit = self.cursor = 0
        self.context = Context()
        self.frames: list[Frame] = []
        self.tail: Place | None = None
        self.tail_end = -1
        self.law: Law | None = None
        self.law_end = -1
        self.tail_before: tuple[int, Place] | None = None
        self.pending: tuple[int, int, Law, str] | None = None

    # -- the walk ---------------------------------------------------------------------------------------------------

    def run(self, events: Sequence[re.Match[str]]) -> list[Reference]:
        """All references, ordered by place."""
        starts = self.reading.starts
        handlers = {
            "quote": self._quote, "numbered": self._numbered, "this": self._self, "our": self._self,
            "desig": self._designator, "law": self._law_word, "era": self._bare_number,
        }  # fmt: skip
        for match in events:
            start = match.start()
            if start >= self.limit:
                self._close()
                self._open(bisect_right(starts, start) - 1)
            if start < self.cursor:
                continue
            self._advance(start)
            handlers[match.lastgroup or ""](match)
        self._close()
        return _ordered(self.out)

    def _open(self, at: int) -> None:
        self.floor, end = self.reading.stretch(at)
        self.limit = end + 1
        self.cursor = self.floor
        self.node = node = self.reading.nodes[at]
        self.unit = self.index.unit[node]
        unit = self.index.nodes[self.unit]
        self.amending = None
        if unit.kind == "suppl_provision" and (unit.law_number or self.index.suppls[0] != self.unit):
            self.amending = unit.law_number or "改正条例"
        self.context = self._inherited(node)
        holder = self.index.article[node] if self.index.article[node] >= 0 else self.unit
        if holder != self.holder:
            self.holder, self.earlier = holder, Context()
        self.frames.clear()
        self.tail = self.law = self.pending = self.tail_before = None
        self.tail_end = self.law_end = -1

    def _inherited(self, node: int) -> Context:
        """The context of the 柱書 above an item; other items and other paragraphs give none."""
        paragraph = self.index.paragraph[node]
        while node != paragraph:
            node = self.index.nodes[node].parent
            if node < 0:
                break
            if node in self.done:
                return self.done[node].copy()
        return Context()

    def _close(self) -> None:
        if self.limit:
            self._advance(self.limit - 1)
            self._flush()
            while self.frames:  # a bracket that never closes
                self._pop(-1)
            self._flush()
            self.done[self.node] = self.context
            for law in self.context.laws[-4:]:
                self.earlier.name_law(law)

    def _advance(self, to: int) -> None:
        """Read the words up to ``to``: only brackets matter in them."""
        text, cursor = self.text, self.cursor
        if cursor < to:
            if text.find("(", cursor, to) >= 0 or text.find(")", cursor, to) >= 0:
                for match in _BRACKETS.finditer(text, cursor, to):
                    if match[0] == "(":
                        self._push(match.start(), None, None)
                    else:
                        self._pop(match.start())
            self.cursor = to

    def _push(self, at: int, law: Law | None, pending: tuple[int, int, Law, str] | None) -> None:
        if law is None:
            if self.law_end == at:
                law, pending = self.law, self.pending
            else:
                self._flush()
        tail = self.tail if self.tail_end == at else None
        self.frames.append(Frame(self.context, self.tail_end, tail, law, pending))
        self.context = self.context.copy()
        self.pending = self.law = self.tail = None
        self.law_end = self.tail_end = -1

    def _pop(self, at: int) -> None:
        if not self.frames:
            if self.law_end == at and self.pending is not None:  # the opening bracket was lost: …法律第67号)第2条
                self.law_end = at + 1
            else:
                self._flush()
            return
        self._flush()
        frame = self.frames.pop()
        self.context = frame.context.filled_from(self.context)
        self.tail, self.tail_end = frame.tail, at + 1 if frame.tail is not None else -1
        self.law, self.law_end = frame.law, at + 1 if frame.law is not None else -1
        pending = frame.pending
        if pending is not None and pending[3] == "numbered":
            pending = (pending[0], at + 1 if at >= 0 else pending[1], pending[2], "")
        self.pending = pending

    # -- laws -------------------------------------------------------------------------------------------------------

    def _quote(self, match: re.Match[str]) -> None:
        self._flush()
        self.cursor = match.end()

    def _numbered(self, match: re.Match[str]) -> None:
        """X法(昭和…年法律第…号: the bracket stays open, the name stands before it."""
        at = match.start()
        start, law = self.laws.cited(self.text, max(self.floor, self._last_end()), at, LawNumber.of(match))
        if self.pending is not None and self.pending[0] >= start:
            self.pending = None
        self._flush()
        self.context.name_law(law)
        self._push(at, law, (start, match.end(), law, "numbered"))
        self.cursor = match.end()

    def _last_end(self) -> int:
        return self.tail_end if self.tail is not None else self.floor

    def _bare_number(self, match: re.Match[str]) -> None:
        number = parse_law_number(match[0])
        if number is not None:
            law = self.laws.own if number.local == self.laws.own_local else Law(None, number.full)
            self._named(match.start(), match.end(), law, "")

    def _self(self, match: re.Match[str]) -> None:
        kind = match[0][2:] if match[0][0] == "こ" else match[0][1:]
        if kind in ("規定", "決定", "基準", "協定", "指針") and kind not in (self.laws.own_title or ""):
            self._flush()
            return
        law = self.laws.own
        if self.amending:
            law = Law(None, self.amending, "amending", own=True)
        self._named(match.start(), match.end(), law, "self")

    def _named(self, start: int, end: int, law: Law, mark: str) -> None:
        self._flush()
        self.law, self.law_end = law, end
        self.pending = (start, end, law, mark)
        self.tail_before = (self.tail_end, self.tail) if self.tail is not None else None
        self.tail = None
        self.tail_end = -1
        if mark != "self":
            self.context.name_law(law)
        self.cursor = end

    def _law_word(self, match: re.Match[str]) -> None:
        start, end, text = match.start(), match.end(), self.text
        if text[start] == "同" and (same := SAME_LAW.fullmatch(match[0])) is not None:
            self._same_law(start, end, same)
            return
        if _TITLE_GOES_ON.match(text, end):
            return  # 建築基準法の一部を改正する法律 is one name, and it ends later
        floor = max(self.floor, self._after(start))
        found = self.laws.find(text, end, floor, start)
        if found is None:
            found = self._unknown(start, end, floor)
        elif match[0] == "規則" and text.startswith("で定め", end):
            found = None
        if found is not None:
            self._named(found[0], end, found[1], "")
        self.cursor = end

    def _after(self, start: int) -> int:
        """The end of the mention before ``start``: a name does not reach over it."""
        return max(self.tail_end, self.law_end, self.floor)

    def _unknown(self, start: int, end: int, floor: int) -> tuple[int, Law] | None:
        """A law named by a name the document has not explained: only when its words go on as with a law."""
        text = self.text
        pinned = text.startswith(("第", "附則", "別表", " 第"), end) and not text.startswith("第三者", end)
        aliased = text.startswith("(以下", end)
        if not pinned and not aliased and not _LAW_GOES_ON.match(text, end):
            return None
        begin, law = self.laws.cited(text, floor, end, None)
        name = text[begin:end]
        if law.own:
            return begin, law
        if name in GENERIC or len(name) < 2:
            return self._generic(begin, end, law, name, pinned)
        if not pinned and len(name) < 3:
            return None
        if name.endswith("基準") or "で定め" in name:
            return None
        if name.endswith(("関係法", "関係条例", "関係規則", "各法")) or len(name) < 5 and NO_LAW.search(name):
            return None
        return begin, law

    def _generic(self, begin: int, end: int, law: Law, name: str, pinned: bool) -> tuple[int, Law] | None:
        """条例第5条 in …条例施行規則: the ordinance in the title; 新条例, 改正後の規則: this document."""
        if law.as_of and self.laws.is_own_name(name):
            return begin, Law(self.laws.own.title, self.laws.own.number, law.as_of, own=True)
        if not pinned:
            return None
        parent = self.laws.parent
        if parent is not None and parent.kind == name:
            return begin, Law(parent.title, parent.number, law.as_of)
        return (begin, Law(name, None, law.as_of)) if name[0] not in "市町村県都区" or len(name) > 3 else None

    def _same_law(self, start: int, end: int, same: re.Match[str]) -> None:
        kind = {"法律": "法", "政令": "令", "省令": "令", "府令": "令"}.get(same[1], same[1])
        law = self.context.same_law(kind) or self.earlier.same_law(kind)
        if law is None and self.laws.own_kind == kind and self.amending is None:
            law = self.laws.own
        if law is not None and same[2]:
            law = Law((law.title or law.number or "") + same[2], None)
        self._named(start, end, law or Law(same[0], None), "" if law else "lost")

    def _flush(self) -> None:
        """A law that was named without a provision of it is a mention of its own."""
        pending, self.pending = self.pending, None
        if pending is None:
            return
        start, end, law, mark = pending
        self._emit_law(start, end, law, mark)

    def _emit_law(self, start: int, end: int, law: Law, mark: str) -> None:
        if mark == "self":
            form: Form = "self"
            status: Status = "resolved"
        else:
            form, status = "external", "unresolved" if mark == "lost" else "resolved" if law.own else "external"
        inside = law.own and (law.as_of != "amending" or mark == "self")
        place = (Target(0, _WHOLE),) if inside else ()
        if not law.own and _AMENDED.match(self.text, end):
            self.amended = (self.unit, law)
        self._emit(start, end, form, status, place, law if law.as_of == "amending" or not law.own or law.as_of else None)

    # -- designators ------------------------------------------------------------------------------------------------

    def _designator(self, match: re.Match[str]) -> None:
        start, end, text = match.start(), match.end(), self.text
        said = designator(match[0])
        law = self._adjacent_law(start)
        if law is not None and not said.head and said.steps[0].level == "号" and said.until is None:
            self.pending, self.law_end, self.cursor = None, -1, end  # 条例第51号: the number of an instrument
            return
        carried = None if law is not None else self._carried(start, said)
        if law is None and carried is None and self._drop(said, start, end):
            self.cursor = end
            return
        self._flush()
        renamed = law is not None and self._repeats_law(start, law)
        if law is None and carried is not None and carried.law is not None and _inherits_law(said):
            if self._returns(said, carried):
                carried = None
            else:
                law, renamed = carried.law, carried.renamed
        if law is None and self.index.nodes[self.unit].kind == "suppl_provision":
            law = self._law_in_suppl(said, start, end)
        place: Place | None
        if law is not None and (not law.own or law.as_of == "amending") and _speaks_outside(said):
            place = self._outside(said, law, carried, start, end)
        else:
            place = self._inside(said, law, carried, start, end)
        if renamed:
            place = msgspec.structs.replace(place, renamed=True)
        self.cursor = end
        self.tail, self.tail_end = place, end
        self.law, self.law_end = None, -1

    def _drop(self, said: Designator, start: int, end: int) -> bool:
        """A bare ア that is no sub-item here, 別表 of nothing: no mention."""
        if not said.head and said.steps and said.steps[0].level == "細":
            if self.text.startswith("号", start - 1):
                return True
            base = targets.sub_base(self.index, self.node, said.steps[0])
            return not self.index.step(base, said.steps[0]) or self.text[start - 1 : start] == "「"
        if not said.head and said.steps[0].level == "号":
            return _NUMBERED.match(self.text, start - 1) is not None  # 港建建発第42号 is the number of a letter
        return False

    def _adjacent_law(self, start: int) -> Law | None:
        if self.law is None:
            return None
        gap = self.text[self.law_end : start]
        if gap not in _TO_PIN:
            return None
        law = self.law
        if self.pending is not None and gap in ("", " ", "の"):
            self.pending = None
        return law

    def _carried(self, start: int, said: Designator) -> Place | None:
        """What the left neighbour of an enumeration, or the provision before the bracket, lends."""
        if self.tail is not None:
            gap = self.text[self.tail_end : start]
            if len(gap) <= 6 and _JOINT.fullmatch(gap):
                return self.tail
            if gap == "中" and not said.head and RANK.get(said.steps[0].level, 0) > 6:
                return self.tail
            return None
        if self.frames and self.frames[-1].tail is not None:
            frame = self.frames[-1]
            place = frame.tail
            assert place is not None
            if not frame.fresh or self._is_scope_clause(start):
                return None
            if place.outside or not said.head and said.steps and RANK.get(said.steps[0].level, 0) > 6:
                return place
        return None

    def _repeats_law(self, start: int, law: Law) -> bool:
        """法第5条、法第6条: the enumeration names the law again."""
        tail = self.tail_before
        if tail is None or tail[1].law is None or tail[1].law.key != law.key:
            return False
        return len(self.text[tail[0] : start]) < 24 and _ENUMERATION.match(self.text, tail[0], start) is not None

    def _returns(self, said: Designator, carried: Place) -> bool:
        """Whether an article after an external one is this document's: the law is named before all others, or the
        numbers fall (法第445条若しくは第78条), which no enumeration of one law does."""
        if not carried.outside or not said.steps or said.steps[0].level != "条":
            return False
        if targets.explicit(self.index, self.node, said, self.index.main).nodes == ():
            return False
        before = [step.ordinal for step in carried.steps if step.level == "条"]
        return carried.renamed or bool(before) and said.steps[0].ordinal < before[-1]

    def _is_scope_clause(self, start: int) -> bool:
        """第25条の2において同じ。: the scope of a definition speaks of this document."""
        stop = self.text.find(")", start, start + 80)
        clause = self.text[start : stop if stop >= 0 else start + 80]
        before = self.text[max(self.floor, start - 30) : start]
        return bool(_SCOPE_CLAUSE.search(clause)) or "以下" in before[before.rfind("(") + 1 :]

    def _law_in_suppl(self, said: Designator, start: int, end: int) -> Law | None:
        if self.amended is not None and self.amended[0] == self.unit and _AMENDING.match(self.text, end):
            return self.amended[1]
        version = version_before(self.text, start)
        own = self.laws.own
        if version is not None:
            return Law(own.title, own.number, version, own=True)
        if self.amending and not said.head and said.steps and said.steps[0].level == "条":
            if owner_of_article(self.text, start, end) == "instrument":
                return Law(None, self.amending, "amending", own=True)
        return None

    # -- outside ----------------------------------------------------------------------------------------------------

    def _outside(self, said: Designator, law: Law, carried: Place | None, start: int, end: int) -> Place:
        steps = self._outside_steps(said, carried)
        citation = "".join(step.citation for step in steps)
        if said.until is not None:
            citation += "から" + "".join(step.citation for step in said.until.steps) + "まで"
        status: Status = "external" if law.number or law.title not in GENERIC else "unresolved"
        if not citation:
            citation, status = said.text, "unresolved"
        ref = self._emit(start, end, "external", status, (Target(None, citation),), law, said.part)
        place = Place(steps=steps, law=law, ref=ref)
        self._remember(said, place, steps)
        return place

    def _outside_steps(self, said: Designator, carried: Place | None) -> tuple[Step, ...]:
        steps = said.steps
        if said.head == "当該各" and carried is not None:
            return carried.steps
        if said.head == "附則":
            return (Step("附則"), *steps)
        if said.head in ("同", "当該"):
            place = self._antecedent(said.unit)
            if place is not None and place.outside:
                return (*place.upto(RANK.get(said.unit, 0) + 1), *steps)
            return ()
        if said.head == "各":
            steps = (Step("各" + said.unit), *steps)
        if carried is not None and steps and steps[0].level in RANK:
            return (*carried.upto(RANK[steps[0].level]), *steps)
        return steps

    # -- inside -----------------------------------------------------------------------------------------------------

    def _inside(self, said: Designator, law: Law | None, carried: Place | None, start: int, end: int) -> Place:
        antecedent = self._antecedent(said.unit) if said.head in ("同", "当該") else None
        if antecedent is not None and antecedent.outside and antecedent.law is not None:
            return self._outside(said, antecedent.law, None, start, end)
        each = self.context.each if said.head == "当該各" and said.unit == "号" else None
        if each is not None and each.outside and each.law is not None:
            return self._outside(said, each.law, each, start, end)
        found = self._find(said, carried, antecedent, law)
        if said.until is not None:
            found = self._range(said, found)
        found = self._checked_part(said, found)
        if not said.head and (carried is None or said.steps[0].level == "条"):
            found = self._doubted(said, found)
        if law is None and antecedent is not None:
            law = antecedent.law
        ref = self._emit_found(said, found, law, antecedent, start, end)
        known = found.base >= 0 and self.index.nodes[found.base].kind in _CARRYING
        nodes = found.nodes or ((found.base,) if known else ())
        group = found.nodes
        if carried is not None and self.tail is carried and not said.head and _same_kind(self.index, carried.group, group):
            group = carried.group + group
        lost = not nodes and found.claimed is not None and carried is None or carried is not None and bool(carried.steps)
        steps = said.steps if lost and not nodes else ()
        if steps and carried is not None and steps[0].level in RANK:
            steps = (*carried.upto(RANK[steps[0].level]), *steps)
        place = Place(nodes, steps, law, ref, group)
        self._remember(said, place, said.steps, found)
        return place

    def _find(
        self, said: Designator, carried: Place | None, antecedent: Place | None, law: Law | None = None
    ) -> Found:
        index, here = self.index, self.node
        match said.head:
            case "":
                return self._find_explicit(said, carried)
            case "前" | "次" if said.unit == "表":
                return self._table(said)
            case "前" | "次":
                return targets.neighbour(index, here, said)
            case "前各":
                return targets.all_before(index, here, said.unit)
            case "次の各":
                return targets.all_below(index, here, said.unit)
            case "次の":
                return self._table(said)
            case "この":
                at = targets.own(index, here, said.unit)
                return targets.descend(index, (at,), said.steps) if at >= 0 else Found(claimed=said.text)
            case "同" | "当該":
                return self._same(said, antecedent)
            case "当該各" | "各":
                return self._same_each(said, carried)
            case "各本":
                nodes = self.context.articles
                return Found(nodes, base=nodes[-1]) if nodes else targets.NOTHING
            case "附則":
                return self._suppl(said, law)
            case _:
                return targets.explicit(index, here, said, index.main)

    def _find_explicit(self, said: Designator, carried: Place | None) -> Found:
        level = said.steps[0].level
        index = self.index
        if level == "細" and (carried is None or not carried.nodes):
            return targets.descend(index, (targets.sub_base(index, self.node, said.steps[0]),), said.steps)
        if carried is not None and carried.nodes and level in RANK:
            return targets.explicit(index, self.node, said, targets.above(index, carried.nodes[-1], level))
        if carried is not None and RANK.get(level, 0) > 6:  # after one that is not there
            steps = (*carried.upto(RANK[level]), *said.steps)
            return Found(claimed="".join(step.citation for step in steps)) if carried.steps else targets.NOTHING
        return targets.explicit(index, self.node, said, self._base(level))

    def _doubted(self, said: Designator, found: Found) -> Found:
        """What a mention that stands by itself may mean besides.

        A bare 第4号 that is not here, though it is where the sentence just was (第2条第1号に掲げる事項及び第4号); one in
        the cell of a table, whose heading says of what; an article that is not here after one of another law.
        """
        level, index = said.steps[0].level, self.index
        if level == "条" and found.claimed is not None:
            article = self.context.article
            known = found.base >= 0 and index.nodes[found.base].kind in ("article", "paragraph", "item")
            doubted = article is not None and (article.outside or not article.nodes and not article.steps)
            return targets.NOTHING if doubted and not known else found
        if level not in ("項", "号", "細"):
            return found
        if index.nodes[self.node].kind == "table_cell":
            return Found(candidates=found.nodes) if found.nodes else targets.NOTHING
        last = self.context.item or self.context.paragraph or self.context.article
        if found.claimed is None or last is None or not last.nodes:
            return found
        there = targets.explicit(index, self.node, said, targets.above(index, last.nodes[-1], level))
        return Found(candidates=there.nodes, base=found.base) if there.nodes else found

    def _base(self, level: str) -> int:
        return self.index.main if RANK.get(level) == 6 else targets.start_of(self.index, self.node, level)

    def _suppl(self, said: Designator, law: Law | None) -> Found:
        """附則第N項: of the first 附則; in an amending one its own, unless a version or the change of another is meant."""
        index = self.index
        if not index.suppls:
            return Found(claimed=said.text)
        first = index.suppls[0]
        of_first = targets.descend(index, (first,), said.steps)
        version = law is not None and law.as_of in ("old", "new")
        if not self.amending or version or _CHANGED.match(self.text, self.cursor + len(said.text)):
            return of_first
        own = targets.descend(index, (self.unit,), said.steps)
        if own.claimed is not None and of_first.nodes:
            return msgspec.structs.replace(of_first, confidence=0.8)
        return own

    def _table(self, said: Designator) -> Found:
        """次の表: the provision that holds it (表 have no citation of their own: 第3条第1項の表)."""
        index, at = self.index, self.node
        while at >= 0:
            if at in index.tables:
                return Found((at,), base=at)
            if index.nodes[at].kind in ("article", "paragraph", "suppl_provision"):
                break
            at = index.nodes[at].parent
        return Found((at,), base=at, confidence=0.7) if at >= 0 and said.head != "前" else targets.NOTHING

    def _same(self, said: Designator, antecedent: Place | None) -> Found:
        if antecedent is None or not antecedent.nodes:
            return targets.NOTHING
        index = self.index
        nodes = antecedent.nodes
        if said.unit == "条":
            nodes = tuple(dict.fromkeys(index.article[node] for node in nodes if index.article[node] >= 0))
        elif said.unit == "項":
            nodes = tuple(dict.fromkeys(index.paragraph[node] for node in nodes if index.paragraph[node] >= 0))
        elif said.unit == "号":
            nodes = tuple(dict.fromkeys(index.item[node] for node in nodes if index.item[node] >= 0))
        if len(nodes) > 1:
            return Found(candidates=nodes, base=nodes[0])
        return targets.descend(index, nodes, said.steps) if nodes else targets.NOTHING

    def _same_each(self, said: Designator, carried: Place | None) -> Found:
        """当該各号, 各号: the items just spoken of, else those of the paragraph it stands in."""
        each = self.context.each if said.unit == "号" else self.context.paragraphs if said.unit == "項" else None
        if each is not None and each.group:
            return Found(each.group, base=each.group[0])
        if said.unit == "条":
            nodes = self.context.articles
            return Found(nodes, base=nodes[0]) if nodes else targets.NOTHING
        found = targets.all_below(self.index, self.node, said.unit)
        return found if found.nodes else targets.NOTHING

    def _range(self, said: Designator, first: Found) -> Found:
        until = said.until
        if until is None or not first.nodes:
            return first
        index, node = self.index, first.nodes[-1]
        if until.head in ("同", "当該"):
            base = {"条": index.article, "項": index.paragraph, "号": index.item}.get(until.unit)
            last = targets.descend(index, (base[node],), until.steps) if base and base[node] >= 0 else targets.NOTHING
        elif not until.head and until.steps:
            base_node = targets.above(index, node, until.steps[0].level)
            if until.steps[0].level == "条":
                base_node = index.unit[node]
            last = targets.explicit(index, self.node, until, base_node)
        else:
            last = self._find(until, None, self._antecedent(until.unit))
        return targets.spread(index, first, last)

    def _checked_part(self, said: Designator, found: Found) -> Found:
        part = said.part
        if part is None or len(found.nodes) != 1 or self.index.has_part(found.nodes[0], part):
            return found
        node = self.index.nodes[found.nodes[0]]
        return Found(claimed=(node.citation or said.text), base=node.id)

    def _antecedent(self, unit: str) -> Place | None:
        context = self.context
        match unit:
            case "条":
                return context.article
            case "項":
                return context.paragraph
            case "号":
                return context.item
            case "表" | "様式" | "別表":
                return context.table
            case _:
                return context.division

    def _remember(self, said: Designator, place: Place, steps: tuple[Step, ...], found: Found | None = None) -> None:
        """Make this mention the nearest antecedent of every level it spoke of."""
        context = self.context
        levels = {step.level for step in steps}
        if said.head == "この":
            return
        if said.head in ("前", "次", "同", "当該", "各本"):
            levels.add(said.unit)
        if said.until is not None:
            levels |= {step.level for step in said.until.steps}
        nodes = place.nodes
        if "条" in levels:
            context.article = place
            if nodes and found is not None:
                index = self.index
                added = tuple(a for a in dict.fromkeys(index.article[n] for n in nodes) if a >= 0 and a not in context.articles)
                context.articles = (*context.articles, *added)[-64:]
        if "項" in levels or context.paragraph is None and found is not None and {"条", "号"} <= levels:
            context.paragraph = place
        elif "各項" in levels or said.unit == "項":
            context.paragraph = place
        if "号" in levels:
            context.item = place
        if "各号" in levels or said.unit == "号" and said.head in ("次の各", "前各", "当該各", "各"):
            context.each = place
            context.item = place
            if nodes and (levels & {"条", "項"} or said.unit in ("条", "項")):
                context.paragraph = place
        if len(place.group) > 1 and found is not None:
            kind = self.index.nodes[place.group[0]].kind
            if kind == "item":
                context.each = place
            elif kind == "paragraph":
                context.paragraphs = place
        if levels & {"章", "節", "款", "編", "目"}:
            context.division = place
        if levels & {"別表", "様式", "別記", "別図", "別紙", "表"} or said.head == "次の":
            context.table = place

    # -- rows -------------------------------------------------------------------------------------------------------

    def _emit_found(
        self, said: Designator, found: Found, law: Law | None, antecedent: Place | None, start: int, end: int
    ) -> int:
        nodes = self.index.nodes
        form = _FORM_OF_HEAD.get(said.head, "explicit")
        if law is not None and (not law.own or law.as_of):
            form = "external"
        where = tuple(Target(node, nodes[node].citation or _WHOLE) for node in found.nodes)
        status: Status = "resolved"
        candidates: tuple[str, ...] = ()
        if not where:
            if found.candidates:
                status, candidates = "ambiguous", tuple(nodes[node].citation or _WHOLE for node in found.candidates)
            elif found.claimed is not None:
                status, where = self._missing(said, law), (Target(None, found.claimed),)
            else:
                status = "unresolved"
        return self._emit(
            start, end, form, status, where, law, said.part, candidates, found.confidence,
            antecedent.ref if antecedent is not None else None,
        )  # fmt: skip

    def _missing(self, said: Designator, law: Law | None) -> Status:
        """What a provision that is not in the tree is: a version that is not this text is outside it; what a 附則
        deletes or a table of an appendix holds cannot be known to be wrong; all else is dangling."""
        if law is not None and law.as_of in ("old", "new"):
            return "external"
        index = self.index
        if said.head in ("別表", "様式", "別記", "別紙", "別図") and said.steps[0].level not in index.appendix_levels:
            return "unresolved"  # a text without any of its forms was not given them
        appendix = index.nodes[self.unit].kind in APPENDICES
        inside = said.head in ("別表", "附則別表", "様式", "別記") and len(said.steps) > 1
        if self.index.nodes[self.node].kind == "table_cell":
            return "unresolved"
        return "unresolved" if self.amending or inside or appendix and said.unit != "条" else "dangling"

    def _emit(
        self, start: int, end: int, form: Form, status: Status, where: tuple[Target, ...], law: Law | None,
        part: str | None = None, candidates: tuple[str, ...] = (), confidence: float = 1.0, antecedent: int | None = None,
    ) -> int:  # fmt: skip
        first, last = self.reading.span(start, end)
        key = title = as_of = None
        if law is not None:
            as_of, title = law.as_of, law.title
            key = law.number if law.own and as_of == "amending" and form != "self" else law.key
        self.out.append(
            Reference(
                self.node, first, last, self.source_text[first:last].replace("\n", ""), form, status,
                relation_at(self.text, end), where, key, title, None, part, as_of, antecedent, candidates, confidence,
            )
        )  # fmt: skip
        return len(self.out) - 1


_NUMBERED: Final = re.compile("[一-龠々](?<![若並又及項条号表下次各])第")
_CARRYING: Final = frozenset(("article", "paragraph", "item", "suppl_provision", *SUBITEMS))
_ENUMERATION: Final = re.compile("[、・]|及び|および|又は|または|若しくは|もしくは|並びに|ならびに")
_SCOPE_CLAUSE: Final = re.compile("(?:において|で)(?:同じ|「|単に|これらを)")
_TITLE_GOES_ON: Final = re.compile(
    "等?(?:及び[^。、()「」]{1,30})?の(?:一部|全部)を改正する(?:等の)?(?:法律|政令|省令|府令|条例|規則|規程|要綱|告示|訓令)"
)
_AMENDED: Final = re.compile("の(?:一部|全部)を(?:次のように)?改正する。")
_AMENDING: Final = re.compile("(?:中|を)「|中[^。「]{0,40}(?:を「|を削)|の(?:次|前)に[^。]{0,40}加える|を削る|を[^。「]{0,20}とし|を次のように改め")
_CHANGED: Final = re.compile("[^。「]{0,60}改正規定|中「")


def _same_kind(index: Index, left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    return bool(left and right) and len(left) < 64 and index.nodes[left[-1]].kind == index.nodes[right[0]].kind


def _inherits_law(said: Designator) -> bool:
    return not said.head and bool(said.steps) and said.steps[0].level in RANK or said.head == "附則"


def _speaks_outside(said: Designator) -> bool:
    """前項, この条, 次の各号 after a law's name speak of this document all the same."""
    return said.head in ("", "附則", "附則別表", "同", "当該", "各") or said.head in ("別表", "様式", "別記", "別紙", "別図")


def _ordered(references: list[Reference]) -> list[Reference]:
    order = sorted(range(len(references)), key=lambda i: (references[i].start, references[i].end))
    place = {old: new for new, old in enumerate(order)}
    rows = []
    for old in order:
        row = references[old]
        if row.antecedent is not None:
            antecedent = place.get(row.antecedent)
            if antecedent != row.antecedent:
                row = msgspec.structs.replace(row, antecedent=antecedent)
        rows.append(row)
    return rows
