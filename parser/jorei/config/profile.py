"""Profiles: what a municipality wants checked, and how strictly (``jorei-profile.toml``; raw/README.md says how)."""

from __future__ import annotations

import re
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from jorei.errors import Refused
from jorei.model.profile import Era, HouseStyle, Profile, Suppression

if TYPE_CHECKING:
    from collections.abc import Collection

FILE: Final = "jorei-profile.toml"
"""The name of the file."""

_LARGEST: Final = 4_000_000
"""Bytes; a profile is written by hand."""

_ERAS: Final[dict[Era, dict[str, str]]] = {
    "auto": {},
    # laws wrote つ large until 1988; ordinances of that time were typed in columns
    "showa": {"small_tsu": "large", "function_words": "free", "writing": "vertical"},
    "heisei": {"small_tsu": "small", "conjunctions": "kanji"},
    # 公用文における漢字使用等について (2010): 又は and 及び in kanji, かつ and ただし in kana
    "reiwa": {"small_tsu": "small", "conjunctions": "kanji", "function_words": "kana", "writing": "horizontal"},
}
"""What an era presumes of the style; what a profile says itself comes first."""


def find_profile(path: Path) -> Path | None:
    """The profile of a document or folder: the file `FILE` in its folder, or above it inside the working folder."""
    here = path.resolve()
    folder = here if here.is_dir() else here.parent
    working = Path.cwd()
    above = [one for one in folder.parents if one.is_relative_to(working)] if folder.is_relative_to(working) else []
    return next((one / FILE for one in (folder, *above) if (one / FILE).is_file()), None)


def read_profile(path: Path, codes: Collection[str]) -> Profile:
    """The profile in a file; `Refused` says what is wrong with it, and where, in both languages.

    ``codes`` are the checks there are: a profile that names another is refused rather than silently without effect.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _bad(path, "大きすぎます", "it is too large")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _bad(path, "UTF-8ではありません", "it is not UTF-8") from None
    except OSError as error:
        raise _bad(path, "開けません", str(error.strerror)) from None
    return parse_profile(text, path, codes)


def parse_profile(text: str, path: Path, codes: Collection[str]) -> Profile:
    """Like `read_profile`, from the text of the file.

    >>> profile = parse_profile('ignore = ["V09"]\\n[severity]\\nR03 = "error"', Path("p.toml"), {"V09", "R03"})
    >>> profile.ignore, profile.severity_of("R03", "warning")
    (('V09',), 'error')
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _bad(path, f"TOMLとして読めません（{error}）", f"it is no TOML: {error}") from None
    _no_strangers(path, data)
    style = data.get("style", {})
    if isinstance(style, dict) and data.get("era") in _ERAS:
        data["style"] = {**_ERAS[data["era"]], **style}
    try:
        profile = msgspec.convert(data, Profile)
    except msgspec.ValidationError as error:
        raise _bad(path, f"値が正しくありません（{_place(str(error))}）", str(error)) from None
    _known_codes(path, profile, codes)
    named = tuple(msgspec.structs.replace(one, origin=path.name) for one in profile.suppressions)
    return msgspec.structs.replace(profile, suppressions=named)


def _no_strangers(path: Path, data: dict[str, Any]) -> None:
    """Unknown keys are spelling mistakes: name the key that was probably meant."""
    tables: list[tuple[str, Any, type[msgspec.Struct]]] = [
        ("", data, Profile), ("style.", data.get("style"), HouseStyle),
        *((f"suppressions[{at}].", one, Suppression) for at, one in enumerate(_listed(data.get("suppressions")))),
    ]  # fmt: skip
    for prefix, table, struct in tables:
        known = [name for name in struct.__struct_fields__ if name != "origin"]
        for key in table if isinstance(table, dict) else ():
            if key not in known:
                near = get_close_matches(key, known, 1)
                ja, en = (f"（{near[0]} のことですか）", f" (did you mean {near[0]}?)") if near else ("", "")
                raise _bad(path, f"「{prefix}{key}」という項目はありません{ja}", f"unknown key {prefix}{key}{en}")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _known_codes(path: Path, profile: Profile, codes: Collection[str]) -> None:
    """Whole codes everywhere, the letter of a family in ``ignore`` too."""
    families = {code[0] for code in codes}
    for key, named in (
        ("select", profile.select), ("ignore", profile.ignore), ("severity", tuple(profile.severity)),
        ("suppressions", tuple(one.code for one in profile.suppressions)),
    ):  # fmt: skip
        for code in named:
            if code not in codes and not (key == "ignore" and code in families):
                raise _bad(path, f"{key} の「{code}」という点検項目はありません（jorei explain で一覧）",
                           f"{key}: no check {code} (jorei explain lists them)")  # fmt: skip
    for at, one in enumerate(profile.suppressions):
        if not one.reason.strip():
            raise _bad(path, f"suppressions[{at}]（{one.code}）に理由 reason がありません",
                       f"suppressions[{at}] ({one.code}) gives no reason")  # fmt: skip


_PLACE: Final = re.compile(r"^(?P<what>.*?) - at `\$\.?(?P<place>.*)`$", re.DOTALL)


def _place(error: str) -> str:
    match = _PLACE.match(error)
    return f"{match['place']}: {match['what']}" if match else error


def _bad(path: Path, ja: str, en: str) -> Refused:
    return Refused(f"設定 {path} が使えません: {ja}", f"cannot use the profile {path}: {en}")
