"""``jorei review``: the editor's local page."""

from __future__ import annotations

import secrets
import sys
from argparse import Namespace
from pathlib import Path
from typing import Final

from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing

_RAW: Final = Path("raw")
"""The documents, when no folder of them is named."""


def run(arguments: Namespace) -> int:
    """Serve the page until it is interrupted, or write the gold data."""
    with needing("review"):
        from jorei.review.server import address, entrance, listen, serve
        from jorei.review.session import ReviewSession
    raw = arguments.raw or (_RAW if _RAW.is_dir() else None)
    session = ReviewSession(arguments.corpus, raw, arguments.corrections, arguments.by)
    if arguments.gold:
        from jorei.review.gold import export_gold

        print(f"{arguments.gold}: {export_gold(session, arguments.gold)}件 / document(s)")
        return ExitCode.DONE
    try:
        socket = listen(arguments.port)
    except OSError as error:
        print(f"ポート {arguments.port} を使えません / cannot listen: {error.strerror}", file=sys.stderr)
        return ExitCode.USAGE
    secret = secrets.token_urlsafe(32)
    url = address(socket, secret)
    print(f"{url}  修正の保存先 / corrections: {session.file or '—'}  (Ctrl+C で終了 / to stop)", flush=True)
    with entrance(url) as file:
        if not arguments.no_browser:
            import webbrowser

            webbrowser.open(file)
        serve(session, socket, secret)
    return ExitCode.DONE
