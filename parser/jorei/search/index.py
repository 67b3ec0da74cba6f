"""An index of the provisions of a build by the normalised forms of Sudachi: 取消し finds 取り消し, 毀損 finds き損.

The index lies beside the build (``corpus/.build.search``), since a build has data alone, and is made anew when the
build has changed. A provision is found when it has every word of the query; a word of several morphemes is a phrase.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import uuid4

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import sibling
from jorei.dataset.seal import MARKER
from jorei.errors import Refused
from jorei.model import Kind
from jorei.text.morphology import normalized

VERSION: Final = 2
"""Of the index: one of another version is made anew."""
KINDS: Final[tuple[Kind, ...]] = (
    "article", "paragraph", "item", "suppl_provision", "appdx_table", "appdx_style", "guide_text",
)  # fmt: skip
"""Kinds of provisions that are found, each on its own."""
_WITH_PROVISIONS_BELOW: Final = frozenset(("article", "appdx_table", "appdx_style"))
"""Of these, the kinds that are indexed with the words of everything below them."""
_COLUMNS: Final = ["doc_id", "node_id", "parent_id", "seq", "kind", "citation", "caption", "title", "text"]
_WRITER_MEMORY: Final = 256 << 20
"""Bytes that the writer of the index may use."""
_HEADING_BOOST: Final = 2.0
"""A word in a heading counts so many times as much as one in the text. Chosen."""
_SNIPPET_LENGTH: Final = 120
"""Characters of a snippet."""
_SNIPPET_LEAD: Final = 30
"""Characters of a snippet before the first word of the query."""
_SNIPPET_SEARCHED: Final = 20_000
"""Characters of a provision that are searched for a snippet: a 別表 may have a hundred pages."""
_STATE_FILE: Final = "jorei-search.json"

Query: TypeAlias = Any
"""A query of tantivy, which has no type information."""
Row = dict[str, Any]
Fields = dict[str, str]


class Hit(msgspec.Struct, frozen=True):
    """A provision that was found, the words around the first word of the query, and a score (higher is better)."""

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
    """An open index."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._searcher = index.searcher()

    def search(
        self, words: str, *, kind: str | None = None, municipality: str | None = None, limit: int = 20
    ) -> list[Hit]:
        """The provisions with all ``words``, the best first; an empty query finds nothing."""
        query = self._query(words, kind, municipality)
        if query is None:
            return []
        hits = self._searcher.search(query, limit).hits
        forms = {form for word in words.split() for form, _, _ in normalized(word)}
        return [self._hit(score, self._searcher.doc(address), forms) for score, address in hits]

    def _query(self, words: str, kind: str | None, municipality: str | None) -> Query | None:
        """All words, and the filters, which do not change the score; None when there are no words."""
        import tantivy

        clauses: list[tuple[Any, Query]] = []
        for word in words.split():
            forms = [form for form, _, _ in normalized(word)]
            if forms:
                clauses.append((tantivy.Occur.Must, self._word_query(forms)))
        if not clauses:
            return None
        for field, value in (("kind", kind), ("municipality", municipality)):
            if value:
                term = tantivy.Query.term_query(self._index.schema, field, value)
                clauses.append((tantivy.Occur.Must, tantivy.Query.const_score_query(term, 0.0)))
        return tantivy.Query.boolean_query(clauses)

    def _word_query(self, forms: list[str]) -> Query:
        """A word in the text of the provision or, with a higher score, in its heading."""
        import tantivy

        schema = self._index.schema
        if len(forms) == 1:
            text = tantivy.Query.term_query(schema, "words", forms[0])
            heading = tantivy.Query.term_query(schema, "heading", forms[0])
        else:
            text = tantivy.Query.phrase_query(schema, "words", list(forms))
            heading = tantivy.Query.phrase_query(schema, "heading", list(forms))
        boosted = tantivy.Query.boost_query(heading, _HEADING_BOOST)
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, text), (tantivy.Occur.Should, boosted)])

    def _hit(self, score: float, stored: Any, forms: set[str]) -> Hit:
        fields = {name: values[0] for name, values in stored.to_dict().items()}
        return Hit(
            doc_id=fields["doc_id"],
            node_id=fields["node_id"],
            kind=fields["kind"],
            document=fields["document"],
            municipality=fields.get("municipality") or None,
            citation=fields["citation"] or None,
            snippet=snippet(fields["text"], forms),
            link=fields["link"],
            score=round(float(score), 4),
        )


def snippet(text: str, forms: set[str]) -> str:
    """The words around the first word with one of the normalised ``forms``, with … where they are cut.

    >>> snippet("市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。", {"取り消す"})
    '市長は、申請を受けたときは、その日から十四日以内に許可を取り消し、通知しなければならない。'
    """
    searched = text[:_SNIPPET_SEARCHED]
    first = next((start for form, start, _ in normalized(searched) if form in forms), 0)
    begin = max(0, first - _SNIPPET_LEAD)
    end = begin + _SNIPPET_LENGTH
    return ("…" if begin else "") + text[begin:end].replace("\n", " ") + ("…" if end < len(text) else "")


