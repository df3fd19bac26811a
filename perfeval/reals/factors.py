"""Whole numbers taken apart as far as is cheap, and further against each other where a decision needs it."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from typing import Final

SMALL: Final = 1000
"""Primes below this are divided out of every number at once."""

CERTAINLY_PRIME: Final = SMALL * SMALL
"""A number below this without prime factors below `SMALL` is prime."""

_PRIMES: Final = tuple(n for n in range(2, SMALL) if all(n % d for d in range(2, math.isqrt(n) + 1)))
_PRODUCT: Final = math.prod(_PRIMES)


@functools.lru_cache(maxsize=4096)
def factored(number: int) -> tuple[tuple[int, int], ...]:
    """Pairs (base, exponent) whose powers multiply to `number` (> 0).

    The bases are coprime and none is a power: the primes below `SMALL`, and at most one base that has none of them.
    """
    found = []
    rest = number
    shared = math.gcd(number, _PRODUCT)
    for prime in _PRIMES:
        if shared == 1:
            break
        if shared % prime == 0:
            shared //= prime
            count = 0
            while rest % prime == 0:
                rest //= prime
                count += 1
            found.append((prime, count))
    if rest > 1:
        found.append(power_free(rest))
    return tuple(found)


def power_free(number: int) -> tuple[int, int]:
    """Write a number above 1, without prime factors below `SMALL`, as the highest power: (base, exponent)."""
    if number < CERTAINLY_PRIME:
        return number, 1
    times = 1
    for prime in _PRIMES:
        while number.bit_length() > 9 * prime:  # a base has at least ten binary digits
            root = whole_root(number, prime)
            if root**prime != number:
                break
            number, times = root, times * prime
    return number, times


def whole_root(number: int, degree: int) -> int:
    """The whole part of a root of a number above zero."""
    if degree == 2:
        return math.isqrt(number)
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        closer = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if closer >= guess:
            return guess
        guess = closer


def coprime_base(numbers: Iterable[int]) -> tuple[int, ...]:
    """Pairwise coprime numbers above 1, none a power, of whose powers all `numbers` (> 1) are products.

    The numbers have no prime factors below `SMALL` except that they may themselves be such primes.
    """
    waiting = sorted(set(numbers))
    base: list[int] = []
    while waiting:
        number = waiting.pop()
        for known in base:
            shared = math.gcd(known, number)
            if shared > 1:
                base.remove(known)
                parts = {shared, known // shared, number // shared} - {1}
                waiting.extend(parts)
                break
        else:
            base.append(number)
    return tuple(sorted({number if number < SMALL else power_free(number)[0] for number in base}))


def over_base(number: int, base: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Pairs (base, exponent) for a number that is a product of powers of the base."""
    found = []
    for part in base:
        count = 0
        while number % part == 0:
            number //= part
            count += 1
        if count:
            found.append((part, count))
    return tuple(found)
