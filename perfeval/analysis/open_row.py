"""The row of an example with all its figures left open at once, and what its rule gives it on every path.

Beside `behaviour.py`, which leaves one figure open: target or budgets, full marks, actual value or expenditure and all
facts with a number are symbols here. Targets, budgets and full marks are above 0, all others 0 or more; a target below
0 stays below, its actual value can be any, and what is 0 although it would have to be above stays 0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import define, evolve, field, frozen

from perfeval.analysis.behaviour import Truth, case_of, truth_of, unrounded
from perfeval.analysis.subjects import PER_CENT, Subject, example_tables, is_whole_fact, opened_in
from perfeval.engine.amount import Cell, show, show_number
from perfeval.engine.examples import example_row, is_named
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import Cell as AnyCell
from perfeval.engine.lowering.cells import filled, opened
from perfeval.engine.outcome import Awarded, KeptOut, Undecided, apply_rule, points_of
from perfeval.engine.pairing import operand
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.exact import Rounding
from perfeval.language import nodes, types
from perfeval.language.vocabulary import vocabulary
from perfeval.reals import round_to
from perfeval.symbolic.number import number, parts
from perfeval.symbolic.paths import ABOVE, ANY, BELOW, NOT_BELOW, Branch, Sign, Signs, Tree, explore
from perfeval.symbolic.polynomial import Polynomial
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.values.model import Comparison, Points, Range, Ratio, Tolerance
from perfeval.wording import Wording, verbatim

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Quotient: TypeAlias = tuple[Polynomial, Polynomial]
"""Top and bottom; the bottom is above 0 wherever it is met."""

_INDICATOR: Final = {"target": "target", "revised_target": "revised_target", "actual": "actual", "full": "full"}
_EXECUTION: Final = {
    "initial": "initial_budget",
    "revised": "revised_budget",
    "executed": "expenditure",
    "carry_over": "carry_over",
    "appropriation": "appropriation",
    "other_funds": "other_funds",
    "full": "full",
}
"""The cells with figures, by field of the row, and what the rule language calls them."""

_ABOVE_ZERO: Final = frozenset({"target", "revised_target", "initial", "revised", "full"})


@frozen
class Figure:
    """A number of the row that is left open."""

    name: str
    """Of the symbol."""
    given: Fraction
    """What it is in the example."""
    signs: Signs
    unit: Fraction
    """What 1 is in it as people write it."""


@frozen
class OpenCell:
    """A cell with one figure, or with two where it is a range."""

    where: str
    """The field of the row, or the name of the fact."""
    is_fact: bool
    is_of_execution: bool
    template: AnyCell
    figures: tuple[Figure, ...]

    @property
    def wording(self) -> Wording:
        """What the cell is called."""
        if self.is_fact:
            return verbatim(self.where)
        names = _EXECUTION if self.is_of_execution else _INDICATOR
        words = vocabulary().words
        word = words["table"].get(names[self.where]) or words["row"][names[self.where]]
        return Wording(word.zh, word.en.replace("_", " "))


@frozen
class Ending:
    """What becomes of the row on a path."""

    accepted: bool
    bands: tuple[int, ...] = ()
    low: Quotient | None = None
    high: Quotient | None = None
    full: Quotient | None = None
    reason: Wording | None = None
    """Why it is undecided."""
    is_gap: bool = False
    """Whether that is because no case, or no band, holds."""
    allows: tuple[Truth, ...] = ()
    is_lost: bool = False
    """Whether it cannot be followed without the figures."""


@frozen
class Path:
    """What is decided on the way to an ending: that a polynomial has a sign, or has not."""

    decisions: tuple[tuple[Polynomial, Sign, bool], ...]
    ending: Ending


@define
class OpenRow:
    """The row of an example, all its figures open."""

    rules: RuleSet
    rule: nodes.Rule
    example: nodes.Example
    table: SelfEvaluation
    cells: tuple[OpenCell, ...] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.cells = tuple(_cells(self.table))

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All its figures: full marks first, the actual value or the expenditure last of those that are no facts."""
        found = [figure for cell in self.cells for figure in cell.figures]
        order = {"full": 0, "actual": 2, "executed": 2}
        return tuple(sorted(found, key=lambda one: order.get(one.name, 1)))

    @property
    def ranges(self) -> Iterator[tuple[str, str]]:
        """The symbols of the two ends of each range."""
        for cell in self.cells:
            if len(cell.figures) > 1:
                yield cell.figures[0].name, cell.figures[1].name

    def with_figures(self, given: Mapping[str, Fraction]) -> SelfEvaluation:
        """The table with other figures, known or not; those not given stay as in the example."""
        table = self.table
        for cell in self.cells:
            filling = self._filled(cell, given)
            change: dict[str, Any] = {cell.where: filling}
            if cell.is_fact:
                table = evolve(table, facts=Facts({**table.facts, **change}))
            elif cell.is_of_execution:
                assert table.execution is not None  # noqa: S101 - the cell is one of it
                table = evolve(table, execution=evolve(table.execution, **change))
            else:
                table = evolve(table, indicators=tuple(evolve(one, **change) for one in table.indicators))
        return table

    def _filled(self, cell: OpenCell, given: Mapping[str, Fraction]) -> AnyCell:
        numbers = tuple(given.get(one.name, one.given) for one in cell.figures)
        if cell.is_fact and is_whole_fact(self.rules, cell.where):
            numbers = tuple(round_to(one, Fraction(1), Rounding.DOWN) for one in numbers)
        return filled(cell.template, numbers)

    def subjects(self, given: Mapping[str, Fraction]) -> tuple[Subject, ...]:
        """The row with other figures, one of them left open in turn: the actual value or the expenditure first."""
        return tuple(opened_in(self.rules, self.rule, self.example, self.with_figures(given)))

    def shown(self, given: Mapping[str, Fraction]) -> Wording:
        """The cells with these figures in them, as a person writes them."""
        told = []
        for cell in self.cells:
            numbers = tuple(given.get(one.name, one.given) for one in cell.figures)
            if cell.is_fact and is_whole_fact(self.rules, cell.where):
                numbers = tuple(round_to(one, Fraction(1), Rounding.DOWN) for one in numbers)
            filling = filled(cell.template, numbers)
            name = cell.wording
            value = (
                show_number(filling.amount, types.POINTS)
                if isinstance(filling, Points)
                else show(operand(filling, self.table.year))
            )
            told.append(Wording(f"{name.zh} {value.zh}", f"{name.en} {value.en}"))
        return Wording("，".join(one.zh for one in told), ", ".join(one.en for one in told))

    @property
    def likeness(self) -> object:
        """What is the same for two examples that differ in nothing but figures."""
        zero = {figure.name: Fraction(0) for figure in self.figures}
        table = self.with_figures(zero)
        if not is_named(self.example):  # the title of the example, which stands in for a name, tells no rows apart
            table = evolve(table, indicators=tuple(evolve(one, name="") for one in table.indicators))
        return str(table), tuple((one.name, one.signs) for one in self.figures)

    def paths(self) -> list[Path]:
        """What the rule gives on every path."""
        signs = {one.name: one.signs for one in self.figures}
        lost = Ending(accepted=True, is_lost=True)
        symbols = {one.name: number(one.name) for one in self.figures}
        return list(_walk(explore(lambda: self.ending(symbols), signs, otherwise=lambda _: lost), ()))

    def ending(self, given: Mapping[str, Fraction]) -> Ending:
        """What becomes of the row with these figures, known or not."""
        table = self.with_figures(given)
        state, row = example_row(self.rules, self.example, self.rule, table)
        interpreter = Interpreter(self.rules.nodes, state, row)
        chosen = choose_rule(rules_in_force(self.rules.nodes, state), interpreter)
        if isinstance(chosen, Undecided) or chosen.name != self.rule.name:
            return Ending(accepted=False)
        allows = tuple(True if one.guard is None else truth_of(interpreter, one.guard) for one in self.rule.allowances)
        _, bands, is_gap = case_of(self.rule, interpreter)
        outcome, _ = apply_rule(unrounded(self.rule), interpreter)
        match outcome:
            case Undecided(reason):
                return Ending(True, bands, reason=reason, is_gap=is_gap, allows=allows)
            case KeptOut():
                return Ending(True, bands, allows=allows)
            case Awarded(low, high):
                if not isinstance(low, Fraction) or not isinstance(high, Fraction):
                    return Ending(accepted=True, is_lost=True)  # a root, a logarithm or a power
                return Ending(True, bands, parts(low), parts(high), _full(interpreter), allows=allows)

    def is_scored(self, given: Mapping[str, Fraction]) -> bool:
        """Whether the row with these figures gets points from the rule."""
        return self.ending(given).low is not None


