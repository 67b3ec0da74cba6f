"""Pages from templates; the only module that imports Jinja2. Everything is escaped but the HTML made by `panes`."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

import jinja2
import msgspec
from markupsafe import Markup

from jorei.dataset.tables import document_row
from jorei.model import Analysis
from jorei.review.bases import amends_by_title
from jorei.review.filters import Filters
from jorei.review.line_kinds import LINE_KIND_CHOICES
from jorei.review.loaded_document import LoadedDocument
from jorei.review.names import SEVERITY_NAMES, STATE_NAMES, VERDICT_NAMES, certainty
from jorei.review.page_data import as_script, page_data
from jorei.review.panes import Panes

if TYPE_CHECKING:  # a page without a server needs no writer of TOML
    from jorei.review.amendment import AmendmentPage
    from jorei.review.session import Said

STATIC: Final = (
    "review.css", "common.js", "document.js", "editor.js", "deciding.js", "requests.js", "list.js", "amendment.js",
)  # fmt: skip
"""The files that the server serves; scripts import one another by name."""
_MODULE_SYNTAX: Final = re.compile(r"^import .*$\n|^export ", re.MULTILINE)
_MAX_CITATIONS: Final = 3000
"""Citations that are offered where one is typed."""


_FACTS: Final = (
    ("自治体", "municipality", "municipality"),
    ("番号", "number", "law_number"),
    ("公布", "promulgated", "promulgated_on"),
    ("施行", "in force", "in_force_on"),
    ("条", "articles", "article_count"),
    ("ファイル", "file", "source_path"),
)
"""The metadata on a page: the Japanese and the English name, and the column."""


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
    data = Markup(as_script({"editor": values["editor"]}))
    return _templates().get_template("index.html").render(
        title="条例レビュー", view="index", css=None, data=data, state_names=STATE_NAMES, severity_names=SEVERITY_NAMES,
        verdict_names=VERDICT_NAMES, certainty=certainty, defaults=msgspec.structs.asdict(Filters()), **values,
    )  # fmt: skip


def document_page(loaded: LoadedDocument, said: Said, **values: Any) -> str:
    """One document with its findings and corrections, to be judged and corrected."""
    panes = Panes(loaded)
    page = {"build": loaded.build, "corrections": said.digest}
    data = page_data(panes, said.decisions) | {
        "corrections": said.entries, "page": page, "path": loaded.row["source_path"], "editor": values["editor"],
        "bulks": values["bulks"],
    }  # fmt: skip
    return _document(
        panes, data, css=None, csp=None, script=None, corrections=said.entries, kinds=LINE_KIND_CHOICES, **values
    )


def amendment_html(page: AmendmentPage, **values: Any) -> str:
    """An amending ordinance beside its base."""
    data = Markup(as_script({"clauses": page.clauses}))
    title = page.own["title"] or page.own["source_path"]
    return (
        _templates()
        .get_template("amendment.html")
        .render(title=title, view="amendment", css=None, page=page, data=data, **values)
    )


def standalone_page(analysis: Analysis) -> str:
    """One document as a file of its own: it loads nothing, and its script can reach nothing outside.

    >>> import jorei
    >>> page = standalone_page(jorei.parse("○<b>甲市</b>条例\\n\\n第1条 甲とする。"))
    >>> "&lt;b&gt;甲市" in page, "<b>甲市" in page, "src=" in page
    (True, False, False)
    """
    row = document_row(analysis)
    row["source_path"] = PurePath(row["source_path"]).name  # the file names none of the sender's folders
    panes = Panes(LoadedDocument(row, analysis))
    css, script = asset("review.css"), _joined("common.js", "document.js")
    policy = (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return _document(panes, page_data(panes), css=Markup(css), csp=policy, script=Markup(script))


def _document(panes: Panes, data: dict[str, Any], **values: Any) -> str:
    row = panes.loaded.row
    return _templates().get_template("document.html").render(
        title=row["title"] or row["source_path"] or "?", view="document", row=row, facts=_facts(row),
        source=Markup(panes.source_html()), tree=Markup(panes.tree_html()), data=Markup(as_script(data)),
        findings=len(panes.analysis.diagnostics), amends=amends_by_title(row["title"]),
        citations=list(panes.node_of_citation)[::-1][:_MAX_CITATIONS], **values,
    )  # fmt: skip


def _facts(row: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    """The metadata of a document that it has: the Japanese and the English name, and the value."""
    for ja, en, name in _FACTS:
        if row.get(name):
            yield ja, en, row[name]


def _joined(*names: str) -> str:
    """Modules as one script, without their imports and exports."""
    return "\n".join(_MODULE_SYNTAX.sub("", asset(name)) for name in names)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
