"""What a rule gives as one figure of a row runs over all numbers it can be: a formula for every stretch.

The rule is applied by the interpreter, which is its definition, to a row whose figure is a symbol
(`symbolic.paths.explore`). Closing roundings are left out: what is proved of points before they are rounded holds of
rounded ones too, as rounding keeps the order of numbers, and leaves 0 and full marks that lie on its grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Final, Generic, TypeAlias, TypeVar

from attrs import evolve, field, frozen

from perfeval.analysis.line import Cell
from perfeval.analysis.points import Points, amount, over, points_at, slope
from perfeval.analysis.real_roots import Coefficients
from perfeval.analysis.stretches import Counts, Follower, Stretch, stretches
from perfeval.analysis.subjects import Subject
from perfeval.engine.amount import Unknown
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.decisions import Quotient
from perfeval.engine.outcome import Awarded, KeptOut, Undecided, apply_rule, band_holds
from perfeval.engine.rows import choose_rule, full_marks, rules_in_force
from perfeval.language import nodes
from perfeval.symbolic.number import number
from perfeval.symbolic.paths import Tree, ends, explore
from perfeval.wording import Wording

FIGURE: Final = "figure"
Amount = TypeVar("Amount", Quotient, Points)
Block = TypeVar("Block", nodes.Rule, nodes.TableBlock)

Truth: TypeAlias = "bool | None"
"""None: it cannot be decided."""


@frozen
class Taken(Generic[Amount]):
    """What becomes of the row on a path."""

    accepted: bool
    """Whether the rule is the one that scores it."""
    case: int | None = None
    """The first case that holds."""
    bands: tuple[int, ...] = ()
    """The bands of that case that hold."""
    low: Amount | None = None
    high: Amount | None = None
    is_kept_out: bool = False
    reason: Wording | None = None
    """Why it is undecided."""
    is_gap: bool = False
    """Whether that is because no case, or no band, holds: nothing that the row reads is missing."""
    allows: tuple[Truth, ...] = ()
    """By allowance of the rule whether it holds."""
    full: Amount | None = None
    formula: Quotient | None = None
    """The upper end of the points, in what is counted or rounded too."""


@frozen
class Refused:
    """A path that cannot be followed without the figure."""


@frozen
class Piece:
    """A stretch of figures, and what they get."""

    cell: Cell
    inside: Fraction | None
    """The plainest figure of the stretch; None for a point that is no fraction."""
    taken: Taken[Points]
    counts: Counts = field(factory=dict, eq=False, repr=False)
    """The whole numbers that were counted or rounded on the way."""

    @property
    def figure(self) -> Fraction:
        """The figure of a point that is a fraction, or one of an interval."""
        assert self.inside is not None  # noqa: S101 - as it says
        return self.inside


@frozen
class Behaviour:
    """All stretches of a subject, from the least figures up."""

    subject: Subject
    pieces: tuple[Piece, ...]
    unfollowed: Wording | None = None
    """Why some stretches, undecided here, could not be followed; None where all were."""
    tree: Tree[Taken[Quotient] | Refused] = field(kw_only=True, eq=False, repr=False)

    def is_gone_without_counting(self, piece: Piece, side: Piece, limit: Fraction, there: Fraction) -> bool:
        """Whether points jump at a point for nothing but what is counted or rounded.

        It is so where the point would go on as the side if it counted the same, or the side as the point.
        """
        follower = Follower(piece.cell, piece.inside, counts={**piece.counts, **side.counts})
        as_side = follower.follow(self.tree, settled).high
        if as_side is not None and points_at(as_side, piece.figure) == limit:
            return True
        if side.taken.formula is None:
            return False
        return points_at(Follower(piece.cell, piece.inside).points(side.taken.formula), piece.figure) == there


class NotOneVariableError(Exception):
    """The subject cannot be looked at as a function of one figure; `wording` says why."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording)
        self.wording = wording


LOOKED_AT = Wording(
    "规则要看这个数怎么写，或者情形太多，不能当作任意的数",
    "rules look at how the figure is written, or tell too many cases apart: it cannot stand for any number",
)
WITHOUT_END = Wording(
    "按整步计算（如“每…扣…”、取整）没有尽头，或者步数太多：没有全部看完",
    "whole steps are counted without end (`each … deduct …`, rounding), or there are too many: not all were looked at",
)


