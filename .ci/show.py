"""Build raw/ and show what came out: the demonstration, also printed in the READMEs.

usage: show.py [FOLDER]     where to build, corpus/build by default
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from pathlib import Path

WIDTH = 116  # columns; Japanese characters take two
JOREI = Path(sys.executable).with_name("jorei")
SHOWN = (  # arguments, how many lines of what they print
    ("build raw", 40),
    ("parse raw/yukinose_akiya.txt --refs", 9),
    ("check raw/asanagi_koen.txt --select R01", 7),
)


def cut(line: str) -> str:
    """The line up to `WIDTH` columns, with … when there was more.

    >>> cut("ab"), cut("条" * 60) == "条" * 57 + "…"
    ('ab', True)
    """
    columns = 0
    for place, character in enumerate(line):
        columns += 2 if unicodedata.east_asian_width(character) in "FWA" else 1
        if columns > WIDTH:
            return line[: place - 1] + "…"
    return line


def show(arguments: str, limit: int, folder: str) -> None:
    """Run one command and print the beginning of what it says, under the command itself."""
    print(f"$ jorei {arguments}", flush=True)
    command = [str(JOREI), *arguments.split()]
    if command[1] == "build":
        command += ["-o", folder]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=False)
    found_errors = 1 if command[1] == "check" else 0  # in this document it should
    if done.returncode != found_errors:
        raise SystemExit(f"jorei {arguments}: exit code {done.returncode}")
    lines = done.stdout.replace(folder, "corpus/build").rstrip().splitlines()
    print(*map(cut, lines[:limit]), *(["…"] if len(lines) > limit else []), "", sep="\n")


if __name__ == "__main__":
    for arguments, limit in SHOWN:
        show(arguments, limit, sys.argv[1] if len(sys.argv) > 1 else "corpus/build")
