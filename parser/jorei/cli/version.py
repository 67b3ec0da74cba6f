"""``jorei version``: everything that decides what a build says."""

from __future__ import annotations

from argparse import Namespace

from jorei.run.versions import versions


def run(arguments: Namespace) -> int:
    for name, version in versions().items():
        print(f"{name} {version}")
    return 0
