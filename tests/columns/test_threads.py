"""Several threads score tables by one rule set at a time, and each gets what it would get alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pyarrow as pa

import perfeval

ENGINES: Final = ("numpy", "numba", "scalar")


def table(seed: int) -> dict[str, list[str]]:
    kinds, signs = ("数量指标", "成本指标", "满意度指标", "时效指标"), ("≥", "≤", "=", "")
    rows = [
        (kinds[(seed + row) % 4], signs[(seed * row) % 4], row % 97, (row * seed) % 113, seed % 9) for row in range(400)
    ]
    return {
        "level2": [kind for kind, *_ in rows],
        "target": [f"{sign}{target}" for _, sign, target, _, _ in rows],
        "actual": [str(actual) for *_, actual, _ in rows],
        "full": [str(full) for *_, full in rows],
    }


def test_tables_scored_at_a_time_are_scored_as_alone() -> None:
    tables = [table(seed) for seed in range(24)]
    alone = [perfeval.load_rules("zhongwei").score_table(one, engine="scalar") for one in tables]
    rules = perfeval.load_rules("zhongwei")

    def scored(number: int) -> dict[str, Any]:
        found: dict[str, Any] = rules.score_table(tables[number], engine=ENGINES[number % 3])
        return found

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(scored, range(len(tables))))
    for one, other in zip(alone, together, strict=True):
        for name in ("points", "low", "high", "rule", "status", "finding"):
            assert pa.array(one[name]).to_pylist() == pa.array(other[name]).to_pylist()
