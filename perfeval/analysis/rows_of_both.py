"""The rows on which two rule sets are held against each other: those of the examples of both.

Unlike the rows of one rule (`subjects.py`) these are scored by whatever rule accepts them, so every example counts,
also one without a figure that could be left open, and one that stands before all rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import evolve

from perfeval.analysis.subjects import Subject, opened_in
from perfeval.engine.examples import assumed_kinds, example_table, is_named
from perfeval.engine.lowering.cells import opened
from perfeval.language import nodes
from perfeval.tables.indicator import SelfEvaluation
from perfeval.values.model import Missing, Money

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


def rows_of_both(one: RuleSet, other: RuleSet) -> Iterator[Subject]:
    """The rows of the examples of both rule sets, each once for every figure that can be left open."""
    seen: set[object] = set()
    for rules in (one, other):
        for rule in [*outside_rules(rules), *rules.nodes.rules]:
            for example in rule.examples:
                for subject in rows_of_example(rules, rule, example):
                    assumed = frozenset() if is_named(example) else assumed_kinds(rule.selector)
                    key = (*subject.likeness, assumed)
                    if key not in seen:
                        seen.add(key)
                        yield subject


def under(subject: Subject, rules: RuleSet) -> Subject:
    """The same row, to be scored by a rule set."""
    return evolve(subject, rules=rules)


def outside_rules(rules: RuleSet) -> Iterator[nodes.Rule]:
    """The examples of the header, as those of a rule that selects nothing: whichever rule accepts them scores them."""
    for example in rules.nodes.examples:
        _, is_execution = example_table(example, None)
        kind = nodes.Kind("budget_execution", type=nodes.TRUTH, written=example.written) if is_execution else None
        yield evolve(rules.nodes.rules[0], name="", selector=kind, examples=(example,))


def rows_of_example(rules: RuleSet, rule: nodes.Rule, example: nodes.Example) -> Iterator[Subject]:
    """The row of an example for every figure that can be left open, and as it stands where the actual value cannot."""
    written, _ = example_table(example, rule)
    for table in (written, *_with_other_budget(written)):
        yield from opened_in(rules, rule, example, table)
        if table.indicators and not _runs_from_0(table):
            yield Subject(rules, rule, example, "nothing", "", table, Missing())


def _runs_from_0(table: SelfEvaluation) -> bool:
    """Whether the actual value of the example is among those that it takes when it is left open."""
    _, numbers = opened(table.indicators[0].actual)
    return len(numbers) == 1 and numbers[0] >= 0


def _with_other_budget(table: SelfEvaluation) -> Iterator[SelfEvaluation]:
    """With the budget that is not given twice the one that is: only so it shows which of the two a rule reckons on."""
    execution = table.execution
    if execution is None:
        return
    match execution.initial, execution.revised:
        case Money() as initial, Missing():
            yield evolve(table, execution=evolve(execution, revised=_twice(initial)))
        case Missing(), Money() as revised:
            yield evolve(table, execution=evolve(execution, initial=_twice(revised)))
        case _:
            return


def _twice(money: Money) -> Money:
    return Money(Fraction(2) * money.amount, money.scale)
