"""``jorei check``: the findings of documents, without a build."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from jorei.check import BY_CODE, gather
from jorei.cli.check_session import CheckJob, CheckSession
from jorei.cli.exit_codes import ExitCode
from jorei.cli.findings_output import Baseline, Checked, DocumentPlace, Output, output_of
from jorei.cli.output_places import refuse_odd_place
from jorei.config.corrections_file import Corrections, nearest_corrections, read_corrections
from jorei.config.profile import find_profile, read_profile
from jorei.errors import Refused
from jorei.model.profile import DEFAULT, Profile
from jorei.registry import current
from jorei.run.inputs import list_inputs
from jorei.run.progress import no_progress, show_progress


class _SelectedOutput:
    """Hands on what the command line selects, findings of one cause as one unless each is wanted, and counts it."""

    def __init__(self, output: Output, select: Sequence[str], ignore: Sequence[str], *, each: bool) -> None:
        self._output, self._select, self._ignore, self._each = output, tuple(select) or ("",), tuple(ignore), each
        self._open: dict[DocumentPlace, Counter[tuple[str, str, str]]] = {}
        self._dismissed: dict[DocumentPlace, int] = {}

    def add(self, index: DocumentPlace, checked: Checked) -> None:
        """A document and its findings."""
        selected = checked.chosen(self._select, self._ignore)
        if not self._each:
            selected = selected.with_findings(gather(selected.analysis.diagnostics))
        findings = selected.analysis.diagnostics
        still_open = [finding for finding in findings if finding.suppressed_by is None]
        self._open[index] = Counter((finding.code, finding.name, finding.severity) for finding in still_open)
        self._dismissed[index] = len(findings) - len(still_open)
        self._output.add(index, selected)

    def finish(self, unreadable: list[tuple[str, str]]) -> None:
        """Print everything."""
        self._output.finish(unreadable)

    @property
    def counts(self) -> Counter[tuple[str, str, str]]:
        """The open findings by code, name and severity."""
        return sum(self._open.values(), Counter())

    @property
    def dismissed(self) -> int:
        """How many findings were dismissed."""
        return sum(self._dismissed.values())


def run(arguments: Namespace) -> int:
    """Print the findings; the exit code says whether there are errors among them."""
    jobs = [job for path in arguments.paths for job in _jobs(path, arguments)]
    if not jobs:
        listed = " ".join(map(str, arguments.paths))
        raise Refused(f"{listed} に文書がありません", f"there is no document in {listed}")
    if arguments.output:
        refuse_odd_place(arguments.output, [*arguments.paths, *filter(None, (arguments.baseline, arguments.profile))])
    form = "summary" if arguments.summary else arguments.format
    output = output_of(form, colour=_colours(), quiet=arguments.statistics, file=arguments.output)
    selected = _SelectedOutput(output, arguments.select or (), arguments.ignore or (), each=arguments.all)
    taken: Output = Baseline(selected, arguments.baseline) if arguments.baseline else selected
    session = CheckSession(jobs, current(), taken)
    try:
        with show_progress(len(jobs)) if len(jobs) > 1 else no_progress(1) as progress:
            session.run(progress)
    finally:  # also when interrupted: the documents that are done have their findings
        selected.finish(session.unreadable)
    _report_unused(session, jobs, whole=all(path.is_dir() for path in arguments.paths))
    counts = selected.counts
    _summary(arguments, counts, len(jobs) - len(session.unreadable) - session.bugs.count, selected.dismissed)
    if session.bugs.count:
        return ExitCode.BUG
    errors = any(severity == "error" for _, _, severity in counts)
    return ExitCode.ERRORS if errors else ExitCode.UNREADABLE if session.unreadable else ExitCode.DONE


def _jobs(path: Path, arguments: Namespace) -> Iterator[CheckJob]:
    listing = list_inputs(path)
    for warning in listing.warnings:
        print(warning, file=sys.stderr)
    profile = _profile(path, arguments)
    file = nearest_corrections(path)
    corrections = Corrections(read_corrections(file) if file else ())
    for input_ in listing.inputs:
        display_path = (path / input_.path).as_posix() if path.is_dir() else path.as_posix()
        name = input_.path if len(arguments.paths) == 1 else display_path
        yield CheckJob(input_, display_path, name, profile, corrections)


def _profile(path: Path, arguments: Namespace) -> Profile:
    """The profile of the command line, or the nearest one, with the checks that the command line selects."""
    file = arguments.profile or find_profile(path)
    profile = read_profile(file, BY_CODE) if file else DEFAULT
    selected = tuple(code for code in arguments.select or () if code in BY_CODE)
    for code in (*(arguments.select or ()), *(arguments.ignore or ())):
        if not any(existing.startswith(code) for existing in BY_CODE):
            raise Refused(
                f"{code} という点検項目はありません（jorei explain で一覧）",
                f"no check {code} (jorei explain lists them)",
            )
    return msgspec.structs.replace(
        profile,
        select=(*profile.select, *selected),
        ignore=tuple(code for code in profile.ignore if code not in selected),
    )


def _colours() -> bool:
    """Colours on a terminal only, and not where NO_COLOR (no-color.org) asks for none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_LONGEST_QUOTE: Final = 24
"""Code points of a dismissal's quote that a message shows. Chosen."""


def _report_unused(session: CheckSession, jobs: list[CheckJob], *, whole: bool) -> None:
    """Name the dismissals that dismiss nothing any more; those without a document only where whole folders are checked."""
    for entry in dict.fromkeys(entry for job in jobs for entry in job.profile.suppressions):
        seen = entry in session.with_document
        if entry in session.used or not (whole or seen):
            continue
        ja, en = ("該当する指摘がありません", "no such finding") if seen else ("文書がありません", "no such document")
        document = entry.work_id or entry.path or "*"
        print(
            f"{entry.origin}: 使われていない除外 / unused suppression: {entry.code} {document} "
            f"「{entry.quote[:_LONGEST_QUOTE]}」 {entry.reason}: {ja} / {en}",
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
