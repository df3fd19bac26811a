"""Proving that the value of a form is zero, or that it is not, by algebra.

Fractions are cleared and sums multiplied out; roots of sums are eliminated one after another by multiplying with the
conjugate; whole numbers are taken apart against each other. What is left is decided by what is known to be independent:
- roots of whole numbers without common factors over the rational numbers (Besicovitch 1940);
- logarithms of such numbers, and 1, over the algebraic numbers (Baker 1966);
- exponentials of different algebraic numbers over the algebraic numbers (Lindemann and Weierstrass 1885).
"""

from __future__ import annotations

import enum
import math
from fractions import Fraction
from typing import Final

from perfeval.reals.evaluate import enclose
from perfeval.reals.factors import CERTAINLY_PRIME, SMALL, coprime_base, over_base
from perfeval.reals.form import (
    ONE,
    UNIT,
    ZERO,
    Atom,
    Exp,
    Exponent,
    Form,
    Log,
    Monomial,
    Sum,
    Whole,
    common_factor,
    logarithm_alone,
    minus,
    negated,
    of_rational,
    of_term,
    plain_exponent,
    plus,
    product,
    sums_multiplied_out,
    times,
)
from perfeval.reals.refusals import RealArithmeticError

MOST_PRODUCTS: Final = 3000
"""The most products of two terms made at one step of a proof."""
MOST_STEPS: Final = 60
"""The most steps of one proof."""
HIGHEST_ROOT: Final = 4
"""The highest degree of a root of a sum that is eliminated."""
MOST_FACTORS: Final = 32
"""The highest power of a sum that is multiplied out."""
PROBE_BITS: Final = (64, 256, 1024)
"""Precisions at which a proof looks whether a number lies apart from zero."""


class Verdict(enum.Enum):
    """What a proof found."""

    ZERO = "zero"
    NOT_ZERO = "not zero"
    OPEN = "open"


class _TooMuchError(Exception):
    """The proof would be longer than stated."""


def judge(form: Form) -> Verdict:
    """Whether the value is zero, by algebra alone where that is possible in a bounded number of steps."""
    try:
        return _Proof().judge(form)
    except (_TooMuchError, RealArithmeticError):
        return Verdict.OPEN


