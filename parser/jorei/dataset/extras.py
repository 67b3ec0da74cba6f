"""Packages that only an extra installs, imported where they are used."""

from __future__ import annotations

import importlib
from typing import Any

from jorei.errors import install_command


def optional(name: str) -> Any:
    """A package of the extra ``sql``; `ImportError` says how to get it."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(f"{name}が必要です / needs {name}: {install_command('sql')}", name=name) from error
