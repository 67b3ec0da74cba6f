"""The provisions of one document of a build, asked whether they are there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple

from jorei.cite.claims import Claim, agrees
from jorei.identity.citations import citation_key, holder_key
from jorei.links.parts import part_of
from jorei.model.kinds import DIVISION_LETTERS
from jorei.model.vocabulary import TargetPart
from jorei.text.fold import squeeze

CitationStatus = Literal["exists", "missing", "part_missing", "other_caption", "unchecked"]
"""It is there; it is not; the article is there, but not the paragraph or item; its caption is another than the text says; it could
not be looked up."""

Row = dict[str, Any]
COLUMNS: Final = ["node_id", "parent_id", "kind", "citation", "caption", "deleted", "text", "full_text"]
_STEP: Final = re.compile(r"第[^第]+$|(?<=号)[^第号]+$|(?<=[ァ-ンa-z0-9])\([^()]*\)$")
_COLLECTIVE: Final = re.compile("各(?P<unit>[条項号])$")
_PART_OF_STYLE: Final = re.compile(r"(?<=[号式])\(その\d+\)$")
_DELETED: Final = re.compile(r"第(?P<first>\d{1,4})条(?:から|及び|・|、)第(?P<last>\d{1,4})条")
_BARE_NUMBER: Final = re.compile(r"(?<=表)(?=\d)")
_DIVISION: Final = re.compile(rf"(?:第\d+(?:の\d+)*[{DIVISION_LETTERS}])+(?=第\d+条)")


class Verdict(NamedTuple):
    """What of a citation is true, why it is not, and the provision that was found."""

    status: CitationStatus
    ja: str = ""
    en: str = ""
    row: Row | None = None


ROW_OF_TABLE: Final = Verdict("unchecked", "表の中の行は確かめていません", "rows of a table are not looked up")
"""The table may be there, whether it has this row is not known."""


class Provisions:
    """The nodes of a document by the key of their citation; of two with one citation the first counts."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._nodes: dict[str, Row] = {}
        self._by_id: dict[str, Row] = {}
        self._deleted: set[str] = set()
        for row in rows:
            self._by_id[row["node_id"]] = row
            if row["citation"]:
                key = _key(row["citation"])
                self._nodes.setdefault(key, row)
                # 別記第1号様式 is the 様式第1号, and 様式第2号(その1) a part of 様式第2号
                self._nodes.setdefault(_PART_OF_STYLE.sub("", key.removeprefix("別記")), row)
            if row["deleted"] and (several := _DELETED.match(row["citation"] or "")):
                self._deleted |= {f"第{number}条" for number in _between(several["first"], several["last"])}

    def verdict(self, citation: str, part: TargetPart | None, claimed: Claim | None) -> Verdict:
        """Whether a provision is there, with the part and the caption that the text says it has."""
        key = _key(citation)
        row = self._nodes.get(key)
        if row is None and key in self._deleted:
            return Verdict("missing", f"{citation}は削除されています", f"{citation} is deleted")
        if row is None:
            return self._collective(citation, key) or self._row_of_table(citation, key) or self._missing(citation)
        division = _DIVISION.match(squeeze(citation))
        if division and not self._stands_in(row, division[0]):
            rest = squeeze(citation)[division.end() :]
            return Verdict("missing", f"{division[0]}に{rest}はありません", f"{division[0]} has no {rest}")
        if row["deleted"]:
            return Verdict("missing", f"{citation}は削除されています", f"{citation} is deleted", row)
        if part is not None and not self._has_part(row, key, part):
            return Verdict("part_missing", f"{citation}に{part}はありません", f"{citation} has no {part}", row)
        if claimed and row["caption"] and not _has_caption(row, claimed):
            has, has_en = f"の見出しは「{row['caption']}」です", f"the caption of {citation} is {row['caption']}"
            return Verdict("other_caption", citation + has, has_en, row)
        return Verdict("exists", row=row)

    def _stands_in(self, row: Row, division: str) -> bool:
        """Whether a provision stands in a chapter or section: 第3章第4条."""
        above = self._by_id.get(row["parent_id"] or "")
        while above is not None:
            if above["citation"] and citation_key(above["citation"]) == citation_key(division):
                return True
            above = self._by_id.get(above["parent_id"] or "")
        return False

    def _has_part(self, row: Row, key: str, part: TargetPart) -> bool:
        """Whether a provision has a ただし書, 後段 …; an article that is cited as a whole has those of its paragraphs."""
        own = [row["text"]] if row["text"] else [
            node["text"] or "" for below, node in self._nodes.items()
            if node["kind"] == "paragraph" and below.startswith(f"{key}第")
        ]  # fmt: skip
        return any(part_of(words, 0, len(words), part) is not None for words in own)

    def _collective(self, citation: str, key: str) -> Verdict | None:
        """第5条各号: the provision that holds them, when it has any."""
        match = _COLLECTIVE.search(key)
        row = self._nodes.get(holder_key(citation)) if match else None
        if match is None or row is None:
            return None
        below = re.compile(re.escape(citation_key(key[: match.start()])) + rf"第\d+(?:の\d+)*{match['unit']}")
        if any(below.fullmatch(known) for known in self._nodes):
            return Verdict("exists", row=row)
        above = citation[: -len(match[0])]
        return Verdict("part_missing", f"{above}に{match[0][1:]}はありません", f"{above} has no {match[0][1:]}", row)

    def _row_of_table(self, citation: str, key: str) -> Verdict | None:
        """別表第1の2の項: its 別表 is there, whether that row is, is not known."""
        holder = holder_key(citation)
        row = self._nodes.get(holder) if holder != key else None
        if row is None:
            return None
        return ROW_OF_TABLE._replace(row=row)

    def _missing(self, citation: str) -> Verdict:
        """What of a citation is not there: all of it, or only the last steps."""
        above = citation
        while above:
            step = _STEP.search(above)
            above = above[: step.start()] if step else ""
            if above and _key(above) in self._nodes:
                rest = citation[len(above) :]
                return Verdict("part_missing", f"{above}に{rest}はありません", f"{above} has no {rest}")
        return Verdict("missing", f"{citation}はありません", f"there is no {citation}")


def _key(citation: str) -> str:
    """The key of a citation; 別表1 is the 別表第1."""
    return _BARE_NUMBER.sub("第", citation_key(citation))


def _between(first: str, last: str) -> range:
    return range(int(first), int(last) + 1)


def _has_caption(row: Row, claimed: Claim) -> bool:
    """Whether a claim is the caption of a provision; what stands in quotation marks may be words of it."""
    quoted = claimed.quoted and claimed.words in (row["full_text"] or row["text"] or "")
    return quoted or agrees(claimed.words, row["caption"])
