"""The row of an example as the example is scored: by the rule that it stands beside, whatever that selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from perfeval.analysis.rows_of_both import under
from perfeval.analysis.subjects import Subject
from perfeval.engine.examples import is_named
from perfeval.language import nodes

if TYPE_CHECKING:
    from perfeval.engine.ruleset import RuleSet


def as_selected(subject: Subject, rules: RuleSet) -> Subject:
    """The row to be scored by a rule set; one that does not say which row it is falls to the rule of its example."""
    rule = subject.rule
    if not rule.name or is_named(subject.example):
        return under(subject, rules)
    always = nodes.TruthConstant(value=True, type=nodes.TRUTH, written=rule.written)
    own = [evolve(one, selector=always) for one in rules.nodes.rules if one.name == rule.name]
    others = [one for one in rules.nodes.rules if one.name != rule.name]
    return under(subject, type(rules)(evolve(rules.nodes, rules=(*own, *others)), on=rules.on))
