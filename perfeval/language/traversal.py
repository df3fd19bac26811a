"""Looking into typed expressions: their parts, and what they read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, assert_never

from perfeval.language import nodes

SCORED_FIELDS: Final = frozenset({"score", "full"})
"""Row names that a row kept out of the total takes out of every aggregate."""


def parts(node: nodes.Expression) -> tuple[nodes.Expression, ...]:
    """The expressions directly inside an expression."""
    match node:
        case (
            nodes.Constant()
            | nodes.WordConstant()
            | nodes.TruthConstant()
            | nodes.DateConstant()
            | nodes.RowField()
            | nodes.TableField()
            | nodes.Kind()
            | nodes.SameGroup()
            | nodes.Variable()
            | nodes.Total()
        ):
            return ()
        case nodes.Function(arguments=arguments):
            return arguments
        case nodes.Aggregate(operand=operand, condition=condition):
            return tuple(one for one in (operand, condition) if one is not None)
        case nodes.Rounded(operand=operand, step=step):
            return (operand, step)
        case nodes.Negative(operand) | nodes.Not(operand):
            return (operand,)
        case nodes.StateOf(operand=operand) | nodes.IsType(operand=operand):
            return (operand,)
        case nodes.Inside(operand, interval):
            return (operand, interval.low, interval.high)
        case nodes.Shortfall(low, high):
            return (low, high)
        case (
            nodes.Arithmetic(left=left, right=right)
            | nodes.Compare(left=left, right=right)
            | nodes.And(left, right)
            | nodes.Or(left, right)
            | nodes.Meets(left, right)
            | nodes.Contains(left, right)
        ):
            return (left, right)
        case _:
            assert_never(node)


def mentions(
    node: nodes.Expression, fields: frozenset[str], variables: Mapping[str, tuple[nodes.Definition, ...]]
) -> bool:
    """Whether an expression reads one of these row names, also through variables."""
    seen: set[str] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, nodes.RowField) and one.id in fields:
            return True
        if not isinstance(one, nodes.Variable):
            waiting += parts(one)
        elif one.key not in seen:
            seen.add(one.key)
            waiting += [definition.value for definition in variables.get(one.key, ())]
    return False
