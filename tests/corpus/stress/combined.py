"""Documents of the set put together anew: other heads, frames and prints around the same provisions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from corpus.stress.margins import PROVISIONS, Document, Line

_HEAD: Final = ("ti", "pr", "fr", "hi", "no", "nav", "en")
_BODY: Final = ("toc", "pre", "pt", "ch", "a", "p", "c")
_HEADS: Final = {
    "table": ("公布日\t平成2年9月1日", "番号\t条例第26号", "所管課\t企画課"),
    "history": ("改正沿革", "平成6年12月20日 条例第33号", "平成13年3月30日\t条例第22号"),
    "bars": ("| 項目 | 内容 |", "| --- | --- |", "| 所管 | 企画課 |"),
    "years": ("昭和40年4月", "条例第12号", "改正履歴", "昭和52年\t条例第8号", "平成元年\t条例第21号"),
    "notes": ("[令和5年4月1日現在]", "（所管：総務部総務課）", "最終改正：令和4年12月20日条例第30号"),
}
"""What stands between the title and the body in other collections."""
_WIDTHS: Final = (24, 37)


def _line(name: str, words: str, new: bool = False) -> Line:
    return Line(new, False, (name,) if name else (), None, False, False, False, words)


def plain(document: Document) -> bool:
    """Whether it is an ordinary ordinance in text: a title, articles and 附則, line after line."""
    names = [line.names[0] for line in document.lines if line.names]
    return (
        document.format == "text" and names[0] == "ti" and "a" in names and "sp" in names
        and not any(line.new or line.quoted or line.joined or "ct" in line.names for line in document.lines)
    )  # fmt: skip


def with_head(document: Document, head: str) -> Document:
    """The document with this head below its title."""
    at = next(n for n, line in enumerate(document.lines) if line.names and line.names[0] in _BODY)
    title = [line for line in document.lines[:at] if line.names == ("ti",)]
    front = [_line("fr", words) if "---" not in words else _line("-", words) for words in _HEADS[head]]
    return document._replace(name=f"{document.name} [{head}]", lines=(*title, *front, *document.lines[at:]))


def behind(first: Document, second: Document) -> Document:
    """Two instruments in one source."""
    begun = second.lines[0]._replace(new=True)
    return first._replace(
        name=f"{first.name} + {second.name} [two]", lines=(*first.lines, _line("", ""), begun, *second.lines[1:])
    )


def as_bill(document: Document) -> Document:
    """The document as a bill that proposes it."""
    title = document.lines[0].words.strip("○\u3000 ")
    front = [
        _line("fr/en", words)
        for words in (
            "議案第12号",
            f"　　　{title}の制定について",
            "上記の議案を次のとおり提出する。",
            "令和7年2月20日",
            "　　　　　　提出者　町長　岬　一郎",
        )
    ]
    lines = [_only(line, "fr/en") for line in front]
    back = [_only(_line("x", words), "nav/no/en") for words in ("提案理由", "　必要があるため、この案を提出する。")]
    return document._replace(name=f"{document.name} [bill]", lines=(*lines, *document.lines, *back))


def _only(line: Line, names: str) -> Line:
    return line._replace(names=tuple(names.split("/")))


def wrapped(document: Document, width: int) -> Document:
    """The document with its provisions broken at so many letters."""
    return document._replace(name=f"{document.name} [{width}]", lines=tuple(_wraps(document.lines, width)))


def _wraps(lines: Sequence[Line], width: int) -> Iterator[Line]:
    for line in lines:
        words = line.words
        breaks = (
            bool(line.names)
            and line.names[0] in PROVISIONS
            and line.names[0] not in ("at", "ay", "an", "af", "ax", "re", "sp")
        )
        yield line._replace(words=words[:width]) if breaks else line
        for at in range(width, len(words) if breaks else 0, width):
            yield _line("", words[at : at + width])


def spaced(line: Line) -> str:
    """A blank after each letter."""
    return " ".join(line.words.strip())


def bold(line: Line) -> str:
    """Labels, captions and titles as a converter to Markdown writes them."""
    words = line.words.strip("\u3000 ")
    match line.names[:1]:
        case ("ti",):
            return f"# {words}"
        case ("ch",) | ("sp",):
            return f"## **{words}**"
        case ("c",):
            return f"**{words}**"
        case ("a",) if "条" in words:
            at = words.index("条") + 1
            while words[at : at + 1] == "の":
                at += 2
            return f"**{words[:at]}**{words[at:]}"
        case ("i",) if words[:1] in "(（" and ")" in words.replace("）", ")"):
            return "\\(" + words[1:].replace("）", ")").replace(")", "\\)", 1)
    return words


_LOOKS: Final[dict[str, Callable[[Line], str]]] = {
    "spaced": spaced,
    "unseen": lambda line: f"\u200b{line.words}" if line.words else "",
    "radicals": lambda line: line.words.translate(
        str.maketrans("一二十日月水行支手目長八用", "⼀⼆⼗⽇⽉⽔⾏⽀⼿⽬⻑⼋⽤")
    ),
}


def combined(documents: Sequence[Document]) -> Iterator[Document]:
    """All that is put together from the ordinary documents among these; what was done stands in brackets in the name."""
    ordinary = [document for document in documents if plain(document)]
    for n, document in enumerate(ordinary):
        for head in _HEADS:
            yield with_head(document, head)
        yield behind(document, ordinary[(n + 7) % len(ordinary)])
        yield as_bill(document)
        if not any(
            "\t" in line.words or "　　" in line.words or (not line.names and line.words) for line in document.lines
        ):
            for width in _WIDTHS:
                yield wrapped(document, width)
        for look, change in _LOOKS.items():
            if look == "spaced" and document.lines[0].words.count(" ") > 2:
                continue
            yield document.varied(change)._replace(name=f"{document.name} [{look}]")
        yield document.varied(bold)._replace(name=f"{document.name} [bold]", format="md")
