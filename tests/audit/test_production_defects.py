"""Defects seen in systems in use and in published tables, each as a table that our audit or checker reports.

The rule texts and tables without declared scores stand in `tests/conformance` (`D_…`); here is what needs the audit:
figures that such a system wrote into a table, held against the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

import perfeval
from perfeval import BudgetExecution, Code, Indicator, SelfEvaluation

HEADER = """规则集 defects "系统缺陷"
  依据 "某省级绩效系统评分配置" 推定
  未标方向 成本指标 = 反向指标，所有指标 = 正向指标
  扣完为止，封顶 满分
  四舍五入 到 0.01分
"""
RULES = """
规则 预算执行率 适用于 预算执行
  当 全年预算数 = 0  不参与评分
  否则               得 满分 × 全年执行数 ÷ 全年预算数
规则 正向比例 适用于 定量指标 且 指标值 > 0
  得 满分 × 完成率
规则 定性 适用于 定性指标
  得 [0分, 满分]
审核 分值合计
  应当 合计(分值) = 100分
"""
GRADES = """
等级
  按 总分
    ≥ 90分        得 "优"
    [80分, 90分)  得 "良"
    [60分, 80分)  得 "中"
    < 60分        得 "差"
"""


def judged(declared: str, full: str = "100") -> Indicator:
    return Indicator(name="效果", level1="效益指标", target="长期", actual="长期", full=full, declared=declared)


def audited(
    rows: Iterable[Indicator], text: str = RULES + GRADES, **table: object
) -> tuple[perfeval.Audit, set[tuple[Code, object]]]:
    made = SelfEvaluation(year=2024, indicators=list(rows), **table)  # type: ignore[arg-type]
    found = perfeval.audit(made, perfeval.parse_rules(HEADER + text))
    return found, {(one.code, one.row) for one in found.findings}


def codes(text: str) -> list[str]:
    return [one.code for one in perfeval.check_rules(HEADER + text)]


# ---- exactly 90 given no grade ----


def test_a_band_that_leaves_out_its_edge_is_an_error_of_the_text() -> None:
    defect = RULES + GRADES.replace("≥ 90分        得", "> 90分         得")
    (one,) = perfeval.check_rules(HEADER + defect)
    assert (one.code, one.level.value) == ("band-gap", "error")
    assert "90分" in one.message.zh
    assert "90 points" in one.message.en
    with pytest.raises(perfeval.RuleError):
        perfeval.parse_rules(HEADER + defect)


@pytest.mark.parametrize(
    ("total", "grade"), [("90.01", "优"), ("90", "优"), ("89.99", "良"), ("80", "良"), ("60", "中")]
)
def test_every_total_has_one_grade(total: str, grade: str) -> None:
    found, said = audited([judged(total)], declared_total=total)
    assert (found.grade, found.grade_of_declared, found.grade_of_sum) == (grade, grade, grade)
    assert not said


def test_whole_number_bands_without_whole_totals_leave_a_gap() -> None:
    bands = '等级\n  按 总分\n    [90分, 100分]  得 "优"\n    [0分, 89分]    得 "良"\n'
    assert codes(RULES + bands) == ["band-gap"]
    whole = "总分\n  得 合计(得分)\n  四舍五入 到 1分\n"
    assert codes(RULES + whole + bands) == []
    found, _ = audited([judged("89.5")], RULES + whole + bands)
    assert (found.evaluation.total.points, found.grade) == (Decimal(90), "优")


# ---- a zero budget divided by 1 ----


SPENT_YUAN = Decimal(32_400)
"""3.24万元. The system divides it by 1 where the budget is 0; its later versions hold the score at full marks."""


def test_a_score_on_a_budget_of_zero_is_reported() -> None:
    declared = min(Decimal(10), 10 * SPENT_YUAN / 1)
    execution = BudgetExecution(revised="0万元", executed="3.24万元", full="10", declared=declared)
    found, said = audited([judged("90", "90")], execution=execution, declared_total="100")
    assert found.evaluation.execution is not None
    assert found.evaluation.execution.status == "not scored"
    assert (Code.ROW_NOT_SCORED, "execution") in said
    assert found.evaluation.total.points == 90


def test_nothing_spent_of_no_budget_is_no_contradiction() -> None:
    execution = BudgetExecution(revised="0万元", executed="0万元", full="10", declared="0")
    _, said = audited([judged("90", "90")], execution=execution, declared_total="90")
    assert not said


def test_a_score_above_full_from_the_uncapped_division_is_reported() -> None:
    execution = BudgetExecution(revised="0万元", executed="3.24万元", full="10", declared=10 * SPENT_YUAN / 1)
    _, said = audited([judged("90", "90")], execution=execution)
    assert (Code.SCORE_ABOVE_FULL, "execution") in said


def test_the_division_by_a_zero_budget_left_unsaid_is_a_warning_and_never_a_score() -> None:
    text = "\n规则 预算执行率 适用于 预算执行\n  得 满分 × 全年执行数 ÷ 全年预算数\n"
    assert codes(text) == ["zero-unsaid"]
    execution = BudgetExecution(revised="0万元", executed="3.24万元", full="10", declared="10")
    found, said = audited([judged("90", "90")], text, execution=execution)
    assert found.evaluation.execution is not None
    assert (found.evaluation.execution.status, found.evaluation.execution.points) == ("undecided", None)
    assert (Code.ROW_NOT_SCORED, "execution") in said


# ---- a score over the cap ----


def test_a_declared_score_above_full_is_an_error_whatever_the_rule_gives() -> None:
    share = Indicator(name="人数", level1="产出指标", target="60人", actual="90.03%", full="3", declared="4.5")
    found, said = audited([share, judged("97.01", "97"), judged("0", "0")])
    assert {(Code.SCORE_ABOVE_FULL, 1), (Code.SCORE_ABOVE_FULL, 2)} <= said
    assert (Code.SCORE_ABOVE_FULL, 3) not in said
    assert found.has_errors
    assert found.rows[0].score.points == Decimal("2.70")
    assert found.rows[1].score.status == "undecided"  # never 0


def test_full_marks_exactly_are_not_above() -> None:
    _, said = audited([judged("100")], declared_total="100")
    assert not said


def test_a_score_reset_to_zero_is_reported_with_its_cause() -> None:
    share = Indicator(name="人数", level1="产出指标", target="60人", actual="90.03%", full="3", declared="0")
    found, said = audited([share, judged("97", "97")], declared_total="97")
    assert (Code.SCORE_DIFFERS, 1) in said
    (finding,) = (one for one in found.of_row(1) if one.code is Code.SCORE_DIFFERS)
    assert finding.hint is not None
    assert "0分" in finding.hint.zh
    assert "zero" in finding.hint.en


def test_a_rule_that_resets_to_zero_says_so_in_its_trace() -> None:
    text = "\n规则 超限清零 适用于 定性指标 且 自评得分 > 满分\n  得 0分\n规则 定性 适用于 定性指标\n  得 [0分, 满分]\n"
    found, said = audited([judged("4.5", "3")], text)
    score = found.rows[0].score
    assert score.points == 0
    assert score.rule is not None
    assert score.rule.name == "超限清零"
    assert "超限清零" in score.trace.render("zh")
    assert (Code.SCORE_ABOVE_FULL, 1) in said


def test_a_blank_score_is_not_a_zero() -> None:
    found, said = audited([judged("", "50"), judged("50", "50")])
    assert (found.evaluation.total.low, found.evaluation.total.high) == (Decimal(50), Decimal(100))
    assert found.grade is None
    assert (Code.ROW_NOT_SCORED, 1) in said


# ---- points that add to 110 ----


def linkage_funds(output: str) -> list[Indicator]:
    return [
        Indicator(name="产出", level1="产出指标", target="100%", actual="100%", full=output, declared=output),
        Indicator(name="效益", level1="效益指标", target="100%", actual="100%", full="20", declared="20"),
        Indicator(name="满意", level1="满意度指标", target="90%", actual="95%", full="10", declared="10"),
    ]


@pytest.mark.parametrize(("output", "off"), [("70", True), ("60", False), ("59.99", True)])
def test_points_that_do_not_add_to_a_hundred(output: str, off: bool) -> None:
    execution = BudgetExecution(revised="1万元", executed="1万元", full="10", declared="10")
    found, said = audited(linkage_funds(output), execution=execution)
    assert ((Code.WEIGHTS_DO_NOT_SUM, None) in said) is off
    assert found.evaluation.total.points == Decimal(output) + 40
    assert len(said) == int(off)


def test_the_frame_of_the_shipped_set_reports_the_table_of_110() -> None:
    rules = perfeval.load_rules("sichuan_linkage_funds")
    execution = BudgetExecution(revised="1万元", executed="1万元", full="10", declared="10")
    table = SelfEvaluation(year=2022, indicators=linkage_funds("70"), execution=execution, declared_total="100")
    said = {one.code for one in perfeval.audit(table, rules).findings}
    assert {Code.WEIGHTS_DO_NOT_SUM, Code.TOTAL_NOT_SUM} <= said


# ---- dates and sources ----

OLD = """规则集 old "旧办法"
  依据 "旧办法" 原文
  施行 自 2016-11-17 至 2020-02-24
  四舍五入 到 0.01分

