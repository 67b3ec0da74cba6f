"""The pages of the site: files of the repository with their links led right, and what the package says of itself.

usage: pages.py FOLDER     writes FOLDER/mkdocs.yml and FOLDER/docs
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import sys
from base64 import b64decode
from pathlib import Path

ROOT = Path(__file__).parents[2]
COPIED = (  # file of the repository, page of the site, its title and section of the navigation
    ("README.md", "index.md", "jorei", None),
    ("README.ja.md", "ja.md", "日本語", None),
    (".ci/site/tutorial.md", "tutorial.md", "Tutorial", None),
    (".ci/site/how-to.md", "how-to/index.md", "Questions", "How to"),
    ("raw/README.md", "how-to/documents.md", "Documents, checking, reviewing", "How to"),
    ("corpus/CLUSTERS.md", "how-to/clusters.md", "Many machines, object stores", "How to"),
    ("notebooks/01_first_look.ipynb", "notebooks/01_first_look.md", "A first look", "Notebooks"),
    ("notebooks/02_comparing_ordinances.ipynb", "notebooks/02_comparing_ordinances.md", "Comparing", "Notebooks"),
    ("notebooks/03_citation_graph.ipynb", "notebooks/03_citation_graph.md", "The citation graph", "Notebooks"),
    ("notebooks/04_norms_and_words.ipynb", "notebooks/04_norms_and_words.md", "Norms and words", "Notebooks"),
    ("corpus/README.md", "reference/tables.md", "Tables and recipes", "Reference"),
    ("corpus/DATASHEET.md", "reference/datasheet.md", "Datasheet", "Reference"),
    ("parser/README.md", "architecture/index.md", "How it is built", "Architecture"),
    ("tests/cases/README.md", "architecture/cases.md", "Cases", "Architecture"),
    (".github/CONTRIBUTING.md", "architecture/contributing.md", "Contributing", "Architecture"),
    (".github/SECURITY.md", "architecture/security.md", "Security", "Architecture"),
    ("CHANGELOG.md", "changelog.md", "Changes", None),
)
DRAWN = ("tests/pictures",)
"""Folders whose pictures pages show."""
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#\s]*)(#[^)\s]*)?\)")
PAGE_OF = {source: page for source, page, *_ in COPIED}


def slug(title: str, separator: str = "-") -> str:
    """The anchor of a heading as GitHub makes it, so that one link serves both.

    >>> slug("Kinds of nodes, and `citations`"), slug("改正を溶け込ませる")
    ('kinds-of-nodes-and-citations', '改正を溶け込ませる')
    """
    return re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", separator)


def led(text: str, source: str, page: str) -> str:
    """The text of a page with its links led to pages of the site; what is no page and no picture is named alone."""

    def lead(found: re.Match[str]) -> str:
        picture, words, place, anchor = found.groups()
        if re.match(r"\w+:", place) or not place:
            return found[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), place))
        target = f"{target}/README.md" if f"{target}/README.md" in PAGE_OF else target
        if picture or target in PAGE_OF:
            there = PAGE_OF.get(target, target)
            return f"{picture}[{words}]({posixpath.relpath(there, posixpath.dirname(page))}{anchor or ''})"
        return words

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)  # nothing inside of code is a link
    return "".join(part if part.startswith("```") else LINK.sub(lead, part) for part in parts)


def of_notebook(source: Path, folder: Path) -> str:
    """A notebook as Markdown: its words, its code, what it printed, and its pictures beside it."""
    parts = []
    for number, cell in enumerate(json.loads(source.read_text(encoding="utf-8"))["cells"]):
        text = "".join(cell["source"])
        parts.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if picture := data.get("image/png"):
                name = f"{source.stem}-{number}.png"
                (folder / name).write_bytes(b64decode(picture))
                parts.append(f"![]({name})")
            elif said := "".join(output.get("text", data.get("text/plain", ()))).rstrip():
                parts.append(f"```text\n{said}\n```")
    return "\n\n".join(parts) + "\n"


def write(docs: Path, page: str, text: str) -> None:
    file = docs / page
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def make(folder: Path) -> None:
    """Write all pages, and the configuration with the navigation."""
    import reference

    docs = folder / "docs"
    nav: dict[str | None, list[dict[str, str]]] = {}
    for source, page, title, section in COPIED:
        (docs / page).parent.mkdir(parents=True, exist_ok=True)
        if source.endswith(".ipynb"):
            text = of_notebook(ROOT / source, (docs / page).parent)
        else:
            text = (ROOT / source).read_text(encoding="utf-8")
        write(docs, page, text if source.startswith(".ci/") else led(text, source, page))
        nav.setdefault(section, []).append({title: page})
    for page, title, text in reference.pages():
        write(docs, page, text)
        if page.count("/") == 1:
            nav["Reference"].append({title: page})
        else:
            nav.setdefault("Checks", []).append({title: page})
    for drawn in DRAWN:
        for picture in (ROOT / drawn).glob("*.png"):
            (docs / drawn).mkdir(parents=True, exist_ok=True)
            shutil.copy(picture, docs / drawn)
    alone = nav.pop(None)
    listed: list[dict[str, object]] = [*alone[:3], *({name: pages} for name, pages in nav.items()), *alone[3:]]
    config = (Path(__file__).parent / "mkdocs.yml").read_text(encoding="utf-8")
    write(folder, "mkdocs.yml", f"{config}nav: {json.dumps(listed, ensure_ascii=False)}\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
