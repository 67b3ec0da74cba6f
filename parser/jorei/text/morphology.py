"""Sudachi, where its words decide what patterns cannot: one lazy tokenizer for each thread.

Known traps of SudachiPy 0.6.10 to 0.7, kept in one place: a call takes 49,149 bytes at most (so text goes by sentence);
``fields`` changes the segmentation (so it is never given); the default plug-in that removes readings in brackets
swallows 号(ア) (so brackets are borders of their own); some signs give tokens of no length (left out);
``Dictionary.create()`` is deprecated in 0.7, and all that 0.6 has. The dictionary is loaded at the first call and not before.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from jorei.errors import Refused
from jorei.model import Node, Tokens, Tree, Word
from jorei.model.record import Record

if TYPE_CHECKING:
    from sudachipy import Morpheme  # type: ignore[import-untyped]  # it ships no types

Mode = Literal["A", "B", "C"]

_MAX_CHARS: Final = 12_000
"""49,149 bytes at most in one call; no character takes more than four."""
_local = threading.local()
_lock = threading.Lock()
_dictionary: list[Any] = []

# a stretch is cut after sentences and around brackets, which no word crosses
_STRETCH: Final = re.compile(r"[()（）\n]|[^()（）\n。]+。?|。")

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


class MorphemeToken(Record):
    """One token: half-open offsets in the text given, its surface and what the dictionary says of it."""

    start: int
    end: int
    surface: str
    word: Word


def _tokenizer() -> Any:
    tokenizer = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        from sudachipy import Dictionary  # loading costs 0.1 s and 100 MB: only for texts that need it

        with _lock:
            if not _dictionary:
                _dictionary.append(_load(Dictionary))
        dictionary = _dictionary[0]
        new = getattr(dictionary, "tokenizer", None) or dictionary.create  # SudachiPy 0.7; 0.6 has the other alone
        tokenizer = _local.tokenizer = new()
    return tokenizer


def _load(dictionary: Callable[[], Any]) -> Any:
    """The dictionary; `Refused` when it cannot be loaded, as with too little memory: no document is at fault."""
    try:
        return dictionary()
    except Exception as error:  # SudachiPy says no more than that it failed
        raise Refused(
            f"Sudachiの辞書を読み込めません: {error}", f"the dictionary of Sudachi cannot be loaded: {error}"
        ) from error


def is_loaded() -> bool:
    """Whether this process has loaded the dictionary."""
    return bool(_dictionary)


def _stretches(text: str) -> Iterator[tuple[int, str]]:
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)  # no UTF-8 for it, so none for Sudachi
    for match in _STRETCH.finditer(text):
        stretch = match[0]
        for offset in range(0, len(stretch), _MAX_CHARS):
            yield match.start() + offset, stretch[offset : offset + _MAX_CHARS]


@lru_cache
def _split_mode(mode: Mode) -> Any:
    from sudachipy import SplitMode

    return {"A": SplitMode.A, "B": SplitMode.B, "C": SplitMode.C}[mode]


def _morphemes(text: str, mode: Mode) -> Iterator[tuple[int, int, Morpheme]]:
    """Where each morpheme begins and ends, and the morpheme."""
    split = _split_mode(mode)
    tokenizer = _tokenizer()
    for base, stretch in _stretches(text):
        for morpheme in tokenizer.tokenize(stretch, split):
            begin, end = morpheme.begin(), morpheme.end()
            if begin < end:
                yield base + begin, base + end, morpheme


# Asking a morpheme for its five fields takes longer than finding it, and a word of the dictionary says the same each
# time: it is asked once. What is no word of the dictionary is not remembered: the reading of 26 hangs on its neighbours
_MOST_WORDS: Final = 200_000
"""Words that are remembered. Chosen, as a bound of memory."""
_words: dict[int, Word] = {}


def _word(morpheme: Morpheme, number: int) -> Word:
    """The dictionary entry of a morpheme whose number is not among the ``_words``."""
    pos = morpheme.part_of_speech()
    unknown = morpheme.is_oov()
    word = Word(
        pos, morpheme.dictionary_form(), morpheme.normalized_form(), morpheme.reading_form(), unknown, ",".join(pos)
    )
    if not unknown:
        if len(_words) >= _MOST_WORDS:
            _words.clear()
        _words[number] = word
    return word


def tokens(text: str, mode: Mode = "C") -> Iterator[MorphemeToken]:
    """The tokens of a text of any length.

    >>> [t.surface for t in tokens("実施機関は、第2号(ア)に掲げる")]
    ['実施', '機関', 'は', '、', '第', '2', '号', '(', 'ア', ')', 'に', '掲げる']
    """
    split = _split_mode(mode)
    for base, stretch in _stretches(text):
        begins, ends, surfaces, words = _segment_anew(stretch, split)
        for i, begin in enumerate(begins):
            yield MorphemeToken(base + begin, base + ends[i], surfaces[i], words[i])


def word_borders(text: str) -> frozenset[int]:
    """Where the words of a text begin and end.

    >>> sorted(word_borders("町の登録"))
    [0, 1, 2, 4]
    """
    borders: set[int] = set()
    for begin, end, _ in _morphemes(text, "C"):
        borders.add(begin)
        borders.add(end)
    return frozenset(borders)


class NormalForm(Record):
    """A word as the dictionary writes it, where it stands, and whether it means something by itself: の and とき do not."""

    form: str
    start: int
    end: int
    is_content: bool


def normalized(text: str) -> Iterator[NormalForm]:
    """The normal forms of a text's words, blanks and signs left out; nouns in short units, numbers in digits.

    A verb has the form of its 連用形, as the noun that is made of it: 取り消す and 取消し are one word.

    >>> [word.form for word in normalized("申込みの取消し（き損）")], [word.form for word in normalized("取り消した")]
    (['申し込み', 'の', '取り消し', '毀損'], ['取り消し', 'た'])
    >>> [word.form for word in normalized("三十日前に届け出るとき") if word.is_content]
    ['30', '日', '前', '届け出']
    """
    verb: NormalForm | None = None  # one that the next may go on: 取り of 取り消す
    for start, end, m in _morphemes(text, "A"):
        pos, begin = m.part_of_speech(), start
        form = m.normalized_form().replace(" ", "_")
        if pos[0] == "動詞":
            is_content = m.dictionary_form() not in _AUXILIARY
            form = _continuative(form, pos[4])
            if verb and verb.end == begin and is_content:
                form, begin = verb.form + form, verb.start
            elif verb:
                yield verb
            verb = NormalForm(form, begin, end, is_content)
            if pos[5].startswith("連用形"):
                continue
        elif verb:
            yield verb
            verb = None
        if pos[0] not in _SIGNS and form:
            yield verb or NormalForm(form, begin, end, _is_content(form, pos))
            verb = None
    if verb:
        yield verb


def _is_content(form: str, pos: tuple[str, ...]) -> bool:
    """Whether a word that is no verb means something by itself; a counter (日 of 三十日) is a suffix to the dictionary."""
    return (pos[0] in _MEANING or pos[2] == "助数詞") and form not in _FORMAL


def synonym_groups(word: str) -> list[int]:
    """The groups of synonyms that Sudachi's dictionary has a word in, by their numbers; a word of two tokens is in none.

    >>> set(synonym_groups("責任")) == set(synonym_groups("責務")) != set()
    True
    """
    found = [morpheme for _, _, morpheme in _morphemes(word, "C")]
    return list(found[0].synonym_group_ids()) if len(found) == 1 else []


_MEANING: Final = frozenset(("名詞", "形容詞", "形状詞"))
_FORMAL: Final = frozenset(("時", "事", "物", "為", "場合", "際", "旨", "何", "無い", "良い", "人"))
"""Normal forms of words that name nothing by themselves: とき, こと, なくてよい; 何 of 何日以内 is asked for, not looked for."""
_AUXILIARY: Final = frozenset(
    (
        "する",
        "為る",
        "いる",
        "居る",
        "ある",
        "有る",
        "なる",
        "成る",
        "おる",
        "くる",
        "いく",
        "おく",
        "みる",
        "しまう",
        "できる",
        "出来る",
    )
)
"""Verbs that stand behind another without making one verb with it."""
_U_ROW: Final = str.maketrans("うくぐすつぬぶむる", "いきぎしちにびみり")


def _continuative(form: str, conjugation: str) -> str:
    """The 連用形 of a verb's dictionary form: 取り消す → 取り消し, 届け出る (下一段) → 届け出."""
    if conjugation.startswith("五段"):
        return form[:-1] + form[-1:].translate(_U_ROW)
    if "一段" in conjugation:
        return form.removesuffix("る")
    return form


