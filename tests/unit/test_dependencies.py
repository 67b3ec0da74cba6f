"""jorei stands beside other packages on Sudachi: pip finds versions that serve all of them."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from jorei.text import morphology


def dependencies(root: Path) -> list[str]:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(map(str, project["dependencies"]))


def test_no_dependency_is_pinned(root: Path) -> None:
    """A pin of a library keeps out every package with another one."""
    for requirement in map(Requirement, dependencies(root)):
        assert not any(one.operator in ("==", "===", "~=") for one in requirement.specifier), requirement
    sudachi = next(one for one in map(Requirement, dependencies(root)) if one.name == "sudachipy")
    assert [sudachi.specifier.contains(version) for version in ("0.6.9", "0.6.10", "0.7.0", "0.8.0")] == [
        False, True, True, False,
    ]  # fmt: skip


def test_a_tokenizer_comes_from_either_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    """SudachiPy 0.6 has `create` alone."""
    from sudachipy import Dictionary  # type: ignore[import-untyped]  # it ships no types

    class Older:
        def __init__(self) -> None:
            self.create = Dictionary().tokenizer

    monkeypatch.setattr(morphology, "_dictionary", [Older()])
    monkeypatch.setattr(morphology, "_local", type("Local", (), {})())
    assert [token.surface for token in morphology.tokens("市長は")] == ["市長", "は"]


@pytest.mark.slow
@pytest.mark.parametrize(("beside", "newest"), [("ginza", "5.2"), ("konoha[sudachi]", "5.5")])
def test_packages_beside_jorei_resolve_to_current_ones(root: Path, tmp_path: Path, beside: str, newest: str) -> None:
    if importlib.util.find_spec("pip") is None:
        pytest.skip("pip is not installed in this environment")
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--ignore-installed", "--only-binary", ":all:",
               "--report", str(report), *dependencies(root), beside]  # fmt: skip
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if run.returncode and "ResolutionImpossible" not in run.stderr:
        pytest.skip(f"no registry can be reached: {run.stderr[-300:]}")
    assert run.returncode == 0, run.stderr[-2_000:]
    found = {
        one["metadata"]["name"].lower(): one["metadata"]["version"]
        for one in json.loads(report.read_bytes())["install"]
    }
    assert Version(found[beside.partition("[")[0]]) >= Version(newest)
    assert Version("0.6.10") <= Version(found["sudachipy"]) < Version("0.8")
