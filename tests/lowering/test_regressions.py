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


def test_a_fact_that_is_called_as_a_heading_is_the_fact() -> None:
    """特殊原因 is also a heading of the reason column; where a fact of that name is declared it is meant."""
    rules = perfeval.parse_rules(
        "规则集 r\n  四舍五入 到 0.01分\n填报项 特殊原因 是否 默认 否\n"
        "规则 一 适用于 所有指标\n  当 特殊原因 = 是  得 满分\n  否则  得 0分"
    )
    row = {"指标值": Decimal(3), "完成值": Decimal(2), "分值": Decimal(10), "特殊原因": "是"}
    assert [rules.evaluator()(dict(row)) for _ in range(2)] == [Decimal("10.00")] * 2
    found = rules.score_table({name: [value] for name, value in row.items()})
    assert found["points"].to_pylist() == [Decimal("10.00")]
