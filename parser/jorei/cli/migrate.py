"""``jorei migrate``: a build of an earlier jorei, as this one writes it."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.dataset.arrow import leave_pandas_out
from jorei.dataset.migrate import migrate
from jorei.errors import Refused

USAGE = 2


def run(arguments: Namespace) -> int:
    leave_pandas_out()
    try:
        done = migrate(arguments.corpus)
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    if done is None:
        print(f"{arguments.corpus}: この版のビルドです / is up to date")
        return 0
    print(f"{arguments.corpus}: スキーマの版{done.before}から移しました / migrated from schema version {done.before}")
    for column in done.filled:
        print(f"  {column}: 空で埋めました（値は作り直すと入ります） / filled; a new build finds its values")
    return 0
