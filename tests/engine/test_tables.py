"""Totals, grades, aggregates over rows and audits, on tables small enough to add up by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import perfeval
from perfeval import BudgetExecution, Code, Indicator, SelfEvaluation

HEADER = """ruleset tables "tables"
  unsigned every = positive
  down to zero, cap full
  round half up to 0.01 points
"""
PLAIN = """
rule dropped for name = "取消"
  not scored
rule proportional for quantitative
  award full * completion
rule judged for qualitative
  award [0 points, full]
grades
  on total
    >= 90 points            award "优"
    [60 points, 90 points)  award "中"
    < 60 points             award "差"
"""


def row(target: str, actual: str, full: str, **others: Any) -> Indicator:
    return Indicator(name=others.pop("name", "x"), target=target, actual=actual, full=full, **others)


def evaluate(text: str, *rows: Indicator, **table: object) -> perfeval.Evaluation:
    made = perfeval.parse_rules(HEADER + text)
    return made.evaluate(SelfEvaluation(year=2024, indicators=rows, **table))  # type: ignore[arg-type]


def test_the_total_is_the_exact_sum_of_rounded_rows() -> None:
    thirds = [row("3", "1", "10") for _ in range(3)]  # 3.333…, three times
    made = evaluate(PLAIN, *thirds)
    assert [score.points for score in made.rows] == [Decimal("3.33")] * 3
    assert made.total.points == Decimal("9.99")


def test_an_undecided_row_makes_the_total_a_range() -> None:
    made = evaluate(PLAIN, row("100", "100", "80"), row("长期", "较好", "15"), row("100", "50", "5"))
    assert (made.total.low, made.total.high, made.total.points) == (Decimal("82.50"), Decimal("97.50"), None)
    assert made.total.unscored == (2,)
    assert made.grade is None  # 中 or 优


def test_a_grade_is_given_where_both_ends_agree() -> None:
    made = evaluate(PLAIN, row("100", "100", "70"), row("长期", "较好", "15"))
    assert (made.total.low, made.total.high, made.grade) == (Decimal("70.00"), Decimal("85.00"), "中")


def test_a_declared_score_inside_the_range_decides() -> None:
    made = evaluate(PLAIN, row("100", "100", "80"), row("长期", "较好", "15", declared="12.5"))
    assert (made.total.points, made.grade) == (Decimal("92.50"), "优")


def test_rows_kept_out_leave_score_and_full_marks() -> None:
    text = PLAIN + "total\n  award 100 points * (sum(score) / sum(full))\n  round half up to 0.1 points\n"
    made = evaluate(text, row("100", "50", "40"), row("100", "100", "60", name="取消"))
    assert [score.status for score in made.rows] == ["scored", "not scored"]
    assert made.total.points == Decimal("50.00")


def test_rows_without_full_marks_are_offered_to_no_rule() -> None:
    made = evaluate(PLAIN, row("100", "50", "40"), row("100", "100", "", declared="3"))
    assert made.rows[1].status == "not scored"
    assert made.rows[1].rule is None
    assert made.total.points == Decimal("20.00")
    assert [finding.code for finding in made.findings] == [Code.ROW_NOT_SCORED]


def test_aggregates() -> None:
    text = """
rule r for every
  award full * sum(weight, same_level1) / sum(weight)
  on count(output) each 2 deduct 1 point, whole steps
  when largest(weight, benefit) = weight  add 0.5 points
  cap 100 points
"""
    made = evaluate(
        text,
        row("", "", "20", level1="产出指标"), row("", "", "30", level1="★产出 指标(50分)"),
        row("", "", "50", level1="效益指标"),
    )  # fmt: skip
    # 20 × 50/100 - 1, 30 × 50/100 - 1, 50 × 50/100 - 1 + 0.5
    assert [score.points for score in made.rows] == [Decimal("9.00"), Decimal("14.00"), Decimal("24.50")]


def test_an_added_and_deducted_total() -> None:
    text = PLAIN + "total\n  award sum(score)\n  add 5 points, at most 3 points\n  cap 12 points\n"
    assert evaluate(text, row("100", "100", "10")).total.points == Decimal("12.00")


def test_findings_of_rows() -> None:
    made = evaluate(
        PLAIN, row("1个", "1次", "5"), row("≥90%", "≥90%", "5"), row("60人", "90.03%", "3"), row("3份", "2亩", "5")
    )
    found = {(finding.row, finding.code) for finding in made.findings}
    assert {(1, Code.UNIT_DIFFERS), (2, Code.NOT_MEASURED), (3, Code.UNIT_DIFFERS), (4, Code.UNIT_DIFFERS)} <= found
    assert (4, Code.ROW_NOT_SCORED) in found


AUDITS = """
audit weights_
  weights output = 50 points, benefit = 30 points
audit all
  require sum(weight) = 100 points "分值加总应等于100分"
audit groups for every
  when level1_points is filled  require sum(weight, same_level1) = level1_points
audit explained for every
  when score < full  require explanation is filled
audit over_target for quantitative
  when completion >= 120%  flag "完成值超出指标值20%以上"
audit hint
  when year = 2024  flag "提示"
audit spent for every
  require expenditure > 0
"""


def test_audits() -> None:
    text = PLAIN + AUDITS
    made = perfeval.parse_rules(HEADER + text)
    table = SelfEvaluation(
        year=2024,
        indicators=[
            row("100", "150", "40", level1="产出指标", level1_points="50"), row("100", "50", "40", level1="效益指标"),
        ],
    )  # fmt: skip
    found = [(finding.code, finding.row) for finding in made.run_audits(made.evaluate(table))]
    assert sorted((code.value, row_ or 0) for code, row_ in found) == [
        ("explanation-missing", 2), ("flagged", 0), ("not-checked", 0), ("over-achieved", 1),
        ("weights-do-not-sum", 0), ("weights-do-not-sum", 0), ("weights-do-not-sum", 1),
    ]  # fmt: skip


EXECUTION = """
rule execution for budget_execution
  when revised_budget = 0  not scored
  otherwise                award full * (expenditure / revised_budget)
"""


def test_the_execution_row_is_a_row() -> None:
    text = PLAIN + EXECUTION
    execution = BudgetExecution(revised="8万元", executed="4万元", full="10")
    made = evaluate(text, row("100", "100", "90"), execution=execution)
    assert made.execution is not None
    assert made.execution.points == Decimal("5.00")
    assert (made.total.points, made.grade) == (Decimal("95.00"), "优")
    nothing = evaluate(
        text, row("100", "100", "90"), execution=BudgetExecution(revised="0元", executed="0元", full="10")
    )
    assert nothing.execution is not None
    assert nothing.execution.status == "not scored"
    assert nothing.total.points == Decimal("90.00")
    blank = evaluate(text, row("100", "100", "90"), execution=BudgetExecution(executed="1元", full="10"))
    assert blank.execution is not None
    assert blank.execution.status == "undecided"
    assert (blank.total.low, blank.total.high) == (Decimal("90.00"), Decimal("100.00"))
