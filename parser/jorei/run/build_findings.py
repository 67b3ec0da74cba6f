"""The findings on a document that only the whole build can make, as rows, when all documents are analysed.

They depend on nothing but the fate of the document (`jorei.run.task.Fate`), so a build with the fates of the previous
one makes none again. An amending ordinance is read once more for them, together with its base.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import msgspec

from jorei.dataset.tables import Values, diagnostic_columns
from jorei.errors import is_exhausted
from jorei.identity.parent_ordinance import ParentCitation, missing_in
from jorei.model import Analysis
from jorei.model.profile import DEFAULT
from jorei.read import Unreadable
from jorei.report.terminal import shown
from jorei.run.document import BuiltDocument, Read
from jorei.run.inputs import Input
from jorei.run.rule_pairs import record_at
from jorei.run.task import AmendingPair, Fate, RulePair, Workspace

if TYPE_CHECKING:
    from jorei.check.view import Misquotation

_CACHED_BASES: Final = 4
"""Trees of bases held in memory: several ordinances often amend one. Chosen small, since a tree may be large."""


class WholeBuildFindings:
    """Makes the findings on the documents of one bucket."""

    def __init__(self, workspace: Workspace, read: Read) -> None:
        self._workspace, self._read = workspace, read
        self._base = lru_cache(_CACHED_BASES)(self._tree)

    def columns(
        self, document: BuiltDocument, fate: Fate, pair: AmendingPair | None, rule: RulePair | None
    ) -> Mapping[str, Values] | None:
        """The findings on one document as columns of `diagnostics`; None when there are none."""
        if fate.dropped or not (fate.copies or fate.judged or pair or rule):
            return None
        try:
            missing = self._missing(document, rule)
            if not (missing or fate.copies or fate.judged or pair):
                return None
            return self._columns(document, fate, pair, rule if missing else None, missing)
        except Unreadable:
            return None  # changed since it was listed: the next build sees another version
        except Exception as error:  # a bug of ours must not cost the whole build: it is printed
            if is_exhausted(error):
                raise
            print(shown(f"{document.path}:\n{traceback.format_exc()}"), file=sys.stderr)
            return None

    def _missing(self, document: BuiltDocument, rule: RulePair | None) -> tuple[ParentCitation, ...]:
        """What a rule cites of its ordinance and none of its versions has."""
        if rule is None or document.parent is None:
            return ()
        candidates = [record_at(self._workspace, location) for location in rule.parents]
        return tuple(missing_in(document.parent, [(one.law_number, one.provisions) for one in candidates]))

    def _columns(
        self, document: BuiltDocument, fate: Fate, pair: AmendingPair | None, rule: RulePair | None,
        missing: tuple[ParentCitation, ...],
    ) -> Mapping[str, Values] | None:  # fmt: skip
        from jorei.check import BuildContext  # all the checks: a build in which nothing has changed goes without
        from jorei.pipeline.build_findings import build_findings, nameless

        read = (pair.amending, pair.amending_part) if pair else (rule.rule, rule.part) if rule else None
        analysis = self._tree(*read) if read else nameless(document.path)
        title = document.parent.title if document.parent else ""
        context = BuildContext(fate.copies, self._misquoted(analysis, pair) if pair else (), title, missing)
        profile = self._workspace.options.profile or DEFAULT
        findings = build_findings(analysis, document.work_id, context, profile, document.verdicts)
        return diagnostic_columns(msgspec.structs.replace(analysis, diagnostics=findings)) if findings else None

    def _misquoted(self, amending: Analysis, pair: AmendingPair) -> tuple[Misquotation, ...]:
        from jorei.amending.misquoted import misquotations

        others = [self._tree(*other) for other in pair.others]
        return misquotations(self._base(pair.base, pair.base_part), amending, others)

    def _tree(self, input_: Input, part: int) -> Analysis:
        from jorei.config.corrections_file import Corrections
        from jorei.pipeline.instruments import given_parts
        from jorei.pipeline.references import build_tree
        from jorei.run.analysed_rows import registry_of, source_of

        source = source_of(self._read(input_), input_.path, ocr=self._workspace.options.ocr)
        registry = registry_of(self._workspace.options.registries)
        parts = given_parts(source, input_.given)
        source, given = parts[min(max(part, 1), len(parts)) - 1]
        return build_tree(source, given, registry, Corrections(self._workspace.corrections)).analysis
