"""The versions that decide what a build says."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import Final

from jorei.dataset.schema import SCHEMA_VERSION

_PACKAGES: Final = {
    "jorei": "jorei", "sudachipy": "sudachipy", "sudachidict_core": "sudachidict-core", "pyarrow": "pyarrow",
}  # fmt: skip


def versions() -> dict[str, str]:
    """Package, schema, Sudachi and dictionary, Arrow (whose Parquet writer decides the bytes), Python."""
    packages = {name: _version(package) for name, package in _PACKAGES.items()}
    return {**packages, "schema": SCHEMA_VERSION, "python": platform.python_version()}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"
