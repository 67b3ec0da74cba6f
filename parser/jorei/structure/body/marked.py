"""The tree of a document whose format states it (法令標準XML): nothing is inferred but what the marks leave open."""

from __future__ import annotations

from jorei.model import APPENDICES, SUBITEMS, Mark, Piece, Source, parse_num
from jorei.structure.draft import Draft
from jorei.structure.lines.appendix_headings import APPENDIX_RE, appdx_num
from jorei.structure.lines.labels import parse_label
from jorei.structure.lines.rules import skip_blanks
from jorei.text.fold import fold
from jorei.text.lawnumbers import parse_law_number


def build_marked(source: Source) -> Draft:
    """The law with a draft for each mark.

    >>> from jorei.model import Mark, Piece
    >>> marks = (Mark(1, "main_provision"), Mark(2, "article", (Piece("label", 0, 3),), "1", "第1条"))
    >>> [child.kind for child in build_marked(Source("第1条", marks=marks)).children]
    ['main_provision']
    """
    root = Draft("law")
    stack = [root]
    for mark in source.marks:
        if mark.depth < 1:
            root.title = mark.title
            continue
        del stack[mark.depth :]
        draft = stack[-1].add(_draft(mark))
        stack.append(draft)
    _give_paragraphs(root)
    root.title = root.title or next((mark.title for mark in source.marks if mark.kind == "title"), None)
    return root


def _give_paragraphs(root: Draft) -> None:
    """An article has at least one 項, also when the file that states it is damaged."""
    stack = [root]
    while stack:
        draft = stack.pop()
        if draft.kind == "article" and not any(child.kind == "paragraph" for child in draft.children):
            draft.children.insert(0, Draft("paragraph", "1"))
        stack += draft.children


def _draft(mark: Mark) -> Draft:
    draft = Draft(
        mark.kind, mark.num, mark.label, mark.caption, mark.title, sorted(mark.pieces, key=_start),
        label_inferred=mark.label_inferred, confidence=mark.confidence, caption_shared=mark.caption_shared,
        deleted=mark.deleted,
    )  # fmt: skip
    if mark.kind == "suppl_provision" and mark.caption:
        number = parse_law_number(fold(mark.caption))
        draft.law_number = number.local if number else None
    elif mark.kind in SUBITEMS and mark.label:
        draft.style = _style(mark.label, mark.num)
    elif mark.kind in APPENDICES and mark.label and mark.title is None:
        _divide_heading(draft)
    return draft


def _start(piece: Piece) -> int:
    return piece.start


def _style(label: str, num: str | None) -> str:
    """The style of a label whose number is known: イ is the second of アイウ or the first of イロハ."""
    known = parse_label(fold(label) + " ")
    if known is None:
        return ""
    return next((style for style, ordinal in known.readings if ordinal == parse_num(num)), known.readings[0][0])


def _divide_heading(draft: Draft) -> None:
    """別表第一　手数料: the number, and what the appendix is called."""
    label = draft.label or ""
    folded = fold(label)
    match = APPENDIX_RE.match(folded)
    if not match:
        return
    end = match.end("variant")
    draft.num = draft.num or appdx_num(folded[:end].replace(" ", ""))
    begin = skip_blanks(folded, end)
    labelled = next((index for index, piece in enumerate(draft.pieces) if piece.role == "label"), None)
    if labelled is None or begin == len(label) or folded[end] != " ":
        return
    start = draft.pieces[labelled].start
    draft.pieces[labelled : labelled + 1] = [
        Piece("label", start, start + end),
        Piece("title", start + begin, start + len(label)),
    ]
    draft.label, draft.title = label[:end], label[begin:]
