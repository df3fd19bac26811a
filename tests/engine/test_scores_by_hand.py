"""Scores that a person can check with a pocket calculator, decision by decision of the language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

import perfeval
from perfeval import BudgetExecution, Indicator, SelfEvaluation
from perfeval.exact import percent_text

HEADER = """ruleset by_hand "by hand"
  unsigned cost = inverse, every = positive
  down to zero
  cap full
  round half up to 0.01 points
"""


def rules(text: str, header: str = HEADER) -> perfeval.RuleSet:
    return perfeval.parse_rules(header + text)


def score(text: str, target: str = "", actual: str = "", full: str = "10", **others: Any) -> perfeval.Score:
    made = rules(text).score(Indicator(name="x", target=target, actual=actual, full=full, **others))
    assert made.explain("zh")
    assert made.explain("en")
    return made


PROPORTIONAL = """
rule proportional for quantitative
  when actual meets target  award full
  otherwise                 award full * completion
"""


@pytest.mark.parametrize(
    ("target", "actual", "full", "expected"),
    [
        ("3200份", "1600份", "10", "5.00"),
        ("200", "126", "7.5", "4.73"),  # 4.725: a tie, away from zero
        ("36个", "7个", "22.5", "4.38"),  # 4.375
        ("3.35", "2.01", "18", "10.80"),  # exactly 60%, which binary floats miss
        ("60人", "90.03%", "3", "2.70"),  # a percentage answering a count is the completion
        ("2024年", "50%", "10", "5.00"),
        ("100", "120", "10", "10.00"),
        ("1个", "1次", "5", "5.00"),  # counting words compare as numbers
        ("3200份", "1600", "10", "5.00"),  # a bare number takes the other side's unit
        ("≥90%", "81", "10", "9.00"),  # here: per cent
        ("20万元", "150000元", "10", "7.50"),
        ("80%", "八成", "10", "10.00"),
        ("80%", "八成左右", "10", None),
    ],
)
def test_completion(target: str, actual: str, full: str, expected: str | None) -> None:
    made = score(PROPORTIONAL, target, actual, full, level2="数量指标")
    assert made.points == (None if expected is None else Decimal(expected))


def test_a_score_is_rounded_once() -> None:
    # target 3, actual 5, weight 3.63: full less a sixth of it is 3.025 exactly; Decimal arithmetic gives 3.02
    text = """
rule reduced for every
  award full * (100% - (completion - 100%) / 4)
"""
    assert score(text, "3", "5", "3.63").points == Decimal("3.03")


def test_an_execution_rate_is_shown_half_up() -> None:
    national = perfeval.load_rules("national_2020")
    table = SelfEvaluation(
        year=2024, execution=BudgetExecution(revised="200万元", executed="117.23万元", full="10"), indicators=()
    )
    evaluation = national.evaluate(table)
    assert evaluation.execution_rate is not None
    assert percent_text(evaluation.execution_rate) == "58.62%"  # 58.615
    assert evaluation.execution is not None
    assert evaluation.execution.points == Decimal("5.86")
    assert evaluation.execution_base == "revised_budget"


MEETS = """
rule met for {kind}
  when actual meets target  award full
  otherwise                 award 0 points
