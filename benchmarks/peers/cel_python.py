"""CEL by cel-python, in Python; the expression is that of CEL in Rust, so this needs both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import celpy
from dicts import dicts
from oracle import Row
from peers.cel_rust import HUNDREDTHS
from way import Way


def _prepare(rows: list[Row]) -> Callable[[], list[Any]]:
    environment = celpy.Environment()
    evaluate = environment.program(environment.compile(HUNDREDTHS)).evaluate
    given = [{name: celpy.json_to_cel(value) for name, value in row.items()} for row in dicts(rows)]
    return lambda: [evaluate(row) for row in given]


WAYS = [
    Way(
        name="cel-python", group="scalar", prepare=_prepare, hundredths=lambda found: list(map(int, found)), at_most=200
    )
]
