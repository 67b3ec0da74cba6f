"""``jorei check``: the findings of documents, without a build."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from jorei.check import BY_CODE, DEFAULT, Profile, Suppression, check, find_profile, read_profile, suppress
from jorei.check.amending import amended_title
from jorei.cli.findings_output import Checked, shown_as
from jorei.config.corrections_file import Corrections, nearest_corrections, read_corrections
from jorei.errors import Refused
from jorei.model import Analysis
from jorei.pipeline.pipeline import analyse
from jorei.read import Unreadable, read_bytes
from jorei.registry import Registry, current
from jorei.run.inputs import Input, list_inputs, read_input

FINDINGS, USAGE, UNREADABLE = 1, 2, 3


class CheckJob(msgspec.Struct, frozen=True):
    """A document to check, by which profile, and what was said about it in review."""

    input: Input
    shown: str
    """Its path from the working folder, as messages and code hosts want it."""
    profile: Profile
    corrections: Corrections


class Session:
    """One call of the command: what it has seen of its documents so far."""

    def __init__(self, registry: Registry | None) -> None:
        self.registry = registry
        self.titles: dict[str, CheckJob] = {}
        """Where each ordinance is, for the ordinances that amend it."""
        self.unreadable: list[tuple[str, str]] = []
        self.used: set[Suppression] = set()
        self.met: set[Suppression] = set()
        """Suppressions whose document was seen."""

    def check(self, job: CheckJob, base: Analysis | None = None) -> Checked | None:
        """The findings of one document; None when it cannot be read (which is said at once)."""
        analysis = self.read(job)
        if analysis is None:
            return None
        if base is not None:
            extra = [one for one in check(analysis, job.profile, self.registry, base) if one.code == "A01"]
            found = sorted((*analysis.diagnostics, *extra), key=lambda one: (one.start, one.end, one.code))
            analysis = msgspec.structs.replace(analysis, diagnostics=tuple(found))
        return Checked(job.shown, self.dismissed(analysis, job.profile))

    def read(self, job: CheckJob) -> Analysis | None:
        """The analysis of one document, its findings not yet compared with the profile's dismissals."""
        profile = msgspec.structs.replace(job.profile, suppressions=())
        try:
            source = read_bytes(read_input(job.input), job.input.path)
        except Unreadable as reason:
            print(f"{job.shown}: 読めません / unreadable: {reason}", file=sys.stderr)
            self.unreadable.append((job.shown, str(reason)))
            return None
        analysis = analyse(source, job.input.given, self.registry, profile, job.corrections)
        if analysis.metadata.title:
            self.titles.setdefault(_key(analysis.metadata.title), job)
        return analysis

    def dismissed(self, analysis: Analysis, profile: Profile) -> Analysis:
        if not profile.suppressions:
            return analysis
        from jorei.check.suppress import work_of

        work = work_of(analysis)
        self.met.update(one for one in profile.suppressions if one.concerns(work, analysis.source.path))
        found, used = suppress(analysis, analysis.diagnostics, profile.suppressions)
        self.used.update(profile.suppressions[at] for at in used)
        return msgspec.structs.replace(analysis, diagnostics=found)


def run(arguments: Namespace) -> int:
    try:
        jobs = [job for path in arguments.paths for job in _jobs(path, arguments)]
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    session = Session(current())
    output = shown_as(arguments.format, colour=_colours(), quiet=arguments.statistics)
    counts: Counter[tuple[str, str, str]] = Counter()
    dismissed = 0
    for checked in _in_order(session, jobs):
        kept = checked.chosen(arguments.select or ("",), arguments.ignore or ())
        alive = [found for found in kept.analysis.diagnostics if found.suppressed_by is None]
        dismissed += len(kept.analysis.diagnostics) - len(alive)
        counts.update((found.code, found.name, found.severity) for found in alive)
        output.add(kept)
    output.finish(session.unreadable)
    _unused(session, jobs, whole=all(path.is_dir() for path in arguments.paths))
    _summary(arguments, counts, len(jobs) - len(session.unreadable), dismissed)
    errors = any(severity == "error" for _, _, severity in counts)
    return FINDINGS if errors else UNREADABLE if session.unreadable else 0


