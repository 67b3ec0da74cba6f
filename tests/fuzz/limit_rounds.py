"""The shapes `limits` and `readers` of `rounds.py`: builds short of memory, descriptors or disk, and readers meanwhile.

A build that cannot be made as well as it can be leaves the old one and says why. Readers of every kind see one build,
whole, or are told that it is gone.
"""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from documents import ORDINANCE, make_docx, make_pdf
from jorei.dataset.corpus import Corpus
from jorei.dataset.exchange import unfinished
from jorei.dataset.validate.validate import validate
from jorei.errors import Refused
from jorei.run.local import build
from jorei.run.task import Options

Round = Iterator[tuple[int, str | None]]
Failure = Callable[[Callable[[], None]], str | None]
_MEGABYTE: Final = 1 << 20
_EACH_EXCHANGE: Final = 25
"""Rebuilds of one round of `readers`."""
_GONE: Final = "built anew since it was opened"


def limits(count: int, first: int, failure_of: Failure) -> Round:
    """Builds under limits end well, or are refused with a reason and leave the old build."""
    with tempfile.TemporaryDirectory() as folder:
        raw, sound, out = Path(folder, "raw"), Path(folder, "sound"), Path(folder, "out")
        _put(raw, 1)
        build(raw, sound, jobs=1)
        _put(raw, 2)
        for number in range(first, first + count):
            shutil.rmtree(out, ignore_errors=True)
            shutil.rmtree(out.with_name(".out.work"), ignore_errors=True)
            shutil.copytree(sound, out)
            chance = random.Random(number)
            yield number, failure_of(lambda chance=chance: _limited(raw, out, chance))  # type: ignore[misc]  # mypy infers no type of a lambda with defaults


def _limited(raw: Path, out: Path, chance: random.Random) -> None:
    name, amount = chance.choice((
        (resource.RLIMIT_AS, chance.randrange(150, 1500) * _MEGABYTE), (resource.RLIMIT_NOFILE, chance.randrange(6, 60)),
        (resource.RLIMIT_FSIZE, chance.randrange(100, 60_000)),
    ))  # fmt: skip
    options = [word for word in ("--tokens", "--fresh", "--json") if chance.random() < 0.4]
    command = [
        sys.executable,
        "-m",
        "jorei",
        "build",
        str(raw),
        "-o",
        str(out),
        "--jobs",
        chance.choice("12"),
        *options,
    ]
    kept = {key: value for key, value in os.environ.items() if key not in ("JOREI_OFFICE", "JOREI_ISOLATION")}
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=kept,
                         preexec_fn=lambda: resource.setrlimit(name, (amount, amount)))  # fmt: skip
    what = f"{name} {amount} {command[7:]}: exit {run.returncode}, {run.stderr[-300:]}"
    assert unfinished(out) == [], what
    faults = [str(fault) for fault in validate(out)]
    assert not faults, f"{faults[0]} {what}"
    rows = Corpus(out).documents.to_arrow(["title", "status"]).to_pylist()
    lost = [row for row in rows if row["status"] != "ok"]
    assert not lost, f"{len(lost)} documents are lost: {what}"
    versions = {re.sub(r"\D", "", row["title"] or "") for row in rows}
    assert versions == ({"2"} if run.returncode == 0 else {"1"}), what
    if (
        run.returncode > 0 and "in main" in run.stderr + run.stdout or run.returncode == 2
    ):  # Python itself may not start
        assert run.returncode == 2, what
        assert "Traceback" not in run.stderr, what


def _put(raw: Path, version: int) -> None:
    raw.mkdir(exist_ok=True)
    lines = [f"○甲市第{version}文書条例", "", *ORDINANCE]
    for number in range(12):
        (raw / f"d{number}.txt").write_text("\n".join((*lines, f"第9条 {number}とする。")), encoding="utf-8")
    (raw / "e.pdf").write_bytes(make_pdf([lines]))
    (raw / "f.docx").write_bytes(make_docx(*lines))


READERS: Final[dict[str, tuple[str, ...]]] = {
    "search": ("search", "OUT", "文書", "--limit", "5"), "export": ("export", "OUT", "--format", "text", "-o", "NEW"),
    "articles": ("export", "OUT", "--format", "jsonl", "-o", "NEW.jsonl"), "validate": ("validate", "OUT"),
    "sql": ("sql", "OUT", "select distinct d.title, n.title, count(*) over () from documents d join nodes n using (doc_id) where n.parent_id is null"),
    "compare": ("compare", "OUT", "-o", "NEW.csv"),
}  # fmt: skip
"""Commands that read a build, in processes of their own."""


def readers(count: int, first: int, failure_of: Failure) -> Round:
    """Builds are exchanged under readers of every kind; a round is `_EACH_EXCHANGE` exchanges under one kind."""
    kinds: tuple[Callable[[Path, Path], set[str]], ...] = (_corpus, _joined, _desk, _command, _tree)
    for number in range(first, first + count):
        kind = kinds[number % len(kinds)]
        with tempfile.TemporaryDirectory() as folder:
            yield (
                number,
                failure_of(lambda kind=kind, folder=folder, number=number: _read_meanwhile(Path(folder), kind, number)),
            )  # type: ignore[misc]  # as above


