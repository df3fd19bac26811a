"""What the budget-execution row would score at other execution rates; no other row is scored for it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from perfeval.engine.execution_rate import budget_of, execution_rate
from perfeval.engine.interpret import Interpreter
from perfeval.engine.row import Place
from perfeval.engine.rows import make_row, rules_in_force, score_row
from perfeval.engine.table import table_state
from perfeval.engine.table_state import TableState
from perfeval.tables.indicator import BudgetExecution, SelfEvaluation
from perfeval.values.model import Money

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


def execution_points_at(
    rules: RuleSet, rates: Iterable[Fraction], table: SelfEvaluation, region: str | None = None
) -> tuple[Decimal | None, ...]:
    """Points of the budget-execution row if the rate were each of these; None where that cannot be said."""
    if table.execution is None:
        return tuple(None for _ in rates)
    state = table_state(rules, table, region)
    _, base = execution_rate(rules.nodes, state)
    budget = budget_of(state.place, base)
    if budget is None:
        return tuple(None for _ in rates)
    return tuple(
        _points(rules, state, evolve(table.execution, executed=Money(rate * budget)), region) for rate in rates
    )


def _points(rules: RuleSet, state: TableState, execution: BudgetExecution, region: str | None) -> Decimal | None:
    """Points on other amounts: the row stands first, and is scored while no other row is."""
    table = evolve(state.place.table, execution=execution)
    if rules.nodes.restated & {"target", "actual"}:  # the other rows may be restated by the amounts
        supposed = table_state(rules, table, region)
    else:
        supposed = TableState(Place(table, region), state.day)
        supposed.rows = (make_row(rules.nodes, supposed, "execution", execution, table), *state.rows[1:])
    interpreter = Interpreter(rules.nodes, supposed, supposed.rows[0])
    program = rules.programs.on(supposed.day)
    return score_row(interpreter, rules_in_force(rules.nodes, supposed), program)[0].points
