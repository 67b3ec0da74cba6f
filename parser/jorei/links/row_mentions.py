"""Rows of tables as provisions: 別表第1甲の項, 別表第2の1の項から3の項まで, 同表2の項及び4の項, 次の表乙の項.

They stand behind a table that was just cited, and are mentions of their own. The words of a row are those of its first
cell, whatever they are: so they are known only when the table is, and are read once its mention is settled. What no row
is called by leaves the table as the target, less sure than before; a number that is not among numbered rows leads nowhere.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

import msgspec

from jorei.links.certainty import CERTAINTY, confidence_of
from jorei.links.context import Antecedent
from jorei.links.designators import DesignatorStep
from jorei.links.emit import ReferenceDraft, emit
from jorei.links.index import CLAUSE
from jorei.links.relations import relation_at
from jorei.links.state import ResolverState
from jorei.links.table_rows import TableRows
from jorei.links.targets import MOST_CANDIDATES
from jorei.model import APPENDICES, Target
from jorei.model.vocabulary import Status
from jorei.text.numerals import NUMERALS

_N: Final = f"[{NUMERALS}]+(?:の[{NUMERALS}]+)*"
_LEAD: Final = re.compile("のうち、?|に(?:掲げ|定め|規定す)る|の?表?中?の?")
_LABEL: Final = re.compile(rf"{_N}|\((?:{_N}|[ぁ-んァ-ン])\)|[ァ-ン]")
"""What stands before 項 without の: 同表2項, (り)項."""
_NUMBERED: Final = re.compile(rf"(?P<label>{_LABEL.pattern})(?:の項|項)(?!目)")
"""A row by its number. 別表第1の二の項: what stands behind a table of another text is read so alone."""
_WORDED: Final = re.compile("[^、。()「」はがをにでもへ]{1,24}の項(?!目)")
_COLUMN: Final = r"の?(?:\([ぁ-んァ-ン]\)|[ァ-ン左右上中下第一二三四五]{1,2})欄"
_JOINT: Final = re.compile(
    rf"(?:{_COLUMN})?(?:、|・)?(?:及び|および|又は|または|若しくは|もしくは|並びに|ならびに)?(?:同表の?)?"
)
_PARTS: Final = re.compile("及び|又は|若しくは|並びに|、|・")
_REACH: Final = 80
"""Characters behind a table in which the words of one row end. Chosen: more than the longest first cell that is cited."""
_MOST_TRIES: Final = 4
"""Places of 項 that may end the words of one row: a first cell may hold one itself (第3条第1項の項)."""
_MOST_ROWS: Final = 64
"""Rows of one enumeration. Chosen: a hostile text could have any number."""


class RowsFound(NamedTuple):
    """The rows that words mean, where those end, and whether they may be one of several."""

    rows: tuple[int, ...]
    end: int
    candidates: tuple[int, ...] = ()


def read_rows(state: ResolverState, antecedent: Antecedent, end: int) -> tuple[Antecedent, int]:
    """Read what rows follow a mention of a table that ends at ``end`` and was found to mean ``antecedent``; what the next
    mention may go on from, and where the last row ends. Each row is a mention of its own behind that of the table."""
    text, limit = state.document.text, min(state.stretch.end, end + _REACH)
    if text.find("項", end, limit) < 0:
        return antecedent, end
    lead = _LEAD.match(text, end)
    begin = lead.end() if lead is not None else end
    if antecedent.outside:
        return _read_outside(state, antecedent, begin, end)
    if len(antecedent.nodes) != 1:
        return antecedent, end
    rows = state.document.index.rows_of(antecedent.nodes[0])
    for start in dict.fromkeys((begin, end)):
        found = _rows_at(rows, text, start, limit)
        if found is not None:
            return _read_more(state, rows, antecedent, start, found)
    return _read_unknown(state, rows, antecedent, begin, end)


# -- the rows of this document --------------------------------------------------------------------------------------


def _rows_at(rows: TableRows, text: str, start: int, limit: int) -> RowsFound | None:
    """The rows that the words from ``start`` up to one of the next 項 mean; None when they mean none."""
    position = start
    for _ in range(_MOST_TRIES):
        stop = text.find("項", position, limit)
        if stop < 0 or "。" in text[position:stop]:
            return None
        position = stop + 1
        words = text[start:stop].removesuffix("の").strip("「」 ")
        if not words or text.startswith("目", position) or text[stop - 1] != "の" and not _LABEL.fullmatch(words):
            continue
        if found := _called(rows, words):
            return _through(rows, text, RowsFound(*found[:1], position, found[1]), limit)
    return None


def _called(rows: TableRows, words: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """The rows of 甲, of 1及び2, of 1から3まで: those that are meant, or those of which one is."""
    found = rows.called(words) or rows.called(words.rpartition("の部")[2].removeprefix("の"))
    if found and (len(found) == 1 or rows.one_a_table(found)):
        return tuple(row for first in found[:_MOST_ROWS] for row in rows.group(first)), ()
    if found:
        return (), tuple(found[:MOST_CANDIDATES])
    first, joint, last = words.removesuffix("まで").partition("から")
    if joint:
        firsts, lasts = rows.called(first), rows.called(last)
        if len(firsts) == len(lasts) == 1:
            return tuple(rows.between(firsts[0], lasts[0])), ()
        return None
    parts = [rows.called(part) for part in _PARTS.split(words)]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        return tuple(row for part in parts for row in rows.group(part[0])), ()
    return None


def _through(rows: TableRows, text: str, found: RowsFound, limit: int) -> RowsFound:
    """1の項から3の項まで: everything between."""
    if not found.rows or not text.startswith("から", found.end):
        return found
    last = _rows_at(rows, text, found.end + 2, limit)
    if last is None or not last.rows or not text.startswith("まで", last.end):
        return found
    between = tuple(rows.between(found.rows[0], last.rows[0]))
    return RowsFound(between, last.end + 2) if between else found


def _read_more(
    state: ResolverState, rows: TableRows, antecedent: Antecedent, start: int, found: RowsFound
) -> tuple[Antecedent, int]:
    """The first row, whose words begin at ``start``, and the others of its enumeration: 1の項及び2の項."""
    text = state.document.text
    row = _emit_row(state, antecedent, start, found)
    table = state.rows.references[antecedent.row]
    if table.relation == "amends" and state.document.index.of_amendment[state.stretch.node] != CLAUSE:
        # 別表第1中「楽屋」の項: what stands in quotation marks is a row, and no words that change
        state.rows.references[antecedent.row] = msgspec.structs.replace(table, relation="cites")
    for _ in range(_MOST_ROWS):
        joint = _JOINT.match(text, found.end)
        start = joint.end() if joint is not None else found.end
        limit = min(state.stretch.end, start + _REACH)
        following = _rows_at(rows, text, start, limit) if start > found.end else None
        if following is None:
            break
        found = following
        row = _emit_row(state, antecedent, start, found)
    if not found.rows:
        return antecedent, found.end
    of_row = Antecedent(found.rows, (), antecedent.law, row)
    if _is_of_appendix(state, found.rows[0]):
        state.context.paragraph = of_row  # 同項 speaks of the row
    return of_row, found.end


def _is_of_appendix(state: ResolverState, node: int) -> bool:
    """Whether 同項 after a row speaks of it: the rows of 第2項の表 leave it to that 項."""
    index = state.document.index
    return index.nodes[index.component[node]].kind in APPENDICES


def _target_of(state: ResolverState, found: RowsFound) -> tuple[Status, tuple[Target, ...], tuple[str, ...]]:
    nodes = state.document.index.nodes
    if found.rows:
        return "resolved", tuple([Target(row, nodes[row].citation or nodes[row].eid) for row in found.rows]), ()
    return "ambiguous", (), tuple([nodes[row].citation or nodes[row].eid for row in found.candidates])


def _emit_row(state: ResolverState, antecedent: Antecedent, start: int, found: RowsFound) -> int:
    """Add the mention of a row of the table that was cited before; its index."""
    status, targets, candidates = _target_of(state, found)
    law = antecedent.law
    draft = ReferenceDraft(
        "external" if law is not None and (not law.own or law.as_of) else "explicit",
        status, targets, law, candidates,
        confidence=confidence_of(status, "row"),
        antecedent=antecedent.row,
    )  # fmt: skip
    return emit(state, start, found.end, draft)


def _read_unknown(
    state: ResolverState, rows: TableRows, antecedent: Antecedent, begin: int, end: int
) -> tuple[Antecedent, int]:
    """What no row is called by: a number that numbered rows do not have is no provision; else the table is known alone."""
    text = state.document.text
    numbered = _NUMBERED.match(text, begin)
    node = state.document.index.nodes[antecedent.nodes[0]]
    if not numbered and not _WORDED.match(text, begin):
        return antecedent, end
    if _is_of_appendix(state, node.id):
        state.context.paragraph = Antecedent(law=antecedent.law, row=antecedent.row)  # nor is 同項 known
    if numbered is not None and rows.has_labels:
        claimed = Target(None, (node.citation or "") + DesignatorStep("行", label=numbered["label"]).citation)
        draft = ReferenceDraft(
            "explicit", "unresolved", (claimed,), antecedent.law, confidence=confidence_of("unresolved", "row")
        )
        emit(state, numbered.start(), numbered.end(), draft)
        return antecedent, numbered.end()
    references = state.rows.references
    reference = references[antecedent.row]
    confidence = min(reference.confidence, CERTAINTY["table_of_row"])
    references[antecedent.row] = msgspec.structs.replace(reference, confidence=confidence)
    return antecedent, end


# -- the rows of another text ---------------------------------------------------------------------------------------


def _read_outside(state: ResolverState, antecedent: Antecedent, begin: int, end: int) -> tuple[Antecedent, int]:
    """法別表第1の2の項: a number or a label alone, since nothing says where other words begin."""
    text = state.document.text
    match = _NUMBERED.match(text, begin)
    reference = state.rows.references[antecedent.row]
    if match is None or not reference.targets or reference.status != "external":
        return antecedent, end
    step = DesignatorStep("行", label=match["label"])
    citation, stop = (reference.targets[0].citation or "") + step.citation, match.end()
    last = _NUMBERED.match(text, stop + 2) if text.startswith("から", stop) else None
    if last is not None and text.startswith("まで", last.end()):
        citation += "から" + DesignatorStep("行", label=last["label"]).citation.removeprefix("の") + "まで"
        stop = last.end() + 2
    _replace(state, antecedent.row, stop, "external", (Target(None, citation),), ())
    return msgspec.structs.replace(antecedent, steps=(*antecedent.steps, step)), stop


def _replace(
    state: ResolverState, row: int, end: int, status: Status, targets: tuple[Target, ...], candidates: tuple[str, ...]
) -> None:
    """Give the mention of a table that ends with its row at ``end`` what that means."""
    document, reference = state.document, state.rows.references[row]
    start = state.rows.spans[row][0]
    source_start, source_end = document.wording.source_span(start, end)
    state.rows.spans[row] = (start, end)
    relation = relation_at(document.text, end, document.relation_words)
    if relation == "cites" and document.index.of_amendment[state.stretch.node] == CLAUSE:
        relation = reference.relation
    state.rows.references[row] = msgspec.structs.replace(
        reference,
        end=source_end,
        text=document.source_text[source_start:source_end].replace("\n", ""),
        status=status,
        targets=targets,
        candidates=candidates,
        relation=relation,
        confidence=min(reference.confidence, confidence_of(status, "row")),
    )
