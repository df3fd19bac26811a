"""The one door to z3: whether real numbers exist for which polynomials have given signs.

z3 never sees a division: bottoms were multiplied out where a path knows their sign, since its `x / 0` may be anything.
A whole number that a rounding made is relaxed to a real one within its bounds; so "none exist" stays true, and what is
found has to be looked at again exactly. Work is counted, not timed, and seeds are fixed: the same question always gets
the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any, Final, Literal, TypeAlias

from attrs import define, field, frozen

from perfeval.errors import MissingExtraError, need
from perfeval.symbolic.paths import Sign, Signs
from perfeval.symbolic.polynomial import Division, Polynomial, Variable, variable
from perfeval.wording import Wording

MOST_WORK: Final = 300_000
"""Steps that z3 may take for one question, in its own count (`rlimit`): some seconds. Shipped rules need a tenth."""

Found: TypeAlias = Literal["exist", "none", "given up"]

Formula: TypeAlias = Any
"""An expression of z3, which has no types."""


def expect_z3(what: str) -> None:
    """Raise `MissingExtraError` unless z3 is installed and can be loaded."""
    need("z3", extra="smt", what=what)
    try:
        import z3  # noqa: F401
    except Exception as error:
        raise MissingExtraError(
            "extra-broken",
            Wording(
                f"{what} 需要 z3，它已安装但无法加载：请运行 pip install --force-reinstall 'perfeval[smt]'",
                f"{what} needs z3, which is installed but cannot be loaded: run "
                "pip install --force-reinstall 'perfeval[smt]'",
            ),
        ) from error


@frozen
class Decision:
    """That a polynomial has one of these signs, its numbers being those of a copy of the row."""

    polynomial: Polynomial
    signs: Signs
    copy: str = ""


@define
class Solver:
    """Questions about the numbers of a row, or about two copies of it that differ in one number."""

    own: str = ""
    """The number that each copy has for itself."""
    _z3: Any = field(init=False, repr=False)
    _context: Any = field(init=False, repr=False)
    _known: dict[tuple[Variable, str], Any] = field(factory=dict, repr=False)
    _bounds: list[Any] = field(factory=list, repr=False)
    """What holds of the whole numbers that roundings made."""

    def __attrs_post_init__(self) -> None:
        import z3

        self._z3 = z3
        self._context = z3.Context()

    # ---- formulas ----

    def all_of(self, decisions: Iterable[Decision]) -> Formula:
        """That all of them hold."""
        return self._z3.And([self._decided(one) for one in decisions] + [self.true])

    def both(self, *formulas: Formula) -> Formula:
        """That each of them holds."""
        return self._z3.And([*formulas, self.true])

    def any_of(self, formulas: Iterable[Formula]) -> Formula:
        """That one of them holds."""
        return self._z3.Or([*formulas, self.false])

    @property
    def true(self) -> Formula:
        """What always holds."""
        return self._z3.BoolVal(val=True, ctx=self._context)

    @property
    def false(self) -> Formula:
        """What never holds."""
        return self._z3.BoolVal(val=False, ctx=self._context)

    def less(self, one: Formula, other: Formula) -> Formula:
        """That a value is below another."""
        return one < other

    def value(self, polynomial: Polynomial, copy: str = "") -> Formula:
        """A polynomial in the numbers of a copy of the row."""
        terms = [
            prod((self._number(one, copy) for one, power in monomial for _ in range(power)), start=self._whole(factor))
            for monomial, factor in polynomial.ordered()
        ]
        return self._z3.Sum(terms) if len(terms) > 1 else terms[0] if terms else self._whole(0)

    def _whole(self, number: int) -> Formula:
        return self._z3.RealVal(number, self._context)

    def knows(self, name: str) -> bool:
        """Whether a formula speaks of a number of the row."""
        return (name, "") in self._known

    def is_number(self, name: str, number: Fraction) -> Formula:
        """That a number of the row is this one."""
        return self._number(name, "") == self._real(number)

    def _real(self, number: Fraction) -> Any:
        return self._z3.Q(number.numerator, number.denominator, self._context)

    def _decided(self, one: Decision) -> Formula:
        value = self.value(one.polynomial, one.copy)
        match sorted(one.signs):
            case [-1]:
                return value < 0
            case [0]:
                return value == 0
            case [1]:
                return value > 0
            case [0, 1]:
                return value >= 0
            case [-1, 0]:
                return value <= 0
            case [-1, 1]:
                return value != 0
            case _:
                return self.true

    def _number(self, one: Variable, copy: str) -> Any:
        if not self._differs(one):
            copy = ""
        key = (one, copy)
        if key not in self._known:
            self._known[key] = self._z3.Real(f"{one}{copy}", self._context)
            if isinstance(one, Division):
                self._bounds += self._bounds_of(one, copy)
        return self._known[key]

    def _differs(self, one: Variable) -> bool:
        """Whether a number is another in each copy."""
        if isinstance(one, Division):
            return any(self._differs(inner) for side in (one.top, one.bottom) for inner in side.variables())
        return one == self.own

    def _bounds_of(self, one: Division, copy: str) -> Iterator[Any]:
        """Between which the number lies that a rounding gives of top ÷ bottom; that it is whole is left out."""
        number = self._known[one, copy]
        top, bottom = self.value(one.top, copy), self.value(one.bottom, copy)
        over = number * bottom
        match one.mode:
            case "floor":
                yield self._z3.And(over <= top, top < over + bottom)
            case "half_up" | "half_even":
                yield self._z3.And(2 * over <= 2 * top + bottom, 2 * top - bottom <= 2 * over)
            case "down":
                yield self._z3.If(
                    top >= 0,
                    self._z3.And(over <= top, top < over + bottom),
                    self._z3.And(top <= over, over - bottom < top),
                )
            case "up":
                yield self._z3.If(
                    top >= 0,
                    self._z3.And(over - bottom < top, top <= over),
                    self._z3.And(over <= top, top < over + bottom),
                )
        yield self._z3.And(self._z3.Implies(top >= 0, number >= 0), self._z3.Implies(top <= 0, number <= 0))

    def _orders(self) -> Iterator[Any]:
        """That rounding keeps order, for the same rounding in two copies."""
        for (one, first), (other, second) in combinations(self._known, 2):
            if not isinstance(one, Division) or one != other:
                continue
            left = self.value(one.top, first) * self.value(one.bottom, second)
            right = self.value(one.top, second) * self.value(one.bottom, first)
            low, high = self._known[one, first], self._known[one, second]
            yield self._z3.And(
                self._z3.Implies(left <= right, low <= high), self._z3.Implies(left >= right, low >= high)
            )

    # ---- questions ----

    def ask(self, *formulas: Formula) -> tuple[Found, Mapping[str, Fraction]]:
        """Whether numbers exist for which all formulas hold; and those of the row that z3 names, about right."""
        solver = self._z3.SolverFor("QF_NRA", ctx=self._context)
        solver.set("random_seed", 0)
        solver.set("rlimit", MOST_WORK)
        solver.add(*formulas, *self._bounds, *self._orders())
        answer = solver.check()
        if answer == self._z3.unsat:
            return "none", {}
        if answer != self._z3.sat:
            return "given up", {}
        model = solver.model()
        named = {
            name: self._fraction(model.eval(known, model_completion=True))
            for (name, copy), known in self._known.items()
            if isinstance(name, str) and not copy
        }
        return "exist", named

    def _fraction(self, value: Any) -> Fraction:
        """A number of z3's, one that is no fraction to twenty decimals."""
        if self._z3.is_algebraic_value(value):
            value = value.approx(20)
        return Fraction(value.numerator_as_long(), value.denominator_as_long())


SIGNS_BUT: Final[Mapping[Sign, Signs]] = {
    -1: frozenset({0, 1}), 0: frozenset({-1, 1}), 1: frozenset({-1, 0}),
}  # fmt: skip
"""The signs that are left where one is not."""


def not_above(one: str, other: str) -> Decision:
    """That one number of the row is not above another."""
    return Decision(variable(one) - variable(other), frozenset({-1, 0}))
