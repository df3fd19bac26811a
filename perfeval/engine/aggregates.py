"""合计, 项数, 最高项: over the rows of a table, or over one row in every unit's table."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

from perfeval.engine.amount import Amount, Operand, Unknown, arithmetic, exactly, extreme
from perfeval.exact import sum_of
from perfeval.language import nodes, types
from perfeval.language.remembered import remembered
from perfeval.language.traversal import SCORED_FIELDS, mentions, walk
from perfeval.tables.indicator import Indicator
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.interpret import Interpreter


def aggregate(node: nodes.Aggregate, interpreter: Interpreter) -> Operand:
    """An aggregate, worked out once for a table, or once for a group of rows where it asks for the outer row's."""
    if node.across_units:
        return _across_units(node, interpreter)
    row, state = interpreter.row, interpreter.state
    group: tuple[str, ...] = ()
    if row is not None and isinstance(row.item, Indicator):
        group = row.labels[: _level_asked_for(node)]
    key = (id(node), len(state.scores), *group)
    found = state.aggregates.get(key)
    if found is None:
        found = state.aggregates[key] = _over_rows(node, interpreter)
    return found


def _across_units(node: nodes.Aggregate, interpreter: Interpreter) -> Operand:
    row, state = interpreter.row, interpreter.state
    if not state.units or row is None:
        return Unknown(
            Wording("只给了一张表，没有各单位的表可比", "a single table is scored: there are no units to compare")
        )
    rows = [interpreter.about_unit(unit, other) for unit, other in state.across_units(row)]
    return _gathered(node, node.condition, rows)


def _over_rows(node: nodes.Aggregate, interpreter: Interpreter) -> Operand:
    if interpreter.restating:
        return Unknown(Wording("重述指标值时还不能汇总各行", "rows cannot be summed while targets are restated"))
    state, variables = interpreter.state, interpreter.ruleset.variables
    left_out = {position for position, score in state.scores.items() if score is None} if state.is_scored else set()
    if left_out and not (node.operand is not None and mentions(node.operand, SCORED_FIELDS, variables)):
        left_out.clear()
    counted = [row for position, row in enumerate(state.rows) if row.has_points and position not in left_out]
    outer, condition = interpreter.row, node.condition
    if outer is not None and isinstance(condition, nodes.SameGroup):  # found without asking each row by itself
        counted = [row for row in counted if row.shares_labels(outer, condition.level)]
        condition = None
    return _gathered(node, condition, interpreter.about_each(counted))


def _gathered(node: nodes.Aggregate, condition: nodes.Expression | None, rows: Iterable[Interpreter]) -> Operand:
    found: list[Operand] = []
    for inner in rows:
        chosen = True if condition is None else inner.truth(condition)
        if isinstance(chosen, Unknown):
            return chosen
        if chosen:
            found.append(exactly(Fraction(1), types.TALLY) if node.operand is None else inner.operand(node.operand))
    match node.function:
        case "sum" | "count":
            return _sum(found, node.type if isinstance(node.type, types.Numeric) else None)
        case "largest":
            return extreme(tuple(found), greatest=True)
        case _:
            assert_never(node.function)


def _sum(operands: list[Operand], type_: types.Numeric | None) -> Operand:
    lows, highs = [], []
    for one in operands:
        if not isinstance(one, Amount) or not (one.type is type_ or one.type == type_):
            break
        if type(one.low) is not Fraction or type(one.high) is not Fraction:
            break
        lows.append(one.low)
        highs.append(one.high)
    else:  # plain figures of the type that is expected
        low = sum_of(lows)
        is_exact = all(map(operator.is_, lows, highs))
        return Amount(low, low if is_exact else sum_of(highs), type_)
    total: Operand = exactly(Fraction(0), type_)
    for one in operands:
        total = arithmetic("+", total, one)
    return total


@remembered
def _level_asked_for(node: nodes.Aggregate) -> int:
    """Down to which level of labels the aggregate asks for the outer row's; 0 where it does not."""
    return max((one.level for one in walk((node,), {}) if isinstance(one, nodes.SameGroup)), default=0)
