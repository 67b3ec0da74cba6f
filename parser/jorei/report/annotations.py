"""Findings as workflow commands of GitHub Actions, which shows them beside the lines they are about."""

from __future__ import annotations

from typing import Final

from jorei.model import Diagnostic
from jorei.model.vocabulary import Severity
from jorei.report.findings import LineOffsets

_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def annotation(finding: Diagnostic, path: str, offsets: LineOffsets) -> str:
    """One finding as one command; the words of the document cannot begin another.

    >>> from jorei.model import Diagnostic
    >>> finding = Diagnostic("R16", "jorei-misspelt", "warning", "条令は条例の誤りです", "misspelt", 8, 10)
    >>> annotation(finding, "a,b.txt", LineOffsets("第1条\\n2 この条令は"))
    '::warning file=a%2Cb.txt,line=2,endLine=2,col=5,endColumn=7,title=R16 jorei-misspelt::条令は条例の誤りです'
    """
    (line, column), (end_line, end_column) = offsets.position(finding.start), offsets.position(finding.end)
    location = f"file={path.translate(_PROPERTY)},line={line},endLine={end_line}"
    if line == end_line:  # columns are allowed within one line only
        location += f",col={column},endColumn={end_column}"
    title = f"{finding.code} {finding.name}".translate(_PROPERTY)
    return f"::{_LEVELS[finding.severity]} {location},title={title}::{finding.message.translate(_DATA)}"
