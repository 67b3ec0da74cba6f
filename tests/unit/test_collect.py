"""Collecting from a local server that imitates the systems municipalities publish with."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

import jorei
from jorei.cli import main
from jorei.collect import collect
from jorei.collect.fetch import OK, Fetcher
from jorei.collect.record import file_name
from serving import serving


def page(title: str) -> str:
    lines = "".join(
        f'<div class="eline">{line}</div>' for line in (title, "第1条　甲とする。", "附　則", "公布の日から施行する。")
    )
    return f"<html><body>{lines}</body></html>"


SITE = {
    "/g/reiki_menu.html": '<frameset><frame src="reiki_taikei/taikei_default.html"></frameset>',
    "/g/reiki_taikei/taikei_default.html": '<a href="r_taikei_01.html">第1編 総規</a> <a href="/other/x.html">五十音</a>'
    '<a href="http://elsewhere.invalid/reiki_honbun/r9.html">条例</a><a href="/secret/reiki_honbun/r8.html">秘密条例</a>',
    "/g/reiki_taikei/r_taikei_01.html": '<a href="../reiki_honbun/r000RG01.html#e1">鳥羽谷市公園条例</a>'
    '<a href="../reiki_honbun/r000RG02.html">鳥羽谷市公印規則</a><a href="../reiki_honbun/r000RG03.html">なくなった条例</a>',
    "/g/reiki_honbun/r000RG01.html": page("○鳥羽谷市公園条例"),
    "/g/reiki_honbun/r000RG02.html": page("○鳥羽谷市公印規則"),
    "/d/d1w_reiki/reiki.html": '<a href="mokuji_bunya.html">分野</a>',
    "/d/d1w_reiki/mokuji_bunya.html": '<a href="H300901010001/H300901010001.html">水楢町条例</a>',
    "/d/d1w_reiki/H300901010001/H300901010001_j.html": page("○水楢町条例"),
    "/c/index.html": '<iframe src="taikei/taikei1.html"></iframe>',
    "/c/taikei/taikei1.html": '<a href="../act/frame/frame110000001.htm">松籟村条例</a>',
    "/c/act/content/content110000001.htm": page("○松籟村条例"),
    "/p/list.html": '<a href="koen.html">海松町公園条例</a><a href="news.html">お知らせ</a><a href="kisoku.pdf">海松町規則</a>',
    "/p/koen.html": page("○海松町公園条例"),
    "/p/kisoku.pdf": "%PDF-1.4 not really",
}


class Imitation(ThreadingHTTPServer):
    """A site that records its requests; ``busy`` is for how many of them it answers that it is busy."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.site = dict(SITE)
        self.robots: str | None = "User-agent: *\nDisallow: /secret/\n"
        self.busy = 0
        self.requests: list[tuple[str, str | None]] = []
        self.address = f"http://127.0.0.1:{self.server_port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]


