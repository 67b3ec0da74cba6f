"""What the list of findings is narrowed to: the words of its address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args
from urllib.parse import urlencode

import msgspec

from jorei.model.vocabulary import Severity, values

State = Literal["open", "decided", "all"]
Order = Literal["grave", "doubtful"]
_MAX_DIGITS: Final = 9
Row = dict[str, Any]
GRAVITY: Final = {severity: rank for rank, severity in enumerate(values(Severity))}
"""The severities by their rank, the gravest first."""


class Filters(msgspec.Struct, frozen=True, omit_defaults=True):
    """Each is empty, or what a finding has to be; ``words`` are of the title, the municipality or the name of the file."""

    q: str = ""
    severity: str = ""
    code: str = ""
    doc: str = ""
    state: str = "open"
    order: str = "grave"
    page: int = 1

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Filters:
        """The filters of an address; what is none of theirs is left out.

        >>> Filters.asked({"severity": "error", "state": "lost", "page": "0"})
        Filters(q='', severity='error', code='', doc='', state='open', order='grave', page=1)
        """
        severity, state, order = (query.get(name, "") for name in ("severity", "state", "order"))
        return cls(
            query.get("q", "").strip(), severity if severity in GRAVITY else "", query.get("code", "").strip().upper(),
            query.get("doc", ""), state if state in get_args(State) else "open",
            order if order in get_args(Order) else "grave", page_number(query.get("page", "1")),
        )  # fmt: skip

    def address(self, **changed: Any) -> str:
        """The address of the list with these filters; a change of one begins at the first page.

        >>> Filters(severity="error", page=3).address(code="R01"), Filters().address()
        ('/?severity=error&code=R01', '/')
        """
        said = msgspec.to_builtins(msgspec.structs.replace(self, **({"page": 1} | changed)))
        return f"/?{urlencode(said)}" if said else "/"

    def of_documents(self, documents: list[Row]) -> list[Row]:
        """The documents that are asked for."""
        return [row for row in documents if self.doc in ("", row["doc_id"]) and self._names(row)]

    def _names(self, row: Row) -> bool:
        return self.q in " ".join(filter(None, (row["title"], row["municipality"], row["source_path"])))

    def take(self, finding: Row, *, but: str = "") -> bool:
        """Whether a finding is asked for, as far as it depends on itself; the filter ``but`` is left out of account."""
        return (
            (but == "severity" or self.severity in ("", finding["severity"]))
            and (but == "code" or self.code in ("", finding["code"]))
            and (but == "state" or self.state == "all" or (self.state == "decided") == bool(finding["verdict"]))
        )

    def sort(self, findings: list[Row]) -> list[Row]:
        """Findings in the order that is asked for: the gravest first, of these the surest; or the most doubtful first."""

        def sort_key(row: Row) -> tuple[Any, ...]:
            gravity, confidence = GRAVITY[row["severity"]], row["confidence"]
            first = (confidence, gravity) if self.order == "doubtful" else (gravity, -confidence)
            return (*first, row["doc_id"], row["index"])

        return sorted(findings, key=sort_key)


def page_number(words: str) -> int:
    """The number of a page of the list; 1 where the address has none, or one of more digits than pages.

    >>> page_number("3"), page_number("0"), page_number("x"), page_number("9" * 5000)
    (3, 1, 1, 1)
    """
    return max(1, int(words)) if words.isdecimal() and len(words) < _MAX_DIGITS else 1
