"""``jorei registry``: lists of laws and municipalities, imported once for all builds."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.cli.exit_codes import ExitCode
from jorei.cli.named_files import named_files
from jorei.errors import BadRegistry
from jorei.registry import RegistryEntry, entries, folder, import_registry, update_registries


def run(arguments: Namespace) -> int:
    """Import, update or list."""
    match arguments.action:
        case "import":
            return _import(arguments)
        case "update":
            return _show(update_registries())
        case _:
            return _show(entries())


def _import(arguments: Namespace) -> int:
    try:
        with named_files():
            entry = import_registry(arguments.kind, arguments.file)
    except BadRegistry as bad:
        print(f"{arguments.file}: {bad}", file=sys.stderr)
        return ExitCode.UNREADABLE
    return _show((entry,))


def _show(entries_or_errors: tuple[RegistryEntry | BadRegistry, ...]) -> int:
    if not entries_or_errors:
        print(f"取り込んだ一覧はありません / nothing is imported: {folder()}")
    for entry in entries_or_errors:
        if isinstance(entry, RegistryEntry):
            print(f"{entry.kind}  {entry.count:,}件  {entry.imported_on}  sha256:{entry.sha256[:12]}  {entry.source}")
        else:
            print(entry, file=sys.stderr)
    return ExitCode.UNREADABLE if any(isinstance(entry, BadRegistry) for entry in entries_or_errors) else ExitCode.DONE
