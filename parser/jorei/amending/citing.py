"""Other documents that cite the base: references whose provision has moved or is gone."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from jorei.amending.consolidate import Consolidated
from jorei.amending.document import same_law
from jorei.amending.findings import AmendingFinding, finding
from jorei.amending.rewording import Reworder, Rewording, ends_of, reworded_ends
from jorei.amending.unit import Unit, cite
from jorei.identity.citations import citation_key
from jorei.model import Analysis, Reference
from jorei.model.facts import Target
from jorei.text.fold import fold, squeeze


def citing(result: Consolidated, other: Analysis) -> tuple[list[AmendingFinding], list[Rewording]]:
    """The findings about another document that cites the base, and the words that would be right in it."""
    units = {
        citation_key(node.citation): result.sheet.nodes[node.id]
        for node in reversed(result.base.tree.nodes) if node.citation and node.id in result.sheet.nodes
    }  # fmt: skip
    found: list[AmendingFinding] = []
    rewordings: list[Rewording] = []
    reworder: Reworder | None = None
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
            if finding_.suggestion and not result.repealed:
                reworder = reworder or Reworder(other)
                targets = [units.get(citation_key(_plain(one.citation or ""))) for one in ends_of(reference)]
                rewordings += reworded_ends(reworder, reference, targets)
    return found, rewordings


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
    named = [target.citation for target in ends_of(reference) if target.citation]
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


def _emptied(unit: Unit) -> bool:
    return unit.emptied and unit.rewritten
