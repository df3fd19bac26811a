"""Several units: scored beside one another, and combined into one table (汇总) that is then scored."""

from __future__ import annotations

import itertools
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import perfeval
from perfeval import BudgetExecution, Indicator, InvalidValueError, SelfEvaluation
from perfeval.engine.units import RollUp
from perfeval.values.model import Money, Quantity, Ratio

RULES: Final = perfeval.parse_rules(
    """规则集 汇总试行
  依据 “示例” 自定
  未标方向 所有指标 = 正向指标
  汇总 相对值加权按 全年预算数
  扣完为止，封顶 满分
  四舍五入 到 0.01分
填报项 扣减 分 默认 0分
填报项 已验收 是否 默认 是
填报项 加扣 分
规则 执行 适用于 预算执行 且 全年预算数 > 0元
  得 满分 × 全年执行数 ÷ 全年预算数
规则 取消 适用于 指标名称 = “取消”
  不参与评分
规则 定性 适用于 定性指标
  按 完成值
    = “优”  得 满分
    = “良”  得 满分 × 80%
    = “中”  得 满分 × 60%
    = “差”  得 0分
规则 比例 适用于 指标值 > 0
  当 非 已验收         得 0分
  当 完成值 达到 指标值  得 满分
  否则               得 满分 × 完成率
  当 扣减 > 0分      扣 扣减
  当 加扣 已填报     扣 加扣
等级
  按 总分
    ≥ 90分        得 “优”
    [60分, 90分)  得 “良”
    < 60分        得 “差”
"""
)


def unit(
    rows: list[tuple[str, str, str]] | list[Indicator], budget: str = "10万元", spent: str = "5万元", **more: Any
) -> SelfEvaluation:
    """A unit's table: rows as names, targets, actual values, with 10 points each."""
    indicators = [
        row if isinstance(row, Indicator) else Indicator(name=row[0], target=row[1], actual=row[2], full="10")
        for row in rows
    ]
    more = {"year": 2024, "unit": "甲", **more}
    return SelfEvaluation(
        execution=BudgetExecution(revised=budget, executed=spent, full="10"), indicators=indicators, **more
    )


def outcome(evaluation: perfeval.Evaluation) -> tuple[Any, ...]:
    rows = [(row.points, row.status, row.full) for row in evaluation.rows]
    execution = evaluation.execution
    total = evaluation.total
    return (
        rows, execution and execution.points, total.points, total.low, total.high, evaluation.grade,
        evaluation.execution_rate,
    )  # fmt: skip


# ---- drawn tables ----

AMOUNTS: Final = st.integers(0, 50).map(lambda n: Fraction(n, 2))
RATIOS: Final = st.integers(0, 240).map(lambda n: Fraction(n, 200))
MONEY: Final = st.integers(0, 9).map(Fraction)
TOLD: Final = st.sampled_from(["优", "良", "中", "差"])


@st.composite
def drawn_units(draw: st.DrawFn, most: int = 4) -> list[SelfEvaluation]:
    """Units with one row of each sort: a quantity, a ratio, a word, a date; the targets of one sort are alike."""
    made = []
    for number in range(draw(st.integers(1, most))):
        spent, budget = sorted((draw(MONEY), draw(MONEY)))
        rows = [
            Indicator(
                name="数量", target=Quantity(Fraction(20), "份"), actual=Quantity(draw(AMOUNTS), "份"), full="10"
            ),
            Indicator(name="比率", target="≥90%", actual=Ratio(draw(RATIOS)), full="10"),
            Indicator(name="定性", level2="质量指标", target="优", actual=draw(TOLD), full="10"),
        ]
        execution = BudgetExecution(revised=Money(budget, 10_000), executed=Money(spent, 10_000), full="10")
        made.append(
            SelfEvaluation(
                unit=f"单位{number}", year=2024, execution=execution, indicators=rows, source=f"{number}.txt"
            )
        )
    return made


# ---- laws ----


@given(tables=drawn_units(most=1))
def test_rolling_up_one_unit_is_scoring_it(tables: list[SelfEvaluation]) -> None:
    assert outcome(RULES.roll_up(tables).evaluation) == outcome(RULES.evaluate(tables[0]))


