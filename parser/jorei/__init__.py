"""jorei: Japanese ordinances as verified article trees, resolved cross-references and Parquet tables.

>>> import jorei
>>> doc = jorei.parse("○甲市条例\\n\\n第1条 この条例は、甲とする。")
>>> doc.find("第1条").text
'この条例は、甲とする。'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jorei.amending.amended import Amended, amend
    from jorei.amending.draft import draft
    from jorei.api import build, parse, parse_all, parse_file
    from jorei.comparison import compare
    from jorei.dataset.corpus import Corpus
    from jorei.document import Document, NodeView
    from jorei.errors import BadRegistry, JoreiError, PoolError, Refused, Unreadable
    from jorei.registry import Registry
    from jorei.run.batches import analyse_batch

    __version__: str
    compiled: bool

__all__ = [
    "Amended", "BadRegistry", "Corpus", "Document", "JoreiError", "NodeView", "PoolError", "Refused", "Registry",
    "Unreadable", "__version__", "amend", "analyse_batch", "build", "compare", "draft", "parse", "parse_all",
    "parse_file",
]  # fmt: skip

_HOMES = {
    "Amended": "jorei.amending.amended", "BadRegistry": "jorei.errors", "Corpus": "jorei.dataset.corpus",
    "Document": "jorei.document", "JoreiError": "jorei.errors", "NodeView": "jorei.document", "PoolError": "jorei.errors",
    "Refused": "jorei.errors", "Registry": "jorei.registry", "Unreadable": "jorei.errors",
    "amend": "jorei.amending.amended", "analyse_batch": "jorei.run.batches", "build": "jorei.api",
    "compare": "jorei.comparison", "draft": "jorei.amending.draft", "parse": "jorei.api",
    "parse_all": "jorei.api", "parse_file": "jorei.api",
}  # fmt: skip
"""The module of each public name."""


def __getattr__(name: str) -> object:
    """Load a public name when it is first used: ``import jorei`` costs next to nothing."""
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("jorei")
    elif name == "compiled":  # whether the analysis runs as machine code, from a wheel of .ci/wheel; it says the same
        value = not str(import_module("jorei.text.fold").__file__).endswith(".py")
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'jorei' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
