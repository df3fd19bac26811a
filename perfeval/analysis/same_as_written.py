"""What of two rule sets is the same as it stands, whatever the figures; and what comes after the rows and is not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import evolve

from perfeval.analysis.behaviour import FIGURE
from perfeval.analysis.subjects import Subject
from perfeval.engine.interpret import Interpreter
from perfeval.engine.outcome import Undecided
from perfeval.engine.rows import choose_rule, rules_in_force
from perfeval.engine.standing import standing
from perfeval.language import nodes
from perfeval.language.traversal import expressions_of, walk
from perfeval.symbolic.number import number
from perfeval.symbolic.paths import Tree, ends, explore

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet

Outside: TypeAlias = Literal["total", "grades", "roll_up"]
"""How the total is made, how it is graded, by which money units are combined."""


def same_for_rows(one: RuleSet, other: RuleSet) -> bool:
    """Whether every row is bound to score the same, since all that it is scored by is."""
    return _meant(_for_rows(one)) == _meant(_for_rows(other))


def same_to_rule(one: RuleSet, other: RuleSet, name: str) -> bool:
    """Whether a rule is the same on both sides, and so is what decides which rows come to it."""
    return _to_rule(one, name) == _to_rule(other, name)


def _to_rule(rules: RuleSet, name: str) -> object:
    day, before = _day(rules), list[nodes.Expression]()
    for rule in standing(rules.nodes, day).rules:
        before += () if rule.selector is None else (rule.selector,)
        if rule.name == name:
            expressions = expressions_of(rule)
            if any(isinstance(each, nodes.ByRule) for each in walk(expressions, rules.nodes.variables)):
                return rules
            read = _read(rules, (*before, *expressions), day)
            return _meant((before, rule.cases, rule.adjustments, read, _made_by(rules, day)))
    return rules


def _meant(one: object) -> object:
    """A node as it is meant, and not as it is spelt: variables have a name in either vocabulary."""
    if isinstance(one, nodes.Variable):
        return one.key
    if isinstance(one, tuple | list):
        return tuple(_meant(each) for each in one)
    if isinstance(one, dict):
        return {key: _meant(each) for key, each in one.items()}
    fields = getattr(type(one), "__attrs_attrs__", None)
    if fields is None:
        return one
    return type(one), *(_meant(getattr(one, field.name)) for field in fields if field.eq)


def _for_rows(rules: RuleSet) -> tuple[object, ...]:
    now = standing(rules.nodes, _day(rules))
    scored_by = [evolve(rule, title=None, ruleset="", citations=(), examples=()) for rule in now.rules]
    dated = () if rules.on is not None else (_dates(rules),)
    return scored_by, {key: one.value for key, one in now.variables.items()}, _made_by(rules, _day(rules)), dated


def _dates(rules: RuleSet) -> tuple[object, ...]:
    """What comes into force when: it decides for tables of other years."""
    variables = {key: [(one.value, one.in_force) for one in found] for key, found in rules.nodes.variables.items()}
    return variables, [(rule.name, rule.in_force) for rule in rules.nodes.rules]


def _made_by(rules: RuleSet, day: dt.date) -> tuple[object, ...]:
    """What a row is made by before any rule looks at it."""
    made = rules.nodes
    restated = [one.value for key in sorted(made.restated) for one in made.variables.get(key, ())]
    inputs = [evolve(one, title=None) for one in made.inputs]
    return made.unsigned, made.restated, restated, _read(rules, restated, day), made.scales, inputs


def _read(rules: RuleSet, expressions: Iterable[nodes.Expression], day: dt.date) -> dict[str, nodes.Expression]:
    """The variables that expressions read, also through one another, as they are on a day."""
    current = standing(rules.nodes, day).variables
    read = {one.key for one in walk(expressions, rules.nodes.variables) if isinstance(one, nodes.Variable)}
    return {key: current[key].value for key in read if key in current}


def _day(rules: RuleSet) -> dt.date:
    return rules.on or rules.day_without_year


# ---- one row ----


def same_for_row(one: Subject, other: Subject) -> bool:
    """Whether, whatever the figure, the row falls to a rule that is the same on both sides."""
    found: Tree[bool] = explore(lambda: _rule_of(one) == _rule_of(other), {}, otherwise=lambda _: False)
    alike: list[bool] = list(ends(found))
    return all(alike)


def _rule_of(subject: Subject) -> object:
    """The rule that takes the row, as it is meant; None where none does."""
    rules = subject.rules
    state, row = subject.row(number(FIGURE))
    rule = choose_rule(rules_in_force(rules.nodes, state), Interpreter(rules.nodes, state, row))
    if isinstance(rule, Undecided):
        return None
    expressions = expressions_of(rule)
    if any(isinstance(each, nodes.ByRule) for each in walk(expressions, rules.nodes.variables)):
        return rules  # another rule has a hand in it, which may not be the same
    read = _read(rules, expressions, state.day)
    return _meant((rule.cases, rule.adjustments, read, _made_by(rules, state.day)))


# ---- after the rows ----


def outside_rows(one: RuleSet, other: RuleSet) -> tuple[Outside, ...]:
    """What is written differently after the rows: it is not followed, only told."""
    names: tuple[Outside, ...] = ("total", "grades", "roll_up")
    return tuple(name for name in names if _block(one, name) != _block(other, name))


def _block(rules: RuleSet, name: Outside) -> object:
    found = rules.nodes
    if name == "roll_up":
        return _meant(found.roll_up)
    block = found.total if name == "total" else found.grades
    if block is None:
        return None
    return _meant((block.cases, block.adjustments, _read(rules, expressions_of(block), _day(rules))))
