"""The forms in which `jorei check` prints findings: one class for each ``--format``."""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import msgspec

from jorei.cli.extras import needing
from jorei.errors import Refused, Unreadable, refusing
from jorei.model import Analysis, Diagnostic
from jorei.read import file_bytes
from jorei.report.finding_rows import SEVERITY_NAMES, FindingRow, finding_rows
from jorei.report.findings import LineOffsets, show_finding, visible
from jorei.report.findings_html import findings_page
from jorei.report.findings_xlsx import write_findings
from jorei.report.terminal import unfiltered
from jorei.whole_file import write_whole

T = TypeVar("T")

_WIDTH: Final = 100
"""Columns of a page, where nothing says how wide the terminal is; and the most that is used of it."""


_MOST_CODES: Final = 4
"""Codes that a line of the summary names. Chosen."""


DocumentPlace = tuple[int, int]
"""The index of a file among those that are checked, and of an instrument in it."""


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
        return self.with_findings(chosen)

    def with_findings(self, findings: tuple[Diagnostic, ...]) -> Checked:
        """The document with other findings."""
        return Checked(self.path, msgspec.structs.replace(self.analysis, diagnostics=findings))


class Output(Protocol):
    """Takes the documents by their index, and prints them at the end: only then is all known about each.

    A document that is added again replaces what was known of it.
    """

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Render the findings of a document."""

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print everything."""


class Text:
    """For people. Dismissed findings are not shown."""

    def __init__(self, *, colour: bool, quiet: bool) -> None:
        self.colour = colour
        self.quiet = quiet
        self.width = max(60, min(_WIDTH, shutil.get_terminal_size((_WIDTH, 0)).columns - 10))
        self._rendered: dict[DocumentPlace, list[str]] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Render the findings with their lines."""
        if self.quiet:
            return
        offsets = LineOffsets(checked.analysis.source.text, checked.analysis.source.lines_before)
        self._rendered[index] = [
            show_finding(finding, checked.path, offsets, self.width, colour=self.colour)
            for finding in checked.analysis.diagnostics
            if finding.suppressed_by is None
        ]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print them; what could not be read stands on stderr already."""
        del unreadable
        for finding in _in_order(self._rendered):
            print(finding, end="\n\n", file=unfiltered(sys.stdout))  # its words are shown already, colours are ours


class Json:
    """One array of the rows of `diagnostics`, with the path of each document; dismissed ones say by what."""

    def __init__(self) -> None:
        self._rows: dict[DocumentPlace, list[dict[str, Any]]] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Make the rows of a document."""
        from jorei.dataset.tables import diagnostic_columns, document_row
        from jorei.write.json_tree import rows_of

        if not checked.analysis.diagnostics:
            return
        document = {"doc_id": document_row(checked.analysis)["doc_id"], "source_path": checked.analysis.source.path}
        rows = rows_of("diagnostics", diagnostic_columns(checked.analysis))
        places = [finding.places for finding in checked.analysis.diagnostics]
        self._rows[index] = [document | row | {"places": count} for row, count in zip(rows, places, strict=True)]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print the array; what could not be read stands on stderr already."""
        del unreadable
        print(msgspec.json.format(msgspec.json.encode(list(_in_order(self._rows))), indent=2).decode())


class Sarif:
    """SARIF 2.1.0."""

    def __init__(self) -> None:
        self._results: dict[DocumentPlace, list[dict[str, Any]]] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Make the results of a document."""
        from jorei.report.sarif import to_result

        offsets, nodes = (
            LineOffsets(checked.analysis.source.text, checked.analysis.source.lines_before),
            checked.analysis.tree.nodes,
        )
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
        self._annotations: dict[DocumentPlace, list[str]] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Make the annotations of a document."""
        from jorei.report.annotations import annotation

        offsets = LineOffsets(checked.analysis.source.text, checked.analysis.source.lines_before)
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


