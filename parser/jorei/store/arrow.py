"""Names for Arrow's types and functions where its published stubs are narrower than Arrow itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute

if TYPE_CHECKING:
    Array = pa.Array[Any]
    Column = pa.ChunkedArray[Any]
else:
    Array, Column = pa.Array, pa.ChunkedArray

compute: Final[Any] = pyarrow.compute
"""`pyarrow.compute`; its stubs know few of the overloads."""


def plain(column: Column) -> Array:
    """A column of strings as one array, dictionaries undone."""
    joined: Array = column.cast(pa.string()).combine_chunks()
    return joined


def filled(column: Array | Column, value: int) -> Any:
    """A column of numbers with ``value`` for null, for NumPy."""
    return compute.fill_null(column, value)
