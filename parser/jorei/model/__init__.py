"""The data of jorei: frozen structs and closed vocabularies. Nothing here imports another package of jorei."""

from jorei.model.analysis import Analysis, Metadata
from jorei.model.facts import (
    Amendment,
    Definition,
    Diagnostic,
    Norm,
    RangeEnd,
    Reference,
    Related,
    Target,
    Token,
    Tokens,
    Word,
)
from jorei.model.kinds import APPENDICES, DIVISIONS, ENUMERATED, KINDS, OUTSIDE_PROVISIONS, PROVISIONS, SUBITEMS, Kind
from jorei.model.num import Ordinal, parse_num
from jorei.model.source import Block, Mark, PageStart, Source
from jorei.model.span import Piece, Span
from jorei.model.tree import Node, Tree

__all__ = [
    "APPENDICES",
    "DIVISIONS",
    "ENUMERATED",
    "KINDS",
    "OUTSIDE_PROVISIONS",
    "PROVISIONS",
    "SUBITEMS",
    "Amendment",
    "Analysis",
    "Block",
    "Definition",
    "Diagnostic",
    "Kind",
    "Mark",
    "Metadata",
    "Node",
    "Norm",
    "Ordinal",
    "PageStart",
    "Piece",
    "RangeEnd",
    "Reference",
    "Related",
    "Source",
    "Span",
    "Target",
    "Token",
    "Tokens",
    "Tree",
    "Word",
    "parse_num",
]  # fmt: skip
