"""Compare two builds file by file: what they say must be the same bytes. `python .ci/same.py ONE OTHER`."""

import sys
from pathlib import Path

SAID = (".parquet", ".json", ".jsonl")
OF_THE_RUN = ("build.json", "datapackage.json")


def files(folder: Path) -> dict[str, bytes]:
    """What a build says: its tables and trees, not when and with what it was made."""
    paths = (path for path in folder.rglob("*") if path.suffix in SAID and path.name not in OF_THE_RUN)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


one, other = (files(Path(folder)) for folder in sys.argv[1:])
differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
print(f"{len(one)} files compared, {len(differing)} differ", *differing[:20], sep="\n  ")
sys.exit(bool(differing) or not one)
