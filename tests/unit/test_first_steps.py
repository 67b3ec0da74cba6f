"""Twelve steps of a fresh reader, from a clone to the desk, each with the lines of the READMEs alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recipes import blocks, commands, run, serves, shell


@pytest.fixture(scope="module")
def clone(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What git has of the checkout, as it is now."""
    if not (root / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no checkout of git")
    folder = tmp_path_factory.mktemp("clone") / "jorei"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, folder / name)
    return folder


def line(clone: Path, page: str, beginning: str) -> str:
    """The one command of a page that begins with these words."""
    shown = [b for b in blocks((clone / page).read_text(encoding="utf-8")) if b.language in ("bash", "console")]
    (found,) = {c for block in shown for c in commands(block) if c.startswith(beginning)}
    return found


def code(clone: Path, page: str, words: str) -> str:
    """The first block of Python of a page that has these words."""
    shown = blocks((clone / page).read_text(encoding="utf-8"))
    return next(block.text for block in shown if block.language == "python" and words in block.text)


class TestTwelveSteps:
    """In this order: each step finds what those before it have made."""

    def test_01_clone(self, clone: Path) -> None:
        begun = (clone / "README.md").read_text(encoding="utf-8").partition("```bash\n")[2]
        assert begun.startswith("bash .ci/demo")

    def test_02_demo(self, clone: Path) -> None:
        assert "bash .ci/setup demo\n.venv/bin/python .ci/show.py" in (clone / ".ci" / "demo").read_text(
            encoding="utf-8"
        )
        done = subprocess.run(
            [sys.executable, ".ci/show.py"], cwd=clone, capture_output=True, text=True, encoding="utf-8", check=True
        )
        assert "→ corpus/build" in done.stdout

    def test_03_two_files_of_ones_own(self, clone: Path) -> None:
        shell(line(clone, "README.md", "mkdir mine"), clone)
        assert "→ corpus/mine" in shell(line(clone, "README.md", "jorei build mine"), clone)

    def test_04_articles_with_their_text_in_pandas(self, clone: Path) -> None:
        said = run(code(clone, "README.md", "corpus.articles.to_pandas()"), clone)
        assert "（勧告）\n第９条　市長は" in said

    def test_05_who_cites_what(self, clone: Path) -> None:
        assert "← main__art_10__para_1 前条" in run(code(clone, "README.md", "corpus.cited_by"), clone)
        assert run(code(clone, "corpus/README.md", "import duckdb"), clone)  # what cites a provision that is not there

    def test_06_ordinances_side_by_side(self, clone: Path) -> None:
        asked = line(clone, "README.md", "jorei compare corpus/build --docs")
        assert "3件" in shell(asked.replace(" 雲居沢村", ""), clone)
        assert "勧告することができる" in (clone / "akiya.html").read_text(encoding="utf-8")

    @pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
    def test_07_json_with_jq(self, clone: Path) -> None:
        said = shell(line(clone, "corpus/README.md", "jq ").replace("corpus/trees", "corpus/mine"), clone)
        assert sum(text.startswith('"（勧告）') for text in said.splitlines()) == 1

    def test_08_sql(self, clone: Path) -> None:
        assert "60.0,日,以内" in shell(line(clone, "README.md", "jorei sql"), clone)

    def test_09_polars(self, clone: Path) -> None:
        asked = code(clone, "corpus/README.md", "import polars")
        assert "平成26年法律第127号" in run(asked.replace("corpus/sample", "corpus/mine"), clone)

    @pytest.mark.skipif(shutil.which("jupyter") is None, reason="jupyter is not installed")
    def test_10_a_notebook_on_ones_own_corpus(self, clone: Path) -> None:
        shell(line(clone, "README.md", "JOREI_CORPUS="), clone)
        shown = (clone / "notebooks" / "mine.ipynb").read_text(encoding="utf-8")
        assert "葦鳴市" in shown
        assert "汐見野市" not in shown.replace("corpus/sample", "")

    def test_11_check_in_a_ci(self, clone: Path) -> None:
        asked = line(clone, "README.md", "jorei check raw/asanagi_koen.txt --format github")
        assert shell(asked, clone).startswith("::error file=raw/asanagi_koen.txt")

    def test_12_the_desk(self, clone: Path) -> None:
        serves(line(clone, "README.md", "jorei review"), clone)
