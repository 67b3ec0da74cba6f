"""``python -m jorei``: the command line."""

import sys

from jorei.cli import main

if __name__ == "__main__":
    sys.exit(main())
