"""The table as one HTML file that needs nothing else: readable, printable, filtered by caption."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from jorei.comparison.views import MARKS, sections, shown

if TYPE_CHECKING:
    from jorei.comparison.comparison import Comparison

_TEMPLATE = Path(__file__).with_name("table.html")


def to_html(comparison: Comparison, title: str = "条文対照表") -> str:
    """The page. Every word of a document is escaped: what it says is never markup."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    frame = comparison.features()
    matrix = [(column, list(frame[column])) for column in frame.columns]
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        title=title, columns=[comparison.sides[doc] for doc in shown(comparison)], all=comparison.sides, sections=sections(comparison), marks=MARKS, matrix=matrix,
        version=version("jorei"),
    )  # fmt: skip
