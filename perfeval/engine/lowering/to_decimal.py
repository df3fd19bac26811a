"""Decisions as a Python function of a mapping of `decimal.Decimal`s: exact products, one division, one rounding.

The quotient is taken with `ROUND_05UP`, which leaves a trace of everything cut off in its last digit, so that the
rounding after it sees on which side of a tie the exact quotient lies. Everything else traps what is not exact; the
caller then computes the row otherwise.

What costs time here is calling, not computing: methods of a context take twice as long as operators, but operators
follow the context of whoever calls. So conditions come cheapest first, and an input that is only rounded (full marks,
as a rule, which are few) is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import (
    ROUND_05UP,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from typing import Any, Final

from attrs import define, field

from perfeval.engine.lowering.decisions import ByRow, Decisions, Outcome, Quotient
from perfeval.engine.lowering.python_text import (
    comparison_sides,
    defined_function,
    parameter_names,
    place_of,
    readable,
    zero_test,
)
from perfeval.engine.lowering.scaled import inputs_of, only_division, whole_polynomial
from perfeval.exact import decimal_places, is_decimal
from perfeval.language import nodes
from perfeval.symbolic.cheapest import cheapest_first
from perfeval.symbolic.known import NOTHING_KNOWN, Known, not_negative, pruned
from perfeval.symbolic.paths import Branch, End
from perfeval.symbolic.polynomial import ONE, Division, Mode, Monomial, Polynomial, Variable, lowest_terms, variable

_DIGITS: Final = 60
_SPARE: Final = 3
"""So many digits more has a quotient than what is rounded of it may have: the last tells on which side it lies."""
_REMEMBERED: Final = 1024
"""How many rounded inputs are kept."""
EXACT: Final = Context(prec=_DIGITS, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
QUOTIENT: Final = Context(prec=_DIGITS, rounding=ROUND_05UP, traps=[InvalidOperation, DivisionByZero, Overflow])
_ROUNDING: Final[Mapping[Mode, str]] = {
    "floor": ROUND_FLOOR,
    "half_up": ROUND_HALF_UP,
    "half_even": ROUND_HALF_EVEN,
    "down": ROUND_DOWN,
    "up": ROUND_UP,
}

NOT_SO: Final = (DecimalException, LookupError)
"""What the function raises where it cannot compute a row exactly."""


def _rounding(mode: Mode) -> Callable[[Decimal, Decimal], Decimal]:
    """Rounds the first to the places of the second."""
    return Context(prec=_DIGITS - _SPARE, rounding=_ROUNDING[mode], traps=[InvalidOperation]).quantize


class _Rounded(dict[Decimal, Decimal]):
    """Inputs as they are rounded, by their value."""

    def __init__(self, rounded: Callable[[Decimal, Decimal], Decimal], step: Decimal) -> None:
        super().__init__()
        self._rounded = rounded
        self._step = step

    def __missing__(self, value: Decimal) -> Decimal:
        made = self._rounded(value, self._step)
        if not made.is_finite():  # a blank of its own kind, which no other is equal to
            raise LookupError
        made = made or made.copy_abs()
        if len(self) < _REMEMBERED:
            self[value] = made
        return made


class NotDecimalError(Exception):
    """Decisions that cannot be written as a function of decimals."""


def decimal_source(
    decisions: Decisions,
    keys: Mapping[str, str],
    units: Mapping[str, Fraction],
    rules: tuple[nodes.Rule, ...],
    name: str,
) -> str:
    """The text of a function of a mapping with a decimal for each key.

    `keys` has the key of each number, `units` what 1 of each is. Raises `NotDecimalError` where a rounded number is
    computed with.
    """
    names = parameter_names(keys)
    constants: dict[Decimal, str] = {}
    lookups: dict[tuple[Mode, Decimal], str] = {}
    lines: list[str] = []
    first = _asked_first(decisions)
    signed = [one for one in keys if one in inputs_of(decisions) and one != first]
    usual, any_sign = not_negative(signed), NOTHING_KNOWN
    for known, function in ((usual, name), (any_sign, f"{name}_of_any_sign")):
        writer = _Writer(names, units, rules, constants=constants, lookups=lookups)
        writer.write(cheapest_first(pruned(decisions, known), known), known, 1)
        lines.append(f"def {function}(row):")
        lines += [f"    {names[one]} = row[{key!r}]" for one, key in keys.items()]
        if known is usual and signed:
            test = " or ".join(f"{names[one]}.is_signed()" for one in signed)
            lines += [f"    if {test}:", f"        return {name}_of_any_sign(row)"]
        finite = " and ".join(f"{one}.is_finite()" for one in names.values()) or "True"
        lines += [f"    if not ({finite}):", "        raise LookupError", *writer.lines, ""]
    rounded = [f"{one} = Rounded({mode}, Decimal({str(step)!r}))" for (mode, step), one in lookups.items()]
    return "\n".join([f"{one} = Decimal({str(value)!r})" for value, one in constants.items()] + rounded + lines)


def _asked_first(decisions: Decisions) -> str | None:
    """The number that is asked first whether it is above 0: its sign need not be looked at before."""
    tree = pruned(decisions, NOTHING_KNOWN)
    while isinstance(tree, Branch):
        one = next(tree.polynomial.variables(), None)
        if isinstance(one, str) and tree.polynomial == variable(one) and tree.sign == 1:
            return one
        tree = tree.no  # full marks below 0 are asked for at the top
    return None


def decimal_function(source: str, name: str) -> Callable[[Any], Decimal | None]:
    """The function of a generated text."""
    names: dict[str, Any] = {
        "Decimal": Decimal,
        "Rounded": _Rounded,
        "multiply": EXACT.multiply,
        "add": EXACT.add,
        "minus": EXACT.minus,
        "subtract": EXACT.subtract,
        "divide": QUOTIENT.divide,
        **{mode: _rounding(mode) for mode in _ROUNDING},
    }
    return defined_function(source, name, names)


@define
class _Writer:
    names: Mapping[Variable, str]
    units: Mapping[str, Fraction]
    rules: tuple[nodes.Rule, ...]
    lines: list[str] = field(factory=list)
    constants: dict[Decimal, str] = field(factory=dict)
    lookups: dict[tuple[Mode, Decimal], str] = field(factory=dict)

    def write(self, tree: Decisions, known: Known, depth: int) -> None:
        indent = "    " * depth
        if isinstance(tree, End):
            self.lines.append(indent + self._end(tree.result))
            return
        polynomial, _ = self._in_units(tree.polynomial)
        condition = zero_test(polynomial, tree.sign, known, self.names)
        if condition is None:
            left, sign, right = comparison_sides(polynomial, tree.sign)
            divisor = _divisor(left, right)
            condition = f"{self._sum(left, divisor)} {sign} {self._sum(right, divisor)}"
        self.lines.append(f"{indent}if {condition}:")
        self.write(tree.yes, known.after(tree.polynomial, tree.sign, holds=True), depth + 1)
        self.write(tree.no, known.after(tree.polynomial, tree.sign, holds=False), depth)

    def _end(self, end: Outcome | ByRow) -> str:
        if isinstance(end, ByRow):
            return f"raise LookupError  # {readable(end.reason)}"
        said = "no rule accepts the row" if end.rule is None else f"rule {place_of(self.rules[end.rule])}"
        if end.points is None:
            return f"return None  # {end.status}: {said}"
        return f"return {self._points(end.points)}  # {said}"

    def _points(self, points: Quotient) -> str:
        alone = only_division(points.top)
        divisor = points.bottom.constant
        if divisor is None:
            raise NotDecimalError
        if alone is None:
            (top, factor) = self._in_units(points.top)
            return self._exact(top, factor / divisor)
        division, times = alone
        step = Fraction(times, divisor)
        if not is_decimal(step) or step.numerator != 1 or 10 ** decimal_places(step) != step.denominator:
            raise NotDecimalError
        (over, above), (under, below) = (
            self._in_units(division.top),
            self._in_units(division.bottom),
        )
        factor = above / below * step
        over, under = lowest_terms(over.times(factor.numerator), under.times(factor.denominator))
        divisor = under.content
        if all(is_decimal(Fraction(one, divisor)) for one in over.terms.values()):  # rather a factor than a division
            under = under.over(divisor)
        else:
            divisor = 1
        text = self._sum(over, divisor)
        quotient = text if under == ONE else f"divide({text}, {self._sum(under)})"
        places = Decimal(1).scaleb(-decimal_places(step))
        if quotient in self.names.values():
            lookup = self.lookups.setdefault((division.mode, places), f"rounded_{len(self.lookups)}")
            return f"{lookup}[{quotient}]"
        return f"{division.mode}({quotient}, {self.constant(places)})"

    def _in_units(self, polynomial: Polynomial) -> tuple[Polynomial, Fraction]:
        """The polynomial over the numbers given, and a factor. They are no whole numbers: nothing is rounded inside."""
        if any(isinstance(one, Division) for one in polynomial.variables()):
            raise NotDecimalError
        return whole_polynomial(polynomial, self.units)

    def _exact(self, top: Polynomial, factor: Fraction) -> str:
        if not is_decimal(factor):
            raise NotDecimalError
        value = top.constant
        if value is not None:
            return self.constant(_decimal(value * factor))
        return self._sum(top) if factor == 1 else f"multiply({self._sum(top)}, {self.constant(_decimal(factor))})"

    def _sum(self, polynomial: Polynomial, divisor: int = 1) -> str:
        """A sum; `divisor` divides it, and every factor then is a finite decimal."""
        value = polynomial.constant
        if value is not None:
            return self.constant(_decimal(Fraction(value, divisor)))
        shared = polynomial.common_monomial()
        if shared and len(polynomial.terms) > 1:
            return f"multiply({self._product(shared, Fraction(1))}, {self._sum(polynomial.without(shared), divisor)})"
        text = ""
        for monomial, factor in polynomial.positive_first():
            one = self._product(monomial, Fraction(abs(factor), divisor))
            if not text:
                text = one if factor > 0 else f"minus({one})"
            else:
                text = f"{'add' if factor > 0 else 'subtract'}({text}, {one})"
        return text

    def _product(self, monomial: Monomial, factor: Fraction) -> str:
        parts = [] if factor == 1 and monomial else [self.constant(_decimal(factor))]
        for one, power in monomial:
            if isinstance(one, Division):
                raise NotDecimalError
            parts += [self.names[one]] * power
        text = parts[0]
        for part in parts[1:]:
            text = f"multiply({text}, {part})"
        return text

    def constant(self, value: Decimal) -> str:
        """The name of a constant."""
        return self.constants.setdefault(value, f"C{len(self.constants)}")


def _divisor(left: Polynomial, right: Polynomial) -> int:
    """A factor of one term by which both sides of a comparison can be divided: 5 × a < 3 × t is a < 0.6 × t."""
    for factor in left.terms.values():
        if all(is_decimal(Fraction(one, factor)) for side in (left, right) for one in side.terms.values()):
            return factor
    return 1


def _decimal(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
