"""The programs of a rule set: one for every stretch of days on which the same variables and rules are in force."""

from __future__ import annotations

import bisect
import datetime as dt

from perfeval.engine.compiled import Program
from perfeval.engine.to_python import compile_rules
from perfeval.language import nodes


class Programs:
    """Compiles when a day is first asked for. Two threads may both compile; either result is the same."""

    def __init__(self, ruleset: nodes.RuleSetNodes) -> None:
        self._ruleset = ruleset
        self._changes = _changes(ruleset)
        self._made: dict[int, Program] = {}

    def __reduce__(self) -> tuple[type[Programs], tuple[nodes.RuleSetNodes]]:
        # generated functions cannot be pickled; they are made again
        return Programs, (self._ruleset,)

    def on(self, day: dt.date) -> Program:
        """The program of a day."""
        stretch = bisect.bisect_right(self._changes, day)
        if stretch not in self._made:
            self._made[stretch] = compile_rules(self._ruleset, day)
        return self._made[stretch]


def _changes(ruleset: nodes.RuleSetNodes) -> list[dt.date]:
    """The days on which something comes into force, or is so no more."""
    dates = [one.in_force for choices in ruleset.variables.values() for one in choices]
    dates += [rule.in_force for rule in ruleset.rules]
    firsts = {one.first for one in dates if one.first is not None}
    lasts = {one.last for one in dates if one.last is not None and one.last < dt.date.max}
    return sorted(firsts | {last + dt.timedelta(days=1) for last in lasts})
