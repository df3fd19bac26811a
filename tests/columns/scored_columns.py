"""Columns scored with every engine, every shape by a kernel of its own, as what a row scores."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

import perfeval
from perfeval.engine.columns.scoring import Engine
from perfeval.engine.columns.tables import places_of, scorer_of

if TYPE_CHECKING:
    from tests.lowering import rows_by_field
else:
    rows_by_field = sys.modules["rows_by_field"]  # loaded by `conftest.py`

ENGINES: Final[tuple[Engine, ...]] = ("numpy", "numba", "scalar")


def found_in(table: Mapping[str, Any] | pa.Table, prefix: str = "r_") -> list[rows_by_field.Found]:
    """The result columns of a table, row by row."""
    columns = {
        name: pa.array(table[prefix + name])
        if not isinstance(table[prefix + name], pa.ChunkedArray | pa.Array)
        else table[prefix + name]
        for name in ("points", "low", "high", "rule", "status", "finding")
    }
    lists = {name: column.to_pylist() for name, column in columns.items()}
    return [
        rows_by_field.Found(status, points, low, high, rule, tuple(finding.split()) if finding else ())
        for status, points, low, high, rule, finding in zip(
            lists["status"], lists["points"], lists["low"], lists["high"], lists["rule"], lists["finding"], strict=True
        )
    ]


def scored(rules: perfeval.RuleSet, columns: Any, engine: Engine, **options: Any) -> list[rows_by_field.Found]:
    """What each row of a table scores with an engine; every shape gets a kernel, however few its rows."""
    options = {"prefix": "r_", **options}
    rules.lowering.kept.clear()  # what one engine found is not remembered for the next
    scorer_of(rules.lowering, options.get("places") or places_of(rules)).worth_lowering = 1
    return found_in(rules.score_table(columns, engine=engine, **options), options["prefix"])
