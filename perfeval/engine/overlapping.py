"""Rule sets between which perfeval could not choose: for the same tables, in force on the same days."""

from __future__ import annotations

from collections.abc import Iterable

from perfeval.diagnostic import Diagnostic, Level, Span
from perfeval.engine.ruleset import RuleSet
from perfeval.language.in_force import overlap
from perfeval.wording import Wording


def overlapping(rules: RuleSet, others: Iterable[RuleSet]) -> tuple[Diagnostic, ...]:
    """A warning for each other rule set that is for the same tables on the same days.

    Sets without dates are used only by name; of one that extends the other, the child goes before its parent.
    """
    found = []
    for other in others:
        if rules.source_name == other.source_name or not (rules.nodes.dated and other.nodes.dated):
            continue
        related = rules.name in other.lineage or other.name in rules.lineage
        if related or rules.nodes.applies != other.nodes.applies or not overlap(rules.in_force, other.in_force):
            continue
        found.append(_warning(rules, other))
    return tuple(found)


def _warning(rules: RuleSet, other: RuleSet) -> Diagnostic:
    applies = rules.nodes.applies
    own = applies is not None and applies.written.source == rules.nodes.source
    span = applies.written.span if applies is not None and own else Span(0, 1)
    return Diagnostic(
        code="sets-overlap",
        level=Level.WARNING,
        source=rules.nodes.source,
        span=span,
        message=Wording(
            f"规则集“{rules.name}”与“{other.name}”（{other.source_name}）适用于同样的表，施行日期重叠，程序无法取舍。",
            f"rule sets `{rules.name}` and `{other.name}` ({other.source_name}) serve the same tables on the same days",
        ),
        mend=Wording(
            "改“施行”，使前一个止于后一个的前一天；或让其中一个继承另一个",
            "change `effective` so that one ends the day before the other begins, or let one extend the other",
        ),
    )
