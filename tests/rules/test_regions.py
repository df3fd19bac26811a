"""The rule sets of regions and departments: the figures that a person would check by hand, on each side of each edge.

The figures are those of the tables and texts that each rule set cites; where a document is silent, the choice that the
rule set states is held to. Everything goes through the public API.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfeval
from perfeval import BudgetExecution, Code, Indicator, SelfEvaluation
from perfeval.values.model import Ratio

OURS = (
    "beijing_haidian_2016",
    "sichuan",
    "sichuan_linkage_funds",
    "jiangxi_2017",
    "hunan_yueyang",
    "yinchuan_2021",
    "zhongwei",
    "shanghai_putuo",
    "inspection_bureau",
)
RULES = {name: perfeval.load_rules(name) for name in OURS}

EXECUTION = "execution"


def points(ruleset: str, /, **cells: Any) -> str:
    """The points of one row, as printed; the status where there are none."""
    score = RULES[ruleset].score(Indicator(**{"name": "指标", "full": "10", **cells}))
    return score.status if score.points is None else str(score.points)


def range_of(ruleset: str, /, **cells: Any) -> tuple[str, str]:
    score = RULES[ruleset].score(Indicator(**{"name": "指标", "full": "10", **cells}))
    return str(score.low), str(score.high)


def execution_points(ruleset: str, /, **cells: Any) -> str:
    """The points of the budget-execution row, as printed."""
    score = RULES[ruleset].evaluate(SelfEvaluation(execution=BudgetExecution(**{"full": "10", **cells}))).execution
    assert score is not None
    return score.status if score.points is None else str(score.points)


def printed(rate: str) -> Ratio:
    value = perfeval.read_value(rate)
    assert isinstance(value, Ratio)
    return value


def codes(name: str, table: SelfEvaluation) -> list[tuple[Code, object]]:
    return [(finding.code, finding.row) for finding in perfeval.audit(table, RULES[name]).findings]


# ---- every set ----


@pytest.mark.parametrize("name", OURS)
def test_the_examples_beside_the_rules_hold(name: str) -> None:
    results = RULES[name].test()
    assert results
    assert [result.message.en for result in results if not result.passed] == []


# The weakest of each set's own citations: what the documents leave open is said as our choice.
BASES = {
    "sichuan": "full_text",
    "sichuan_linkage_funds": "excerpt",
    "shanghai_putuo": "inferred",
    "zhongwei": "inferred",
}


@pytest.mark.parametrize("name", OURS)
def test_no_set_claims_more_than_its_evidence(name: str) -> None:
    assert RULES[name].basis == BASES.get(name, "our_choice")


# ---- which set is found ----


def chosen(year: int, region: str, **table: str) -> str | None:
    choice = perfeval.choose_rules(SelfEvaluation(year=year, **table), region=region)  # type: ignore[arg-type]
    assert choice.finding is None, choice.why.en
    return None if choice.rules is None else choice.rules.name


WHOLE = {"form": "部门整体支出"}
LINKAGE = {"project": "衔接推进乡村振兴补助资金"}


@pytest.mark.parametrize(
    ("name", "region", "years", "table"),
    [
        ("beijing_haidian_2016", "北京市海淀区", {2016}, {}),
        ("sichuan", "四川省眉山市青神县", {2023}, {}),
        ("sichuan", "大英县", {2023}, {}),
        ("sichuan_linkage_funds", "中江县", {2022}, LINKAGE),
        ("jiangxi_2017", "江西省", {2017}, {}),
        ("hunan_yueyang", "岳阳市", {2018}, WHOLE),
        ("yinchuan_2021", "宁夏银川市", {2021}, {}),
        ("shanghai_putuo", "上海市普陀区", {2022}, {}),
    ],
)
def test_a_set_is_found_for_its_region_in_its_years_only(
    name: str, region: str, years: set[int], table: dict[str, str]
) -> None:
    assert {year for year in range(2015, 2027) if chosen(year, region, **table) == name} == years


@pytest.mark.parametrize(
    ("name", "year", "region", "table"),
    [
        ("beijing_haidian_2016", 2016, "北京市西城区", {}),
        ("sichuan", 2023, "重庆市", {}),
        ("sichuan_linkage_funds", 2022, "中江县", {"project": "农村公路养护"}),
        ("sichuan_linkage_funds", 2022, "安徽省萧县", LINKAGE),
        ("jiangxi_2017", 2017, "湖南省", {}),
        ("hunan_yueyang", 2018, "长沙市", WHOLE),
        ("hunan_yueyang", 2018, "岳阳市", {}),  # a project form
        ("yinchuan_2021", 2021, "中卫市", {}),
        ("shanghai_putuo", 2022, "浙江省舟山市普陀区", {}),
        ("shanghai_putuo", 2022, "上海市静安区", {}),
        ("inspection_bureau", 2017, "某省", {"unit": "某出入境检验检疫局"}),
    ],
)
def test_and_not_outside(name: str, year: int, region: str, table: dict[str, str]) -> None:
    assert chosen(year, region, **table) != name


def test_the_county_falls_under_the_province_a_year_later() -> None:
    assert chosen(2022, "四川省中江县", **LINKAGE) == "sichuan_linkage_funds"
    assert chosen(2023, "四川省中江县", **LINKAGE) == "sichuan"


def test_the_departments_form_is_used_by_name() -> None:
    # Its year is not known, so it is never chosen; named for an office that it is not made for, it would say so.
    assert chosen(2017, "", unit="某出入境检验检疫局") == "national_2016"


# ---- Haidian, 2016 ----


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        ("154.74万元", "5.00"),  # of 310.2: 49.88…%, printed 50%, score 5
        ("153.549万元", "5.00"),  # 49.5% exactly
        ("153.548万元", "4.90"),  # a little less
        ("156.651万元", "5.10"),  # 50.5% exactly
        ("308.649万元", "10.00"),  # 99.5%
        ("310.2万元", "10.00"),
        ("400万元", "10.00"),  # 最高不得超过分值上限
        ("0万元", "0.00"),
    ],
)
def test_haidian_scores_the_rate_as_printed(spent: str, expected: str) -> None:
    assert execution_points("beijing_haidian_2016", initial="310.2万元", executed=spent) == expected


def test_haidian_divides_by_the_initial_budget() -> None:
    assert execution_points("beijing_haidian_2016", initial="200万元", revised="100万元", executed="100万元") == "5.00"
    assert execution_points("beijing_haidian_2016", initial="0万元", executed="1万元") == "not scored"


@given(st.integers(0, 4000), st.integers(1, 4000))
def test_haidian_rounds_the_rate_half_up_to_a_whole_per_cent(spent: int, budget: int) -> None:
    per_cent = min((spent * 200 + budget) // (budget * 2), 100)
    found = execution_points("beijing_haidian_2016", initial=f"{budget}万元", executed=f"{spent}万元")
    assert Decimal(found) == Decimal(per_cent) / 10


def test_haidian_finds_its_printed_rate_right() -> None:
    execution = BudgetExecution(
        initial="310.2万元", executed="154.74万元", full="10", printed_rate=printed("50%"), declared="5"
    )
    table = SelfEvaluation(year=2016, execution=execution)
    assert [code for code, row in codes("beijing_haidian_2016", table) if row == EXECUTION] == []


@pytest.mark.parametrize(
    ("actual", "expected"), [("是", "12.50"), ("否", "0.00"), ("1", "12.50"), ("0", "0.00"), ("2", "12.50")]
)
def test_haidian_writes_yes_as_one(actual: str, expected: str) -> None:
    assert points("beijing_haidian_2016", level1="产出指标", target="1", actual=actual, full="12.5") == expected


def test_haidian_keeps_the_notes_of_its_form() -> None:
    assert points("beijing_haidian_2016", target="≥80%", actual="40%", full="12.5") == "6.25"  # B/A × w
    assert points("beijing_haidian_2016", target="≤8万元", actual="10万元", full="12.5") == "10.00"  # A/B × w
    assert range_of("beijing_haidian_2016", target="长期", actual="部分达成年度指标") == ("5.00", "8.00")


# ---- Sichuan, 2023 ----


def sichuan_table(spent: str, explanation: str = "", *, budget: str = "100万元") -> SelfEvaluation:
    execution = BudgetExecution(initial="0万元", revised=budget, executed=spent, full="10", explanation=explanation)
    rows = (
        Indicator(name="足额保障率", level1="产出指标", target="=100%", actual="100%", full="60"),
        Indicator(name="结余率", level1="效益指标", target="≤5%", actual="5%", full="30"),
    )
    return SelfEvaluation(year=2023, execution=execution, indicators=rows)


@pytest.mark.parametrize(
    ("spent", "explanation", "is_due"),
    [("89.99万元", "", True), ("90万元", "", False), ("89.99万元", "年末结转", False), ("100万元", "", False)],
)
def test_sichuan_wants_a_reason_below_ninety_per_cent(spent: str, explanation: str, is_due: bool) -> None:
    found = codes("sichuan", sichuan_table(spent, explanation))
    assert ((Code.EXPLANATION_MISSING, EXECUTION) in found) is is_due


def test_sichuan_does_not_ask_for_a_rate_without_a_budget() -> None:
    found = codes("sichuan", sichuan_table("0万元", budget="0万元"))
    assert (Code.EXPLANATION_MISSING, EXECUTION) not in found
    assert Code.NOT_CHECKED not in {code for code, _ in found}


def test_sichuan_divides_by_the_adjusted_budget() -> None:
    # The initial budget printed as 0.00, the adjusted one 3.36.
    assert execution_points("sichuan", initial="0万元", revised="3.36万元", executed="3.36万元") == "10.00"
    assert execution_points("sichuan", initial="0万元", revised="3.36万元", executed="1.68万元") == "5.00"


@pytest.mark.parametrize("split", [("60", "30"), ("90",), ("22.5", "22.5", "22.5", "22.5")])
def test_sichuan_splits_its_ninety_points_freely(split: tuple[str, ...]) -> None:
    rows = tuple(Indicator(name="x", level1="产出指标", target="=100%", actual="100%", full=full) for full in split)
    execution = BudgetExecution(revised="1万元", executed="1万元", full="10")
    table = SelfEvaluation(year=2023, execution=execution, indicators=rows)
    assert Code.WEIGHTS_DO_NOT_SUM not in {code for code, _ in codes("sichuan", table)}
    short = SelfEvaluation(year=2023, execution=execution, indicators=rows[1:] or (rows[0],) * 2)
    assert Code.WEIGHTS_DO_NOT_SUM in {code for code, _ in codes("sichuan", short)}


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("=100%", "100%", "22.50"),
        ("=100%", "99%", "22.28"),  # 22.275: half up
        ("≤10次", "10次", "22.50"),
        ("≤10次", "11次", "20.45"),
        ("≤5%", "5%", "22.50"),
        ("≤5%", "6%", "18.75"),
        ("≤5%", "0%", "22.50"),
    ],
)
def test_the_payroll_template_of_sichuan(target: str, actual: str, expected: str) -> None:
    assert points("sichuan", target=target, actual=actual, full="22.5") == expected


# ---- Zhongjiang, linkage funds, 2022 ----


def test_the_points_printed_in_zhongjiang_are_reported() -> None:
    """70/20/10 and 10 for execution are 110 points, against the 50/30/10/10 of the table's own footnote."""
    rows = (
        Indicator(name="产出", level1="产出指标", target="100%", actual="100%", full="70"),
        Indicator(name="效益", level1="效益指标", target="100%", actual="100%", full="20"),
        Indicator(name="满意度", level1="满意度指标", target="≥90%", actual="95%", full="10"),
    )
    execution = BudgetExecution(revised="1万元", executed="1万元", full="10")
    table = SelfEvaluation(year=2022, execution=execution, indicators=rows)
    audit = perfeval.audit(table, RULES["sichuan_linkage_funds"])
    sums = [finding for finding in audit.findings if finding.code is Code.WEIGHTS_DO_NOT_SUM]
    frame, total = sorted(sums, key=lambda finding: "110" in finding.message.zh)
    assert "产出指标应为 50.00分，实为 70.00分" in frame.message.zh
    assert "效益指标应为 30.00分，实为 20.00分" in frame.message.zh
    assert frame.cited is not None
    assert "中江县" in frame.cited.zh
    assert total.cited is not None
    assert "分值合计" in total.cited.zh


