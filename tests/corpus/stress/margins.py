"""Documents with their tree in the margin, and what a parsed tree has of it.

README.md beside this file says how a margin is written. A unit is compared by its letters: the node that holds them must
hold no others, have the kind and number that the margin says, and stand in the node of the unit around it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import category

from jorei.model import Analysis, Node

HERE: Final = Path(__file__).parent

PROVISIONS: Final[dict[str, tuple[str, float]]] = {
    "sp": ("suppl_provision", 0), "at": ("appdx_table", 0), "ay": ("appdx_style", 0), "an": ("appdx_note", 0),
    "af": ("appdx_fig", 0), "ax": ("appdx", 0),
    "pt": ("part", 1), "ch": ("chapter", 2), "se": ("section", 3), "su": ("subsection", 4), "di": ("division", 5),
    "a": ("article", 6), "p": ("paragraph", 7), "re": ("remarks", 7.5), "i": ("item", 8),
    "s": ("subitem1", 9), "ss": ("subitem2", 10), "sss": ("subitem3", 11),
}  # fmt: skip
"""Marks of units with their kind and rank: a unit stands in the last one before it whose rank is lower."""
LINES: Final[dict[str, str]] = {
    "ti": "title", "pr": "promulgation", "en": "enact_statement", "pre": "preamble", "toc": "toc", "te": "toc_entry",
    "hi": "history", "tx": "taxonomy", "nav": "navigation", "no": "note", "am": "amend_note", "om": "omission",
    "li": "list", "un": "unparsed", "gh": "guide_heading", "gt": "guide_text", "gl": "guide_list_item",
    "ct": "comparison_table", "fr": "front",
}  # fmt: skip
"""Marks of lines that are known by their kind alone; a `preamble` and a `comparison_table` by that of what they are in."""
FRONT: Final = frozenset(("promulgation", "history", "note", "navigation", "taxonomy", "table"))
"""What may stand in front of an ordinance (`front`), so long as it stands outside of its provisions."""
APPENDICES: Final = ("appdx_table", "appdx_style", "appdx_note", "appdx_fig", "appdx")
TABLES: Final = ("table", "table_row", "table_cell", "fig")
SCORED: Final = frozenset(kind for kind, _ in PROVISIONS.values())
MARKUP: Final = frozenset("*#|\\-_`>~:")
"""Letters that nobody counts: a converter leaves them, and they belong to a unit or to none."""

_MARK: Final = re.compile(
    r"(?P<new>=?)(?P<quoted>>?)(?P<names>[a-z/-]*)(?P<num>[0-9_:]*|\*)(?P<deleted>!?)(?P<anywhere>\??)(?P<joined>\+?)"
)
_DOCUMENT: Final = re.compile(
    r"^# (?P<name>.+)\n(?P<about>(?:(?!~~~).*\n)*)~~~ ?(?P<format>\w+)\n(?P<body>(?:.*\n)*?)~~~$", re.MULTILINE
)


class Line(NamedTuple):
    """A line of a document and its mark."""

    new: bool
    quoted: bool
    names: tuple[str, ...]
    num: str | None
    deleted: bool
    anywhere: bool
    joined: bool
    words: str


class Unit(NamedTuple):
    """What the margin says of a stretch: kinds that are right, number, the unit around it, and its letters by number."""

    kinds: tuple[str, ...]
    num: str | None
    deleted: bool
    quoted: bool
    anywhere: bool
    parent: Unit | None
    letters: tuple[int, ...]
    words: str

    @property
    def provision(self) -> bool:
        """Whether it is a unit of the tree, and not a line known by its kind."""
        return self.kinds[0] in SCORED

    def __str__(self) -> str:
        return f"{'/'.join(self.kinds)} {self.num or ''}: {self.words[:24]}"


class Document(NamedTuple):
    """A document of the set."""

    name: str
    about: str
    format: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The document without its margin."""
        text = ""
        for line in self.lines:
            text += line.words if line.joined or not text else "\n" + line.words
        return text + "\n"

    @property
    def instruments(self) -> list[tuple[Line, ...]]:
        """The lines of each instrument."""
        parts: list[list[Line]] = [[]]
        for line in self.lines:
            if line.new:
                parts.append([])
            parts[-1].append(line)
        return [tuple(part) for part in parts]

    def varied(self, change: Callable[[Line], str]) -> Document:
        """The document with other words in each line."""
        return self._replace(lines=tuple(line._replace(words=change(line)) for line in self.lines))


