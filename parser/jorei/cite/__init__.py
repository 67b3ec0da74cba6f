"""Citations of any text (an explanation, a manual, the answer of a language model) checked against a build."""

from jorei.cite.check_citations import CitationStatus, CitedProvision, check_citations

__all__ = ["CitationStatus", "CitedProvision", "check_citations"]
