"""The rows on which a rule set is tried: those of its examples, with the figures at which scores change.

They are found once for a rule set, the plainest first, so that what fails first is the plainest that fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from attrs import evolve, frozen

from perfeval.analysis.behaviour import NotOneVariableError, behaviour_of
from perfeval.analysis.subjects import Subject, subjects_of, unit_of
from perfeval.engine.examples import example_table
from perfeval.engine.lowering.cells import opened
from perfeval.errors import InvalidValueError
from perfeval.tables.indicator import Indicator
from perfeval.testing.as_selected import as_selected
from perfeval.testing.figures import figures_around, figures_of, plainness
from perfeval.testing.open_rows import OpenRow, open_row, written_cell
from perfeval.testing.telling_rows import telling_rows
from perfeval.values.model import Missing, Money, Points, Quantity, Value
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

VARIANTS: Final = (
    (Fraction(1), None),
    (Fraction(3), None),
    (Fraction(7, 20), Points(Fraction(7), written="7")),
    (Fraction(1), Points(Fraction(25, 2), written="12.5")),
)
"""The example's target and full marks, then others: of thirds and sevenths no binary or decimal float is exact."""


@frozen
class Pool:
    """The rows of a rule set, the plainest first, and those that any figure can be put into."""

    rows: tuple[Indicator, ...]
    open_rows: tuple[OpenRow, ...]
    telling: tuple[Indicator, ...]
    """The few rows that tell most."""


_POOLS: WeakKeyDictionary[RuleSet, Pool] = WeakKeyDictionary()


def pool_of(rules: RuleSet) -> Pool:
    """The pool of a rule set. Raises `InvalidValueError` where no example has a figure."""
    if rules not in _POOLS:
        _POOLS[rules] = _made(rules)
    return _POOLS[rules]


def _made(rules: RuleSet) -> Pool:
    plain_rows: list[tuple[tuple[object, ...], Indicator]] = []
    odd_rows: list[Indicator] = []
    open_rows: list[OpenRow] = []
    for rule in rules.nodes.rules:
        seen: set[object] = set()
        for subject in subjects_of(rules, rule):
            if subject.open == "expenditure" or not subject.table.indicators:
                continue  # such a row is no indicator
            kind = (subject.fact, type(subject.template), type(subject.table.indicators[0].target))
            variants = VARIANTS[:1] if kind in seen else VARIANTS
            seen.add(kind)
            for place, (times, full) in enumerate(variants):
                other = varied(subject, times, full)
                if other is None:
                    continue
                figures = _figures(other)
                row = evolve(open_row(other, max(figures)), is_varied=place > 0)
                order = len(open_rows)
                open_rows.append(row)
                plain_rows += [((place, *plainness(one, row.unit), order), row.at(one)) for one in figures]
                if place == 0:
                    odd_rows += _odd(row)
    if not open_rows:
        raise InvalidValueError(
            "no-examples",
            Wording(
                f"规则集 {rules.name} 没有带数的示例，无从取行",
                f"rule set {rules.name} has no example with a figure to make rows of",
            ),
        )
    plain_rows.sort(key=lambda one: one[0])
    return Pool((*(row for _, row in plain_rows), *odd_rows), tuple(open_rows), telling_rows(rules))


def varied(subject: Subject, times: Fraction, full: Points | None) -> Subject | None:
    """The subject with so many times its target and other full marks; None where the target is no single number."""
    row = subject.table.indicators[0]
    if times != 1:
        template, numbers = opened(row.target)
        if len(numbers) != 1 or isinstance(template, Points):
            return None
        target = written_cell(template, numbers[0] * times, unit_of(template))
        row = evolve(row, target=target)
    if full is not None:
        row = evolve(row, full=full)
    return evolve(subject, table=evolve(subject.table, indicators=(row,)))


def _figures(subject: Subject) -> set[Fraction]:
    try:
        behaviour = behaviour_of(as_selected(subject, subject.rules))
    except NotOneVariableError:
        behaviour = None
    if behaviour is None or not any(piece.taken.accepted for piece in behaviour.pieces):
        row = subject.table.indicators[0]
        _, numbers = opened(row.target)
        table, _ = example_table(subject.example, subject.rule)
        own = table.facts.get(subject.fact) if subject.fact else table.indicators[0].actual
        given = opened(own)[1] if own is not None else ()
        around = [figures_around(one, subject.unit) for one in (*given, *numbers)]
        return set().union(*around) or {Fraction(0)}
    return figures_of(behaviour)


def _odd(row: OpenRow) -> Iterator[Indicator]:
    """Rows that are not filled in as they should be."""
    usual = row.at(row.unit)
    yield row.with_cell(Missing())
    other_unit: Value = Quantity(Fraction(1), "项", written="1项")
    if isinstance(row.template, Quantity):
        other_unit = Money(Fraction(1), 10_000, written="1万元")
    yield row.with_cell(other_unit)
    if not row.fact:
        yield row.with_cell(usual.target)  # an echo: the target copied into the actual value
    yield evolve(usual, target=Missing())
    template, numbers = opened(usual.target)
    if len(numbers) == 1 and not isinstance(template, Points):
        for actual in (Fraction(0), row.unit):
            yield evolve(row.at(actual), target=written_cell(template, Fraction(0), unit_of(template)))
    yield evolve(usual, full=Missing())
    yield evolve(usual, full=Points(Fraction(0), written="0"))
