"""``jorei explain``: the pages of the checks."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.check import explain, explain_all


def run(arguments: Namespace) -> int:
    if not arguments.code:
        print(explain_all(), end="")
        return 0
    try:
        print(explain(arguments.code), end="")
    except KeyError:
        print(f"{arguments.code} という項目はありません（jorei explain で一覧） / "
              f"no check {arguments.code} (jorei explain lists them)", file=sys.stderr)  # fmt: skip
        return 2
    return 0
