"""Norms: what each sentence demands, forbids or allows, of whom, within what and under which penalty.

What lives here reads the sentences of one document, by their words alone; what they cite is `jorei.links`. `extract` puts
together `sentences` (where they are), `modality`, `predicate` (and subject), `quantities` and `values`.
"""

from __future__ import annotations

from jorei.norms.extract import norms

__all__ = ["norms"]
