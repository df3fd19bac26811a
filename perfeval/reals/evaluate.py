"""Enclosing the value of a form to a number of binary digits."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from perfeval.reals import enclosure
from perfeval.reals.enclosure import Enclosure, StraddlesZeroError
from perfeval.reals.form import Atom, Exp, Exponent, Form, Log, Monomial, Sum, Whole
from perfeval.reals.points import MAX_BITS
from perfeval.reals.refusals import undecided

FIRST_BITS = 64
"""The precision at which every value is first enclosed; doubled until a question is settled."""
MOST_AT_ONCE = 64
"""The largest exponent to which an enclosure is raised however wide it is."""


def enclose(form: Form, bits: int) -> Enclosure:
    """An enclosure of the value of a form, every term to `bits` binary digits."""
    known = form.enclosures.get(bits)
    if known is None:
        known = _total(form, bits)
        form.enclosures[bits] = known
    return known


def _total(form: Form, bits: int) -> Enclosure:
    parts = []
    powers: dict[tuple[Atom, Exponent], Enclosure] = {}
    for monomial, coefficient in form.terms.items():
        part = _product(monomial, bits, powers)
        if part is None:
            parts.append(enclosure.of_fraction(coefficient, bits))
        elif coefficient == 1:
            parts.append(part)
        else:
            parts.append(enclosure.times(enclosure.of_fraction(coefficient, bits), part, bits))
    return parts[0] if len(parts) == 1 else enclosure.total(parts, bits)


def _product(monomial: Monomial, bits: int, powers: dict[tuple[Atom, Exponent], Enclosure]) -> Enclosure | None:
    result = None
    for power in monomial:
        factor = powers.get(power)
        if factor is None:
            factor = powers[power] = _power(*power, bits)
        result = factor if result is None else enclosure.times(result, factor, bits)
    return result


def _power(atom: Atom, exponent: Exponent, bits: int) -> Enclosure:
    if exponent == 1:
        return _atom(atom, bits)
    power = Fraction(exponent)
    if 0 < power <= MOST_AT_ONCE and power.denominator == 1:
        return enclosure.whole_power(_atom(atom, bits), power.numerator, bits)
    # Inverses and roots are taken only of atoms already known to lie apart from zero.
    finer = bits
    while True:
        try:
            found = _atom(atom, finer)
            if abs(power) <= MOST_AT_ONCE or found.high - found.low <= abs(found.low) >> 32:
                return enclosure.root_power(found, power, bits)
            finer = _finer(finer)
        except StraddlesZeroError:
            finer = _finer(finer)


def _atom(atom: Atom, bits: int) -> Enclosure:
    match atom:
        case Whole(base):
            return enclosure.of_fraction(Fraction(base), bits)
        case Log(of):
            return enclosure.logarithm_of_whole(of, bits) if isinstance(of, int) else _logarithm(of, bits)
        case Exp(of):
            return _exponential(of, bits)
        case Sum(of):
            return enclose(of, bits)
        case _:
            assert_never(atom)


def _logarithm(form: Form, bits: int) -> Enclosure:
    finer = bits
    while True:
        try:
            return enclosure.logarithm(enclose(form, finer), bits)
        except StraddlesZeroError:
            finer = _finer(finer)


def _exponential(form: Form, bits: int) -> Enclosure:
    finer = bits
    while True:
        found = enclose(form, finer)
        if (found.high - found.low).bit_length() + found.exponent <= 0:
            return enclosure.exponential(found, bits)
        finer = _finer(finer)


def _finer(bits: int) -> int:
    if bits >= 4 * MAX_BITS:
        raise undecided(bits)
    return 2 * bits
