"""The review page without a browser: access control, what is written, and that documents stay text."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import jsonschema
import pytest

import jorei
from jorei.config.corrections_file import read_corrections
from jorei.errors import Refused
from jorei.model.corrections import LineCorrection, Quote
from jorei.review.filters import Filters
from jorei.review.gold import export_gold
from jorei.review.guard import POLICY
from jorei.review.listing import listing
from jorei.review.render import STATIC, asset, standalone_page
from jorei.review.server import HOST, entrance, listen, make_server
from jorei.review.session import ReviewSession
from jorei.write.json_schema import published

TEXT = "○青潮市広場条例\n\n平成15年3月26日\n条例第1号\n\n第1条 市長は、広場を置く。\n　2 第9条の広場は、無料とする。3 広場は、狭い。\n"
TOKEN = "a-token-of-this-test"
SECRET = "a-secret-of-this-test"


class Server:
    """A running review; requests come over a socket, as from a browser."""

    def __init__(self, folder: Path) -> None:
        self.raw = folder / "raw"
        self.raw.mkdir()
        (self.raw / "hiroba.txt").write_text(TEXT, encoding="utf-8")
        jorei.build(self.raw, folder / "out")
        self.session = ReviewSession(folder / "out", self.raw, editor="係")
        (row,) = self.session.corpus.documents.to_arrow(["doc_id"]).to_pylist()
        self.doc: str = row["doc_id"]
        listening = listen()
        self.port: int = listening.getsockname()[1]
        self.cookie = f"jorei-{self.port}={SECRET}"
        self.server = make_server(self.session, listening, SECRET, TOKEN)
        self.thread = threading.Thread(target=self.server.run, args=([listening],))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:  # fmt: skip
        """Status, headers (names in lower case) and body; a header named ``a_b`` is sent as ``a-b``."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=600)
        sent_headers = {name.replace("_", "-"): value for name, value in {"Cookie": self.cookie, **headers}.items()}
        connection.request(method, path, None if body is None else json.dumps(body), sent_headers)
        response = connection.getresponse()
        content = response.read().decode()
        connection.close()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, content

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        """A request as our own page sends it."""
        own = {
            "Content_Type": "application/json", "X_Jorei_Token": TOKEN, "Origin": f"http://127.0.0.1:{self.port}",
            "Sec_Fetch_Site": "same-origin",
        }  # fmt: skip
        status, _, content = self.request("POST", path, body, **{**own, **headers})
        return status, json.loads(content)

    def data(self) -> Any:
        """What the page of the document gives its script."""
        _, _, html = self.request("GET", f"/doc/{self.doc}")
        return json.loads(html.partition('id="data">')[2].partition("</script>")[0])

    def asked(self, **rest: Any) -> dict[str, Any]:
        """The body of a request of the page as it is now."""
        data = self.data()
        body = {"doc": self.doc, "path": data["path"], "page": data["page"], **rest}
        for name, key in (("finding", "findings"), ("reference", "references")):
            if name in rest and 0 <= rest[name] < len(data[key]):
                body["shown"] = data[key][rest[name]]["shown"]
            elif name in rest:
                body["shown"] = {"start": 0, "quote": ""}
        if "line" in rest:
            body["shown"] = (TEXT.split("\n") + [""] * 99)[rest["line"] - 1]
        return body

    def row(self) -> dict[str, Any]:
        """The document on the list."""
        (row,) = self.session.overview()[0]
        return row

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("review"))
    yield running
    running.close()


def test_every_response_has_security_headers(server: Server) -> None:
    for path in ("/", f"/doc/{server.doc}", "/static/document.js", "/explain/R01", "/nothing"):
        _, headers, _ = server.request("GET", path)
        assert headers["content-security-policy"] == POLICY
        assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
        assert "server" not in headers
    assert "unsafe" not in POLICY
    assert "http" not in POLICY.replace("https:", "http")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1"}, 421),  # another port is another site
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_other_sites_are_refused(server: Server, headers: dict[str, str], status: int) -> None:
    assert server.request("GET", f"/doc/{server.doc}", **headers)[0] == status
    assert server.post("/api/verify", server.asked(by="甲"), **headers)[0] == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X_Jorei_Token": "guessed"}, 403),
        ({"X_Jorei_Token": ""}, 403),
        ({"Content_Type": "text/plain"}, 415),  # what a form of another site could send
        ({"Content_Length": "100000"}, 413),
    ],
)
def test_a_change_needs_the_token_of_the_page(server: Server, headers: dict[str, str], status: int) -> None:
    assert server.post("/api/verify", server.asked(by="甲"), **headers)[0] == status
    assert server.request("DELETE", "/api/verify")[0] == 415
    assert not (server.raw / "corrections.toml").exists()


