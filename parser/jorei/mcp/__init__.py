"""A build for the tools of language models: a server of the Model Context Protocol, read only (extra ``mcp``).

Only the command line imports this package.
"""

from jorei.mcp.server import make_server, serve
from jorei.mcp.tools import BuildTools

__all__ = ["BuildTools", "make_server", "serve"]
