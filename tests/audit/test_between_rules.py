"""One table under two rule sets."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfeval
from perfeval import BudgetExecution, Indicator, InvalidValueError, SelfEvaluation
from perfeval.audit.between_rules import Between

NAMES = ("zhongwei", "national_2020", "hubei", "national_2016")
ROOT = Path(__file__).parents[2]


def test_the_tables_of_zhongwei() -> None:
    one, other = perfeval.load_rules("zhongwei"), perfeval.load_rules("national_2020")
    tables = perfeval.read_tables(ROOT / "docs" / "examples" / "zhongwei_2024.txt")
    made = [perfeval.compare_rules(table, one, other) for table in tables]
    assert [(str(each.one.total.points), str(each.other.total.points)) for each in made] == [
        ("87.82", "95.98"), ("80.00", "90.00"), ("100.00", "100.00"), ("85.90", "100.00"),
    ]  # fmt: skip
    assert [[row.row for row in each.differing] for each in made] == [
        ["execution", 6, 7, 8], ["execution", 5], [], ["execution", 5],
    ]  # fmt: skip
    assert [each.same for each in made] == [False, False, True, False]


@st.composite
def drawn_tables(draw: st.DrawFn) -> SelfEvaluation:
    rows = [
        Indicator(
            name=f"第{number}项",
            level2=draw(st.sampled_from(["数量指标", "成本指标", "社会效益指标"])),
            target=draw(st.sampled_from(["≥90%", "10份", "≤5万元", "长期", ""])),
            actual=draw(st.sampled_from(["80%", "95%", "5份", "4万元", "长期", ""])),
            full="10",
            declared=draw(st.sampled_from(["", "4", "9"])),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    money = draw(st.sampled_from(["10万元", "0元"]))
    execution = draw(st.none() | st.just(BudgetExecution(initial="20万元", revised=money, executed="5万元", full="10")))
    return SelfEvaluation(year=2024, execution=execution, indicators=rows)


@given(table=drawn_tables(), names=st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)))
def test_laws(table: SelfEvaluation, names: tuple[str, str]) -> None:
    one, other = map(perfeval.load_rules, names)
    there, back = perfeval.compare_rules(table, one, other), perfeval.compare_rules(table, other, one)
    # either side is what the rule set gives by itself
    assert there.one.rows == one.evaluate(table).rows
    assert there.other.total == other.evaluate(table).total
    # every row is there once, in the order of the table
    expected = [*(["execution"] if table.execution is not None else []), *range(1, len(table.indicators) + 1)]
    assert [row.row for row in there.rows] == expected
    # the other way round changes the sign and nothing else
    assert back.difference == (None if there.difference is None else -there.difference)
    assert [row.row for row in back.differing] == [row.row for row in there.differing]
    for row in there.rows:
        if row.difference:
            assert row.differs
        if not row.differs:
            assert row.difference in (None, 0)
    # where both totals are plain sums, the differences of the rows add up to that of the totals
    if there.difference is not None and "hubei" not in names:
        assert sum((row.difference or Decimal(0) for row in there.rows), Decimal(0)) == there.difference


@given(table=drawn_tables(), name=st.sampled_from(NAMES))
def test_a_rule_set_beside_itself_shows_no_difference(table: SelfEvaluation, name: str) -> None:
    rules = perfeval.load_rules(name)
    made = perfeval.compare_rules(table, rules, rules)
    assert made.same
    assert made.differing == ()
    assert made.difference in (None, 0)


def kept(rule: str) -> perfeval.RuleSet:
    return perfeval.parse_rules(
        f"规则集 r\n依据 “示例” 自定\n扣完为止\n四舍五入 到 0.01分\n规则 一 适用于 所有指标\n  {rule}\n"
    )


def test_a_row_kept_out_counts_as_nothing_and_an_undecided_one_is_not_compared() -> None:
    table = SelfEvaluation(year=2024, indicators=[Indicator(name="x", target="1份", actual="", full="10")])
    out, full, open_ = kept("不参与评分"), kept("得 满分"), kept("得 满分 × 完成率")

    def of(one: perfeval.RuleSet, other: perfeval.RuleSet) -> Between:
        return perfeval.compare_rules(table, one, other)

    (row,) = of(out, full).rows
    assert (row.differs, row.difference) == (True, Decimal("10.00"))
    (row,) = of(full, open_).rows
    assert (row.differs, row.difference) == (True, None)
    assert of(full, open_).difference is None
    assert of(open_, open_).differing == ()


def test_the_region_is_the_one_given() -> None:
    rules = perfeval.parse_rules(
        "规则集 r\n依据 “示例” 自定\n四舍五入 到 0.01分\n规则 一 适用于 所有指标\n"
        "  当 地区 含 “甲” 得 满分\n  否则 得 0分\n"
    )
    table = SelfEvaluation(year=2024, indicators=[Indicator(name="x", target="1份", actual="1份", full="10")])
    made = perfeval.compare_rules(table, rules, kept("得 0分"), region="甲县")
    assert made.difference == Decimal("-10.00")


@pytest.mark.parametrize("wrong", ["zhongwei", None])
def test_what_is_refused(wrong: object) -> None:
    rules = perfeval.load_rules("zhongwei")
    table = SelfEvaluation(year=2024)
    with pytest.raises(InvalidValueError, match="must be a RuleSet"):
        perfeval.compare_rules(table, rules, wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidValueError, match="must be a SelfEvaluation"):
        perfeval.compare_rules(wrong, rules, rules)  # type: ignore[arg-type]
