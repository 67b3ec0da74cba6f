"""Changing corrections.toml: one work at a time, the rest of the file left as it was written by hand.

tomli_w is needed here and nowhere else. The work that changes is written anew (comments inside it are lost); the
others, and what stands above them, are kept to the letter. The file is replaced in one step.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import tomli_w

from jorei.config.corrections_file import as_table, parse_corrections, read_corrections
from jorei.errors import Refused
from jorei.model.corrections import FindingVerdict, LineCorrection, ReferenceCorrection, WorkCorrections

CorrectionEntry = LineCorrection | ReferenceCorrection | FindingVerdict
_WORK: Final = re.compile(r"^\[\[[ \t]*work[ \t]*\]\]", re.MULTILINE)
_HEAD: Final = """\
# jorei のレビューで加えた修正です。手で直してもかまいません（書き方は raw/README.md）。
# What people said in review. It may be edited by hand; raw/README.md says how.

"""


def key(entry: CorrectionEntry) -> str:
    """What names an entry: a hash of all it says.

    >>> from jorei.model.corrections import Quote
    >>> key(LineCorrection(Quote("甲"), join=True)) == key(LineCorrection(Quote("甲"), join=True))
    True
    """
    return hashlib.sha256(msgspec.msgpack.encode([type(entry).__name__, entry])).hexdigest()[:16]


def with_entry(work: WorkCorrections, entry: CorrectionEntry) -> WorkCorrections:
    """A work with one entry more; it takes the place of one about the same words."""
    match entry:
        case LineCorrection():
            kept = tuple(one for one in work.lines if one.quote != entry.quote)
            return msgspec.structs.replace(work, lines=(*kept, entry))
        case ReferenceCorrection():
            pointed = tuple(one for one in work.references if one.quote != entry.quote)
            return msgspec.structs.replace(work, references=(*pointed, entry))
        case FindingVerdict():
            about = (entry.code, entry.quote, entry.context)
            others = tuple(one for one in work.findings if (one.code, one.quote, one.context) != about)
            return msgspec.structs.replace(work, findings=(*others, entry))


def without_entry(work: WorkCorrections, name: str) -> WorkCorrections:
    """A work without the entry of this `key`."""
    return msgspec.structs.replace(
        work,
        lines=tuple(one for one in work.lines if key(one) != name),
        references=tuple(one for one in work.references if key(one) != name),
        findings=tuple(one for one in work.findings if key(one) != name),
    )


def entries(work: WorkCorrections) -> tuple[CorrectionEntry, ...]:
    return (*work.lines, *work.references, *work.findings)


def edit(file: Path, about: WorkCorrections, change: Callable[[WorkCorrections], WorkCorrections]) -> WorkCorrections:
    """Change what the file says of a work, and return it; ``about`` is the work as a new file would begin it.

    The work is found by its id, else by the source's hash. `Refused` when the file cannot be read or written.
    """
    works = list(read_corrections(file)) if file.exists() else []
    text = file.read_text(encoding="utf-8") if works else ""
    if not works and file.exists():
        text = file.read_text(encoding="utf-8")
    at = _place(works, about)
    changed = change(msgspec.structs.replace(works[at], sha256=about.sha256) if at is not None else about)
    if at is None:
        works.append(changed)
    else:
        works[at] = changed
    new = _spliced(text, works, len(works) - 1 if at is None else at)
    if not _says(new, works):
        new = _HEAD + "\n".join(_shown(work) for work in works)  # a file of unusual form: written anew as a whole
    _replace(file, new)
    return changed


def _says(text: str, works: list[WorkCorrections]) -> bool:
    """Whether a file of this text says what is to be said, no more and no less."""
    try:
        return parse_corrections(text) == tuple(works)
    except Refused:
        return False


def _place(works: list[WorkCorrections], about: WorkCorrections) -> int | None:
    """Which work of the file it is: by its id, by the source's hash, by the path of one whose id is of the text."""
    for at, one in enumerate(works):
        if one.work_id == about.work_id:
            return at
    for at, one in enumerate(works):
        if about.sha256 is not None and one.sha256 == about.sha256:
            return at
    for at, one in enumerate(works):
        if "/" not in one.work_id and about.path is not None and one.path == about.path:
            return at
    return None


def _spliced(text: str, works: list[WorkCorrections], at: int) -> str:
    """The text of the file with the work at ``at`` written anew, or appended."""
    starts = [match.start() for match in _WORK.finditer(text)]
    head = text[: starts[0]] if starts else text or _HEAD
    chunks = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    if at < len(chunks):
        chunks[at] = _shown(works[at]) + ("\n" if at + 1 < len(chunks) else "")
    else:
        if chunks and not chunks[-1].endswith("\n\n"):
            chunks[-1] = chunks[-1].rstrip("\n") + "\n\n"
        chunks.append(_shown(works[at]))
    return head + "".join(chunks)


def _shown(work: WorkCorrections) -> str:
    return tomli_w.dumps({"work": [as_table(work)]})


def _replace(file: Path, text: str) -> None:
    """Write beside the file, then put it in its place."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as new:
                new.write(text)
                new.flush()
                os.fsync(new.fileno())
            Path(name).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refused(f"{file} に書けません: {error.strerror}", f"cannot write {file}: {error.strerror}") from error
