"""The project's own files agree with each other."""

from __future__ import annotations

import ast
import csv
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


@pytest.fixture
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture
def lock(root: Path) -> dict:
    return tomllib.loads((root / "uv.lock").read_text(encoding="utf-8"))


def test_the_lock_holds_a_version_that_satisfies_every_requirement(project: dict, lock: dict) -> None:
    locked = {package["name"]: package["version"] for package in lock["package"]}
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement


def test_the_package_imports_only_what_it_declares(root: Path, project: dict) -> None:
    """Also what is imported inside a function, for an extra."""
    files = sorted((root / "parser" / "jorei").rglob("*.py"))
    imported = {name for file in files for name in imports(ast.parse(file.read_text(encoding="utf-8")))}
    extras = [line for extra, lines in project["optional-dependencies"].items() if extra != "dev" for line in lines]
    declared = {canonicalize_name(Requirement(line).name) for line in [*project["dependencies"], *extras]}
    carriers = packages_distributions()
    foreign = {
        name
        for name in imported - sys.stdlib_module_names - {"jorei"}
        if not declared & set(map(canonicalize_name, carriers.get(name, ())))
    }
    assert foreign == set()
    assert len(imported) > 50


def imports(tree: ast.Module) -> Iterator[str]:
    """The first names of what a module imports anywhere in it; a name behind a dot is the package's own."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_the_lock_names_only_the_public_index(lock: dict) -> None:
    sources = {package["source"]["registry"] for package in lock["package"] if "registry" in package["source"]}
    files = {
        file["url"].split("/packages/")[0]
        for package in lock["package"]
        for file in [*package.get("wheels", ()), *([package["sdist"]] if "sdist" in package else ())]
    }
    assert sources == {"https://pypi.org/simple"}
    assert files == {"https://files.pythonhosted.org"}


def test_an_audit_that_could_ask_nobody_is_no_pass(root: Path) -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": ""}
    command = [sys.executable, str(root / ".ci" / "audit.py")]
    audit = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | nowhere)
    assert audit.returncode == 3
    assert audit.stderr.startswith("NOT AUDITED")
    assert audit.stdout == ""


def test_the_demonstration_installs_neither_spark_nor_what_only_tests_need(root: Path, project: dict) -> None:
    setup = (root / ".ci" / "setup").read_text(encoding="utf-8")
    levels = dict(re.findall(r"^  (\w+)\) extras=\(([^)]*)\)", setup, re.MULTILINE))
    assert set(levels) == {"demo", "docs", "dev"}
    extras = {level: set(listed.split()) for level, listed in levels.items()}
    assert set().union(*extras.values()) <= set(project["optional-dependencies"])
    assert not extras["demo"] & {"dev", "docs", "spark"}


def test_the_manifest_and_the_readme_list_every_document(root: Path) -> None:
    documents = {path.name for path in (root / "raw").iterdir()} - {"README.md", "manifest.csv"}
    with (root / "raw" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        assert {row["path"] for row in csv.DictReader(file)} == documents
    readme = (root / "raw" / "README.md").read_text(encoding="utf-8")
    assert [name for name in sorted(documents) if f"| `{name}` |" not in readme] == []


ROOT = {
    ".ci", ".gitattributes", ".github", ".gitignore", ".pre-commit-hooks.yaml", "CHANGELOG.md", "CITATION.cff", "LICENSE", "README.ja.md",
    "README.md", "corpus", "notebooks", "parser", "pyproject.toml", "raw", "tests", "uv.lock",
}  # fmt: skip


def test_the_root_holds_nothing_else(root: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert {path.partition("/")[0] for path in listed.splitlines()} == ROOT


def test_the_workflows_name_files_that_exist(root: Path) -> None:
    """The tests that run on other systems are listed by name, and a file may be renamed."""
    workflows = [path.read_text(encoding="utf-8") for path in (root / ".github" / "workflows").glob("*.yml")]
    named = {name for text in workflows for name in re.findall(r"(?<![\w/])(?:tests|\.ci)/[\w./]+", text)}
    assert [name for name in sorted(named) if not (root / name).exists()] == []
    assert len(named) > 5


def test_every_version_of_python_that_is_promised_is_tested(root: Path, project: dict) -> None:
    promised = {line.rsplit(" ", 1)[1] for line in project["classifiers"] if "Python :: 3." in line}
    matrix = re.search(r"python: \[(.*)\]", (root / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    assert matrix
    assert set(re.findall(r"[\d.]+", matrix[1])) == promised
    assert min(promised, key=lambda version: int(version[2:])) == project["requires-python"].removeprefix(">=")


def test_the_citation_names_this_version(root: Path, project: dict) -> None:
    lines = (root / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    assert f"version: {project['version']}" in lines
    assert f"license: {project['license']}" in lines
    assert project["scripts"] == {"jorei": "jorei.cli:main"}
