"""The articles of a build as one file: JSON Lines for retrieval, CSV for tables.

A line is an article (or a 項 that stands in none) with the path to it, the dates of its document, what it cites and what it
defines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from jorei.dataset.articles import Article
from jorei.dataset.corpus import Corpus
from jorei.errors import refusing
from jorei.report.formulas import without_formula
from jorei.whole_file import whole_file

_OF_DOCUMENT: Final = ("doc_id", "work_id", "municipality", "prefecture", "title", "kind", "law_number", "promulgated_on",
                       "in_force_on", "source_path", "source_url")  # fmt: skip
_OF_REFERENCE: Final = ("text", "relation", "status", "target_law", "target_law_title", "target_citation", "target_doc_id",
                        "target_node_id", "confidence")  # fmt: skip


def as_object(article: Article) -> dict[str, Any]:
    """An article as an object: ``path`` are the divisions above it and its citation, ``text`` its `full_text`."""
    node = article.node
    return {
        **{name: article.document[name] for name in _OF_DOCUMENT},
        "node_id": node["node_id"],
        "path": [*article.chapters, node["citation"] or node["label"] or ""],
        "citation": node["citation"],
        "caption": node["caption"],
        "text": node["full_text"],
        "references": [{name: reference[name] for name in _OF_REFERENCE} for reference in article.references],
        "definitions": [{name: row[name] for name in ("term", "definition")} for row in article.definitions],
    }


def _json_line(article: Article) -> str:
    return msgspec.json.encode(as_object(article)).decode() + "\n"


_COLUMNS: Final = (*_OF_DOCUMENT, "node_id", "path", "citation", "caption", "text", "references", "definitions")


def _csv_line(article: Article) -> str:
    """A row; lists are joined with line feeds, and a cell that looks like a formula gets an apostrophe."""
    row = as_object(article)
    row["path"] = " > ".join(row["path"])
    row["references"] = "\n".join(reference["text"] for reference in row["references"])
    row["definitions"] = "\n".join(definition["term"] for definition in row["definitions"])
    return _csv(["" if row[name] is None else str(row[name]) for name in _COLUMNS])


def _csv(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(map(without_formula, cells))
    return out.getvalue()


class ArticleForm(NamedTuple):
    """A form of one file: the ending of its name, and whether it is JSON."""

    suffix: str
    is_json: bool


ARTICLE_FORMS: Final = {"jsonl": ArticleForm(".jsonl", True), "csv": ArticleForm(".csv", False)}
"""By the name that ``--format`` takes."""


def _lines(corpus: Corpus, form: ArticleForm) -> Iterator[str]:
    if not form.is_json:
        yield "\ufeff" + _csv(list(_COLUMNS))  # Excel takes a CSV without a mark for CP932
    for part in corpus.articles.parts():
        for article in part:
            yield _json_line(article) if form.is_json else _csv_line(article)


def export_articles(corpus: Corpus, name: str, output: Path) -> int:
    """Write the articles to ``output``, a file with the ending of the form, else ``articles`` with it in that folder; how
    many they are. Raises `Refused` when it cannot be written; the file appears whole or not at all."""
    form = ARTICLE_FORMS[name]
    file = output if output.suffix == form.suffix else output / f"articles{form.suffix}"
    count = 0
    with refusing(f"{file} に書けません", f"cannot write {file}"):
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as new, new.open("w", encoding="utf-8", newline="", errors="backslashreplace") as opened:
            for line in _lines(corpus, form):
                opened.write(line)
                count += 1
    return count - (not form.is_json)
