"""What one row would score on other figures: nothing else is scored for it, and no explanation is kept."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from perfeval.engine.execution_rate import budget_of
from perfeval.engine.interpret import Interpreter
from perfeval.engine.row import Place
from perfeval.engine.rows import make_row, points_taken, rules_in_force
from perfeval.engine.table import table_state
from perfeval.engine.table_state import TableState
from perfeval.tables.indicator import BudgetExecution, Indicator, SelfEvaluation
from perfeval.values.model import Money

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet
    from perfeval.engine.score import Evaluation


def points_alone(rules: RuleSet, indicator: Indicator, year: int | None) -> Fraction | None:
    """The single figure that a row gets as the only one of a table; None where it gets none, or a range."""
    state = table_state(rules, SelfEvaluation(indicators=(indicator,), year=year), None)
    points, is_range = _points(rules, state)
    return None if is_range else points


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
    supposed = evolve(table, execution=execution)
    if rules.nodes.restated & {"target", "actual"}:  # the amounts may restate the other rows
        state = table_state(rules, supposed, None)
    else:
        state = TableState(Place(supposed), evaluation.state.day)
        first = make_row(rules.nodes, state, "execution", execution, supposed)
        state.rows = (first, *evaluation.state.rows[1:])
    return _points(rules, state)[0]


def _points(rules: RuleSet, state: TableState) -> tuple[Fraction | None, bool]:
    """The points of the first row, and whether it was permitted more than one score."""
    interpreter = Interpreter(rules.nodes, state, state.rows[0])
    return points_taken(interpreter, rules_in_force(rules.nodes, state), rules.programs.on(state.day))
