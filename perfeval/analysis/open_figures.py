"""The rows of examples with one figure left open, and on which sides of boundaries each figure would stand.

Where the rule can be followed with a symbol in the place of the figure, every side that a figure can stand on is known.
Where it cannot (whole steps, dates), figures are tried: what they show is possible, and of the rest nothing is known.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import evolve, field, frozen

from perfeval.analysis.behaviour import FIGURE, NotOneVariableError, Refused
from perfeval.analysis.boundaries import DecidedBlock
from perfeval.analysis.observer import Marks, Observer
from perfeval.analysis.stretches import stretches
from perfeval.analysis.subjects import unit_of
from perfeval.engine.amount import exactly, show, show_number
from perfeval.engine.examples import example_row, example_table, is_named
from perfeval.engine.lowering.cells import filled, opened
from perfeval.engine.outcome import Undecided
from perfeval.engine.pairing import operand
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.engine.table import table_state
from perfeval.exact import is_decimal, plain
from perfeval.language import nodes, types
from perfeval.language.vocabulary import vocabulary
from perfeval.symbolic.number import number
from perfeval.symbolic.paths import Tree, ends, explore
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import CalendarDate, Comparison, Grade, Missing, Number, Points, Ratio, Text, Value, YesNo
from perfeval.values.reader import read_value
from perfeval.wording import Wording, verbatim

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Cell: TypeAlias = Value | Points


@frozen(eq=False)
class OpenFigure:
    """The row of an example with one cell left open."""

    example: nodes.Example = field(repr=False)
    id: str
    """The cell: the id of a name of the row or the table, or the name of a fact."""
    name: Wording
    given: Cell
    """What the example has there."""
    target: Value
    """The row's target, if it has one."""
    likeness: str = field(repr=False)
    """The same for two rows that differ in this figure only."""
    observe: Callable[[Cell], Marks] = field(repr=False)
    """What becomes of the row with another cell in its place."""
    shown: Callable[[Cell], Wording] = field(repr=False)

    @property
    def may_be_below_zero(self) -> bool:
        """Whether figures below 0 belong here: where the example has one, or its target asks for no more than 0."""
        _, numbers = opened(self.given)
        _, asked = opened(self.target)
        if self.id != "actual" or min(numbers, default=Fraction(0)) < 0:
            return min(numbers, default=Fraction(0)) < 0
        least = min(asked, default=Fraction(1))
        return least < 0 or (least == 0 and isinstance(self.given, Ratio))

    @property
    def unit(self) -> Fraction:
        """What 1 is in the figure as people write it: 1 % for a ratio."""
        return unit_of(self.given)


@frozen
class Reached:
    """A cell, and where the row stands with it."""

    open: OpenFigure
    cell: Cell | None
    """None: no decimal figure that a person could write stands there."""
    marks: Marks
    plainness: tuple[int, bool, Fraction] = (0, False, Fraction(0))


LAST: Final = (1000, False, Fraction(0))
"""Plainer than this is every figure."""


@frozen
class Reach:
    """All that the open figure can bring about; `is_whole` where nothing is left out."""

    open: OpenFigure
    reached: tuple[Reached, ...]
    is_whole: bool


# ---- which figures ----


@frozen
class RowOfExample:
    """The row of an example, looked at under a rule."""

    rules: RuleSet = field(repr=False)
    blocks: tuple[DecidedBlock, ...] = field(repr=False)
    rule: nodes.Rule = field(repr=False)
    example: nodes.Example = field(repr=False)
    beside: nodes.Rule | None = field(repr=False)
    """The rule that the example is written beside; None: it stands in the header."""

    @property
    def table(self) -> SelfEvaluation:
        """The example's table."""
        return example_table(self.example, self.beside)[0]

    def marks(self, table: SelfEvaluation, *, is_chosen: bool) -> Marks:
        """Where the row stands; nowhere if it has to be chosen by the rule and is not."""
        state, row = example_row(self.rules, self.example, self.beside, table)
        observer = Observer(self.rules.nodes, state, row, blocks=self.blocks)
        if is_chosen:
            chosen = choose_rule(rules_in_force(self.rules.nodes, state), observer)
            if isinstance(chosen, Undecided) or chosen.name != self.rule.name:
                return frozenset()
        observer.follow_rule(self.rule)
        return frozenset(observer.marks)

    @property
    def has_to_be_chosen(self) -> bool:
        """Whether the example says which row it is, so that rules choose it."""
        return self.beside is None or is_named(self.example)

    def is_seen_chosen(self) -> bool:
        """Whether the rule is seen to be the one for the row; one that goes by names cannot be, of most examples."""
        return self.rule.selector is not None and bool(self.marks(self.table, is_chosen=True))

    def with_cell(self, id_: str, cell: Cell) -> SelfEvaluation:
        """The table with another cell in a place."""
        table = self.table
        change: dict[str, Any] = {_OF_EXECUTION.get(id_, id_): cell}
        if id_ in _OF_EXECUTION and table.execution is not None:
            return evolve(table, execution=evolve(table.execution, **change))
        if id_ in _OF_INDICATORS and id_ not in table.facts:
            return evolve(table, indicators=tuple(evolve(one, **change) for one in table.indicators))
        return evolve(table, facts=Facts({**table.facts, **change}))


