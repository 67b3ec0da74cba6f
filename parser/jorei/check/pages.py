"""The page of a check: the docstring of its function, read from the source.

A compiled function has no docstring, and Python run with ``-OO`` none either; the source is part of every wheel.
"""

from __future__ import annotations

import ast
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jorei.check.finding import Rule


def page(rule: Rule) -> str:
    """What `jorei explain` prints of a check, without its heading; the first line names the subject.

    >>> from jorei.check.table import BY_CODE
    >>> page(BY_CODE["S01"]).partition("\\n")[0]
    '条番号の欠番 · Article numbers jump or run backwards.'
    """
    return _pages(rule.find.__module__)[rule.find.__name__]


@cache
def _pages(module: str) -> dict[str, str]:
    """The docstrings of the functions of a module."""
    package, _, name = module.rpartition(".")
    source = ast.parse((files(package) / f"{name}.py").read_text(encoding="utf-8"))
    return {node.name: ast.get_docstring(node) or "" for node in source.body if isinstance(node, ast.FunctionDef)}
