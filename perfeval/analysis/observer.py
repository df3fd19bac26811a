"""An interpreter that remembers on which sides of the boundaries of a rule its row stood, and which clauses it took.

It decides nothing itself: every meaning is the interpreter's own, so that what is remembered is what was decided by.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar, Literal, TypeAlias, assert_never

from attrs import define, evolve, field

from perfeval.analysis.behaviour import unrounded
from perfeval.analysis.boundaries import DecidedBlock, Side, as_written, of_clause, of_comparison, of_limit, of_target
from perfeval.engine.amount import Amount, Blank, Cell, Day, Operand, Spread, Unknown, Word, exactly
from perfeval.engine.cells import ranks_of
from perfeval.engine.comparison import like
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Awarded, Outcome, adjust, apply_rule, band_holds
from perfeval.engine.pairing import Pair, operand
from perfeval.language import nodes, types
from perfeval.language.tree import Comparator
from perfeval.reals import RealArithmeticError
from perfeval.values.model import Range, Tolerance

Stand: TypeAlias = Side | Literal["taken", "worded"]
"""`worded`: what was compared has no order, as words have none."""
Mark: TypeAlias = tuple[int, int, Stand]
"""A block and a decision of it, by their places, and what became of it."""
Marks: TypeAlias = frozenset[Mark]


@define
class Observer(Interpreter):
    """An interpreter that remembers."""

    blocks: tuple[DecidedBlock, ...] = ()
    """What is looked at."""
    marks: set[Mark] = field(factory=set)
    _current: int | None = None

    # ---- what is followed ----

    def follow_rule(self, rule: nodes.Rule) -> None:
        """The row under a rule."""
        self._follow_rule(rule, unrounded(rule).adjustments)

    def _follow_rule(self, rule: nodes.Rule, adjustments: tuple[nodes.Adjustment, ...]) -> None:
        outer, self._current = self._current, self._place_of(rule)
        self._follow_cases(rule.cases)
        outcome: Outcome | None
        outcome, _ = apply_rule(evolve(rule, adjustments=()), self)
        for adjustment in adjustments:
            if not isinstance(outcome, Awarded):
                break
            holds = self._holds(adjustment)
            if isinstance(holds, Unknown):
                break
            if holds:
                outcome = self._adjusted(outcome, adjustment)
        self._current = outer

    def _adjusted(self, outcome: Awarded, adjustment: nodes.Adjustment) -> Outcome | None:
        try:
            changed = adjust(outcome, (adjustment,), self, [])
            free = adjust(outcome, _without_limit(adjustment), self, [])
            if isinstance(changed, Awarded) and isinstance(free, Awarded):
                is_free = changed.low == free.low and changed.high == free.high
                self._mark(of_limit(adjustment), "idle" if is_free else "binding")
        except RealArithmeticError:  # a sign that cannot be decided leaves the row undecided
            return None
        return changed

    def follow_block(self, block: nodes.TableBlock) -> None:
        """The table under the total or the grades."""
        self._current = self._place_of(block)
        self._follow_cases(block.cases)
        for adjustment in block.adjustments:
            self._holds(adjustment)

    def _follow_cases(self, cases: tuple[nodes.Case, ...]) -> None:
        for case in cases:
            holds = True if case.guard is None else self.truth(case.guard)
            if isinstance(holds, Unknown):
                return
            if holds:
                self._mark(of_clause(case), "taken")
                if isinstance(case.body, nodes.Bands):
                    self._follow_bands(case.body)
                return

    def _follow_bands(self, bands: nodes.Bands) -> None:
        for band in bands.bands:
            holds = band_holds(bands, band, self)
            if isinstance(holds, Unknown):
                return
            if holds:
                self._mark(of_clause(band), "taken")
                return

    def _holds(self, adjustment: nodes.Adjustment) -> bool | Unknown:
        holds = True if adjustment.guard is None else self.truth(adjustment.guard)
        if holds is True:
            self._mark(of_clause(adjustment), "taken")
        return holds

    def _place_of(self, block: nodes.Rule | nodes.TableBlock) -> int | None:
        return next((place for place, one in enumerate(self.blocks) if one.block is block), None)

    def _mark(self, key: object, stand: Stand | None) -> None:
        if self._current is None or stand is None:
            return
        place = self.blocks[self._current].places.get(key)
        if place is not None:
            self.marks.add((self._current, place, stand))

    # ---- what the interpreter is asked ----

    def comparison(self, operator: Comparator, left: nodes.Expression, right: nodes.Expression) -> bool | Unknown:
        """A comparison, and how its sides lie."""
        self._compared(left, right)
        return Interpreter.comparison(self, operator, left, right)

    def _compared(self, left: nodes.Expression, right: nodes.Expression) -> None:
        key = of_comparison(left, right)
        if self._current is not None and key in self.blocks[self._current].places:
            one, other = self._sides(left, right)
            self._mark(key, self._stand(one, other))

    def _stand(self, one: Operand, other: Operand) -> Stand | None:
        """How one value lies to another; nothing where that is not known."""
        match one, other:
            case (Amount(), Amount()) if one.is_exact and other.is_exact and like(one.type, other.type):
                try:
                    return "below" if one.low < other.low else "on" if one.low == other.low else "above"
                except RealArithmeticError:
                    return None
            case Day(first), Day(second):
                return "below" if first < second else "on" if first == second else "above"
            case Word(first_text), Word(second_text):
                ranks = ranks_of(first_text, second_text, self.ruleset.scales)
                if ranks is None:
                    return "worded"
                return "below" if ranks[0] > ranks[1] else "on" if ranks[0] == ranks[1] else "above"
            case (Unknown() | Blank() | Spread(), _) | (_, Unknown() | Blank() | Spread()):
                return None
            case _:
                return "worded"

    def _observed_shortfall(self, node: nodes.Shortfall) -> Operand:
        self._compared(*as_written(node))
        return self._shortfall(node)

    def _observed_function(self, node: nodes.Function) -> Operand | Cell:
        if node.function in ("min", "max") and len(node.arguments) == 2:
            self._compared(*node.arguments)
        return self._function(node)

    def _observed_by_rule(self, node: nodes.ByRule) -> Operand | Cell:
        rule = self.rule_named(node.rule)
        if rule is not None and f"by {rule.name}" not in self._memo:  # once a row, as it is worked out
            self._follow_rule(rule, tuple(one for one in rule.adjustments if not one.closing))
        return self._by_rule(node)

    def _observed_meets(self, node: nodes.Meets) -> bool | Unknown:
        met = self._meets(node)
        if not isinstance(met, Unknown):
            self._target_met(node)
        return met

    def _target_met(self, node: nodes.Meets) -> None:
        one, other = self._as_value(self.value(node.left)), self._as_value(self.value(node.right))
        row = self._row()
        if isinstance(one, Unknown) or isinstance(other, Unknown):
            return
        is_own = one is row.actual and other is row.target
        pair = row.pair if is_own else evolve(row, target=other, actual=one).pair
        ends = _ends_of_target(pair)
        if ends is not None:
            self._mark(of_target(node, "low"), self._stand(pair.actual, ends[0]))
            self._mark(of_target(node, "high"), self._stand(pair.actual, ends[1]))
            return
        if pair.percentage is not None:
            whole = exactly(Fraction(1), types.RATIO)
            self._mark(of_target(node, ""), self._stand(exactly(pair.percentage, types.RATIO), whole))
            return
        self._mark(of_target(node, ""), self._stand(pair.actual, pair.target))

    _MEANING: ClassVar[dict[type, Callable[[Any, Any], Operand | Cell]]] = {
        **Interpreter._MEANING,  # noqa: SLF001 - the table of the class that is extended
        nodes.Shortfall: _observed_shortfall,
        nodes.Function: _observed_function,
        nodes.ByRule: _observed_by_rule,
        nodes.Meets: _observed_meets,
    }


def _without_limit(adjustment: nodes.Adjustment) -> tuple[nodes.Adjustment, ...]:
    """The adjustment as if nothing limited it: a cap or a floor is then none."""
    match adjustment.change:
        case nodes.Steps() | nodes.Adjust():
            return (evolve(adjustment, change=evolve(adjustment.change, limit=None)),)
        case nodes.Cap() | nodes.Floor():
            return ()
        case nodes.Round():
            return (adjustment,)
        case _:
            assert_never(adjustment.change)


def _ends_of_target(pair: Pair) -> tuple[Operand, Operand] | None:
    """Both ends of a target that is a range or a tolerance; None for another."""
    target = pair.target_value
    if isinstance(target, Range) and isinstance(pair.target, Spread):
        spread = pair.target
        return exactly(spread.low or Fraction(0), spread.type), exactly(spread.high or Fraction(0), spread.type)
    if isinstance(target, Tolerance):
        width = operand(target.amount, pair.year)
        if isinstance(width, Amount):
            return exactly(-width.low, width.type), exactly(width.low, width.type)
    return None
