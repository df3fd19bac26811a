"""`diff`: where two rule sets differ, by how much, and that nothing is passed over."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import perfeval
from perfeval.analysis.behaviour import unrounded
from perfeval.analysis.both_given import Bounds
from perfeval.analysis.difference import Difference, RowDifference, Stretch, difference
from perfeval.analysis.rows_of_both import under
from perfeval.analysis.scored_twice import ScoredTwice
from perfeval.analysis.subjects import Subject
from perfeval.engine.interpret import Interpreter
from perfeval.engine.library import load_rules, parse_rules, shipped_names
from perfeval.engine.outcome import Awarded, KeptOut, Undecided, apply_rule
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.engine.ruleset import RuleSet
from perfeval.report.difference import difference_lines

HEADER = """规则集 jia "甲"
  依据 "甲办法" 原文
  未标方向 所有指标 = 正向指标
  扣完为止
  封顶 满分
  四舍五入 到 0.01分
"""
PARAMETER = "参数 及格线 = 60%\n"
RATIO = """规则 按比例 适用于 定量指标 且 完成值 为 比率 且 指标值 > 0
  依据 "甲办法" "第八条" 原文
  当 完成率 < 及格线  得 0分
  否则               得 满分 × 完成率
  示例 "八成"  指标值 100%，完成值 80%，满分 10分  应得 8分
"""
STEPS = """规则 事故 适用于 定量指标
  得 满分
  按 完成值 超出 指标值 每 3起 扣 1分，尾数不计
  示例 "五起"  指标值 "≤2起"，完成值 5起，满分 10分  应得 9分
