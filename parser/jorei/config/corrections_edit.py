"""Changes corrections.toml: one work at a time; the rest of the file stays as it was written by hand.

tomli_w is needed here and nowhere else. The work that changes is written anew (comments inside it are lost); the
others, and what stands above them, are kept to the letter. The file is replaced in one step.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final

import msgspec
import tomli_w

from jorei.config.corrections_file import as_table, parse_corrections, read_corrections
from jorei.errors import Refused
from jorei.model.corrections import ENTRY_KINDS, CorrectionEntry, EntryKind, WorkCorrections
from jorei.whole_file import whole_file

_WORK: Final = re.compile(r"^\[\[[ \t]*work[ \t]*\]\]", re.MULTILINE)
_HEAD: Final = """\
# jorei のレビューで加えた修正です。手で直してもかまいません（書き方は raw/README.md）。
# What people said in review. It may be edited by hand; raw/README.md says how.

"""


def key(entry: CorrectionEntry) -> str:
    """The name of an entry: a hash of all its fields.

    >>> from jorei.model.corrections import LineCorrection, Quote
    >>> key(LineCorrection(Quote("甲"), join=True)) == key(LineCorrection(Quote("甲"), join=True))
    True
    """
    return hashlib.sha256(msgspec.msgpack.encode([type(entry).__name__, entry])).hexdigest()[:16]


def with_entry(work: WorkCorrections, entry: CorrectionEntry) -> WorkCorrections:
    """A work with one entry more; it takes the place of one about the same words."""
    kind = next(kind for kind in ENTRY_KINDS if isinstance(entry, kind.struct))
    others = (other for other in getattr(work, kind.field) if _about(other, kind) != _about(entry, kind))
    return msgspec.structs.replace(work, **{kind.field: (*others, entry)})


def _about(entry: CorrectionEntry, kind: EntryKind) -> tuple[object, ...]:
    return tuple(getattr(entry, name) for name in kind.about)


def without_entry(work: WorkCorrections, name: str) -> WorkCorrections:
    """A work without the entry of this `key`."""
    kept = {
        kind.field: tuple(entry for entry in getattr(work, kind.field) if key(entry) != name) for kind in ENTRY_KINDS
    }
    return msgspec.structs.replace(work, **kept)


def entries(work: WorkCorrections) -> tuple[CorrectionEntry, ...]:
    """All entries of a work, kind by kind."""
    return tuple(entry for kind in ENTRY_KINDS for entry in getattr(work, kind.field))


Change = Callable[[WorkCorrections], WorkCorrections]


def edit(file: Path, about: WorkCorrections, change: Change) -> WorkCorrections:
    """Change the corrections of a work in the file, and return them; ``about`` is the work of a new file.

    The work is found by its id, else by the source's hash. `Refused` when the file cannot be read or written.
    """
    return edit_all(file, [(about, change)])[0]


def edit_all(file: Path, changes: Iterable[tuple[WorkCorrections, Change]]) -> list[WorkCorrections]:
    """The same with several works, in one step: the file has all changes or none."""
    works = list(read_corrections(file)) if file.exists() else []
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    changed: list[int] = []
    for about, change in changes:
        index = _index_of(works, about)
        new_work = change(about if index is None else msgspec.structs.replace(works[index], sha256=about.sha256))
        if index is None:
            index = len(works)
            works.append(new_work)
        else:
            works[index] = new_work
        changed.append(index)
    new = _with_works(text, works, set(changed))
    if not _holds(new, works):
        new = _HEAD + "\n".join(_as_toml(work) for work in works)  # a file of unusual form: written anew as a whole
    with whole_file(file) as written:
        written.write_text(new, encoding="utf-8", newline="\n")
    return [works[index] for index in changed]


def _holds(text: str, works: list[WorkCorrections]) -> bool:
    """Whether a file of this text holds just these works."""
    try:
        return parse_corrections(text) == tuple(works)
    except Refused:
        return False


def _index_of(works: list[WorkCorrections], about: WorkCorrections) -> int | None:
    """Which work of the file it is: by its id, by the source's hash, by the path of one whose id is of the text."""
    for i, work in enumerate(works):
        if work.work_id == about.work_id:
            return i
    for i, work in enumerate(works):
        if about.sha256 is not None and work.sha256 == about.sha256:
            return i
    for i, work in enumerate(works):
        if "/" not in work.work_id and about.path is not None and work.path == about.path:
            return i
    return None


def _with_works(text: str, works: list[WorkCorrections], changed: set[int]) -> str:
    """The text of the file with some works written anew; those that it does not have yet are appended."""
    starts = [match.start() for match in _WORK.finditer(text)]
    head = text[: starts[0]] if starts else text or _HEAD
    chunks = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    known = len(chunks)
    for index in sorted(changed):
        if index < known:
            chunks[index] = _as_toml(works[index]) + ("\n" if index + 1 < len(chunks) else "")
    for work in works[known:]:
        if chunks and not chunks[-1].endswith("\n\n"):
            chunks[-1] = chunks[-1].rstrip("\n") + "\n\n"
        chunks.append(_as_toml(work))
    return head + "".join(chunks)


def _as_toml(work: WorkCorrections) -> str:
    return tomli_w.dumps({"work": [as_table(work)]})
