"""Looking into typed expressions: their parts, and what they read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
            | nodes.Fact()
            | nodes.ByRule()
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


def walk(
    expressions: Iterable[nodes.Expression], variables: Mapping[str, tuple[nodes.Definition, ...]]
) -> Iterator[nodes.Expression]:
    """Every expression inside expressions, also through variables; each variable is followed once."""
    seen: set[str] = set()
    waiting = list(expressions)
    while waiting:
        one = waiting.pop()
        yield one
        if not isinstance(one, nodes.Variable):
            waiting += parts(one)
        elif one.key not in seen:
            seen.add(one.key)
            waiting += [definition.value for definition in variables.get(one.key, ())]


def mentions(
    node: nodes.Expression, fields: frozenset[str], variables: Mapping[str, tuple[nodes.Definition, ...]]
) -> bool:
    """Whether an expression reads one of these row names, also through variables."""
    return any(isinstance(one, nodes.RowField) and one.id in fields for one in walk((node,), variables))


# ---- the expressions of a block ----


def expressions_of(block: nodes.Rule | nodes.Audit | nodes.TableBlock) -> tuple[nodes.Expression, ...]:
    """Every expression that a block is written with, as it stands: selector, cases, adjustments, duties."""
    match block:
        case nodes.Rule(selector=selector, cases=cases, adjustments=adjustments):
            found = [selector, *_of_cases(cases), *_of_adjustments(adjustments)]
        case nodes.TableBlock(cases=cases, adjustments=adjustments):
            found = [*_of_cases(cases), *_of_adjustments(adjustments)]
        case nodes.Audit(selector=selector, duties=duties):
            found = [selector]
            for duty in duties:
                found += [duty.guard, duty.require, *(weighing.points for weighing in duty.weights)]
        case _:
            assert_never(block)
    return tuple(one for one in found if one is not None)


def _of_cases(cases: tuple[nodes.Case, ...]) -> list[nodes.Expression | None]:
    found: list[nodes.Expression | None] = []
    for case in cases:
        found.append(case.guard)
        match case.body:
            case nodes.PointsAward() | nodes.RangeAward():
                found += _of_award(case.body)
            case nodes.NotScored():
                pass
            case nodes.Bands(quantity, bands):
                found.append(quantity)
                for band in bands:
                    found.append(band.amount)
                    found += [band.interval.low, band.interval.high] if band.interval is not None else []
                    found += _of_award(band.award)
            case _:
                assert_never(case.body)
    return found


def awards_of(body: nodes.Body) -> tuple[nodes.Award, ...]:
    """What a case may award."""
    match body:
        case nodes.PointsAward() | nodes.RangeAward():
            return (body,)
        case nodes.Bands(bands=bands):
            return tuple(band.award for band in bands)
        case nodes.NotScored():
            return ()
        case _:
            assert_never(body)


def _of_award(award: nodes.Award) -> list[nodes.Expression | None]:
    match award:
        case nodes.PointsAward(amount):
            return [amount]
        case nodes.RangeAward(low, high, default=default):
            return [low, high, default]
        case _:
            assert_never(award)


def _of_adjustments(adjustments: tuple[nodes.Adjustment, ...]) -> list[nodes.Expression | None]:
    found: list[nodes.Expression | None] = []
    for adjustment in adjustments:
        found += [adjustment.guard, *in_change(adjustment.change)]
    return found


def in_change(change: nodes.Change) -> tuple[nodes.Expression, ...]:
    """The expressions of an adjustment, its condition apart."""
    match change:
        case nodes.Steps(quantity=quantity, size=size, points=points, limit=limit):
            found = (quantity, size, points, limit)
        case nodes.Adjust(points=points, limit=limit):
            return (points,) if limit is None else (points, limit)
        case nodes.Cap(amount) | nodes.Floor(amount):
            return (amount,)
        case nodes.Round(step=step):
            return (step,)
        case _:
            assert_never(change)
    return tuple(one for one in found if one is not None)
