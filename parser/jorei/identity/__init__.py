"""What names a document, a provision and a law: ids, customary citations, keys of laws. Nothing here reads a document."""