_SIGNS: Final = frozenset(("補助記号", "空白", "記号"))


def tokenize(tree: Tree, mode: Mode = "C") -> Tokens:
    """The tokens of all nodes of a tree, in document order, offsets of the source.

    Titles of items and captions are words too, but the rows follow the nodes' own text.
    """
    tokens = Tokens()
    for node in tree.nodes:
        if node.text:
            _tokenize(node, mode, tokens)
    return tokens


# Ordinances say the same again and again (この条例は、公布の日から施行する。): a quarter of their text is a sentence seen
# before. Two generations, so that what comes back is kept while the rest goes
_CACHED_STRETCHES: Final = 10_000
_LONGEST_CACHED: Final = 100
"""Stretches that are remembered, and characters of the longest. Chosen: longer ones hardly come again."""
_Segmentation = tuple[list[int], list[int], list[str], list[Word]]
"""The tokens of a stretch: where they begin and end in it, their surfaces, and what the dictionary says."""
_segmented: dict[Mode, tuple[dict[str, _Segmentation], dict[str, _Segmentation]]] = {
    "A": ({}, {}),
    "B": ({}, {}),
    "C": ({}, {}),
}


def _segment(stretch: str, mode: Mode) -> _Segmentation:
    young, old = _segmented[mode]
    segmentation = young.get(stretch)
    if segmentation is None:
        segmentation = old.get(stretch) or _segment_anew(stretch, _split_mode(mode))
        if len(stretch) <= _LONGEST_CACHED:
            if len(young) >= _CACHED_STRETCHES:
                young, _ = _segmented[mode] = {}, young
            young[stretch] = segmentation
    return segmentation


