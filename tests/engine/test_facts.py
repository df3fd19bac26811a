"""Declared facts (填报项) as rules read them: of which type, from where, and what is said where they cannot be used."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import perfeval
from perfeval import BudgetExecution, Code, Facts, Indicator, Score, SelfEvaluation
from perfeval.engine.table import evaluate
from perfeval.values.model import Money, Number, Quantity, Ratio, Value

ROW: Final = Indicator(name="里程", target="10份", actual="10份", full="10")

CONDITIONS: Final = {
    "是否": ("甲", "甲"),
    "文字": ('甲 = "完工"', '甲 = "完工"'),
    "日期": ("甲 ≤ 2024年6月30日", "甲 <= 2024-06-30"),
    "比率": ("甲 ≥ 50%", "甲 >= 50%"),
    "数值": ("甲 ≥ 5", "甲 >= 5"),
    "次数": ("甲 ≥ 5", "甲 >= 5"),
    "金额": ("甲 ≥ 5万元", "甲 >= 5万元"),
    "等次": ('甲 ≥ "良"', '甲 >= "良"'),
    "分": ("甲 ≥ 5分", "甲 >= 5 points"),
    "天": ("甲 ≥ 5天", "甲 >= 5 days"),
    "同指标值": ("甲 ≥ 指标值", "甲 >= target"),
}
"""A condition on a fact of each type, in both spellings."""
EN: Final = {
    "是否": "yes_no", "文字": "text", "日期": "date", "比率": "ratio", "数值": "number", "次数": "tally",
    "金额": "money", "等次": "grade", "分": "points", "天": "days", "同指标值": "same as target",
}  # fmt: skip


def rules(type_word: str, condition: str | None = None, default: str = "") -> perfeval.RuleSet:
    return perfeval.parse_rules(
        f"规则集 试行\n依据 “示例” 自定\n四舍五入 到 0.01分\n填报项 甲 {type_word} “甲事” {default}\n"
        f"规则 一 适用于 所有指标\n  当 {condition or CONDITIONS[type_word][0]} 得 满分\n  否则 得 0分\n"
    )


def score(made: perfeval.RuleSet, facts: Any = None, of_table: Any = None) -> Score:
    """The score by both evaluators, which must agree, its trace told."""
    row = Indicator(name="里程", target="10份", actual="10份", full="10", facts=facts or {})
    table = SelfEvaluation(year=2024, indicators=[row], facts=of_table or {})
    compiled = evaluate(made, table)
    interpreted = evaluate(made, table, evaluator="interpreter")
    assert compiled.rows == interpreted.rows
    assert compiled.total == interpreted.total
    assert compiled.rows[0].trace == interpreted.rows[0].trace
    return compiled.rows[0]


# ---- every type, every written form ----

YES: Final[dict[str, list[Any]]] = {
    "是否": ["是", "yes", "TRUE", True],
    "文字": ["完工", " 完工 "],
    "日期": ["2024年6月30日", "2024-06-30", "2024.6.30", "6月30日", "6月底前", dt.date(2024, 1, 1)],
    "比率": ["50%", "85.5%", "百分之五十", "千分之五百", "500‰", Ratio(Fraction(1, 2))],
    "数值": ["5", "5.5", "5次", "5个", "3千份", "1,000", 5, Decimal("5.5"), Fraction(16, 3), Number(Fraction(5))],
    "次数": ["5", "5次", "5个", "五次", "5 次", 5, Quantity(Fraction(5), "次")],
    "金额": ["5万元", "50000元", "0.5亿元", Money(Fraction(5), 10_000)],
    "等次": ["良", "优秀", "良好", "优"],
    "分": ["5", "5分", "5.5", 5],
    "天": ["5", "5天", "5日", "30天", 5],
    "同指标值": ["10", "10份", "1千份", "10.5份", 10, "12个", "≥10份"],
}
NO: Final[dict[str, list[Any]]] = {
    "是否": ["否", "no", "False", False],
    "文字": ["停工", "5", "是", "2024年", "85%", True, 5, Number(Fraction(5)), Ratio(Fraction(1, 2))],
    "日期": ["2024年7月1日", "2025年", "年底前", dt.date(2024, 7, 1)],
    "比率": ["49.99%", "0%", "-5%"],
    "数值": ["4.99", "-5", "0", 0, Fraction(1, 3)],
    "次数": ["4", "0次", 0],
    "金额": ["4.99万元", "1元", "0元"],
    "等次": ["中", "差", "一般"],
    "分": ["4.99分", "0", "-5"],
    "天": ["4天", "0"],
    "同指标值": ["9", "9.99份", "0"],
}
WRONG: Final[dict[str, list[Any]]] = {
    "是否": ["有", "5", "√", "2024年6月30日", 1],
    "文字": [],
    "日期": ["5", "上半年", "是", "10-15天", "6月31日左右"],
    "比率": ["0.85", "85", "5次", "≥85%", "80%-90%", "±5%", Decimal("0.85")],
    "数值": ["85%", "5天", "5万元", "五六个", "是", "≥5", "5-6", True],
    "次数": ["5.5", "-5", "5天", "85%", "5.5次", "多次"],
    "金额": ["5", "50000", "5份", "85%", "一些", 5],
    "等次": ["是", "5", "85%", "±5%"],
    "分": ["5次", "5%", "满分", "是"],
    "天": ["5.5天", "-5天", "5次", "5个工作日", "2024年6月30日"],
    "同指标值": ["5万元", "85%", "2024年6月30日", "≥9份", "是", "良"],
}


def cases(forms: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(type_word, form) for type_word, written in forms.items() for form in written]


@pytest.mark.parametrize(("type_word", "form"), cases(YES))
def test_a_form_that_holds(type_word: str, form: Any) -> None:
    assert score(rules(type_word), {"甲": form}).points == 10


@pytest.mark.parametrize(("type_word", "form"), cases(NO))
def test_a_form_that_does_not_hold(type_word: str, form: Any) -> None:
    assert score(rules(type_word), {"甲": form}).points == 0


@pytest.mark.parametrize(("type_word", "form"), cases(WRONG))
def test_a_form_of_another_type_leaves_the_row_undecided_and_says_why(type_word: str, form: Any) -> None:
    made = score(rules(type_word), {"甲": form})
    assert made.status == "undecided"
    assert made.reason is not None
    if type_word != "同指标值":  # such a fact is compared with the target, and the comparison says what differs
        assert "填报项“甲”应为" in made.reason.zh
        assert "the fact `甲` should be" in made.reason.en
    written = Indicator(name="x", target=form).target.written
    assert written in made.reason.zh or type_word == "同指标值"


@pytest.mark.parametrize("type_word", CONDITIONS)
@pytest.mark.parametrize(
    ("form", "said"),
    [("", "填报项“甲”（甲事）没有填报"), ("未填报", "没有填报"), ("/", "填的是不适用"), ("不适用", "填的是不适用")],
)
def test_a_blank_of_any_type_is_unknown(type_word: str, form: str, said: str) -> None:
    made = score(rules(type_word), {"甲": form})
    assert made.status == "undecided"
    assert made.reason is not None
    assert said in made.reason.zh


def test_both_spellings_of_a_type_are_one() -> None:
    for zh, en in EN.items():
        text = (
            f'ruleset d\n cite "d" our choice\n round half up to 0.01 points\n input 甲 {en} "甲事"\n'
            f"rule r for every\n  when {CONDITIONS[zh][1]} award full\n  otherwise award 0 points\n"
        )
        made = perfeval.parse_rules(text)
        for form in (YES[zh][0], NO[zh][0]):
            assert score(made, {"甲": form}).points == score(rules(zh), {"甲": form}).points


@given(form=st.text(max_size=12) | st.from_regex(r"[-+]?[0-9]{1,5}(\.[0-9]{1,3})?(%|次|天|万元|分)?", fullmatch=True))
def test_no_text_whatever_sets_the_evaluators_apart(form: str) -> None:
    for type_word in CONDITIONS:
        made = score(_MADE.setdefault(type_word, rules(type_word)), {"甲": form})
        assert (made.status == "undecided") == (made.points is None)


_MADE: Final[dict[str, perfeval.RuleSet]] = {}


# ---- looked up: row, table, default ----


def test_the_row_goes_before_the_table() -> None:
    made = rules("是否")
    assert score(made, {"甲": "否"}, {"甲": "是"}).points == 0
    assert score(made, {}, {"甲": "是"}).points == 10
    assert score(made, {"甲": ""}, {"甲": "是"}).points == 10  # a blank cell says nothing


def test_what_is_wrong_in_the_row_does_not_fall_back_to_the_table() -> None:
    assert score(rules("是否"), {"甲": "有"}, {"甲": "是"}).status == "undecided"
    assert score(rules("是否"), {"甲": "/"}, {"甲": "是"}).status == "undecided"


def test_a_default_counts_only_where_nothing_is_given() -> None:
    made = rules("次数", default="默认 5次")
    assert score(made).points == 10
    assert score(made, {"甲": ""}).points == 10
    assert score(made, {"甲": "4次"}).points == 0
    assert score(made, {}, {"甲": "4次"}).points == 0
    assert score(made, {"甲": "/"}).status == "undecided"
    assert score(made, {"甲": "多次"}).status == "undecided"


def test_states_of_a_fact() -> None:
    for state, only in (("未填报", ""), ("不适用", "/"), ("已填报", "4次")):
        for form in ("", "/", "4次"):
            made = rules("次数", f"甲 {state}")
            assert score(made, {"甲": form}).points == (10 if form == only else 0)


def test_a_fact_by_its_title_and_with_spaces() -> None:
    made = rules("是否")
    for name in ("甲", "甲事", " 甲　事 "):
        assert score(made, {name: "是"}).points == 10
        assert score(made, {}, {name: "是"}).points == 10


def test_the_execution_row_has_facts_of_its_own() -> None:
    made = perfeval.parse_rules(
        "规则集 试行\n依据 “示例” 自定\n四舍五入 到 0.01分\n填报项 扣减分数 分 默认 0分\n"
        "规则 执行 适用于 预算执行\n  得 满分\n  扣 扣减分数\n  扣完为止\n"
        "规则 一 适用于 所有指标\n  得 满分\n  扣 扣减分数\n  扣完为止\n"
    )
    execution = BudgetExecution(revised="1万元", executed="1万元", full="10", facts={"扣减分数": "3"})
    table = SelfEvaluation(year=2024, execution=execution, indicators=[ROW], facts={"扣减分数": "1"})
    made_both = [evaluate(made, table), evaluate(made, table, evaluator="interpreter")]
    for evaluation in made_both:
        assert evaluation.execution is not None
        assert evaluation.execution.points == 7
        assert evaluation.rows[0].points == 9


def test_the_total_reads_facts_of_the_table_only() -> None:
    made = perfeval.parse_rules(
        "规则集 试行\n依据 “示例” 自定\n四舍五入 到 0.01分\n填报项 扣减 分 默认 0分\n"
        "规则 一 适用于 所有指标\n  得 满分\n总分\n  得 合计(得分)\n  扣 扣减\n"
    )
    row = Indicator(name="里程", target="10份", actual="10份", full="10", facts={"扣减": "3"})
    assert made.evaluate(SelfEvaluation(year=2024, indicators=[row])).total.points == 10
    assert made.evaluate(SelfEvaluation(year=2024, indicators=[row], facts={"扣减": "2"})).total.points == 8


# ---- names that nobody asks for ----


def test_a_misspelt_name_is_told_with_the_name_that_is_likely_meant() -> None:
    made = perfeval.parse_rules(
        "规则集 试行\n依据 “示例” 自定\n四舍五入 到 0.01分\n填报项 项目已完成 是否\n"
        "规则 一 适用于 所有指标\n  当 项目已完成 得 满分\n  否则 得 0分\n"
    )
    row = Indicator(name="里程", target="1", actual="1", full="10", facts={"项目己完成": "是"})
    execution = BudgetExecution(facts={"完全不同的": "是"})
    table = SelfEvaluation(year=2024, indicators=[row], execution=execution, facts={"项目 已完成": "是"})
    found = [one for one in made.evaluate(table).findings if one.code is Code.FACT_NOT_ASKED_FOR]
    assert [one.row for one in found] == ["execution", 1]
    assert "项目己完成" in found[1].message.zh
    assert found[0].hint is None
    assert found[1].hint is not None
    assert "项目已完成" in found[1].hint.zh
    assert [one.code for one in perfeval.audit(table, made).findings].count(Code.FACT_NOT_ASKED_FOR) == 2


def test_explanations_show_the_fact_that_was_read() -> None:
    told = score(rules("次数"), {"甲": "7次"}).explain("zh")
    assert "甲 7" in told


# ---- choosing a rule set ----


def test_a_set_that_needs_a_fact_for_the_execution_row_is_taken_once_it_is_given() -> None:
    asking = perfeval.parse_rules(
        "规则集 asking\n依据 “示例” 自定\n适用于 地区 含 “示例县”\n施行 自 2024-01-01\n四舍五入 到 0.01分\n"
        "填报项 项目已完成 是否 “项目是否已完成”\n"
        "规则 执行 适用于 预算执行\n  当 项目已完成 得 满分\n  否则 得 0分\n规则 一 适用于 所有指标\n  得 满分\n"
    )
    national = perfeval.parse_rules(
        "规则集 national\n依据 “示例” 自定\n施行 自 2024-01-01\n四舍五入 到 0.01分\n"
        "规则 一 适用于 所有指标\n  得 满分\n"
    )

    def chosen(facts: Any, of_execution: Any = None) -> tuple[str, str]:
        table = SelfEvaluation(
            year=2024, unit="示例县教育局", facts=facts,
            execution=BudgetExecution(revised="1元", executed="1元", full="10", facts=of_execution or {}),
        )  # fmt: skip
        choice = perfeval.choose_rules(table, candidates=[asking, national])
        assert choice.rules is not None
        return choice.rules.name, choice.why.zh

    name, why = chosen({})
    assert name == "national"
    assert "asking 要先填报“项目已完成”" in why
    for given_facts in ({"项目已完成": "是"}, {"项目是否已完成": "否"}):
        assert chosen(given_facts)[0] == "asking"
        assert chosen({}, given_facts)[0] == "asking"
    assert chosen({"别的": "是"})[0] == "national"


def test_typed_values_stand_for_their_written_forms() -> None:
    typed: dict[str, Value] = {"甲": Quantity(Fraction(3), "次")}
    assert score(rules("次数"), typed).points == score(rules("次数"), Facts({"甲": "3次"})).points