@pytest.mark.parametrize(
    ("declared", "actual", "status"),
    [
        ("8", "达成年度指标", "declared"),
        ("7.99", "达成年度指标", "outside"),
        ("7.99", "部分达成年度指标并具有一定效果", "declared"),
        ("8", "部分达成年度指标并具有一定效果", "outside"),
        ("6", "部分达成年度指标并具有一定效果", "declared"),
        ("5.99", "部分达成年度指标并具有一定效果", "outside"),
        ("5.99", "未达成年度指标且效果较差", "declared"),
        ("6", "未达成年度指标且效果较差", "outside"),
        ("0", "未达成年度指标且效果较差", "declared"),
    ],
)
def test_each_band_of_zhongjiang_has_its_lower_edge(declared: str, actual: str, status: str) -> None:
    row = Indicator(name="x", target="长期", actual=actual, full="10", declared=declared)
    found = codes("sichuan_linkage_funds", SelfEvaluation(year=2022, indicators=(row,)))
    assert ((Code.SCORE_OUTSIDE_RANGE, 1) in found) is (status == "outside")


# ---- Jiangxi, 2017 ----


@pytest.mark.parametrize(
    ("deviation", "expected"),
    [
        ("0%", "5.00"),
        ("10%", "5.00"),
        ("10.01%", "3.00"),
        ("15%", "3.00"),
        ("15.01%", "1.00"),
        ("20%", "1.00"),
        ("20.01%", "0.00"),
        ("100%", "0.00"),
    ],
)
def test_money_saved_and_money_overspent_count_alike_in_jiangxi(deviation: str, expected: str) -> None:
    for actual in (deviation, "-" + deviation):
        assert points("jiangxi_2017", name="成本控制率", target="±10%", actual=actual, full="5") == expected


