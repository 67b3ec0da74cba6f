"""The recipes of parser/README.md hold: a copy of the package is changed as a recipe says, and the change is seen everywhere.

Each test edits the files that its recipe names, four at most, and runs the changed copy in a process of its own.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

TEXT = "○甲市条例\n\n第1条 この条例は、甲とする。\n2 次に掲げる者\n　(1) 乙\n　(2) 丙\n第2条 左の各号による。\n3 市長は、公表することが望ましい。\n"


class Package:
    """A copy of the package that may be changed."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.folder = folder
        self.recipes = (root / "parser" / "README.md").read_text(encoding="utf-8")
        self.edited: set[str] = set()
        shutil.copytree(root / "parser" / "jorei", folder / "jorei", ignore=shutil.ignore_patterns("__pycache__"))

    def insert(self, file: str, after: str, lines: str) -> None:
        """Put lines behind a line of a file; `after` is that line, or its beginning, and stands there once."""
        path = self.folder / "jorei" / file
        text = path.read_text(encoding="utf-8")
        ends = [match.end() for match in re.finditer(rf"^[ ]*{re.escape(after)}.*\n", text, re.MULTILINE)]
        assert len(ends) == 1, f"{file}: {after!r} stands there {len(ends)} times"
        path.write_text(text[: ends[0]] + lines + text[ends[0] :], encoding="utf-8")
        self.edited.add(file)

    def replace(self, file: str, old: str, new: str) -> None:
        """Put words in the place of others, which stand there once."""
        path = self.folder / "jorei" / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file}: {old!r} stands there {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.edited.add(file)

    def create(self, file: str, content: str) -> None:
        """Write a new file."""
        (self.folder / "jorei" / file).write_text(dedent(content), encoding="utf-8")
        self.edited.add(file)

    def follows(self, recipe: str, new: str = "") -> None:
        """The edits are in the files that a recipe names, and there are four at most; `new` stands for a file's name."""
        section = re.search(
            rf"^\*\*{re.escape(recipe)}[.]?\*\*.*?(?=^\*\*|^## )", self.recipes, re.MULTILINE | re.DOTALL
        )
        assert section, f"no recipe for {recipe}"
        named = set(re.findall(r"`([a-z_/<>]+\.py)`", section[0]))
        assert {file.replace(new, "<name>") if new else file for file in self.edited} <= named
        assert len(self.edited) <= 4

    def run(self, *arguments: str) -> str:
        """What Python prints with the changed package."""
        environment = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [sys.executable, *arguments],
            capture_output=True, text=True, encoding="utf-8", cwd=self.folder, env=environment, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def python(self, code: str) -> str:
        """What a program prints."""
        return self.run("-c", dedent(code))

    def jorei(self, *arguments: str) -> str:
        """What a command prints."""
        return self.run("-m", "jorei", *arguments)


@pytest.fixture
def package(root: Path, tmp_path: Path) -> Package:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(TEXT, encoding="utf-8")
    return Package(root, tmp_path)


def test_the_page_names_files_and_packages_that_are_there(root: Path) -> None:
    page, package = (root / "parser" / "README.md").read_text(encoding="utf-8"), root / "parser" / "jorei"
    named = [
        path
        for path in re.findall(r"`([a-z0-9_]+/[a-z0-9_/]*(?:\.py)?)`", page)
        if not path.startswith(("tests/", "parser/"))
    ]
    assert [path for path in named if not (package / path).exists()] == []
    floors = page.partition("## Packages and floors")[2].partition("## Laws")[0]
    folders = {path.parent.name for path in package.glob("*/__init__.py")}
    assert folders == set(re.findall(r"`([a-z]+)/`", floors.partition("| floor")[2].partition("\n\n")[0]))


def test_a_label_style(package: Package) -> None:
    package.insert(
        "text/label_styles.py", "ROMAN_NUMERALS: Final",
        'STEMS: Final = Numerals("甲乙丙丁", 1, lambda sign: "甲乙丙丁".find(sign) + 1 or None, _sign_of("甲乙丙丁"))\n',
    )  # fmt: skip
    package.insert("text/label_styles.py", "LABEL_STYLES: Final", '    LabelStyle("甲", "甲", STEMS, bare=True),\n')
    package.follows("a label style")
    seen = package.python("""
        import jorei
        doc = jorei.parse("○例市条例\\n\\n第1条 次に掲げる者\\n(1) 職員\\n甲 町長\\n乙 村長\\n(2) 議員\\n")
        print([(node.kind, node.num, node.label, node.citation) for node in doc.tree.nodes if node.kind == "subitem1"])
    """)
    assert seen.strip() == str([
        ("subitem1", "1", "甲", "第1条第1号甲"), ("subitem1", "2", "乙", "第1条第1号乙"),
    ])  # fmt: skip


def test_a_form_of_reference(package: Package) -> None:
    """左の各号, as older ordinances have it: no other designator begins with 左."""
    package.insert(
        "links/grammar.py",
        "RARE_DESIGNATORS: Final",
        '    EventRow("左", "の", rf"各(?:{_EACH_ITEM}|{_PARAGRAPH})"),\n',
    )
    package.replace("links/heads.py", '"つぎの各",', '"つぎの各", "左の各",')
    package.follows("a form of reference")
    seen = package.python("""
        import jorei
        doc = jorei.parse("○例市条例\\n\\n第1条 左の各号の一に該当する者\\n(1) 職員\\n(2) 議員\\n")
        for reference in doc.references:
            print(reference.text, reference.form, reference.status, *(target.citation for target in reference.targets))
    """)
    assert seen.splitlines() == ["左の各号 relative resolved 第1条第1号 第1条第2号"]


def test_a_form_of_output(package: Package) -> None:
    package.create("write/titles.py", """
        from jorei.model import Analysis


        def to_titles(analysis: Analysis) -> bytes:
            return (analysis.metadata.title or "").encode()
        """)  # fmt: skip
    package.insert(
        "write/formats.py", '"text": ', '    "titles": ExportFormat(".title", "jorei.write.titles", "to_titles"),\n'
    )
    package.follows("a form of output", new="titles")
    assert package.jorei("parse", "raw/a.txt", "--format", "titles") == "甲市条例\n"
    assert "titles" in package.jorei("export", "--help")
    package.jorei("build", "raw", "-o", "build")
    package.jorei("export", "build", "--format", "titles", "-o", "out")
    assert [file.read_text(encoding="utf-8") for file in (package.folder / "out").glob("*.title")] == ["甲市条例"]


def test_a_column(package: Package) -> None:
    package.insert("model/tree.py", "corrected: bool = False", "    indent: int = 0\n")
    package.insert(
        "dataset/schema.py", 'Column("law_number", "code", "of the amending instrument',
        '    Column("indent", "int", "columns before its label", True),\n',
    )  # fmt: skip
    package.insert("dataset/migrate.py", '("nodes", "deleted")', '    ("nodes", "indent"): 0,\n')
    package.insert("structure/draft.py", "deleted=draft.deleted,", "                indent=draft.indent,\n")
    package.follows("a column")
    package.jorei("build", "raw", "-o", "build", "--json")
    assert package.jorei("validate", "build")
    seen = package.python("""
        import jorei, json, pathlib
        from jorei.dataset.datapackage import datapackage
        from jorei.write.json_schema import json_schema
        build = jorei.Corpus("build")
        doc_id = build.documents.to_arrow().column("doc_id")[0].as_py()
        print(max(build.nodes.to_arrow().column("indent").to_pylist()))
        print(max(node.indent for node in build.tree(doc_id).nodes))
        print("indent" in json_schema()["$defs"]["node"]["required"])
        print('"indent":2' in next(pathlib.Path("build/json").rglob("*.json")).read_text(encoding="utf-8"))
        print('"indent"' in pathlib.Path("build/datapackage.json").read_text(encoding="utf-8"))
    """)
    assert seen.split() == ["2", "2", "True", "True", "True"]
    package.python("""
        import pathlib, pyarrow.parquet as pq
        for file in pathlib.Path("build/nodes").glob("*.parquet"):
            pq.write_table(pq.read_table(file).drop_columns(["indent"]), file)
    """)
    assert "nodes.indent" in package.jorei("migrate", "build")
    assert package.jorei("validate", "build")


def test_a_modality(package: Package) -> None:
    package.insert("model/vocabulary.py", '"obligation", "prohibition", "permission"', '    "advice",\n')
    package.insert(
        "norms/modality.py", "ENDINGS: Final", '    Ending("advice", ("ことが望ましい", "ことが望まれる")),\n'
    )
    package.follows("a modality")
    package.jorei("build", "raw", "-o", "build")
    assert package.jorei("validate", "build")
    seen = package.python("""
        import jorei
        from jorei.dataset.schema import NORMS
        from jorei.write.json_schema import json_schema
        print("advice" in jorei.Corpus("build").norms.to_arrow().column("modality").to_pylist())
        print("advice" in {column.name: column.about for column in NORMS.columns}["modality"])
        print("advice" in json_schema()["$defs"]["norms"]["properties"]["modality"]["enum"])
    """)
    assert seen.split() == ["True", "True", "True"]


def test_a_vendors_html(package: Package) -> None:
    package.insert("read/vendors.py", "VENDORS: Final", """    Vendor(
        "kosei",
        re.compile(r"/kosei/mokuji[.]html$"),
        re.compile(r"/kosei/jorei[0-9]{1,9}[.]html$"),
        line_class="gyo",
    ),
""")  # fmt: skip
    package.follows("a vendor's HTML")
    lines = "".join(f'<div class="gyo">{line}</div>' for line in TEXT.splitlines() if line)
    (package.folder / "page.html").write_text(f"<body><div>窓口案内</div>{lines}</body>", encoding="utf-8")
    seen = package.python("""
        from pathlib import Path
        from jorei.collect.addresses import role_of
        from jorei.read import read_file
        print(role_of("https://example.jp/kosei/jorei12.html", ""), role_of("https://example.jp/kosei/mokuji.html", ""))
        source = read_file(Path("page.html"))
        print([source.text[b.start : b.end] for b in source.blocks if b.furniture])
    """)
    assert seen.splitlines() == ["document list", "['窓口案内']"]


def test_a_line_rule(package: Package) -> None:
    """【済】, as a clerk writes it behind a provision that is in force: a kind of line of its own, which is a note."""
    package.insert("structure/lines/typed.py", "LineKind = Literal", '    "stamp",\n')
    package.insert("structure/lines/rules.py", "LINE_RULES: Final", '    LineRule("stamp", "【", match_stamp),\n')
    package.replace("structure/lines/rules.py", "class LineRule(Record):", dedent('''\
        def match_stamp(line: Line) -> TypedLine | None:
            """【済】: a stamp of the clerk."""
            return TypedLine("stamp", line) if line.text == "【済】" else None


        class LineRule(Record):'''))  # fmt: skip
    package.insert("structure/body/build.py", '"note": on_note', '    "stamp": on_note,\n')
    package.follows("a line rule")
    seen = package.python("""
        import jorei
        doc = jorei.parse("○例市条例\\n\\n第1条 この条例は、甲とする。\\n【済】\\n2 乙とする。\\n")
        print([(node.kind, node.text) for node in doc.tree.nodes if node.kind in ("note", "paragraph")])
    """)
    assert seen.strip() == str([
        ("paragraph", "この条例は、甲とする。"), ("note", "【済】"), ("paragraph", "乙とする。"),
    ])  # fmt: skip


def test_a_scope(package: Package) -> None:
    """以下本則において, which has no name of its own yet."""
    package.insert("model/vocabulary.py", "ScopeName = Literal", '    "main_provision",\n')
    package.replace(
        "links/scopes.py", "    if noun == _SUB_ITEMS:\n",
        '    if text == "本則において":\n        return Scope("main_provision", (index.main,), words)\n    if noun == _SUB_ITEMS:\n',
    )  # fmt: skip
    package.follows("a scope")
    (package.folder / "raw" / "a.txt").write_text(
        "○甲市条例\n\n第1条 乙市の長（以下本則において「市長」という。）は、丙とする。\n\n附 則\nこの条例は、公布の日から施行する。\n",
        encoding="utf-8",
    )
    package.jorei("build", "raw", "-o", "build")
    assert package.jorei("validate", "build")
    seen = package.python("""
        import jorei
        print([(row["term"], row["scope"]) for row in jorei.Corpus("build").definitions.to_arrow().to_pylist()])
    """)
    assert seen.strip() == str([("市長", "main_provision")])


def test_a_check(package: Package) -> None:
    package.insert(
        "check/table.py", '    Rule("V10", ',
        '    Rule("V99", "old-mayor", "warning", "H", wording.old_mayor),\n',
    )  # fmt: skip
    package.replace("check/wording.py", "def small_tsu_mixed(", dedent('''\
        def old_mayor(view: View) -> Iterator[Finding]:
            """村長の旧称 · The mayor by an old name.

            何を見るか: 「村役」を探します。

            What it does: looks for 村役.
            """
            for offset in view.find_all("村役"):
                yield Finding(*view.locate(offset, 2), "「村役」は「村長」と書きます", "村役 is written 村長")


        def small_tsu_mixed('''))  # fmt: skip
    package.follows("a check", new="wording")
    (package.folder / "raw" / "a.txt").write_text(TEXT.replace("市長は", "村役は"), encoding="utf-8")
    assert "V99 old-mayor: 「村役」は「村長」と書きます" in package.jorei("check", "raw/a.txt", "--select", "V99")
    assert "looks for 村役" in package.jorei("explain", "V99")
    package.jorei("build", "raw", "-o", "build")
    assert package.jorei("validate", "build")


def test_a_reader(package: Package) -> None:
    """Notes in which `%` begins a comment."""
    package.create("read/notes.py", """
        from jorei.model import Source
        from jorei.read.rendered import Rendered, put_together


        def read_notes(data: bytes, path: str | None = None) -> Source:
            lines = [line for line in data.decode().splitlines() if line and not line.startswith("%")]
            text, blocks = put_together(Rendered(((line, ""),)) for line in lines)
            return Source(text, path=path, format="notes", blocks=blocks)
        """)  # fmt: skip
    package.insert("read/__init__.py", "from jorei.read.plain import", "from jorei.read.notes import read_notes\n")
    package.insert("read/__init__.py", "READERS: Final", '    "notes": read_notes,\n')
    package.insert(
        "read/sniff.py",
        "FORMATS: Final",
        '    Format("notes", "覚書", lambda head: head.startswith(b"%notes"), (".notes",)),\n',
    )
    package.replace("model/vocabulary.py", 'SourceFormat = Literal["text",', 'SourceFormat = Literal["text", "notes",')
    package.follows("a reader", new="notes")
    (package.folder / "raw" / "a.txt").unlink()
    (package.folder / "raw" / "a.notes").write_text("%notes\n" + TEXT, encoding="utf-8")
    package.jorei("build", "raw", "-o", "build")
    assert package.jorei("validate", "build")
    seen = package.python("""
        import jorei
        build = jorei.Corpus("build")
        print(build.documents.to_arrow().column("format").to_pylist(), len(build.articles.to_arrow()))
    """)
    assert seen.strip() == "['notes'] 2"


def test_a_command(package: Package) -> None:
    package.create("cli/titles.py", '''
        from argparse import Namespace

        import jorei
        from jorei.cli.exit_codes import ExitCode


        def run(arguments: Namespace) -> int:
            """Print the title of a document."""
            print(jorei.parse_file(arguments.file).title)
            return ExitCode.DONE
        ''')  # fmt: skip
    package.insert("cli/arguments.py", "from jorei.write.formats import FORMS", dedent('''\


        def add_titles(parser: ArgumentParser) -> None:
            """The arguments of ``jorei titles``."""
            parser.add_argument("file", type=Path, metavar="FILE", help="1件の文書 / a document")
        '''))  # fmt: skip
    package.insert("cli/__init__.py", "COMMANDS: Final", '    ("titles", "題名を表示する / show the title"),\n')
    package.follows("a command", new="titles")
    assert package.jorei("titles", "raw/a.txt") == "甲市条例\n"
    assert "show the title" in package.jorei("--help")
    assert "titles" in package.jorei("completion", "bash")


def test_a_kind_of_correction(package: Package) -> None:
    """The title of a document, as somebody corrected it in corrections.toml."""
    package.replace("model/corrections.py", "class FindingVerdict(", dedent('''\
        class TitleCorrection(msgspec.Struct, frozen=True, gc=False):
            """The title that a document has."""

            quote: Quote
            title: str = ""


        class FindingVerdict('''))  # fmt: skip
    package.replace(
        "model/corrections.py", "    findings: tuple[FindingVerdict, ...] = ()\n",
        "    findings: tuple[FindingVerdict, ...] = ()\n    titles: tuple[TitleCorrection, ...] = ()\n",
    )  # fmt: skip
    package.insert(
        "model/corrections.py",
        "ENTRY_KINDS: Final",
        '    EntryKind("title_line", "titles", TitleCorrection, ("quote",)),\n',
    )
    package.create("structure/corrected_title.py", '''
        import msgspec
        from jorei.model.corrections import Misfit


        def correct_title(metadata, source, corrections):
            """The metadata with the title as corrected, and the corrections whose words are not in the text."""
            misfits = [Misfit(one.quote, "title", "gone") for one in corrections if one.quote.text not in source.text]
            fitting = [one.title for one in corrections if one.quote.text in source.text]
            return (msgspec.structs.replace(metadata, title=fitting[-1]) if fitting else metadata), tuple(misfits)
        ''')  # fmt: skip
    package.replace(
        "pipeline/references.py", "    if registry:\n        metadata = locate(",
        "    if own is not None:\n        from jorei.structure.corrected_title import correct_title\n\n"
        "        metadata, gone = correct_title(metadata, source, own.titles)\n"
        "        structured = msgspec.structs.replace(structured, misfits=structured.misfits + gone)\n"
        "    if registry:\n        metadata = locate(",
    )  # fmt: skip
    package.insert(
        "review/summaries.py", "    match entry:",
        '        case TitleCorrection():\n            ja, en, quote = f"題名 {entry.title}", f"title {entry.title}", entry.quote.text\n',
    )  # fmt: skip
    package.replace("review/summaries.py", "ReferenceCorrection\n", "ReferenceCorrection, TitleCorrection\n")
    package.follows("a kind of correction", new="structure/corrected_title")
    (package.folder / "raw" / "corrections.toml").write_text(dedent("""\
        [[work]]
        work_id = "甲市/甲市条例"
        path = "a.txt"
        [[work.title_line]]
        quote = "甲市条例"
        title = "甲市の庭に関する条例"
        [[work.title_line]]
        quote = "乙市条例"
        title = "乙市の庭に関する条例"
        """), encoding="utf-8")  # fmt: skip
    package.jorei("build", "raw", "-o", "build")
    seen = package.python("""
        import jorei
        from pathlib import Path
        from jorei.config.corrections_edit import entries, key, without_entry
        from jorei.config.corrections_file import read_corrections
        from jorei.review.summaries import summarise
        build = jorei.Corpus("build")
        print(build.documents.to_arrow().column("title").to_pylist())
        print([row["code"] for row in build.diagnostics.to_arrow().to_pylist() if row["code"] == "C01"])
        [work] = read_corrections(Path("raw/corrections.toml"))
        print([summarise(entry)["ja"] for entry in entries(without_entry(work, key(entries(work)[0])))])
    """)
    assert seen.splitlines() == ["['甲市の庭に関する条例']", "['C01']", "['題名 乙市の庭に関する条例']"]
