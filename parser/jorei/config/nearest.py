"""Files of settings lie in the folder of the documents, or above it."""

from __future__ import annotations

import os
from pathlib import Path


def nearest_file(path: Path, name: str) -> Path | None:
    """The file ``name`` in the folder of a document (or the folder itself), or above it inside the working folder."""
    resolved = Path(os.path.realpath(path))
    folder = resolved if resolved.is_dir() else resolved.parent
    working = Path.cwd()
    above = folder.parents if folder.is_relative_to(working) else ()
    folders = (folder, *(parent for parent in above if parent.is_relative_to(working)))
    return next((parent / name for parent in folders if (parent / name).is_file()), None)