class _Proof:
    """One proof, with the steps that it has left."""

    def __init__(self) -> None:
        self.steps = MOST_STEPS

    def judge(self, form: Form) -> Verdict:
        self.steps -= 1
        if self.steps < 0:
            raise _TooMuchError
        if _apart(form):
            return Verdict.NOT_ZERO
        form = _over_common_base(form)
        cleared = self._multiplied_out(_fractions_cleared(form))
        while cleared is not form:  # what is multiplied out may hold further fractions
            form, cleared = cleared, self._multiplied_out(_fractions_cleared(cleared))
        form = _without_shared(form)
        if form.rational() is not None:
            return Verdict.ZERO if not form.terms else Verdict.NOT_ZERO
        root = _deepest_root(form)
        if root is not None:
            return self._without_root(form, *root)
        exponents = _exponents_of_e(form)
        if any(exponent.terms for exponent in exponents):
            return self._of_exponentials(form, exponents)
        if _independent(form):
            return Verdict.NOT_ZERO
        return self._of_logarithms(form)

    def is_zero(self, form: Form) -> bool:
        return not form.terms or self.judge(form) is Verdict.ZERO

    def _multiplied_out(self, form: Form) -> Form:
        form = sums_multiplied_out(form, MOST_PRODUCTS)
        left = any(isinstance(atom, Sum) and exponent >= 1 for monomial in form.terms for atom, exponent in monomial)
        if left or len(form.terms) > MOST_PRODUCTS:
            raise _TooMuchError
        return form

    def _times(self, first: Form, second: Form) -> Form:
        if len(first.terms) * len(second.terms) > MOST_PRODUCTS:
            raise _TooMuchError
        return self._multiplied_out(times(first, second))

    def _without_root(self, form: Form, atom: Atom, degree: int) -> Verdict:
        """Decide by the norm: the product of the form with all that it becomes when the root is another one."""
        if degree > HIGHEST_ROOT:
            raise _TooMuchError
        parts = _by_power(form, atom, degree)
        radicand = atom.of if isinstance(atom, Sum) else of_term(ONE, frozenset([(atom, 1)]))
        # Row i is the form times the root to the i, written in powers of the root.
        rows = [parts]
        for _ in range(degree - 1):
            last = rows[-1]
            rows.append([self._times(radicand, last[-1]), *last[:-1]])
        cofactors = [self._cofactor(rows, row) for row in range(degree)]
        norm = ZERO
        for row in range(degree):
            norm = plus(norm, self._times(rows[row][0], cofactors[row]))
        # sum(cofactors[i] * root**i) times the form is the norm.
        judged = self.judge(norm) if norm.terms else Verdict.ZERO
        if judged is not Verdict.ZERO:
            return judged
        conjugate = ZERO
        for power, cofactor in enumerate(cofactors):
            theta = of_term(ONE, frozenset([(atom, plain_exponent(Fraction(power, degree)))]) if power else UNIT)
            conjugate = plus(conjugate, times(cofactor, theta))
        if conjugate.terms and _apart(conjugate):
            return Verdict.ZERO
        return Verdict.ZERO if all(self.is_zero(part) for part in parts) else Verdict.OPEN

    def _cofactor(self, rows: list[list[Form]], row: int) -> Form:
        smaller = [[*other[1:]] for index, other in enumerate(rows) if index != row]
        found = self._determinant(smaller)
        return negated(found) if row % 2 else found

    def _determinant(self, rows: list[list[Form]]) -> Form:
        if len(rows) == 1:
            return rows[0][0]
        result = ZERO
        for row, line in enumerate(rows):
            if line[0].terms:
                result = plus(result, self._times(line[0], self._cofactor(rows, row)))
        return result

    def _of_exponentials(self, form: Form, exponents: list[Form]) -> Verdict:
        """Join the terms whose powers of e are equal; different algebraic powers are independent."""
        different: list[tuple[Form, Form]] = []
        for exponent in exponents:
            part = _of_exponent(form, exponent)
            for index, (known, beside) in enumerate(different):
                if self.is_zero(minus(exponent, known)):
                    different[index] = known, plus(beside, part)
                    break
            else:
                different.append((exponent, part))
        different = [(exponent, part) for exponent, part in different if part.terms]
        if not different:
            return Verdict.ZERO
        if len(different) == 1:
            return self.judge(different[0][1])
        left = [(exponent, part) for exponent, part in different if not self.is_zero(part)]
        if not left:
            return Verdict.ZERO
        algebraic = all(_algebraic(exponent) and _algebraic(part) for exponent, part in left)
        apart = all(
            _apart(minus(first, second)) for index, (first, _) in enumerate(left) for second, _ in left[index + 1 :]
        )
        return Verdict.NOT_ZERO if algebraic and apart and all(_apart(part) for _, part in left) else Verdict.OPEN

    def _of_logarithms(self, form: Form) -> Verdict:
        """A sum of whole multiples of logarithms, and of other terms, is zero if e to the power of it is one."""
        logarithms = [
            (logarithm_alone(monomial), monomial, coefficient) for monomial, coefficient in form.terms.items()
        ]
        sums = [coefficient for of, _, coefficient in logarithms if isinstance(of, Form)]
        if not sums:
            return Verdict.OPEN
        factor = math.lcm(*(coefficient.denominator for coefficient in sums))
        over, under = of_rational(ONE), of_rational(ONE)
        rest: dict[Monomial, Fraction] = {}
        for of, monomial, coefficient in logarithms:
            count = coefficient * factor
            if of is None:
                rest[monomial] = count
            elif isinstance(of, int):
                over = self._times(over, of_term(*product([(Whole(of), plain_exponent(count))])))
            elif count > 0:
                over = self._times(over, self._power(of, int(count)))
            else:
                under = self._times(under, self._power(of, int(-count)))
        if rest:
            over = self._times(over, of_term(ONE, frozenset([(Exp(Form(rest)), 1)])))
        return self.judge(minus(over, under))

    def _power(self, of: Form, count: int) -> Form:
        if count > MOST_FACTORS:
            raise _TooMuchError
        result = of
        for _ in range(count - 1):
            result = self._times(result, of)
        return result


def _apart(form: Form) -> bool:
    return any(enclose(form, bits).sign for bits in PROBE_BITS)


def _algebraic(form: Form) -> bool:
    return all(
        isinstance(atom, Whole) or (isinstance(atom, Sum) and _algebraic(atom.of))
        for monomial in form.terms
        for atom, _ in monomial
    )


def _independent(form: Form) -> bool:
    """Whether only roots of whole numbers stand in the form, and at most one logarithm of a whole number a term."""
    for monomial in form.terms:
        logarithms: Exponent = 0
        for atom, exponent in monomial:
            if isinstance(atom, Log) and isinstance(atom.of, int):
                logarithms += exponent
            elif not isinstance(atom, Whole):
                return False
        if logarithms > 1:
            return False
    return True


