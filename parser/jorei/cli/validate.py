"""``jorei validate``: whether a build keeps its promises."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.cli.exit_codes import ExitCode
from jorei.dataset.arrow import leave_pandas_out
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused


def run(arguments: Namespace) -> int:
    """Print every fault."""
    leave_pandas_out()
    if not arguments.corpus.exists():
        raise Refused(f"{arguments.corpus} がありません", f"{arguments.corpus} does not exist")
    count = 0
    for fault in validate(arguments.corpus):
        count += 1
        print(fault, file=sys.stderr)
    if count:
        print(f"{arguments.corpus}: 問題が{count}件あります / {count} fault(s)", file=sys.stderr)
        return ExitCode.ERRORS
    print(f"{arguments.corpus}: 問題ありません（スキーマ、キー、外部キー、チェックサム、欠落なし） / "
          "sound: schema, keys, foreign keys, checksums, nothing lost")  # fmt: skip
    return ExitCode.DONE
