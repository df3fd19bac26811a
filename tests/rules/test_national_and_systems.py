"""The national rule sets, the provincial system's default and its province switches, Hubei: figures worked out by hand.

Each figure is what an officer gets from the sentence of the document that stands beside it, on both sides of every edge
that the document draws. What the document leaves open is tried as well, so that a choice of ours cannot change unseen.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TypedDict

import pytest

import perfeval
from perfeval import Audit, BudgetExecution, Code, Evaluation, Indicator, RuleSet, Score, SelfEvaluation
from perfeval.engine.library import check_file

ROOT = Path(__file__).parents[2]
OURS = (
    "national_2003", "national_2016", "national_2020", "national_2021", "provincial_system", "provincial_system_b",
    "guangxi", "shanxi", "hebei", "tianjin", "hubei",
)  # fmt: skip


class Labels(TypedDict):
    level1: str
    level2: str


QUANTITY: Labels = {"level1": "产出指标", "level2": "数量指标"}
COST: Labels = {"level1": "产出指标", "level2": "成本指标"}
TIMELINESS: Labels = {"level1": "产出指标", "level2": "时效指标"}
QUALITY: Labels = {"level1": "产出指标", "level2": "质量指标"}
BENEFIT: Labels = {"level1": "效益指标", "level2": "社会效益指标"}
SATISFACTION: Labels = {"level1": "满意度指标", "level2": "服务对象满意度指标"}


def points(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def row(
    name: str,
    target: str,
    actual: str,
    full: str = "10",
    *,
    declared: str = "",
    facts: dict[str, str] | None = None,
    labels: Labels = QUANTITY,
) -> Score:
    """One row scored by a shipped rule set; facts are the row's own."""
    indicator = Indicator(
        name="某指标",
        target=target,
        actual=actual,
        full=full,
        declared=declared,
        facts=facts or {},
        **labels,
    )
    made = perfeval.load_rules(name).score(indicator)
    assert made.explain("zh")
    assert made.explain("en")
    return made


def execution(name: str, spent: str, budget: str, full: str = "10", **facts: str) -> Score | None:
    """The budget-execution row of a table, the initial budget the same as the revised one."""
    table = SelfEvaluation(
        execution=BudgetExecution(initial=budget, revised=budget, executed=spent, full=full), facts=facts
    )
    return perfeval.load_rules(name).evaluate(table).execution


def audited(name: str | RuleSet, *indicators: Indicator, year: int = 2024, **others: object) -> Audit:
    rules = perfeval.load_rules(name) if isinstance(name, str) else name
    table = SelfEvaluation(year=year, indicators=indicators, **others)  # type: ignore[arg-type]
    return perfeval.audit(table, rules)


def said(audit: Audit, words: str) -> bool:
    return any(words in finding.message.zh for finding in audit.findings)


# ---- every set ----


@pytest.mark.parametrize("name", OURS)
def test_checks_without_a_word_and_its_examples_hold(name: str) -> None:
    rules = perfeval.load_rules(name)
    path = next((ROOT / "rules").rglob(f"{name}.perfeval"))
    assert check_file(path) == ()
    results = rules.test()
    assert results
    assert [result.message.zh for result in results if not result.passed] == []


@pytest.mark.parametrize("name", OURS)
def test_reads_the_same_in_english(name: str) -> None:
    text = next((ROOT / "rules").rglob(f"{name}.perfeval")).read_text("utf-8")
    english = perfeval.convert_rules(text, to="en")
    assert perfeval.convert_rules(english, to="zh") == perfeval.convert_rules(text, to="zh")


@pytest.mark.parametrize("name", OURS)
def test_the_published_tables_are_audited_without_a_crash(name: str) -> None:
    for table in perfeval.read_tables(ROOT / "docs" / "examples" / "zhongwei_2024.txt"):
        made = perfeval.audit(table, perfeval.load_rules(name))
        assert made.rows


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("national_2003", "our_choice"),
        ("national_2016", "our_choice"),
        ("national_2020", "our_choice"),
        ("national_2021", "our_choice"),
        ("provincial_system", "our_choice"),
        ("provincial_system_b", "inferred"),
        ("guangxi", "inferred"),
        ("shanxi", "our_choice"),
        ("hebei", "our_choice"),
        ("tianjin", "inferred"),
        ("hubei", "our_choice"),
    ],
)
def test_no_set_claims_more_than_its_evidence(name: str, basis: str) -> None:
    assert perfeval.load_rules(name).basis == basis


