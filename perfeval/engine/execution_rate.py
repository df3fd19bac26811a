"""The budget execution rate that the rules read: the quotient with the expenditure on top, and what it divides by."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, Literal, TypeAlias

from perfeval.engine.amount import Amount, arithmetic, needed
from perfeval.engine.interpret import Interpreter
from perfeval.engine.row import Place, table_field
from perfeval.engine.standing import Standing
from perfeval.engine.table_state import TableState
from perfeval.language import nodes
from perfeval.language.remembered import remembered
from perfeval.language.traversal import parts

Base: TypeAlias = Literal["initial_budget", "revised_budget"]
BASES: Final[tuple[Base, ...]] = ("revised_budget", "initial_budget")


def execution_rate(ruleset: nodes.RuleSetNodes, state: TableState) -> tuple[Fraction | None, Base | None]:
    """The rate, unrounded, and its base; where the rules read no such quotient, expenditure ÷ revised budget.

    None for a rate that cannot be computed, and for a base that is neither of the two budgets.
    """
    row = next((one for one in state.rows if one.ref == "execution"), None)
    if row is None:
        return None, None
    interpreter = Interpreter(ruleset, state, row)
    divisor = _divisor(interpreter.standing)
    spent = table_field(state.place, "expenditure")
    if divisor is not None:
        value = needed(arithmetic("/", spent, interpreter.operand(divisor)))
        return (value.fraction if isinstance(value, Amount) else None), _base(divisor, interpreter)
    for base in BASES:
        value = needed(arithmetic("/", spent, table_field(state.place, base)))
        if isinstance(value, Amount):
            return value.fraction, base
    return None, None


def budget_of(place: Place, base: Base | None) -> Fraction | None:
    """The budget that a rate divides by, in yuan."""
    value = needed(table_field(place, base or "revised_budget"))
    return value.fraction if isinstance(value, Amount) else None


@remembered
def _divisor(in_force: Standing) -> nodes.Expression | None:
    for rule in in_force.rules:
        if rule.selector is not None and _selects_execution(rule.selector):
            for expression in _expressions_of(rule):
                found = _find(expression, in_force, set())
                if found is not None:
                    return found
    return None


def _selects_execution(selector: nodes.Expression) -> bool:
    if isinstance(selector, nodes.Kind):
        return selector.id == "budget_execution"
    return any(_selects_execution(part) for part in parts(selector))


def _expressions_of(rule: nodes.Rule) -> list[nodes.Expression]:
    found: list[nodes.Expression] = []
    for case in rule.cases:
        match case.body:
            case nodes.PointsAward(amount):
                found.append(amount)
            case nodes.Bands(quantity):
                found.append(quantity)
            case nodes.RangeAward(low, high):
                found += [low, high]
            case nodes.NotScored():
                pass
        if case.guard is not None:
            found.append(case.guard)
    for adjustment in rule.adjustments:
        if isinstance(adjustment.change, nodes.Steps):
            found.append(adjustment.change.quantity)
    return found


def _find(node: nodes.Expression, in_force: Standing, seen: set[str]) -> nodes.Expression | None:
    """What the first quotient with the expenditure on top divides by; a `let` is followed, each once."""
    match node:
        case nodes.Arithmetic("/", left, right) if _has_factor(left, in_force):
            return right
        case nodes.Variable(key):
            value = None if key in seen else _current(key, in_force)
            seen.add(key)
            return None if value is None else _find(value, in_force, seen)
        case _:
            for part in parts(node):
                found = _find(part, in_force, seen)
                if found is not None:
                    return found
            return None


def _current(key: str, in_force: Standing) -> nodes.Expression | None:
    definition = in_force.variables.get(key)
    return None if definition is None else definition.value


def _has_factor(node: nodes.Expression, in_force: Standing) -> bool:
    """Whether a product has the expenditure among its factors: 满分 × 全年执行数 ÷ 年初预算数 has the rate in it."""
    match node:
        case nodes.TableField("expenditure"):
            return True
        case nodes.Arithmetic("*", left, right):
            return _has_factor(left, in_force) or _has_factor(right, in_force)
        case nodes.Variable(key):
            value = _current(key, in_force)
            return value is not None and _has_factor(value, in_force)
        case _:
            return False


def _base(node: nodes.Expression, interpreter: Interpreter) -> Base | None:
    match node:
        case nodes.TableField("initial_budget"):
            return "initial_budget"
        case nodes.TableField("revised_budget"):
            return "revised_budget"
        case nodes.Variable(key):
            value = _current(key, interpreter.standing)
            return None if value is None else _base(value, interpreter)
        case _:
            return None