def open_rows(rules: RuleSet, rule: nodes.Rule) -> Iterator[OpenRow]:
    """The rows of a rule's examples that have a figure to ask about, each kind of row once."""
    seen: set[object] = set()
    for example, table in example_tables(rules, rule):
        row = OpenRow(rules, rule, example, table)
        if row.subjects({}) and row.likeness not in seen:
            seen.add(row.likeness)
            yield row


def _cells(table: SelfEvaluation) -> Iterator[OpenCell]:
    for indicator in table.indicators:
        for where in _INDICATOR:
            cell = getattr(indicator, where)
            yield from _opened(where, cell, may_be_below_zero=where == "actual" and _reaches_below_zero(indicator))
    if table.execution is not None:
        for where in _EXECUTION:
            yield from _opened(where, getattr(table.execution, where), is_of_execution=True)
    for name, value in table.facts.items():
        yield from _opened(name, value, is_fact=True)


def _opened(
    where: str,
    cell: AnyCell,
    *,
    is_fact: bool = False,
    is_of_execution: bool = False,
    may_be_below_zero: bool = False,
) -> Iterator[OpenCell]:
    template, numbers = opened(cell)
    is_size = where in _ABOVE_ZERO and not is_fact
    if not numbers or (is_size and 0 in numbers):
        return
    symbol = f"fact {where}" if is_fact else where
    unit = PER_CENT if _is_ratio(template) else Fraction(1)
    figures = []
    for name, one in zip((symbol, f"{symbol} to"), numbers, strict=False):
        signs = ANY if may_be_below_zero else NOT_BELOW
        if is_size:
            signs = ABOVE if one > 0 else BELOW
        elif one < 0 and not may_be_below_zero:
            return
        figures.append(Figure(name, one, signs, unit))
    yield OpenCell(where, is_fact, is_of_execution, template, tuple(figures))