def load(folder: Path = HERE / "documents") -> list[Document]:
    """All documents of the set."""
    return [
        Document(m["name"], m["about"].strip(), m["format"], tuple(map(_line, m["body"].splitlines())))
        for path in sorted(folder.glob("*.md"))
        for m in _DOCUMENT.finditer(path.read_text(encoding="utf-8"))
    ]


def _line(line: str) -> Line:
    margin, bar, words = line.partition("|")
    mark = _MARK.fullmatch(margin.strip())
    if mark is None or (not bar and line.strip()):
        raise ValueError(f"no margin: {line}")
    names = tuple(name for name in mark["names"].split("/") if name)
    if unknown := [name for name in names if name not in PROVISIONS and name not in LINES and name not in ("c", "-")]:
        raise ValueError(f"unknown marks {unknown}: {line}")
    return Line(
        bool(mark["new"]),
        bool(mark["quoted"]),
        names,
        mark["num"] or None,
        bool(mark["deleted"]),
        bool(mark["anywhere"]),
        bool(mark["joined"]),
        words,
    )


def letters(words: str, markup: bool = False) -> str:
    """The letters that count: no blanks, nothing that nobody sees, no debris of a converter and, with ``markup``, no tags.

    >>> letters("<p>**第1条**　甲</p>", markup=True)
    '第1条甲'
    """
    if markup:
        words = html.unescape(re.sub(r"<[^>]*>", "", words))
    return "".join(c for c in words if not c.isspace() and c not in MARKUP and category(c) != "Cf")


def units(lines: Sequence[Line], markup: bool = False) -> tuple[list[Unit], str]:
    """The units of an instrument, and all its letters."""
    drafts: list[tuple[Line, list[int], list[str]]] = []
    pending: list[int] = []
    count = 0
    said = ""
    for line in lines:
        counted = letters(line.words, markup)
        numbers = list(range(count, count + len(counted)))
        count += len(counted)
        said += counted
        if line.names == ("c",):
            pending += numbers
        elif line.names and line.names != ("-",):
            captioned = line.names[0] in PROVISIONS
            drafts.append((line, pending + numbers if captioned else numbers, [line.words]))
            pending = [] if captioned else pending
        elif not line.names and numbers:
            drafts[-1][1].extend(numbers)
    return list(_nested(drafts)), said


def _nested(drafts: list[tuple[Line, list[int], list[str]]]) -> Iterator[Unit]:
    stack: list[tuple[float, Unit]] = []
    for line, numbers, (words, *_) in drafts:
        name = line.names[0]
        rank = (PROVISIONS[name][1] + 20 * line.quoted) if name in PROVISIONS else 0.0
        if name in PROVISIONS:
            while stack and stack[-1][0] >= rank:
                stack.pop()
        elif name not in ("li", "am", "om", "no", "un", "nav", "hi"):
            stack = []
        kinds = tuple(PROVISIONS[name][0] if name in PROVISIONS else LINES.get(name, name) for name in line.names)
        unit = Unit(
            kinds,
            line.num,
            line.deleted,
            line.quoted,
            line.anywhere,
            stack[-1][1] if stack else None,
            tuple(numbers),
            words,
        )
        if name in PROVISIONS:
            stack.append((rank, unit))
        if numbers:
            yield unit


