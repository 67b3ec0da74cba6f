"""``jorei migrate``: a build of an earlier jorei, as this one writes it."""

from __future__ import annotations

from argparse import Namespace

from jorei.cli.exit_codes import ExitCode
from jorei.dataset.arrow import leave_pandas_out
from jorei.dataset.migrate import migrate


def run(arguments: Namespace) -> int:
    """Migrate, and name the columns that had to be left empty."""
    leave_pandas_out()
    done = migrate(arguments.corpus)
    if done is None:
        print(f"{arguments.corpus}: この版のビルドです / is up to date")
        return ExitCode.DONE
    print(f"{arguments.corpus}: スキーマの版{done.before}から移しました / migrated from schema version {done.before}")
    for column in done.filled:
        print(f"  {column}: 空で埋めました（値は作り直すと入ります） / filled; a new build finds its values")
    return ExitCode.DONE
