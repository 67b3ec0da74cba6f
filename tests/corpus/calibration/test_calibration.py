"""Whether the confidence of references means what it says: shares that are right, bin by bin."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import jorei
from jorei.model import SUBITEMS, Analysis, Node, Reference
from jorei.text.fold import squeeze

HERE = Path(__file__).parent
BINS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 1.0)
SURE, SURE_RIGHT = 0.99, 0.995
"""What is resolved at or above ``SURE`` is right at least that often."""
DOUBTED = 0.9
"""At least half of what is wrong lies below."""
JUDGED = frozenset(("paragraph", "item", *SUBITEMS))
"""Kinds of nodes whose confidence is judged."""
_DIVISION = re.compile(r"(?:pt|c|s|ss|d)\d")
Verdict = tuple[float, str, bool]
"""Confidence, status, and whether the target is the one meant."""


def bin_of(confidence: float) -> float:
    """The lower end of the bin that a confidence lies in."""
    return max(low for low in BINS if low <= confidence)


def table(verdicts: list[Verdict]) -> str:
    """One line a bin: from, how many, how many of them right, the share."""
    counts: dict[float, Counter[bool]] = defaultdict(Counter)
    for confidence, _, right in verdicts:
        counts[bin_of(confidence)][right] += 1
    lines = [
        f"{low:5.3f} {found.total():6d} {found[True]:6d} {found[True] / found.total():.4f}"
        for low, found in sorted(counts.items())
    ]
    return "\n".join(["from   count  right share", *lines])


# -- links that a publisher set -------------------------------------------------------------------------------------

_LETTERS = {
    "main_provision": "main", "article": "a", "paragraph": "p", "item": "i", "appdx_table": "appdx",
    "appdx_style": "appdx", "appdx_note": "appdx", "appdx_fig": "appdx", "appdx": "appdx", "suppl_provision": "suppl",
}  # fmt: skip


def _path_of(analysis: Analysis, node: Node, counted: dict[int, int]) -> str:
    """Where a node stands, as the publisher's table says it: main/a5/i2 (the first paragraph is left out)."""
    parts: list[str] = []
    while node.parent >= 0:
        letter = _LETTERS.get(node.kind, "s" if node.kind.startswith("subitem") else "")
        if letter in ("suppl", "appdx"):
            parts.append(f"{letter}{counted[node.id]}")
        elif letter:
            parts.append(letter + ("" if letter == "main" else node.num or "?"))
        node = analysis.tree.nodes[node.parent]
    return "/".join(part for part in reversed(parts) if part != "p1")


def _gold_path(path: str) -> str:
    first, *rest = path.split("/")
    article = next((i for i, part in enumerate(rest) if part.startswith("a")), None)
    below = rest[article:] if article is not None else [part for part in rest if not _DIVISION.match(part)]
    return "/".join([first, *(part for part in below if part not in ("p1", "p?1"))])


def _counted(analysis: Analysis) -> dict[int, int]:
    """The place of each 附則 and of each appendix among its like."""
    places: dict[int, int] = {}
    seen: Counter[str] = Counter()
    for node in analysis.tree.nodes:
        letter = _LETTERS.get(node.kind, "")
        if letter in ("suppl", "appdx"):
            seen[letter] += 1
            places[node.id] = seen[letter]
    return places


def publisher_faults() -> set[tuple[str, str, str]]:
    """The links that lead to another provision than the text says: hash of the text, place, words."""
    with (HERE / "publisher_faults.tsv").open(encoding="utf-8", newline="") as file:
        return {(row["document"], row["place"], row["words"]) for row in csv.DictReader(file, delimiter="\t")}


def published(folder: Path) -> Iterator[Verdict]:
    """Verdicts on the links that a publisher set, where the words stand once in their provision."""
    faults = publisher_faults()
    for file in sorted(folder.glob("*.gold.json")):
        gold: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        text = file.with_name(file.name.replace(".gold.json", ".txt"))
        analysis, document = jorei.parse_file(text), hashlib.sha256(text.read_bytes()).hexdigest()[:12]
        counted = _counted(analysis)
        labels = {node["path"]: node.get("label") for node in gold["nodes"]}
        nodes = analysis.tree.nodes
        mine: dict[tuple[str, str], list[Reference]] = defaultdict(list)
        for reference in analysis.references:
            mine[_path_of(analysis, nodes[reference.node], counted), squeeze(reference.text)].append(reference)
        for link in gold["refs"]:
            if link["kind"] != "internal" or "各" in link["text"] or "note" in link["path"]:
                continue
            place, words = _gold_path(link["path"]), squeeze(link["text"])
            found = mine.get((place, words), [])
            if len(found) != 1 or (document, place, words) in faults:
                continue
            reference = found[0]
            wanted = _gold_path(link["target_path"])
            found_nodes = [nodes[target.node] for target in reference.targets if target.node is not None]
            if wanted.startswith("appdx"):  # by its label: a table that the text does not hold would move all others
                right = squeeze(labels.get(link["target_path"]) or "") in {squeeze(n.citation or "") for n in found_nodes}
            else:
                right = wanted in {_path_of(analysis, node, counted) for node in found_nodes}
            yield reference.confidence, reference.status, right


