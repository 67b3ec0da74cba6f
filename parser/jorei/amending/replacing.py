"""Whole provisions replaced by others: a unit stays itself where its number stays."""

from __future__ import annotations

from jorei.amending import words as w
from jorei.amending.editing import captioned
from jorei.amending.finder import Finder, OperationTarget
from jorei.amending.structure import Structure
from jorei.amending.unit import DIVISIONS, Unit, key_of


class Replacing(Structure):
    """A `Structure` that also replaces: 第3条を次のように改める."""

    def replace(self, targets: list[OperationTarget], given: list[Unit], finder: Finder) -> bool:
        """Whole units by others; a unit keeps its identity where its number stays. False when nothing fits."""
        first = targets[0]
        if first.mode == "part_of":
            return self._replace_part(first, given)
        if first.mode == "heading":
            return self._replace_heading(first.unit, given)
        if first.mode == "stem":
            stem = self._speaking(first.units[:1])[0]
            stem.text = "".join(one.text for unit in given for one in unit.walk())
            stem.rewritten, stem.origin = True, None
            return True
        if first.mode == "items":
            owner = self._speaking(first.units[:1])[0]
            return self._swap(owner.of("item"), given, owner)
        if first.mode in ("caption", "shared_caption"):
            return self._replace_caption(targets, given, finder)
        units = [unit for target in targets for unit in target.units]
        if units[0].kind == "title":
            units[0].text = given[0].text
            return True
        if (
            units[0].kind in ("toc", "preamble", "main_provision", "table", "remarks", "enact_statement")
            and not units[0].num
        ):
            return self._refill(units[0], given)
        if units[0].kind in DIVISIONS:
            return self._replace_divisions(units, given, finder)
        return self._swap(units, given)

    def _replace_part(self, target: OperationTarget, given: list[Unit]) -> bool:
        words = "".join(one.text for unit in given for one in unit.walk())
        unit = self._speaking(target.units[:1])[0]
        if target.unit.kind == "article" and w.part(unit.text, target.word) is None:
            unit = next((one for one in target.unit.of("paragraph") if w.part(one.text, target.word)), unit)
        span = w.part(unit.text, target.word)
        if span is None:
            return False
        w.change(unit, "text", span, words)
        self.spoken.append(unit)
        return True

    def _replace_heading(self, unit: Unit, given: list[Unit]) -> bool:
        if not given or given[0].kind not in DIVISIONS:
            return False
        unit.num, unit.text = given[0].num, given[0].text
        unit.label = self.style.label(unit, given[0].label, self.change)
        return True

    def _replace_caption(self, targets: list[OperationTarget], given: list[Unit], finder: Finder) -> bool:
        """見出しを次のように, 見出し及び同条第1項を次のように."""
        words = next((one.caption for unit in given for one in unit.walk() if one.caption), "")
        if not words:
            return False
        owner = captioned(targets[0].unit) or targets[0].unit
        self.set_caption(owner, words)
        for one in given:
            one.caption = ""
        rest = [one for one in given if one.kind != "caption"]
        return not targets[1:] or self.replace(targets[1:], rest, finder)

    def _refill(self, unit: Unit, given: list[Unit]) -> bool:
        fresh = given[0].children if given[0].kind == unit.kind else given
        if unit.kind == "main_provision":
            return self._swap(list(unit.children), given, unit)
        for child in unit.children:
            self._mark_gone(child)
        if unit.kind in ("preamble", "enact_statement") and not unit.children:
            unit.text = "".join(one.text for one in fresh)
            return True
        if unit.kind == "remarks":
            same = given[0].kind == "remarks"
            unit.text = given[0].text if same else unit.text
            unit.gap = unit.gap or (self.style.gap(unit) if unit.text else "")
        unit.children = []
        self.insert(unit, 0, list(fresh))
        return True

    def _replace_divisions(self, units: list[Unit], given: list[Unit], finder: Finder) -> bool:
        old: list[Unit] = []
        for unit in units:
            old += [unit, *finder.scope(unit)]
        return self._swap(old, given)

    def _swap(self, old: list[Unit], given: list[Unit], owner: Unit | None = None) -> bool:
        """New units for old ones: those of the same number take their place, the others go or come between."""
        if not given and not old:
            return False
        parent = owner or old[0].parent
        assert parent is not None
        at = old[0].index() if old else 0
        waiting = {(one.kind, key_of(one)): one for one in old}
        placed: list[Unit] = []
        for fresh in given:
            same = waiting.pop((fresh.kind, key_of(fresh)), None) if fresh.kind != "table_row" else None
            if same is not None:
                self._take_over(same, fresh)
                placed.append(same)
            else:
                placed.append(fresh)
        if old:
            before = old[0]
            if before.caption and placed and not placed[0].caption and placed[0] is not before:
                self._hand_caption_on(before)
        for one in old:
            if one.parent is parent and not one.gone:
                parent.children.pop(one.index())
                if (one.kind, key_of(one)) in waiting and waiting[(one.kind, key_of(one))] is one or one not in placed:
                    self._mark_gone(one)
        self.insert(parent, at, placed)
        return True

    def _take_over(self, same: Unit, fresh: Unit) -> None:
        """The unit is the same, its words, its caption and what is below it are new."""
        if same.kind == "article" and same.caption and not fresh.caption and not fresh.emptied:
            following = same.parent.children[same.index() + 1 :] if same.parent else []
            keeps = bool(following) and following[0].kind == "article" and following[0].shared
            fresh.caption = same.caption if keeps else ""
        elif same.kind == "article" and same.caption and not fresh.caption:
            self._hand_caption_on(same)
        same.caption, same.mid, same.lead = fresh.caption, "", ""
        same.until = fresh.until
        same.text, same.label, same.gap, same.emptied = fresh.text, fresh.label or same.label, fresh.gap, fresh.emptied
        same.end, same.rewritten, same.origin = "", True, None
        old = {(child.kind, key_of(child)): child for child in same.children}
        children: list[Unit] = []
        for child in fresh.children:
            kept = (
                old.pop((child.kind, key_of(child)), None) if child.kind not in ("list", "table", "table_row") else None
            )
            if kept is not None:
                self._take_over(kept, child)
            children.append(kept or child)
        for gone in old.values():
            self._mark_gone(gone)
        same.children = []
        for child in children:
            same.put(len(same.children), child)
