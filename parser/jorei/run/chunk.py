"""Some documents, one after the other, as rows: what every runner does."""

from __future__ import annotations

import sys
import traceback
from functools import lru_cache
from typing import Final

import msgspec
import pyarrow as pa

from jorei.config.corrections_file import Corrections
from jorei.dataset.parts import to_tables
from jorei.dataset.tables import Columns, unreadable_digest, unreadable_row
from jorei.identity import documents as identity
from jorei.identity.base_ordinances import amended_title, municipality_hash, title_hash
from jorei.model.corrections import WorkCorrections
from jorei.model.profile import DEFAULT
from jorei.pipeline.build_findings import build_verdicts
from jorei.pipeline.pipeline import analyse_corrected
from jorei.read import Unreadable, read_bytes, read_text
from jorei.registry import Registry, named
from jorei.run.document import KeptDocument, LoadedInput
from jorei.run.input_key import NEVER, corrections_key
from jorei.run.task import Options
from jorei.text.morphology import tokenize
from jorei.write import json_tree

BUG: Final = "内部エラー / internal error: "


class AnalysedRows:
    """The rows of documents, as they are entered."""

    def __init__(self, options: Options, corrections: tuple[WorkCorrections, ...] = ()) -> None:
        self.options = options
        self._corrections = Corrections(corrections)
        self.places: list[int] = []
        self.json: dict[int, bytes] = {}
        self._columns = Columns(options.tokens)
        self._registry = registry_of(options.registries)
        self._profile = options.profile or DEFAULT

    def tables(self) -> dict[str, pa.Table]:
        """The rows, with the place of each document for its id."""
        return to_tables(self._columns, self.places)

    def enter(self, place: int, loaded: LoadedInput) -> KeptDocument:
        """Analyse a document and append its rows."""
        one, options = loaded.one, self.options
        if loaded.content is None:
            return self.enter_unreadable(place, loaded)
        try:
            content = loaded.content
            source = read_text(content, one.path) if isinstance(content, str) else read_bytes(content, one.path)
            result = analyse_corrected(source, one.given, self._registry, self._profile, self._corrections)
            analysis = result.analysis
            tokens = tokenize(source, analysis.tree) if options.tokens else None
        except Unreadable as reason:
            return self.enter_unreadable(place, msgspec.structs.replace(loaded, reason=str(reason)))
        except Exception as error:  # noqa: BLE001  # a bug of ours must not cost the other documents: it is listed
            print(f"{one.path}:\n{traceback.format_exc()}", file=sys.stderr)
            bug = f"{BUG}{type(error).__name__}: {error}"
            return self.enter_unreadable(place, msgspec.structs.replace(loaded, reason=bug, key=NEVER))
        digest = identity.text_digest(source.text)
        row = self._columns.add(analysis, digest, tokens)
        self.places.append(place)
        if options.json:
            self.json[place] = json_tree.encode(json_tree.to_json(analysis, row))
        metadata = analysis.metadata
        return KeptDocument(
            one.path, loaded.key, row["doc_id"], digest, "", result.work_id, corrections_key(result.corrections),
            build_verdicts(source, result.corrections), title_hash(metadata.title),
            title_hash(amended_title(metadata.title)), municipality_hash(metadata),
        )  # fmt: skip

    def enter_unreadable(self, place: int, loaded: LoadedInput) -> KeptDocument:
        row = unreadable_row(loaded.one.path, loaded.sha256, loaded.reason)
        self._columns.add_unreadable(row)
        self.places.append(place)
        return KeptDocument(
            loaded.one.path, loaded.key, row["doc_id"], unreadable_digest(loaded.one.path), loaded.reason
        )


@lru_cache(maxsize=1)
def registry_of(files: tuple[str, ...]) -> Registry | None:
    """The registry of a build, opened once in each process."""
    return named(files)
