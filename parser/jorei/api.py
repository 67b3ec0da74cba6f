"""What a Python user calls: `parse`, `parse_file`, `build`, and the `Document` that they give."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from jorei.config.corrections_file import Corrections, read_corrections
from jorei.config.manifest import given_near
from jorei.document import Document, NodeView, document_of
from jorei.model import Metadata, Source
from jorei.read import read_bytes, read_file, read_text
from jorei.registry import RegistryOption, select

if TYPE_CHECKING:
    from jorei.amending.amended import Amended
    from jorei.dataset.corpus import Corpus  # lazily: it is the only name here that needs Arrow

__all__ = ["Document", "NodeView", "amending_documents", "build", "consolidated", "parse", "parse_all", "parse_file"]


def parse(
    text: str | bytes, path: str | None = None, *, corrections: str | Path | None = None,
    registry: RegistryOption = "installed", ocr: bool = False,
) -> Document:  # fmt: skip
    """The analysis of a text, or of the bytes of a file in any supported format; ``path`` is only its name.

    ``corrections`` names a file of corrections made in review (corrections.toml). ``registry`` holds laws and
    municipalities: by default the lists imported on this machine (``jorei registry``), None for none at all. With ``ocr``
    scanned pages of a PDF are recognised by Tesseract.

    Of a source that holds several instruments (公報, 議案書, 規程集) it is the first, with finding S28; `parse_all` gives all.
    Never raises on any text; bytes that are no text raise `jorei.Unreadable`.
    """
    return analyse_source(_source(text, path, ocr=ocr), _read_corrections(corrections), registry)


def parse_all(
    text: str | bytes, path: str | None = None, *, corrections: str | Path | None = None,
    registry: RegistryOption = "installed", ocr: bool = False,
) -> list[Document]:  # fmt: skip
    """The analyses of all instruments in a text or file, each with its own text, in their order; else like `parse`.

    >>> documents = parse_all(
    ...     "甲市港条例\\n第1条 港は、市が管理する。\\n附則\\nこの条例は、公布の日から施行する。\\n"
    ...     "甲市港条例施行規則\\n第1条 申請は、書面による。"
    ... )
    >>> [(document.title, document.source.offset) for document in documents]
    [('甲市港条例', 0), ('甲市港条例施行規則', 42)]
    """
    from jorei.pipeline.pipeline import analyse_all

    source = _source(text, path, ocr=ocr)
    analyses = analyse_all(source, registry=select(registry), corrections=_read_corrections(corrections))
    return [document_of(analysis) for analysis in analyses]


def _source(text: str | bytes, path: str | None, *, ocr: bool) -> Source:
    if isinstance(text, str):
        return read_text(text, path)
    if not isinstance(text, bytes | bytearray | memoryview):  # a path has bytes too: those of its name
        raise TypeError(f"neither text nor bytes: {type(text).__name__} (parse_file reads a file)")
    return read_bytes(bytes(text), path, ocr=ocr)


def parse_file(
    path: str | Path, *, corrections: str | Path | None = None, registry: RegistryOption = "installed", ocr: bool = False
) -> Document:  # fmt: skip
    """Like `parse` for one file, with what manifest.csv beside it (or above it) says of it.

    `jorei.Unreadable` when it is no text, `OSError` when it cannot be opened.
    """
    source = read_file(path, ocr=ocr)
    return analyse_source(source, _read_corrections(corrections), registry, given_near(Path(path)))


def analyse_source(
    source: Source, corrections: Corrections | None = None, registry: RegistryOption = "installed",
    given: Metadata | None = None,
) -> Document:  # fmt: skip
    """The analysis of a source that was read already, as `parse` gives it; ``given`` is its row of manifest.csv."""
    from jorei.pipeline.instruments import given_parts
    from jorei.pipeline.pipeline import analyse  # with all the checks: an outline goes without

    first, own = given_parts(source, given)[0]
    return document_of(analyse(first, own, registry=select(registry), corrections=corrections))


def _read_corrections(file: str | Path | None) -> Corrections | None:
    return Corrections(read_corrections(Path(file))) if file else None


def build(
    raw: str | Path, target: str | Path = "corpus/build", *, jobs: int | None = None, tokens: bool | None = None,
    json: bool | None = None, fresh: bool = False, corrections: str | Path | None = None,
    registry: RegistryOption = "installed",
) -> Corpus:  # fmt: skip
    """Build a file, a folder or a ZIP into a corpus and open it; like ``jorei build``, without output.

    ``tokens`` and ``json`` None are as in the last build of the folder. ``registry`` is that of `parse`; the lists used are
    named in build.json. ``corrections`` is a file of corrections
    made in review, by default corrections.toml of RAW.

    Inputs that could not be read are listed in ``corpus.documents`` (status, status_reason); the rest is built. Raises
    `jorei.Refused` rather than touch a folder that is not jorei's.
    """
    from jorei.dataset.corpus import Corpus
    from jorei.run.local import build as build_local
    from jorei.run.remembered import remembered
    from jorei.run.task import Options

    lists = select(registry)
    made = remembered(Path(target), {"tokens": tokens, "json": json})
    options = Options(made["tokens"], made["json"], lists.files if lists else ())
    file = Path(corrections) if corrections else None
    build_local(Path(raw), Path(target), jobs=jobs, options=options, fresh=fresh, corrections=file)
    return Corpus(target)


def consolidated(corpus: Corpus, doc_id: str, on: date | None = None) -> Amended:
    """The document with the amendments of the build carried out that are in force on a day (None: all of them).

    An amendment is a document whose references change this one (relation ``amends`` and a link to it). Those that the
    document already names among its amendments are part of its text and are left out. `KeyError` when there is no such
    document.
    """
    from jorei.amending.amended import amend_all
    from jorei.amending.document import read_amending

    base = corpus.document(doc_id)
    known = {amendment.law_number for amendment in base.amendments if amendment.law_number}
    known |= {row["law_number"] for row in corpus.rows("amendments", doc_id).to_pylist() if row["law_number"]}
    amending = []
    for amending_id in amending_documents(corpus, doc_id):
        document = corpus.document(amending_id)
        if document.law_number is None or document.law_number not in known:
            one = read_amending(document.text, document.source.path or "", document.metadata.promulgated_on)
            amending.append(one)
    return amend_all([msgspec.structs.replace(base, folded="")], amending, on)[0]


def amending_documents(corpus: Corpus, doc_id: str) -> list[str]:
    """The documents of a build that amend one, in the order of the build."""
    leads: dict[str, set[int]] = {}
    for row in _links_to(corpus, doc_id):
        leads.setdefault(row["doc_id"], set()).add(row["ref_id"])
    return [
        amending_id
        for amending_id, ref_ids in leads.items()
        if amending_id != doc_id
        and any(
            row["relation"] == "amends" and row["ref_id"] in ref_ids
            for row in corpus.rows("references", amending_id, ["ref_id", "relation"]).to_pylist()
        )
    ]


def _links_to(corpus: Corpus, doc_id: str) -> list[dict[str, Any]]:
    rows = corpus.links.to_arrow(["doc_id", "ref_id", "target_doc_id"]).to_pylist()
    return [row for row in rows if row["target_doc_id"] == doc_id]
