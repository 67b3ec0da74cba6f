"""A real browser on a real server: the system's Chromium through Playwright, `jorei review` in a thread."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import jorei
from jorei.review.server import address, listen, make_server
from jorei.review.session import ReviewSession

PATIENCE = 60_000
"""Milliseconds that a test waits for what has to come: a machine may be busy, and nothing is asked of its speed."""
expect.set_options(timeout=PATIENCE)
SECRET = "a-secret-of-this-test"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it; CI must have one, elsewhere these tests are left out without it.

    It ends with its module: while Playwright runs, its event loop is in the way of every other one.
    """
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        message = f"no browser found ({', '.join(BROWSERS)}): the tests of the review page need one"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        sandbox = [] if os.name == "nt" or os.getuid() else ["--no-sandbox"]  # Chromium has none for root
        running = playwright.chromium.launch(executable_path=program, args=[*sandbox, "--disable-gpu"])
        yield running
        running.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page has complained about; a test that expects a refusal of the server takes it out."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A page that must not complain: an error of a script, or a message of the browser, fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    yield opened
    context.close()
    assert not complaints


class Review:
    """A folder of documents, its build, and the server on it."""

    def __init__(self, folder: Path, texts: dict[str, str], editor: str | None) -> None:
        self.raw, self.out = folder / "raw", folder / "build"
        self.raw.mkdir()
        for name, text in texts.items():
            (self.raw / name).write_text(text, encoding="utf-8")
        jorei.build(self.raw, self.out)
        socket = listen()
        self.base = f"http://127.0.0.1:{socket.getsockname()[1]}"
        self.url = address(socket, SECRET)
        self.server = make_server(ReviewSession(self.out, self.raw, editor=editor), socket, SECRET)
        self.thread = threading.Thread(target=self.server.run, args=([socket],))
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    @property
    def corpus(self) -> jorei.Corpus:
        return jorei.Corpus(self.out)

    @property
    def corrections(self) -> Path:
        return self.raw / "corrections.toml"

    def address(self, name: str) -> str:
        """The page of the document of this file."""
        rows = self.corpus.documents.to_arrow(["doc_id", "source_path"]).to_pylist()
        return f"{self.base}/doc/{next(row['doc_id'] for row in rows if row['source_path'] == name)}?key={SECRET}"

    def close(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def review(tmp_path: Path) -> Iterator[Callable[..., Review]]:
    """Starts a review of some texts by their file names."""
    running: list[Review] = []

    def start(texts: dict[str, str], editor: str | None = "試験係") -> Review:
        folder = tmp_path / str(len(running))
        folder.mkdir()
        running.append(Review(folder, texts, editor))
        return running[-1]

    yield start
    for started in running:
        started.close()
