"""What an amendment leaves behind: references that lead elsewhere, a 目次 that is no longer right, terms that stay."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

import msgspec

from jorei.amending.consolidate import Consolidated
from jorei.amending.document import same_law
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.numbering import numbering, pairs
from jorei.amending.sheet import sheet_of
from jorei.amending.toc import stale_entries
from jorei.amending.unit import APPENDICES, Sheet, Unit, cite
from jorei.identity.citations import citation_key
from jorei.model import Analysis, Reference, Tree
from jorei.model.facts import Target
from jorei.text.fold import fold, squeeze

_COLLECTIVE: Final = re.compile("[各次]")


def after(result: Consolidated, amended: Analysis, others: tuple[Analysis, ...] = ()) -> list[AmendingFinding]:
    """The findings about the consolidated text (``amended`` is its analysis) and about documents that cite the base."""
    original = sheet_of(result.base.source, result.base.tree)
    base_pairs = pairs(original.root)
    changed: dict[int, Unit] = {}
    for applier in result.appliers.values():
        changed |= applier.structure.changed
    found = numbering(changed.values(), base_pairs)
    places = Places(result.sheet, amended.tree)
    found += _references(result, amended, places)
    found += stale_entries(result.sheet, original)
    found += _terms(result, amended, places)
    for other in others:
        found += _citing(result, other)
    return found


class Places:
    """The units of a sheet by where they stand in its text, and the nodes of that text's tree as units."""

    def __init__(self, sheet: Sheet, tree: Tree) -> None:
        self.text_at: dict[int, int] = {}
        self.starts: dict[int, Unit] = {}
        self.inline: dict[int, Unit] = {}
        at = 0
        for unit in sheet.root.walk():
            label = at + len(unit.lead) + len(unit.caption) + len(unit.mid)
            words = label + len(unit.label) + len(unit.gap)
            self.text_at[id(unit)] = words
            if unit.label:
                self.starts.setdefault(label, unit)
            elif unit.text:
                self.inline.setdefault(words, unit)
            at = words + len(unit.text) + len(unit.end)
        self.tree = tree

    def unit(self, node: int) -> Unit | None:
        """The unit that a node of the consolidated text is."""
        one = self.tree.nodes[node]
        if one.label:
            return self.starts.get(one.start)
        return self.inline.get(one.start)


def _references(result: Consolidated, amended: Analysis, places: Places) -> list[AmendingFinding]:
    """References whose words are those of the base and which no longer lead where they led."""
    before: dict[tuple[int, int], Reference] = {}
    for reference in result.base.references:
        unit = result.sheet.nodes.get(reference.node)
        if unit is not None and unit.at >= 0:
            before[id(unit), reference.start - unit.at] = reference
    found: list[AmendingFinding] = []
    for reference in amended.references:
        unit = places.unit(reference.node)
        if unit is None or unit.born or unit.rewritten:
            continue
        start = _origin(unit, reference.start - places.text_at[id(unit)], reference.end - reference.start)
        was = before.get((id(unit), start)) if start is not None else None
        if was is None or squeeze(was.text) != squeeze(reference.text) or was.target_law or was.status != "resolved":
            continue
        if (moved := _moved(result.sheet, was, reference, places)) is not None:
            found.append(_say_moved(unit, reference, moved))
    return found


def _origin(unit: Unit, at: int, length: int) -> int | None:
    """Where words of a unit stood in the base; None when a part of them is new."""
    if unit.origin is None:
        return at
    places = unit.origin[at : at + length]
    if not places or places[0] < 0 or any(b != a + 1 for a, b in pairwise(places)):
        return None
    before = unit.origin[at - 1] if at else -1
    behind = unit.origin[at + length] if at + length < len(unit.origin) else places[-1] + 1
    # words changed right beside it: whoever drafted the amendment had the reference before the eyes
    return places[0] if before == places[0] - 1 and behind == places[-1] + 1 else None


def _moved(sheet: Sheet, was: Reference, now: Reference, places: Places) -> str | None:
    """Where the reference should lead (blank: its target is gone); None when it leads where it led."""
    if _COLLECTIVE.search(was.text):
        return None
    old = [sheet.nodes[target.node] for target in _ends(was) if target.node is not None and target.node in sheet.nodes]
    if not old or any(unit.kind in ("law", "main_provision") for unit in old):
        return None
    if was.ends and _same_members(sheet, was, now, places):
        return None
    if any(unit.gone or _emptied(unit) for unit in old):
        return ""
    new = [places.unit(target.node) for target in _ends(now) if target.node is not None]
    if {id(unit) for unit in old} == {id(unit) for unit in new}:
        return None
    if not new and all(cite(unit) == unit.place for unit in old):
        return None  # it cannot be followed in the new text, but nothing moved
    return "及び".join(dict.fromkeys(cite(unit) for unit in old))


def _same_members(sheet: Sheet, was: Reference, now: Reference, places: Places) -> bool:
    """Whether a range has the members that are left of it: 第7項から前項まで, of which one was deleted."""
    old = [sheet.nodes.get(target.node) for target in was.targets if target.node is not None]
    left = {id(unit) for unit in old if unit is not None and not unit.gone}
    new = {id(unit) for target in now.targets if target.node is not None and (unit := places.unit(target.node))}
    return bool(left) and left == new


def _ends(reference: Reference) -> list[Target]:
    return [end.target for end in reference.ends] if reference.ends else list(reference.targets)


def _emptied(unit: Unit) -> bool:
    return unit.emptied and unit.rewritten


