"""How close to zero an algebraic number can come without being zero.

The bound of Burnikel, Funke, Mehlhorn, Schirra and Schmitt ("A separation bound for real algebraic expressions",
2001): a number that is built by + - * / and roots is a quotient U/L of algebraic integers of which all conjugates are
at most u and l in size; if it is not zero it is at least 1 / (u**(D-1) * l), where D is the product of the degrees of
the roots.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import NamedTuple

from perfeval.reals.form import Atom, Exp, Form, Log, Sum, Whole


class _Bound(NamedTuple):
    """Binary logarithms, rounded up, of u and l."""

    over: int
    under: int


class _TranscendentalError(Exception):
    """A logarithm or an exponential stands in the form."""


def separation_bits(form: Form) -> int | None:
    """The least `n` known such that the value, if it is not zero, is at least 2**-n; None beside ln and exp."""
    degrees: dict[Atom, int] = {}
    try:
        _collect_degrees(form, degrees)
        bound = _of_form(form, degrees)
    except _TranscendentalError:
        return None
    return (math.prod(degrees.values()) - 1) * bound.over + bound.under


def _collect_degrees(form: Form, degrees: dict[Atom, int]) -> None:
    for monomial in form.terms:
        for atom, exponent in monomial:
            match atom:
                case Log() | Exp():
                    raise _TranscendentalError
                case Sum(of):
                    _collect_degrees(of, degrees)
                case Whole():
                    pass
            degrees[atom] = math.lcm(degrees.get(atom, 1), exponent.denominator)


def _of_form(form: Form, degrees: dict[Atom, int]) -> _Bound:
    terms = []
    for monomial, coefficient in form.terms.items():
        over, under = _bits(coefficient.numerator), _bits(coefficient.denominator)
        for atom, exponent in monomial:
            power = _of_root(atom, degrees)
            count = abs(int(exponent * degrees[atom]))
            over += count * (power.over if exponent > 0 else power.under)
            under += count * (power.under if exponent > 0 else power.over)
        terms.append(_Bound(over, under))
    under = sum(term.under for term in terms)
    over = max(term.over - term.under for term in terms) + under + _bits(len(terms))
    return _Bound(max(over, 0), under)


def _of_root(atom: Atom, degrees: dict[Atom, int]) -> _Bound:
    degree = degrees[atom]
    match atom:
        case Whole(base):
            inner = _Bound(_bits(base), 0)
        case Sum(of):
            inner = _of_form(of, degrees)
        case Log() | Exp():
            raise _TranscendentalError
    if inner.over >= inner.under:
        return _Bound(_shared(inner.over + (degree - 1) * inner.under, degree), inner.under)
    return _Bound(inner.over, _shared((degree - 1) * inner.over + inner.under, degree))


def _bits(number: int) -> int:
    return abs(number - 1).bit_length() if number > 0 else abs(number).bit_length()


def _shared(bits: int, degree: int) -> int:
    return math.ceil(Fraction(bits, degree))