def _reaches_below_zero(indicator: Indicator) -> bool:
    """As `Subject.may_be_below_zero`: where the target is below 0, or is 0 and the actual value a ratio."""
    _, numbers = opened(indicator.target)
    least = min(numbers, default=Fraction(1))
    return least < 0 or (least == 0 and _is_ratio(opened(indicator.actual)[0]))


def _is_ratio(template: AnyCell) -> bool:
    match template:
        case Comparison(bound=bound):
            return isinstance(bound, Ratio)
        case Range(low=low):
            return isinstance(low, Ratio)
        case Tolerance(amount):
            return isinstance(amount, Ratio)
        case _:
            return isinstance(template, Ratio)


def _full(interpreter: Interpreter) -> Quotient | None:
    row = interpreter.row
    assert row is not None  # noqa: S101 - a row is scored
    value = interpreter.variable("full") if "full" in interpreter.ruleset.restated else row.weight
    points = None if isinstance(value, Cell) else points_of(value)
    return parts(points) if isinstance(points, Fraction) else None


def _walk(tree: Tree[Ending], before: tuple[tuple[Polynomial, Sign, bool], ...]) -> Iterator[Path]:
    if isinstance(tree, Branch):
        yield from _walk(tree.yes, (*before, (tree.polynomial, tree.sign, True)))
        yield from _walk(tree.no, (*before, (tree.polynomial, tree.sign, False)))
    else:
        yield Path(before, tree.result)
