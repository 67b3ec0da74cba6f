"""``jorei review``: the editor's local page."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from jorei.errors import Refused

USAGE = 2
_RAW = Path("raw")


def run(arguments: Namespace) -> int:
    try:
        from jorei.review.desk import Desk
        from jorei.review.serve import listen, serve
    except ImportError as error:
        print(f"{error.name} が必要です / needs {error.name}: pip install 'jorei[review]'", file=sys.stderr)
        return USAGE
    raw = arguments.raw or (_RAW if _RAW.is_dir() else None)
    try:
        desk = Desk(arguments.corpus, raw, arguments.corrections, arguments.by)
        if arguments.gold:
            from jorei.review.gold import export_gold

            print(f"{arguments.gold}: {export_gold(desk, arguments.gold)}件 / document(s)")
            return 0
        socket = listen(arguments.port)
    except Refused as refusal:
        print(f"{refusal.ja}\n{refusal.en}", file=sys.stderr)
        return USAGE
    except OSError as error:
        print(f"ポート {arguments.port} を使えません / cannot listen: {error.strerror}", file=sys.stderr)
        return USAGE
    url = f"http://127.0.0.1:{socket.getsockname()[1]}/"
    print(f"{url}  修正の保存先 / corrections: {desk.file or '—'}  (Ctrl+C で終了 / to stop)", flush=True)
    if not arguments.no_browser:
        import webbrowser

        webbrowser.open(url)
    serve(desk, socket)
    return 0