规则 定性 适用于 定性指标
  得 满分 × 80%
"""
NEW = """规则集 new "新办法"
  依据 "新办法" 原文
  施行 自 2020-02-25
  四舍五入 到 0.01分

规则 定性 适用于 定性指标
  得 满分 × 60%
"""


@pytest.mark.parametrize(("year", "name"), [(2015, None), (2016, "old"), (2019, "old"), (2020, "new"), (2021, "new")])
def test_the_set_in_force_on_31_december_is_taken(year: int, name: str | None) -> None:
    candidates = [perfeval.parse_rules(OLD), perfeval.parse_rules(NEW)]
    choice = perfeval.choose_rules(SelfEvaluation(year=year), candidates=candidates)
    assert (None if choice.rules is None else choice.rules.name) == name


def test_a_document_of_2020_does_not_reach_back_to_a_table_of_2019() -> None:
    choice = perfeval.choose_rules(SelfEvaluation(year=2019), candidates=[perfeval.parse_rules(NEW)])
    assert choice.rules is None
    assert "2019" in choice.why.zh


def child(dates: str, folder: Path) -> list[str]:
    folder.joinpath("old.perfeval").write_text(OLD, "utf-8")
    path = folder / "child.perfeval"
    path.write_text(f'规则集 child "下级" 继承 old\n  依据 "通知" 自定\n  {dates}\n', "utf-8")
    try:
        return [one.code for one in perfeval.load_rules(path).diagnostics]
    except perfeval.RuleError as error:
        return [one.code for one in error.diagnostics]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("施行 自 2019-01-01 至 2020-02-24", []),
        ("施行 自 2019-01-01 至 2020-02-25", ["parent-not-in-force"]),
        ("施行 自 2021-01-01", ["parent-not-in-force"]),
        ("施行 自 2016-11-16 至 2020-02-24", ["parent-not-in-force"]),
    ],
)
def test_a_set_extends_one_that_is_in_force_throughout(dates: str, expected: list[str], tmp_path: Path) -> None:
    assert child(dates, tmp_path) == expected


def test_two_values_on_one_day_are_an_error() -> None:
    rule = "规则 定性 适用于 定性指标\n  得 满分 × 门槛\n"
    two = "\n参数 门槛 = 60% {}\n参数 门槛 = 70% 自 2026-01-01\n"
    assert codes(two.format("自 2024-01-01") + rule) == ["dates-overlap"]
    assert codes(two.format("自 2024-01-01 至 2026-01-01") + rule) == ["dates-overlap"]
    assert codes(two.format("自 2024-01-01 至 2025-12-31") + rule) == []


def test_a_set_that_cites_nothing_is_warned_of_and_shown_beside_the_score() -> None:
    text = NEW.replace('  依据 "新办法" 原文\n', "")
    assert [one.code for one in perfeval.check_rules(text)] == ["nothing-cited"]
    rules = perfeval.parse_rules(text)
    assert rules.basis is None
    score = rules.score(Indicator(name="x", target="长期", actual="长期", full="10"))
    assert "没有注明依据" in score.explain("zh")
    assert "cites nothing" in score.explain("en")
