"""Amounts of points as quotients of polynomials in the figure that is left open."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

from attrs import frozen

from perfeval.analysis.real_roots import Coefficients, added, derivative, multiplied, normal, value_at
from perfeval.engine.lowering.decisions import Quotient
from perfeval.symbolic.number import parts
from perfeval.symbolic.polynomial import Division, Polynomial


@frozen
class Points:
    """An amount of points: top ÷ bottom, in the figure that is left open."""

    top: Coefficients
    bottom: Coefficients


NOTHING: Final = Points((), (Fraction(1),))
"""0 points."""


class NotCountedError(Exception):
    """A polynomial holds a whole number that is not known yet."""

    def __init__(self, division: Division) -> None:
        super().__init__(division)
        self.division = division


def amount(one: object) -> Quotient:
    """Points on a path, as it gives them: in the figure, and in whole numbers that are counted or rounded."""
    return Quotient(*parts(one))


def counted(one: Quotient, counts: Mapping[Division, int]) -> Points:
    """Points in the figure alone, once it is known what was counted. Raises `NotCountedError` where it is not."""
    return Points(coefficients(one.top, counts), coefficients(one.bottom, counts))


def divisions(one: Polynomial) -> set[Division]:
    """The whole numbers in a polynomial that counting or rounding made; not those inside of them."""
    return {name for monomial in one.terms for name, _ in monomial if isinstance(name, Division)}


@lru_cache(maxsize=4096)
def _plain(one: Polynomial) -> Coefficients | None:
    """The coefficients of a polynomial in nothing but the figure; None where more is in it."""
    return None if divisions(one) else _worked_out(one, {})


def coefficients(one: Polynomial, counts: Mapping[Division, int] | None = None) -> Coefficients:
    """The coefficients of a polynomial in the figure. Raises `NotCountedError` where a whole number is not known."""
    plain = _plain(one)
    return _worked_out(one, counts or {}) if plain is None else plain


def _worked_out(one: Polynomial, counts: Mapping[Division, int]) -> Coefficients:
    found: dict[int, int] = {}
    for monomial, factor in one.terms.items():
        power, value = 0, factor
        for name, times in monomial:
            if not isinstance(name, Division):
                power += times
            elif name in counts:
                value *= counts[name] ** times
            else:
                raise NotCountedError(name)
        found[power] = found.get(power, 0) + value
    return normal([Fraction(found.get(power, 0)) for power in range(max(found, default=-1) + 1)])


def over(points: Points, other: Points) -> Coefficients:
    """The sign of one amount less another, where both bottoms are above 0."""
    return added(multiplied(points.top, other.bottom), multiplied(other.top, points.bottom), Fraction(-1))


def slope(points: Points) -> Coefficients:
    """The sign of the slope of an amount."""
    rising = multiplied(derivative(points.top), points.bottom)
    return added(rising, multiplied(points.top, derivative(points.bottom)), Fraction(-1))


def points_at(points: Points, figure: Fraction) -> Fraction | None:
    """The points that a figure gets; None where they have no bound."""
    bottom = value_at(points.bottom, figure)
    return value_at(points.top, figure) / bottom if bottom else None
