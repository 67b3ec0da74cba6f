"""The rows of analysed documents: what every engine does with a document."""

from __future__ import annotations

import sys
import traceback
from functools import lru_cache

import msgspec
import pyarrow as pa

from jorei.config.corrections_file import Corrections
from jorei.dataset.parts import to_tables
from jorei.dataset.tables import Columns, unreadable_digest, unreadable_row
from jorei.errors import Refused, is_exhausted
from jorei.identity import documents as identity
from jorei.identity.base_ordinances import amended_title, municipality_hash, title_hash
from jorei.identity.parent_ordinance import parent_of, provisions_of
from jorei.model import Metadata, Source, Tokens
from jorei.model.corrections import WorkCorrections
from jorei.model.profile import DEFAULT
from jorei.pipeline.build_findings import build_verdicts
from jorei.pipeline.instruments import given_parts
from jorei.pipeline.pipeline import analyse_corrected
from jorei.pipeline.references import CorrectedAnalysis
from jorei.read import Unreadable, read_bytes, read_text
from jorei.read.limits import TooCostly, time_limit
from jorei.registry import Registry, named
from jorei.report.terminal import shown
from jorei.run.document import INTERNAL_ERROR, BuiltDocument, LoadedInput
from jorei.run.input_key import NO_KEY, corrections_key
from jorei.run.task import Options
from jorei.text.morphology import tokenize
from jorei.write import json_tree


class AnalysedRows:
    """The rows of documents, which are analysed one after the other; each has a number that is given with it.

    ``numbers`` are those numbers, in the order of the rows.
    """

    def __init__(self, options: Options, corrections: tuple[WorkCorrections, ...] = ()) -> None:
        self.options = options
        self.json: dict[int, bytes] = {}
        self.numbers: list[int] = []
        self._columns = Columns(options.tokens)
        self._corrections = Corrections(corrections)
        self._registry = registry_of(options.registries)
        self._profile = options.profile or DEFAULT

    def tables(self) -> dict[str, pa.Table]:
        """The rows, without the ids of the documents."""
        return to_tables(self._columns)

    @property
    def counts(self) -> dict[str, list[int]]:
        """For each table the number of rows of each document."""
        return self._columns.counts

    def add(self, number: int, loaded: LoadedInput) -> list[BuiltDocument]:
        """Analyse an input and append the rows of its documents, which are one but for 公報 and the like; the first has
        ``number``, the others the next ones."""
        if loaded.content is None:
            return [self._add_unreadable(number, loaded)]
        path = loaded.input.path
        try:
            with time_limit(loaded.input.size):
                source = source_of(loaded.content, path, ocr=self.options.ocr)
                results = [self._analyse(part, own) for part, own in given_parts(source, loaded.input.given)]
        except TooCostly as reason:  # it has no key, so that the next build tries again
            return [self._add_unreadable(number, msgspec.structs.replace(loaded, reason=str(reason), key=NO_KEY))]
        except Unreadable as reason:
            return [self._add_unreadable(number, msgspec.structs.replace(loaded, reason=str(reason)))]
        except Refused:  # not of this document: the dictionary cannot be loaded
            raise
        except Exception as error:  # a bug of ours must not cost the other documents: it is listed
            if is_exhausted(error):
                raise
            print(shown(f"{path}:\n{traceback.format_exc()}"), file=sys.stderr)
            bug = f"{INTERNAL_ERROR}{type(error).__name__}: {error}"
            return [self._add_unreadable(number, msgspec.structs.replace(loaded, reason=bug, key=NO_KEY))]
        return [self._add(number + place, loaded, *result) for place, result in enumerate(results)]

    def _analyse(self, source: Source, given: Metadata | None) -> tuple[CorrectedAnalysis, Tokens | None]:
        result = analyse_corrected(source, given, self._registry, self._profile, self._corrections)
        return result, tokenize(result.analysis.tree) if self.options.tokens else None

    def _add(
        self, number: int, loaded: LoadedInput, result: CorrectedAnalysis, tokens: Tokens | None
    ) -> BuiltDocument:  # fmt: skip
        source = result.analysis.source
        digest = identity.text_digest(source.text)
        row = self._columns.add(result.analysis, digest, tokens)
        self.numbers.append(number)
        if self.options.json:
            self.json[number] = json_tree.encode(json_tree.to_json(result.analysis, row))
        return _built_document(loaded, row["doc_id"], digest, source, result)

    def _add_unreadable(self, number: int, loaded: LoadedInput) -> BuiltDocument:
        path = loaded.input.path
        row = unreadable_row(path, loaded.sha256, loaded.reason)
        self._columns.add_unreadable(row)
        self.numbers.append(number)
        return BuiltDocument(path, loaded.key, row["doc_id"], unreadable_digest(path), loaded.reason)


def source_of(content: bytes | str, path: str, *, ocr: bool) -> Source:
    """The source of an input's content, scanned pages recognised or not; raises `Unreadable`."""
    return read_text(content, path) if isinstance(content, str) else read_bytes(content, path, ocr=ocr)


def _built_document(
    loaded: LoadedInput, doc_id: str, digest: str, source: Source, result: CorrectedAnalysis
) -> BuiltDocument:
    metadata = result.analysis.metadata
    return BuiltDocument(
        path=loaded.input.path,
        key=loaded.key,
        doc_id=doc_id,
        digest=digest,
        work_id=result.work_id,
        corrections=corrections_key(result.corrections),
        verdicts=build_verdicts(source, result.corrections),
        title=title_hash(metadata.title),
        amends=title_hash(amended_title(metadata.title)),
        municipality=municipality_hash(metadata),
        part=source.part,
        parent=parent_of(result.analysis),
        provisions=provisions_of(result.analysis),
        law_number=number.local if (number := identity.law_number_of(metadata)) else "",
    )


@lru_cache(maxsize=1)
def registry_of(files: tuple[str, ...]) -> Registry | None:
    """The registry of a build, opened once in each process."""
    return named(files)
