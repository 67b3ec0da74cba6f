"""The picture of the desk's page of an amendment in the READMEs: ``python tests/pictures/amendment.py``.

An invented amendment of an ordinance of raw/ is built with it; Chromium takes the picture.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import jorei
from jorei.review.server import listen, make_server
from jorei.review.session import ReviewSession

SECRET = "a-secret-of-the-picture"
ROOT = Path(__file__).parents[2]
PICTURE = Path(__file__).with_suffix(".png")
BASE = "asanagi_koen.txt"
AMENDING = """朝凪町条例第6号
　　　朝凪町海浜公園条例の一部を改正する条例
　朝凪町海浜公園条例（昭和62年朝凪町条例第19号）の一部を次のように改正する。
　第4条第1項第1号中「営業行為」を「営業」に改め、同条第2項中「目的、期間及び場所」を「目的及び期間」に改め、「無期限」を削る。
　第5条中「30日」を「60日」に改める。
　第15条を第16条とし、第14条の次に次の1条を加える。
　（公表）
第15条　町長は、毎年、公園の利用の状況を公表するものとする。
　　　附　則
　この条例は、令和7年4月1日から施行する。
"""


def take(url: str) -> None:
    """The picture of a page, with the pointer on a clause."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1200, "height": 680}, locale="ja-JP", color_scheme="light")
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("html[data-ready]")
        page.locator(".clause", has_text="「目的、期間及び場所」").or_(page.locator(".clause").first).first.focus()
        page.screenshot(path=PICTURE)
        browser.close()


def main() -> None:
    """Build, serve, take the picture."""
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "build")
        raw.mkdir()
        shutil.copy(ROOT / "raw" / BASE, raw)
        (raw / "kaisei.txt").write_text(AMENDING, encoding="utf-8")
        jorei.build(raw, out)
        session = ReviewSession(out, raw)
        rows = session.corpus.documents.to_arrow(["doc_id", "source_path"]).to_pylist()
        document = next(row["doc_id"] for row in rows if row["source_path"] == "kaisei.txt")
        socket = listen()
        server = make_server(session, socket, SECRET)
        thread = threading.Thread(target=server.run, args=([socket],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        take(f"http://127.0.0.1:{socket.getsockname()[1]}/amend/{document}?key={SECRET}")
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    main()
