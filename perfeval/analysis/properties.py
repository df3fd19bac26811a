"""The questions about a rule, each answered for one subject: what is wrong there, if anything.

Where a rule permits a range of points, its upper end must rise and must not jump: the rest is for a person to decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from attrs import frozen

from perfeval.analysis.behaviour import Behaviour, Piece
from perfeval.analysis.plain_number import plainest_between
from perfeval.analysis.points import NOTHING, Points, over, points_at, slope
from perfeval.analysis.real_roots import Root, multiplied, near, roots_of, sign_at_root, value_at
from perfeval.analysis.subjects import Subject
from perfeval.analysis.verdict import Jump
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, apply_rule
from perfeval.engine.row import Row
from perfeval.language import nodes
from perfeval.tables.indicator import BudgetExecution
from perfeval.values.model import Comparison, Range, Sign, Tolerance
from perfeval.wording import Wording

Way: TypeAlias = Literal["up", "down"]

LESS_THAN_NOTHING: Final = Wording("得分低于 0", "scores less than 0")
MORE_THAN_FULL: Final = Wording("得分超过满分", "scores more than full marks")


@frozen
class Fault:
    """Figures at which something is wrong (none where that is no fraction), and what."""

    figures: tuple[Fraction, ...]
    said: Wording


def undecided(behaviour: Behaviour) -> Iterator[Fault]:
    """Figures without a score although those beside them have one, or nothing is missing that the rule reads."""
    pieces = behaviour.pieces
    for place, piece in enumerate(pieces):
        reason = piece.taken.reason
        if reason is None:
            continue
        beside = (*pieces[max(0, place - 1) : place], *pieces[place + 1 : place + 2])
        if piece.taken.is_gap or (piece.cell.point is not None and all(one.taken.reason is None for one in beside)):
            yield Fault(_figures(piece.inside), no_score(reason))


def no_score(reason: Wording) -> Wording:
    """What is wrong where a figure has no score."""
    return Wording(f"不能评分：{reason.zh}", f"no score: {reason.en}")


def missing(behaviour: Behaviour) -> Wording | None:
    """Why some figures get no score, where that is for lack of something else."""
    found = (piece.taken.reason for piece in _accepted(behaviour) if not piece.taken.is_gap)
    return next((reason for reason in found if reason is not None), None)


def in_two_bands(behaviour: Behaviour) -> Iterator[Fault]:
    """Figures that lie in more than one band."""
    for piece in _accepted(behaviour):
        if len(piece.taken.bands) > 1:
            first, second = (place + 1 for place in piece.taken.bands[:2])
            yield Fault(
                _figures(piece.inside),
                Wording(f"同时落在第 {first} 档和第 {second} 档", f"lies in band {first} and in band {second}"),
            )


def cases_taken(behaviour: Behaviour) -> set[int]:
    """The cases that some figure falls to."""
    return {piece.taken.case for piece in _accepted(behaviour) if piece.taken.case is not None}


def below_zero(behaviour: Behaviour) -> Iterator[Fault]:
    """Figures that score less than nothing."""
    for piece in _accepted(behaviour):
        low = piece.taken.low
        if low is not None and _sign(piece, low, NOTHING) < 0:
            yield Fault(_figures(piece.inside), LESS_THAN_NOTHING)


def above_full(behaviour: Behaviour) -> Iterator[Fault]:
    """Figures that score more than full marks."""
    for piece in _accepted(behaviour):
        high, full = piece.taken.high, piece.taken.full
        if high is not None and full is not None and _sign(piece, high, full) > 0:
            yield Fault(_figures(piece.inside), MORE_THAN_FULL)


def reaches_full(behaviour: Behaviour) -> bool:
    """Whether some figure gets full marks, or figures come as close to them as one likes."""
    for piece in _accepted(behaviour):
        high, full = piece.taken.high, piece.taken.full
        if high is None or full is None:
            continue
        if _sign(piece, high, full) >= 0:
            return True
        ends = (one for one in (piece.cell.low, piece.cell.high) if one is not None and sign_at_root(high.bottom, one))
        if any(sign_at_root(over(high, full), one) == 0 for one in ends):
            return True
    return False


# ---- rising, falling, jumping ----


def way_of(subject: Subject) -> Way | None:
    """Whether a larger figure is the better one; None where neither."""
    if subject.open == "fact":
        return None
    _, row = subject.row(Fraction(0))
    return _way(row)


def _way(row: Row) -> Way | None:
    if isinstance(row.item, BudgetExecution):
        return "up"
    target = row.target
    if isinstance(target, Range | Tolerance) or (isinstance(target, Comparison) and target.sign is Sign.EQUAL):
        return None
    if "quantitative" not in row.kinds:
        return None
    return "up" if "positive" in row.kinds else "down" if "inverse" in row.kinds else None


def against_the_way(behaviour: Behaviour, way: Way) -> Iterator[tuple[Fault, Piece]]:
    """Two figures of which the better scores less, and the stretch that the better one lies in."""
    better = 1 if way == "up" else -1
    # what is undecided is left out: figures on both sides of it are compared
    pieces = [piece for piece in behaviour.pieces if piece.taken.high is not None and piece.taken.accepted]
    for place, piece in enumerate(pieces):
        points = piece.taken.high
        assert points is not None  # noqa: S101 - others were left out
        if piece.cell.point is None and piece.inside is not None:
            turn = piece.cell.sign(slope(points), piece.inside)
            if turn * better < 0:
                other = _beside(piece, behaviour.subject.unit)
                yield Fault(_in_order(piece.inside, other), _said(way)), piece
        if place + 1 < len(pieces):
            following = pieces[place + 1]
            step = _step(piece, following)
            if step is not None and step * better < 0:
                first, second = _near(piece, following, behaviour.subject.unit)
                yield Fault((*_figures(first), *_figures(second)), _said(way)), following if way == "up" else piece


def _said(way: Way) -> Wording:
    if way == "up":
        return Wording("完成值更高，得分反而更低", "a higher figure scores less")
    return Wording("完成值更低（更好），得分反而更低", "a lower, better figure scores less")


def is_linear(behaviour: Behaviour) -> bool:
    """Whether the points of every stretch are a straight line."""
    amounts = (one for piece in behaviour.pieces for one in (piece.taken.low, piece.taken.high) if one is not None)
    return all(len(one.top) <= 2 and len(one.bottom) == 1 for one in amounts)


def falls_rounded(subject: Subject, fault: Fault) -> bool:
    """Whether the better of two figures scores less also once points are rounded."""
    if len(fault.figures) < 2:
        return False
    found = []
    for figure in fault.figures:
        state, row = subject.row(figure)
        outcome, _ = apply_rule(subject.rule, Interpreter(subject.rules.nodes, state, row))
        found.append(outcome.high if isinstance(outcome, Awarded) else None)
    low, high = found[0], found[-1]
    if low is None or high is None:
        return False
    return high < low if way_of(subject) == "up" else high > low


def jumps_at_no_fraction(behaviour: Behaviour) -> bool:
    """Whether the score jumps at a figure that is no fraction."""
    for piece, following in pairwise(behaviour.pieces):
        point = piece.cell.point or following.cell.point
        if point is not None and point.exact is None and _step(piece, following):
            return True
    return False


def jumps(behaviour: Behaviour, rule: nodes.Rule) -> Iterator[Jump]:
    """Every fraction at which the score jumps; there are none where whole things are counted."""
    if behaviour.subject.is_whole:
        return
    for place, piece in enumerate(behaviour.pieces):
        point = piece.cell.point
        if point is None or piece.inside is None or piece.taken.high is None:
            continue
        before = behaviour.pieces[place - 1] if place else None
        after = behaviour.pieces[place + 1] if place + 1 < len(behaviour.pieces) else None
        there = _value(piece.taken.high, piece.inside)
        below = _limit(before, point)
        above = _limit(after, point)
        if below in (None, there) and above in (None, there):
            continue
        sides = [
            (side, limit)
            for side, limit in ((before, below), (after, above))
            if side is not None and limit is not None and limit != there
        ]
        announced = _is_allowed(piece, rule) or all(
            _is_between_bands(piece, side, rule) or behaviour.is_gone_without_counting(piece, side, limit, there)
            for side, limit in sides
        )
        yield Jump(behaviour.subject, piece.inside, below, there, above, announced)


def _is_allowed(piece: Piece, rule: nodes.Rule) -> bool:
    """Whether an `allow jump` holds there."""
    allowances = zip(rule.allowances, piece.taken.allows, strict=False)
    return any(one.what == "allow_jump" and holds for one, holds in allowances)


def _is_between_bands(piece: Piece, side: Piece, rule: nodes.Rule) -> bool:
    """Whether the jump leads from one band to the next."""
    case = piece.taken.case
    return (
        case is not None
        and side.taken.case == case
        and isinstance(rule.cases[case].body, nodes.Bands)
        and side.taken.bands != piece.taken.bands
    )


# ---- values ----


def _sign(piece: Piece, points: Points, other: Points) -> int:
    """The sign of an amount less another, in a stretch."""
    bottoms = multiplied(points.bottom, other.bottom)
    return piece.cell.sign(over(points, other), piece.inside) * piece.cell.sign(bottoms, piece.inside)


def _figures(one: Fraction | None) -> tuple[Fraction, ...]:
    return () if one is None else (one,)


def _accepted(behaviour: Behaviour) -> Iterator[Piece]:
    return (piece for piece in behaviour.pieces if piece.taken.accepted)


def _value(points: Points, x: Fraction) -> Fraction:
    return points_at(points, x) or Fraction(0)


def _limit(piece: Piece | None, at: Root) -> Fraction | None:
    """What the points of a stretch come up to at one of its ends; None where there are none, or they have no bound."""
    if piece is None or piece.taken.high is None or at.exact is None:
        return None
    points = piece.taken.high
    return _value(points, at.exact) if value_at(points.bottom, at.exact) else None


def _step(piece: Piece, following: Piece) -> int | None:
    """The sign of the step from one stretch to the next; None where there is none to speak of."""
    one, other = piece.taken.high, following.taken.high
    if one is None or other is None or not following.taken.accepted:
        return None
    at, end = following.cell.start, piece.cell.high
    assert end is not None  # noqa: S101 - something follows it
    if not sign_at_root(one.bottom, end) or not sign_at_root(other.bottom, at):
        return None
    if end == at:
        return sign_at_root(over(other, one), at)
    before, after = _value(one, near(end)), _value(other, near(at))
    return (after > before) - (after < before)


def _near(piece: Piece, following: Piece, unit: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """The plainest two figures on both sides of a step that show it."""
    if piece.cell.high != following.cell.start:
        return _across(piece, following)
    if piece.cell.point is not None:
        return piece.inside, _showing(following, piece, unit, from_below=False)
    return _showing(piece, following, unit, from_below=True), following.inside


def _across(piece: Piece, following: Piece) -> tuple[Fraction | None, Fraction | None]:
    """Two figures on both sides of what is undecided, that show the step over it."""
    one, other, wanted = piece.inside, following.inside, _step(piece, following)
    first, second, end = piece.taken.high, following.taken.high, piece.cell.high
    if one is None or other is None or first is None or second is None or end is None:
        return one, other
    for _ in range(60):
        before, after = _value(first, one), _value(second, other)
        if (after > before) - (after < before) == wanted:
            break
        one = one if piece.cell.point is not None else (one + near(end)) / 2
        other = other if following.cell.point is not None else (other + near(following.cell.start)) / 2
    return one, other


def _showing(stretch: Piece, point: Piece, unit: Fraction, *, from_below: bool) -> Fraction | None:
    """The plainest figure of a stretch near a point, where no other turn lies between."""
    at, points = point.inside, stretch.taken.high
    if at is None or points is None or point.taken.high is None:
        return None
    there = Points((_value(point.taken.high, at),), (Fraction(1),))
    inner = [one for one in roots_of([over(points, there)]) if _lies_in(one, stretch)] if over(points, there) else []
    if from_below:
        low = inner[-1].high if inner else None if stretch.cell.low is None else stretch.cell.low.high
        return plainest_between(at - abs(at) - unit if low is None else low, at, unit)
    high = inner[0].low if inner else None if stretch.cell.high is None else stretch.cell.high.low
    return plainest_between(at, high, unit)


def _lies_in(root: Root, stretch: Piece) -> bool:
    low, high = stretch.cell.low, stretch.cell.high
    return (low is None or root.low > low.high) and (high is None or root.high < high.low)


def _beside(piece: Piece, unit: Fraction) -> Fraction:
    """Another figure of a stretch, the plainest further up."""
    assert piece.inside is not None  # noqa: S101 - a stretch has figures
    high = piece.cell.high
    return plainest_between(piece.inside, None if high is None else high.low, unit)


def _in_order(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    return (one, other) if one <= other else (other, one)
