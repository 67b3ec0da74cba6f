"""The lines of an amending ordinance: what is furniture, what begins a sentence, what is set off."""

from __future__ import annotations

import re
from typing import Final

from jorei.model.record import Record
from jorei.structure.instructions.quotes import depth_at_end
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER


class AmendingLine(Record):
    """A line without its line end; ``indent`` counts its leading blanks, ``folded`` has neither them nor widths."""

    text: str
    start: int
    indent: int
    folded: str

    @property
    def end(self) -> int:
        """Where it ends in the text, before its line end."""
        return self.start + len(self.text)


_FURNITURE: Final = re.compile(r"[-‐―ー－─]\s*\d+\s*[-‐―ー－─]|\d+\s*/\s*\d+|\f")
_VERB_AT_END: Final = re.compile(
    r"(?:改める|削る|加える|とする|付する|附する|改正する|繰り?下げる|繰り?上げる|廃止する|置く|改正する)。$"
)
_PLACE_AT_START: Final = re.compile(
    rf"(?:第{NUMBER}(?:条|章|節|編|款)(?:の{NUMBER})*(?![\s(（ ]|$|の見出し$)|別表|様式|別記|附則(?![\s]|$)|付則(?!\s|$)|目次(?!$)|題名|前文|本則|制定文|第{NUMBER}号様式|同[条項表]|「|次の|別図|第{NUMBER}条(?:の{NUMBER})*\((?:見出し|[^)]*除く)"
    rf"|第{NUMBER}条(?:の{NUMBER})* 第{NUMBER}[項号](?:第{NUMBER}号)?(?:中「|中第|を削|を第|に次|の次))"
)
HEAD: Final = re.compile(
    r"(?:の一部を次の(?:よう|とおり)に(?:改正|改め)|の全部を(?:次のように)?改正|の一部を次の表のように改正)(?:する|し)[^。]*。|の一部を改正する。"
)
SUPPL: Final = re.compile(r"(?:附|付)\s*則(?:\s*[(（].*)?$")
TABLE_HEAD: Final = re.compile(r"(?:[|｜│]\s*)?改正(後|前)(?:\s+|\s*[|｜│]\s*)改正(後|前)(?:\s*[|｜│])?$")
_LETTER: Final = re.compile(
    rf"(?:[(（]?{NUMBER}[)）]?|[(（]?[ア-ン][)）]?|第{NUMBER}[条章節編款](?:の{NUMBER})*)(?:\s|の{NUMBER}\s)"
)


def split_lines(text: str) -> list[AmendingLine]:
    """The lines that count: no blank ones, no page numbers, no rules."""
    lines: list[AmendingLine] = []
    at = 0
    for raw in text.split("\n"):
        stripped = raw.rstrip()
        body = stripped.lstrip()
        if body and not _FURNITURE.fullmatch(fold(body)):
            indent = len(stripped) - len(body)
            keeps_tabs = "\t" in stripped[:indent]
            lines.append(AmendingLine(stripped if not keeps_tabs else raw, at, 0 if keeps_tabs else indent, fold(body)))
        at += len(raw) + 1
    return lines


def begins_clause(lines: list[AmendingLine], at: int, indent: int | None) -> bool:
    """Whether a sentence of the amending ordinance begins at this line, and not a line of what is set off.

    It stands where the sentences stand, begins with a place or quoted words and, read to its 。, ends with a verb.
    """
    line = lines[at]
    if indent is not None and line.indent != indent:
        return False
    if not _PLACE_AT_START.match(line.folded):
        return False
    words, depth = "", 0
    for following in lines[at : at + 60]:
        if words and (SUPPL.match(following.folded) or HEAD.search(following.folded) and depth <= 0):
            return False
        words += following.folded
        depth = depth_at_end(words)
        if words.endswith("。") and (depth <= 0 or _VERB_AT_END.search(words)):
            return bool(_VERB_AT_END.search(words))
        if following.folded.endswith("。") and depth > 0 and len(words) > 4000:
            return False
    return False


def looks_numbered(line: AmendingLine) -> bool:
    """Whether a line begins with the label of a provision and a blank."""
    return bool(_LETTER.match(line.folded))
