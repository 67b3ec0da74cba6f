"""Provisions with a label, compared line by line with gold that was read off the headings of a collection.

Such gold is good where it speaks, and silent about whole kinds of lines (README.md). A provision that it lacks is wrong
unless it is of one of the classes in `SILENT`, each with its reason; they are counted, never left out without a word.
"""

from __future__ import annotations

import json
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from jorei.model import Node, Tree
from jorei.model.kinds import APPENDICES, ENUMERATED
from jorei.model.num import parse_num
from jorei.read import read_file
from jorei.structure import parse
from jorei.structure.lines.patterns import ANNOUNCES
from jorei.text.fold import fold

TYPES: Final = {
    "article": "Article", "paragraph": "Paragraph", "item": "Item", "suppl_provision": "SupplProvision",
    **dict.fromkeys(ENUMERATED[1:], "Subitem"),
}  # fmt: skip
"""The types of the gold by the kinds of nodes."""
BY_DEPTH: Final = frozenset((*APPENDICES, "suppl_provision"))
"""Where the type of the gold is the depth of a heading: 1 of a 別表 is a Paragraph, 1 of a 附則 an Item."""
_ARTICLE: Final = re.compile(r"第[0-9一二三四五六七八九十百]+条")


class Gold(NamedTuple):
    """An entry of the gold."""

    type: str
    num: str
    line: int


class Provision(NamedTuple):
    """A node with a label that stands in the text: its node, its line, the words of that line, the kinds around it."""

    node: Node
    line: int
    words: str
    around: frozenset[str]


class Reading:
    """What was read of a document, and what its gold says."""

    def __init__(self, path: Path) -> None:
        source = read_file(path)
        self.tree: Tree = parse(source).tree
        starts = [0, *(m.end() for m in re.finditer("\n", source.text))]
        lines = source.text.split("\n")
        self.provisions = [
            Provision(
                node, line, lines[line - 1], frozenset(above.kind for above in self.tree.ancestors(node))
            )
            for node in self.tree.nodes
            if node.kind in TYPES and node.label and not node.label_inferred
            for line in (bisect_right(starts, node.start),)
        ]  # fmt: skip
        text = path.with_suffix("").with_suffix(".gold.json").read_text(encoding="utf-8")
        self.entries = [Gold(one["type"], one["num"] or "", one["line"]) for one in json.loads(text)["nodes"]]
        self.lines_of_gold = {one.line for one in self.entries}
        self.lines = lines

    @property
    def gold(self) -> list[Gold]:
        """The provisions of the gold, one a line."""
        kept = (one for one in self.entries if one.type in TYPES.values() and (one.num or one.type == "SupplProvision"))
        return list({(one.type, one.line): one for one in kept}.values())

    def siblings(self, provision: Provision) -> list[Provision]:
        """The provisions of the list that a provision stands in, itself included."""
        node = provision.node
        return [one for one in self.provisions if one.node.parent == node.parent and one.node.kind == node.kind]

    def knows(self, provision: Provision) -> bool:
        """Whether the gold has an entry on the line of a provision."""
        return provision.line in self.lines_of_gold


def _whole_list(reading: Reading, provision: Provision) -> bool:
    """Whether the gold has none of a list that counts without a gap."""
    siblings = reading.siblings(provision)
    if any(map(reading.knows, siblings)):
        return False
    numbers = [parse_num(one.node.num)[0] for one in siblings if one.node.num]
    return all(after - before in (0, 1) for before, after in zip(numbers, numbers[1:], strict=False))


def _announced(reading: Reading, provision: Provision) -> bool:
    parent = reading.tree.nodes[provision.node.parent]
    words = fold(parent.text + (parent.title or ""))
    return _whole_list(reading, provision) and ANNOUNCES.search(words) is not None


SILENT: Final[tuple[tuple[str, Callable[[Reading, Provision], bool]], ...]] = (
    ("附則", lambda reading, one: "suppl_provision" in one.around and _whole_list(reading, one)),
    ("appendices", lambda _, one: bool(one.around & frozenset((*APPENDICES, "remarks", "table")))),
    ("another type", lambda reading, one: reading.knows(one) and _is_no_provision(reading, one)),
    ("no number", lambda reading, one: Gold(TYPES[one.node.kind], "", one.line) in reading.entries),
    ("list entries", lambda _, one: one.words.lstrip(" 　").startswith("- ")),
    ("ranges", lambda _, one: ":" in (one.node.num or "")),
    ("announced lists", _announced),
    ("second 項", lambda reading, one: one.node.kind == "paragraph" and _whole_list(reading, one)),
)
"""What the gold is silent about, in the order in which it is asked (README.md tells the reason of each)."""