def behaviour_of(subject: Subject, *, below_zero: bool | None = None, is_rounded: bool = False) -> Behaviour:
    """What the rule gives as the figure runs, also below 0 where it can be there or that is asked for.

    Raises `NotOneVariableError` where it is no such function.
    """
    tree: Tree[Taken[Quotient] | Refused] = explore(
        lambda: _taken(subject, is_rounded), {}, otherwise=lambda _: Refused()
    )
    if any(isinstance(end, Refused) for end in ends(tree)):
        raise NotOneVariableError(LOOKED_AT)
    if below_zero is None:
        below_zero = subject.may_be_below_zero
    found = stretches([tree], settled, _turns, unit=subject.unit, below_zero=below_zero)
    unfollowed = WITHOUT_END if any(one.ends is None for one in found) else None
    return Behaviour(subject, tuple(map(_piece, found)), unfollowed, tree=tree)


def settled(taken: Taken[Quotient] | Refused, points: Callable[[Quotient], Points]) -> Taken[Points]:
    """What becomes of the row once it is known what was counted."""
    assert not isinstance(taken, Refused)  # noqa: S101 - refusals were raised before
    low, high, full = (None if one is None else points(one) for one in (taken.low, taken.high, taken.full))
    return Taken(
        taken.accepted, taken.case, taken.bands, low, high, taken.is_kept_out, taken.reason, taken.is_gap, taken.allows,
        full, taken.high,
    )  # fmt: skip


def _piece(one: Stretch[Taken[Points]]) -> Piece:
    taken = Taken[Points](accepted=True, reason=WITHOUT_END) if one.ends is None else one.ends[0]
    return Piece(one.cell, one.inside, taken, one.counts)


def _turns(one: Sequence[Taken[Points]]) -> Iterator[Coefficients]:
    """What is 0 where points pass 0 or full marks, or turn."""
    for taken in one:
        for points in (taken.low, taken.high):
            if points is not None and taken.full is not None:
                yield points.top
                yield points.bottom
                yield over(points, taken.full)
                yield slope(points)


def _taken(subject: Subject, is_rounded: bool) -> Taken[Quotient] | Refused:
    state, row = subject.row(number(FIGURE))
    interpreter = Interpreter(subject.rules.nodes, state, row)
    rule = subject.rule
    chosen = choose_rule(rules_in_force(subject.rules.nodes, state), interpreter)
    if isinstance(chosen, Undecided) or chosen.name != rule.name:
        return Taken(accepted=False)
    allows = tuple(True if one.guard is None else truth_of(interpreter, one.guard) for one in rule.allowances)
    case, bands, is_gap = case_of(rule, interpreter)
    outcome, _ = apply_rule(rule if is_rounded else unrounded(rule), interpreter)
    full = full_marks(interpreter)
    full_points = None if full is None else amount(full)
    match outcome:
        case Undecided(reason):
            return Taken(True, case, bands, reason=reason, is_gap=is_gap, allows=allows)
        case KeptOut():
            return Taken(True, case, bands, is_kept_out=True, allows=allows)
        case Awarded(low, high):
            return Taken(True, case, bands, amount(low), amount(high), allows=allows, full=full_points)


def truth_of(interpreter: Interpreter, condition: nodes.Expression) -> Truth:
    """Whether a condition holds of the interpreter's row."""
    found = interpreter.truth(condition)
    return None if isinstance(found, Unknown) else found


def case_of(rule: nodes.Rule, interpreter: Interpreter) -> tuple[int | None, tuple[int, ...], bool]:
    """The case that holds, the bands of it that do, and whether none holds although each can be decided."""
    for place, case in enumerate(rule.cases):
        holds = True if case.guard is None else truth_of(interpreter, case.guard)
        if holds is None:
            return None, (), False
        if holds:
            if not isinstance(case.body, nodes.Bands):
                return place, (), False
            within = [band_holds(case.body, band, interpreter) for band in case.body.bands]
            found = tuple(number for number, one in enumerate(within) if one is True)
            return place, found, all(one is False for one in within)
    return None, (), True


def unrounded(block: Block) -> Block:
    """The rule, or the total, without the roundings that it closes with, before its last caps and floors or after."""
    first: int = _closing(block.adjustments)
    kept: list[nodes.Adjustment] = [one for one in block.adjustments[first:] if not isinstance(one.change, nodes.Round)]
    return evolve(block, adjustments=(*block.adjustments[:first], *kept))


def closing_roundings(block: nodes.Rule | nodes.TableBlock) -> tuple[nodes.Adjustment, ...]:
    """The roundings that are left out of `unrounded`."""
    closing = block.adjustments[_closing(block.adjustments) :]
    return tuple(one for one in closing if isinstance(one.change, nodes.Round))


def _closing(adjustments: tuple[nodes.Adjustment, ...]) -> int:
    """Where the roundings, caps and floors begin that end a rule: a cap or floor on their grid goes before or after."""
    place = len(adjustments)
    while place and isinstance(adjustments[place - 1].change, nodes.Round | nodes.Cap | nodes.Floor):
        place -= 1
    return place
