"""Coverage-guided fuzzing of what reads bytes: `python tests/fuzz/harness.py TARGET [SECONDS [CORPUS]]`.

A target takes bytes, and may only say `Unreadable`; what was read must keep the laws of the house, within the time and
the memory below. New inputs are kept in CORPUS (nowhere, when none is named); the seeds are made by `seeds.py`. Ten minutes of every
target: `for t in plain html egov docx pdf zip text; do python tests/fuzz/harness.py $t 600 /tmp/corpus/$t; done`.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parent.parent))
if __name__ == "__main__":  # never where the tests are collected, which read as users do
    os.environ["JOREI_OFFICE"] = "off"  # it is no code of ours, and takes a second for each input
    os.environ["JOREI_ISOLATION"] = "off"  # what is instrumented is read in this process

with atheris.instrument_imports(include=["jorei"]):
    from jorei.errors import Refused
    from jorei.model import Source
    from jorei.pipeline.pipeline import analyse
    from jorei.read import Unreadable, read_bytes, read_text
    from jorei.read.docx import read_docx
    from jorei.read.egov import read_egov
    from jorei.read.html import read_html
    from jorei.read.pdf import read_pdf
    from jorei.run.inputs import list_inputs, read_input

from documents import make_docx
from fuzz.seeds import DICTIONARY, seeds
from property.laws import LAWS

LONGEST, SECONDS, MEGABYTES = 20_000, 10, 1_500
_WORD = make_docx("第1条　甲とする。", table=[["甲", "乙"], ["丙", "丁"]])


def stands(source: Source) -> None:
    """What a reader gave: blocks and pages in order, and an analysis that keeps the laws."""
    at = 0
    for block in source.blocks:
        assert at <= block.start <= block.end <= len(source.text), block
        at = block.end
    source.text.encode("utf-8")
    analysis = analyse(source)
    for law in LAWS:
        law(analysis)


def plain(data: bytes) -> None:
    stands(read_bytes(data))


def html(data: bytes) -> None:
    stands(read_html(data, "a.html"))


def egov(data: bytes) -> None:
    stands(read_egov(data, "a.xml"))


def pdf(data: bytes) -> None:
    stands(read_pdf(data, "a.pdf"))


def docx(data: bytes) -> None:
    """A whole file, or one part of a sound one: a fuzzer rarely finds what makes a ZIP."""
    if data[:2] == b"PK":
        return stands(read_docx(data, "a.docx"))
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_WORD)) as old, zipfile.ZipFile(file, "w") as new:
        for info in old.infolist():
            new.writestr(info, data if info.filename == "word/document.xml" else old.read(info))
    stands(read_docx(file.getvalue(), "a.docx"))


def archive(data: bytes) -> None:
    """A ZIP of documents: every entry is an input with a safe name, or skipped, or `Unreadable`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.zip")
        file.write_bytes(data)
        for one in list_inputs(file).inputs:
            assert not one.path.startswith("/"), one.path
            assert ".." not in one.path.split("/"), one.path
            try:
                read_bytes(read_input(one), one.path)
            except Unreadable:
                continue


def text(data: bytes) -> None:
    stands(read_text(data.decode("utf-8", "replace")))


TARGETS = {"plain": plain, "html": html, "egov": egov, "docx": docx, "pdf": pdf, "zip": archive, "text": text}


def escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def main(target: str, seconds: str = "60", corpus: str = "") -> None:
    def one(data: bytes) -> None:
        try:
            TARGETS[target](data)
        except (Unreadable, Refused):
            return

    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "seeds")
        given.mkdir()
        for name, data in seeds(target).items():
            (given / name).write_bytes(data)
        words = Path(folder, "words")
        words.write_text("".join(f'"{escaped(word)}"\n' for word in DICTIONARY))
        kept = Path(corpus or Path(folder, "kept"))
        kept.mkdir(parents=True, exist_ok=True)
        options = [f"-dict={words}", f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SECONDS}",
                   f"-rss_limit_mb={MEGABYTES}", f"-artifact_prefix={corpus or folder}/", "-print_final_stats=1"]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, str(kept), str(given)], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
