"""An index of the provisions of a build, over Sudachi's normalised forms: 取消し finds 取り消し, 毀損 finds き損.

It lies beside the build (``corpus/.build.search``), since a build holds data alone, and is made anew when the build has
changed. Every word of a query has to be in a provision; a word of several morphemes is looked for as they stand in a row.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import sibling
from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.text.morphology import normalized

VERSION: Final = 2
KINDS: Final = ("article", "paragraph", "item", "suppl_provision", "appdx_table", "appdx_style", "guide_text")
_UNITS: Final = frozenset(KINDS)
_WHOLE: Final = frozenset(("article", "appdx_table", "appdx_style"))  # indexed with all that is below them
_COLUMNS: Final = ["doc_id", "node_id", "parent_id", "seq", "kind", "citation", "caption", "title", "text"]
_HEAP: Final = 256 << 20
_HEADING_BOOST: Final = 2.0
_SNIPPET: Final = 60
_SEEN: Final = 20_000  # of a 別表 of a hundred pages no more is read for a snippet
_STATE: Final = "jorei-search.json"


class Hit(msgspec.Struct, frozen=True):
    """A provision found: where it is, the words around what was looked for, and how well it fits (higher is better)."""

    doc_id: str
    node_id: str
    kind: str
    document: str
    municipality: str | None
    citation: str | None
    snippet: str
    link: str
    score: float


class SearchIndex:
    """An index opened for searching."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._searcher = index.searcher()

    def search(
        self, words: str, *, kind: str | None = None, municipality: str | None = None, limit: int = 20
    ) -> list[Hit]:
        """The best hits first; an empty query finds nothing."""
        query = self._query(words, kind, municipality)
        if query is None:
            return []
        found = self._searcher.search(query, limit).hits
        looked_for = {form for word in words.split() for form, _, _ in normalized(word)}
        return [self._hit(score, self._searcher.doc(address), looked_for) for score, address in found]

    def _query(self, words: str, kind: str | None, municipality: str | None) -> Any:
        import tantivy

        parts: list[tuple[Any, Any]] = []
        for word in words.split():
            forms = [form for form, _, _ in normalized(word)]
            if forms:
                parts.append((tantivy.Occur.Must, self._word(forms)))
        if not parts:
            return None
        for field, value in (("kind", kind), ("municipality", municipality)):
            if value:
                term = tantivy.Query.term_query(self._index.schema, field, value)
                parts.append((tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)))
        return tantivy.Query.boolean_query(parts)

    def _word(self, forms: list[str]) -> Any:
        """In the words of the provision, or better in its heading."""
        import tantivy

        schema = self._index.schema
        if len(forms) == 1:
            body = tantivy.Query.term_query(schema, "words", forms[0])
            heading = tantivy.Query.term_query(schema, "heading", forms[0])
        else:
            body = tantivy.Query.phrase_query(schema, "words", list(forms))
            heading = tantivy.Query.phrase_query(schema, "heading", list(forms))
        boosted = tantivy.Query.boost_query(heading, _HEADING_BOOST)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, body), (tantivy.Occur.Should, boosted)])

    def _hit(self, score: float, stored: Any, looked_for: set[str]) -> Hit:
        first = {name: values[0] for name, values in stored.to_dict().items()}
        return Hit(
            first["doc_id"], first["node_id"], first["kind"], first["document"], first.get("municipality") or None,
            first["citation"] or None, snippet(first["text"], looked_for), first["link"], round(float(score), 4),
        )  # fmt: skip