@given(tables=drawn_units(), seed=st.randoms(use_true_random=False))
def test_the_order_of_the_units_does_not_matter(tables: list[SelfEvaluation], seed: Any) -> None:
    shuffled = list(tables)
    seed.shuffle(shuffled)
    assert outcome(RULES.roll_up(tables).evaluation) == outcome(RULES.roll_up(shuffled).evaluation)


@given(tables=drawn_units())
def test_absolute_values_add_and_ratios_are_the_mean_by_money(tables: list[SelfEvaluation]) -> None:
    combined = RULES.roll_up(tables).evaluation.table
    amounts = [table.indicators[0].actual for table in tables]
    assert combined.indicators[0].actual == Quantity(
        sum((one.amount for one in amounts if isinstance(one, Quantity)), Fraction(0)), "份"
    )
    money: list[Fraction] = []
    ratios: list[Fraction] = []
    for table in tables:
        actual, execution = table.indicators[1].actual, table.execution
        assert isinstance(actual, Ratio)
        assert execution is not None
        assert isinstance(execution.revised, Money)
        money.append(execution.revised.yuan)
        ratios.append(actual.value)
    mean = combined.indicators[1].actual
    if sum(money) > 0:
        assert isinstance(mean, Ratio)
        assert mean.value * sum(money) == sum(ratio * weight for ratio, weight in zip(ratios, money, strict=True))
        counted = [ratio for ratio, weight in zip(ratios, money, strict=True) if weight]
        assert min(counted) <= mean.value <= max(counted)
    elif len(set(ratios)) > 1:
        assert not isinstance(mean, Ratio)
    assert combined.execution is not None
    assert combined.execution.revised == Money(sum(money, Fraction(0)) / 10_000, 10_000)


@given(tables=drawn_units())
def test_words_are_scored_apart_and_their_scores_averaged_by_money(tables: list[SelfEvaluation]) -> None:
    made = RULES.roll_up(tables)
    money: list[Fraction] = []
    points: list[Fraction] = []
    for unit_made in made.units:
        execution, row = unit_made.table.execution, unit_made.rows[2]
        assert execution is not None
        assert isinstance(execution.revised, Money)
        assert row.points is not None
        money.append(execution.revised.yuan)
        points.append(Fraction(row.points))
    score = made.evaluation.rows[2]
    assert made.rows[2].actual == "apart"
    if sum(money) > 0:
        shares = [point * weight for point, weight in zip(points, money, strict=True)]
        mean = sum(shares, Fraction(0)) / sum(money, Fraction(0))
        assert score.points is not None
        assert abs(Fraction(score.points) - mean) <= Fraction(1, 200)
        counted = [point for point, weight in zip(points, money, strict=True) if weight]
        assert min(counted) <= Fraction(score.points) <= max(counted)
        assert "按金额加权平均" in score.explain("zh")
    else:
        assert (score.status == "undecided") == (len(set(points)) > 1)


@given(tables=drawn_units())
def test_a_unit_without_money_does_not_count_where_values_are_averaged(tables: list[SelfEvaluation]) -> None:
    funded = [
        one
        for one in tables
        if one.execution is not None and isinstance(one.execution.revised, Money) and one.execution.revised.yuan
    ]
    if not funded:
        return
    every, some = RULES.roll_up(tables).evaluation, RULES.roll_up(funded).evaluation
    assert every.table.indicators[1].actual == some.table.indicators[1].actual
    for number in (1, 2):
        assert every.rows[number].points == some.rows[number].points


@given(tables=drawn_units(most=1), count=st.integers(1, 5))
def test_identical_units_come_to_what_each_of_them_is(tables: list[SelfEvaluation], count: int) -> None:
    copies = [evolve(tables[0], unit=f"单位{number}") for number in range(count)]
    assert outcome(RULES.roll_up(copies).evaluation) == outcome(RULES.evaluate(tables[0]))


@given(tables=drawn_units())
def test_units_are_scored_as_alone_and_every_score_can_be_told(tables: list[SelfEvaluation]) -> None:
    made = RULES.roll_up(tables)
    assert [outcome(one) for one in made.units] == [outcome(RULES.evaluate(table)) for table in tables]
    for evaluation in (made.evaluation, *made.units):
        for row in evaluation.rows:
            assert row.explain("zh")
            assert row.explain("en")


# ---- by hand ----