@given(st.integers(0, 10_000))
def test_the_tolerance_of_jiangxi_is_symmetric_and_falls(hundredths: int) -> None:
    def at(figure: int) -> Decimal:
        actual = f"{Decimal(figure) / 100}%"
        return Decimal(points("jiangxi_2017", name="成本控制率", target="±10%", actual=actual, full="5"))

    assert at(hundredths) == at(-hundredths) >= at(hundredths + 1)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("100%", "10.00"),
        ("90%", "10.00"),
        ("89.99%", "10.00"),  # 每降5%: a part of five costs nothing
        ("85.01%", "10.00"),
        ("85%", "9.00"),
        ("84.99%", "9.00"),
        ("80%", "8.00"),
        ("45%", "1.00"),
        ("40%", "0.00"),
        ("10%", "0.00"),  # 扣完为止
    ],
)
def test_satisfaction_in_jiangxi(actual: str, expected: str) -> None:
    row = {"level1": "满意度指标", "level2": "服务对象满意度", "target": "≥90%"}
    assert points("jiangxi_2017", **row, actual=actual) == expected


def test_jiangxi_keeps_the_old_bands_and_the_initial_budget() -> None:
    assert points("jiangxi_2017", level1="效益指标", target="达标", actual="达标") == "10.00"
    assert range_of("jiangxi_2017", target="达标", actual="部分达成年度指标") == ("5.00", "8.00")
    assert range_of("jiangxi_2017", target="达标", actual="未达成年度指标") == ("0.00", "5.00")
    assert execution_points("jiangxi_2017", initial="8万元", revised="4万元", executed="4万元") == "5.00"


