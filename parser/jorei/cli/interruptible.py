"""Work in a library that hears no Ctrl-C: it goes on in a thread, and is told to end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")
_LOOKS: Final = 0.1
"""Seconds between two looks at whether somebody wants it to end: Python answers a signal between two steps of its own."""
_PATIENCE: Final = 5.0
"""Seconds that what was told to end may take. Chosen."""


def interruptible(work: Callable[[], T], end: Callable[[], None]) -> T:
    """What ``work`` gives; on Ctrl-C ``end`` is called, which ends it, and `KeyboardInterrupt` is raised.

    >>> interruptible(lambda: 1 + 1, lambda: None)
    2
    """
    given: list[T] = []
    raised: list[BaseException] = []
    done = threading.Event()

    def do() -> None:
        try:
            given.append(work())
        except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
            raised.append(error)
        finally:
            done.set()

    threading.Thread(target=do, daemon=True).start()
    try:
        while not done.wait(_LOOKS):  # an event: a `join` that is interrupted takes its thread for ended
            pass
    except KeyboardInterrupt:
        end()
        done.wait(_PATIENCE)
        raise
    if raised:
        raise raised[0]
    return given[0]