def published_nodes(folder: Path, texts: Path) -> Iterator[Verdict]:
    """Verdicts on the 項, 号 and sub-items of a publisher's own trees: place and words; ``texts`` holds their texts."""
    for file in sorted(folder.glob("*.gold.json")):
        name = file.name.replace(".gold.json", "")
        text = next((one for one in texts.glob(f"{name}.*") if one.suffix != ".json"), None)
        if text is None:
            continue
        gold: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        wanted: dict[str, list[str]] = defaultdict(list)
        for one in gold["nodes"]:
            wanted[_gold_path(one["path"])].append(squeeze(one.get("text") or ""))
        analysis = jorei.parse_file(text)
        counted = _counted(analysis)
        for node in analysis.tree.nodes:
            place = _path_of(analysis, node, counted)
            if node.kind in JUDGED and "/" in place and not place.startswith("appdx"):
                words = squeeze((node.title or "") + node.text)
                right = any(words.startswith(one) or one.startswith(words) for one in wanted.get(place, []))
                yield node.confidence, "resolved", right


# -- references that a person read ----------------------------------------------------------------------------------


def read(shared: Path) -> Iterator[Verdict]:
    """Verdicts on the references of one ordinance that a person read whole."""
    analysis = jorei.parse_file(shared / "seeds" / "akiruno.txt")
    lines = [0]
    for line in analysis.source.text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)
    by_end = {reference.end: reference for reference in analysis.references}
    with (shared / "gold" / "akiruno.references.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            reference = by_end.get(lines[int(row["line"]) - 1] + int(row["end"]))
            if reference is None:
                continue
            found = {squeeze(target.citation or "") for target in reference.targets}
            wanted = {squeeze(target) for target in re.split("[;,]", row["targets"]) if target}
            version, _, law = row["law"].rpartition(":")
            same_law = reference.as_of == version if version else not law or law == (reference.target_law or "")
            yield reference.confidence, reference.status, same_law and (found == wanted or not wanted)


# -- forms in a fictional ordinance ---------------------------------------------------------------------------------


def forms(shared: Path) -> Iterator[Verdict]:
    """Verdicts on every form of the shared list, in its three ways of writing."""
    tool = shared / "tools" / "score_forms.py"
    scorer: dict[str, Any] = {"__name__": "score_forms", "__file__": str(tool)}
    exec(compile(tool.read_text(encoding="utf-8").removesuffix("main()\n"), str(tool), "exec"), scorer)  # noqa: S102  # the scorer is a script
    for line in (shared / "gold" / "forms.txt").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        place, sentence, expected = (part.strip() for part in line.split(" :: "))
        for style in ("kanji", "half", "full"):
            analysis, words = jorei.parse(scorer["document"](style, place, sentence)), scorer["render"](sentence, style)
            start = analysis.source.text.find(words)
            found = [r for r in analysis.references if start <= r.start < start + len(words)]
            faults = [] if expected == "*" else [text for _, text in scorer["judge"](expected, found, style)]
            for reference in found:
                wrong = any(fault.startswith(f"{reference.text} [") for fault in faults)
                yield reference.confidence, reference.status, not wrong


def test_confidence_is_a_frequency(shared: Path) -> None:
    folder = shared / "data" / "sabae" / "text"
    if not folder.is_dir():
        pytest.skip("needs the publisher's links, and they are not there")
    verdicts = [*published(folder), *read(shared), *forms(shared)]
    print("\n" + table(verdicts))
    sure = [right for confidence, status, right in verdicts if status in ("resolved", "external") and confidence >= SURE]
    assert len(sure) > 1000
    assert sum(sure) / len(sure) >= SURE_RIGHT
    wrong = [confidence for confidence, status, right in verdicts if status in ("resolved", "external") and not right]
    assert 2 * sum(confidence < DOUBTED for confidence in wrong) >= len(wrong)


@pytest.mark.parametrize("texts", ["text", "html2text_wrap"])
def test_the_confidence_of_a_node_is_a_frequency(shared: Path, texts: str) -> None:
    folder = shared / "data" / "sabae"
    if not (folder / texts).is_dir():
        pytest.skip("needs the publisher's trees, and they are not there")
    verdicts = list(published_nodes(folder / "text", folder / texts))
    print("\n" + table(verdicts))
    sure = [right for confidence, _, right in verdicts if confidence >= SURE]
    assert sum(sure) / len(sure) >= SURE_RIGHT


def test_what_is_open_is_never_certain(shared: Path) -> None:
    for file in sorted((shared / "data" / "wards").glob("*.txt"))[:20]:
        for reference in jorei.parse_file(file).references:
            assert reference.status in ("resolved", "external") or reference.confidence < 1
