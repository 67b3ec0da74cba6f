"""The notebooks run from top to bottom and are committed with what they show."""

from __future__ import annotations

import os
import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from PIL import Image

import jorei

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LIMIT = 300_000  # bytes: a notebook is read in a browser, and every change of a picture is kept for ever


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# The kernel's own machinery warns about event loops; that is not ours to mend.
@pytest.mark.filterwarnings("default")
@pytest.mark.usefixtures("sample")
def test_the_notebook_runs_and_says_what_is_committed(path: Path, regenerate: bool) -> None:
    notebook = nbformat.read(path, as_version=4)
    committed = words(notebook)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    if regenerate:
        path.write_text(nbformat.writes(lean(notebook)) + "\n", encoding="utf-8")
    else:
        assert words(notebook) == committed, "run it: pytest tests/unit/test_notebooks.py --regenerate"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_speaks_to_both_readers(path: Path) -> None:
    """Prose in English; each section sums up in Japanese what is seen."""
    cells = nbformat.read(path, as_version=4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    sections = re.split(r"^#+ ", prose, flags=re.MULTILINE)[1:]
    assert [section.splitlines()[0] for section in sections if "**要約** " not in section] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_notebook_is_committed_with_its_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells), "run it: pytest tests/unit/test_notebooks.py --regenerate"
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)
    assert path.stat().st_size < LIMIT


FEW = (
    "ashinari_akiya.txt",
    "asagiri_suigen.txt",
    "asagiri_suigen_kisoku.txt",
    "shiomino_keikan_guide.txt",
    "yukinose_akiya.txt",
)
SIDES = range(200, 2200)  # pixels: what a page shows


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Builds of somebody else's documents, by name; each is made once."""

    @cache
    def build(name: str) -> Path:
        folder = tmp_path_factory.mktemp(name.replace("/", "-"))
        match name:
            case "raw":
                texts = root / "raw"
            case "few":
                texts = folder / "texts"
                texts.mkdir()
                for file in FEW:
                    shutil.copy(root / "raw" / file, texts)
            case _:
                texts = Path(os.environ.get("JOREI_SHARED") or root.parent / "shared") / "data" / name
                if not texts.is_dir():
                    pytest.skip(f"needs real documents, and there are none at {texts}")
        jorei.build(texts, folder / "build", tokens=True)
        return folder / "build"

    return build


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", ["few", "raw", "solar", pytest.param("sabae/text", marks=pytest.mark.slow)])
@pytest.mark.filterwarnings("default")
def test_the_notebook_runs_on_other_documents(
    path: Path, name: str, own: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five, fifteen, fifty or three hundred, without a change of any cell; no picture outgrows a page."""
    monkeypatch.setenv("JOREI_CORPUS", str(own(name)))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": path.parent}}
    ).execute()
    pictures = [
        Image.open(BytesIO(b64decode(output.data["image/png"])))
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if "image/png" in output.get("data", {})
    ]
    assert pictures
    assert [picture.size for picture in pictures if not {*picture.size} <= {*SIDES}] == []


def words(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """What each cell prints. Pictures are left out: their bytes differ between versions of what draws them."""
    return {
        cell.id: "".join(
            output.get("text", "") if output.output_type == "stream" else output.get("data", {}).get("text/plain", "")
            for output in cell.outputs
            if output.get("name") != "stderr"
        )
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def lean(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The notebook without what changes at every run (times, the version of Python), its pictures with few colours."""
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    for cell in notebook.cells:
        cell.metadata = {}
        for output in cell.get("outputs", ()):
            if picture := output.get("data", {}).get("image/png"):
                output.data["image/png"] = small(picture)
    return notebook


def small(picture: str) -> str:
    """A picture with a palette, which takes a third of the room, as base64. MAXCOVERAGE keeps the colours of thin lines."""
    kept = BytesIO()
    Image.open(BytesIO(b64decode(picture))).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(
        kept, "png", optimize=True
    )
    return b64encode(kept.getvalue()).decode("ascii")
