"""What one row would score on other figures: nothing else is scored for it, and no explanation is kept."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from perfeval.engine.execution_rate import budget_of
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lazily import lazily
from perfeval.engine.row import Place, Row
from perfeval.engine.rows import make_row, points_taken, rules_in_force
from perfeval.engine.table import table_state
from perfeval.engine.table_state import TableState
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import Money, Points, Value

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet
    from perfeval.engine.score import Evaluation


@frozen(slots=False)
class Alone:
    """A row as the only one of a table: the single figure that it gets there; None where it gets none, or a range."""

    rules: RuleSet
    row: Row
    """The row as it stands in its own table."""
    indicator: Indicator

    def points(self) -> Fraction | None:
        """What it scores as it is."""
        return self._points(self.indicator) if self._is_restated else self._points_of(self.row)

    def with_full(self, full: Fraction) -> Fraction | None:
        """What it would score on other full marks."""
        supposed = evolve(self.indicator, full=Points(full))
        return self._points(supposed) if self._is_restated else self._points_of(self.row.with_points_of(supposed))

    def with_target(self, target: Value) -> Fraction | None:
        """What it would score on another target."""
        return self._points(evolve(self.indicator, target=target))

    @property
    def _is_restated(self) -> bool:
        """Whether the rules may restate the row otherwise where it stands alone."""
        return bool(self.rules.nodes.restated & {"target", "actual"})

    @lazily
    def _place(self) -> Place:
        return Place(SelfEvaluation(indicators=(self.indicator,), year=self.row.table.year))

    @lazily
    def _day(self) -> dt.date:
        return self.rules.day_for(self._place.table)

    def _points(self, indicator: Indicator) -> Fraction | None:
        state = self._state()
        return self._points_of(make_row(self.rules.nodes, state, 1, indicator, state.place.table))

    def _points_of(self, row: Row) -> Fraction | None:
        state = self._state()
        state.rows = (row,)
        points, is_range = _points(self.rules, state)
        return None if is_range else points

    def _state(self) -> TableState:
        return TableState(self._place, self._day)


def execution_points(
    evaluation: Evaluation, rate: Fraction, execution: BudgetExecution | None = None
) -> Fraction | None:
    """Points of the budget-execution row at another rate, and with other full marks where such a row is given.

    As in the public `RuleSet.execution_points_at` the region is left to the names in the table.
    """
    rules, table = evaluation.rules, evaluation.table
    execution = table.execution if execution is None else execution
    budget = budget_of(Place(table), evaluation.execution_base)
    if execution is None or budget is None:
        return None
    execution = evolve(execution, executed=Money(rate * budget))
    if rules.nodes.restated & {"target", "actual"}:  # the amounts may restate the other rows
        state = table_state(rules, evolve(table, execution=execution), None)
    else:
        state = TableState(Place(table, supposed=execution), evaluation.state.day)
        first = make_row(rules.nodes, state, "execution", execution, table)
        state.rows = (first, *evaluation.state.rows[1:])
    return _points(rules, state)[0]


def _points(rules: RuleSet, state: TableState) -> tuple[Fraction | None, bool]:
    """The points of the first row, and whether it was permitted more than one score."""
    interpreter = Interpreter(rules.nodes, state, state.rows[0])
    return points_taken(interpreter, rules_in_force(rules.nodes, state), rules.programs.on(state.day))
