"""The content models of 法令標準XML (version 3.0): the children that each element takes, and their order.

A content model is a small machine: in a state (at first "") a child is taken or not, and leads to another state. It says
of every element only what `jorei.write.egov` writes: the children that are nodes.
"""

from __future__ import annotations

from typing import Final

from jorei.model.kinds import SUBITEMS

Model = dict[str, dict[str, str]]

_DIVIDED: Final = ("Chapter", "Section", "Subsection", "Division")
_STRUCTS: Final = ("TableStruct", "FigStruct", "StyleStruct")
_BEHIND_BODY: Final = ("SupplProvision", "AppdxTable", "AppdxNote", "AppdxStyle", "Appdx", "AppdxFig")


def _stay(state: str, *tags: str) -> dict[str, str]:
    return dict.fromkeys(tags, state)


def _divided(*below: str) -> Model:
    """Articles, then one kind of divisions; or divisions alone."""
    return {
        "": {"Article": "Article", **{tag: tag for tag in below}},
        "Article": {"Article": "Article", **_stay(below[0], below[0])} if below else {"Article": "Article"},
        **{tag: {tag: tag} for tag in below},
    }


def _enumerated(below: str) -> Model:
    """号 and its subdivisions, then tables and lists."""
    behind = _stay("behind", *_STRUCTS, "List")
    return {"": {below: "", **behind}, "behind": behind}


MODELS: Final[dict[str, Model]] = {
    "LawBody": {
        "": {"LawTitle": "title"},
        "title": {"EnactStatement": "title", "TOC": "toc", "Preamble": "preamble", "MainProvision": "main"},
        "toc": {"Preamble": "preamble", "MainProvision": "main"},
        "preamble": {"MainProvision": "main"},
        "main": _stay("main", *_BEHIND_BODY),
    },
    "Preamble": {"": {"Paragraph": ""}},
    "MainProvision": {
        "": {tag: tag for tag in ("Part", "Chapter", "Section", "Article", "Paragraph")},
        **{tag: {tag: tag} for tag in ("Part", "Chapter", "Section", "Article", "Paragraph")},
    },
    "Part": _divided("Chapter"),
    "Chapter": _divided("Section"),
    "Section": _divided("Subsection", "Division"),
    "Subsection": _divided("Division"),
    "Division": _divided(),
    "Article": {"": {"Paragraph": ""}},
    "Paragraph": {
        "": {"AmendProvision": "amend", "Item": "items", **_stay("tables", *_STRUCTS)},
        "amend": {"AmendProvision": "amend"},
        "tables": {"Item": "last", **_stay("tables", *_STRUCTS)},
        "items": {"Item": "items", **_stay("behind", *_STRUCTS, "List")},
        "behind": _stay("behind", *_STRUCTS, "List"),
        "last": {"Item": "last"},
    },
    "Item": _enumerated("Subitem1"),
    **{f"Subitem{level}": _enumerated(f"Subitem{level + 1}") for level in range(1, len(SUBITEMS))},
    "Subitem10": {"": _stay("", *_STRUCTS, "List")},
    "SupplProvision": {
        "": {"Chapter": "", "Article": "", "Paragraph": "",
             **_stay("behind", "SupplProvisionAppdxTable", "SupplProvisionAppdxStyle", "SupplProvisionAppdx")},
        "behind": _stay("behind", "SupplProvisionAppdxTable", "SupplProvisionAppdxStyle", "SupplProvisionAppdx"),
    },
    "SupplProvisionAppdxTable": {"": {"TableStruct": ""}},
    "SupplProvisionAppdxStyle": {"": {"StyleStruct": ""}},
    "SupplProvisionAppdx": {"": {"ArithFormula": ""}},
    "AppdxTable": {"": {"TableStruct": "", "Item": "", "Remarks": "behind"}},
    "AppdxNote": {"": {"NoteStruct": "", "FigStruct": "", "TableStruct": "", "Remarks": "behind"}},
    "AppdxStyle": {"": {"StyleStruct": "", "Remarks": "behind"}},
    "AppdxFig": {"": {"FigStruct": "", "TableStruct": ""}},
    "Appdx": {"": {"ArithFormula": "", "Remarks": "behind"}},
    "TableStruct": {"": {"Table": "table"}, "table": {"Remarks": "table"}},
    "Remarks": {"": {"Item": "items", "Sentence": "sentences"}, "items": {"Item": "items"},
                "sentences": {"Sentence": "sentences"}},
}  # fmt: skip
