"""``python -m fastbt``: the command line where the script ``fastbt`` is not on the path."""

from __future__ import annotations

import sys

from fastbt.cli import main

if __name__ == "__main__":
    sys.exit(main())
