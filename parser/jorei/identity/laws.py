"""The keys that a law is found by across documents: municipality and number, municipality and title."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.text.fold import fold
from jorei.text.instruments import BY_NOUN
from jorei.text.lawnumbers import parse_law_number

KEY_SEPARATOR: Final = "\x1f"
"""Parts the fields of a key; no field has this control character."""
_BOARDS: Final = {
    "教委": "教育委員会", "選管": "選挙管理委員会", "選管委": "選挙管理委員会", "公平委": "公平委員会",
    "農委": "農業委員会", "農業委": "農業委員会", "監委": "監査委員", "固評委": "固定資産評価審査委員会",
}  # fmt: skip
_BOARD: Final = r"(?:教委|教育|議会|選|公平|監|農|固|水道|上下水道|企業|公営|病院|消防|人事)"
_ISSUER: Final = re.compile(rf"^(?P<municipality>.+?[都道府県市区町村])(?P<board>{_BOARD}.*|)$")
_UNNAMED: Final = frozenset("都道府県市区町村")
_BLANK: Final = re.compile(r"[\s○◯●]+")
_LONGEST_GENERIC: Final = 3
"""Characters of a title that names nothing by itself (税条例). Chosen."""


@lru_cache(maxsize=65_536)
def split_issuer(issuer: str) -> tuple[str, str]:
    """The municipality and the board of the issuer in a number, the words before its type.

    >>> split_issuer("みどり野市"), split_issuer("七日森市教育委員会"), split_issuer("教委"), split_issuer("市")
    (('みどり野市', ''), ('七日森市', '教育委員会'), ('', '教育委員会'), ('', ''))
    """
    if issuer in _UNNAMED:
        return "", ""
    match = _ISSUER.match(issuer)
    municipality, board = (match["municipality"], match["board"]) if match else ("", issuer)
    return municipality, _BOARDS.get(board, board)


@lru_cache(maxsize=65_536)
def number_key(law: str, municipality: str) -> str | None:
    """The key of a law number read in a document of ``municipality``; None when it is no number.

    The issuer is part of it (教育委員会規則第3号 is not 規則第3号), but for 条例, which all come from the assembly.

    >>> number_key("平成9年みどり野市条例第17号", "八王子市") == number_key("平成九年条例第十七号", "みどり野市")
    True
    """
    number = parse_law_number(fold(law))
    if number is None:
        return None
    named, board = split_issuer(number.issuer)
    if BY_NOUN[number.type].level == "national":
        municipality, board = "", number.issuer
    else:
        municipality = named or municipality
        board = "" if number.type == "条例" else board
    return KEY_SEPARATOR.join(
        (municipality, board, f"{number.era}{number.year}", number.type + number.mark, str(number.number))
    )


@lru_cache(maxsize=65_536)
def bare_title(title: str) -> str:
    """A title without blanks and circles, in one width."""
    return _BLANK.sub("", fold(title))


def title_key(title: str, municipality: str) -> str:
    """The key of a title read in a document of ``municipality``."""
    return f"{municipality}{KEY_SEPARATOR}{bare_title(title)}"


def title_spellings(name: str, municipality: str) -> tuple[str, ...]:
    """The titles that a name may stand for in a document of ``municipality``.

    >>> title_spellings("市税条例", "萩野市"), title_spellings("税条例", "")
    (('市税条例', '萩野市市税条例', '萩野市税条例'), ('税条例',))
    """
    bare = bare_title(name)
    if not municipality:
        return (bare,)
    if bare.startswith(municipality):
        return (bare, bare.removeprefix(municipality))
    joined = (municipality[:-1] + bare,) if bare.startswith(municipality[-1]) else ()
    return (bare, municipality + bare, *joined)


def titles_agree(first: str, second: str) -> bool:
    """Whether two titles are the same, but for the municipality's name in front."""
    shorter, longer = sorted((bare_title(first), bare_title(second)), key=len)
    return len(shorter) > _LONGEST_GENERIC and longer.endswith(shorter)
