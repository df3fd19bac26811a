import sys
from decimal import Decimal

import pytest

import perfeval
from perfeval.audit.auditing import audit
from perfeval.finding import Code, Finding
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.wording import Wording

PROPORTION = """
规则集 demo "示例"
  依据 "示例" 自定
  封顶 满分
  四舍五入 到 0.01分

规则 成色 适用于 定性指标
  得 [6分, 8分)，默认 7分

规则 比例 适用于 所有指标
  得 满分 × 完成率
"""


@pytest.fixture(scope="module")
def rules() -> perfeval.RuleSet:
    return perfeval.parse_rules(PROPORTION)


def codes_of(rules: perfeval.RuleSet, indicator: Indicator) -> list[Code]:
    audited = audit(SelfEvaluation(indicators=(indicator,)), rules)
    return [finding.code for finding in audited.rows[0].findings]


def row(declared: str, *, target: str = "60人", actual: str = "30人", full: str = "10") -> Indicator:
    return Indicator(name="人数", level2="数量指标", target=target, actual=actual, full=full, declared=declared)


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("5", []),
        ("5.00", []),
        ("5.001", [Code.SCORE_DIFFERS]),
        ("4.99", [Code.SCORE_DIFFERS]),
        ("10", [Code.SCORE_DIFFERS]),
        ("10.01", [Code.SCORE_ABOVE_FULL]),
        ("", []),
        ("—", []),
    ],
)
def test_a_single_score(rules: perfeval.RuleSet, declared: str, expected: list[Code]) -> None:
    assert codes_of(rules, row(declared)) == expected


def test_an_unreadable_score_is_not_compared(rules: perfeval.RuleSet) -> None:
    audited = audit(SelfEvaluation(indicators=(row("五到六分吧"),)), rules)
    assert audited.rows[0].declared is None
    assert audited.rows[0].difference is None
    assert audited.sum_of_declared is None
    assert not audited.has_errors


@pytest.mark.parametrize(
    ("declared", "expected", "points"),
    [
        ("6", [], "6.00"),
        ("7.99", [], "7.99"),
        ("8", [Code.SCORE_OUTSIDE_RANGE], "7.00"),
        ("5.99", [Code.SCORE_OUTSIDE_RANGE], "7.00"),
        ("10.5", [Code.SCORE_ABOVE_FULL], "7.00"),
    ],
)
def test_a_permitted_range(rules: perfeval.RuleSet, declared: str, expected: list[Code], points: str) -> None:
    indicator = row(declared, target="长期", actual="长期")
    audited = audit(SelfEvaluation(indicators=(indicator,)), rules)
    assert [finding.code for finding in audited.rows[0].findings] == expected
    assert audited.rows[0].score.points == Decimal(points)
    assert audited.rows[0].difference == Decimal(declared) - Decimal(points)


def test_the_message_gives_the_figures_and_the_direction(rules: perfeval.RuleSet) -> None:
    finding = audit(SelfEvaluation(indicators=(row("6.2"),)), rules).rows[0].findings[0]
    assert finding.message.zh == "自评得分6.20分，按规则“比例”应为5.00分，自评多1.20分"
    assert finding.message.en == "the declared score is 6.20, rule `比例` gives 5.00: 1.20 too much"


def test_a_score_in_a_row_that_the_rules_keep_out() -> None:
    rules = perfeval.load_rules("national_2020")
    execution = BudgetExecution(initial="0万元", revised="0万元", executed="0万元", full="10", declared="10")
    audited = audit(SelfEvaluation(execution=execution, indicators=(row("5"),)), rules)
    assert audited.execution is not None
    assert [finding.code for finding in audited.execution.findings] == [Code.ROW_NOT_SCORED]
    assert audited.execution.difference is None


def test_findings_of_a_row_are_those_of_the_table(rules: perfeval.RuleSet) -> None:
    audited = audit(SelfEvaluation(indicators=(row("5"), row("4"), row("11"))), rules)
    for comparison in audited.rows:
        assert comparison.findings == audited.of_row(comparison.row)
        assert all(any(finding is kept for kept in audited.findings) for finding in comparison.findings)


def test_a_missing_year_is_said_once() -> None:
    reader = Finding(Code.YEAR_MISSING, None, Wording("写了多个年份", "several years"))
    choice = Finding(Code.YEAR_MISSING, None, Wording("没有年度", "no year"))
    rules = perfeval.load_rules("national_2020")
    said = audit(SelfEvaluation(findings=(reader,)), rules, noticed=(choice,)).findings
    assert [finding for finding in said if finding.code is Code.YEAR_MISSING] == [reader]
    assert choice in audit(SelfEvaluation(), rules, noticed=(choice,)).findings


def test_the_package_answers_as_its_function(rules: perfeval.RuleSet) -> None:
    table = SelfEvaluation(indicators=(row("5"),))
    package = sys.modules["perfeval.audit"]
    assert callable(package)
    assert package(table, rules) == audit(table, rules)
