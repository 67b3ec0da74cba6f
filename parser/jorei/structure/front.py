"""Front matter: 題名, 公布文, date and number, 制定文, 前文; what stands before 目次 and 第1条."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import Kind
from jorei.model.span import Role
from jorei.structure.draft import Draft
from jorei.structure.patterns import SUPPL_NUMBER_RE
from jorei.structure.profile import SENTENCE_END, Profile
from jorei.structure.rules import Typed
from jorei.text.eras import DATE, ERA
from jorei.text.lawnumbers import TYPES
from jorei.text.numerals import NUMBER

_TYPE = "|".join(TYPES)
TITLE_END: Final = re.compile(
    r"(?:条例|規則|規程|要綱|要領|訓令|内規|基準|細則|準則|規約|憲章|宣言|指針|方針|規定|法|法律|政令|省令|令|について|に関する件|の件)"
    r"(?:[(〔][^()〔〕]*[)〕])?(?:[ ]*抄)?$"
)
_DATE_RE = re.compile(
    rf"[(〔]?{DATE}[)〕]?[ ]*(?:$|[^。、]{{0,30}}(?:{_TYPE})?[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号?[)〕]?$|[^。、]{{0,16}}$)"
)
_NUMBER_RE = re.compile(
    rf"[(〔]?(?:{ERA}[^。]{{0,24}})?(?:[^。、()0-9]{{0,24}})(?:{_TYPE})[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号?[)〕]?$"
)
_REVISED_RE = re.compile(
    rf"(?:最終)?(?:沿革|改正|改廃|一部改正|全部改正|廃止)(?:[ :]|$)|{DATE}.*(?:改正|第[ ]?{NUMBER}[ ]?号)"
)
_INSTRUMENT = r"(?:条例|規則|規程|要綱|要領|訓令|告示|内規|基準|細則|規約|命令|省令|政令|府令)」?"
_ENACT_RE = re.compile(
    rf"全部を(?:次のように)?改正する|ここに(?:これを)?公布する|{_INSTRUMENT}[^。]{{0,8}}を(?:ここに)?(?:公布|制定|施行)する"
    rf"|{_INSTRUMENT}[^。]{{0,8}}を?(?:、|次のように|次のとおり|別紙のとおり|別記のとおり|ここに){{1,3}}(?:定める|定め|制定|改正)"
)
_ASIDE_KINDS: Final[dict[str, Kind]] = {
    "note": "note",
    "amend_note": "history",
    "omission": "omission",
    "furniture": "navigation",
}
_TITLE_MARKS: Final = "○◯●◎〇"
_REVISES = re.compile(r"全部を(?:次のように)?改正|公布する|廃止する")
_OFFICE = re.compile(r"[〔(][^〔〕()]{1,12}[課室局部係][〕)]$")
_LONGEST_TITLE: Final = 160
_REACH: Final = 60


def _starts_body(typed: list[Typed], at: int, profile: Profile) -> bool:
    one = typed[at]
    match one.kind:
        case "toc" | "suppl" | "appdx":
            return True
        case "article" | "division":
            return one.firm
        case "enum":
            return bool(one.enum and one.enum.readings[0][1][0] == 1 and one.firm) and not _NUMBER_RE.match(one.text)
        case "caption":
            following = typed[at + 1] if at + 1 < len(typed) else None
            return bool(following and following.kind in ("article", "enum", "division")) and not _DATE_RE.match(
                one.text
            )
        case "row":
            return True
        case _:
            return False


def front_end(typed: list[Typed], profile: Profile) -> int:
    """The index of the first line that is no front matter."""
    reach = min(len(typed), _REACH)
    body = next((at for at in range(reach) if _starts_body(typed, at, profile)), None)
    if profile.articles:
        return next((at for at, one in enumerate(typed) if one.kind == "article"), 0) if body is None else body
    # no articles: the front ends at the first sentence, or with its last heading
    last = 0
    for at in range(reach if body is None else body):
        text = typed[at].text
        if SENTENCE_END.search(text) and not _ENACT_RE.search(text) and not _DATE_RE.match(text):
            return at
        if _is_heading(text, at == 0):
            last = at + 1
    return last if body is None else body


def _is_heading(text: str, first: bool) -> bool:
    return first or text[0] in _TITLE_MARKS or bool(_DATE_RE.match(text) or _NUMBER_RE.match(text))


def title_index(typed: list[Typed], end: int) -> int | None:
    """Which line of the front is the 題名: the one marked with ○, else the first that ends as titles end."""
    for at in range(end):
        if typed[at].text[0] in "○◯●◎" and len(typed[at].text) > 1 and typed[at].kind != "furniture":
            return at
    for at in range(end):
        text = typed[at].text
        if (
            typed[at].kind != "furniture"
            and len(text) <= _LONGEST_TITLE
            and TITLE_END.search(text)
            and not _NUMBER_RE.match(text)
            and "。" not in text
        ):
            return at
    dated = next((at for at in range(end) if _DATE_RE.match(typed[at].text) or _NUMBER_RE.match(typed[at].text)), None)
    return dated - 1 if dated else (0 if end else None)


def build_front(typed: list[Typed], end: int, root: Draft) -> str | None:
    """Adds the front matter to the law and returns the 題名."""
    title_at = title_index(typed, end)
    title: str | None = None
    numbered = False
    sentences = sum(bool(SENTENCE_END.search(one.text)) for one in typed[:end] if one.kind == "plain")
    for at in range(end):
        one = typed[at]
        text, line = one.text, one.line
        kind = _front_kind(one, at, title_at, title, numbered, sentences)
        numbered |= kind == "promulgation"
        draft = Draft(kind)
        begin = 0
        if kind == "title":
            begin = len(text) - len(text.lstrip(_TITLE_MARKS + " "))
            draft.title = text[begin:]
            title = title or draft.title
        role: Role = "title" if kind == "title" else "text"
        pieces = line.debris_pieces() + line.pieces("trivia", 0, begin) + line.pieces(role, begin, len(text))
        draft.pieces = sorted(pieces, key=lambda piece: piece.start)
        if kind == "preamble":
            add_preamble(root, draft.pieces)
        else:
            root.add(draft)
    return title and (_OFFICE.sub("", title) or title)


def add_preamble(root: Draft, pieces: list[Piece]) -> None:
    """Adds a sentence to the 前文: one node with its paragraphs, as in 法令標準XML."""
    if not (root.children and root.children[-1].kind == "preamble"):
        root.add(Draft("preamble"))
    preamble = root.children[-1]
    number = len(preamble.children) + 1
    preamble.add(Draft("paragraph", str(number), pieces=pieces, ordinal=(number,)))


def _front_kind(one: Typed, at: int, title_at: int | None, title: str | None, numbered: bool, sentences: int) -> Kind:
    text = one.text
    if at == title_at or (title and text.lstrip(_TITLE_MARKS + " ") == title):
        return "title"
    if one.kind in _ASIDE_KINDS:
        return _ASIDE_KINDS[one.kind]
    if title_at is not None and at < title_at and not _DATE_RE.match(text) and not _NUMBER_RE.match(text):
        return "navigation"
    if SUPPL_NUMBER_RE.match(text) or (not numbered and (_DATE_RE.match(text) or _NUMBER_RE.match(text))):
        return "promulgation"
    if _REVISED_RE.match(text):
        return "history"
    if _DATE_RE.match(text) or _NUMBER_RE.match(text):
        return "promulgation"
    # a 前文 may end as a 制定文 does (…この条例を制定する。); a 制定文 stands alone
    if _REVISES.search(text) or (_ENACT_RE.search(text) and sentences <= 1):
        return "enact_statement"
    if SENTENCE_END.search(text):
        return "preamble"
    return "promulgation" if numbered else "navigation"
