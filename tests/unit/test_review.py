"""The review page without a browser: access control, what is written, and that documents stay text."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import jorei
from jorei.errors import Refused
from jorei.model.corrections import LineCorrection, Quote
from jorei.review.gold import export_gold
from jorei.review.guard import POLICY
from jorei.review.render import STATIC, asset, standalone_page
from jorei.review.server import HOST, listen, make_server
from jorei.review.session import ReviewSession, queue
from jorei.write.json_schema import published

TEXT = "○青潮市広場条例\n\n平成15年3月26日\n条例第1号\n\n第1条 市長は、広場を置く。\n　2 第9条の広場は、無料とする。3 広場は、狭い。\n"
TOKEN = "a-token-of-this-test"


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
        socket = listen()
        self.port: int = socket.getsockname()[1]
        self.server = make_server(self.session, socket, TOKEN)
        self.thread = threading.Thread(target=self.server.run, args=([socket],))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], str]:  # fmt: skip
        """Status, headers (names in lower case) and body; a header named ``a_b`` is sent as ``a-b``."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=600)
        sent_headers = {name.replace("_", "-"): value for name, value in headers.items()}
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
    assert server.post("/api/verify", {"doc": server.doc, "by": "甲"}, **headers)[0] == status


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
    assert server.post("/api/verify", {"doc": server.doc, "by": "甲"}, **headers)[0] == status
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
        ("/api/finding", {"doc": "DOC", "finding": 99, "verdict": "accepted"}, 409),
        ("/api/finding", {"doc": "DOC", "finding": 0, "verdict": "dismissed"}, 409),
        ("/api/line", {"doc": "DOC", "line": 0, "kind": "article"}, 409),
        ("/api/line", {"doc": "DOC", "line": 2, "kind": "article"}, 409),
        ("/api/line", {"doc": "DOC", "line": 6, "kind": "条"}, 409),
        ("/api/line", {"doc": "DOC", "line": 6}, 409),
        ("/api/line", {"doc": "DOC", "line": 6, "split": 0}, 409),
        ("/api/reference", {"doc": "DOC", "reference": -1, "targets": []}, 409),
        ("/api/verify", {"doc": "none", "by": "甲"}, 404),
        ("/api/verify", {"doc": "DOC", "by": "甲", "file": "/tmp/x"}, 400),
        ("/api/finding", {"doc": "DOC", "finding": 0, "verdict": "maybe"}, 400),
        ("/api/undo", ["DOC"], 400),
    ],
)
def test_requests_without_sense_are_refused_with_a_reason(server: Server, path: str, body: Any, status: int) -> None:
    if isinstance(body, dict) and body.get("doc") == "DOC":
        body = body | {"doc": server.doc}
    answered, answer = server.post(path, body)
    assert answered == status
    assert answer["ja"]
    assert answer["en"]
    assert not (server.raw / "corrections.toml").exists()


def test_a_correction_writes_the_corrections_and_nothing_else(tmp_path: Path) -> None:
    running = Server(tmp_path)
    try:
        before = _files(tmp_path)
        finding = {"doc": running.doc, "finding": 0, "verdict": "accepted", "reason": ""}
        status, answer = running.post("/api/finding", finding)
        assert (status, len(answer["corrections"]), answer["stale"]) == (200, 1, True)
        status, answer = running.post("/api/line", {"doc": running.doc, "line": 7, "split": 19})
        assert (status, len(answer["corrections"])) == (200, 2)
        after = _files(tmp_path)
        assert set(after) - set(before) == {running.raw / "corrections.toml"}
        assert all(after[file] == content for file, content in before.items())
        # the queue knows of the verdict before anything is rebuilt
        _, findings = running.session.overview()
        assert [row["verdict"] for row in findings if row["index"] == 0] == ["accepted"]
        assert len(queue(findings, "doubtful")) == len(findings) - 1
        # entries can be undone one by one
        for entry in answer["corrections"]:
            status, left = running.post("/api/undo", {"doc": running.doc, "key": entry["key"]})
        assert (status, left["corrections"], left["decisions"]) == (200, [], [])
        status, answer = running.post("/api/rebuild", {"doc": running.doc})
        assert (status, answer["doc"]) == (200, running.doc)
    finally:
        running.close()


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
