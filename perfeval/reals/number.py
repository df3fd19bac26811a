"""Exact real numbers with the arithmetic of fractions and decided comparisons."""

from __future__ import annotations

from fractions import Fraction
from typing import NoReturn, TypeAlias

from perfeval.reals import form as forms
from perfeval.reals.decide import sign_of
from perfeval.reals.enclosure import of_fraction, times
from perfeval.reals.evaluate import FIRST_BITS, enclose
from perfeval.reals.form import ONE, Form, Monomial, Sum, of_rational, of_term
from perfeval.reals.refusals import division_by_zero
from perfeval.reals.showing import about

MOST_MULTIPLIED_OUT = 64
"""A product of two sums is multiplied out up to this number of terms, and otherwise kept as a product."""


class Real:
    """An exact real number that is not plainly rational: made by the functions of this package, never changed.

    `+ - * /` and comparisons take a `Real`, a `Fraction` or an `int` on either side. A result that is recognised as
    rational is a `Fraction`. Comparisons are decided, never guessed; where that fails they raise `UndecidedTieError`.
    """

    __slots__ = ("_form",)
    _form: Form

    def __init__(self) -> None:
        raise TypeError("a Real is made by sqrt, ln, exp and power")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Real is never changed: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Real is never changed: {name}")

    def __reduce__(self) -> tuple[object, tuple[Form]]:
        return number_of, (self._form,)

    def __copy__(self) -> Real:
        return self

    def __deepcopy__(self, memo: object) -> Real:
        return self

    def __repr__(self) -> str:
        return f"<Real near {about(self._form)}>"

    def __add__(self, other: object) -> Number:
        right = form_or_none(other)
        return NotImplemented if right is None else _number_of_sum(_sum(self._form, right))

    __radd__ = __add__

    def __sub__(self, other: object) -> Number:
        right = form_or_none(other)
        return NotImplemented if right is None else _number_of_sum(_sum(self._form, forms.negated(right)))

    def __rsub__(self, other: object) -> Number:
        left = form_or_none(other)
        return NotImplemented if left is None else _number_of_sum(_sum(left, forms.negated(self._form)))

    def __mul__(self, other: object) -> Number:
        right = form_or_none(other)
        return NotImplemented if right is None else number_of(multiplied(self._form, right))

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Number:
        under = form_or_none(other)
        return NotImplemented if under is None else number_of(multiplied(self._form, inverted(under)))

    def __rtruediv__(self, other: object) -> Number:
        over = form_or_none(other)
        return NotImplemented if over is None else number_of(multiplied(over, inverted(self._form)))

    def __neg__(self) -> Number:
        return _number_of_sum(forms.negated(self._form))

    def __pos__(self) -> Number:
        return self

    def __abs__(self) -> Number:
        return -self if sign_of(self._form) < 0 else self

    def __bool__(self) -> bool:
        return sign_of(self._form) != 0

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        right = form_or_none(other)
        return NotImplemented if right is None else compared(self._form, right) == 0

    def __lt__(self, other: object) -> bool:
        right = form_or_none(other)
        return NotImplemented if right is None else compared(self._form, right) < 0

    def __le__(self, other: object) -> bool:
        right = form_or_none(other)
        return NotImplemented if right is None else compared(self._form, right) <= 0

    def __gt__(self, other: object) -> bool:
        right = form_or_none(other)
        return NotImplemented if right is None else compared(self._form, right) > 0

    def __ge__(self, other: object) -> bool:
        right = form_or_none(other)
        return NotImplemented if right is None else compared(self._form, right) >= 0

    def __hash__(self) -> int:
        from perfeval.reals.hashing import hash_of

        return hash_of(self._form)


Number: TypeAlias = Fraction | Real
"""An exact number: rational where that is recognised."""


def number_of(form: Form) -> Number:
    """The number that a form is. `MagnitudeError` beyond the bounds of forms."""
    rational = form.rational()
    return _real(forms.checked(form)) if rational is None else rational


def _number_of_sum(form: Form) -> Number:
    """The same for a sum; adding cannot make numbers explode, so that coefficients are not measured again."""
    rational = form.rational()
    return _real(forms.short_enough(form)) if rational is None else rational


def _real(form: Form) -> Real:
    made = object.__new__(Real)
    object.__setattr__(made, "_form", form)
    return made


def form_of(value: Number | int) -> Form:
    """The form of a number. `TypeError` for anything that is not exact."""
    found = form_or_none(value)
    if found is None:
        raise TypeError(f"an exact number is wanted, not {type(value).__name__}")
    return found


