"""The limit of every way that is called once a row: a Python function that only returns an argument."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oracle import Row
from way import Way


def field(level2: str, sign: str, target: int, actual: int, full: int) -> int:  # noqa: ARG001 - it only returns one
    """Nothing is computed."""
    return full


def _prepare(rows: list[Row]) -> Callable[[], list[int]]:
    given: list[Any] = [tuple(row) for row in rows]
    return lambda: [field(level2, sign, target, actual, full) for level2, sign, target, actual, full in given]


WAYS = [Way(name="limit: a Python call that returns a field", group="scalar", prepare=_prepare, hundredths=None)]
