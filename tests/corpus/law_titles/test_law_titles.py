"""Every title of a list of national laws, in sentences, with its number behind, without, and with the list imported."""

from __future__ import annotations

import collections
import json
import re
from pathlib import Path

import pytest

import jorei
from jorei import registry
from jorei.text.fold import fold

HERE = Path(__file__).parent
SUMMARY = HERE / "summary.json"
SAMPLE = HERE / "sample.txt"
SENTENCES = (
    "市長は、{}第3条第1項の規定により、許可をすることができる。",
    "この条例は、{}の施行に関し必要な事項を定めるものとする。",
    "前条の規定による届出が{}第5条の規定に違反するときは、この限りでない。",
    "次に掲げる事項及び{}第2条に規定する事項を記載する。",
    "申請者が当該許可に係る{}の規定に違反したとき。",
    "市は、{}に基づき、計画を定める。",
    "その者が、条例又は{}第10条の規定による命令を受けたとき",
    "指定管理者は、施設の管理に当たり、{}その他の関係法令を遵守しなければならない。",
)
NUMBER = "（昭和40年法律第12号）"
ENDS = re.compile("(?:法|法律|令|規則|条例|規程|細則|告示|基準|憲法|布告|達|訓令)$")
QUOTES_ARTICLE = re.compile("第[0-9０-９〇一二三四五六七八九十百]+条")
AT_LEAST = {"with number": 0.995, "without number": 0.97, "with registry": 0.999}
EVERY = 25
"""One title in so many is read when nothing is regenerated."""
CLASSES = (
    ("が", "a subject"), ("、", "a list with 、"), ("及び", "a joint"), ("又は", "a joint"), ("並びに", "a joint"),
    ("のうち", "のうち"), ("て", "a clause with て"), ("る", "a verb that may lead to the title"), ("に", "a place or a time"),
    ("の", "の"),
)  # fmt: skip
"""What stands before a border that was found too late, and what it is."""


def titles(file: Path) -> list[str]:
    listed = [law["title"] for law in json.loads(file.read_text(encoding="utf-8"))["laws"]]
    return list(dict.fromkeys(t for t in listed if ENDS.search(t) and not QUOTES_ARTICLE.search(t)))


def read(title: str, *, number: bool, known: registry.RegistryOption) -> list[set[str]]:
    """The titles that are read in each of the sentences."""
    name = title + (NUMBER if number else "")
    lines = [f"第{i}条　{sentence.format(name)}" for i, sentence in enumerate(SENTENCES, 1)]
    document = jorei.parse("○甲市公園条例\n\n" + "\n".join(lines) + "\n", registry=known)
    articles = [node for node in document.tree.nodes if node.kind == "article"]
    return [
        {fold(r.target_law_title) for r in document.references if a.id <= r.node < a.id + a.size and r.target_law_title}
        for a in articles
    ]


def kind_of_fault(title: str, found: set[str]) -> str:
    ends = [name for name in found if title.endswith(name)]
    if not found:
        return "no mention"
    if not ends:
        return "too long" if any(name.endswith(title) for name in found) else "another name"
    before = title[: -len(max(ends, key=len))]
    return next((name for end, name in CLASSES if before.endswith(end)), "a word of another kind")


def figures(listed: list[str], *, number: bool, known: registry.RegistryOption) -> dict[str, object]:
    faults: collections.Counter[str] = collections.Counter()
    for title in listed:
        folded = fold(title)
        faults.update(kind_of_fault(folded, names) for names in read(title, number=number, known=known) if folded not in names)
    asked = len(listed) * len(SENTENCES)
    shares = {kind: round(count / asked, 5) for kind, count in faults.most_common()}
    return {"titles": len(listed), "right": round(1 - faults.total() / asked, 5), "wrong": shares}


def all_figures(listed: list[str], known: registry.RegistryOption) -> dict[str, dict[str, object]]:
    return {
        "with number": figures(listed, number=True, known=None),
        "without number": figures(listed, number=False, known=None),
        "with registry": figures(listed, number=False, known=known),
    }


def test_titles_are_read_whole(
    shared: Path, regenerate: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shared / "data" / "registry" / "laws.json"
    if not file.is_file():
        pytest.skip("needs a list of the national laws, and it is not there")
    monkeypatch.setenv("JOREI_DATA", str(tmp_path))
    registry.import_registry("laws", file)
    listed = titles(file)
    found = all_figures(listed if regenerate else listed[::EVERY], "installed")
    if regenerate:
        SUMMARY.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    whole = json.loads(SUMMARY.read_text(encoding="utf-8"))
    for form, least in AT_LEAST.items():
        print(f"{form:16} {found[form]['right']}")
        assert whole[form]["right"] >= least
        assert found[form]["right"] >= least - 0.01


def test_the_sample_is_read_whole() -> None:
    listed = SAMPLE.read_text(encoding="utf-8").split()
    for number in (True, False):
        wrong = [t for t in listed if not all(fold(t) in names for names in read(t, number=number, known=None))]
        assert not wrong
