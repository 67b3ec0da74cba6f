"""The vocabulary that the reader and the writer of 法令標準XML share: names of elements, and the processing instructions
of jorei.

The schema has no place for an amendment note, for a label that was recovered or for two titles. Such facts stand in
processing instructions, which every other reader passes over: ``<?jorei {…}?>`` inside an element states more about it
(`ElementFacts`), ``<?jorei-node {…}?>`` is a node with all that is below it (`UnplacedNode`).
"""

from __future__ import annotations

from typing import Final

import msgspec

from jorei.model.kinds import Kind

FACTS_INSTRUCTION: Final = "jorei"
NODE_INSTRUCTION: Final = "jorei-node"

APPENDIX_ELEMENTS: Final[dict[Kind, str]] = {
    "appdx_table": "AppdxTable", "appdx_style": "AppdxStyle", "appdx_note": "AppdxNote", "appdx_fig": "AppdxFig",
    "appdx": "Appdx",
}  # fmt: skip
APPENDIX_KINDS: Final[dict[str, Kind]] = {
    **{element: kind for kind, element in APPENDIX_ELEMENTS.items()},
    "AppdxFormat": "appdx_style",
    "SupplProvisionAppdxTable": "appdx_table",
    "SupplProvisionAppdxStyle": "appdx_style",
    "SupplProvisionAppdx": "appdx",
}


class ElementFacts(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Facts of a node that its element cannot state.

    ``lift``: the node belongs that many levels higher. ``skip``: the element is there only because the schema demands
    it. ``printed``: the law's number is in the text by itself.
    """

    kind: Kind | None = None
    num: str | None = None
    label: str | None = None
    caption: str | None = None
    title: str | None = None
    text: str | None = None
    shared: bool | None = None
    deleted: bool | None = None
    inferred: float | None = None
    lift: int = 0
    skip: bool = False
    printed: bool = False


class UnplacedNode(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A node that the schema has no place for, and those below it."""

    kind: Kind
    num: str | None = None
    label: str | None = None
    caption: str | None = None
    title: str | None = None
    text: str = ""
    shared: bool = False
    deleted: bool = False
    inferred: float | None = None
    children: tuple[UnplacedNode, ...] = ()
