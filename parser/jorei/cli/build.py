"""``jorei build``: the tables, and a summary at the end."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.cli.exit_codes import ExitCode
from jorei.errors import Refused
from jorei.registry import entries
from jorei.run.job import BuildReport
from jorei.run.local import build
from jorei.run.progress import show_progress
from jorei.run.task import Options
from jorei.run.tuning import tune


def run(arguments: Namespace) -> int:
    """Build, and show the summary."""
    tune()
    registries = tuple(entry.file for entry in entries())
    options = Options(tokens=arguments.tokens, json=arguments.json, registries=registries, ocr=arguments.ocr)
    report = _build(arguments, options)
    _report_skipped(report)
    from jorei.cli.summary import summary

    print(summary(report))
    return ExitCode.UNREADABLE if report.unreadable else ExitCode.DONE


def _build(arguments: Namespace, options: Options) -> BuildReport:
    raw, output, corrections = arguments.raw, arguments.output, arguments.corrections
    if arguments.engine == "spark":
        from jorei.run import spark

        return spark.build(
            raw, output, master=arguments.master, options=options, fresh=arguments.fresh, corrections=corrections
        )
    if arguments.master:
        raise Refused("--master は --engine spark と使います", "--master goes with --engine spark")
    return build(
        raw,
        output,
        jobs=arguments.jobs,
        options=options,
        fresh=arguments.fresh,
        progress=show_progress,
        corrections=corrections,
    )


def _report_skipped(report: BuildReport) -> None:
    """Print warnings and all that was not built, one line each, on stderr."""
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    for skipped in report.skipped:
        print(f"{skipped.path}: とばしました / skipped: {skipped.ja} / {skipped.en}", file=sys.stderr)
    for unread in report.unreadable:
        print(f"{unread.path}: 読めません / unreadable: {unread.reason}", file=sys.stderr)
