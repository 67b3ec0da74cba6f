"""What a build knows of an input before its text is analysed, and what it keeps of it after."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec

from jorei.model.corrections import BuildVerdicts
from jorei.read import Unreadable
from jorei.run.input_key import NEVER, input_key
from jorei.run.inputs import Input


class LoadedInput(msgspec.Struct, frozen=True):
    """An input with its content, bytes or text, or the reason why there is none; and its key."""

    one: Input
    content: bytes | str | None
    sha256: str | None
    key: str
    reason: str = ""


class KeptDocument(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is kept of a document beside its rows: the id and the digest of its text before doubles are seen.

    ``work_id`` is what corrections know it by, ``said`` the key of those it had, ``verdicts`` those on findings that
    only the whole build can make. ``title``, ``municipality`` and, of an amending ordinance, the title of its base
    (``amends``) are hashes of `jorei.identity.base_ordinances`.
    """

    path: str
    key: str
    doc_id: str
    digest: str
    reason: str = ""
    work_id: str = ""
    said: str = ""
    verdicts: BuildVerdicts | None = None
    title: int = 0
    amends: int = 0
    municipality: int = 0

    @property
    def version(self) -> int:
        """A number of 64 bits that changes when the input or its corrections do."""
        return int.from_bytes(hashlib.sha256(f"{self.key} {self.said}".encode()).digest()[:8])


def load(one: Input, read: Callable[[Input], bytes | str]) -> LoadedInput:
    """Read an input; what cannot be opened today is tried again at the next build."""
    try:
        content = read(one)
    except Unreadable as reason:
        return LoadedInput(one, None, None, NEVER, str(reason))
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    digest = hashlib.sha256(data).hexdigest()
    return LoadedInput(one, content, digest, input_key(digest, one.given))