def test_by_hand() -> None:
    one = unit(
        [("数量", "100份", "50份"), ("比率", "≥90%", "60%"), ("成效", "优", "优")], "30万元", "30万元", unit="甲"
    )
    two = unit(
        [("数量", "100份", "130份"), ("比率", "≥90%", "100%"), ("成效", "优", "中")], "10万元", "2万元", unit="乙"
    )
    made = RULES.roll_up([one, two])
    assert [row.points for row in made.evaluation.rows] == [
        Decimal("9.00"),  # 180 of 200; apart they would be 5 and 10
        Decimal("7.78"),  # (60% × 30 + 100% × 10) ÷ 40 = 70%, of 90%
        Decimal("9.00"),  # (10 × 30 + 6 × 10) ÷ 40
    ]
    assert made.evaluation.execution is not None
    assert made.evaluation.execution.points == Decimal("8.00")
    assert made.evaluation.total.points == Decimal("33.78")
    assert [(row.row, row.of, row.target, row.actual) for row in made.rows] == [
        (1, ((0, 1), (1, 1)), "sum", "sum"),
        (2, ((0, 2), (1, 2)), "mean", "mean"),
        (3, ((0, 3), (1, 3)), "apart", "apart"),
    ]
    assert made.evaluation.table.unit == "甲、乙"


def test_hubei() -> None:
    rules = perfeval.load_rules("hubei")
    tables = [
        SelfEvaluation(
            year=2024, unit=name, execution=BudgetExecution(revised=budget, executed=spent, full="20"),
            indicators=[
                Indicator(name="检查企业", level2="数量指标", target="≥100家", actual=seen, full="40"),
                Indicator(name="合格率", level2="质量指标", target="≥90%", actual=rate, full="40"),
            ],
        )
        for name, budget, spent, seen, rate in (
            ("湖北甲局", "60万元", "60万元", "150家", "95%"), ("湖北乙局", "20万元", "10万元", "40家", "45%"),
        )
    ]  # fmt: skip
    made = rules.roll_up(tables).evaluation
    # 190 of 200; (95 × 60 + 45 × 20) ÷ 80 = 82.5% of 90%; 70 of 80
    assert [row.points for row in made.rows] == [Decimal("38.00"), Decimal("36.67")]
    assert made.execution is not None
    assert made.execution.points == Decimal("17.50")


def test_rows_are_the_same_by_their_labels_and_name() -> None:
    one = [
        Indicator(
            name="培训 人次", level1="产出指标（50分）", level2="数量指标", target="10人次", actual="5人次", full="10"
        ),
        Indicator(name="验收", level1="产出指标", level2="质量指标", target="1个", actual="1个", full="10"),
    ]
    two = [
        Indicator(name="验收", level1="产出指标", level2="质量指标", target="3个", actual="1个", full="10"),
        Indicator(name="培训人次", level1="产出指标", level2="数量指标", target="30人次", actual="25人次", full="10"),
        Indicator(name="验收", level1="产出指标", level2="质量指标", target="5个", actual="5个", full="10"),
    ]
    made = RULES.roll_up([unit(one, unit="甲"), unit(two, unit="乙")])
    assert [(row.of, str(made.evaluation.rows[row.row - 1].points)) for row in made.rows] == [
        (((0, 1), (1, 2)), "7.50"),
        (((0, 2), (1, 1)), "5.00"),
        (((1, 3),), "10.00"),  # the second of the name stands by itself
    ]


def test_a_row_kept_out_in_every_unit_is_kept_out() -> None:
    tables = [unit([("取消", "优", "差"), ("数量", "1份", "1份")], unit=name) for name in "甲乙"]
    for made in (RULES.roll_up(tables), RULES.roll_up(tables[:1])):
        assert made.evaluation.rows[0].status == "not scored"
        assert made.evaluation.rows[0].explain("en")
        assert made.evaluation.total.points == Decimal("15.00")


