"""Trees of decisions made smaller: decisions that change nothing are left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from perfeval.symbolic.known import Known
from perfeval.symbolic.number import WHOLE
from perfeval.symbolic.paths import Branch, End, Sign, Tree
from perfeval.symbolic.polynomial import (
    Division,
    Polynomial,
    Variable,
    constant,
    lowest_terms,
    variable,
)

Result = TypeVar("Result")
Mapped = TypeVar("Mapped")
Replaced = Callable[[Result, Callable[[Polynomial], Polynomial]], Result]
"""The result of a path with each of its polynomials replaced."""


def simplified(tree: Tree[Result], replaced: Replaced[Result]) -> Tree[Result]:
    """The tree without decisions whose answers do not matter.

    Where a polynomial is 0, the way taken may be the way for numbers beside it: full marks 0 are scored by the formula
    that scores the others.
    """
    return _positive_first(_without_idle(tree, replaced, Known()))


def _positive_first(tree: Tree[Result]) -> Tree[Result]:
    """Three ways of one polynomial with the way above 0 first: most numbers are above 0."""
    if isinstance(tree, End):
        return tree
    yes, no = _positive_first(tree.yes), _positive_first(tree.no)
    if isinstance(no, Branch) and no.polynomial == tree.polynomial and {tree.sign, no.sign} == {-1, 0}:
        zero, negative = (yes, no.yes) if tree.sign == 0 else (no.yes, yes)
        return Branch(tree.polynomial, 1, no.no, Branch(tree.polynomial, 0, zero, negative))
    return Branch(tree.polynomial, tree.sign, yes, no)


def _without_idle(tree: Tree[Result], replaced: Replaced[Result], known: Known) -> Tree[Result]:
    if isinstance(tree, End):
        return tree
    polynomial, sign = tree.polynomial, tree.sign
    yes = _without_idle(tree.yes, replaced, known.after(polynomial, sign, holds=True))
    no = _without_idle(tree.no, replaced, known.after(polynomial, sign, holds=False))
    made = _joined(polynomial, sign, yes, no)
    if isinstance(made, End):
        return made
    at_zero = _solved(made.polynomial)
    if at_zero is None:
        return made

    def alike(tree: Tree[Result], other: Tree[Result]) -> bool:
        return _at(tree, *at_zero, replaced, known) == _at(other, *at_zero, replaced, known)

    if made.sign == 0:
        return made.no if alike(made.yes, made.no) else made
    rest = made.no
    if isinstance(rest, Branch) and rest.polynomial == made.polynomial and rest.sign == 0 and alike(rest.yes, made.yes):
        other: Sign = -made.sign
        return Branch(made.polynomial, other, rest.no, made.yes)
    return made


def _joined(polynomial: Polynomial, sign: Sign, yes: Tree[Result], no: Tree[Result]) -> Tree[Result]:
    """A decision; two in a row about one polynomial are one where they lead to the same."""
    if yes == no:
        return yes
    if isinstance(no, Branch) and no.polynomial == polynomial and no.sign != sign:
        third: Sign = -(sign + no.sign)  # type: ignore[assignment]
        if yes == no.yes:
            return Branch(polynomial, third, no.no, yes)
        if yes == no.no:
            return Branch(polynomial, no.sign, no.yes, yes)
    return Branch(polynomial, sign, yes, no)


def _solved(polynomial: Polynomial) -> tuple[Variable, Polynomial] | None:
    """A variable and what it equals where the polynomial is 0; None where that cannot be read off."""
    for monomial, factor in polynomial.ordered():
        if len(monomial) == 1 and monomial[0][1] == 1 and abs(factor) == 1:
            one = monomial[0][0]
            rest = polynomial - Polynomial([(monomial, factor)])
            if one not in set(_inside(rest)):
                return one, rest.times(-factor)
    return None


def _inside(polynomial: Polynomial) -> list[Variable]:
    found: list[Variable] = []
    for one in polynomial.variables():
        found.append(one)
        if isinstance(one, Division):
            found += [*_inside(one.top), *_inside(one.bottom)]
    return found


def _at(tree: Tree[Result], one: Variable, value: Polynomial, replaced: Replaced[Result], known: Known) -> Tree[Result]:
    """The tree where a variable has a value."""

    def with_value(polynomial: Polynomial) -> Polynomial:
        return substituted(polynomial, one, value)

    if isinstance(tree, End):
        return End(replaced(tree.result, with_value))
    polynomial = with_value(tree.polynomial)
    constant_value = polynomial.constant
    if constant_value is not None:
        sign = (constant_value > 0) - (constant_value < 0)
        return _at(tree.yes if sign == tree.sign else tree.no, one, value, replaced, known)
    signs = known.signs(polynomial)
    if tree.sign not in signs or len(signs) == 1:
        return _at(tree.yes if tree.sign in signs else tree.no, one, value, replaced, known)
    yes, no = (_at(way, one, value, replaced, known) for way in (tree.yes, tree.no))
    return _joined(polynomial, tree.sign, yes, no)


def substituted(polynomial: Polynomial, one: Variable, value: Polynomial) -> Polynomial:
    """The polynomial with a variable replaced, also inside divisions."""
    made = Polynomial()
    for monomial, factor in polynomial.terms.items():
        term = constant(factor)
        for name, power in monomial:
            base = value if name == one else _substituted_variable(name, one, value)
            for _ in range(power):
                term = term * base
        made = made + term
    return made


def _substituted_variable(name: Variable, one: Variable, value: Polynomial) -> Polynomial:
    if not isinstance(name, Division):
        return variable(name)
    top, bottom = substituted(name.top, one, value), substituted(name.bottom, one, value)
    return divided(name, top, bottom)


def divided(division: Division, top: Polynomial, bottom: Polynomial) -> Polynomial:
    """A division with another top and bottom (above 0); the whole number itself where both are known."""
    top, bottom = lowest_terms(top, bottom)
    if len(bottom.terms) == 1 and top.terms:
        (monomial, _), shared = next(iter(bottom.terms.items())), dict(top.common_monomial())
        if monomial and all(shared.get(name, 0) >= power for name, power in monomial):
            top, bottom = lowest_terms(top.without(monomial), bottom.without(monomial))
    over, under = top.constant, bottom.constant
    if over == 0:
        return constant(0)
    if over is not None and under is not None and under > 0:
        return constant(WHOLE[division.mode](over, under))
    return variable(Division(division.mode, top, bottom))