def test_jiangxi_reports_other_points_than_its_table_has() -> None:
    row = Indicator(name="成本控制率", target="±10%", actual="3%", full="10")
    found = codes("jiangxi_2017", SelfEvaluation(year=2017, indicators=(row,)))
    assert (Code.REQUIREMENT_NOT_MET, 1) in found


# ---- Yueyang ----


@pytest.mark.parametrize(
    ("name", "full", "actual", "expected"),
    [
        ("在职人员控制率", "5", "95%", "5.00"),
        ("财政供养人员控制率", "5", "100%", "5.00"),
        ("财政供养人员控制率", "5", "101%", "4.50"),
        ("财政供养人员控制率", "5", "110%", "0.00"),
        ("财政供养人员控制率", "5", "130%", "0.00"),
        ("“三公经费”变动率", "5", "-3%", "5.00"),
        ("“三公经费”变动率", "5", "0%", "5.00"),
        ("“三公经费”变动率", "5", "1%", "4.50"),
        ("“三公经费”变动率", "5", "10%", "0.00"),
        ("“三公经费”控制率", "6", "100%", "6.00"),
        ("“三公经费”控制率", "6", "101%", "5.00"),
        ("“三公经费”控制率", "6", "106%", "0.00"),
        ("“三公经费”控制率", "6", "120%", "0.00"),
    ],
)
def test_steps_in_yueyang(name: str, full: str, actual: str, expected: str) -> None:
    assert points("hunan_yueyang", name=name, full=full, actual=actual) == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("100%", "5.00"),
        ("90%", "5.00"),
        ("89.99%", "4.00"),
        ("80%", "4.00"),
        ("79.99%", "3.00"),
        ("70%", "3.00"),
        ("69.99%", "2.00"),
        ("60%", "2.00"),
        ("59.99%", "0.00"),
    ],
)
def test_key_spending_in_yueyang_has_its_lower_edges(actual: str, expected: str) -> None:
    assert points("hunan_yueyang", name="重点支出安排率", full="5", actual=actual) == expected


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("0%", "3.00"),
        ("0.01%", "2.00"),
        ("10%", "2.00"),
        ("10.01%", "1.00"),
        ("20%", "1.00"),
        ("20.01%", "0.50"),
        ("30%", "0.50"),
        ("30.01%", "0.00"),
        ("-10%", "2.00"),
        ("-10.01%", "1.00"),
    ],
)
def test_adjustment_in_yueyang_has_its_upper_edges(actual: str, expected: str) -> None:
    assert points("hunan_yueyang", name="预算调整率", full="3", actual=actual) == expected


