"""``jorei explain``: the pages of the checks, and of what is found in amendments."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.amending.findings import explain as explain_amending
from jorei.amending.findings import explain_all as explain_all_amending
from jorei.check import explain, explain_all
from jorei.cli.exit_codes import ExitCode


def run(arguments: Namespace) -> int:
    """Print one page, or a line for each check."""
    if not arguments.code:
        print(explain_all() + explain_all_amending(), end="")
        return ExitCode.DONE
    try:
        print(_page(arguments.code), end="")
    except KeyError:
        print(f"{arguments.code} という項目はありません（jorei explain で一覧） / "
              f"no check {arguments.code} (jorei explain lists them)", file=sys.stderr)  # fmt: skip
        return ExitCode.USAGE
    return ExitCode.DONE


def _page(code: str) -> str:
    """The page of a check, or of a finding about an amendment; raises `KeyError`."""
    try:
        return explain(code)
    except KeyError:
        return explain_amending(code)
