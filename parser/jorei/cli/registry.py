"""``jorei registry``: lists of laws and municipalities, imported once for all builds."""

from __future__ import annotations

import sys
from argparse import Namespace

from jorei.registry import BadRegistry, RegistryEntry, entries, folder, import_registry, update_registries

UNREADABLE = 3


def run(arguments: Namespace) -> int:
    match arguments.action:
        case "import":
            return _import(arguments)
        case "update":
            return _show(update_registries())
        case _:
            return _show(entries())


def _import(arguments: Namespace) -> int:
    try:
        entry = import_registry(arguments.kind, arguments.file)
    except BadRegistry as bad:
        print(f"{arguments.file}: {bad}", file=sys.stderr)
        return UNREADABLE
    except OSError as error:
        print(f"{arguments.file}: 開けません / cannot open: {error.strerror}", file=sys.stderr)
        return UNREADABLE
    return _show((entry,))


def _show(found: tuple[RegistryEntry | BadRegistry, ...]) -> int:
    if not found:
        print(f"取り込んだ一覧はありません / nothing is imported: {folder()}")
    for one in found:
        if isinstance(one, RegistryEntry):
            print(f"{one.kind}  {one.count:,}件  {one.imported_on}  sha256:{one.sha256[:12]}  {one.source}")
        else:
            print(one, file=sys.stderr)
    return UNREADABLE if any(isinstance(one, BadRegistry) for one in found) else 0
