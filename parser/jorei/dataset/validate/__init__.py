"""Whether a build is sound: schema, keys, checksums, spans, tokens and JSON trees. It reads a build and changes nothing."""
