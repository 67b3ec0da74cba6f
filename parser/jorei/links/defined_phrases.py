"""What a term stands for: the noun phrase before 以下「X」という。, the words before をいう, the wording of an item.

The noun phrase is found from the bracket leftwards, by parts of speech. It is one noun, or a list of nouns, with what
modifies them; a verb before a noun opens a relative clause, and only there particles (を, に, が …) belong to it. A
topic (は), the end of a clause and an adverbial (…により、) end it. Brackets are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from jorei.links.index import TreeIndex
from jorei.links.wording import FoldedWording
from jorei.model.record import Workpiece
from jorei.text.morphology import MorphemeToken, tokens

_REACH: Final = 600
"""Characters before a bracket that are looked at, brackets among them. Chosen: no phrase is so long."""
_DEFINES: Final = re.compile("以下.{0,40}「|という。?$|同じ。?$")
_STAND_IN: Final = "甲"
"""What a quotation is read as: a noun."""


class _Squeezed(Workpiece):
    """The characters before a bracket without the brackets among them."""

    text: str
    offsets: list[int]
    """Where each character stands."""
    defined: set[int]
    """Offsets of ``text`` before which a bracket stood that defines a term."""


def phrase_start(text: str, end: int, floor: int, term: str = "", name: int | None = None) -> int:
    """Where the noun phrase begins that ends at ``end`` and that ``term`` stands for, not before ``floor``; what stands
    from ``name`` on is the name of a law.

    >>> text = "市長は、設置許可又は変更許可を受けた事業者(以下「許可事業者」という。)に、前条の許可(以下「許可」という。)を与える。"
    >>> [text[phrase_start(text, at, 0):at] for at in (text.index("(以下「許可事"), text.index("(以下「許可」"))]
    ['設置許可又は変更許可を受けた事業者', '前条の許可']
    """
    squeezed = _squeeze(text, end, floor, name)
    if not squeezed.text:
        return end
    low = _behind_topic(squeezed.text)
    rest = squeezed.text[low:]
    plain = _PLAIN.search(rest)
    if plain is not None:
        return squeezed.offsets[low + plain.start(1)]
    words = _words(rest)
    defined = {offset - low for offset in squeezed.defined}
    first = _Walk(rest, defined, words, term).first()
    while first < len(words) - 1 and _leads_nothing(words[first]):
        first += 1
    at = low + words[first].start
    adverb = _ADVERBS.match(squeezed.text, at)
    return squeezed.offsets[adverb.end() if adverb and adverb.end() < len(squeezed.offsets) else at]


_RUN: Final = "[^ぁ-ん、]+(?:の[^ぁ-ん、]+)*"
_PLAIN: Final = re.compile(
    rf"(?:^|(?:[はを]|により|ため|として|において|に対し|に対して)、)((?:この|その)?{_RUN}"
    rf"(?:(?:に規定する|の規定による|に掲げる|に関する|に係る|に定める){_RUN})?"
    "(?:を(?:受けた|した|する|しようとする|受けようとする|行う|行おうとする|提出した)[^ぁ-ん、]+)?)$"
)
"""Phrases that need no morphology, as most are: この条例の施行の日, 法第2条に規定する建築物, 前条の許可を受けた者."""
_ADVERBS: Final = re.compile(
    "(?:速やかに|直ちに|遅滞なく|あらかじめ|それぞれ|について|ついて|おいて|つき|より|かつ)、?"
)
_TOPIC: Final = re.compile("は、")
_NO_TOPIC: Final = ("又", "若しく", "また", "もしく")


def _behind_topic(text: str) -> int:
    """Where the last topic ends: nothing before it is part of the phrase."""
    low = 0
    for match in _TOPIC.finditer(text):
        if not text.endswith(_NO_TOPIC, 0, match.start()):
            low = match.end()
    return low if low < len(text) else 0


@lru_cache(maxsize=4096)
def _words(text: str) -> list[MorphemeToken]:
    return list(tokens(text))


_LEADING: Final = frozenset(
    (
        "それぞれ",
        "あらかじめ",
        "直ちに",
        "遅滞なく",
        "速やかに",
        "、",
        "主として",
        "単に",
        "及び",
        "又は",
        "並びに",
        "若しくは",
        "-",
        "・",
    )
)


def _leads_nothing(word: MorphemeToken) -> bool:
    """Whether a word belongs to the sentence when it stands first."""
    return word.surface in _LEADING or word.word.pos[0] in ("接続詞", "空白")


def _squeeze(text: str, end: int, floor: int, name: int | None) -> _Squeezed:
    """Back from ``end`` to the full stop, the blank or the bracket that is open there."""
    low = max(floor, end - _REACH)
    while end > low and text[end - 1] == " ":
        end -= 1
    at, stop = end, end
    pieces: list[tuple[int, int, bool]] = []  # stretches outside of brackets, and whether a definition follows
    follows = False
    if name is not None and low < name < end:
        pieces.append((name, end, False))
        at = stop = name
    while at > low:
        sign = text[at - 1]
        if sign in ")」":
            if at < stop:
                pieces.append((at, stop, follows))
                follows = False
            start = _opening(text, at - 1, low, ")" if sign == ")" else "」")
            if start < 0:
                stop = at
                break
            if sign == "」":
                pieces.append((start, at, False))
            else:
                follows = _DEFINES.search(text, start, at - 1) is not None
            at = stop = start
            continue
        if sign in "(「。\n" or sign == " " and at < end - 1 and _parts(text, at):
            break
        at -= 1
    else:
        at = max(at, low)
    if at < stop:
        pieces.append((at, stop, follows))
    return _joined(text, pieces[::-1], name)


def _parts(text: str, at: int) -> bool:
    """Whether the blank before ``at`` parts words: not inside an English name nor beside a bracket."""
    before, after = text[at - 2 : at - 1], text[at : at + 1]
    return not (before.isascii() and after.isascii() or after in "( " or before in ") ")


def _opening(text: str, close: int, low: int, sign: str) -> int:
    """Where the bracket opens that closes at ``close``; -1 when nowhere."""
    opening, depth = ("(" if sign == ")" else "「"), 0
    for at in range(close, low - 1, -1):
        depth += (text[at] == sign) - (text[at] == opening)
        if depth == 0:
            return at
    return -1


def _joined(text: str, pieces: list[tuple[int, int, bool]], name: int | None) -> _Squeezed:
    """The stretches as one text; a quotation and the name that begins at ``name`` are one noun."""
    characters: list[str] = []
    offsets: list[int] = []
    defined: set[int] = set()
    for start, end, follows in pieces:
        if text[start] == "「" or start == name:
            words, places = _STAND_IN, [start]
        else:
            words, places = _read_joins(text[start:end], start)
        characters.append(words)
        offsets += places
        if follows:
            defined.add(len(offsets))
    return _Squeezed("".join(characters), offsets, defined)


_WRITTEN: Final = re.compile("又は|または|および|若しくは|もしくは|ならびに")


def _read_joins(words: str, start: int) -> tuple[str, list[int]]:
    """Joins as words that Sudachi knows in any surroundings, and where each character then stands."""
    places = list(range(start, start + len(words)))
    for match in reversed(list(_WRITTEN.finditer(words))):
        read = "及び"
        words = words[: match.start()] + read + words[match.end() :]
        del places[match.start() + len(read) : match.end()]
    return words, places


_NOUNS: Final = frozenset(
    ("名詞", "代名詞", "接頭辞", "接尾辞", "連体詞", "形状詞", "記号", "補助記号", "感動詞", "空白")
)
_VERBAL: Final = frozenset(("動詞", "助動詞", "形容詞"))
_JOINS: Final = frozenset(
    ("又は", "または", "及び", "および", "若しくは", "もしくは", "並びに", "ならびに", "かつ", "且つ", "あるいは")
)
_CASES: Final = frozenset(("を", "が", "に", "で", "へ", "と", "から", "より", "まで"))
_ONCE: Final = frozenset(("を", "が"))
_CITED: Final = re.compile(
    "[^、ぁ-ん]{0,40}(?:第[0-9一二三四五六七八九十百]+|前|同)[条項号][^はがを]{0,20}(?:に規定|に掲げ|に定め|の規定)"
)
_CITATION_ENDS: Final = frozenset("条項号法令例則表書定")
_LISTS: Final = frozenset(("等", "など", "他", "ほか", "その他"))
"""With a join, what ends a list: without one a 、 belongs to the sentence."""
_CITING: Final = frozenset(("よる", "係る", "関する", "基づく", "対する"))
_NEVER_CITING: Final = frozenset(("を", "が", "で", "と", "へ"))
_NEVER_ADJECTIVE: Final = frozenset(("を", "で", "と", "へ"))
"""What stands before 前条の規定による and 必要な belongs to the sentence when one of these follows it."""
_TIMES: Final = frozenset(
    ("場合", "とき", "際", "時", "ため", "ところ", "ほか", "限り", "とおり", "以外", "結果", "上")
)
"""Nouns that a 、 makes an adverbial."""
_BEING: Final = re.compile("(?:であって|であつて|もので|者で|であり|のうち|その他|において、?又は)$")
"""What goes on to the same noun over a 、: 法人であって、…もの."""


class _Walk:
    """From the last word of a phrase to its first."""

    def __init__(self, text: str, defined: set[int], words: list[MorphemeToken], term: str) -> None:
        self.text = text
        self.defined = defined
        self.words = words
        self.term = term
        self.clause = False  # inside a relative clause, where particles are part of the phrase
        self.taken: set[str] = set()
        self.never: frozenset[str] = frozenset()  # particles that the verb of the clause never takes
        self.once = _ONCE
        self.listed = False
        self.between = False  # との has been seen, so that と belongs to it: 甲と乙との差
        self.until = False  # まで has been seen, so that から belongs to it

    def first(self) -> int:
        """The index of the first word of the phrase."""
        index = len(self.words)
        while index > 0 and self._takes(index - 1):
            index -= 1
        return min(index, len(self.words) - 1)

    def _takes(self, index: int) -> bool:
        word = self.words[index]
        kind = word.word.pos[0]
        self.listed = self.listed or word.surface in _LISTS or word.surface in _JOINS
        if word.surface == "、":
            return self._takes_comma(index)
        if word.surface in _JOINS:
            return self._takes_join(index)
        if kind in _VERBAL:
            return self._takes_verb(index)
        if kind == "助詞":
            return self._takes_particle(index)
        return kind in _NOUNS or kind == "副詞"

    def _after(self, index: int) -> MorphemeToken | None:
        return self.words[index + 1] if index + 1 < len(self.words) else None

    def _takes_verb(self, index: int) -> bool:
        after = self._after(index)
        if after is None:
            return True  # 取組み read as a verb
        if after.surface == "、" or after.surface in _JOINS:
            return self.clause
        if after.word.pos[0] in _NOUNS or after.surface in ("の", "こと", "など"):
            return self._opens_clause(index)
        return self.clause or after.word.pos[0] in _VERBAL

    def _opens_clause(self, index: int) -> bool:
        """Whether the verb or adjective before a noun belongs to the phrase; its particles then do."""
        word = self.words[index]
        if not word.word.pos[5].startswith(("連体形", "終止形")):
            return self.clause or index > 0 and self.words[index - 1].word.pos[0] != "助詞"
        adjective = word.word.pos[0] == "形容詞" or word.surface == "な"
        self.clause, self.taken = True, set()
        self.never = _NEVER_CITING if self._is_citing(index) else _NEVER_ADJECTIVE if adjective else frozenset()
        self.once = _ONCE | {"に"} if self.never else _ONCE
        return True

    def _takes_particle(self, index: int) -> bool:
        particle, after = self.words[index].surface, self._after(index)
        following = after.surface if after else ""
        if particle == "は":
            return following in ("ない", "なく") and self.clause
        if particle == "と" and self.words[index].start in self.defined:
            return False
        if particle in ("の", "など", "のみ", "ごと", "等", "ずつ", "や", "とか", "か", "ヶ", "ケ", "ノ", "ガ"):
            return True
        if particle == "と" and self.between and not self.clause:
            self.between = False
            return True
        self.between = self.between or particle == "と" and following == "の"
        if following == "の" or particle == "まで":
            self.until = self.until or particle == "まで"
            return True
        if particle == "から" and self.until:
            self.until = False
            return True
        if not self.clause:
            return particle == "から" and following[:1].isdecimal()
        if particle in self.never or particle in self.once and particle in self.taken:
            return False
        if particle in _CASES:
            self.taken.add(particle)
        return True

    def _takes_join(self, index: int) -> bool:
        if index == 0 or self._is_defined(index) or self._is_last_alone(index):
            return False
        before = self.words[index - 1]
        if before.word.pos[0] in _VERBAL or before.surface == "、":
            self.taken = set()
        return True

    def _is_citing(self, index: int) -> bool:
        """Whether a verb only cites: 前条の規定による, 法第2条に規定する."""
        word = self.words[index]
        return word.word.dictionary_form in _CITING or index > 0 and self.words[index - 1].surface == "規定"

    def _is_last_alone(self, index: int) -> bool:
        """Whether the term is the end of the last noun of a list alone: 市長及び甲消防組合消防長(以下「消防長」という。)."""
        before = self.text[: self.words[index].start].removesuffix("、")
        if not self.term or self.clause and not self._is_other_citation(index, before):
            return False
        if "の" in self.text[self.words[index].end :].removesuffix(self.term):
            return False  # 土地及び建物の登記事項証明書
        return self.text.endswith(self.term, self.words[index].end) and not before.endswith(self.term)

    def _is_other_citation(self, index: int, before: str) -> bool:
        """Whether a provision is cited behind a join and none before it: 土地又は法第2条に規定する建築物(以下「建築物」という。)."""
        after = self.words[index].end
        return _CITED.match(self.text, after) is not None and before[-1:] not in _CITATION_ENDS

    def _is_defined(self, index: int) -> bool:
        """Whether a term of its own is defined directly before a word, or in the same place of the list."""
        if self.words[index].start in self.defined:
            return True
        if self.clause:
            return False
        for at in range(index - 1, -1, -1):
            word = self.words[at]
            if word.surface == "、" or word.surface in _JOINS or word.surface == "は":
                return False
            if word.start in self.defined:
                return True
        return False

    def _takes_comma(self, index: int) -> bool:
        if index == 0 or self._is_defined(index) or self._is_last_alone(index):
            return False
        before, after = self.words[index - 1], self._after(index)
        left = "".join(word.surface for word in self.words[max(0, index - 4) : index])
        if _BEING.search(left):
            self.taken = set()
            return self.clause or left.endswith(("のうち", "その他"))
        if before.word.pos[0] in _VERBAL:
            joined = after is not None and after.surface in _JOINS
            self.taken = set()
            return self.clause and joined and _ADVERBIAL.search(left) is None
        return self.listed and before.word.pos[0] in _NOUNS and before.surface not in _TIMES


_ADVERBIAL: Final = re.compile("に(?:より|よって|対し|関し|つき|当たり|あたり|基づき|応じ|係り|際し)$")


# -- what を言う says, and items ---------------------------------------------------------------------------------------

_LEADS_MEANING: Final = re.compile("^(?:とは|は)?、?")
_NEXT_TERM: Final = re.compile("をいい、(?=「)")
_SAID: Final = re.compile("をいう(?:ものとする)?(?:。|$)")
_TAIL: Final = re.compile("(?:。|、)?(?:以下|次条|次項|[^。、]{0,60}において)[^。]{0,60}(?:同じ|いう)。?$")


def words_before_said(text: str) -> str:
    """The words before をいう in what a bracket or a sentence says; without をいう all but the scope.

    >>> words_before_said("法第2条に規定する情報をいう。以下同じ。"), words_before_said("法人を除く。以下この条において同じ。")
    ('法第2条に規定する情報', '法人を除く')
    """
    text = _LEADS_MEANING.sub("", text, 1)
    following = _NEXT_TERM.search(text)
    if following is not None:
        return text[: following.start()]
    said = _last(_SAID, text)
    if said is not None:
        return text[: said.start()].strip("、 ")
    return (_TAIL.sub("", text) or text).strip("。、 ")


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match outside of brackets."""
    found = None
    for match in pattern.finditer(text):
        if text.count("(", 0, match.start()) == text.count(")", 0, match.start()):
            found = match
    return found


def item_wording(wording: FoldedWording, index: TreeIndex, node: int, start: int, end: int) -> str:
    """The explanation of an item with that of its sub-items: 次に掲げる者 ア 市内に住む者 イ 市内で働く者."""
    head = wording.text[start:end].strip(" :")
    subitems = list(_subitems(wording, index, node))
    said = _last(_SAID, head)
    if said is not None and said.end() == len(head):
        head = head[: said.start()]
    elif head.endswith("。") and "。" not in head[:-1]:
        head = head[:-1]
    return " ".join((head, *subitems))


def _subitems(wording: FoldedWording, index: TreeIndex, node: int) -> Iterator[str]:
    """The label and the words of each provision below a node, in reading order."""
    last = node + index.nodes[node].size
    stretch = wording.stretch_at(wording.start_of(node)) + 1
    while stretch < len(wording.nodes) and wording.nodes[stretch] < last:
        below = wording.nodes[stretch]
        if below != node:
            start, end = wording.bounds(stretch)
            yield f"{index.nodes[below].label or ''} {wording.text[start:end]}".strip()
        stretch += 1
