"""Every path through a computation on numbers that are not known yet: a decision about one splits the computation.

`explore` runs a function again and again. Where it asks how a polynomial lies to 0, and what was decided before does
not settle that, it is run once for either answer. The result is a tree of decisions with the results at its ends.

What a path knows is exact and modest: signs of variables and of polynomials, and between which bounds the quotient of
two monomials lies. It may miss that a path is impossible (no row takes it then), never that one is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from fractions import Fraction
from typing import Final, Generic, Literal, TypeAlias, TypeVar

from attrs import define, field, frozen

from perfeval.symbolic.polynomial import Division, Monomial, Polynomial, Variable, variable

Sign: TypeAlias = Literal[-1, 0, 1]
Signs: TypeAlias = frozenset[Sign]
Result = TypeVar("Result")

BELOW: Final[Signs] = frozenset({-1})
ZERO: Final[Signs] = frozenset({0})
ABOVE: Final[Signs] = frozenset({1})
NOT_BELOW: Final[Signs] = frozenset({0, 1})
NOT_ABOVE: Final[Signs] = frozenset({-1, 0})
NOT_ZERO: Final[Signs] = frozenset({-1, 1})
ANY: Final[Signs] = frozenset({-1, 0, 1})


class NotSymbolicError(Exception):
    """The computation needs the number itself, or has too many paths: it cannot be done once for all rows."""


@frozen
class Branch(Generic[Result]):
    """A decision: whether the polynomial is below 0, 0, or above it (one of the three), and what follows."""

    polynomial: Polynomial
    sign: Sign
    yes: Tree[Result]
    no: Tree[Result]


@frozen
class End(Generic[Result]):
    """The end of a path."""

    result: Result


Tree: TypeAlias = "Branch[Result] | End[Result]"


def decisions(tree: Tree[Result]) -> Iterator[Polynomial]:
    """What a tree decides by."""
    if isinstance(tree, Branch):
        yield tree.polynomial
        yield from decisions(tree.yes)
        yield from decisions(tree.no)


def ends(tree: Tree[Result]) -> Iterator[Result]:
    """What a tree can come to."""
    if isinstance(tree, Branch):
        yield from ends(tree.yes)
        yield from ends(tree.no)
    else:
        yield tree.result


class _SplitError(Exception):
    """A decision that nothing settles yet."""

    def __init__(self, polynomial: Polynomial, signs: Signs) -> None:
        super().__init__(polynomial, signs)
        self.polynomial = polynomial
        self.signs = signs


@frozen
class _Bounds:
    """Where a number lies (None: open at infinity)."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_closed: bool = False
    high_closed: bool = False

    def about(self, line: Fraction) -> Signs:
        """How the number can lie about a line."""
        found: set[Sign] = set()
        reaches = self.low is None or self.low < line
        passes = self.high is None or self.high > line
        if reaches:
            found.add(-1)
        if passes:
            found.add(1)
        if (reaches or (self.low == line and self.low_closed)) and (passes or (self.high == line and self.high_closed)):
            found.add(0)
        return frozenset(found)

    def narrowed(self, line: Fraction, signs: Signs) -> _Bounds:
        """The bounds once it is known how the number lies about the line."""
        made = self
        if 1 not in signs:
            made = _Bounds(made.low, line, made.low_closed, 0 in signs)
        if -1 not in signs:
            made = _Bounds(line, made.high, 0 in signs, made.high_closed)
        return made


_UNBOUNDED: Final = _Bounds()


