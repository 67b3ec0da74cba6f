"""Commands that need an extra of the package say which, where it is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jorei.errors import Refused, install_command


@contextmanager
def needing(extra: str) -> Iterator[None]:
    """`Refused` with what to install when a package of an extra is not there.

    >>> with needing("search"):  # doctest: +ELLIPSIS
    ...     raise ImportError(name="tantivy")
    Traceback (most recent call last):
    jorei.errors.Refused: tantivy が必要です: pip install '...[search]' / needs tantivy: pip install '...[search]'
    """
    try:
        yield
    except ImportError as error:
        install = install_command(extra)
        raise Refused(f"{error.name} が必要です: {install}", f"needs {error.name}: {install}") from error