def form_or_none(value: object) -> Form | None:
    """The form of a number, or None for what is not an exact number."""
    match value:
        case Real():
            return value._form  # noqa: SLF001 - the one door between numbers and forms
        case Fraction():
            return of_rational(value)
        case int():
            return of_rational(Fraction(value))
        case _:
            return None


def sign(value: Number) -> int:
    """-1, 0 or 1, decided. `UndecidedTieError` where that fails."""
    return sign_of(form_of(value))


def compared(first: Form, second: Form) -> int:
    """-1, 0 or 1 as the first number is below, equal to or above the second."""
    if first == second:
        return 0
    left, right = enclose(first, FIRST_BITS).ends(), enclose(second, FIRST_BITS).ends()
    if left[1] < right[0]:
        return -1
    if left[0] > right[1]:
        return 1
    return sign_of(_sum(first, forms.negated(second)))


def _sum(first: Form, second: Form) -> Form:
    return _quotient_seen(forms.plus(first, second))


def _quotient_seen(form: Form) -> Form:
    """Write c*x/x as c: a sum over a denominator of which it is itself a multiple."""
    if len(form.terms) < 2:
        return form
    first = next(iter(form.terms))
    for power in first:
        atom, exponent = power
        if isinstance(atom, Sum) and exponent < 0 and len(atom.of.terms) == len(form.terms):
            if not all(power in monomial for monomial in form.terms):
                continue
            over = Form({monomial - {power}: coefficient for monomial, coefficient in form.terms.items()})
            factor = _multiple(over, atom.of)
            if factor is not None:
                return of_term(*_times_factor(factor, forms.product([(atom, forms.plain_exponent(exponent + 1))])))
    return form


def _times_factor(factor: Fraction, term: tuple[Fraction, Monomial]) -> tuple[Fraction, Monomial]:
    return factor * term[0], term[1]


def _multiple(form: Form, of: Form) -> Fraction | None:
    """The rational number by which `of` must be multiplied to give `form`, where there is one."""
    if form.terms.keys() != of.terms.keys():
        return None
    factor: Fraction | None = None
    for monomial, coefficient in form.terms.items():
        quotient = coefficient / of.terms[monomial]
        if factor is not None and factor != quotient:
            return None
        factor = quotient
    return factor


def multiplied(first: Form, second: Form) -> Form:
    """The product of two forms."""
    if len(first.terms) > 1 and len(second.terms) > 1:
        if len(first.terms) * len(second.terms) > MOST_MULTIPLIED_OUT:
            first, second = as_factor(first), as_factor(second)
    elif len(first.terms) > 1:
        first = _as_factor_beside(first, second)
    else:
        second = _as_factor_beside(second, first)
    return _quotient_seen(forms.sums_multiplied_out(forms.times(first, second), MOST_MULTIPLIED_OUT))


def _as_factor_beside(form: Form, other: Form) -> Form:
    """A sum as a factor, where the other form has the same sum as a factor."""
    for monomial in other.terms:
        for atom, _ in monomial:
            if isinstance(atom, Sum) and len(atom.of.terms) == len(form.terms):
                factor = _multiple(form, atom.of)
                if factor is not None:
                    return of_term(factor, frozenset([(atom, 1)]))
    return form


def as_factor(form: Form) -> Form:
    """The form as a single term: what all its terms share, and at need a sum as a further atom."""
    if len(form.terms) < 2:
        return form
    if form.factor is None:
        shared = forms.common_factor(form)
        rest = (
            Form({monomial - shared: coefficient for monomial, coefficient in form.terms.items()}) if shared else form
        )
        side = sign_of(rest)
        if side == 0:
            return forms.ZERO
        factor = forms.content(rest) * side
        bare = forms.scaled(rest, 1 / factor)
        for bits, known in list(rest.enclosures.items()):
            bare.enclosures[bits] = times(known, of_fraction(1 / factor, bits), bits)
        form.factor = forms.times(of_term(factor, shared), of_term(ONE, frozenset([(Sum(bare), 1)])))
    return form.factor


def inverted(form: Form) -> Form:
    """One divided by the form. `RealDivisionByZeroError` where that is zero."""
    if sign_of(form) == 0:
        raise division_by_zero()
    single = as_factor(form).single()
    assert single is not None  # noqa: S101 - not zero
    coefficient, monomial = single
    factor, inverse = forms.product((atom, -exponent) for atom, exponent in monomial)
    return of_term(ONE / coefficient * factor, inverse)
