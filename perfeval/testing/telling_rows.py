"""The rows of a rule set that tell most: few enough that a run of some hundred examples meets every one of them.

The row of each example as it is written, since it stands for what the author thought of; then, once for every shape of
row, the figures where a score can change, each threshold with a step of the grid on either side; every answer to facts
that are a yes or no; days about a deadline; declared scores at the ends of what is permitted; and many full marks,
where a hundredth of a per cent is seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve

from perfeval.analysis.behaviour import Behaviour, NotOneVariableError, behaviour_of
from perfeval.analysis.rows_of_both import outside_rules
from perfeval.analysis.subjects import Subject, subjects_of, yes_or_no
from perfeval.engine.examples import example_table
from perfeval.engine.lowering.cells import opened
from perfeval.language import nodes
from perfeval.language.traversal import expressions_of, walk
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import Indicator
from perfeval.testing.as_selected import as_selected
from perfeval.testing.figures import plain_figures, plainness, telling_figures, turning_points
from perfeval.testing.open_rows import OpenRow, open_row
from perfeval.values.model import CalendarDate, Comparison, Missing, Points
from perfeval.values.reader import read_value

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

MANY_POINTS: Final = Points(Fraction(100), written="100")
"""Full marks of which a hundredth of a per cent is still a hundredth of a point."""
MOST_ROWS: Final = 160
"""So many rows a run of 200 examples is sure to meet."""
CENT: Final = Decimal("0.01")
MOST_FACTS: Final = 4
"""Of so many facts that are a yes or no every combination is looked at."""


def telling_rows(rules: RuleSet) -> tuple[Indicator, ...]:
    """The rows, each once, those with the plainest figures first."""
    found: dict[str, Indicator] = {}
    besides: list[Turning] = []
    turning = sorted(_where_scores_change(rules, besides), key=_by_plainness)
    written = list(_examples(rules))
    for row in (
        *(row for _, row in turning),
        *written,
        *_declared(rules, written),
        *_deadlines(rules),
        *_answers(rules),
    ):
        found.setdefault(str(row), row)
    for _, row in sorted(besides, key=_by_plainness):
        if len(found) < MOST_ROWS:
            found.setdefault(str(row), row)
    return tuple(found.values())


def _written(rules: RuleSet) -> Iterator[Subject]:
    """Every example with an indicator, nothing of it left open."""
    for rule in [*outside_rules(rules), *rules.nodes.rules]:
        for example in rule.examples:
            table, _ = example_table(example, rule)
            if table.indicators:
                yield Subject(rules, rule, example, "nothing", "", table, Missing())


def _examples(rules: RuleSet) -> Iterator[Indicator]:
    seen: set[object] = set()
    for subject in _written(rules):
        row = open_row(subject, Fraction(1)).indicator
        yield row
        # what is no figure is given a share of full marks, or permitted one
        given = subject.table.indicators[0]
        key = subject.rule.name, str(given.target), str(given.actual)
        if key not in seen and isinstance(given.declared, Missing) and not opened(given.actual)[1]:
            seen.add(key)
            yield evolve(row, full=MANY_POINTS)


def _declared(rules: RuleSet, rows: Sequence[Indicator]) -> Iterator[Indicator]:
    """Scores declared at the ends of what a rule permits, and a hundredth of a point outside."""
    seen: set[object] = set()
    for row in rows:
        score = rules.score(row)
        if score.low is None or score.high is None or score.rule is None or not score.is_range:
            continue
        key = score.rule.name, score.low, score.high, score.low_closed, score.high_closed
        if key in seen:
            continue
        seen.add(key)
        for points in (score.low, score.high, score.low - CENT, score.high + CENT):
            if points >= 0:
                yield evolve(row, declared=Points(Fraction(points), written=str(points)))


def _deadlines(rules: RuleSet) -> Iterator[Indicator]:
    """The last day that keeps a deadline, and the days before and after it."""
    seen: set[object] = set()
    for subject in _written(rules):
        given = subject.table.indicators[0]
        deadline = given.target.bound if isinstance(given.target, Comparison) else given.target
        key = subject.rule.name, str(given.target)
        if key in seen or not isinstance(deadline, CalendarDate) or not isinstance(given.actual, CalendarDate):
            continue
        seen.add(key)
        last = deadline.last_day(subject.table.year)
        if last is None:
            continue
        for days in (-1, 0, 1):
            day = last + dt.timedelta(days=days)
            actual = CalendarDate(day.year, day.month, day.day, written=day.isoformat())
            yield evolve(open_row(subject, Fraction(1)).indicator, actual=actual)


Turning: TypeAlias = tuple[tuple[int, bool, Fraction], Indicator]
"""A row, and how plain its figure is."""


def _by_plainness(one: Turning) -> tuple[int, bool, Fraction]:
    return one[0]


def _where_scores_change(rules: RuleSet, besides: list[Turning]) -> Iterator[Turning]:
    """The figures that tell something; `besides` is given those that tell it once more."""
    shapes: set[object] = set()
    stretches: set[object] = set()
    for rule in rules.nodes.rules:
        for subject in subjects_of(rules, rule):
            if subject.open == "expenditure" or not subject.table.indicators:
                continue
            behaviour = _behaviour(subject)
            shape, stretch = _shape(subject), _stretches(subject, behaviour)
            row = open_row(subject, Fraction(1))
            if stretch not in stretches:
                yield from _all_of(rules, subject, row, behaviour, besides)
            elif (shape, stretch) not in shapes and behaviour is not None:
                yield from _at(row, turning_points(behaviour))
            shapes.add((shape, stretch))
            stretches.add(stretch)


def _all_of(
    rules: RuleSet, subject: Subject, row: OpenRow, behaviour: Behaviour | None, besides: list[Turning]
) -> Iterator[Turning]:
    """Every figure that tells something of a row."""
    figures = [Fraction(0)] if behaviour is None else telling_figures(behaviour)
    if behaviour is None:
        yield from _at(row, figures)
    else:
        between = set(plain_figures(behaviour)) - set(turning_points(behaviour))
        yield from _at(row, [one for one in figures if one not in between])
        besides += _at(row, [one for one in figures if one in between])
        many = evolve(row, indicator=evolve(row.indicator, full=MANY_POINTS))
        yield from _at(many, plain_figures(behaviour))
    if subject.open == "actual":
        yield from _at(row, [-row.unit])
    if _by_size(rules, subject.rule):
        yield from _at(row, [-max(figures)])


def _at(row: OpenRow, figures: Sequence[Fraction]) -> Iterator[Turning]:
    for figure in figures:
        yield plainness(figure, row.unit), row.at(figure)


def _by_size(rules: RuleSet, rule: nodes.Rule) -> bool:
    """Whether a rule looks at a figure by its size alone, so that one below 0 is looked at as well."""
    found = walk(expressions_of(rule), rules.nodes.variables)
    return any(isinstance(one, nodes.Function) and one.function == "abs" for one in found)


def _behaviour(subject: Subject) -> Behaviour | None:
    try:
        behaviour = behaviour_of(as_selected(subject, subject.rules))
    except NotOneVariableError:
        return None
    return behaviour if any(piece.taken.accepted for piece in behaviour.pieces) else None


def _shape(subject: Subject) -> object:
    """How target and figure are written."""
    target = subject.table.indicators[0].target
    return type(subject.template), type(target), getattr(target, "sign", None)


def _stretches(subject: Subject, behaviour: Behaviour | None) -> object:
    """What two rows have in common that change at the same places."""
    pieces = () if behaviour is None else tuple((one.taken.case, one.taken.bands) for one in behaviour.pieces)
    return subject.rule.name, subject.fact, pieces


def _answers(rules: RuleSet) -> Iterator[Indicator]:
    """Every combination of answers to the questions that a rule asks, on the row of its first example."""
    seen: set[str] = set()
    for subject in _written(rules):
        names = yes_or_no(rules, subject.rule, has_default=True)[:MOST_FACTS]
        if not names or subject.rule.name in seen:
            continue
        seen.add(subject.rule.name)
        row = open_row(subject, Fraction(1)).indicator
        for answers in product(("是", "否"), repeat=len(names)):
            cells = {name: read_value(text) for name, text in zip(names, answers, strict=True)}
            yield evolve(row, facts=Facts({**row.facts, **cells}))