@pytest.mark.parametrize(
    ("name", "facts", "expected"),
    [
        ("支付进度", {"迟拨专项数": "0"}, "3.00"),
        ("支付进度", {"迟拨专项数": "1"}, "2.50"),
        ("支付进度", {"迟拨专项数": "6"}, "0.00"),
        ("支付进度", {"迟拨专项数": "9"}, "0.00"),
        ("支付进度", {}, "undecided"),
        ("管理制度健全性", {"已制定办法": "是", "办法合法完整": "是", "得到有效执行": "是"}, "3.00"),
        ("管理制度健全性", {"已制定办法": "是", "办法合法完整": "否", "得到有效执行": "否"}, "1.00"),
        ("管理制度健全性", {"已制定办法": "否", "办法合法完整": "否", "得到有效执行": "否"}, "0.00"),
        ("管理制度健全性", {"已制定办法": "是"}, "undecided"),
        ("资金使用合规性", {"违规数": "0"}, "3.00"),
        ("资金使用合规性", {"违规数": "2"}, "1.00"),
        ("资金使用合规性", {"违规数": "5"}, "0.00"),
    ],
)
def test_declared_facts_in_yueyang(name: str, facts: dict[str, str], expected: str) -> None:
    assert points("hunan_yueyang", name=name, full="3", facts=facts) == expected


@pytest.mark.parametrize(
    ("actual", "last_year", "expected"),
    [
        ("0万元", "20万元", "3.00"),
        ("0万元", None, "3.00"),  # where there is none, last year's is not asked for
        ("20万元", "20万元", "2.00"),
        ("20.01万元", "20万元", "0.00"),
        ("1万元", "0万元", "0.00"),
        ("1万元", None, "undecided"),
    ],
)
def test_balances_in_yueyang(actual: str, last_year: str | None, expected: str) -> None:
    facts = {} if last_year is None else {"上年结转结余": last_year}
    assert points("hunan_yueyang", name="资金结余", full="3", actual=actual, facts=facts) == expected


