"""``jorei version``: everything that decides what a build says."""

from __future__ import annotations

from argparse import Namespace

from jorei.cli.exit_codes import ExitCode
from jorei.run.versions import versions


def run(_arguments: Namespace) -> int:
    """Print a line for each."""
    for name, version in versions().items():
        print(f"{name} {version}")
    return ExitCode.DONE