def _segment_anew(stretch: str, split: Any) -> _Segmentation:
    known = _words
    begins, ends, surfaces, words = [], [], [], []
    for morpheme in _tokenizer().tokenize(stretch, split):
        begin, end = morpheme.begin(), morpheme.end()
        if begin == end:
            continue
        number = morpheme.word_id()
        begins.append(begin)
        ends.append(end)
        surfaces.append(stretch[begin:end])
        words.append(known.get(number) or _word(morpheme, number))
    return begins, ends, surfaces, words


def _tokenize(node: Node, mode: Mode, tokens: Tokens) -> None:
    """Append the tokens of one node: the loop that a build with tokens spends its time in."""
    starts, ends = tokens.starts, tokens.ends
    pieces = [piece for piece in node.pieces if piece.role == "text"]
    first = len(starts)
    for base, stretch in _stretches(node.text):
        offset = pieces[0].start + base  # as it is in a node of one piece
        begins, stretch_ends, surfaces, words = _segment(stretch, mode)
        starts += [offset + begin for begin in begins]
        ends += [offset + end for end in stretch_ends]
        tokens.surfaces.extend(surfaces)
        tokens.words.extend(words)
    tokens.nodes.extend([node.id] * (len(starts) - first))
    if len(pieces) > 1:
        start = pieces[0].start
        for i in range(first, len(starts)):
            starts[i], ends[i] = node.to_source(starts[i] - start), node.to_source_end(ends[i] - start)


@lru_cache(maxsize=8192)
def is_word_break(left: str, right: str) -> bool:
    """Whether the seam between two pieces of a line is a border between words.

    False means that a physical line break fell inside a word, or before one that cannot begin anything: a particle,
    an auxiliary (知ら⏎せ), a suffix. Only the surroundings of the seam are read.

    >>> is_word_break("個人情報を知ら", "せ、又は"), is_word_break("市長は、", "次に掲げる")
    (False, True)
    """
    before, after = left[-20:], right[:20]
    if not before or not after:
        return True
    seam = len(before)
    for begin, _, morpheme in _morphemes(before + after, "C"):
        if begin == seam:
            return morpheme.part_of_speech()[0] not in _CONTINUING
    return False


_CONTINUING: Final = frozenset(("助詞", "助動詞", "接尾辞"))


_NOMINAL: Final = frozenset(("名詞", "接尾辞", "接頭辞", "形状詞"))
_PLAIN_BEFORE: Final = frozenset("はがをにでとものやへりるたてきくしい、")
"""Hiragana that as a rule end the word before a name."""


def left_noun(text: str, floor: int, start: int) -> int:
    """The start of a name whose run of kanji begins at ``start``, when hiragana before it may belong to it.

    Only a doubtful letter is looked up: がん対策基本法, いじめ防止対策推進法 against …に係る行政不服審査法.

    >>> left_noun("市は、がん対策基本法", 3, 5), left_noun("請求に係る行政不服審査法", 0, 5)
    (3, 5)
    """
    if start <= floor or text[start - 1] in _PLAIN_BEFORE or not "ぁ" <= text[start - 1] <= "ん":
        return start
    begin = max(floor, start - 12)
    best = start
    for first, last, pos in words_backwards(text[begin : start + 8]):
        word_start = begin + first
        if word_start >= start:
            continue
        touches = begin + last == best or begin + last > start >= word_start
        if not touches or pos[0] not in _NOMINAL:
            break
        best = word_start
    return best


def noun_start(text: str, end: int, floor: int) -> int:
    """The start of the noun that ends at ``end``, suffixes and prefixes included; ``end`` when there is none.

    >>> text = "会議録の写し"
    >>> text[noun_start(text, len(text), 0):]
    '写し'
    """
    begin = max(floor, end - 24)
    return begin + _last_noun(text[begin:end])


def _last_noun(window: str) -> int:
    start = end = len(window)
    for first, last, pos in words_backwards(window):
        # 見守り, 取組み: the noun that a verb's 連用形 has become
        deverbal = last == end and pos[0] == "動詞" and pos[5].startswith("連用形")
        if pos[0] not in _NOMINAL and not deverbal:
            break
        start = first
    return start


@lru_cache(maxsize=8192)
def words_backwards(window: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Begin, end and part of speech of each word of a window, the last one first; the same windows come back in text
    after text."""
    words = [(begin, end, morpheme.part_of_speech()) for begin, end, morpheme in _morphemes(window, "C")]
    return tuple(words[::-1])
