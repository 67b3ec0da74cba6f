"""Every municipality of a list, in the titles and numbers of ordinances, without a registry."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

import jorei

SUMMARY = Path(__file__).parent / "summary.json"
BODY = "\n\n第1条 この条例は、甲とする。\n"
DATED = "\n\n令和7年3月14日\n\n条例第1号"
FORMS = {
    "noun": "○{name}水道条例" + DATED,
    "の": "○{name}の公園の管理に関する条例" + DATED,
    "立": "○{name}立公民館条例" + DATED,
    "における": "○{name}における公園の管理に関する条例" + DATED,
    "prefecture": "○{prefecture}{name}公園条例" + DATED,
    "county": "○{prefecture}霧山郡{name}公園条例" + DATED,
    "number": "○公園条例\n\n令和7年3月14日{name}条例第1号",
    "number without a year": "○公園条例\n\n{name}条例第1号",
    "board's number": "○公園規則\n\n令和七年三月十四日{name}教育委員会規則第一号",
}
"""Beginnings of documents that name their municipality."""
WITH_PREFECTURE = ("prefecture", "county")
WRONG_AT_MOST = 6
"""Of 1,741 in each form."""


def names(file: Path) -> list[tuple[str, str]]:
    """Prefecture and name of each row; a ward stands behind its city."""
    with file.open(encoding="utf-8-sig", newline="") as rows:
        return [(row["pref"], row["city"]) for row in csv.DictReader(rows)]


def is_right(form: str, prefecture: str, name: str) -> bool:
    metadata = jorei.parse(FORMS[form].format(name=name, prefecture=prefecture) + BODY, registry=None).metadata
    above = prefecture if form in WITH_PREFECTURE else None
    return (metadata.municipality, metadata.prefecture) == (name, above)


def figures(listed: list[tuple[str, str]], form: str) -> dict[str, object]:
    """How many there are, how many are read rightly, and the hashes of the others."""
    if form == "county":
        listed = [row for row in listed if row[1].endswith(("町", "村"))]
    wrong = [name for prefecture, name in listed if not is_right(form, prefecture, name)]
    hashes = sorted(hashlib.sha256(name.encode()).hexdigest()[:12] for name in wrong)
    return {"names": len(listed), "right": len(listed) - len(wrong), "wrong": hashes}


def test_names_are_read_as_written(shared: Path, regenerate: bool) -> None:
    file = shared / "data" / "registry" / "municipalities.csv"
    if not file.is_file():
        pytest.skip("needs a list of the municipalities, and it is not there")
    rows = names(file)
    whole = [row for row in rows if " " not in row[1]]
    wards = [(prefecture, name.replace(" ", "")) for prefecture, name in rows if " " in name]
    found = {form: figures(whole, form) for form in FORMS}
    found["wards"] = figures(wards, "noun")
    if regenerate:
        SUMMARY.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for form, counts in found.items():
        print(f"{form:24} {counts['right']} of {counts['names']}")
    assert found == json.loads(SUMMARY.read_text(encoding="utf-8"))
    assert all(len(found[form]["wrong"]) <= WRONG_AT_MOST for form in FORMS)
