"""Cells taken apart: what is known of a value before its number, and the number."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias, assert_never

from attrs import evolve

from perfeval.symbolic.number import number
from perfeval.values.model import (
    CalendarDate,
    Comparison,
    Grade,
    Missing,
    Money,
    NotApplicable,
    Number,
    Points,
    Quantity,
    Range,
    Ratio,
    Scalar,
    Text,
    Tolerance,
    Value,
    YesNo,
)

Cell: TypeAlias = Value | Points
"""What stands in a cell for a target, an actual value, money, points or a fact."""

NO_NUMBER: Final = Fraction(0)
"""What stands in the place of a number that was taken out."""


def opened(cell: Cell) -> tuple[Cell, tuple[Fraction, ...]]:
    """The cell with 0 for each of its numbers and nothing written, and the numbers.

    Words, dates and grades stay as they are: they have no number.
    """
    match cell:
        case Number(amount):
            return Number(NO_NUMBER), (amount,)
        case Quantity(amount, unit, scale):
            return Quantity(NO_NUMBER, unit, scale), (amount,)
        case Money(amount, scale):
            return Money(NO_NUMBER, scale), (amount,)
        case Ratio(value):
            return Ratio(NO_NUMBER), (value,)
        case Points(amount):
            return Points(NO_NUMBER), (amount,)
        case Comparison(sign, Number() | Quantity() | Money() | Ratio() as bound):
            template, numbers = opened(bound)
            assert isinstance(template, Number | Quantity | Money | Ratio)  # noqa: S101 - of the bound's own class
            return Comparison(sign, template), numbers
        case Range(low, high, low_closed, high_closed):
            one, first = opened(low)
            other, second = opened(high)
            assert isinstance(one, Number | Quantity | Money | Ratio)  # noqa: S101 - of the ends' own class
            assert isinstance(other, Number | Quantity | Money | Ratio)  # noqa: S101
            return Range(one, other, low_closed, high_closed), (*first, *second)
        case Tolerance(amount):
            template, numbers = opened(amount)
            assert isinstance(template, Number | Quantity | Money | Ratio)  # noqa: S101 - of the amount's own class
            return Tolerance(template), numbers
        case Missing() | NotApplicable() | CalendarDate() | Comparison() | Grade() | YesNo() | Text():
            return evolve(cell, place=None), ()
        case _:
            assert_never(cell)


def filled(template: Cell, numbers: tuple[Fraction, ...]) -> Cell:
    """The cell of a template with these numbers in it."""
    match template:
        case Number() | Quantity() | Money() | Points():
            return evolve(template, amount=numbers[0])
        case Ratio():
            return evolve(template, value=numbers[0])
        case Comparison(bound=Number() | Quantity() | Money() | Ratio() as bound):
            return evolve(template, bound=_scalar(bound, numbers[0]))
        case Range(low, high):
            return evolve(template, low=_scalar(low, numbers[0]), high=_scalar(high, numbers[1]))
        case Tolerance(amount):
            return evolve(template, amount=_scalar(amount, numbers[0]))
        case Missing() | NotApplicable() | CalendarDate() | Comparison() | Grade() | YesNo() | Text():
            return template
        case _:
            assert_never(template)


def _scalar(template: Scalar, number: Fraction) -> Scalar:
    match template:
        case Ratio():
            return evolve(template, value=number)
        case Number() | Quantity() | Money():
            return evolve(template, amount=number)
        case _:
            assert_never(template)


def symbols(field: str) -> tuple[str, str]:
    """The names of the numbers that a cell can have: the field's own, and of the upper end of a range another."""
    return field, f"{field} to"


def symbolic(field: str, template: Cell) -> Cell:
    """The cell with numbers that are not known yet."""
    return filled(template, tuple(number(name) for name in symbols(field)))
