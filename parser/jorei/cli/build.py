"""``jorei build``: the tables, and a summary at the end."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import defaultdict
from typing import Final

from jorei.cli.exit_codes import ExitCode
from jorei.errors import Refused
from jorei.registry import entries
from jorei.run.job import BuildReport
from jorei.run.local import build
from jorei.run.progress import no_progress, show_progress
from jorei.run.remembered import REMEMBERED, left_out, remembered
from jorei.run.stores import folders, place
from jorei.run.task import Options
from jorei.run.tuning import tune


def run(arguments: Namespace) -> int:
    """Build, and show the summary."""
    tune()
    target = place(arguments.output)
    with folders(place(arguments.raw), target) as (arguments.raw, arguments.output):
        report, said = _build_and_report(arguments)
    if said:
        print(said.replace(str(arguments.output), str(target)))
    return ExitCode.UNREADABLE if report.unreadable else ExitCode.DONE


def _build_and_report(arguments: Namespace) -> tuple[BuildReport, str]:
    """The report, and the summary for a person; what was left out is said on stderr."""
    registries = tuple(entry.file for entry in entries())
    said = {name: getattr(arguments, name) for name in REMEMBERED}
    made = remembered(arguments.output, said, forget=arguments.forget)
    deleted = left_out(arguments.output, made)
    if deleted and not arguments.quiet:
        words = " ".join(deleted)
        print(f"前のビルドの {words} は作りません（消えます） / left out, and so deleted: {words}", file=sys.stderr)
    report = _build(arguments, Options(made["tokens"], made["json"], registries, ocr=made["ocr"]))
    _report_skipped(report, verbose=arguments.verbose)
    if arguments.quiet:
        return report, ""
    from jorei.cli.summary import summary

    return report, summary(report)


def _build(arguments: Namespace, options: Options) -> BuildReport:
    raw, output, corrections = arguments.raw, arguments.output, arguments.corrections
    if arguments.engine == "spark":
        from jorei.run import spark

        return spark.build(
            raw, output, master=arguments.master, options=options, fresh=arguments.fresh, corrections=corrections,
            force=arguments.force,
        )  # fmt: skip
    if arguments.master:
        raise Refused("--master は --engine spark と使います", "--master goes with --engine spark")
    return build(
        raw,
        output,
        jobs=arguments.jobs,
        options=options,
        fresh=arguments.fresh,
        progress=no_progress if arguments.quiet else show_progress,
        corrections=corrections,
        force=arguments.force,
    )


_MOST_SHOWN: Final = 5
"""Files of one kind that are named one by one. Chosen; build.json names all."""


def _report_skipped(report: BuildReport, *, verbose: bool) -> None:
    """Print warnings and all that was not built on stderr: a line each, or one for many of a kind."""
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    skipped = defaultdict(list)
    for file in report.skipped:
        skipped[f"とばしました / skipped: {file.ja} / {file.en}"].append(file.path)
    for words, paths in skipped.items():
        _list_files(paths, words, verbose=verbose)
    for unread in report.unreadable:
        print(f"{unread.path}: 読めません / unreadable: {unread.reason}", file=sys.stderr)


def _list_files(paths: list[str], words: str, *, verbose: bool) -> None:
    if verbose or len(paths) <= _MOST_SHOWN:
        for path in paths:
            print(f"{path}: {words}", file=sys.stderr)
    else:
        print(f"{paths[0]} …: {len(paths)} 件 {words} (--verbose)", file=sys.stderr)
