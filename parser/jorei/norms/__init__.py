"""Norms: what each sentence demands, forbids or allows, of whom, within what and under which penalty."""

from jorei.norms.extract import norms

__all__ = ["norms"]
