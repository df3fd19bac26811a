"""A total that the rule set does not make by adding up is held against its own total of the declared scores."""

from __future__ import annotations

import pytest

import perfeval
from perfeval import Code, Indicator, SelfEvaluation

RULES = perfeval.parse_rules(
    """规则集 乙 "目标占比与加分"
  依据 "示例" 自定
  扣完为止，封顶 满分
  四舍五入 到 0.01分
填报项 表彰 次数 默认 0
填报项 受批评 是否
规则 比例 适用于 定量指标 且 指标值 ≠ 0
  得 满分 × 完成率
总分
  得 合计(得分 × 目标占比)
  按 表彰  每 1次  加 1分，最多 3分
  封顶 100分
等级
  按 总分
    ≥ 60分  得 "优"
    < 60分  得 "差"
  当 受批评  封顶 "差"
"""
)


def table(declared_total: str, *shares: str, **facts: str) -> SelfEvaluation:
    rows = zip(("10个", "10个"), ("8个", "9个"), ("60", "80"), ("48", "72"), shares, strict=True)
    return SelfEvaluation(
        year=2024,
        declared_total=declared_total,
        facts=facts,
        indicators=[
            Indicator(name="x", target=target, actual=actual, full=full, declared=declared, goal_share=share)
            for target, actual, full, declared, share in rows
        ],
    )


def found(given: SelfEvaluation) -> list[Code]:
    return [one.code for one in perfeval.audit(given, RULES).findings]


@pytest.mark.parametrize(
    ("declared", "is_wrong"), [("62", False), ("120", True), ("60", True)], ids=["with the bonus", "the sum", "without"]
)
def test_the_declared_total_is_held_against_the_rule_sets_own(declared: str, is_wrong: bool) -> None:
    # 48 × 50% + 72 × 50% = 60, and 1 point for each of two commendations
    given = table(declared, "50%", "50%", 表彰="2次", 受批评="否")
    assert (Code.TOTAL_NOT_SUM in found(given)) is is_wrong


def test_a_grade_that_waits_for_a_fact_says_so() -> None:
    audited = perfeval.audit(table("60", "50%", "50%"), RULES)
    (said,) = [one for one in audited.findings if one.code is Code.GRADE_UNDECIDED]
    assert "受批评" in said.message.zh
    assert audited.grade is None


@pytest.mark.parametrize(
    ("shares", "is_told"),
    [(("50%", "50%"), False), (("50%", ""), True), (("", ""), True)],
    ids=["all given", "one missing", "none given, and 140 points"],
)
def test_goal_shares_that_are_missing_are_told(shares: tuple[str, str], is_told: bool) -> None:
    assert (Code.GOAL_SHARE_MISSING in found(table("60", *shares, 受批评="否"))) is is_told


def test_a_table_with_one_goal_needs_no_shares() -> None:
    one = SelfEvaluation(year=2024, indicators=[Indicator(name="x", target="1", actual="1", full="100")])
    assert Code.GOAL_SHARE_MISSING not in found(one)
