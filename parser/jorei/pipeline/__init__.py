"""One document from source to analysis: structure, links, norms, checks, corrections. No Arrow and no disk."""
