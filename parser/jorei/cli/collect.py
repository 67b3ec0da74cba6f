"""``jorei collect``: ordinance pages of a municipality's site, politely."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.errors import Unreadable
from jorei.read import file_bytes
from jorei.report.findings import visible


def run(arguments: Namespace) -> int:
    """Fetch the pages, and count them."""
    from jorei.collect import collect

    listed = not arguments.source.startswith(("http://", "https://"))
    try:
        starts = _addresses(Path(arguments.source)) if listed else [arguments.source]
    except (OSError, Unreadable, UnicodeDecodeError) as error:
        print(f"{arguments.source}: 読めません / cannot read: {error}", file=sys.stderr)
        return ExitCode.USAGE
    if not starts:
        print(f"{arguments.source}: アドレスがありません / no address in it", file=sys.stderr)
        return ExitCode.USAGE
    with needing("collect"):
        report = collect(
            starts, arguments.output, delay=arguments.delay, limit=arguments.limit, follow=not listed,
            municipality=arguments.municipality or "", licence=arguments.licence or "",
            on_document=lambda address: print(visible(address), flush=True),
        )  # fmt: skip
    for line in (*report.warnings, *(f"{address}: {reason}" for address, reason in report.failed)):
        print(visible(line), file=sys.stderr)
    print(f"新規又は変更 {report.changed} 件、変更なし {report.unchanged} 件、失敗 {len(report.failed)} 件 / "
          f"{report.changed} new or changed, {report.unchanged} unchanged, {len(report.failed)} failed")  # fmt: skip
    return ExitCode.UNREADABLE if report.failed else ExitCode.DONE


def _addresses(file: Path) -> list[str]:
    lines = (line.strip() for line in file_bytes(file).decode("utf-8-sig").splitlines())
    return [line for line in lines if line.startswith(("http://", "https://"))]
