"""A document before its text is analysed, with its content and key, and the record that a build keeps of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from jorei.identity.parent_ordinance import ParentOrdinance
from jorei.model.corrections import BuildVerdicts
from jorei.read import Unreadable
from jorei.run.input_key import NO_KEY, input_key
from jorei.run.inputs import Input

INTERNAL_ERROR: Final = "内部エラー / internal error: "
"""The beginning of the reason of a document that was lost by a bug."""
Read = Callable[[Input], bytes | str]
"""Gives the content of an input; raises `Unreadable`."""


class LoadedInput(msgspec.Struct, frozen=True):
    """An input with its key and its content, bytes or text, or the reason why there is none."""

    input: Input
    content: bytes | str | None
    sha256: str | None
    key: str
    reason: str = ""


class BuiltDocument(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The record of a document in a build: its id and the digest of its text, before copies are left out.

    ``work_id`` is the id that corrections know it by, ``corrections`` the key of those it had, ``verdicts`` those on
    findings that only the whole build can make. ``title``, ``municipality`` and, of an amending ordinance, the title of
    its base (``amends``) are hashes of `jorei.identity.base_ordinances`. ``part`` counts the documents of one input from 1,
    where there are several. ``parent`` is the ordinance that a rule carries out, ``provisions`` says what an ordinance
    holds (`jorei.identity.parent_ordinance`), ``law_number`` is that of the document without its municipality.
    """

    path: str
    key: str
    doc_id: str
    digest: str
    reason: str = ""
    work_id: str = ""
    corrections: str = ""
    verdicts: BuildVerdicts | None = None
    title: int = 0
    amends: int = 0
    municipality: int = 0
    part: int = 0
    parent: ParentOrdinance | None = None
    provisions: str = ""
    law_number: str = ""

    @property
    def version(self) -> int:
        """A number of 64 bits that changes when the input or its corrections do."""
        return int.from_bytes(hashlib.sha256(f"{self.key} {self.corrections}".encode()).digest()[:8])


def input_indices(documents: Sequence[BuiltDocument], first: int) -> list[int]:
    """The index of the input of each document; ``first`` is that of the first one."""
    index = first - 1
    indices = []
    for document in documents:
        index += document.part <= 1
        indices.append(index)
    return indices


def load(input_: Input, read: Read) -> LoadedInput:
    """Read an input. One that cannot be read has no key, so that the next build tries again."""
    try:
        content = read(input_)
    except Unreadable as reason:
        return LoadedInput(input_, None, None, NO_KEY, str(reason))
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    digest = hashlib.sha256(data).hexdigest()
    return LoadedInput(input_, content, digest, input_key(digest, input_.given))
