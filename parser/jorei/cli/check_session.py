"""The documents of one `jorei check`: each is checked by itself, and again where the others give rise to findings."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from jorei.amending.misquoted import misquotations
from jorei.check import BuildContext, suppress
from jorei.check.suppress import work_of
from jorei.check.view import Misquotation
from jorei.cli.bugs import Bugs
from jorei.cli.findings_output import Checked, DocumentPlace, Output
from jorei.config.corrections_file import Corrections
from jorei.identity import documents as identity
from jorei.identity.base_ordinances import TitleIndex, amended_title, municipality_hash, title_hash
from jorei.identity.parent_ordinance import ParentCitation, ParentOrdinance, missing_in, parent_of, provisions_of
from jorei.model import Analysis, Metadata, Source
from jorei.model.profile import Profile, Suppression
from jorei.pipeline.build_findings import build_findings, build_verdicts, with_findings
from jorei.pipeline.instruments import given_parts
from jorei.pipeline.pipeline import analyse_corrected
from jorei.pipeline.references import CorrectedAnalysis, build_tree
from jorei.read import Unreadable, read_bytes
from jorei.read.limits import time_limit
from jorei.registry import Registry
from jorei.run.fates import MOST_AMENDING
from jorei.run.inputs import Input, read_input
from jorei.run.progress import Progress

_BASES: Final = 4
"""Trees of bases that are held: several ordinances often amend one. Chosen small, a tree may be large."""


class CheckJob(msgspec.Struct, frozen=True):
    """A document to check, its profile and its corrections.

    ``display_path`` is its path from the working folder, as messages and code hosts want it; ``name`` is what findings
    about other documents call it.
    """

    input: Input
    display_path: str
    name: str
    profile: Profile
    corrections: Corrections


class _SeenDocument(msgspec.Struct, frozen=True):
    """What the session remembers of a document."""

    place: DocumentPlace
    text: tuple[str, str]
    """Its id and the digest of its text: copies have the same."""
    metadata: Metadata
    judged: bool
    """Whether its corrections have verdicts on findings that only all documents together can make."""
    parent: ParentOrdinance | None
    provisions: tuple[str, str]
    """Its number without municipality, and what it holds (`provisions_of`)."""

    @property
    def same(self) -> tuple[str, str, int]:
        """What it has in common with its copies: the text, and whose it is."""
        return (*self.text, municipality_hash(self.metadata))


class CheckSession:
    """One call of the command; the findings of each document go to ``output`` as they are known."""

    def __init__(self, jobs: Sequence[CheckJob], registry: Registry | None, output: Output) -> None:
        self.jobs, self._registry, self._output = jobs, registry, output
        self.unreadable: list[tuple[str, str]] = []
        self.bugs = Bugs()
        self.used: set[Suppression] = set()
        self.with_document: set[Suppression] = set()
        """Suppressions whose document was seen."""
        self._seen: list[_SeenDocument] = []
        self._base = lru_cache(_BASES)(self._tree)

    def run(self, progress: Progress) -> None:
        """Check all documents."""
        for index, job in enumerate(self.jobs):
            with self.bugs.survived(job.display_path):
                for place, result in self._analyse(index, job):
                    self._output.add(place, Checked(job.display_path, self._suppressed(result.analysis, job.profile)))
                    self._seen.append(_seen(place, result))
            progress.advance(1)
        for place, context in self._contexts():
            job = self.jobs[place[0]]
            with self.bugs.survived(job.display_path):
                for _, result in self._analyse(place[0], job, place[1]):
                    analysis = self._in_context(result, context, job.profile)
                    self._output.add(place, Checked(job.display_path, self._suppressed(analysis, job.profile)))

    def _analyse(
        self, index: int, job: CheckJob, only: int | None = None
    ) -> list[tuple[DocumentPlace, CorrectedAnalysis]]:  # fmt: skip
        """The analyses of the instruments of a source (of one, when ``only`` counts it), their findings not yet compared
        with the profile's dismissals; none (and a message) when it cannot be read."""
        try:
            with time_limit(job.input.size):
                return [
                    ((index, number), analyse_corrected(
                        part, own, self._registry, _all_open(job.profile), job.corrections
                    ))
                    for number, (part, own) in enumerate(given_parts(_read(job), job.input.given)) if only in (None, number)
                ]  # fmt: skip
        except Unreadable as reason:
            print(f"{job.display_path}: 読めません / unreadable: {reason}", file=sys.stderr)
            self.unreadable.append((job.display_path, str(reason)))
            return []

    def _in_context(self, result: CorrectedAnalysis, context: BuildContext, profile: Profile) -> Analysis:
        """The analysis with the findings that the other documents give rise to."""
        analysis = result.analysis
        verdicts = build_verdicts(analysis.source, result.corrections)
        further = build_findings(analysis, work_of(analysis), context, _all_open(profile), verdicts)
        return with_findings(analysis, further)

    def _suppressed(self, analysis: Analysis, profile: Profile) -> Analysis:
        """The analysis with what the profile dismisses suppressed."""
        if not profile.suppressions:
            return analysis
        work_id = work_of(analysis)
        path = analysis.source.path
        self.with_document.update(entry for entry in profile.suppressions if entry.concerns(work_id, path))
        findings, used = suppress(analysis, analysis.diagnostics, profile.suppressions, work_id)
        self.used.update(profile.suppressions[i] for i in used)
        return msgspec.structs.replace(analysis, diagnostics=findings)

    def _contexts(self) -> Iterator[tuple[DocumentPlace, BuildContext]]:
        """The documents that the others give rise to findings of, by index, and their context."""
        copies: dict[tuple[str, str, int], list[DocumentPlace]] = defaultdict(list)
        titles: TitleIndex[_SeenDocument] = TitleIndex()
        for seen in self._seen:
            copies[seen.same].append(seen.place)
            titles.add(title_hash(seen.metadata.title), municipality_hash(seen.metadata), seen)
        amending: dict[DocumentPlace, list[DocumentPlace]] = defaultdict(list)
        for seen in self._seen:
            base = _base_of(seen, titles)
            if base is not None and seen.place == copies[seen.same][0]:
                amending[base.place].append(seen.place)
        for seen in self._seen:
            first, *others = copies[seen.same]
            if seen.place != first:
                continue  # it counts as one document with the first
            copy_names = tuple(self.jobs[other[0]].name for other in others)
            base = _base_of(seen, titles)
            missing = _missing(seen, titles)
            if copy_names or base is not None or seen.judged or missing:
                title = seen.parent.title if seen.parent else ""
                yield seen.place, BuildContext(copy_names, self._misquoted(seen, base, amending), title, missing)

    def _misquoted(
        self, seen: _SeenDocument, base: _SeenDocument | None, amending: dict[DocumentPlace, list[DocumentPlace]]
    ) -> tuple[Misquotation, ...]:
        """What an amending ordinance quotes of its base and cannot mean there."""
        own, of_base = (self._tree(seen.place), self._base(base.place)) if base is not None else (None, None)
        if base is None or own is None or of_base is None:
            return ()
        together = amending[base.place] if len(amending[base.place]) <= MOST_AMENDING else []
        others = [self._tree(place) for place in together if place != seen.place]
        return misquotations(of_base, own, [other for other in others if other is not None])

    def _tree(self, place: DocumentPlace) -> Analysis | None:
        job = self.jobs[place[0]]
        try:
            source, own = given_parts(_read(job), job.input.given)[place[1]]
        except (Unreadable, IndexError):
            return None
        return build_tree(source, own, self._registry, job.corrections).analysis