class Reading:
    """Which node has which letter of an analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        text = analysis.source.text
        places = [at for at, c in enumerate(text) if letters(c)]
        self.said = "".join(text[at] for at in places)
        number = {at: n for n, at in enumerate(places)}
        self.owner: list[Node | None] = [None] * len(places)
        self.own: dict[int, set[int]] = {}
        for node in analysis.tree.nodes:
            unit = self.unit_of(node)
            for piece in node.pieces:
                if piece.role == "trivia":
                    continue
                for at in range(piece.start, piece.end):
                    if (n := number.get(at)) is not None:
                        self.owner[n] = node
                        self.own.setdefault(unit.id, set()).add(n)

    def unit_of(self, node: Node) -> Node:
        """The node whose letters these are for the margin: an article has those of its first paragraph, which no label
        parts from it, a provision those of its tables, an appendix all that has no label."""
        nodes = self.analysis.tree.nodes
        while node.parent >= 0:
            parent = nodes[node.parent]
            first = node.kind == "paragraph" and node.label is None and node.num == "1" and parent.kind == "article"
            if node.kind == "omission" and self._on_one_line(parent, node):
                node = parent
                continue
            if (
                node.kind == "item" and parent.kind == "appdx_style"
            ):  # a place to write in, whether it is counted or not
                node = parent
                continue
            inside = node.kind in ("list", "omission", "note", "title") and self._appendix(parent)
            if not (node.kind in TABLES or (first and not node.label_inferred) or inside):
                break
            node = parent
        return node

    def _on_one_line(self, parent: Node, node: Node) -> bool:
        ends = [piece.end for piece in parent.pieces if piece.end <= node.start]
        return bool(ends) and "\n" not in self.analysis.source.text[max(ends) : node.start]

    def _appendix(self, node: Node) -> bool:
        return node.kind in APPENDICES or node.kind in TABLES or node.kind == "remarks"

    def within(self, node: Node, kind: str) -> bool:
        """Whether the node is of that kind, or stands in one that is."""
        return node.kind == kind or any(above.kind == kind for above in self.analysis.tree.ancestors(node))

    def wrong(self, unit: Unit) -> str:
        """What is wrong with a unit in this reading; nothing when it is right."""
        owners = {node.id: node for n in unit.letters if (node := self.owner[n]) is not None}
        if not owners:
            return "" if "-" in unit.kinds else "nobody has it"
        if not (what := self._wrong_line(unit, list(owners.values()))) or not unit.provision:
            return what
        whose = {self.unit_of(node).id for node in owners.values()}
        if len(whose) > 1:
            return "torn: " + ", ".join(self._name(self.analysis.tree.nodes[n]) for n in sorted(whose))
        node = self.analysis.tree.nodes[whose.pop()]
        if node.kind not in unit.kinds or unit.num not in ("*", node.num):
            return "is " + self._name(node)
        if extra := self.own[node.id] - set(unit.letters):
            return "has also " + "".join(self.said[n] for n in sorted(extra))[:20]
        if unit.deleted and not node.deleted:
            return "not marked as deleted"
        if unit.quoted != self.within(node, "quoted_provision"):
            return "quoted" if not unit.quoted else "not quoted"
        return "" if self._stands(node, unit) else "stands in " + self._name_of(self._parent(node))

    def _wrong_line(self, unit: Unit, owners: list[Node]) -> str:
        wrong = [node for node in owners if not any(self._fits(node, kind) for kind in unit.kinds)]
        return "is " + ", ".join(map(self._name, wrong[:4])) if wrong else ""

    def _fits(self, node: Node, kind: str) -> bool:
        """Whether a node may have a line of that kind."""
        if kind in SCORED:
            return False
        if kind in ("preamble", "comparison_table"):
            return self.within(node, kind)
        if kind == "front":
            around = {node.kind, *(above.kind for above in self.analysis.tree.ancestors(node))}
            return bool(around & FRONT) and not around & (SCORED | {"main_provision", "preamble", "toc"})
        return node.kind == kind

    def _parent(self, node: Node) -> int | None:
        """The unit around a node; None at the top."""
        for above in self.analysis.tree.ancestors(node):
            above = self.unit_of(above)
            if above.kind in SCORED:
                return above.id
        return None

    def _stands(self, node: Node, unit: Unit) -> bool:
        """Whether a node stands in the unit around it; of one whose heading was lost only the kind is known."""
        parent = self._parent(node)
        if unit.anywhere:
            return True
        if unit.parent is None or parent is None:
            return unit.parent is None and parent is None
        if not unit.parent.letters:
            return self.analysis.tree.nodes[parent].kind in unit.parent.kinds
        owner = self.owner[unit.parent.letters[0]]
        return owner is not None and self.unit_of(owner).id == parent

    def _name_of(self, node: int | None) -> str:
        return "nothing" if node is None else self._name(self.analysis.tree.nodes[node])

    def _name(self, node: Node) -> str:
        return f"{node.kind} {node.num or ''}".strip()


class Score(NamedTuple):
    """How a document came out."""

    document: Document
    right: int
    wrong: tuple[tuple[Unit, str], ...]
    """Units that are not what the margin says, each with what came."""
    extra: tuple[str, ...]
    """Units that the document does not have."""
    found: tuple[str, ...]
    """What was reported that says that the reading does not hold."""
    errors: tuple[str, ...]
    """All findings of severity error."""

    @property
    def faults(self) -> int:
        """Units that are wrong, or that the document does not have."""
        return len(self.wrong) + len(self.extra)

    @property
    def silent(self) -> bool:
        """Wrong, and nobody said so."""
        return bool(self.faults) and not self.found


_OF_THE_WORDING: Final = frozenset("S06 S10 S12 S15 S16 S19 S20 S21 S22 S23".split())
"""Findings about how a document is drafted: they do not say that it was misread."""


def score(document: Document, analyses: Sequence[Analysis]) -> Score:
    """Compares what came with the margin; an instrument that did not come is wrong as a whole."""
    right, wrong, extra = 0, [], []
    for at, lines in enumerate(document.instruments):
        meant, said = units(lines, document.format == "html")
        if at >= len(analyses):
            wrong += [(unit, "did not come") for unit in meant]
            continue
        reading = Reading(analyses[at])
        if not (reading.said == said or (len(analyses) < len(document.instruments) and reading.said.startswith(said))):
            wrong += [(unit, f"other text: {_difference(said, reading.said)}") for unit in meant]
            continue
        judged = [(unit, reading.wrong(unit)) for unit in meant]
        right += sum(not what for _, what in judged)
        wrong += [(unit, what) for unit, what in judged if what]
        extra += _extra(reading, meant)
    findings = [d for analysis in analyses for d in analysis.diagnostics]
    errors = tuple(f"{d.code} {d.message}" for d in findings if d.severity == "error")
    warnings = tuple(
        f"{d.code} {d.message}" for d in findings
        if d.severity == "warning" and d.code.startswith("S") and d.code not in _OF_THE_WORDING
    )  # fmt: skip
    return Score(document, right, tuple(wrong), tuple(extra), errors + warnings, errors)


def _difference(meant: str, came: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(meant, came, strict=False)) if a != b), min(len(meant), len(came)))
    return f"{meant[at : at + 12]!r} came as {came[at : at + 12]!r}"


def _extra(reading: Reading, meant: list[Unit]) -> Iterator[str]:
    """Units of the tree whose first letter begins no unit of the margin."""
    begins = {min(unit.letters) for unit in meant if unit.provision}
    for node in reading.analysis.tree.nodes:
        own = reading.own.get(node.id)
        if reading.within(node, "comparison_table"):
            continue  # the margin gives its rows alone
        if node.kind in SCORED and own and min(own) not in begins and reading.unit_of(node).id == node.id:
            yield f"{node.kind} {node.num or ''}: {''.join(reading.said[n] for n in sorted(own))[:20]}"
