"""Laws of scoring, as equations that hold of every row and every table."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval import Indicator, SelfEvaluation
from perfeval.exact import Rounding, round_to

NATIONAL = perfeval.load_rules("national_2020")
ZHONGWEI = perfeval.load_rules("zhongwei")
BOUNDED = [perfeval.load_rules(name) for name in ("national_2016", "national_2020", "zhongwei")]

FIGURES = st.decimals(0, 10_000, places=2)
POSITIVE = st.decimals("0.01", 10_000, places=2)
FULL_MARKS = st.decimals("0.5", 50, places=2)
SIGNS = st.sampled_from(["", "≥", "≤", "=", ">", "<"])
UNITS = st.sampled_from(["", "份", "万元", "%", "天"])
LABELS = st.sampled_from(["数量指标", "成本指标", "社会效益指标", "满意度指标", ""])
WORDS = st.sampled_from(["长期", "达成", "部分达成", "未达成", "优", "良", "", "/", "是"])


@st.composite
def rows(draw: st.DrawFn) -> Indicator:
    unit = draw(UNITS)
    figure = st.builds(lambda sign, number: f"{sign}{number}{unit}", SIGNS, FIGURES)
    return Indicator(
        name="x",
        level2=draw(LABELS),
        target=draw(figure | WORDS),
        actual=draw(figure | WORDS),
        full=draw(FULL_MARKS),
        declared=draw(st.sampled_from(["", "0", "3", "8.5", "200"])),
    )


@given(rows(), st.sampled_from(BOUNDED))
def test_zero_is_at_most_score_is_at_most_full(row: Indicator, rules: perfeval.RuleSet) -> None:
    score = rules.score(row, year=2024)
    assert score.full is not None
    if score.points is not None:
        assert 0 <= score.points <= score.full


@given(rows(), st.sampled_from(BOUNDED))
def test_low_is_at_most_points_is_at_most_high(row: Indicator, rules: perfeval.RuleSet) -> None:
    score = rules.score(row, year=2024)
    if score.low is not None and score.high is not None:
        assert score.low <= score.high
        if score.points is not None and score.score_from != "default":
            assert score.low <= score.points <= score.high
            assert score.low < score.points or score.low_closed
            assert score.points < score.high or score.high_closed


def proportional(target: object, actual: object, full: object, unit: str = "") -> perfeval.Score:
    row = Indicator(name="x", level2="数量指标", target=f"{target}{unit}", actual=f"{actual}{unit}", full=full)  # type: ignore[arg-type]
    return NATIONAL.score(row)


@given(POSITIVE, FIGURES, FIGURES, FULL_MARKS)
def test_more_done_is_never_less_scored(target: Decimal, one: Decimal, other: Decimal, full: Decimal) -> None:
    low, high = sorted((one, other))
    less, more = proportional(target, low, full).points, proportional(target, high, full).points
    assert less is not None
    assert more is not None
    assert less <= more


@given(POSITIVE, FIGURES, FULL_MARKS, st.integers(1, 1000))
def test_k_times_target_and_actual_leave_the_score(target: Decimal, actual: Decimal, full: Decimal, k: int) -> None:
    assert proportional(target * k, actual * k, full).points == proportional(target, actual, full).points


@given(POSITIVE, FIGURES, FULL_MARKS)
def test_score_is_full_times_completion_rounded_once(target: Decimal, actual: Decimal, full: Decimal) -> None:
    exact = min(Fraction(full), Fraction(full) * Fraction(actual) / Fraction(target))
    expected = round_to(exact, Fraction(1, 100), Rounding.HALF_UP)
    assert proportional(target, actual, full).points == expected


@given(POSITIVE, FIGURES, FULL_MARKS)
def test_a_unit_changes_nothing_that_both_sides_share(target: Decimal, actual: Decimal, full: Decimal) -> None:
    assert proportional(target, actual, full, "份").points == proportional(target, actual, full).points


@settings(deadline=None)
@given(st.lists(rows(), min_size=1, max_size=6))
def test_total_is_the_exact_sum_of_rounded_scores(given_rows: list[Indicator]) -> None:
    evaluation = ZHONGWEI.evaluate(SelfEvaluation(year=2024, indicators=given_rows))
    low = sum((score.points if score.points is not None else score.low or Decimal(0)) for score in evaluation.rows)
    high = Decimal(0)
    for score in evaluation.rows:
        if score.points is not None:
            high += score.points
        elif score.status == "undecided":
            most = score.high if score.high is not None else score.full
            assert most is not None
            high += most
    assert (evaluation.total.low, evaluation.total.high) == (low, high)
    assert evaluation.total.points == (low if low == high else None)


@given(rows(), st.decimals(0, 60, places=2))
def test_a_declared_score_inside_the_range_is_taken(row: Indicator, declared: Decimal) -> None:
    made = Indicator(
        name=row.name, level2=row.level2, target=row.target, actual=row.actual, full=row.full, declared=declared
    )
    score = NATIONAL.score(made)
    if score.low is None or score.high is None or not score.is_range:
        return
    above = declared > score.low or (declared == score.low and score.low_closed)
    below = declared < score.high or (declared == score.high and score.high_closed)
    if above and below:
        assert (score.points, score.score_from) == (declared, "declared")
    else:
        assert score.score_from != "declared"


ZH = """规则集 two "two"
  未标方向 成本指标 = 反向指标，所有指标 = 正向指标
  扣完为止，封顶 满分
  四舍五入 到 0.01分
