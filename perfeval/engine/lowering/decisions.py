"""What a rule set makes of a shape: a tree of decisions over the row's numbers, with an outcome at every end.

The generated evaluator of the rule set is run on a row whose numbers are symbols. What comes out is the same
computation, with everything settled that can be settled without the numbers: which rules apply, units, words, signs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import evolve, frozen

from perfeval.engine.amount import Operand, exactly
from perfeval.engine.compiled import Here, Program
from perfeval.engine.integer_pairs import NOTHING, UNKNOWN, IrrationalError, each
from perfeval.engine.lowering.cells import symbolic
from perfeval.engine.lowering.shape import Shape
from perfeval.engine.outcome import Awarded
from perfeval.engine.row import Row
from perfeval.engine.rows import taken_points, what_is_noticed
from perfeval.exact import Rounding
from perfeval.finding import Code
from perfeval.language.types import Numeric
from perfeval.reals import Number
from perfeval.symbolic.number import MODES, Integer, SymbolicNumber, fraction, parts, whole
from perfeval.symbolic.paths import NotSymbolicError, Signs, Tree, explore
from perfeval.symbolic.polynomial import Polynomial, lowest_terms
from perfeval.symbolic.simplify import simplified
from perfeval.values.model import Missing, NotApplicable, Points

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Status: TypeAlias = Literal["scored", "not scored", "undecided"]


@frozen
class Quotient:
    """An amount of points: top ÷ bottom (above 0)."""

    top: Polynomial
    bottom: Polynomial


@frozen
class Outcome:
    """What comes out at the end of a path; `rule` is its place among the rules in force (None: none accepts)."""

    status: Status
    rule: int | None = None
    points: Quotient | None = None
    low: Quotient | None = None
    high: Quotient | None = None
    findings: tuple[str, ...] = ()


@frozen
class ByRow:
    """The end of a path that only the general evaluator can follow, and why."""

    reason: str


Decisions: TypeAlias = "Tree[Outcome | ByRow]"

_ANY_SIGN: Final[Mapping[str, Signs]] = {}
"""Nothing is known of the signs of a row's numbers."""


def decide(rules: RuleSet, shape: Shape) -> Decisions:
    """The decisions that a rule set takes on rows of a shape, by the rules in force in the row's year."""
    program = _on_symbols(rules.programs.on(shape.day(rules)))

    def run() -> Outcome | ByRow:
        found_state, row = shape.row(rules, symbolic)
        return _outcome(program, Here(row, found_state), row)

    return simplified(explore(run, _ANY_SIGN, otherwise=lambda refusal: ByRow(str(refusal))), _replaced)


@lru_cache(maxsize=256)
def _on_symbols(program: Program) -> Program:
    """The generated evaluator as functions of rows whose numbers are symbols."""
    names = {**program.choose.__globals__, **_SYMBOLIC}
    exec(compile(program.source, "<rules, on symbols>", "exec"), names)  # noqa: S102 - text of our own making
    made: Any = names
    outcomes = tuple(made[f"score_{place}"] for place in range(len(program.rules)))
    return evolve(program, choose=made["choose"], outcomes=outcomes)


def _replaced(end: Outcome | ByRow, replaced: Callable[[Polynomial], Polynomial]) -> Outcome | ByRow:
    if isinstance(end, ByRow):
        return end

    def amount(one: Quotient | None) -> Quotient | None:
        return None if one is None else Quotient(*lowest_terms(replaced(one.top), replaced(one.bottom)))

    return evolve(end, points=amount(end.points), low=amount(end.low), high=amount(end.high))


def _outcome(program: Program, here: Here, row: Row) -> Outcome | ByRow:
    if not row.has_points:
        return Outcome("not scored", findings=_of_row_without_points(row))
    noticed = tuple(dict.fromkeys(found.code.value for found in what_is_noticed(row)))
    try:
        place = program.choose(here)
        result = None if place is None else program.outcomes[place](here)
    except IrrationalError:
        return ByRow("a root, a logarithm or a power")
    if result is None:
        return Outcome("undecided", place, findings=(*noticed, Code.ROW_NOT_SCORED.value))
    if not isinstance(result, Fraction | Awarded):
        return Outcome("not scored", place, findings=noticed)
    awarded = Awarded(result, result) if isinstance(result, Fraction) else result
    points, _ = taken_points(awarded, row)
    low = _quotient(awarded.low)
    high = _quotient(awarded.high) if awarded.is_range else low
    if points is None:
        return Outcome("undecided", place, None, low, high, (*noticed, Code.ROW_NOT_SCORED.value))
    return Outcome("scored", place, _quotient(points), low, high, noticed)


def _of_row_without_points(row: Row) -> tuple[str, ...]:
    full = row.item.full
    is_silent = isinstance(full, Missing | NotApplicable) and not isinstance(row.item.declared, Points)
    return () if is_silent else (Code.ROW_NOT_SCORED.value,)


def _quotient(value: Number) -> Quotient:
    if not isinstance(value, Fraction):
        raise NotSymbolicError("a root, a logarithm or a power")
    return Quotient(*parts(value))


# ---- what generated code calls, on numbers that are not known ----


def _amount(top: Integer | None, bottom: Integer, type_: Numeric | None) -> Operand:
    return UNKNOWN if top is None else exactly(fraction(top, bottom), type_)


def _plus(top: Integer, bottom: Integer, more: Integer, below: Integer) -> tuple[Integer, Integer]:
    return top * below + more * bottom, bottom * below


def _reduced(top: Integer | None, bottom: Integer) -> Any:
    return NOTHING if top is None else (top, bottom)


def _rounds(mode: Rounding) -> Callable[[Integer, Integer], Integer]:
    return lambda top, bottom: whole(MODES[mode], top, bottom)


def _shifted(awarded: Awarded, top: Integer, bottom: Integer) -> Awarded:
    by = fraction(top, bottom)
    return each(awarded, lambda value: value + by)


def _bounded(pick: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Awarded, Integer, Integer], Awarded]:
    def bounded(awarded: Awarded, top: Integer, bottom: Integer) -> Awarded:
        bound = fraction(top, bottom)
        after = each(awarded, lambda value: pick(value, bound))
        return evolve(
            after,
            low_closed=awarded.low_closed or after.low != awarded.low,
            high_closed=awarded.high_closed or after.high != awarded.high,
        )

    return bounded


def _rounded_to(awarded: Awarded, top: Integer, bottom: Integer, mode: Rounding) -> Awarded:
    step = fraction(top, bottom)

    def rounded(value: Fraction) -> Fraction:
        return SymbolicNumber(*parts(value)).rounded(step, mode)

    return each(awarded, rounded)


_SYMBOLIC: Final[dict[str, object]] = {
    "Fraction": fraction,
    "amount": _amount,
    "plus": _plus,
    "reduced": _reduced,
    "half_up": _rounds(Rounding.HALF_UP),
    "half_even": _rounds(Rounding.HALF_EVEN),
    "down": _rounds(Rounding.DOWN),
    "up": _rounds(Rounding.UP),
    "shifted": _shifted,
    "capped": _bounded(min),
    "floored": _bounded(max),
    "rounded_to": _rounded_to,
}
