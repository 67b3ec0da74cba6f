"""``jorei explain``: the pages of the checks."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.check import explain, explain_all
from jorei.cli.exit_codes import ExitCode


def run(arguments: Namespace) -> int:
    """Print one page, or a line for each check."""
    if not arguments.code:
        print(explain_all(), end="")
        return ExitCode.DONE
    try:
        print(explain(arguments.code), end="")
    except KeyError:
        print(f"{arguments.code} という項目はありません（jorei explain で一覧） / "
              f"no check {arguments.code} (jorei explain lists them)", file=sys.stderr)  # fmt: skip
        return ExitCode.USAGE
    return ExitCode.DONE
