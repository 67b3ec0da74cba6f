"""What a document says about itself: title, kind, number, days, municipality, 体系."""

from jorei.structure.metadata.in_force import days_in_force
from jorei.structure.metadata.read import read_metadata

__all__ = ["days_in_force", "read_metadata"]
