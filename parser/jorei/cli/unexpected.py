"""What a command could not expect: a damaged build, a machine that refuses something, a bug of ours."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from jorei.cli.bugs import told
from jorei.cli.exit_codes import ExitCode
from jorei.dataset.exchange import existing
from jorei.dataset.pinned import gone_words, is_replaced
from jorei.dataset.validate.validate import validate
from jorei.errors import OS_FAILURES, Refused


def explained(error: Exception, arguments: Namespace) -> ExitCode:
    """Tell an error in a sentence; the exit code. A command on a build that is damaged names `jorei validate`."""
    build: Path | None = getattr(arguments, "corpus", None)
    if build is not None and is_replaced(build):
        print(*gone_words(build), sep="\n", file=sys.stderr)
        return ExitCode.USAGE
    if isinstance(error, OSError) and error.errno in OS_FAILURES:
        ja, en = OS_FAILURES[error.errno]
        file = f": {error.filename}" if error.filename else ""
        print(f"{ja}{file}\n{en}{file}", file=sys.stderr)
        return ExitCode.USAGE
    if build is not None and _is_damaged(build):
        print(f"{build} は壊れています。jorei validate {build} で確かめ、ビルドし直してください\n"
              f"{build} is damaged: jorei validate {build} says where; build it again", file=sys.stderr)  # fmt: skip
        return ExitCode.USAGE
    print(told(error), file=sys.stderr)
    return ExitCode.BUG


def _is_damaged(build: Path) -> bool:
    """Whether `jorei validate` would find anything, or could not even look."""
    try:
        folder = existing(build)
        return folder is not None and next(iter(validate(folder)), None) is not None
    except (OSError, ValueError, KeyError, IndexError, TypeError, Refused):
        return True
