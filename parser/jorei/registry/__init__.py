"""Registries: the national laws by number and title, the municipalities by name, as the user imported them.

What lives here imports registries and answers questions to them; no document is read here. They are kept in the platform's
data folder (`JOREI_DATA` names another), each in a file named by its own hash, so that
every worker of a build reads the very same one. Everything works without them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from jorei.registry.identify import identify, locate
from jorei.registry.importing import KINDS, import_registry, update_registries
from jorei.registry.lookup import Registry, RegistryLaw
from jorei.registry.storage import RegistryEntry, entries, folder

__all__ = [
    "KINDS",
    "Registry",
    "RegistryEntry",
    "RegistryLaw",
    "RegistryOption",
    "current",
    "entries",
    "folder",
    "identify",
    "import_registry",
    "locate",
    "named",
    "select",
    "update_registries",
]  # fmt: skip


RegistryOption = Registry | Literal["installed"] | None
"""A registry as a parameter: one of `current` or `named`, those imported on this machine, or none."""


def select(option: RegistryOption) -> Registry | None:
    """The registry that a parameter means."""
    return current() if option == "installed" else option


def current() -> Registry | None:
    """What is imported on this machine now; None when nothing is. It is only read when it is first asked something."""
    return named(tuple(entry.file for entry in entries()))


def named(files: tuple[str, ...]) -> Registry | None:
    """The registry of just these files (`RegistryEntry.file`), as a build fixes them; None for none."""
    return _registry(folder(), files) if files else None


@lru_cache(maxsize=2)
def _registry(where: Path, files: tuple[str, ...]) -> Registry:
    """Read once: what a file holds is in its name."""
    return Registry(where, files)
