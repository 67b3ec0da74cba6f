"""Ordinances on one subject as many towns would write them: the same provisions, reworded, reordered, renumbered."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import jorei

_ARTICLE = re.compile(r"^第\d+条(?:の\d+)? ", re.MULTILINE)
_SWAPS = (
    ("あらかじめ", "事前に"), ("速やかに", "遅滞なく"), ("努めなければならない", "努めるものとする"), ("毀損", "き損"), ("及び", "および"),
    ("届け出なければならない", "届出をしなければならない"), ("定める", "規定する"), ("意見を聴く", "意見を聴取する"), ("規則", "規程"),
)  # fmt: skip


def articles(text: str) -> list[str]:
    """The articles of an ordinance with their captions, without its front, 附則 and headings."""
    found: list[str] = []
    caption = ""
    for line in text.splitlines():
        if found and re.match(r"附\s*則", line):
            break
        if re.match(r"\(.+\)$", line):
            caption = line
        elif _ARTICLE.match(line):
            found.append(f"{caption}\n{line}")
            caption = ""
        elif found and line and not line.startswith("第"):
            found[-1] += f"\n{line}"
    return found


def variants(folder: Path, count: int, seed: int = 1) -> Iterator[str]:
    """So many ordinances, each with most of the articles of the longest ordinance of ``folder``."""
    draw = random.Random(seed)
    base = max((articles(jorei.parse_file(path).text) for path in sorted(folder.glob("*.txt"))), key=len)
    for number in range(count):
        chosen = [article for article in base if draw.random() < 0.85]
        for _ in range(len(chosen) // 6):
            i = draw.randrange(len(chosen) - 1)
            chosen[i], chosen[i + 1] = chosen[i + 1], chosen[i]
        swaps = [swap for swap in _SWAPS if draw.random() < 0.5]
        body = "\n\n".join(_renumbered(article, at, swaps, draw) for at, article in enumerate(chosen, 1))
        yield f"○架空{number}市景観条例\n\n{body}\n\n附 則\n\nこの条例は、公布の日から施行する。\n"


def _renumbered(article: str, at: int, swaps: list[tuple[str, str]], draw: random.Random) -> str:
    text = _ARTICLE.sub(f"第{at}条 ", article, count=1)
    for old, new in swaps:
        text = text.replace(old, new)
    return re.sub(r"\d+(?=日以内|人以内|万円)", lambda match: str(int(match[0]) + draw.choice((0, 0, 5))), text)
