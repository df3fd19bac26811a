"""Where grammar/ and rules/ are: inside the package when installed, beside it in a checkout."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal


def folder(kind: Literal["grammar", "rules"]) -> Traversable:
    """The folder of that name; works from a wheel, an editable install, a zip and a bare checkout."""
    inside = resources.files("perfeval") / kind
    return inside if inside.is_dir() else Path(__file__).parent.parent / kind
