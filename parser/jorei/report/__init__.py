"""Findings and trees as text, SARIF and annotations, for people and their tools. It writes no files and knows no build."""
