"""What a rule gives as one figure of a row runs over all numbers it can be: a formula for every stretch.

The rule is applied by the interpreter, which is its definition, to a row whose figure is a symbol
(`symbolic.paths.explore`). Closing roundings are left out: what is proved of points before they are rounded holds of
rounded ones too, as rounding keeps the order of numbers, and leaves 0 and full marks that lie on its grid.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, TypeAlias, TypeVar

from attrs import evolve, frozen

from perfeval.analysis.line import Cell, cut
from perfeval.analysis.real_roots import Coefficients, added, derivative, multiplied, normal
from perfeval.analysis.subjects import Subject
from perfeval.engine.amount import Unknown
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, KeptOut, Undecided, apply_rule, band_holds
from perfeval.engine.rows import choose_rule, full_marks, rules_in_force
from perfeval.language import nodes
from perfeval.symbolic.number import number, parts
from perfeval.symbolic.paths import Branch, Tree, decisions, ends, explore
from perfeval.symbolic.polynomial import Division, Polynomial
from perfeval.wording import Wording

FIGURE: Final = "figure"
Result = TypeVar("Result")

Truth: TypeAlias = "bool | None"
"""None: it cannot be decided."""


@frozen
class Points:
    """An amount of points: top ÷ bottom, in the figure that is left open."""

    top: Coefficients
    bottom: Coefficients


@frozen
class Taken:
    """What becomes of the row on a path."""

    accepted: bool
    """Whether the rule is the one that scores it."""
    case: int | None = None
    """The first case that holds."""
    bands: tuple[int, ...] = ()
    """The bands of that case that hold."""
    low: Points | None = None
    high: Points | None = None
    is_kept_out: bool = False
    reason: Wording | None = None
    """Why it is undecided."""
    is_gap: bool = False
    """Whether that is because no case, or no band, holds: nothing that the row reads is missing."""
    allows: tuple[Truth, ...] = ()
    """By allowance of the rule whether it holds."""
    full: Points | None = None


@frozen
class Refused:
    """A path that cannot be followed without the figure."""


@frozen
class Piece:
    """A stretch of figures, and what they get."""

    cell: Cell
    inside: Fraction | None
    """The plainest figure of the stretch; None for a point that is no fraction."""
    taken: Taken


@frozen
class Behaviour:
    """All stretches of a subject, from the least figures up."""

    subject: Subject
    pieces: tuple[Piece, ...]


class NotOneVariableError(Exception):
    """The subject cannot be looked at as a function of one figure; `wording` says why."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording)
        self.wording = wording


LOOKED_AT = Wording(
    "这个数要按整步计算（如“每…扣…”），或者规则要看它是不是整数、怎么写，不能当作任意的数",
    "the figure is counted in whole steps (`each … deduct …`), or rules look at whether it is whole, or how it is "
    "written: it cannot stand for any number",
)


def behaviour_of(subject: Subject) -> Behaviour:
    """What the rule gives as the figure runs. Raises `NotOneVariableError` where it is no such function."""
    tree = explore(lambda: _taken(subject), {}, otherwise=lambda _: Refused())
    polynomials = [coefficients(one) for one in decisions(tree)]
    for end in ends(tree):
        if isinstance(end, Refused):
            raise NotOneVariableError(LOOKED_AT)
        for points in (end.low, end.high):
            if points is not None and end.full is not None:
                polynomials += _turns(points, end.full)
    cells = cut(polynomials, below_zero=subject.may_be_below_zero)
    return Behaviour(subject, tuple(_piece(subject, cell, tree) for cell in cells))


def _turns(points: Points, full: Points) -> Iterator[Coefficients]:
    """What is 0 where points pass 0 or full marks, or turn."""
    yield points.top
    yield points.bottom
    yield over(points, full)
    yield slope(points)


