"""What a rule set gives a row as one figure of it runs: the rule that takes it, its points before they are rounded."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Generic

from attrs import frozen

from perfeval.analysis.behaviour import (
    FIGURE,
    LOOKED_AT,
    Amount,
    NotOneVariableError,
    Refused,
    closing_roundings,
    unrounded,
)
from perfeval.analysis.points import Points, amount
from perfeval.analysis.subjects import Subject
from perfeval.engine.amount import Unknown
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.decisions import Quotient
from perfeval.engine.outcome import Awarded, KeptOut, Undecided, apply_rule, points_of
from perfeval.engine.rows import choose_rule, rule_ref, rules_in_force
from perfeval.engine.score import RuleRef, Status
from perfeval.exact import Rounding
from perfeval.language import nodes
from perfeval.symbolic.number import SymbolicNumber, number
from perfeval.symbolic.paths import Tree, ends, explore
from perfeval.wording import Wording


@frozen
class Step:
    """A rounding at the end of a rule."""

    mode: Rounding
    size: Fraction


@frozen
class Given(Generic[Amount]):
    """What becomes of the row on a path."""

    status: Status
    rule: RuleRef | None
    """The rule that takes the row; None where none does."""
    low: Amount | None = None
    high: Amount | None = None
    low_closed: bool = True
    high_closed: bool = True
    default: Amount | None = None
    """What is taken of a permitted range where no declared score lies inside."""
    roundings: tuple[Step, ...] = ()
    reason: Wording | None = None
    """Why it is undecided."""

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The points that it speaks of."""
        return tuple(one for one in (self.low, self.high, self.default) if one is not None)


_IRRATIONAL = Wording(
    "得分里有根式、对数或乘方，不是这个数的分式",
    "the points hold a root, a logarithm or a power: they are no quotient of polynomials in the figure",
)


def given_to(subject: Subject) -> Tree[Given[Quotient] | Refused]:
    """What the subject's rule set gives on every path. Raises `NotOneVariableError` where it cannot be followed."""
    tree: Tree[Given[Quotient] | Refused] = explore(lambda: _given(subject), {}, otherwise=lambda _: Refused())
    if any(isinstance(end, Refused) for end in ends(tree)):
        raise NotOneVariableError(LOOKED_AT)
    return tree


def _given(subject: Subject) -> Given[Quotient] | Refused:
    state, row = subject.row(number(FIGURE))
    interpreter = Interpreter(subject.rules.nodes, state, row)
    if not row.has_points:
        return Given("not scored", None)
    rule = choose_rule(rules_in_force(subject.rules.nodes, state), interpreter)
    if isinstance(rule, Undecided):
        return Given("undecided", None, reason=rule.reason)
    ref = rule_ref(rule)
    outcome, _ = apply_rule(unrounded(rule), interpreter)
    match outcome:
        case KeptOut():
            return Given("not scored", ref)
        case Undecided(reason):
            return Given("undecided", ref, reason=reason)
        case Awarded() as awarded:
            roundings = _roundings(rule, interpreter)
            if isinstance(roundings, Wording):
                return Given("undecided", ref, reason=roundings)
            if not awarded.is_range:  # the ends may be spelt apart where they meet
                return Given("scored", ref, _points(awarded.low), _points(awarded.low), roundings=roundings)
            return Given(
                "scored", ref, _points(awarded.low), _points(awarded.high), awarded.low_closed, awarded.high_closed,
                None if awarded.default is None else _points(awarded.default), roundings,
            )  # fmt: skip


def settled(given: Given[Quotient] | Refused, points: Callable[[Quotient], Points]) -> Given[Points]:
    """What is given once it is known what was counted."""
    assert not isinstance(given, Refused)  # noqa: S101 - refusals were raised before
    low, high, default = (None if one is None else points(one) for one in (given.low, given.high, given.default))
    return Given(
        given.status, given.rule, low, high, given.low_closed, given.high_closed, default, given.roundings, given.reason
    )


def _points(one: object) -> Quotient:
    if not isinstance(one, Fraction | SymbolicNumber):
        raise NotOneVariableError(_IRRATIONAL)
    return amount(one)


def _roundings(rule: nodes.Rule, interpreter: Interpreter) -> tuple[Step, ...] | Wording:
    """The roundings that the rule ends in, or why they cannot be done."""
    found = []
    for adjustment in closing_roundings(rule):
        holds = True if adjustment.guard is None else interpreter.truth(adjustment.guard)
        if isinstance(holds, Unknown):
            return holds.reason
        if not holds:
            continue
        assert isinstance(adjustment.change, nodes.Round)  # noqa: S101 - only these are left out of `unrounded`
        size = points_of(interpreter.operand(adjustment.change.step))
        if isinstance(size, Unknown):
            return size.reason
        if not isinstance(size, Fraction) or isinstance(size, SymbolicNumber):
            raise NotOneVariableError(_IRRATIONAL)
        found.append(Step(adjustment.change.mode, size))
    return tuple(found)
