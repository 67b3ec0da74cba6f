"""Whatever a site answers, `collect` comes to an end, keeps to its folder, and says in a line what it did not follow."""

from __future__ import annotations

import csv
import gzip
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from jorei.cli import main
from jorei.collect import collect, content, fetch
from jorei.collect.fetch import Fetcher
from jorei.collect.record import STATE
from jorei.errors import Refused
from serving import serving

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links and limits of POSIX")
PAGE = "<html><p>第1条　この条例は、甲とする。".encode()
Answer = Callable[["_Handler"], None]


class HostileSite(ThreadingHTTPServer):
    """A site that answers each path as a test says; what is not said is a page."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, Answer] = {"/robots.txt": status(404)}
        self.paths: list[str] = []
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Connections are cut in these tests."""


class _Handler(BaseHTTPRequestHandler):
    server: HostileSite

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.answers.get(self.path, page())(self)

    def send(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def page(body: bytes = PAGE, **headers: str) -> Answer:
    return lambda handler: handler.send(200, body, **headers)


def status(code: int, **headers: str) -> Answer:
    return lambda handler: handler.send(code, b"", **headers)


def link(*targets: str) -> Answer:
    return page("".join(f'<a href="{target}">甲市条例</a>' for target in targets).encode())


@pytest.fixture
def site() -> Iterator[HostileSite]:
    server = HostileSite()
    with serving(server):
        yield server


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries again at once."""
    monkeypatch.setattr(fetch, "_MIN_RETRY_DELAY", 0.01)


def fetched(site: HostileSite, raw: Path, *paths: str, follow: bool = False) -> Any:
    return collect([site.address + path for path in paths], raw, delay=0, follow=follow)


def files(raw: Path) -> list[str]:
    return sorted(
        path.name for path in raw.rglob("*") if path.is_file() and path.name != "manifest.csv" and path.name[0] != "."
    )


@pytest.mark.parametrize("bad", ["http://[::1", "http://a:b/", "//[", "http://%5B/"])
def test_links_that_are_no_addresses_are_passed_over(site: HostileSite, tmp_path: Path, bad: str) -> None:
    site.answers["/list.html"] = link(bad, "a.html")
    assert fetched(site, tmp_path, "/list.html", follow=True).changed == 1
    report = collect([bad, f"{site.address}/list.html"], tmp_path, delay=0)
    assert (report.unchanged, len(report.failed)) == (1, 1)


@pytest.mark.parametrize(
    "target", ["http://[::1", "http://a:b/", "", "javascript:1", "file:///etc/passwd", "//169.254.169.254/"]
)
def test_redirects_that_lead_nowhere_are_told(site: HostileSite, tmp_path: Path, target: str) -> None:
    site.answers["/a.html"] = status(302, Location=target)
    report = fetched(site, tmp_path, "/a.html", "/b.html")
    assert (report.changed, len(report.failed)) == (1, 1)


@pytest.mark.parametrize(
    "robots",
    ["Crawl-delay: ²", f"Crawl-delay: {'9' * 5_000}", "Request-rate: ²/²", "Disallow: http://[::1", f"Request-rate: {'9' * 5_000}/1",
     "Crawl-delay: -1", "Crawl-delay: nan", "\0" * 1_000, "Disallow: /%ff%fe", "User-agent", ":" * 1_000],
)  # fmt: skip
def test_rules_that_say_nothing_are_passed_over(site: HostileSite, tmp_path: Path, robots: str) -> None:
    site.answers["/robots.txt"] = page(f"User-agent: *\n{robots}\nDisallow: /secret\n".encode())
    report = fetched(site, tmp_path, "/a.html", "/secret.html")
    assert report.changed == 1
    assert ["forbids" in reason for _, reason in report.failed] == [True]


def test_a_pause_that_nobody_waits_out_is_cut_and_told(site: HostileSite) -> None:
    site.answers["/robots.txt"] = page(b"User-agent: *\nCrawl-delay: 999999999\n")
    pauses: list[float] = []
    with httpx.Client() as client:
        fetcher = Fetcher(client, {site.address.removeprefix("http://")}, 0, pauses.append)
        for path in ("/a.html", "/b.html"):
            assert fetcher.get(site.address + path).content == PAGE
    assert 0 < max(pauses) <= 300
    assert ["cut to 300" in warning for warning in fetcher.warnings] == [True]


@pytest.mark.parametrize("hops", [1, 5])
def test_the_rules_of_a_site_may_have_moved(site: HostileSite, tmp_path: Path, hops: int) -> None:
    for hop in range(hops):
        site.answers[f"/{hop}" if hop else "/robots.txt"] = status(301, Location=f"/{hop + 1}")
    site.answers[f"/{hops}"] = page(b"User-agent: *\nDisallow: /secret\n")
    report = fetched(site, tmp_path, "/a.html", "/secret.html")
    assert (report.changed, len(report.failed)) == (1, 1)


@pytest.mark.parametrize("target", ["/robots.txt", "http://elsewhere.invalid/robots.txt", "http://[::1"])
def test_rules_that_are_never_found_forbid_all(site: HostileSite, tmp_path: Path, target: str) -> None:
    site.answers["/robots.txt"] = status(301, Location=target)
    report = fetched(site, tmp_path, "/a.html")
    assert report.changed == 0
    assert "http://elsewhere.invalid/robots.txt" not in site.paths


def test_what_is_small_on_its_way_and_large_when_unpacked_is_not_kept(
    site: HostileSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "MAX_BYTES", 1_000_000)
    once = gzip.compress(b" " * 100_000_000)
    site.answers["/once.html"] = page(once, Content_Encoding="gzip")
    site.answers["/twice.html"] = page(gzip.compress(once), Content_Encoding="gzip, gzip")
    site.answers["/other.html"] = page(PAGE, Content_Encoding="br")
    site.answers["/cut.html"] = page(gzip.compress(PAGE)[:-9], Content_Encoding="gzip")
    site.answers["/bad.html"] = page(b"no gzip", Content_Encoding="gzip")
    site.answers["/plain.html"] = page(b" " * 2_000_000)
    site.answers["/good.html"] = page(gzip.compress(PAGE) + gzip.compress(PAGE), Content_Encoding="gzip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = fetched(
        site, tmp_path, "/once.html", "/twice.html", "/other.html", "/bad.html", "/plain.html", "/good.html"
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    assert {address.rpartition("/")[2] for address, _ in report.failed} == {
        "once.html", "twice.html", "other.html", "bad.html", "plain.html",
    }  # fmt: skip
    assert (tmp_path / site.address.removeprefix("http://").replace(":", "_") / "good.html").read_bytes() == PAGE * 2


@pytest.mark.parametrize("tag", ['"é"', '"\u3042"', "x" * 100_000])
def test_a_tag_that_cannot_be_sent_back_is_dropped(site: HostileSite, tmp_path: Path, tag: str) -> None:
    def answer(handler: _Handler) -> None:
        handler.send_response(200)
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nETag: " + tag.encode()[:50_000] + b"\r\nContent-Length: 2\r\n\r\nab")

    site.answers["/a.html"] = answer
    for _ in range(2):
        assert fetched(site, tmp_path, "/a.html").failed == ()


def drip(headers: bytes) -> Answer:
    """A byte now and then."""

    def answer(handler: _Handler) -> None:
        handler.wfile.write(headers)
        for _ in range(600):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize("headers", [b"HTTP/1.0 200 OK\r\nContent-Length: 600\r\n\r\n", b"HTTP/1.0 200 OK\r\nX: "])
def test_a_server_that_drips_is_left(
    site: HostileSite, tmp_path: Path, headers: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "REQUEST_SECONDS", 1.0)
    site.answers["/slow.html"] = drip(headers)
    begun = time.monotonic()
    report = fetched(site, tmp_path, "/slow.html", "/b.html")
    assert time.monotonic() - begun < 15
    assert (report.changed, len(report.failed)) == (1, 1)
    assert "takes more than" in report.failed[0][1]


def test_a_site_that_is_always_busy_is_given_up(site: HostileSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        site.answers[f"/{number}.html"] = status(503, Retry_After="999999")
    waited: list[float] = []
    with httpx.Client() as client:
        fetcher = Fetcher(client, {site.address.removeprefix("http://")}, 0, waited.append)
        reasons = [fetcher.get(f"{site.address}/{number}.html").reason for number in range(50)]
    assert sum(waited) <= fetch.LOST_SECONDS + 300
    assert "too slow" in reasons[-1]


def test_two_addresses_of_one_name_are_two_files(site: HostileSite, tmp_path: Path) -> None:
    paths = (
        "/reiki/a_b.html",
        "/reiki/a/b.html",
        "/reiki/a%0ab.html",
        "/reiki/A_B.html",
        "/reiki/?id=1&x=2",
        "/reiki/_id_1_x_2",
    )
    for number, path in enumerate(paths):
        site.answers[path] = page(PAGE + f"{number}".encode())
    for _ in range(2):
        report = fetched(site, tmp_path, *paths)
        assert report.failed == ()
        assert len({name.casefold() for name in files(tmp_path)}) == len(paths)
    assert report.unchanged == len(paths)
    with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
        assert len({row["source_url"] for row in csv.DictReader(file)}) == len(paths)


@pytest.mark.parametrize(
    "planted",
    ["../victim.txt", "/tmp/victim.txt", "a/../../victim.txt", "manifest.csv", ".git/config", "host/../../victim.txt"],
)
def test_a_planted_state_names_no_file(site: HostileSite, tmp_path: Path, planted: str) -> None:
    raw, victim = tmp_path / "raw", tmp_path / "victim.txt"
    raw.mkdir()
    victim.write_text("mine", encoding="utf-8")
    state = {f"{site.address}/a.html": {"path": planted, "sha256": "", "fetched_at": ""}}
    (raw / STATE).write_text(json.dumps(state), encoding="utf-8")
    report = fetched(site, raw, "/a.html")
    assert report.changed == 1
    assert ["not named by their addresses" in warning for warning in report.warnings] == [True]
    assert victim.read_text("utf-8") == "mine"
    assert files(raw) == ["a.html"]


@pytest.mark.parametrize("state", ["[" * 200_000, "\0", "{", '{"a": 1}'])
def test_a_state_that_is_none_is_not_believed(site: HostileSite, tmp_path: Path, state: str) -> None:
    (tmp_path / STATE).write_text(state, encoding="utf-8")
    report = fetched(site, tmp_path, "/a.html")
    assert report.changed == 1
    assert len(report.warnings) == 1


def test_no_file_is_written_through_a_link(site: HostileSite, tmp_path: Path) -> None:
    raw, outside = tmp_path / "raw", tmp_path / "outside"
    raw.mkdir()
    outside.mkdir()
    (raw / site.address.removeprefix("http://").replace(":", "_")).symlink_to(outside)
    report = fetched(site, raw, "/a.html")
    assert ["link that leads out" in reason for _, reason in report.failed] == [True]
    assert list(outside.iterdir()) == []


def test_a_manifest_of_a_spreadsheet_keeps_its_rows_and_gets_new_ones(site: HostileSite, tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_bytes("path,municipality\r\nmine.txt,髙島市\r\n".encode("cp932"))
    fetched(site, tmp_path, "/a.html")
    with (tmp_path / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["municipality"] for row in rows if row["path"] == "mine.txt"] == ["髙島市"]
    assert sum(row["source_url"].endswith("/a.html") for row in rows) == 1


@pytest.mark.parametrize("manifest", [f'path\n"{"a" * 200_000}"\n'.encode(), b"path\n\xff\xfe\xfd\x81\n" * 9])
def test_a_manifest_that_cannot_be_read_is_left_alone(site: HostileSite, tmp_path: Path, manifest: bytes) -> None:
    (tmp_path / "manifest.csv").write_bytes(manifest)
    report = fetched(site, tmp_path, "/a.html")
    assert report.changed == 1
    assert ["nothing is written to it" in warning for warning in report.warnings] == [True]
    assert (tmp_path / "manifest.csv").read_bytes() == manifest
    assert f"{site.address}/a.html" in json.loads((tmp_path / STATE).read_bytes())


def test_a_place_that_cannot_be_made_is_refused(site: HostileSite, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="cannot make"):
        fetched(site, tmp_path / "file" / "raw", "/a.html")
    assert main(["collect", site.address, "-o", str(tmp_path / "file")]) == 2


def test_a_file_that_may_not_grow_is_refused(site: HostileSite, tmp_path: Path) -> None:
    site.answers["/list.html"] = link("a.html", "b.html")
    site.answers["/b.html"] = page(PAGE + b" " * 1_000_000)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))  # noqa: E731  # runs in the child
    run = subprocess.run(
        [sys.executable, "-m", "jorei", "collect", f"{site.address}/list.html", "-o", str(tmp_path), "--delay", "0"],
        capture_output=True, text=True, preexec_fn=limit, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 2, run.stderr
    assert "Traceback" not in run.stderr
    assert "larger than is allowed" in run.stderr
    assert list(json.loads((tmp_path / STATE).read_bytes())) == [f"{site.address}/a.html"]


def test_what_a_site_says_reaches_the_terminal_without_its_controls(
    site: HostileSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.answers["/list.html"] = link("a.html?\x1b]0;X\x07", "//elsewhere.invalid/条例.html")
    main(["collect", f"{site.address}/list.html", "-o", str(tmp_path), "--delay", "0"])
    output = capsys.readouterr()
    assert not {"\x1b", "\x07"} & set(output.out + output.err)


@pytest.mark.parametrize(
    "body", [b"<meta charset=undefined><a href=a.html>\xe6\x9d\xa1</a>", b"<" * 100_000, b"", b"\0" * 1_000]
)
def test_pages_that_are_none_end_no_crawl(site: HostileSite, tmp_path: Path, body: bytes) -> None:
    site.answers["/list.html"] = page(body)
    report = collect([f"{site.address}/list.html", f"{site.address}/b/list.html"], tmp_path, delay=0)
    assert report.failed == ()
