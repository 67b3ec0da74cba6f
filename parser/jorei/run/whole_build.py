"""The findings of a document that only the whole build can make, as rows: made when all documents have been seen.

What decides them stands in the fate of the document (`jorei.run.task.Fate`); so a build whose fates are those of the
last one makes none again. An amending ordinance is read once more for them, together with its base.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Mapping
from functools import lru_cache

import msgspec

from jorei.dataset.tables import Values, diagnostic_columns
from jorei.model import Analysis
from jorei.model.profile import DEFAULT
from jorei.read import Unreadable, read_bytes, read_text
from jorei.run.document import KeptDocument
from jorei.run.inputs import Input
from jorei.run.task import AmendingPair, Fate, Workspace

_BASES: int = 4
"""Trees of bases that are held: several ordinances often amend one. Chosen small, a tree may be large."""


class WholeBuildFindings:
    """Makes the findings of the documents of one bucket; ``read`` gives the content of an input."""

    def __init__(self, place: Workspace, read: Callable[[Input], bytes | str]) -> None:
        self._place, self._read = place, read
        self._base = lru_cache(_BASES)(self._tree)

    def columns(self, entry: KeptDocument, fate: Fate, pair: AmendingPair | None) -> Mapping[str, Values] | None:
        """The findings of one document as columns of `diagnostics`; None when there are none."""
        if fate.dropped or not (fate.copies or fate.judged or pair):
            return None
        try:
            return self._columns(entry, fate, pair)
        except Unreadable:
            return None  # changed since it was listed: the next build sees another version
        except Exception:  # noqa: BLE001  # a bug of ours must not cost the whole build: it is told, like those of a text
            print(f"{entry.path}:\n{traceback.format_exc()}", file=sys.stderr)
            return None

    def _columns(self, entry: KeptDocument, fate: Fate, pair: AmendingPair | None) -> Mapping[str, Values] | None:
        from jorei.check import BuildContext  # all the checks: a build in which nothing has changed goes without
        from jorei.pipeline.build_findings import build_findings, nameless

        analysis = self._tree(pair.amending) if pair else nameless(entry.path)
        context = BuildContext(fate.copies, self._base(pair.base) if pair else None)
        profile = self._place.options.profile or DEFAULT
        found = build_findings(analysis, entry.work_id, context, profile, entry.verdicts)
        return diagnostic_columns(msgspec.structs.replace(analysis, diagnostics=found)) if found else None

    def _tree(self, input_: Input) -> Analysis:
        from jorei.config.corrections_file import Corrections
        from jorei.pipeline.references import build_tree
        from jorei.run.chunk import registry_of

        content = self._read(input_)
        source = read_text(content, input_.path) if isinstance(content, str) else read_bytes(content, input_.path)
        registry = registry_of(self._place.options.registries)
        return build_tree(source, input_.given, registry, Corrections(self._place.corrections)).analysis
