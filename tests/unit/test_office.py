"""Files of other word processors: by LibreOffice where it is, with a reason where it is not; and what is refused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from documents import ORDINANCE, make_docx
from jorei.read import Unreadable, office, read_bytes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def stream(name: str) -> bytes:
    """The container of old Office files with a stream of this name, as far as anybody looks."""
    return OLE + name.encode("utf-16-le") + bytes(600)


@pytest.fixture(autouse=True)
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(office.SWITCH)


@pytest.fixture
def converted(tmp_path: Path, request: pytest.FixtureRequest) -> bytes:
    """An ordinance in another format, made by LibreOffice itself."""
    program = next(filter(None, map(shutil.which, office.PROGRAMS)), None)
    if program is None:
        pytest.skip("needs LibreOffice (Debian: libreoffice-writer-nogui)")
    (tmp_path / "a.docx").write_bytes(make_docx(*ORDINANCE))
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", request.param, "--outdir",
         str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (tmp_path / f"a.{request.param}").read_bytes()


@pytest.mark.parametrize("converted", ["doc", "odt", "rtf"], indirect=True)
def test_other_formats_read_as_the_document_they_were_made_of(converted: bytes) -> None:
    source = read_bytes(converted)
    assert source.text == read_bytes(make_docx(*ORDINANCE)).text
    assert source.notes[0].endswith("converted by LibreOffice")
    assert source.sha256 != ""


def test_without_libreoffice_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    for data, name in ((stream("WordDocument"), "a.doc"), (b"{\\rtf1 a}", "a.rtf")):
        with pytest.raises(Unreadable, match="needs LibreOffice"):
            read_bytes(data, name)


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(office.SWITCH, "off")
    with pytest.raises(Unreadable, match="needs LibreOffice"):
        read_bytes(b"{\\rtf1 a}", "a.rtf")


def test_it_never_runs_for_what_is_read_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "to_docx", lambda data, kind: pytest.fail("LibreOffice was started"))
    read_bytes(make_docx(*ORDINANCE), "a.doc")
    for name in ("EncryptedPackage", "Workbook", "JSRV_SegmentInformation"):
        with pytest.raises(Unreadable):
            read_bytes(stream(name), "a.doc")


def test_its_memory_and_files_are_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n(ulimit -v; ulimit -f) > document.docx\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    memory, blocks = map(int, office.to_docx(b"{\\rtf1 a}", "rtf").split())
    assert memory << 10 == office.MEMORY
    assert blocks << 9 == office.LARGEST_FILE


def test_a_program_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    monkeypatch.setattr(office, "SECONDS", 0.2)
    with pytest.raises(Unreadable, match=r"more than 0\.2 seconds"):
        read_bytes(b"{\\rtf1 a}", "a.rtf")


def test_a_program_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    """LibreOffice would go on for as long as it likes when a build is killed, with nobody to end it."""
    program, started = tmp_path / "soffice", tmp_path / "started"
    program.write_text(f"#!/bin/sh\nsleep 60 & echo $! > {started}.new; mv {started}.new {started}; wait\n")
    program.chmod(0o755)
    read = "from jorei.read.office import to_docx; to_docx(b'{\\rtf1 a}', 'rtf')"
    path = os.pathsep.join((str(tmp_path), os.environ["PATH"]))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    own = {**os.environ, "PATH": path, "TMPDIR": str(temporary)}
    reader = subprocess.Popen([sys.executable, "-c", read], env=own)
    wait_for(started.exists)
    reader.kill()
    reader.wait()
    sleeper = Path("/proc", started.read_text().strip())
    wait_for(lambda: not sleeper.exists() or "(sleep) Z" in (sleeper / "stat").read_text())
    program.write_text("#!/bin/sh\necho > document.docx\n")
    subprocess.run([sys.executable, "-c", read], env=own, check=True)
    assert [file.suffix for file in temporary.iterdir()] == [".lock"], "also what the killed one has left is gone"


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        (stream("EncryptedPackage"), "a.docx", "locked with a password"),
        (OLE, "a.jtd", "save them as PDF"),
        (stream("Workbook"), "a.xls", "spreadsheets"),
        (OLE, "a.doc", "not one of Word"),
        (b"From: a@example.jp\r\nMIME-Version: 1.0\r\n\r\nx", "a.eml", "mail"),
        (
            b"From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related\n\n",
            "a.mht",
            "web archives",
        ),
    ],
)
def test_what_is_refused_has_its_own_reason(data: bytes, path: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_bytes(data, path)
