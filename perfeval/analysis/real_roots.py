"""Polynomials in one variable with rational coefficients: where they are 0, and which sign they have, exactly.

Roots that are no fractions are kept as intervals with fractions for ends in which a polynomial without double roots has
just one root (Sturm's theorem, 1829). No sign is ever read off a float.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias

from attrs import frozen

Coefficients: TypeAlias = tuple[Fraction, ...]
"""From the constant term up, the last one not 0; the zero polynomial is empty."""

ZERO: Final[Coefficients] = ()
NARROW: Final = 2**20


@frozen
class Root:
    """A root: the fraction (`low` = `high`), or an interval in which `of` has just this one."""

    low: Fraction
    high: Fraction
    of: Coefficients = ()

    @property
    def exact(self) -> Fraction | None:
        """The root as a fraction; None where it is none."""
        return self.low if self.low == self.high else None

    def halved(self) -> Root:
        """The same root between closer ends."""
        if self.exact is not None:
            return self
        middle = (self.low + self.high) / 2
        there = sign_at(self.of, middle)
        if not there:
            return Root(middle, middle)
        if there == sign_at(self.of, self.low):
            return Root(middle, self.high, self.of)
        return Root(self.low, middle, self.of)


def normal(coefficients: Sequence[Fraction]) -> Coefficients:
    """Without zeros at the end."""
    kept = list(coefficients)
    while kept and kept[-1] == 0:
        kept.pop()
    return tuple(kept)


def value_at(one: Coefficients, x: Fraction) -> Fraction:
    """The value at a fraction."""
    total = Fraction(0)
    for coefficient in reversed(one):
        total = total * x + coefficient
    return total


def sign_at(one: Coefficients, x: Fraction) -> int:
    """The sign at a fraction."""
    found = value_at(one, x)
    return (found > 0) - (found < 0)


def added(one: Coefficients, other: Coefficients, times: Fraction = Fraction(1)) -> Coefficients:
    """One plus so many times the other."""
    size = max(len(one), len(other))
    padded = [(*part, *[Fraction(0)] * (size - len(part))) for part in (one, other)]
    return normal([left + times * right for left, right in zip(*padded, strict=True)])


def multiplied(one: Coefficients, other: Coefficients) -> Coefficients:
    """The product."""
    found = [Fraction(0)] * max(0, len(one) + len(other) - 1)
    for i, left in enumerate(one):
        for j, right in enumerate(other):
            found[i + j] += left * right
    return normal(found)


def derivative(one: Coefficients) -> Coefficients:
    """The slope."""
    return normal([power * coefficient for power, coefficient in enumerate(one)][1:])


def divided(one: Coefficients, other: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Quotient and remainder; the divisor is not 0."""
    rest, quotient = list(one), [Fraction(0)] * max(0, len(one) - len(other) + 1)
    while len(rest) >= len(other):
        factor, shift = rest[-1] / other[-1], len(rest) - len(other)
        quotient[shift] = factor
        for place, coefficient in enumerate(other):
            rest[place + shift] -= factor * coefficient
        rest = list(normal(rest[:-1]))
    return normal(quotient), tuple(rest)


def common_divisor(one: Coefficients, other: Coefficients) -> Coefficients:
    """The greatest polynomial that divides both, its first coefficient 1."""
    while other:
        one, other = other, divided(one, other)[1]
    return tuple(coefficient / one[-1] for coefficient in one) if one else ZERO


@lru_cache(maxsize=4096)
def _shared(one: Coefficients, other: Coefficients) -> Coefficients:
    return common_divisor(one, other)


def without_doubles(one: Coefficients) -> Coefficients:
    """The polynomial with each of its roots once."""
    shared = common_divisor(one, derivative(one))
    return divided(one, shared)[0] if len(shared) > 1 else one


# ---- roots ----


def roots_of(polynomials: Iterable[Coefficients]) -> list[Root]:
    """All real roots of some polynomials (none of them 0), each once, from the least up."""
    fractions: set[Fraction] = set()
    others: dict[Coefficients, None] = {}
    for one in dict.fromkeys(polynomials):
        exact, rest = _split(one)
        fractions.update(exact)
        if len(rest) > 1:
            others[rest] = None
    ordered = sorted(fractions)
    irrational: list[Root] = []
    for one in others:
        for root in _isolated(one):
            _insert(irrational, root)
    apart = [_away_from(root, ordered) for root in irrational]
    return sorted([*(Root(one, one) for one in ordered), *apart], key=lambda root: root.low)


def has_root_between(one: Coefficients, low: Fraction | None, high: Fraction | None) -> bool:
    """Whether a polynomial (not 0) has a root between two numbers, or at one of them; None: without bound."""
    exact, rest = _split(one)
    roots = (*(Root(root, root) for root in exact), *(_isolated(rest) if len(rest) > 1 else ()))
    return any((low is None or low <= root.high) and (high is None or root.low <= high) for root in roots)


