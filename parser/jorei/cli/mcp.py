"""``jorei mcp``: a build for the tools of language models."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from jorei.cli.exit_codes import ExitCode
from jorei.cli.extras import needing
from jorei.dataset.corpus import Corpus


def run(arguments: Namespace) -> int:
    """Answer on stdin and stdout until they are closed."""
    with needing("mcp"):
        from jorei.mcp import BuildTools, serve
    import jorei

    with tempfile.TemporaryDirectory(prefix="jorei-mcp-", ignore_cleanup_errors=True) as scratch:
        serve(BuildTools(Corpus(arguments.corpus), Path(scratch)), jorei.__version__)
    return ExitCode.DONE
