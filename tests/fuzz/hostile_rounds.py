"""The shapes of `rounds.py` that are no texts: damaged files, forged builds, requests to the desk, hostile sites."""

from __future__ import annotations

import contextlib
import io
import json
import random
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from documents import ORDINANCE, article_xml, law_xml, make_docx, make_pdf
from fuzz.random_texts import text_of
from jorei.cli import main
from jorei.config.corrections_file import read_corrections
from jorei.dataset.validate.validate import validate
from jorei.pipeline.pipeline import analyse
from jorei.read import read_bytes
from jorei.run.local import build
from jorei.run.task import Options
from property.laws import LAWS

Round = Iterator[tuple[int, str | None]]
Failure = Callable[[Callable[[], None]], str | None]
_PAGE: Final = (
    f"<!DOCTYPE html><meta charset=utf-8><table><tr><td>甲<td>乙</table>{''.join(f'<p>{x}</p>' for x in ORDINANCE)}"
)
WHOLE: Final = {
    "a.txt": "\n".join(ORDINANCE).encode(), "b.txt": "\n".join(ORDINANCE).encode("cp932"), "a.html": _PAGE.encode(),
    "a.xml": law_xml(article_xml("1", "第一条", "甲とする。", "乙とする。", caption="目的")), "a.pdf": make_pdf([list(ORDINANCE)] * 2),
    "a.docx": make_docx(*ORDINANCE, table=[["甲", "乙"], ["丙", "丁"]]),
}  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A file with bytes changed, lost, doubled and put in."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = chance.randbytes(1)
            case 1:
                del changed[at : at + chance.randint(1, 40)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 200)]
            case 3:
                changed[at:at] = chance.choice(
                    (b"<", b">", b"&#xFFFE;", b"\0", b"\xff\xfe", b"<svg>", b"</td>", b"%PDF", "第1条　".encode())
                )
            case _:
                other = chance.choice(tuple(WHOLE.values()))
                begin = chance.randrange(len(other))
                changed[at:at] = other[begin : begin + chance.randint(1, 100)]
    return bytes(changed)


