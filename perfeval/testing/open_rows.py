"""A row of an example with a figure that can be put in, as a row that stands by itself, in no table."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from perfeval.analysis.subjects import Subject
from perfeval.engine.examples import assumed_kinds, example_table, is_named
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.cells import filled
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.engine.table import table_state
from perfeval.exact import plain
from perfeval.language import nodes
from perfeval.tables.facts import Facts
from perfeval.tables.indicator import Indicator, SelfEvaluation
from perfeval.tables.kinds import label_of, may_be_level2
from perfeval.values.model import Comparison, Money, Number, Points, Quantity, Ratio, Sign, Value
from perfeval.values.reader import read_value

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


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
    is_varied: bool = False
    """Whether its target or its full marks are not those of the example."""

    def at(self, figure: Fraction) -> Indicator:
        """The row with a figure, as a person would write it."""
        return self.with_cell(written_cell(self.template, figure, self.unit))

    def with_cell(self, cell: Value) -> Indicator:
        """The row with another cell."""
        if self.fact:
            return evolve(self.indicator, facts=Facts({**self.indicator.facts, self.fact: cell}))
        return evolve(self.indicator, actual=cell)


def open_row(subject: Subject, top: Fraction) -> OpenRow:
    """The row as one that stands by itself, with the labels by which it falls to the rule of its example."""
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


def written_cell(template: Value, figure: Fraction, unit: Fraction) -> Value:
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