@pytest.mark.parametrize("name", ["guangxi", "shanxi", "hebei", "tianjin", "provincial_system", "provincial_system_b"])
def test_what_was_read_from_a_configuration_is_nowhere_called_a_text(name: str) -> None:
    bases = {citation.basis for citation in perfeval.load_rules(name).citations}
    assert bases <= {"inferred", "our_choice"}


# ---- which set is chosen ----


def chosen(year: int, region: str | None = None, level: str = "") -> tuple[str | None, bool]:
    choice = perfeval.choose_rules(SelfEvaluation(year=year, budget_level=level), region=region)
    return (None if choice.rules is None else choice.rules.name), choice.finding is not None


@pytest.mark.parametrize("region", ["广西壮族自治区", "山西省", "河北省", "天津市", "天津市河北区", "湖北省"])
@pytest.mark.parametrize("year", range(2016, 2027))
def test_one_set_for_each_region_and_year(region: str, year: int) -> None:
    own = {"广": "guangxi", "山": "shanxi", "河": "hebei", "天": "tianjin", "湖": "hubei"}[region[0]]
    expected = own if year >= 2020 else "national_2016"
    assert chosen(year, region) == (expected, False)


def test_what_is_chosen_by_name_only() -> None:
    for year in range(2003, 2030):
        for region in (None, "虚构省虚构市"):
            name, doubt = chosen(year, region)
            assert name in (None, "national_2016", "national_2020")
            assert not doubt


def test_the_guideline_of_2021_is_for_central_units_from_2021() -> None:
    assert chosen(2021, None, "中央") == ("national_2021", False)
    assert chosen(2020, None, "中央") == ("national_2020", False)
    assert chosen(2021, None, "省") == ("national_2020", False)


# ---- 2003: deduction by steps ----


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("1000份", "15"),
        ("971份", "15"),  # 2.9%: no whole step
        ("970份", "14"),  # 每相差3%,扣1分
        ("1029份", "15"),
        ("1030份", "14"),  # more than planned counts as well
        ("941份", "14"),  # 5.9%
        ("940份", "13"),
        ("551份", "1"),  # 44.9%: fourteen steps
        ("550份", "0"),  # 扣满15分为止
        ("100份", "0"),
        ("2000份", "0"),
    ],
)
def test_2003_work_volume(actual: str, expected: str) -> None:
    assert row("national_2003", "1000份", actual, "15").points == points(expected)


@pytest.mark.parametrize(
    ("part", "expected"),
    [("不计", ("15", "14", "14")), ("进一", ("14", "14", "13")), ("按比例", ("14.03", "14", "13.03"))],
)
def test_2003_what_a_part_step_costs_is_a_choice_that_a_child_can_change(part: str, expected: tuple[str, ...]) -> None:
    rules = perfeval.parse_rules(
        f'规则集 child 继承 national_2003\n  依据 "某办法（虚构）" 自定\n参数 零头 = "{part}"\n'
    )
    for actual, wanted in zip(("971份", "970份", "941份"), expected, strict=True):
        indicator = Indicator(name="x", target="1000份", actual=actual, full="15", **QUANTITY)
        assert rules.score(indicator).points == points(wanted)


@pytest.mark.parametrize(
    ("target", "actual", "facts", "expected"),
    [
        ("100天", "100天", {}, "10"),
        ("100天", "103天", {}, "10"),
        ("100天", "104天", {}, "9"),  # 每相差4%,扣1分
        ("100天", "107天", {}, "9"),
        ("100天", "108天", {}, "8"),
        ("100天", "140天", {}, "0"),
        ("100天", "200天", {}, "0"),
        ("100天", "200天", {"特殊原因": "是"}, "10"),  # policy and special causes are excused
        ("2003年11月30日", "2003年11月30日", {}, "10"),
        ("2003年11月30日", "2003年12月4日", {"计划天数": "100天"}, "9"),
        ("2003年11月30日", "2003年12月3日", {"计划天数": "100天"}, "10"),
        ("2003年11月30日", "2003年12月4日", {}, None),  # late, and of how many days is not said
        ("2003年11月30日", "2003年12月4日", {"特殊原因": "是"}, "10"),
        ("2003年11月30日", "2003年12月4日", {"计划天数": "0天"}, "0"),
    ],
)
def test_2003_progress(target: str, actual: str, facts: dict[str, str], expected: str | None) -> None:
    assert row("national_2003", target, actual, facts=facts, labels=TIMELINESS).points == points(expected)


