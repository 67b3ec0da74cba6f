"""What the documentation says is so: every block that it shows is run, its links lead somewhere, its options exist."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from jorei.cli import COMMANDS, main
from jorei.cli.exit_codes import ExitCode
from recipes import blocks, check_or_rewrite, commands, serves, shell
from serving import serving

READMES = ("README.md", "README.ja.md")
PAGES = (
    *READMES,
    "raw/README.md",
    "corpus/README.md",
    "corpus/DATASHEET.md",
    "corpus/CLUSTERS.md",
    "parser/README.md",
    "tests/cases/README.md",
    ".github/CONTRIBUTING.md",
    ".github/SECURITY.md",
)
SHOWN = re.compile(r"(<!-- shown: .* -->\n```text\n).*?(^```$)", re.DOTALL | re.MULTILINE)
LISTED = re.compile(r"(<!-- commands: .* -->\n).*?(?=<!-- end of commands -->)", re.DOTALL)
SECONDS = re.compile(r"\(\d+\.\d s\)")  # how long it took is not the same twice
SITE = "https://www.example.jp/reiki/"  # stands for a publisher's site; a server on this machine imitates it


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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site with a list page and two ordinances."""
    folder = tmp_path_factory.mktemp("site")
    links = "".join(f'<a href="{name}.html">海松町{name}条例</a>' for name in ("koen", "toshokan"))
    (folder / "mokuji.html").write_text(f"<html><body>{links}</body></html>", encoding="utf-8")
    for name in ("koen", "toshokan"):
        text = f'<meta charset="utf-8"><p>○海松町{name}条例</p><p>第1条　この条例は、甲とする。</p>'
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}/"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def desk(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a reader stands: the checkout's documents, and nothing built yet."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("raw", "notebooks"):
        shutil.copytree(root / name, folder / name)
    law = {"id": "322AC0000000067", "lawNum": "昭和二十二年法律第六十七号", "title": "地方自治法"}
    (folder / "laws.json").write_text(json.dumps({"laws": [law]}, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ask(desk: Path, site: str, project: dict) -> Callable[[str], str]:
    """Runs a command of the READMEs; those that print nothing there are run once for both."""
    known: dict[str, str] = {}

    def answer(command: str) -> str:
        match shlex.split(command.partition("|")[0]):
            case ["bash", *_]:
                return ""  # .ci/demo is run by `shown`; .ci/test is this run
            case ["pip", "install", wanted]:
                extras = set(wanted.partition("[")[2].rstrip("]").split(","))
                assert extras <= set(project["optional-dependencies"]), wanted
                return ""
            case [_, "jupyter", *_] if shutil.which("jupyter") is None:
                return ""
            case ["jorei", "build", *arguments] if "spark" in arguments:
                return ""  # takes a minute: test_spark.py builds with it; here its options are read (below)
            case ["jorei", "review", *_]:
                serves(command, desk)
                return ""
        if command not in known:
            known[command] = shell(command.replace(SITE, site), desk)
        return known[command]

    return answer


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("name", READMES)
def test_the_blocks_run_and_print_what_the_readme_says(
    root: Path, desk: Path, ask: Callable[[str], str], name: str, regenerate: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOREI_DATA", str(desk / "registries"))
    monkeypatch.delenv("COLUMNS", raising=False)
    check_or_rewrite(root / name, desk, regenerate, ask)


@pytest.mark.parametrize(("name", "language"), [("README.md", 1), ("README.ja.md", 0)])
def test_the_commands_and_exit_codes_are_listed(root: Path, name: str, language: int, regenerate: bool) -> None:
    head = ("| コマンド | すること |", "| command | what it does |")[language]
    rows = "".join(f"| `jorei {command}` | {about.split(' / ')[language]} |\n" for command, about in COMMANDS)
    codes = (f"**{code}** {code.meaning.split(' / ')[language]}" for code in ExitCode)
    ends = textwrap.fill(("終了コード: ", "Exit codes: ")[language] + " · ".join(codes), 118)
    wanted = f"\n{head}\n|---|---|\n{rows}\n{ends}\n\n"
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert LISTED.search(text)
    listed = LISTED.sub(lambda found: found[1] + wanted, text)
    if regenerate:
        path.write_text(listed, encoding="utf-8")
    else:
        assert listed == text


@pytest.mark.parametrize("name", [*PAGES, ".ci/site/tutorial.md", ".ci/site/how-to.md"])
def test_commands_that_are_named_exist_with_their_options(
    root: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (root / name).read_text(encoding="utf-8")
    blocked = [
        command
        for block in blocks(text)
        if block.language in ("bash", "console", "powershell")
        for command in commands(block)
    ]
    inline = re.findall(r"`((?:\.venv/bin/)?jorei [^`]*)`", text.replace("\n", " "))
    for line in [*blocked, *inline]:
        found = re.match(r"(?:\.venv/bin/)?jorei ([a-z]+)(.*)", line, re.DOTALL)
        if not found:
            continue
        assert found[1] in dict(COMMANDS), f"{name}: {line}"
        with pytest.raises(SystemExit):
            main([found[1], "--help"])
        options = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", capsys.readouterr().out))
        named = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", found[2].partition("|")[0]))
        assert named <= options, f"{name}: {line}"


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_somewhere(root: Path, path: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    places = [link.partition("#") for link in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    for place, _, anchor in places:
        target = (root / path).parent / place if place else root / path
        assert target.exists(), f"{path}: {place}"
        if anchor:
            assert anchor in anchors(target), f"{path}: {place}#{anchor}"


def anchors(path: Path) -> set[str]:
    """The headings of a page as places to link to."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("name", READMES)
def test_the_readme_is_not_long_and_begins_with_the_two_commands(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    scripts = re.findall(r"^bash (\S+)", text, re.MULTILINE)
    assert scripts == [".ci/demo", ".ci/test"]
    assert all(os.access(root / script, os.R_OK) for script in scripts)
    assert text.count("\n") <= 370


def test_every_public_name_is_documented() -> None:
    import jorei

    for name in set(jorei.__all__) - {"__version__"}:
        assert (getattr(jorei, name).__doc__ or "").strip(), name
