"""Fuzzing by counts: texts, builds of them, damaged files, forged builds, hostile sites, requests to the desk,
kills, builds under limits, readers of builds that are exchanged.

``python tests/fuzz/rounds.py SHAPE COUNT [FIRST]``; what is made depends on its number alone, from FIRST on. A shape ends
with the number of inputs and of failures, each failure with what it was; 1 when there is any. tests/fuzz/test_fuzz.py runs
some seconds of each; by hand: texts 100000, builds 20000, files 50000, forged 200, sites 1000, desk 5000, kills 200, limits 200,
readers 20 (500 exchanges).
"""

from __future__ import annotations

import contextlib
import io
import os
import resource
import subprocess
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from fuzz.hostile_rounds import desk, files, forged, sites
from fuzz.kill_rounds import kills
from fuzz.limit_rounds import limits, readers
from fuzz.random_texts import text_of
from jorei.dataset.validate.validate import validate
from jorei.errors import JoreiError, Unreadable
from jorei.model import Analysis
from jorei.pipeline.pipeline import analyse
from jorei.read import read_text
from jorei.write.akn import to_akn
from jorei.write.egov import to_egov
from jorei.write.json_tree import encode, to_json
from jorei.write.text_forms import to_lawtext, to_markdown
from property.laws import LAWS

MEMORY: Final = 6 << 30
"""Bytes that a process of fuzzing may take; what needs more is a failure of its own."""
_DOCUMENTS: Final = 200
"""Documents of one build."""


def failure_of(work: Callable[[], None]) -> str | None:
    """Where something was raised that nobody expects; None when nothing was."""
    try:
        work()
    except (JoreiError, Unreadable):
        return None
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what we look for
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} {Path(place.filename).name}:{place.lineno} {str(error)[:120]}"
    return None


def holds(analysis: Analysis) -> None:
    """The laws of the house, and every writer."""
    for law in LAWS:
        law(analysis)
    for write in (to_egov, to_akn, to_lawtext, to_markdown):
        write(analysis)
    encode(to_json(analysis))


def texts(count: int, first: int) -> Iterator[tuple[int, str | None]]:
    """Texts are analysed, keep the laws and are written in every format."""
    for number in range(first, first + count):
        yield number, failure_of(lambda number=number: holds(analyse(read_text(text_of(number)))))  # type: ignore[misc]  # mypy infers no type of a lambda with defaults


def builds(count: int, first: int) -> Iterator[tuple[int, str | None]]:
    """Builds of texts lose no document to a bug, and `validate` finds nothing; every export is written."""
    for start in range(first, first + count, _DOCUMENTS):
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "raw")
            raw.mkdir()
            for number in range(start, min(start + _DOCUMENTS, first + count)):
                (raw / f"{number}.txt").write_text(text_of(number), encoding="utf-8", errors="replace")
            yield from _built(start, raw, Path(folder, "out"))


def _built(start: int, raw: Path, out: Path) -> Iterator[tuple[int, str | None]]:
    from jorei.run.local import build
    from jorei.run.task import Options

    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        report = build(raw, out, jobs=1, options=Options(tokens=True, json=True), force=True)
    bugs = {lost.path: lost.reason for lost in report.unreadable if "internal error" in lost.reason}
    for file in sorted(raw.iterdir()):
        yield int(file.stem), bugs.get(file.name)
    for fault in validate(out):
        yield start, str(fault)


def _hostile(shape: Callable[..., Iterator[tuple[int, str | None]]]) -> Shape:
    return lambda count, first: shape(count, first, failure_of)


Shape = Callable[[int, int], Iterator[tuple[int, str | None]]]
SHAPES: Final[dict[str, Shape]] = {
    "texts": texts, "builds": builds, "files": _hostile(files), "forged": _hostile(forged), "desk": _hostile(desk), "sites": _hostile(sites),
    "kills": _hostile(kills), "limits": _hostile(limits), "readers": _hostile(readers),
}  # fmt: skip


_BATCH: Final = {"forged": 15}
"""Inputs of one process, of shapes whose libraries (DuckDB, tantivy) keep what they once took."""


def _in_batches(shape: str, count: int, first: int) -> int:
    size = _BATCH[shape]
    codes = [
        subprocess.run(
            [sys.executable, __file__, shape, str(min(size, first + count - begin)), str(begin)], check=False
        ).returncode
        for begin in range(first, first + count, size)
    ]
    print(f"{shape}: {count} inputs in {len(codes)} processes, {sum(map(bool, codes))} of them with failures")
    return int(any(codes))


def main(shape: str, count: str, first: str = "0") -> int:
    """Run a shape; the failures are printed, one of each kind with its number."""
    if int(count) > _BATCH.get(shape, int(count)):
        return _in_batches(shape, int(count), int(first))
    os.environ["JOREI_OFFICE"] = "off"  # it is no code of ours, and takes a second for each input
    os.environ["JOREI_ISOLATION"] = "off"  # the limits are those of this process
    if os.name == "posix":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    done, failures, examples = 0, Counter[str](), dict[str, int]()
    for number, failure in SHAPES[shape](int(count), int(first)):
        done += 1
        if failure is not None:
            failures[failure] += 1
            if examples.setdefault(failure, number) == number:
                print(number, failure, flush=True)
    print(f"{shape}: {done} inputs, {failures.total()} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