def test_only_pages_documents_and_assets_are_served(server: Server) -> None:
    for path in (
        "/doc/../../etc/passwd",
        "/doc/x-x-x-00000000",
        "/static/../session.py",
        "/static/..%2fsession.py",
        "/explain/Z99",
    ):
        assert server.request("GET", path)[0] == 404
    assert all(server.request("GET", f"/static/{name}")[0] == 200 for name in STATIC)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/finding", {"finding": 99, "verdict": "accepted"}, 409),
        ("/api/finding", {"finding": 0, "verdict": "dismissed"}, 409),
        ("/api/line", {"line": 0, "kind": "article"}, 409),
        ("/api/line", {"line": 2, "kind": "article"}, 409),
        ("/api/line", {"line": 6, "kind": "条"}, 409),
        ("/api/line", {"line": 6}, 409),
        ("/api/line", {"line": 6, "split": 0}, 409),
        ("/api/reference", {"reference": -1, "targets": []}, 409),
        ("/api/verify", {"doc": "none", "by": "甲"}, 404),
        ("/api/verify", {"by": "甲", "file": "/tmp/x"}, 400),
        ("/api/finding", {"finding": 0, "verdict": "maybe"}, 400),
        ("/api/undo", ["DOC"], 400),
        ("/api/bulk", ["R01"], 400),
        ("/api/bulk-undo", ["R01"], 400),
    ],
)
def test_requests_without_sense_are_refused_with_a_reason(server: Server, path: str, body: Any, status: int) -> None:
    answered, answer = server.post(path, server.asked(**body) if isinstance(body, dict) else body)
    assert answered == status
    assert answer["ja"]
    assert answer["en"]
    assert not (server.raw / "corrections.toml").exists()


def test_a_correction_writes_the_corrections_and_nothing_else(tmp_path: Path) -> None:
    running = Server(tmp_path)
    try:
        before = _files(tmp_path)
        finding = running.asked(finding=0, verdict="accepted", reason="")
        status, answer = running.post("/api/finding", finding)
        assert (status, len(answer["corrections"]), answer["stale"]) == (200, 1, True)
        status, answer = running.post("/api/line", running.asked(line=7, split=19))
        assert (status, len(answer["corrections"])) == (200, 2)
        after = _files(tmp_path)
        assert set(after) - set(before) == {running.raw / "corrections.toml"}
        assert all(after[file] == content for file, content in before.items())
        # the queue knows of the verdict before anything is rebuilt
        _, findings = running.session.overview()
        assert [row["verdict"] for row in findings if row["index"] == 0] == ["accepted"]
        assert listing(Filters(), [running.row()], findings)["total"]["open"] == len(findings) - 1
        # entries can be undone one by one
        for entry in answer["corrections"]:
            status, left = running.post("/api/undo", running.asked(key=entry["key"]))
        assert (status, left["corrections"], left["decisions"]) == (200, [], [])
        status, answer = running.post("/api/rebuild", {"doc": running.doc})
        assert (status, answer["doc"]) == (200, running.doc)
    finally:
        running.close()


def test_a_page_of_another_build_decides_nothing(tmp_path: Path) -> None:
    """An index of a page that is out of date would mean another finding or reference."""
    running = Server(tmp_path)
    try:
        data, old = running.data(), running.asked()
        codes = [finding["code"] for finding in data["findings"]]
        (running.raw / "jorei-profile.toml").write_text(f'ignore = ["{codes[0]}"]\n', encoding="utf-8")
        jorei.build(running.raw, tmp_path / "out")
        last = len(codes) - 1
        finding = {
            "finding": last,
            "shown": data["findings"][last]["shown"],
            "verdict": "dismissed",
            "reason": "旧条例の条",
        }
        reference = {"reference": 0, "shown": data["references"][0]["shown"], "targets": ["第1条"]}
        line = {"line": 7, "shown": TEXT.split("\n")[6], "kind": "item"}
        for path, body in (("finding", finding), ("reference", reference), ("line", line), ("verify", {"by": "甲"})):
            status, answer = running.post(f"/api/{path}", old | body)
            assert (status, answer["outOfDate"], answer["doc"]) == (409, True, running.doc)
            assert "out of date" in answer["en"]
        # also with the stamp of the new build: what was shown is no longer there
        now = running.asked()
        assert running.post("/api/finding", now | finding)[1]["ja"]
        wrong = now | reference | {"shown": {"start": 1, "quote": "第9条"}}
        assert running.post("/api/reference", wrong)[1]["outOfDate"]
        assert running.post("/api/line", now | line | {"shown": "第2条 別の行"})[1]["outOfDate"]
        assert not (running.raw / "corrections.toml").exists()
    finally:
        running.close()


