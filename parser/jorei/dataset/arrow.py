"""Names for Arrow's types and functions where its published stubs are narrower than Arrow itself."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute

from jorei.identity.laws import KEY_SEPARATOR

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


def joined(rows: pa.Table, columns: Sequence[str]) -> Array:
    """Several columns of strings and numbers as one of keys; null where any of them is."""
    parts = [plain(rows.column(name)) for name in columns]
    return compute.binary_join_element_wise(*parts, KEY_SEPARATOR) if len(parts) > 1 else parts[0]


def coded(column: Column) -> tuple[np.ndarray[Any, np.dtype[np.int32]], Array]:
    """A column of strings as numbers (-1 for null) and the strings they stand for."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    joined: Any = column.unify_dictionaries().combine_chunks()
    if isinstance(joined, pa.ChunkedArray):  # of no chunks
        joined = pa.array([], column.type)
    return np.asarray(filled(joined.indices, -1), np.int32), joined.dictionary


def in_order_of_appearance(column: Array | Column) -> Array:
    """A column of strings as one array with a dictionary: the words that occur, in the order of their first row.

    >>> array = in_order_of_appearance(pa.chunked_array([pa.array(["乙", None, "甲", "乙"]).dictionary_encode()]).slice(1))
    >>> array.dictionary.to_pylist(), array.indices.to_pylist()
    (['甲', '乙'], [None, 0, 1])
    """
    chunks: Any = column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])
    if not len(chunks):
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    if not pa.types.is_dictionary(chunks.type):
        encoded: Array = chunks.combine_chunks().dictionary_encode()
        return encoded
    joined = chunks.unify_dictionaries().combine_chunks()
    codes = joined.indices.dictionary_encode()
    return pa.DictionaryArray.from_arrays(codes.indices, joined.dictionary.take(codes.dictionary))


def filled(column: Array | Column, value: int) -> Any:
    """A column of numbers with ``value`` for null, for NumPy."""
    return compute.fill_null(column, value)


class _NoPandas:
    """A finder that finds no pandas."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def leave_pandas_out() -> None:
    """Keep Arrow from loading pandas in this process, which it does at the first array it makes (0.4 s for nothing).

    For processes of ours only: Arrow looks once for pandas, and does not find it. ``to_pandas`` looks again.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        pa.array([])
    finally:
        sys.meta_path.remove(_NoPandas)
