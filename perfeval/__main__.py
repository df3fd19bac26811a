"""`python -m perfeval`: the command line."""

from __future__ import annotations

import sys

from perfeval.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
