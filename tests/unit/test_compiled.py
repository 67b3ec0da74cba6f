"""What compiled modules may not do: mypyc refuses it, or does it in another way than Python (parser/README.md has the rules)."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from jorei.dataset.parts import Part
from jorei.model import Metadata
from jorei.model.profile import Profile
from jorei.read.egov_vocabulary import ElementFacts, UnplacedNode
from jorei.read.isolated import ReadReply, ReadRequest
from jorei.registry.storage import LawTable, MunicipalityTable
from jorei.run.group_rows import Spill
from jorei.run.previous_build import BuiltBucket, BuiltIndex
from jorei.run.reuse_links import BuiltLinks
from jorei.run.task import Reply, Task

BASES = {"Record", "ArrayRecord", "Workpiece"}


@pytest.fixture(scope="module")
def compiled(root: Path) -> dict[str, ast.Module]:
    """The syntax of each module that the wheel has compiled, by its path."""
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    hook = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["mypyc"]
    plain = {root / path.strip("/") for path in hook["exclude"]}
    assert all(path.is_file() for path in plain)
    folders = [root / path.strip("/") for path in hook["include"]]
    paths = sorted(path for folder in folders for path in folder.rglob("*.py") if path not in plain)
    assert len(paths) > 180
    return {path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def class_options(node: ast.AST) -> bool:
    """Options of a class, which are ignored: they stand at a base in model/record.py."""
    return isinstance(node, ast.ClassDef) and any(keyword.arg != "metaclass" for keyword in node.keywords)


def struct_bases(node: ast.AST) -> bool:
    """A struct without one of the bases in model/record.py is neither frozen nor compared as all others are."""
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "msgspec.Struct" for base in node.bases)


def field_factories(node: ast.AST) -> bool:
    """A default made by `field`, which is no value of its type; msgspec copies an empty list or dict."""
    return (
        isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Call) and "field" in ast.unparse(node.value.func)
    )


def cached_properties(node: ast.AST) -> bool:
    """A `cached_property`, which is made anew at each use."""
    return "cached_property" in names_of(node)


def dataclasses(node: ast.AST) -> bool:
    """A dataclass: its methods stay interpreted, and with slots it is another class than its module knows."""
    return "dataclass" in names_of(node)


def names_of(node: ast.AST) -> set[str]:
    """The names of the decorators of a class or function, without their arguments."""
    if not isinstance(node, ast.ClassDef | ast.FunctionDef):
        return set()
    calls = [decorator.func if isinstance(decorator, ast.Call) else decorator for decorator in node.decorator_list]
    return {ast.unparse(name).rpartition(".")[2] for name in calls}


def starred_tests(node: ast.AST) -> bool:
    """``x in (a, *B)``: not compiled; a constant holds the set."""
    return isinstance(node, ast.Compare) and any(
        isinstance(part, ast.Starred)
        for sign, right in zip(node.ops, node.comparators, strict=True)
        if isinstance(sign, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set)
        for part in right.elts
    )


def lone_surrogates(node: ast.AST) -> bool:
    """A surrogate in a string: not compiled."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any("\ud800" <= c <= "\udfff" for c in node.value)
    )


def whole_floats(node: ast.AST) -> bool:
    """A whole number as a float, which becomes 14.0 when it is compiled: ``int | float`` holds both."""
    return (
        isinstance(node, ast.AnnAssign)
        and ast.unparse(node.annotation) in ("float", "float | None")
        and isinstance(node.value, ast.Constant)
        and type(node.value.value) is int
    )


def nested_classes(node: ast.AST) -> bool:
    """A class in a class or a function: not compiled."""
    inside = isinstance(node, ast.ClassDef | ast.FunctionDef)
    return inside and any(isinstance(other, ast.ClassDef) for other in ast.walk(node) if other is not node)


def own_docstrings(node: ast.AST) -> bool:
    """A docstring that is asked for: compiled functions have none."""
    return isinstance(node, ast.Attribute) and node.attr == "__doc__"


def unguarded_structs(node: ast.AST) -> bool:
    """`as_struct` where a compiled module runs it: mypyc leaves out the body of ``INTERPRETED and not TYPE_CHECKING`` alone."""
    inside = isinstance(node, ast.If) and ast.unparse(node.test) != "INTERPRETED and (not TYPE_CHECKING)"
    body = node.body if inside or isinstance(node, ast.Module) else []
    return any(isinstance(line, ast.Assign) and "as_struct(" in ast.unparse(line.value) for line in body)


RULES = (
    class_options, struct_bases, field_factories, cached_properties, dataclasses, starred_tests, lone_surrogates, whole_floats,
    nested_classes, own_docstrings, unguarded_structs,
)  # fmt: skip


def broken(rule: Callable[[ast.AST], bool], modules: dict[str, ast.Module]) -> Iterator[str]:
    for path, module in modules.items():
        for node in ast.walk(module):
            if rule(node):
                yield f"{path}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_compiled_modules_keep_the_rules(rule: Callable[[ast.AST], bool], compiled: dict[str, ast.Module]) -> None:
    assert list(broken(rule, compiled)) == [], rule.__doc__


DECODED = {
    "files of people": Profile | LawTable | MunicipalityTable,
    "tables read again": Metadata | ElementFacts | UnplacedNode,
    "messages of processes": ReadRequest | ReadReply | Task | Reply,
    "files of a build": Spill | Part | BuiltBucket | BuiltIndex | BuiltLinks,
}
"""What msgspec decodes."""


def structs_in(kind: object) -> set[type]:
    """The structs that a type is made of."""
    found: set[type] = set()
    waiting: list[object] = [*msgspec.inspect.multi_type_info(get_args(kind))]
    while waiting:
        info = waiting.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in found:
                continue
            found.add(info.cls)
        if isinstance(info, tuple):
            waiting += info
        elif isinstance(info, msgspec.inspect.Type | msgspec.inspect.Field):
            waiting += [getattr(info, name) for name in info.__struct_fields__ if name != "default"]
    return found


@pytest.mark.parametrize("kind", DECODED)
def test_what_is_decoded_is_not_compiled(kind: str, compiled: dict[str, ast.Module]) -> None:
    """A compiled class has lost the annotations by which msgspec decodes."""
    homes = {f"parser/{struct.__module__.replace('.', '/')}.py" for struct in structs_in(DECODED[kind])}
    assert homes
    assert homes & compiled.keys() == set()


BREAKS = {
    "class_options": "class A(B, frozen=True): pass",
    "struct_bases": "class A(msgspec.Struct): pass",
    "field_factories": "class A(Record):\n    b: list[int] = field(default_factory=list)",
    "cached_properties": "class A:\n    @functools.cached_property\n    def b(self): return 1",
    "dataclasses": "@dataclass(slots=True)\nclass A: pass",
    "starred_tests": "a in ('b', *C)",
    "lone_surrogates": r"'\ud800'",
    "whole_floats": "a: float = 0",
    "nested_classes": "def a():\n    class B: pass",
    "own_docstrings": "a.__doc__",
    "unguarded_structs": "if not TYPE_CHECKING:\n    A = as_struct(A)",
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_each_rule_finds_what_it_forbids(rule: Callable[[ast.AST], bool]) -> None:
    assert list(broken(rule, {"a.py": ast.parse(BREAKS[rule.__name__])}))