def test_2003_quality_says_only_what_a_passed_acceptance_gets() -> None:
    assert row("national_2003", "通过验收", "通过验收", "15", labels=QUALITY).points == 15
    failed = row("national_2003", "通过验收", "未达成", "15", labels=QUALITY)
    assert (failed.points, failed.low, failed.high) == (None, Decimal(0), Decimal(15))
    assert row("national_2003", "通过验收", "未达成", "15", declared="6", labels=QUALITY).points == 6


def test_2003_scores_nothing_that_the_excerpt_does_not_show() -> None:
    assert row("national_2003", "≥90%", "95%", labels=SATISFACTION).status == "undecided"


# ---- 2016 and 2020 ----


@pytest.mark.parametrize("name", ["national_2016", "national_2020"])
@pytest.mark.parametrize(
    ("target", "actual", "labels", "expected"),
    [
        ("≥60人", "60人", QUANTITY, "10"),
        ("≥60人", "59人", QUANTITY, "9.83"),  # B/A
        ("≥60人", "36人", QUANTITY, "6"),
        ("≥60人", "90人", QUANTITY, "10"),  # 最高不能超过该指标分值上限
        ("≥60人", "0人", QUANTITY, "0"),
        ("≤8万元", "8万元", COST, "10"),
        ("≤8万元", "0万元", COST, "10"),
        ("≤8万元", "10万元", COST, "8"),  # A/B
        ("≤8万元", "16万元", COST, "5"),
        ("8万元", "6万元", COST, "10"),  # no sign: less is better
        ("0起", "0起", QUANTITY, "10"),
        ("0起", "1起", QUANTITY, "0"),
        ("=0起", "0起", QUANTITY, "10"),
        ("≤0%", "-3%", QUANTITY, "10"),
        ("≥0%", "5%", QUANTITY, "10"),  # a growth of not less than 0: met is met
        ("≥0%", "0%", QUANTITY, "10"),
        ("≥0%", "-3%", QUANTITY, "0"),
        ("≥-5%", "-5%", QUANTITY, "10"),
        ("≥-5%", "-6%", QUANTITY, None),  # B/A would be 120%: the further off, the more
        ("≤-30%", "-20%", QUANTITY, "6.67"),  # two thirds of the reduction
        ("≤-30%", "3%", QUANTITY, "0"),
    ],
)
def test_national_rows(name: str, target: str, actual: str, labels: Labels, expected: str | None) -> None:
    assert row(name, target, actual, labels=labels).points == points(expected)


@pytest.mark.parametrize(
    ("name", "partly"),
    [
        ("national_2016", "5"),
        ("national_2020", "6"),
        ("national_2021", "6"),
        ("provincial_system", "6"),
        ("hubei", "5"),
    ],
)
def test_the_edges_of_the_three_grades(name: str, partly: str) -> None:
    """80-60%(含60%) since 2020; 80-50%(含50%) before, and in Hubei still."""
    met, part, not_met = "达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差"
    below = str(Decimal(partly) - Decimal("0.01"))
    for actual, declared, inside in [
        (met, "10", True), (met, "8", True), (met, "7.99", False), (met, "10.01", False),
        (part, "8", False), (part, "7.99", True), (part, partly, True), (part, below, False),
        (not_met, partly, False), (not_met, below, True), (not_met, "0", True),
    ]:  # fmt: skip
        made = row(name, "长期", actual, declared=declared, labels=BENEFIT)
        assert (made.score_from == "declared") is inside, (actual, declared)
        assert (made.points == points(declared)) is inside


