"""Random ordinances, and random edits of them, as lists of articles: what `test_amend` turns into texts."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field

NOUNS = "施設 許可 使用料 申請 町長 利用者 委員会 期間 区域 書類 設備 職員 事業 届出 条件 指定管理者 公園 納付 減免 審査".split()
VERBS = (
    "を定める",
    "を行う",
    "を受けなければならない",
    "を提出することができる",
    "に従うものとする",
    "を取り消すことができる",
)
KANA = "アイウエオカキクケコ"


@dataclass
class Item:
    words: str
    below: list[str] = field(default_factory=list)


@dataclass
class Paragraph:
    words: str
    items: list[Item] = field(default_factory=list)


@dataclass
class Article:
    caption: str
    paragraphs: list[Paragraph]
    chapter: str = ""
    """The title of the chapter that begins with it."""


@dataclass
class Ordinance:
    articles: list[Article]
    suppl: list[str]
    rows: list[tuple[str, str]] = field(default_factory=list)
    blank: bool = False
    indent: bool = False
    full: bool = False


class Maker:
    """Makes ordinances and changes them, by the numbers of one random source."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def sentence(self) -> str:
        """A sentence that hardly comes twice."""
        pick = self.random.choice
        middle = "、".join(f"{pick(NOUNS)}の{pick(NOUNS)}" for _ in range(self.random.randint(1, 3)))
        end = (
            f"ただし、{pick(NOUNS)}が{self.random.randint(1, 99)}日を超えるときは、この限りでない。"
            if self.random.random() < 0.2
            else ""
        )
        return (
            f"{pick(NOUNS)}は、{middle}{self.random.randint(1, 60)}{pick(['人', '日', '円', '件'])}{pick(VERBS)}。{end}"
        )

    def item(self) -> Item:
        """An item, sometimes with subdivisions."""
        pick = self.random.choice
        words = f"{pick(NOUNS)}及び{pick(NOUNS)}{self.random.randint(1, 99)}{pick(['号', '件', '回'])}に関すること。"
        below = (
            [f"{pick(NOUNS)}の{pick(NOUNS)}{n}" for n in range(self.random.randint(2, 3))]
            if self.random.random() < 0.15
            else []
        )
        return Item(words, below)

    def paragraph(self) -> Paragraph:
        """A paragraph, sometimes with items."""
        if self.random.random() < 0.3:
            return Paragraph(
                self.sentence().replace("。", "次に掲げる事項とする。", 1),
                [self.item() for _ in range(self.random.randint(2, 4))],
            )
        return Paragraph(self.sentence())

    def article(self) -> Article:
        """An article with its caption."""
        pick = self.random.choice
        return Article(
            f"{pick(NOUNS)}の{pick(NOUNS)}", [self.paragraph() for _ in range(self.random.choice([1, 1, 2, 3]))]
        )

    def ordinance(self) -> Ordinance:
        """A small ordinance in one of the usual layouts."""
        rows = [(f"{a}{n}", f"{self.random.randint(1, 9)}00円") for n, a in enumerate(self.random.sample(NOUNS, 4), 1)]
        chance = self.random.random
        articles = [self.article() for _ in range(self.random.randint(2, 8))]
        if chance() < 0.3:
            for i, article in enumerate(articles):
                article.chapter = f"{self.random.choice(NOUNS)}の章" if i == 0 or chance() < 0.3 else ""
        return Ordinance(
            articles, [self.sentence()],
            rows if chance() < 0.4 else [], chance() < 0.2, chance() < 0.4, chance() < 0.3,
        )  # fmt: skip

    def edited(self, ordinance: Ordinance) -> Ordinance:
        """The ordinance with one to four changes; numbers follow by themselves."""
        new = copy.deepcopy(ordinance)
        ways = (
            self._words, self._words, self._articles, self._paragraphs, self._items, self._caption, self._rows,
            self._chapter, self._proviso,
        )  # fmt: skip
        for _ in range(self.random.randint(1, 6)):
            self.random.choice(ways)(new)
        if ordinance.articles[0].chapter and not new.articles[0].chapter:
            new.articles[0].chapter = ordinance.articles[0].chapter
        return new

    def _any(self, new: Ordinance) -> Article:
        return self.random.choice(new.articles)

    def _words(self, new: Ordinance) -> None:
        paragraph = self.random.choice(self._any(new).paragraphs)
        at = self.random.randrange(len(paragraph.words))
        word = self.random.choice(NOUNS)
        if self.random.random() < 0.5 and word in paragraph.words:
            paragraph.words = paragraph.words.replace(word, self.random.choice(NOUNS), 1)
        else:
            at = paragraph.words.index("、") + 1 if "、" in paragraph.words else at
            paragraph.words = paragraph.words[:at] + f"{word}により" + paragraph.words[at:]

    def _articles(self, new: Ordinance) -> None:
        at = self.random.randrange(len(new.articles) + 1)
        if self.random.random() < 0.5 and len(new.articles) > 1:
            del new.articles[min(at, len(new.articles) - 1)]
        else:
            new.articles[at:at] = [self.article() for _ in range(self.random.randint(1, 2))]

    def _paragraphs(self, new: Ordinance) -> None:
        paragraphs = self._any(new).paragraphs
        at = self.random.randrange(len(paragraphs) + 1)
        if self.random.random() < 0.4 and len(paragraphs) > 1:
            del paragraphs[min(at, len(paragraphs) - 1)]
        else:
            paragraphs.insert(at, self.paragraph())

    def _items(self, new: Ordinance) -> None:
        found = [p for a in new.articles for p in a.paragraphs if p.items]
        if not found:
            return
        items = self.random.choice(found).items
        at = self.random.randrange(len(items) + 1)
        if self.random.random() < 0.4 and len(items) > 1:
            del items[min(at, len(items) - 1)]
        else:
            items.insert(at, self.item())

    def _caption(self, new: Ordinance) -> None:
        self._any(new).caption = f"{self.random.choice(NOUNS)}等"

    def _chapter(self, new: Ordinance) -> None:
        if new.articles[0].chapter:
            article = self._any(new)
            article.chapter = f"{self.random.choice(NOUNS)}の節目"

    def _proviso(self, new: Ordinance) -> None:
        paragraph = self.random.choice(self._any(new).paragraphs)
        head, _, rest = paragraph.words.partition("。")
        paragraph.words = f"{head}。" if rest else f"{head}。ただし、{self.sentence()}"

    def _rows(self, new: Ordinance) -> None:
        if not new.rows:
            return
        at = self.random.randrange(len(new.rows))
        new.rows[at] = (new.rows[at][0], f"{self.random.randint(1, 9)}50円")


