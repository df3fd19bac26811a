"""`diff`: the figures for which two rule sets give different points, row by row of the examples of both.

Points are compared before the roundings that rules end in, as in `behaviour.py`; where only these differ it is said so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import frozen

from perfeval.analysis.behaviour import WITHOUT_END, NotOneVariableError, Refused
from perfeval.analysis.both_given import Bounds, Change, Piece, less
from perfeval.analysis.given import Given, given_to, settled
from perfeval.analysis.plain_number import plainest_between
from perfeval.analysis.points import Points, over, slope
from perfeval.analysis.real_roots import Coefficients, Root
from perfeval.analysis.rows_of_both import rows_of_both, under
from perfeval.analysis.same_as_written import Outside, outside_rows, same_for_row, same_for_rows, same_to_rule
from perfeval.analysis.scored_twice import ScoredTwice, figures_to_try, scored_twice
from perfeval.analysis.stretches import stretches
from perfeval.analysis.subjects import Subject
from perfeval.engine.lowering.decisions import Quotient
from perfeval.engine.rows import rule_ref
from perfeval.engine.score import RuleRef
from perfeval.symbolic.paths import Tree
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Relation: TypeAlias = Literal["equivalent", "stricter", "lenient", "different"]
"""What the other rule set is beside the one: `stricter` never gives more and somewhere less, `lenient` the reverse."""


@frozen
class Stretch:
    """Figures without a gap for which the two sides differ in one way."""

    pieces: tuple[Piece, ...]
    witness: ScoredTwice | None
    """The plainest figure, scored by both; None where the stretch is a point that is no fraction."""

    @property
    def low(self) -> Root:
        """The least figure."""
        return self.pieces[0].cell.start

    @property
    def high(self) -> Root | None:
        """The greatest figure; None: there is none."""
        return self.pieces[-1].cell.high

    @property
    def low_closed(self) -> bool:
        """Whether the least figure belongs to it."""
        return self.pieces[0].cell.point is not None

    @property
    def high_closed(self) -> bool:
        """Whether the greatest figure belongs to it."""
        return self.pieces[-1].cell.point is not None

    @property
    def change(self) -> Change:
        """What the other gives beside the one."""
        return self.pieces[0].change

    @property
    def one(self) -> Given[Points]:
        """What the one gives, at its low end."""
        return self.pieces[0].one

    @property
    def other(self) -> Given[Points]:
        """What the other gives, at its low end."""
        return self.pieces[0].other

    def points(self, side: Literal["one", "other"]) -> Bounds | None:
        """Between which points a side lies; None where it is not scored."""
        return _joined(piece.bounds(getattr(piece, side)) for piece in self.pieces)

    def default(self, side: Literal["one", "other"]) -> Bounds | None:
        """What a side takes of a permitted range where no declared score lies inside; None where that is not said."""
        given: list[tuple[Piece, Given[Points]]] = [(piece, getattr(piece, side)) for piece in self.pieces]
        return _joined(None if each.default is None else piece.between(each.default) for piece, each in given)

    @property
    def by(self) -> Bounds | None:
        """How much more the other gives; None where either is not scored."""
        return _joined(piece.by for piece in self.pieces)

    def holds(self, figure: Fraction) -> bool:
        """Whether a figure belongs to it."""
        return any(piece.cell.holds(figure) for piece in self.pieces)


@frozen
class RowDifference:
    """A row, and where the two sides differ on it; no stretches: nowhere."""

    subject: Subject
    stretches: tuple[Stretch, ...]
    pieces: tuple[Piece, ...]
    """All figures, those where nothing differs too."""


@frozen
class NotFollowed:
    """A row that cannot be followed for every figure, and why."""

    subject: Subject
    reason: Wording
    is_same: bool
    """Whether all that the row is scored by is the same on both sides, so that nothing can differ."""
    shown: tuple[ScoredTwice, ...]
    """Of some figures tried, the first that get other points, in either direction."""


@frozen
class Difference:
    """The difference in meaning between two rule sets."""

    one: RuleSet
    other: RuleSet
    rows: tuple[RowDifference, ...]
    not_followed: tuple[NotFollowed, ...]
    not_reached: tuple[tuple[Literal["one", "other"], RuleRef], ...]
    """Rules to which no row fell that could be looked at."""
    outside: tuple[Outside, ...]
    """What is written differently beside the rules of rows: the total, the grades."""

    @property
    def differing(self) -> tuple[RowDifference, ...]:
        """The rows that differ somewhere."""
        return tuple(row for row in self.rows if row.stretches)

    @property
    def changes(self) -> frozenset[Change]:
        """In which ways the other differs from the one."""
        found = {stretch.change for row in self.rows for stretch in row.stretches}
        return frozenset(found | {shown.change for row in self.not_followed for shown in row.shown})

    @property
    def relation(self) -> Relation:
        """What the other is beside the one, on what could be compared."""
        changes = self.changes
        if not changes:
            return "equivalent"
        return "stricter" if changes == {"less"} else "lenient" if changes == {"more"} else "different"

    @property
    def is_whole(self) -> bool:
        """Whether the relation holds of everything, and not only of what could be compared."""
        return not self.outside and not self.not_reached and all(row.is_same for row in self.not_followed)


def difference(one: RuleSet, other: RuleSet) -> Difference:
    """Compare two rule sets on the rows of the examples of both, one figure of each left open from 0 up."""
    is_same = same_for_rows(one, other)
    rows: list[RowDifference] = []
    not_followed: list[NotFollowed] = []
    reached: set[tuple[str, str]] = set()
    for subject in rows_of_both(one, other):
        first, second = under(subject, one), under(subject, other)
        try:
            pieces = pieces_of_both(given_to(first), given_to(second), subject.unit)
        except NotOneVariableError as refusal:
            tried = [scored_twice(first, second, figure) for figure in figures_to_try(first)]
            for each in tried:
                reached |= _reached(each.one.rule, each.other.rule)
            shown = _first_of_each(each for each in tried if each.change != "same")
            is_bound = is_same or (not shown and same_for_row(first, second))
            not_followed.append(NotFollowed(first, refusal.wording, is_bound, shown))
            continue
        for piece in pieces:
            reached |= _reached(piece.one.rule, piece.other.rule)
        rows.append(RowDifference(first, tuple(_stretches(first, second, pieces)), pieces))
    return Difference(
        one, other, tuple(rows), tuple(not_followed),
        () if is_same else tuple(_not_reached(one, other, reached)), outside_rows(one, other),
    )  # fmt: skip


def pieces_of_both(
    one: Tree[Given[Quotient] | Refused],
    other: Tree[Given[Quotient] | Refused],
    unit: Fraction,
    *,
    below_zero: bool = False,
) -> tuple[Piece, ...]:
    """The stretches in which both sides keep to one formula, cut where these meet, or turn."""
    found = []
    for stretch in stretches([one, other], settled, lambda ends: _turns(*ends), unit=unit, below_zero=below_zero):
        if stretch.ends is None:
            raise NotOneVariableError(WITHOUT_END)
        found.append(Piece(stretch.cell, stretch.inside, *stretch.ends))
    return tuple(found)


def _turns(one: Given[Points], other: Given[Points]) -> Iterator[Coefficients]:
    """What is 0 where an amount turns or has no bound, where two meet, or where their difference turns."""
    for amount in (*one.amounts, *other.amounts):
        yield amount.bottom
        yield slope(amount)
    for given in (one, other):
        for end in given.amounts[:2]:
            if given.default is not None:
                yield over(given.default, end)
    for first in one.amounts:
        for second in other.amounts:
            between = less(second, first)
            yield over(second, first)
            yield slope(between)


# ---- stretches ----


def _stretches(one: Subject, other: Subject, pieces: Sequence[Piece]) -> Iterator[Stretch]:
    for key, group in groupby(pieces, key=_alike):
        if key is not None:
            joined = tuple(group)
            yield Stretch(joined, _witness(one, other, joined))


def _alike(piece: Piece) -> object:
    """What pieces that are told as one have in common; None where nothing differs."""
    if piece.change == "same":
        return None
    return piece.change, piece.one.rule, piece.one.status, piece.other.rule, piece.other.status


def _witness(one: Subject, other: Subject, pieces: Sequence[Piece]) -> ScoredTwice | None:
    """The plainest figure, scored by both; another one where rounding hides the difference there."""
    plainest: ScoredTwice | None = None
    for figure in plainest_first(one, pieces):
        scored = scored_twice(one, other, figure)
        if scored.change != "same":
            return scored
        plainest = plainest or scored
    return plainest


_STEPS_ASIDE: Final = tuple(Fraction(one, 10**places) for places in range(6) for one in (1, 3, 5, 6, 7))
"""How far from a plain figure to look for one that rounds to something else."""


MOST_BESIDE: Final = 20
"""Beside so many stretches another figure is looked for."""


def plainest_first(subject: Subject, pieces: Sequence[Piece]) -> list[Fraction]:
    """Figures of some stretches, the plainest first, then some beside them that round to something else."""
    low, high = pieces[0].cell.start, pieces[-1].cell.high
    inside = [piece.inside for piece in pieces if piece.inside is not None]
    found = list(inside)
    while high is not None and low.high >= high.low and low is not high:
        low, high = low.halved(), high.halved()
    if low is not high:
        found.append(plainest_between(low.high, None if high is None else high.low, subject.unit))
    found = sorted(dict.fromkeys(found), key=lambda one: (-_roundness(one / subject.unit), one))
    beside = (one + step * subject.unit for one in inside[:MOST_BESIDE] for step in _STEPS_ASIDE)
    return [*found, *(one for one in beside if any(piece.cell.holds(one) for piece in pieces))]


def _roundness(number: Fraction) -> int:
    """How many zeros a number ends in, below 0 how many decimals it has; 0 itself says little and comes last."""
    most = 40
    if number == 0:
        return -2 * most
    zeros = 0
    while number.denominator != 1 and zeros > -most:
        number, zeros = number * 10, zeros - 1
    while number.denominator == 1 and number % 10 == 0 and zeros < most:
        number, zeros = number / 10, zeros + 1
    return zeros


def _joined(bounds: Iterable[Bounds | None]) -> Bounds | None:
    found: Bounds | None = None
    for one in bounds:
        if one is None:
            return None
        found = one if found is None else found.joined(one)
    return found


# ---- what was reached ----


def _reached(one: RuleRef | None, other: RuleRef | None) -> set[tuple[str, str]]:
    sides = (("one", one), ("other", other))
    return {(side, rule.name) for side, rule in sides if rule is not None}


def _not_reached(
    one: RuleSet, other: RuleSet, reached: set[tuple[str, str]]
) -> Iterator[tuple[Literal["one", "other"], RuleRef]]:
    sides: tuple[tuple[Literal["one", "other"], RuleSet], ...] = (("one", one), ("other", other))
    for side, rules in sides:
        for rule in rules.nodes.rules:
            if rule.selector is None or (side, rule.name) in reached:
                continue
            if not same_to_rule(one, other, rule.name):
                yield side, rule_ref(rule)


def _first_of_each(found: Iterable[ScoredTwice]) -> tuple[ScoredTwice, ...]:
    """The first of each kind of change."""
    first: dict[Change, ScoredTwice] = {}
    for one in found:
        first.setdefault(one.change, one)
    return tuple(first.values())
