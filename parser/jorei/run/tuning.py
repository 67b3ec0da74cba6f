"""Settings of the processes that do nothing but build."""

from __future__ import annotations

import gc
from typing import Final

import pyarrow as pa

from jorei.dataset.arrow import leave_pandas_out

_YOUNG: Final = 50_000
"""Objects before a collection. A document is a few ten thousand, all alive until it is written: looking for cycles
among them every 700 costs a tenth of the time and finds nothing."""


def tune() -> None:
    """Leave pandas out, the garbage collector alone, and Arrow's memory to the C library. For processes of ours only,
    after the imports."""
    leave_pandas_out()
    # each table is larger than what Arrow's own pools keep: they hand its pages back and take them anew, zeroed, for the
    # next, which costs a seventh of a build that changes little; the C library keeps them
    pa.set_memory_pool(pa.system_memory_pool())
    gc.freeze()
    gc.set_threshold(_YOUNG, 20, 50)