def open_index(corpus: Corpus, progress: Callable[[int], None] | None = None) -> SearchIndex:
    """The index of a build, made first when there is none or the build has changed since.

    ``progress`` is called with the number of documents indexed. Raises `Refused` when the index cannot be written.
    """
    import tantivy

    folder = sibling(corpus.path, "search")
    if not is_ready(corpus):
        _make_index(corpus, folder, progress or (lambda _: None))
    return SearchIndex(tantivy.Index.open(str(folder)))


def is_ready(corpus: Corpus) -> bool:
    """Whether a build has an index of its present contents."""
    return _read_state(sibling(corpus.path, "search")) == _state_of_build(corpus)


def _state_of_build(corpus: Corpus) -> dict[str, Any]:
    return {"version": VERSION, "build": hashlib.sha256((corpus.path / MARKER).read_bytes()).hexdigest()}


def _read_state(folder: Path) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads((folder / _STATE_FILE).read_bytes())
    except (OSError, ValueError):
        return None
    return state


def _make_index(corpus: Corpus, folder: Path, progress: Callable[[int], None]) -> None:
    """Write the index under another name and rename it, so that nobody opens half an index."""
    import tantivy

    new = folder.with_name(f"{folder.name}-{uuid4().hex[:12]}")
    try:
        new.mkdir()
        writer = tantivy.Index(_schema(), path=str(new)).writer(_WRITER_MEMORY, 1)
        for count, provisions in enumerate(_documents(corpus), 1):
            for fields in provisions:
                writer.add_document(tantivy.Document(**fields))
            progress(count)
        writer.commit()
        writer.wait_merging_threads()
        (new / _STATE_FILE).write_text(json.dumps(_state_of_build(corpus)), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        new.rename(folder)
    except OSError as error:
        raise Refused(f"索引を書けません: {error}", f"cannot write the index: {error}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("doc_id", "node_id", "document", "citation", "link", "text", "kind", "municipality"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("words", "heading"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _documents(corpus: Corpus) -> Iterator[list[Fields]]:
    """The provisions of each document as fields of the index; one part of the build is in memory at a time."""
    import pyarrow.parquet as pq

    columns = ["doc_id", "title", "municipality", "source_url", "source_path"]
    documents = {row["doc_id"]: row for row in corpus.documents.to_arrow(columns).to_pylist()}
    for file in corpus.nodes.files:
        table = pq.read_table(file, columns=_COLUMNS)
        start = 0
        for doc_id, same in groupby(table.column("doc_id").to_pylist()):
            end = start + sum(1 for _ in same)
            nodes = table.slice(start, end - start).to_pylist()
            start = end
            yield list(_provisions(nodes, documents[doc_id]))


def _provisions(nodes: list[Row], document: Row) -> Iterator[Fields]:
    """The fields of the provisions of a document. Each node is analysed once, though articles have its words too."""
    texts: dict[str, list[str]] = {}
    forms: dict[str, list[str]] = {}
    parents: dict[str, str | None] = {node["node_id"]: node["parent_id"] for node in nodes}
    collecting = {node["node_id"] for node in nodes if node["kind"] in _WITH_PROVISIONS_BELOW}
    title_forms = _forms(document["title"] or "")
    for node in nodes:
        words = " ".join(filter(None, (node["title"], node["text"])))
        if not words:
            continue
        node_forms = _forms(words)
        ancestor: str | None = node["node_id"]
        while ancestor is not None:
            if ancestor == node["node_id"] or ancestor in collecting:
                texts.setdefault(ancestor, []).append(words)
                forms.setdefault(ancestor, []).append(node_forms)
            ancestor = parents.get(ancestor)
    for node in nodes:
        if node["kind"] in KINDS and node["node_id"] in texts:
            heading = f"{_forms(node['caption'])} {title_forms}" if node["caption"] else title_forms
            yield _fields(node, document, "\n".join(texts[node["node_id"]]), " ".join(forms[node["node_id"]]), heading)


def _forms(words: str) -> str:
    return " ".join(form for form, _, _ in normalized(words))


def _fields(node: Row, document: Row, text: str, words: str, heading: str) -> Fields:
    return {
        "doc_id": node["doc_id"], "node_id": node["node_id"], "kind": node["kind"], "document": document["title"] or "",
        "municipality": document["municipality"] or "", "citation": node["citation"] or "",
        "link": document["source_url"] or document["source_path"], "text": text, "words": words, "heading": heading,
    }  # fmt: skip
