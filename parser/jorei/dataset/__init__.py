"""A build on disk: schema, parts, exchange, reading, joining and validating. Nothing here parses a document."""
