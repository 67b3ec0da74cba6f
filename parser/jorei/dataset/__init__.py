"""A build on disk: its schema, parts and seal; exchanging, reading, joining and validating it.

Nothing here parses a document, and the parser imports nothing from here.
"""
