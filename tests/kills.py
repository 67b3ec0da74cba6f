"""Builds killed with SIGKILL at random: after each the old build or the new one is whole, and the next build succeeds.

``python tests/kills.py 500 [SEED]`` by hand; tests/unit/test_faults.py runs some. Half of the kills happen at a random
time, half at a random step: a step is a file opened for writing, a new folder, a rename, a link or a removal, counted by
an audit hook inside the process that is killed. Builds are first ones and incremental ones, with and without JSON, in one
process and with workers; of the latter some are killed with their workers and some without.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from jorei.dataset.exchange import existing
from jorei.dataset.validate.validate import validate
from jorei.run.local import build
from jorei.run.task import Options
from jorei.text.morphology import tokens

STEPS = frozenset(("os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "ctypes.dlsym"))
WRITES = os.O_WRONLY | os.O_RDWR
HEAD = "○甲市文書条例\n\n平成15年3月26日\n条例第{0}号\n\n(目的)\n第1条 この条例は、甲とする。\n2 前項の乙\n"
DOCUMENTS = 10


def main() -> None:
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    list(tokens("甲とする。"))  # the dictionary is loaded once, for all children
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="jorei-kills-") as folder:
        rounds = Rounds(Path(folder), chance)
        while rounds.kills < count:
            rounds.run_one()
    print(f"{count} kills, 0 corrupt: " + ", ".join(f"{name} {n}" for name, n in sorted(rounds.results.items())))


class Rounds:
    """A folder of documents and a build of it, again and again."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.raw, self.out, self.chance = folder / "raw", folder / "out", chance
        self.raw.mkdir()
        self.results: Counter[str] = Counter()
        self.seconds, self.steps = 1.0, 100
        for number in range(DOCUMENTS):
            self._put(number)

    @property
    def kills(self) -> int:
        """Builds that were killed; some are done before."""
        return self.results["killed at a step"] + self.results["killed by time"]

    def run_one(self) -> None:
        """Change some documents, kill a build, check the folder, build."""
        chance = self.chance
        if chance.random() < 0.25:
            shutil.rmtree(self.out, ignore_errors=True)
        before = _inputs(self.raw) if self.out.exists() else None
        for number in chance.sample(range(DOCUMENTS), chance.choice((0, 1, 1, 4, DOCUMENTS))):
            (self._put if chance.random() < 0.8 else self._drop)(number)
        after = _inputs(self.raw)
        options, jobs = Options(json=chance.random() < 0.5), 2 if chance.random() < 0.06 else 1
        result = self._kill(options, jobs)
        self.results[result] += 1
        state = in_child(lambda: _check(self.out, before, after))
        assert state in (0, 1, 2), f"corrupt after {result}, kill {self.kills}: {state}"
        self.results[("nothing yet", "the old build", "the new build")[state]] += 1
        started = time.monotonic()
        code = in_child(lambda: _build(self.raw, self.out, options, jobs))
        if jobs == 1:
            self.seconds = 0.5 * self.seconds + 0.5 * (time.monotonic() - started)
        assert code == 0, "the build after a kill failed"
        assert in_child(lambda: _check(self.out, after, after)) == 2, "the build after a kill is not sound"
        names = sorted(path.name for path in self.out.parent.iterdir())
        assert names == ["out", "raw"], names

    def _kill(self, options: Options, jobs: int) -> str:
        step = self.chance.randint(1, self.steps) if self.chance.random() < 0.5 else 0
        counted: list[int] = [0]

        def work() -> int:
            if step:
                sys.addaudithook(_killer(step, counted))
            return _build(self.raw, self.out, options, jobs)

        child = fork(work)
        if not step:
            time.sleep(self.chance.uniform(0, 1.1 * self.seconds + (1.5 if jobs > 1 else 0)))
            (os.killpg if self.chance.random() < 0.5 else os.kill)(child, signal.SIGKILL)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        if step:
            self.steps = self.steps + 5 if killed else max(10, step)
        return ("killed at a step" if step else "killed by time") if killed else "done before the kill"

    def _put(self, number: int) -> None:
        body = "".join(f"{line} 前条第{self.chance.randint(1, 9)}項の規定を準用する。\n" for line in range(3, 8))
        (self.raw / f"d{number}.txt").write_text(HEAD.format(number) + body, encoding="utf-8")

    def _drop(self, number: int) -> None:
        (self.raw / f"d{number}.txt").unlink(missing_ok=True)


def _killer(step: int, counted: list[int]) -> Callable[[str, tuple[object, ...]], None]:
    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event in STEPS or (event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITES):
            counted[0] += 1
            if counted[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

    return hook


def _build(raw: Path, out: Path, options: Options, jobs: int) -> int:
    build(raw, out, jobs=jobs, options=options)
    return 0


def _check(out: Path, before: dict[str, str] | None, after: dict[str, str]) -> int:
    """0 no build and there was none, 1 the old build, 2 the new one; 9 anything else."""
    import pyarrow.parquet as pq

    build_folder = existing(out)
    if build_folder is None:
        return 0 if before is None else 9
    faults = list(validate(out))
    print(*faults, sep="\n", end="\n" if faults else "")
    rows = pq.read_table(build_folder / "documents", columns=["source_path", "source_sha256"]).to_pylist()
    built = {row["source_path"]: row["source_sha256"] for row in rows}
    return 9 if faults else 2 if built == after else 1 if built == before else 9


def _inputs(raw: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in raw.iterdir()}


def fork(work: Callable[[], int]) -> int:
    """A process group of its own that does ``work`` and exits with its result."""
    child = os.fork()
    if child:
        with suppress(ProcessLookupError):  # set in both processes: whichever is first, a kill finds the group
            os.setpgid(child, child)
        return child
    code = 99
    try:
        os.setpgid(0, 0)
        code = work()
    except BaseException as error:  # noqa: BLE001  # printed here: no other process sees it
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        os._exit(code)


def in_child(work: Callable[[], int]) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(fork(work), 0)[1])


if __name__ == "__main__":
    main()
