"""The review page: a local web server on which an editor reads a build, judges its findings and corrects it.

Needs the extra ``review``. It writes corrections.toml alone, and rebuilds through `jorei.run`; only the command line
imports it.
"""
