"""``jorei amend``: amendments carried out on their bases."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from jorei.amending.amended import Amended, amend_all
from jorei.amending.document import read_amending
from jorei.amending.findings import AmendingFinding
from jorei.amending.operation import Amending
from jorei.amending.rows import operation_rows
from jorei.cli.bugs import Bugs
from jorei.cli.comparison_file import write_tables
from jorei.cli.exit_codes import ExitCode
from jorei.cli.named_files import named_file, named_files
from jorei.cli.output_places import refuse_odd_place
from jorei.errors import Refused, refusing
from jorei.model import Analysis
from jorei.pipeline.references import analyse_references
from jorei.read import Unreadable, read_file
from jorei.read.limits import TooCostly, time_limit
from jorei.registry import current
from jorei.report.terminal import data_stream
from jorei.whole_file import write_whole

_EACH: Final = 1_000_000
"""Bytes that a base counts for besides its own when its time is reckoned: an amendment may be as long."""
_FINDINGS: Final = "findings.json"
_REPAIRS: Final = "repairs.txt"
"""What is written beside the texts."""


def run(arguments: Namespace) -> int:
    """Write the consolidated texts, or the operations of the amendments."""
    bugs = Bugs()
    _refuse_odd_places(arguments)
    with named_files(Unreadable):
        amending = _amending(arguments)
        if arguments.format == "operations":
            print(json.dumps([row for one in amending for row in operation_rows(one)], ensure_ascii=False, indent=1))
            return ExitCode.DONE
        if not arguments.bases:
            print("基の例規が要ります / a base is needed", file=sys.stderr)
            return ExitCode.USAGE
        bases = list(_survivors(arguments.bases, bugs))
        others = [one for _, one in _survivors(arguments.others, bugs)]
    lost: list[Path] = []
    made = _amended(bases, amending, others, arguments, bugs, lost)
    results = [result for _, result in made]
    if arguments.table:
        write_tables([(result.base.source.text, result.text or "") for result in results], arguments)
    if made:
        _write(made, arguments)
    found = [one for result in results for one in result.diagnostics]
    _say(found)
    _say_repairs(results)
    if bugs.count:
        return ExitCode.BUG
    if lost:
        return ExitCode.UNREADABLE
    return ExitCode.ERRORS if any(one.severity == "error" for one in found) else ExitCode.DONE


def _refuse_odd_places(arguments: Namespace) -> None:
    """`Refused` where anything would be written into a build, over what is read, or over one another."""
    inputs = [*arguments.bases, *arguments.by, *arguments.others]
    outputs = list(_places(arguments).values())
    if outputs and not _is_one_file(arguments):
        outputs += [(arguments.output or Path()) / name for name in (_FINDINGS, _REPAIRS)]
    for output in filter(None, (*outputs, arguments.table)):
        refuse_odd_place(output, inputs)
    for output, count in Counter(outputs).items():
        if count > 1:
            raise Refused(f"{output} に二つ書くことになります", f"two would be written as {output}")


def _is_one_file(arguments: Namespace) -> bool:
    output: Path | None = arguments.output
    return len(arguments.bases) == 1 and output is not None and bool(output.suffix) and not output.is_dir()


def _places(arguments: Namespace) -> dict[Path, Path]:
    """Where the new text of each base goes; nowhere when it is printed."""
    if arguments.output is None and len(arguments.bases) == 1:
        return {}
    if _is_one_file(arguments):
        return {arguments.bases[0]: arguments.output}
    return {base: (arguments.output or Path()) / base.name for base in arguments.bases}


def _survivors(paths: list[Path], bugs: Bugs) -> Iterator[tuple[Path, Analysis]]:
    """The documents that can be read without a bug, by their paths."""
    for path in paths:
        with bugs.survived(str(path)):
            yield path, _read(path)


def _amended(
    bases: list[tuple[Path, Analysis]],
    amending: list[Amending],
    others: list[Analysis],
    arguments: Namespace,
    bugs: Bugs,
    lost: list[Path],
) -> list[tuple[Path, Amended]]:
    """Each base with the amendments carried out; where that meets a bug or takes too long, each by itself, so that the
    others have theirs. Those that take too long are told, and are in ``lost``."""

    def carry_out(group: list[tuple[Path, Analysis]]) -> list[tuple[Path, Amended]]:
        size = sum(_EACH + len(base.source.text.encode("utf-8", "surrogatepass")) for _, base in group)
        with time_limit(size):
            results = amend_all([base for _, base in group], amending, arguments.on, others, arguments.with_suppl)
        return [(path, result) for (path, _), result in zip(group, results, strict=True)]

    if len(bases) > 1:
        with suppress(TooCostly), bugs.survived("amend"):
            return carry_out(bases)
    done = []
    for one in bases:
        try:
            with bugs.survived(str(one[0])):
                done += carry_out([one])
        except TooCostly as reason:
            lost.append(one[0])
            print(f"{one[0]}: {reason}", file=sys.stderr)
    return done


def _amending(arguments: Namespace) -> list[Amending]:
    dates = [*arguments.promulgated, *[None] * len(arguments.by)]
    amending = []
    for path, day in zip(arguments.by, dates, strict=False):
        with named_file(path):
            amending.append(read_amending(_text(path), str(path), day))
    return amending


def _text(path: Path) -> str:
    """The text of an amending ordinance; a file with a 新旧対照表 gives its rows cell by cell."""
    from jorei.amending.table_read import table_text

    table = table_text(path)
    return read_file(path).text if table is None else table


def _read(path: Path) -> Analysis:
    with named_file(path):
        return analyse_references(read_file(path), registry=current()).analysis


def _write(made: list[tuple[Path, Amended]], arguments: Namespace) -> None:
    kept = [(path, result) for path, result in made if result.text is not None]
    places, folder = _places(arguments), arguments.output or Path()
    if not places or _is_one_file(arguments):
        for path, result in kept:
            if places:
                write_whole(places[path], _rendered(result, arguments.format).encode())
            else:
                data_stream().write(_rendered(result, arguments.format))
        return
    with refusing(f"{folder} に書けません", f"cannot write to {folder}"):
        folder.mkdir(parents=True, exist_ok=True)
    for path, result in kept:
        write_whole(places[path], _rendered(result, arguments.format).encode())
    rows = [_row(one) for _, result in made for one in result.diagnostics]
    write_whole(folder / _FINDINGS, json.dumps(rows, ensure_ascii=False, indent=1).encode())
    if repairs := "\n".join(one.text for _, result in made for one in result.repairs()):
        write_whole(folder / _REPAIRS, repairs.encode())


def _rendered(result: Amended, form: str) -> str:
    """The consolidated text in a form of export."""
    assert result.text is not None
    assert result.analysis is not None
    if form == "source":
        return result.text
    from jorei.api import analyse_source

    written = analyse_source(result.analysis.source)
    if form == "json":
        from jorei.write.json_tree import encode, to_json

        return encode(to_json(written)).decode() + "\n"
    if form == "html":
        from jorei.review.render import standalone_page

        return standalone_page(written)
    from jorei.write.formats import FORMS

    return FORMS[form].write(written).decode() + "\n"


def _row(one: AmendingFinding) -> dict[str, Any]:
    return {
        "code": one.code, "name": one.name, "severity": one.severity, "citation": one.citation, "message": one.message,
        "message_en": one.message_en, "source_path": one.source_path, "start": one.start, "end": one.end,
        "words": one.words, "suggestion": one.suggestion,
    }  # fmt: skip


def _say(found: list[AmendingFinding]) -> None:
    for one in found:
        print(
            f"{one.source_path}: {one.code} {one.name} {one.citation}: {one.message} / {one.message_en}",
            file=sys.stderr,
        )


def _say_repairs(results: list[Amended]) -> None:
    """The clauses that would mend references and the 目次."""
    for one in (repair for result in results for repair in result.repairs()):
        print(f"{one.title or one.path}: 手当ての案 / drafted:", file=sys.stderr)
        for clause in one.clauses:
            print(clause, file=sys.stderr)
