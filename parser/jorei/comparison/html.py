"""The table as one HTML file that needs nothing else: readable, printable, filtered by caption."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from jorei.comparison.table import GRADE_NAMES, MARKS, table_columns, table_sections

if TYPE_CHECKING:
    from jorei.comparison.comparison import Comparison

_TEMPLATE = Path(__file__).with_name("page.html")


def to_html(comparison: Comparison, title: str = "条文対照表") -> str:
    """The page. Every word of a document is escaped: no document can bring markup or scripts into it."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    frame = comparison.features()
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        title=title,
        columns=[comparison.documents[doc] for doc in table_columns(comparison)],
        documents=comparison.documents,
        sections=table_sections(comparison),
        marks=MARKS,
        grades=GRADE_NAMES,
        matrix=[(column, list(frame[column])) for column in frame.columns],
        version=version("jorei"),
    )
