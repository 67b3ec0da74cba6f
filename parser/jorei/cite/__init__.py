"""Citations of any text (an explanation, a manual, the answer of a language model) checked against a build."""

from jorei.cite.check_citations import CitationChecker, CitedProvision, check_citations
from jorei.cite.provisions import CitationStatus

__all__ = ["CitationChecker", "CitationStatus", "CitedProvision", "check_citations"]
