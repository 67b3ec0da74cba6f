"""What the dearest inputs known cost from the command line: at most 1 GB and fifty times their size, 10 s and 2 s a megabyte.

Each goes through ``jorei check``, which does all there is to do, in a process of its own; its memory is that of the process or
of its reader, whichever is more. LibreOffice and Tesseract have limits of their own (`jorei.read.office`, `jorei.read.isolated.OCR_SECONDS`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from documents import make_docx
from timing import slowness
from unit.test_isolated import SELF_DRAWING, TWICE_PACKED, pdf_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="limits and measures of memory as Linux has them"),
]
SECONDS_BASE, SECONDS_A_MEGABYTE = 10.0, 2.0
BYTES_BASE, TIMES_ITS_SIZE = 1 << 30, 50
_BUSY_MACHINE = 2
_PROCESS = 150 << 20
"""Bytes of Python with its libraries, which no input has a part in."""


def repeated(unit: str, size: int, head: str = "") -> bytes:
    return (head + unit * (size // len(unit.encode()))).encode()


def packed(content: bytes) -> bytes:
    return pdf_of(zlib.compress(content, 9), "/Filter /FlateDecode")


def docx_of(parts: int) -> bytes:
    file = BytesIO(make_docx("第1条　甲とする。"))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(parts):
            archive.writestr(f"word/part{number}.xml", b"<a/>")
    return file.getvalue()


WORST: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "a form that draws itself twice": ("a.pdf", lambda: SELF_DRAWING),
    "blanks packed twice": ("a.pdf", lambda: TWICE_PACKED),
    "strokes without end": ("a.pdf", lambda: packed(b"0 0 m 9 9 l S " * 20_000_000)),
    "a megabyte of blanks": ("a.pdf", lambda: packed(b" " * 1_000_000_000)),
    "80,000 attributes": ("a.html", lambda: ("<p " + " ".join(f"a{n}=1" for n in range(80_000)) + ">甲").encode()),
    "a million attributes": ("a.html", lambda: ("<p " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">甲").encode()),
    "amendments and 並びに": ("a.txt", lambda: repeated("第1条から第9条まで、「甲」を「乙」に改める。並びに(ア)注\n（削除）　", 2_100_000)),
    "bullets in a 附則": ("a.txt", lambda: repeated("● 「第1条 削除\n", 800_000, "附則\n")),
    "ladders in ladders": ("a.txt", lambda: repeated("\n　　　　十(1) 甲\nア 乙\n(ア) 丙\n", 1_000_000)),
    "次の表 in a 別表": ("a.txt", lambda: repeated("次の表1\n", 660_000, "別表\n")),
    "次項次の表": ("a.txt", lambda: repeated("* \n次項次の表2 \n", 1_000_000)),
    "chapters in a 別表": ("a.txt", lambda: repeated("第1章28號○\n", 1_000_000, "別表\n")),
    "brackets": ("a.txt", lambda: repeated("(", 300_000)),
    "one line": ("a.txt", lambda: repeated("第1条 この条例は、文書とする。", 1_000_000)),
    "10,000 parts": ("a.docx", lambda: docx_of(10_000)),
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
def test_no_input_costs_more_than_its_bounds(name: str, tmp_path: Path) -> None:
    file = tmp_path / WORST[name][0]
    # made elsewhere: Linux counts what this process has taken to the process that it starts
    subprocess.run([sys.executable, __file__, name, str(file)], check=True)
    size = file.stat().st_size
    run = subprocess.run([sys.executable, __file__, str(file)], capture_output=True, text=True, check=True)
    seconds, taken, code = json.loads(run.stdout)
    assert code in (0, 1, 3), run.stderr
    assert "Traceback" not in run.stderr
    print(f"{name}: {size / 1e6:.2f} MB, {seconds:.1f} s, {taken / 1e6:.0f} MB, exit {code}")
    assert seconds < slowness() * _BUSY_MACHINE * (SECONDS_BASE + SECONDS_A_MEGABYTE * size / 1e6)
    assert taken < _PROCESS + BYTES_BASE + TIMES_ITS_SIZE * size


def measured(file: str) -> tuple[float, int, int]:
    """Seconds of processors, bytes of memory and the exit code of a check of a file, from a process that is small itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "jorei", "check", file, "--statistics"], stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        Path(sys.argv[2]).write_bytes(WORST[sys.argv[1]][1]())
    else:
        print(json.dumps(measured(sys.argv[1])))