@pytest.mark.parametrize(
    ("total", "national", "other"),
    [
        ("100", "优", "优"), ("90", "优", "优"), ("89.99", "良", "优"), ("89.5", "良", "优"), ("80", "良", "优"),
        ("79.99", "中", "良"), ("70", "中", "良"), ("69.99", "中", "中"), ("60", "中", "中"), ("59.99", "差", "差"),
        ("0", "差", "差"),
    ],
)  # fmt: skip
def test_grades_at_every_edge(total: str, national: str, other: str) -> None:
    """A single free row of 100 points: the total is what is declared."""
    for name, expected in [
        ("national_2020", national), ("national_2021", national), ("provincial_system", national),
        ("guangxi", national),
        ("provincial_system_b", other), ("hubei", None), ("national_2016", None), ("national_2003", None),
    ]:  # fmt: skip
        free = Indicator(name="x", target="改善", actual="有所改善", full="100", declared=total, **QUALITY)
        made = perfeval.load_rules(name).evaluate(SelfEvaluation(indicators=(free,)))
        assert (made.total.points, made.grade) == (points(total), expected)


@pytest.mark.parametrize("name", ["national_2016", "national_2020"])
def test_national_execution(name: str) -> None:
    for spent, budget, expected in [
        ("117.23万元", "200万元", "5.86"),
        ("8万元", "8万元", "10"),
        ("9万元", "8万元", "10"),
        ("0万元", "8万元", "0"),
    ]:
        made = execution(name, spent, budget)
        assert made is not None
        assert made.points == points(expected)
    without = execution(name, "0万元", "0万元")
    assert without is not None
    assert without.status == "not scored"  # no budget, no rate: our choice


def test_the_old_form_counts_on_the_initial_budget_and_the_new_one_on_the_revised() -> None:
    table = SelfEvaluation(
        execution=BudgetExecution(initial="11万元", revised="3.24万元", executed="3.24万元", full="10")
    )
    for name, expected in [("national_2016", "2.95"), ("national_2020", "10"), ("provincial_system", "10")]:
        made = perfeval.load_rules(name).evaluate(table).execution
        assert made is not None
        assert made.points == points(expected)


# ---- 2021 ----


@pytest.mark.parametrize(
    ("spent", "finished", "expected"),
    [
        ("100万元", None, "10"),
        ("99.99万元", "否", "7"),
        ("80万元", "否", "7"),
        ("79.99万元", "否", "5"),
        ("60万元", "否", "5"),
        ("59.99万元", "否", "0"),
        ("0万元", "否", "0"),
        ("79.99万元", "是", "10"),  # finished within the year's budget
        ("79.99万元", None, None),  # whether it is finished must be said
    ],
)
def test_2021_execution(spent: str, finished: str | None, expected: str | None) -> None:
    made = execution("national_2021", spent, "100万元", **({} if finished is None else {"项目已完成": finished}))
    assert made is not None
    assert made.points == points(expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ("100%", "10"), ("90%", "10"), ("89.99%", "8"), ("80%", "8"), ("79.99%", "5"), ("60%", "5"), ("59.99%", "0"),
        ("85", "8"), ("≥90%", "10"),
    ],
)  # fmt: skip
def test_2021_satisfaction(actual: str, expected: str) -> None:
    assert row("national_2021", "≥90%", actual, labels=SATISFACTION).points == points(expected)


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥100人", "100人", "10"),
        ("≥100人", "61人", "6.10"),
        ("≥100人", "60人", "6"),  # the pass mark itself passes
        ("≥100人", "59人", "0"),
        ("≥100人", "130人", "10"),
        ("是", "是", "10"),
        ("是", "否", "0"),
        ("否", "否", "10"),  # 否 may be the answer wanted
    ],
)
def test_2021_pass_mark_and_direct_points(target: str, actual: str, expected: str) -> None:
    assert row("national_2021", target, actual).points == points(expected)


@pytest.mark.parametrize(
    ("actual", "ends"), [("基本达成目标", (8, 10)), ("部分实现目标", (6, 8)), ("实现目标程度较低", (0, 6))]
)
def test_2021_words_of_the_grades(actual: str, ends: tuple[int, int]) -> None:
    made = row("national_2021", "改善", actual, labels=BENEFIT)
    assert (made.low, made.high) == tuple(Decimal(end) for end in ends)


