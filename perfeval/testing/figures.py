"""The figures at which programs that score a row go wrong: thresholds, the grid beside them, ties of the rounding."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby, zip_longest
from math import ceil, floor
from typing import Final

from perfeval.analysis.behaviour import Behaviour, Piece, closing_roundings
from perfeval.analysis.plain_number import plainest_between
from perfeval.analysis.points import points_at
from perfeval.analysis.real_roots import Root, added
from perfeval.exact import Rounding, is_decimal, plain
from perfeval.language import nodes

GRID: Final = Fraction(1, 100)
"""The finest step that people write, of the unit."""

MOST_STEPS: Final = 1500
"""So many steps of a rounding are looked at within a stretch."""
MOST_COUNTED: Final = 12
FEW_COUNTED: Final = 1
FEW_WHOLE: Final = 4
"""So many steps that are counted are looked at from either end, or so few; at least so many of whole things."""
MOST_TIES: Final = 4
"""So many ties are kept of a stretch, the plainest, and as many on which binary floats round the wrong way."""


def figures_of(behaviour: Behaviour) -> set[Fraction]:
    """The figures of a subject that are worth trying."""
    unit = behaviour.subject.unit
    found = {Fraction(0), -unit}
    pieces = list(told_pieces(behaviour, MOST_COUNTED))
    for piece in pieces:
        if piece.cell.point is not None:
            found.update(_beside(piece.cell.point, unit, below_zero=behaviour.subject.may_be_below_zero))
        elif piece.inside is not None:
            high = None if piece.cell.high is None else piece.cell.high.low
            found |= {piece.inside, plainest_between(piece.inside, high, unit)}
    rounding = closing_rounding(behaviour.subject.rule)
    if rounding is not None:
        for piece in pieces:
            found.update(_ties(piece, rounding, unit))
    return {one for one in found if is_decimal(one)}


def telling_figures(behaviour: Behaviour) -> list[Fraction]:
    """The figures that tell most: where the score changes and the grid there, a plain one of each stretch, ties."""
    subject, unit = behaviour.subject, behaviour.subject.unit
    pieces, found = list(told_pieces(behaviour, FEW_COUNTED)), dict[Fraction, None]()
    for point in (piece.cell.point for piece in pieces if piece.cell.point is not None):
        near = sorted(_beside(point, unit, below_zero=subject.may_be_below_zero), key=lambda one: abs(one - point.low))
        found.update(dict.fromkeys(near[:3]))
    found.update((piece.inside, None) for piece in pieces if piece.inside is not None)
    rounding = closing_rounding(subject.rule)
    ties = [one for piece in pieces for one in (_ties(piece, rounding, unit) if rounding else ())]
    found.update(dict.fromkeys(ties[:MOST_TIES]))
    if subject.is_whole:
        return list(dict.fromkeys(Fraction(way(one)) for one in found for way in (floor, ceil)))
    return [one for one in found if is_decimal(one)]


def plain_figures(behaviour: Behaviour) -> list[Fraction]:
    """A plain figure of every stretch and point; where points slope also one of the stretch's second half."""
    found = [piece.inside for piece in told_pieces(behaviour, FEW_COUNTED) if piece.inside is not None]
    for piece in told_pieces(behaviour, FEW_COUNTED):
        low, high, points = piece.cell.low, piece.cell.high, piece.taken.low
        if points is None or max(len(points.top), len(points.bottom)) < 2 or low is None or high is None:
            continue
        if piece.cell.point is None:
            found.append(plainest_between((low.high + high.low) / 2, high.low, behaviour.subject.unit))
    return [one for one in dict.fromkeys(found) if is_decimal(one)]


def turning_points(behaviour: Behaviour) -> list[Fraction]:
    """The figures themselves at which the score changes."""
    exact = (piece.cell.point.exact for piece in told_pieces(behaviour, FEW_COUNTED) if piece.cell.point is not None)
    return [one for one in exact if one is not None and is_decimal(one)]


def figures_around(number: Fraction, unit: Fraction) -> set[Fraction]:
    """Figures around a target, of a rule whose thresholds are not known."""
    found = {Fraction(0), -unit}
    for share in (50, 60, 70, 80, 90, 95, 100, 105, 110, 120, 150, 200):
        found.update(_beside(Root(number * share / 100, number * share / 100), unit))
    return {one for one in found if is_decimal(one)}


def plainness(figure: Fraction, unit: Fraction) -> tuple[int, bool, Fraction]:
    """The plainer the less: how many signs it takes to write the figure."""
    return len(plain(figure / unit, 40).rstrip("0") or "0"), figure < 0, abs(figure)


