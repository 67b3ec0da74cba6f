"""Whether a term stands for a whole list or for its last member: 甲又は乙(以下「…」という。).

A term that ends in 等 stands for the list. Another stands for the last member alone when its letters are those of the
last member and of no other: 市長又は規則で定める使用人(以下「特定使用人」という。). What hangs together before one noun is no list of
its own: 設置許可又は変更許可を受けた事業者, 土地及び建物の登記事項証明書.
"""

from __future__ import annotations

import re
from typing import Final

CITATION_ENDS: Final = frozenset("条項号法令例則表書定")
"""The last letters of a provision, a law or a paper."""
OF_LISTS: Final = ("等", "など", "ら")
"""What a term ends in that stands for a whole list."""
JOINS: Final = frozenset(
    ("又は", "または", "及び", "および", "若しくは", "もしくは", "並びに", "ならびに", "かつ", "且つ", "あるいは")
)
_BORDER: Final = re.compile("、|又は|または|及び|および|若しくは|もしくは|並びに|ならびに")
_GENERAL: Final = re.compile("その他|ほか")
"""With these in the last member, it names what the others belong to."""
_NOUNS: Final = "[^ぁ-ん、]+(?:の[^ぁ-ん、]+)*"
_CITES: Final = re.compile(
    rf"{_NOUNS}(?:に規定する|に掲げる|に定める|の規定による|[がのでに](?:定め|認め|指定す|選任す|選定す)る)"
    f"(?!方法|とき|場合){_NOUNS}"
)
"""A noun with a clause that says only where it is laid down or by whom."""
_CITED: Final = re.compile(
    "(?:[^ぁ-ん]|の|及び|又は)+(?:に規定する|の規定に(?:よる|より|基づき|基づく)|に掲げる|に定める)"
)
_PAPER: Final = re.compile("[をが][^ぁ-ん、]+(?:する|した|す|る)(?:書類|書面|図書|図面|資料|文書)$")
"""A paper that only its clause tells from the others of a list: …を証する書類."""
_CLAUSE: Final = re.compile("([^ぁ-ん]+(?:の[^ぁ-ん]+)?)[をにがで].*?([^ぁ-ん]+)$")
"""The argument of the verb of a clause, and the noun behind the verb."""
_LEAST_SHARED: Final = 2
"""Pairs of letters that a term has of the last member and not of the one before. Chosen: one pair is a common word."""


def last_alone(before: str, last: str, term: str, *, clause: bool) -> bool:
    """Whether ``term`` stands for ``last``, the last member of a list, and not for ``before`` as well; ``clause`` when a
    verb stands in the last member.

    >>> last_alone("副市長", "主務部課の長", "主務部課長", clause=False), last_alone("土地", "家屋", "土地等", clause=False)
    (True, False)
    >>> last_alone("設置許可", "変更許可を受けた事業者", "許可事業者", clause=True)
    False
    """
    member = _BORDER.split(before)[-1]
    whole = last.endswith(term)
    of_list = not term or term.endswith(OF_LISTS) and not whole or _BORDER.search(term) is not None
    if of_list or member.endswith(term) or _GENERAL.search(last):
        return False
    pairs = {term[at : at + 2] for at in range(len(term) - 1)}
    of_last = {pair for pair in pairs if pair in last}
    of_member = {pair for pair in pairs if pair in member}
    own = of_last - of_member
    if not (whole or len(own) >= _LEAST_SHARED):
        return False
    if of_member - of_last:  # what only the one before has of the term
        return clause and "、" in before and _PAPER.search(last) is not None
    if clause:
        return _clause_alone(member, last, own)
    owner, _, _ = last.partition("の")  # 土地及び建物の登記事項証明書: the head belongs to both
    return owner == last or any(pair in owner for pair in own)


def _clause_alone(member: str, last: str, own: set[str]) -> bool:
    """Whether the member before a join is beside the noun of the clause behind it, not beside what its verb is about."""
    if _CITES.fullmatch(last) is not None:
        return member[-1:] not in CITATION_ENDS
    cited = _CITED.match(last)
    last = last[cited.end() :] if cited is not None else last
    parts = _CLAUSE.match(last)
    if parts is None or len(own) < _LEAST_SHARED or not any(pair in last[: parts.start(2)] for pair in own):
        return False
    argument, noun = parts[1], parts[2]
    return member[-1:] == noun[-1:] and member[-1:] != argument[-1:]
