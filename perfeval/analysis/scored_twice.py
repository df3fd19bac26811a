"""A row with a figure, scored by the evaluators of both rule sets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from perfeval.analysis.both_given import Change
from perfeval.analysis.subjects import Subject
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import opened
from perfeval.engine.rows import rules_in_force, score_row
from perfeval.engine.score import Score
from perfeval.values.model import Money
from perfeval.wording import Wording

_TRIED = 40
"""How many figures are tried up to twice the target."""


@frozen
class ScoredTwice:
    """A figure, and what both sides score for it."""

    figure: Fraction
    shown: Wording
    one: Score
    other: Score

    @property
    def change(self) -> Change:
        """What the other scores beside the one."""
        if self.one.status != self.other.status:
            return "otherwise"
        pairs = [
            (self.one.low, self.other.low), (self.one.high, self.other.high), (self.one.points, self.other.points)
        ]  # fmt: skip
        signs = {_sign(one, other) for one, other in pairs}
        if self.one.low_closed != self.other.low_closed:
            signs.add(1 if self.one.low_closed else -1)
        if self.one.high_closed != self.other.high_closed:
            signs.add(-1 if self.one.high_closed else 1)
        signs.discard(0)
        if not signs:
            return "same"
        return "less" if signs == {-1} else "more" if signs == {1} else "otherwise"


def _sign(one: Decimal | None, other: Decimal | None) -> int | None:
    if one is None or other is None:
        return 0 if one is other else None
    return (other > one) - (other < one)


def scored_twice(one: Subject, other: Subject, figure: Fraction) -> ScoredTwice:
    """The row of both subjects with a figure, scored."""
    shown = Wording("", "") if one.open == "nothing" else one.shown(figure)
    return ScoredTwice(figure, shown, _score(one, figure), _score(other, figure))


def interpreted(subject: Subject, figure: Fraction) -> Score:
    """The row with a figure as the interpreter scores it: for rule sets that are scored too seldom to be compiled."""
    state, row = subject.row(figure)
    score, _ = score_row(Interpreter(subject.rules.nodes, state, row), rules_in_force(subject.rules.nodes, state))
    return score


def _score(subject: Subject, figure: Fraction) -> Score:
    state, row = subject.row(figure)
    interpreter = Interpreter(subject.rules.nodes, state, row)
    score, _ = score_row(interpreter, rules_in_force(subject.rules.nodes, state), subject.rules.programs.on(state.day))
    return score


def figures_to_try(subject: Subject) -> Iterator[Fraction]:
    """Figures from 0 to twice the target (or the budget), for a row that cannot be followed for every figure."""
    most = 2 * _measure(subject)
    for place in range(_TRIED + 1):
        yield most * place / _TRIED


def _measure(subject: Subject) -> Fraction:
    """The number that the figure is measured by, as far as the row shows one."""
    table = subject.table
    if subject.open == "expenditure" and table.execution is not None:
        for budget in (table.execution.revised, table.execution.initial):
            if isinstance(budget, Money) and budget.amount > 0:
                return budget.amount
    if subject.open == "actual":
        _, numbers = opened(table.indicators[0].target)
        if numbers and max(numbers) > 0:
            return max(numbers)
    return 100 * subject.unit