"""
PLAIN = HEADER + PARAMETER + RATIO


def between(one: str, other: str) -> Difference:
    return difference(parse_rules(one), parse_rules(other))


def only_row(found: Difference) -> RowDifference:
    assert len(found.differing) == 1
    return found.differing[0]


def only_stretch(found: Difference) -> Stretch:
    row = only_row(found)
    assert len(row.stretches) == 1
    return row.stretches[0]


def ends(stretch: Stretch) -> tuple[Fraction | None, bool, Fraction | None, bool]:
    high = None if stretch.high is None else stretch.high.exact
    return stretch.low.exact, stretch.low_closed, high, stretch.high_closed


def witness(stretch: Stretch) -> ScoredTwice:
    assert stretch.witness is not None
    return stretch.witness


def said(found: Difference) -> str:
    return "\n".join(line.zh for line in difference_lines(found))


# ---- what differs ----


def test_a_threshold_moved_up() -> None:
    found = between(PLAIN, PLAIN.replace("60%", "65%"))
    stretch = only_stretch(found)
    assert ends(stretch) == (Fraction(60, 100), True, Fraction(65, 100), False)
    assert stretch.points("one") == Bounds(Fraction(6), Fraction(13, 2))
    assert stretch.points("other") == Bounds(Fraction(0), Fraction(0))
    assert stretch.by == Bounds(Fraction(-13, 2), Fraction(-6))
    shown = witness(stretch)
    assert (shown.figure, str(shown.one.points), str(shown.other.points)) == (Fraction(60, 100), "6.00", "0.00")
    assert stretch.one.rule is not None
    assert stretch.one.rule.cite().zh == "甲办法第八条（原文）"
    assert (found.relation, found.is_whole) == ("stricter", True)


def test_the_other_way_round_is_more_lenient() -> None:
    found = between(PLAIN.replace("60%", "65%"), PLAIN)
    assert found.relation == "lenient"
    assert only_stretch(found).by == Bounds(Fraction(6), Fraction(13, 2))


def test_a_cap_taken_away() -> None:
    found = between(PLAIN, PLAIN.replace("  封顶 满分\n", ""))
    stretch = only_stretch(found)
    assert ends(stretch) == (Fraction(1), False, None, False)
    assert stretch.by == Bounds(Fraction(0), None)
    assert witness(stretch).figure == 2
    assert found.relation == "lenient"


def test_more_here_and_less_there() -> None:
    found = between(PLAIN, PLAIN.replace("满分 × 完成率", "满分 × 完成率 × 完成率 × 5 ÷ 4"))
    row = only_row(found)
    assert [stretch.change for stretch in row.stretches] == ["less", "more"]
    assert [ends(stretch) for stretch in row.stretches] == [
        (Fraction(6, 10), True, Fraction(8, 10), False), (Fraction(8, 10), False, Fraction(1), False),
    ]  # fmt: skip
    assert found.relation == "different"


def test_where_the_difference_turns_between_its_ends() -> None:
    # x(1 - x)·10 is greatest in the middle of [60 %, 100 %) of x, at its low end: 2.4
    found = between(PLAIN, PLAIN.replace("满分 × 完成率", "满分 × 完成率 × 完成率").replace("60%", "10%"))
    stretches = only_row(found).stretches
    assert stretches[-1].by == Bounds(Fraction(-24, 10), Fraction(0))
    whole = between(
        PLAIN.replace("60%", "10%"), PLAIN.replace("满分 × 完成率", "满分 × 完成率 × 完成率").replace("60%", "10%")
    )
    assert only_stretch(whole).by == Bounds(Fraction(-25, 10), Fraction(0))


def test_an_end_that_is_no_fraction() -> None:
    found = between(PLAIN, PLAIN.replace("完成率 < 及格线", "完成率 × 完成率 < 及格线"))
    stretch = only_stretch(found)
    assert stretch.high is not None
    assert stretch.high.exact is None
    assert "约77.46%" in said(found)


def test_a_row_that_only_one_scores() -> None:
    found = between(PLAIN, PLAIN.replace("得 0分", "不参与评分"))
    stretch = only_stretch(found)
    assert (stretch.one.status, stretch.other.status) == ("scored", "not scored")
    assert ends(stretch) == (Fraction(0), True, Fraction(6, 10), False)
    assert found.relation == "different"


def test_another_rounding_is_said_apart() -> None:
    found = between(PLAIN, PLAIN.replace("四舍五入", "只舍不入"))
    assert {stretch.change for stretch in only_row(found).stretches} == {"rounding"}
    shown = witness(only_row(found).stretches[0])
    assert shown.one.points != shown.other.points
    assert found.relation == "different"
    assert "舍入前同分，舍入不同" in said(found)


def test_a_coarser_rounding_moves_no_figure_that_lies_on_its_grid() -> None:
    steps = PLAIN.replace("得 满分 × 完成率", "得 5分")
    assert between(steps, steps.replace("0.01分", "0.1分")).relation == "equivalent"


EXECUTION = """规则 执行 适用于 预算执行
  得 满分 × 全年执行数 ÷ 全年预算数
  示例 "过半"  全年预算数 8万元，全年执行数 4万元，满分 10分  应得 5分
"""
WORDS = """规则 定性 适用于 定性指标
  得 满分 × [80%, 100%]，默认 满分
  示例 "好"  指标值 "长期"，完成值 "达成年度指标"，满分 10分  应得 10分
