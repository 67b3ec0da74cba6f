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
    from jorei import compare
    from jorei.api import Document, NodeView, build, parse, parse_file
    from jorei.store.corpus import Corpus

    __version__: str

__all__ = ["Corpus", "Document", "NodeView", "__version__", "build", "compare", "parse", "parse_file"]


def __getattr__(name: str) -> object:
    """Everything is loaded when it is first used: ``import jorei`` costs next to nothing."""
    if name == "__version__":
        from importlib.metadata import version

        value: object = version("jorei")
    elif name == "compare":
        value = import_module("jorei.compare")  # a package that can be called
    elif name in __all__:
        from jorei import api

        value = getattr(api, name)
    else:
        raise AttributeError(f"module 'jorei' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
