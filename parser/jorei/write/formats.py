"""The forms that a document can be written in, each in a module of its own that is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:  # the command line reads the names of the forms before it loads anything else
    from jorei.model import Analysis


class ExportFormat(NamedTuple):
    """A form's file name ending, and the function that writes it."""

    suffix: str
    module: str
    function: str

    def write(self, analysis: Analysis) -> bytes:
        """The whole document in this form."""
        write: Callable[[Analysis], bytes] = getattr(import_module(self.module), self.function)
        return write(analysis)


FORMS: Final[dict[str, ExportFormat]] = {
    "egov": ExportFormat(".xml", "jorei.write.egov", "to_egov"),
    "akn": ExportFormat(".akn.xml", "jorei.write.akn", "to_akn"),
    "lawtext": ExportFormat(".law.txt", "jorei.write.text_forms", "to_lawtext"),
    "markdown": ExportFormat(".md", "jorei.write.text_forms", "to_markdown"),
    "text": ExportFormat(".txt", "jorei.write.text_forms", "to_text"),
}
"""By the name that ``--format`` takes."""
