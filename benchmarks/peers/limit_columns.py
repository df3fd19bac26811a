"""The limit of every way over columns: one compiled pass that reads the same columns and writes the same columns.

What it writes is a sum of what it read, so that nothing can be left out; to compute it costs nothing beside memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from way import Columns, Way

IN = ("level2", "sign", "target", "actual", "full")
POINTS = {"points": np.int64}
ALL = {"points": np.int64, "low": np.int64, "high": np.int64, "rule": np.int8, "status": np.int8, "finding": np.int8}


def limit(reads: tuple[str, ...], writes: dict[str, Any]) -> Any:
    """A loop that reads the columns named (arguments first) and writes the others (arguments last)."""
    body = [f"        s = {' + '.join(f'{name}[i]' for name in reads)}"]
    body += [f"        out_{name}[i] = s" for name in writes]
    arguments = ", ".join([*reads, *(f"out_{name}" for name in writes)])
    source = "\n".join([f"def run({arguments}):", f"    for i in range(len({reads[0]})):", *body])
    space: dict[str, Any] = {}
    exec(source, space)  # noqa: S102 - the text above
    return numba.njit(space["run"])


def _prepare(writes: dict[str, Any]) -> Callable[[Columns], Callable[[], list[np.ndarray]]]:
    def prepare(columns: Columns) -> Callable[[], list[np.ndarray]]:
        given = columns.integers
        compiled = limit(IN, writes)

        def run() -> list[np.ndarray]:
            out = [np.empty(len(columns.target), type_) for type_ in writes.values()]
            compiled(*(given[name] for name in IN), *out)
            return out

        run()  # compiles it
        return run

    return prepare


WAYS = [
    Way(name="limit: 5 columns read, 1 written", group="columns", prepare=_prepare(POINTS), hundredths=None),
    Way(name="limit: 5 columns read, 6 written", group="columns", prepare=_prepare(ALL), hundredths=None),
]