def _chapters(one: Ordinance) -> list[tuple[str, int, int]]:
    """Title, first and last article of each chapter."""
    begins = [n for n, article in enumerate(one.articles, 1) if article.chapter]
    if not begins:
        return []
    ends = [*(n - 1 for n in begins[1:]), len(one.articles)]
    return [(one.articles[a - 1].chapter, a, b) for a, b in zip(begins, ends, strict=True)]


def _range(first: int, last: int) -> str:
    return (
        f"第{first}条"
        if first == last
        else f"第{first}条・第{last}条"
        if last == first + 1
        else f"第{first}条―第{last}条"
    )


_FULL = str.maketrans("0123456789()", "０１２３４５６７８９（）")


def written(one: Ordinance) -> str:
    """The text of an ordinance as a 例規集 prints it."""
    deep = "　" if one.indent else ""
    lines = ["○緑川町試験条例", "令和2年3月19日", "条例第8号"]
    chapters = _chapters(one)
    if chapters:
        lines += [
            "目次",
            *(f"　第{n}章　{title}({_range(first, last)})" for n, (title, first, last) in enumerate(chapters, 1)),
            "　附則",
        ]
    number = 0
    for n, article in enumerate(one.articles, 1):
        if article.chapter:
            number += 1
            lines.append(f"{deep * 3}第{number}章　{article.chapter}")
        lines.append(f"{deep}({article.caption})")
        for k, paragraph in enumerate(article.paragraphs, 1):
            lines.append(f"第{n}条　{paragraph.words}" if k == 1 else f"{k}　{paragraph.words}")
            for i, item in enumerate(paragraph.items, 1):
                lines.append(f"{deep}\0({i})\0　{item.words}")
                lines += [f"{deep * 2}{KANA[j]}　{words}" for j, words in enumerate(item.below)]
    lines.append(f"{deep * 3}附　則")
    lines += [f"{deep}{words}" for words in one.suppl]
    if one.rows:
        lines += ["別表(第1条関係)", "区分\t金額", *("\t".join(row) for row in one.rows)]
    text = ("\n\n" if one.blank else "\n").join(lines) + "\n"
    if one.full:
        text = "".join(part if i % 2 else part.translate(_FULL) for i, part in enumerate(text.split("\0")))
    return text.replace("\0", "")