def open_figures(row: RowOfExample) -> Iterator[OpenFigure]:
    """The cells of an example's row that hold a figure, a day or a word."""
    table = row.table
    target = table.indicators[0].target if table.indicators else Missing()
    is_chosen = row.has_to_be_chosen or row.is_seen_chosen()
    points = {one.name for one in row.rules.nodes.inputs if one.type_word == "points"}

    def observe(id_: str, cell: Cell) -> Marks:
        return row.marks(row.with_cell(id_, cell), is_chosen=is_chosen)

    for id_, cell in _cells(table):
        template, numbers = opened(cell)
        if isinstance(cell, CalendarDate | YesNo | Text | Grade) or len(numbers) == 1:
            likeness = _likeness(id_, row.example, row.with_cell(id_, template))
            shown = partial(_shown, year=table.year, are_points=id_ in points)
            yield OpenFigure(row.example, id_, _name_of(id_), cell, target, likeness, partial(observe, id_), shown)


def open_total(rules: RuleSet, blocks: tuple[DecidedBlock, ...], example: nodes.Example) -> Iterator[OpenFigure]:
    """The total that an example of the grades states."""
    total = total_of(example)
    if total is not None and rules.nodes.grades is not None:
        name = vocabulary().words["keywords"]["total"].wording
        observe = partial(graded, rules, blocks, example)
        yield OpenFigure(example, "total", name, total, Missing(), "", observe, partial(_shown, year=None))


def total_of(example: nodes.Example) -> Points | None:
    """The total that an example states."""
    found = next((one.value for one in example.settings if one.id == "total"), None)
    return Points(found.value) if isinstance(found, nodes.Constant) else None


_OF_INDICATORS: Final = ("actual", "target", "revised_target", "goal_share")
_OF_EXECUTION: Final = {
    "expenditure": "executed",
    "initial_budget": "initial",
    "revised_budget": "revised",
    "carry_over": "carry_over",
    "appropriation": "appropriation",
    "other_funds": "other_funds",
}


def _cells(table: SelfEvaluation) -> Iterator[tuple[str, Cell]]:
    """The cells of a row, what is achieved before what was planned."""
    for indicator in table.indicators:
        yield "actual", indicator.actual
    if table.execution is not None:
        for name, attribute in _OF_EXECUTION.items():
            yield name, getattr(table.execution, attribute)
    yield from table.facts.items()
    for indicator in table.indicators:
        for name in _OF_INDICATORS[1:]:
            yield name, getattr(indicator, name)


def _likeness(id_: str, example: nodes.Example, table: SelfEvaluation) -> str:
    """The title of an example, which stands in for a name, tells no rows apart."""
    unnamed = evolve(table, indicators=tuple(evolve(one, name="") for one in table.indicators))
    return f"{id_} {table if is_named(example) else unnamed}"


def _name_of(id_: str) -> Wording:
    for category in ("row", "table"):
        words = vocabulary().words[category]
        if id_ in words:
            return words[id_].wording
    return verbatim(id_)


def _shown(cell: Cell, year: int | None, *, are_points: bool = False) -> Wording:
    if isinstance(cell, Points) or (are_points and isinstance(cell, Number)):
        return show_number(cell.amount, types.POINTS)
    if isinstance(cell, Missing):
        return Wording("空白", "left blank")
    shown = show(operand(cell, year))
    sign = cell.sign.value if isinstance(cell, Comparison) else ""
    return Wording(f"{sign}{shown.zh}", f"{sign}{shown.en}")


# ---- what becomes of a row ----


