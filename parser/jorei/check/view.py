"""What the checks share: the tree and the facts beside it, indexed once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

import msgspec

from jorei.model import APPENDICES, DIVISIONS, ENUMERATED, Analysis, Node, Reference
from jorei.model.profile import DEFAULT, Profile
from jorei.model.tree import Seams
from jorei.text.fold import fold
from jorei.text.instruments import COMMON
from jorei.text.numerals import NUMBER, parse_number

if TYPE_CHECKING:
    from jorei.registry import Registry

T = TypeVar("T")

Region = Literal["front", "main", "suppl", "table", "appendix", "aside"]

_REGIONS: Final[dict[str, Region]] = {
    "main_provision": "main", "preamble": "main", "suppl_provision": "suppl",
    "quoted_provision": "aside", "amend_note": "aside", "note": "aside", "omission": "aside", "history": "aside",
    "taxonomy": "aside", "navigation": "aside", "toc": "aside", "unparsed": "aside",
    "guide_heading": "aside", "guide_text": "aside", "guide_list_item": "aside",
    "table": "table", "table_row": "table", "fig": "table", **dict.fromkeys(APPENDICES, "appendix"),
}  # fmt: skip
"""A node lies in the region of its nearest ancestor named here."""

_WORDING: Final = frozenset(("article", "paragraph", "list", "preamble", *ENUMERATED))
_APPENDIX: Final = re.compile(
    rf"(?:別表|別記|別図|別紙|付録|様式)(?:様式)?(?:[第 \u3000]*{NUMBER})?(?:号?の{NUMBER})*|第[ \u3000]?{NUMBER}[ \u3000]?号(?:の{NUMBER})?様式"
)
_KEY: Final = re.compile(rf"(?P<kind>別表|様式|別記|別図|別紙|付録)|(?P<number>{NUMBER})")
INLINE_ITEM: Final = re.compile(r"[(（][1１一ア][)）]|[①⑴]")
"""The first label of items that run on in the text of their stem."""
_SHOWN: Final = 40
"""How much of a node without a label a message shows."""
_NUMBERED: Final = (*DIVISIONS, "paragraph", *ENUMERATED)
_FIRST: Final = [str(number) for number in range(1, 1000)]
_NAMES: Final = (*COMMON, "基準")


class BuildContext(msgspec.Struct, frozen=True):
    """What the other documents of a build are to one document: only all of them together show it.

    ``copies`` are the source paths of the documents with the same text, ``base`` is the ordinance that it amends.
    """

    copies: tuple[str, ...] = ()
    base: Analysis | None = None


ALONE: Final = BuildContext()


class View:
    """One analysis as the checks look at it; every index is built at most once.

    ``prose`` is the wording of the provisions (main part and 附則, no notes, no appendices), one node a line, so
    that a check of words is a few `str.find` over one string; `place` leads from there back to the source.
    """

    def __init__(
        self, analysis: Analysis, profile: Profile = DEFAULT, registry: Registry | None = None,
        context: BuildContext = ALONE,
    ) -> None:  # fmt: skip
        self.analysis = analysis
        self.profile = profile
        self.registry = registry
        self.context = context
        self.style = profile.style
        self.text = analysis.source.text
        self.nodes = analysis.tree.nodes
        self.kids: list[list[Node]] = [[] for _ in self.nodes]
        """The children of each node, by arena id."""
        self.regions: list[Region] = []
        """The region of each node, by arena id."""
        self.by_kind: dict[str, list[Node]] = defaultdict(list)
        """The nodes of each kind, in order; an empty list for a kind that is not there."""
        self._homes: list[int] = []
        self._seams: dict[int, Seams] = {}
        self._made: dict[Callable[[View], Any], Any] = {}
        self._index()

    def _index(self) -> None:
        """One walk through the nodes, parents before children."""
        kids, regions, by_kind, homes = self.kids, self.regions, self.by_kind, self._homes
        inherited: Region = "front"
        home = 0
        for node in self.nodes:
            kind, parent = node.kind, node.parent
            if parent >= 0:
                kids[parent].append(node)
                inherited, home = regions[parent], homes[parent]
            regions.append(inherited if inherited == "aside" else _REGIONS.get(kind, inherited))
            homes.append(node.id if kind == "suppl_provision" else home)
            by_kind[kind].append(node)

    @cached_property
    def by_citation(self) -> dict[str, Node]:
        """The first node of each citation."""
        index: dict[str, Node] = {}
        for node in self.nodes:
            if node.citation:
                index.setdefault(node.citation, node)
        return index

    @cached_property
    def article_runs(self) -> list[list[Node]]:
        """Articles that are numbered together: those of the main part, then those of each 附則."""
        runs: dict[int, list[Node]] = defaultdict(list)
        for node in self.by_kind["article"]:
            if self.regions[node.id] in ("main", "suppl"):
                runs[self.home(node)].append(node)
        return list(runs.values())

    @cached_property
    def irregular(self) -> list[list[Node]]:
        """Groups of siblings of one kind whose numbers are not simply 1, 2, 3 …; appendices and quotations left out."""
        regions, groups = self.regions, []
        for kind in _NUMBERED:
            siblings: dict[int, list[Node]] = defaultdict(list)
            for node in self.by_kind[kind]:
                # a number alone is the cell of a table that lost its borders
                if regions[node.id] in ("main", "suppl") and (node.text or node.size > 1 or node.title or node.deleted):
                    siblings[node.parent].append(node)
            groups += [group for group in siblings.values() if not is_regular(group)]
        return groups

    @cached_property
    def counts(self) -> Counter[tuple[int, str]]:
        """How many paragraphs and items each node has, by arena id and kind."""
        return Counter((node.parent, kind) for kind in ("paragraph", "item") for node in self.by_kind[kind])

    @cached_property
    def last_article(self) -> Node | None:
        """The last article of the main part."""
        return next((run[-1] for run in self.article_runs if self.home(run[0]) == 0), None)

    def home(self, node: Node) -> int:
        """The arena id of the 附則 that the node stands in; 0 in the main part."""
        return self._homes[node.id]

    @cached_property
    def places(self) -> list[int]:
        """How many nodes of the same kind stand before each node: siblings, or for articles those of its run."""
        places = [0] * len(self.nodes)
        seen: dict[tuple[int, str], int] = defaultdict(int)
        for node in self.nodes:
            key = (self.home(node) if node.kind == "article" else node.parent, node.kind)
            places[node.id] = seen[key]
            seen[key] += 1
        return places

    @cached_property
    def wording(self) -> list[Node]:
        """The nodes of `prose`, in order."""
        regions = self.regions
        return [n for n in self.nodes if n.text and n.kind in _WORDING and regions[n.id] in ("main", "suppl")]

    @cached_property
    def prose(self) -> str:
        """The wording, one node a line."""
        return "\n".join([node.text for node in self.wording])

    def has_any(self, letters: str) -> bool:
        """Whether `prose` holds one of some characters; a walk for each is quicker than one for all of them."""
        return any(letter in self.prose for letter in letters)

    @cached_property
    def _prose_starts(self) -> list[int]:
        starts, at = [], 0
        for node in self.wording:
            starts.append(at)
            at += len(node.text) + 1
        return starts

    def place(self, at: int) -> tuple[Node, int]:
        """The node at offset ``at`` of `prose` and the offset inside its text."""
        index = bisect_right(self._prose_starts, at) - 1
        return self.wording[index], at - self._prose_starts[index]

    def locate(self, at: int, length: int) -> tuple[Node, int, int]:
        """The node at offset ``at`` of `prose`, and where ``length`` characters from there stand in the source."""
        node, offset = self.place(at)
        return node, self._to_source(node, offset), self._to_source(node, offset + length - 1) + 1

    def _to_source(self, node: Node, offset: int) -> int:
        """`Node.to_source`, also fast for many places in a node of many pieces."""
        if node.id not in self._seams:
            self._seams[node.id] = Seams(node)
        return self._seams[node.id].to_source(offset)

    def find_all(self, word: str) -> list[int]:
        """Every offset of ``word`` in `prose`."""
        if word[0] not in self.prose:  # forty times as quick as the search for a word
            return []
        found, at = [], self.prose.find(word)
        while at >= 0:
            found.append(at)
            at = self.prose.find(word, at + len(word))
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [node.start for node in self.nodes]

    def node_at(self, offset: int) -> Node:
        """The last node that begins at or before an offset of the source."""
        return self.nodes[max(0, bisect_right(self._starts, offset) - 1)]

    def enclosing(self, node: Node, kind: str) -> Node | None:
        """The node itself or its nearest ancestor of a kind."""
        at = node.id
        while at >= 0:
            if self.nodes[at].kind == kind:
                return self.nodes[at]
            at = self.nodes[at].parent
        return None

    def cite(self, node: Node) -> str:
        """How a message names a node: its citation (第3条 for its only paragraph), else its label or kind."""
        if node.kind == "paragraph" and self.is_lone(node):
            return self.nodes[node.parent].citation or node.citation or node.kind
        return node.citation or node.label or node.kind

    def is_lone(self, node: Node) -> bool:
        """Whether a paragraph is the only one of its article or 附則."""
        return node.id in self._lone

    @cached_property
    def _lone(self) -> frozenset[int]:
        only: dict[int, int] = {}
        for node in self.by_kind["paragraph"]:
            only[node.parent] = -1 if node.parent in only else node.id
        return frozenset(only.values())

    def head(self, node: Node) -> tuple[int, int]:
        """The source span that stands for a node in a message: its label, else its first line."""
        if node.label is not None:
            for piece in node.pieces:
                if piece.role == "label":
                    return piece.start, piece.end
        start = next((p.start for p in node.pieces if p.role in ("text", "title", "caption")), node.start)
        limit = max(start, min(node.end, start + _SHOWN))
        stop = self.text.find("\n", start, limit)
        return start, stop if stop >= 0 else limit

    def omits(self, first: int, second: int) -> bool:
        """Whether something left out (略) stands between two arena ids, so that numbers may jump."""
        at = bisect_right(self._omission_ids, first)
        return at < len(self._omission_ids) and self._omission_ids[at] < second

    @cached_property
    def _omission_ids(self) -> list[int]:
        return [node.id for node in self.by_kind["omission"]]

    def is_amending(self, node_id: int) -> bool:
        """Whether a node stands in the 附則 of an amending instrument, which speaks of the text as it was then."""
        return self.nodes[self._homes[node_id]].law_number is not None

    @cached_property
    def extracts(self) -> frozenset[int]:
        """The 附則 that are extracts (抄) and leave out what they like."""
        return frozenset(
            node.id
            for node in self.by_kind["suppl_provision"]
            if any("抄" in self.text[piece.start : piece.end] for piece in node.pieces)
        )

    @cached_property
    def appendix_of(self) -> list[int]:
        """The arena id of the 別表 or 様式 that each node stands in; -1 outside them."""
        owners: list[int] = []
        for node in self.nodes:
            outer = owners[node.parent] if owners else -1
            owners.append(node.id if outer < 0 and node.kind in APPENDICES else outer)
        return owners

    @cached_property
    def appendix_mentions(self) -> Counter[tuple[str, str]]:
        """How often the text names each appendix, headings included; under the number … how many ranges of a kind."""
        mentions: Counter[tuple[str, str]] = Counter()
        for match in _APPENDIX.finditer(self.text):
            kind, number = appendix_key(fold(match.group()))
            mentions[kind, number] += 1
            if self.text.startswith("から", match.end()):
                mentions[kind, "…"] += 2
        return mentions

    @cached_property
    def lines(self) -> str:
        """The text folded, every line without the blanks at its beginning."""
        return "\n" + re.sub(r"\n +", "\n", fold(self.text))

    def once(self, make: Callable[[View], T]) -> T:
        """What ``make`` says of this view, asked at most once: an index that a few checks share."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @cached_property
    def internal(self) -> list[Reference]:
        """References of the wording to the provisions of this document as it stands."""
        regions = self.regions
        return [
            reference
            for reference in self.analysis.references
            if reference.target_law is None
            and reference.as_of is None
            and regions[reference.node] in ("main", "suppl")
            and not self.is_amending(reference.node)
        ]

    @cached_property
    def self_name(self) -> str:
        """How the document calls itself: この条例, この規則 …; この文書 when its title does not say."""
        title = self.analysis.metadata.title or ""
        return next((f"この{name}" for name in _NAMES if title.endswith(name)), "この文書")


def is_regular(group: list[Node]) -> bool:
    """Whether siblings are numbered 1, 2, 3 … without a gap, a branch or a repetition."""
    return [node.num for node in group] == _FIRST[: len(group)]


def appendix_key(name: str) -> tuple[str, str]:
    """Kind and number of 別表第1, 別記様式第2号の3, 第一号様式 …, however they are written.

    >>> appendix_key("第一号様式"), appendix_key("別記様式第1号"), appendix_key("別表")
    (('様式', '1'), ('様式', '1'), ('別表', ''))
    """
    found = list(_KEY.finditer(name))
    kinds = [match["kind"] for match in found if match["kind"]]
    numbers = [str(parse_number(match["number"])) for match in found if match["number"]]
    return "様式" if "様式" in kinds else kinds[0] if kinds else "", "_".join(numbers)
