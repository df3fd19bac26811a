"""The rows on which a rule set and its mutants are held against each other.

First the rows of the examples as they are, then the same with another target and other full marks, and with each fact
that is a yes or no the other way round: a proof on the rows of the examples alone says nothing of those.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from perfeval.analysis.behaviour import FIGURE, NotOneVariableError, Refused, behaviour_of
from perfeval.analysis.given import Given, given_to
from perfeval.analysis.rows_of_both import outside_rules, rows_of_example
from perfeval.analysis.scored_twice import figures_to_try, interpreted
from perfeval.analysis.subjects import Subject, yes_or_no
from perfeval.engine.interpret import Interpreter
from perfeval.engine.lowering.decisions import Quotient
from perfeval.engine.outcome import Undecided
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.language import nodes
from perfeval.symbolic.number import number
from perfeval.symbolic.paths import Tree, ends, explore
from perfeval.tables.facts import Facts
from perfeval.testing.as_selected import as_selected
from perfeval.testing.figures import figures_of, plainness
from perfeval.testing.pool import VARIANTS, varied
from perfeval.testing.telling_rows import MANY_POINTS, MOST_FACTS
from perfeval.values.reader import read_value
from perfeval.wording import Wording

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet
    from perfeval.engine.score import Score


@frozen(slots=False, eq=False)
class Ground:
    """A row of an example, or one like it, with one figure left open."""

    subject: Subject
    varies: tuple[tuple[str, str], ...] = ()
    """Settings that differ from the example's: the name of a setting and the cell as it is written."""
    _scores: dict[Fraction, Score] = field(factory=dict, init=False, repr=False)

    def by(self, rules: RuleSet) -> Subject:
        """The row as a rule set scores it, and as an example's row is scored: one that names no row by its own rule."""
        return as_selected(self.subject, rules)

    @cached_property
    def _own(self) -> Subject:
        return self.by(self.subject.rules)

    @cached_property
    def given(self) -> Tree[Given[Quotient] | Refused] | Wording:
        """What the rule set gives for every figure; why that cannot be said."""
        try:
            return given_to(self._own)
        except NotOneVariableError as refusal:
            return refusal.wording

    @cached_property
    def reached(self) -> frozenset[str] | None:
        """The rules that take the row, for whatever figure; None where that cannot be said."""
        found: Tree[str | None] = explore(lambda: _rule_of(self._own), {}, otherwise=lambda _: None)
        names: list[str | None] = list(ends(found))
        return None if None in names else frozenset(one for one in names if one)

    @cached_property
    def figures(self) -> tuple[Fraction, ...]:
        """Figures at which scores change, the plainest first."""
        if self.subject.open == "nothing":
            return (Fraction(0),)
        unit, found = self.subject.unit, set(figures_to_try(self.subject))
        for rule in self._rules():
            subject = evolve(self._own, rule=rule)
            with suppress(NotOneVariableError):
                found |= figures_of(behaviour_of(subject))
        if not self.subject.may_be_below_zero:
            found = {one for one in found if one >= 0}
        return tuple(sorted(found, key=lambda one: plainness(one, unit)))

    def _rules(self) -> Iterator[nodes.Rule]:
        names = self.reached
        for rule in self._own.rules.nodes.rules:
            if rule.selector is not None and (names is None or rule.name in names):
                yield rule

    def score(self, figure: Fraction) -> Score:
        """What the rule set scores, remembered."""
        if figure not in self._scores:
            self._scores[figure] = interpreted(self._own, figure)
        return self._scores[figure]

    def score_by(self, rules: RuleSet, figure: Fraction) -> Score:
        """What another rule set scores for the row."""
        return interpreted(self.by(rules), figure)


def _rule_of(subject: Subject) -> str | None:
    state, row = subject.row(number(FIGURE))
    chosen = choose_rule(rules_in_force(subject.rules.nodes, state), Interpreter(subject.rules.nodes, state, row))
    return "" if isinstance(chosen, Undecided) else chosen.name


def grounds_of(rules: RuleSet) -> tuple[Ground, ...]:
    """The rows of a rule set's examples, then those that vary them."""
    plain = [Ground(subject) for subject in _subjects(rules)]
    return (*plain, *(other for one in plain for other in _others(one)))


def _subjects(rules: RuleSet) -> Iterator[Subject]:
    """The rows of the examples, each once for the rule that it stands beside."""
    seen: set[object] = set()
    for rule in [*outside_rules(rules), *rules.nodes.rules]:
        for example in rule.examples:
            for subject in rows_of_example(rules, rule, example):
                key = (rule.name, *subject.likeness)
                if key not in seen:
                    seen.add(key)
                    yield subject


def _others(ground: Ground) -> Iterator[Ground]:
    subject = ground.subject
    if subject.table.indicators:
        for times, full in (*VARIANTS[1:], (Fraction(1), MANY_POINTS)):
            other = varied(subject, times, full)
            if other is not None and other.likeness != subject.likeness:
                row = other.table.indicators[0]
                settings = [("target", row.target.written)] if times != 1 else []
                settings += [("full", row.full.written)] if full is not None else []
                yield Ground(other, tuple(settings))
    names = [name for name in _yes_or_no(ground) if name != subject.fact]
    for answers in product(("是", "否"), repeat=len(names[:MOST_FACTS])):
        cells = {name: read_value(text) for name, text in zip(names, answers, strict=False)}
        differing = {name: cell for name, cell in cells.items() if subject.table.facts.get(name) != cell}
        if differing:
            facts = Facts({**subject.table.facts, **differing})
            varies = tuple((name, cell.written) for name, cell in differing.items())
            yield Ground(evolve(subject, table=evolve(subject.table, facts=facts)), varies)


def _yes_or_no(ground: Ground) -> list[str]:
    """The facts that are a yes or no and read by a rule that may take the row."""
    made, names = ground.subject.rules, ground.reached
    rules = [rule for rule in made.nodes.rules if names is None or rule.name in names]
    return list(dict.fromkeys(name for rule in rules for name in yes_or_no(made, rule, has_default=True)))