def _fractions_cleared(form: Form) -> Form:
    """Multiply with what stands under fraction lines; it is never zero."""
    least: dict[Atom, Exponent] = {}
    for monomial in form.terms:
        for atom, exponent in monomial:
            if exponent < least.get(atom, 0):
                least[atom] = exponent
    if not least:
        return form
    return times(form, of_term(ONE, frozenset((atom, -math.floor(low)) for atom, low in least.items())))


def _without_shared(form: Form) -> Form:
    """Drop the factors that all terms share, of those that are certainly not zero."""
    if not form.terms:
        return form
    shared = {
        power for power in common_factor(form) if not (isinstance(power[0], Log) and isinstance(power[0].of, Form))
    }
    return Form({monomial - shared: coefficient for monomial, coefficient in form.terms.items()}) if shared else form


def _of_form(atom: Atom) -> bool:
    """Whether the atom is the logarithm of a sum, which may be zero."""
    return isinstance(atom, Log) and isinstance(atom.of, Form)


def _deepest_root(form: Form) -> tuple[Atom, int] | None:
    """The most deeply built sum or logarithm that stands under a root, with the degree of the root."""
    degrees: dict[Atom, int] = {}
    for monomial in form.terms:
        for atom, exponent in monomial:
            if not isinstance(atom, Whole) and exponent.denominator > 1:
                degrees[atom] = math.lcm(degrees.get(atom, 1), exponent.denominator)
    if not degrees:
        return None
    deepest = max(degrees, key=lambda atom: atom.depth)
    return deepest, degrees[deepest]


def _by_power(form: Form, root: Atom, degree: int) -> list[Form]:
    """The coefficients of the powers 0 to degree - 1 of a root; whole powers of what is under it stay in them."""
    parts = [ZERO] * degree
    for monomial, coefficient in form.terms.items():
        exponent = next((exponent for atom, exponent in monomial if atom == root), 0)
        whole = math.floor(exponent)
        rest = {(atom, power) for atom, power in monomial if atom != root}
        if whole:
            rest.add((root, whole))
        index = int((exponent - whole) * degree)
        parts[index] = plus(parts[index], of_term(coefficient, frozenset(rest)))
    return parts


def _exponents_of_e(form: Form) -> list[Form]:
    """The different powers of e in the terms, zero among them."""
    return list(dict.fromkeys(_exponent_of_e(monomial) for monomial in form.terms))


def _exponent_of_e(monomial: Monomial) -> Form:
    return next((atom.of for atom, _ in monomial if isinstance(atom, Exp)), ZERO)


def _of_exponent(form: Form, exponent: Form) -> Form:
    """What stands beside one power of e."""
    return Form(
        {
            frozenset((atom, power) for atom, power in monomial if not isinstance(atom, Exp)): coefficient
            for monomial, coefficient in form.terms.items()
            if _exponent_of_e(monomial) == exponent
        }
    )


def _over_common_base(form: Form) -> Form:
    """Take the whole numbers of the form apart against each other, so that they have no common factors."""
    numbers: set[int] = set()
    _collect_whole(form, numbers)
    if all(number < CERTAINLY_PRIME for number in numbers):
        return form
    base = coprime_base(number for number in numbers if number >= SMALL)
    return form if set(base) >= {number for number in numbers if number >= SMALL} else _rewritten(form, base)


def _collect_whole(form: Form, numbers: set[int]) -> None:
    for monomial in form.terms:
        for atom, _ in monomial:
            of = atom.base if isinstance(atom, Whole) else atom.of
            if isinstance(of, int):
                numbers.add(of)
            else:
                _collect_whole(of, numbers)


def _rewritten(form: Form, base: tuple[int, ...]) -> Form:
    result = ZERO
    for monomial, coefficient in form.terms.items():
        part = of_rational(coefficient)
        for atom, exponent in monomial:
            part = times(part, _rewritten_power(atom, exponent, base))
        result = plus(result, part)
    return result


def _rewritten_power(atom: Atom, exponent: Exponent, base: tuple[int, ...]) -> Form:
    match atom:
        case Whole(number) if number >= SMALL:
            return of_term(*product((Whole(b), plain_exponent(n * exponent)) for b, n in over_base(number, base)))
        case Log(int(number)) if number >= SMALL:
            total = Form({frozenset([(Log(b), 1)]): Fraction(n) for b, n in over_base(number, base)})
            if exponent == 1:
                return total
            if len(total.terms) > 1:
                atom = Sum(total)
        case Log(Form() as of):
            atom = Log(_rewritten(of, base))
        case Exp(of):
            atom = Exp(_rewritten(of, base))
        case Sum(of):
            atom = Sum(_rewritten(of, base))
        case _:
            pass
    return of_term(*product([(atom, exponent)]))