def over(points: Points, other: Points) -> Coefficients:
    """The sign of one amount less another, where both bottoms are above 0."""
    return added(multiplied(points.top, other.bottom), multiplied(other.top, points.bottom), Fraction(-1))


def slope(points: Points) -> Coefficients:
    """The sign of the slope of an amount."""
    rising = multiplied(derivative(points.top), points.bottom)
    return added(rising, multiplied(points.top, derivative(points.bottom)), Fraction(-1))


def _taken(subject: Subject) -> Taken | Refused:
    state, row = subject.row(number(FIGURE))
    interpreter = Interpreter(subject.rules.nodes, state, row)
    rule = subject.rule
    chosen = choose_rule(rules_in_force(subject.rules.nodes, state), interpreter)
    if isinstance(chosen, Undecided) or chosen.name != rule.name:
        return Taken(accepted=False)
    allows = tuple(True if one.guard is None else _truth(interpreter, one.guard) for one in rule.allowances)
    case, bands, is_gap = _case(rule, interpreter)
    outcome, _ = apply_rule(unrounded(rule), interpreter)
    full = full_marks(interpreter)
    full_points = None if full is None else as_points(full)
    match outcome:
        case Undecided(reason):
            return Taken(True, case, bands, reason=reason, is_gap=is_gap, allows=allows)
        case KeptOut():
            return Taken(True, case, bands, is_kept_out=True, allows=allows)
        case Awarded(low, high):
            return Taken(True, case, bands, as_points(low), as_points(high), allows=allows, full=full_points)


def _truth(interpreter: Interpreter, condition: nodes.Expression) -> Truth:
    found = interpreter.truth(condition)
    return None if isinstance(found, Unknown) else found


def _case(rule: nodes.Rule, interpreter: Interpreter) -> tuple[int | None, tuple[int, ...], bool]:
    """The case that holds, the bands of it that do, and whether none holds although each can be decided."""
    for place, case in enumerate(rule.cases):
        holds = True if case.guard is None else _truth(interpreter, case.guard)
        if holds is None:
            return None, (), False
        if holds:
            if not isinstance(case.body, nodes.Bands):
                return place, (), False
            within = [band_holds(case.body, band, interpreter) for band in case.body.bands]
            found = tuple(number for number, one in enumerate(within) if one is True)
            return place, found, all(one is False for one in within)
    return None, (), True


def unrounded(rule: nodes.Rule) -> nodes.Rule:
    """The rule without the rounding that it closes with."""
    kept = list(rule.adjustments)
    while kept and isinstance(kept[-1].change, nodes.Round):
        kept.pop()
    return evolve(rule, adjustments=tuple(kept))


def as_points(one: object) -> Points:
    """Points on a path, as a quotient in the figure."""
    top, bottom = parts(one)
    return Points(coefficients(top), coefficients(bottom))


def coefficients(one: Polynomial) -> Coefficients:
    """The coefficients of a polynomial in the figure."""
    found: dict[int, int] = {}
    for monomial, factor in one.terms.items():
        power = 0
        for name, times in monomial:
            if isinstance(name, Division):
                raise NotOneVariableError(LOOKED_AT)
            power += times
        found[power] = found.get(power, 0) + factor
    return normal([Fraction(found.get(power, 0)) for power in range(max(found, default=-1) + 1)])


def _piece(subject: Subject, cell: Cell, tree: Tree[Taken | Refused]) -> Piece:
    inside = cell.sample(subject.unit)
    taken = end_at(tree, cell, inside)
    assert isinstance(taken, Taken)  # noqa: S101 - refusals were raised before
    return Piece(cell, inside, taken)


def end_at(tree: Tree[Result], cell: Cell, inside: Fraction | None) -> Result:
    """What a tree comes to on a stretch in which all its decisions are the same."""
    while isinstance(tree, Branch):
        tree = tree.yes if cell.sign(coefficients(tree.polynomial), inside) == tree.sign else tree.no
    return tree.result