def _insert(roots: list[Root], root: Root) -> None:
    """Put a root that is no fraction among others, in intervals that do not overlap; not twice."""
    place = bisect_left(roots, root.high, key=lambda one: one.low)
    while place and roots[place - 1].high > root.low:
        other = roots[place - 1]
        if _is_same(root, other):
            return
        while root.low < other.high and other.low < root.high:
            root, other = root.halved(), other.halved()
        roots[place - 1] = other
        if other.low < root.high:
            break
        place -= 1
    roots.insert(place, root)


def _is_same(one: Root, other: Root) -> bool:
    """Whether two roots in intervals that overlap are one: then what divides both polynomials has it there."""
    shared = _shared(one.of, other.of)
    low, high = max(one.low, other.low), min(one.high, other.high)
    return len(shared) > 1 and sign_at(shared, low) != sign_at(shared, high)


def _away_from(root: Root, fractions: Sequence[Fraction]) -> Root:
    """A root that is no fraction in an interval without any of these."""
    while True:
        place = bisect_left(fractions, root.low)
        if place == len(fractions) or fractions[place] > root.high:
            return root
        root = root.halved()


@lru_cache(maxsize=4096)
def _split(one: Coefficients) -> tuple[tuple[Fraction, ...], Coefficients]:
    """The roots that are fractions, and what is left without them and without double roots."""
    if len(one) <= 1:
        return (), one
    if len(one) == 2:
        return (-one[0] / one[1],), (Fraction(1),)
    rest = without_doubles(one)
    found: list[Fraction] = []
    for root in _isolated(rest):
        exact = _fraction(root)
        if exact is not None:
            found.append(exact)
            rest = divided(rest, (-exact, Fraction(1)))[0]
    return tuple(found), rest


def _fraction(root: Root) -> Fraction | None:
    """The root as a fraction: its denominator divides the first of the whole coefficients."""
    if root.exact is not None:
        return root.exact
    whole = root.of
    for coefficient in root.of:
        whole = tuple(one * coefficient.denominator for one in whole)
    most = abs(int(whole[-1]))
    while (root.high - root.low) * 2 * most * most >= 1:
        root = root.halved()
        if root.exact is not None:
            return root.exact
    nearest = ((root.low + root.high) / 2).limit_denominator(most)
    return nearest if not value_at(whole, nearest) and root.low <= nearest <= root.high else None


@lru_cache(maxsize=4096)
def _isolated(one: Coefficients) -> tuple[Root, ...]:
    """The real roots of a polynomial without double roots, each in an interval of its own."""
    if len(one) <= 1:
        return ()
    chain = _sturm_chain(one)
    bound = 1 + max(abs(coefficient / one[-1]) for coefficient in one)
    found: list[Root] = []
    open_: list[tuple[Fraction, Fraction]] = [(-bound, bound)]
    while open_:
        low, high = open_.pop()
        count = _changes(chain, low) - _changes(chain, high)  # roots in (low, high]
        if count == 0:
            continue
        middle = (low + high) / 2
        if count == 1 and sign_at(one, high):
            found.append(Root(low, high, one))
            continue
        if not sign_at(one, middle):
            found.append(Root(middle, middle))
            step = (high - low) / 4
            while _changes(chain, middle - step) - _changes(chain, middle + step) > 1 or not (
                sign_at(one, middle - step) and sign_at(one, middle + step)
            ):
                step /= 2
            open_ += [(low, middle - step), (middle + step, high)]
            continue
        open_ += [(low, middle), (middle, high)]
    return tuple(sorted(map(_narrowed, found), key=lambda root: root.low))


def _narrowed(root: Root) -> Root:
    """A root between ends so close that it seldom lies there together with others."""
    while root.exact is None and (root.high - root.low) * NARROW > max(abs(root.low), Fraction(1, NARROW)):
        root = root.halved()
    return root


@lru_cache(maxsize=4096)
def _sturm_chain(one: Coefficients) -> tuple[Coefficients, ...]:
    chain = [one, derivative(one)]
    while len(chain[-1]) > 1:
        rest = divided(chain[-2], chain[-1])[1]
        if not rest:
            break
        chain.append(tuple(-coefficient for coefficient in rest))
    return tuple(chain)


def _changes(chain: Sequence[Coefficients], x: Fraction) -> int:
    signs = [sign for one in chain if (sign := sign_at(one, x))]
    return sum(left != right for left, right in pairwise(signs))


def sign_at_root(one: Coefficients, root: Root) -> int:
    """The sign of a polynomial at a root."""
    if not one:
        return 0
    if root.exact is not None:
        return sign_at(one, root.exact)
    shared = _shared(one, root.of)
    if len(shared) > 1 and sign_at(shared, root.low) != sign_at(shared, root.high):
        return 0
    chain = _sturm_chain(without_doubles(one)) if len(one) > 1 else ()
    while chain and (
        _changes(chain, root.low) - _changes(chain, root.high)
        or not sign_at(one, root.low)
        or not sign_at(one, root.high)
    ):
        root = root.halved()
    return sign_at(one, (root.low + root.high) / 2)


def near(root: Root) -> Fraction:
    """A root, or a fraction that is the same to many more digits than are shown."""
    while root.exact is None and root.high - root.low > Fraction(1, 10**15):
        root = root.halved()
    return (root.low + root.high) / 2
