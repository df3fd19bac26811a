"""Decisions over the numbers of a row, brought to whole numbers: each number counted in its own step, points in theirs.

`target` 85.5 % counted in hundredths of a per cent is 8550, and its value 8550 × 1/10000. Every comparison is
multiplied out, every score is one quotient of whole numbers, rounded once.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from attrs import frozen

from perfeval.engine.lowering.decisions import ByRow, Decisions, Outcome, Quotient
from perfeval.symbolic.paths import Branch, End, Tree, ends
from perfeval.symbolic.polynomial import (
    ONE,
    Division,
    Mode,
    Polynomial,
    Variable,
    lowest_terms,
    variable,
)
from perfeval.symbolic.simplify import divided


@frozen
class Whole:
    """A whole number of steps of points: top ÷ bottom (above 0), rounded in the mode; `bottom` 1 needs no mode."""

    mode: Mode
    top: Polynomial
    bottom: Polynomial


@frozen
class Counted:
    """What comes out at the end of a path, its amounts counted in steps of points."""

    outcome: Outcome
    points: Whole | None
    low: Whole | None
    high: Whole | None


CountedTree: TypeAlias = "Tree[Counted | ByRow]"


def counted(tree: Decisions, steps: Mapping[str, Fraction], places: int) -> CountedTree:
    """The tree over whole numbers n of which each stands for n × its step, points counted in 10^-places.

    A path whose points need more places than that ends in `ByRow`.
    """
    if isinstance(tree, Branch):
        polynomial, _ = whole_polynomial(tree.polynomial, steps)
        yes, no = counted(tree.yes, steps, places), counted(tree.no, steps, places)
        return Branch(polynomial, tree.sign, yes, no)
    end = tree.result
    if isinstance(end, ByRow):
        return End(end)
    amounts = [_steps_of(one, steps, places) for one in (end.points, end.low, end.high)]
    wanted = (end.points, end.low, end.high)
    if any(made is None and one is not None for made, one in zip(amounts, wanted, strict=True)):
        return End(ByRow(f"points of more than {places} places"))
    return End(Counted(end, *amounts))


def _steps_of(amount: Quotient | None, steps: Mapping[str, Fraction], places: int) -> Whole | None:
    """An amount of points as a whole number of 10^-places; None where it may be none."""
    if amount is None:
        return None
    (top, over), (bottom, under) = whole_polynomial(amount.top, steps), whole_polynomial(amount.bottom, steps)
    factor = over / under * 10**places
    top, bottom = lowest_terms(top.times(factor.numerator), bottom.times(factor.denominator))
    if bottom != ONE:
        return None
    alone = only_division(top)
    if alone is None or alone[1] != 1:
        return Whole("floor", top, ONE)
    return Whole(alone[0].mode, alone[0].top, alone[0].bottom)


def only_division(polynomial: Polynomial) -> tuple[Division, int] | None:
    """The division of which a polynomial is a whole multiple, and by what; None where it is another."""
    if len(polynomial.terms) == 1:
        ((monomial, factor),) = polynomial.terms.items()
        if len(monomial) == 1 and monomial[0][1] == 1 and isinstance(monomial[0][0], Division):
            return monomial[0][0], factor
    return None


def whole_polynomial(polynomial: Polynomial, steps: Mapping[str, Fraction]) -> tuple[Polynomial, Fraction]:
    """The polynomial over whole numbers, in lowest terms, and the factor (above 0) that it was divided by."""
    made: list[tuple[Fraction, Polynomial]] = []
    for monomial, factor in polynomial.terms.items():
        size, body = Fraction(factor), ONE
        for one, power in monomial:
            base = _variable(one, steps)
            if isinstance(one, str):
                size *= steps[one] ** power
            for _ in range(power):
                body = body * base
        made.append((size, body))
    common = lcm(*(size.denominator for size, _ in made))
    total = Polynomial()
    for size, body in made:
        total = total + body.times(int(size * common))
    content = total.content or 1
    return total.over(content), Fraction(content, common)


def _variable(one: Variable, steps: Mapping[str, Fraction]) -> Polynomial:
    if isinstance(one, str):
        return variable(one)
    (top, over), (bottom, under) = whole_polynomial(one.top, steps), whole_polynomial(one.bottom, steps)
    factor = over / under
    top, bottom = lowest_terms(top.times(factor.numerator), bottom.times(factor.denominator))
    return top if bottom == ONE else divided(one, top, bottom)


def inputs_of(tree: CountedTree | Decisions) -> frozenset[str]:
    """The numbers that a tree reads."""
    if isinstance(tree, Branch):
        return _names(tree.polynomial) | inputs_of(tree.yes) | inputs_of(tree.no)
    end = tree.result
    if isinstance(end, ByRow):
        return frozenset()
    found: frozenset[str] = frozenset()
    for one in (end.points, end.low, end.high):
        if one is not None:
            found |= _names(one.top) | _names(one.bottom)
    return found


def _names(polynomial: Polynomial) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for one in polynomial.variables():
        found |= frozenset([one]) if isinstance(one, str) else _names(one.top) | _names(one.bottom)
    return found


def ends_of(tree: Tree[Counted | ByRow]) -> list[Counted | ByRow]:
    """What the tree ends in, each once, in order."""
    return list(dict.fromkeys(ends(tree)))
