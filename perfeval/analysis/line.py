"""The numbers, cut into points and the open intervals between them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from attrs import frozen

from perfeval.analysis.plain_number import plainest_between
from perfeval.analysis.real_roots import Coefficients, Root, has_root_between, roots_of, sign_at, sign_at_root


@frozen
class Cell:
    """A point (`low` = `high`), or the open interval between two (None: without an end)."""

    low: Root | None
    high: Root | None

    @property
    def point(self) -> Root | None:
        """The number, where it is a single one."""
        return self.low if self.low is self.high else None

    @property
    def start(self) -> Root:
        """Where it begins: a cell from 0 up has a beginning."""
        assert self.low is not None  # noqa: S101 - as it says
        return self.low

    def sample(self, unit: Fraction) -> Fraction | None:
        """The plainest number in it, in a unit; None for a point that is no fraction."""
        if self.point is not None:
            return self.point.exact
        low, high = self.low, self.high
        if low is None:
            return Fraction(0) if high is None or high.low > 0 else -plainest_between(-high.low, None, unit)
        while high is not None and low.high >= high.low:
            low, high = low.halved(), high.halved()
        return plainest_between(low.high, None if high is None else high.low, unit)

    def holds(self, number: Fraction) -> bool:
        """Whether a number lies in it."""
        low, high = self.low, self.high
        if self.point is not None:
            return self.point.exact == number
        while low is not None and low.exact is None and low.low <= number <= low.high:
            low = low.halved()
        while high is not None and high.exact is None and high.low <= number <= high.high:
            high = high.halved()
        return (low is None or low.high < number) and (high is None or number < high.low)

    def may_cut(self, one: Coefficients) -> bool:
        """Whether a polynomial may be 0 within; False only where it is not."""
        low, high = self.low, self.high
        return bool(one) and has_root_between(
            one, None if low is None else low.low, None if high is None else high.high
        )

    def sign(self, one: Coefficients, inside: Fraction | None) -> int:
        """The sign of a polynomial that has none of its roots within the cell; `inside` is a number of it."""
        if self.point is not None:
            return sign_at_root(one, self.point)
        assert inside is not None  # noqa: S101 - every interval has fractions in it
        return sign_at(one, inside)


def cut(polynomials: Iterable[Coefficients], *, below_zero: bool = False) -> list[Cell]:
    """The cells, from 0 up (or of all numbers), in which none of the polynomials changes its sign."""
    zero = Root(Fraction(0), Fraction(0))
    roots = roots_of(one for one in polynomials if len(one) > 1)
    if below_zero:
        points = roots or [zero]
        cells = [Cell(None, points[0])]
    else:
        points = [zero, *(root for root in roots if _is_above_zero(root))]
        cells = []
    for place, point in enumerate(points):
        cells += [Cell(point, point), Cell(point, points[place + 1] if place + 1 < len(points) else None)]
    return cells


def _is_above_zero(root: Root) -> bool:
    while root.exact is None and root.low <= 0 <= root.high:
        root = root.halved()
    return root.low > 0
