"""What a document says about itself: title, kind, number, days, municipality, 体系."""

from jorei.structure.metadata.read import read_metadata

__all__ = ["read_metadata"]