def frame(cost: int, output: int, benefit: int, satisfaction: int, *, cost_under_output: bool = False) -> Audit:
    groups: list[tuple[Labels, int]] = [
        ({"level1": "产出指标" if cost_under_output else "成本指标", "level2": "成本指标"}, cost),
        (QUANTITY, output),
        (BENEFIT, benefit),
        (SATISFACTION, satisfaction),
    ]
    indicators = [
        Indicator(name=str(full), target="100%", actual="100%", full=full, declared=full, **labels)
        for labels, full in groups
        if full
    ]
    funds = BudgetExecution(initial="1万元", revised="1万元", executed="1万元", full=10, declared=10)
    return audited("national_2021", *indicators, execution=funds)


def test_2021_points_by_group_follow_the_groups_that_are_there() -> None:
    for fitting in (
        frame(20, 40, 20, 10),
        frame(20, 40, 30, 0),
        frame(0, 50, 30, 10),
        frame(0, 50, 40, 0),
        frame(10, 40, 30, 10, cost_under_output=True),  # the older form, cost among the output
    ):
        assert not said(fitting, "分值框架")
    assert said(frame(20, 50, 20, 0), "分值框架")
    assert said(frame(0, 40, 40, 10), "分值框架")


# ---- the provincial system's default ----


@pytest.mark.parametrize("name", ["provincial_system", "provincial_system_b", "guangxi", "shanxi", "hebei", "tianjin"])
@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("≥60人", "60人", "10"),
        ("＞60人", "60人", "10"),  # ＞ is scored as ≥
        ("≥60人", "59人", "9.83"),
        ("≥60人", "90人", "10"),
        ("≥5%", "-3%", "0"),  # a negative actual value counts as 0
        ("≥0%", "-3%", "10"),
        ("=100件", "100件", "10"),
        ("=100件", "97件", "9.70"),
        ("=100件", "103件", "10"),  # more than the figure asked for is no miss
        ("=0起", "0起", "10"),
        ("=0起", "1起", "0"),
        ("≤0起", "0起", "10"),
        ("≤0起", "1起", "0"),
        ("≤0%", "-3%", "10"),
        ("≤8万元", "8万元", "10"),
        ("＜8万元", "8万元", "10"),  # ＜ as ≤
        ("≤8万元", "8.01万元", "9.99"),
        ("≤8万元", "10万元", "7.50"),  # 1 - (10 - 8)/8
        ("≤8万元", "15.99万元", "0.01"),
        ("≤8万元", "16万元", "0"),  # from twice the target on nothing
        ("≤8万元", "20万元", "0"),
        ("≤5%", "-3%", "10"),
        ("≥-5%", "-6%", "10"),  # which is 0, and 0 is above
        ("≤-5%", "-6%", "0"),
        ("2024年", "50%", "5"),
        ("60人", "", "0"),  # a score that is missing is 0
        ("60人", "基本完成", None),  # 定量指标的指标值为数值
    ],
)
def test_provincial_rows(name: str, target: str, actual: str, expected: str | None) -> None:
    assert row(name, target, actual).points == points(expected)


def test_provincial_edges_are_rounded_before_the_check() -> None:
    """Of 3.33 points 80% are 2.664, 60% are 1.998: the edges are 2.66 and 2.00."""
    met, part, not_met = "达成年度指标", "部分达成年度指标并具有一定效果", "未达成年度指标且效果较差"
    for actual, declared, taken in [
        (met, "2.66", "2.66"), (met, "2.65", "0"),
        (part, "2.66", "0"), (part, "2.65", "2.65"), (part, "2.00", "2.00"), (part, "1.99", "0"),
        (not_met, "2.00", "0"), (not_met, "1.99", "1.99"),
    ]:  # fmt: skip
        made = row("provincial_system", "长期", actual, "3.33", declared=declared, labels=BENEFIT)
        assert made.points == points(taken), (actual, declared)


def test_provincial_scores_outside_the_grade_or_missing_are_set_to_nothing() -> None:
    for declared in ("7.99", "10.01", ""):
        assert row("provincial_system", "长期", "达成预期指标", declared=declared, labels=BENEFIT).points == 0
    assert row("provincial_system", "长期", "有些效果", declared="9", labels=BENEFIT).points == 9


