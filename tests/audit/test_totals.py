from decimal import Decimal

import pytest
from attrs import evolve

import perfeval
from perfeval.audit.auditing import audit
from perfeval.finding import Code, Finding
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation

RULES = """
规则集 demo "示例"
  依据 "示例" 自定
  四舍五入 到 0.01分

规则 比例 适用于 所有指标
  得 满分 × 完成率

规则 执行 适用于 预算执行
  得 满分 × (全年执行数 ÷ 全年预算数)

等级
  按 总分
    ≥ 90分  得 "优"
    < 90分  得 "良"
"""


@pytest.fixture(scope="module")
def rules() -> perfeval.RuleSet:
    return perfeval.parse_rules(RULES)


def table(declared: list[str], total: str, *, actual: str = "60人") -> SelfEvaluation:
    rows = [
        Indicator(name="人数", level2="数量指标", target="60人", actual=actual, full="30", declared=score)
        for score in declared
    ]
    execution = BudgetExecution(revised="10万元", executed="10万元", full="10", declared="10")
    return SelfEvaluation(indicators=rows, execution=execution, declared_total=total)


def whole_table(findings: tuple[Finding, ...]) -> list[Code]:
    return [finding.code for finding in findings if finding.row is None]


def test_a_total_that_is_the_sum(rules: perfeval.RuleSet) -> None:
    audited = audit(table(["30", "30", "30"], "100"), rules)
    assert audited.sum_of_declared == Decimal(100)
    assert whole_table(audited.findings) == []


def test_a_total_that_is_not_the_sum(rules: perfeval.RuleSet) -> None:
    audited = audit(table(["30", "30", "30"], "99.5"), rules)
    assert whole_table(audited.findings) == [Code.TOTAL_NOT_SUM]
    assert audited.findings[0].message.zh == "填列的总分99.50分，各项自评得分之和为100.00分，总分少0.50分"


@pytest.mark.parametrize("unknown", ["", "不详"])
def test_no_sum_where_a_score_is_blank_or_unreadable(rules: perfeval.RuleSet, unknown: str) -> None:
    audited = audit(table(["30", unknown, "30"], "99.5"), rules)
    assert audited.sum_of_declared is None
    assert audited.grade_of_sum is None
    assert whole_table(audited.findings) == []


def test_a_dash_and_a_row_without_points_add_nothing(rules: perfeval.RuleSet) -> None:
    plain = table(["30", "30", "—"], "70")
    without_points = Indicator(name="其中", target="1人", actual="1人")
    audited = audit(evolve(plain, indicators=(*plain.indicators, without_points)), rules)
    assert audited.sum_of_declared == Decimal(70)


def test_no_total_declared(rules: perfeval.RuleSet) -> None:
    audited = audit(table(["30", "30", "30"], ""), rules)
    assert audited.declared_total is None
    assert audited.grade_of_declared is None
    assert whole_table(audited.findings) == []


def test_the_three_grades(rules: perfeval.RuleSet) -> None:
    audited = audit(table(["30", "30", "19"], "89"), rules)
    assert (audited.grade_of_declared, audited.grade_of_sum, audited.grade) == ("良", "良", "优")
    assert whole_table(audited.findings) == [Code.GRADE_CHANGES]
    assert audited.findings[0].message.zh == (
        "等级不一致：填列总分89.00分为“良”，各项自评之和89.00分为“良”，核定总分100.00分为“优”"
    )


def test_a_rule_set_without_grades() -> None:
    rules = perfeval.parse_rules(RULES.partition("等级")[0])
    audited = audit(table(["30", "30", "19"], "50"), rules)
    assert (audited.grade_of_declared, audited.grade_of_sum, audited.grade) == (None, None, None)
    assert whole_table(audited.findings) == [Code.TOTAL_NOT_SUM]


def test_no_total_at_all_where_no_row_has_points(rules: perfeval.RuleSet) -> None:
    audited = audit(SelfEvaluation(indicators=(Indicator(name="人数", target="1人", actual="1人"),)), rules)
    assert audited.evaluation.total.points is None
    assert audited.sum_of_declared is None
    assert not audited.has_errors
