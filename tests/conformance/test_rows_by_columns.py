"""The rows of the suite that are scored alone, by the evaluators of columns and of single rows."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import perfeval

if TYPE_CHECKING:
    from tests.columns import scored_columns
    from tests.conformance import against_perfeval, suite
    from tests.lowering import rows_by_field
else:  # loaded by the two `conftest.py`
    suite, against_perfeval, rows_by_field, scored_columns = (
        sys.modules[name]
        for name in ("conformance_suite", "conformance_against_perfeval", "rows_by_field", "scored_columns")
    )

CASES = [
    pytest.param(group, case, id=f"{entry.entry}-{group.name}-{case.name}")
    for entry in suite.read_entries()
    for group in entry.groups
    for case in group.cases
    if isinstance(case, suite.RowCase)
]


def fields_of(group: suite.Group, case: suite.RowCase) -> dict[str, Any]:
    """The row of a case by field; facts of its table are facts of the row."""
    table = against_perfeval.table(case.table)
    made = (
        rows_by_field.of_execution(table)
        if case.of_execution
        else rows_by_field.of_indicator(table.indicators[0], table)
    )
    facts = {f"fact {name}": value.written for name, value in table.facts.items()}
    return {**facts, **made, "region": group.region}


def hold(expected: suite.RowExpected, found: rows_by_field.Found) -> None:
    assert found.status == expected.status
    if expected.points is not None:
        assert found.points == Decimal(expected.points)
    if expected.range is not None:
        low, high = expected.range[1:-1].split(",")
        assert (found.low, found.high) == (Decimal(low), Decimal(high))
    if expected.low is not None:
        assert (found.low or Decimal(0)) == Decimal(expected.low)
    if expected.high is not None and found.high is not None:
        assert found.high == Decimal(expected.high)
    if expected.rule is not None:
        assert found.rule == expected.rule


@pytest.mark.parametrize(("group", "case"), CASES)
def test_row_case(group: suite.Group, case: suite.RowCase) -> None:
    rules = against_perfeval.rules_of(group)
    if rules.lowering.reads.other_rows:
        return  # it is scored in its table, beside the budget-execution row
    fields = fields_of(group, case)
    (found,) = scored_columns.scored(rules, rows_by_field.columns_of([fields]), "numpy", places=6)
    hold(case.expected, found)
    named = {name.removeprefix("fact "): value for name, value in fields.items() if value is not None}
    assert rules.evaluator()(named) == found.points


def test_most_rows_of_the_suite_are_taken() -> None:
    alone = [param for param in CASES if not against_perfeval.rules_of(param.values[0]).lowering.reads.other_rows]  # type: ignore[arg-type]
    assert len(alone) > 100
    assert isinstance(against_perfeval.rules_of(alone[0].values[0]), perfeval.RuleSet)  # type: ignore[arg-type]
