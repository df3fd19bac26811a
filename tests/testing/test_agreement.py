"""`assert_agrees` passes what is right and tells the plainest row on which a planted bug shows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.testing import small_rules
else:
    small_rules = sys.modules["small_rules_of_tests"]  # loaded by `conftest.py`

import perfeval
from perfeval.testing import assert_agrees
from perfeval.testing.pool import pool_of


@pytest.fixture(scope="module")
def rules() -> perfeval.RuleSet:
    return perfeval.parse_rules(small_rules.RULES)


def told(function: Callable[[perfeval.Indicator], Any], rules: perfeval.RuleSet) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_agrees(function, rules)
    return str(caught.value)


def test_a_function_that_is_right_passes(rules: perfeval.RuleSet) -> None:
    assert_agrees(small_rules.right, rules)


def test_a_rule_set_agrees_with_itself() -> None:
    rules = perfeval.load_rules("zhongwei")
    assert_agrees(lambda row: rules.score(row).points, rules)


def test_a_threshold_on_the_wrong_side_is_told_by_the_plainest_row(rules: perfeval.RuleSet) -> None:
    assert told(small_rules.strict, rules).splitlines() == [
        "the function and rule set small differ on this row: “four fifths”, target 100人, actual 60人, full 10",
        "  the function gives: 0.00",
        "  the rules give: 6.00",
        "  " + rules.score(perfeval.Indicator(name="x", target="100人", actual="60人", full="10")).explain("en"),
    ]
    assert "District notice 3/2025 (invented) article 9 (full text)" in told(small_rules.strict, rules)


def test_a_tie_that_floats_round_the_wrong_way_is_found(rules: perfeval.RuleSet) -> None:
    said = told(small_rules.by_floats, rules)
    assert "target 100人, actual 60." in said
    assert "article 9" in said


def test_a_rate_rounded_first_is_found(rules: perfeval.RuleSet) -> None:
    assert "the rules give:" in told(small_rules.by_decimals, rules)


def test_a_row_that_is_not_filled_in_is_found(rules: perfeval.RuleSet) -> None:
    said = told(small_rules.on_plain_rows_only, rules)
    assert "“four fifths”, target 100人, full 10\n" in said
    assert "the rules give: no score" in said


def test_a_bug_beyond_the_pool_is_drawn_and_shrunk(rules: perfeval.RuleSet) -> None:
    def wrong(row: perfeval.Indicator) -> Fraction | None:
        points = small_rules.right(row)
        return Fraction(0) if points is not None and Fraction("9.2") < points < Fraction("9.8") else points

    assert all(wrong(row) == small_rules.right(row) for row in pool_of(rules).rows)
    with pytest.raises(AssertionError, match=r"target 100人, actual \d\d(\.\d+)?人"):
        assert_agrees(wrong, rules, examples=1000)


def test_it_is_told_in_chinese_where_asked(rules: perfeval.RuleSet) -> None:
    with pytest.raises(AssertionError, match="函数与规则集 small 对这一行的结果不同"):
        assert_agrees(small_rules.strict, rules, lang="zh")


def test_binary_floats_are_refused(rules: perfeval.RuleSet) -> None:
    with pytest.raises(perfeval.InvalidValueError, match="not a float"):
        assert_agrees(lambda _: 0.5, rules)  # type: ignore[arg-type, return-value]


def test_an_exception_names_the_row(rules: perfeval.RuleSet) -> None:
    def failing(row: perfeval.Indicator) -> Decimal:
        raise ZeroDivisionError(row.name)

    with pytest.raises(ZeroDivisionError) as caught:
        assert_agrees(failing, rules)
    assert "target 100人, actual 0人" in caught.value.__notes__[0]
