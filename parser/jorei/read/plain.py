"""Bytes of a text file -> `Source`: which encoding, and nothing else changed.

The encoding cascade, in this order:

1. a byte order mark: UTF-8, UTF-32 (before UTF-16, whose mark begins it), UTF-16; the mark is removed
2. UTF-16 without a mark: there are NUL bytes, and one byte order reads as Japanese, better than UTF-8 does
3. ISO-2022-JP: seven-bit bytes with its escape sequences
4. UTF-8, strictly
5. ISO-2022-JP with some damaged bytes, which become 〓
6. CP932 and EUC-JP, strictly, each with the NEC and IBM characters; the one that reads more like Japanese wins.
   Neither byte set excludes the other (half-width kana are everywhere in CP932), so strictness alone decides nothing
7. last resort: UTF-8, CP932 or EUC-JP with U+FFFD for what cannot be decoded, the most plausible of the three;
   `Source.notes` then says how many bytes were lost

What still does not read as text after that is `Unreadable`. Line ends become ``\\n``; everything else stays,
form feeds, NUL bytes and private-use characters included.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import Final

from jorei.errors import Unreadable
from jorei.model import Source
from jorei.read.jis import EUC, decode_iso2022, is_iso2022, mended_iso2022

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: FF FE 00 00 begins with its mark
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JAPANESE: Final = (("cp932", "cp932", "strict"), ("euc-jp", "euc_jp", EUC))
_LAST_RESORT: Final = ("utf-8", "cp932", "euc_jp")
_SAMPLE: Final = 65_536
_LIKELY: Final = re.compile(r"[ぁ-ゖァ-ヶー、。，．「」（）・　\n -~々0-9０-９]")
_KANJI: Final = re.compile(r"[一-鿿]")
_UNLIKELY: Final = re.compile("[｡-ﾟ\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_BROKEN: Final = re.compile("[\ufffd\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MENDED: Final = "iso-2022-jpの壊れた{}か所を〓に置き換えました / {} damaged places replaced by 〓 (iso-2022-jp)"
_SURROGATES: Final = re.compile("[\ud800-\udfff]")


def read_plain(data: bytes, path: str | None = None) -> Source:
    """A text file as a `Source`; raises `Unreadable` when the bytes are no text.

    >>> read_plain("第1条　㈱\\r\\n".encode("cp932")).text
    '第1条　㈱\\n'
    """
    text, encoding, notes = decode(data)
    if not text.strip("\0 \t\r\n\f\u3000"):
        raise Unreadable("空のファイルです（文字がありません）", "the file is empty (no text in it)")
    if len(_BROKEN.findall(text, 0, _SAMPLE)) > min(len(text), _SAMPLE) // 10:
        raise Unreadable("文字として読めません（バイナリファイル、又は知らない文字コード）",
                         "not text (a binary file, or an unknown encoding)")  # fmt: skip
    return Source(unify_line_ends(text), path, "text", encoding, hashlib.sha256(data).hexdigest(), notes=notes)


def read_text(text: str, path: str | None = None) -> Source:
    """A string as a `Source`; lone surrogates, which no encoding can write, become U+FFFD.

    >>> read_text("\\ufeff第1条\\r第2条").text
    '第1条\\n第2条'
    """
    notes: tuple[str, ...] = ()
    text, lone = _SURROGATES.subn("\ufffd", text.removeprefix("\ufeff"))
    if lone:
        notes = (_note(lone, "unicode"),)
    text = unify_line_ends(text)
    return Source(text, path, "text", "utf-8", hashlib.sha256(text.encode()).hexdigest(), notes=notes)


def unify_line_ends(text: str) -> str:
    """The text with LF in place of CR LF and CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def decode(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    """Text, encoding and notes, by the cascade above; never raises.

    >>> decode("第１条　㈱髙島".encode("cp932"))[:2]
    ('第１条　㈱髙島', 'cp932')
    >>> decode("第1条\\n".encode("utf-16-le"))[:2]
    ('第1条\\n', 'utf-16-le')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], encoding)
    utf16 = _utf16(data)
    if utf16:
        return data.decode(utf16), utf16, ()
    if is_iso2022(data):
        try:
            return decode_iso2022(data), "iso-2022-jp", ()
        except UnicodeDecodeError:
            return _lenient(data, "iso2022_jp")
    try:
        return data.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _damaged_iso2022(data) or _japanese(data)


def _damaged_iso2022(data: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    mended = mended_iso2022(data)
    if mended is None:
        return None
    try:
        text = decode_iso2022(mended[0])
    except UnicodeDecodeError:  # an escape sequence is damaged
        return _lenient(mended[0], "iso2022_jp")
    return text, "iso-2022-jp", (_MENDED.format(mended[1], mended[1]),)


def _lenient(data: bytes, codec: str) -> tuple[str, str, tuple[str, ...]]:
    name = {"iso2022_jp": "iso-2022-jp", "euc_jp": "euc-jp"}.get(codec, codec)
    try:
        return data.decode(codec), name, ()
    except UnicodeDecodeError:
        text = data.decode(codec, "replace")
        return text, name, (_note(text.count("\ufffd"), name),)


def _note(count: int, encoding: str) -> str:
    return (
        f"{encoding}として読めない箇所{count}か所を�に置き換えました / {count} undecodable places replaced ({encoding})"
    )


def _utf16(data: bytes) -> str | None:
    """``utf-16-le`` or ``-be`` when there are the NUL bytes of its ASCII (or of U+3000) and one of them makes sense."""
    if b"\0" not in data[:_SAMPLE] or len(data) % 2:
        return None
    # UTF-8 with a stray NUL also pairs up into characters, but into fewer that Japanese is written with
    readings = [(_score(data, codec), codec) for codec in ("utf-8", "utf-16-le", "utf-16-be")]
    best, codec = max(readings)
    return codec if best > 0.5 and codec != "utf-8" else None


def _score(data: bytes, codec: str) -> float:
    try:
        return plausibility(data.decode(codec))
    except UnicodeDecodeError:
        return 0.0


def _japanese(data: bytes) -> tuple[str, str, tuple[str, ...]]:
    readings: list[tuple[float, str, str, tuple[str, ...]]] = []
    for name, codec, errors in _JAPANESE:
        try:
            text = data.decode(codec, errors)
        except UnicodeDecodeError:
            continue
        readings.append((plausibility(text), text, name, ()))
    best = max(readings, default=None, key=lambda reading: reading[0])
    if best is None or best[0] < 0.5:
        # nothing fits strictly (or only as mojibake): a damaged file of one of the three
        damaged = (_lenient(data, codec) for codec in _LAST_RESORT)
        readings += [(plausibility(text), text, name, notes) for text, name, notes in damaged]
        best = max(readings, key=lambda reading: reading[0])
    return best[1:]


def plausibility(text: str) -> float:
    """A score of how much a text reads like Japanese law, about 1 for good text and far below 0.5 for mojibake.

    Kana, punctuation, digits and ASCII speak for it, kanji half (mojibake is full of rare ones); half-width kana,
    private-use characters, controls and U+FFFD speak against it.

    >>> plausibility("市長は、次に掲げる") > 0.8 > 0.3 > plausibility("市長は、次に".encode("euc_jp").decode("cp932"))
    True
    """
    sample = text[:_SAMPLE]
    if not sample:
        return 0.0
    good = len(_LIKELY.findall(sample)) + len(_KANJI.findall(sample)) * 0.7
    return (good - 2 * len(_UNLIKELY.findall(sample))) / len(sample)
