"""The citations of any text as they are looked up: one for each provision, with the law that the text means by it.

A text that explains cites less strictly than a law does: it sets titles in quotation marks, and 同条 goes on from one sentence to
the next.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Final, Literal

import msgspec

from jorei.identity.citations import WHOLE, citation_key
from jorei.model import Reference, Source
from jorei.model.kinds import UNIT_LETTERS
from jorei.model.source import Mark
from jorei.model.span import Piece
from jorei.model.vocabulary import AsOf, TargetPart
from jorei.pipeline.references import analyse_references
from jorei.text.instruments import BY_NOUN

_NOUN: Final = "|".join(sorted(map(re.escape, BY_NOUN), key=len, reverse=True))
_MARKS: Final = {"「": "」", "『": "』"}
_DEFINING: Final = re.compile(r"以下[^「」。]{0,12}$")
_CITES: Final = re.compile(r"第[0-9０-９〇一二三四五六七八九十百]+[条章編]")
_NAMES: Final = re.compile(rf".(?:{_NOUN})$")
_MARKUP: Final = re.compile(r"[\u200b-\u200d\u2060\ufeff\xad]|\*\*|(?<![\w*])\*(?=\w)|(?<=\w)\*(?![\w*])|`|__")
_SAME: Final = re.compile("同(?:条|項|号|附則|別表|表|章)")
_THE_SAID: Final = re.compile("(?:当該|上記の?|前記の?|前掲の?)$")
_ARTICLE: Final = re.compile(r"(?:附則|様式|第\d+条(?:の\d+)*|[別付附]表(?:第\d+)?|第\d+章)")
_ABSOLUTE: Final = re.compile("第|[別付附]表|附則|様式|[0-9０-９]")
_SENTENCE_END: Final = re.compile(r"[。！？?\n]")
_LAW: Final = re.compile(rf"(?:{_NOUN}|法|令|要項|約款|計画|協定)(?=\W|[はがのでにをとやも]|第|$)")
"""What reads like the name of a law, where it ends."""
_NOT_IT: Final = re.compile(r"[（(](?:素|原|改正)?案|の(?:一部|全部)を")
"""What follows a title that names another thing: a bill, an amending ordinance."""
_OTHER_VERSION: Final = re.compile("(?:改正|廃止|施行)(?:前|後)の$|旧$|新$")
_TERM: Final = re.compile("[「『]([^「」『』]{1,30})[」』]")
_LAW_NAMED: Final = re.compile(rf"(?:{_NOUN}|法|令|要項|約款|計画|協定)$")
_NOUN_LETTER: Final = re.compile("[一-鿿々ァ-ヶーA-Za-zＡ-Ｚａ-ｚ]")
_UNIT: Final = re.compile(f"[{UNIT_LETTERS}則表中及又並若各]")
_SPEAKS_OF: Final = re.compile(r"[はでを、（(]|には|において|に(?:よ|基づ|つ)|の規定|の中|\s")
"""What follows the name of a law that the rest of a sentence is about."""
_KANA: Final = re.compile("[ア-ン]")
_KANJI: Final = re.compile(r"[一-鿿々]")
_LONGEST_SENTENCE: Final = 400
"""Characters before a citation in which the beginning of its sentence is looked for. Chosen."""
_LONGEST_TITLE: Final = 80
"""Characters of a title that is looked for in front of は or a bracket. Chosen."""
_SUPPL: Final = "附則"
_OF_A_KIND: Final = re.compile("[種類級期次位行列段]")
_TABLE_NUMBER: Final = re.compile(r"(?<=表)第?[0-9]+$")
"""別表 and 第1種住居地域 are no 別表第1."""
_ARTICLE_OF_APPENDIX: Final = re.compile(r"[別付附]表[^条]{0,20}?(?=第[0-9]+条)")


class CitedWords(msgspec.Struct, frozen=True):
    """The words of a text that cite one provision, or an instrument as a whole (no ``citation``).

    ``number`` is that of the instrument where the text gives it; ``inferred`` says that the law is only named in the same
    sentence, and is what the words most likely mean.
    """

    start: int
    end: int
    text: str
    law: str | None
    title: str | None
    number: str | None
    citation: str | None
    part: TargetPart | None = None
    as_of: AsOf | None = None
    inferred: bool = False


def cited_words(text: str, is_title: Callable[[str], bool]) -> Iterator[CitedWords]:
    """The citations of a text, in their order; a range is cited by its two ends. ``is_title`` knows titles by themselves."""
    plain = _without_marks(text)
    terms = frozenset(_TERM.findall(text))
    before: CitedWords | None = None
    strange: int | None = None  # where the last citation ends that is of something else than a law
    for reference in analyse_references(_as_source(plain)).analysis.references:
        for words in _each(plain, reference):
            whose = _whose(plain, words, terms)
            if whose == "other" or (
                whose == "carried" and strange is not None and not _SENTENCE_END.search(plain, strange, words.start)
            ):
                strange, before = words.end, None
                yield msgspec.structs.replace(words, law=None, title=None, number=None)
                continue
            strange = None
            words = _joined(words, before)
            cited = _carried(plain, _entitled(plain, words, is_title), before)
            cited = cited if cited.law else _of_sentence(plain, cited, before, is_title)
            yield cited
            before = cited if cited.law else before


def _as_source(text: str) -> Source:
    """A text in which no line is a provision: 第5条 at the head of a line cites, it does not begin an article."""
    marks = []
    start = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words:
            begin = start + line.index(words[0])
            marks.append(Mark(1, "paragraph", (Piece("text", begin, begin + len(words)),)))
        start += len(line)
    return Source(text, marks=tuple(marks))


def _without_marks(text: str) -> str:
    """The text with blanks for what only emphasises or quotes, so that offsets stay.

    >>> _without_marks("「甲市公園条例」第1条と**第2条**（以下「条例」という。）")
    ' 甲市公園条例 第1条と  第2条  （以下「条例」という。）'
    """
    plain = list(_MARKUP.sub(lambda match: " " * len(match[0]), text))
    cites = [match.start() for match in _CITES.finditer(text)]
    opened: list[int] = []
    for at, letter in enumerate(plain):
        if letter in _MARKS:
            opened.append(at)
        elif opened and letter == _MARKS[text[opened[-1]]]:
            begin = opened.pop()
            cited = bisect_left(cites, begin) < bisect_left(cites, at)
            if not _DEFINING.search(text, max(0, begin - 16), begin) and (cited or _is_title(text, begin + 1, at)):
                plain[begin] = plain[at] = " "
    return "".join(plain)


def _is_title(text: str, begin: int, end: int) -> bool:
    """Whether marks stand around the title of a law, and not around a term: 「条例」という."""
    return text[end + 1 : end + 2] != "と" and bool(_NAMES.search(text[max(begin, end - _LONGEST_TITLE) : end]))


def _each(text: str, reference: Reference) -> Iterator[CitedWords]:
    """One for each provision that a reference names."""
    title, number = reference.target_law_title, reference.target_law
    if number == title:
        number = None
    cited = CitedWords(
        reference.start, reference.end, reference.text, title or number, title, number, None,
        reference.target_part, reference.as_of,
    )  # fmt: skip
    if number and title and title.endswith(_SUPPL):  # 甲市公園条例附則（平成25年条例第8号）第2項
        title, suppl = title.removesuffix(_SUPPL), f"{_SUPPL}({number})"
        for step in [target.citation or "" for target in reference.targets] or [""]:
            yield msgspec.structs.replace(cited, law=title, title=title, number=None, citation=suppl + step)
        return
    for end in reference.ends:
        yield msgspec.structs.replace(cited, start=end.start, end=end.end, text=end.text, citation=end.target.citation)
    if not reference.ends:
        for citation in [target.citation for target in reference.targets] or [None]:
            bare = _ARTICLE_OF_APPENDIX.sub("", citation) if citation else None  # an appendix has no articles
            if bare and reference.text.startswith(_SUPPL) and not bare.startswith(_SUPPL):
                bare = _SUPPL + bare  # 附則別表
            if bare and _OF_A_KIND.match(text, reference.end):
                bare = _TABLE_NUMBER.sub("", bare)
            yield msgspec.structs.replace(cited, citation=None if bare == WHOLE else bare)


def _whose(text: str, cited: CitedWords, terms: frozenset[str]) -> Literal["named", "carried", "other"]:
    """Whether the words before a citation name its law, leave it to what was named before, or name something else: 契約書第5条.

    >>> [_whose(text, CitedWords(3, 6, "第5条", None, None, None, "第5条"), frozenset()) for text in ("契約書第5条", "河川法第5条", "並びに第5条")]
    ['other', 'named', 'carried']
    """
    if cited.citation is None or not _ABSOLUTE.match(cited.text):
        return "named" if cited.citation is None else "carried"
    words = text[max(0, cited.start - _LONGEST_TITLE) : cited.start].rstrip(" 　の")
    if words.endswith((")", "）")) or _LAW_NAMED.search(words) or (cited.title and words.endswith(cited.title)):
        return "named"
    if any(words[-length:] in terms for length in range(1, min(len(words), 30) + 1)):
        return "named"
    last = text[cited.start - 1 : cited.start]
    if last == "の" or (_NOUN_LETTER.match(last) and not _UNIT.match(last)):
        return "other"
    return "carried"


def _joined(cited: CitedWords, before: CitedWords | None) -> CitedWords:
    """With the step that stands directly before it: 第3号（8）ア."""
    if before is None or not before.citation or before.end != cited.start or not _KANA.fullmatch(cited.text):
        return cited
    return msgspec.structs.replace(cited, citation=before.citation + cited.text)


def _entitled(text: str, cited: CitedWords, is_title: Callable[[str], bool]) -> CitedWords:
    """With the whole title, where the build has one that ends as the words do that were read as one: みどりを守る条例."""
    if cited.title is None or is_title(cited.title):
        return cited
    floor = max(0, cited.start - _LONGEST_TITLE)
    at = text.rfind(cited.title, floor, cited.start if cited.citation else cited.end)
    end = at + len(cited.title)
    title = _title_before(text, max(0, end - _LONGEST_TITLE), end, is_title) if at >= 0 else None
    return msgspec.structs.replace(cited, law=title, title=title) if title else cited


def _carried(text: str, cited: CitedWords, before: CitedWords | None) -> CitedWords:
    """With the law of the citation before it where 同条 or 当該条例 says that it is the same."""
    if before is None:
        return cited
    if cited.law is None:
        same = bool(_SAME.match(cited.text)) and _article(cited.citation) == _article(before.citation) is not None
        return _as_before(cited, before) if same else cited
    said = cited.law in BY_NOUN and _THE_SAID.search(
        text, max(0, cited.start - len(cited.law) - 5), cited.start - len(cited.law)
    )
    return _as_before(cited, before) if said and (before.title or "").endswith(cited.law) else cited


def _of_sentence(
    text: str, cited: CitedWords, before: CitedWords | None, is_title: Callable[[str], bool]
) -> CitedWords:
    """With the one law that the sentence has named so far: 甲市公園条例は、第4条で許可を、第8条で届出を定める."""
    if cited.citation is None or not _ABSOLUTE.match(cited.text) or not _ARTICLE.match(citation_key(cited.citation)):
        return cited
    floor = max(0, cited.start - _LONGEST_SENTENCE)
    begin = max((match.end() for match in _SENTENCE_END.finditer(text, floor, cited.start)), default=floor)
    named = before.end if before and before.start >= begin else begin
    laws = list(_LAW.finditer(text, named, cited.start))
    if not laws and before and before.citation is None and not _SPEAKS_OF.match(text, before.end):
        return cited
    if not laws:
        return msgspec.structs.replace(_as_before(cited, before), inferred=True) if before and named > begin else cited
    end = laws[-1].end()
    about = _SPEAKS_OF.match(text, end) and not _NOT_IT.match(text, end)
    title = None if not about else _title_before(text, max(begin, end - _LONGEST_TITLE), end, is_title)
    return msgspec.structs.replace(cited, law=title, title=title, inferred=True) if title else cited


def _title_before(text: str, begin: int, end: int, is_title: Callable[[str], bool]) -> str | None:
    """The longest title that ends here and begins a word."""
    for start in range(begin, end):
        if text[start].isspace() or start and _KANJI.match(text[start - 1]) and _KANJI.match(text[start]):
            continue
        if is_title(text[start:end]):
            return None if _OTHER_VERSION.search(text, max(0, start - 6), start) else text[start:end]
    return None


def _as_before(cited: CitedWords, before: CitedWords) -> CitedWords:
    return msgspec.structs.replace(
        cited, law=before.law, title=before.title, number=before.number, as_of=cited.as_of or before.as_of
    )


def _article(citation: str | None) -> str | None:
    """The article of a citation, or what stands for it."""
    match = _ARTICLE.match(citation_key(citation)) if citation else None
    return match[0] if match else None
