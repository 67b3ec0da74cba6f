"""What the READMEs show type-checks for those who use jorei: under mypy and under pyright, both strict."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recipes import blocks

READMES = ("README.md", "README.ja.md", "corpus/README.md")


@pytest.fixture(scope="module")
def examples(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for each block of Python in the READMEs, named after its page and line."""
    folder = tmp_path_factory.mktemp("examples")
    for page in READMES:
        name = page.replace("/", "_").replace(".", "_")
        for block in blocks((root / page).read_text(encoding="utf-8")):
            if block.language == "python":
                (folder / f"{name}_line_{block.line}.py").write_text(block.text, encoding="utf-8")
    # what jorei.compare gives is no Any: a wrong attribute of it must be found
    (folder / "wrong.py").write_text("import jorei\n\njorei.compare([]).no_such_attribute\n", encoding="utf-8")
    return folder


def wrong_and_others(lines: list[str]) -> tuple[list[str], list[str]]:
    """The complaints about the example that is wrong, and all others."""
    return [line for line in lines if "wrong.py" in line], [line for line in lines if "wrong.py" not in line]


def test_mypy_accepts_the_examples(root: Path, examples: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *map(str, sorted(examples.iterdir()))]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 1), run.stderr
    wrong, others = wrong_and_others([line for line in run.stdout.splitlines() if ": error: " in line])
    assert others == []
    assert "no_such_attribute" in "".join(wrong)


def test_pyright_accepts_the_examples(root: Path, examples: Path) -> None:
    program = shutil.which("basedpyright") or shutil.which("basedpyright", path=str(Path(sys.executable).parent))
    if program is None:
        message = "basedpyright is not installed: pip install 'jorei[dev]'"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(root / "parser")], "pythonVersion": "3.11"}
    (examples / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [program, "--outputjson", "--pythonpath", sys.executable, "--project", str(examples)]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    report = json.loads(run.stdout)
    assert report["summary"]["filesAnalyzed"] == len(list(examples.glob("*.py")))
    complaints = [f"{Path(one['file']).name}: {one['message']}" for one in report["generalDiagnostics"]]
    wrong, others = wrong_and_others(complaints)
    assert others == []
    assert "no_such_attribute" in "".join(wrong)
