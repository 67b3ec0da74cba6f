"""The site has every page, its lines run, and its links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jorei.check import RULES
from jorei.cli import COMMANDS
from recipes import check_or_rewrite

SHARED = (".github/CONTRIBUTING.md", ".github/SECURITY.md", "CHANGELOG.md")


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages as Markdown, and the configuration beside them."""
    folder = tmp_path_factory.mktemp("site")
    subprocess.run([sys.executable, root / ".ci" / "site" / "pages.py", folder], check=True)
    return folder


@pytest.mark.parametrize("name", ["tutorial.md", "how-to.md"])
def test_the_lines_of_a_page_run(root: Path, name: str, tmp_path: Path, regenerate: bool) -> None:
    shutil.copytree(root / "raw", tmp_path / "raw")
    shutil.copytree(root / "corpus" / "sample", tmp_path / "corpus" / "sample")
    check_or_rewrite(root / ".ci" / "site" / name, tmp_path, regenerate)


def test_every_page_of_the_repository_is_on_the_site(root: Path) -> None:
    listed = (root / ".ci" / "site" / "pages.py").read_text(encoding="utf-8")
    pages = [
        *root.glob("*.md"),
        *root.glob("*/*.md"),
        *root.glob("notebooks/*.ipynb"),
        *(root / page for page in SHARED),
    ]
    names = [page.relative_to(root).as_posix() for page in pages]
    assert [name for name in names if f'"{name}"' not in listed and not name.startswith(".")] == []


def test_every_command_and_every_check_is_on_the_site(site: Path) -> None:
    commands = (site / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert [name for name, _ in COMMANDS if f"\n## jorei {name}\n" not in commands] == []
    assert [
        rule.code for rule in RULES if not (site / "docs" / "reference" / "checks" / f"{rule.code}.md").exists()
    ] == []


def test_links_lead_to_pages(site: Path) -> None:
    docs = site / "docs"
    for page in docs.rglob("*.md"):
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for place in re.findall(r"\]\((?!\w+:)([^)#\s]+)", text):
            assert (page.parent / place).exists(), f"{page.relative_to(docs)}: {place}"


def test_the_site_is_built_without_a_warning(root: Path, site: Path, tmp_path: Path) -> None:
    """As `.ci/docs` builds it: a page that is not listed, a link or an anchor that is not there ends it."""
    pytest.importorskip("mkdocs", reason="mkdocs is not installed: pip install '.[docs]'")
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--strict",
        "-f",
        site / "mkdocs.yml",
        "-d",
        tmp_path,
    ]
    path = os.pathsep.join(filter(None, (str(root / ".ci" / "site"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reference" / "checks" / "R01.html").exists()
