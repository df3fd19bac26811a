"""Polynomials with whole factors over the numbers of a row, and over whole numbers that a rounding made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from math import gcd
from typing import Final, Literal, TypeAlias

from attrs import frozen

Mode: TypeAlias = Literal["floor", "half_up", "half_even", "down", "up"]
"""How a quotient becomes a whole number; `floor` towards minus infinity, the others as `exact.Rounding`."""

Variable: TypeAlias = "str | Division"
"""A number of the row, by name, or the whole number that a division gave."""

Monomial: TypeAlias = "tuple[tuple[Variable, int], ...]"
"""Variables with their exponents (above 0), in the order of their texts; empty for a constant."""


class Polynomial:
    """A sum of whole multiples of monomials. Never changed; equal polynomials compare and hash alike."""

    __slots__ = ("_hash", "_text", "terms")

    def __init__(self, terms: Iterable[tuple[Monomial, int]] = ()) -> None:
        self.terms: dict[Monomial, int] = {monomial: factor for monomial, factor in terms if factor}
        self._hash: int | None = None
        self._text: str | None = None

    def __eq__(self, other: object) -> bool:
        return self.terms == other.terms if isinstance(other, Polynomial) else NotImplemented

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __str__(self) -> str:
        if self._text is None:
            self._text = _text(self.ordered())
        return self._text

    def __repr__(self) -> str:
        return f"<{self}>"

    def __add__(self, other: Polynomial) -> Polynomial:
        found = dict(self.terms)
        for monomial, factor in other.terms.items():
            found[monomial] = found.get(monomial, 0) + factor
        return Polynomial(found.items())

    def __neg__(self) -> Polynomial:
        return self.times(-1)

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __mul__(self, other: Polynomial) -> Polynomial:
        found: dict[Monomial, int] = {}
        for one, first in self.terms.items():
            for two, second in other.terms.items():
                monomial = multiplied(one, two)
                found[monomial] = found.get(monomial, 0) + first * second
        return Polynomial(found.items())

    def times(self, factor: int) -> Polynomial:
        """A whole multiple."""
        return Polynomial((monomial, factor * one) for monomial, one in self.terms.items())

    def over(self, divisor: int) -> Polynomial:
        """The polynomial divided by a number that divides every factor."""
        return Polynomial((monomial, one // divisor) for monomial, one in self.terms.items())

    def without(self, factor: Monomial) -> Polynomial:
        """The polynomial divided by a monomial that every term has."""
        return Polynomial((monomial_over(monomial, factor), one) for monomial, one in self.terms.items())

    @property
    def constant(self) -> int | None:
        """Its value, where no variable is in it."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def content(self) -> int:
        """The greatest number that divides every factor; 0 for the zero polynomial."""
        return gcd(*self.terms.values())

    def common_monomial(self) -> Monomial:
        """The greatest monomial that every term has."""
        shared: dict[Variable, int] | None = None
        for monomial in self.terms:
            powers = dict(monomial)
            if shared is None:
                shared = powers
            else:
                shared = {one: min(power, powers[one]) for one, power in shared.items() if one in powers}
        return ordered((shared or {}).items())

    def ordered(self) -> list[tuple[Monomial, int]]:
        """The terms in a fixed order: those of higher degree first."""
        return sorted(
            self.terms.items(), key=lambda term: (-sum(power for _, power in term[0]), monomial_text(term[0]))
        )

    def positive_first(self) -> list[tuple[Monomial, int]]:
        """The terms as a person writes a difference: what is added, then what is subtracted."""
        return sorted(self.ordered(), key=lambda term: term[1] < 0)

    def variables(self) -> Iterator[Variable]:
        """The variables of its terms, each once, in a fixed order."""
        found = {variable for monomial in self.terms for variable, _ in monomial}
        return iter(sorted(found, key=str))


@frozen(slots=False)
class Division:
    """The whole number that top ÷ bottom (above 0) gives, rounded in a mode."""

    mode: Mode
    top: Polynomial
    bottom: Polynomial

    @cached_property
    def text(self) -> str:
        """As it is written in comments and ordered by."""
        return f"{self.mode}(({self.top}) / ({self.bottom}))"

    def __str__(self) -> str:
        return self.text


ZERO: Final = Polynomial()
ONE: Final = Polynomial([((), 1)])


def constant(value: int) -> Polynomial:
    """A number as a polynomial."""
    return Polynomial([((), value)])


def variable(one: Variable) -> Polynomial:
    """A variable as a polynomial."""
    return Polynomial([(((one, 1),), 1)])


def multiplied(one: Monomial, other: Monomial) -> Monomial:
    """The product of two monomials."""
    if not one or not other:
        return one or other
    powers = dict(one)
    for name, power in other:
        powers[name] = powers.get(name, 0) + power
    return ordered(powers.items())


def common(one: Monomial, other: Monomial) -> Monomial:
    """The greatest monomial that divides both."""
    powers = dict(other)
    return tuple((name, min(power, powers[name])) for name, power in one if name in powers)


def monomial_over(one: Monomial, factor: Monomial) -> Monomial:
    """A monomial divided by one that it has."""
    powers = dict(one)
    for name, power in factor:
        powers[name] -= power
    return tuple((name, power) for name, power in powers.items() if power)


def ordered(powers: Iterable[tuple[Variable, int]]) -> Monomial:
    """A monomial with its variables in order."""
    return tuple(sorted(powers, key=lambda power: str(power[0])))


def monomial_text(monomial: Monomial) -> str:
    """A monomial as written in comments."""
    return "*".join(str(one) if power == 1 else f"{one}^{power}" for one, power in monomial)


def _text(terms: list[tuple[Monomial, int]]) -> str:
    written = ""
    for monomial, factor in terms:
        size = abs(factor)
        body = monomial_text(monomial)
        one = str(size) if not body else body if size == 1 else f"{size}*{body}"
        sign = "-" if factor < 0 else "+"
        written += f" {sign} {one}" if written else f"{'-' if factor < 0 else ''}{one}"
    return written or "0"


def lowest_terms(top: Polynomial, bottom: Polynomial) -> tuple[Polynomial, Polynomial]:
    """A quotient without the whole numbers that divide both sides."""
    if not top.terms:
        return ZERO, ONE
    shared = gcd(top.content, bottom.content)
    return (top.over(shared), bottom.over(shared)) if shared > 1 else (top, bottom)


def half_of(polynomial: Polynomial) -> Polynomial:
    """Half of a polynomial whose factors are even, or of a constant, cut off."""
    return Polynomial((monomial, factor // 2) for monomial, factor in polynomial.terms.items())