def test_a_second_editor_sees_what_the_first_decided(tmp_path: Path) -> None:
    running = Server(tmp_path)
    try:
        first = running.asked(finding=0, verdict="dismissed", reason="旧条例の条を指す")
        second = running.asked(finding=0, verdict="accepted")
        other = running.asked(line=6, kind="paragraph")
        assert running.post("/api/finding", first)[0] == 200
        # another passage: both stand, and the answer tells of both
        status, answer = running.post("/api/line", other)
        assert (status, len(answer["corrections"]), len(answer["decisions"])) == (200, 2, 1)
        # the same finding: nothing is replaced that nobody has seen
        status, answer = running.post("/api/finding", second)
        assert (status, answer["decisions"][0][1], len(answer["corrections"])) == (409, "dismissed", 2)
        assert "旧条例の条を指す" in (running.raw / "corrections.toml").read_text(encoding="utf-8")
        # seen, it may be decided anew
        again = second | {"page": second["page"] | {"corrections": answer["seen"]}}
        status, answer = running.post("/api/finding", again)
        assert (status, [decision[1] for decision in answer["decisions"]]) == (200, ["accepted"])
        gone = running.asked(key="0" * 16)
        assert running.post("/api/undo", gone)[0] == 409
    finally:
        running.close()


def finding(index: int, code: str, severity: str, confidence: float, verdict: str = "") -> dict[str, Any]:
    """A finding as the list has it."""
    return {
        "doc_id": "d" + str(index % 2), "index": index, "code": code, "severity": severity, "confidence": confidence,
        "verdict": verdict, "reason": "",
    }  # fmt: skip


DOCUMENTS = [
    {
        "doc_id": f"d{number}", "title": f"青潮市{name}条例", "municipality": "青潮市", "law_number": None,
        "source_path": f"{number}.txt", "status": "ok", "status_reason": None, "verified_by": None, "article_count": 3,
    }
    for number, name in enumerate(("広場", "公園"))
]  # fmt: skip
FINDINGS = [
    finding(0, "V09", "info", 0.95), finding(1, "R01", "error", 0.75), finding(2, "R01", "error", 0.95),
    finding(3, "D02", "warning", 0.6), finding(4, "R01", "error", 0.95, "dismissed"),
    finding(5, "V09", "info", 0.6, "accepted"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "indexes", "decided"),
    [
        ({}, [2, 1, 3, 0], 2),  # the gravest first, of these the surest
        ({"order": "doubtful"}, [3, 1, 2, 0], 2),
        ({"severity": "error"}, [2, 1], 1),
        ({"code": "V09", "state": "all"}, [0, 5], 1),
        ({"state": "decided"}, [4, 5], 2),
        ({"doc": "d1"}, [1, 3], 1),
        ({"q": "公園", "severity": "error"}, [1], 0),
        ({"q": "r01"}, [2, 1], 1),  # a code among the words is meant as one
        ({"q": "X99"}, [], 0),
        ({"code": "P01"}, [], 0),
    ],
)
def test_the_list_shows_what_its_address_asks_for(asked: dict[str, str], indexes: list[int], decided: int) -> None:
    shown = listing(Filters.asked(asked), DOCUMENTS, FINDINGS)
    assert [row["index"] for row in shown["queue"]] == indexes
    assert shown["total"]["decided"] == decided
    assert Filters.asked(asked | {"page": "x", "severity": asked.get("severity", "?")}) == Filters.asked(asked)


