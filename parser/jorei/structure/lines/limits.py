"""Bounds of the text that is read line by line: bytes that make a unit each cannot make a document of any size.

A line, a cell or a joined 号 becomes objects that take one to three kilobytes, however short it is, so a file of
empty entries would take a thousand times its size. No ordinance comes near these bounds (the longest national laws
have some 15,000 lines, of a hundred bytes on average); what lies beyond them is kept as one stretch of the kind
`unparsed` and reported by S24.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

FREE: Final = 20_000
"""Units that any text may have."""
BYTES_A_UNIT: Final = 64
"""Beyond those, one for so many bytes of UTF-8."""

_LINE_ENDS: Final = "\n\f\v\x85\u2028\u2029"
_ENDS: Final = _LINE_ENDS + "\t|"
# a unit ends here, be it empty or not; blank lines make none
_UNIT_END: Final = re.compile(rf"[\t|]|[{_LINE_ENDS}][{_LINE_ENDS} \u3000]*")


def most_units(text: str) -> int:
    """The most lines, cells and joined items that a text may have."""
    return FREE + len(text.encode("utf-8", "surrogatepass")) // BYTES_A_UNIT


def joined_units(length: int) -> int:
    """The most units that may be cut out of lines of so many characters, where only their labels part them."""
    return FREE + length // BYTES_A_UNIT


def reach(text: str) -> int:
    """The offset up to which a text is read line by line; its length, but for texts that nobody wrote.

    >>> reach("第1条 甲は、乙とする。\\n"), reach("1\\n" * 30_000)
    (13, 41874)
    """
    if len(text) <= FREE or sum(map(text.count, _ENDS)) <= FREE:
        return len(text)
    return next((end.end() for end in islice(_UNIT_END.finditer(text), most_units(text) - 1, None)), len(text))
