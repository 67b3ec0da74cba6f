"""Full text and provision search over a build (extra ``search``: tantivy)."""

from jorei.search.index import Hit, Index, open_index

__all__ = ["Hit", "Index", "open_index"]