class Summary:
    """One line a document: how many findings of each severity, and the codes of the gravest with the places of each."""

    def __init__(self) -> None:
        self._lines: dict[DocumentPlace, list[str]] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Count the findings of a document."""
        still_open = [finding for finding in checked.analysis.diagnostics if finding.suppressed_by is None]
        counts = Counter(finding.severity for finding in still_open)
        codes = Counter[str]()
        for finding in still_open:
            if finding.severity != "info":
                codes[finding.code] += finding.places
        most = " ".join(f"{code}×{count}" for code, count in codes.most_common(_MOST_CODES))
        numbers = " ".join(f"{counts[severity]:>4}" for severity in SEVERITY_NAMES)
        self._lines[index] = [f"{numbers}  {visible(checked.path)}  {most}".rstrip()]

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print the lines below their heads."""
        del unreadable
        print(" ".join(f"{name:>3}" for name in SEVERITY_NAMES.values()))
        for line in _in_order(self._lines):
            print(line)


class FindingTable:
    """A file that an office passes on: a workbook or a page."""

    def __init__(self, form: str, file: Path) -> None:
        self._form, self._file = form, file
        self._rows: dict[DocumentPlace, list[FindingRow]] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Make the rows of a document."""
        self._rows[index] = finding_rows(checked.path, checked.analysis)

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Write the file; what could not be read stands on stderr already."""
        del unreadable
        rows = _in_order(self._rows)
        with refusing(f"{self._file} に書けません", f"cannot write {self._file}"):
            if self._form == "xlsx":
                with needing("compare"):
                    write_findings(rows, self._file)
            else:
                page = findings_page(rows, len(self._rows))
                write_whole(self._file, page.encode("utf-8", "backslashreplace"))
        print(f"→ {self._file}", file=sys.stderr)


class Baseline:
    """Hands on the findings that an earlier `jorei check --format json` did not have."""

    def __init__(self, output: Output, file: Path) -> None:
        self._output = output
        self._known = _known_findings(file)

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """Leave out what was known: as often as it was."""
        left = Counter(self._known)
        path = checked.analysis.source.path
        new = []
        for finding in checked.analysis.diagnostics:
            key = (path, finding.code, _BRACKETED.sub("", finding.message))
            if left[key]:
                left[key] -= 1
            else:
                new.append(finding)
        self._output.add(index, checked.with_findings(tuple(new)))

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print everything."""
        self._output.finish(unreadable)


_BRACKETED: Final = re.compile("（[^（）]*）")


def _known_findings(file: Path) -> Counter[tuple[str | None, str, str]]:
    """The findings of a JSON output by path, code and message, each place of those that stand for several: lines may have
    moved since, and what a message says in brackets (最後の条は第9条) may be another. `Refused` when it is none."""
    try:
        rows = msgspec.json.decode(file_bytes(file))
        return Counter(
            (row["source_path"], row["code"], _BRACKETED.sub("", message)) for row in rows for message in _messages(row)
        )
    except (OSError, Unreadable, msgspec.DecodeError, UnicodeDecodeError, TypeError, KeyError, RecursionError) as error:
        raise Refused(
            f"{file} は jorei check --format json の出力ではありません: {error}",
            f"{file} is no output of jorei check --format json: {error}",
        ) from error


def _messages(row: dict[str, Any]) -> list[str]:
    """The messages of a row, one for each place that it stands for."""
    others = [other["message"] for other in row["related"]] if row.get("places", 1) > 1 else []
    return [row["message"], *others]


def _in_order(by_index: dict[DocumentPlace, list[T]]) -> Iterator[T]:
    return chain.from_iterable(by_index[index] for index in sorted(by_index))


def output_of(form: str, *, colour: bool, quiet: bool, file: Path | None = None) -> Output:
    """The output of a ``--format``; ``file`` is where a workbook or a page goes."""
    match form:
        case "xlsx" | "html":
            if file is None:
                raise Refused(f"--format {form} には -o FILE が必要です", f"--format {form} needs -o FILE")
            return FindingTable(form, file)
        case "summary":
            return Summary()
        case "json":
            return Json()
        case "sarif":
            return Sarif()
        case "github":
            return Github()
        case _:
            return Text(colour=colour, quiet=quiet)