def test_provincial_execution() -> None:
    for spent, budget, expected in [
        ("117.23万元", "200万元", "5.86"),  # 58.615%: from the rate, not from its printed 58.62%
        ("9万元", "8万元", "10"),
        ("3万元", "0万元", "0"),
        ("0万元", "0万元", "0"),
    ]:
        made = execution("provincial_system", spent, budget)
        assert made is not None
        assert made.points == points(expected)


def provincial_table(
    name: str = "provincial_system", *, spent: str = "100万元", budget: str = "100万元", **facts: str
) -> Audit:
    """Two met indicators of 50 and 40 points."""
    return audited(
        name,
        Indicator(name="a", target="≥60人", actual="60人", full=50, declared=50, **QUANTITY),
        Indicator(name="b", target="长期", actual="达成年度指标", full=40, declared=40, explanation="略", **BENEFIT),
        execution=BudgetExecution(initial=budget, revised=budget, executed=spent, full=10, declared=10),
        facts=facts,
    )


@pytest.mark.parametrize(
    ("spent", "red", "yellow"),
    [
        ("100万元", False, False),
        ("95万元", False, False),  # (100% - 95%)/100% is 5%, not more
        ("94.99万元", True, False),
        ("80万元", True, False),  # 20% unspent, not more
        ("79.99万元", True, True),
    ],
)
def test_provincial_lights(spent: str, *, red: bool, yellow: bool) -> None:
    audit = provincial_table(spent=spent)
    assert said(audit, "红灯：指标得分率高出执行率超过5%") is red
    assert said(audit, "黄灯：结余超过20%") is yellow
    assert not any(finding.code is Code.NOT_CHECKED for finding in audit.findings)


def test_provincial_light_for_no_budget() -> None:
    assert said(provincial_table(spent="0万元", budget="0万元"), "黄灯：预算为零")


@pytest.mark.parametrize(
    ("spent", "month", "light"),
    [
        ("40万元", "6", None),  # 40% ÷ 6/12 is 80%: green
        ("39.99万元", "6", "黄灯：执行慢"),
        ("30万元", "6", "黄灯：执行慢"),
        ("29.99万元", "6", "红灯：执行慢"),
        ("29.99万元", None, None),  # no month given: no monitoring
        ("59.99万元", "12", "红灯：执行慢"),
        ("100万元", "13", "应为1至12"),
        ("100万元", "0", "应为1至12"),
    ],
)
def test_provincial_monitoring_in_the_year(spent: str, month: str | None, light: str | None) -> None:
    audit = provincial_table(spent=spent, **({} if month is None else {"监控截至月份": month}))
    for words in ("黄灯：执行慢", "红灯：执行慢", "应为1至12"):
        assert said(audit, words) is (words == light)


def test_provincial_duties() -> None:
    low = Indicator(name="a", target="≥60人", actual="30人", full=50, declared=25, **QUANTITY)
    zero = Indicator(name="b", target="≥60人", actual="60人", full=0, declared=0, **QUANTITY)
    audit = audited("provincial_system", low, zero)
    assert said(audit, "得分低于分值，应填写原因")
    assert said(audit, "加总应等于90分")
    assert said(audit, "分值应大于0")
    clean = provincial_table()
    assert [finding for finding in clean.findings if finding.code is not Code.FLAGGED] == []


def over(name: str, target: str, actual: str, *, year: int = 2024, explanation: str = "") -> list[str]:
    """What is said of one full-scored row of 90 points besides the sums."""
    one = Indicator(name="a", target=target, actual=actual, full=90, declared=90, explanation=explanation, **QUANTITY)
    return [one.message.zh for one in audited(name, one, year=year).findings if one.row == 1]


@pytest.mark.parametrize(
    ("target", "actual", "flagged"),
    [
        ("≥100人", "119人", False),
        ("≥100人", "120人", True),
        ("=100人", "120人", True),  # signs 1 to 3
        ("≥0人", "30人", False),  # t = 0 is left out
        ("≤100人", "50人", False),
    ],
)
def test_provincial_flag_for_far_too_much(target: str, actual: str, *, flagged: bool) -> None:
    assert any("超出指标值20%" in one for one in over("provincial_system", target, actual)) is flagged