def _say_moved(unit: Unit, reference: Reference, should: str) -> AmendingFinding:
    where = cite(unit)
    if should:
        ja = f"{where}の「{reference.text}」は{should}を指していましたが、改正後は別の規定を指します"
        en = f"{reference.text} in {where} meant {should} and now leads elsewhere"
    else:
        ja = f"{where}の「{reference.text}」の指す規定がなくなりました"
        en = f"what {reference.text} in {where} refers to is gone"
    # a 附則 often speaks of the provisions as they were when it was made; 別表(第4条関係) is no reference that binds
    severity = "warning" if where.startswith("附則") or unit.kind in APPENDICES else "error"
    return finding("reference-moved", where, ja, en, words=reference.text, suggestion=should or None, severity=severity)


def _citing(result: Consolidated, other: Analysis) -> list[AmendingFinding]:
    """References of another document to the base."""
    units = {
        citation_key(node.citation): result.sheet.nodes[node.id]
        for node in reversed(result.base.tree.nodes) if node.citation and node.id in result.sheet.nodes
    }  # fmt: skip
    found: list[AmendingFinding] = []
    last: tuple[int, str] | None = None  # the article that spoke of the base last, and of which provision
    for reference in other.references:
        article = _article(other, reference.node)
        if not _cites(reference, result.base):
            same = _same(reference, last, article)
            if same is None:
                continue
            reference = msgspec.structs.replace(reference, targets=(Target(None, same),), ends=())
        if reference.targets and reference.targets[-1].citation:
            last = article, reference.targets[-1].citation
        finding_ = _one_citing(result, other, reference, units)
        if finding_ is not None:
            found.append(finding_)
    return found


def _article(other: Analysis, node: int) -> int:
    """The article (or what else holds it) that a node stands in."""
    one = other.tree.nodes[node]
    return next((above.id for above in (one, *other.tree.ancestors(one)) if above.kind == "article"), node)


_SAME: Final = re.compile("同条(?=第)")


def _same(reference: Reference, last: tuple[int, str] | None, article: int) -> str | None:
    """同条第2項 whose 条 an earlier paragraph of the article has named."""
    if last is None or last[0] != article or reference.status != "unresolved" or reference.target_law:
        return None
    match = _ARTICLE.match(fold(last[1]))
    return match[0] + reference.text[2:] if match and _SAME.match(reference.text) else None


_ARTICLE: Final = re.compile(r"第[0-9〇一二三四五六七八九十百]+条(?:の[0-9〇一二三四五六七八九十百]+)*")


def _cites(reference: Reference, base: Analysis) -> bool:
    law = reference.target_law
    if not law:
        return False
    title = base.metadata.title
    return same_law(law, base.metadata.law_number) or bool(title) and squeeze(law) == squeeze(title or "")


def _one_citing(
    result: Consolidated, other: Analysis, reference: Reference, units: dict[str, Unit]
) -> AmendingFinding | None:
    named = [target.citation for target in _ends(reference) if target.citation]
    node = other.tree.nodes[reference.node]
    where = node.citation or ""
    more = {
        "start": reference.start,
        "end": reference.end,
        "source_path": other.source.path or "",
        "words": reference.text,
    }
    for citation in named:
        unit = units.get(citation_key(_plain(citation)))
        if unit is None:
            continue
        if unit.gone or result.repealed or _emptied(unit):
            return finding(
                "rule-reference-dangling", where, f"{where}の「{reference.text}」の指す{unit.place}がなくなりました",
                f"{unit.place}, which {reference.text} in {where} refers to, is gone", **more,
            )  # fmt: skip
        now = cite(unit)
        if now != unit.place and citation_key(now) != citation_key(unit.place):
            return finding(
                "rule-reference-moved", where, f"{where}の「{reference.text}」の指す{unit.place}は{now}になりました",
                f"{unit.place}, which {reference.text} in {where} refers to, is now {now}", suggestion=now, **more,
            )  # fmt: skip
    return None


def _plain(citation: str) -> str:
    return re.sub("各号.*$|各項.*$|(?:の規定)$", "", citation)


_OF: Final = re.compile(r"\s*の")


def _terms(result: Consolidated, amended: Analysis, places: Places) -> list[AmendingFinding]:
    """第3条の許可 became 承認: 前条の許可 elsewhere means a thing that has another name now."""
    replaced = _replaced(result)
    if not replaced:
        return []
    found: list[AmendingFinding] = []
    text = amended.source.text
    for reference in amended.references:
        where_unit = places.unit(reference.node)
        targets = [places.unit(target.node) for target in reference.targets if target.node is not None]
        terms = {term for target in targets if target is not None for term in replaced.get(id(target), ())}
        if where_unit is None or not terms or where_unit in targets:
            continue
        match = _OF.match(text, reference.end)
        if not match:
            continue
        behind = fold(text[match.end() : match.end() + 40])
        for term in terms:
            if behind.startswith(term) and len(term) > 1:
                where = cite(where_unit)
                found.append(finding(
                    "stale-term", where, f"{where}の「{reference.text}の{term}」: 「{term}」は改められています",
                    f"{reference.text}の{term} in {where}: {term} was replaced", words=f"{reference.text}の{term}",
                ))  # fmt: skip
    return found


def _replaced(result: Consolidated) -> dict[int, set[str]]:
    """The words that other words took the place of, by the units (and what holds them) where that happened."""
    replaced: dict[int, set[str]] = {}
    for applier in result.appliers.values():
        for unit, old, new in applier.replaced:
            if old not in new:
                for one in (unit, unit.parent) if unit.kind in ("paragraph", "item") and unit.parent else (unit,):
                    replaced.setdefault(id(one), set()).add(fold(old))
    return replaced


def with_path(found: list[AmendingFinding], path: str) -> list[AmendingFinding]:
    """Findings about a text, with its path where they have none."""
    return [msgspec.structs.replace(one, source_path=path) if not one.source_path else one for one in found]
