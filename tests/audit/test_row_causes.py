import pytest

import perfeval
from perfeval.audit.auditing import audit
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.reader import read_rate

RULES = """
规则集 demo "示例"
  依据 "示例" 自定
  封顶 满分
  四舍五入 到 0.01分

设 执行率 = 全年执行数 ÷ 年初预算数

规则 比例 适用于 所有指标
  得 满分 × 完成率

规则 执行 适用于 预算执行
  得 满分 × 执行率
"""


@pytest.fixture(scope="module")
def rules() -> perfeval.RuleSet:
    return perfeval.parse_rules(RULES)


def row(
    declared: str, *, full: str = "3", target: str = "60人", actual: str = "54.018人", revised: str = ""
) -> Indicator:
    return Indicator(
        name="人数",
        level2="数量指标",
        target=target,
        actual=actual,
        full=full,
        declared=declared,
        revised_target=revised,
    )


def hint(rules: perfeval.RuleSet, *rows: Indicator) -> str | None:
    found = audit(SelfEvaluation(indicators=rows), rules).rows[0].findings
    return None if not found or found[0].hint is None else found[0].hint.zh


def test_full_marks_although_the_target_is_missed(rules: perfeval.RuleSet) -> None:
    assert hint(rules, row("3")) == "可能直接给了满分，没有按完成情况扣减"


def test_zero_although_something_was_reached(rules: perfeval.RuleSet) -> None:
    assert hint(rules, row("0")) == "可能未达到指标值就记了0分，没有按比例计分"


def test_the_full_marks_of_another_row(rules: perfeval.RuleSet) -> None:
    others = (row("4.5", full="5"), row("4.5", full="5"), row("3.6", full="4"))
    assert hint(rules, row("4.5"), *others) == "可能用了第2行、第3行的满分5.00分来计分"


def test_the_target_of_another_row(rules: perfeval.RuleSet) -> None:
    found = hint(
        rules, row("2.7", target="60人", actual="43.2人", full="5"), row("5", target="80人", actual="80人", full="5")
    )
    assert found == "可能按第2行的指标值80人计分"


def test_the_revised_target(rules: perfeval.RuleSet) -> None:
    found = hint(rules, row("2.7", target="60人", actual="43.2人", full="5", revised="80人"))
    assert found == "可能按调整后的指标值80人计分"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("1.7", "可能把1.783四舍五入到一位小数"),
        ("2", "可能把1.783四舍五入到整数分"),
        ("1.79", "可能把1.783进位到两位小数"),
        ("1", "可能把1.783直接舍去尾数到整数分"),
    ],
)
def test_another_rounding(rules: perfeval.RuleSet, declared: str, expected: str) -> None:
    found = hint(rules, row(declared, full="5", target="100人", actual="35.66人"))
    assert found is not None
    assert expected.removeprefix("可能").split("到")[-1] in found


def test_half_even_and_cut_off(rules: perfeval.RuleSet) -> None:
    assert hint(rules, row("4.72", full="7.5", target="200人", actual="126人")) == "可能把4.725直接舍去尾数到两位小数"


def test_a_ratio_rounded_first(rules: perfeval.RuleSet) -> None:
    # 22.5 × 7/36 is 4.375; 22.5 × 19% is 4.275.
    found = hint(rules, row("4.28", full="22.5", target="36个", actual="7个"))
    assert found == "可能先把完成比例取整为19.00%再乘以满分"


def test_only_the_most_specific_cause_is_offered(rules: perfeval.RuleSet) -> None:
    # 22.5 × 19.44% is 4.374, but 4.375 cut off is 4.37 too.
    assert hint(rules, row("4.37", full="22.5", target="36个", actual="7个")) == "可能把4.375直接舍去尾数到两位小数"
    # 80 of 100 on the full marks of row 2 would be 4.00, but so is 3.6 rounded to whole points.
    found = hint(rules, row("4", full="4.5", target="100人", actual="80人"), row("5", full="5"))
    assert found == "可能把3.60四舍五入到整数分"


def test_the_full_marks_of_another_row_prove_nothing_beside_the_own(rules: perfeval.RuleSet) -> None:
    # The rules give full marks; the declared 5.00 merely stands in another row as well.
    assert hint(rules, row("5", full="10", actual="60人"), row("5", full="5", actual="60人")) is None
    # The declared score is the row's own full marks, which half of the other row's would be too.
    found = hint(rules, row("5", full="5", actual="30人"), row("5", full="10", actual="30人"))
    assert found == "可能直接给了满分，没有按完成情况扣减"


def test_actual_by_target_where_the_rules_reckon_otherwise() -> None:
    inverse = perfeval.parse_rules(RULES.replace("得 满分 × 完成率", "得 满分", 1))
    others = (row("2", full="2"), row("5", full="5"))
    assert hint(inverse, row("2.7"), *others) == "可能直接按完成值÷指标值（90.03%）乘以满分计分"
    assert hint(inverse, row("2.7", actual="90.03%")) is None


def test_digits_exchanged(rules: perfeval.RuleSet) -> None:
    assert hint(rules, row("7.18", full="10", target="100人", actual="71.8人")) is None
    assert hint(rules, row("1.87", full="5", target="100人", actual="35.66人")) == "可能相邻两个数字写颠倒了（1.78）"


def test_no_cause_is_invented(rules: perfeval.RuleSet) -> None:
    assert hint(rules, row("2.31", full="5", target="100人", actual="35.66人")) is None


def execution_hint(rules: perfeval.RuleSet, declared: str, rate: str = "") -> str | None:
    execution = BudgetExecution(
        initial="200万元",
        revised="125万元",
        executed="100万元",
        full="10",
        printed_rate=read_rate(rate),
        declared=declared,
    )
    indicator = Indicator(name="人数", target="1人", actual="1人", full="20", declared="20")
    audited = audit(SelfEvaluation(execution=execution, indicators=(indicator,)), rules)
    assert audited.execution is not None
    found = audited.execution.findings
    return None if not found or found[0].hint is None else found[0].hint.zh


def test_the_other_budget(rules: perfeval.RuleSet) -> None:
    assert execution_hint(rules, "8") == "可能是用全年预算数作分母算的执行率（80.00%）计分"


def test_the_other_budget_goes_before_the_printed_rate(rules: perfeval.RuleSet) -> None:
    assert execution_hint(rules, "8", "80%") == "可能是用全年预算数作分母算的执行率（80.00%）计分"


def test_the_printed_rate(rules: perfeval.RuleSet) -> None:
    assert execution_hint(rules, "7", "70%") == "可能直接按填列的执行率70%计分"


def test_the_execution_row_on_another_rows_full_marks(rules: perfeval.RuleSet) -> None:
    assert execution_hint(rules, "10.00") is not None
    assert execution_hint(rules, "9.9") is None


def test_a_rule_that_reads_the_whole_table_is_not_tried_on_a_row_alone() -> None:
    rules = perfeval.parse_rules(RULES.replace("得 满分 × 完成率", "得 满分 × 完成率 × 项数(所有指标) ÷ 3", 1))
    assert hint(rules, row("4.5"), row("5", full="5"), row("5", full="5")) is None
