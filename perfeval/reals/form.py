"""The normal form in which every exact real number is kept: a sum of rational multiples of products of atoms.

An atom is a whole number under a root, a logarithm, an exponential, or a sum that stands under a root or a fraction
line. Equal forms are equal numbers; where different forms are equal numbers is the business of `zero`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Final, TypeAlias

from attrs import frozen

from perfeval.reals.enclosure import Enclosure
from perfeval.reals.factors import factored
from perfeval.reals.points import MAX_BITS
from perfeval.reals.refusals import too_large, too_long

Exponent: TypeAlias = int | Fraction
"""A rational exponent; a whole one is always an `int`."""

MAX_DEPTH: Final = 40
"""How deep roots, logarithms, exponentials and fraction lines may stand in each other."""
MAX_TERMS: Final = 4096
"""The most terms of a form."""
MAX_COEFFICIENT_BITS: Final = 1 << 16
"""The longest numerator or denominator in a form."""
MAX_WHOLE_BITS: Final = 2 * MAX_BITS
"""The longest numerator or denominator under a root or in a logarithm."""

ONE: Final = Fraction(1)


class Form:
    """A sum: the rational coefficient (never zero) of each product of atoms. Empty for zero. Never changed once made.

    `enclosures` remembers what has been computed about the value, by precision; `depth` is how deep atoms stand in each
    other, or a little more; `factor` is remembered by `number.as_factor`.
    """

    __slots__ = ("_depth", "_hash", "enclosures", "factor", "terms")

    terms: Mapping[Monomial, Fraction]
    enclosures: dict[int, Enclosure]
    factor: Form | None

    def __init__(self, terms: Mapping[Monomial, Fraction], depth: int | None = None) -> None:
        self.terms = terms
        self.enclosures = {}
        self.factor = None
        self._hash: int | None = None
        self._depth = depth

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Form):
            return NotImplemented
        return self is other or self.terms == other.terms

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self.terms.items()))
        return self._hash

    def __reduce__(self) -> tuple[type[Form], tuple[dict[Monomial, Fraction]]]:
        return Form, (dict(self.terms),)

    def __repr__(self) -> str:
        return f"Form({dict(self.terms)!r})"

    @property
    def depth(self) -> int:
        """How deep atoms stand in each other; after cancelling perhaps less."""
        if self._depth is None:
            self._depth = max((atom.depth for monomial in self.terms for atom, _ in monomial), default=0)
        return self._depth

    def rational(self) -> Fraction | None:
        """The value, where the form is plainly a rational number."""
        if not self.terms:
            return Fraction(0)
        return self.terms.get(UNIT) if len(self.terms) == 1 else None

    def single(self) -> tuple[Fraction, Monomial] | None:
        """Coefficient and product, where there is only one term."""
        if len(self.terms) != 1:
            return None
        ((monomial, coefficient),) = self.terms.items()
        return coefficient, monomial


@frozen(cache_hash=True)
class Whole:
    """A whole number above 1, not a power, under a root: its exponent lies between 0 and 1."""

    base: int

    @property
    def depth(self) -> int:
        """One root."""
        return 1


@frozen(cache_hash=True)
class Log:
    """The natural logarithm of a whole number as in `Whole`, or of a positive sum."""

    of: int | Form

    @property
    def depth(self) -> int:
        """One more than what it is taken of."""
        return 1 if isinstance(self.of, int) else 1 + self.of.depth


@frozen(cache_hash=True)
class Exp:
    """The natural exponential; a product has at most one, with the exponent 1."""

    of: Form

    @property
    def depth(self) -> int:
        """One more than what it is taken of."""
        return 1 + self.of.depth


@frozen(cache_hash=True)
class Sum:
    """A positive sum taken as one factor, free of a rational factor."""

    of: Form

    @property
    def depth(self) -> int:
        """One more than what it is taken of."""
        return 1 + self.of.depth


Atom: TypeAlias = Whole | Log | Exp | Sum
Monomial: TypeAlias = frozenset[tuple[Atom, Exponent]]

UNIT: Final[Monomial] = frozenset()
"""The empty product, 1."""
ZERO: Final = Form({})


def plain_exponent(value: Exponent) -> Exponent:
    """A whole exponent as an `int`."""
    return value.numerator if value.denominator == 1 else value


def of_rational(value: Fraction) -> Form:
    """A rational number as a form."""
    return Form({UNIT: value}) if value else ZERO


def of_term(coefficient: Fraction, monomial: Monomial) -> Form:
    """One term as a form."""
    return Form({monomial: coefficient}) if coefficient else ZERO


def checked(form: Form) -> Form:
    """The form itself, if it is within the stated bounds; `MagnitudeError` if not."""
    short_enough(form)
    for coefficient in form.terms.values():
        if max(coefficient.numerator.bit_length(), coefficient.denominator.bit_length()) > MAX_COEFFICIENT_BITS:
            raise too_large()
    return form


def short_enough(form: Form) -> Form:
    """The form itself, if it has not too many terms and levels; what adding can make of it."""
    if len(form.terms) > MAX_TERMS or form.depth > MAX_DEPTH:
        raise too_long()
    return form


def plus(first: Form, second: Form) -> Form:
    """The sum of two forms."""
    if not first.terms:
        return second
    if not second.terms:
        return first
    if len(first.terms) < len(second.terms):
        first, second = second, first
    terms = dict(first.terms)
    for monomial, coefficient in second.terms.items():
        _add(terms, monomial, coefficient)
    return Form(terms, max(first.depth, second.depth))


def _add(terms: dict[Monomial, Fraction], monomial: Monomial, coefficient: Fraction) -> None:
    known = terms.get(monomial)
    if known is None:
        terms[monomial] = coefficient
    elif coefficient == -known:
        del terms[monomial]
    else:
        terms[monomial] = known + coefficient


def scaled(form: Form, factor: Fraction) -> Form:
    """A rational multiple (not by zero) of a form."""
    return Form({monomial: coefficient * factor for monomial, coefficient in form.terms.items()}, form.depth)


def negated(form: Form) -> Form:
    """The form with the other sign."""
    return Form({monomial: -coefficient for monomial, coefficient in form.terms.items()}, form.depth)


def minus(first: Form, second: Form) -> Form:
    """The difference of two forms."""
    return plus(first, negated(second))


def times(first: Form, second: Form) -> Form:
    """The product, every term with every term; sums that are factors are left standing."""
    for one, other in ((first, second), (second, first)):
        factor = one.rational()
        if factor is not None:
            return scaled(other, factor) if factor else ZERO
    terms: dict[Monomial, Fraction] = {}
    for left, over in first.terms.items():
        for right, under in second.terms.items():
            factor, monomial = _product(left, right)
            _add(terms, monomial, over * under if factor == 1 else over * under * factor)
    return Form(terms, max(first.depth, second.depth))


def _product(left: Monomial, right: Monomial) -> tuple[Fraction, Monomial]:
    if not left:
        return ONE, right
    if not right:
        return ONE, left
    return product([*left, *right]) if _meet(left, right) else (ONE, left | right)


def _meet(left: Monomial, right: Monomial) -> bool:
    """Whether some atom, or e, has a power in both."""
    atoms = {atom for atom, _ in left}
    power_of_e = any(isinstance(atom, Exp) for atom in atoms)
    return any(atom in atoms or (power_of_e and isinstance(atom, Exp)) for atom, _ in right)


def product(powers: Iterable[tuple[Atom, Exponent]]) -> tuple[Fraction, Monomial]:
    """The product of powers of atoms: a rational factor and a monomial."""
    collected: dict[Atom, Exponent] = {}
    exponent_of_e = ZERO
    for atom, exponent in powers:
        if isinstance(atom, Exp):
            exponent_of_e = plus(exponent_of_e, scaled(atom.of, Fraction(exponent)) if exponent != 1 else atom.of)
        else:
            known = collected.get(atom)
            collected[atom] = exponent if known is None else plain_exponent(known + exponent)
    factor = ONE
    kept: list[tuple[Atom, Exponent]] = [(Exp(exponent_of_e), 1)] if exponent_of_e.terms else []
    for atom, exponent in collected.items():
        left = exponent
        if isinstance(atom, Whole):
            whole = math.floor(exponent)
            if whole:
                factor *= whole_power(Fraction(atom.base), whole)
                left = plain_exponent(exponent - whole)
        if left:
            kept.append((atom, left))
    return factor, frozenset(kept)


def whole_power(base: Fraction, exponent: int) -> Fraction:
    """A rational power of a rational number; refused when it would be too long."""
    size = max(base.numerator.bit_length(), base.denominator.bit_length())
    if size > 1 and (size - 1) * abs(exponent) > MAX_BITS:
        raise too_large()
    return Fraction(base**exponent)


def rational_power(base: Fraction, exponent: Fraction) -> tuple[Fraction, Monomial]:
    """A rational power of a positive rational number: a rational factor and roots of whole numbers."""
    return product((Whole(part), plain_exponent(count * exponent)) for part, count in bases(base))


def bases(number: Fraction) -> list[tuple[int, int]]:
    """Bases and whole exponents whose powers multiply to a positive rational number."""
    over, under = number.numerator, number.denominator
    if max(over.bit_length(), under.bit_length()) > MAX_WHOLE_BITS:
        raise too_large()
    return [*factored(over), *((part, -count) for part, count in factored(under))]


def content(form: Form) -> Fraction:
    """The positive rational number by which the coefficients become whole numbers without a common factor."""
    over = math.gcd(*(coefficient.numerator for coefficient in form.terms.values()))
    under = math.lcm(*(coefficient.denominator for coefficient in form.terms.values()))
    return Fraction(over, under)


def common_factor(form: Form) -> Monomial:
    """The atoms that stand with the same exponent in every term."""
    monomials = iter(form.terms)
    return next(monomials).intersection(*monomials)


def logarithm_alone(monomial: Monomial) -> int | Form | None:
    """What a monomial that is just a logarithm is the logarithm of."""
    if len(monomial) == 1:
        ((atom, exponent),) = monomial
        if isinstance(atom, Log) and exponent == 1:
            return atom.of
    return None


def sums_multiplied_out(form: Form, most: int) -> Form:
    """Multiply out the sums that stand as factors, where no step makes more than `most` products."""
    if not any(_multiplies(atom, exponent) for monomial in form.terms for atom, exponent in monomial):
        return form
    result = ZERO
    for monomial, coefficient in form.terms.items():
        result = plus(result, _term_multiplied_out(coefficient, monomial, most))
    return result


def _multiplies(atom: Atom, exponent: Exponent) -> bool:
    return isinstance(atom, Sum) and exponent >= 1


def _term_multiplied_out(coefficient: Fraction, monomial: Monomial, most: int) -> Form:
    sums = [(atom, exponent) for atom, exponent in monomial if _multiplies(atom, exponent)]
    if not sums:
        return of_term(coefficient, monomial)
    rest = monomial.difference(sums)
    roots = [(atom, exponent - math.floor(exponent)) for atom, exponent in sums if exponent != math.floor(exponent)]
    result = of_term(coefficient, rest.union(roots))
    for atom, exponent in sums:
        assert isinstance(atom, Sum)  # noqa: S101 - chosen so above
        for _ in range(math.floor(exponent)):
            if len(result.terms) * len(atom.of.terms) > most:
                return of_term(coefficient, monomial)
            result = times(result, atom.of)
    return sums_multiplied_out(result, most)
