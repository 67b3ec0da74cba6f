"""Full text and provision search over a build (extra ``search``: tantivy)."""

from jorei.search.index import Hit, Index, is_ready, open_index

__all__ = ["Hit", "Index", "is_ready", "open_index"]
