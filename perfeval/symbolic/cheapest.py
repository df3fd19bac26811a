"""The decisions of a tree in an order in which the cheap ones come first, where the order is free."""

from __future__ import annotations

from typing import TypeVar

from perfeval.symbolic.known import Known, pruned
from perfeval.symbolic.paths import Branch, End, Sign, Tree
from perfeval.symbolic.polynomial import Polynomial

Result = TypeVar("Result")


def cheapest_first(tree: Tree[Result], known: Known) -> Tree[Result]:
    """The same decisions, a cheaper one before the one that leads to it.

    `5 a < 3 t`, else `a < t`, becomes `a < t`, and within it `5 a < 3 t`: where the second follows from the first (or
    cannot hold beside it), asking it first leaves the first to the rows that it concerns.
    """
    if isinstance(tree, End):
        return tree
    yes, no = (
        cheapest_first(way, known.after(tree.polynomial, tree.sign, holds=holds))
        for way, holds in ((tree.yes, True), (tree.no, False))
    )
    return _risen(Branch(tree.polynomial, tree.sign, yes, _equal_first(tree.polynomial, tree.sign, no, known)), known)


def _equal_first(polynomial: Polynomial, sign: Sign, no: Tree[Result], known: Known) -> Tree[Result]:
    """What follows once `a < t` does not hold: `a = t` first, where that settles all that is dear to ask.

    Most actual values just meet their target.
    """
    if sign == 0 or _products(polynomial) or not isinstance(no, Branch) or not _products(no.polynomial):
        return no
    if len(polynomial.terms) < 2:
        return no
    at_equal = pruned(no, known.after(polynomial, 0, holds=True))
    return Branch(polynomial, 0, at_equal, no) if isinstance(at_equal, End) else no


def _risen(tree: Branch[Result], known: Known) -> Branch[Result]:
    """A branch whose own decision is settled by one further down, behind that."""
    for holds, way, other in ((False, tree.no, tree.yes), (True, tree.yes, tree.no)):
        if not isinstance(way, Branch) or _products(way.polynomial) >= _products(tree.polynomial):
            continue
        signs = known.after(tree.polynomial, tree.sign, holds=not holds).signs(way.polynomial)
        if way.sign not in signs or len(signs) == 1:
            taken, left = (way.no, way.yes) if way.sign not in signs else (way.yes, way.no)
            first, second = (taken, other) if holds else (other, taken)
            inner = Branch(tree.polynomial, tree.sign, first, second)
            after = known.after(way.polynomial, way.sign, holds=way.sign in signs)
            inner = _risen(inner, after)
            yes, no = (inner, left) if way.sign in signs else (left, inner)
            return Branch(way.polynomial, way.sign, yes, no)
    return tree


def _products(polynomial: Polynomial) -> int:
    """How many multiplications the polynomial takes."""
    return sum(
        max(0, sum(power for _, power in monomial) - (abs(factor) == 1))
        for monomial, factor in polynomial.terms.items()
    )