"""


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        ("≥90%", "90%", True), ("≥90%", "89.99%", False), (">3次", "3次", False), ("≤8万元", "8万元", True),
        ("<3次", "3次", False), ("=100%", "100%", True), ("=100%", "101%", False),
        ("10-15天", "15天", True), ("10-15天", "9天", False), ("±10%", "-10%", True), ("±10%", "11%", False),
        ("100份", "101份", True), ("100份", "99份", False), ("0次", "0次", True), ("0次", "1次", False),
        ("12月底前", "2024年12月31日", True), ("2024年", "2025年1月1日", False), ("2024年11月", "2024年11月30日", True),
        ("≥良", "优", True), ("良", "中", False), ("良", "良", True), ("是", "是", True), ("否", "是", False),
        ("长期", "长期", True), ("长期", "达成", True), ("长期", "部分达成", False), ("长期", "未达成", False),
        ("长期", "有一定效果", None), ("60人", "100%", True), ("60人", "99%", False), ("≤60人", "100%", None),
        ("≥85%", "≥90%", True), ("≥85%", "≥80%", None), ("≥85%", "<80%", False), ("≥85%", "≥85%", True),
        ("", "3", None), ("3", "", None), ("3", "/", None), ("3份", "2亩", None),
    ],
)  # fmt: skip
def test_meets(target: str, actual: str, met: bool | None) -> None:
    table = SelfEvaluation(year=2024, indicators=[Indicator(name="x", target=target, actual=actual, full="10")])
    made = rules(MEETS.format(kind="every")).evaluate(table).rows[0]
    expected = {True: Decimal("10.00"), False: Decimal("0.00"), None: None}[met]
    assert made.points == expected, made.explain("en")


def test_an_unsigned_cost_is_met_from_below() -> None:
    for actual, points in (("7万元", "10.00"), ("9万元", "0.00")):
        assert score(MEETS.format(kind="cost"), "8万元", actual, level2="成本指标").points == Decimal(points)


def test_claims_are_decided_by_implication() -> None:
    text = "rule r for every\n  when actual {} award full otherwise award 0 points"
    for condition, points in ((">= 85%", "10.00"), ("< 80%", "0.00"), (">= 95%", None), ("is ratio", "0.00")):
        made = score(text.format(condition), "≥90%", "≥90%")
        assert made.points == (None if points is None else Decimal(points)), condition
    claimed = score("rule r for every\n  award full * completion", "≥80%", "≥90%")
    assert claimed.status == "undecided"


def test_an_echo_given_as_one_object_is_still_a_claim() -> None:
    value = perfeval.read_value("≥90%")
    text = "rule r for every\n  when actual >= 95% award full otherwise award 0 points"
    assert rules(text).score(Indicator(name="x", target=value, actual=value, full="10")).status == "undecided"


def test_unknown_stops_and_never_falls_to_the_next_case() -> None:
    text = "rule r for every\n  when actual >= 90% award full otherwise award 0 points"
    made = score(text, "90%", "")
    assert (made.status, made.points) == ("undecided", None)
    assert made.reason is not None
    asked = text.replace("  when", "  when actual is missing award 0 points\n  when")
    assert score(asked, "90%", "").points == Decimal("0.00")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("actual >= 90% and no", False), ("no and actual >= 90%", False), ("actual >= 90% and yes", None),
        ("actual >= 90% or yes", True), ("yes or actual >= 90%", True), ("actual >= 90% or no", None),
        ("not (actual >= 90%)", None), ("(actual >= 90% and no) or yes", True),
    ],
)  # fmt: skip
def test_three_values(condition: str, holds: bool | None) -> None:
    made = score(f"rule r for every\n  when {condition} award full otherwise award 0 points", "90%", "")
    assert made.points == {True: Decimal("10.00"), False: Decimal("0.00"), None: None}[holds]


def test_division_by_zero_is_undecided() -> None:
    assert score("rule r for every\n  award full * target / actual", "3", "0").status == "undecided"
    assert score("rule r for every\n  award full * completion", "0", "0").status == "undecided"


JUDGED = """
rule judged for every
  on achievement
    = "达成"      award full * [80%, 100%], default full
    = "部分达成"  award full * [60%, 80%)
    = "未达成"    award full * [0%, 60%)
"""


def test_ranges() -> None:
    declared = score(JUDGED, "长期", "达成", declared="9")
    assert (declared.points, declared.score_from, declared.low, declared.high) == (
        Decimal("9.00"), "declared", Decimal("8.00"), Decimal("10.00"),
    )  # fmt: skip
    outside = score(JUDGED, "长期", "达成", declared="7")
    assert (outside.points, outside.score_from) == (Decimal("10.00"), "default")
    assert score(JUDGED, "长期", "达成").points == Decimal("10.00")
    open_end = score(JUDGED, "长期", "部分达成", declared="8")
    assert (open_end.status, open_end.low, open_end.high, open_end.high_closed) == (
        "undecided", Decimal("6.00"), Decimal("8.00"), False,
    )  # fmt: skip
    assert score(JUDGED, "长期", "部分达成", declared="7.99").points == Decimal("7.99")
    assert score(JUDGED, "长期", "未达成").status == "undecided"


def test_an_open_end_stays_open_after_rounding() -> None:
    made = score(JUDGED, "长期", "部分达成", full="3.63", declared="2.90")
    assert (made.low, made.high, made.high_closed) == (Decimal("2.18"), Decimal("2.90"), False)  # 2.178 and 2.904
    assert made.status == "undecided"


def test_steps() -> None:
    text = """
