"""The pictures of the desk and of a 対照表 in the READMEs: ``python tests/pictures/desk.py``.

The documents are those of raw/. Written when the pages change; no test compares its pixels.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import jorei
from jorei.cli import main
from jorei.review.server import address, listen, make_server
from jorei.review.session import ReviewSession

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
COMPARED = ("雪ノ瀬町", "葦鳴市", "灯籠沢町", "雲居沢村")


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """The desk on a build: the address to open first, and that of its pages."""
    socket = listen()
    server = make_server(ReviewSession(folder / "build", folder / "raw", editor="文書課"), socket, "a-secret")
    thread = threading.Thread(target=server.run, args=([socket],))
    thread.start()
    try:
        yield address(socket, "a-secret"), f"http://127.0.0.1:{socket.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def small(file: Path) -> None:
    """With 64 colours, which a page of text does not miss."""
    Image.open(file).convert("RGB").quantize(64).save(file, optimize=True)


def draw_desk(page: Page, folder: Path) -> None:
    """A document with findings, the first of them chosen."""
    (doc_id,) = (row["doc_id"] for row in rows(folder) if row["source_path"] == "asanagi_koen.txt")
    with served(folder) as (first, base):
        page.goto(first)
        page.goto(f"{base}/doc/{doc_id}")
        page.keyboard.press("n")
        page.wait_for_timeout(500)
        page.screenshot(path=HERE / "desk.png")


def rows(folder: Path) -> list[dict[str, str]]:
    return jorei.Corpus(folder / "build").documents.to_arrow(["doc_id", "source_path"]).to_pylist()


def draw_comparison(page: Page, folder: Path) -> None:
    """The provisions on the recommendation and the order, side by side."""
    file = folder / "table.html"
    assert main(["compare", str(folder / "build"), "--docs", *COMPARED, "-o", str(file)]) == 0
    page.goto(file.as_uri())
    page.get_by_text("勧告することができる").first.scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 260)")
    page.wait_for_timeout(200)
    page.screenshot(path=HERE / "comparison.png")


def main_pictures() -> None:
    """Build raw/ and photograph both."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        shutil.copytree(ROOT / "raw", folder / "raw")
        jorei.build(folder / "raw", folder / "build")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720}, locale="ja-JP")
        draw_desk(page, folder)
        draw_comparison(page, folder)
        browser.close()
    for picture in ("desk.png", "comparison.png"):
        small(HERE / picture)


if __name__ == "__main__":
    main_pictures()
