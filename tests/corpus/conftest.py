"""Real documents, when they are at hand: ``JOREI_SHARED``, or a folder ``shared`` beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder of real documents, their gold and the scorers."""
    folder = Path(os.environ.get("JOREI_SHARED") or root.parent / "shared")
    if not (folder / "gold").is_dir():
        pytest.skip(f"needs real documents, and there are none at {folder} (JOREI_SHARED names another place)")
    return folder