def test_many_findings_at_once_over_the_wire(tmp_path: Path) -> None:
    running = Server(tmp_path)
    try:
        _, _, counted = running.request("GET", "/bulk?code=R01")
        target = json.loads(counted)
        assert (target["count"], target["documents"]) == (1, 1)
        body = {"scope": {"code": "R01"}, "verdict": "accepted", "doc": running.doc, "by": "法規係"}
        body |= {name: target[name] for name in ("build", "about")}
        assert running.post("/api/bulk", body, X_Jorei_Token="guessed")[0] == 403
        status, old = running.post("/api/bulk", body | {"build": "0"})
        assert (status, old["outOfDate"], old["doc"]) == (409, True, running.doc)
        assert running.post("/api/bulk", body | {"about": "0"})[0] == 409
        assert running.post("/api/bulk", body | {"doc": "none"})[0] == 404
        assert not (running.raw / "corrections.toml").exists()
        status, answer = running.post("/api/bulk", body)
        assert (status, answer["decided"], [one[1] for one in answer["decisions"]]) == (200, 1, ["accepted"])
        assert answer["bulks"][0]["id"] == answer["added"]
        _, _, page = running.request("GET", "/")
        assert answer["ja"] in page
        status, back = running.post("/api/bulk-undo", {"id": answer["added"], "doc": running.doc})
        assert (status, back["removed"], back["decisions"], back["bulks"]) == (200, 1, [], [])
        assert running.post("/api/bulk-undo", {"id": answer["added"]})[0] == 409
    finally:
        running.close()


def test_counts_of_the_list_leave_out_only_their_own_filter() -> None:
    shown = listing(Filters(severity="error", code="R01"), DOCUMENTS, FINDINGS)
    assert shown["severities"] == {"error": 2, "warning": 0, "info": 0}
    assert [(one["code"], one["count"]) for one in shown["codes"]] == [("R01", 2)]
    assert shown["states"] == [("open", 2), ("decided", 1), ("all", 3)]
    first, second = shown["documents"]
    assert (first["error"], first["info"], first["decided"], first["all"]) == (1, 1, 1, 3)
    assert (second["error"], second["warning"], second["decided"], second["all"]) == (1, 1, 1, 3)


def test_counts_stay_true_after_a_build_and_after_a_decision_is_taken_back(tmp_path: Path) -> None:
    """A build leaves dismissed findings out of everything else; what the editors have done stays done on the list."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "hiroba.txt").write_text(TEXT + "第2条 使用料の減免は、第30条で定める。\n", encoding="utf-8")
    jorei.build(raw, out)
    session = ReviewSession(out, raw)
    all_findings = session.overview()[1]
    doc = session.document_at("hiroba.txt") or ""
    first, second = [row["index"] for row in all_findings if row["code"] == "R01"]
    session.decide(doc, first, "dismissed", "旧条例の条を指す")
    added = session.decide(doc, second, "accepted", "")

    def totals() -> tuple[int, int]:
        shown = listing(Filters(), *session.overview())["total"]
        return shown["findings"], shown["decided"]

    assert totals() == (len(all_findings), 2)
    session.rebuild()
    assert totals() == (len(all_findings), 2)
    # taken back: the build still has it as dismissed, the list and the page no longer
    (dismissed,) = [entry["key"] for entry in session.said(session.load(doc)).entries if entry["key"] != added]
    session.undo(doc, dismissed)
    assert totals() == (len(all_findings), 1)
    assert set(session.said(session.load(doc)).decisions) == {second}
    # what the profile dismisses counts as decided, and stays so on the page
    (raw / "jorei-profile.toml").write_text('[[suppressions]]\ncode = "R01"\nreason = "承知"\n', encoding="utf-8")
    session.rebuild()
    assert totals() == (len(all_findings), 2)
    assert {decision.reason for decision in session.said(session.load(doc)).decisions.values()} >= {
        "jorei-profile.toml: 承知"
    }
    # without a file of corrections the build is all that is known
    assert listing(Filters(), *ReviewSession(out).overview())["total"]["decided"] == 2
    assert not ReviewSession(out).stale


def test_two_sessions_on_one_file_lose_nothing(tmp_path: Path) -> None:
    """Each is a process of its own, as on two desks: every decision that was taken is in the file."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    articles = "".join(f"第{number}条 第{number + 100}条による。\n" for number in range(1, 41))
    (raw / "hiroba.txt").write_text(f"○青潮市広場条例\n\n{articles}", encoding="utf-8")
    jorei.build(raw, out)
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from jorei.review.session import ReviewSession\n"
        "out, raw, first = sys.argv[1:]\n"
        "session = ReviewSession(Path(out), Path(raw))\n"
        "doc = session.document_at('hiroba.txt')\n"
        "for index in range(int(first), 40, 2):\n"
        "    session.correct_reference(doc, index, ('第1条',), None)\n"
    )
    command = [sys.executable, "-c", code, str(out), str(raw)]
    running = [subprocess.Popen([*command, first]) for first in ("0", "1")]
    assert [process.wait(timeout=300) for process in running] == [0, 0]
    (work,) = read_corrections(raw / "corrections.toml")
    assert len(work.references) == 40
    assert {file.name for file in raw.iterdir()} == {"hiroba.txt", "corrections.toml"}


