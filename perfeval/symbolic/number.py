"""Whole numbers and fractions that are not known yet, to be computed with as if they were."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NoReturn, TypeAlias

from perfeval.exact import Rounding
from perfeval.symbolic.paths import (
    ABOVE,
    BELOW,
    NOT_ABOVE,
    NOT_BELOW,
    NOT_ZERO,
    ZERO,
    NotSymbolicError,
    Signs,
    holds,
    sign_of,
)
from perfeval.symbolic.polynomial import (
    ONE,
    Division,
    Mode,
    Polynomial,
    common,
    constant,
    lowest_terms,
    variable,
)

MODES: dict[Rounding, Mode] = {
    Rounding.HALF_UP: "half_up",
    Rounding.HALF_EVEN: "half_even",
    Rounding.DOWN: "down",
    Rounding.UP: "up",
}


class SymbolicInteger:
    """A polynomial that takes the place of an `int` in a computation; its comparisons open paths."""

    __slots__ = ("polynomial",)

    def __init__(self, polynomial: Polynomial) -> None:
        self.polynomial = polynomial

    def __repr__(self) -> str:
        return f"<{self.polynomial}>"

    def __add__(self, other: Integer) -> Integer:
        return integer(self.polynomial + polynomial_of(other))

    __radd__ = __add__

    def __sub__(self, other: Integer) -> Integer:
        return integer(self.polynomial - polynomial_of(other))

    def __rsub__(self, other: Integer) -> Integer:
        return integer(polynomial_of(other) - self.polynomial)

    def __mul__(self, other: Integer) -> Integer:
        return integer(self.polynomial * polynomial_of(other))

    __rmul__ = __mul__

    def __neg__(self) -> Integer:
        return integer(-self.polynomial)

    def __abs__(self) -> Integer:
        return -self if holds(self.polynomial, BELOW) else self

    def __floordiv__(self, other: Integer) -> Integer:
        return whole("floor", self, other)

    def __mod__(self, other: Integer) -> Integer:
        return self - whole("floor", self, other) * other

    def __rfloordiv__(self, other: Integer) -> Integer:
        return whole("floor", other, self)

    def __rmod__(self, other: Integer) -> Integer:
        return other - whole("floor", other, self) * self

    def __bool__(self) -> bool:
        return holds(self.polynomial, NOT_ZERO)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int | SymbolicInteger):
            return holds(self.polynomial - polynomial_of(other), ZERO)
        return NotImplemented

    def __lt__(self, other: Integer) -> bool:
        return holds(self.polynomial - polynomial_of(other), BELOW)

    def __le__(self, other: Integer) -> bool:
        return holds(self.polynomial - polynomial_of(other), NOT_ABOVE)

    def __gt__(self, other: Integer) -> bool:
        return holds(self.polynomial - polynomial_of(other), ABOVE)

    def __ge__(self, other: Integer) -> bool:
        return holds(self.polynomial - polynomial_of(other), NOT_BELOW)

    def __hash__(self) -> NoReturn:
        raise NotSymbolicError("a number that is not known yet cannot be looked up")


Integer: TypeAlias = int | SymbolicInteger


def integer(polynomial: Polynomial) -> Integer:
    """A polynomial as a whole number; an `int` where it is a constant."""
    value = polynomial.constant
    return SymbolicInteger(polynomial) if value is None else value


def polynomial_of(one: Integer) -> Polynomial:
    """A whole number as a polynomial."""
    return constant(one) if isinstance(one, int) else one.polynomial


def whole(mode: Mode, top: Integer, bottom: Integer) -> Integer:
    """The whole number that top ÷ bottom (above 0) gives in a mode."""
    over, under = _reduced(polynomial_of(top), polynomial_of(bottom))
    if over.constant is not None and under.constant is not None:
        return WHOLE[mode](over.constant, under.constant)
    if under == ONE and _is_whole(over):
        return SymbolicInteger(over)
    return SymbolicInteger(variable(Division(mode, over, under)))


def _is_whole(one: Polynomial) -> bool:
    """Whether a polynomial is a whole number, as all that is in it is counted or rounded."""
    return all(isinstance(name, Division) for name in one.variables())


def _half_up(top: int, bottom: int) -> int:
    size = (2 * abs(top) + bottom) // (2 * bottom)
    return size if top >= 0 else -size


def _half_even(top: int, bottom: int) -> int:
    floor, rest = divmod(top, bottom)
    return floor + (2 * rest > bottom or (2 * rest == bottom and floor % 2 == 1))


def _down(top: int, bottom: int) -> int:
    return top // bottom if top >= 0 else -(-top // bottom)


def _up(top: int, bottom: int) -> int:
    return -(-top // bottom) if top >= 0 else top // bottom


WHOLE = {"floor": int.__floordiv__, "half_up": _half_up, "half_even": _half_even, "down": _down, "up": _up}


class SymbolicNumber(Fraction):  # noqa: PLW1641 - hashing is refused below
    """A quotient of polynomials that takes the place of a `Fraction`; its comparisons open paths.

    The bottom is above 0 on every path that meets it. Numerator and denominator are no numbers: whoever asks for them
    wants a number that is known, and is refused with `NotSymbolicError`, but for the 1 under a whole number;
    `as_integer_ratio` gives both as symbols.
    """

    __slots__ = ("_bottom", "_top")
    _top: Polynomial
    _bottom: Polynomial

    def __new__(cls, top: Polynomial, bottom: Polynomial = ONE) -> SymbolicNumber:
        """A quotient; see `quotient`, which gives a plain fraction where it is one."""
        self = object.__new__(cls)
        self._top, self._bottom = top, bottom
        return self

    def as_integer_ratio(self) -> tuple[int, int]:
        """Top and bottom, as whole numbers that are not known yet."""
        made: Any = (integer(self._top), integer(self._bottom))
        return made  # type: ignore[no-any-return]

    def rounded(self, step: Fraction, mode: Rounding) -> Fraction:
        """The number brought to a multiple of a step (> 0)."""
        over, under = parts(self)
        top, bottom = parts(step)
        steps = whole(MODES[mode], integer(over * bottom), integer(under * top))
        return quotient(polynomial_of(steps) * top, bottom)

    @property
    def numerator(self) -> NoReturn:
        """Refused: it is not known."""
        raise NotSymbolicError("the numerator of a number that is not known yet")

    @property
    def denominator(self) -> int:
        """1 under a whole number; else refused: it is not known."""
        if self._bottom == ONE and _is_whole(self._top):
            return 1
        raise NotSymbolicError("the denominator of a number that is not known yet")

    def __repr__(self) -> str:
        return f"<({self._top}) / ({self._bottom})>"

    __str__ = __repr__

    def __add__(self, other: Any) -> Any:
        return NotImplemented if _is_foreign(other) else _sum(self, other, 1)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return NotImplemented if _is_foreign(other) else _sum(self, other, -1)

    def __rsub__(self, other: Any) -> Any:
        return NotImplemented if _is_foreign(other) else _sum(as_fraction(other), self, -1)

    def __mul__(self, other: Any) -> Any:
        if _is_foreign(other):
            return NotImplemented
        top, bottom = parts(other)
        return quotient(self._top * top, self._bottom * bottom)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return NotImplemented if _is_foreign(other) else _over(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return NotImplemented if _is_foreign(other) else _over(as_fraction(other), self)

    def __neg__(self) -> Any:
        return quotient(-self._top, self._bottom)

    def __abs__(self) -> Any:
        return -self if holds(self._top, BELOW) else self

    def __bool__(self) -> bool:
        return holds(self._top, NOT_ZERO)

    def __eq__(self, other: object) -> bool:
        return NotImplemented if _is_foreign(other) else self is other or _compared(self, other, ZERO)

    def __lt__(self, other: Any) -> bool:
        return NotImplemented if _is_foreign(other) else _compared(self, other, BELOW)

    def __le__(self, other: Any) -> bool:
        return NotImplemented if _is_foreign(other) else _compared(self, other, NOT_ABOVE)

    def __gt__(self, other: Any) -> bool:
        return NotImplemented if _is_foreign(other) else _compared(self, other, ABOVE)

    def __ge__(self, other: Any) -> bool:
        return NotImplemented if _is_foreign(other) else _compared(self, other, NOT_BELOW)

    def _refuse(self, *_: object) -> NoReturn:
        raise NotSymbolicError("a number that is not known yet cannot be written, looked up or taken for a whole one")

    __hash__ = __int__ = __float__ = __trunc__ = __floor__ = __ceil__ = __round__ = _refuse  # type: ignore[assignment]
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __divmod__ = __rdivmod__ = _refuse  # type: ignore[assignment]
    __pow__ = __rpow__ = __format__ = __reduce__ = _refuse


def _is_foreign(other: object) -> bool:
    return not isinstance(other, int | Fraction)


def as_fraction(one: int | Fraction) -> Fraction:
    """A whole number as a fraction."""
    return one if isinstance(one, Fraction) else Fraction(one)


def parts(one: object) -> tuple[Polynomial, Polynomial]:
    """Top and bottom of a number, known or not, as polynomials."""
    if isinstance(one, SymbolicNumber):
        return one._top, one._bottom  # noqa: SLF001 - the one door between numbers and polynomials
    assert isinstance(one, int | Fraction)  # noqa: S101 - others were turned away
    top, bottom = one.as_integer_ratio()
    return constant(top), constant(bottom)


def quotient(top: Polynomial, bottom: Polynomial) -> Fraction:
    """A quotient with the bottom above 0; a plain fraction where it is a constant."""
    top, bottom = _reduced(top, bottom)
    over, under = top.constant, bottom.constant
    return SymbolicNumber(top, bottom) if over is None or under is None else Fraction(over, under)


def _reduced(top: Polynomial, bottom: Polynomial) -> tuple[Polynomial, Polynomial]:
    """A quotient without what both sides have in common; the bottom stays above 0."""
    top, bottom = lowest_terms(top, bottom)
    shared = common(top.common_monomial(), bottom.common_monomial())
    if not shared:
        return top, bottom
    sign = sign_of(Polynomial([(shared, 1)]))
    return top.without(shared).times(sign), bottom.without(shared).times(sign)


def fraction(top: Integer, bottom: Integer) -> Fraction:
    """`Fraction(top, bottom)` of whole numbers that may not be known."""
    return quotient(polynomial_of(top), polynomial_of(bottom))


def number(name: str) -> SymbolicNumber:
    """A number of the row that is not known yet."""
    return SymbolicNumber(variable(name))


def _sum(one: object, other: object, sign: int) -> Fraction:
    (top, bottom), (more, below) = parts(one), parts(other)
    more = more.times(sign)
    if bottom == below:
        return quotient(top + more, bottom)
    return quotient(top * below + more * bottom, bottom * below)


def _over(one: object, other: object) -> Fraction:
    (top, bottom), (under, over) = parts(one), parts(other)
    sign = sign_of(under)
    if sign == 0:
        raise ZeroDivisionError("a number that is 0 on this path")
    return quotient((top * over).times(sign), (bottom * under).times(sign))


def _compared(one: object, other: object, signs: Signs) -> bool:
    (top, bottom), (more, below) = parts(one), parts(other)
    return holds(top - more if bottom == below else top * below - more * bottom, signs)