def _beside(root: Root, unit: Fraction, *, below_zero: bool = False) -> Iterator[Fraction]:
    """A threshold, a step of the grid and one of the unit on both sides of it; of one off the grid the grid there."""
    step = unit * GRID
    while root.exact is None and root.high - root.low > step / 10:
        root = root.halved()
    at = root.low
    if root.exact is not None and is_decimal(at):
        found = [at + move for move in (0, -step, step, -unit, unit)]
    else:
        found = [way(at / one) * one for one in (step, unit) for way in (floor, ceil)]
    yield from (one for one in found if one >= 0 or below_zero)


# ---- steps ----


def told_pieces(behaviour: Behaviour, most: int) -> Iterator[Piece]:
    """The stretches; of those that differ by no more than what is counted the first and the last few.

    Whole things take few rows each, so that there is room for more of them.
    """
    most = max(most, FEW_WHOLE) if behaviour.subject.is_whole else most
    for _, alike in groupby(behaviour.pieces, key=_but_for_counts):
        run = list(alike)
        if run[0].counts and len(run) > 4 * most:  # a step is a point and what lies between it and the next
            run = [*run[: 2 * most], *run[-2 * most :]]
        yield from run


def _but_for_counts(piece: Piece) -> object:
    taken = piece.taken
    return taken.accepted, taken.case, taken.bands, taken.reason is None, tuple(map(str, piece.counts))


# ---- ties ----


def closing_rounding(rule: nodes.Rule) -> tuple[Fraction, Rounding] | None:
    """The step and the way of the rounding that a rule ends in; None where it ends otherwise."""
    closing = closing_roundings(rule)
    last = closing[-1].change if closing else None
    if not isinstance(last, nodes.Round) or not isinstance(last.step, nodes.Constant) or last.step.value <= 0:
        return None
    return last.step.value, last.mode


def _ends(piece: Piece, enough: Fraction) -> tuple[Fraction, Fraction]:
    """Where a stretch begins and ends; one without an end is looked at so far."""
    low, high = piece.cell.low, piece.cell.high
    if low is not None:
        return low.high, low.high + enough if high is None else high.low
    return (-enough, enough) if high is None else (high.low - enough, high.low)


def _ties(piece: Piece, rounding: tuple[Fraction, Rounding], unit: Fraction) -> list[Fraction]:
    """Figures whose unrounded score is half a step (a whole one, where nothing is rounded to the nearest), or nearly.

    What is rounded on the way, such as a rate, goes wrong beside a tie and not on it.
    """
    points = piece.taken.low
    if points is None or piece.cell.point is not None or max(len(points.top), len(points.bottom)) != 2:
        return []
    low, high = _ends(piece, 100 * unit)
    step, mode = rounding
    shift = Fraction(1, 2) if mode in (Rounding.HALF_UP, Rounding.HALF_EVEN) else Fraction(0)
    ends = sorted(value for end in (low, high) if (value := points_at(points, end)) is not None)
    if len(ends) < 2:
        return []
    grid = unit * GRID
    on_it: list[tuple[Fraction, Fraction, int]] = []
    off_it: list[tuple[Fraction, Fraction]] = []
    first = ceil(ends[0] / step - shift)
    for place in range(first, min(floor(ends[1] / step - shift) + 1, first + MOST_STEPS)):
        wanted = (place + shift) * step
        equation = added(points.top, points.bottom, -wanted)
        if len(equation) != 2:
            continue
        figure = -equation[0] / equation[1]
        if (figure / grid).denominator == 1:
            on_it += [(figure, wanted, place)] if low < figure < high else []
        else:
            beside = (way(figure / grid) * grid for way in (floor, ceil))
            off_it += [(abs(one / figure - 1), one) for one in beside if low < one < high]
    on_it.sort(key=lambda one: plainness(one[0], unit))
    wrong = [figure for figure, wanted, _ in on_it if Fraction(str(round(float(wanted), 2))) < wanted]
    nearly = [figure for _, figure in sorted(off_it)]
    # ties to the even go one way at even steps and the other at odd ones
    even, odd = ([figure for figure, _, place in on_it if place % 2 == rest][: MOST_TIES // 2] for rest in (0, 1))
    plainest = [figure for pair in zip_longest(even, odd) for figure in pair if figure is not None]
    beside_them = [figure + move for figure in plainest for move in (-grid, grid)]
    return [*plainest, *beside_them, *wrong[:MOST_TIES], *nearly[: 2 * MOST_TIES]]
