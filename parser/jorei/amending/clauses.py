"""One sentence of an amending ordinance → operations.

The quotations are taken out first; what is left is a short language: places, particles and ten verbs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec

from jorei.amending.operation import AmendedPlace, Operation, OperationKind, Position
from jorei.amending.places import Mentioned, UnreadablePlace, read_places
from jorei.amending.spelling import spell
from jorei.model.kinds import DIVISION_LETTERS, UNIT_LETTERS
from jorei.structure.instructions.quotes import FIRST, Cut, Q, cut
from jorei.text.fold import fold
from jorei.text.numerals import NUMBER, parse_number

_VERB: Final = re.compile(
    r"(?P<verb>改め|削|加え|とし|とす|付し|付す|改正し|改正す|繰り?下げ|繰り?上げ|置き|置く|廃止し|廃止す|附し|附す)(?:る|り|て)?(?=[、。]|$)"
)
_QUOTED: Final = rf"{Q}(?:(?:、|及び|並びに|又は){Q})*"
_INSERT: Final = re.compile(rf"({_QUOTED})の(次|下|前)に({Q})(?:を|、|及び)?")
_REPLACE: Final = re.compile(rf"({_QUOTED})を({Q})に(?:それぞれ)?")
_REMOVE: Final = re.compile(rf"({_QUOTED})を")
_PLACE_OF_WORDS: Final = re.compile(rf"([^\ue000-\uefff]*?)(?:中|のうち)(?={Q})")
_COUNT: Final = rf"次の(?:見出し及び|[{DIVISION_LETTERS}]名及び)?(?P<count>{NUMBER})(?P<unit>[{UNIT_LETTERS}表]|様式)(?:及び(?P<more>{NUMBER})(?P<other>[条項号表章]))?"
_WHAT: Final = (
    rf"(?:{_COUNT}|次の(?P<named>各号(?:及び(?P<behind>{NUMBER})(?P<second>[項号条]))?|ただし書|後段|前段|目次|[{DIVISION_LETTERS}]名|別表(?:第?{NUMBER})?|見出し|前文|表|備考|附則|様式"
    r"|制定文|ように|図|号|項|条|1表))"
)
_ADD: Final = re.compile(
    rf"(?P<place>.*?)(?P<at>の次に|の前に|に)(?:(?P<role>第{NUMBER}[条項号](?:の{NUMBER})*|後段|ただし書|前段|本文|備考|見出し|前文|目次|別表|様式|章名)として)?{_WHAT}を?"
)
_WHOLE: Final = re.compile(r"(?P<place>.*?)を次の(?:よう|とおり)に(?:全部)?")
_WHOLE_QUOTED: Final = re.compile(rf"(?P<place>.*?(?:見出し|題名|章名|節名|款名|編名))を(?P<new>{Q})に")
_CAPTION: Final = re.compile(
    rf"(?P<place>.*?)(?<!の次)(?<!の前)に(?:見出しとして(?P<a>{Q})|(?P<b>{Q})の見出し|次の見出し)を?"
)
_CAPTION_BEFORE: Final = re.compile(rf"(?P<place>.*?)の前に見出しとして(?P<new>{Q})を")
_SHIFT: Final = re.compile(rf"(?P<place>.*?)を(?:(?P<by>{NUMBER})(?P<unit>条|項|号|表|様式|章|節)(?:ずつ)?|順次)?")
_MOVE: Final = re.compile(r"(?P<place>.*?)を(?P<to>[^を]+?)")
_DELETE: Final = re.compile(r"(?P<place>.*?)を")
_POSITIONS: Final[dict[str, Position]] = {"の次に": "after", "の前に": "before", "に": "end"}
_SIDE: Final = re.compile(r"\((?:表|裏)面?\)$")
_BLANK: Final = re.compile(r"\s+")


def read_sentence(text: str, start: int, end: int) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    """The operations of a sentence (wraps joined) and the clauses that could not be read.

    ``start..end`` is its span in the amendment. Quotations are cut by depth first; where a clause then makes no sense,
    by the first bracket that fits.

    >>> operations, unread = read_sentence("第3条中「甲」を「乙」に改め、同条第2項を削る。", 0, 0)
    >>> [(one.kind, spell(one.place.steps), one.old, one.new) for one in operations]
    [('replace', '第3条', '甲', '乙'), ('delete', '第3条第2項', '', '')]
    """
    best: tuple[tuple[Operation, ...], tuple[str, ...]] | None = None
    for repaired in (text, *_repairs(text)):
        for nested in (True, False):
            found = _Clauses(cut(repaired, nested), start, end).read()
            if not found[1]:
                return found
            if best is None or len(found[1]) < len(best[1]):
                best = found
    return best or ((), ())


def _repairs(text: str) -> list[str]:
    """Quotations of amending words are not nested: A」を「B is one quotation where 「A」を「B」を makes no sense.

    Each way to read one 「…」を「…」 as the old words and the rest as the new ones, the sensible one first.
    """
    match = re.fullmatch(r"(.*改正規定中)「(.*)」に改める。", text, re.DOTALL)
    if not match:
        return []
    whole, ways = match[2], []
    for found in re.finditer("」を「", whole):
        old, new = whole[: found.start()], whole[found.end() :]
        fits = bool(re.fullmatch(r"[^「」]*」を「[^「」]*", old)) and new.count("「") == new.count("」")
        ways.append((not fits, f"{match[1]}「{_shield(old)}」を「{_shield(new)}」に改める。"))
    return [way for _, way in sorted(ways, key=lambda one: one[0])]


_SHIELD: Final = str.maketrans("「」", "\uf001\uf002")
_UNSHIELD: Final = str.maketrans("\uf001\uf002", "「」")


def _shield(words: str) -> str:
    return words.translate(_SHIELD)


class _Clauses:
    """The clauses of one sentence in order; what a clause names is the antecedent of the next."""

    def __init__(self, taken: Cut, start: int, end: int) -> None:
        self.cut, self.start, self.end = taken, start, end
        self.mentioned = Mentioned()
        self.operations: list[Operation] = []
        self.clause, self.words, self.verb = 0, "", ""
        self.places_of_words = [AmendedPlace()]

    def read(self) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
        skeleton = _BLANK.sub("", fold(self.cut.skeleton))
        unread: list[str] = []
        at = 0
        for match in _VERB.finditer(skeleton):
            body, verb = skeleton[at : match.start()].lstrip("、"), match["verb"]
            if not body:
                continue
            before = len(self.operations)
            self.verb = verb[:2] if verb[0] != "繰" else "繰"
            self.words = self._plain(skeleton[at : match.end()].lstrip("、"))
            try:
                fits = any(reader(self, body) for reader in _READERS[self.verb])
            except UnreadablePlace:
                fits = False
            if not fits:
                if match.end() < len(skeleton) - 1 and skeleton[match.end()] == "、":
                    del self.operations[before:]
                    continue  # a verb inside of a row's name or a condition: the clause goes on
                unread.append(self._plain(body))
            at = match.end()
            self.clause += 1
        rest = skeleton[at:].strip("、。")
        if rest:
            unread.append(self._plain(rest))
        return tuple(self.operations), tuple(unread)

    def _plain(self, words: str) -> str:
        return "".join(
            f"「{self.cut.words(c).translate(_UNSHIELD)}」" if FIRST <= ord(c) < FIRST + len(self.cut.quotes) else c
            for c in words
        )

    def _quoted(self, mark: str) -> str:
        return self.cut.words(mark).translate(_UNSHIELD)

    def _places(self, words: str) -> list[AmendedPlace]:
        if FIRST <= max(map(ord, words), default=0) <= 0xEFFF:
            raise UnreadablePlace(words)
        return read_places(words, self.mentioned) if words else [AmendedPlace()]

    def _put(self, operation: Operation) -> None:
        self.operations.append(
            msgspec.structs.replace(operation, start=self.start, end=self.end, whole=self.clause, words=self.words)
        )

    def words_of(self, body: str) -> bool:
        """(place)中「A」を「B」に、「C」を「D」に …, 「A」の次に「B」を …, 「A」及び「B」を (削る)."""
        at, found = 0, False
        pattern, put = _WORDS[self.verb]
        while at < len(body):
            match = _PLACE_OF_WORDS.match(body, at)
            if match:
                self.places_of_words, at = self._places(match[1].lstrip("、")), match.end()
            match = pattern.match(body, at)
            if not match:
                return False
            put(self, self.places_of_words, match)
            at, found = match.end(), True
            while at < len(body) and (body[at] == "、" or body.startswith(("及び", "並びに"), at)):
                at += 1 if body[at] == "、" else 2 if body.startswith("及び", at) else 3
        return found

    def _put_insert(self, places: list[AmendedPlace], match: re.Match[str]) -> None:
        kind: OperationKind = "insert_before" if match[2] == "前" else "insert_after"
        for place in places:
            for mark in re.findall(Q, match[1]):
                self._put(Operation(kind, place, self._quoted(mark), self._quoted(match[3])))

    def _put_replace(self, places: list[AmendedPlace], match: re.Match[str]) -> None:
        for place in places:
            for mark in re.findall(Q, match[1]):
                self._put(Operation("replace", place, self._quoted(mark), self._quoted(match[2])))

    def _put_remove(self, places: list[AmendedPlace], match: re.Match[str]) -> None:
        for place in places:
            for mark in re.findall(Q, match[1]):
                self._put(Operation("delete_words", place, self._quoted(mark)))

    def whole_quoted(self, body: str) -> bool:
        """(place)の見出しを「(X)」に."""
        match = _WHOLE_QUOTED.fullmatch(body)
        if not match:
            return False
        new = self._quoted(match["new"])
        for place in self._places(match["place"]):
            last = place.steps[-1].kind
            kind: OperationKind = (
                "set_title" if last == "title" else "set_caption" if "caption" in last else "replace_whole"
            )
            self._put(Operation(kind, place, new=new))
        return True

    def whole(self, body: str) -> bool:
        """(place)を次のように."""
        match = _WHOLE.fullmatch(body)
        if not match or _SIDE.search(match["place"]):
            return False  # one side of a 様式 is no unit of the base
        for place in self._places(match["place"]):
            last = place.steps[-1].kind if place.steps else ""
            kind: OperationKind = (
                "set_title" if last == "title" else "set_caption" if "caption" in last else "replace_whole"
            )
            self._put(Operation(kind, place))
        return True

    def delete(self, body: str) -> bool:
        """(place)を."""
        match = _DELETE.fullmatch(body)
        if not match:
            return False
        for place in self._places(match["place"]):
            kind: OperationKind = (
                "delete_caption" if place.steps[-1].kind in ("caption", "shared_caption") else "delete"
            )
            self._put(Operation(kind, place))
        return True

    def add(self, body: str) -> bool:
        """(place)(の次に|に)次の2条を, (place)に第1項として次の1項を, (place)に次のように."""
        match = _ADD.fullmatch(body)
        if not match:
            return False
        places = self._places(match["place"])
        unit, count = self._promise(match)
        role = match["role"] or ""
        if role in ("後段", "ただし書", "前段", "本文", "備考", "見出し", "前文", "目次"):
            unit, role = role, ""
        position = _POSITIONS[match["at"]]
        for place in places:
            named = self._role(role, place)
            if unit == "見出し":
                self._put(Operation("add_caption", place, unit=unit, count=count, position=position))
            else:
                self._put(
                    Operation(
                        "add", place, unit=unit or _unit_below(place, position), count=count,
                        position="start" if named else position, to=named,
                    )
                )  # fmt: skip
        return True

    def _role(self, role: str, place: AmendedPlace) -> AmendedPlace | None:
        if not role:
            return None
        inner = Mentioned()
        inner.note(place)
        return read_places(role, inner)[0]

    def _promise(self, match: re.Match[str]) -> tuple[str, int | None]:
        if match["count"]:
            more = match["more"]
            unit = match["unit"] + (f"及び{match['other']}" if more else "")
            return unit, (parse_number(match["count"]) or 0) + (parse_number(more) or 0 if more else 0)
        named = match["named"]
        return ("" if named == "ように" else named), None

    def caption(self, body: str) -> bool:
        """(place)に見出しとして「(X)」を, (place)の前に見出しとして「(X)」を."""
        match = _CAPTION_BEFORE.fullmatch(body)
        if match:
            for place in self._places(match["place"]):
                self._put(Operation("add_caption", place, new=self._quoted(match["new"]), position="before"))
            return True
        match = _CAPTION.fullmatch(body)
        if not match:
            return False
        new = match["a"] or match["b"]
        for place in self._places(match["place"]):
            self._put(Operation("add_caption", place, new=self._quoted(new) if new else ""))
        return True

    def move(self, body: str) -> bool:
        """(place)を(place)と."""
        match = _MOVE.fullmatch(body)
        if not match:
            return False
        sources = self._places(match["place"])
        kept = self.mentioned.last
        targets = self._places(match["to"])
        if len(sources) > 1 and len(targets) == len(sources):
            pairs = list(zip(sources, targets, strict=True))
        else:
            pairs = [(sources[0], targets[0])] if len(sources) == len(targets) == 1 else []
        if not pairs:
            return False
        for source, target in pairs:
            self._put(Operation("renumber", source, new=spell(target.steps), to=target))
        self._after_move(sources[-1], targets[-1], kept)
        return True

    def _after_move(self, source: AmendedPlace, target: AmendedPlace, kept: AmendedPlace) -> None:
        """附則を附則第1項とし、同項に…: what the base has no name for is named by its new one; else 同条 keeps its old."""
        if len(target.steps) > len(source.steps) and target.steps[: len(source.steps)] == source.steps:
            return
        if source.steps and target.steps and source.steps[-1].kind != target.steps[-1].kind:
            return  # 第4条第2項を第4条の2とし、同条に…: the new article is meant
        self.mentioned.note(kept)

    def shift(self, body: str) -> bool:
        """(place)を2条ずつ (繰り下げる)."""
        match = _SHIFT.fullmatch(body)
        if not match:
            return False
        by = parse_number(match["by"]) if match["by"] else 1
        sign = 1 if "下" in self.words[-4:] else -1
        for place in self._places(match["place"]):
            self._put(Operation("shift", place, by=sign * (by or 1), unit=match["unit"] or ""))
        return True


def _unit_below(place: AmendedPlace, position: str) -> str:
    """What 次のように加える means where no unit is named."""
    last = place.steps[-1].kind if place.steps else ""
    if last in ("table", "intable", "row"):
        return "行"
    if last.startswith("subitem") or last == "item" and position == "end":
        return "細分"
    return ""


_Put = Callable[[_Clauses, list[AmendedPlace], re.Match[str]], None]
_WORDS: Final[dict[str, tuple[re.Pattern[str], _Put]]] = {
    "改め": (_REPLACE, _Clauses._put_replace), "改正": (_REPLACE, _Clauses._put_replace),
    "削": (_REMOVE, _Clauses._put_remove),
    **dict.fromkeys(("加え", "付し", "付す", "附し", "附す", "置き", "置く"), (_INSERT, _Clauses._put_insert)),
}  # fmt: skip
"""How quoted words stand before each verb."""

_Reader = Callable[[_Clauses, str], bool]
_ADDED: Final[tuple[_Reader, ...]] = (_Clauses.caption, _Clauses.add, _Clauses.words_of)
_MOVED: Final[tuple[_Reader, ...]] = (_Clauses.move,)
_READERS: Final[dict[str, tuple[_Reader, ...]]] = {
    "改め": (_Clauses.whole, _Clauses.whole_quoted, _Clauses.words_of),
    "改正": (_Clauses.whole, _Clauses.words_of),
    "削": (_Clauses.words_of, _Clauses.delete),
    "加え": _ADDED, "付し": _ADDED, "付す": _ADDED, "附し": _ADDED, "附す": _ADDED, "置き": _ADDED, "置く": _ADDED,
    "とし": _MOVED, "とす": _MOVED,
    "繰": (_Clauses.shift,),
    "廃止": (_Clauses.delete,),
}  # fmt: skip
"""What each verb may close, first fit first."""
