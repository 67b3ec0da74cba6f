"""``jorei draft``: the amendment that turns one version into the other."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from jorei.amending.draft import make_draft
from jorei.cli.comparison_file import write_tables
from jorei.cli.exit_codes import ExitCode
from jorei.cli.named_files import named_file, named_files
from jorei.cli.output_places import refuse_odd_place
from jorei.model import Analysis
from jorei.pipeline.references import analyse_references
from jorei.read import Unreadable, read_file
from jorei.read.limits import time_limit
from jorei.report.terminal import data_stream
from jorei.whole_file import write_whole


def run(arguments: Namespace) -> int:
    """Write the amendment."""
    for output in filter(None, (arguments.output, arguments.table)):
        refuse_odd_place(output, (arguments.old, arguments.new))
    with named_files(Unreadable):
        old, new = _read(arguments.old), _read(arguments.new)
        with time_limit(len((old.source.text + new.source.text).encode("utf-8", "surrogatepass"))):
            made = make_draft(old, new, title=arguments.title, number=arguments.number, on=arguments.on)
            if arguments.table:
                write_tables([(old.source.text, new.source.text)], arguments)
    if arguments.output:
        write_whole(arguments.output, made.text.encode())
    else:
        data_stream().write(made.text)
    for failure in made.failures:
        print(f"書き表せません / cannot be said: {failure}", file=sys.stderr)
    return ExitCode.ERRORS if made.failures else ExitCode.DONE


def _read(path: Path) -> Analysis:
    with named_file(path):
        return analyse_references(read_file(path)).analysis
