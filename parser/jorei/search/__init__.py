"""Full text and provision search over a build (extra ``search``: tantivy)."""

from jorei.search.index import Hit, SearchIndex, is_ready, open_index

__all__ = ["Hit", "SearchIndex", "is_ready", "open_index"]
