"""The text of a day from what a build holds: a document, and the amending ordinances that lead to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from jorei.amending.amended import Amended, amend_all
from jorei.amending.document import read_amending

if TYPE_CHECKING:
    from jorei.dataset.corpus import Corpus


def consolidated(corpus: Corpus, doc_id: str, on: date | None = None) -> Amended:
    """The document with the amendments of the build carried out that are in force on a day (None: all of them).

    An amendment is a document whose references change this one (relation ``amends`` and a link to it). Those that the
    document already names among its amendments are part of its text and are left out. `KeyError` when there is no such
    document.
    """
    base = corpus.document(doc_id)
    known = {amendment.law_number for amendment in base.amendments if amendment.law_number}
    known |= {row["law_number"] for row in corpus.rows("amendments", doc_id).to_pylist() if row["law_number"]}
    amending = []
    for amending_id in amending_documents(corpus, doc_id):
        document = corpus.document(amending_id)
        if document.law_number is None or document.law_number not in known:
            one = read_amending(document.text, document.source.path or "", document.metadata.promulgated_on)
            amending.append(one)
    return amend_all([msgspec.structs.replace(base, folded="")], amending, on)[0]


def amending_documents(corpus: Corpus, doc_id: str) -> list[str]:
    """The documents of a build that amend one, in the order of the build."""
    leads: dict[str, set[int]] = {}
    for row in _links_to(corpus, doc_id):
        leads.setdefault(row["doc_id"], set()).add(row["ref_id"])
    return [
        amending_id
        for amending_id, ref_ids in leads.items()
        if amending_id != doc_id
        and any(
            row["relation"] == "amends" and row["ref_id"] in ref_ids
            for row in corpus.rows("references", amending_id, ["ref_id", "relation"]).to_pylist()
        )
    ]


def _links_to(corpus: Corpus, doc_id: str) -> list[dict[str, Any]]:
    rows = corpus.links.to_arrow(["doc_id", "ref_id", "target_doc_id"]).to_pylist()
    return [row for row in rows if row["target_doc_id"] == doc_id]
