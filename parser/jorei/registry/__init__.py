"""Registries: the national laws by number and title, the municipalities by name, as the user imported them.

They live in the platform's data folder (`JOREI_DATA` names another), each in a file named by its own hash, so that
every worker of a build reads the very same one. Everything works without them.
"""

from __future__ import annotations

from jorei.registry.identify import identify, locate
from jorei.registry.importing import KINDS, BadRegistry, import_registry, update_registries
from jorei.registry.lookup import Registry, RegistryLaw
from jorei.registry.storage import RegistryEntry, entries, folder

__all__ = [
    "KINDS",
    "BadRegistry",
    "Registry",
    "RegistryEntry",
    "RegistryLaw",
    "current",
    "entries",
    "folder",
    "identify",
    "import_registry",
    "locate",
    "named",
    "update_registries",
]  # fmt: skip


def current() -> Registry | None:
    """What is imported now; None when nothing is. Nothing is read before the first question is asked."""
    return named(tuple(entry.file for entry in entries()))


def named(files: tuple[str, ...]) -> Registry | None:
    """The registry of just these files (`RegistryEntry.file`), as a build fixes them; None for none."""
    return Registry(folder(), files) if files else None
