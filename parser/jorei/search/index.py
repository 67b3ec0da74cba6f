"""The index of a build on disk: its provisions by the normalised forms of Sudachi: 取消し finds 取り消す, 毀損 finds き損.

The index lies beside the build (``corpus/.build.search``), since a build has data alone, and is made anew when the
build has changed. How it is asked is `jorei.search.search_index`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import sibling
from jorei.errors import Refused, Survived, raised
from jorei.leftovers import held_folder, sweep
from jorei.model import Kind
from jorei.search.synonyms import among
from jorei.text.morphology import normalized

VERSION: Final = 5
"""Of the index: one of another version is made anew."""
KINDS: Final[tuple[Kind, ...]] = (
    "article", "paragraph", "item", "suppl_provision", "appdx_table", "appdx_style", "guide_text",
)  # fmt: skip
"""Kinds of provisions that are found, each on its own."""
_WITH_PROVISIONS_BELOW: Final = frozenset(("article", "appdx_table", "appdx_style"))
"""Of these, the kinds that are indexed with the words of everything below them."""
_GROUPING: Final = frozenset(
    ("article", "suppl_provision", "main_provision", "preamble", "appdx_table", "appdx_style", "appdx")
)
"""Kinds that are one hit with all that is below them."""
_GROUNDS_BOOST: Final = 1.75
"""A provision of an ordinance counts so many times as much: it gives the grounds that a rule carries out. Chosen."""
_GROUNDS: Final = frozenset(("act", "ordinance"))
_SUPPLEMENTARY_BOOST: Final = 0.6
"""And one of supplementary provisions, which say from when something holds. Chosen."""
_COLUMNS: Final = ["doc_id", "node_id", "parent_id", "seq", "kind", "citation", "caption", "title", "text"]
_WRITER_MEMORY: Final = 256 << 20
"""Bytes that the writer of the index may use."""
_STATE_FILE: Final = "jorei-search.json"
_SYNONYMS_FILE: Final = "jorei-synonyms.json"
_SEGMENT: Final = re.compile(rf"[0-9a-f]{{32}}\.\w+$|{re.escape(_SYNONYMS_FILE)}$")
"""Files that hold what is indexed: those of tantivy, and ours."""

Row = dict[str, Any]


class StoredProvision(msgspec.Struct, frozen=True, array_like=True):
    """A provision as it is stored in the index, and the node that is one hit with it.

    ``weight`` is what its score is multiplied by: more in an ordinance, less in supplementary provisions.
    """

    doc_id: str
    node_id: str
    kind: str
    document: str
    municipality: str | None
    citation: str | None
    link: str
    text: str
    article: str
    weight: float


class StoredIndex(NamedTuple):
    """An index of tantivy, and the words in it that mean the same, by groups."""

    index: Any
    synonyms: dict[str, list[str]]


def open_stored(
    corpus: Corpus,
    progress: Callable[[int], None] | None = None,
    survived: Survived = raised,
    *,
    anew: bool = False,
    scratch: Path | None = None,
) -> StoredIndex:
    """The index of a build, made first when there is none or the build has changed since, or ``anew``.

    ``progress`` is called with the number of documents indexed; ``survived`` is the context in which one is: it may tell
    an error, so that the others go on. ``scratch`` is an empty folder where it is made when it cannot lie beside the
    build. Raises `Refused` when the index cannot be written.
    """
    import tantivy

    folder = sibling(corpus.path, "search")
    if anew or not is_ready(corpus):
        try:
            _make_index(corpus, folder, progress or (lambda _: None), survived)
        except Refused:
            if scratch is None:
                raise
            folder = scratch / "search"
            _make_index(corpus, folder, progress or (lambda _: None), survived)
    return StoredIndex(tantivy.Index.open(str(folder)), _read_synonyms(folder))


def is_ready(corpus: Corpus) -> bool:
    """Whether a build has an index of its present contents, with every file of it as long as it was written."""
    folder = sibling(corpus.path, "search")
    state = _read_state(folder)
    return state is not None and state == _state_of_build(corpus) | {"files": _sizes(folder)}


def is_damage(error: BaseException) -> bool:
    """Whether what an index raises says that its files are damaged; Rust's own panics are no `Exception`."""
    return isinstance(error, (OSError, ValueError)) or type(error).__name__ == "PanicException"


def _read_synonyms(folder: Path) -> dict[str, list[str]]:
    try:
        return msgspec.json.decode((folder / _SYNONYMS_FILE).read_bytes(), type=dict[str, list[str]])
    except (OSError, ValueError):
        return {}


def _sizes(folder: Path) -> dict[str, int]:
    """The files of an index by name, and their sizes; not those that opening it makes or changes."""
    return {file.name: file.stat().st_size for file in folder.iterdir() if _SEGMENT.match(file.name)}


def _state_of_build(corpus: Corpus) -> dict[str, Any]:
    return {"version": VERSION, "build": corpus.stamp}


