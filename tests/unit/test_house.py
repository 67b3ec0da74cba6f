"""How the package is built: what a reader may rely on in each module."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from jorei.model.kinds import DIVISION_LETTERS, UNITS

MOST_LINES = 450
KINDS_MODULE = "model/kinds.py"


@pytest.fixture(scope="module")
def modules(root: Path) -> dict[str, ast.Module]:
    """The syntax of each module of the package by its path."""
    package = root / "parser" / "jorei"
    paths = sorted(file.relative_to(package).as_posix() for file in package.rglob("*.py"))
    return {path: ast.parse((package / path).read_text(encoding="utf-8")) for path in paths}


def test_no_class_name_is_used_twice(modules: dict[str, ast.Module]) -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for path, module in modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(path)
    assert {name: paths for name, paths in homes.items() if len(paths) > 1} == {}
    assert len(homes) > 200


def test_every_module_and_package_says_what_it_holds(modules: dict[str, ast.Module]) -> None:
    assert [path for path, module in modules.items() if not (ast.get_docstring(module) or "").strip()] == []


def test_no_module_is_long(root: Path, modules: dict[str, ast.Module]) -> None:
    package = root / "parser" / "jorei"
    lines = {path: (package / path).read_text(encoding="utf-8").count("\n") for path in modules}
    assert {path: count for path, count in lines.items() if count > MOST_LINES} == {}


def pairs(module: ast.Module) -> Iterator[tuple[object, object]]:
    """Each two constants that a module puts side by side: key and value of a dictionary, the two of a tuple."""
    for node in ast.walk(module):
        couples: list[tuple[ast.expr | None, ast.expr]] = []
        if isinstance(node, ast.Dict):
            couples = list(zip(node.keys, node.values, strict=True))
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:
            couples = [(node.elts[0], node.elts[1])]
        for one, other in couples:
            if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
                yield one.value, other.value


def test_the_kanji_of_a_kind_is_written_in_one_module(modules: dict[str, ast.Module]) -> None:
    units = {(kind, unit) for kind, unit in UNITS.items() if unit}
    units |= {(unit, kind) for kind, unit in units}
    written = {
        path: found for path, module in modules.items() if (found := sorted(units & set(pairs(module)), key=str))
    }
    assert written.keys() == {KINDS_MODULE}, written


def test_patterns_take_the_letters_of_divisions_from_the_same_module(modules: dict[str, ast.Module]) -> None:
    written = set()
    for path, module in modules.items():
        # a text that stands alone is a docstring, or the comment below a constant
        alone = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
        for node in ast.walk(module):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
                written |= {path} if set(DIVISION_LETTERS) <= set(node.value) else set()
    assert written <= {KINDS_MODULE}
