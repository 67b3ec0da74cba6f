"""The options of the last build of a folder: they hold for the next one too, unless it says otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from jorei.dataset.exchange import existing
from jorei.dataset.seal import read_marker

REMEMBERED: Final = ("tokens", "json", "ocr")
"""The options of build.json that hold for the next build."""
FOLDERS: Final = {"tokens": "tokens/", "json": "json/"}
"""What of a build an option makes."""


def last_options(target: Path) -> dict[str, bool]:
    """The remembered options of the build at ``target`` that are on; none where there is no build."""
    folder = existing(target)
    if folder is None:
        return {}
    options = (read_marker(folder) or {}).get("options")
    return {name: True for name in REMEMBERED if isinstance(options, dict) and options.get(name) is True}


def remembered(target: Path, said: dict[str, bool | None], *, forget: bool = False) -> dict[str, bool]:
    """The options of the next build: those that are said, else those of the last one; with ``forget`` only the former.

    >>> remembered(Path("no-such-build"), {"tokens": None, "json": True, "ocr": None})
    {'tokens': False, 'json': True, 'ocr': False}
    """
    last = {} if forget else last_options(target)
    return {name: last.get(name, False) if value is None else value for name, value in said.items()}


def left_out(target: Path, options: dict[str, bool]) -> list[str]:
    """The folders of the build at ``target`` that the next one will not have."""
    last = last_options(target)
    return [folder for name, folder in FOLDERS.items() if last.get(name) and not options.get(name)]