def _read_state(folder: Path) -> dict[str, Any] | None:
    try:
        state = json.loads((folder / _STATE_FILE).read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return state if isinstance(state, dict) else None


def _make_index(corpus: Corpus, folder: Path, progress: Callable[[int], None], survived: Survived) -> None:
    """Write the index under another name and rename it, so that nobody opens half an index."""
    import tantivy

    vocabulary: set[str] = set()
    prefix = f"{folder.name}-"
    state = _state_of_build(corpus)
    with corpus.reading():
        mode = corpus.root.stat().st_mode & 0o777  # who may read the build may read what is made of it
    with ExitStack() as held:
        with _written():
            sweep(folder.parent, prefix)
            new = held.enter_context(held_folder(folder.parent, prefix))
            new.chmod(mode)
            writer = tantivy.Index(_schema(), path=str(new)).writer(_WRITER_MEMORY, 1)
        for count, (nodes, document) in enumerate(_documents(corpus), 1):
            with survived(document["doc_id"]):
                provisions = list(_provisions(nodes, document))
                with _written():
                    for provision, words in provisions:
                        writer.add_document(_indexed(provision, words))
                        vocabulary.update(words["words"].split(), words["caption"].split())
            progress(count)
        with _written():
            writer.commit()
            writer.wait_merging_threads()
            (new / _SYNONYMS_FILE).write_text(json.dumps(among(vocabulary), ensure_ascii=False), encoding="utf-8")
            (new / _STATE_FILE).write_text(json.dumps(state | {"files": _sizes(new)}), encoding="utf-8")
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)


@contextmanager
def _written() -> Iterator[None]:
    """`Refused` where an index cannot be written; what is raised by reading the build is none of that."""
    try:
        yield
    except (OSError, ValueError) as error:  # tantivy's errors are ValueErrors
        raise Refused(f"索引を書けません: {error}", f"cannot write the index: {error}") from error


def _schema() -> Any:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_bytes_field("provision", stored=True, indexed=False, fast=False)
    for name in ("kind", "municipality"):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    for name in ("words", "caption", "title"):
        builder.add_text_field(name, stored=False, tokenizer_name="whitespace", index_option="position")
    return builder.build()


def _indexed(provision: StoredProvision, words: dict[str, str]) -> Any:
    import tantivy

    document = tantivy.Document(kind=provision.kind, municipality=provision.municipality or "", **words)
    document.add_bytes("provision", msgspec.msgpack.encode(provision))
    return document


def _documents(corpus: Corpus) -> Iterator[tuple[list[Row], Row]]:
    """The nodes of each document, and its own row; one part of the build is in memory at a time."""
    import pyarrow.parquet as pq

    columns = ["doc_id", "title", "municipality", "kind", "source_url", "source_path"]
    documents = {row["doc_id"]: row for row in corpus.documents.to_arrow(columns).to_pylist()}
    for file in corpus.nodes.files:
        with corpus.reading():
            table = pq.read_table(file, columns=_COLUMNS)
        start = 0
        for doc_id, same in groupby(table.column("doc_id").to_pylist()):
            end = start + sum(1 for _ in same)
            nodes = table.slice(start, end - start).to_pylist()
            start = end
            yield nodes, documents[doc_id]


def _provisions(nodes: list[Row], document: Row) -> Iterator[tuple[StoredProvision, dict[str, str]]]:
    """The provisions of a document, and their words by field. Each node is analysed once, though articles have its words too."""
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
    article_of: dict[str, str] = {}
    supplementary: set[str] = set()
    for node in nodes:
        node_id, parent = str(node["node_id"]), str(node["parent_id"])
        article_of[node_id] = node_id if node["kind"] in _GROUPING else article_of.get(parent, node_id)
        if node["kind"] == "suppl_provision" or parent in supplementary:
            supplementary.add(node_id)
        if node["kind"] in KINDS and node_id in texts:
            fields = {"words": " ".join(forms[node_id]), "caption": _forms(node["caption"] or ""), "title": title_forms}
            text = "\n".join(texts[node_id])
            yield _provision(node, document, text, article_of[node_id], node_id in supplementary), fields


def _forms(words: str) -> str:
    return " ".join(word.form for word in normalized(words))


def _provision(node: Row, document: Row, text: str, article: str, is_supplementary: bool) -> StoredProvision:
    weight = _GROUNDS_BOOST if document["kind"] in _GROUNDS else 1.0
    return StoredProvision(
        doc_id=node["doc_id"],
        node_id=node["node_id"],
        kind=node["kind"],
        document=document["title"] or document["source_path"],
        municipality=document["municipality"],
        citation=node["citation"],
        link=document["source_url"] or document["source_path"],
        text=text,
        article=article,
        weight=weight * (_SUPPLEMENTARY_BOOST if is_supplementary else 1.0),
    )