def _read_meanwhile(folder: Path, read: Callable[[Path, Path], set[str]], number: int) -> None:
    raw, out = folder / "raw", folder / "out"
    _put(raw, 1)
    build(raw, out, jobs=1)
    reading = [_Reading(read, out, folder / f"reader{one}") for one in range(2)]
    for reader in reading:
        reader.start()
    for version in range(2, 2 + _EACH_EXCHANGE):
        if any(reader.error for reader in reading):
            break
        _put(raw, version)
        build(raw, out, jobs=1, options=Options(json=bool(number % 2)))
    for reader in reading:
        reader.done.set()
        reader.join()
        if reader.error:
            raise reader.error
    assert sum(reader.seen["whole"] for reader in reading) > 0, "nothing was read"


class _Reading(threading.Thread):
    """Reads a build again and again."""

    def __init__(self, read: Callable[[Path, Path], set[str]], out: Path, own: Path) -> None:
        super().__init__()
        self.read, self.out, self.own = read, out, own
        self.done, self.seen = threading.Event(), Counter[str]()
        self.error: BaseException | None = None

    def run(self) -> None:
        self.own.mkdir()
        try:
            while not self.done.is_set():
                self.seen[self._once()] += 1
        except BaseException as error:  # noqa: BLE001  # raised again where the readers are waited for
            self.error = error

    def _once(self) -> str:
        try:
            versions = self.read(self.out, self.own)
        except Refused as refusal:
            if _GONE in refusal.en:
                return "gone"
            raise
        assert len(versions) == 1, f"a mixture of {versions}"
        return "whole"


def _version(words: str) -> set[str]:
    return set(re.findall(r"第(\d+)文書条例", words))


def _corpus(out: Path, _: Path) -> set[str]:
    corpus = Corpus(out)
    found = {
        version
        for title in corpus.documents.to_arrow(["title"]).column("title").to_pylist()
        for version in _version(title)
    }
    for _again in range(3):  # as in a notebook, which keeps it over several builds
        titles = corpus.nodes.to_arrow(["title"]).column("title").to_pylist()
        found |= {version for title in titles if title for version in _version(title)}
        for doc_id in corpus:
            found |= _version(corpus.document(doc_id).text)
    return found


def _joined(out: Path, _: Path) -> set[str]:
    corpus = Corpus(out)
    relation = corpus.sql(
        "select d.title as one, n.title as other from documents d full join nodes n using (doc_id) where n.parent_id is null"
    )
    with corpus.reading():
        rows = relation.fetchall()
    assert len(rows) == 14, f"{len(rows)} rows"
    return {version for row in rows for title in row for version in _version(title or "")}


def _tree(out: Path, _: Path) -> set[str]:
    corpus = Corpus(out)
    return {
        version
        for doc_id in list(corpus)[:3]
        for node in corpus.tree(doc_id).nodes
        for version in _version(node.title or "")
    }


def _desk(out: Path, own: Path) -> set[str]:
    from starlette.testclient import TestClient

    from jorei.review.app import make_app
    from jorei.review.session import ReviewSession

    session = ReviewSession(out, out.parent / "raw")
    client = TestClient(
        make_app(session, 1, "secret", "token"), base_url="http://127.0.0.1:1", raise_server_exceptions=True
    )
    headers = {"cookie": "jorei-1=secret"}
    found: set[str] = set()
    for _again in range(3):
        page = client.get("/", headers=headers)
        assert page.status_code in (200, 409), page.status_code
        found = _version(page.text)
        assert len(found) <= 1, f"one page shows {found}"
        for link in re.findall(r'href="(/doc/[^"#?]+)', page.text)[:2]:
            shown = client.get(link, headers=headers)
            assert shown.status_code in (200, 404, 409), shown.status_code
            assert len(_version(shown.text)) <= 1, f"one page shows {_version(shown.text)}"
    return found or {"none"}


def _command(out: Path, own: Path) -> set[str]:
    for name, words in READERS.items():
        arguments = [word.replace("OUT", str(out)).replace("NEW", str(own / name)) for word in words]
        run = subprocess.run(
            [sys.executable, "-m", "jorei", *arguments], capture_output=True, text=True, timeout=300, check=False
        )
        assert "Traceback" not in run.stderr, f"{name}: {run.stderr[-500:]}"
        if run.returncode == 2:
            assert _GONE in run.stderr, f"{name}: {run.stderr[-300:]}"
            continue
        assert run.returncode in (0, 3), f"{name}: exit {run.returncode}, {run.stdout[-200:]}{run.stderr[-300:]}"
        made = [file for file in (own / "articles.jsonl", own / "compare.csv") if file.exists()]
        written = "".join(file.read_text("utf-8") for file in made)
        for file in made:
            file.unlink()
        assert len(_version(run.stdout + written)) <= 1, f"{name}: a mixture of {_version(run.stdout + written)}"
    return {"one"}
