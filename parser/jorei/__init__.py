"""jorei."""