def test_facts_are_combined_like_values() -> None:
    def table(name: str, budget: str, **facts: Any) -> SelfEvaluation:
        row = Indicator(name="数量", target="1份", actual="1份", full="10", facts=facts)
        return unit([row], budget, unit=name, facts={"已验收": "是"})

    added = RULES.roll_up([table("甲", "1元", 扣减="1"), table("乙", "1元", 扣减="2")])
    assert added.evaluation.rows[0].points == 7
    mixed = RULES.roll_up([table("甲", "1元", 扣减="1分"), table("乙", "1元", 扣减="2"), table("丙", "1元")])
    assert mixed.evaluation.rows[0].points == 7  # 分 or not, and the default for the third
    of_table = [table("甲", "1元", 扣减="1"), evolve(table("乙", "1元"), facts={"扣减": "2"})]
    assert RULES.roll_up(of_table).evaluation.rows[0].points == 7
    lacking = RULES.roll_up([table("甲", "1元", 加扣="1"), table("乙", "1元")]).evaluation.rows[0]
    assert lacking.reason is not None
    assert "填报项“加扣”：乙没有填写" in lacking.reason.zh
    same = RULES.roll_up([table("甲", "1元", 已验收="否"), table("乙", "1元", 已验收="否")])
    assert same.evaluation.rows[0].points == 0
    unlike = RULES.roll_up([table("甲", "1元", 已验收="是"), table("乙", "1元", 已验收="否")]).evaluation.rows[0]
    assert unlike.reason is not None
    assert "各单位填的不同" in unlike.reason.zh
    assert "differently" in unlike.reason.en


# ---- across units ----


def test_rules_that_look_across_units() -> None:
    rules = perfeval.parse_rules(
        """规则集 比较各单位
  依据 “示例” 自定
  四舍五入 到 0.01分
  汇总 相对值加权按 全年预算数
规则 一 适用于 所有指标
  当 完成值 = 最高项(完成值, 各单位)  得 满分
  否则                        得 0分
"""
    )
    tables = [
        unit([("数量", "9份", f"{count}份"), (name, "9份", "1份")], unit=name)
        for name, count in zip("甲乙丙", (3, 8, 8), strict=True)
    ]
    made = rules.evaluate_units(tables)
    assert [one.rows[0].points for one in made] == [0, 10, 10]
    assert [one.rows[1].points for one in made] == [10, 10, 10]
    for one in made:
        assert f"得 {one.rows[0].points}分" in one.rows[0].explain("zh")
    alone = rules.evaluate(tables[0]).rows[0]
    assert alone.reason is not None
    assert "只给了一张表" in alone.reason.zh
    combined = rules.roll_up(tables).evaluation.rows[0]
    assert combined.status == "undecided"  # there is nothing that the combined row could be compared with
    assert rules.evaluate_units([]) == ()


# ---- what cannot be combined: place and cause ----


def refused(tables: list[SelfEvaluation], rules: perfeval.RuleSet = RULES) -> InvalidValueError:
    with pytest.raises(InvalidValueError) as error:
        rules.roll_up(tables)
    return error.value


def test_nothing_to_roll_up() -> None:
    assert refused([]).code == "no-tables"
    assert refused(["x"]).code == "wrong-type"  # type: ignore[list-item]


def test_a_rule_set_that_does_not_say_how() -> None:
    error = refused([unit([("数量", "1份", "1份")])], perfeval.load_rules("national_2020"))
    assert error.code == "no-roll-up"
    assert "national_2020" in error.wording.zh
    assert "汇总 相对值加权按" in error.wording.zh
    assert "roll up ratios weighted by revised_budget" in error.wording.en


@pytest.mark.parametrize(
    ("years", "zh", "en"),
    [((2024, 2023), "2023、2024", "2023, 2024"), ((2024, None), "2024、未填", "2024, none stated")],
)
def test_tables_of_different_years(years: tuple[int | None, int | None], zh: str, en: str) -> None:
    error = refused([unit([("数量", "1份", "1份")], year=year) for year in years])
    assert error.code == "years-differ"
    assert zh in error.wording.zh
    assert en in error.wording.en


def row(made: RollUp, number: int = 1) -> tuple[str, str, str]:
    """Why a combined row is undecided, in both languages, as the score and as the account of the row say it."""
    score, told = made.evaluation.rows[number - 1], made.rows[number - 1]
    assert score.status == "undecided"
    assert score.reason is not None
    assert [one.row for one in score.findings] == [number]
    assert made.evaluation.total.points is None
    return score.reason.zh, score.reason.en, "" if told.reason is None else told.reason.zh


def two(first: Indicator, second: Indicator, **more: Any) -> RollUp:
    forwards = RULES.roll_up([unit([first], unit="甲", **more), unit([second], unit="乙", **more)])
    backwards = RULES.roll_up([unit([second], unit="乙", **more), unit([first], unit="甲", **more)])
    assert outcome(forwards.evaluation) == outcome(backwards.evaluation)
    return forwards


