"""Many rows scored by every evaluator and found equal: `python tests/differential/many_rows.py --rows 10000000`.

Rows of every kind of benchmarks/oracle.py (ordinary, exact ties, near ties of large amounts, hostile), and hostile ones
of the whole width of 64 bits, are scored by the function of whole numbers, which computes with Python's integers. Every
row of numpy's and numba's columns is held against it; of each chunk a random sample is held against the interpreter,
and a larger one against the oracle, which is written apart from perfeval. The memory needed is that of one chunk.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Final

import numpy as np
import pyarrow as pa

import perfeval
from perfeval.engine.columns.scoring import Engine

ROOT: Final = Path(__file__).parents[2]
CHUNK: Final = 250_000
INTERPRETED: Final = 40
BY_ORACLE: Final = 5_000
FIELDS: Final = ("level2", "nature", "target", "actual", "full")
NUMBERS: Final = ("target", "actual", "full")
SCALED: Final = dict.fromkeys(NUMBERS, 2)
_WIDE: Final = [
    sign * (2**power + by) for sign in (1, -1) for power in (31, 49, 50, 53, 59, 60, 61, 62) for by in (-1, 0, 1)
]


def oracle() -> ModuleType:
    """benchmarks/oracle.py."""
    name = "benchmarks_oracle_of_many_rows"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / "oracle.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def rules() -> perfeval.RuleSet:
    """The rule of the oracle."""
    return perfeval.load_rules(ROOT / "benchmarks" / "speed_rule.perfeval")


def wide(random: Random) -> Any:
    """Numbers of the whole width of 64 bits, many of them at its edges or equal."""
    row = oracle().hostile(random)
    one = random.choice((*_WIDE, 2**63 - 1, -(2**63), random.randrange(-(2**63), 2**63)))
    other = random.choice((one, one, random.choice(_WIDE), random.randrange(-(2**63), 2**63), 1, 0, 3_35))
    full = random.choice((0, 1, 3_63, 10_00, random.randrange(2**40), random.randrange(2**63)))
    return row._replace(target=one, actual=other, full=full)


SHARES: Final = {"ordinary": 30, "ties": 31, "near ties": 31, "hostile": 6, "64 bits": 2}
"""How many of a hundred rows are of each kind; those too large for 64 bits are scored one by one."""


def kinds() -> list[Callable[[Random], Any]]:
    """A hundred generators of rows."""
    by_name = {**oracle().GENERATORS, "64 bits": wide}
    return [by_name[name] for name, share in SHARES.items() for _ in range(share)]


class Held:
    """The evaluators, and how many rows each found otherwise than the function of whole numbers did."""

    def __init__(self, engines: tuple[Engine, ...] = ("numpy", "numba")) -> None:
        self.rules = rules()
        self.engines = engines
        self.by_whole_numbers = self.rules.evaluator(*FIELDS, scaled=SCALED, answer="scaled")
        self.wrong: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()

    def hold(self, rows: list[Any], random: Random) -> None:
        """One chunk, every way."""
        expected = [self.by_whole_numbers(*row) for row in rows]
        for engine in self.engines:
            found = self.rules.score_table(_columns(rows), engine=engine, scales=SCALED, prefix="r_")["r_points"]
            self._count(engine, expected, _scaled(found))
        picked = random.sample(range(len(rows)), min(BY_ORACLE, len(rows)))
        self._count("oracle", [expected[one] for one in picked], [oracle().score(rows[one]) for one in picked])
        picked = picked[:INTERPRETED]
        self._count("interpreter", [expected[one] for one in picked], [self._interpreted(rows[one]) for one in picked])
        self.rows["whole numbers"] += len(rows)

    def _interpreted(self, row: Any) -> int | None:
        from perfeval.engine.table import evaluate

        level2, nature, *numbers = row
        target, actual, full = (Decimal(one).scaleb(-2) for one in numbers)
        item = perfeval.Indicator(name="", level2=level2, target=f"{nature}{target:f}", actual=actual, full=full)
        found = evaluate(self.rules, perfeval.SelfEvaluation(indicators=[item]), evaluator="interpreter").rows[0].points
        return None if found is None else int(found * 100)

    def _count(self, way: str, expected: list[Any], found: list[Any]) -> None:
        self.rows[way] += len(expected)
        self.wrong[way] += sum(one != other for one, other in zip(expected, found, strict=True))

    def summary(self) -> str:
        """How many rows each way was held to, and how many were wrong."""
        ways = ", ".join(
            f"{way} {self.wrong[way]:,} of {self.rows[way]:,}" for way in self.rows if way != "whole numbers"
        )
        return f"{self.rows['whole numbers']:,} rows; wrong: {ways}"


def _columns(rows: list[Any]) -> dict[str, Any]:
    columns: dict[str, Any] = dict(zip(FIELDS, zip(*rows, strict=True), strict=True))
    made: dict[str, Any] = {name: pa.array(columns[name]).dictionary_encode() for name in ("level2", "nature")}
    return made | {name: np.array(columns[name], dtype=np.int64) for name in NUMBERS}


def _scaled(points: pa.Array | pa.ChunkedArray) -> list[int | None]:
    """Points with two places as hundredths: the low halves of Arrow's decimals, or one by one where these do not do."""
    array = points.combine_chunks() if isinstance(points, pa.ChunkedArray) else points
    words = np.frombuffer(array.buffers()[1], dtype=np.int64)[2 * array.offset :].reshape(-1, 2)
    if (words[:, 1] != words[:, 0] >> 63).any():
        return [None if one is None else int(one * 100) for one in array.to_pylist()]
    found: list[int | None] = words[: len(array), 0].tolist()
    if array.null_count:
        for row in np.flatnonzero(array.is_null().to_numpy(zero_copy_only=False)):
            found[row] = None
    return found


def chunks(count: int, seed: int, size: int = CHUNK) -> Iterator[tuple[list[Any], Random]]:
    """Rows in chunks, a part of each of every kind, in random order."""
    random = Random(seed)  # noqa: S311 - test data
    made = kinds()
    while count > 0:
        now = min(size, count)
        rows = [made[place % len(made)](random) for place in range(now)]
        random.shuffle(rows)
        yield rows, random
        count -= now


def main() -> int:
    """The command; the exit status is 1 where a row is wrong."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--seed", type=int, default=20)
    given = arguments.parse_args()
    held, start = Held(), time.perf_counter()
    for rows, random in chunks(given.rows, given.seed):
        held.hold(rows, random)
        print(f"{time.perf_counter() - start:7.0f} s  {held.summary()}", flush=True)
    print(held.summary())
    return 1 if sum(held.wrong.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