def graded(rules: RuleSet, blocks: tuple[DecidedBlock, ...], example: nodes.Example, total: Cell) -> Marks:
    """Where a total stands under the grades."""
    grades = rules.nodes.grades
    assert grades is not None  # noqa: S101 - asked of rule sets that grade
    assert isinstance(total, Points)  # noqa: S101 - a total is points
    table, _ = example_table(example, None)
    state = evolve(table_state(rules, table, None), total=exactly(total.amount, types.POINTS), aggregates={})
    observer = Observer(rules.nodes, state, blocks=blocks)
    observer.follow_block(grades)
    return frozenset(observer.marks)


# ---- where figures stand ----


def reach_of(open_: OpenFigure) -> Reach:
    """Every side that a figure can bring about, each with the plainest figure that does."""
    found, is_whole = _reached_by(open_)
    if open_.id == "actual":  # rules ask for blanks
        found.append(Reached(open_, Missing(), open_.observe(Missing()), LAST))
    return Reach(open_, tuple(found), is_whole)


def _reached_by(open_: OpenFigure) -> tuple[list[Reached], bool]:
    match open_.given:
        case CalendarDate():
            return list(_tried_days(open_, open_.given)), False
        case YesNo():
            return [Reached(open_, one, open_.observe(one)) for one in (YesNo(True), YesNo(False))], True
        case Text() | Grade():  # words stand on no side but for grades, of which there are others
            words = (read_value(word) for word in _WORDS) if open_.id == "actual" else ()
            return [Reached(open_, one, open_.observe(one)) for one in words], isinstance(open_.given, Text)
        case _:
            pass
    template, _ = opened(open_.given)
    try:
        found, is_whole = _followed(open_, template)
    except NotOneVariableError:
        found, is_whole = [], False
    return found if is_whole else [*found, *_tried(open_, template)], is_whole


def _followed(open_: OpenFigure, template: Cell) -> tuple[list[Reached], bool]:
    tree: Tree[Marks | Refused] = explore(
        lambda: open_.observe(filled(template, (number(FIGURE),))), {}, otherwise=lambda _: Refused()
    )
    is_whole = not any(isinstance(end, Refused) for end in ends(tree))
    found = []
    for one in stretches([tree], lambda end, _: end, lambda _: (), unit=open_.unit, below_zero=open_.may_be_below_zero):
        marks = None if one.ends is None else one.ends[0]
        if marks is None:
            is_whole = False
        elif one.inside is not None and not isinstance(marks, Refused):
            found.append(_reached(open_, template, one.inside, marks))
    return found, is_whole


def _reached(open_: OpenFigure, template: Cell, figure: Fraction, marks: Marks) -> Reached:
    if not is_decimal(figure):
        return Reached(open_, None, marks)
    plainness = len(plain(figure / open_.unit, 40)), figure < 0, abs(figure)
    return Reached(open_, filled(template, (figure,)), marks, plainness)


_SHARES: Final = (
    0, 10, 20, 25, 30, 40, 50, 60, 70, 75, 80, 85, 90, 95, 99, 100, 101, 105, 110, 120, 125, 150, 200, 300,
)  # fmt: skip
_UNITS: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 50, 100)
_WORDS: Final = ("达成", "部分达成", "未达成", "优", "良", "中", "差")
_DAYS: Final = (0, 1, -1, 2, 3, 4, 5, 7, 8, 10, 11, 15, 16, 20, 30, 31, 60, 61, 90, 180, 365, -10, -30)


def _tried(open_: OpenFigure, template: Cell) -> Iterator[Reached]:
    """Figures about the example's own, for a row that cannot be followed for all of them."""
    _, (given,) = opened(open_.given)
    figures = {one * open_.unit for one in _UNITS} | {given * share / 100 for share in _SHARES}
    figures |= {given + step * open_.unit for step in (-2, -1, 1, 2) if given + step * open_.unit >= 0}
    for figure in sorted(figures):
        if is_decimal(figure):
            yield _reached(open_, template, figure, open_.observe(filled(template, (figure,))))


def _tried_days(open_: OpenFigure, given: CalendarDate) -> Iterator[Reached]:
    """Days about the example's own."""
    bound = open_.target.bound if isinstance(open_.target, Comparison) else open_.target
    for date in (bound, given):
        first = date.last_day(date.year) if isinstance(date, CalendarDate) else None
        if first is None:
            continue
        for shift in _DAYS:
            day = first + dt.timedelta(days=shift)
            cell = CalendarDate(day.year, day.month, day.day, written=day.isoformat())
            yield Reached(open_, cell, open_.observe(cell), (abs(shift), shift < 0, Fraction(0)))