def indicator(target: str = "10份", actual: str = "5份", full: str = "10", **more: Any) -> Indicator:
    return Indicator(name="数量", target=target, actual=actual, full=full, **more)


@pytest.mark.parametrize(
    ("first", "second", "zh", "en"),
    [
        (indicator(), indicator(actual=""), "完成值不能汇总：乙没有填写", "the actual value cannot be combined: left"),
        (indicator(target="/"), indicator(), "指标值不能汇总：甲没有填写", "target cannot be combined: left blank"),
        (indicator(), indicator(actual="5万元"), "完成值不能汇总：各单位写法或单位不同", "different ways or measures"),
        (indicator(), indicator(actual="50%"), "完成值不能汇总", "different ways or measures"),
        (indicator(), indicator("10亩", "5亩"), "指标值不能汇总", "different ways or measures"),
        (indicator("≥90%", "80%"), indicator("≤90%", "80%"), "指标值不能汇总", "different ways or measures"),
        (indicator("≥90%", "80%"), indicator("90%", "80%"), "指标值不能汇总", "different ways or measures"),
        (indicator(), indicator(full="5"), "分值不同", "different points"),
        (indicator(), indicator(full=""), "分值不同", "different points"),
        (indicator(goal_share="60%"), indicator(), "目标占比不同", "different shares"),
        (indicator(), indicator(revised_target="8份"), "调整后指标值不能汇总：甲没有填写", "revised target"),
    ],
)  # fmt: skip
def test_rows_that_cannot_be_combined(first: Indicator, second: Indicator, zh: str, en: str) -> None:
    reason_zh, reason_en, told = row(two(first, second))
    assert zh in reason_zh
    assert en in reason_en
    assert told == reason_zh


def test_a_ratio_needs_the_money_of_every_unit() -> None:
    tables = [unit([("比率", "≥90%", "80%")], "", "", unit="甲"), unit([("比率", "≥90%", "85%")], unit="乙")]
    reason_zh, reason_en, _ = row(RULES.roll_up(tables))
    assert "甲的全年预算数没有可用的数" in reason_zh
    assert "revised_budget of 甲 is not known" in reason_en
    execution = RULES.roll_up(tables).evaluation.execution
    assert execution is not None
    assert execution.reason is not None
    assert "甲没有填写" in execution.reason.zh


def test_a_unit_is_named_by_what_is_known_of_it() -> None:
    nameless = [
        unit([("比率", "≥90%", "80%")], "", "", unit="", **more) for more in ({}, {"source": "乙.txt", "index": 2})
    ]
    for number, name in ((0, "#1"), (1, "乙.txt:2")):
        tables = [nameless[number], unit([("比率", "≥90%", "85%")])]
        assert f"{name}的全年预算数" in row(RULES.roll_up(tables))[0]


def test_no_unit_has_money() -> None:
    tables = [unit([("比率", "≥90%", rate)], "0元", "0元") for rate in ("80%", "85%")]
    assert "加权的金额合计为 0" in row(RULES.roll_up(tables))[0]
    alike = RULES.roll_up([tables[0], tables[0]]).evaluation
    assert alike.rows[0].points == RULES.evaluate(tables[0]).rows[0].points


def test_a_unit_that_is_undecided_leaves_a_row_scored_apart_undecided() -> None:
    first = indicator("优", "优", level2="质量指标")
    reason_zh, _, _ = row(two(first, evolve(first, actual=perfeval.read_value("很好"))))
    assert reason_zh.startswith("乙：")


def test_all_blank_is_blank() -> None:
    for blanks in itertools.product(("", "/"), repeat=2):
        made = two(indicator(actual=blanks[0]), indicator(actual=blanks[1]))
        assert made.rows[0].actual == "blank"
        reason_zh, _, told = row(made)
        assert told == ""
        assert ("没有填写" in reason_zh) == ("" in blanks)


def test_scales_do_not_matter() -> None:
    made = two(indicator("1万份", "5千份"), indicator("10000份", "5000份"))
    assert made.evaluation.rows[0].points == 5
    money = two(indicator("1万元", "0.5万元"), indicator("10000元", "5000元"))
    assert money.evaluation.rows[0].points == 5