def test_facts_of_the_table_serve_its_rows() -> None:
    rows = (Indicator(name="支付进度", full="3"), Indicator(name="资金使用合规性", full="3"))
    table = SelfEvaluation(year=2018, form="部门整体支出", indicators=rows, facts={"迟拨专项数": "2", "违规数": "1"})
    assert [str(score.points) for score in RULES["hunan_yueyang"].evaluate(table).rows] == ["2.00", "2.00"]


# ---- Yinchuan, 2021 ----


@pytest.mark.parametrize(("declared", "full"), [("4", "5"), ("13", "15"), ("8", "10")])
def test_yinchuan_permits_a_deduction_from_a_target_that_was_met(declared: str, full: str) -> None:
    row = {"target": "≥100%", "actual": "100%", "full": full}
    assert Decimal(points("yinchuan_2021", **row, declared=declared)) == Decimal(declared)
    assert Decimal(points("yinchuan_2021", **row)) == Decimal(full)
    assert range_of("yinchuan_2021", **row) == ("0.00", f"{full}.00")


def test_yinchuan_wants_the_deduction_explained() -> None:
    def found(explanation: str) -> set[tuple[Code, object]]:
        row = Indicator(name="x", target="≥100%", actual="100%", full="15", declared="13", explanation=explanation)
        execution = BudgetExecution(
            revised="50万元", executed="50万元", full="10", declared="9", explanation=explanation
        )
        return set(codes("yinchuan_2021", SelfEvaluation(year=2021, execution=execution, indicators=(row,))))

    due = {(Code.EXPLANATION_MISSING, 1), (Code.EXPLANATION_MISSING, EXECUTION)}
    assert due <= found("")
    assert not due & found("资料不全，酌情扣分")


def test_execution_in_yinchuan() -> None:
    spent_all = {"initial": "80万元", "revised": "50万元", "executed": "50万元"}  # B/A, A the adjusted budget
    assert execution_points("yinchuan_2021", **spent_all) == "10.00"
    assert execution_points("yinchuan_2021", **spent_all, declared="9") == "9.00"
    assert execution_points("yinchuan_2021", revised="50万元", executed="40万元", declared="8.01") == "8.00"
    assert execution_points("yinchuan_2021", revised="0万元", executed="0万元") == "not scored"


def test_yinchuan_permits_nothing_above_the_rate() -> None:
    execution = BudgetExecution(revised="50万元", executed="40万元", full="10", declared="8.01")
    found = codes("yinchuan_2021", SelfEvaluation(year=2021, execution=execution))
    assert (Code.SCORE_OUTSIDE_RANGE, EXECUTION) in found


@given(st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["50%", "100%", "良", "部分达成", ""]))
def test_the_reviewers_score_goes_first_in_yinchuan(reviewed: int, declared: int, actual: str) -> None:
    score, own = Decimal(reviewed) / 100, Decimal(declared) / 100
    row = Indicator(name="x", target="100%", actual=actual, full="10", declared=own, facts={"财政审核评分": str(score)})
    table = SelfEvaluation(year=2021, indicators=(row,))
    assert RULES["yinchuan_2021"].evaluate(table).rows[0].points == score
    flagged = (Code.FLAGGED, 1) in codes("yinchuan_2021", table)
    assert flagged is (score != own)


def test_the_reviewer_of_yinchuan_scores_execution_too() -> None:
    spent_all = {"revised": "50万元", "executed": "50万元", "declared": "10"}
    assert execution_points("yinchuan_2021", **spent_all, facts={"财政审核评分": "9"}) == "9.00"


def test_a_reviewers_score_above_full_is_reported() -> None:
    row = Indicator(name="x", target="100%", actual="100%", full="10", declared="10")
    table = SelfEvaluation(year=2021, indicators=(row,), facts={"财政审核评分": "95"})  # that of the whole table
    assert (Code.REQUIREMENT_NOT_MET, 1) in codes("yinchuan_2021", table)


def yinchuan_frame(decision: str, execution: str, management: str, output: str, benefit: str, asked: str) -> set[Code]:
    groups = [("决策", decision), ("管理", management), ("产出", output), ("效益", benefit), ("满意度", asked)]
    rows = tuple(Indicator(name=one, level1=one, target="100%", actual="100%", full=full) for one, full in groups)
    spent = BudgetExecution(revised="1万元", executed="1万元", full=execution)
    return {code for code, _ in codes("yinchuan_2021", SelfEvaluation(year=2021, execution=spent, indicators=rows))}


