"""The rows that are made from a rule set: which stand in the pool, and towards which they shrink."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.testing import small_rules
else:
    small_rules = sys.modules["small_rules_of_tests"]  # loaded by `conftest.py`

import perfeval
from perfeval.testing import indicators, tables
from perfeval.testing.pool import pool_of
from perfeval.values.model import CalendarDate, Missing, Money, Quantity

SMALL = perfeval.parse_rules(small_rules.RULES)
DEADLINE = """
rule timely for timeliness and target is date and actual is date
  when actual meets target  award full
  otherwise                 award 0 points
  example "in time" target 2024-11-30, actual 2024-10-08, full 10 points  gives 10 points
"""
QUIETLY = settings(database=None, derandomize=True, phases=(Phase.generate, Phase.shrink), max_examples=2000)


def figures(target: str) -> set[Fraction]:
    rows = [row for row in pool_of(SMALL).rows if row.target == perfeval.read_value(target)]
    return {row.actual.amount for row in rows if isinstance(row.actual, Quantity)}


@pytest.mark.parametrize("threshold", [60, 100])
def test_both_sides_of_every_threshold_stand_in_the_pool(threshold: int) -> None:
    grid = Fraction(1, 100)
    near = {Fraction(threshold), threshold - grid, threshold + grid, Fraction(threshold - 1), Fraction(threshold + 1)}
    assert near <= figures("100人")
    assert {3 * threshold, 3 * threshold - grid, 3 * threshold + grid} <= figures("300人")


def test_ties_of_the_rounding_stand_in_the_pool() -> None:
    ties = {one for one in figures("100人") if 60 <= one < 100 and (one / 10 * 100) % 1 == Fraction(1, 2)}
    assert len(ties) >= 4
    assert any(round(float(one) / 10, 2) < one / 10 for one in ties)


def test_every_stretch_has_plain_figures() -> None:
    found = figures("100人")
    assert {0, 10, 70, 200, -1} <= found


def test_rows_that_are_not_filled_in_as_they_should_be_come_last() -> None:
    rows = pool_of(SMALL).rows
    assert any(isinstance(row.actual, Missing) for row in rows)
    assert any(isinstance(row.actual, Money) for row in rows)
    assert any(isinstance(row.target, Missing) for row in rows)
    assert any(row.target == perfeval.read_value("0人") for row in rows)
    assert any(isinstance(row.full, Missing) for row in rows)
    scored = [SMALL.score(row).status == "scored" for row in rows]
    assert all(scored[: scored.index(False)])
    assert scored.index(False) > len(rows) - 9


def test_a_target_copied_into_the_actual_value_stands_in_the_pool() -> None:
    assert any(row.actual == row.target for row in pool_of(SMALL).rows)


def test_the_days_about_a_deadline_are_drawn() -> None:
    rules = perfeval.parse_rules(small_rules.RULES + DEADLINE)
    days = {row.actual.written for row in pool_of(rules).telling if isinstance(row.actual, CalendarDate)}
    assert {"2024-11-29", "2024-11-30", "2024-12-01"} <= days


def test_the_pool_is_found_once() -> None:
    assert pool_of(SMALL) is pool_of(SMALL)


def test_figures_are_written_as_people_write_them() -> None:
    rules = perfeval.parse_rules(small_rules.RULES.replace("100人", "90%").replace("80人", "72%"))
    written = {row.actual.written for row in pool_of(rules).rows}
    assert {"54%", "53.99%", "90.01%"} <= written


def test_rows_of_a_kind_carry_its_label() -> None:
    rules = perfeval.parse_rules(small_rules.RULES.replace("for quantitative", "for quantity and quantitative"))
    assert {row.level2 for row in pool_of(rules).rows} == {"数量指标"}
    assert rules.score(pool_of(rules).rows[0]).rule is not None


def test_shrinking_goes_to_the_plainest_row() -> None:
    least = find(indicators(SMALL), lambda row: (SMALL.score(row).points or 0) >= 6, settings=QUIETLY)
    assert (least.target.written, least.actual.written) == ("100人", "60人")
    least = find(indicators(SMALL), lambda row: SMALL.score(row).points is None, settings=QUIETLY)
    assert least.target.written == "100人"
    assert isinstance(least.actual, Missing)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_tables_have_rows_with_names_of_their_own(data: st.DataObject) -> None:
    table = data.draw(tables(SMALL))
    names = [row.name for row in table.indicators]
    assert 1 <= len(names) == len(set(names)) <= 5
    assert len(SMALL.evaluate(table).rows) == len(names)


def test_a_rule_set_without_figures_is_refused() -> None:
    rules = perfeval.parse_rules(small_rules.RULES.rsplit("\n", 2)[0] + "\n")
    with pytest.raises(perfeval.InvalidValueError, match="no example with a figure"):
        indicators(rules)