def test_corrections_that_are_a_link_stay_one(tmp_path: Path) -> None:
    raw, shared = tmp_path / "raw", tmp_path / "shared.toml"
    raw.mkdir()
    (raw / "hiroba.txt").write_text(TEXT, encoding="utf-8")
    shared.write_text("", encoding="utf-8")
    (raw / "corrections.toml").symlink_to(shared)
    jorei.build(raw, tmp_path / "out")
    session = ReviewSession(tmp_path / "out", raw)
    doc = session.document_at("hiroba.txt")
    assert doc is not None
    session.verify(doc, "文書課")
    assert (raw / "corrections.toml").is_symlink()
    assert "文書課" in shared.read_text(encoding="utf-8")


def test_who_does_not_know_the_address_is_kept_out(server: Server) -> None:
    """Every user of the machine can reach 127.0.0.1: neither a page nor its token is given without the secret."""
    other = f"jorei-{server.port}=guessed"
    for cookie in ("", other, "jorei-1=" + SECRET):
        for path in ("/", f"/doc/{server.doc}", "/?key=guessed", "/static/document.js"):
            status, headers, content = server.request("GET", path, Cookie=cookie)
            assert status == 403
            assert "set-cookie" not in headers
            assert "jorei review" in content
            assert TOKEN not in content
        assert server.post("/api/verify", server.asked(by="甲"), Cookie=cookie)[0] == 403
    status, headers, content = server.request("GET", f"/?key={SECRET}", Cookie="", Sec_Fetch_Site="cross-site")
    assert (status, headers["set-cookie"]) == (200, f"{server.cookie}; Path=/; HttpOnly; SameSite=Strict")
    assert 'url=/"' in content
    assert SECRET not in content
    assert server.request("GET", f"/?key={SECRET}", Host="evil.example")[0] == 421


def test_a_browser_is_led_in_by_a_file_of_its_user_alone() -> None:
    """Arguments of a process are read by every user of the machine."""
    with entrance("http://127.0.0.1:1/?key=x") as uri:
        file = Path(url2pathname(urlsplit(uri).path))
        assert "http://127.0.0.1:1/?key=x" in file.read_text(encoding="utf-8")
        if os.name == "posix":
            assert file.stat().st_mode & 0o077 == 0
    assert not file.exists()