def test_the_frame_of_yinchuan() -> None:
    """Decision 10, management 25 with execution 10 in it, output 30, benefit 35 with satisfaction 10 in it."""
    assert Code.WEIGHTS_DO_NOT_SUM not in yinchuan_frame("10", "10", "15", "30", "25", "10")
    assert Code.WEIGHTS_DO_NOT_SUM in yinchuan_frame("10", "5", "20", "30", "25", "10")  # execution is 10 of the 25
    assert Code.WEIGHTS_DO_NOT_SUM in yinchuan_frame("10", "10", "15", "30", "30", "5")
    assert Code.WEIGHTS_DO_NOT_SUM in yinchuan_frame("10", "10", "0", "50", "20", "10")  # the national frame


# ---- Zhongwei, 2024 ----


@pytest.mark.parametrize(
    ("target", "actual", "full", "expected"),
    [
        ("20万元", "14.98万元", "2", "1.50"),
        ("70万元", "63.02万元", "3", "2.70"),
        ("110万元", "39.23万元", "5", "1.78"),
        ("8万元", "4万元", "10", "5.00"),
        ("11万元", "3.24万元", "10", "2.95"),
        ("8万元", "8万元", "10", "10.00"),
        ("8万元", "9万元", "10", "10.00"),  # overspending was not seen: not above full marks
    ],
)
def test_money_saved_lowers_the_score_in_zhongwei(target: str, actual: str, full: str, expected: str) -> None:
    assert points("zhongwei", level1="成本指标", target=target, actual=actual, full=full) == expected


@pytest.mark.parametrize(
    ("initial", "spent", "expected"),
    [("200万元", "117.23万元", "5.86"), ("8万元", "4万元", "5.00"), ("11万元", "3.24万元", "2.95")],
)
def test_zhongwei_divides_by_the_initial_budget(initial: str, spent: str, expected: str) -> None:
    assert execution_points("zhongwei", initial=initial, revised=spent, executed=spent) == expected


# ---- Putuo, 2022 ----


@pytest.mark.parametrize(
    ("budget", "spent", "expected"),
    [
        ("250000元", "215457.6元", "8.62"),
        ("250,000.00元", "215457.60元", "8.62"),
        ("20000元", "9034元", "4.52"),
        ("20000元", "9029.99元", "4.51"),  # 4.514995
        ("20000元", "9030元", "4.52"),  # 4.515 exactly
        ("20000元", "20000元", "10.00"),
        ("20000元", "20001元", "10.00"),
    ],
)
def test_putuo_counts_in_yuan(budget: str, spent: str, expected: str) -> None:
    assert execution_points("shanghai_putuo", revised=budget, executed=spent) == expected


def test_the_rate_that_putuo_rounded_up() -> None:
    """86.183…% printed as 86.19%: the rate is found wrong and the cause named; the score 8.62 stands."""
    execution = BudgetExecution(
        initial="250000元",
        revised="250000元",
        executed="215457.6元",
        full="10",
        printed_rate=printed("86.19%"),
        declared="8.62",
    )
    audit = perfeval.audit(SelfEvaluation(year=2022, execution=execution), RULES["shanghai_putuo"])
    (finding,) = [one for one in audit.findings if one.row == EXECUTION]
    assert finding.code is Code.RATE_CONTRADICTS_AMOUNTS
    assert finding.hint is not None
    assert "进位" in finding.hint.zh
    assert audit.execution is not None
    assert audit.execution.difference == 0


def test_the_total_of_putuo() -> None:
    groups = [("产出指标", "数量指标", "=100%", "100%", "10"), ("产出指标", "质量指标", "=100%", "100%", "20"),
              ("产出指标", "时效指标", "及时", "及时", "20"), ("效益指标", "社会效益指标", "=100%", "100%", "30"),
              ("满意度指标", "服务对象满意度", ">=90%", "95%", "10")]  # fmt: skip
    rows = tuple(
        Indicator(name=level2, level1=level1, level2=level2, target=target, actual=actual, full=full)
        for level1, level2, target, actual, full in groups
    )
    execution = BudgetExecution(revised="250000元", executed="215457.6元", full="10")
    table = SelfEvaluation(year=2022, execution=execution, indicators=rows)
    assert RULES["shanghai_putuo"].evaluate(table).total.points == Decimal("98.62")