参数 及格门槛 = 60%
规则 目标为零 适用于 定量指标 且 指标值 = 0
  当 完成值 ≤ 0  得 满分
  否则           得 0分
规则 递减 适用于 反向指标 且 指标值 > 0
  当 完成值 达到 指标值  得 满分
  否则                  得 满分 × 指标值 ÷ 完成值
  按 完成率 超出 200%  每 10个百分点  扣 1分，尾数不计，最多 3分
规则 正向 适用于 定量指标
  当 完成率 < 及格门槛  得 0分
  否则                  得 满分 × 完成率
规则 定性 适用于 定性指标
  当 达成程度 未填报  得 [0分, 满分]
  否则  按 达成程度
    = "达成"      得 满分 × [80%, 100%]，默认 满分
    = "部分达成"  得 满分 × [60%, 80%)
    = "未达成"    得 满分 × [0%, 60%)
"""
EN = """ruleset two "two"
  unsigned cost = inverse, every = positive
  down to zero, cap full
  round half up to 0.01 points
param 及格门槛 = 60%
rule 目标为零 for quantitative and target = 0
  when actual <= 0  award full
  otherwise         award 0 points
rule 递减 for inverse and target > 0
  when actual meets target  award full
  otherwise                 award full * target / actual
  on completion over 200%  each 10 percentage points  deduct 1 point, whole steps, at most 3 points
rule 正向 for quantitative
  when completion < 及格门槛  award 0 points
  otherwise                  award full * completion
rule 定性 for qualitative
  when achievement is missing  award [0 points, full]
  otherwise  on achievement
    = "达成"      award full * [80%, 100%], default full
    = "部分达成"  award full * [60%, 80%)
    = "未达成"    award full * [0%, 60%)
"""
TWO = (
    perfeval.parse_rules(ZH.replace("  按 完成率 超出", "  当 完成率 > 200%，按 完成率 超出")),
    perfeval.parse_rules(EN.replace("  on completion over", "  when completion > 200%  on completion over")),
)


@given(rows())
def test_score_is_independent_of_the_spelling(row: Indicator) -> None:
    chinese, english = (rules.score(row) for rules in TWO)
    assert chinese == english
    assert chinese.trace == english.trace


MODES = {
    "round half up": ROUND_HALF_UP,
    "round half even": ROUND_HALF_EVEN,
    "round down": ROUND_DOWN,
    "round up": ROUND_UP,
}
ROUNDING_RULES = {
    mode: perfeval.parse_rules(
        f"ruleset r\n  {mode} to 0.01 points\nrule r for every\n  award full * completion - weight"
    )
    for mode in MODES
}


@pytest.mark.parametrize("mode", MODES)
@given(actual=st.decimals(0, 2000, places=3))
def test_modes_round_as_decimal_does(mode: str, actual: Decimal) -> None:
    # full marks less full marks times completion: below 0 as well as above, and with ties
    row = Indicator(name="x", target="1000", actual=str(actual), full="10")
    with localcontext() as context:
        context.prec = 60
        expected = (actual / 100 - 10).quantize(Decimal("0.01"), rounding=MODES[mode])
    assert ROUNDING_RULES[mode].score(row).points == expected


@given(st.fractions(), st.sampled_from(list(Rounding)))
def test_rounding_moves_by_less_than_a_step_and_stays_put_on_the_grid(value: Fraction, mode: Rounding) -> None:
    step = Fraction(1, 100)
    rounded = round_to(value, step, mode)
    assert abs(rounded - value) < step
    assert round_to(rounded, step, mode) == rounded
