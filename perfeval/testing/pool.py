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
from perfeval.analysis.subjects import Subject, subjects_of
from perfeval.engine.examples import assumed_kinds, example_table, is_named
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import filled, opened
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.engine.table import table_state
from perfeval.errors import InvalidValueError
from perfeval.exact import plain
from perfeval.language import nodes
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.tables.kinds import label_of, may_be_level2
from perfeval.testing.figures import figures_around, figures_of, plainness
from perfeval.values.model import Comparison, Missing, Money, Number, Points, Quantity, Ratio, Sign, Value
from perfeval.values.reader import read_value
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
class OpenRow:
    """A row with a figure that can be put in."""

    indicator: Indicator
    fact: str
    """The fact that the figure is; empty for the actual value."""
    template: Value
    unit: Fraction
    top: Fraction
    """The largest figure of interest."""

    def at(self, figure: Fraction) -> Indicator:
        """The row with a figure, as a person would write it."""
        return self.with_cell(_written(self.template, figure, self.unit))

    def with_cell(self, cell: Value) -> Indicator:
        """The row with another cell."""
        if self.fact:
            return evolve(self.indicator, facts=Facts({**self.indicator.facts, self.fact: cell}))
        return evolve(self.indicator, actual=cell)


@frozen
class Pool:
    """The rows of a rule set, the plainest first, and those that any figure can be put into."""

    rows: tuple[Indicator, ...]
    open_rows: tuple[OpenRow, ...]


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
                varied = _varied(subject, times, full)
                if varied is None:
                    continue
                figures = _figures(varied)
                row = _open_row(varied, max(figures))
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
    return Pool((*(row for _, row in plain_rows), *odd_rows), tuple(open_rows))


def _varied(subject: Subject, times: Fraction, full: Points | None) -> Subject | None:
    """The subject with so many times its target and other full marks; None where the target is no single number."""
    row = subject.table.indicators[0]
    if times != 1:
        template, numbers = opened(row.target)
        if len(numbers) != 1 or isinstance(template, Points):
            return None
        target = _written(template, numbers[0] * times, _unit(template))
        row = evolve(row, target=target)
    if full is not None:
        row = evolve(row, full=full)
    return evolve(subject, table=evolve(subject.table, indicators=(row,)))


def _figures(subject: Subject) -> set[Fraction]:
    try:
        behaviour = behaviour_of(subject)
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


def _unit(template: Value) -> Fraction:
    of = template.bound if isinstance(template, Comparison) else template
    return Fraction(1, 100) if isinstance(of, Ratio) else Fraction(1)


def _open_row(subject: Subject, top: Fraction) -> OpenRow:
    """The row as one that stands by itself, in no table."""
    row = subject.table.indicators[0]
    if isinstance(row.full, Points) and not row.full.written:
        row = evolve(row, full=evolve(row.full, written=plain(row.full.amount)))
    facts = {**subject.table.facts, **row.facts}
    row = evolve(row, facts=Facts({name: cell for name, cell in facts.items() if name != subject.fact}))
    made = OpenRow(row, subject.fact, subject.template, subject.unit, max(top, subject.unit))
    if is_named(subject.example):
        return made
    example, _ = example_table(subject.example, subject.rule)
    own = example.facts.get(subject.fact) if subject.fact else example.indicators[0].actual
    for labelled in _labelled(row, subject.rule):
        attempt = evolve(made, indicator=labelled)
        if own is not None and _falls_to(subject.rules, subject.rule, attempt.with_cell(own)):
            return attempt
    return made


def _labelled(row: Indicator, rule: nodes.Rule) -> Iterator[Indicator]:
    """The row with the labels of what its rule selects: a row by itself says what it is."""
    kinds = assumed_kinds(rule.selector)
    labels = [label for kind in sorted(kinds) if (label := label_of(kind)) is not None]
    level1 = next((label for label in labels if not may_be_level2(label)), "")
    level2 = next((label for label in labels if may_be_level2(label)), "")
    yield evolve(row, level1=level1, level2=level2)
    if "inverse" in kinds and isinstance(row.target, Number | Quantity | Money | Ratio):
        signed = read_value(f"≤{row.target.written}") if row.target.written else Comparison(Sign.AT_MOST, row.target)
        yield evolve(row, level1=level1, level2=level2 or "成本指标", target=signed)
        yield evolve(row, level1=level1, level2=level2 or "成本指标")
    yield evolve(row, level1=level1, level2=level2, name=rule.name)


def _falls_to(rules: RuleSet, rule: nodes.Rule, row: Indicator) -> bool:
    state = table_state(rules, SelfEvaluation(indicators=(row,)), None)
    interpreter = Interpreter(rules.nodes, state, state.rows[0])
    chosen = choose_rule(rules_in_force(rules.nodes, state), interpreter)
    return isinstance(chosen, nodes.Rule) and chosen.name == rule.name


def _odd(row: OpenRow) -> Iterator[Indicator]:
    """Rows that are not filled in as they should be."""
    usual = row.at(row.unit)
    yield row.with_cell(Missing())
    other_unit: Value = Quantity(Fraction(1), "项", written="1项")
    if isinstance(row.template, Quantity):
        other_unit = Money(Fraction(1), 10_000, written="1万元")
    yield row.with_cell(other_unit)
    yield evolve(usual, target=Missing())
    template, numbers = opened(usual.target)
    if len(numbers) == 1 and not isinstance(template, Points):
        for actual in (Fraction(0), row.unit):
            yield evolve(row.at(actual), target=_written(template, Fraction(0), _unit(template)))
    yield evolve(usual, full=Missing())
    yield evolve(usual, full=Points(Fraction(0), written="0"))


def _written(template: Value, figure: Fraction, unit: Fraction) -> Value:
    """A template with a figure, and how that is written where it reads back as the same."""
    cell = filled(template, (figure,))
    assert not isinstance(cell, Points)  # noqa: S101 - of the template's own class
    text = _text(cell, figure, unit)
    read = read_value(text)
    return read if read == cell else cell


_SCALES: Final = {1: "", 10_000: "万", 100_000_000: "亿"}


def _text(cell: Value, figure: Fraction, unit: Fraction) -> str:
    if isinstance(cell, Comparison):
        return cell.sign.value + _text(cell.bound, figure, unit)
    number = plain(figure / unit, 40)
    match cell:
        case Ratio():
            return f"{number}%"
        case Money(scale=scale) if scale in _SCALES:
            return f"{number}{_SCALES[scale]}元"
        case Quantity(unit=name, scale=scale) if scale in _SCALES:
            return f"{number}{_SCALES[scale]}{name}"
        case _:
            return number
