"""Amendments carried out: an amending ordinance is read, applied to its base, and what does not fit is said."""

from __future__ import annotations