def _is_no_provision(reading: Reading, provision: Provision) -> bool:
    at_line = (one for one in reading.entries if one.line == provision.line)
    return all(one.type not in TYPES.values() for one in at_line)


class Score(NamedTuple):
    """Counts of all documents, and what is wrong with each."""

    found: int
    lost: list[str]
    extra: list[str]
    silent: Counter[str]
    doubted: list[str]
    """Entries of the gold whose type is none, with the reason."""

    @property
    def recall(self) -> float:
        """The share of the gold that was found."""
        return self.found / (self.found + len(self.lost))

    @property
    def precision(self) -> float:
        """The share of what was found among what the gold speaks about."""
        return self.found / (self.found + len(self.extra))


def score(folder: Path) -> Score:
    """Compares the documents of a folder with the gold beside them."""
    total = Score(0, [], [], Counter(), [])
    for path in sorted(folder.glob("*.txt")):
        if path.with_suffix(".gold.json").exists():
            reading = Reading(path)
            total = total._replace(found=total.found + _compare(path.stem, reading, total))
    return total


def _compare(name: str, reading: Reading, total: Score) -> int:
    mine = {(TYPES[one.node.kind], one.line): one for one in reading.provisions}
    by_line = {one.line: one for one in reading.provisions}
    met: set[int] = set()
    found = 0
    for gold in reading.gold:
        one = mine.get((gold.type, gold.line)) or _at_another_depth(by_line.get(gold.line), gold)
        if one is not None:
            met.add(one.node.id)
            found += 1
        elif reason := _doubt(reading, gold):
            total.doubted.append(f"{name}:{gold.line} {gold.type} {gold.num}: {reason}")
            met |= {one.node.id for one in reading.provisions if one.line == gold.line}
        else:
            total.lost.append(f"{name}:{gold.line} {gold.type} {gold.num}: {reading.lines[gold.line - 1].strip()[:40]}")
    for one in _distinct(reading.provisions, met):
        silent = next((name for name, is_of in SILENT if is_of(reading, one)), None)
        if silent:
            total.silent[silent] += 1
        else:
            total.extra.append(f"{name}:{one.line} {one.node.kind} {one.node.num}: {one.words.strip()[:40]}")
    return found


def _at_another_depth(provision: Provision | None, gold: Gold) -> Provision | None:
    """The provision of the line when its number is right and it stands where types are depths of headings."""
    if provision is None or not provision.around & BY_DEPTH:
        return None
    is_kana = "ア" <= (provision.node.label or "").strip("(（")[:1] <= "ン"  # ア is the 36th of イロハ in the gold
    return provision if provision.node.num == gold.num or is_kana else None


def _doubt(reading: Reading, gold: Gold) -> str:
    """Why the type that the gold gives a line cannot be right; nothing when it can."""
    words = fold(reading.lines[gold.line - 1]).strip()
    if gold.type != "Article" and _ARTICLE.match(words):
        return "第N条 alone on its line is an article"
    if not (gold.num.isdecimal() and words[0].isdigit()):
        return ""
    counted = (one for one in reading.gold if one.line < gold.line and one.num == str(int(gold.num) - 1))
    before = [one for one in counted if fold(reading.lines[one.line - 1]).strip()[0].isdigit()]
    if before and before[-1].type != gold.type:
        return f"goes on with {before[-1].type} {before[-1].num}"
    return ""


def _distinct(provisions: list[Provision], met: set[int]) -> Iterator[Provision]:
    """Provisions that the gold did not meet, one of a kind and line."""
    seen: set[tuple[str, int]] = {(TYPES[one.node.kind], one.line) for one in provisions if one.node.id in met}
    for one in provisions:
        key = (TYPES[one.node.kind], one.line)
        if key not in seen:
            seen.add(key)
            yield one


def main(folder: str, *flags: str) -> None:
    """Prints the figures; with ``-v`` what is wrong, too."""
    came = score(Path(folder))
    print(f"recall {came.recall:.4f} ({len(came.lost)} lost) precision {came.precision:.4f} ({len(came.extra)} extra)")
    print("silent: " + ", ".join(f"{name} {count}" for name, count in came.silent.most_common()))
    print(f"doubted: {len(came.doubted)}")
    if "-v" in flags:
        print(*came.lost, *came.extra, *came.doubted, sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
