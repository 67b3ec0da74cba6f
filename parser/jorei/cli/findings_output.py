"""The forms in which `jorei check` prints findings: one class for each ``--format``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, Protocol, TypeVar

import msgspec

from jorei.model import Analysis
from jorei.report.findings import LineOffsets, show_finding

T = TypeVar("T")

_WIDTH: Final = 100
"""Columns of a page, where nothing says how wide the terminal is; and the most that is used of it."""


class Checked(msgspec.Struct, frozen=True):
    """A document and its findings."""

    path: str
    analysis: Analysis

    def chosen(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> Checked:
        """Only the findings that were asked for: by a code, or by the letter of a family."""
        chosen = tuple(
            finding
            for finding in self.analysis.diagnostics
            if finding.code.startswith(select) and not (ignore and finding.code.startswith(ignore))
        )
        return Checked(self.path, msgspec.structs.replace(self.analysis, diagnostics=chosen))


class Output(Protocol):
    """Takes the documents by their index, and prints them at the end: only then is all known about each.

    A document that is added again replaces what was known of it.
    """

    def add(self, index: int, checked: Checked) -> None:
        """Render the findings of a document."""

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print everything."""


class Text:
    """For people. Dismissed findings are not shown."""

    def __init__(self, *, colour: bool, quiet: bool) -> None:
        self.colour = colour
        self.quiet = quiet
        self.width = max(60, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 0)).columns - 10))
        self._rendered: dict[int, list[str]] = {}

    def add(self, index: int, checked: Checked) -> None:
        """Render the findings with their lines."""
        if self.quiet:
            return
        offsets = LineOffsets(checked.analysis.source.text)
        self._rendered[index] = [
            show_finding(finding, checked.path, offsets, self.width, colour=self.colour)
            for finding in checked.analysis.diagnostics
            if finding.suppressed_by is None
        ]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print them; what could not be read stands on stderr already."""
        del unreadable
        for finding in _in_order(self._rendered):
            print(finding, end="\n\n")


class Json:
    """One array of the rows of `diagnostics`, with the path of each document; dismissed ones say by what."""

    def __init__(self) -> None:
        self._rows: dict[int, list[dict[str, Any]]] = {}

    def add(self, index: int, checked: Checked) -> None:
        """Make the rows of a document."""
        from jorei.dataset.tables import diagnostic_columns, document_row
        from jorei.write.json_tree import rows_of

        if not checked.analysis.diagnostics:
            return
        document = {"doc_id": document_row(checked.analysis)["doc_id"], "source_path": checked.analysis.source.path}
        self._rows[index] = [document | row for row in rows_of("diagnostics", diagnostic_columns(checked.analysis))]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print the array; what could not be read stands on stderr already."""
        del unreadable
        print(msgspec.json.format(msgspec.json.encode(list(_in_order(self._rows))), indent=2).decode())


class Sarif:
    """SARIF 2.1.0."""

    def __init__(self) -> None:
        self._results: dict[int, list[dict[str, Any]]] = {}

    def add(self, index: int, checked: Checked) -> None:
        """Make the results of a document."""
        from jorei.report.sarif import to_result

        offsets, nodes = LineOffsets(checked.analysis.source.text), checked.analysis.tree.nodes
        self._results[index] = [
            to_result(finding, checked.path, offsets, None if finding.node is None else nodes[finding.node])
            for finding in checked.analysis.diagnostics
        ]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print the log, with what could not be read as notifications."""
        import jorei
        from jorei.report.sarif import to_sarif

        log = to_sarif(list(_in_order(self._results)), jorei.__version__, unreadable)
        print(msgspec.json.format(msgspec.json.encode(log), indent=2).decode())


class Github:
    """Annotations for GitHub Actions. Dismissed findings are not shown."""

    def __init__(self) -> None:
        self._annotations: dict[int, list[str]] = {}

    def add(self, index: int, checked: Checked) -> None:
        """Make the annotations of a document."""
        from jorei.report.annotations import annotation

        offsets = LineOffsets(checked.analysis.source.text)
        self._annotations[index] = [
            annotation(finding, checked.path, offsets)
            for finding in checked.analysis.diagnostics
            if finding.suppressed_by is None
        ]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print them; what could not be read stands on stderr already."""
        del unreadable
        for line in _in_order(self._annotations):
            print(line)


def _in_order(by_index: dict[int, list[T]]) -> Iterator[T]:
    return chain.from_iterable(by_index[index] for index in sorted(by_index))


def output_of(form: str, *, colour: bool, quiet: bool) -> Output:
    """The output of a ``--format``."""
    match form:
        case "json":
            return Json()
        case "sarif":
            return Sarif()
        case "github":
            return Github()
        case _:
            return Text(colour=colour, quiet=quiet)
