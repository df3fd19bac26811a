"""What the differential tests found, each in the smallest rows that show it."""

from __future__ import annotations

from decimal import Decimal

import pytest

import perfeval


@pytest.mark.parametrize("full", ["3.63", "0.2", "7"])
def test_a_number_rounded_before_it_is_compared_is_rounded_for_decimals_too(full: str) -> None:
    """`up(full)` over whole numbers is `full`; over decimals it is not."""
    rules = perfeval.parse_rules(
        "ruleset r\n  floor 0 points, cap full\n  round half up to 0.01 points\n"
        "rule one for every\n  award round up(full, 1 point) - 0.25 points"
    )
    row = {"target": Decimal(3), "actual": Decimal(3), "full": Decimal(full)}
    wanted = rules.score(perfeval.Indicator(name="", **row)).points  # type: ignore[arg-type]
    evaluate = rules.evaluator()
    assert [evaluate(dict(row)) for _ in range(3)] == [wanted] * 3
