"""Front matter: 題名, 公布文, date and number, 制定文, 前文; what stands before 目次 and 第1条."""

from __future__ import annotations

import re
from typing import Final

from jorei.model import Piece
from jorei.model.kinds import Kind
from jorei.model.vocabulary import Role
from jorei.structure.draft import Draft
from jorei.structure.lines.habits import SENTENCE_END, Habits
from jorei.structure.lines.patterns import SUPPL_NUMBER_RE
from jorei.structure.lines.rules import Typed, closing_bracket
from jorei.text.eras import DATE, ERA, YEAR
from jorei.text.fold import fold
from jorei.text.instruments import NUMBERED, alternation
from jorei.text.numerals import NUMBER

_TYPE = alternation(*NUMBERED)
TITLE_END: Final = re.compile(
    r"(?:条例|規則|規程|要綱|要領|訓令|内規|基準|細則|準則|規約|憲章|宣言|指針|方針|規定|法|法律|政令|省令|令|について|に関する件|の件)"
    r"(?:[(〔][^()〔〕]*[)〕])?(?:[ ]*抄)?$"
)
_DATE_RE = re.compile(
    rf"[(〔]?{DATE}[)〕]?[ ]*(?:$|[^。、]{{0,30}}{_TYPE}?[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号?[)〕]?$|[^。、]{{0,16}}$)"
)
_YEAR_RE = re.compile(rf"{ERA} ?{YEAR} ?年$")
_NUMBER_RE = re.compile(
    rf"[(〔]?(?:{ERA}[^。]{{0,24}})?(?:[^。、()0-9]{{0,24}}){_TYPE}[甲乙丙]?[ ]?第?[ ]?{NUMBER}[ ]?号?[)〕]?$"
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
FRONT: Final = ("title", "promulgation", "enact_statement", "preamble", "history")
"""The kinds of front matter that a person can give a line."""

_TITLE_MARKS: Final = "○◯●◎〇"
_REVISES = re.compile(r"全部を(?:次のように)?改正|公布する|廃止する")
_OFFICE = re.compile(r"[〔(][^〔〕()]{1,12}(?:[課室局]|(?<![一全])部|(?<!関)係)[〕)]$")
_DATED_TAIL = re.compile(rf"(?<=[ 。)])(?<!^)(?={DATE}[ ]*(?:[^。、]{{0,40}}第[ ]?{NUMBER}[ ]?号)?)")
_PROMULGATES = re.compile(r"(?P<title>[^。]{4,120}?)をここに公布する。")
_LONGEST_TITLE: Final = 160
_REACH: Final = 60


def _starts_body(typed: list[Typed], at: int, profile: Habits) -> bool:
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
        case "said":
            return one.level not in FRONT
        case "row":
            return not _DATE_RE.match(one.text)  # a history set as a table: date, tab, number
        case _:
            return False


def front_end(typed: list[Typed], profile: Habits) -> int:
    """The index of the first line that is no front matter."""
    reach = min(len(typed), _REACH)
    body = next((at for at in range(reach) if _starts_body(typed, at, profile)), None)
    if profile.main_articles:
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


def split_front(typed: list[Typed], end: int) -> tuple[list[Typed], int]:
    """Puts 題名 or 公布文, date and number that share a line on lines of their own."""
    front: list[Typed] = []
    for one in typed[:end]:
        match = _DATED_TAIL.search(one.text) if one.kind in ("plain", "article") else None
        head = one.text[: match.start()].rstrip() if match else ""
        if match and (TITLE_END.search(_bare(head)) or head.endswith("公布する。")):
            front.append(Typed("plain", one.line.part(0, match.start())))
            front.append(Typed("plain", one.line.part(match.start(), len(one.text))))
            front[-2].line.debris = one.line.debris
        else:
            front.append(one)
    return front + typed[end:], len(front)


def _bare(text: str) -> str:
    """A heading without its mark and the brackets around all of it."""
    text = text.strip(_TITLE_MARKS + " ")
    while len(text) > 2 and text[0] in "([〔" and closing_bracket(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _is_title(one: Typed) -> bool:
    text = one.text
    return (
        one.kind != "furniture"
        and len(text) <= _LONGEST_TITLE
        and "。" not in text
        and bool(TITLE_END.search(text) or TITLE_END.search(_bare(text)))
        and not _NUMBER_RE.match(text)
    )


def title_index(typed: list[Typed], end: int) -> int | None:
    """Which line of the front is the 題名: the one marked with ○, else the first that ends as titles end."""
    said = next((at for at in range(end) if typed[at].kind == "said" and typed[at].level == "title"), None)
    if said is not None:
        return said
    for at in range(end):
        if typed[at].text[0] in "○◯●◎" and len(typed[at].text) > 1 and typed[at].kind != "furniture":
            return at
    found = next((at for at in range(end) if _is_title(typed[at])), None)
    if found is not None:
        return found
    dated = next((at for at in range(end) if _DATE_RE.match(typed[at].text) or _NUMBER_RE.match(typed[at].text)), None)
    while dated and _YEAR_RE.match(typed[dated - 1].text):  # 明治22年 above 閣令第12号
        dated -= 1
    if dated:
        return dated - 1 if "。" not in typed[dated - 1].text else None
    return 0 if end and dated is None and "。" not in typed[0].text else None


def build_front(typed: list[Typed], end: int, root: Draft, source: str) -> str | None:
    """Adds the front matter to the law and returns the 題名."""
    title_at = title_index(typed, end)
    if title_at is not None and not _bare(typed[title_at].text):
        title_at = None  # a mark, and no title
    title: str | None = None
    numbered = False
    sentences = sum(bool(SENTENCE_END.search(one.text)) for one in typed[:end] if one.kind == "plain")
    for at in range(end):
        one = typed[at]
        kind = _front_kind(one, at, title_at, title, numbered, sentences)
        numbered |= kind == "promulgation"
        draft = _front_node(kind, one, source)
        title = title or draft.title
        if kind == "preamble":
            add_preamble(root, draft.pieces)
        else:
            root.add(draft)
    if title is None:
        title = next((m["title"] for m in map(_PROMULGATES.match, (one.text for one in typed[:end])) if m), None)
    office = _OFFICE.search(fold(title)) if title else None
    return title[: office.start()] or title if title and office else title


def _front_node(kind: Kind, one: Typed, source: str) -> Draft:
    draft = Draft(kind)
    text, line = one.text, one.line
    begin, end = 0, len(text)
    role: Role = "text"
    if kind == "title":
        role = "title"
        bare = _bare(text)
        begin = text.index(bare)
        end = begin + len(bare)
        draft.title = line.raw(source, begin, end)
    pieces = line.debris_pieces() + line.pieces("trivia", 0, begin) + line.pieces(role, begin, end)
    draft.pieces = sorted(pieces + line.pieces("trivia", end, len(text)), key=lambda piece: piece.start)
    return draft


def add_preamble(root: Draft, pieces: list[Piece]) -> None:
    """Adds a sentence to the 前文: one node, its sentences as lines without labels below it."""
    if not (root.children and root.children[-1].kind == "preamble"):
        root.add(Draft("preamble"))
    root.children[-1].add(Draft("list", pieces=pieces))


def _front_kind(one: Typed, at: int, title_at: int | None, title: str | None, numbered: bool, sentences: int) -> Kind:
    text = one.text
    if one.kind == "said":
        return one.level  # type: ignore[return-value]  # one of `FRONT`: others begin the body
    if at == title_at or (title and _bare(text) == fold(title)):
        return "title"
    if one.kind in _ASIDE_KINDS:
        return _ASIDE_KINDS[one.kind]
    if _PROMULGATES.match(text):
        return "enact_statement"
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