class _Handler(BaseHTTPRequestHandler):
    server: Imitation

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        condition = self.headers.get("If-None-Match")
        self.server.requests.append((self.path, condition))
        if self.path == "/robots.txt":
            return self.answer(200 if self.server.robots is not None else 404, self.server.robots or "", {})
        if self.path == "/away":
            return self.answer(302, "", {"Location": "http://elsewhere.invalid/"})
        if self.server.busy and self.path.endswith("RG01.html"):
            self.server.busy -= 1
            return self.answer(503, "", {"Retry-After": "0"})
        text = self.server.site.get(self.path)
        if text is None:
            return self.answer(404, "gone", {})
        etag = f'"{hash(text)}"'
        if condition == etag:
            return self.answer(304, "", {})
        return self.answer(200, text, {"ETag": etag})

    def answer(self, status: int, text: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        kind = "application/pdf" if self.path.endswith(".pdf") else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.fixture
def server() -> Iterator[Imitation]:
    imitation = Imitation()
    with serving(imitation):
        yield imitation


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


@pytest.mark.parametrize(
    ("start", "titles"),
    [
        ("/g/reiki_menu.html", {"鳥羽谷市公園条例", "鳥羽谷市公印規則"}),
        ("/d/d1w_reiki/reiki.html", {"水楢町条例"}),
        ("/c/index.html", {"松籟村条例"}),
    ],
)
def test_each_system_is_followed_to_its_documents(
    server: Imitation, tmp_path: Path, start: str, titles: set[str]
) -> None:
    report = collect([server.address + start], tmp_path / "raw", delay=0)
    assert report.changed == len(titles)
    corpus = jorei.build(tmp_path / "raw", tmp_path / "build")
    rows = corpus.documents.to_arrow().to_pylist()
    assert {row["title"] for row in rows} == titles
    assert all(row["source_url"].startswith(server.address) and row["fetched_at"] for row in rows)


def test_only_named_and_allowed_pages_are_requested(server: Imitation, tmp_path: Path) -> None:
    report = collect([server.address + "/g/reiki_menu.html"], tmp_path, delay=0)
    assert not [path for path in server.paths if path.startswith(("/secret", "/other"))]
    assert [reason for _, reason in report.failed] == ["HTTP 404"]
    refused = collect([server.address + "/secret/reiki_menu.html", server.address + "/away"], tmp_path, delay=0)
    assert ["robots.txt" in reason or "outside" in reason for _, reason in refused.failed] == [True, True]
    assert "/secret/reiki_menu.html" not in server.paths


def test_nothing_is_fetched_when_robots_cannot_be_read(server: Imitation, tmp_path: Path) -> None:
    server.robots = None
    assert collect([server.address + "/p/koen.html"], tmp_path, delay=0, follow=False).changed == 1
    server.shutdown()
    server.server_close()
    report = collect([server.address + "/p/koen.html"], tmp_path / "later", delay=0, follow=False)
    assert (report.changed, len(report.failed)) == (0, 1)


def test_a_second_run_fetches_only_changed_documents(server: Imitation, tmp_path: Path) -> None:
    start = server.address + "/g/reiki_menu.html"
    collect([start], tmp_path, delay=0)
    before = names(tmp_path)
    server.requests.clear()
    server.site["/g/reiki_honbun/r000RG02.html"] = page("○鳥羽谷市公印規則（改正）")
    report = collect([start], tmp_path, delay=0)
    assert (report.changed, report.unchanged) == (1, 1)
    assert names(tmp_path) == before
    assert all(condition for path, condition in server.requests if path.endswith(("RG01.html", "RG02.html")))


def test_an_interrupted_run_is_resumed(server: Imitation, tmp_path: Path) -> None:
    start = server.address + "/g/reiki_menu.html"
    assert collect([start], tmp_path, delay=0, limit=1).changed == 1
    report = collect([start], tmp_path, delay=0)
    assert (report.changed, report.unchanged) == (1, 1)


def test_requests_keep_their_distance_and_a_busy_server_is_waited_for(server: Imitation) -> None:
    server.busy = 2
    pauses: list[float] = []
    with httpx.Client() as client:
        fetcher = Fetcher(client, {urlsplit(server.address).netloc}, delay=1_000, sleep=pauses.append)
        page = fetcher.get(f"{server.address}/g/reiki_honbun/r000RG01.html")
    assert (page.status, len(server.requests)) == (OK, 4)  # robots.txt, two refusals, the page
    assert pauses.count(0) == 2  # as long as the server asks for
    between = [pause for pause in pauses if pause]
    assert len(between) == 3
    assert all(900 < pause <= 1_000 for pause in between)


def test_the_manifest_keeps_the_rows_of_others(server: Imitation, tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("path,municipality,issuer\nmine.txt,葦原市,市長\n", encoding="utf-8")
    collect([server.address + "/p/list.html"], tmp_path, delay=0, municipality="海松町", licence="CC BY 4.0")
    with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["path"]: row for row in csv.DictReader(file)}
    assert rows["mine.txt"]["issuer"] == "市長"
    fetched = [row for path, row in rows.items() if path != "mine.txt"]
    assert {(row["municipality"], row["licence"]) for row in fetched} == {("海松町", "CC BY 4.0")}
    assert {Path(row["path"]).name for row in fetched} == {"p_koen.html", "p_kisoku.pdf"}
    assert set(json.loads((tmp_path / ".collect.json").read_bytes())) == {row["source_url"] for row in fetched}


def test_a_list_of_addresses_and_the_command_line(
    server: Imitation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"# 公園\n{server.address}/p/koen.html\n{server.address}/p/none.html\n", encoding="utf-8")
    assert main(["collect", str(listed), "-o", str(tmp_path / "raw"), "--delay", "0"]) == 3
    output = capsys.readouterr()
    assert "1 new or changed, 0 unchanged, 1 failed" in output.out
    assert "HTTP 404" in output.err
    assert main(["collect", str(tmp_path / "absent.txt"), "-o", str(tmp_path / "raw")]) == 2


@pytest.mark.parametrize(
    "address",
    [
        "http://a/..%2f..%2fetc%2fpasswd", "http://a/%00", "http://../x", "http://a/" + "あ" * 300, "http://a/CON", "http://a/.hidden",
        "http://a/x?q=../../y", "http://a//", "http://a/manifest.csv",
    ],
)  # fmt: skip
def test_no_address_names_a_file_elsewhere(address: str, tmp_path: Path) -> None:
    name = file_name(address, "text/html")
    target = (tmp_path / name).resolve()
    assert target.is_relative_to(tmp_path.resolve())
    assert len(target.relative_to(tmp_path.resolve()).parts) == 2
    assert not any(part.startswith(".") for part in Path(name).parts)
    assert len(Path(name).name.encode()) < 255 or len(Path(name).name) < 140