def damaged_inside(data: bytes, chance: random.Random) -> bytes:
    """A ZIP that is whole, with a part that is damaged: damage to the ZIP itself rarely gets as far."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        chosen = chance.choice(("word/document.xml", *old.namelist()))
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == chosen else part)
    return file.getvalue()


def files(count: int, first: int, failure_of: Failure) -> Round:
    """Damaged files are read or said to be unreadable, and what is read keeps the laws."""

    def read(name: str, data: bytes) -> None:
        analysis = analyse(read_bytes(data, name))
        for law in LAWS:
            law(analysis)

    for number in range(first, first + count):
        chance = random.Random(number)
        name = chance.choice(tuple(WHOLE))
        inside = name == "a.docx" and chance.random() < 0.9
        data = (damaged_inside if inside else damaged)(WHOLE[name], chance)
        yield number, failure_of(lambda name=name, data=data: read(name, data))  # type: ignore[misc]  # mypy infers no type of a lambda with defaults


COMMANDS: Final = (
    ("validate",), ("sql", "select count(*) from nodes join documents using (doc_id)"), ("export", "--format", "text", "-o", "NEW"),
    ("search", "文書"), ("migrate",), ("compare", "--docs", "0.txt", "1.txt", "-o", "NEW.csv"), ("cite", "TEXT"), ("parse", "TEXT"),
)  # fmt: skip


def forged(count: int, first: int, failure_of: Failure) -> Round:
    """Of a build that somebody has damaged every command says so in a sentence, and a build on top of it is sound."""
    with tempfile.TemporaryDirectory() as folder:
        raw, sound = Path(folder, "raw"), Path(folder, "sound")
        raw.mkdir()
        for number in range(6):
            (raw / f"{number}.txt").write_text(
                "○甲市文書条例\n\n" + "\n".join(ORDINANCE) + text_of(number), "utf-8", "replace"
            )
        build(raw, sound, jobs=1, options=Options(tokens=True, json=True), force=True)
        for number in range(first, first + count):
            chance = random.Random(number)
            out = Path(folder, "out")
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(sound, out)
            forge(out, chance)
            yield number, failure_of(lambda out=out, chance=chance: _ask(out, raw, chance))  # type: ignore[misc]  # mypy infers no type of a lambda with defaults


def forge(out: Path, chance: random.Random) -> None:
    """Change a build as a slip, a disk or somebody with an editor may."""
    for _ in range(chance.choice((1, 1, 3))):
        left = sorted(path for path in out.rglob("*") if path.is_file())
        if not left:
            return
        file = chance.choice(left)
        match chance.randrange(6):
            case 0:
                file.unlink()
            case 1:
                file.write_bytes(file.read_bytes()[: chance.randrange(file.stat().st_size + 1)])
            case 2:
                file.write_bytes(damaged(file.read_bytes(), chance))
            case 3:
                other = chance.choice(left)
                file.write_bytes(other.read_bytes())
            case 4 if file.suffix == ".json":
                file.write_text(
                    json.dumps(_forged_json(json.loads(file.read_bytes()), chance), ensure_ascii=False), "utf-8"
                )
            case _:
                shutil.rmtree(
                    file.parent if file.parent != out else chance.choice([p for p in out.iterdir() if p.is_dir()])
                )


def _forged_json(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict) and value:
        name = chance.choice(sorted(value))
        return value | {name: chance.choice((None, [], {}, "../../x", -1, 1e300, _forged_json(value[name], chance)))}
    if isinstance(value, list) and value:
        return [*value[1:], _forged_json(value[0], chance)]
    return chance.choice((None, "", 0, True, [[]]))


def _ask(out: Path, raw: Path, chance: random.Random) -> None:
    said = io.StringIO()
    for name, *rest in chance.sample(COMMANDS, 4):
        words = [word.replace("NEW", f"{out}.new").replace("TEXT", str(raw / "0.txt")) for word in rest]
        if name == "cite":
            words += ["--corpus", str(out)]
        arguments = [name, *words] if name in ("cite", "parse") else [name, str(out), *words]
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
            code = main(arguments)
        assert code in (0, 1, 2, 3), f"{name} ends with {code}: {said.getvalue()[-300:]}"
    with contextlib.redirect_stderr(said):
        build(raw, out, jobs=1, options=Options(json=True), force=True)
    faults = [str(fault) for fault in validate(out)]
    assert not faults, f"the build on top: {faults[0]}"


def desk(count: int, first: int, failure_of: Failure) -> Round:
    """Requests of any kind to the desk are answered, write nothing but corrections.toml, and leave that readable."""
    from starlette.testclient import TestClient

    from jorei.review.app import make_app
    from jorei.review.session import ReviewSession

    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "out")
        raw.mkdir()
        (raw / "a.txt").write_text(
            "○甲市文書条例\n\n" + "\n".join(ORDINANCE) + "\n第9条 第99条による。\n", encoding="utf-8"
        )
        build(raw, out, jobs=1)
        session = ReviewSession(out, raw)
        doc = session.document_at("a.txt") or ""
        client = TestClient(
            make_app(session, 1, "secret", "token"), base_url="http://127.0.0.1:1", raise_server_exceptions=True
        )
        before = _contents(Path(folder))
        for number in range(first, first + count):
            request = _request(random.Random(number), doc, session)
            yield number, failure_of(lambda request=request: _answered(client, request, before, raw, Path(folder)))  # type: ignore[misc]  # mypy infers no type of a lambda with defaults


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "corrections.toml"
    }


def _request(chance: random.Random, doc: str, session: Any) -> dict[str, Any]:
    odd: tuple[Any, ...] = (
        None,
        -1,
        0,
        1,
        10**30,
        "",
        "x" * 5000,
        "第1条",
        "../../x",
        [],
        {},
        True,
        "\x00",
        "accepted",
        "dismissed",
    )
    odd_text = ("", "0", "9" * 4000, "%00", "../..", "甲", "\u202e")
    path = chance.choice(("/", f"/doc/{doc}", f"/amend/{doc}", f"/amend/{doc}/file", "/explain/R01", "/static/common.js", "/api/finding", "/api/line",
                          "/api/reference", "/api/undo", "/api/verify", "/bulk", "/api/bulk", "/api/bulk-undo", f"/doc/{chance.choice(odd_text)}", "/%2e%2e/x"))  # fmt: skip
    loaded = session.load(doc)
    page = {"build": loaded.build, "corrections": session.said(loaded).digest}
    finding = chance.randrange(-1, 4)
    body: Any = {
        "doc": chance.choice((doc, doc, doc, "none")),
        "page": chance.choice((page, page, page, {"build": "", "corrections": ""})),
    }
    for name in (
        "finding",
        "line",
        "reference",
        "verdict",
        "reason",
        "kind",
        "label",
        "join",
        "split",
        "targets",
        "law",
        "by",
        "key",
        "start",
        "end",
        "shown",
        "scope",
        "about",
        "id",
    ):
        if chance.random() < 0.35:
            body[name] = chance.choice((*odd, finding))
    if chance.random() < 0.1:
        body = chance.choice(odd)
    headers = {"cookie": "jorei-1=secret", "x-jorei-token": "token", "content-type": "application/json"}
    for name in ("cookie", "x-jorei-token", "content-type", "origin", "host", "sec-fetch-site"):
        if chance.random() < 0.08:
            headers[name] = chance.choice(("", "x", "null", "http://evil.example", "text/plain"))
    params = {
        chance.choice(
            ("page", "q", "order", "base", "on", "form", "key", "code", "doc", "severity", "state")
        ): chance.choice(odd_text)
        for _ in range(chance.randrange(3))
    }
    return {"method": "POST" if path.startswith("/api") else chance.choice(("GET", "GET", "HEAD", "PUT")), "url": path, "params": params,
            "headers": headers, "content": json.dumps(body).encode()}  # fmt: skip


def _answered(client: Any, request: dict[str, Any], before: dict[str, bytes], raw: Path, folder: Path) -> None:
    answer = client.request(**request)
    assert answer.status_code < 500, (answer.status_code, request)
    assert _contents(folder) == before, request
    if (raw / "corrections.toml").exists():
        read_corrections(raw / "corrections.toml")


def sites(count: int, first: int, failure_of: Failure) -> Round:
    """Whatever a site answers, `collect` ends, raises nothing, and writes below its folder alone."""
    from jorei.collect import collect, fetch

    fetch._MIN_RETRY_DELAY = 0.0  # type: ignore[misc]  # in this process of fuzzing alone
    for number in range(first, first + count):
        server = ThreadingHTTPServer(("127.0.0.1", 0), _site(number))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        with tempfile.TemporaryDirectory() as folder:
            raw = Path(folder, "raw")

            def run(raw: Path = raw, port: int = server.server_port, folder: str = folder) -> None:
                collect([f"http://127.0.0.1:{port}/list.html"], raw, delay=0, limit=5)
                assert [path.name for path in Path(folder).iterdir()] == ["raw"]

            yield number, failure_of(run)
        server.shutdown()
        server.server_close()
        thread.join()


def _site(number: int) -> type[BaseHTTPRequestHandler]:
    chance = random.Random(number)
    words = (
        "a.html",
        "/b.txt",
        "../../x.html",
        "http://[::1",
        "file:///etc/passwd",
        "//evil.example/",
        "?q=\n",
        "%00.html",
        "c/",
        "list.html",
        "é",
        "#",
    )
    answers: dict[str, tuple[int, list[tuple[str, str]], bytes]] = {}

    def answer(path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        if path not in answers:
            links = "".join(f'<a href="{chance.choice(words)}">甲市条例</a>' for _ in range(chance.randrange(6)))
            body = chance.choice((links.encode(), _PAGE.encode(), b"", chance.randbytes(100), ("<meta charset=undefined>" + links).encode(),
                                  b"User-agent: *\nCrawl-delay: " + chance.choice((b"0", "²".encode(), b"9" * 30, b"x"))))  # fmt: skip
            headers = [
                (
                    "Content-Type",
                    chance.choice(
                        ("text/html", "text/html; charset=utf-8", "application/pdf", "x", "text/plain; charset=☃")
                    ),
                )
            ]
            odd = (("Location", chance.choice(words)), ("ETag", '"x"'), ("Content-Encoding", chance.choice(("gzip", "gzip, gzip", "br"))),
                   ("Retry-After", chance.choice(("0", "x", "-1"))), ("Last-Modified", "never"), ("Content-Disposition", "attachment; filename=../../x"))  # fmt: skip
            headers += [header for header in odd if chance.random() < 0.25]
            answers[path] = chance.choice((200, 200, 200, 200, 301, 302, 304, 404, 500, 503)), headers, body
        return answers[path]

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def do_GET(self) -> None:
            code, headers, body = answer(self.path)
            with contextlib.suppress(OSError):
                self.send_response(code)
                for name, value in headers:
                    self.send_header(name, value.encode("utf-8").decode("latin-1"))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    return Handler
