"""Full-text search for provisions of a build (extra ``search``: tantivy).

The index is written beside a build, never into it; only the command line imports this package.
"""

from jorei.search.index import is_ready
from jorei.search.search_index import Hit, SearchIndex, open_index

__all__ = ["Hit", "SearchIndex", "is_ready", "open_index"]
