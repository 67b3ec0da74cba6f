"""Where commands may write: not into a build, and not over what they read."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from jorei.dataset.exchange import is_build
from jorei.errors import Refused


def refuse_odd_place(output: Path, inputs: Iterable[Path] = ()) -> None:
    """`Refused` where a file or folder to write lies in a build, which is never written into, or is one of the inputs of
    the command.

    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "a.txt"
    >>> _ = file.write_text("甲", encoding="utf-8")
    >>> refuse_odd_place(file.with_name("b.txt"), [file])
    >>> refuse_odd_place(file, [file])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    jorei.errors.Refused: 入力の ... に上書きします。別の名前にしてください / ... is an input: write elsewhere
    """
    real = Path(os.path.realpath(output))
    for folder in (real, *real.parents):
        if is_build(folder):
            raise Refused(
                f"{folder} はjoreiのビルドです。その外に書き出してください", f"{folder} is a build: write outside of it"
            )
    if any(_is_same(output, one) for one in inputs):
        raise Refused(
            f"入力の {output} に上書きします。別の名前にしてください", f"{output} is an input: write elsewhere"
        )


def _is_same(output: Path, other: Path) -> bool:
    try:
        return os.path.samefile(output, other)
    except OSError:  # one of them is not there
        return False
