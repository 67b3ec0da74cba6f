"""Progress: a bar on a terminal, lines in a log, nothing in a library."""

from __future__ import annotations

import re
from io import StringIO

import pytest

from jorei.run import progress


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal() -> None:
    stream = Terminal()
    with progress.show_progress(3, stream) as bar:
        bar.advance(2)
    assert "/3" in stream.getvalue()


def test_lines_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = StringIO()
    monkeypatch.setattr(progress, "_INTERVAL", float("inf"))
    with progress.show_progress(3, stream) as lines:
        lines.advance(1)
        assert stream.getvalue() == ""  # a short build prints no line
        monkeypatch.setattr(progress, "_INTERVAL", 0.0)
        lines.advance(1)
    assert re.fullmatch(r"2/3 件 / documents, [\d.]+ 件/秒 / a second, 残り / left 0 min\n", stream.getvalue())


def test_nothing_in_a_library(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.no_progress(3) as nothing:
        nothing.advance(1)
    assert capsys.readouterr() == ("", "")
