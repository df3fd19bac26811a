"""Columns of numbers of every type and size, in every engine, against the interpreter row by row."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from attrs import frozen

import perfeval
from perfeval.exact import to_decimal

if TYPE_CHECKING:
    from tests.columns import scored_columns
    from tests.differential import test_written_rules as written_rules
    from tests.lowering import rows_by_field
else:  # loaded by `conftest.py`
    scored_columns, written_rules, rows_by_field = (
        sys.modules[name] for name in ("scored_columns", "written_rules_of_tests", "rows_by_field")
    )

SPEED = perfeval.load_rules(Path(__file__).parents[2] / "benchmarks" / "speed_rule.perfeval")
RULES = [
    SPEED, perfeval.load_rules("national_2020"), perfeval.load_rules("zhongwei"), perfeval.load_rules("hebei"),
    perfeval.parse_rules(written_rules.CLAUSES),
]  # fmt: skip
_POWERS = [sign * (2**power + by) for sign in (1, -1) for power in (31, 50, 53, 61) for by in (-1, 0, 1)]
EDGES = [0, 0, 1, -1, 2, 3, 5, 60, 90, 100, 10**9, 10**18, *_POWERS, 2**63 - 1, -(2**63)]
ROWS = 40


def figure(random: Random) -> int:
    match random.randrange(4):
        case 0:
            return int(random.choice(EDGES))
        case 1:
            return random.randrange(300)
        case 2:
            return random.randrange(-1000, 100_000)
        case _:
            return random.randrange(-(2 ** random.randrange(1, 62)), 2 ** random.randrange(1, 62))


@frozen
class Numbers:
    """A column, what its numbers are, and how many places a column of whole numbers counts."""

    column: pa.Array
    values: list[Fraction | None]
    scale: int | None = None


def whole(random: Random, numbers: list[int]) -> Numbers:
    scale = random.choice((None, 0, 2, 4))
    given = [None if random.random() < 0.05 else one for one in numbers]
    return Numbers(
        pa.array(given, pa.int64()),
        [None if one is None else Fraction(one, 10 ** (scale or 0)) for one in given],
        scale,
    )


def narrow(random: Random, numbers: list[int]) -> Numbers:
    type_, bits = random.choice(
        ((pa.int8(), 7), (pa.int16(), 15), (pa.int32(), 31), (pa.uint8(), 7), (pa.uint64(), 63))
    )
    given = [abs(one) % 2**bits for one in numbers]
    return Numbers(pa.array(given, type_), [Fraction(one) for one in given])


def decimal(random: Random, numbers: list[int], type_: Callable[[int], pa.DataType]) -> Numbers:
    places = random.choice((0, 1, 2, 2, 3, 4, 9, 12))
    given = [None if random.random() < 0.05 else Decimal(one).scaleb(-places) for one in numbers]
    column = pa.concat_arrays([pa.array(given[:7], type_(places)), pa.array(given, type_(places))]).slice(7)
    return Numbers(column, [None if one is None else Fraction(one) for one in given])


def decimal128(random: Random, numbers: list[int]) -> Numbers:
    return decimal(random, numbers, lambda places: pa.decimal128(38, places))


def decimal256(random: Random, numbers: list[int]) -> Numbers:
    return decimal(random, numbers, lambda places: pa.decimal256(50, places))


def binary(random: Random, numbers: list[int]) -> Numbers:
    places = random.choice((0, 1, 2, 4))
    given = [one / 10**places if abs(one) < 2**53 else float(one % 1000) for one in numbers]
    return Numbers(pa.array(given, pa.float64()), [Fraction(Decimal(repr(one))) for one in given])


KINDS = (whole, narrow, decimal128, decimal256, binary)


@pytest.mark.parametrize("rules", RULES, ids=lambda rules: str(rules.name))
@pytest.mark.parametrize("seed", range(2))
def test_numbers_of_every_type_and_size(rules: perfeval.RuleSet, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - test data
    given: dict[str, Numbers] = {}
    for name in ("target", "actual", "full"):
        numbers = [figure(random) for _ in range(ROWS)]
        if name == "full" and seed % 2:
            numbers = [random.randrange(3000) for _ in numbers]
        given[name] = random.choice(KINDS)(random, numbers)
    level2 = [random.choice(("数量指标", "成本指标", "满意度指标", "时效指标", None)) for _ in range(ROWS)]
    beside: dict[str, list[str | None]] = {"level2": level2}
    if seed:
        beside["nature"] = [random.choice(("≥", "≤", "=", "<", "", "定性", None)) for _ in range(ROWS)]
        beside["measure"] = [random.choice(("", "份", "%", "万元", None)) for _ in range(ROWS)]
    wanted = []
    for row in range(ROWS):
        numbers_of_row = {name: one.values[row] for name, one in given.items()}
        fields: dict[str, Any] = {
            name: None if one is None else to_decimal(one, 0) for name, one in numbers_of_row.items()
        }
        if "nature" in beside and fields["target"] is not None:
            fields["target"] = format(fields["target"], "f")
        wanted.append(rows_by_field.interpreted(rules, fields | {name: column[row] for name, column in beside.items()}))
    columns = {name: one.column for name, one in given.items()} | beside
    scales = {name: one.scale for name, one in given.items() if one.scale is not None}
    for engine in ("numpy", "scalar", *(("numba",) if rules is SPEED and not seed else ())):
        found = scored_columns.scored(rules, columns, engine, scales=scales)
        for row in range(ROWS):
            assert found[row] == wanted[row], (engine, row, {name: one.values[row] for name, one in given.items()})


@pytest.mark.parametrize("engine", scored_columns.ENGINES)
def test_money_as_decimals_with_a_unit_is_money_as_text(engine: Any) -> None:
    rules = perfeval.parse_rules(
        "ruleset r\n  round half up to 0.01 points\nrule one for budget_execution\n"
        "  when expenditure > revised_budget  award 0 points\n  otherwise  award full * expenditure / revised_budget"
    )
    spent = [Decimal("17.5"), Decimal("20.01"), Decimal(0), None, Decimal("6.666666")]
    as_text = {
        "row_kind": ["预算执行"] * 5, "full": ["10"] * 5, "revised_budget": ["20万元"] * 5,
        "expenditure": [None if one is None else f"{one}万元" for one in spent],
    }  # fmt: skip
    as_numbers = {**as_text, "expenditure": pa.array(spent, pa.decimal128(20, 6)), "revised_budget": pa.array([20] * 5)}
    units = {"expenditure": "万元", "revised_budget": "万元"}
    found = scored_columns.scored(rules, as_numbers, engine, units=units)
    assert found == scored_columns.scored(rules, as_text, engine)
    assert [one.points for one in found] == [Decimal("8.75"), Decimal("0.00"), Decimal("0.00"), None, Decimal("3.33")]


@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_a_unit_for_the_column_is_the_unit_written_in_every_cell(engine: Any) -> None:
    rules = perfeval.load_rules("national_2020")
    targets, actuals = [90, 95, 0, 100], [88, 96, 1, None]
    columns = {"level2": ["质量指标"] * 4, "target": pa.array(targets), "actual": pa.array(actuals), "full": [10] * 4}
    found = scored_columns.scored(rules, columns, engine, units={"target": "%", "actual": "%"})
    assert found == [
        rows_by_field.interpreted(
            rules,
            {"level2": "质量指标", "target": f"{target}%", "actual": None if one is None else f"{one}%", "full": "10"},
        )
        for target, one in zip(targets, actuals, strict=True)
    ]


@pytest.mark.parametrize("engine", ["numpy", "scalar"])
def test_a_dictionary_of_numbers_is_the_numbers(engine: Any) -> None:
    numbers = [Decimal("12.5"), None, Decimal(3), Decimal("12.5"), Decimal(-1)]
    plain = pa.array(numbers, pa.decimal128(20, 2))
    rest = {"level2": ["数量指标"] * 5, "target": pa.array([10] * 5), "full": pa.array([10] * 5)}
    found = [
        scored_columns.scored(SPEED, {**rest, "actual": column}, engine)
        for column in (plain, plain.dictionary_encode())
    ]
    assert found[0] == found[1]
