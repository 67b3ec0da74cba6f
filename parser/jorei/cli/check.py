"""``jorei check``: the findings of documents, without a build."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jorei.model import Analysis, Diagnostic
from jorei.read import Unreadable, read_bytes
from jorei.registry import current
from jorei.run.inputs import Input, list_inputs, read_input
from jorei.run.pipeline import analyse
from jorei.store.refused import Refused
from jorei.write.findings import show_finding
from jorei.write.tables import diagnostic_columns

FINDINGS, USAGE, UNREADABLE = 1, 2, 3


def run(arguments: Namespace) -> int:
    try:
        inputs = [one for path in arguments.paths for one in _inputs(path)]
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    counts: Counter[tuple[str, str, str]] = Counter()
    rows: list[dict[str, Any]] = []
    unreadable = False
    registry = current()
    for one in inputs:
        try:
            analysis = analyse(read_bytes(read_input(one), one.path), one.given, registry)
        except Unreadable as reason:
            print(f"{one.path}: 読めません / unreadable: {reason}", file=sys.stderr)
            unreadable = True
            continue
        chosen = _chosen(analysis, arguments)
        counts.update((found.code, found.name, found.severity) for found in chosen.diagnostics)
        if arguments.format == "json":
            rows.extend(_rows(chosen))
        elif not arguments.statistics:
            for found in chosen.diagnostics:
                print(_text(chosen, found), end="\n\n")
    _finish(arguments, counts, rows)
    errors = any(severity == "error" for _, _, severity in counts)
    return FINDINGS if errors else UNREADABLE if unreadable else 0


def _inputs(path: Path) -> Iterator[Input]:
    listing = list_inputs(path)
    for warning in listing.warnings:
        print(warning, file=sys.stderr)
    yield from listing.inputs


def _chosen(analysis: Analysis, arguments: Namespace) -> Analysis:
    """The analysis with the findings that were asked for: a code, or the letter of a family."""
    import msgspec

    select, ignore = arguments.select or ("",), arguments.ignore or ()
    kept = tuple(
        d for d in analysis.diagnostics if d.code.startswith(select) and not (ignore and d.code.startswith(ignore))
    )
    return msgspec.structs.replace(analysis, diagnostics=kept)


def _text(analysis: Analysis, found: Diagnostic) -> str:
    path = analysis.source.path or "-"
    return show_finding(found.code, found.name, found.message, path, analysis.source.text, found.start, found.end)


def _rows(analysis: Analysis) -> list[dict[str, Any]]:
    from jorei.write.json_tree import rows_of
    from jorei.write.tables import document_row

    document = {"doc_id": document_row(analysis)["doc_id"], "source_path": analysis.source.path}
    return [document | row for row in rows_of("diagnostics", diagnostic_columns(analysis))]


def _finish(arguments: Namespace, counts: Counter[tuple[str, str, str]], rows: list[dict[str, Any]]) -> None:
    if arguments.format == "json":
        import msgspec

        print(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
        return
    if arguments.statistics:
        for (code, name, severity), count in sorted(counts.items()):
            print(f"{count:>7}  {code} {name} ({severity})")
    by_severity = Counter[str]()
    for (_, _, severity), count in counts.items():
        by_severity[severity] += count
    print(
        f"{by_severity['error']} errors, {by_severity['warning']} warnings, {by_severity['info']} infos",
        file=sys.stderr,
    )
