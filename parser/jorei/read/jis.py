"""JIS X 0208 in its 7-bit and 8-bit dress, with the NEC and IBM characters (①, ㈱, 髙) that Python's codecs refuse.

Municipal pages in EUC-JP and ISO-2022-JP use row 13 (①, ㈱, Ⅳ) as if it were standard; Python decodes those rows
in CP932 only. The cells are the same ones, so a pair of bytes is moved into CP932 and decoded there.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

EUC: Final = "jorei.euc-nec"
"""Name of the error handler: ``data.decode("euc_jp", EUC)``."""

_ESCAPE: Final = re.compile(rb"\x1b(?:\$(?:\([DOPQ]|[@AB])|\([BJIH])")
_TWO_BYTES: Final = (b"\x1b$@", b"\x1b$B")
_STRANGE: Final = re.compile(rb"[\x80-\xff]")
_PAIR: Final = re.compile(rb"[^\r\n]{1,2}")
_GETA: Final = b'".'
"""〓 in JIS X 0208."""
_MOST_STRANGE: Final = 0.02
_KATAKANA: Final = b"\x1b(I"
_ASCII: Final = (b"\x1b(B", b"\x1b(J", b"\x1b(H")


def jis_to_cp932(high: int, low: int) -> bytes:
    """The CP932 bytes of a JIS row and cell (both 0x21-0x7E).

    >>> jis_to_cp932(0x2D, 0x21).decode("cp932"), jis_to_cp932(0x30, 0x21).decode("cp932")
    ('①', '亜')
    """
    lead = (high - 0x21) // 2 + 0x81
    # two rows share a lead byte; 0x7F is left out among the trail bytes
    trail = low + 0x7E if high % 2 == 0 else low + 0x1F if low < 0x60 else low + 0x20
    return bytes((lead if lead < 0xA0 else lead + 0x40, trail))


def _nec_cell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if len(pair) < 2 or not all(0xA1 <= byte <= 0xFE for byte in pair):
        raise error
    return jis_to_cp932(pair[0] & 0x7F, pair[1] & 0x7F).decode("cp932"), error.start + 2


codecs.register_error(EUC, _nec_cell)


def is_iso2022(data: bytes) -> bool:
    """Seven-bit bytes that shift into a Japanese set."""
    return b"\x1b" in data and data.isascii() and any(m[0] not in _ASCII for m in _ESCAPE.finditer(data))


def mended_iso2022(data: bytes) -> tuple[bytes, int] | None:
    """ISO-2022-JP in which single bytes are damaged: a pair with one becomes 〓, and how many there were; else None.

    >>> damaged = "第1条　甲".encode("iso2022_jp").replace(b"9C", bytes((57, 128))) + b"a" * 99
    >>> mended, count = mended_iso2022(damaged) or (b"", 0)
    >>> decode_iso2022(mended).rstrip("a"), count
    ('第1条\u3000〓', 1)
    """
    strange = len(_STRANGE.findall(data))
    if not 0 < strange <= _MOST_STRANGE * len(data) or not any(shift in data for shift in _TWO_BYTES):
        return None
    parts = _ESCAPE.split(data)
    shifts = [b"\x1b(B", *(match[0] for match in _ESCAPE.finditer(data))]
    mended: list[bytes] = []
    for run, shift in zip(parts, shifts, strict=True):
        pairs = shift in _TWO_BYTES
        mended.append((shift if mended else b"") + (_PAIR.sub(_mend_pair, run) if pairs else _STRANGE.sub(b"?", run)))
    return b"".join(mended), strange


def _mend_pair(pair: re.Match[bytes]) -> bytes:
    return pair[0] if pair[0].isascii() else _GETA


def decode_iso2022(data: bytes) -> str:
    """ISO-2022-JP by its escape sequences; raises `UnicodeDecodeError` when a set is unknown or a pair has no cell.

    >>> decode_iso2022(b"\\x1b$B-!Bh\\x1b(B1\\x1b$B>r\\x1b(B")
    '①第1条'
    """
    out, offset, shift = [], 0, b"\x1b(B"
    for match in _ESCAPE.finditer(data):
        out.append(_decode_run(data[offset : match.start()], shift))
        offset, shift = match.end(), match[0]
    out.append(_decode_run(data[offset:], shift))
    return "".join(out)


def _decode_run(run: bytes, shift: bytes) -> str:
    if shift in _ASCII:
        return run.decode("ascii")
    # a line end may stand inside a shifted run: mailers of old wrote it so
    pieces = re.split(rb"([\r\n]+)", run)
    return "".join(piece.decode("ascii") if i % 2 else _decode_cells(piece, shift) for i, piece in enumerate(pieces))


def _decode_cells(run: bytes, shift: bytes) -> str:
    if shift == _KATAKANA:
        return b"".join(b"\x8e" + bytes((byte | 0x80,)) for byte in run).decode("euc_jp")
    eight_bit = bytes(byte | 0x80 for byte in run)
    if shift in _TWO_BYTES:
        return eight_bit.decode("euc_jp", EUC)
    if shift == b"\x1b$(D":
        pairs = (eight_bit[i : i + 2] for i in range(0, len(eight_bit), 2))
        return b"".join(b"\x8f" + pair for pair in pairs).decode("euc_jp")
    raise UnicodeDecodeError("iso2022_jp", run, 0, len(run), f"unknown character set {shift!r}")
