"""Code blocks of a Markdown file, and what they print."""

from __future__ import annotations

import contextlib
import io
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """A ``python`` block and the ``text`` block after it: what it prints, with its place in the file."""

    line: int
    code: str
    printed: str
    start: int
    end: int


def recipes(text: str) -> list[Recipe]:
    """Every python block that a text block follows.

    >>> [r.printed for r in recipes("```python\\nprint(1)\\n```\\nprints\\n\\n```text\\n1\\n```\\n")]
    ['1\\n']
    """
    found = list(_FENCED.finditer(text))
    return [
        Recipe(text.count("\n", 0, code.start()) + 1, code[2], shown[2], shown.start(2), shown.end(2))
        for code, shown in pairwise(found)
        if (code[1], shown[1]) == ("python", "text")
    ]


def run(code: str, root: Path) -> str:
    """What a block prints when it runs in the checkout; blanks at line ends are not kept."""
    out = io.StringIO()
    with contextlib.chdir(root), contextlib.redirect_stdout(out):
        exec(compile(code, "<recipe>", "exec"), {"__name__": "recipe"})
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().rstrip().splitlines())


def check_or_rewrite(path: Path, root: Path, regenerate: bool) -> None:
    """Run every recipe of a file; compare what each prints with what the file says, or write it there."""
    text = path.read_text(encoding="utf-8")
    found = recipes(text)
    assert found, f"{path} has no recipe"
    for recipe in reversed(found):  # from the end, so that the places of the earlier ones stay true
        printed = run(recipe.code, root)
        if regenerate:
            text = text[: recipe.start] + printed + text[recipe.end :]
        else:
            assert printed == recipe.printed, f"{path.name}:{recipe.line} prints something else"
    if regenerate:
        path.write_text(text, encoding="utf-8")
