"""Links over a previous build: a new, changed or removed document may change the links of any other."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builds import data_files
from jorei.dataset import links
from jorei.dataset.validate.validate import validate
from jorei.run import reuse_links
from jorei.run.job import BuildReport
from jorei.run.local import build

ORDINANCES = 8


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jorei.dataset.buckets.GROUP_DOCUMENTS", 3)
    monkeypatch.setattr("jorei.run.job.choose_target", lambda total: 2000)


def ordinance(number: int, year: int = 15, articles: int = 3, town: str = "霧鳴市") -> str:
    body = "\n".join(
        f"第{number}条 第{number}の事は、別に定める。\n2 前項の事を除く。" for number in range(1, articles + 1)
    )
    return f"○{town}第{number}文書条例\n\n平成{year}年3月26日\n{town}条例第{number}号\n\n{body}\n"


def rule(number: int, cited: list[int], year: int = 15, town: str = "霧鳴市") -> str:
    """A rule that cites ordinances, each by its number and then again, and the one after it by its title alone."""
    body = "\n".join(
        f"第{article}条 {town}第{cited_number}文書条例(平成{year}年{town}条例第{cited_number}号)第2条第2項及び同条例第3条並びに"
        f"{town}第{cited_number + 1}文書条例第1条による。"
        for article, cited_number in enumerate(cited, 1)
    )
    return f"○{town}第{number}文書条例施行規則\n\n平成16年4月1日\n{town}規則第{number}号\n\n{body}\n"


def put(raw: Path, name: str, text: str) -> None:
    raw.mkdir(exist_ok=True)
    (raw / name).write_text(text, encoding="utf-8")


def rebuild(raw: Path, out: Path) -> BuildReport:
    """Build over ``out``, and compare the result with a fresh build."""
    report = build(raw, out, jobs=1)
    build(raw, out.parent / "fresh", jobs=1, fresh=True)
    assert data_files(out) == data_files(out.parent / "fresh")
    assert list(validate(out)) == []
    return report


def link_ends(out: Path) -> set[tuple[str, str, str | None]]:
    """(citing path, cited path, article) of every link."""
    tables = {name: pq.read_table(out / name) for name in ("documents", "links")}
    paths = {row["doc_id"]: row["source_path"] for row in tables["documents"].to_pylist()}
    return {
        (paths[row["doc_id"]], paths[row["target_doc_id"]], row["target_node_id"])
        for row in tables["links"].to_pylist()
    }  # fmt: skip


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for number in range(1, ORDINANCES + 1):
        put(tmp_path / "raw", f"o{number}.txt", ordinance(number))
        others = [1 + (number + step) % ORDINANCES for step in (0, 2, 5)]
        put(tmp_path / "raw", f"r{number}.txt", rule(number, others))
    return tmp_path / "raw"


def test_links_of_unchanged_documents_are_not_looked_up_again(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(raw, tmp_path / "out", jobs=1)
    calls: list[int] = []  # -1 for a call of link_parts, else the number of links that are looked up
    link_parts, look_up = reuse_links.link_parts, links._look_up
    monkeypatch.setattr(reuse_links, "link_parts", lambda *given: (calls.append(-1), link_parts(*given))[1])
    monkeypatch.setattr(links, "_look_up", lambda *given: (calls.append(given[-1].num_rows), look_up(*given))[1])
    before = data_files(tmp_path / "out")
    build(raw, tmp_path / "out", jobs=1)
    assert calls == []
    assert data_files(tmp_path / "out") == before
    put(raw, "o20.txt", ordinance(20))
    build(raw, tmp_path / "out", jobs=1)
    assert calls == [-1, 0]


def test_cited_documents_come_and_go(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    put(raw, "r30.txt", rule(30, [30]))
    build(raw, out, jobs=1)
    assert not any(citing == "r30.txt" for citing, _, _ in link_ends(out))
    put(raw, "o30.txt", ordinance(30))
    assert rebuild(raw, out).reused == 2 * ORDINANCES + 1
    nodes = {node for citing, _, node in link_ends(out) if citing == "r30.txt"}
    assert nodes == {"main__art_2__para_2", "main__art_3"}
    put(raw, "o30.txt", ordinance(30, articles=2))  # the third article is gone
    rebuild(raw, out)
    assert {node for citing, _, node in link_ends(out) if citing == "r30.txt"} == {"main__art_2__para_2", None}
    put(raw, "r29.txt", rule(29, [29]))  # by the title alone
    rebuild(raw, out)
    assert {(cited, node) for citing, cited, node in link_ends(out) if citing == "r29.txt"} == {
        ("o30.txt", "main__art_1")
    }
    put(raw, "o31.txt", ordinance(30, year=20))  # the same title twice: it is ambiguous
    rebuild(raw, out)
    assert not any(citing == "r29.txt" for citing, _, _ in link_ends(out))
    assert {cited for citing, cited, _ in link_ends(out) if citing == "r30.txt"} == {"o30.txt"}
    (raw / "o30.txt").unlink()
    rebuild(raw, out)
    assert {(cited, node) for citing, cited, node in link_ends(out) if citing == "r29.txt"} == {
        ("o31.txt", "main__art_1")
    }
    assert {cited for citing, cited, _ in link_ends(out) if citing == "r30.txt"} == {"o31.txt"}


def test_another_town_in_most_documents(raw: Path, tmp_path: Path) -> None:
    """Documents that name no town are those of the prevailing one, which a few new documents may change."""
    put(raw, "r40.txt", rule(40, [1, 2], town=""))
    build(raw, tmp_path / "out", jobs=1)
    for number in range(3):
        put(raw, f"x{number}.txt", ordinance(50 + number, town="月影町"))
        rebuild(raw, tmp_path / "out")


@pytest.mark.parametrize("seed", [1, 2])
def test_any_changes(raw: Path, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    build(raw, tmp_path / "out", jobs=1)
    for _ in range(5):
        for _ in range(draw.choice((1, 1, 3))):
            number = draw.randrange(1, ORDINANCES + 4)
            match draw.randrange(5):
                case 0:
                    (raw / f"o{number}.txt").unlink(missing_ok=True)
                case 1:
                    put(raw, f"o{number}.txt", ordinance(number, articles=draw.randrange(1, 5)))
                case 2:
                    put(raw, f"o{number}.txt", ordinance(number, year=draw.choice((14, 15, 16))))
                case 3:
                    put(raw, f"r{number}.txt", rule(number, draw.sample(range(1, ORDINANCES + 4), 4)))
                case 4:  # the same text under another name, which may become the one that counts
                    original = draw.choice(sorted(raw.iterdir()))
                    put(raw, draw.choice(("a", "z")) + original.name, original.read_text(encoding="utf-8"))
        rebuild(raw, tmp_path / "out")


def test_damaged_links_are_computed_again(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(raw, out, jobs=1)
    part = min((out / "links").glob("*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    rebuild(raw, out)
