"""How `jorei check` prints what it finds: one class for each ``--format``."""

from __future__ import annotations

import shutil
from typing import Any, Final, Protocol

import msgspec

from jorei.model import Analysis
from jorei.report.findings import LineOffsets, show_diagnostic

_WIDTH: Final = 100


class Checked(msgspec.Struct, frozen=True):
    """A document and its findings."""

    path: str
    analysis: Analysis

    def chosen(self, select: tuple[str, ...], ignore: tuple[str, ...]) -> Checked:
        """Only the findings that were asked for: by a code, or by the letter of a family."""
        kept = tuple(
            found
            for found in self.analysis.diagnostics
            if found.code.startswith(select) and not (ignore and found.code.startswith(ignore))
        )
        return Checked(self.path, msgspec.structs.replace(self.analysis, diagnostics=kept))


class Output(Protocol):
    """Takes the documents in their order, and is told the end."""

    def add(self, checked: Checked) -> None: ...

    def finish(self, unreadable: list[tuple[str, str]]) -> None: ...


class Text:
    """For people. Dismissed findings are not shown."""

    def __init__(self, *, colour: bool, quiet: bool) -> None:
        self.colour = colour
        self.quiet = quiet
        self.width = max(60, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 0)).columns - 10))

    def add(self, checked: Checked) -> None:
        found = [one for one in checked.analysis.diagnostics if one.suppressed_by is None]
        if self.quiet or not found:
            return
        places = LineOffsets(checked.analysis.source.text)
        for one in found:
            print(show_diagnostic(one, checked.path, places, self.width, colour=self.colour), end="\n\n")

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        del unreadable  # told on stderr already


class Json:
    """One array of the rows of `diagnostics`, with the path of each document; dismissed ones say by what."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, checked: Checked) -> None:
        from jorei.dataset.tables import diagnostic_columns, document_row
        from jorei.write.json_tree import rows_of

        if not checked.analysis.diagnostics:
            return
        document = {"doc_id": document_row(checked.analysis)["doc_id"], "source_path": checked.analysis.source.path}
        self.rows.extend(document | row for row in rows_of("diagnostics", diagnostic_columns(checked.analysis)))

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        del unreadable
        print(msgspec.json.format(msgspec.json.encode(self.rows), indent=2).decode())


class Sarif:
    """SARIF 2.1.0."""

    def __init__(self) -> None:
        self.results: list[dict[str, Any]] = []

    def add(self, checked: Checked) -> None:
        from jorei.report.sarif import to_result

        places, nodes = LineOffsets(checked.analysis.source.text), checked.analysis.tree.nodes
        self.results.extend(
            to_result(found, checked.path, places, None if found.node is None else nodes[found.node])
            for found in checked.analysis.diagnostics
        )

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        import jorei
        from jorei.report.sarif import to_sarif

        log = to_sarif(self.results, jorei.__version__, unreadable)
        print(msgspec.json.format(msgspec.json.encode(log), indent=2).decode())


class Github:
    """Annotations for GitHub Actions. Dismissed findings are not shown."""

    def add(self, checked: Checked) -> None:
        from jorei.report.annotations import annotation

        places = LineOffsets(checked.analysis.source.text)
        for found in checked.analysis.diagnostics:
            if found.suppressed_by is None:
                print(annotation(found, checked.path, places))

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        del unreadable


def shown_as(form: str, *, colour: bool, quiet: bool) -> Output:
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
