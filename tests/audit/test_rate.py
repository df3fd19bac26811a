from fractions import Fraction

import pytest

import perfeval
from perfeval.audit.auditing import audit
from perfeval.audit.rate import printed_rate_of
from perfeval.finding import Code, Finding
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import Ratio
from perfeval.values.reader import read_rate


@pytest.fixture(scope="module")
def rules() -> perfeval.RuleSet:
    return perfeval.load_rules("zhongwei")


def findings(
    rules: perfeval.RuleSet,
    *,
    rate: str,
    initial: str = "200万元",
    executed: str = "117.23万元",
    declared: str = "5.86",
) -> tuple[Finding, ...]:
    execution = BudgetExecution(
        initial=initial,
        revised=executed,
        executed=executed,
        full="10",
        printed_rate=read_rate(rate),
        declared=declared,
    )
    indicator = Indicator(name="人数", target="1人", actual="1人", full="90", declared="90")
    return audit(SelfEvaluation(execution=execution, indicators=(indicator,)), rules).of_row("execution")


@pytest.mark.parametrize("rate", ["58.62%", "58.6%", "59%", "58.615%", "58.62", "５８．６２％", "0.5862", ""])
def test_a_rate_that_agrees_at_the_precision_printed(rules: perfeval.RuleSet, rate: str) -> None:
    assert findings(rules, rate=rate) == ()


@pytest.mark.parametrize(
    ("rate", "hint"),
    [
        ("58.61%", "可能直接舍去了尾数，没有四舍五入"),
        ("58%", "可能直接舍去了尾数，没有四舍五入"),
        ("58.7%", "可能尾数一律进位，没有四舍五入"),
        ("100%", "可能是以全年预算数为分母：那样正好是100%"),
        ("57%", None),
    ],
)
def test_a_rate_that_contradicts_the_amounts(rules: perfeval.RuleSet, rate: str, hint: str | None) -> None:
    found = findings(rules, rate=rate)
    assert found[0].code is Code.RATE_CONTRADICTS_AMOUNTS
    assert found[0].message.zh == f"填列的执行率为{rate}，而全年执行数117.23万元÷年初预算数200万元为58.62%"
    assert (found[0].hint.zh if found[0].hint else None) == hint


def test_half_even_is_named(rules: perfeval.RuleSet) -> None:
    found = findings(rules, rate="62.4%", initial="80万元", executed="49.96万元", declared="6.25")
    assert found[0].hint is not None
    assert found[0].hint.zh == "可能按“四舍六入五成双”取舍，没有四舍五入"


def test_the_score_against_the_printed_rate(rules: perfeval.RuleSet) -> None:
    found = findings(rules, rate="100%")
    assert [finding.code for finding in found] == [Code.RATE_CONTRADICTS_AMOUNTS, Code.RATE_CONTRADICTS_SCORE]
    assert found[0].hint is not None
    assert found[1].message.zh == (
        "因此自评得分5.86分也与填列的执行率不符（按100%应为10.00分），但与金额相符，可能只是执行率填错"
    )
    assert found[1].hint is None  # the score follows from the amounts: one cause, told once


def test_a_score_that_follows_from_neither_is_said_in_full(rules: perfeval.RuleSet) -> None:
    execution = [finding for finding in findings(rules, rate="100%", declared="7") if finding.row == "execution"]
    contradicts = next(finding for finding in execution if finding.code is Code.RATE_CONTRADICTS_SCORE)
    assert contradicts.message.zh == "自评得分7.00分，与填列的执行率100%不符：按该执行率应为10.00分"


def test_the_amounts_are_in_the_unit_of_the_budget(rules: perfeval.RuleSet) -> None:
    found = findings(rules, rate="57%", initial="2000000元", executed="1172300元")
    assert found[0].message.zh == "填列的执行率为57%，而全年执行数1172300元÷年初预算数2000000元为58.62%"
    assert "expenditure 1172300 yuan ÷ initial budget 2000000 yuan" in found[0].message.en


def test_a_score_that_follows_from_the_wrong_rate_is_said_to_differ_once(rules: perfeval.RuleSet) -> None:
    found = findings(rules, rate="100%", declared="10")
    assert [finding.code for finding in found] == [Code.SCORE_DIFFERS, Code.RATE_CONTRADICTS_AMOUNTS]


def test_a_wrong_score_beside_a_right_rate_is_not_said_twice(rules: perfeval.RuleSet) -> None:
    found = findings(rules, rate="58.62%", declared="7")
    assert [finding.code for finding in found] == [Code.SCORE_DIFFERS]


def test_a_rate_is_as_fine_as_it_is_printed(rules: perfeval.RuleSet) -> None:
    # 59% may stand for anything from 58.5% to 59.5%: 5.86 is inside, 5.7 is not.
    assert findings(rules, rate="59%", declared="5.86") == ()
    without_amounts = findings(rules, rate="59%", declared="5.7", executed="")
    assert [finding.code for finding in without_amounts if finding.code is Code.RATE_CONTRADICTS_AMOUNTS] == []


def test_a_rate_without_amounts_is_held_against_the_score_only(rules: perfeval.RuleSet) -> None:
    found = findings(rules, rate="59%", executed="", declared="5.7")
    assert Code.RATE_CONTRADICTS_AMOUNTS not in [finding.code for finding in found]


@pytest.mark.parametrize(
    ("written", "value", "step"),
    [
        ("58.62%", Fraction(5862, 10000), Fraction(1, 10000)),
        ("100%", Fraction(1), Fraction(1, 100)),
        ("100.0%", Fraction(1), Fraction(1, 1000)),
        ("0%", Fraction(0), Fraction(1, 100)),
        ("586.2‰", Fraction(5862, 10000), Fraction(1, 10000)),
    ],
)
def test_the_precision_of_a_printed_rate(written: str, value: Fraction, step: Fraction) -> None:
    printed = printed_rate_of(BudgetExecution(printed_rate=read_rate(written)))
    assert printed is not None
    assert (printed.value, printed.step) == (value, step)


def test_the_precision_of_a_rate_made_by_a_program() -> None:
    printed = printed_rate_of(BudgetExecution(printed_rate=Ratio(Fraction(5862, 10000))))
    assert printed is not None
    assert printed.step == Fraction(1, 10000)
    third = printed_rate_of(BudgetExecution(printed_rate=Ratio(Fraction(1, 3))))
    assert third is not None
    assert third.step == Fraction(1, 10000)


def test_no_rate_printed() -> None:
    assert printed_rate_of(BudgetExecution()) is None
    assert printed_rate_of(BudgetExecution(printed_rate=read_rate("很高"))) is None
