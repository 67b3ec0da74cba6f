"""What a page shows: its build, and the corrections that it knows of.

A page may be older than the build or than corrections.toml: somebody else has built or decided since. An index on it
would then mean another finding, and an entry would take the place of one that nobody on this page has seen. So each
request says what its page shows, and is refused where that is no longer so.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from jorei.config.corrections_edit import entries
from jorei.config.corrections_file import digest
from jorei.errors import Refused
from jorei.model.corrections import WorkCorrections
from jorei.review.shown_passage import out_of_date


class Overtaken(Refused):
    """A request that would undo what somebody else has decided since the page was opened."""


class PageState(msgspec.Struct, frozen=True):
    """``build`` is the stamp of the build that a page shows, ``corrections`` the digest of the corrections it lists."""

    build: str
    corrections: str

    def check_build(self, stamp: str) -> None:
        """`OutOfDate` when the build that there is now has another stamp."""
        if self.build != stamp:
            raise out_of_date()

    def check_corrections(self, known: WorkCorrections | None, before: WorkCorrections, after: WorkCorrections) -> None:
        """`Overtaken` when a change takes away what the page does not know of; ``known`` are all corrections of the
        document that there are now, ``before`` and ``after`` those of the entry of the file that changes."""
        if digest(known) != self.corrections and any(_taken_away(before, after)):
            raise Overtaken(
                "他の人がこの箇所を先に決めています。内容を確かめて、もう一度お願いします",
                "somebody else has decided about this in the meantime: look at it, and say it again",
            )


def _taken_away(before: WorkCorrections, after: WorkCorrections) -> Iterator[object]:
    kept = set(entries(after))
    yield from (entry for entry in entries(before) if entry not in kept)
    if before.verified_by and (before.verified_by, before.verified_on) != (after.verified_by, after.verified_on):
        yield before.verified_by
