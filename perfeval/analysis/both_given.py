"""What two rule sets give on one stretch of figures, and which of them gives less."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, TypeAlias

from attrs import frozen

from perfeval.analysis.given import Given
from perfeval.analysis.line import Cell
from perfeval.analysis.points import Points, over
from perfeval.analysis.real_roots import Root, multiplied, near, value_at
from perfeval.reals import round_to

Change: TypeAlias = Literal["same", "less", "more", "otherwise", "rounding"]
"""What the second gives beside the first.

`otherwise`: another status, or a permitted range that is neither stricter nor more lenient whatever score is declared.
`rounding`: the same points, rounded in another way.
"""


@frozen
class Bounds:
    """Between which points a stretch lies; None: without bound."""

    low: Fraction | None
    high: Fraction | None

    @property
    def single(self) -> Fraction | None:
        """The only number that it is; None where there are several."""
        return self.low if self.low == self.high else None

    def joined(self, other: Bounds) -> Bounds:
        """The bounds of both."""
        lows, highs = (self.low, other.low), (self.high, other.high)
        low = None if None in lows else min(one for one in lows if one is not None)
        high = None if None in highs else max(one for one in highs if one is not None)
        return Bounds(low, high)


@frozen
class Piece:
    """A stretch of figures on which both sides keep to one formula, neither they nor their difference turning."""

    cell: Cell
    inside: Fraction | None
    """The plainest figure of it; None for a point that is no fraction."""
    one: Given[Points]
    other: Given[Points]

    @property
    def change(self) -> Change:
        """What the other gives beside the one."""
        if self.one.status != self.other.status:
            return "otherwise"
        if self.one.status != "scored":
            return "same"
        signs = self._signs() | self._of_brackets()
        if self.one.roundings != self.other.roundings:
            rounded = self._signs_rounded()
            if rounded is None:
                return "otherwise" if signs - {0} else "rounding"
            signs = rounded | self._of_brackets()
        signs.discard(0)
        if not signs:
            return "same"
        if len(signs) > 1 or not (self._is_orderly(self.one) and self._is_orderly(self.other)):
            return "otherwise"
        return "less" if signs == {-1} else "more"

    def _is_orderly(self, given: Given[Points]) -> bool:
        """Whether what is taken where no declared score lies inside lies inside itself.

        Only then less permitted is never more taken, whatever is declared.
        """
        low, high, default = _parts(given)
        if low is None or high is None or default is None:
            return False
        return self.cell.sign(over(default, low), self.inside) >= 0 <= self.cell.sign(over(high, default), self.inside)

    def _signs(self) -> set[int]:
        """How the points of the other lie to those of the one: at both ends of a range, and what is taken of it."""
        found = set()
        for one, other in zip(_parts(self.one), _parts(self.other), strict=True):
            if one is None or other is None:
                found |= set() if one is other else {-1, 1}
            else:
                found.add(self.cell.sign(over(other, one), self.inside))
        return found

    def _of_brackets(self) -> set[int]:
        """An end that only one side includes."""
        found = set()
        if self.one.high_closed != self.other.high_closed:
            found.add(-1 if self.one.high_closed else 1)
        if self.one.low_closed != self.other.low_closed:
            found.add(1 if self.one.low_closed else -1)
        return found

    def _signs_rounded(self) -> set[int] | None:
        """The same of rounded points; None where they move with the figure."""
        found = set()
        for one, other in zip(_parts(self.one), _parts(self.other), strict=True):
            if one is None or other is None:
                found |= set() if one is other else {-1, 1}
                continue
            first, second = self._rounded(one, self.one), self._rounded(other, self.other)
            if first is None or second is None:
                return None
            found.add((second > first) - (second < first))
        return found

    def _rounded(self, points: Points, given: Given[Points]) -> Fraction | None:
        if len(points.top) > 1 or len(points.bottom) > 1:
            if self.cell.point is None or self.inside is None:
                return None
            value = value_at(points.top, self.inside) / value_at(points.bottom, self.inside)
        else:
            value = value_at(points.top, Fraction(0)) / points.bottom[0]
        for step in given.roundings:
            value = round_to(value, step.size, step.mode)
        return value

    def bounds(self, given: Given[Points]) -> Bounds | None:
        """Between which points a side lies, its permitted range included; None where it is not scored."""
        if given.low is None or given.high is None:
            return None
        return self.between(given.low).joined(self.between(given.high))

    @property
    def by(self) -> Bounds | None:
        """How much more the other gives; of a permitted range, at its upper end. None where either is not scored."""
        one, other = self.one.high, self.other.high
        if one is None or other is None:
            return None
        return self.between(less(other, one))

    def between(self, points: Points) -> Bounds:
        """Between which numbers an amount lies."""
        ends = [self._limit(points, self.cell.start), self._limit(points, self.cell.high)]
        known = [one for one in ends if one is not None]
        if len(known) == 2:
            return Bounds(min(known), max(known))
        assert self.inside is not None  # noqa: S101 - a point is a number at both its ends
        inside = value_at(points.top, self.inside) / value_at(points.bottom, self.inside)
        other = known[0] if known else inside
        return Bounds(other, None) if inside >= other else Bounds(None, other)

    def _limit(self, points: Points, end: Root | None) -> Fraction | None:
        """What points come up to at an end of the stretch; None where that has no bound."""
        top, bottom = points.top, points.bottom
        if end is None:
            if len(top) < len(bottom):
                return Fraction(0)
            return top[-1] / bottom[-1] if len(top) == len(bottom) else None
        at = near(end)
        under = value_at(bottom, at)
        return value_at(top, at) / under if under else None


def less(one: Points, other: Points) -> Points:
    """One amount less another."""
    return Points(over(one, other), multiplied(one.bottom, other.bottom))


def _parts(given: Given[Points]) -> tuple[Points | None, Points | None, Points | None]:
    """The ends of what is permitted, and what is taken of it where no score is declared."""
    only = given.low if given.low == given.high else None
    return given.low, given.high, given.default if given.default is not None else only
