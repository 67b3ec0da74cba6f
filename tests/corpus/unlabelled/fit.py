"""Fits the weights of lines without labels (`jorei.structure.unlabelled.weights`) to laws whose labels are known.

    python tests/corpus/unlabelled/fit.py [SHARED] [--laws N] [--write FILE]

SHARED is the folder of real documents (else ``JOREI_SHARED``, or ``shared`` beside the checkout). Its national laws are
printed by its ``tools/render.py`` in two layouts: without the numbers of 項 and the labels of subdivisions, and without
any label; its ordinances lose the same labels. Every run that the parser reads in them becomes a graph of its readings;
the weights make the official one as likely as they can (maximum likelihood with a penalty on the squares of the
weights,
by L-BFGS).

Prints which share of the lines in runs has the level of the official tree: by the weights that are in use, and by
weights
that were fitted to two thirds of the laws, both on the third that is left. FILE gets weights fitted to all of them.

On 120 laws and 301 ordinances it takes some two minutes and gives 218 weights. Of the lines of the documents held out
they read as official, without numbers of 項 and labels of subdivisions, 0.960 in laws and 0.952 in ordinances (the
weights
in use 0.998 and 0.963), without any label 0.941 and 0.928 (0.950 and 0.902). The weights in use were fitted to more
laws,
the held out ones among them; what is fitted here alone is no better, so they stay.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from jorei.read import read_file
from jorei.structure import parse
from jorei.structure.body import state as builder
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import Habits
from jorei.structure.lines.typed import TypedLine
from jorei.structure.unlabelled import scores
from jorei.structure.unlabelled.features import LIST, Cited, LatticeState, finishing
from jorei.structure.unlabelled.lattice import Lattice, LineReading, step
from jorei.structure.unlabelled.runs import read_run, run_at
from jorei.structure.unlabelled.weights import WEIGHTS

LOST: Final = {"lost_markers": (("Paragraph", "Subitem"), " "), "lost_all": (("Paragraph", "Item", "Subitem"), "")}
"""The layouts: nodes whose labels are lost, and what stands where they were."""
LAYOUTS: Final = tuple(LOST)
LEVELS: Final = {"Paragraph": 0, "Item": 1, **{f"Subitem{depth}": depth + 1 for depth in range(1, 11)}}
PENALTY: Final = 2.0
"""Of half the squares of the weights. Chosen: with it the largest weights stay below 4."""
ROUNDS: Final = 4
"""Chosen: later ones change nothing that can be seen."""
KEPT_A_LEVEL: Final = 3
"""Readings of a line that are kept for each level it may have, besides the official one: so every feature has
rivals."""
ALL_LAWS: Final = 120
HELD_OUT: Final = 3
"""Of so many documents one is held out."""
LEAST: Final = 0.05
"""Weights nearer to nothing are left out. Chosen: they change no odds by more than a twentieth."""

Weights = dict[str, float]
Array = np.ndarray[Any, np.dtype[np.float64]]


# ---- runs and their official readings


@dataclass(slots=True)
class GoldRun:
    """A run as the parser met it; the official level of each of its lines (None where the tree does not say), and the
    level that the parser gave it."""

    lattice: Lattice
    official: list[int | None]
    parsed: list[int]


def print_laws(shared: Path, folder: Path, laws: int) -> list[str]:
    """Prints the laws in the layouts, their trees beside them; returns their names."""
    names = []
    with gzip.open(shared / "data/egov/trees.dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for _, row in zip(range(laws), file, strict=False):
            names.append(json.loads(row)["law_id"])
            (folder / f"{names[-1]}.json").write_text(row, encoding="utf-8")
    trees = folder / "trees.list"
    trees.write_text("\n".join(str(folder / f"{name}.json") for name in names), encoding="utf-8")
    for layout in LAYOUTS:
        render = [sys.executable, str(shared / "tools/render.py"), "--batch", str(trees), "--preset", layout]
        subprocess.run([*render, "-o", str(folder)], check=True, stdout=subprocess.DEVNULL)
    return names


def strip_ordinances(shared: Path, folder: Path, share: float) -> list[str]:
    """The ordinances without the labels that each layout lacks; returns their names. ``share`` of them is enough."""
    texts = sorted((shared / "data/sabae/text").glob("*.txt"))
    for text in texts[: round(share * len(texts))]:
        gold = text.with_suffix(".gold.json").read_text(encoding="utf-8")
        nodes = [node for node in json.loads(gold)["nodes"] if node["label"] and node["start"]]
        for layout, (lost, blank) in LOST.items():
            lines = text.read_text(encoding="utf-8").split("\n")
            for node in nodes:
                line, label = lines[node["start"] - 1], node["label"]
                if node["type"].startswith(lost) and line.startswith(label):
                    lines[node["start"] - 1] = blank + line.removeprefix(label).lstrip()
            (folder / f"{text.stem}.{layout}.txt").write_text("\n".join(lines), encoding="utf-8")
            (folder / f"{text.stem}.{layout}.gold.json").write_text(gold, encoding="utf-8")
    return [text.stem for text in texts[: round(share * len(texts))]]


def official_levels(text: Path) -> dict[int, int]:
    """The level of each line of a printed law, by its number from 1."""
    nodes = json.loads(text.with_suffix(".gold.json").read_text(encoding="utf-8"))["nodes"]
    levels: dict[int, int] = {}
    for node in nodes:
        for line in range(node["start"] or 1, (node["end"] or 0) + 1):
            levels.setdefault(line, LEVELS.get(node["type"], LIST))
    return levels


def runs_of(text: Path) -> list[GoldRun]:
    """The runs that the parser reads in a text."""
    source, levels = read_file(text), official_levels(text)
    starts = [0, *(offset + 1 for offset, sign in enumerate(source.text) if sign == "\n")]
    runs: list[GoldRun] = []

    def record(
        lines: list[TypedLine], start: int, stack: list[Draft], habits: Habits, cited: Cited | None, *, room: float = 1.0
    ) -> tuple[dict[int, LineReading], int]:
        readings, followed = read_run(lines, start, stack, habits, cited, room=room)
        indices, lattice = run_at(lines, start, stack, habits, cited, room=room)
        official = [levels.get(bisect_right(starts, lines[index].line.start)) for index in indices]
        runs.append(GoldRun(lattice, official, [readings[index].level for index in indices]))
        return readings, followed

    with patch.object(builder, "read_run", record):
        parse(source)
    return runs


def runs_of_documents(folder: Path, names: Sequence[str], layouts: Sequence[str] = LAYOUTS) -> list[GoldRun]:
    """The runs of these documents in these layouts."""
    return [run for name in names for layout in layouts for run in runs_of(folder / f"{name}.{layout}.txt")]


def agreement(runs: Iterable[GoldRun]) -> float:
    """The share of lines that have the official level."""
    pairs = [
        (parsed, official)
        for run in runs
        for parsed, official in zip(run.parsed, run.official, strict=True)
        if official is not None
    ]
    return sum(parsed == official for parsed, official in pairs) / len(pairs)


# ---- the readings of all runs as one graph


@dataclass(slots=True)
class FeatureRows:
    """The features of steps between states, or of the ends of runs, and which of them are official."""

    numbers: array[int] = field(default_factory=lambda: array("i"))
    ends: array[int] = field(default_factory=lambda: array("q", [0]))
    official: array[int] = field(default_factory=lambda: array("b"))

    def add(self, numbers: Iterable[int], *, official: bool) -> None:
        """One more step or end."""
        self.numbers.extend(numbers)
        self.ends.append(len(self.numbers))
        self.official.append(official)

    def matrix(self, width: int) -> csr_matrix:
        """A row for each, with a one for each of its features."""
        ones = np.ones(len(self.numbers), dtype=np.float32)
        return csr_matrix((ones, np.array(self.numbers), np.array(self.ends)), shape=(len(self.official), width))


@dataclass(slots=True)
class Walk:
    """The way through one run: the states that are kept after a line, with their likeliest scores and their numbers in
    the graph, and the official one of them."""

    run: GoldRun
    number: int
    index: int
    official: LatticeState
    scores: dict[LatticeState, float]
    states: dict[LatticeState, int]

    def official_level(self) -> int | None:
        """The level of the next line; None at the end, and where the official reading cannot be followed."""
        lattice = self.run.lattice
        if self.index >= len(lattice.entries):
            return None
        level = self.run.official[self.index - lattice.given]
        return level if level in lattice.choices(self.index, self.official) else None


class Readings:
    """The readings of many runs, laid out line by line: the first lines of all runs, then the second lines …

    States have numbers, and so have features (``numbers``: new ones are added). A step leads from ``sources`` to
    ``targets`` in one of ``runs``. ``layers`` are the steps over
    the first lines, over the second …, as stretches.
    """

    def __init__(self, runs: Sequence[GoldRun], numbers: dict[str, int]) -> None:
        self.numbers = numbers
        self.count = 0
        self.steps, self.endings = FeatureRows(), FeatureRows()
        self.sources, self.targets, self.runs = array("q"), array("q"), array("q")
        self.end_states, self.end_runs = array("q"), array("q")
        self.layers: list[tuple[int, int]] = []
        walks = [
            Walk(run, number, run.lattice.given, run.lattice.start, {run.lattice.start: 0.0}, {})
            for number, run in enumerate(runs)
        ]
        for walk in walks:
            walk.states = {walk.official: self._new_state()}
        while walks:
            begin = len(self.sources)
            walks = [walk for walk in walks if self._advance(walk)]
            self.layers.append((begin, len(self.sources)))

    def _new_state(self) -> int:
        self.count += 1
        return self.count - 1

    def _numbers(self, names: Iterable[str]) -> list[int]:
        return [self.numbers.setdefault(name, len(self.numbers)) for name in names]

    def _advance(self, walk: Walk) -> bool:
        """Lays out the next line of a run; False when the run ends."""
        level = walk.official_level()
        if level is None:
            self._end(walk)
            return False
        lattice, index = walk.run.lattice, walk.index
        number = lattice.entries[index].number
        steps: list[tuple[LatticeState, LatticeState, list[str], bool]] = []
        reached: dict[LatticeState, tuple[float, int]] = {}
        for state, score in walk.scores.items():
            for choice in lattice.choices(index, state):
                names = list(lattice.scores.names(state, index, choice))
                target = step(state, index, choice, number)
                total = score + sum(WEIGHTS.get(name, 0.0) for name in names)
                reached[target] = max((total, choice), reached.get(target, (total, choice)))
                steps.append((state, target, names, state == walk.official and choice == level))
        walk.official = step(walk.official, index, level, number)
        before, kept = walk.states, dict.fromkeys([*_likeliest(reached), walk.official])
        walk.scores = {state: reached[state][0] for state in kept}
        walk.states = {state: self._new_state() for state in kept}
        walk.index += 1
        for state, target, names, official in steps:
            if target in kept:
                self.steps.add(self._numbers(names), official=official)
                self.sources.append(before[state])
                self.targets.append(walk.states[target])
                self.runs.append(walk.number)
        return True

    def _end(self, walk: Walk) -> None:
        lattice = walk.run.lattice
        for state, number in walk.states.items():
            names = finishing(lattice.entries, state, lattice.scores.cited)
            self.endings.add(self._numbers(names), official=state == walk.official)
            self.end_states.append(number)
            self.end_runs.append(walk.number)


def _likeliest(reached: dict[LatticeState, tuple[float, int]]) -> list[LatticeState]:
    """The states of the highest scores for each level of the line."""
    ranked: dict[int, list[LatticeState]] = defaultdict(list)
    for state in sorted(reached, key=lambda state: -reached[state][0]):
        ranked[reached[state][1]].append(state)
    return [state for states in ranked.values() for state in states[:KEPT_A_LEVEL]]


class Likelihood:
    """How unlikely the official readings are by weights of so many features, and how that changes with each of them."""

    def __init__(self, readings: Readings, width: int) -> None:
        self.steps, self.ends = readings.steps.matrix(width), readings.endings.matrix(width)
        self.official = self.steps.T @ np.array(readings.steps.official, dtype=np.float64)
        self.official += self.ends.T @ np.array(readings.endings.official, dtype=np.float64)
        self.sources, self.targets = np.array(readings.sources), np.array(readings.targets)
        self.runs, self.layers, self.count = np.array(readings.runs), readings.layers, readings.count
        self.end_states, self.end_runs = np.array(readings.end_states), np.array(readings.end_runs)
        self.totals = np.full(int(self.end_runs.max()) + 1, -np.inf)

    def __call__(self, weights: Array) -> tuple[float, Array]:
        """The negative logarithm of the likelihood, and its gradient."""
        step_scores, end_scores = self.steps @ weights, self.ends @ weights
        before, behind = self._forward(step_scores), self._backward(step_scores, end_scores)
        totals = self.totals.copy()
        np.logaddexp.at(totals, self.end_runs, before[self.end_states] + end_scores)
        likely = np.exp(before[self.sources] + step_scores + behind[self.targets] - totals[self.runs])
        likely_ends = np.exp(before[self.end_states] + end_scores - totals[self.end_runs])
        expected = self.steps.T @ likely + self.ends.T @ likely_ends
        return float(totals.sum() - self.official @ weights), expected - self.official

    def _forward(self, step_scores: Array) -> Array:
        """The weight of all ways to each state, as a logarithm."""
        before = np.full(self.count, -np.inf)
        before[: len(self.totals)] = 0.0  # the first states are those before the first lines
        for begin, end in self.layers:
            np.logaddexp.at(before, self.targets[begin:end], before[self.sources[begin:end]] + step_scores[begin:end])
        return before

    def _backward(
        self, step_scores: Array, end_scores: Array
    ) -> Array:
        """The weight of all ways from each state to the end of its run, as a logarithm."""
        behind = np.full(self.count, -np.inf)
        behind[self.end_states] = end_scores
        for begin, end in reversed(self.layers):
            np.logaddexp.at(behind, self.sources[begin:end], step_scores[begin:end] + behind[self.targets[begin:end]])
        return behind


# ---- fitting


def use(weights: Weights) -> None:
    """Makes the parser read with these weights."""
    WEIGHTS.clear()
    WEIGHTS.update(weights)
    scores.own_score.cache_clear()


def fit(folder: Path, names: Sequence[str]) -> Weights:
    """Weights fitted to these laws, from those in use.

    A graph holds the readings that are likely by the weights of its round; those of all rounds together hold the
    readings that any weights on the way made likely.
    """
    fitted = dict(WEIGHTS)
    numbers: dict[str, int] = {}
    graphs: list[Readings] = []
    for round_number in range(1, ROUNDS + 1):
        use(fitted)
        graphs.append(Readings(runs_of_documents(folder, names), numbers))
        start = np.array([fitted.get(name, 0.0) for name in numbers])
        found = minimize(_objective(graphs, len(numbers)), start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
        values = zip(numbers, found.x, strict=True)
        fitted = {name: round(float(value), 2) for name, value in sorted(values) if abs(value) >= LEAST}
        print(f"round {round_number}: {len(fitted)} weights, {found.fun:.0f} nats", file=sys.stderr)
    return fitted


def _objective(graphs: Sequence[Readings], width: int) -> Callable[[Array], tuple[float, Array]]:
    """The mean of the likelihoods in the graphs, with the penalty, and its gradient."""
    likelihoods = [Likelihood(graph, width) for graph in graphs]

    def value(weights: Array) -> tuple[float, Array]:
        parts = [likelihood(weights) for likelihood in likelihoods]
        mean = sum(part for part, _ in parts) / len(parts)
        slope: Array = np.mean([gradient for _, gradient in parts], axis=0)
        return mean + PENALTY / 2 * float(weights @ weights), slope + PENALTY * weights

    return value


def main() -> None:
    """Fits and compares; see above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    beside = Path(__file__).resolve().parents[4] / "shared"
    parser.add_argument("shared", nargs="?", type=Path, default=Path(os.environ.get("JOREI_SHARED") or beside))
    parser.add_argument("--laws", type=int, default=ALL_LAWS)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    in_use = dict(WEIGHTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        groups = {
            "laws": print_laws(arguments.shared, folder, arguments.laws),
            "ordinances": strip_ordinances(arguments.shared, folder, arguments.laws / ALL_LAWS),
        }
        held_out = {group: names[::HELD_OUT] for group, names in groups.items()}
        names = [name for group in groups.values() for name in group]
        compare("in use", in_use, folder, held_out)
        known = {name for group in held_out.values() for name in group}
        compare("fitted", fit(folder, [name for name in names if name not in known]), folder, held_out)
        if arguments.write:
            use(in_use)
            arguments.write.write_text(json.dumps(fit(folder, names), ensure_ascii=False, indent=1), encoding="utf-8")


def compare(title: str, weights: Weights, folder: Path, groups: dict[str, list[str]]) -> None:
    """Prints how well weights do on each group of documents in each layout."""
    use(weights)
    for group, names in groups.items():
        for layout in LAYOUTS:
            share = agreement(runs_of_documents(folder, names, (layout,)))
            print(f"{title} ({len(weights)} weights), {group}, {layout}: {share:.4f} of lines as official")


if __name__ == "__main__":
    main()
