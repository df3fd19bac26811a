"""perfeval's own ways. All that the benchmarks ask of perfeval stands here."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oracle import KINDS, PLACES, SIGNS, Row
from way import Columns, Way, as_given, from_decimals

import perfeval
from perfeval.values.model import Comparison, Missing, Number, Sign

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

RULES: Any = perfeval.load_rules(str(Path(__file__).with_name("speed_rule.perfeval")))
NAMES = ("level2", "sign", "target", "actual", "full")
SCALES = dict.fromkeys(("target", "actual", "full"), PLACES)
ENGINES = ("numpy", "numba")


def _decimal(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths).scaleb(-PLACES)


def indicator(row: Row) -> perfeval.Indicator:
    """The row as perfeval's typed values: its cells are read already."""
    target = None if row.target is None else Number(Fraction(row.target, 10**PLACES))
    signed = Missing() if target is None else Comparison(Sign(row.sign), target) if row.sign else target
    actual, full = (Missing() if cell is None else _decimal(cell) for cell in (row.actual, row.full))
    return perfeval.Indicator(name="x", level2=row.level2, target=signed, actual=actual, full=full)


def _by_score(rows: list[Row]) -> Callable[[], list[Decimal | None]]:
    given = [indicator(row) for row in rows]
    return lambda: [RULES.score(one).points for one in given]


def _by_position(rows: list[Row]) -> Callable[[], list[int | None]]:
    score = RULES.evaluator(*NAMES, scaled=SCALES, answer="scaled")
    given = [tuple(row) for row in rows]
    return lambda: [score(level2, sign, target, actual, full) for level2, sign, target, actual, full in given]


def _by_mapping(rows: list[Row]) -> Callable[[], list[Decimal | None]]:
    score = RULES.evaluator()
    given = [
        {"level2": row.level2, "sign": row.sign}
        | {name: _decimal(cell) for name, cell in zip(SCALES, row[2:], strict=True)}
        for row in rows
    ]
    return lambda: [score(one) for one in given]


def table(columns: dict[str, np.ndarray]) -> pa.Table:
    """Columns of the benchmarks as an Arrow table: level2 and sign dictionary-encoded, the amounts int64."""
    import pyarrow as pa

    words = {"level2": KINDS, "sign": SIGNS}
    return pa.table(
        {
            name: pa.DictionaryArray.from_arrays(pa.array(column), pa.array(words[name])) if name in words else column
            for name, column in columns.items()
        }
    )


def by_engine(engine: str) -> Callable[[Any], Any]:
    """The function that scores an Arrow table."""
    return lambda given: RULES.score_table(given, scales=SCALES, engine=engine, decimals="scaled")


def points_of(scored: Any) -> Any:
    """The points of a scored table without blanks, in hundredths."""
    return scored["points"].to_numpy()


def _by_table(engine: str) -> Callable[[Columns], Callable[[], Any]]:
    def prepare(columns: Columns) -> Callable[[], Any]:
        given, score = table(columns.integers), by_engine(engine)
        score(given)  # compiles it
        return lambda: score(given)

    return prepare


WAYS = [
    Way(
        name="perfeval: RuleSet.score",
        group="scalar",
        prepare=_by_score,
        hundredths=from_decimals,
        at_most=2000,
        ours=True,
    )
]
SKIPPED: list[str] = []

if hasattr(RULES, "evaluator"):
    WAYS += [
        Way(
            name="perfeval: evaluator, integers by position",
            group="scalar",
            prepare=_by_position,
            hundredths=as_given,
            ours=True,
        ),
        Way(
            name="perfeval: evaluator, dict of Decimals",
            group="scalar",
            prepare=_by_mapping,
            hundredths=from_decimals,
            ours=True,
        ),
    ]
else:
    SKIPPED.append("perfeval: evaluator: this version of perfeval has none")
if HAS_TABLES := hasattr(RULES, "score_table"):
    WAYS += [
        Way(
            name=f"perfeval: score_table, {engine}",
            group="columns",
            prepare=_by_table(engine),
            hundredths=lambda scored: as_given(points_of(scored)),
            ours=True,
        )
        for engine in ENGINES
    ]
else:
    SKIPPED.append("perfeval: score_table: this version of perfeval has none")
