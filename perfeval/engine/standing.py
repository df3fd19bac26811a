"""What of a rule set is in force on a day, found once for all tables and rows."""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Mapping
from typing import TypeAlias

from attrs import field, frozen

from perfeval.language import nodes
from perfeval.language.remembered import remembered
from perfeval.wording import Wording

Named: TypeAlias = tuple[nodes.Expression, Wording]
"""A name that an expression reads, and how it is spelt."""


@frozen(eq=False)
class Standing:
    """The rules, variables and audits of a rule set that are in force together."""

    rules: tuple[nodes.Rule, ...]
    by_name: Mapping[str, nodes.Rule]
    variables: Mapping[str, nodes.Definition]
    audits: tuple[nodes.Audit, ...]
    inputs: Mapping[str, nodes.Input]
    names_read: dict[int, tuple[nodes.Expression, tuple[Named, ...]]] = field(factory=dict)
    """By identity of the expression, which is kept beside: the names that an explanation of it shows."""


def standing(ruleset: nodes.RuleSetNodes, day: dt.date) -> Standing:
    """What is in force on a day."""
    return _stretches(ruleset).on(ruleset, day)


class _Stretches:
    """The stretches of days on which nothing comes into force or ceases to be, each gathered when first asked for."""

    def __init__(self, ruleset: nodes.RuleSetNodes) -> None:
        dates: list[nodes.InForce] = [one.in_force for choices in ruleset.variables.values() for one in choices]
        dates += [rule.in_force for rule in ruleset.rules]
        dates += [audit.in_force for audit in ruleset.audits]
        firsts = {one.first for one in dates if one.first is not None}
        lasts = {one.last for one in dates if one.last is not None and one.last < dt.date.max}
        self._changes = sorted(firsts | {last + dt.timedelta(days=1) for last in lasts})
        self._found: dict[int, Standing] = {}

    def on(self, ruleset: nodes.RuleSetNodes, day: dt.date) -> Standing:
        stretch = bisect.bisect_right(self._changes, day)
        found = self._found.get(stretch)
        if found is None:
            found = self._found[stretch] = _gathered(ruleset, day)
        return found


_stretches = remembered(_Stretches)


def _gathered(ruleset: nodes.RuleSetNodes, day: dt.date) -> Standing:
    rules = tuple(rule for rule in ruleset.rules if rule.in_force.covers(day))
    current = {
        key: next((one for one in definitions if one.in_force.covers(day)), None)
        for key, definitions in ruleset.variables.items()
    }
    return Standing(
        rules,
        {rule.name: rule for rule in reversed(rules)},
        {key: one for key, one in current.items() if one is not None},
        tuple(audit for audit in ruleset.audits if audit.in_force.covers(day)),
        {item.name: item for item in reversed(ruleset.inputs)},
    )