"""


def test_which_budget_is_reckoned_on() -> None:
    text = HEADER + EXECUTION
    found = between(text, text.replace("÷ 全年预算数", "÷ 年初预算数"))
    changes = [stretch.change for row in found.differing for stretch in row.stretches]
    assert changes == ["otherwise", "less"]  # the initial budget is blank; it is twice the revised one


def test_a_range_and_a_row_of_words() -> None:
    text = HEADER + WORDS
    assert between(text, text).relation == "equivalent"
    assert between(text, text.replace("[80%", "[60%")).relation == "stricter"
    assert between(text, text.replace("[80%", "(80%")).relation == "lenient"
    assert between(text, text.replace("100%]", "90%]").replace("默认 满分", "默认 满分 × 90%")).relation == "stricter"


def test_a_default_outside_its_range_makes_no_range_stricter() -> None:
    # declared 4 points: taken in the first, while the second, although it permits more points, takes its default 0
    text = HEADER + WORDS.replace("[80%, 100%]，默认 满分", "[0%, 100%]，默认 0分").replace("应得 10分", "应得 0分")
    other = HEADER + WORDS.replace("默认 满分", "默认 0分").replace("应得 10分", "应得 0分")
    assert between(text, other).relation == "different"


def test_a_range_without_a_default_may_leave_the_row_undecided() -> None:
    text = HEADER + WORDS.replace("，默认 满分", "").replace("应得 10分", "应得 [8分, 10分]")
    assert between(text, text.replace("[80%", "[60%")).relation == "different"


# ---- what does not ----


@pytest.mark.parametrize("name", shipped_names())
def test_a_rule_set_beside_its_translation(name: str) -> None:
    rules = load_rules(name)
    for lang in ("zh", "en"):
        other = parse_rules(perfeval.convert_rules(rules.nodes.source.text, lang))
        found = difference(rules, other)
        assert (found.relation, found.is_whole) == ("equivalent", True)
        assert found.rows


def test_another_layout_and_other_names() -> None:
    other = PLAIN.replace("及格线", "门槛").replace("  ", "   ").replace("规则 按比例", "\n# 说明\n规则 比例计分")
    found = between(PLAIN, other)
    assert (found.relation, found.is_whole) == ("equivalent", True)


CHILD = """规则集 yi 继承 national_2020
  依据 "乙办法" 原文
规则 正向比例 适用于 定量指标
  当 完成值 达到 指标值  得 满分
  当 完成率 < 60%       得 0分
  否则                  得 满分 × 完成率
  示例 "差两成"  指标值 100人，完成值 80人，满分 10分  应得 8分
