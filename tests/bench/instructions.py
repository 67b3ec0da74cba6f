"""What the analysis costs, function by function, in instructions: the same on a busy machine as on an idle one.

    PYTHONPATH=tests python -m bench.instructions [--text FILE...] [--rows 40]

For a compiled jorei (`bash .ci/wheel`), with valgrind on the path. Each compiled function is listed with the library below
it (patterns, searches, allocation …) up to the next compiled function. Generated documents, or those of `--text`.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.generate import document

SAMPLE = 30
CALLERS = 9  # a function of the library is told apart by so many of its callers
COMPILED = "CPyDef_"
KINDS = (
    ("own", re.compile(COMPILED)),
    ("patterns", re.compile(r"sre_|calliter|pattern_|match_|data_stack|state_")),
    ("searches", re.compile(r"fastsearch|ailmatch|find|PyUnicode_Contains|CPyStr_|ucs\dlib_count")),
    ("allocation", re.compile(r"(?i)malloc|free|dealloc|alloc|gc_|new")),
    ("attributes", re.compile(r"GetAttr|[Mm]ember|Struct_|_PyType_Lookup")),
    ("dictionaries", re.compile(r"(?i)dict|set_|hash|pyset")),
)
"""Names of functions of CPython, by what they are for; the first that fits."""


def analyse_all(texts: list[str]) -> None:
    """Analyse the texts once to warm up, and once under the eyes of callgrind."""
    from jorei.pipeline.pipeline import analyse
    from jorei.read import read_bytes
    from jorei.run.tuning import tune

    tune()
    data = [text.encode() for text in texts]
    for counted in ("off", "on"):
        subprocess.run(["callgrind_control", "-i", counted, str(os.getpid())], check=True, stdout=subprocess.DEVNULL)
        for one in data:
            analyse(read_bytes(one, "a.txt"))


def costs(lines: Iterable[str]) -> Counter[tuple[str, str]]:
    """Instructions by compiled function and kind, of the lines that callgrind wrote."""
    names: dict[str, str] = {}
    found: Counter[tuple[str, str]] = Counter()
    key, of_a_call = ("", ""), False
    for line in lines:
        if named := re.match(r"(c?)fn=\((\d+)\)(?: (.*))?$", line):
            called, number, name = named.groups()
            if name:
                names[number] = name
            if not called:
                key = _owner_and_kind(names[number].split("'"))
        elif line.startswith("calls="):
            of_a_call = True
        elif cost := re.match(r"[-+*]?\d* (\d+)$", line):
            if not of_a_call:
                found[key] += int(cost[1])
            of_a_call = False
    return found


def _owner_and_kind(callers: list[str]) -> tuple[str, str]:
    kind = next((kind for kind, pattern in KINDS if pattern.search(callers[0])), "other")
    owner = next((name for name in callers if name.startswith(COMPILED)), "(not compiled)")
    return re.sub(r"_+(?:mypyc_generator_helper__|next__)$", "", owner.removeprefix(COMPILED)), kind


def main() -> None:
    parser = argparse.ArgumentParser(description="What the analysis costs in instructions.")
    parser.add_argument("--text", type=Path, nargs="*", help="other documents")
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        files = given.text or []
        texts = [file.read_text(encoding="utf-8") for file in files] or [document(one)[1] for one in range(SAMPLE)]
        return analyse_all(texts)
    with tempfile.TemporaryDirectory(prefix="jorei-bench-") as folder:
        out = Path(folder, "callgrind.out")
        valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--separate-callers={CALLERS}"]
        command = [*valgrind, f"--callgrind-out-file={out}", sys.executable, "-m", "bench.instructions", *sys.argv[1:]]
        subprocess.run([*command, "--inside"], check=True, stderr=subprocess.DEVNULL)
        with out.open(encoding="utf-8") as lines:
            found = costs(line.rstrip("\n") for line in lines)
    total = found.total()
    by_owner, by_kind = Counter[str](), Counter[str]()
    for (owner, kind), cost in found.items():
        by_owner[owner] += cost
        by_kind[kind] += cost
    print(f"{total:,} instructions: " + ", ".join(f"{kind} {cost / total:.0%}" for kind, cost in by_kind.most_common()))
    for owner, cost in by_owner.most_common(given.rows):
        parts = [(kind, found[owner, kind]) for kind in by_kind if found[owner, kind] * 20 > cost]
        shares = ", ".join(f"{kind} {part / cost:.0%}" for kind, part in sorted(parts, key=lambda part: -part[1]))
        print(f"{cost:>13,} {cost / total:6.2%}  {owner:<60} {shares}")


if __name__ == "__main__":
    main()
