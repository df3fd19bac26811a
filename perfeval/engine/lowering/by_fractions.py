"""A row's way through the decisions of its shape, on fractions: what the fast evaluators compute, read plainly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from perfeval.engine.lowering.decisions import ByRow, Decisions, Outcome, Quotient
from perfeval.symbolic.number import WHOLE
from perfeval.symbolic.paths import Branch
from perfeval.symbolic.polynomial import Division, Polynomial


def reached(decisions: Decisions, numbers: Mapping[str, Fraction]) -> Outcome | ByRow:
    """The end of a row's path."""
    tree = decisions
    while isinstance(tree, Branch):
        value = value_of(tree.polynomial, numbers)
        tree = tree.yes if (value > 0) - (value < 0) == tree.sign else tree.no
    return tree.result


def amount_of(amount: Quotient | None, numbers: Mapping[str, Fraction]) -> Fraction | None:
    """An amount of points of the end that a row reaches."""
    return None if amount is None else value_of(amount.top, numbers) / value_of(amount.bottom, numbers)


def value_of(polynomial: Polynomial, numbers: Mapping[str, Fraction]) -> Fraction:
    """The value of a polynomial for the numbers of a row."""
    total = Fraction(0)
    for monomial, factor in polynomial.terms.items():
        term = Fraction(factor)
        for one, power in monomial:
            term *= (_divided(one, numbers) if isinstance(one, Division) else numbers[one]) ** power
        total += term
    return total


def _divided(one: Division, numbers: Mapping[str, Fraction]) -> int:
    quotient = value_of(one.top, numbers) / value_of(one.bottom, numbers)
    return WHOLE[one.mode](quotient.numerator, quotient.denominator)
