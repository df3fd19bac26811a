"""Calling the command line as a shell does."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHOOSING = {"LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "PERFEVAL_DEBUG", "PYTHONIOENCODING", "FORCE_COLOR", "NO_COLOR"}
"""Environment variables that choose language, width, colour or encoding: a test sets them itself."""


@pytest.fixture(scope="session")
def call() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `python -m perfeval` in the checkout, with the environment variables given; its output read as UTF-8."""

    def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name not in CHOOSING}
        return subprocess.run(
            [sys.executable, "-m", "perfeval", *map(str, arguments)],
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=ROOT,
            env={**kept, "LANG": "C.UTF-8", **environment},
        )

    return run


@pytest.fixture(scope="session")
def published() -> Path:
    """The four tables of Zhongwei."""
    return ROOT / "docs" / "examples" / "zhongwei_2024.txt"
