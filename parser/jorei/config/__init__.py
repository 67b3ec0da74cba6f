"""The files that people write for jorei: corrections.toml, jorei-profile.toml, manifest.csv.

They are read and written here; `jorei.pipeline` applies them to a document.
"""
