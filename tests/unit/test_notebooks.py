"""The notebooks run from top to bottom and are committed with what they show."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LIMIT = 400_000  # bytes: a notebook is read in a browser, and every change of a picture is kept for ever


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# The kernel's own machinery warns about event loops; that is not ours to mend.
@pytest.mark.filterwarnings("default")
@pytest.mark.usefixtures("sample")
def test_the_notebook_runs(path: Path, regenerate: bool) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    if regenerate:
        path.write_text(nbformat.writes(lean(notebook)) + "\n", encoding="utf-8")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_committed_with_its_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells), "run it: pytest tests/unit/test_notebooks.py --regenerate"
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)
    assert path.stat().st_size < LIMIT


def lean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what changes at every run: times, the version of Python."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook
