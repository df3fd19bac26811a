"""Stretches of the number line: what a comparison with a figure, or an interval of figures, lets through."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from perfeval.language import nodes
from perfeval.language.tree import Comparator


@frozen
class Stretch:
    """An interval of the line; None is an open end at infinity."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = False
    high_closed: bool = False

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies inside."""
        above = self.low is None or value > self.low or (value == self.low and self.low_closed)
        below = self.high is None or value < self.high or (value == self.high and self.high_closed)
        return above and below

    @property
    def is_empty(self) -> bool:
        """Whether no value lies inside."""
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed))

    def meet(self, other: Stretch) -> Stretch:
        """What lies in both."""
        low, low_closed = self.low, self.low_closed
        if other.low is not None and (low is None or other.low > low or (other.low == low and not other.low_closed)):
            low, low_closed = other.low, other.low_closed
        high, high_closed = self.high, self.high_closed
        if other.high is not None and (
            high is None or other.high < high or (other.high == high and not other.high_closed)
        ):
            high, high_closed = other.high, other.high_closed
        return Stretch(low, high, low_closed, high_closed)

    def within(self, other: Stretch) -> bool:
        """Whether every value inside lies in the other too."""
        return self.meet(other) == self


def constant(expression: nodes.Expression) -> Fraction | None:
    """The value of a figure, with its sign; None for anything that is not one."""
    match expression:
        case nodes.Constant(value):
            return value
        case nodes.Negative(operand):
            inner = constant(operand)
            return None if inner is None else -inner
        case _:
            return None


def compared(operator: Comparator, value: Fraction) -> Stretch | None:
    """What a comparison with a figure lets through; None for ≠, which cuts the line in two."""
    match operator:
        case ">=":
            return Stretch(value, None, low_closed=True)
        case ">":
            return Stretch(value, None)
        case "<=":
            return Stretch(None, value, high_closed=True)
        case "<":
            return Stretch(None, value)
        case "=":
            return Stretch(value, value, True, True)
        case "!=":
            return None


def of_interval(interval: nodes.Interval) -> Stretch | None:
    """An interval whose ends are figures."""
    low, high = constant(interval.low), constant(interval.high)
    return None if low is None or high is None else Stretch(low, high, interval.low_closed, interval.high_closed)


def region(condition: nodes.Expression | None) -> tuple[nodes.Expression, Stretch] | None:
    """The quantity and the stretch of a condition that holds one quantity against figures; None for any other."""
    match condition:
        case nodes.Compare(operator, left, right):
            value = constant(right)
            stretch = None if value is None else compared(operator, value)
            return None if stretch is None else (left, stretch)
        case nodes.Inside(operand, interval):
            stretch = of_interval(interval)
            return None if stretch is None else (operand, stretch)
        case nodes.And(left, right):
            one, other = region(left), region(right)
            if one is None or other is None or one[0] != other[0]:
                return None
            return one[0], one[1].meet(other[1])
        case _:
            return None


def truth(condition: nodes.Expression) -> bool | None:
    """Whether a condition holds whatever the data are; None where that depends on them."""
    match condition:
        case nodes.TruthConstant(value):
            return value
        case nodes.Compare(operator, left, right):
            return _compare(operator, left, right)
        case nodes.Not(operand):
            inner = truth(operand)
            return None if inner is None else not inner
        case nodes.And(left, right):
            found = region(condition)
            parts = (truth(left), truth(right), False if found is not None and found[1].is_empty else None)
            return False if False in parts else (True if parts[:2] == (True, True) else None)
        case nodes.Or(left, right):
            either = (truth(left), truth(right))
            return True if True in either else (False if either == (False, False) else None)
        case nodes.Inside(operand, interval):
            figure, stretch = constant(operand), of_interval(interval)
            if stretch is not None and stretch.is_empty:
                return False
            return None if figure is None or stretch is None else stretch.holds(figure)
        case _:
            return None


def _compare(operator: Comparator, left: nodes.Expression, right: nodes.Expression) -> bool | None:
    if left == right:
        return operator in (">=", "<=", "=")
    one, other = constant(left), constant(right)
    if one is not None and other is not None:
        stretch = compared(operator, other)
        return one != other if stretch is None else stretch.holds(one)
    if isinstance(left, nodes.WordConstant) and isinstance(right, nodes.WordConstant):
        return operator == "!="
    return None