@define
class _Path:
    """What has been decided on the way; the decisions of this run come first, by their order."""

    possible: Mapping[str, Signs]
    choices: tuple[bool, ...]
    taken: int = 0
    known: dict[Polynomial, Signs] = field(factory=dict)
    bounds: dict[tuple[Monomial, Monomial], _Bounds] = field(factory=dict)

    def holds(self, polynomial: Polynomial, signs: Signs) -> bool:
        """Whether the sign of a polynomial is one of these."""
        value = polynomial.constant
        if value is not None:
            return (value > 0) - (value < 0) in signs
        shared = polynomial.common_monomial()
        if not shared:
            return self._of_sum(polynomial, signs)
        rest = polynomial.without(shared)
        if rest.constant is not None:
            signs = signs if rest.constant > 0 else _flipped(signs)
            if shared[1:] or shared[0][1] > 1:
                return self._sign_of(shared) in signs
            return self._of_variable(shared[0][0], signs)
        factor = self._signs_of(shared)
        if factor == ABOVE:
            return self._of_sum(rest, signs)
        if factor <= NOT_BELOW and factor != ZERO:
            if 0 in signs:
                return self._of_sum(rest, signs) or self._sign_of(shared) == 0
            return self._of_sum(rest, signs) and self._sign_of(shared) != 0
        sign = self._sign_of(shared)
        return 0 in signs if sign == 0 else self._of_sum(rest, signs if sign > 0 else _flipped(signs))

    # ---- variables and monomials ----

    def _of_variable(self, one: Variable, signs: Signs) -> bool:
        alone = variable(one)
        return self._decided(alone, self._signs_of_variable(one), signs)

    def _signs_of_variable(self, one: Variable) -> Signs:
        found = self.known.get(variable(one), ANY)
        if isinstance(one, Division):
            found &= self._signs_of_division(one)
        else:
            found &= self.possible.get(one, ANY)
        alone = self.bounds.get((((one, 1),), ()))
        return found if alone is None else found & alone.about(Fraction(0))

    def _signs_of_division(self, one: Division) -> Signs:
        top = self._seen(one.top)
        if top == ZERO:
            return ZERO
        if top <= NOT_BELOW:
            return NOT_BELOW
        return NOT_ABOVE if top <= NOT_ABOVE and one.mode != "floor" else ANY

    def _seen(self, polynomial: Polynomial) -> Signs:
        """The signs that a polynomial of one term can still have."""
        shared = polynomial.common_monomial()
        rest = polynomial.without(shared).constant
        if rest is None:
            return ANY
        signs = self._signs_of(shared)
        return signs if rest > 0 else _flipped(signs)

    def _signs_of(self, monomial: Monomial) -> Signs:
        """The signs that a monomial can still have."""
        found = ABOVE
        for one, power in monomial:
            signs = self._signs_of_variable(one)
            if power % 2 == 0:
                signs = frozenset(sign * sign for sign in signs)  # type: ignore[misc]
            found = frozenset(left * right for left in found for right in signs)  # type: ignore[misc]
        return found

    def _sign_of(self, monomial: Monomial) -> Sign:
        """The sign of a monomial, decided."""
        product: Sign = 1
        for one, power in monomial:
            if self._of_variable(one, ZERO):
                return 0
            if power % 2 and self._of_variable(one, BELOW):
                product = -product
        return product

    # ---- sums ----

    def _of_sum(self, polynomial: Polynomial, signs: Signs) -> bool:
        content = polynomial.content
        if content > 1:
            polynomial = polynomial.over(content)
        terms = polynomial.ordered()
        if terms[0][1] < 0:
            polynomial, signs = -polynomial, _flipped(signs)
        if len(terms) == 2:
            return self._of_two(polynomial, signs)
        return self._decided(polynomial, self.known.get(polynomial, ANY), signs)

    def _of_two(self, polynomial: Polynomial, signs: Signs) -> bool:
        """a·x - b·y: how x ÷ y lies about b ÷ a, where the sign of y is known."""
        (first, one), (second, other) = polynomial.ordered()
        possible = self.known.get(polynomial, ANY)
        under = self._signs_of(second)
        if under not in (ABOVE, BELOW):
            return self._decided(polynomial, possible, signs)
        key, line = (first, second), Fraction(-other, one)
        bounds = self.bounds.get(key)
        if bounds is None:
            over = self._signs_of(first)
            bounds = _UNBOUNDED.narrowed(Fraction(0), over if under == ABOVE else _flipped(over))
        about = bounds.about(line)
        possible &= about if under == ABOVE else _flipped(about)
        found = self._decided(polynomial, possible, signs)
        now = self.known.get(polynomial, possible)
        self.bounds[key] = bounds.narrowed(line, now if under == ABOVE else _flipped(now))
        return found

    # ---- decisions ----

    def _decided(self, polynomial: Polynomial, possible: Signs, signs: Signs) -> bool:
        """Whether the sign is one of these, of those that are possible: known, or the next choice of this run."""
        wanted = possible & signs
        if wanted == possible:
            return True
        if not wanted:
            return False
        if self.taken == len(self.choices):
            raise _SplitError(polynomial, _asked(wanted, possible))
        chosen = self.choices[self.taken]
        self.taken += 1
        asked = _asked(wanted, possible)
        now = possible & asked if chosen else possible - asked
        self.known[polynomial] = now
        return now <= signs


def _asked(wanted: Signs, possible: Signs) -> Signs:
    """One sign to ask for, that tells the wanted ones from the others."""
    return wanted if len(wanted) == 1 else possible - wanted if len(possible - wanted) == 1 else wanted


def _flipped(signs: Signs) -> Signs:
    return frozenset(-sign for sign in signs)


_running: Final[ContextVar[_Path | None]] = ContextVar("_running", default=None)


def holds(polynomial: Polynomial, signs: Signs) -> bool:
    """Whether the sign of a polynomial, on the path being explored, is one of these.

    `NotSymbolicError` outside `explore`, where only constants have a sign.
    """
    value = polynomial.constant
    if value is not None:
        return (value > 0) - (value < 0) in signs
    path = _running.get()
    if path is None:
        raise NotSymbolicError("a number that is not known yet has no sign")
    return path.holds(polynomial, signs)


def sign_of(polynomial: Polynomial) -> Sign:
    """The sign of a polynomial on the path being explored."""
    if holds(polynomial, ZERO):
        return 0
    return 1 if holds(polynomial, ABOVE) else -1


def explore(
    run: Callable[[], Result],
    possible: Mapping[str, Signs],
    *,
    otherwise: Callable[[NotSymbolicError], Result],
    most_ends: int = 400,
) -> Tree[Result]:
    """The tree of all paths through `run`, which must decide the same things in the same order every time.

    `possible` names the signs that a number of the row can have (by default any). A path that cannot be computed
    without the numbers, and all that is left after `most_ends` paths, ends in what `otherwise` makes of it.
    """
    ends = 0

    def follow(choices: tuple[bool, ...]) -> Tree[Result]:
        nonlocal ends
        ends_here: Tree[Result] | None = None
        split: _SplitError | None = None
        token = _running.set(_Path(possible, choices))
        try:
            if ends < most_ends:
                ends_here = End(run())
            else:
                ends_here = End(otherwise(NotSymbolicError(f"more than {most_ends} paths")))
        except _SplitError as found:
            split = found
        except NotSymbolicError as refusal:
            ends_here = End(otherwise(refusal))
        finally:
            _running.reset(token)
        if ends_here is not None or split is None:
            ends += 1
            assert ends_here is not None  # noqa: S101 - a run ends or splits
            return ends_here
        yes, no = follow((*choices, True)), follow((*choices, False))
        (sign,) = split.signs
        return yes if yes == no else Branch(split.polynomial, sign, yes, no)

    return follow(())