# ---- the inspection bureau ----


@pytest.mark.parametrize(
    ("group", "weight", "target", "actual", "expected"),
    [
        ("50", "7", "40%", "40%", "3.50"),  # the July checkpoint
        ("50", "7", "40%", "30%", "2.63"),  # 3.5 × 3/4 = 2.625
        ("50", "8", "80.21%", "80.21%", "4.00"),  # the November one
        ("50", "8", "80.21%", "95%", "4.00"),
        ("50", "8", "80.21%", "40.105%", "2.00"),
        ("50", "5", "0次", "0次", "2.50"),
        ("50", "5", "0次", "1次", "0.00"),
        ("50", "25", "-0%", "0%", "12.50"),
        ("50", "25", "-0%", "-0%", "12.50"),
        ("50", "25", "-0%", "0.01%", "0.00"),
        ("50", "25", "否", "否", "12.50"),  # 否 is the good answer
        ("50", "25", "否", "是", "0.00"),
        ("50", "5", "是", "是", "2.50"),
        ("25", "10", "是", "否", "0.00"),
        ("25", "15", "100%", "100%", "3.75"),
    ],
)
def test_nested_points(group: str, weight: str, target: str, actual: str, expected: str) -> None:
    row = {"level1": "预算绩效", "level1_points": group, "full": weight}
    assert points("inspection_bureau", **row, target=target, actual=actual) == expected


@pytest.mark.parametrize(
    ("answer", "given_reasons", "expected"),
    [
        ("是", "0", "0.00"),
        ("是", "1", "1.25"),  # 5 of 100 points, of a group of 25
        ("是", "4", "5.00"),
        ("是", "5", "6.25"),
        ("是", "6", "6.25"),
        ("否", "5", "0.00"),
        ("是", None, "undecided"),
    ],
)
def test_each_reason_earns_five_points(answer: str, given_reasons: str | None, expected: str) -> None:
    facts = {} if given_reasons is None else {"举例条数": given_reasons}
    row = {"level1": "项目效果", "level2": "经济效益", "level1_points": "25", "full": "25"}
    assert points("inspection_bureau", **row, target="是", actual=answer, facts=facts) == expected


FORM = {
    ("预算绩效", "50"): (7, 8, 5, 25, 25, 5, 7, 13, 5),
    ("项目产出", "25"): (10, 15, 10, 10, 15, 15, 15, 10),
    ("项目效果", "25"): (25, 25, 25, 25),
}


def bureau_table(**changed: int) -> SelfEvaluation:
    rows = [
        Indicator(name=f"{group}{number}", level1=group, level1_points=weight, target="100%", actual="100%",
                  full=changed.get(f"{group}{number}", full))
        for (group, weight), fulls in FORM.items()
        for number, full in enumerate(fulls, 1)
    ]  # fmt: skip
    return SelfEvaluation(indicators=tuple(rows))


def test_the_nested_points_of_the_form_add_up_to_a_hundred() -> None:
    assert RULES["inspection_bureau"].evaluate(bureau_table()).total.points == 100
    assert Code.WEIGHTS_DO_NOT_SUM not in {code for code, _ in codes("inspection_bureau", bureau_table())}
    assert Code.WEIGHTS_DO_NOT_SUM in {code for code, _ in codes("inspection_bureau", bureau_table(项目产出1=9))}


@given(st.sampled_from([25, 50]), st.integers(1, 100), st.integers(0, 120))
def test_a_nested_score_is_the_product_of_the_levels(group: int, weight: int, done: int) -> None:
    found = points(
        "inspection_bureau", level1_points=group, full=weight, target="100%", actual=f"{done}%", level1="项目产出"
    )
    exact = Fraction(group * weight, 100) * Fraction(min(done, 100), 100)
    assert abs(Fraction(found) - exact) <= Fraction(1, 200)
