"""The numbers cut into stretches on which the paths through a computation, and all that it counts, stay the same.

A decision about a polynomial cuts at its roots. A whole number q that was counted or rounded from a quotient cuts where
it goes on to the next, but only on stretches where a decision or an amount hangs on which one it is: q lies within 1 of
the quotient, so a decision that is the same for the quotient less 1 and plus 1 needs no counting. That is why steps
without end, of which a limit lets only the first few matter, come to an end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from perfeval.analysis.line import Cell, cut
from perfeval.analysis.points import NotCountedError, Points, coefficients, counted, divisions
from perfeval.analysis.real_roots import Coefficients, Root, added, sign_at_root, value_at
from perfeval.engine.lowering.decisions import Quotient
from perfeval.symbolic.number import WHOLE
from perfeval.symbolic.paths import Branch, Tree, decisions
from perfeval.symbolic.polynomial import Division, Monomial, Polynomial

Result = TypeVar("Result")
Settled = TypeVar("Settled")

Counts: TypeAlias = Mapping[Division, int]
Settling: TypeAlias = Callable[[Result, Callable[[Quotient], Points]], Settled]
"""The result of a path with what it counted put into its amounts."""

MOST_COUNTED: Final = 2000
"""So far up and down is counted: where more would matter a stretch is left as it is."""
FIRST_WITHOUT_END: Final = 32
MOST_WITHOUT_END: Final = 256
"""So far at first, and at most, on a stretch without end."""


@frozen
class Stretch(Generic[Settled]):
    """A point or an interval, and what each of the trees comes to there."""

    cell: Cell
    inside: Fraction | None
    """The plainest number in it; None for a point that is no fraction."""
    ends: tuple[Settled, ...] | None
    """None: it was not followed, as it would take more counting than is done."""
    counts: Counts
    """What was counted on the way; what does not matter is not."""


class _CutError(Exception):
    """The stretch is too long: it must be cut by these first."""

    def __init__(self, by: Iterable[Coefficients]) -> None:
        super().__init__()
        self.by = tuple(by)


class _TooManyError(Exception):
    """It hangs on a whole number beyond all that are counted."""


def stretches(
    trees: Sequence[Tree[Result]],
    settled: Settling[Result, Settled],
    turns: Callable[[Sequence[Settled]], Iterable[Coefficients]],
    *,
    unit: Fraction,
    below_zero: bool = False,
) -> list[Stretch[Settled]]:
    """The stretches from 0 up (or of all numbers), cut besides where what `turns` gives for their ends is 0."""
    wanted = {coefficients(one): None for tree in trees for one in dict.fromkeys(decisions(tree)) if not divisions(one)}
    while True:
        more: dict[Coefficients, None] = {}
        found = [_followed(cell, trees, settled, wanted, more, unit) for cell in cut(wanted, below_zero=below_zero)]
        for stretch in found:
            if stretch.ends is not None and stretch.cell.point is None:
                more.update(
                    (one, None) for one in turns(stretch.ends) if one not in wanted and stretch.cell.may_cut(one)
                )
        before = len(wanted)
        wanted |= {one: None for one in more if len(one) > 1}
        if len(wanted) == before:
            return found


def _followed(
    cell: Cell,
    trees: Sequence[Tree[Result]],
    settled: Settling[Result, Settled],
    wanted: Mapping[Coefficients, None],
    more: dict[Coefficients, None],
    unit: Fraction,
) -> Stretch[Settled]:
    follower = Follower(cell, cell.sample(unit), wanted)
    try:
        ends = tuple(follower.follow(tree, settled) for tree in trees)
    except _CutError as error:
        more.update(dict.fromkeys(error.by))
    except _TooManyError:
        pass
    else:
        return Stretch(cell, follower.inside, ends, follower.counts)
    return Stretch(cell, follower.inside, None, follower.counts)


@define
class Follower:
    """The way through trees on one stretch; what must be counted for it is counted on the way."""

    cell: Cell
    inside: Fraction | None
    wanted: Mapping[Coefficients, None] = field(factory=dict)
    """By what the stretch is cut already."""
    counts: dict[Division, int] = field(factory=dict)

    def follow(self, tree: Tree[Result], settled: Settling[Result, Settled]) -> Settled:
        """What the tree comes to."""
        while isinstance(tree, Branch):
            tree = tree.yes if self._sign(tree.polynomial) == tree.sign else tree.no
        return settled(tree.result, self.points)

    def points(self, one: Quotient) -> Points:
        """An amount, all that is in it counted."""
        while True:
            try:
                return counted(one, self.counts)
            except NotCountedError as error:
                self._count(error.division)

    def _sign(self, polynomial: Polynomial) -> int:
        while True:
            try:
                one = coefficients(polynomial, self.counts)
                break
            except NotCountedError as error:
                # a point is counted at once
                sign = None if self.cell.point is not None else self._sign_whatever_is_counted(polynomial)
                if sign is not None:
                    return sign
                self._count(error.division)
        if divisions(polynomial) and not self._is_cut(one):  # the others are cut by from the start
            raise _CutError([one])
        return self.cell.sign(one, self.inside)

    def _sign_whatever_is_counted(self, polynomial: Polynomial) -> int | None:
        """The sign of a·q + b where it is the same for every q within 1 of the quotient; None where it is not."""
        unknown = [one for one in divisions(polynomial) if one not in self.counts]
        if not unknown:
            one = coefficients(polynomial, self.counts)
            if not self._is_cut(one):
                raise _CutError([one])
            return self.cell.sign(one, self.inside)
        outer = max(unknown, key=lambda one: len(one.text))  # what is within others comes after them
        split = _linear(polynomial, outer)
        if split is None:
            return None
        a, b = split
        middle, edge = a * outer.top + b * outer.bottom, a * outer.bottom
        low, high = (self._sign_whatever_is_counted(middle + edge.times(side)) for side in (-1, 1))
        return low if low == high else None

    # ---- counting ----

    def _count(self, division: Division) -> None:
        """Find what a division gives on the stretch."""
        while True:
            try:
                top, bottom = (coefficients(one, self.counts) for one in (division.top, division.bottom))
                break
            except NotCountedError as error:  # one within the other
                if self.cell.high is None and self._is_counted_whatever(division):
                    return
                self._count(error.division)
        if self.cell.point is None:
            self.counts[division] = self._count_between(division, top, bottom)
        else:
            self.counts[division] = _count_at(division, self.cell.point, top, bottom)

    def _is_counted_whatever(self, division: Division) -> bool:
        """Count a division without those within it, where it is the same for all that they can be."""
        there = self._value(division.top) / self._value(division.bottom)
        last, shift = floor(there - _shift(division)), _shift(division)
        lines = (2 * (last + shift), 2 * (last + 1 + shift))
        passing = [division.top.times(2) - division.bottom.times(int(line)) for line in lines]
        if [self._sign_whatever_is_counted(one) for one in passing] != [1, -1]:
            return False
        self.counts[division] = _whole(division, there)
        return True

    def _value(self, polynomial: Polynomial) -> Fraction:
        """The value at the number inside."""
        assert self.inside is not None  # noqa: S101 - every interval has fractions in it
        at = Follower(Cell(point := Root(self.inside, self.inside), point), self.inside)
        while True:
            try:
                return value_at(coefficients(polynomial, at.counts), self.inside)
            except NotCountedError as error:
                at._count(error.division)

    def _count_between(self, division: Division, top: Coefficients, bottom: Coefficients) -> int:
        assert self.inside is not None  # noqa: S101 - every interval has fractions in it
        there = value_at(top, self.inside) / value_at(bottom, self.inside)
        count = _whole(division, there)
        shift = _shift(division)
        last, following = floor(there - shift) + shift, floor(there - shift) + 1 + shift
        if all(self._is_cut(_passing(top, bottom, line)) for line in (last, following)):
            if abs(count) > MOST_COUNTED:
                raise _TooManyError
            return count
        ends = [_quotient_near(top, bottom, self.cell, is_low=side) for side in (True, False)]
        low, high = min(*ends, there), max(*ends, there)
        most = MOST_COUNTED
        if self.cell.high is None:  # no further at a time than may soon not matter
            most = min(MOST_WITHOUT_END, max(FIRST_WITHOUT_END, 2 * abs(count)))
        lines = range(max(floor(low) - 1, -most), min(ceil(high) + 1, most) + 1)
        within = [one for line in lines if not self._is_cut(one := _passing(top, bottom, line + shift))]
        if not within:
            raise _TooManyError
        raise _CutError(within)

    def _is_cut(self, one: Coefficients) -> bool:
        """Whether a polynomial keeps its sign on the stretch."""
        return self.cell.point is not None or len(one) <= 1 or one in self.wanted or not self.cell.may_cut(one)


def _linear(polynomial: Polynomial, division: Division) -> tuple[Polynomial, Polynomial] | None:
    """The polynomial as a·q + b; None where a power of q is in it."""
    with_it: list[tuple[Monomial, int]] = []
    without: list[tuple[Monomial, int]] = []
    for monomial, factor in polynomial.terms.items():
        powers = dict(monomial)
        power = powers.pop(division, 0)
        if power > 1:
            return None
        (with_it if power else without).append((tuple(powers.items()), factor))
    return Polynomial(with_it), Polynomial(without)


def _shift(division: Division) -> Fraction:
    """How far beyond whole quotients the whole number goes on to the next."""
    return Fraction(1, 2) if division.mode in ("half_up", "half_even") else Fraction(0)


def _passing(top: Coefficients, bottom: Coefficients, line: Fraction) -> Coefficients:
    """What is 0 where a quotient is a number."""
    return added(top, bottom, -line)


def _whole(division: Division, quotient: Fraction) -> int:
    return WHOLE[division.mode](quotient.numerator, quotient.denominator)


def _quotient_near(top: Coefficients, bottom: Coefficients, cell: Cell, *, is_low: bool) -> Fraction:
    """About what a quotient comes up to at an end of an interval; beyond all that is counted where it has no bound."""
    end = cell.low if is_low else cell.high
    far = Fraction(2 * MOST_COUNTED)
    if end is None:
        if len(top) > len(bottom):
            side = -1 if is_low and (len(top) - len(bottom)) % 2 else 1
            return far * side * (1 if top[-1] / bottom[-1] > 0 else -1)
        return top[-1] / bottom[-1] if len(top) == len(bottom) else Fraction(0)
    for _ in range(40):
        if end.exact is not None:
            break
        end = end.halved()
    at = (end.low + end.high) / 2
    under = value_at(bottom, at)
    return value_at(top, at) / under if under else far * (1 if value_at(top, at) > 0 else -1)


def _count_at(division: Division, point: Root, top: Coefficients, bottom: Coefficients) -> int:
    """What a division gives at a point, be it a fraction or not."""
    if point.exact is not None:
        return _whole(division, value_at(top, point.exact) / value_at(bottom, point.exact))
    shift, root = _shift(division), point
    while True:
        at = [(end, value_at(bottom, end)) for end in (root.low, root.high)]
        low, high = sorted(value_at(top, end) / under if under else Fraction(0) for end, under in at)
        lines = range(floor(low - shift), ceil(high - shift) + 1)
        between = [line + shift for line in lines if low <= line + shift <= high]
        if all(under for _, under in at) and len(between) <= 1:
            break
        root = root.halved()
    middle = (low + high) / 2
    if not between:
        return _whole(division, middle)
    (line,) = between
    # the bottom is above 0 on every path that meets it
    side = sign_at_root(_passing(top, bottom, line), point)
    return _whole(division, line + Fraction(side, 4))
