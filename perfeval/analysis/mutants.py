"""Mutants of a rule set: the same rules with one small change, such as an author could have made by mistake.

What is changed is what the rule set's own text says of scores: cases, bands, adjustments, the closing clauses of the
header, parameters and definitions that rules read. Which rows a rule is for is not changed: an example beside a rule
takes its row as the rule selects it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from perfeval.analysis.node_changes import LEFT_OUT, Changed, Kind, changes
from perfeval.diagnostic import Span
from perfeval.language import nodes
from perfeval.language.spelling import spell
from perfeval.language.traversal import expressions_of, walk
from perfeval.wording import Wording, verbatim

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


@frozen(eq=False)
class Mutant:
    """A rule set with one change."""

    rules: RuleSet = field(repr=False)
    """The changed rule set."""
    rule: str | None
    """The rule that was changed; None: the header, a parameter or a definition, which several rules may read."""
    kind: Kind
    before: Wording
    after: Wording
    written: nodes.Written = field(repr=False)
    """The text that was changed."""
    concerns: frozenset[str] | None = field(default=None, repr=False)
    """The rules that may score otherwise; None: it may also be another rule that takes a row."""

    condition: nodes.Expression | None = field(default=None, repr=False)
    """The condition with several parts that what was changed is a part of; None: there is none."""

    @property
    def line(self) -> int:
        """The line of the text that was changed."""
        return self.written.source.line_of(self.written.span.start)

    @property
    def place(self) -> str:
        """File and line of what was changed."""
        return f"{self.written.source.name}:{self.line}"

    @property
    def id(self) -> str:
        """What tells it from the other mutants of the rule set, the same in every run."""
        span = self.written.span
        return f"{self.rule or ''}|{self.kind}|{span.start}-{span.end}|{self.before.en}|{self.after.en}"


def mutants_of(rules: RuleSet) -> Iterator[Mutant]:
    """Every mutant of what the rule set's own text says of scores, in the order of the text of each part."""
    yield from _of_variables(rules)
    yield from _of_closing(rules)
    for place, rule in enumerate(rules.nodes.rules):
        if not _is_own(rules, rule.written):
            continue
        concerns = _with_callers(rules, {rule.name})
        for one in changes(_scoring(rule), rule.written):
            made = evolve(rule, cases=one.node.cases, adjustments=one.node.adjustments)
            if made != rule:
                mutated = (*rules.nodes.rules[:place], made, *rules.nodes.rules[place + 1 :])
                yield _mutant(rules, evolve(rules.nodes, rules=mutated), rule.name, one, concerns)


def _scoring(rule: nodes.Rule) -> nodes.TableBlock:
    """What of a rule is changed, as a node of its own: not which rows it is for, not its examples."""
    return nodes.TableBlock("total", rule.cases, rule.adjustments, (), (), rule.written)


def _mutant(
    rules: RuleSet, made: nodes.RuleSetNodes, rule: str | None, one: Changed, concerns: frozenset[str] | None
) -> Mutant:
    return Mutant(_with(rules, made), rule, one.kind, one.before, one.after, one.written, concerns, one.condition)


def _with(rules: RuleSet, made: nodes.RuleSetNodes) -> RuleSet:
    return type(rules)(made, on=rules.on)


def _is_own(rules: RuleSet, written: nodes.Written) -> bool:
    return written.source.name == rules.source_name


# ---- the header ----


def _of_closing(rules: RuleSet) -> Iterator[Mutant]:
    """Changes of the closing clauses: each in all rules that end in it."""
    closing: dict[Span, nodes.Adjustment] = {}
    for rule in rules.nodes.rules:
        for clause in rule.adjustments:
            if clause.closing and _is_own(rules, clause.written):
                closing.setdefault(clause.written.span, clause)
    for span, clause in closing.items():
        left_out = Changed(None, "left out", verbatim(clause.written.text), LEFT_OUT, clause.written)
        for one in (left_out, *changes(clause, clause.written)):
            mutated = tuple(_closed_by(rules, rule, span, one.node) for rule in rules.nodes.rules)
            if mutated == rules.nodes.rules:
                continue
            touched = {new.name for new, old in zip(mutated, rules.nodes.rules, strict=True) if new is not old}
            made = evolve(rules.nodes, rules=mutated)
            yield _mutant(rules, made, None, one, _with_callers(rules, touched))


def _closed_by(rules: RuleSet, rule: nodes.Rule, span: Span, instead: nodes.Adjustment | None) -> nodes.Rule:
    kept: list[nodes.Adjustment] = []
    is_closed = False
    for one in rule.adjustments:
        is_it = one.closing and _is_own(rules, one.written) and one.written.span == span
        is_closed = is_closed or is_it
        kept += [one] if not is_it else [] if instead is None else [instead]
    return evolve(rule, adjustments=tuple(kept)) if is_closed else rule


# ---- parameters and definitions ----


def _of_variables(rules: RuleSet) -> Iterator[Mutant]:
    variables = rules.nodes.variables
    for key, definitions in variables.items():
        readers, anywhere = _readers(rules, key)
        if not readers and not anywhere:
            continue
        name = _name_in(rules, key)
        for place, definition in enumerate(definitions):
            if not _is_own(rules, definition.value.written):
                continue
            for one in changes(definition.value, definition.value.written):
                changed = (*definitions[:place], evolve(definition, value=one.node), *definitions[place + 1 :])
                made = evolve(rules.nodes, variables={**variables, key: changed})
                told = evolve(one, before=_defined(name, one.before), after=_defined(name, one.after))
                yield _mutant(rules, made, None, told, None if anywhere else _with_callers(rules, readers))


def _defined(name: Wording, value: Wording) -> Wording:
    return Wording(f"{name.zh}：{value.zh}", f"{name.en}: {value.en}")


def _name_in(rules: RuleSet, key: str) -> Wording:
    for rule in rules.nodes.rules:
        for one in walk(expressions_of(rule), rules.nodes.variables):
            if isinstance(one, nodes.Variable) and one.key == key:
                return spell(one)
    return verbatim(key)


def _readers(rules: RuleSet, key: str) -> tuple[set[str], bool]:
    """The rules that read a variable, also through others; whether it may decide which rule takes a row."""
    made = rules.nodes

    def reads(expressions: tuple[nodes.Expression, ...]) -> bool:
        found = walk(expressions, made.variables)
        return any(isinstance(one, nodes.Variable) and one.key == key for one in found)

    restated = tuple(one.value for name in made.restated for one in made.variables.get(name, ()))
    decides = key in made.restated or reads(restated)
    readers = set()
    for rule in made.rules:
        if reads(expressions_of(rule)):
            readers.add(rule.name)
        decides = decides or (rule.selector is not None and reads((rule.selector,)))
    return readers, decides


def _with_callers(rules: RuleSet, names: set[str]) -> frozenset[str]:
    """The rules and those that use them as formulas."""
    found = set(names)
    while True:
        more = {rule.name for rule in rules.nodes.rules if rule.name not in found and _calls(rules, rule, found)}
        if not more:
            break
        found |= more
    return frozenset(found)


def _calls(rules: RuleSet, rule: nodes.Rule, names: set[str]) -> bool:
    found = walk(expressions_of(rule), rules.nodes.variables)
    return any(isinstance(one, nodes.ByRule) and one.rule in names for one in found)
