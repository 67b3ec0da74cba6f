"""corpus/README.md says what dataset/schema.py says; its recipes and those of the datasheet run."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from jorei.dataset.schema import SCHEMA_VERSION, TABLES, TableSchema
from recipes import check_or_rewrite, shell

BETWEEN = re.compile(r"(?<=--regenerate` -->\n).*?(?=<!-- end of tables -->)", re.DOTALL)


def section(table: TableSchema) -> str:
    """One table of the build as a section of the data dictionary."""
    keys = ", ".join(f"`{name}`" for name in table.key)
    links = "".join(
        f"- {', '.join(f'`{c}`' for c in fk.columns)} → {fk.table} ({', '.join(f'`{c}`' for c in fk.to)})\n"
        for fk in table.foreign_keys
    )
    rows = "".join(
        f"| `{column.name}` | {column.type} | {'yes' if column.required else ''} | {escape(column.about)} |\n"
        for column in table.columns
    )
    optional = " Only there when it was asked for." if table.optional else ""
    return (
        f"### {table.name}\n\n{table.about[0].upper()}{table.about[1:]}. Key: {keys}.{optional}\n\n"
        f"{links and links + chr(10)}| column | type | required | meaning |\n|---|---|---|---|\n{rows}\n"
    )


def escape(text: str) -> str:
    r"""A vertical bar would end the cell.

    >>> escape("ok | unreadable")
    'ok \\| unreadable'
    """
    return text.replace("|", r"\|")


def dictionary() -> str:
    """The whole data dictionary in Markdown."""
    return f"\nSchema version {SCHEMA_VERSION}.\n\n" + "".join(section(table) for table in TABLES.values())


def test_the_readme_describes_every_table_and_column(root: Path, regenerate: bool) -> None:
    path = root / "corpus" / "README.md"
    text = path.read_text(encoding="utf-8")
    if regenerate:
        path.write_text(BETWEEN.sub(lambda _: dictionary(), text), encoding="utf-8")
        return
    section_text = BETWEEN.search(text)
    assert section_text
    assert section_text[0] == dictionary()


@pytest.mark.parametrize("name", ["README.md", "DATASHEET.md"])
@pytest.mark.usefixtures("sample")
def test_the_recipes_print_what_the_page_says(root: Path, name: str, regenerate: bool, tmp_path: Path) -> None:
    """In a folder of their own: some build, and none writes into the checkout."""
    shutil.copytree(root / "raw", tmp_path / "raw")
    shutil.copytree(root / "corpus" / "sample", tmp_path / "corpus" / "sample")
    check_or_rewrite(root / "corpus" / name, tmp_path, regenerate, lambda command: asked(command, tmp_path))


def asked(command: str, folder: Path) -> str:
    """What a command of a recipe prints; jq is not installed everywhere."""
    return "" if "jq" in shlex.split(command) and shutil.which("jq") is None else shell(command, folder)
