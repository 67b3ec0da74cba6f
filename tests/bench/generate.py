"""Fictional ordinances by the thousand: realistic in length, references, definitions, layouts and damage; seeded.

    PYTHONPATH=tests python -m bench.generate FOLDER [--documents 1000] [--bytes 12000] [--seed 1]

Every document depends on the seed and its own number alone, so a corpus can be made in pieces and grown. Each
municipality has ordinances, the rules that go with them and guidelines, which cite one another by name and number.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bench import words

PER_MUNICIPALITY = 60
PER_FOLDER = 1_000
_KANJI = "〇一二三四五六七八九"
_FULL = str.maketrans("0123456789()", "０１２３４５６７８９（）")
_SIGMA = 0.8  # spread of the logarithm of lengths: half of all are shorter than 0.73 of the mean
_PARAGRAPH_BYTES = 260  # what one paragraph with its share of items, labels and captions takes, about


class Instrument(NamedTuple):
    """What other documents cite of a document."""

    place: str
    title: str
    kind: str
    date: str
    number: str

    @property
    def law_number(self) -> str:
        year, _, _ = self.date.partition("年")
        return f"{year}年{self.place}{self.number}"


class Style(NamedTuple):
    """How a document is written down."""

    numerals: str  # half | full | kanji
    captions: bool
    label_alone: bool  # the label on a line of its own
    wrap: int  # columns, 0 for none
    blank: bool  # a blank line between blocks
    html: bool
    dirt: float  # chance of damage at each line

    def number(self, value: int) -> str:
        match self.numerals:
            case "kanji":
                return kanji(value)
            case "full":
                return str(value).translate(_FULL)
        return str(value)

    def brackets(self, text: str) -> str:
        return f"({text})" if self.numerals == "half" else f"（{text}）"

    def item(self, value: int) -> str:
        return kanji(value) if self.numerals == "kanji" else self.brackets(self.number(value))

    @property
    def gap(self) -> str:
        return " " if self.numerals == "half" else "\u3000"


STYLES = (
    (5, Style("half", True, False, 0, True, False, 0.0)),
    (3, Style("full", True, False, 0, False, False, 0.002)),
    (2, Style("kanji", True, False, 0, False, False, 0.0)),
    (2, Style("half", True, True, 0, False, False, 0.002)),
    (2, Style("half", True, False, 38, False, False, 0.004)),
    (1, Style("full", False, False, 0, True, False, 0.01)),
    (1, Style("half", True, False, 0, False, True, 0.0)),
)


def kanji(value: int) -> str:
    """
    >>> kanji(7), kanji(10), kanji(23), kanji(110)
    ('七', '十', '二十三', '百十')
    """
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    said = ("" if hundreds < 2 else _KANJI[hundreds]) + "百" if hundreds else ""
    said += (("" if tens < 2 else _KANJI[tens]) + "十") if tens else ""
    return said + (_KANJI[ones] if ones else "")


def municipality(seed: int, number: int) -> str:
    rng = random.Random(f"{seed}/place/{number}")
    return rng.choice(words.PLACE_HEADS) + rng.choice(words.PLACE_TAILS) + rng.choice(("市", "市", "町", "村"))


def instrument(seed: int, number: int) -> Instrument:
    """Title, date and number of a document, without its text: cheap, so that others can cite it.

    >>> instrument(1, 3) == instrument(1, 3)
    True
    """
    place = municipality(seed, number // PER_MUNICIPALITY)
    at = number % PER_MUNICIPALITY
    subject = words.SUBJECTS[at // 3 % len(words.SUBJECTS)] + ("" if at // 3 < len(words.SUBJECTS) else "に係る特例")
    rng = random.Random(f"{seed}/{number}")
    era, last = rng.choice((("昭和", 63), ("平成", 30), ("令和", 7)))
    date = f"{era}{rng.randint(2, last)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    match at % 3:
        case 0:
            return Instrument(place, f"{place}{subject}条例", "条例", date, f"条例第{at + 1}号")
        case 1:
            return Instrument(place, f"{place}{subject}条例施行規則", "規則", date, f"規則第{at + 1}号")
    return Instrument(place, f"{place}{subject}事業補助金交付要綱", "要綱", date, f"告示第{at + 1}号")


class _Writer:
    """One document under way."""

    def __init__(self, seed: int, number: int, size: int) -> None:
        self.rng = random.Random(f"{seed}/{number}/text")
        self.self = instrument(seed, number)
        self.near = [
            instrument(seed, number // PER_MUNICIPALITY * PER_MUNICIPALITY + at)
            for at in self.rng.sample(range(PER_MUNICIPALITY), 3)
        ]
        if number % PER_MUNICIPALITY % 3 == 1:
            self.near.insert(0, instrument(seed, number - 1))  # a rule rests on its ordinance
        weights, styles = zip(*STYLES, strict=True)
        self.style: Style = self.rng.choices(styles, weights)[0]
        self.paragraphs = max(3, size // _PARAGRAPH_BYTES)
        self.articles = 0
        self.terms = self.rng.sample(words.TERMS, 4)
        self.lines: list[str] = []

    def write(self) -> str:
        self._front()
        left = self.paragraphs
        chapters = left > 60
        while left > 0:
            if chapters and self.articles % 9 == 0:
                chapter = f"第{self.style.number(self.articles // 9 + 1)}章"
                self._line(f"{chapter}{self.style.gap}{self.rng.choice(words.CHAPTERS)}")
            left -= self._article()
        self._supplement()
        return self._laid_out()

    def _front(self) -> None:
        rng = self.rng
        if rng.random() < 0.15:
            self.lines += ["トップページ > 例規集 > 体系", "検索"]
        mark = "○" if rng.random() < 0.8 else ""
        self._line(mark + self.self.title)
        self._line(self._figures(self.self.date))
        self._line(self._figures(self.self.number))

    def _article(self) -> int:
        rng, style = self.rng, self.style
        self.articles += 1
        label = f"第{style.number(self.articles)}条"
        if style.captions:
            caption = "定義" if self.articles == 2 else rng.choice(words.CAPTIONS)
            self._line(style.brackets(caption))
        if rng.random() < 0.01:
            self._line(f"{label}{style.gap}削除")
            return 1
        count = rng.choices((1, 2, 3, 5), (5, 3, 2, 1))[0]
        for paragraph in range(1, count + 1):
            lead = label if paragraph == 1 else style.number(paragraph)
            self._paragraph(lead, paragraph)
        if rng.random() < 0.2:
            self._line(f"{style.brackets(f'平{rng.randint(1, 30)}条例{rng.randint(1, 60)}・一部改正')}")
        return count

    def _paragraph(self, lead: str, paragraph: int) -> None:
        rng, style = self.rng, self.style
        listing = self.articles == 2 or rng.random() < 0.25
        if self.articles == 1:
            words_of = (
                f"この{self.self.kind}は、{rng.choice(words.MATTERS)}に関し{self._law()}必要な事項を定めるものとする。"
            )
        elif self.articles == 2 and paragraph == 1:
            words_of = f"この{self.self.kind}において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。"
        elif listing:
            words_of = f"{rng.choice(words.ACTORS)}は、次の各号のいずれかに該当するときは、{rng.choice(words.ACTS)}。"
        else:
            words_of = "".join(self._sentence(paragraph) for _ in range(rng.choices((1, 2), (4, 1))[0]))
        if style.label_alone and lead.startswith("第"):
            self._line(lead)
            self._line(words_of)
        else:
            self._line(f"{lead}{style.gap}{words_of}")
        if listing:
            self._items()

    def _items(self) -> None:
        rng, style = self.rng, self.style
        indent = "" if style.numerals == "half" else style.gap
        for number in range(1, rng.randint(2, 6) + 1):
            if self.articles == 2:
                term = self.terms[(number - 1) % len(self.terms)]
                words_of = (
                    f"{term}{style.gap}{rng.choice(words.MATTERS)}のうち、{rng.choice(words.CONDITIONS)}ものをいう。"
                )
            elif number > 1 and rng.random() < 0.2:
                words_of = f"前号に掲げるもののほか、{rng.choice(words.CONDITIONS)}とき。"
            else:
                words_of = f"{rng.choice(words.MATTERS)}について{rng.choice(words.CONDITIONS)}とき。"
            self._line(f"{indent}{style.item(number)}{style.gap}{words_of}")
            if rng.random() < 0.08:
                for mark in "アイウ"[: rng.randint(2, 3)]:
                    self._line(f"{indent * 2}{mark}{style.gap}{rng.choice(words.MATTERS)}")

    def _sentence(self, paragraph: int) -> str:
        rng = self.rng
        actor, act, matter = rng.choice(words.ACTORS), rng.choice(words.ACTS), rng.choice(words.MATTERS)
        term = rng.choice(self.terms)
        form = rng.random()
        if form < 0.35:
            return f"{actor}は、{self._reference(paragraph)}により、{matter}について{act}。"
        if form < 0.45:
            return f"{self._reference(paragraph)}は、{matter}について準用する。"
        if form < 0.55:
            return f"{actor}は、{term}({matter}を除く。以下この条において同じ。)について{act}。"
        if form < 0.62:
            return f"{matter}(以下「{rng.choice(words.TERMS)}」という。)は、{actor}が別に定める。"
        if form < 0.72:
            return f"{actor}は、{term}が{rng.choice(words.CONDITIONS)}ときは、{act}。ただし、{actor}が特に必要と認めるときは、この限りでない。"
        if form < 0.8:
            days = self.style.number(rng.choice((7, 10, 14, 30, 60)))
            return f"{actor}は、その日から起算して{days}日以内に、{matter}について{act}。"
        return f"{actor}は、{term}について{rng.choice(words.CONDITIONS)}ように努め、{matter}に{act}。"

    def _reference(self, paragraph: int) -> str:
        rng, number = self.rng, self.style.number
        form = rng.random()
        earlier = rng.randint(1, max(1, self.articles - 1))
        if form < 0.25 and paragraph > 1:
            return "前項の規定"
        if form < 0.4 and self.articles > 1:
            return rng.choice(("前条の規定", "前条第1項の規定" if self.style.numerals == "half" else "前条の規定"))
        if form < 0.75:
            below = rng.choice(("", "", f"第{number(1)}項", f"第{number(2)}項", f"第{number(1)}項第{number(1)}号"))
            return f"第{number(earlier)}条{below}の規定"
        if form < 0.83:
            return f"第{number(earlier)}条第{number(1)}項及び第{number(2)}項の規定"
        return f"{self._law()}の規定"

    def _law(self) -> str:
        rng, number = self.rng, self.style.number
        article = f"第{number(rng.randint(1, 30))}条"
        if rng.random() < 0.5:
            other = rng.choice(self.near)
            return f"{other.title}{self.style.brackets(self._figures(other.law_number))}{article}"
        name, law = rng.choice(words.LAWS)
        return f"{name}{self.style.brackets(self._figures(law))}{article}"

    def _figures(self, text: str) -> str:
        """The numbers of a date or law number in the style of the document."""
        parts, digits = [], ""
        for sign in text + "\0":
            if sign.isdecimal():
                digits += sign
                continue
            if digits:
                parts.append(self.style.number(int(digits)))
                digits = ""
            parts.append(sign)
        return "".join(parts)[:-1]

    def _supplement(self) -> None:
        self._line("附\u3000則" if self.rng.random() < 0.7 else "附則")
        self._line(f"この{self.self.kind}は、公布の日から施行する。")
        if self.rng.random() < 0.4:
            self._line(self.style.gap + "別表第1(第3条関係)")
            for _ in range(self.rng.randint(2, 8)):
                self._line("\t".join((self.rng.choice(words.MATTERS), f"{self.rng.randint(1, 90)}00円")))

    def _line(self, text: str) -> None:
        self.lines.append(text)

    def _laid_out(self) -> str:
        style, rng = self.style, self.rng
        if style.html:
            body = "\n".join(f"<p>{line}</p>" for line in self.lines)
            return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{self.self.title}</title></head>\n<body>\n{body}\n</body></html>\n'
        lines: list[str] = []
        for line in self.lines:
            if style.dirt and rng.random() < style.dirt:
                line = _damaged(line, rng)
            lines += _wrapped(line, style.wrap)
            if style.blank:
                lines.append("")
        if style.wrap:
            lines = [
                more for at, line in enumerate(lines, 1) for more in ((line,) if at % 40 else (line, f"- {at // 40} -"))
            ]
        return "\n".join(lines) + "\n"


def _damaged(line: str, rng: random.Random) -> str:
    """A line as careless extraction leaves it."""
    match rng.randrange(5):
        case 0:
            return line.partition(" ")[2] or line  # the label is lost
        case 1:
            return line + "  \u3000"
        case 2:
            return line[: len(line) // 2] + "\n" + line[len(line) // 2 :]
        case 3:
            return line.replace("、", "､", 1)
    return line + "\n\n"


def _wrapped(line: str, columns: int) -> Iterator[str]:
    if not columns:
        yield line
        return
    for at in range(0, max(1, len(line)), columns):
        yield line[at : at + columns]


def document(number: int, seed: int = 1, mean_bytes: int = 12_000) -> tuple[str, str]:
    """Path and text of one document.

    >>> path, text = document(0)
    >>> path, "条例" in text.splitlines()[0] or "トップ" in text
    ('0000/00000000.txt', True)
    """
    # the mean of a lognormal is exp(mu + sigma² / 2)
    size = random.Random(f"{seed}/{number}/size").lognormvariate(0, _SIGMA) * mean_bytes / 1.377
    writer = _Writer(seed, number, round(min(size, 40 * mean_bytes)))
    text = writer.write()
    ending = "html" if writer.style.html else "txt"
    return f"{number // PER_FOLDER:04}/{number:08}.{ending}", text


def write_corpus(folder: Path, count: int, seed: int = 1, mean_bytes: int = 12_000, first: int = 0) -> int:
    """Write documents ``first`` to ``first + count``; the bytes written."""
    size = 0
    for number in range(first, first + count):
        path, text = document(number, seed, mean_bytes)
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        data = text.encode()
        file.write_bytes(data)
        size += len(data)
    return size


def main() -> None:
    parser = argparse.ArgumentParser(description="Write fictional ordinances.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--bytes", type=int, default=12_000, help="mean size of a document in UTF-8")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    size = write_corpus(given.folder, given.documents, given.seed, given.bytes, given.first)
    print(f"{given.documents} documents, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
