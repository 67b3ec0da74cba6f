"""Where the profile of the checks lies: a file beside the documents."""

from __future__ import annotations

from pathlib import Path
from typing import Final

FILE: Final = "jorei-profile.toml"


def find_profile(path: Path) -> Path | None:
    """The profile of a document or folder: the file `FILE` in its folder, or above it inside the working folder."""
    here = path.resolve()
    folder = here if here.is_dir() else here.parent
    working = Path.cwd()
    above = [one for one in folder.parents if one.is_relative_to(working)] if folder.is_relative_to(working) else []
    return next((one / FILE for one in (folder, *above) if (one / FILE).is_file()), None)