def test_the_line_is_a_parameter() -> None:
    rules = perfeval.parse_rules(
        '规则集 child 继承 provincial_system\n  依据 "某系统设置（虚构）" 自定\n参数 超额线 = 150%\n'
    )
    at = Indicator(name="a", target="≥100人", actual="150人", full=90, declared=90, **QUANTITY)
    below = Indicator(name="a", target="≥100人", actual="149人", full=90, declared=90, **QUANTITY)
    assert said(audited(rules, at), "得分标红")
    assert not said(audited(rules, below), "得分标红")


# ---- province switches ----


@pytest.mark.parametrize(
    ("target", "actual", "due"),
    [
        ("≥100人", "129人", False),
        ("≥100人", "130人", True),  # 因实际完成情况超出指标值30%
        ("≥0人", "29人", False),
        ("≥0人", "30人", True),  # the quirk: with a target of 0 it is 30, whatever the unit
    ],
)
def test_guangxi_explains_from_130_per_cent(target: str, actual: str, *, due: bool) -> None:
    assert any("应填写原因" in one for one in over("guangxi", target, actual)) is due
    assert over("guangxi", target, actual, explanation="任务追加") == []


@pytest.mark.parametrize(
    ("deduction", "expected"), [("", "7.50"), ("0", "7.50"), ("2.5", "5"), ("7.5", "0"), ("9", "0")]
)
def test_guangxi_deduction_by_hand(deduction: str, expected: str) -> None:
    assert row("guangxi", "≥60人", "45人", facts={"扣减分数": deduction}).points == points(expected)


def test_guangxi_a_deduction_puts_the_check_of_the_grade_aside() -> None:
    assert row("guangxi", "长期", "达成年度指标", declared="4", labels=BENEFIT).points == 0
    assert row("guangxi", "长期", "达成年度指标", declared="4", facts={"扣减分数": "3"}, labels=BENEFIT).points == 4
    assert row("guangxi", "长期", "达成年度指标", declared="7.01", facts={"扣减分数": "3"}, labels=BENEFIT).points == 0


def test_guangxi_wants_a_word_on_every_qualitative_row() -> None:
    silent = Indicator(name="b", target="长期", actual="达成年度指标", full=90, declared=90, **BENEFIT)
    assert said(audited("guangxi", silent), "应填写简要说明")
    assert not said(audited("provincial_system", silent), "应填写简要说明")


def shanxi(*indicators: Indicator) -> Evaluation:
    return perfeval.load_rules("shanxi").evaluate(SelfEvaluation(year=2023, indicators=indicators))


def test_shanxi_scores_on_the_revised_target_and_leaves_out_what_was_dropped() -> None:
    kept = Indicator(name="a", target="≥60人", revised_target="≥40人", actual="30人", full=50, **QUANTITY)
    dropped = Indicator(name="b", target="≥10场", full=40, **QUANTITY)
    made = shanxi(kept, dropped)
    assert [score.points for score in made.rows] == [points("37.50"), None]
    assert made.rows[1].status == "not scored"
    assert made.total.points == points("37.50")
    audit = audited("shanxi", kept, dropped)
    assert not any(finding.row == 2 for finding in audit.findings)


def test_shanxi_a_blank_row_is_not_dropped_where_no_target_was_revised_or_something_was_filled_in() -> None:
    blank = Indicator(name="b", target="≥10场", full=40, **QUANTITY)
    assert shanxi(blank).rows[0].points == 0
    revised = Indicator(name="a", target="≥60人", revised_target="≥40人", actual="40人", full=50, **QUANTITY)
    filled = Indicator(name="b", target="≥10场", actual="5场", full=40, **QUANTITY)
    assert shanxi(revised, filled).rows[1].points == 20


@pytest.mark.parametrize(("declared", "expected"), [("5", "5"), ("5.01", "0"), ("0", "0"), ("", "0")])
def test_shanxi_the_added_cost_row_gets_five_at_most(declared: str, expected: str) -> None:
    made = row("shanxi", "不超支", "达成", declared=declared, facts={"系统补列": "是"}, labels=COST)
    assert made.points == points(expected)


def test_shanxi_asks_for_a_cost_indicator() -> None:
    output = Indicator(name="a", target="≥60人", actual="60人", full=90, declared=90, **QUANTITY)
    cost = Indicator(name="b", target="≤8万元", actual="8万元", full=90, declared=90, **COST)
    assert said(audited("shanxi", output), "未设成本指标")
    assert not said(audited("shanxi", cost), "未设成本指标")