"""


def test_a_child_that_restates_one_rule_more_strictly() -> None:
    found = difference(load_rules("national_2020"), parse_rules(CHILD))
    assert (found.relation, found.is_whole) == ("stricter", True)
    assert {stretch.other.rule.name for row in found.differing for stretch in row.stretches if stretch.other.rule} == {
        "正向比例"
    }


# ---- what cannot be compared ----


def test_steps_are_compared_figure_by_figure() -> None:
    text = PLAIN + STEPS
    found = between(text, text.replace("60%", "65%"))
    assert (found.relation, found.is_whole, found.not_followed) == ("stricter", True, ())
    found = between(text, text.replace("3起 扣", "2起 扣"))
    (row,) = found.differing
    witness = row.stretches[0].witness
    assert witness is not None
    assert (witness.figure, str(witness.one.points), str(witness.other.points)) == (Fraction(4), "10.00", "9.00")
    assert (found.relation, found.is_whole) == ("stricter", True)


def test_what_is_deducted_in_the_last_step_is_found() -> None:
    found = between(PLAIN + STEPS, PLAIN + STEPS.replace("扣 1分，尾数不计", "扣 1分，尾数不计，最多 9.99分"))
    (row,) = found.differing
    (stretch,) = row.stretches
    assert (stretch.low.exact, stretch.high, found.relation) == (Fraction(32), None, "lenient")


UNCAPPED = HEADER.replace("  封顶 满分\n", "")
ENDLESS = STEPS.replace("得 满分", "得 0分").replace("扣 1分", "加 1分")


def test_endless_steps_that_are_the_same_are_settled_as_written() -> None:
    text = UNCAPPED + PARAMETER + RATIO + ENDLESS
    found = between(text, text.replace("60%", "65%"))
    assert [row.is_same for row in found.not_followed] == [True]
    assert (found.relation, found.is_whole) == ("stricter", True)


def test_endless_steps_that_are_not_are_listed_with_a_figure() -> None:
    found = between(UNCAPPED + ENDLESS, UNCAPPED + ENDLESS.replace("3起 加", "2起 加"))
    assert [row.is_same for row in found.not_followed] == [False]
    (shown,) = found.not_followed[0].shown
    assert (shown.change, found.relation, found.is_whole) == ("more", "lenient", False)
    assert "只对能比较的部分成立" in said(found)


def test_a_rule_without_an_example_is_named() -> None:
    found = between(PLAIN, PLAIN + "规则 其他 适用于 定性指标\n  得 0分\n")
    assert [(side, rule.name) for side, rule in found.not_reached] == [("other", "其他")]
    assert not found.is_whole
    assert "B 的规则“其他”" in said(found)


def test_grades_are_told_and_not_compared() -> None:
    grades = '等级\n  按 总分\n    ≥ 90分  得 "优"\n    < 90分  得 "差"\n'
    found = between(PLAIN + grades, PLAIN + grades.replace("90分", "85分"))
    assert (found.relation, found.outside, found.is_whole) == ("equivalent", ("grades",), False)
    assert between(PLAIN + grades, PLAIN + grades).is_whole


# ---- days ----


def test_two_days_of_one_rule_set() -> None:
    rules = parse_rules(PLAIN.replace(PARAMETER, "参数 及格线 = 60% 至 2023-12-31\n参数 及格线 = 65% 自 2024-01-01\n"))
    days = dt.date(2023, 12, 31), dt.date(2024, 6, 30)
    found = difference(evolve(rules, on=days[0]), evolve(rules, on=days[1]))
    assert ends(only_stretch(found)) == (Fraction(60, 100), True, Fraction(65, 100), False)
    same = difference(evolve(rules, on=days[1]), evolve(rules, on=dt.date(2025, 1, 1)))
    assert (same.relation, same.is_whole) == ("equivalent", True)


# ---- against plain evaluation ----


def plainly(subject: Subject, rules: RuleSet, figure: Fraction) -> object:
    """What a rule set gives before rounding, by the interpreter on numbers."""
    state, row = under(subject, rules).row(figure)
    interpreter = Interpreter(rules.nodes, state, row)
    rule = choose_rule(rules_in_force(rules.nodes, state), interpreter)
    if isinstance(rule, Undecided):
        return "undecided"
    match apply_rule(unrounded(rule), interpreter)[0]:
        case Undecided():
            return "undecided"
        case KeptOut():
            return "not scored"
        case Awarded() as awarded:  # a range of one number leaves nothing to choose
            return awarded if awarded.is_range else evolve(awarded, default=None)


PAIRS = [("national_2020", "zhongwei"), ("provincial_system", "hubei"), ("national_2016", "yinchuan_2021")]
FOUND = {pair: difference(load_rules(pair[0]), load_rules(pair[1])) for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_difference_is_that_of_plain_evaluation(pair: tuple[str, str], data: st.DataObject) -> None:
    found = FOUND[pair]
    row = data.draw(st.sampled_from([one for one in found.rows if one.subject.open != "nothing"]))
    inside = [piece.inside for piece in row.pieces if piece.inside is not None]
    figure = data.draw(
        st.one_of(
            st.sampled_from(inside),
            st.builds(
                lambda one, step: abs(one + step), st.sampled_from(inside), st.fractions(-1, 1, max_denominator=1000)
            ),
            st.fractions(0, 10_000, max_denominator=1000),
        )
    )
    one, other = (plainly(row.subject, rules, figure) for rules in (found.one, found.other))
    stretch = next((each for each in row.stretches if each.holds(figure)), None)
    if stretch is None or stretch.change == "rounding":
        assert one == other
        return
    assert one != other
    if isinstance(one, Awarded) and isinstance(other, Awarded) and stretch.by is not None:
        by = other.high - one.high
        assert stretch.by.low is None or stretch.by.low <= by
        assert stretch.by.high is None or by <= stretch.by.high
