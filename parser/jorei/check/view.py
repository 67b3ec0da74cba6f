"""What the checks share: the tree and the facts beside it, indexed once."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from jorei.identity.parent_ordinance import ParentCitation
from jorei.model import APPENDICES, ENUMERATED, Analysis, Node, Reference, Related
from jorei.model.kinds import ANOTHERS_TEXT, Kind
from jorei.model.profile import DEFAULT, Profile
from jorei.model.record import Record
from jorei.model.tree import Seams
from jorei.model.vocabulary import Severity
from jorei.text.fold import fold
from jorei.text.instruments import COMMON

if TYPE_CHECKING:
    from jorei.registry import Registry

T = TypeVar("T")

Region = Literal["front", "main", "suppl", "table", "appendix", "outside"]
"""Title and preliminaries, the main part, a 附則, a table, an appendix, and notes and the like outside the wording."""

_REGIONS: Final[dict[Kind, Region]] = {
    "main_provision": "main", "preamble": "main", "suppl_provision": "suppl",
    "quoted_provision": "outside", "comparison_table": "outside", "amend_note": "outside", "note": "outside", "omission": "outside",
    "history": "outside", "taxonomy": "outside", "navigation": "outside", "toc": "outside", "unparsed": "outside",
    "guide_heading": "outside", "guide_text": "outside", "guide_list_item": "outside",
    "table": "table", "table_row": "table", "fig": "table", **dict.fromkeys(APPENDICES, "appendix"),
}  # fmt: skip
"""A node lies in the region of its nearest ancestor named here; but all below a node that is outside is outside."""

_NONE: Final[list[Node]] = []
"""The children of all nodes that have none."""
_WORDING: Final = frozenset(("article", "paragraph", "list", "preamble", *ENUMERATED))
_LONGEST_HEAD: Final = 40
"""Code points of a node without a label that stand for it in a message. Chosen: about half a line of a terminal."""
_SELF_NAMES: Final = (*COMMON, "基準")


Trait = Literal[
    "definitions",
    "references",
    "items",
    "toc",
    "appendices",
    "articles",
    "readings",
    "amends",
    "corrected",
    "suppl",
    "penalties",
]
"""What a document may have, and a check may need: the checks of a document without it are not run."""


class Misquotation(Record):
    """Words that an amending instruction quotes (code points of its source) and that its base has ``count`` times in the
    place named, where that is not once; ``near`` are the words most like them."""

    start: int
    end: int
    words: str
    place: str
    count: int = 0
    near: str = ""
    severity: Severity = "error"


class BuildContext(Record):
    """What the other documents of a build are to one document: only all of them together show it.

    ``copies`` are the source paths of the documents with the same text, ``misquoted`` is what it quotes of the ordinance
    that it amends and cannot mean there,
    ``parent`` the title of the ordinance that it carries out, and ``missing`` is what it cites of that without it being there.
    """

    copies: tuple[str, ...] = ()
    misquoted: tuple[Misquotation, ...] = ()
    parent: str = ""
    missing: tuple[ParentCitation, ...] = ()


ALONE: Final = BuildContext()


class View:
    """One analysis as the checks look at it; every index is built at most once.

    ``prose`` is the wording of the provisions (main part and 附則, no notes, no appendices), one node a line, so
    that a check of words is a few `str.find` over one string; `locate` leads from there back to the source.
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
        self.children: list[list[Node]] = [_NONE] * len(self.nodes)
        """The children of each node, by arena id."""
        self.regions: list[Region] = []
        """The region of each node, by arena id."""
        self.kinds: list[Kind] = []
        """The kind of each node, by arena id: an entry of a list is read in a tenth of the time of a field."""
        self.parents: list[int] = []
        """The parent of each node, by arena id."""
        self.by_kind: dict[Kind, list[Node]] = defaultdict(list)
        """The nodes of each kind, in order; an empty list for a kind that does not occur. Provisions of another text,
        which an amendment sets off, are not among them."""
        self.wording: list[Node] = []
        """The nodes of `prose`, in order."""
        self.prose = ""
        """The wording, one node a line."""
        self._prose_starts: list[int] = []
        self._suppl_ids: list[int] = []
        self._seams: dict[int, Seams] = {}
        self._made: dict[Callable[[View], Any], Any] = {}
        self._index()
        self.folded = analysis.folded or fold(self.text)
        """The text folded, with the same offsets."""
        self._citations: dict[str, Node] | None = None
        self._counts: Counter[tuple[int, Kind]] | None = None
        self._siblings: list[int] | None = None
        self._ladder: bool | None = None
        self._node_starts: list[int] | None = None
        self._only: frozenset[int] | None = None
        self._extracts: frozenset[int] | None = None
        self._internal: list[Reference] | None = None
        self._name: str | None = None

    def _index(self) -> None:
        """One walk through the nodes, parents before children."""
        children, regions, by_kind, suppl_ids = self.children, self.regions, self.by_kind, self._suppl_ids
        kinds, parents, wording, starts = self.kinds, self.parents, self.wording, self._prose_starts
        texts: list[str] = []
        region: Region = "front"
        suppl = anothers = prose_start = 0
        for index, node in enumerate(self.nodes):
            kind, parent = node.kind, node.parent
            kinds.append(kind)
            parents.append(parent)
            if parent >= 0:
                siblings = children[parent]
                if siblings is _NONE:
                    children[parent] = [node]
                else:
                    siblings.append(node)
                region, suppl = regions[parent], suppl_ids[parent]
            if region != "outside":
                region = _REGIONS.get(kind, region)
            regions.append(region)
            suppl_ids.append(index if kind == "suppl_provision" else suppl)
            if kind in ANOTHERS_TEXT:
                anothers = max(anothers, index + node.size)
                by_kind[kind].append(node)
            elif index >= anothers:
                by_kind[kind].append(node)
            if kind in _WORDING and (region == "main" or region == "suppl"):
                text = node.text
                if text:
                    wording.append(node)
                    texts.append(text)
                    starts.append(prose_start)
                    prose_start += len(text) + 1
        self.prose = "\n".join(texts)

    @property
    def by_citation(self) -> dict[str, Node]:
        """The first node of each citation."""
        if self._citations is None:
            self._citations = self._index_citations()
        return self._citations

    def _index_citations(self) -> dict[str, Node]:
        index: dict[str, Node] = {}
        for node in self.nodes:
            citation = node.citation
            if citation:
                index.setdefault(citation, node)
        return index

    @property
    def child_counts(self) -> Counter[tuple[int, Kind]]:
        """How many paragraphs and items each node has, by arena id and kind."""
        if self._counts is None:
            counted: tuple[Kind, ...] = ("paragraph", "item")
            self._counts = Counter((node.parent, kind) for kind in counted for node in self.by_kind[kind])
        return self._counts

    @property
    def traits(self) -> frozenset[Trait]:
        """What the document has of what checks need."""
        kinds, analysis = self.by_kind, self.analysis
        has: dict[Trait, bool] = {
            "definitions": bool(analysis.definitions),
            "references": bool(analysis.references),
            "items": any(kinds[kind] for kind in ENUMERATED),
            "toc": bool(kinds["toc_entry"]),
            "appendices": any(kinds[kind] for kind in APPENDICES),
            "articles": bool(kinds["article"]),
            "readings": "とある" in self.prose,
            "amends": "改め" in self.prose or "を第" in self.prose,
            "corrected": bool(analysis.misfits),
            "suppl": bool(kinds["suppl_provision"]),
            "penalties": self.has_any("罰懲錮拘") or "過料" in self.prose or "禁こ" in self.prose,
        }
        return frozenset(trait for trait, there in has.items() if there)

    def suppl_of(self, node: Node) -> int:
        """The arena id of the 附則 that the node stands in; 0 in the main part."""
        return self._suppl_ids[node.id]

    @property
    def sibling_index(self) -> list[int]:
        """How many nodes of the same kind stand before each node: siblings, or for articles those of its 附則."""
        if self._siblings is None:
            self._siblings = self._count_siblings()
        return self._siblings

    def _count_siblings(self) -> list[int]:
        indexes: list[int] = []
        articles: dict[int, int] = {}
        """How many articles each 附則 has so far, by arena id."""
        last: list[Kind | None] = [None] * len(self.nodes)
        """The kind of the last child of each node; most have children of one kind."""
        count = [0] * len(self.nodes)
        """How many children of that kind each node has so far."""
        others: dict[tuple[int, Kind], int] = {}
        """How many of the kinds before."""
        for index, kind in enumerate(self.kinds):
            if kind == "article":
                suppl = self._suppl_ids[index]
                before = articles.get(suppl, 0)
                articles[suppl] = before + 1
            else:
                parent = self.parents[index]
                latest = last[parent]
                if latest != kind:
                    if latest is not None:
                        others[parent, latest] = count[parent]
                    last[parent] = kind
                    count[parent] = others.get((parent, kind), 0)
                before = count[parent]
                count[parent] = before + 1
            indexes.append(before)
        return indexes

    def has_any(self, letters: str) -> bool:
        """Whether `prose` holds one of some characters; a walk for each is quicker than one for all of them."""
        return any(letter in self.prose for letter in letters)

    def prose_node(self, offset: int) -> tuple[Node, int]:
        """The node at an offset of `prose`, and the offset inside its text."""
        index = bisect_right(self._prose_starts, offset) - 1
        return self.wording[index], offset - self._prose_starts[index]

    def locate(self, offset: int, length: int) -> tuple[Node, int, int]:
        """The node at an offset of `prose`, and where ``length`` characters from there stand in the source."""
        node, inside = self.prose_node(offset)
        return node, self._to_source(node, inside), self._to_source(node, inside + length - 1) + 1

    def _to_source(self, node: Node, offset: int) -> int:
        """`Node.to_source`, also fast for many offsets in a node of many pieces."""
        if node.id not in self._seams:
            self._seams[node.id] = Seams(node)
        return self._seams[node.id].to_source(offset)

    def find_all(self, word: str) -> list[int]:
        """Every offset of ``word`` in `prose`."""
        if word[0] not in self.prose:  # forty times as quick as the search for a word
            return []
        offsets, offset = [], self.prose.find(word)
        while offset >= 0:
            offsets.append(offset)
            offset = self.prose.find(word, offset + len(word))
        return offsets

    @property
    def has_ladder(self) -> bool:
        """Whether the document is not counted in 条, but 第1 / 1 / (1) or alike."""
        if self._ladder is None:
            self._ladder = any(node.is_ladder_unit for node in self.by_kind["article"])
        return self._ladder

    @property
    def _starts(self) -> list[int]:
        if self._node_starts is None:
            self._node_starts = [node.start for node in self.nodes]
        return self._node_starts

    def node_at(self, offset: int) -> Node:
        """The last node that begins at or before an offset of the source."""
        return self.nodes[max(0, bisect_right(self._starts, offset) - 1)]

    def enclosing(self, node: Node, kind: Kind) -> Node | None:
        """The node itself or its nearest ancestor of a kind."""
        index, kinds, parents = node.id, self.kinds, self.parents
        while index >= 0:
            if kinds[index] == kind:
                return self.nodes[index]
            index = parents[index]
        return None

    def cite(self, node: Node) -> str:
        """How a message names a node: its citation (第3条 for its only paragraph), else its label or kind."""
        if node.kind == "paragraph" and self.is_lone(node):
            return self.nodes[node.parent].citation or node.citation or node.kind
        return node.citation or node.label or node.kind

    def is_lone(self, node: Node) -> bool:
        """Whether a paragraph is the only one of its article or 附則."""
        return node.id in self._lone

    @property
    def _lone(self) -> frozenset[int]:
        if self._only is None:
            self._only = self._find_lone()
        return self._only

    def _find_lone(self) -> frozenset[int]:
        only: dict[int, int] = {}
        for node in self.by_kind["paragraph"]:
            parent = node.parent
            only[parent] = -1 if parent in only else node.id
        return frozenset(only.values())

    def head_span(self, node: Node) -> tuple[int, int]:
        """The span of the source that stands for a node in a message: its label, else its first line."""
        if node.label is not None:
            for piece in node.pieces:
                if piece.role == "label":
                    return piece.start, piece.end
        start = next((p.start for p in node.pieces if p.role in ("text", "title", "caption")), node.start)
        limit = max(start, min(node.end, start + _LONGEST_HEAD))
        stop = self.text.find("\n", start, limit)
        return start, stop if stop >= 0 else limit

    def related(self, node: Node) -> Related:
        """A node as another line that a finding is about."""
        return Related(*self.head_span(node), self.cite(node))

    def is_amending(self, node_id: int) -> bool:
        """Whether a node stands in the 附則 of an amending instrument, which refers to the text as it was then."""
        return self.nodes[self._suppl_ids[node_id]].law_number is not None

    @property
    def extracts(self) -> frozenset[int]:
        """The 附則 that are extracts (抄): any of their provisions may be left out."""
        if self._extracts is None:
            self._extracts = self._find_extracts()
        return self._extracts

    def _find_extracts(self) -> frozenset[int]:
        return frozenset(
            node.id
            for node in self.by_kind["suppl_provision"]
            if any("抄" in self.text[piece.start : piece.end] for piece in node.pieces)
        )

    def once(self, make: Callable[[View], T]) -> T:
        """The result of ``make`` for this view, made at most once: an index that a few checks share."""
        if make not in self._made:
            self._made[make] = make(self)
        made: T = self._made[make]
        return made

    @property
    def internal_references(self) -> list[Reference]:
        """References of the wording to the provisions of this document as it stands."""
        if self._internal is None:
            self._internal = self._find_internal()
        return self._internal

    def _find_internal(self) -> list[Reference]:
        regions = self.regions
        return [
            reference
            for reference in self.analysis.references
            if reference.target_law is None
            and reference.as_of is None
            and regions[reference.node] in ("main", "suppl")
            and not self.is_amending(reference.node)
        ]

    @property
    def self_name(self) -> str:
        """How the document calls itself: この条例, この規則 …; この文書 when its title does not say."""
        if self._name is None:
            title = self.analysis.metadata.title or ""
            self._name = next((f"この{name}" for name in _SELF_NAMES if title.endswith(name)), "この文書")
        return self._name
