"""A bug of ours in one document: it is told in a line, the other documents go on, and the command ends with a code of its
own. ``JOREI_TRACEBACK=1`` shows where it happened, as a report needs it."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from jorei.errors import JoreiError, is_exhausted

TRACEBACK: Final = "JOREI_TRACEBACK"
"""The environment variable that asks for tracebacks."""


class Bugs:
    """The bugs that one command met; ``count`` says how many."""

    def __init__(self) -> None:
        self.count = 0

    @contextmanager
    def survived(self, name: str) -> Iterator[None]:
        """Do something for one document, ``name``: a bug in it is told and counted, and not raised. What is no bug is
        raised: a refusal, an interruption, a machine without memory or disk, a document that cannot be opened."""
        try:
            yield
        except (JoreiError, BrokenPipeError):
            raise
        except Exception as bug:  # whatever it is, it is a bug: what was to be expected is a JoreiError
            if is_exhausted(bug) or (
                isinstance(bug, OSError) and bug.filename is not None and str(bug.filename) == name
            ):
                raise
            self.tell(name, bug)

    def tell(self, name: str, bug: Exception) -> None:
        """Count a bug, and tell it."""
        self.count += 1
        print(f"{name}: {told(bug)}", file=sys.stderr)


def told(bug: Exception) -> str:
    """A bug in one line: what it is, and where; with its traceback where the environment asks for it."""
    place = traceback.extract_tb(bug.__traceback__)[-1:]
    where = "".join(f" ({Path(frame.filename).name}:{frame.lineno})" for frame in place)
    line = f"内部エラー / internal error: {type(bug).__name__}: {bug}{where}  ({TRACEBACK}=1)"
    return line if not os.environ.get(TRACEBACK) else line + "\n" + "".join(traceback.format_exception(bug))
