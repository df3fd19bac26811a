"""What may have led to a declared score that differs: causes from a closed list, each of which gives it exactly.

A cause that reproduces the declared figure to the cent is still only a guess, so each is worded as one. The work is
bounded: at most `MOST_TRIED` other figures are tried for a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final

from attrs import evolve, frozen

from perfeval.audit.figures import digits_swapped, exact_points, row_names
from perfeval.audit.lines import Line
from perfeval.audit.rate import budget_rates
from perfeval.engine.lazily import lazily
from perfeval.engine.ruleset import RuleSet
from perfeval.engine.score import Evaluation
from perfeval.engine.supposed import Alone, execution_points
from perfeval.exact import CENT, Rounding, percent_text, round_to
from perfeval.finding import RowRef
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Comparison, Missing, Money, Number, Points, Quantity, Ratio, Value
from perfeval.wording import Wording

MOST_TRIED: Final = 30
"""How many different full marks, or targets, of other rows are tried for one row."""

_ROUNDING_WORDS: Final = {
    Rounding.HALF_UP: Wording("四舍五入", "rounded half up"),
    Rounding.HALF_EVEN: Wording("四舍六入五成双", "rounded half to even"),
    Rounding.DOWN: Wording("直接舍去尾数", "cut off"),
    Rounding.UP: Wording("进位", "rounded up"),
}
_STEPS: Final = (
    (CENT, Wording("两位小数", "two places")),
    (Fraction(1, 10), Wording("一位小数", "one place")),
    (Fraction(1), Wording("整数分", "whole points")),
    (Fraction(1, 2), Wording("半分", "half points")),
)
_RATIO_STEPS: Final = (Fraction(1, 10000), Fraction(1, 1000), Fraction(1, 100))


@frozen(slots=False)
class RowCase:
    """A declared score that differs from the computed one, with all that a cause may be looked for in."""

    evaluation: Evaluation
    lines: tuple[Line, ...]
    line: Line
    declared: Fraction
    computed: Fraction

    @property
    def rules(self) -> RuleSet:
        """The rule set that gave the computed score."""
        return self.evaluation.rules

    @property
    def table(self) -> SelfEvaluation:
        """The table that the row belongs to."""
        return self.evaluation.table

    @property
    def full(self) -> Fraction | None:
        """Full marks of the row."""
        return self.line.full

    @lazily
    def is_none_or_all(self) -> bool:
        """Whether nothing or full marks were declared, which much would give by chance."""
        return self.declared in (0, self.full)

    @lazily
    def exact(self) -> Fraction | None:
        """The computed score before it was rounded; None where the trace does not tell."""
        if self.line.score is None:
            return None
        latest = None
        for step in self.line.score.trace.steps:
            if step.kind == "round":
                break
            if step.kind in ("award", "change") and step.value is not None:
                latest = step.value if isinstance(step.value, Fraction) else None
        return latest

    @lazily
    def moved_by(self) -> Fraction:
        """How far the declared score lies from the computed one before it was rounded."""
        return abs((self.exact or Fraction(0)) - self.declared)

    @lazily
    def alone(self) -> Alone | None:
        """The row by itself, where it scores the same as in its table, so that it can be scored again with a change.

        A range would take the declared score itself, and so prove nothing: it gives no single figure.
        """
        if self.line.indicator is None:
            return None
        row = next(one for one in self.evaluation.state.rows if one.ref == self.line.row)
        alone = Alone(self.rules, row, self.line.indicator)
        return alone if alone.points() == self.computed else None

    def with_full(self, full: Fraction) -> Fraction | None:
        """What the rules would give the row on other full marks; None where they give no single figure."""
        return None if self.alone is None else self.alone.with_full(full)

    def with_target(self, target: Value) -> Fraction | None:
        """What the rules would give the row on another target; None where they give no single figure."""
        return None if self.alone is None else self.alone.with_target(target)


Cause = Callable[[RowCase], Iterator[Wording]]


def cause_of_row(case: RowCase) -> tuple[Cause, Wording] | None:
    """The first cause of the list that gives the declared score exactly, with what it says; None if none does."""
    for cause in CAUSES:
        for wording in cause(case):
            return cause, wording
    return None


def perhaps(causes: list[Wording]) -> Wording | None:
    """Possible causes as one sentence that does not claim to know."""
    if not causes:
        return None
    return Wording(
        "可能" + "；也可能".join(cause.zh for cause in causes),
        "perhaps " + "; or perhaps ".join(cause.en for cause in causes),
    )


def full_marks_given(case: RowCase) -> Iterator[Wording]:
    """Full marks although the rules take something off."""
    if case.full is not None and case.declared == case.full and case.computed < case.full:
        yield Wording("直接给了满分，没有按完成情况扣减", "full marks were given without regard to what was achieved")


def zero_given(case: RowCase) -> Iterator[Wording]:
    """Nothing although the rules give something."""
    if case.declared == 0 and case.computed > 0:
        yield Wording("未达到指标值就记了0分，没有按比例计分", "zero was given for a missed target instead of a part")


def swapped(case: RowCase) -> Iterator[Wording]:
    """Two neighbouring digits exchanged."""
    if digits_swapped(case.declared, case.computed):
        computed = exact_points(case.computed)
        yield Wording(f"相邻两个数字写颠倒了（{computed}）", f"two neighbouring digits were exchanged ({computed})")


def other_rounding(case: RowCase) -> Iterator[Wording]:
    """The same figure rounded otherwise: the first, finest way that gives the declared score."""
    exact = case.exact
    if exact is None or case.is_none_or_all:
        return
    for step, places in _STEPS:
        if case.moved_by >= step:
            continue  # no rounding moves a figure by a whole step
        for mode in (Rounding.HALF_UP, Rounding.DOWN, Rounding.HALF_EVEN, Rounding.UP):
            if round_to(exact, step, mode) == case.declared:
                unrounded = exact_points(round_to(exact, Fraction(1, 10**4), Rounding.HALF_UP))
                words = _ROUNDING_WORDS[mode]
                yield Wording(f"把{unrounded}{words.zh}到{places.zh}", f"{unrounded} was {words.en} to {places.en}")
                return


def rounded_ratio(case: RowCase) -> Iterator[Wording]:
    """The completion ratio rounded first, then multiplied by the full marks."""
    if case.exact is None or not case.full or case.is_none_or_all:
        return
    moved_by = (case.moved_by - CENT) / case.full
    for step in _RATIO_STEPS:
        if moved_by > step:
            continue  # too far apart for two roundings
        ratio = round_to(case.exact / case.full, step, Rounding.HALF_UP)
        if round_to(ratio * case.full, CENT, Rounding.HALF_UP) == case.declared:
            shown = percent_text(ratio)
            yield Wording(f"先把完成比例取整为{shown}再乘以满分", f"the ratio was first rounded to {shown}")
            return


def other_full(case: RowCase) -> Iterator[Wording]:
    """The full marks of another row.

    Not where the row's own full marks would explain as much: where they are what was declared, or what the rules
    give, so that the declared score would merely be a number that stands in another row.
    """
    if case.is_none_or_all or case.computed == case.full:
        return
    rows_with: dict[Fraction, list[RowRef]] = {}
    for line in case.lines:
        if line.full:
            rows_with.setdefault(line.full, []).append(line.row)
    if case.full is not None:
        rows_with.pop(case.full, None)
    for full, rows in list(rows_with.items())[:MOST_TRIED]:
        if _with_full(case, full) == case.declared:
            others, points = row_names(rows), exact_points(full)
            yield Wording(
                f"用了{others.zh}的满分{points}分来计分", f"it was scored on the full marks of {others.en}, {points}"
            )


def _with_full(case: RowCase, full: Fraction) -> Fraction | None:
    if case.line.row != "execution":
        return case.with_full(full)
    execution, rate = case.table.execution, case.evaluation.execution_rate
    if execution is None or rate is None:
        return None
    return execution_points(case.evaluation, rate, evolve(execution, full=Points(full)))


def revised_target(case: RowCase) -> Iterator[Wording]:
    """Another denominator: the revised target."""
    indicator = case.line.indicator
    # Whatever is far enough from the target gives nothing or everything: that would prove nothing.
    if indicator is None or case.is_none_or_all or isinstance(indicator.revised_target, Missing):
        return
    revised = indicator.revised_target
    if case.with_target(revised) == case.declared:
        yield Wording(
            f"按调整后的指标值{revised.written}计分", f"it was scored on the revised target {revised.written}"
        )


def plain_ratio(case: RowCase) -> Iterator[Wording]:
    """Actual value divided by target, where the rules reckon otherwise, as for a target that should not be exceeded."""
    indicator = case.line.indicator
    if indicator is None or not case.full or case.is_none_or_all:
        return
    target, actual = _amount(indicator.target), _amount(indicator.actual)
    if not target or actual is None or _kind(indicator.target) is not _kind(indicator.actual):
        return
    if round_to(case.full * actual / target, CENT, Rounding.HALF_UP) == case.declared:
        shown = percent_text(actual / target)
        yield Wording(
            f"直接按完成值÷指标值（{shown}）乘以满分计分",
            f"the full marks were simply multiplied by actual value ÷ target ({shown})",
        )


def _amount(value: Value) -> Fraction | None:
    """The number in a value, in the unit that it is counted in."""
    match value:
        case Comparison(bound=bound):
            return _amount(bound)
        case Money():
            return value.yuan
        case Quantity(amount=amount, scale=scale):
            return amount * scale
        case Number(amount=amount):
            return amount
        case _:
            return None


def other_target(case: RowCase) -> Iterator[Wording]:
    """The target of another row."""
    indicator = case.line.indicator
    if indicator is None or case.is_none_or_all:
        return
    tried: list[Value] = [indicator.target]
    kind = _kind(indicator.target)
    for line in case.lines:
        target = None if line.indicator is None else line.indicator.target
        if target is None or _kind(target) is not kind or target in tried:
            continue
        tried.append(target)
        if len(tried) > MOST_TRIED:
            return
        if case.with_target(target) == case.declared:
            other = row_names([line.row])
            yield Wording(
                f"按{other.zh}的指标值{target.written}计分",
                f"it was scored on the target of {other.en}, {target.written}",
            )


def _kind(target: Value) -> type:
    return type(target.bound) if isinstance(target, Comparison) else type(target)


def other_budget(case: RowCase) -> Iterator[Wording]:
    """Budget execution divided by the other budget."""
    if case.line.row != "execution" or case.table.execution is None:
        return
    for name, rate in budget_rates(case.table.execution):
        if rate == case.evaluation.execution_rate:
            continue
        if execution_points(case.evaluation, rate) == case.declared:
            shown = percent_text(rate)
            yield Wording(f"是用{name.zh}作分母算的执行率（{shown}）计分", f"the rate was taken on {name.en} ({shown})")


def printed_rate(case: RowCase) -> Iterator[Wording]:
    """Budget execution scored on the rate as printed."""
    execution = case.table.execution
    if case.line.row != "execution" or execution is None or not isinstance(execution.printed_rate, Ratio):
        return
    rate = execution.printed_rate.value
    if execution_points(case.evaluation, rate) == case.declared:
        shown = execution.printed_rate.written or percent_text(rate)
        yield Wording(f"直接按填列的执行率{shown}计分", f"it was scored on the printed rate {shown}")


CAUSES: Final[tuple[Cause, ...]] = (
    other_budget,
    printed_rate,
    revised_target,
    other_rounding,
    rounded_ratio,
    plain_ratio,
    full_marks_given,
    zero_given,
    swapped,
    other_target,
    other_full,
)
"""The closed list, the most specific first: only the first that fits is offered, so that what rests on the row's own
figures goes before what rests on another row's, which fits more easily by chance."""
