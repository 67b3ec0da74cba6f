"""Code blocks of a Markdown file, and what they print.

A ``python`` block is run; a ``text`` block after it is what it prints. In a ``console`` block every ``$`` line (with the
``>`` lines after it) is a command and what follows it is what it prints. A ``bash`` block is commands alone.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SAID = re.compile(r"^\$ (?P<command>.*\n(?:> .*\n)*)(?P<printed>(?:(?!\$ ).*\n)*)", re.MULTILINE)
_FINDINGS = {"check": (0, 1)}  # ends with 1 when it has found an error, which is what it is shown for

Shell = Callable[[str], str]


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and where the text stands in the file."""

    language: str
    text: str
    line: int
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    """Every fenced block that names its language.

    >>> [(b.language, b.text) for b in blocks("```python\\nprint(1)\\n```\\nprints\\n\\n```text\\n1\\n```\\n")]
    [('python', 'print(1)\\n'), ('text', '1\\n')]
    """
    return [
        Block(found[1], found[2], text.count("\n", 0, found.start()) + 1, found.start(2), found.end(2))
        for found in _FENCED.finditer(text)
    ]


def commands(block: Block) -> list[str]:
    r"""The commands of a ``bash``, ``powershell`` or ``console`` block, as a shell would get them; a ``#`` line and comments are none.

    >>> commands(Block("console", "$ jorei sql x 'select\n> 1'\n1\n", 1, 0, 0))
    ["jorei sql x 'select\n1'"]
    >>> commands(Block("bash", "# why\njorei build raw   # all of it\n", 1, 0, 0))
    ['jorei build raw']
    """
    if block.language == "console":
        return [_command(said) for said in _SAID.finditer(block.text)]
    lines = (re.sub(r"(?:^|\s{2,})#.*", "", line) for line in block.text.splitlines())
    parts = (
        part.strip() for line in lines for part in (line.split(";") if block.language == "powershell" else (line,))
    )
    return [part for part in parts if part]


def _command(said: re.Match[str]) -> str:
    return re.sub(r"^> ", "", said["command"], flags=re.MULTILINE).rstrip("\n")


def run(code: str, folder: Path) -> str:
    """What a block prints when it runs in a folder; blanks at line ends are not kept."""
    out = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out):
        exec(compile(code, "<recipe>", "exec"), {"__name__": "recipe"})
    return trimmed(out.getvalue())


def shell(command: str, folder: Path) -> str:
    """What a command prints in a folder, with the `jorei` of this Python; it has to end well."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False,
        env={**os.environ, "PATH": path},
    )  # fmt: skip
    assert done.returncode in _FINDINGS.get(command.removeprefix("jorei ").split()[0], (0,)), (
        f"{command}\n{done.stderr}"
    )
    return trimmed(done.stdout)


def serves(command: str, folder: Path) -> None:
    """The review page of a command answers; then it is ended."""
    jorei, *arguments = shlex.split(command)
    with subprocess.Popen(
        [Path(sys.executable).with_name(jorei), *arguments, "--no-browser"], cwd=folder, stdout=subprocess.PIPE,
        text=True, encoding="utf-8",
    ) as page:  # fmt: skip
        try:
            assert page.stdout
            url = page.stdout.readline().split()[0]
            with urllib.request.urlopen(url, timeout=600) as answer:
                assert answer.status == 200
        finally:
            page.terminate()


def trimmed(text: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in text.rstrip().splitlines())


def check_or_rewrite(path: Path, folder: Path, regenerate: bool, ask: Shell | None = None) -> None:
    """Run every block of a file in a folder, in order; compare what each prints with what the file says, or write it
    there. ``ask`` runs the commands."""
    text = path.read_text(encoding="utf-8")
    found = blocks(text)
    assert any(block.language in ("python", "console") for block in found), f"{path} has no recipe"
    ask = ask or (lambda command: shell(command, folder))
    printed: list[tuple[Block, str]] = []
    for block, after in pairwise([*found, Block("", "", 0, 0, 0)]):
        match block.language:
            case "python":
                says = run(block.text, folder)
                if after.language == "text":
                    printed.append((after, says))
            case "console":
                printed.append((block, _SAID.sub(lambda said: f"$ {said['command']}{ask(_command(said))}", block.text)))
            case "bash":
                for command in commands(block):
                    ask(command)
    if not regenerate:
        for block, says in printed:
            assert says == block.text, f"{path.name}:{block.line} prints something else"
        return
    for block, says in reversed(printed):  # from the end, so that the places of the earlier ones stay true
        text = text[: block.start] + says + text[block.end :]
    path.write_text(text, encoding="utf-8")
