"""README.md and README.ja.md say what is so: the demonstration, the recipes, the links, the commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from recipes import check_or_rewrite

READMES = ("README.md", "README.ja.md")
SHOWN = re.compile(r"(<!-- shown: .* -->\n```text\n).*?(^```$)", re.DOTALL | re.MULTILINE)
SECONDS = re.compile(r"\(\d+\.\d s\)")  # how long it took is not the same twice


@pytest.fixture(scope="session")
def shown(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What .ci/demo shows."""
    command = [sys.executable, str(root / ".ci" / "show.py"), str(tmp_path_factory.mktemp("shown") / "build")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=root, check=True)
    return done.stdout.rstrip() + "\n"


@pytest.mark.parametrize("name", READMES)
def test_the_demonstration_is_what_the_readme_shows(root: Path, name: str, shown: str, regenerate: bool) -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    wanted = SHOWN.sub(lambda found: found[1] + shown + found[2], text)
    if regenerate:
        path.write_text(wanted, encoding="utf-8")
    else:
        assert SECONDS.sub("", text) == SECONDS.sub("", wanted)


@pytest.mark.parametrize("name", READMES)
def test_the_example_prints_what_the_readme_says(root: Path, name: str, regenerate: bool) -> None:
    check_or_rewrite(root / name, root, regenerate)


@pytest.mark.parametrize("path", [*READMES, "raw/README.md", "corpus/README.md"])
def test_links_lead_somewhere(root: Path, path: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    places = [link.partition("#")[0] for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    assert [place for place in places if not ((root / path).parent / place).exists()] == []


@pytest.mark.parametrize("name", READMES)
def test_the_two_commands_are_there(root: Path, name: str) -> None:
    commands = re.findall(r"^bash (\S+)", (root / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert commands == [".ci/demo", ".ci/test"]
    assert all((root / command).is_file() for command in commands)