def test_odd_requests_are_answered(server: Server) -> None:
    assert server.request("GET", f"/?page={'9' * 5000}")[0] == 200
    connection = http.client.HTTPConnection(HOST, server.port, timeout=60)
    own = {"Content-Type": "application/json", "X-Jorei-Token": TOKEN, "Cookie": server.cookie}
    connection.request("POST", "/api/verify", iter([b" " * 40_000] * 3), own, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_requests_that_never_arrive_lose_their_connection(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing at all, half a head, half a body, a byte now and then, half of a second request."""
    monkeypatch.setattr("jorei.review.server.REQUEST_SECONDS", 0.5)
    head = f"Host: 127.0.0.1:{server.port}\r\nCookie: {server.cookie}\r\n"
    whole = f"GET / HTTP/1.1\r\n{head}\r\n"
    body = (
        f"POST /api/verify HTTP/1.1\r\n{head}Content-Type: application/json\r\nX-Jorei-Token: {TOKEN}\r\n"
        "Content-Length: 100\r\n\r\n{"
    )
    halves = ["", "GET / HTTP/1.1\r\nHost: 127.0.0.1", body, whole + whole[:20]]
    connections = [socket.create_connection((HOST, server.port), timeout=30) for _ in [*halves, "dripping"]]
    for connection, half in zip(connections, halves, strict=False):
        connection.sendall(half.encode())
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        _drip(connections[-1], whole[:-1].encode())
    for connection in connections:
        with connection, contextlib.suppress(ConnectionResetError):
            while connection.recv(1 << 16):
                pass  # until its end: a timeout would raise
    assert server.request("GET", "/")[0] == 200


def _drip(connection: socket.socket, content: bytes) -> None:
    for byte in content:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def test_work_for_a_request_may_take_longer_than_its_arrival(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("jorei.review.server.REQUEST_SECONDS", 0.2)
    build = server.session.rebuild
    monkeypatch.setattr(server.session, "rebuild", lambda: (time.sleep(1), build())[1])
    assert server.post("/api/rebuild", {"doc": server.doc})[0] == 200


def _files(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_line_is_split_where_the_cursor_was(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "hiroba.txt").write_text(TEXT, encoding="utf-8")
    jorei.build(raw, tmp_path / "out")
    session = ReviewSession(tmp_path / "out", raw)
    doc = session.corpus.documents.to_arrow(["doc_id"]).to_pylist()[0]["doc_id"]
    session.correct_line(doc, 7, LineCorrection(Quote("")), TEXT.split("\n")[6].index("3 広場は"))
    with pytest.raises(Refused):
        session.correct_line(doc, 7, LineCorrection(Quote("")), 999)
    session.rebuild()
    citations = [node.citation for node in session.corpus.tree(doc).nodes if node.corrected]
    assert citations == ["第1条第2項", "第1条第3項"]


def test_verified_documents_are_exported_as_gold(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "hiroba.txt").write_text(TEXT, encoding="utf-8")
    (raw / "other.txt").write_text(TEXT.replace("広場", "公園").replace("第1号", "第2号"), encoding="utf-8")
    jorei.build(raw, tmp_path / "out")
    session = ReviewSession(tmp_path / "out", raw)
    doc = session.document_at("hiroba.txt")
    assert doc is not None
    session.verify(doc, "文書課")
    with pytest.raises(Refused):
        export_gold(session, tmp_path / "gold")
    session.rebuild()
    assert export_gold(session, tmp_path / "gold") == 1
    tree = json.loads((tmp_path / "gold" / f"{doc}.json").read_bytes())
    jsonschema.Draft202012Validator(published()).validate(tree)
    assert tree["document"]["verified_by"] == "文書課"
    assert [reference["text"] for reference in tree["references"]] == ["第9条"]
    corrections = json.loads((tmp_path / "gold" / f"{doc}.corrections.json").read_bytes())
    assert corrections["verified_by"] == "文書課"


def test_without_a_place_for_corrections_nothing_is_written(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "hiroba.txt").write_text(TEXT, encoding="utf-8")
    jorei.build(raw, tmp_path / "out")
    session = ReviewSession(tmp_path / "out")
    doc = session.corpus.documents.to_arrow(["doc_id"]).to_pylist()[0]["doc_id"]
    for change in (lambda: session.verify(doc, "甲"), session.rebuild):
        with pytest.raises(Refused, match="--raw"):
            change()
    with pytest.raises(Refused):
        ReviewSession(raw)


def test_a_page_to_mail_allows_its_own_script_and_nothing_more() -> None:
    page = standalone_page(jorei.parse(TEXT))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy[1]
    assert not re.search(r"\son\w+=|\sstyle=|javascript:|\ssrc=|<link|<iframe", page)


def test_the_assets_load_nothing_from_outside() -> None:
    for name in STATIC:
        text = asset(name)
        assert not re.search(r"https?://|//[a-z]+\.|@import|url\(", text), name
        assert "innerHTML" not in text
        assert "</script" not in text.lower()
        assert "</style" not in text.lower()


PAIRS = (
    *((ink, ground) for ink in ("ink", "soft", "link", "error", "warning", "info", "good") for ground in ("ground", "panel", "raise")),
    *((ink, ground) for ink in ("ink", "soft", "link", "error", "warning", "info") for ground in ("highlight", "selection")),
    *((ink, f"{kind}-ground") for kind in ("error", "warning", "info") for ink in ("ink", "soft", "link", kind)),
)  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme: int, ink: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3 Contrast (Minimum), level AA."""
    colours = {
        name: (light, dark)
        for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", asset("review.css"))
    }
    lighter, darker = sorted((_luminance(colours[name][theme]) for name in (ink, ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