rule r for every
  award full
  on actual short of 90%  each 5 percentage points  deduct 1 point, {}
"""
    for part, points in (("whole steps", "8.00"), ("started steps", "7.00"), ("pro rata", "7.60")):
        assert score(text.format(part), "90%", "78%").points == Decimal(points)
    assert score(text.format("whole steps, at most 1 point"), "90%", "0%").points == Decimal("9.00")
    assert score(text.format("whole steps"), "90%", "95%").points == Decimal("10.00")


def test_late_days() -> None:
    text = "rule r for timeliness\n  award full\n  on actual over target each 1 day deduct 0.5 points, pro rata"
    made = score(text, "2024年11月30日", "2024年12月3日", level2="时效指标")
    assert made.points == Decimal("8.50")


def test_a_rules_own_cap_replaces_the_headers() -> None:
    plain_, own = "rule r for every\n  award full * completion", "\n  cap full * 120%"
    assert score(plain_, "100", "150").points == Decimal("10.00")
    assert score(plain_ + own, "100", "150").points == Decimal("12.00")
    guarded = "\n  when cost cap full * 120%"
    assert score(plain_ + guarded, "100", "150").points == Decimal("10.00")


def test_adjustments_come_in_the_order_written() -> None:
    assert score("rule r for every\n  award full\n  deduct 4 points\n  floor 7 points").points == Decimal("7.00")
    assert score("rule r for every\n  award full\n  floor 7 points\n  deduct 4 points").points == Decimal("6.00")


def test_a_restated_full_marks() -> None:
    text = "let full = level1_points * weight / 100 points\nrule r for every\n  award full * completion"
    made = score(text, "100", "50", full="20", level1_points="40")
    assert (made.points, made.full) == (Decimal("4.00"), Decimal("8.00"))


def test_a_restated_target() -> None:
    text = "let target = first(revised_target, target)\nrule r for every\n  award full * completion"
    assert score(text, "100", "50", revised_target="50").points == Decimal("10.00")
    assert score(text, "100", "50").points == Decimal("5.00")


def test_children_offer_their_new_rules_first_and_keep_the_place_of_those_they_replace(tmp_path: object) -> None:
    child = """ruleset child extends zhongwei
rule 新规则 for quantity
  award 1 point
rule 正向比例 for every
  award 2 points
"""
    made = perfeval.parse_rules(child)
    names = [rule.name for rule in made.nodes.rules]
    assert names[0] == "新规则"
    assert names.index("正向比例") == 1 + [rule.name for rule in perfeval.load_rules("zhongwei").nodes.rules].index(
        "正向比例"
    )
    assert made.score(Indicator(name="x", level2="数量指标", target="1", actual="1", full="5")).points == Decimal(
        "1.00"
    )
    assert made.score(Indicator(name="x", level2="质量指标", target="1", actual="1", full="5")).points == Decimal(
        "2.00"
    )


def test_parameters_by_year() -> None:
    text = """
param line = 60% until 2023-12-31
param line = 70% from 2024-01-01
rule r for every
  when completion < line award 0 points otherwise award full
"""
    indicator = Indicator(name="x", target="100", actual="65", full="10")
    made = rules(text)
    assert made.score(indicator, year=2023).points == Decimal("10.00")
    assert made.score(indicator, year=2024).points == Decimal("0.00")
    gap = text.replace("until 2023-12-31", "until 2022-12-31")
    assert rules(gap).score(indicator, year=2023).status == "undecided"


def test_rules_by_year() -> None:
    text = """
rule old for every
  effective until 2023-12-31
  award 1 point
rule new for every
  effective from 2024-01-01
  award 2 points
"""
    indicator = Indicator(name="x", target="100", actual="65", full="10")
    assert rules(text).score(indicator, year=2020).points == Decimal("1.00")
    assert rules(text).score(indicator, year=2024).points == Decimal("2.00")
    assert dt.date(2023, 12, 31) < dt.date(2024, 1, 1)
