"""The laws of the house on arbitrary text: nothing is lost, nothing raises, spans nest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jorei.pipeline.pipeline import analyse
from jorei.read import read_bytes, read_text
from property.laws import LAWS
from property.texts import texts

RAW = Path(__file__).parents[2] / "raw"


@given(texts)
@example("")
@example("\n")
@example("\x00")
@example("第")
@example("附則")
@example("第1条")
@example("(1)")
@example("「")
@example("# 第1条0")
@example("体系情報\n0\n# ぁ")
@example("第0条\n(平0条0)\n0")
@example("第1条\n(平1条1)\n甲")
@example("（目的）\n（実績報告）\n第2条　甲")
@example("（目的）\n- 3 -\n第2条　甲")
@example("別表\n| 甲 | 乙 |\n| --- | --- |\n| 丙 | |")
@example("\n第1条")
def test_any_text_keeps_the_laws(text: str) -> None:
    analysis = analyse(read_text(text))
    for law in LAWS:
        law(analysis)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    from jorei.read import Unreadable

    try:
        source = read_bytes(data)
    except Unreadable:
        return
    assert "\r" not in source.text
    assert source.text.strip("\0 \t\r\n\f\u3000")
    source.text.encode()
    analysis = analyse(source)
    for law in LAWS:
        law(analysis)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
def test_the_sample_documents_keep_the_laws(path: Path) -> None:
    analysis = analyse(read_bytes(path.read_bytes()))
    for law in LAWS:
        law(analysis)


@pytest.mark.parametrize("path", sorted(RAW.glob("*.txt")), ids=lambda path: path.stem)
@given(st.data())
def test_a_damaged_document_keeps_the_laws(path: Path, data: st.DataObject) -> None:
    """Lines of a real layout dropped, doubled, cut and joined."""
    lines = read_bytes(path.read_bytes()).text.split("\n")
    start = data.draw(st.integers(0, max(0, len(lines) - 40)))
    window = lines[start : start + 40]
    kinds = st.sampled_from(("drop", "double", "cut", "join", "indent"))
    damage = data.draw(st.lists(st.tuples(st.integers(0, 39), kinds), max_size=8))
    for at, what in damage:
        if at < len(window):
            window[at] = _damaged(window[at], what)
    analysis = analyse(read_text("\n".join(window).replace("\0", "")))
    for law in LAWS:
        law(analysis)


def _damaged(line: str, what: str) -> str:
    match what:
        case "drop":
            return ""
        case "double":
            return f"{line}\n{line}"
        case "cut":
            return f"{line[: len(line) // 2]}\n{line[len(line) // 2 :]}"
        case "indent":
            return f" {line.lstrip('0123456789() ')}"
        case _:
            return line + line


@given(texts)
def test_the_same_text_gives_the_same_analysis(text: str) -> None:
    assert analyse(read_text(text)) == analyse(read_text(text))
