"""The content of a response, decoded in steps: what is small on its way may be large when it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

MAX_BYTES: Final = 50 << 20
"""Of one document, packed and unpacked."""
ENCODING: Final = "gzip"
"""The one encoding that is asked for."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_STEP: Final = 1 << 20


class BadContent(Exception):
    """A content that is too large, damaged or packed in an unknown way; its text is the reason."""


def read_content(chunks: Iterable[bytes], encoding: str) -> bytes:
    """The whole content of a response whose header Content-Encoding is ``encoding``.

    >>> read_content([b"a", b"b"], ""), read_content([zlib.compress(b"ab", wbits=_GZIP)], "gzip")
    (b'ab', b'ab')
    >>> read_content([], "gzip, gzip")
    Traceback (most recent call last):
    jorei.collect.content.BadContent: 知らない圧縮です / packed in an unknown way: gzip, gzip
    """
    match encoding.strip().lower():
        case "" | "identity":
            steps: Iterable[bytes] = chunks
        case "gzip" | "x-gzip":
            steps = _unpacked(chunks)
        case _:
            raise BadContent(f"知らない圧縮です / packed in an unknown way: {encoding[:50]}")
    content = bytearray()
    for step in steps:
        content += step
        if len(content) > MAX_BYTES:
            raise BadContent(f"大きすぎます / larger than {MAX_BYTES} bytes")
    return bytes(content)


def _unpacked(chunks: Iterable[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                yield unpacker.decompress(rest, _STEP)
                rest = unpacker.unconsumed_tail
                if unpacker.eof:  # one packed file may follow another
                    rest = unpacker.unused_data
                    unpacker = zlib.decompressobj(_GZIP)
    except zlib.error as error:
        raise BadContent(f"圧縮が壊れています / damaged: {error}") from None
