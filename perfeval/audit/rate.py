"""The printed execution rate: against the amounts it is made of, and against the score made from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from attrs import frozen

from perfeval.audit.figures import exact_points, fraction_of, points_of
from perfeval.engine.score import Evaluation
from perfeval.engine.supposed import execution_points
from perfeval.exact import Rounding, decimal_places, is_decimal, percent_text, plain, read_decimal, round_to
from perfeval.finding import Code, Finding
from perfeval.tables.indicator import BudgetExecution
from perfeval.values.model import Money, Number, Ratio
from perfeval.wording import Wording

_PERCENT: Final = Fraction(1, 100)
_DIGITS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)
_MONEY_WORDS: Final = {
    1: Wording("元", "yuan"),
    10**3: Wording("千元", "thousand yuan"),
    10**4: Wording("万元", "wan yuan"),
    10**8: Wording("亿元", "yi yuan"),
}
_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９．", "0123456789.")
_MODES: Final = (
    (Rounding.HALF_EVEN, Wording("按“四舍六入五成双”取舍", "it was rounded half to even")),
    (Rounding.DOWN, Wording("直接舍去了尾数", "the rest of the digits was cut off")),
    (Rounding.UP, Wording("尾数一律进位", "it was rounded up")),
)


@frozen
class PrintedRate:
    """An execution rate as printed: 58.62% is the value 0.5862 in steps of 0.0001."""

    value: Fraction
    step: Fraction
    written: str


def printed_rate_of(execution: BudgetExecution) -> PrintedRate | None:
    """The rate printed in a table with the precision it is printed at; None where none can be read.

    A number without its % sign is read as a percentage (58.62), up to 1 as the ratio itself (0.5862).
    """
    printed = execution.printed_rate
    match printed:
        case Ratio(value=value):
            number = _number_in(printed.written)
            unit = value / number if number and value else _PERCENT
            digits = printed.written
        case Number(amount=amount):
            unit = _PERCENT if amount > 1 else Fraction(1)
            value, digits = amount * unit, printed.written
        case _:
            return None
    step = unit / 10 ** _places(digits, value / unit)
    return PrintedRate(value, step, printed.written.strip() or percent_text(value))


def _number_in(written: str) -> Fraction | None:
    found = _DIGITS.search(written.translate(_FULL_WIDTH))
    return None if found is None else read_decimal(found.group())


def _places(written: str, number: Fraction) -> int:
    """Digits after the point as printed; where nothing was printed, those that the number needs."""
    found = _DIGITS.search(written.translate(_FULL_WIDTH))
    if found is not None:
        return len(found.group().partition(".")[2])
    return decimal_places(number) if is_decimal(number) else 2


def budget_rates(execution: BudgetExecution) -> Iterator[tuple[Wording, Fraction]]:
    """The execution rates that the printed amounts allow, each with the name of its budget."""
    budgets = (
        (Wording("年初预算数", "the initial budget"), execution.initial),
        (Wording("全年预算数", "the revised budget"), execution.revised),
    )
    if not isinstance(execution.executed, Money):
        return
    for name, budget in budgets:
        if isinstance(budget, Money) and budget.yuan != 0:
            yield name, execution.executed.yuan / budget.yuan


def compare_rate(evaluation: Evaluation, *, score_differs: bool) -> tuple[Finding, ...]:
    """What the printed rate says against the amounts and against the declared execution score.

    `score_differs`: that the declared score is wrong was found already. If the printed rate follows from the amounts,
    the score then contradicts it for the same reason, which is not said twice.
    """
    execution = evaluation.table.execution
    printed = None if execution is None else printed_rate_of(execution)
    if execution is None or printed is None:
        return ()
    found = []
    against_amounts = _against_amounts(printed, execution, evaluation)
    if against_amounts is not None:
        found.append(against_amounts)
    if against_amounts is not None or not score_differs:
        against_score = _against_score(printed, execution, evaluation, said=against_amounts is not None)
        if against_score is not None:
            found.append(against_score)
    return tuple(found)


def _against_amounts(printed: PrintedRate, execution: BudgetExecution, evaluation: Evaluation) -> Finding | None:
    rate = evaluation.execution_rate
    if rate is None or round_to(rate, printed.step, Rounding.HALF_UP) == printed.value:
        return None
    shown, amounts = percent_text(rate), _division(execution, evaluation)
    return Finding(
        Code.RATE_CONTRADICTS_AMOUNTS,
        "execution",
        Wording(
            f"填列的执行率为{printed.written}，而{amounts.zh}为{shown}",
            f"the printed execution rate is {printed.written}, but {amounts.en} gives {shown}",
        ),
        _other_reading(printed, rate, execution),
    )


def _division(execution: BudgetExecution, evaluation: Evaluation) -> Wording:
    """What was divided, in words and in the money unit of the table."""
    budget, name = {
        "initial_budget": (execution.initial, Wording("年初预算数", "initial budget")),
        "revised_budget": (execution.revised, Wording("全年预算数", "revised budget")),
    }.get(evaluation.execution_base or "", (None, Wording("", "")))
    if not isinstance(budget, Money) or not isinstance(execution.executed, Money):
        return Wording("按规则计算", "the rule set's own reckoning")
    scale = budget.scale if budget.scale in _MONEY_WORDS else 1
    unit = _MONEY_WORDS[scale]
    spent, planned = (plain(amount.yuan / scale, 6) for amount in (execution.executed, budget))
    return Wording(
        f"全年执行数{spent}{unit.zh}÷{name.zh}{planned}{unit.zh}",
        f"expenditure {spent} {unit.en} ÷ {name.en} {planned} {unit.en}",
    )


def _other_reading(printed: PrintedRate, rate: Fraction, execution: BudgetExecution) -> Wording | None:
    """How the printed rate could have come about: another rounding, or another budget."""
    for mode, words in _MODES:
        if round_to(rate, printed.step, mode) == printed.value:
            return Wording(f"可能{words.zh}，没有四舍五入", f"perhaps {words.en} instead of half up")
    for name, other in budget_rates(execution):
        if other != rate and round_to(other, printed.step, Rounding.HALF_UP) == printed.value:
            return Wording(
                f"可能是以{name.zh}为分母：那样正好是{printed.written}",
                f"perhaps it was taken on {name.en}, which gives just {printed.written}",
            )
    return None


def _against_score(
    printed: PrintedRate, execution: BudgetExecution, evaluation: Evaluation, *, said: bool
) -> Finding | None:
    """The declared score against the printed rate; `said`: the rate was just said to contradict the amounts."""
    declared = points_of(execution.declared)
    if declared is None:
        return None
    # Whatever was rounded to the printed rate lies at most half a unit of its last place away.
    half = printed.step / 2
    rates = (max(Fraction(0), printed.value - half), printed.value, printed.value + half)
    given = [execution_points(evaluation, rate) for rate in rates]
    points = [figure for figure in given if figure is not None]
    if len(points) < len(given) or min(points) <= declared <= max(points):
        return None
    if said and _follows_amounts(declared, evaluation):
        return Finding(Code.RATE_CONTRADICTS_SCORE, "execution", _same_cause(declared, printed, points[1]))
    return Finding(
        Code.RATE_CONTRADICTS_SCORE,
        "execution",
        Wording(
            f"自评得分{exact_points(declared)}分，与填列的执行率{printed.written}不符："
            f"按该执行率应为{exact_points(points[1])}分",
            f"the declared score {exact_points(declared)} does not follow from the printed rate "
            f"{printed.written}, which gives {exact_points(points[1])}",
        ),
    )


def _same_cause(declared: Fraction, printed: PrintedRate, given: Fraction) -> Wording:
    """The second half of what is wrong with a rate, where the score follows from the amounts."""
    return Wording(
        f"因此自评得分{exact_points(declared)}分也与填列的执行率不符（按{printed.written}应为{exact_points(given)}分），"
        "但与金额相符，可能只是执行率填错",
        f"so the declared score {exact_points(declared)} does not follow from the printed rate either "
        f"({printed.written} would give {exact_points(given)}), but it does follow from the amounts: "
        "perhaps only the printed rate is wrong",
    )


def _follows_amounts(declared: Fraction, evaluation: Evaluation) -> bool:
    score = evaluation.execution
    return score is not None and evaluation.execution_rate is not None and fraction_of(score.points) == declared
