"""Settings of the processes that do nothing but build."""

from __future__ import annotations

import gc
from typing import Final

from jorei.dataset.arrow import leave_pandas_out

_YOUNG: Final = 50_000
"""Objects before a collection. A document is a few ten thousand, all alive until it is written: looking for cycles
among them every 700 costs a tenth of the time and finds nothing."""


def tune() -> None:
    """Leave pandas out, and the garbage collector alone. For processes of ours only, after the imports."""
    leave_pandas_out()
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
