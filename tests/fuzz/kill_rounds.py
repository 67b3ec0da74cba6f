"""The shape `kills` of `rounds.py`: commands that write are ended by a signal at a random moment.

After each: what was there or what was to come is there, whole; no process of the command is left; the next run gives the
same bytes as one that nobody disturbed, and removes what the kill has left, also in the folder for temporary files.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from documents import ORDINANCE, make_pdf
from jorei.config.corrections_file import read_corrections
from jorei.dataset.exchange import existing
from jorei.dataset.seal import MARKER
from jorei.dataset.validate.validate import validate
from serving import serving

Round = Iterator[tuple[int, str | None]]
Failure = Callable[[Callable[[], None]], str | None]
Files = dict[str, bytes]
BASE: Final = "○緑川町公園条例\n平成20年3月21日\n条例第14号\n第1条　公園を置く。\n第2条　公園は、上流に置く。\n附　則\nこの条例は、公布の日から施行する。\n"
BILL: Final = "　緑川町公園条例(平成20年緑川町条例第14号)の一部を次のように改正する。\n　第2条中「上流」を「中流」に改める。\n　　　附　則\n　この条例は、公布の日から施行する。\n"
SITE: Final = {
    "/list.html": "".join(f'<a href="d{number}.html">緑川町第{number}条例</a>' for number in range(6)),
    **{f"/d{number}.html": f"<p>○緑川町第{number}条例<p>第1条　甲とする。<p>附　則<p>公布の日から施行する。" for number in range(6)},
}  # fmt: skip
CORRECTIONS: Final = "raw/corrections.toml"
"""What an editor has decided: how much of it, is a matter of time."""
_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT[0-9:.+Z-]+")
_LOCK: Final = f"jorei-office-{os.getuid() if os.name == 'posix' else 0}.lock"
_PATIENCE: Final = 30.0
"""Seconds that what a killed command has started may take to end: a reader ends with its document."""
_TRIES: Final = 5
"""How often a command is started that was done before the signal came."""


class Scene:
    """A folder, and a command that writes into it; ``raw`` and what stands in it are laid down by `lay`."""

    def __init__(self, name: str, lay: Callable[[Path], None], *commands: tuple[str, ...]) -> None:
        self.name, self.lay, self.commands = name, lay, commands
        self.seconds, self.before, self.after = 1.0, Files(), Files()

    def rehearse(self, folder: Path) -> None:
        """Run all commands, undisturbed: so it begins, so it ends, and so long it takes."""
        self.lay(folder)
        for words in self.commands[:-1]:
            _done(words, folder)
        if len(self.commands) > 1:
            self.lay(folder)
        shutil.copytree(folder, folder.with_name(f"{self.name}-before"))
        self.before = _files(folder)
        began = time.monotonic()
        _done(self.commands[-1], folder)
        self.seconds = time.monotonic() - began
        self.after = _files(folder)
        assert self.after != self.before, self.name

    def kill(self, folder: Path, chance: random.Random) -> str:
        """End the command at a random moment; how."""
        for _ in range(_TRIES):
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(folder.with_name(f"{self.name}-before"), folder)
            how, whole = (
                chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)),
                chance.random() < 0.5,
            )
            began = time.monotonic()
            command = _start(self.commands[-1], folder)
            try:
                _, said = command.communicate(timeout=chance.uniform(0.02, 1.0) * self.seconds)
                self.seconds = 0.5 * self.seconds + 0.5 * (time.monotonic() - began)
                continue
            except subprocess.TimeoutExpired:
                (os.killpg if whole else os.kill)(command.pid, how)
            _, said = command.communicate(timeout=_PATIENCE + self.seconds)
            _wait_for_all(folder)
            assert "in main\n" not in said, f"{how.name}: {said[-500:]}"
            return how.name
        return "never in time"

    def stands(self, folder: Path) -> None:
        """Every file is as it was before or as it will be, and the build is whole."""
        for name, content in _files(folder).items():
            if name.startswith("out/"):
                continue
            if not any(part.startswith(".") for part in name.split("/")):
                assert name == CORRECTIONS or content in (self.before.get(name), self.after.get(name)), (
                    f"{self.name}: {name} is neither old nor new"
                )
        build = existing(folder / "out")
        if build is None:
            assert "out/nodes/part-00000.parquet" not in self.before, f"{self.name}: the build is gone"
            return
        faults = [str(fault) for fault in validate(build)]
        assert not faults, f"{self.name}: {faults[0]}"
        parts = {name: content for name, content in _files(folder).items() if name.startswith("out/")}
        assert parts in (_below(self.before, "out/"), _below(self.after, "out/")), (
            f"{self.name}: a mixture of two builds"
        )

    def ends_well(self, folder: Path) -> None:
        """The command, run again, comes to the same end, and nothing else is there."""
        _done(self.commands[-1], folder)
        files = _files(folder)
        odd = sorted(name for name in files.keys() | self.after.keys() if files.get(name) != self.after.get(name))
        assert not odd, f"{self.name}: not as undisturbed: {odd[:5]}"
        left = sorted(path.name for path in _temporary(folder).iterdir() if path.name != _LOCK)
        assert not left, f"{self.name}: left behind: {left}"


def kills(count: int, first: int, failure_of: Failure) -> Round:
    """Commands that are killed leave the old or the new, and the next run makes good."""
    with tempfile.TemporaryDirectory() as home, contextlib.ExitStack() as running:
        site = ThreadingHTTPServer(("127.0.0.1", 0), _Site)
        site.daemon_threads = True
        running.enter_context(serving(site))
        scenes = _scenes(site.server_port)
        ready: set[str] = set()
        for number in range(first, first + count):
            chance = random.Random(number)
            scene = chance.choice(scenes)
            folder = Path(home, scene.name)
            if scene.name not in ready:
                folder.mkdir()
                _temporary(folder).mkdir()
                scene.rehearse(folder)
                ready.add(scene.name)

            def one(scene: Scene = scene, folder: Path = folder, chance: random.Random = chance) -> None:
                scene.kill(folder, chance)
                scene.stands(folder)
                scene.ends_well(folder)

            yield number, failure_of(one)


def _scenes(port: int) -> tuple[Scene, ...]:
    build = ("build", "raw", "-o", "out", "--json")
    scenes = [
        Scene("build", _raw, (*build, "--jobs", "1")),
        Scene("workers", _raw, (*build, "--jobs", "2", "--tokens")),
        Scene("rebuild", _changing_raw, (*build, "--jobs", "1"), (*build, "--jobs", "1")),
        Scene("rebuild-workers", _changing_raw, (*build, "--jobs", "1"), (*build, "--jobs", "2", "--fresh")),
        Scene("amend", _bills, ("amend", "base.txt", "--by", "bill.txt", "-o", "amended.txt", "--table", "table.html")),
        Scene("amend-folder", _bills, ("amend", "base.txt", "other.txt", "--by", "bill.txt", "-o", "amended")),
        Scene("draft", _bills, ("draft", "base.txt", "new.txt", "-o", "drafted.txt")),
        Scene("export", _raw, build, ("export", "out", "--format", "egov", "-o", "exported")),
        Scene("articles", _raw, build, ("export", "out", "--format", "jsonl", "-o", "articles.jsonl")),
        Scene("search", _raw, build, ("search", "out", "文書")),
        Scene("keep", _raw, build, ("compare", "out", "--docs", "d1.txt", "d2.txt", "--keep", "-o", "table.csv")),
        Scene("collect", _nothing, ("collect", f"http://127.0.0.1:{port}/list.html", "-o", "fetched", "--delay", "0")),
        Review("review", _reviewed, build, ("review", "out", "--raw", "raw", "--no-browser", "--by", "係")),
    ]  # fmt: skip
    if shutil.which("soffice"):
        scenes += [Scene("office", _office, (*build, "--jobs", jobs)) for jobs in ("1",)]
        scenes += [Scene("office-workers", _office, (*build, "--jobs", "2"))]
    return tuple(scenes)


class Review(Scene):
    """A server of the review that is killed while an editor decides: what it has answered is written."""

    def rehearse(self, folder: Path) -> None:
        """Make the build; the server itself is started by `kill`."""
        self.lay(folder)
        _done(self.commands[0], folder)
        shutil.copytree(folder, folder.with_name(f"{self.name}-before"))
        self.before = self.after = _files(folder)
        self.seconds = 3.0

    def kill(self, folder: Path, chance: random.Random) -> str:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(folder.with_name(f"{self.name}-before"), folder)
        how = chance.choice((signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT))
        command = _start(self.commands[-1], folder)
        editor = Editor(_address(command))
        deciding = threading.Thread(target=editor.decide)
        deciding.start()
        time.sleep(chance.uniform(0.0, self.seconds))
        command.send_signal(how)
        command.communicate(timeout=_PATIENCE)
        deciding.join()
        _wait_for_all(folder)
        self.promised = editor.promised
        assert not editor.odd, editor.odd
        return how.name

    def stands(self, folder: Path) -> None:
        """The last decision that was answered, or the one after it, is in the file."""
        super().stands(folder)
        file = folder / CORRECTIONS
        if not self.promised:
            return
        reasons = {verdict.reason for work in read_corrections(file) for verdict in work.findings}
        last = self.promised[-1]
        assert reasons & {f"理由{last}", f"理由{last + 1}"}, f"decision {last} is lost: {reasons}"

    def ends_well(self, folder: Path) -> None:
        command = _start(self.commands[-1], folder)
        editor = Editor(_address(command))
        editor.decide(1)
        assert editor.promised == [0], editor.odd
        command.send_signal(signal.SIGINT)
        command.communicate(timeout=_PATIENCE)
        _wait_for_all(folder)
        files = _files(folder)
        files.pop(CORRECTIONS, None)
        assert files.keys() == self.after.keys(), f"review: {sorted(files.keys() ^ self.after.keys())}"
        assert not list(_temporary(folder).iterdir()), "review: left behind"


class Editor:
    """Somebody who decides about one finding, again and again, each time with another reason."""

    def __init__(self, address: str) -> None:
        self.port, self.address = urlsplit(address).port, address
        self.promised: list[int] = []
        self.odd = ""

    def look(self) -> tuple[dict[str, str], str]:
        """The headers that let in and the page of the document."""
        parts = urlsplit(self.address)
        answer, _ = self._ask("GET", f"{parts.path}?{parts.query}", {})
        headers = {"Cookie": (answer.getheader("set-cookie") or "").partition(";")[0]}
        _, queue = self._ask("GET", "/", headers)
        found = re.search(r'href="(/doc/[^"#?]+)', queue)
        assert found, queue[:300]
        _, page = self._ask("GET", found[1], headers)
        return headers | {"doc": found[1].removeprefix("/doc/")}, page

    def decide(self, times: int = 10_000) -> None:
        """So often, or until the server is gone."""
        with contextlib.suppress(OSError, HTTPException):
            for number in range(times):
                headers, page = self.look()
                doc = headers.pop("doc")
                data: Any = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
                token = re.search(r'name="jorei-token" content="([^"]+)"', page)
                assert token
                body = {"doc": doc, "path": data["path"], "page": data["page"], "finding": 0, "verdict": "dismissed",
                        "shown": data["findings"][0]["shown"], "reason": f"理由{number}"}  # fmt: skip
                own = {"Content-Type": "application/json", "X-Jorei-Token": token[1], "Sec-Fetch-Site": "same-origin"}
                answer, said = self._ask("POST", "/api/finding", headers | own, body)
                if answer.status != 200:
                    self.odd = f"{answer.status} {said[:300]}"
                    return
                self.promised.append(number)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: Any = None) -> tuple[Any, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer, answer.read().decode()
        finally:
            connection.close()


def _address(command: subprocess.Popen[str]) -> str:
    assert command.stdout is not None
    return command.stdout.readline().split()[0]


def _start(words: tuple[str, ...], folder: Path) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("JOREI_OFFICE", "JOREI_ISOLATION")}
    return subprocess.Popen(
        [sys.executable, "-m", "jorei", *words], cwd=folder, env={**kept, "TMPDIR": str(_temporary(folder))}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def _done(words: tuple[str, ...], folder: Path) -> None:
    command = _start(words, folder)
    _, said = command.communicate(timeout=600)
    assert command.returncode == 0, f"{' '.join(words)} ends with {command.returncode}: {said[-500:]}"


def _temporary(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.tmp")


def _wait_for_all(folder: Path) -> None:
    """Wait until no process of a command is left, which are known by their folder for temporary files."""
    mark, deadline = f"TMPDIR={_temporary(folder)}".encode(), time.monotonic() + _PATIENCE
    while left := [process for process in Path("/proc").glob("[0-9]*") if mark in _environment(process)]:
        assert time.monotonic() < deadline, f"left running: {[(one / 'cmdline').read_bytes()[:200] for one in left]}"
        time.sleep(0.1)


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:  # gone, or somebody else's
        return []


def _files(folder: Path) -> Files:
    """Everything in a folder but what tells the time, or is an index, of which only the names of its state count."""
    found = Files()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and (not name.startswith(".out.search/") or path.suffix == ".json"):
            lasting = path.name != MARKER and not name.startswith(".out.search/")
            found[name] = _TIME.sub(b"", path.read_bytes()) if lasting else b""
    return found


def _below(files: Files, start: str) -> Files:
    return {name: content for name, content in files.items() if name.startswith(start)}


def _nothing(folder: Path) -> None:
    (folder / "raw").mkdir()


def _raw(folder: Path) -> None:
    raw = folder / "raw"
    raw.mkdir(exist_ok=True)
    for number in range(12):
        text = "\n".join((f"○甲市第{number}文書条例", "", *ORDINANCE, "第8条 第1条の規定を準用する。"))
        (raw / f"d{number}.txt").write_text(text, encoding="utf-8")
    (raw / "e.pdf").write_bytes(make_pdf([list(ORDINANCE)]))


def _changing_raw(folder: Path) -> None:
    """Other texts each time, and one file that comes and goes."""
    again = (folder / "raw").exists()
    _raw(folder)
    for number in range(0, 12, 3):
        with (folder / f"raw/d{number}.txt").open("a", encoding="utf-8") as file:
            file.write("\n第9条 前条の規定による。" if again else "\n第9条 第2条の規定による。")
    if again:
        (folder / "raw/d5.txt").unlink()


def _bills(folder: Path) -> None:
    for name, text in (("base", BASE), ("bill", BILL), ("new", BASE.replace("上流", "下流")),
                       ("other", BASE.replace("公園条例", "広場条例").replace("第14号", "第15号"))):  # fmt: skip
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")


def _reviewed(folder: Path) -> None:
    (folder / "raw").mkdir()
    (folder / "raw/a.txt").write_text(
        "○甲市文書条例\n\n" + "\n".join(ORDINANCE) + "\n第9条 第99条による。\n", encoding="utf-8"
    )


def _office(folder: Path) -> None:
    _raw(folder)
    for number in range(2):
        words = "\\par ".join(
            "".join(f"\\u{ord(letter)}?" for letter in line) for line in (f"○甲市第{number}公印条例", *ORDINANCE)
        )
        (folder / f"raw/o{number}.rtf").write_text("{\\rtf1\\ansi " + words + "}", encoding="ascii")


class _Site(BaseHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        page = SITE.get(self.path)
        body = f"<!DOCTYPE html><meta charset=utf-8>{page}".encode() if page else b""
        with contextlib.suppress(OSError):
            time.sleep(0.02)
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