def snippet(text: str, looked_for: set[str]) -> str:
    """The words around the first thing looked for, with … where they are cut.

    >>> snippet("市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。", {"取り消す"})
    '市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。'
    """
    at = next((start for form, start, _ in normalized(text[:_SEEN]) if form in looked_for), 0)
    begin = max(0, at - _SNIPPET // 2)
    end = begin + 2 * _SNIPPET
    return ("…" if begin else "") + text[begin:end].replace("\n", " ") + ("…" if end < len(text) else "")


def open_index(corpus: Corpus, progress: Callable[[int], None] | None = None) -> SearchIndex:
    """The index of a build, made first when there is none or the build has changed since; ``progress`` is told how many
    documents are in it. Raises `Refused` when it cannot be written.
    """
    import tantivy

    folder = sibling(corpus.path, "search")
    if not is_ready(corpus):
        _make(corpus, folder, progress or (lambda _: None))
    return SearchIndex(tantivy.Index.open(str(folder)))


def is_ready(corpus: Corpus) -> bool:
    """Whether a build has an index of what is in it now."""
    return _state_of(sibling(corpus.path, "search")) == _state(corpus)


def _state(corpus: Corpus) -> dict[str, Any]:
    return {"version": VERSION, "build": hashlib.sha256((corpus.path / MARKER).read_bytes()).hexdigest()}


def _state_of(folder: Path) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads((folder / _STATE).read_bytes())
    except (OSError, ValueError):
        return None
    return state


def _make(corpus: Corpus, folder: Path, progress: Callable[[int], None]) -> None:
    """Written under another name and renamed, so that nobody finds half an index."""
    import tantivy

    new = folder.with_name(f"{folder.name}-{uuid4().hex[:12]}")
    try:
        new.mkdir()
        writer = tantivy.Index(_schema(), path=str(new)).writer(_HEAP, 1)
        for count, documents in enumerate(_documents(corpus), 1):
            for fields in documents:
                writer.add_document(tantivy.Document(**fields))
            progress(count)
        writer.commit()
        writer.wait_merging_threads()
        (new / _STATE).write_text(json.dumps(_state(corpus)), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    except OSError as error:
        raise Refused(f"索引を書けません: {error}", f"cannot write the index: {error}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("doc_id", "node_id", "document", "citation", "link", "text"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("kind", "municipality"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("words", "heading"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _documents(corpus: Corpus) -> Iterator[list[dict[str, str]]]:
    """For each document its provisions as fields of the index; one part of the build in memory at a time."""
    import pyarrow.parquet as pq

    heads = {
        row["doc_id"]: row
        for row in corpus.documents.to_arrow(
            ["doc_id", "title", "municipality", "source_url", "source_path"]
        ).to_pylist()
    }
    for file in corpus.nodes.files:
        table = pq.read_table(file, columns=_COLUMNS)
        start = 0
        for doc_id, run in groupby(table.column("doc_id").to_pylist()):
            end = start + sum(1 for _ in run)
            rows = table.slice(start, end - start).to_pylist()
            start = end
            yield list(_provisions(rows, heads[doc_id]))


def _provisions(rows: list[dict[str, Any]], head: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Each node is analysed once, also where an article is indexed with all that is below it."""
    texts: dict[str, list[str]] = {}
    forms: dict[str, list[str]] = {}
    parents = {row["node_id"]: row["parent_id"] for row in rows}
    whole = {row["node_id"] for row in rows if row["kind"] in _WHOLE}
    title = _forms(head["title"] or "")
    for row in rows:
        words = " ".join(filter(None, (row["title"], row["text"])))
        own = _forms(words) if words else ""
        at: str | None = row["node_id"]
        while at is not None and words:
            if at == row["node_id"] or at in whole:
                texts.setdefault(at, []).append(words)
                forms.setdefault(at, []).append(own)
            at = parents.get(at)
    for row in rows:
        if row["kind"] in _UNITS and row["node_id"] in texts:
            heading = f"{_forms(row['caption'])} {title}" if row["caption"] else title
            yield _fields(row, "\n".join(texts[row["node_id"]]), " ".join(forms[row["node_id"]]), heading, head)


def _forms(words: str) -> str:
    return " ".join(form for form, _, _ in normalized(words))


def _fields(row: dict[str, Any], text: str, words: str, heading: str, head: dict[str, Any]) -> dict[str, str]:
    return {
        "doc_id": row["doc_id"], "node_id": row["node_id"], "kind": row["kind"], "document": head["title"] or "",
        "municipality": head["municipality"] or "", "citation": row["citation"] or "",
        "link": head["source_url"] or head["source_path"], "text": text, "words": words, "heading": heading,
    }  # fmt: skip
