"""Findings and trees as text, SARIF and annotations. This package writes no files and knows no build."""
