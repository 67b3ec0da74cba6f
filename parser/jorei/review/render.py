"""Pages from templates: the only module that speaks Jinja2. Everything is escaped unless it is HTML made by `panes`."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import PurePath
from typing import Any, Final

import jinja2
from markupsafe import Markup

from jorei.dataset.tables import document_row
from jorei.model import Analysis
from jorei.review.data import as_script, page_data
from jorei.review.kinds import KINDS
from jorei.review.load import LoadedDocument
from jorei.review.panes import Panes

STATIC: Final = ("review.css", "common.js", "view.js", "desk.js", "post.js", "list.js")
_MODULES: Final = re.compile(r"^import .*$\n|^export ", re.MULTILINE)
_MOST_CITATIONS: Final = 3000


@lru_cache(maxsize=1)
def _templates() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("jorei.review", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def asset(name: str) -> str:
    """The text of a style sheet or script of the package."""
    return resources.files("jorei.review").joinpath("static", name).read_text(encoding="utf-8")


def index_page(**values: Any) -> str:
    """The list of documents and the queue of findings."""
    return _templates().get_template("index.html").render(title="条例レビュー", view="index", css=None, **values)


def document_page(
    loaded: LoadedDocument, verdicts: dict[int, tuple[str, str]], said: list[dict[str, Any]], **values: Any
) -> str:
    """One document with everything to decide and correct."""
    panes = Panes(loaded)
    data = page_data(panes, verdicts) | {"said": said}
    return _document(panes, data, css=None, csp=None, script=None, said=said, kinds=KINDS, **values)


def standalone_page(analysis: Analysis) -> str:
    """One document as a file of its own: nothing is loaded from anywhere, and its script can reach nothing.

    >>> import jorei
    >>> page = standalone_page(jorei.parse("○<b>甲市</b>条例\\n\\n第1条 甲とする。"))
    >>> "&lt;b&gt;甲市" in page, "<b>甲市" in page, "src=" in page
    (True, False, False)
    """
    row = document_row(analysis)
    row["source_path"] = PurePath(row["source_path"]).name  # what is mailed tells nothing of the sender's folders
    panes = Panes(LoadedDocument(row, analysis))
    css, script = asset("review.css"), _joined("common.js", "view.js")
    policy = (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return _document(panes, page_data(panes), css=Markup(css), csp=policy, script=Markup(script))


def _document(panes: Panes, data: dict[str, Any], **values: Any) -> str:
    row = panes.loaded.row
    return _templates().get_template("document.html").render(
        title=row["title"] or row["source_path"] or "?", view="document", row=row, facts=_facts(row),
        source=Markup(panes.source()), tree=Markup(panes.tree()), data=Markup(as_script(data)),
        findings=len(panes.analysis.diagnostics), citations=list(panes.places)[::-1][:_MOST_CITATIONS], **values,
    )  # fmt: skip


def _facts(row: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    for ja, en, name in (
        ("自治体", "municipality", "municipality"), ("番号", "number", "law_number"), ("公布", "promulgated", "promulgated_on"),
        ("施行", "in force", "in_force_on"), ("条", "articles", "article_count"), ("ファイル", "file", "source_path"),
    ):  # fmt: skip
        if row.get(name):
            yield ja, en, row[name]


def _joined(*names: str) -> str:
    """Modules as one script, without what imports and exports between them."""
    return "\n".join(_MODULES.sub("", asset(name)) for name in names)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