@pytest.mark.parametrize("name", ["hebei", "tianjin"])
@pytest.mark.parametrize(
    ("target", "actual", "year", "words"),
    [
        ("≤100人", "101人", 2024, "反向指标的完成值超出指标值"),
        ("≤100人", "100人", 2024, None),
        ("≤100人", "101人", 2023, None),  # the flag is of 2024-04-28
        ("=100人", "101人", 2024, "完成值与指标值不等"),
        ("=100人", "100人", 2024, None),
        ("=100人", "101人", 2023, None),  # the flag is of 2024-05-09
        ("≥100人", "119人", 2024, None),
        ("≥100人", "120人", 2024, "超出指标值20%"),
        ("≥100人", "120人", 2023, "超出指标值20%"),
    ],
)
def test_hebei_and_tianjin_flags_by_date(name: str, target: str, actual: str, year: int, words: str | None) -> None:
    found = [one for one in over(name, target, actual, year=year, explanation="略") if "标红" in one]
    assert len(found) == (words is not None)
    assert words is None or words in found[0]


@pytest.mark.parametrize("name", ["hebei", "tianjin"])
def test_hebei_and_tianjin_score_no_qualitative_row_by_themselves(name: str) -> None:
    assert row(name, "长期", "达成年度指标", labels=BENEFIT).status == "undecided"
    assert row(name, "长期", "达成年度指标", declared="9", labels=BENEFIT).points == 9
    assert row(name, "长期", "达成年度指标", declared="7", labels=BENEFIT).points == 0


# ---- Hubei ----


@pytest.mark.parametrize(
    ("spent", "budget", "expected"),
    [("4万元", "8万元", "10"), ("215457.6元", "250000元", "17.24"), ("8万元", "8万元", "20"), ("9万元", "8万元", "20")],
)
def test_hubei_execution_counts_twenty(spent: str, budget: str, expected: str) -> None:
    made = execution("hubei", spent, budget, "20")
    assert made is not None
    assert made.points == points(expected)


@pytest.mark.parametrize(
    ("target", "actual", "labels", "expected"),
    [
        ("≥60人", "45人", QUANTITY, "7.50"),
        ("≥60人", "60人", QUANTITY, "10"),
        ("≥60人", "90人", QUANTITY, "10"),  # 得分不得突破权重总额
        ("≤8万元", "8万元", COST, "10"),
        ("≤8万元", "10万元", COST, "8"),
        ("≤8万元", "16万元", COST, "5"),
    ],
)
def test_hubei_rows(target: str, actual: str, labels: Labels, expected: str) -> None:
    assert row("hubei", target, actual, labels=labels).points == points(expected)


def hubei_table(*shares: str) -> SelfEvaluation:
    """20 points of execution, and for each goal 40 of output (half done) and 40 of benefit (done)."""
    rows = [
        Indicator(name=f"{labels['level1']}{share}", target="100%", actual=actual, full=40, goal_share=share, **labels)
        for share in shares
        for labels, actual in ((QUANTITY, "50%" if share != "40%" else "100%"), (BENEFIT, "100%"))
    ]
    funds = BudgetExecution(initial="8万元", revised="10万元", executed="8万元", full=20)
    return SelfEvaluation(year=2022, execution=funds, indicators=tuple(rows))


def test_hubei_one_goal() -> None:
    made = perfeval.load_rules("hubei").evaluate(hubei_table(""))
    assert (made.total.points, made.grade) == (points("76"), None)  # 16 + 20 + 40


def test_hubei_several_goals_count_by_their_shares() -> None:
    table = hubei_table("60%", "40%")
    audit = perfeval.audit(table, perfeval.load_rules("hubei"))
    assert audit.evaluation.total.points == points("84")  # 16 + 60% of 60 + 40% of 80
    assert not any(finding.code is Code.WEIGHTS_DO_NOT_SUM for finding in audit.findings)


def test_hubei_points_by_group() -> None:
    fitting = perfeval.audit(hubei_table(""), perfeval.load_rules("hubei"))
    assert not said(fitting, "分值框架")
    assert said(perfeval.audit(hubei_table(""), perfeval.load_rules("national_2020")), "分值框架")
