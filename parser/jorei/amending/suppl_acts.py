"""The 附則 of an ordinance, where it amends other ones: 2　甲市条例（平成9年甲市条例第3号）の一部を次のように改正する。"""

from __future__ import annotations

import re
from typing import Final

from jorei.amending.operation import Number
from jorei.amending.places import number
from jorei.structure.instructions.clause_lines import HEAD, AmendingLine
from jorei.text.numerals import NUMBER

_SUPPL_LABEL: Final = re.compile(rf"(?:第(?P<article>{NUMBER})条((?:の{NUMBER})*)|(?P<paragraph>{NUMBER}))\s+")
_SPEAKS: Final = re.compile(r"この(?:条例|規則|規程)|前項|改正後|改正前|[^()]{1,120}\([^()]{0,60}第[^()]{1,12}号")


def suppl_provisions(lines: list[AmendingLine]) -> list[tuple[Number, list[AmendingLine]]]:
    """The provisions of a 附則 that amend another instrument, by number: their lines, without the label of the first.

    What a clause sets off may have numbers too: a provision begins with the next number, below a caption or with words that
    no set-off begins with.
    """
    starts: list[tuple[int, Number, int]] = []
    last: Number = ()
    for at, line in enumerate(lines):
        match = _SUPPL_LABEL.match(line.folded)
        if not match:
            continue
        num = number(match["article"] or match["paragraph"], match[2] or "")
        caption = at > 0 and lines[at - 1].folded.startswith("(") and lines[at - 1].folded.endswith(")")
        if last and (num != (last[0] + 1,) or not caption and not _SPEAKS.match(line.folded, match.end())):
            continue
        starts.append((at, num, match.end()))
        last = num
    found: list[tuple[Number, list[AmendingLine]]] = []
    ends = [at - (lines[at - 1].folded.endswith(")") and lines[at - 1].folded.startswith("(")) for at, *_ in starts[1:]]
    for (at, num, length), end in zip(starts, [*ends, len(lines)][: len(starts)], strict=True):
        first = lines[at]
        blanks = len(first.text) - len(first.text.lstrip())
        cut = blanks + length
        head = AmendingLine(first.text[cut:], first.start + cut, 0, first.folded[length:])
        stretch = [head, *lines[at + 1 : end]]
        if HEAD.search("".join(line.folded for line in stretch[:8])):
            found.append((num, stretch))
    return found
