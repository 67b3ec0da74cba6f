"""Profiles of the checks, from jorei-profile.toml: which checks run, how strictly, by which style (raw/README.md)."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from jorei.config.nearest import nearest_file
from jorei.errors import Refused, Unreadable
from jorei.model.profile import Era, HouseStyle, Profile, Suppression
from jorei.read import file_bytes

if TYPE_CHECKING:
    from collections.abc import Collection

FILE_NAME: Final = "jorei-profile.toml"

_MAX_BYTES: Final = 4_000_000
"""Larger files are refused. Chosen: a profile is written by hand."""

_ERAS: Final[dict[Era, dict[str, str]]] = {
    "auto": {},
    # laws wrote つ large until 1988; ordinances of that time were typed in columns
    "showa": {"small_tsu": "large", "function_words": "free", "writing": "vertical"},
    "heisei": {"small_tsu": "small", "conjunctions": "kanji"},
    # 公用文における漢字使用等について (2010): 又は and 及び in kanji, かつ and ただし in kana
    "reiwa": {"small_tsu": "small", "conjunctions": "kanji", "function_words": "kana", "writing": "horizontal"},
}
"""What an era presumes of the style; the style of the profile itself comes first."""


def find_profile(path: Path) -> Path | None:
    """The profile of a document or folder: jorei-profile.toml in its folder, or above it inside the working folder."""
    return nearest_file(path, FILE_NAME)


def read_profile(path: Path, codes: Collection[str]) -> Profile:
    """The profile in a file; `Refused` says what is wrong with it, and where, in both languages.

    ``codes`` are the checks there are: a profile that names another is refused rather than silently without effect.
    """
    try:
        text = file_bytes(path, _MAX_BYTES).decode("utf-8-sig")
    except Unreadable as reason:
        raise _refused(path, reason.ja, reason.en) from None
    except UnicodeDecodeError:
        raise _refused(path, "UTF-8ではありません", "it is not UTF-8") from None
    except OSError as error:
        raise _refused(path, "開けません", str(error.strerror)) from None
    return parse_profile(text, path, codes)


def parse_profile(text: str, path: Path, codes: Collection[str]) -> Profile:
    """Like `read_profile`, from the text of the file.

    >>> profile = parse_profile('ignore = ["V09"]\\n[severity]\\nR03 = "error"', Path("p.toml"), {"V09", "R03"})
    >>> profile.ignore, profile.severity_of("R03", "warning")
    (('V09',), 'error')
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # no TOML, brackets or digits without end
        raise _refused(path, f"TOMLとして読めません（{error}）", f"it is no TOML: {error}") from None
    _refuse_unknown_keys(path, data)
    style = data.get("style", {})
    if isinstance(style, dict) and data.get("era") in _ERAS:
        data["style"] = {**_ERAS[data["era"]], **style}
    try:
        profile = msgspec.convert(data, Profile)
    except msgspec.ValidationError as error:
        raise _refused(path, f"値が正しくありません（{_key_first(str(error))}）", str(error)) from None
    _refuse_unknown_codes(path, profile, codes)
    suppressions = tuple(msgspec.structs.replace(entry, origin=path.name) for entry in profile.suppressions)
    return msgspec.structs.replace(profile, suppressions=suppressions)


def _refuse_unknown_keys(path: Path, data: dict[str, Any]) -> None:
    """Unknown keys are spelling mistakes: name the key that was probably meant."""
    tables: list[tuple[str, Any, type[msgspec.Struct]]] = [
        ("", data, Profile), ("style.", data.get("style"), HouseStyle),
        *((f"suppressions[{i}].", entry, Suppression) for i, entry in enumerate(_as_list(data.get("suppressions")))),
    ]  # fmt: skip
    for prefix, table, struct in tables:
        known = [name for name in struct.__struct_fields__ if name != "origin"]
        for key in table if isinstance(table, dict) else ():
            if key not in known:
                close = get_close_matches(key, known, 1)
                ja, en = (f"（{close[0]} のことですか）", f" (did you mean {close[0]}?)") if close else ("", "")
                raise _refused(path, f"「{prefix}{key}」という項目はありません{ja}", f"unknown key {prefix}{key}{en}")


def _as_list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _refuse_unknown_codes(path: Path, profile: Profile, codes: Collection[str]) -> None:
    """Whole codes are allowed everywhere, the letter of a family in ``ignore`` too."""
    families = {code[0] for code in codes}
    for key, mentioned in (
        ("select", profile.select), ("ignore", profile.ignore), ("severity", tuple(profile.severity)),
        ("suppressions", tuple(entry.code for entry in profile.suppressions)),
    ):  # fmt: skip
        for code in mentioned:
            if code not in codes and not (key == "ignore" and code in families):
                raise _refused(path, f"{key} の「{code}」という点検項目はありません（jorei explain で一覧）",
                           f"{key}: no check {code} (jorei explain lists them)")  # fmt: skip
    for i, entry in enumerate(profile.suppressions):
        if not entry.reason.strip():
            raise _refused(path, f"suppressions[{i}]（{entry.code}）に理由 reason がありません",
                       f"suppressions[{i}] ({entry.code}) gives no reason")  # fmt: skip


_VALIDATION_ERROR: Final = re.compile(r"^(?P<problem>.*?) - at `\$\.?(?P<key>.*)`$", re.DOTALL)


def _key_first(error: str) -> str:
    """A message of msgspec with the key in front."""
    match = _VALIDATION_ERROR.match(error)
    return f"{match['key']}: {match['problem']}" if match else error


def _refused(path: Path, ja: str, en: str) -> Refused:
    return Refused(f"設定 {path} が使えません: {ja}", f"cannot use the profile {path}: {en}")
