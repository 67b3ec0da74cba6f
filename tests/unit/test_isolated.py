"""No document costs more than itself: readers of files that lead libraries astray have limits on memory and time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

from documents import ORDINANCE, make_docx
from jorei.errors import PoolError
from jorei.read import Unreadable, isolated, limits, read_bytes
from jorei.read.limits import TooCostly, time_limit
from jorei.run.local import build
from sheets import Sheet, make_sheets, words

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory as Linux has them")
SOUND = make_sheets(Sheet(words(60, 780, "第１条　甲とする。")))
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R /G 5 0 R >> >>"


def pdf_of(content: bytes, filters: str = "") -> bytes:
    """A page with this content beside a form that draws itself twice."""
    form = b"/F Do /G Do"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /XObject << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} {filters} >>\nstream\n".encode() + content + b"\nendstream",
        f"<< /Length {len(form)} {FORM} >>\nstream\n".encode() + form + b"\nendstream",
    ]
    file, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = b"".join(f"{place:010} 00000 n \n".encode() for place in (0, *places))
    tail = f"xref\n0 {len(places) + 1}\n".encode() + table
    return file + tail + f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n".encode()


SELF_DRAWING = pdf_of(b"/F Do")
TWICE_PACKED = pdf_of(zlib.compress(zlib.compress(b" " * 500_000_000, 9), 9), "/Filter [/FlateDecode /FlateDecode]")


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of what a document may have: it is used up sooner."""
    monkeypatch.setattr(limits, "BYTES", 100 << 20)


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("data", [SELF_DRAWING, TWICE_PACKED], ids=["draws itself", "packed twice"])
def test_a_small_file_that_eats_memory_is_given_up(data: bytes) -> None:
    with pytest.raises(TooCostly, match=r"too much memory \(more than 100 MB\)"):
        read_bytes(data, "a.pdf")
    assert "第１条" in read_bytes(SOUND, "a.pdf").text


@pytest.mark.usefixtures("little_memory")
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_loses_that_document_alone(tmp_path: Path, jobs: int) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.pdf").write_bytes(SELF_DRAWING)
    (raw / "b.pdf").write_bytes(SOUND)
    (raw / "c.docx").write_bytes(make_docx(*ORDINANCE))
    report = build(raw, tmp_path / "out", jobs=jobs)
    assert [file.path for file in report.unreadable] == ["a.pdf"]
    assert report.rows["documents"] == 3
    (raw / "a.pdf").write_bytes(SOUND)
    assert build(raw, tmp_path / "out", jobs=jobs).unreadable == ()


def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.SWITCH, "0.3")
    monkeypatch.setattr(isolated, "command_of", lambda module: ["sleep", "60"])
    isolated._end_all()
    begun = time.monotonic()
    with pytest.raises(TooCostly, match="JOREI_SECONDS"):
        read_bytes(SOUND, "a.pdf")
    assert time.monotonic() - begun < 10


def test_a_reader_that_dies_costs_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes(SOUND, "a.pdf")
    (process,) = isolated._idle
    process._process.send_signal(signal.SIGSTOP)
    clock = threading.Timer(0.3, process._process.kill)
    clock.start()
    with pytest.raises(Unreadable, match=r"the reader died \(exit code -9\)"):
        read_bytes(SOUND, "a.pdf")
    assert isolated._idle == []
    assert "第１条" in read_bytes(SOUND, "a.pdf").text


def test_a_bug_in_a_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PoolError, match="KeyError: 'no such format'"):
        isolated.read_isolated("no such format", b"", None)


@pytest.mark.parametrize("name", ["pathlib", "statistics", "signal", "queue"])
def test_a_package_named_like_a_module_of_python_does_no_harm(tmp_path: Path, name: str) -> None:
    """Backports of old are installed beside jorei: processes of its own find modules in the order that this one does."""
    beside, raw = tmp_path / "site-packages", tmp_path / "raw"
    beside.mkdir()
    raw.mkdir()
    (beside / f"{name}.py").write_text("raise ImportError('of another time')")
    for number in range(40):
        (raw / f"{number}.txt").write_text(f"甲市文書条例\n第{number + 1}条 甲とする。\n" * 40, encoding="utf-8")
    (raw / "a.pdf").write_bytes(SOUND)
    code = "import sys; sys.path.append(sys.argv[1]); from jorei.cli import main; sys.exit(main(sys.argv[2:]))"
    command = [sys.executable, "-c", code, str(beside), "build", str(raw), "-o", str(tmp_path / "out"), "--jobs", "2"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_readers_are_used_again_and_end_with_their_process() -> None:
    code = (
        "import sys, os; from jorei.read import isolated, read_bytes; data = sys.stdin.buffer.read();"
        "pids = {[read_bytes(data), isolated._idle[-1]._process.pid][1] for _ in range(3)}; print(*pids);"
        "os.fork() or os._exit(len(isolated._idle)); print(os.wait()[1])"
    )
    run = subprocess.run([sys.executable, "-c", code], input=SOUND, capture_output=True, check=True)
    pid, code_of_fork = run.stdout.split()
    assert code_of_fork == b"0"
    assert run.stderr == b""
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid), 0)


def test_the_clock_ends_what_takes_too_long_and_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(limits.SWITCH, "0.2")
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(TooCostly), time_limit(0):
        time.sleep(60)
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before
    with time_limit(0), time_limit(0):
        pass


def test_a_build_lists_what_took_too_long_and_tries_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text("第1条 甲とする。\n" * 4_000, encoding="utf-8")
    monkeypatch.setenv(limits.SWITCH, "0.01")
    monkeypatch.setattr(limits, "SECONDS_A_MEGABYTE", 0.0)
    (late,) = build(raw, tmp_path / "out", jobs=1).unreadable
    assert "takes more than" in late.reason
    monkeypatch.delenv(limits.SWITCH)
    assert build(raw, tmp_path / "out", jobs=1).unreadable == ()


@pytest.mark.parametrize("value", ["", "soon", "-1", "nan"])
def test_a_limit_that_says_nothing_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(limits.SWITCH, value)
    assert limits.seconds_for(0) == limits.SECONDS
