"""Programs that make PDFs as offices and sites do, where they are: tests without them are left out with a reason."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@cache
def has_japanese_font() -> bool:
    """Whether this machine can print Japanese at all."""
    program = shutil.which("fc-list")
    return bool(program and subprocess.run([program, ":lang=ja"], capture_output=True, check=False).stdout.strip())


def chromium_pdf(body: str, style: str = "", *, folder: Path | None = None) -> bytes:
    """A page printed by Chromium, on A4."""
    import tempfile

    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None or not has_japanese_font():
        pytest.skip("needs Chromium and a Japanese font (Debian: chromium, fonts-ipafont-gothic)")
    with tempfile.TemporaryDirectory(dir=folder) as place:
        page, paper = Path(place, "a.html"), Path(place, "a.pdf")
        page.write_text(
            f"<!DOCTYPE html><html lang=ja><meta charset=utf-8><style>@page {{ size: A4; margin: 20mm }} {style}</style><body>{body}</body>",
            encoding="utf-8",
        )
        sandbox = [] if os.name == "nt" or os.getuid() else ["--no-sandbox"]  # Chromium has none for root
        subprocess.run(
            [program, "--headless", *sandbox, "--disable-gpu", "--no-pdf-header-footer", "--disable-background-networking",
             f"--user-data-dir={place}/profile", f"--print-to-pdf={paper}", page.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return paper.read_bytes()


def libreoffice_pdf(document: bytes, suffix: str = "docx") -> bytes:
    """A document printed by LibreOffice."""
    import tempfile

    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None or not has_japanese_font():
        pytest.skip("needs LibreOffice and a Japanese font (Debian: libreoffice-writer-nogui, fonts-ipafont-gothic)")
    with tempfile.TemporaryDirectory() as place:
        Path(place, f"a.{suffix}").write_bytes(document)
        subprocess.run(
            [program, "--headless", f"-env:UserInstallation={Path(place, 'profile').as_uri()}", "--convert-to", "pdf", "--outdir", place,
             str(Path(place, f"a.{suffix}"))], check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return Path(place, "a.pdf").read_bytes()
