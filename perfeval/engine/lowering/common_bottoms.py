"""Quotients over one bottom: 2 a f / 2 t, f (5 t - 2 a) / 2 t, 2 t f / 2 t for a f / t, f (5 t - 2 a) / 2 t and f.

Only for bottoms that are constants, or constant multiples of one product, so that no top grows by more than that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import lcm
from typing import Final

from perfeval.engine.lowering.scaled import Whole
from perfeval.symbolic.polynomial import Monomial, Polynomial, common, monomial_over

_LARGEST: Final = 1000
"""The largest constant by which tops are multiplied."""


def common_bottom(bottoms: Iterable[Polynomial]) -> Polynomial | None:
    """A bottom of which each of these is a part; None where there is none that is worth it."""
    products: set[Monomial] = set()
    factor = 1
    for one in bottoms:
        if len(one.terms) != 1:
            return None
        ((monomial, own),) = one.terms.items()
        products |= {monomial} - {()}
        factor = lcm(factor, own)
    if len(products) > 1 or factor > _LARGEST:
        return None
    return Polynomial([(next(iter(products), ()), factor)])


def over(one: Whole, bottom: Polynomial) -> Polynomial:
    """The top of a quotient over a bottom of which its own is a part."""
    ((monomial, own),) = one.bottom.terms.items()
    ((product, factor),) = bottom.terms.items()
    return one.top * Polynomial([(monomial_over(product, monomial), factor // own)])


def common_of(polynomials: Iterable[Polynomial]) -> Monomial:
    """The greatest monomial that every term of all has."""
    shared: Monomial | None = None
    for one in polynomials:
        own = one.common_monomial()
        shared = own if shared is None else common(shared, own)
    return shared or ()


def over_others(wholes: Iterable[Whole]) -> Iterator[tuple[Polynomial, Polynomial]]:
    """Every top and bottom that can become of these quotients over a common bottom of some of them, or larger ones."""
    single = [one for one in wholes if len(one.bottom.terms) == 1]
    products = {monomial for one in single for monomial in one.bottom.terms} | {()}
    factor = min(lcm(*(own for one in single for own in one.bottom.terms.values())), _LARGEST)
    for one in single:
        for monomial in one.bottom.terms:
            for product in products:
                if common(monomial, product) == monomial:
                    top = one.top * Polynomial([(monomial_over(product, monomial), factor)])
                    yield top, Polynomial([(product, factor)])