def _base_of(seen: _SeenDocument, titles: TitleIndex[_SeenDocument]) -> _SeenDocument | None:
    """The ordinance that a document amends."""
    return titles.find(title_hash(amended_title(seen.metadata.title)), municipality_hash(seen.metadata))


def _missing(seen: _SeenDocument, titles: TitleIndex[_SeenDocument]) -> tuple[ParentCitation, ...]:
    """What a rule cites of its ordinance and none of the versions at hand has."""
    if seen.parent is None:
        return ()
    municipality = municipality_hash(seen.metadata)
    found = [one for title in seen.parent.title_hashes for one in titles.find_all(title, municipality)]
    return tuple(missing_in(seen.parent, [one.provisions for one in found]))


def _seen(place: DocumentPlace, result: CorrectedAnalysis) -> _SeenDocument:
    source, metadata = result.analysis.source, result.analysis.metadata
    digest = identity.text_digest(source.text)
    judged = build_verdicts(source, result.corrections) is not None
    number = identity.law_number_of(metadata)
    provisions = (number.local if number else "", provisions_of(result.analysis))
    ids = identity.doc_id(metadata, digest), digest
    return _SeenDocument(place, ids, metadata, judged, parent_of(result.analysis), provisions)


def _read(job: CheckJob) -> Source:
    return read_bytes(read_input(job.input), job.input.path)


def _all_open(profile: Profile) -> Profile:
    return msgspec.structs.replace(profile, suppressions=())
