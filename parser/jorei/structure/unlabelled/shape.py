"""The shape of a line without its label: its end and beginning, what it announces, what it cites."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from jorei.model.record import Record
from jorei.text.numerals import AIUEO, IROHA, NUMBER, parse_number

_BRACKETS: Final = re.compile(r"\([^()]*\)")
_QUOTED: Final = re.compile(r"「[^「」]*」")
_DEEPEST: Final = 3
"""Brackets inside brackets inside brackets. Chosen."""

_AND: Final = r"から|又は|または|及び|および|若しくは|もしくは|、"
# the first that a sentence or an entry ends with names its end
_ENDS: Final = (
    ("definition", ("をいう", "をいい")),
    ("koto", ("こと", "事")),
    ("toki", ("とき", "時")),
    ("mono", ("もの", "物")),
    ("sha", ("者", "人", "員")),
    ("baai", ("場合",)),
    ("jiko", ("事項",)),
    ("day", ("日",)),
    ("duty", ("なければならない", "ものとする", "てはならない", "することができる", "ができる", "ができない")),
    ("applies", ("準用する", "適用する", "適用しない", "例による", "よる", "みなす", "限りでない", "とする", "である")),
    ("verb", tuple("うくすつぬふむゆるいただ")),
    ("stem", tuple(map(chr, range(ord("ぁ"), ord("ん") + 1)))),
)
_ANNOUNCES: Final = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("kana", rf"次の(?:[アイa]|\([1一ア]\)|[(]?[ⅰi][)]?)(?={_AND}|に|の|$)"),
        ("each", r"次の各号|左の各号|次(?:に|の)掲げる|左に掲げる|次の(?:号|いずれ)"),
        ("follows", r"次の(?:とおり|通り)|次に(?:定め|よ|該当)|下記|左の(?:とおり|通り)"),
        ("some", r"次の(?!表|条|項|各項|例|規定|章|節|款|期|年|月|よう|日|会計|事業年度|通常|号)|左の(?!表|規定)"),
    )
)
_EXPECTS: Final = re.compile(rf"次の[アイ](?:{_AND})(?P<last>[ア-ン])(?=まで|の|に|$)")
_BACK_ITEMS: Final = re.compile(rf"前(?P<n>{NUMBER}|各)?号")
_BACK_PARAS: Final = re.compile(rf"前(?P<n>{NUMBER}|各)?項")
_BACK_LIST: Final = re.compile(rf"前項(?:の)?(?:(?P<all>各号)|第(?P<n>{NUMBER})号)")
# a letter that stands for an entry; what it must not follow is asked once it is found
_KANA_BACK: Final = re.compile(
    rf"[イロハニアウa-c(](?:(?<=[イロハニアウ])(?<![ァ-ヶー号].)(?:に掲げ|に規定|に定め|に該当|{_AND}|の[^ァ-ヶ])"
    rf"|(?<=[a-c])(?<![a-z].)(?:{_AND}|に)|(?<=\()(?<!号.)[1-9]\)(?:に|の|{_AND}))"
)
_HEAD: Final = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("zenko", r"前(?:項|[0-9二三四五]+項|各項)"),
            ("para", r"第[0-9一二三四五六七八九十]+項"),
            ("zengo", r"前(?:号|[0-9二三四五]+号|各号)"),
            ("item", r"第[0-9一二三四五六七八九十]+号"),
            ("kono", r"この|これら|その"),
            ("article", r"第[0-9一二三四五六七八九十百]+条|前条|次条|法第|令第"),
            ("quote", r"「"),
            ("kana", r"[イロハニアウ](?:に掲げ|に規定|及び|又は|から|または|および)"),
            ("moshi", r"その他|上記|以上"),
        )
    )
)
_OFTEN: Final = 60
"""Characters: shorter lines may come again and again, so their shape is remembered. Chosen."""
_LONG: Final = 15
_LONGER: Final = 50
_LONGEST: Final = 120
"""Characters above which a line counts as longer. Chosen."""
_TERM: Final = re.compile(r"[^ 、。]{1,40} [^ ]")


class Shape(Record):
    """A line without its label. Counts are 0 where the line says nothing of the kind."""

    text: str
    end: str
    """The end of its first sentence (a name of `_ENDS`), with 。 when it has one."""
    head: str
    """Its beginning (a group of `_HEAD`); empty for anything else."""
    announces: str
    """Its announcement of a list (`announcement`)."""
    proviso: bool
    """Whether it has more than one sentence."""
    subject: bool
    """Whether its first sentence has a subject (…は、)."""
    term: bool
    """Whether it is a term and, behind a blank, what explains it."""
    long: int
    """0 to 3."""
    tail: str
    """The last characters of its first sentence."""
    expects: int
    """The entries that its announcement names: 次のイからハまで."""
    back_items: int
    """The 号 that stand before it: 前3号."""
    back_paras: int
    """The 項 that stand before it: 前2項."""
    back_list: int
    """The 号 that the 項 before it has: 前項第2号."""
    next_item: bool
    """Whether a 号 follows: 次号."""
    next_para: bool
    """Whether a 項 follows: 次項."""
    kana: bool
    """Whether it cites an entry by its letter: イに掲げる."""

    @property
    def cites(self) -> bool:
        """Whether it counts what stands before it."""
        return bool(self.back_items or self.back_paras or self.back_list)


def bare(text: str) -> str:
    """The text without what stands in brackets and quotations."""
    if "「" in text:
        text = _QUOTED.sub("「」", text)
    for _ in range(_DEEPEST):
        if "(" not in text:
            break
        text = _BRACKETS.sub("", text)
    return text


def announcement(text: str) -> str:
    """The way a provision's words announce a list below it: kana, each, follows, some; empty when they do not.

    >>> announcement("次の各号に掲げる者は、"), announcement("次の表の上欄"), announcement("次のイ又はロに該当するもの")
    ('each', '', 'kana')
    """
    if not _may_announce(text):
        return ""
    return next((name for name, pattern in _ANNOUNCES if pattern.search(text)), "")


def _may_announce(text: str) -> bool:
    return "次" in text or "左" in text or "下記" in text


def _number(match: re.Match[str] | None, group: str = "n") -> int:
    if not match:
        return 0
    value = match[group]
    if value is None or value == "各":
        return 1 if value is None else 2
    return parse_number(value) or 1


def _end(sentence: str) -> str:
    return next((name for name, endings in _ENDS if sentence.endswith(endings)), "noun")


def shape_of(text: str) -> Shape:
    """The shape of one folded line.

    >>> shape = shape_of("前項の規定は、次に掲げる者には、適用しない。")
    >>> shape.end, shape.head, shape.announces, shape.subject, shape.back_paras
    ('applies。', 'zenko', 'each', True, 1)
    """
    return _remembered(text) if len(text) < _OFTEN else _shape(text)


def _shape(text: str) -> Shape:
    plain = bare(text)
    first, stop, rest = plain.partition("。")
    first = first.rstrip()
    last = plain.rstrip("。").rpartition("。")[2] if rest else first
    head = _HEAD.match(text)
    length = len(text)
    back = "前" in text
    announces, expects = _announced(text, plain, last)
    back_list = _BACK_LIST.search(text) if back else None
    return Shape(
        text=text,
        end=_end(first) + stop,
        head=head.lastgroup or "" if head else "",
        announces=announces,
        proviso=bool(rest),
        subject="は、" in first,
        term=" " in text and _TERM.match(text) is not None,
        long=(length > _LONG) + (length > _LONGER) + (length > _LONGEST),
        tail=first[-4:],
        expects=expects,
        back_items=_number(_BACK_ITEMS.search(text)) if back else 0,
        back_paras=_number(_BACK_PARAS.search(text)) if back else 0,
        back_list=0 if not back_list else 1 if back_list["all"] else parse_number(back_list["n"]) or 1,
        next_item="次号" in text,
        next_para="次項" in text,
        kana=_KANA_BACK.search(text) is not None,
    )


_remembered = lru_cache(maxsize=256)(_shape)


def _announced(text: str, plain: str, last: str) -> tuple[str, int]:
    """The announcement of a line, its last sentence before all, and the number of entries it names."""
    if not _may_announce(text):
        return "", 0
    expects = _EXPECTS.search(text)
    announces = announcement(last) or announcement(plain) or announcement(text)
    return announces, _position(expects["last"]) if expects else 0


def _position(letter: str) -> int:
    """The number of entries of a list up to this letter: ハ is the third of イロハ, ウ the third of アイウ."""
    order = IROHA if letter in "ロハニホヘトチリヌルワヨ" else AIUEO
    return order.find(letter) + 1
