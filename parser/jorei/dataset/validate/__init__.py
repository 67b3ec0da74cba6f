"""Validation of a build: schema, values, keys, checksums, spans, tokens and JSON trees. It reads a build and changes nothing."""