def _jobs(path: Path, arguments: Namespace) -> Iterator[CheckJob]:
    listing = list_inputs(path)
    for warning in listing.warnings:
        print(warning, file=sys.stderr)
    profile = _profile(path, arguments)
    said = nearest_corrections(path)
    corrections = Corrections(read_corrections(said) if said else ())
    for one in listing.inputs:
        shown = (path / one.path).as_posix() if path.is_dir() else path.as_posix()
        yield CheckJob(one, shown, profile, corrections)


def _profile(path: Path, arguments: Namespace) -> Profile:
    """The profile that is named or found, with what the command line selects and ignores on top."""
    file = arguments.profile or find_profile(path)
    profile = read_profile(file, BY_CODE) if file else DEFAULT
    named = tuple(code for code in arguments.select or () if code in BY_CODE)
    for code in (*(arguments.select or ()), *(arguments.ignore or ())):
        if not any(known.startswith(code) for known in BY_CODE):
            raise Refused(
                f"{code} という点検項目はありません（jorei explain で一覧）",
                f"no check {code} (jorei explain lists them)",
            )
    return msgspec.structs.replace(
        profile, select=(*profile.select, *named), ignore=tuple(code for code in profile.ignore if code not in named)
    )


def _in_order(session: Session, jobs: list[CheckJob]) -> Iterator[Checked]:
    """The documents in their order. From the first that amends another on, they wait until every title is known."""
    waiting: list[tuple[CheckJob, Checked | None, str | None]] = []
    for job in jobs:
        checked = session.check(job)
        base = amended_title(checked.analysis.metadata.title) if checked else None
        if base is None and not waiting:
            if checked:
                yield checked
        else:
            waiting.append((job, checked, base))
    for job, checked, title in waiting:
        found = session.titles.get(_key(title)) if title else None
        base_text = session.read(found) if found is not None else None
        checked = session.check(job, base_text) if base_text is not None else checked
        if checked:
            yield checked


def _key(title: str) -> str:
    return "".join(title.split())


def _colours() -> bool:
    """Colours on a terminal only, and not where NO_COLOR (no-color.org) asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_QUOTED: Final = 24


def _unused(session: Session, jobs: list[CheckJob], *, whole: bool) -> None:
    """Says which dismissals dismiss nothing any more; those of documents not seen only where whole folders are checked."""
    said = {one: None for job in jobs for one in job.profile.suppressions}
    for one in said:
        if one in session.used or not (whole or one in session.met):
            continue
        ja, en = (
            ("該当する指摘がありません", "no such finding")
            if one in session.met
            else ("文書がありません", "no such document")
        )
        where = one.work_id or one.path or "*"
        print(
            f"{one.origin}: 使われていない除外 / unused suppression: {one.code} {where} 「{one.quote[:_QUOTED]}」 "
            f"{one.reason}: {ja} / {en}",
            file=sys.stderr,
        )


def _summary(arguments: Namespace, counts: Counter[tuple[str, str, str]], documents: int, dismissed: int) -> None:
    if arguments.statistics and arguments.format == "text":
        for (code, name, severity), count in sorted(counts.items()):
            print(f"{count:>7}  {code} {name} ({severity})")
    by_severity = Counter[str]()
    for (_, _, severity), count in counts.items():
        by_severity[severity] += count
    error, warning, info = (by_severity[severity] for severity in ("error", "warning", "info"))
    ja, en = (f"、除外 {dismissed}", f", {dismissed} dismissed") if dismissed else ("", "")
    print(
        f"文書 {documents}: 誤り {error}、警告 {warning}、情報 {info}{ja} / "
        f"{error} errors, {warning} warnings, {info} infos{en}",
        file=sys.stderr,
    )
