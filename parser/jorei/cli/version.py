"""``jorei version``: everything that decides what a build says."""

from __future__ import annotations

from argparse import Namespace

import jorei
from jorei.cli.exit_codes import ExitCode
from jorei.run.versions import versions


def run(_arguments: Namespace) -> int:
    """Print a line for each."""
    for name, version in versions().items():
        print(f"{name} {version}")
    print("analysis", "compiled" if jorei.compiled else "pure Python")
    return ExitCode.DONE
