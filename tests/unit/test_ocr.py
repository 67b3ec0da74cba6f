"""Scanned pages: read by Tesseract when somebody asks for it, and never else."""

from __future__ import annotations

import os
import re
import shutil
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import jorei
from documents import ORDINANCE
from jorei.read import Unreadable, isolated, read_bytes
from jorei.read.limits import memory_for
from jorei.read.pdf import ocr
from jorei.read.pdf.engine import render
from printers import chromium_pdf
from sheets import Sheet, file_of, make_sheets


def scanned(data: bytes) -> bytes:
    """The first page of a PDF as a PDF that is nothing but its image."""
    image, width, height = render(data, 0, 200)
    head, _, pixels = image.partition(b"\n")
    across, down = head.split()[1:3]
    packed = zlib.compress(pixels).decode("latin-1")
    draw = f"{width} 0 0 {height} 0 0 cm /I Do"
    return file_of([
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R /Resources << /XObject << /I 5 0 R >> >> >>",
        f"<< /Length {len(draw)} >>\nstream\n{draw}\nendstream",
        f"<< /Type /XObject /Subtype /Image /Width {int(across)} /Height {int(down)} /ColorSpace /DeviceGray /BitsPerComponent 8 "
        f"/Filter /FlateDecode /Length {len(packed)} >>\nstream\n{packed}\nendstream",
    ])  # fmt: skip


def test_without_being_asked_no_page_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "recognise", lambda *page: pytest.fail("Tesseract was started"))
    with pytest.raises(Unreadable, match="needs OCR"):
        read_bytes(make_sheets(Sheet("")))


def test_without_tesseract_the_reason_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOREI_ISOLATION", "off")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Unreadable, match="needs Tesseract"):
        read_bytes(make_sheets(Sheet("")), ocr=True)


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts a program of the name of Tesseract before it; readers that are at work know of no other."""

    def put(does: str) -> None:
        program = tmp_path / "tesseract"
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        isolated._end_all()

    yield put
    isolated._end_all()


posix = pytest.mark.skipif(os.name != "posix", reason="scripts and limits of POSIX")


@posix
def test_a_page_has_its_time(stand_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in("exec sleep 60")
    monkeypatch.setenv("JOREI_ISOLATION", "off")
    monkeypatch.setattr(ocr, "SECONDS", 0.2)
    with pytest.raises(Unreadable, match=r"OCR took more than 0\.2 seconds"):
        read_bytes(make_sheets(Sheet("")), ocr=True)


@posix
def test_a_document_has_its_time(stand_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in("exec sleep 60")
    monkeypatch.setattr(isolated, "OCR_SECONDS", 1.0)
    monkeypatch.setenv("JOREI_SECONDS", "1")
    started = time.monotonic()
    with pytest.raises(Unreadable, match="it takes more than 1 seconds"):
        read_bytes(make_sheets(*[Sheet("")] * 3), ocr=True)
    assert time.monotonic() - started < 50


@posix
def test_its_memory_is_that_of_the_reader(stand_in: Callable[[str], None]) -> None:
    """Tesseract is started by the reader of the document, and has no more than that may have."""
    stand_in("ulimit -v >&2; exit 1")
    data = make_sheets(Sheet(""))
    with pytest.raises(Unreadable, match=r"OCR failed \(\d+\)") as told:
        read_bytes(data, ocr=True)
    kilobytes = int(re.findall(r"OCR failed \((\d+)\)", str(told.value))[0])
    libraries = 1 << 30
    assert kilobytes * 1024 <= memory_for(len(data)) + libraries


def test_a_scanned_ordinance_has_the_structure_of_its_text() -> None:
    if shutil.which("tesseract") is None or "jpn" not in ocr._languages():
        pytest.skip("needs Tesseract with its Japanese model (Debian: tesseract-ocr and tesseract-ocr-jpn)")
    text = "\n".join(ORDINANCE)
    paper = chromium_pdf("".join(f"<p>{line}</p>" for line in ORDINANCE), "body { font-size: 12pt }")
    document = jorei.parse(scanned(paper), ocr=True)
    found = {(node.kind, node.citation) for node in document.tree.nodes if node.citation}
    wanted = {(node.kind, node.citation) for node in jorei.parse(text).tree.nodes if node.citation}
    right = len(found & wanted)
    assert 2 * right / (len(found) + len(wanted)) >= 0.9
    assert any("OCR" in note for note in document.source.notes)
    assert max(node.confidence for node in document.tree.nodes) < 1
